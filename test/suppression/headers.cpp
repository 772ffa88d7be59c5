// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// In headers, whose own lines count; what stands beside the #include does not. The
// analyzer looks at the functions of a header from where the file calls them.
//
// RUN: %check_hosts %s unwedge-recursive-shared-lock -- -I%S/Inputs %mock_flags

#include "silenced.h" // NOLINT
// CHECK-MESSAGES: silenced.h:10:12: warning: calling 'Table::size' acquires 'M' shared again

int useOk(const Table &T) { return T.plainBad() + T.commentOk() + T.blockOk() + T.attributeOk(); }

int macroOk(const Table &T) {
  std::shared_lock L(T.M);
  return SILENCED_SIZE_OF(T);
}
int macroBad(const Table &T) {
  std::shared_lock L(T.M);
  return SIZE_OF(T);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: calling 'Table::size' acquires 'T.M' shared again
}
int macroOfHeaderOk(const Table &T) {
  std::shared_lock L(T.M);
  return SIZE_OF(T); // NOLINT
}
