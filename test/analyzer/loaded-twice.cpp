// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A plugin that two options load is loaded once.
//
// RUN: %clangxx --analyze -std=c++17 --analyzer-no-default-checks -fplugin=%analyzer_plugin -Xclang -load -Xclang %analyzer_plugin -Xclang -analyzer-checker=unwedge %s 2>&1 | FileCheck %s --implicit-check-not=warning:
// RUN: %clangxx --analyze -std=c++17 -fplugin=%analyzer_plugin -Xclang -load -Xclang %analyzer_plugin -Xclang -analyzer-checker=unwedge %s 2>&1 | FileCheck %s --implicit-check-not=warning:
// RUN: %clangxx --analyze -std=c++17 -fplugin=%analyzer_plugin -fplugin=%analyzer_plugin -Xclang -analyzer-checker=unwedge %s 2>&1 | FileCheck %s --implicit-check-not=warning:

#include <shared_mutex>

struct Table {
  mutable std::shared_mutex M;
  int size() const {
    std::shared_lock L(M);
    return 1;
  }
  int twiceBad() const {
    std::shared_lock L(M);
    return size();
    // CHECK: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
};
