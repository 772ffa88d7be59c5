// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The locker types are other names of void: only the calls that make and free one tell
// them apart.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_GLIB_H
#define UNWEDGE_TEST_MOCKS_LIBS_GLIB_H

#ifdef __cplusplus
extern "C" {
#endif
typedef int gboolean;
typedef void *gpointer;
typedef struct _GRWLock {
  gpointer p;
  unsigned i[2];
} GRWLock;

void g_rw_lock_init(GRWLock *rw_lock);
void g_rw_lock_clear(GRWLock *rw_lock);
void g_rw_lock_writer_lock(GRWLock *rw_lock);
gboolean g_rw_lock_writer_trylock(GRWLock *rw_lock);
void g_rw_lock_writer_unlock(GRWLock *rw_lock);
void g_rw_lock_reader_lock(GRWLock *rw_lock);
gboolean g_rw_lock_reader_trylock(GRWLock *rw_lock);
void g_rw_lock_reader_unlock(GRWLock *rw_lock);

typedef void GRWLockWriterLocker;
static inline GRWLockWriterLocker *
g_rw_lock_writer_locker_new(GRWLock *rw_lock) {
  g_rw_lock_writer_lock(rw_lock);
  return (GRWLockWriterLocker *)rw_lock;
}
static inline void g_rw_lock_writer_locker_free(GRWLockWriterLocker *locker) {
  g_rw_lock_writer_unlock((GRWLock *)locker);
}
typedef void GRWLockReaderLocker;
static inline GRWLockReaderLocker *
g_rw_lock_reader_locker_new(GRWLock *rw_lock) {
  g_rw_lock_reader_lock(rw_lock);
  return (GRWLockReaderLocker *)rw_lock;
}
static inline void g_rw_lock_reader_locker_free(GRWLockReaderLocker *locker) {
  g_rw_lock_reader_unlock((GRWLock *)locker);
}

#define MOCK_GLIB_AUTOPTR(TYPE, FREE)                                          \
  typedef TYPE *TYPE##_autoptr;                                                \
  static inline void glib_autoptr_cleanup_##TYPE(TYPE **pointer) {             \
    if (*pointer)                                                              \
      FREE(*pointer);                                                          \
  }
MOCK_GLIB_AUTOPTR(GRWLockWriterLocker, g_rw_lock_writer_locker_free)
MOCK_GLIB_AUTOPTR(GRWLockReaderLocker, g_rw_lock_reader_locker_free)
#undef MOCK_GLIB_AUTOPTR
#define g_autoptr(TYPE)                                                        \
  __attribute__((cleanup(glib_autoptr_cleanup_##TYPE))) TYPE##_autoptr
#ifdef __cplusplus
}
#endif

#endif // UNWEDGE_TEST_MOCKS_LIBS_GLIB_H
