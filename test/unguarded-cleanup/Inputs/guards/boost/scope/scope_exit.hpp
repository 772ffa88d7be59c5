// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of Boost.Scope that a repair uses.

namespace boost::scope {
template <typename F> class scope_exit {
  F Run;
  bool Active = true;

public:
  explicit scope_exit(F Run) : Run(static_cast<F &&>(Run)) {}
  scope_exit(scope_exit &&Other) : Run(static_cast<F &&>(Other.Run)), Active(Other.Active) { Other.Active = false; }
  ~scope_exit() {
    if (Active)
      Run();
  }
  void set_active(bool On) noexcept { Active = On; }
};
} // namespace boost::scope
