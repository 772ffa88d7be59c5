// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Findings in headers. A header that is filtered out is still read; functions of system
// headers are not looked into.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffixes=FILE,HEADER -- -I%S/Inputs %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=FILE -header-filter='' -- -I%S/Inputs %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- -isystem %S/Inputs %mock_flags

#include "table.h" // ANALYZER-SILENT: the analyzer does not start at functions of headers
// CHECK-NOTES-HEADER: table.h:22:12: warning: calling 'Table::size' acquires 'Mutex' shared again {{.*}} [unwedge-recursive-shared-lock]
// CHECK-NOTES-HEADER: table.h:21:22: note: 'Mutex' is acquired shared here
// CHECK-NOTES-HEADER: table.h:22:12: note: 'Table::size' is called here
// CHECK-NOTES-HEADER: table.h:17:22: note: 'Mutex' is acquired shared again here
// CHECK-NOTES-HEADER: table.h:22:12: note: release 'Mutex' before the call, or call a variant that expects the lock to be held

int inTheFileBad(const Table &T) {
  std::shared_lock Lock(T.Mutex);
  return T.size();
  // CHECK-NOTES-FILE: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'T.Mutex' shared again {{.*}} [unwedge-recursive-shared-lock]
  // CHECK-NOTES-FILE: :[[@LINE-3]]:20: note: 'T.Mutex' is acquired shared here
  // CHECK-NOTES-FILE: :[[@LINE-3]]:12: note: 'Table::size' is called here
  // CHECK-NOTES-FILE: table.h:17:22: note: 'T.Mutex' is acquired shared again here
  // CHECK-NOTES-FILE: :[[@LINE-5]]:12: note: release 'T.Mutex' before the call, or call a variant that expects the lock to be held
}

int inTheFileOk(const Table &T) { return T.size() + T.size(); }
