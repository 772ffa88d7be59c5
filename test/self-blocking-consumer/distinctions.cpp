// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mistakes beside code that differs from them in one point.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -- -I %S/Inputs

#include "bounded_queue.h"
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <queue>
#include <vector>

bool keepGoing();
void use(int);

// A pause that ends when the time is up, in a loop that takes.
class Trash {
  std::mutex Mutex;
  std::condition_variable_any Changed;
  std::queue<int> Files;
  int Pending = 0;
  bool Closing = false;

public:
  void add(int File) {
    std::unique_lock<std::mutex> Lock(Mutex);
    Files.push(File);
    ++Pending;
    Changed.notify_all();
  }
  void removeSlowlyOk() {
    while (true) {
      std::unique_lock<std::mutex> Lock(Mutex);
      while (Files.empty() && !Closing)
        Changed.wait(Lock);
      if (Closing)
        return;
      while (!Files.empty() && !Closing) {
        int File = Files.front();
        Lock.unlock();
        use(File);
        Lock.lock();
        Files.pop();
        auto Until = std::chrono::steady_clock::now() + std::chrono::seconds(1);
        while (!Closing && Changed.wait_until(Lock, Until) != std::cv_status::timeout) {
        }
        if (--Pending == 0)
          Changed.notify_all();
      }
    }
  }
  // Waits to be told to go on, while there is still work.
  void removeWhenToldOk() {
    std::unique_lock<std::mutex> Lock(Mutex);
    while (!Files.empty()) {
      use(Files.front());
      Files.pop();
      Changed.wait(Lock);
    }
  }
  void waitUntilDone() {
    std::unique_lock<std::mutex> Lock(Mutex);
    while (Pending > 0 && !Closing)
      Changed.wait(Lock);
  }
};

// What an element or a local says is no flag against re-entrance.
struct Status {
  int Code;
  bool busy() const { return Code == 1; }
};
struct Result {
  Status State;
};
struct Task {
  int State;
  void run();
};
Status copy(int);
bool process(int);

