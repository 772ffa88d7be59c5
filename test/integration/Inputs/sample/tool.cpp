// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "table.h"
#include <functional>

class Service {
public:
  void runBad(const std::function<void()> &Callback) {
    Busy = true;
    Callback();
    Busy = false;
  }
  bool isBusy() const { return Busy; }

private:
  bool Busy = false;
};

int main() {
  Service S;
  S.runBad([] {});
  return S.isBusy() ? sharedOk() : 0;
}
