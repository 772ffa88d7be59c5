// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lower-case methods are inline and forward.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_KUDU_UTIL_RW_MUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_KUDU_UTIL_RW_MUTEX_H

namespace kudu {
class RWMutex {
public:
  enum class Priority { PREFER_READING, PREFER_WRITING };
  RWMutex();
  explicit RWMutex(Priority prio);
  ~RWMutex();
  RWMutex(const RWMutex &) = delete;
  RWMutex &operator=(const RWMutex &) = delete;
  void ReadLock();
  void ReadUnlock();
  bool TryReadLock();
  void WriteLock();
  void WriteUnlock();
  bool TryWriteLock();
  void AssertAcquiredForReading() const;
  void AssertAcquiredForWriting() const;
  void lock() { WriteLock(); }
  void unlock() { WriteUnlock(); }
  bool try_lock() { return TryWriteLock(); }
  void lock_shared() { ReadLock(); }
  void unlock_shared() { ReadUnlock(); }
  bool try_lock_shared() { return TryReadLock(); }
};
} // namespace kudu

#endif // UNWEDGE_TEST_MOCKS_LIBS_KUDU_UTIL_RW_MUTEX_H
