// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Queues of the operating system.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer --

#include <fcntl.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/socket.h>
#include <unistd.h>

struct Message {
  long Type;
  char Text[16];
};

void posixBad(mqd_t Queue) {
  char Buffer[64];
  while (mq_receive(Queue, Buffer, sizeof Buffer, nullptr) > 0)
    mq_send(Queue, Buffer, 1, 0);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the consumer of 'Queue' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}

void posixTimedOk(mqd_t Queue) {
  char Buffer[64];
  timespec Soon{};
  while (mq_receive(Queue, Buffer, sizeof Buffer, nullptr) > 0)
    mq_timedsend(Queue, Buffer, 1, 0, &Soon);
}

void posixOtherOk(mqd_t In, mqd_t Out) {
  char Buffer[64];
  while (mq_receive(In, Buffer, sizeof Buffer, nullptr) > 0)
    mq_send(Out, Buffer, 1, 0);
}

void systemVBad(int Id) {
  Message M;
  while (msgrcv(Id, &M, sizeof M.Text, 0, 0) >= 0)
    msgsnd(Id, &M, sizeof M.Text, 0);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the consumer of 'Id' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}

void systemVNoWaitOk(int Id) {
  Message M;
  while (msgrcv(Id, &M, sizeof M.Text, 0, 0) >= 0)
    msgsnd(Id, &M, sizeof M.Text, IPC_NOWAIT);
}

void systemVUnknownOk(int Id, int Flags) {
  Message M;
  while (msgrcv(Id, &M, sizeof M.Text, 0, 0) >= 0)
    msgsnd(Id, &M, sizeof M.Text, Flags);
}

class EventLoop {
  int Ends[2];

public:
  EventLoop() { (void)!pipe(Ends); }
  void wake() {
    char C = 1;
    (void)!write(Ends[1], &C, 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the consumer of 'Ends' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
  void runBad() {
    char C;
    while (read(Ends[0], &C, 1) == 1)
      handle();
  }
  void handle() { wake(); }
};

class NonBlockingLoop {
  int Ends[2];

public:
  NonBlockingLoop() { (void)!pipe2(Ends, O_NONBLOCK); }
  void wake() {
    char C = 1;
    (void)!write(Ends[1], &C, 1);
  }
  void runOk() {
    char C;
    while (read(Ends[0], &C, 1) == 1)
      wake();
  }
};

class LaterNonBlockingLoop {
  int Ends[2];

public:
  LaterNonBlockingLoop() {
    (void)!pipe(Ends);
    fcntl(Ends[1], F_SETFL, O_NONBLOCK);
  }
  void runOk() {
    char C;
    while (read(Ends[0], &C, 1) == 1)
      (void)!write(Ends[1], &C, 1);
  }
};

class Sockets {
  int Ends[2];

public:
  Sockets() { socketpair(AF_UNIX, SOCK_DGRAM, 0, Ends); }
  void runBad() {
    char C;
    while (recv(Ends[0], &C, 1, 0) == 1)
      send(Ends[1], &C, 1, 0);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Ends' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
  void runOk() {
    char C;
    while (recv(Ends[0], &C, 1, 0) == 1)
      send(Ends[1], &C, 1, MSG_DONTWAIT);
  }
};

// Anything may be behind a descriptor.
void copyOk(int From, int To) {
  char Buffer[512];
  ssize_t Size;
  while ((Size = read(From, Buffer, sizeof Buffer)) > 0)
    (void)!write(To, Buffer, Size);
}
void echoOk(int Descriptor) {
  char Buffer[512];
  ssize_t Size;
  while ((Size = read(Descriptor, Buffer, sizeof Buffer)) > 0)
    (void)!write(Descriptor, Buffer, Size);
}
