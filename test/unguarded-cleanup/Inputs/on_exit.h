// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A scope guard of a project of its own.

#ifndef ON_EXIT_H
#define ON_EXIT_H

#include <utility>

template <typename Fn> class OnExit {
  Fn F;
  bool Armed = true;

public:
  explicit OnExit(Fn F) : F(std::move(F)) {}
  ~OnExit() {
    if (Armed)
      F();
  }
  void dismiss() { Armed = false; }
};
template <typename Fn> OnExit<Fn> onExit(Fn F) {
  return OnExit<Fn>(std::move(F));
}

#endif // ON_EXIT_H
