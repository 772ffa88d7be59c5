// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_WRL_WRAPPERS_COREWRAPPERS_H
#define UNWEDGE_TEST_MOCKS_LIBS_WRL_WRAPPERS_COREWRAPPERS_H

#include <windows.h>

namespace Microsoft {
namespace WRL {
namespace Wrappers {
class SRWLock {
public:
  class SyncLockExclusive {
  public:
    SyncLockExclusive(SyncLockExclusive &&) noexcept;
    ~SyncLockExclusive();
    void Unlock() noexcept;
    bool IsLocked() const noexcept;
  };
  class SyncLockShared {
  public:
    SyncLockShared(SyncLockShared &&) noexcept;
    ~SyncLockShared();
    void Unlock() noexcept;
    bool IsLocked() const noexcept;
  };
  SRWLock() noexcept;
  ~SRWLock() noexcept;
  SyncLockExclusive LockExclusive() noexcept;
  SyncLockExclusive TryLockExclusive() noexcept;
  SyncLockShared LockShared() noexcept;
  SyncLockShared TryLockShared() noexcept;
};
} // namespace Wrappers
} // namespace WRL
} // namespace Microsoft

#endif // UNWEDGE_TEST_MOCKS_LIBS_WRL_WRAPPERS_COREWRAPPERS_H
