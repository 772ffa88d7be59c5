// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code as it is while it is typed: no crash.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -no-crash -- %mock_flags

#include <functional>
#include <mutex>

struct Half {
  std::mutex M;
  std::function<void()> F;
  bool Busy = 
  void a() {
    M.lock();
    F(
  }
  void b() {
    Busy = true;
    try {
      F();
    } catch (
  }
  void c() { auto G = [&] { Busy = ; F() }
