// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Correct code that resembles the mistake: who puts, when, and whether it waits.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -- -I %S/Inputs

#include "bounded_queue.h"
#include <algorithm>
#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <queue>
#include <set>
#include <stack>
#include <string>
#include <thread>
#include <vector>

using Queue = BoundedQueue<int>;
void use(int);

// Work lists: nothing waits.
void breadthFirstOk(const std::vector<std::vector<int>> &Edges) {
  std::queue<int> Pending;
  std::set<int> Seen;
  Pending.push(0);
  while (!Pending.empty()) {
    int Node = Pending.front();
    Pending.pop();
    for (int Next : Edges[Node])
      if (Seen.insert(Next).second)
        Pending.push(Next);
  }
}

void depthFirstOk(const std::vector<std::vector<int>> &Edges) {
  std::stack<int> Pending;
  Pending.push(0);
  while (!Pending.empty()) {
    int Node = Pending.top();
    Pending.pop();
    for (int Next : Edges[Node])
      Pending.push(Next);
  }
}

void dijkstraOk(const std::vector<std::vector<int>> &Edges) {
  std::priority_queue<std::pair<int, int>> Pending;
  Pending.push({0, 0});
  while (!Pending.empty()) {
    auto [Cost, Node] = Pending.top();
    Pending.pop();
    for (int Next : Edges[Node])
      Pending.push({Cost - 1, Next});
  }
}

void vectorOk() {
  std::vector<int> Pending{1, 2, 3};
  while (!Pending.empty()) {
    int X = Pending.back();
    Pending.pop_back();
    if (X > 1)
      Pending.push_back(X - 1);
  }
}

class Machine {
  std::deque<int> Pending;
  std::mutex Mutex;

public:
  void post(int X) {
    std::lock_guard<std::mutex> Guard(Mutex);
    Pending.push_back(X);
  }
  void runOk() {
    while (true) {
      int X;
      {
        std::lock_guard<std::mutex> Guard(Mutex);
        if (Pending.empty())
          break;
        X = Pending.front();
        Pending.pop_front();
      }
      post(X + 1);
    }
  }
};

// Takes wait, puts never do.
template <typename T> class UnboundedQueue {
  std::mutex Mutex;
  std::condition_variable NotEmpty;
  std::deque<T> Items;
  bool Paused = false;
  std::condition_variable Resumed;

public:
  void put(T Item) {
    std::lock_guard<std::mutex> Guard(Mutex);
    Items.push_back(std::move(Item));
    NotEmpty.notify_one();
  }
  // Waits, but for something that no take ends.
  void putUnlessPaused(T Item) {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Paused)
      Resumed.wait(Guard);
    Items.push_back(std::move(Item));
    NotEmpty.notify_one();
  }
  T take() {
    std::unique_lock<std::mutex> Guard(Mutex);
    NotEmpty.wait(Guard, [this] { return !Items.empty(); });
    T Item = std::move(Items.front());
    Items.pop_front();
    return Item;
  }
};

void unboundedOk(UnboundedQueue<int> &Q) {
  for (;;)
    Q.put(Q.take());
}
void pausedOk(UnboundedQueue<int> &Q) {
  for (;;)
    Q.putUnlessPaused(Q.take());
}

// Throws, drops or fails when it is full.
class Failing {
  std::mutex Mutex;
  std::condition_variable NotEmpty;
  std::deque<int> Items;
  std::size_t Capacity = 4;
  int Dropped = 0;

public:
  void putOrThrow(int X) {
    std::lock_guard<std::mutex> Guard(Mutex);
    if (Items.size() >= Capacity)
      throw std::string("full");
    Items.push_back(X);
    NotEmpty.notify_one();
  }
  void putOrDrop(int X) {
    std::lock_guard<std::mutex> Guard(Mutex);
    if (Items.size() >= Capacity) {
      ++Dropped;
      return;
    }
    Items.push_back(X);
    NotEmpty.notify_one();
  }
  void putDroppingOldest(int X) {
    std::lock_guard<std::mutex> Guard(Mutex);
    while (Items.size() >= Capacity)
      Items.pop_front();
    Items.push_back(X);
    NotEmpty.notify_one();
  }
  int take() {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Items.empty())
      NotEmpty.wait(Guard);
    int X = Items.front();
    Items.pop_front();
    return X;
  }
};
void throwingOk(Failing &Q) {
  for (;;)
    Q.putOrThrow(Q.take());
}
void droppingOk(Failing &Q) {
  for (;;)
    Q.putOrDrop(Q.take());
}
void droppingOldestOk(Failing &Q) {
  for (;;)
    Q.putDroppingOldest(Q.take());
}

