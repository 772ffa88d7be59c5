// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %clangxx -std=c++17 -fsyntax-only %mock_flags %s
// RUN: %if have-llvm-headers %{ %clangxx -std=c++17 -fsyntax-only %llvm_flags %s %}

#include <llvm/Support/RWMutex.h>

void acquire(llvm::sys::RWMutex &Mutex, llvm::sys::SmartRWMutex<true> &Smart) {
  llvm::sys::ScopedReader Reader(Mutex);
  llvm::sys::ScopedWriter Writer(Mutex);
  llvm::sys::SmartScopedReader<true> SmartReader(Smart);
  Mutex.lock_shared();
  Mutex.unlock_shared();
}
