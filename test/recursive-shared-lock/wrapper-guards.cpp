// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hand-written guards: recognised by what constructor and destructor do.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>

class Reading {
  std::shared_mutex &Mutex;

public:
  explicit Reading(std::shared_mutex &M) : Mutex(M) { Mutex.lock_shared(); }
  ~Reading() { Mutex.unlock_shared(); }
};

class MaybeReading {
  std::shared_mutex *Mutex;

public:
  explicit MaybeReading(std::shared_mutex *M) : Mutex(M) {
    if (Mutex)
      Mutex->lock_shared();
  }
  ~MaybeReading() {
    if (Mutex)
      Mutex->unlock_shared();
  }
  void done() {
    Mutex->unlock_shared();
    Mutex = nullptr;
  }
};

template <class Lock> class ScopedRead {
  Lock &L;

public:
  explicit ScopedRead(Lock &Which) : L(Which) { L.lock_shared(); }
  ~ScopedRead() { L.unlock_shared(); }
};

// Releases on construction, acquires again at the end.
class Pause {
  std::shared_mutex &Mutex;

public:
  explicit Pause(std::shared_mutex &M) : Mutex(M) { Mutex.unlock_shared(); }
  ~Pause() { Mutex.lock_shared(); }
};

// Holds a standard guard.
struct Session {
  std::shared_lock<std::shared_mutex> Lock;
  explicit Session(std::shared_mutex &M) : Lock(M) {}
};

class Derived : public Reading {
public:
  using Reading::Reading;
};

// Has a mutex and does nothing with it.
class Named {
  std::shared_mutex &Mutex;

public:
  explicit Named(std::shared_mutex &M) : Mutex(M) {}
};

void readingBad(std::shared_mutex &M) {
  Reading Outer(M);
  Reading Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: constructing 'Reading' acquires 'M' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}
void mixedBad(std::shared_mutex &M) {
  Reading Outer(M);
  std::unique_lock Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'M' is acquired exclusive while this thread holds it shared; undefined for 'std::shared_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
}
void pointerBad(std::shared_mutex &M) {
  MaybeReading Outer(&M);
  MaybeReading Inner(&M);
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: constructing 'MaybeReading' acquires 'M' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}
void nullOk(std::shared_mutex &M) {
  Reading Outer(M);
  MaybeReading Inner(nullptr);
}
void doneOk(std::shared_mutex &M) {
  MaybeReading Outer(&M);
  Outer.done();
  Reading Inner(M);
}
void templateBad(std::shared_mutex &M) {
  ScopedRead<std::shared_mutex> Outer(M);
  ScopedRead<std::shared_mutex> Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: constructing 'ScopedRead' acquires 'M' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}
void deducedBad(std::shared_mutex &M) {
  ScopedRead Outer(M);
  ScopedRead Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: constructing 'ScopedRead' acquires 'M' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}
void scopedOk(std::shared_mutex &M) {
  {
    ScopedRead Outer(M);
  }
  ScopedRead Inner(M);
}
void pausedOk(std::shared_mutex &M) {
  Reading Outer(M);
  Pause Paused(M);
  Reading Inner(M);
}
void afterThePauseBad(std::shared_mutex &M) {
  Reading Outer(M);
  {
    Pause Paused(M);
  }
  Reading Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: constructing 'Reading' acquires 'M' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}
void pausedWhileReadingOk(std::shared_mutex &M) {
  Reading Outer(M);
  {
    Pause Paused(M);
  }
}
void heldByMemberBad(std::shared_mutex &M) {
  Session Outer(M);
  Session Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: constructing 'Session' acquires 'M' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}
void derivedBad(std::shared_mutex &M) {
  Derived Outer(M);
  Derived Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: constructing 'Reading' acquires 'M' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}
void notAGuardOk(std::shared_mutex &M) {
  Named Outer(M);
  Reading Inner(M);
}
