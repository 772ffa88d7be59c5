// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_ACE_RW_THREAD_MUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_ACE_RW_THREAD_MUTEX_H

#include <ace/RW_Mutex.h>

class ACE_RW_Thread_Mutex : public ACE_RW_Mutex {
public:
  ACE_RW_Thread_Mutex(const char *Name = nullptr, void *Argument = nullptr);
  ~ACE_RW_Thread_Mutex();
  int tryacquire_write_upgrade();
};

#endif // UNWEDGE_TEST_MOCKS_LIBS_ACE_RW_THREAD_MUTEX_H
