// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tasks that a consumer runs: they put into its queue, or wait for one another.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -- -I %S/Inputs

#include "bounded_queue.h"
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <vector>

using Task = std::function<void()>;

class Pool {
public:
  explicit Pool(int Threads) : Tasks(8) {
    for (int I = 0; I < Threads; ++I)
      Workers.emplace_back([this] { work(); });
  }
  void submit(Task T) { Tasks.put(std::move(T)); }
  bool trySubmit(Task T) { return Tasks.tryPut(std::move(T)); }
  void stop() { Tasks.put(nullptr); }

private:
  void work() {
    while (true) {
      Task Next = Tasks.take();
      if (!Next)
        return;
      Next();
    }
  }
  BoundedQueue<Task> Tasks;
  std::vector<std::thread> Workers;
};

void compute(int);

void nestedBad(Pool &P) {
  P.submit([&P] { P.submit([] { compute(1); }); });
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: a task that the consumer of 'P.Tasks' runs puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}

void nestedOk(Pool &P) {
  P.submit([&P] { P.trySubmit([] { compute(1); }); });
}

void twoPoolsOk(Pool &P, Pool &Other) {
  P.submit([&Other] { Other.submit([] { compute(1); }); });
}

void notNestedOk(Pool &P) {
  P.submit([] { compute(1); });
  P.submit([] { compute(2); });
}

void threadOfItsOwnOk(Pool &P) {
  P.submit([&P] { std::thread([&P] { P.submit([] { compute(1); }); }).detach(); });
}

class Crawler {
public:
  void crawlBad(int Page) {
    compute(Page);
    for (int Link = 0; Link < 4; ++Link)
      Workers.submit([this, Link] { crawlBad(Link); });
      // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: a task that the consumer of 'Workers.Tasks' runs puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
  void quietly(int Page) {
    compute(Page);
    Workers.trySubmit([this, Page] { quietly(Page + 1); });
  }
  void startOk() {
    Workers.submit([this] { quietly(1); });
  }

private:
  Pool Workers{2};
};

class Bound {
public:
  void start() { Workers.submit(std::bind(&Bound::stepBad, this)); }
  void stepBad() { Workers.submit([] { compute(3); }); }
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: a task that the consumer of 'Workers.Tasks' runs puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]

private:
  Pool Workers{2};
};

// Unbounded, but a task that waits for another one of the same pool keeps a
// thread from running it.
class FuturePool {
public:
  template <typename Fn> std::future<int> run(Fn F) {
    auto Job = std::make_shared<std::packaged_task<int()>>(std::move(F));
    std::future<int> Result = Job->get_future();
    {
      std::lock_guard<std::mutex> Guard(Mutex);
      Jobs.push_back([Job] { (*Job)(); });
      ++Unfinished;
    }
    NotEmpty.notify_one();
    return Result;
  }

  void waitAll() {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Unfinished > 0)
      Finished.wait(Guard);
  }

  void work() {
    while (true) {
      Task Next;
      {
        std::unique_lock<std::mutex> Guard(Mutex);
        NotEmpty.wait(Guard, [this] { return !Jobs.empty(); });
        Next = std::move(Jobs.front());
        Jobs.pop_front();
      }
      Next();
      std::lock_guard<std::mutex> Guard(Mutex);
      --Unfinished;
      Finished.notify_all();
    }
  }

private:
  std::mutex Mutex;
  std::condition_variable NotEmpty, Finished;
  std::deque<Task> Jobs;
  int Unfinished = 0;
};

void waitsForOwnTaskBad(FuturePool &P) {
  P.run([&P] { return P.run([] { return 1; }).get(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: a task of 'P' waits here for another task of 'P'; once all its threads wait like this, none is left to run what they wait for [unwedge-self-blocking-consumer]
}

void waitsForVariableBad(FuturePool &P) {
  P.run([&P] {
    std::future<int> Inner = P.run([] { return 1; });
    return Inner.get() + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: a task of 'P' waits here for another task of 'P'; once all its threads wait like this, none is left to run what they wait for [unwedge-self-blocking-consumer]
  });
}

void waitsForSeveralBad(FuturePool &P) {
  P.run([&P] {
    std::vector<std::future<int>> Parts;
    for (int I = 0; I < 4; ++I)
      Parts.push_back(P.run([I] { return I; }));
    int Sum = 0;
    for (std::future<int> &Part : Parts)
      Sum += Part.get();
      // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: a task of 'P' waits here for another task of 'P'; once all its threads wait like this, none is left to run what they wait for [unwedge-self-blocking-consumer]
    return Sum;
  });
}

void waitsFromOutsideOk(FuturePool &P) {
  std::future<int> Result = P.run([] { return 1; });
  compute(Result.get());
}

void waitsForOtherPoolOk(FuturePool &P, FuturePool &Other) {
  P.run([&Other] { return Other.run([] { return 1; }).get(); });
}

void waitsForATimeOk(FuturePool &P) {
  P.run([&P] {
    std::future<int> Inner = P.run([] { return 1; });
    return Inner.wait_for(std::chrono::seconds(1)) == std::future_status::ready
               ? 1
               : 0;
  });
}

void waitsForNoTaskOk(FuturePool &P) {
  P.run([] {
    std::promise<int> Promise;
    Promise.set_value(1);
    return Promise.get_future().get();
  });
}

void waitsForAllBad(FuturePool &P) {
  P.run([&P] {
    P.waitAll();
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: a task of 'P' waits here until nothing is left to do; it waits for itself, since what it is doing is not done [unwedge-self-blocking-consumer]
    return 0;
  });
}

void waitsForAllFromOutsideOk(FuturePool &P) {
  P.run([] { return 0; });
  P.waitAll();
}
