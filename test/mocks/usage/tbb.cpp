// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %clangxx -std=c++17 -fsyntax-only %mock_flags %s
// RUN: %if have-tbb %{ %clangxx -std=c++17 -fsyntax-only %s %}

#include <oneapi/tbb/concurrent_hash_map.h>
#include <oneapi/tbb/null_rw_mutex.h>
#include <oneapi/tbb/queuing_rw_mutex.h>
#include <oneapi/tbb/rw_mutex.h>
#include <oneapi/tbb/spin_rw_mutex.h>

using Map = tbb::concurrent_hash_map<int, int>;

void acquire(tbb::rw_mutex &Mutex, tbb::queuing_rw_mutex &Fair, Map &Elements) {
  static_assert(!tbb::rw_mutex::is_recursive_mutex);
  static_assert(tbb::null_rw_mutex::is_recursive_mutex);
  {
    tbb::rw_mutex::scoped_lock Shared(Mutex, /*write=*/false);
    (void)Shared.upgrade_to_writer();
    Shared.release();
  }
  tbb::rw_mutex::scoped_lock Exclusive(Mutex);
  tbb::queuing_rw_mutex::scoped_lock Queued;
  Queued.acquire(Fair, false);
  tbb::detail::d1::rw_scoped_lock<tbb::spin_rw_mutex> Spun;
  Mutex.lock_shared();
  Mutex.unlock_shared();
  Map::const_accessor Read;
  Map::accessor Write;
  if (Elements.find(Read, 1) || Elements.insert(Write, 1))
    Write.release();
}
