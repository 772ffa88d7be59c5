// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_TBB_SPIN_RW_MUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_TBB_SPIN_RW_MUTEX_H

#include <oneapi/tbb/spin_rw_mutex.h>

#endif // UNWEDGE_TEST_MOCKS_LIBS_TBB_SPIN_RW_MUTEX_H
