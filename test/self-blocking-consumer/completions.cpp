// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Waits that only the thread which waits could end: for an element to be dealt
// with, and for a counter to be zero.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer --

#include <condition_variable>
#include <deque>
#include <mutex>

void compute();

// An element says itself when it is done.
struct Job {
  int Id = 0;
  bool Done = false;
  bool Seen = false;
};

class Worker {
public:
  void post(Job *J) {
    std::lock_guard<std::mutex> L(M);
    Jobs.push_back(J);
    Work.notify_one();
  }
  void waitFor(Job *J) {
    std::unique_lock<std::mutex> L(M);
    Finished.wait(L, [J] { return J->Done; });
  }
  void waitUntilSeen(Job *J) {
    std::unique_lock<std::mutex> L(M);
    while (!J->Seen)
      Finished.wait(L);
  }
  void runBad() {
    for (;;) {
      Job *J = next();
      if (J->Id > 1) {
        Job *Inner = new Job;
        post(Inner);
        waitFor(Inner);
        // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the consumer of 'Jobs' waits here until another element of 'Jobs' is dealt with; once all its threads wait like this, none is left to do so [unwedge-self-blocking-consumer]
        // CHECK-MESSAGES: :[[@LINE-6]]:16: note: 'Jobs' is taken from here
        // CHECK-MESSAGES: :[[@LINE+6]]:7: note: 'Done', which the wait is for, is set here
        // CHECK-MESSAGES: :[[@LINE-4]]:9: note: no other thread is taken to say that it is dealt with
        // CHECK-MESSAGES: :[[@LINE-5]]:9: note: wait outside of the thread that does the work, or do it here
        delete Inner;
      }
      std::lock_guard<std::mutex> L(M);
      J->Done = true;
      Finished.notify_all();
    }
  }
  // The same, with the take and the wait in the loop.
  void inlineBad() {
    for (;;) {
      std::unique_lock<std::mutex> L(M);
      while (Jobs.empty())
        Work.wait(L);
      Job *J = Jobs.front();
      Jobs.pop_front();
      L.unlock();
      Job *Inner = new Job;
      post(Inner);
      L.lock();
      while (!Inner->Done)
        Finished.wait(L);
      // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: the consumer of 'Jobs' waits here until another element of 'Jobs' is dealt with; once all its threads wait like this, none is left to do so [unwedge-self-blocking-consumer]
      J->Done = true;
    }
  }
  // The element that is waited for is added in the loop, too.
  void inlinePutBad() {
    for (;;) {
      std::unique_lock<std::mutex> L(M);
      while (Jobs.empty())
        Work.wait(L);
      Job *J = Jobs.front();
      Jobs.pop_front();
      Job *Inner = new Job;
      Jobs.push_back(Inner);
      while (!Inner->Done)
        Finished.wait(L);
      // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: the consumer of 'Jobs' waits here until another element of 'Jobs' is dealt with; once all its threads wait like this, none is left to do so [unwedge-self-blocking-consumer]
      J->Done = true;
    }
  }
  void postsOnlyOk() {
    for (;;) {
      Job *J = next();
      post(new Job);
      J->Done = true;
    }
  }
  // Another thread sets it.
  void waitsForSomebodyElseOk() {
    for (;;) {
      Job *J = next();
      Job *Inner = new Job;
      post(Inner);
      waitUntilSeen(Inner);
      J->Done = true;
    }
  }
  void otherWorkerOk(Worker &Other) {
    for (;;) {
      Job *J = next();
      Job *Inner = new Job;
      Other.post(Inner);
      Other.waitFor(Inner);
      J->Done = true;
    }
  }
  // It was there before, and may be done.
  void notPostedHereOk(Job *Before) {
    for (;;) {
      Job *J = next();
      waitFor(Before);
      J->Done = true;
    }
  }

private:
  Job *next() {
    std::unique_lock<std::mutex> L(M);
    Work.wait(L, [this] { return !Jobs.empty(); });
    Job *J = Jobs.front();
    Jobs.pop_front();
    return J;
  }
  std::mutex M;
  std::condition_variable Work, Finished;
  std::deque<Job *> Jobs;
};

void fromOutsideOk(Worker &W) {
  Job J;
  W.post(&J);
  W.waitFor(&J);
}

// Somebody else may say that it is done.
struct Request {
  bool Done = false;
};
class Server {
public:
  void post(Request *R) {
    std::lock_guard<std::mutex> L(M);
    Requests.push_back(R);
    Work.notify_one();
  }
  void cancel(Request *R) {
    std::lock_guard<std::mutex> L(M);
    R->Done = true;
    Finished.notify_all();
  }
  void runOk() {
    for (;;) {
      Request *R = nullptr;
      {
        std::unique_lock<std::mutex> L(M);
        Work.wait(L, [this] { return !Requests.empty(); });
        R = Requests.front();
        Requests.pop_front();
      }
      Request *Inner = new Request;
      post(Inner);
      std::unique_lock<std::mutex> L(M);
      while (!Inner->Done)
        Finished.wait(L);
      R->Done = true;
    }
  }

private:
  std::mutex M;
  std::condition_variable Work, Finished;
  std::deque<Request *> Requests;
};

// A counter of what is under way.
class Gate {
public:
  void begin() {
    std::lock_guard<std::mutex> L(M);
    ++Running;
  }
  void end() {
    std::lock_guard<std::mutex> L(M);
    --Running;
    Idle.notify_all();
  }
  void waitIdle() {
    std::unique_lock<std::mutex> L(M);
    while (Running > 0)
      Idle.wait(L);
  }
  void jobBad() {
    compute();
    waitIdle();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this waits until 'Running' is zero; it waits for itself, since the thread counts it down only afterwards [unwedge-self-blocking-consumer]
    // CHECK-MESSAGES: :[[@LINE+5]]:5: note: 'Running' is counted down here
    // CHECK-MESSAGES: :[[@LINE-7]]:12: note: the call waits here until nothing is left
    // CHECK-MESSAGES: :[[@LINE-14]]:5: note: 'Running' is taken to count this thread too, since it is counted down here
    // CHECK-MESSAGES: :[[@LINE-5]]:5: note: wait outside of the thread that does the work

    end();
  }
  void countedBeforeBad() {
    begin();
    waitIdle();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this waits until 'Running' is zero; it waits for itself, since the thread counts it down only afterwards [unwedge-self-blocking-consumer]
    end();
  }
  void endsFirstOk() {
    end();
    waitIdle();
  }
  void startsAnewOk() {
    waitIdle();
    begin();
    compute();
    end();
  }
  void eitherOk(bool Last) {
    if (Last)
      waitIdle();
    else
      end();
  }
  void endsSometimesOk(bool Mine) {
    waitIdle();
    if (Mine)
      end();
  }
  void restart();
  void mayStartAnewOk() {
    waitIdle();
    restart();
    end();
  }

private:
  std::mutex M;
  std::condition_variable Idle;
  int Running = 0;
};

void twoGatesOk(Gate &First, Gate &Second) {
  First.waitIdle();
  Second.end();
}

// Nothing in sight counts it up.
class Remaining {
public:
  void doneOk() {
    std::unique_lock<std::mutex> L(M);
    while (Left > 0)
      Idle.wait(L);
    L.unlock();
    drop();
  }
  void drop() {
    std::lock_guard<std::mutex> L(M);
    --Left;
  }

private:
  std::mutex M;
  std::condition_variable Idle;
  int Left = 8;
};