class Backup {
  BoundedQueue<int> Files{8};
  BoundedQueue<std::shared_ptr<Task>> Tasks{8};
  bool Again = false;
  bool InWorker = false;

public:
  void localResultBad() {
    for (;;) {
      int File = Files.take();
      Result R;
      R.State = copy(File);
      if (R.State.busy())
        Files.put(File);
      // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the consumer of 'Files' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    }
  }
  void stateOfElementBad() {
    for (;;) {
      std::shared_ptr<Task> T = Tasks.take();
      if (T->State == 0)
        T->State = 1;
      if (T->State == 1)
        T->run();
      else
        Tasks.put(T);
      // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the consumer of 'Tasks' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    }
  }
  void answerInMemberBad() {
    for (;;) {
      int File = Files.take();
      Again = process(File);
      if (Again)
        Files.put(File);
      // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the consumer of 'Files' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    }
  }
  void schedule(int File) {
    if (InWorker)
      return;
    Files.put(File);
  }
  void flagBeforeOk() {
    for (;;) {
      int File = Files.take();
      InWorker = true;
      schedule(File);
      InWorker = false;
    }
  }
};

// A queue that is asked whether there is something is not asked for room.
class Asked {
  std::mutex Mutex;
  std::condition_variable NotFull, NotEmpty;
  std::deque<int> Items;
  std::size_t Capacity;

public:
  explicit Asked(std::size_t Capacity) : Capacity(Capacity) {}
  void put(int X) {
    std::unique_lock<std::mutex> Lock(Mutex);
    while (Items.size() >= Capacity)
      NotFull.wait(Lock);
    Items.push_back(X);
    NotEmpty.notify_one();
  }
  int take() {
    std::unique_lock<std::mutex> Lock(Mutex);
    while (Items.empty())
      NotEmpty.wait(Lock);
    int X = Items.front();
    Items.pop_front();
    NotFull.notify_one();
    return X;
  }
  std::size_t size() const { return Items.size(); }
};

void somethingLeftBad(Asked &Q) {
  while (keepGoing()) {
    int X = Q.take();
    if (Q.size())
      Q.put(X);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
}
void somethingLeftComparedBad(Asked &Q) {
  while (keepGoing()) {
    int X = Q.take();
    if (Q.size() > 0)
      Q.put(X);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
}
void roomLeftOk(Asked &Q) {
  while (keepGoing()) {
    int X = Q.take();
    if (Q.size() < 4)
      Q.put(X);
  }
}

// Putting first and taking afterwards, in one loop.
void sometimesFirstBad(BoundedQueue<int> &Q) {
  while (keepGoing()) {
    if (process(1))
      Q.put(1);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    use(Q.take());
  }
}
class EventLoop {
  BoundedQueue<int> Events{8};
  void timers() {
    if (process(0))
      Events.put(0);
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: the consumer of 'Events' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }

public:
  void runBad() {
    while (keepGoing()) {
      timers();
      use(Events.take());
    }
  }
};
// As many taken as put: a queue used as a limit, or a benchmark.
void oneForOneOk(BoundedQueue<int> &Q) {
  while (keepGoing()) {
    Q.put(1);
    use(Q.take());
  }
}
void oneForOneIfLimitedOk(BoundedQueue<int> &Q, bool Limited) {
  while (keepGoing()) {
    if (Limited)
      Q.put(1);
    process(1);
    if (Limited)
      Q.take();
  }
}
void batchesOk(BoundedQueue<int> &Q, int N) {
  while (keepGoing()) {
    for (int I = 0; I < N; ++I)
      Q.put(I);
    for (int I = 0; I < N; ++I)
      use(Q.take());
  }
}
class Hasty {
  std::mutex Mutex;
  std::condition_variable NotFull, NotEmpty;
  std::deque<int> Items;

public:
  void put(int X) {
    std::unique_lock<std::mutex> Lock(Mutex);
    if (Items.size() >= 8)
      NotFull.wait(Lock, [this] { return Items.size() < 8; });
    Items.push_back(X);
    NotEmpty.notify_one();
  }
  int take() {
    std::unique_lock<std::mutex> Lock(Mutex);
    NotEmpty.wait(Lock, [this] { return !Items.empty(); });
    int X = Items.front();
    Items.pop_front();
    NotFull.notify_one();
    return X;
  }
};
void oneForOneHastyOk(Hasty &Q) {
  while (keepGoing()) {
    Q.put(1);
    use(Q.take());
  }
}

// Whether to wait is said by a member.
enum class Policy { Block, Drop };
class Sink {
  BoundedQueue<int> Lines{8};
  Policy Full = Policy::Block;
  Policy FullDrop = Policy::Drop;

public:
  void post(int X, Policy P) {
    if (P == Policy::Block)
      Lines.put(X);
      // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the consumer of 'Lines' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    else
      Lines.tryPut(X);
  }
  void runBad() {
    for (;;) {
      int X = Lines.take();
      if (process(X))
        post(X, Full);
    }
  }
  void runOk() {
    for (;;) {
      int X = Lines.take();
      if (process(X))
        post(X, FullDrop);
    }
  }
};

// The queue of an object that a function makes when it is first asked for.
struct Context {
  std::unique_ptr<BoundedQueue<int>> Lines;
};
static Context *TheContext;
static Context *context(bool Make = true) {
  if (!TheContext && Make)
    TheContext = new Context;
  return TheContext;
}
void lazyContextBad() {
  while (keepGoing()) {
    int X = context()->Lines->take();
    if (process(X))
      context()->Lines->put(X);
      // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: the consumer of 'TheContext->Lines' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
}
// Another one each time.
static std::vector<Context *> Contexts;
static Context *nextContext() {
  static std::size_t Next = 0;
  if (Contexts.empty())
    return nullptr;
  return Contexts[Next++ % Contexts.size()];
}
void passedOnOk() {
  while (keepGoing()) {
    int X = nextContext()->Lines->take();
    if (process(X))
      nextContext()->Lines->put(X);
  }
}
