// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// v8

#ifndef UNWEDGE_TEST_MOCKS_LIBS_SRC_BASE_PLATFORM_MUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_SRC_BASE_PLATFORM_MUTEX_H

#include <optional>

namespace v8 {
namespace base {
class SharedMutex final {
public:
  SharedMutex();
  SharedMutex(const SharedMutex &) = delete;
  SharedMutex &operator=(const SharedMutex &) = delete;
  ~SharedMutex();
  void LockShared();
  void LockExclusive();
  void UnlockShared();
  void UnlockExclusive();
  [[nodiscard]] bool TryLockShared();
  [[nodiscard]] bool TryLockExclusive();
};

enum class NullBehavior { kRequireNotNull, kIgnoreIfNull };
enum MutexSharedType : bool { kShared = true, kExclusive = false };

template <MutexSharedType kIsShared,
          NullBehavior Behavior = NullBehavior::kRequireNotNull>
class SharedMutexGuard final {
  SharedMutex *const Held;
  bool hasMutex() const {
    return Behavior == NullBehavior::kRequireNotNull || Held != nullptr;
  }

public:
  explicit SharedMutexGuard(SharedMutex *M) : Held(M) {
    if (!hasMutex())
      return;
    if (kIsShared)
      Held->LockShared();
    else
      Held->LockExclusive();
  }
  SharedMutexGuard(const SharedMutexGuard &) = delete;
  ~SharedMutexGuard() {
    if (!hasMutex())
      return;
    if (kIsShared)
      Held->UnlockShared();
    else
      Held->UnlockExclusive();
  }
};

template <MutexSharedType kIsShared,
          NullBehavior Behavior = NullBehavior::kRequireNotNull>
class SharedMutexGuardIf final {
  std::optional<SharedMutexGuard<kIsShared, Behavior>> Guard;

public:
  SharedMutexGuardIf(SharedMutex *M, bool Enabled) {
    if (Enabled)
      Guard.emplace(M);
  }
  SharedMutexGuardIf(const SharedMutexGuardIf &) = delete;
};
} // namespace base
} // namespace v8

#endif // UNWEDGE_TEST_MOCKS_LIBS_SRC_BASE_PLATFORM_MUTEX_H
