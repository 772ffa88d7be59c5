// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code with errors, as it stands in an editor: no crash, and what is whole is looked at.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key -expect-errors --

#include <map>
#include <sstream>
#include <string>
#include <time.h>

class Table {
  std::map<std::string, int> Entries;
  Unknown Member;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: error: unknown type name 'Unknown' [clang-diagnostic-error]
  std::map<Missing, int> Others;
  // CHECK-MESSAGES: :[[@LINE-1]]:12: error: use of undeclared identifier 'Missing' [clang-diagnostic-error]

public:
  int wholeBad() {
    return int(Entries.count(std::to_string(time(nullptr))));
    // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: the key for 'Entries' contains the time of the call
  }
  int unknownFunctionOk() {
    return int(Entries.count(missing(time(nullptr))));
    // CHECK-MESSAGES: :[[@LINE-1]]:30: error: use of undeclared identifier 'missing' [clang-diagnostic-error]
  }
  int wrongArgumentsOk() {
    return int(Entries.count(std::to_string(time(nullptr)), 1, 2));
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: error: no matching member function for call to 'count' [clang-diagnostic-error]
  }
  int othersOk() { return int(Others.count(std::to_string(time(nullptr)))); }
};

template <class T> int dependentOk(T &Value) {
  return int(Value.Entries.count(std::to_string(time(nullptr))));
}

struct Incomplete;
int incompleteOk(Incomplete &I) {
  return I.Entries.count(std::to_string(time(nullptr)));
  // CHECK-MESSAGES: :[[@LINE-1]]:11: error: member access into incomplete type 'Incomplete' [clang-diagnostic-error]
}

void streamOk() {
  std::ostringstream Out;
  Out << nothing << time(nullptr);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: error: use of undeclared identifier 'nothing' [clang-diagnostic-error]
}
