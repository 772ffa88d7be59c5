// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of folly that a repair uses.

namespace folly {
template <typename F> class ScopeGuardImpl {
  F Run;
  bool Active = true;

public:
  explicit ScopeGuardImpl(F Run) : Run(static_cast<F &&>(Run)) {}
  ScopeGuardImpl(ScopeGuardImpl &&Other) : Run(static_cast<F &&>(Other.Run)), Active(Other.Active) { Other.Active = false; }
  ~ScopeGuardImpl() {
    if (Active)
      Run();
  }
  void dismiss() noexcept { Active = false; }
};
template <typename F> ScopeGuardImpl<F> makeGuard(F Run) { return ScopeGuardImpl<F>(static_cast<F &&>(Run)); }
} // namespace folly
