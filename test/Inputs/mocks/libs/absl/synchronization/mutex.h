// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Both generations of names: the CamelCase ones, and those since the summer of 2025.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_ABSL_SYNCHRONIZATION_MUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_ABSL_SYNCHRONIZATION_MUTEX_H

#define MOCK_ABSL(X) __attribute__((X))

namespace absl {
inline namespace lts_20250814 {
class Duration {};
class Time {};

class Condition {
public:
  Condition(bool (*Function)(void *), void *Argument);
  explicit Condition(const bool *Value);
};

class MOCK_ABSL(capability("mutex")) Mutex {
public:
  Mutex();
  ~Mutex();
  Mutex(const Mutex &) = delete;
  Mutex &operator=(const Mutex &) = delete;

  void lock() MOCK_ABSL(exclusive_lock_function());
  void Lock() MOCK_ABSL(exclusive_lock_function());
  void unlock() MOCK_ABSL(unlock_function());
  void Unlock() MOCK_ABSL(unlock_function());
  [[nodiscard]] bool try_lock() MOCK_ABSL(exclusive_trylock_function(true));
  bool TryLock() MOCK_ABSL(exclusive_trylock_function(true));
  void AssertHeld() const MOCK_ABSL(assert_exclusive_lock());

  void lock_shared() MOCK_ABSL(shared_lock_function());
  void ReaderLock() MOCK_ABSL(shared_lock_function());
  void unlock_shared() MOCK_ABSL(unlock_function());
  void ReaderUnlock() MOCK_ABSL(unlock_function());
  [[nodiscard]] bool try_lock_shared() MOCK_ABSL(shared_trylock_function(true));
  bool ReaderTryLock() MOCK_ABSL(shared_trylock_function(true));
  void AssertReaderHeld() const MOCK_ABSL(assert_shared_lock());

  void WriterLock() MOCK_ABSL(exclusive_lock_function());
  void WriterUnlock() MOCK_ABSL(unlock_function());
  bool WriterTryLock() MOCK_ABSL(exclusive_trylock_function(true));

  void Await(const Condition &Ready);
  bool AwaitWithTimeout(const Condition &Ready, Duration Timeout);
  bool AwaitWithDeadline(const Condition &Ready, Time Deadline);

  void LockWhen(const Condition &Ready) MOCK_ABSL(exclusive_lock_function());
  void ReaderLockWhen(const Condition &Ready) MOCK_ABSL(shared_lock_function());
  void WriterLockWhen(const Condition &Ready)
      MOCK_ABSL(exclusive_lock_function());
  bool LockWhenWithTimeout(const Condition &Ready, Duration Timeout)
      MOCK_ABSL(exclusive_lock_function());
  bool ReaderLockWhenWithTimeout(const Condition &Ready, Duration Timeout)
      MOCK_ABSL(shared_lock_function());
  bool WriterLockWhenWithTimeout(const Condition &Ready, Duration Timeout)
      MOCK_ABSL(exclusive_lock_function());
  bool LockWhenWithDeadline(const Condition &Ready, Time Deadline)
      MOCK_ABSL(exclusive_lock_function());
  bool ReaderLockWhenWithDeadline(const Condition &Ready, Time Deadline)
      MOCK_ABSL(shared_lock_function());
  bool WriterLockWhenWithDeadline(const Condition &Ready, Time Deadline)
      MOCK_ABSL(exclusive_lock_function());
};

#define MOCK_ABSL_GUARD(NAME, ACQUIRE, LOCK, UNLOCK)                           \
  class MOCK_ABSL(scoped_lockable) NAME {                                      \
  public:                                                                      \
    explicit NAME(Mutex &M) MOCK_ABSL(ACQUIRE(M)) : Owned(M) { Owned.LOCK(); } \
    explicit NAME(Mutex *M) MOCK_ABSL(ACQUIRE(M)) : NAME(*M) {}                \
    NAME(Mutex &M, const Condition &Ready) MOCK_ABSL(ACQUIRE(M));              \
    NAME(Mutex *M, const Condition &Ready) MOCK_ABSL(ACQUIRE(M));              \
    NAME(const NAME &) = delete;                                               \
    NAME &operator=(const NAME &) = delete;                                    \
    ~NAME() MOCK_ABSL(unlock_function()) { Owned.UNLOCK(); }                   \
                                                                               \
  private:                                                                     \
    Mutex &Owned;                                                              \
  }
MOCK_ABSL_GUARD(MutexLock, exclusive_lock_function, lock, unlock);
MOCK_ABSL_GUARD(ReaderMutexLock, shared_lock_function, lock_shared,
                unlock_shared);
MOCK_ABSL_GUARD(WriterMutexLock, exclusive_lock_function, lock, unlock);
#undef MOCK_ABSL_GUARD

class MutexLockMaybe {
public:
  explicit MutexLockMaybe(Mutex *M) : Owned(M) {
    if (Owned != nullptr)
      Owned->lock();
  }
  ~MutexLockMaybe() {
    if (Owned != nullptr)
      Owned->unlock();
  }
  MutexLockMaybe(const MutexLockMaybe &) = delete;

private:
  Mutex *const Owned;
};

class MOCK_ABSL(scoped_lockable) ReleasableMutexLock {
public:
  explicit ReleasableMutexLock(Mutex &M) MOCK_ABSL(exclusive_lock_function(M));
  explicit ReleasableMutexLock(Mutex *M) MOCK_ABSL(exclusive_lock_function(M));
  ~ReleasableMutexLock() MOCK_ABSL(unlock_function());
  void Release() MOCK_ABSL(unlock_function());
};

class CondVar {
public:
  void Wait(Mutex *M);
  void Signal();
  void SignalAll();
};
} // namespace lts_20250814
} // namespace absl
#undef MOCK_ABSL

#endif // UNWEDGE_TEST_MOCKS_LIBS_ABSL_SYNCHRONIZATION_MUTEX_H
