// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a library acquires is told where it is called, and not in its headers: all notes
// stand in this file, and so the plain report of clang has the path.
//
// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: %clangxx --analyze -std=c++17 --analyzer-no-default-checks -fplugin=%analyzer_plugin -Xclang -analyzer-checker=unwedge -Xclang -analyzer-output=text %s 2> %t/out
// RUN: FileCheck %s --implicit-check-not=warning: --implicit-check-not=note: < %t/out
// RUN: %clangxx --analyze -std=c++17 --analyzer-no-default-checks -fplugin=%analyzer_plugin -Xclang -analyzer-checker=unwedge -o %t/plain.plist %s 2> %t/plain.err
// RUN: FileCheck %s --check-prefix=PLAIN < %t/plain.err
// RUN: grep -c "<key>issue_hash_content_of_line_in_context</key>" %t/plain.plist | FileCheck %s --check-prefix=TWO
// PLAIN-NOT: cross file boundaries
// PLAIN: 2 warnings generated
// TWO: 2

#include <memory>
#include <optional>
#include <shared_mutex>

struct Table {
  mutable std::shared_mutex M;
  int size() const {
    std::shared_lock L(M);
    return 1;
  }
  int heldByLibraryBad() const {
    auto P = std::make_unique<std::shared_lock<std::shared_mutex>>(M);
    return size();
  }
  int againInLibraryBad() const {
    std::shared_lock L(M);
    std::optional<std::shared_lock<std::shared_mutex>> O;
    O.emplace(M);
    return 1;
  }
};
// CHECK: library-frames.cpp:30:12: warning: calling 'Table::size' acquires 'M' shared again
// CHECK: library-frames.cpp:29:14: note: 'M' is acquired shared here
// CHECK: library-frames.cpp:30:12: note: release 'M' before the call
// CHECK: library-frames.cpp:30:12: note: Calling 'Table::size'
// CHECK: library-frames.cpp:25:22: note: 'M' is acquired shared again here
// CHECK: library-frames.cpp:30:12: note: calling 'Table::size' acquires 'M' shared again
// CHECK: library-frames.cpp:35:7: warning: 'M' is acquired shared again
// CHECK: library-frames.cpp:35:7: note: rely on the first acquisition, or release it first
// CHECK: library-frames.cpp:33:22: note: 'M' is acquired shared here
// CHECK: library-frames.cpp:35:7: note: 'M' is acquired shared again
