// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_BOOST_INTERPROCESS_SYNC_SCOPED_LOCK_HPP
#define UNWEDGE_TEST_MOCKS_LIBS_BOOST_INTERPROCESS_SYNC_SCOPED_LOCK_HPP

#include <boost/interprocess/mock_sync.hpp>

#endif // UNWEDGE_TEST_MOCKS_LIBS_BOOST_INTERPROCESS_SYNC_SCOPED_LOCK_HPP
