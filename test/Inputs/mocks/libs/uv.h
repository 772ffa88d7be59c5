// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_UV_H
#define UNWEDGE_TEST_MOCKS_LIBS_UV_H

#include <pthread.h>

#ifdef __cplusplus
extern "C" {
#endif
typedef pthread_rwlock_t uv_rwlock_t;
int uv_rwlock_init(uv_rwlock_t *rwlock);
void uv_rwlock_destroy(uv_rwlock_t *rwlock);
void uv_rwlock_rdlock(uv_rwlock_t *rwlock);
int uv_rwlock_tryrdlock(uv_rwlock_t *rwlock);
void uv_rwlock_rdunlock(uv_rwlock_t *rwlock);
void uv_rwlock_wrlock(uv_rwlock_t *rwlock);
int uv_rwlock_trywrlock(uv_rwlock_t *rwlock);
void uv_rwlock_wrunlock(uv_rwlock_t *rwlock);
#ifdef __cplusplus
}
#endif

#endif // UNWEDGE_TEST_MOCKS_LIBS_UV_H
