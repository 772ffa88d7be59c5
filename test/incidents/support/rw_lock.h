// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A reader-writer lock that prefers writers, as many real ones do: a reader that
// comes after a waiting writer waits as well, even if it is a reader already.
// std::shared_mutex may or may not behave so, which would leave it to the platform
// whether a program of the gallery gets stuck.

#ifndef UNWEDGE_TEST_INCIDENTS_SUPPORT_RW_LOCK_H
#define UNWEDGE_TEST_INCIDENTS_SUPPORT_RW_LOCK_H

#include <condition_variable>
#include <mutex>

// Clang's thread-safety attributes; other compilers see nothing.
#ifdef __clang__
#define GALLERY_ATTRIBUTE(X) __attribute__((X))
#else
#define GALLERY_ATTRIBUTE(X)
#endif
#define CAPABILITY(NAME) GALLERY_ATTRIBUTE(capability(NAME))
#define SCOPED_CAPABILITY GALLERY_ATTRIBUTE(scoped_lockable)
#define ACQUIRE(...) GALLERY_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define ACQUIRE_SHARED(...)                                                    \
  GALLERY_ATTRIBUTE(acquire_shared_capability(__VA_ARGS__))
#define RELEASE(...) GALLERY_ATTRIBUTE(release_capability(__VA_ARGS__))
#define RELEASE_SHARED(...)                                                    \
  GALLERY_ATTRIBUTE(release_shared_capability(__VA_ARGS__))
#define NO_THREAD_SAFETY_ANALYSIS GALLERY_ATTRIBUTE(no_thread_safety_analysis)

namespace gallery {

class CAPABILITY("shared_mutex") RwLock {
public:
  void lockShared() ACQUIRE_SHARED() NO_THREAD_SAFETY_ANALYSIS {
    std::unique_lock<std::mutex> Guard(State);
    Changed.wait(Guard, [this] { return !Writing && WaitingWriters == 0; });
    ++Readers;
    ++Reads;
    Changed.notify_all();
  }

  void unlockShared() RELEASE_SHARED() NO_THREAD_SAFETY_ANALYSIS {
    std::lock_guard<std::mutex> Guard(State);
    --Readers;
    Changed.notify_all();
  }

  void lock() ACQUIRE() NO_THREAD_SAFETY_ANALYSIS {
    std::unique_lock<std::mutex> Guard(State);
    ++WaitingWriters;
    ++WriteRequests;
    Changed.notify_all();
    Changed.wait(Guard, [this] { return !Writing && Readers == 0; });
    --WaitingWriters;
    Writing = true;
  }

  void unlock() RELEASE() NO_THREAD_SAFETY_ANALYSIS {
    std::lock_guard<std::mutex> Guard(State);
    Writing = false;
    Changed.notify_all();
  }

  // What the incidents are staged with: one thread waits until the other has come
  // to the point that makes the difference, instead of sleeping and hoping.

  /// Returns when the lock has been granted to Count readers since it exists.
  void awaitReads(unsigned Count) {
    std::unique_lock<std::mutex> Guard(State);
    Changed.wait(Guard, [this, Count] { return Reads >= Count; });
  }

  /// Returns when Count writers have asked for the lock since it exists.
  void awaitWriteRequests(unsigned Count) {
    std::unique_lock<std::mutex> Guard(State);
    Changed.wait(Guard, [this, Count] { return WriteRequests >= Count; });
  }

private:
  std::mutex State;
  std::condition_variable Changed;
  unsigned Readers = 0;
  unsigned WaitingWriters = 0;
  bool Writing = false;
  unsigned Reads = 0;
  unsigned WriteRequests = 0;
};

class SCOPED_CAPABILITY ReadLock {
public:
  explicit ReadLock(RwLock &Lock) ACQUIRE_SHARED(Lock) : Lock(Lock) {
    Lock.lockShared();
  }
  ~ReadLock() RELEASE() { Lock.unlockShared(); }

  ReadLock(const ReadLock &) = delete;
  ReadLock &operator=(const ReadLock &) = delete;

private:
  RwLock &Lock;
};

class SCOPED_CAPABILITY WriteLock {
public:
  explicit WriteLock(RwLock &Lock) ACQUIRE(Lock) : Lock(Lock) { Lock.lock(); }
  ~WriteLock() RELEASE() { Lock.unlock(); }

  WriteLock(const WriteLock &) = delete;
  WriteLock &operator=(const WriteLock &) = delete;

private:
  RwLock &Lock;
};

} // namespace gallery

#endif // UNWEDGE_TEST_INCIDENTS_SUPPORT_RW_LOCK_H
