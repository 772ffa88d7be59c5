// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A file that ends in the middle of a word.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -no-crash -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -no-crash -- %mock_flags -DSECOND
// RUN: %check_tidy %s unwedge-recursive-shared-lock -no-crash -- %mock_flags -DTHIRD
// RUN: %check_tidy %s unwedge-recursive-shared-lock -no-crash -- %mock_flags -DFOURTH

#include <functional>
#include <mutex>
#include <shared_mutex>

class Table {
  mutable std::shared_mutex Mutex;
  std::function<void()> Callback = [this] { size(

#ifdef SECOND
  ); };
  int size() const {
    std::shared_lock Lock(Mut
#endif
#ifdef THIRD
  ); };
  int size() const { std::shared_lock Lock(Mutex); return 1; }
  int bad() const { std::shared_lock Lock(Mutex); if (size() > ) return size(
#endif
#ifdef FOURTH
  ); };
  virtual int size() const = 0;
  ~Table() { std::shared_lock Lock(Mutex); delete
#endif
