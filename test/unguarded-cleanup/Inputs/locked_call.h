// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef LOCKED_CALL_H
#define LOCKED_CALL_H

#include <functional>
#include <mutex>

template <typename Fn> void neverInstantiated(std::mutex &M, Fn F) {
  M.lock();
  F();
  M.unlock();
}

// Reported once, however often it is instantiated.

template <typename Fn> void withLock(std::mutex &M, Fn &&F) {
  M.lock();
  std::forward<Fn>(F)();
  M.unlock();
}
inline void withLockErased(std::mutex &M, const std::function<void()> &F) {
  M.lock();
  F();
  M.unlock();
}

#endif // LOCKED_CALL_H
