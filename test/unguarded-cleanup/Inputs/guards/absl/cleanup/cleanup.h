// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of Abseil that a repair uses.

#include <utility>

namespace absl {
template <typename F> class Cleanup {
  F Run;
  bool Active = true;

public:
  explicit Cleanup(F Run) : Run(static_cast<F &&>(Run)) {}
  Cleanup(Cleanup &&Other) : Run(static_cast<F &&>(Other.Run)), Active(Other.Active) { Other.Active = false; }
  ~Cleanup() {
    if (Active)
      Run();
  }
  void Cancel() && { Active = false; }
};
template <typename F> Cleanup<F> MakeCleanup(F Run) { return Cleanup<F>(std::move(Run)); }
} // namespace absl
