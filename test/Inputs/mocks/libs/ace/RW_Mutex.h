// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_ACE_RW_MUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_ACE_RW_MUTEX_H

class ACE_RW_Mutex {
public:
  explicit ACE_RW_Mutex(int Type = 0, const char *Name = nullptr,
                        void *Argument = nullptr);
  ~ACE_RW_Mutex();
  ACE_RW_Mutex(const ACE_RW_Mutex &) = delete;
  int remove();
  int acquire_read();
  int acquire_write();
  int tryacquire_read();
  int tryacquire_write();
  int tryacquire_write_upgrade();
  int acquire();
  int tryacquire();
  int release();
};

#endif // UNWEDGE_TEST_MOCKS_LIBS_ACE_RW_MUTEX_H
