// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arcadia (ydb)

#ifndef UNWEDGE_TEST_MOCKS_LIBS_UTIL_SYSTEM_GUARD_H
#define UNWEDGE_TEST_MOCKS_LIBS_UTIL_SYSTEM_GUARD_H

template <class T> struct TCommonLockOps {
  static void Acquire(T *t) noexcept { t->Acquire(); }
  static void Release(T *t) noexcept { t->Release(); }
};
template <class T> struct TTryLockOps : public TCommonLockOps<T> {
  static bool TryAcquire(T *t) noexcept { return t->TryAcquire(); }
};

template <class T, class TOps = TCommonLockOps<T>> class TGuard {
  T *Held;
  void init(const T *t) noexcept {
    Held = const_cast<T *>(t);
    TOps::Acquire(Held);
  }

public:
  TGuard(const T &t) noexcept { init(&t); }
  TGuard(const T *t) noexcept { init(t); }
  TGuard(TGuard &&g) noexcept : Held(g.Held) { g.Held = nullptr; }
  TGuard(const TGuard &) = delete;
  ~TGuard() { Release(); }
  void Release() noexcept {
    if (WasAcquired()) {
      TOps::Release(Held);
      Held = nullptr;
    }
  }
  explicit operator bool() const noexcept { return WasAcquired(); }
  bool WasAcquired() const noexcept { return Held != nullptr; }
  T *GetMutex() const noexcept { return Held; }
};
template <class T> static inline TGuard<T> Guard(const T &t) { return {&t}; }

template <class T, class TOps = TTryLockOps<T>> class TTryGuard {
  T *Held = nullptr;

public:
  TTryGuard(const T &t) noexcept {
    if (TOps::TryAcquire(const_cast<T *>(&t)))
      Held = const_cast<T *>(&t);
  }
  TTryGuard(const TTryGuard &) = delete;
  ~TTryGuard() { Release(); }
  void Release() noexcept {
    if (WasAcquired()) {
      TOps::Release(Held);
      Held = nullptr;
    }
  }
  bool WasAcquired() const noexcept { return Held != nullptr; }
  explicit operator bool() const noexcept { return WasAcquired(); }
};

#endif // UNWEDGE_TEST_MOCKS_LIBS_UTIL_SYSTEM_GUARD_H