// Waits for a time, and gives up.
class Timed {
  std::mutex Mutex;
  std::condition_variable NotFull, NotEmpty;
  std::deque<int> Items;

public:
  bool putFor(int X, std::chrono::milliseconds Time) {
    std::unique_lock<std::mutex> Guard(Mutex);
    if (!NotFull.wait_for(Guard, Time, [this] { return Items.size() < 4; }))
      return false;
    Items.push_back(X);
    NotEmpty.notify_one();
    return true;
  }
  bool putUntil(int X, std::chrono::steady_clock::time_point Deadline) {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Items.size() >= 4) {
      NotFull.wait_until(Guard, Deadline);
      if (std::chrono::steady_clock::now() >= Deadline)
        return false;
    }
    Items.push_back(X);
    NotEmpty.notify_one();
    return true;
  }
  bool putOnce(int X) {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Items.size() >= 4)
      if (NotFull.wait_for(Guard, std::chrono::seconds(1)) ==
          std::cv_status::timeout)
        return false;
    Items.push_back(X);
    return true;
  }
  int take() {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Items.empty())
      NotEmpty.wait(Guard);
    int X = Items.front();
    Items.pop_front();
    NotFull.notify_one();
    return X;
  }
};
// A take that gives up after a time is a take all the same.
class TimedTake {
  std::mutex Mutex;
  std::condition_variable NotFull, NotEmpty;
  std::deque<int> Items;

public:
  void put(int X) {
    std::unique_lock<std::mutex> Guard(Mutex);
    NotFull.wait(Guard, [this] { return Items.size() < 4; });
    Items.push_back(X);
    NotEmpty.notify_one();
  }
  bool takeFor(int &X) {
    std::unique_lock<std::mutex> Guard(Mutex);
    if (!NotEmpty.wait_for(Guard, std::chrono::seconds(1),
                           [this] { return !Items.empty(); }))
      return false;
    X = Items.front();
    Items.pop_front();
    NotFull.notify_one();
    return true;
  }
};
void timedTakeBad(TimedTake &Q) {
  int X;
  while (true)
    if (Q.takeFor(X))
      Q.put(X);
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}

void timedOk(Timed &Q) {
  for (;;)
    Q.putFor(Q.take(), std::chrono::milliseconds(5));
}
void deadlineOk(Timed &Q) {
  for (;;)
    Q.putUntil(Q.take(), std::chrono::steady_clock::now());
}
void timedLoopOk(Timed &Q) {
  for (;;)
    Q.putOnce(Q.take());
}

// "Am I the consumer?"
class Loop {
  Queue Tasks{8};
  std::thread::id Consumer;
  static thread_local Loop *Current;
  std::vector<int> Own;

  bool isConsumer() const { return std::this_thread::get_id() == Consumer; }

public:
  void post(int X) {
    if (std::this_thread::get_id() == Consumer) {
      Own.push_back(X);
      return;
    }
    Tasks.put(X);
  }
  void postByHelper(int X) {
    if (isConsumer())
      Own.push_back(X);
    else
      Tasks.put(X);
  }
  void postByThreadLocal(int X) {
    if (Current == this)
      return;
    Tasks.put(X);
  }
  void runOk() {
    for (;;)
      post(Tasks.take());
  }
  void runWithHelperOk() {
    for (;;)
      postByHelper(Tasks.take());
  }
  void runWithThreadLocalOk() {
    Current = this;
    for (;;)
      postByThreadLocal(Tasks.take());
  }
};
thread_local Loop *Loop::Current = nullptr;

// Flags against re-entrance.
class Guarded {
  Queue Lines{8};
  bool InWrite = false;
  int Depth = 0;
  std::atomic<bool> Busy{false};

public:
  void log(int X) {
    if (InWrite)
      return;
    Lines.put(X);
  }
  void logByDepth(int X) {
    if (Depth > 0)
      return;
    Lines.put(X);
  }
  void logByAtomic(int X) {
    if (!Busy)
      Lines.put(X);
  }
  void runOk() {
    for (;;) {
      int X = Lines.take();
      InWrite = true;
      log(X);
      InWrite = false;
    }
  }
  void runByDepthOk() {
    for (;;) {
      int X = Lines.take();
      ++Depth;
      logByDepth(X);
      --Depth;
    }
  }
  void runByAtomicOk() {
    for (;;) {
      int X = Lines.take();
      Busy = true;
      logByAtomic(X);
      Busy = false;
    }
  }
};

// Waits only if it is told to.
class Optional {
  std::mutex Mutex;
  std::condition_variable NotFull, NotEmpty;
  std::deque<int> Items;

public:
  bool put(int X, bool Wait) {
    std::unique_lock<std::mutex> Guard(Mutex);
    if (Wait) {
      while (Items.size() >= 4)
        NotFull.wait(Guard);
    } else if (Items.size() >= 4) {
      return false;
    }
    Items.push_back(X);
    NotEmpty.notify_one();
    return true;
  }
  int take() {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Items.empty())
      NotEmpty.wait(Guard);
    int X = Items.front();
    Items.pop_front();
    NotFull.notify_one();
    return X;
  }
};
void toldNotToWaitOk(Optional &Q) {
  for (;;)
    Q.put(Q.take(), false);
}
void toldToWaitBad(Optional &Q) {
  for (;;)
    Q.put(Q.take(), true);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}
