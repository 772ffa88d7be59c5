// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Not a reader/writer lock, in spite of its method names.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_USERVER_ENGINE_SEMAPHORE_HPP
#define UNWEDGE_TEST_MOCKS_LIBS_USERVER_ENGINE_SEMAPHORE_HPP

#include <shared_mutex>

namespace userver {
namespace engine {
class Semaphore final {
public:
  explicit Semaphore(unsigned long Capacity);
  ~Semaphore();
  void lock_shared();
  void unlock_shared();
  bool try_lock_shared();
};
using SemaphoreLock = std::shared_lock<Semaphore>;
} // namespace engine
} // namespace userver

#endif // UNWEDGE_TEST_MOCKS_LIBS_USERVER_ENGINE_SEMAPHORE_HPP
