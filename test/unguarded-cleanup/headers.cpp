// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A header of the project, with templates in it.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -- -I %S/Inputs

#include "locked_call.h"

// CHECK-MESSAGES: locked_call.h:21:3: warning: if 'F' throws, 'M' stays locked,
// CHECK-MESSAGES: locked_call.h:26:3: warning: if 'F' throws, 'M' stays locked,

void instantiateTwice(std::mutex &M, void (*F)(int)) {
  withLock(M, [F] { F(1); });
  withLock(M, [F] { F(2); });
}
