// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Elements that know the object which put them into its own queue.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -- -I %S/Inputs

#include "bounded_queue.h"
#include <memory>

class Logger;
struct Message {
  int Level = 0;
  std::shared_ptr<Logger> From;
};

class Pool {
public:
  void postBad(Message M) {
    Messages.put(std::move(M));
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: the consumer of 'Messages' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
  void run() {
    while (next()) {
    }
  }

private:
  bool next();
  BoundedQueue<Message> Messages{64};
};

class Logger : public std::enable_shared_from_this<Logger> {
public:
  explicit Logger(std::weak_ptr<Pool> P) : Threads(std::move(P)) {}
  void log(int Level) {
    if (auto P = Threads.lock())
      P->postBad({Level, shared_from_this()});
  }
  void handle(const Message &M) {
    if (M.Level > 3)
      flush();
  }
  void flush() {
    if (auto P = Threads.lock())
      P->postBad({0, shared_from_this()});
  }

private:
  std::weak_ptr<Pool> Threads;
};

bool Pool::next() {
  Message M = Messages.take();
  if (!M.From)
    return false;
  M.From->handle(M);
  return true;
}

// Which of the two nodes put it is not known.
class Node;
struct Packet {
  Node *From = nullptr;
  Node *To = nullptr;
};
class Link {
public:
  void post(Packet P) { Packets.put(P); }
  void runOk();

private:
  BoundedQueue<Packet> Packets{64};
};
class Node {
public:
  void send(Node *To) { Way->post({this, To}); }
  void forwardOk(Packet P) { Way->post(P); }

private:
  Link *Way = nullptr;
};
void Link::runOk() {
  for (;;) {
    Packet P = Packets.take();
    P.To->forwardOk(P);
  }
}

// The element leads on, not back: nobody puts itself.
class Stage;
struct Item {
  Stage *Next = nullptr;
};
class Line {
public:
  void post(Item I) { Items.put(I); }
  void runOk();

private:
  BoundedQueue<Item> Items{64};
};
class Stage {
public:
  void passOk(Stage *After) { Belt->post({After}); }
  void againOk(Item I) { Belt->post(I); }

private:
  Line *Belt = nullptr;
};
void Line::runOk() {
  for (;;) {
    Item I = Items.take();
    I.Next->againOk(I);
  }
}

// The loop of the caller ends with the put.
class Last {
public:
  void runOk() {
    while (stepOk()) {
    }
  }
  void runBad() {
    while (stepBad()) {
    }
  }

private:
  bool stepOk() {
    int X = Queue.take();
    if (X < 0) {
      Queue.put(X);
      return false;
    }
    return true;
  }
  bool stepBad() {
    int X = Queue.take();
    if (X > 8) {
      Queue.put(X / 2);
      // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the consumer of 'Queue' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
      return true;
    }
    return true;
  }
  BoundedQueue<int> Queue{8};
};
