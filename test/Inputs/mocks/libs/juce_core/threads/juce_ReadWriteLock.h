// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_JUCE_CORE_THREADS_JUCE_READWRITELOCK_H
#define UNWEDGE_TEST_MOCKS_LIBS_JUCE_CORE_THREADS_JUCE_READWRITELOCK_H

namespace juce {
class ReadWriteLock {
public:
  ReadWriteLock() noexcept;
  ~ReadWriteLock() noexcept;
  void enterRead() const noexcept;
  bool tryEnterRead() const noexcept;
  void exitRead() const noexcept;
  void enterWrite() const noexcept;
  bool tryEnterWrite() const noexcept;
  void exitWrite() const noexcept;
};

class ScopedReadLock {
  const ReadWriteLock &Held;

public:
  explicit ScopedReadLock(const ReadWriteLock &Lock) noexcept : Held(Lock) {
    Held.enterRead();
  }
  ~ScopedReadLock() noexcept { Held.exitRead(); }
  ScopedReadLock(const ScopedReadLock &) = delete;
};
class ScopedWriteLock {
  const ReadWriteLock &Held;

public:
  explicit ScopedWriteLock(const ReadWriteLock &Lock) noexcept : Held(Lock) {
    Held.enterWrite();
  }
  ~ScopedWriteLock() noexcept { Held.exitWrite(); }
  ScopedWriteLock(const ScopedWriteLock &) = delete;
};
} // namespace juce

#endif // UNWEDGE_TEST_MOCKS_LIBS_JUCE_CORE_THREADS_JUCE_READWRITELOCK_H
