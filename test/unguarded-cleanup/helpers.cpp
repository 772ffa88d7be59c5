// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Begin and end in members and helpers of the user's own, recognised by what they do.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -- %mock_flags
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <functional>
#include <mutex>
#include <pthread.h>
#include <set>

using Callback = std::function<void()>;

class Mutex {
  pthread_mutex_t Native;

public:
  void Enter() { pthread_mutex_lock(&Native); }
  void Leave() { pthread_mutex_unlock(&Native); }
};

class Gate {
  int Inside = 0;
  bool Closed = false;

public:
  bool begin() {
    if (Closed)
      return false;
    ++Inside;
    return true;
  }
  void end() { --Inside; }
  bool idle() const { return Inside == 0; }
  void balanced() {
    ++Inside;
    --Inside;
  }
};

class Running {
  std::set<int> Ids;
  std::mutex Lock;

public:
  bool enter(int Id) {
    std::lock_guard<std::mutex> Guard(Lock);
    return Ids.insert(Id).second;
  }
  void leave(int Id) {
    std::lock_guard<std::mutex> Guard(Lock);
    Ids.erase(Id);
  }
};

static void lockBoth(std::mutex &A, std::mutex &B) {
  A.lock();
  B.lock();
}
static void unlockBoth(std::mutex &A, std::mutex &B) {
  B.unlock();
  A.unlock();
}

struct Service {
  Mutex Own;
  Gate Door;
  Gate *Remote;
  Running Ids;
  std::mutex First, Second;

  void wrapperBad(const Callback &F) {
    Own.Enter();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Own' stays locked,
    Own.Leave();
  }
  void memberPairBad(const Callback &F) {
    if (!Door.begin())
      return;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Door.Inside' stays one too high,
    Door.end();
  }
  void throughPointerBad(const Callback &F) {
    Remote->begin();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Remote{{.*}}Inside' stays one too high,
    Remote->end();
  }
  void keyBad(int Id, const Callback &F) {
    if (!Ids.enter(Id))
      return;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, the entry stays in 'Ids.Ids',
    Ids.leave(Id);
  }
  void freeFunctionsBad(const Callback &F) {
    lockBoth(First, Second);
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'First' stays locked,
    unlockBoth(First, Second);
  }
  void lambdaHelperBad(const Callback &F) {
    auto Finish = [this] { Door.end(); };
    Door.begin();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Door.Inside' stays one too high,
    Finish();
  }
  void mixedBad(const Callback &F) {
    First.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'First' stays locked,
    releaseFirst();
  }
  void releaseFirst() { First.unlock(); }

  void otherKeyOk(int Id, int Other, const Callback &F) {
    Ids.enter(Id);
    F();
    Ids.leave(Other);
  }
  void otherDoorOk(const Callback &F) {
    Door.begin();
    F();
    Remote->end();
  }
  void balancedOk(const Callback &F) {
    Door.balanced();
    F();
    Door.balanced();
  }
  void handlerOk(const Callback &F) {
    Own.Enter();
    try {
      F();
    } catch (...) {
      Own.Leave();
      throw;
    }
    Own.Leave();
  }
  void beginOnlyOk(const Callback &F) {
    Door.begin();
    F();
  }
};

static int Seen;
static void count() { ++Seen; }
static void twice(void (*F)()) {
  F();
  F();
}
void givenKnownOk(std::mutex &Mutex) {
  Mutex.lock();
  twice(count);
  Mutex.unlock();
}
void givenUnknownBad(std::mutex &Mutex, void (*F)()) {
  Mutex.lock();
  twice(F);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'twice' throws, 'Mutex' stays locked,
  Mutex.unlock();
}
void *load(const char *Name);
void libraryFunctionOk(std::mutex &Mutex) {
  auto F = reinterpret_cast<void (*)()>(load("start"));
  Mutex.lock();
  F();
  Mutex.unlock();
}

template <typename Fn> static void inPlace(Fn &&F) { F(); }
void lambdaWithCallbackBad(std::mutex &Mutex, const Callback &F) {
  Mutex.lock();
  inPlace([&] { F(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'inPlace' throws, 'Mutex' stays locked,
  Mutex.unlock();
}
void lambdaWithoutCallbackOk(std::mutex &Mutex) {
  Mutex.lock();
  inPlace([] { ++Seen; });
  Mutex.unlock();
}

// What frees an entry is set up together with it, and is not the caller's.
struct Entry {
  void (*Deleter)(void *);
  void *Value;
  void drop() { Deleter(Value); }
};
void dropOk(std::mutex &Mutex, Entry &E) {
  Mutex.lock();
  E.drop();
  Mutex.unlock();
}
