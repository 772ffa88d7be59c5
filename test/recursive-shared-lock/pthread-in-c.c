// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The same in C.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags -D_GNU_SOURCE
// RUN: %check_tidy %s unwedge-recursive-shared-lock -std=c11,c23 -- -D_GNU_SOURCE

#include <pthread.h>

static pthread_rwlock_t Global =
    PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;

struct table {
  pthread_rwlock_t lock;
  int rows;
};

static int table_size(struct table *t) {
  pthread_rwlock_rdlock(&t->lock);
  int rows = t->rows;
  pthread_rwlock_unlock(&t->lock);
  return rows;
}

void globalTwiceBad(void) {
  pthread_rwlock_rdlock(&Global);
  pthread_rwlock_rdlock(&Global);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'Global' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:3: note: 'Global' is acquired shared here
  // CHECK-NOTES: :[[@LINE-3]]:3: note: rely on the first acquisition, or release it first
  pthread_rwlock_unlock(&Global);
  pthread_rwlock_unlock(&Global);
}

void tableAddBad(struct table *t) {
  pthread_rwlock_wrlock(&t->lock);
  t->rows = table_size(t) + 1;
  // CHECK-NOTES: :[[@LINE-1]]:13: warning: calling 'table_size' acquires 't->lock' shared while this thread holds it exclusive; undefined for 'pthread_rwlock_t'; the thread waits for itself [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:3: note: 't->lock' is acquired exclusive here
  // CHECK-NOTES: :[[@LINE-3]]:13: note: 'table_size' is called here
  // CHECK-NOTES: :[[@LINE-22]]:3: note: 't->lock' is acquired shared here
  // CHECK-NOTES: :[[@LINE-23]]:3: note: where 't->lock' is set up is not in sight; it is taken to have the default kind
  // CHECK-NOTES: :[[@LINE-6]]:13: note: release 't->lock' before the call, or call a variant that expects the lock to be held
  pthread_rwlock_unlock(&t->lock);
}

int tableAddOk(struct table *t) {
  int rows = table_size(t);
  pthread_rwlock_wrlock(&t->lock);
  t->rows = rows + 1;
  pthread_rwlock_unlock(&t->lock);
  return table_size(t);
}

void otherTableOk(struct table *from, struct table *to) {
  pthread_rwlock_wrlock(&to->lock);
  to->rows = table_size(from);
  pthread_rwlock_unlock(&to->lock);
}

static void with_table(struct table *t, void (*call)(struct table *)) {
  pthread_rwlock_wrlock(&t->lock);
  call(t);
  pthread_rwlock_unlock(&t->lock);
}
static void print(struct table *t) { (void)table_size(t); }

void functionPointerBad(struct table *t) { with_table(t, print); }
// CHECK-NOTES: :[[@LINE-1]]:44: warning: calling 'with_table' runs 'print', which acquires 't->lock' shared while this thread holds it exclusive; undefined for 'pthread_rwlock_t'; the thread waits for itself [unwedge-recursive-shared-lock]
// CHECK-NOTES: :[[@LINE-2]]:44: note: 'with_table' is called here
// CHECK-NOTES: :[[@LINE-9]]:3: note: 't->lock' is acquired exclusive here
// CHECK-NOTES: :[[@LINE-9]]:3: note: 'print' is called here
// CHECK-NOTES: :[[@LINE-7]]:44: note: 'table_size' is called here
// CHECK-NOTES: :[[@LINE-55]]:3: note: 't->lock' is acquired shared here
// CHECK-NOTES: :[[@LINE-56]]:3: note: where 't->lock' is set up is not in sight; it is taken to have the default kind
// CHECK-NOTES: :[[@LINE-8]]:44: note: let 'print' use a variant that expects the lock to be held, or take what it needs before the call
