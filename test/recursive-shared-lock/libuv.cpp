// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libuv: the try functions return zero if they have the lock.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=,POSSIBLE -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: possible}}" -- %mock_flags
// RUN: %if have-libuv %{ %check_tidy %s unwedge-recursive-shared-lock -check-suffix=,POSSIBLE -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: possible}}" -- %}

#include <uv.h>

struct Loop {
  uv_rwlock_t Lock;
  int Handles = 0;
};

int handles(Loop *L) {
  uv_rwlock_rdlock(&L->Lock);
  int Result = L->Handles;
  uv_rwlock_rdunlock(&L->Lock);
  return Result;
}

void readTwiceBad(Loop *L) {
  uv_rwlock_rdlock(&L->Lock);
  handles(L);
  // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:3: warning: calling 'handles' acquires 'L->Lock' shared again while this thread holds it shared; deadlocks as soon as a writer waits in between, unless 'uv_rwlock_t' lets readers pass; depends on the platform; Linux lets readers pass [unwedge-recursive-shared-lock]
  uv_rwlock_rdunlock(&L->Lock);
}

void readInsideWriteBad(Loop *L) {
  uv_rwlock_wrlock(&L->Lock);
  L->Handles = handles(L) + 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: calling 'handles' acquires 'L->Lock' shared while this thread holds it exclusive; the thread waits for itself [unwedge-recursive-shared-lock]
  uv_rwlock_wrunlock(&L->Lock);
}

void writeInsideReadBad(Loop *L) {
  uv_rwlock_rdlock(&L->Lock);
  uv_rwlock_wrlock(&L->Lock);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'L->Lock' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
  uv_rwlock_wrunlock(&L->Lock);
  uv_rwlock_rdunlock(&L->Lock);
}

void triedThenWriteBad(Loop *L) {
  if (uv_rwlock_tryrdlock(&L->Lock) == 0) {
    uv_rwlock_wrlock(&L->Lock);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'L->Lock' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
    uv_rwlock_wrunlock(&L->Lock);
    uv_rwlock_rdunlock(&L->Lock);
  }
}

void triedInVainOk(Loop *L) {
  if (uv_rwlock_tryrdlock(&L->Lock) != 0) {
    uv_rwlock_wrlock(&L->Lock);
    uv_rwlock_wrunlock(&L->Lock);
  } else {
    uv_rwlock_rdunlock(&L->Lock);
  }
}

void readAfterWriteOk(Loop *L) {
  uv_rwlock_wrlock(&L->Lock);
  L->Handles = 0;
  uv_rwlock_wrunlock(&L->Lock);
  handles(L);
}
