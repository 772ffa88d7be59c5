// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_ANALYZER_INPUTS_REGISTRY_H
#define UNWEDGE_TEST_ANALYZER_INPUTS_REGISTRY_H

#include <functional>
#include <shared_mutex>

bool mayMark();

class Registry {
  mutable std::shared_mutex M;
  bool Busy = false;

public:
  bool isBusy() const { return Busy; }
  int size() const {
    std::shared_lock L(M);
    return 1;
  }
  int calledFromFileBad() const {
    std::shared_lock L(M);
    return size();
  }
  int calledThroughHeaderBad() const {
    std::shared_lock L(M);
    return 1 + size();
  }
  int handsOn() const { return calledThroughHeaderBad(); }
  int neverCalledFalseNegative() const {
    std::shared_lock L(M);
    return 2 + size();
  }
  int decidedOk(bool Mark) const {
    if (Mark)
      M.lock_shared();
    int Result = Mark ? 0 : size();
    if (Mark)
      M.unlock_shared();
    return Result;
  }
  void runBad(const std::function<void()> &Callback) {
    Busy = true;
    Callback();
    Busy = false;
  }
};

#endif // UNWEDGE_TEST_ANALYZER_INPUTS_REGISTRY_H
