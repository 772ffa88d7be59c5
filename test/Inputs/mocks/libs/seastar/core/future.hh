// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_SEASTAR_CORE_FUTURE_HH
#define UNWEDGE_TEST_MOCKS_LIBS_SEASTAR_CORE_FUTURE_HH

#include <utility>

namespace seastar {
template <typename T = void> class future {
public:
  future(future &&) noexcept;
  ~future();
  bool available() const noexcept;
  T get();
  template <typename Func> auto then(Func &&F) noexcept -> future<> {}
  template <typename Func> auto finally(Func &&F) noexcept -> future<T> {}
};
} // namespace seastar

#endif // UNWEDGE_TEST_MOCKS_LIBS_SEASTAR_CORE_FUTURE_HH
