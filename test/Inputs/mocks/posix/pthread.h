// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts of POSIX threads that have to do with locks, in glibc's spelling.

#ifndef UNWEDGE_TEST_MOCKS_POSIX_PTHREAD_H
#define UNWEDGE_TEST_MOCKS_POSIX_PTHREAD_H

#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#define MOCK_NOTHROW noexcept(true)
#else
#define MOCK_NOTHROW
#endif

enum {
  PTHREAD_MUTEX_NORMAL,
  PTHREAD_MUTEX_RECURSIVE,
  PTHREAD_MUTEX_ERRORCHECK
};
enum {
  PTHREAD_RWLOCK_PREFER_READER_NP,
  PTHREAD_RWLOCK_PREFER_WRITER_NP,
  PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP,
  PTHREAD_RWLOCK_DEFAULT_NP = PTHREAD_RWLOCK_PREFER_READER_NP
};
#define PTHREAD_MUTEX_INITIALIZER                                              \
  {                                                                            \
  }
#define PTHREAD_COND_INITIALIZER                                               \
  {                                                                            \
  }
#ifdef __PTHREAD_RWLOCK_INITIALIZER
#define PTHREAD_RWLOCK_INITIALIZER                                             \
  {                                                                            \
    {                                                                          \
      __PTHREAD_RWLOCK_INITIALIZER(PTHREAD_RWLOCK_DEFAULT_NP)                  \
    }                                                                          \
  }
#define PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP                      \
  {                                                                            \
    {                                                                          \
      __PTHREAD_RWLOCK_INITIALIZER(                                            \
          PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP)                        \
    }                                                                          \
  }
#else
#define PTHREAD_RWLOCK_INITIALIZER                                             \
  {                                                                            \
  }
#define PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP {{0}}
#endif

int pthread_create(pthread_t *Thread, const pthread_attr_t *Attributes,
                   void *(*Start)(void *), void *Argument) MOCK_NOTHROW;
int pthread_join(pthread_t Thread, void **Result);
pthread_t pthread_self(void) MOCK_NOTHROW;

int pthread_mutex_init(pthread_mutex_t *Mutex,
                       const pthread_mutexattr_t *) MOCK_NOTHROW;
int pthread_mutex_destroy(pthread_mutex_t *Mutex) MOCK_NOTHROW;
int pthread_mutex_lock(pthread_mutex_t *Mutex) MOCK_NOTHROW;
int pthread_mutex_trylock(pthread_mutex_t *Mutex) MOCK_NOTHROW;
int pthread_mutex_unlock(pthread_mutex_t *Mutex) MOCK_NOTHROW;

int pthread_cond_wait(pthread_cond_t *Condition, pthread_mutex_t *Mutex);
int pthread_cond_signal(pthread_cond_t *Condition) MOCK_NOTHROW;
int pthread_cond_broadcast(pthread_cond_t *Condition) MOCK_NOTHROW;

int pthread_rwlock_init(pthread_rwlock_t *Lock,
                        const pthread_rwlockattr_t *) MOCK_NOTHROW;
int pthread_rwlock_destroy(pthread_rwlock_t *Lock) MOCK_NOTHROW;
int pthread_rwlock_rdlock(pthread_rwlock_t *Lock) MOCK_NOTHROW;
int pthread_rwlock_tryrdlock(pthread_rwlock_t *Lock) MOCK_NOTHROW;
int pthread_rwlock_timedrdlock(pthread_rwlock_t *Lock,
                               const struct timespec *) MOCK_NOTHROW;
int pthread_rwlock_clockrdlock(pthread_rwlock_t *Lock, clockid_t,
                               const struct timespec *) MOCK_NOTHROW;
int pthread_rwlock_wrlock(pthread_rwlock_t *Lock) MOCK_NOTHROW;
int pthread_rwlock_trywrlock(pthread_rwlock_t *Lock) MOCK_NOTHROW;
int pthread_rwlock_timedwrlock(pthread_rwlock_t *Lock,
                               const struct timespec *) MOCK_NOTHROW;
int pthread_rwlock_clockwrlock(pthread_rwlock_t *Lock, clockid_t,
                               const struct timespec *) MOCK_NOTHROW;
int pthread_rwlock_unlock(pthread_rwlock_t *Lock) MOCK_NOTHROW;
int pthread_rwlockattr_init(pthread_rwlockattr_t *Attributes) MOCK_NOTHROW;
int pthread_rwlockattr_destroy(pthread_rwlockattr_t *Attributes) MOCK_NOTHROW;
int pthread_rwlockattr_setkind_np(pthread_rwlockattr_t *Attributes,
                                  int Kind) MOCK_NOTHROW;

#undef MOCK_NOTHROW
#ifdef __cplusplus
}
#endif

#endif // UNWEDGE_TEST_MOCKS_POSIX_PTHREAD_H
