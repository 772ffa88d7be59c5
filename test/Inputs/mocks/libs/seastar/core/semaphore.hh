// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_SEASTAR_CORE_SEMAPHORE_HH
#define UNWEDGE_TEST_MOCKS_LIBS_SEASTAR_CORE_SEMAPHORE_HH

#include <seastar/core/future.hh>

namespace seastar {
class lowres_clock {};
class abort_source {};
struct semaphore_default_exception_factory {};

template <typename ExceptionFactory, typename Clock = lowres_clock>
class semaphore_units {
public:
  semaphore_units() noexcept;
  semaphore_units(semaphore_units &&) noexcept;
  semaphore_units &operator=(semaphore_units &&) noexcept;
  ~semaphore_units() noexcept;
  void return_all() noexcept;
  unsigned long release() noexcept;
};
} // namespace seastar

#endif // UNWEDGE_TEST_MOCKS_LIBS_SEASTAR_CORE_SEMAPHORE_HH
