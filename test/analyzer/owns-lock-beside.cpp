// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Another checker goes by what `owns_lock()` says: with ours loaded it finds no leak that
// it does not find without.
//
// RUN: %clangxx --analyze -std=c++17 -fplugin=%analyzer_plugin -Xclang -analyzer-checker=unwedge -Xclang -analyzer-output=text %s 2>&1 | count 0

#include <cstdlib>
#include <mutex>
#include <shared_mutex>

struct Table {
  mutable std::shared_mutex M;
  std::mutex Plain;

  int size() const {
    std::shared_lock L(M);
    return 1;
  }
  int freedOk() {
    std::unique_lock L(Plain);
    char *P = static_cast<char *>(malloc(4));
    int Result = size();
    if (L.owns_lock())
      free(P);
    std::shared_lock Q(M);
    return Result;
  }
};
