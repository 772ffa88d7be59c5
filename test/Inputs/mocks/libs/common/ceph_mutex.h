// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ceph as released: names for the standard classes.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_COMMON_CEPH_MUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_COMMON_CEPH_MUTEX_H

#include <mutex>
#include <shared_mutex>

namespace ceph {
typedef std::mutex mutex;
typedef std::shared_mutex shared_mutex;
template <typename... Args> mutex make_mutex(Args &&...);
template <typename... Args> shared_mutex make_shared_mutex(Args &&...);
} // namespace ceph

#endif // UNWEDGE_TEST_MOCKS_LIBS_COMMON_CEPH_MUTEX_H
