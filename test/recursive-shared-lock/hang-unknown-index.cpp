// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags

// Releases of elements that nobody can tell apart, in nested loops: two of them are
// never the same element, yet the set of them must not grow with every look. It did,
// and the analysis did not end.

#include <shared_mutex>

std::shared_mutex Locks[16];
unsigned pick();

void releaseSome(unsigned Count) {
  for (unsigned I = 0; I < Count; ++I) {
    Locks[pick()].unlock_shared();
    for (unsigned J = 0; J < Count; ++J) {
      if (J % 2)
        Locks[pick()].unlock_shared();
      else
        Locks[pick() + 1].unlock();
      for (unsigned K = 0; K < Count; ++K)
        if (K % 3)
          Locks[pick()].unlock_shared();
    }
  }
}

void releaseAgainOk(unsigned Count) {
  for (unsigned I = 0; I < Count; ++I)
    for (unsigned J = 0; J < Count; ++J)
      releaseSome(J);
  Locks[pick()].lock_shared();
  Locks[pick()].lock_shared();
}