void notKnownOk(Optional &Q, bool Wait) {
  for (;;)
    Q.put(Q.take(), Wait);
}

// Somebody else puts.
void asyncOk(Queue &Q) {
  for (;;) {
    int X = Q.take();
    auto Result = std::async(std::launch::async, [&Q, X] { Q.put(X); });
  }
}
void handedOverOk(Queue &Q, BoundedQueue<std::function<void()>> &Others) {
  for (;;) {
    int X = Q.take();
    Others.put([&Q, X] { Q.put(X); });
  }
}
void producerOk(Queue &Q) {
  std::thread Consumer([&Q] {
    for (;;)
      use(Q.take());
  });
  for (int I = 0; I < 100; ++I)
    Q.put(I);
  Consumer.join();
}

// Locks and limits that look like queues.
class Limiter {
  std::mutex Mutex;
  std::condition_variable Changed;
  int Active = 0;
  bool Busy = false;

public:
  void enter() {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Active >= 4)
      Changed.wait(Guard);
    ++Active;
  }
  void leave() {
    std::lock_guard<std::mutex> Guard(Mutex);
    --Active;
    Changed.notify_one();
  }
  void lock() {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Busy)
      Changed.wait(Guard);
    Busy = true;
  }
  void unlock() {
    std::lock_guard<std::mutex> Guard(Mutex);
    Busy = false;
    Changed.notify_one();
  }
};
void limiterOk(Limiter &L) {
  for (;;) {
    L.enter();
    use(1);
    L.leave();
  }
}
void flagLockOk(Limiter &L) {
  for (;;) {
    L.lock();
    use(1);
    L.unlock();
  }
}

// A pool of connections: take one, give it back.
class Connections {
  std::mutex Mutex;
  std::condition_variable Available;
  std::vector<int> Idle;

public:
  int get() {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Idle.empty())
      Available.wait(Guard);
    int X = Idle.back();
    Idle.pop_back();
    return X;
  }
  void giveBack(int X) {
    std::lock_guard<std::mutex> Guard(Mutex);
    Idle.push_back(X);
    Available.notify_one();
  }
};
void connectionsOk(Connections &C) {
  for (;;) {
    int X = C.get();
    use(X);
    C.giveBack(X);
  }
}

// Two members of one class.
class Channel {
  std::mutex Mutex;
  std::condition_variable Changed;
  std::deque<int> In, Out;

public:
  int takeIn() {
    std::unique_lock<std::mutex> Guard(Mutex);
    Changed.wait(Guard, [this] { return !In.empty(); });
    int X = In.front();
    In.pop_front();
    Changed.notify_all();
    return X;
  }
  void putIn(int X) {
    std::unique_lock<std::mutex> Guard(Mutex);
    Changed.wait(Guard, [this] { return In.size() < 4; });
    In.push_back(X);
    Changed.notify_all();
  }
  void putOut(int X) {
    std::unique_lock<std::mutex> Guard(Mutex);
    Changed.wait(Guard, [this] { return Out.size() < 4; });
    Out.push_back(X);
    Changed.notify_all();
  }
  void answerOk() {
    for (;;)
      putOut(takeIn());
  }
  void answerBad() {
    for (;;)
      putIn(takeIn());
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'In' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
};

// Methods of the same names, and no queue.
struct Stream {
  int read();
  void write(int X);
  void put(int X);
  int take();
};
void streamOk(Stream &S) {
  for (;;)
    S.write(S.read());
}
void namesOk(Stream &S) {
  for (;;)
    S.put(S.take());
}

namespace elsewhere {
template <typename T> struct concurrent_bounded_queue {
  void push(T);
  void pop(T &);
  void set_capacity(int);
};
} // namespace elsewhere
void sameNameOk(elsewhere::concurrent_bounded_queue<int> &Q) {
  int X;
  Q.set_capacity(4);
  for (;;) {
    Q.pop(X);
    Q.push(X);
  }
}

// Waits for the reply, not for room.
class Requests {
  std::mutex Mutex;
  std::condition_variable Done, NotEmpty;
  std::deque<int> Pending;
  bool Answered = false;

public:
  void call(int X) {
    std::unique_lock<std::mutex> Guard(Mutex);
    Pending.push_back(X);
    NotEmpty.notify_one();
    while (!Answered)
      Done.wait(Guard);
  }
  void servedElsewhereOk() {
    for (;;) {
      std::unique_lock<std::mutex> Guard(Mutex);
      while (Pending.empty())
        NotEmpty.wait(Guard);
      Pending.pop_front();
      Answered = true;
      Done.notify_all();
    }
  }
};
