// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A loop that takes, and a put that is reached from it, near and far.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -- -I %S/Inputs

#include "bounded_queue.h"
#include <functional>
#include <memory>
#include <thread>
#include <vector>

using Queue = BoundedQueue<int>;

void direct(int);

void sameLoopBad(Queue &Q) {
  while (true) {
    int X = Q.take();
    Q.put(X + 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
}

void forLoopBad(Queue &Q) {
  for (int X = Q.take(); X != 0; X = Q.take())
    Q.put(X - 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}

void doLoopBad(Queue *Q) {
  int X;
  do {
    X = Q->take();
    if (X > 10)
      Q->put(X / 2);
      // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  } while (X);
}

void nestedLoopBad(Queue &Q) {
  for (;;) {
    int X = Q.take();
    for (int I = 0; I < X; ++I)
      Q.put(I);
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
}

void takenInInnerLoopBad(Queue &Q) {
  for (;;) {
    int Sum = 0, X;
    while (Q.tryTake(X))
      Sum += X;
    Q.put(Sum);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
}

void takenInConditionBad(Queue &Q) {
  while (int X = Q.take())
    if (X % 2)
      Q.put(X + 1);
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}

void prefetchedBad(Queue &Q) {
  int X = Q.take();
  while (X) {
    Q.put(X - 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    X = Q.take();
  }
}

void aliasBad(Queue &Q) {
  Queue &Same = Q;
  Queue *AlsoSame = &Same;
  for (;;)
    AlsoSame->put(Same.take());
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}

void handlerOfExceptionsBad(Queue &Q) {
  for (;;) {
    int X = Q.take();
    try {
      direct(X);
    } catch (...) {
      Q.put(X);
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    }
  }
}

void switchBad(Queue &Q) {
  for (;;)
    switch (int X = Q.take()) {
    case 1:
      Q.put(2);
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
      break;
    default:
      direct(X);
    }
}

void retryBad(Queue &Q) {
  for (;;) {
    int X = Q.take();
    while (!Q.tryPut(X))
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
      std::this_thread::yield();
  }
}

void tryOk(Queue &Q) {
  for (;;) {
    int X = Q.take();
    if (!Q.tryPut(X))
      direct(X);
  }
}

void retryThenGiveUpOk(Queue &Q) {
  for (;;) {
    int X = Q.take();
    for (int I = 0; I < 3; ++I)
      if (Q.tryPut(X))
        break;
  }
}

void retryWithRoomMadeOk(Queue &Q) {
  for (;;) {
    int X = Q.take(), Old;
    while (!Q.tryPut(X))
      Q.tryTake(Old);
  }
}

void overwriteOk(Queue &Q) {
  for (;;)
    Q.overwrite(Q.take());
}

void twoQueuesOk(Queue &In, Queue &Out) {
  for (;;)
    Out.put(In.take());
}

void beforeOk(Queue &Q) {
  for (int I = 0; I < 4; ++I)
    Q.put(I);
  for (;;)
    direct(Q.take());
}

void afterOk(Queue &Q) {
  while (int X = Q.take())
    direct(X);
  Q.put(0);
}

void roomTestedOk(Queue &Q) {
  for (;;) {
    int X = Q.take();
    if (!Q.full())
      Q.put(X);
  }
}

void disabledOk(Queue &Q) {
  for (;;) {
    int X = Q.take();
    if (false)
      Q.put(X);
  }
}

// Whoever takes the end of the work passes it on and ends.
void sentinelOk(Queue &Q) {
  for (;;) {
    int X = Q.take();
    if (X == 0) {
      Q.put(0);
      return;
    }
    direct(X);
  }
}

// One thread alone: what it put it takes again.
void privateOk() {
  Queue Local(4);
  for (int I = 0; I < 100; ++I) {
    Local.put(I);
    direct(Local.take());
  }
}

void otherThreadOk(Queue &Q) {
  for (;;) {
    int X = Q.take();
    std::thread([&Q, X] { Q.put(X); }).detach();
  }
}

class Metrics {
public:
  void record(int Value) { Samples.put(Value); }
  // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: the consumer of 'Samples' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  bool tryRecord(int Value) { return Samples.tryPut(Value); }

  void runBad() {
    while (!Stopping)
      aggregate(Samples.take());
  }

  void runOk() {
    while (!Stopping) {
      Sum += Samples.take();
      if (++Count % 100 == 0)
        flushQuietly();
    }
  }

  void throughLambdaBad() {
    auto Report = [this](int X) { Samples.put(X); };
    // CHECK-MESSAGES: :[[@LINE-1]]:43: warning: the consumer of 'Samples' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    for (;;)
      Report(Samples.take());
  }

  void lambdaOk() {
    std::function<void()> Later;
    for (;;) {
      int X = Samples.take();
      Later = [this, X] { Samples.put(X); };
    }
  }

  void consumerOfOtherOk() {
    for (;;)
      record(Raw.take());
  }

private:
  void aggregate(int X) {
    Sum += X;
    if (++Count % 100 == 0)
      flush();
  }
  void flush() {
    Sum = 0;
    record(1);
  }
  void flushQuietly() { tryRecord(1); }

  Queue Samples{16};
  Queue Raw{16};
  long Sum = 0;
  int Count = 0;
  bool Stopping = false;
};

struct Handler {
  virtual ~Handler() = default;
  virtual void handle(int X) = 0;
};

class Daemon {
public:
  Daemon() : Worker(this) {}
  void post(int X) { Inbox.put(X); }
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: the consumer of 'Inbox' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  void runVirtualBad() {
    Handler &H = Worker;
    for (;;)
      H.handle(Inbox.take());
  }

private:
  class Back : public Handler {
  public:
    explicit Back(Daemon *Owner) : Owner(Owner) {}
    void handle(int X) override { Owner->post(X); }

  private:
    Daemon *Owner;
  };
  Queue Inbox{8};
  Back Worker;
};

class CallbackDaemon {
public:
  void post(int X) { Inbox.put(X); }
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: the consumer of 'Inbox' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  void runCallbackBad() {
    for (;;)
      if (OnItem)
        OnItem(Inbox.take());
  }
  void setUp() {
    OnItem = [this](int X) { post(X + 1); };
  }

private:
  Queue Inbox{8};
  std::function<void(int)> OnItem;
};

class OtherDaemon {
public:
  void runOk() {
    for (;;)
      if (OnItem)
        OnItem(Inbox.take());
  }
  void setUp() {
    OnItem = [this](int X) { Outbox.put(X); };
  }

private:
  Queue Inbox{8}, Outbox{8};
  std::function<void(int)> OnItem;
};

// The put is in what the consumer is given to call.
template <typename Fn> void drain(Queue &Q, Fn Each) {
  for (;;)
    Each(Q.take());
}
void drainFunction(Queue &Q, const std::function<void(int)> &Each) {
  for (;;)
    Each(Q.take());
}
void drainPointer(Queue &Q, void (*Each)(int)) {
  for (;;)
    Each(Q.take());
}

void givenLambdaBad(Queue &Q) {
  drain(Q, [&Q](int X) { Q.put(X); });
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}
void givenFunctionBad(Queue &Q) {
  drainFunction(Q, [&Q](int X) { Q.put(X); });
  // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}
static Queue Global(4);
static void putGlobal(int X) { Global.put(X); }
  // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: the consumer of 'Global' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
void givenPointerBad() { drainPointer(Global, putGlobal); }
void givenLambdaOk(Queue &Q, Queue &Other) {
  drain(Q, [&Other](int X) { Other.put(X); });
}
void givenFunctionOk(Queue &Q) {
  drainFunction(Q, [&Q](int X) { Q.tryPut(X); });
}

#define LOG(X) logger().write(X)
class Log {
public:
  void write(int X) { Lines.put(X); }
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: the consumer of 'Lines' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  void threadBad();
  void threadOk();

private:
  void append(int X);
  Queue Lines{64};
};
Log &logger();
Log &logger() {
  static Log TheLog;
  return TheLog;
}
void Log::append(int X) {
  // The logger's own thread logs.
  if (X < 0)
    LOG(1);
}
void Log::threadBad() {
  for (;;)
    append(Lines.take());
}
void Log::threadOk() {
  for (;;)
    direct(Lines.take());
}
template <typename T> class Stage {
public:
  void step() {
    T Item = Input.take();
    if (Item)
      Input.put(Item);
      // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the consumer of 'Input' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
  void runBad() {
    for (;;)
      step();
  }

private:
  BoundedQueue<T> Input{4};
};
template class Stage<int>;

// Nobody in sight calls it in a loop.
class Single {
public:
  void stepOk() {
    int X = Input.take();
    Input.put(X);
  }

private:
  Queue Input{4};
};

class Base {
protected:
  void emit(int X) { Items.put(X); }
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: the consumer of 'Items' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  Queue Items{4};
};
class Derived : Base {
public:
  void runBad() {
    for (;;)
      emit(Items.take());
  }
};

class Shared {
public:
  void runBad() {
    auto Keep = Items;
    for (;;)
      Keep->put(Items->take());
      // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the consumer of 'Items' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }

private:
  std::shared_ptr<Queue> Items = std::make_shared<Queue>(4);
};

class Workers {
public:
  // Two different ones.
  void forwardOk() {
    for (;;)
      All[1]->put(All[0]->take());
  }
  void sameIndexBad() {
    for (;;)
      All[0]->put(All[0]->take());
      // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the consumer of 'All[0]' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }

private:
  std::vector<std::unique_ptr<Queue>> All;
};

class SwappedOk {
public:
  explicit SwappedOk(Queue &In, Queue &Out) : In(In), Out(Out) {}
  void pumpOk() {
    for (;;)
      Out.put(In.take());
  }

private:
  Queue &In;
  Queue &Out;
};
