// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The same lock under other names.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>

namespace sync {
using Mutex = std::shared_mutex;
typedef std::shared_lock<Mutex> Reader;
template <class M> using ReaderOf = std::shared_lock<M>;
template <class M = std::shared_mutex> using Writer = std::unique_lock<M>;
using std::shared_lock;
namespace base = ::std;
} // namespace sync

void typedefBad(sync::Mutex &M) {
  sync::Reader Outer(M);
  sync::Reader Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'M' is acquired shared again while this thread holds it shared
}
void aliasTemplateBad(sync::Mutex &M) {
  sync::ReaderOf<sync::Mutex> Outer(M);
  sync::Writer<> Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'M' is acquired exclusive while this thread holds it shared
}
void usingDeclarationBad(std::shared_mutex &M) {
  sync::shared_lock<std::shared_mutex> Outer(M);
  sync::base::shared_lock Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'M' is acquired shared again while this thread holds it shared
}
void usingDirectiveBad(std::shared_mutex &M) {
  using namespace std;
  shared_lock Outer(M);
  shared_lock Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'M' is acquired shared again while this thread holds it shared
}
void autoBad(std::shared_mutex &M) {
  auto Outer = std::shared_lock(M);
  auto Inner = std::shared_lock{M};
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'M' is acquired shared again while this thread holds it shared
}
void bracesBad(std::shared_mutex &M) {
  std::shared_lock<std::shared_mutex> Outer{M};
  std::shared_lock<std::shared_mutex> Inner = {std::shared_lock{M}};
  // CHECK-MESSAGES: :[[@LINE-1]]:48: warning: 'M' is acquired shared again while this thread holds it shared
}
void referenceBad(std::shared_mutex &M) {
  std::shared_mutex &Same = M;
  std::shared_mutex *Pointer = &Same;
  std::shared_lock Outer(M);
  std::shared_lock Inner(*Pointer);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'M' is acquired shared again while this thread holds it shared
}
void parenthesesBad(std::shared_mutex &M) {
  std::shared_lock Outer((M));
  std::shared_lock Inner(*(&(M)));
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'M' is acquired shared again while this thread holds it shared
}
void castBad(const std::shared_mutex &M) {
  std::shared_lock Outer(const_cast<std::shared_mutex &>(M));
  const_cast<std::shared_mutex &>(M).lock_shared();
  // CHECK-MESSAGES: :[[@LINE-1]]:38: warning: 'M' is acquired shared again while this thread holds it shared
  const_cast<std::shared_mutex &>(M).unlock_shared();
}
void tryBlockBad(std::shared_mutex &M) try {
  std::shared_lock Outer(M);
  std::shared_lock Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'M' is acquired shared again while this thread holds it shared
} catch (...) {
}
void functionTryBlockOk(std::shared_mutex &M) try {
  std::shared_lock Outer(M);
} catch (...) {
  std::shared_lock Inner(M);
}
auto Global = [](std::shared_mutex &M) {
  std::shared_lock Outer(M);
  std::shared_lock Inner(M); // ANALYZER-SILENT: the analyzer does not start at the lambdas of global variables
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'M' is acquired shared again while this thread holds it shared
};
// Never evaluated.
void unevaluatedOk(std::shared_mutex &M) {
  std::shared_lock Outer(M);
  using T = decltype(std::shared_lock(M));
  static_assert(sizeof(std::shared_lock(M)) == sizeof(T));
}
void disabledOk(std::shared_mutex &M) {
  std::shared_lock Outer(M);
  if (false)
    std::shared_lock Inner(M);
  return;
  std::shared_lock Unreachable(M);
}
