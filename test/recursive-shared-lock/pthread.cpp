// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// POSIX locks: whether a second read lock passes depends on the system and on the
// kind, which an attribute or an initializer sets.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=,POSSIBLE -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: possible}}" -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=,POSSIBLE -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: possible}}" -- -D_GNU_SOURCE

#include <pthread.h>

static pthread_rwlock_t Plain = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t Strict =
    PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;

void defaultKindBad() {
  pthread_rwlock_rdlock(&Plain);
  pthread_rwlock_rdlock(&Plain);
  // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:3: warning: 'Plain' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between, unless 'pthread_rwlock_t' lets readers pass; glibc lets readers pass by default, other systems do not [unwedge-recursive-shared-lock]
  pthread_rwlock_unlock(&Plain);
  pthread_rwlock_unlock(&Plain);
}

void writerPreferringInitializerBad() {
  pthread_rwlock_rdlock(&Strict);
  pthread_rwlock_rdlock(&Strict);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'Strict' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
  pthread_rwlock_unlock(&Strict);
  pthread_rwlock_unlock(&Strict);
}

class Strictly {
  pthread_rwlock_t Lock;
  int Value = 0;

public:
  Strictly() {
    pthread_rwlockattr_t Attributes;
    pthread_rwlockattr_init(&Attributes);
    pthread_rwlockattr_setkind_np(&Attributes,
                                  PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&Lock, &Attributes);
    pthread_rwlockattr_destroy(&Attributes);
  }
  int value() {
    pthread_rwlock_rdlock(&Lock);
    int Result = Value;
    pthread_rwlock_unlock(&Lock);
    return Result;
  }
  void writerPreferringAttributeBad() {
    pthread_rwlock_rdlock(&Lock);
    value();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: calling 'Strictly::value' acquires 'Lock' shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
    pthread_rwlock_unlock(&Lock);
  }
};

// glibc takes this kind for the default one, whatever its name says.
class NotStrictly {
  pthread_rwlock_t Lock;

public:
  NotStrictly() {
    pthread_rwlockattr_t Attributes;
    pthread_rwlockattr_init(&Attributes);
    pthread_rwlockattr_setkind_np(&Attributes, PTHREAD_RWLOCK_PREFER_WRITER_NP);
    pthread_rwlock_init(&Lock, &Attributes);
  }
  void otherAttributeBad() {
    pthread_rwlock_rdlock(&Lock);
    pthread_rwlock_rdlock(&Lock);
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:5: warning: 'Lock' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between, unless 'pthread_rwlock_t' lets readers pass; glibc lets readers pass by default, other systems do not [unwedge-recursive-shared-lock]
    pthread_rwlock_unlock(&Lock);
    pthread_rwlock_unlock(&Lock);
  }
};

void upgradeBad() {
  pthread_rwlock_rdlock(&Plain);
  pthread_rwlock_wrlock(&Plain);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'Plain' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
  pthread_rwlock_unlock(&Plain);
}

void downgradeBad() {
  pthread_rwlock_wrlock(&Plain);
  pthread_rwlock_rdlock(&Plain);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'Plain' is acquired shared while this thread holds it exclusive; undefined for 'pthread_rwlock_t'; the thread waits for itself [unwedge-recursive-shared-lock]
  pthread_rwlock_unlock(&Plain);
}

void resultTestedBad() {
  if (pthread_rwlock_rdlock(&Plain) != 0)
    return;
  if (pthread_rwlock_wrlock(&Plain) == 0)
    pthread_rwlock_unlock(&Plain);
  // CHECK-MESSAGES: :[[@LINE-2]]:7: warning: 'Plain' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
  pthread_rwlock_unlock(&Plain);
}

void triedOk() {
  pthread_rwlock_rdlock(&Strict);
  if (pthread_rwlock_tryrdlock(&Strict) == 0)
    pthread_rwlock_unlock(&Strict);
  pthread_rwlock_unlock(&Strict);
}

void sequenceOk() {
  pthread_rwlock_rdlock(&Strict);
  pthread_rwlock_unlock(&Strict);
  pthread_rwlock_wrlock(&Strict);
  pthread_rwlock_unlock(&Strict);
}
