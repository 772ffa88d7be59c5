// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_CONCRT_H
#define UNWEDGE_TEST_MOCKS_LIBS_CONCRT_H

namespace Concurrency {
class reader_writer_lock {
public:
  reader_writer_lock();
  ~reader_writer_lock();
  reader_writer_lock(const reader_writer_lock &) = delete;
  void lock();
  bool try_lock();
  void lock_read();
  bool try_lock_read();
  void unlock();
  class scoped_lock {
  public:
    explicit scoped_lock(reader_writer_lock &Lock);
    ~scoped_lock();
    scoped_lock(const scoped_lock &) = delete;
  };
  class scoped_lock_read {
  public:
    explicit scoped_lock_read(reader_writer_lock &Lock);
    ~scoped_lock_read();
    scoped_lock_read(const scoped_lock_read &) = delete;
  };
};
} // namespace Concurrency
// The library's own second spelling.
namespace concurrency = Concurrency;

#endif // UNWEDGE_TEST_MOCKS_LIBS_CONCRT_H
