// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %clangxx -std=c++17 -fsyntax-only -DWITH_GLIB -DWITH_UV %mock_flags %s
// RUN: %clangxx -std=c++17 -fsyntax-only %s
// RUN: %if have-glib %{ %clangxx -std=c++17 -fsyntax-only -DWITH_GLIB %glib_flags %s %}
// RUN: %if have-libuv %{ %clangxx -std=c++17 -fsyntax-only -DWITH_UV %s %}

#include <pthread.h>
#include <stdlib.h>
#ifdef WITH_GLIB
#include <glib.h>
#endif
#ifdef WITH_UV
#include <uv.h>
#endif

pthread_mutex_t Mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_rwlock_t Lock = PTHREAD_RWLOCK_INITIALIZER;
pthread_rwlock_t Strict = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;

void posix() {
  pthread_rwlockattr_t Attributes;
  pthread_rwlockattr_init(&Attributes);
  pthread_rwlockattr_setkind_np(&Attributes,
                                PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
  pthread_rwlock_init(&Lock, &Attributes);
  static_assert(noexcept(pthread_rwlock_rdlock(&Lock)));
  if (pthread_rwlock_rdlock(&Lock) == 0)
    pthread_rwlock_unlock(&Lock);
}

#ifdef WITH_GLIB
void glib(GRWLock *L) {
  g_autoptr(GRWLockReaderLocker) Reader = g_rw_lock_reader_locker_new(L);
  (void)Reader;
  g_rw_lock_reader_lock(L);
  g_rw_lock_reader_unlock(L);
}
#endif

#ifdef WITH_UV
void uv(uv_rwlock_t *L) {
  uv_rwlock_rdlock(L);
  uv_rwlock_rdunlock(L);
}
#endif
