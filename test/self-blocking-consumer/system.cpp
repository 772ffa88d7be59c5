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

// Made by one function, kept by the constructor of an object.
int makePipe(int Ends[2]) { return pipe(Ends); }
class KeepsEnds {
  int Requests, Commands;

protected:
  KeepsEnds(int Read, int Write) : Requests(Read) { Commands = Write; }

public:
  void sendByBad(char C) {
    (void)write(Commands, &C, 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: the consumer of 'Requests' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
  void run(bool Again) {
    char C;
    while (read(Requests, &C, 1) == 1)
      if (Again)
        sendByBad(C);
  }
};
class Poller : public KeepsEnds {
public:
  Poller(int Descriptor, int Ends[2]) : KeepsEnds(Ends[0], Ends[1]) {}
  static Poller *create() {
    int Ends[2];
    if (makePipe(Ends))
      return nullptr;
    fcntl(Ends[0], F_SETFD, FD_CLOEXEC);
    return new Poller(1, Ends);
  }
};

class KeepsNonBlocking {
  int Requests, Commands;

public:
  KeepsNonBlocking(int Read, int Write) : Requests(Read), Commands(Write) {
    fcntl(Commands, F_SETFL, O_NONBLOCK);
  }
  static KeepsNonBlocking *create() {
    int Ends[2];
    if (makePipe(Ends))
      return nullptr;
    return new KeepsNonBlocking(Ends[0], Ends[1]);
  }
  void runOk(bool Again) {
    char C;
    while (read(Requests, &C, 1) == 1)
      if (Again)
        (void)write(Commands, &C, 1);
  }
};

// Ends of different pairs.
class Relay {
  int In, Out;

public:
  Relay(int Read, int Write) : In(Read), Out(Write) {}
  static Relay *create() {
    int First[2], Second[2];
    if (makePipe(First) || makePipe(Second))
      return nullptr;
    return new Relay(First[0], Second[1]);
  }
  void runOk() {
    char C;
    while (read(In, &C, 1) == 1)
      (void)write(Out, &C, 1);
  }
};

// One array for two pairs: which ends belong together cannot be told by it.
class TwoPipes {
  int Stop, StopWrite, Done, DoneWrite;

public:
  bool open() {
    int Ends[2];
    if (makePipe(Ends))
      return false;
    Stop = Ends[0];
    StopWrite = Ends[1];
    if (makePipe(Ends))
      return false;
    Done = Ends[0];
    DoneWrite = Ends[1];
    return true;
  }
  void runOk() {
    char C;
    while (read(Stop, &C, 1) == 1)
      (void)write(DoneWrite, &C, 1);
  }
};
class TwoDirectPipes {
  int Stop, StopWrite, Done, DoneWrite;

public:
  void open() {
    int Ends[2];
    (void)!pipe(Ends);
    Stop = Ends[0];
    StopWrite = Ends[1];
    (void)!pipe(Ends);
    Done = Ends[0];
    DoneWrite = Ends[1];
  }
  void runOk() {
    char C;
    while (read(Stop, &C, 1) == 1)
      (void)write(DoneWrite, &C, 1);
  }
};
