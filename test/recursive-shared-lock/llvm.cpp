// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's RWMutex, whose guards have been classes and are aliases now.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %if have-llvm-headers %{ %check_tidy %s unwedge-recursive-shared-lock -- %llvm_flags %}

#include <llvm/Support/RWMutex.h>

void readerTwiceBad(llvm::sys::RWMutex &Mutex) {
  llvm::sys::ScopedReader Outer(Mutex);
  llvm::sys::ScopedReader Inner(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'Mutex' is acquired shared again while this thread holds it shared; undefined for 'llvm::sys::RWMutex'; wraps std::shared_mutex; hidden by libstdc++ on Linux [unwedge-recursive-shared-lock]
}

void smartReaderTwiceBad(llvm::sys::SmartRWMutex<true> &Mutex) {
  llvm::sys::SmartScopedReader<true> Outer(Mutex);
  llvm::sys::SmartScopedReader<true> Inner(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:38: warning: 'Mutex' is acquired shared again while this thread holds it shared; undefined for 'llvm::sys::RWMutex'; wraps std::shared_mutex; hidden by libstdc++ on Linux [unwedge-recursive-shared-lock]
}

void writerReadsBad(llvm::sys::RWMutex &Mutex) {
  llvm::sys::ScopedWriter Outer(Mutex);
  llvm::sys::ScopedReader Inner(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'Mutex' is acquired shared while this thread holds it exclusive; undefined for 'llvm::sys::RWMutex'; the thread waits for itself [unwedge-recursive-shared-lock]
}

void byHandBad(llvm::sys::RWMutex &Mutex) {
  Mutex.lock_shared();
  Mutex.lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'Mutex' is acquired exclusive while this thread holds it shared; undefined for 'llvm::sys::RWMutex'; the thread waits for itself [unwedge-recursive-shared-lock]
  Mutex.unlock();
  Mutex.unlock_shared();
}

void scopesOk(llvm::sys::RWMutex &Mutex) {
  {
    llvm::sys::ScopedReader Outer(Mutex);
  }
  llvm::sys::ScopedWriter Inner(Mutex);
}

void othersOk(llvm::sys::RWMutex &A, llvm::sys::RWMutex &B) {
  llvm::sys::ScopedReader Outer(A);
  llvm::sys::ScopedWriter Inner(B);
}
