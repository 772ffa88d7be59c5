// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_ACE_GUARD_T_H
#define UNWEDGE_TEST_MOCKS_LIBS_ACE_GUARD_T_H

template <class ACE_LOCK> class ACE_Guard {
public:
  ACE_Guard(ACE_LOCK &Lock) : lock_(&Lock) { acquire(); }
  ACE_Guard(ACE_LOCK &Lock, bool Block);
  ACE_Guard(ACE_LOCK &Lock, bool Block, int BecomeWriter);
  ~ACE_Guard() { release(); }
  ACE_Guard(const ACE_Guard &) = delete;
  int acquire() { return owner_ = lock_->acquire(); }
  int tryacquire() { return owner_ = lock_->tryacquire(); }
  int release() {
    if (owner_ == -1)
      return -1;
    owner_ = -1;
    return lock_->release();
  }
  void disown() { owner_ = -1; }
  int locked() const { return owner_ != -1; }
  int remove();

protected:
  explicit ACE_Guard(ACE_LOCK *Lock) : lock_(Lock), owner_(0) {}
  ACE_LOCK *lock_;
  int owner_ = -1;
};

template <class ACE_LOCK> class ACE_Write_Guard : public ACE_Guard<ACE_LOCK> {
public:
  explicit ACE_Write_Guard(ACE_LOCK &Lock) : ACE_Guard<ACE_LOCK>(&Lock) {
    acquire_write();
  }
  ACE_Write_Guard(ACE_LOCK &Lock, int Block);
  int acquire_write() { return this->owner_ = this->lock_->acquire_write(); }
  int acquire() { return acquire_write(); }
  int tryacquire_write();
};

template <class ACE_LOCK> class ACE_Read_Guard : public ACE_Guard<ACE_LOCK> {
public:
  explicit ACE_Read_Guard(ACE_LOCK &Lock) : ACE_Guard<ACE_LOCK>(&Lock) {
    acquire_read();
  }
  ACE_Read_Guard(ACE_LOCK &Lock, int Block);
  int acquire_read() { return this->owner_ = this->lock_->acquire_read(); }
  int acquire() { return acquire_read(); }
  int tryacquire_read();
};

#define ACE_GUARD(MUTEX, OBJ, LOCK)                                            \
  ACE_Guard<MUTEX> OBJ(LOCK);                                                  \
  if (OBJ.locked() == 0)                                                       \
    return;
#define ACE_GUARD_RETURN(MUTEX, OBJ, LOCK, RETURN)                             \
  ACE_Guard<MUTEX> OBJ(LOCK);                                                  \
  if (OBJ.locked() == 0)                                                       \
    return RETURN;
#define ACE_READ_GUARD(MUTEX, OBJ, LOCK)                                       \
  ACE_Read_Guard<MUTEX> OBJ(LOCK);                                             \
  if (OBJ.locked() == 0)                                                       \
    return;
#define ACE_READ_GUARD_RETURN(MUTEX, OBJ, LOCK, RETURN)                        \
  ACE_Read_Guard<MUTEX> OBJ(LOCK);                                             \
  if (OBJ.locked() == 0)                                                       \
    return RETURN;
#define ACE_WRITE_GUARD(MUTEX, OBJ, LOCK)                                      \
  ACE_Write_Guard<MUTEX> OBJ(LOCK);                                            \
  if (OBJ.locked() == 0)                                                       \
    return;
#define ACE_WRITE_GUARD_RETURN(MUTEX, OBJ, LOCK, RETURN)                       \
  ACE_Write_Guard<MUTEX> OBJ(LOCK);                                            \
  if (OBJ.locked() == 0)                                                       \
    return RETURN;

#endif // UNWEDGE_TEST_MOCKS_LIBS_ACE_GUARD_T_H
