// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mutexes that are no plain member: behind pointers, in base classes, static, local,
// in a function of their own.
// ANALYZER-LIBRARY: see test/check_hosts.py.
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>

// Behind a pointer to the implementation.
class Pimpl {
  struct Impl {
    mutable std::shared_mutex Mutex;
    int Rows = 0;
    int size() const {
      std::shared_lock Lock(Mutex);
      return Rows;
    }
  };
  std::unique_ptr<Impl> I = std::make_unique<Impl>();
  const std::unique_ptr<Impl> Fixed = std::make_unique<Impl>();

public:
  int size() const { return I->size(); }
  int pimplBad() const {
    std::shared_lock Lock(I->Mutex);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Pimpl::size' acquires 'I.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  int constantPointerBad() const {
    std::shared_lock Lock(Fixed->Mutex);
    return Fixed->size();
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: calling 'Impl::size' acquires 'Fixed.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  int otherPointerOk() const {
    std::shared_lock Lock(Fixed->Mutex);
    return size();
  }
};

// Two loads of an atomic pointer need not give one object.
class Switched {
  std::atomic<Switched *> Current;
  mutable std::shared_mutex Mutex;

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return 1;
  }
  int atomicFalseNegative() const {
    std::shared_lock Lock(Current.load()->Mutex);
    return Current.load()->size();
  }
};

// The mutex itself behind a pointer or reference.
class Borrower {
  std::shared_mutex &Reference;
  std::shared_ptr<std::shared_mutex> Owned;
  std::reference_wrapper<std::shared_mutex> Wrapped;

public:
  explicit Borrower(std::shared_mutex &M) : Reference(M), Wrapped(M) {}
  int byReference() const {
    std::shared_lock Lock(Reference);
    return 1;
  }
  int byPointer() const {
    std::shared_lock Lock(*Owned);
    return 1;
  }
  int byWrapper() const {
    std::shared_lock Lock(Wrapped.get());
    return 1;
  }
  int referenceBad() const {
    std::shared_lock Lock(Reference);
    return byReference();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Borrower::byReference' acquires 'Reference' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  int pointerBad() const {
    std::shared_lock Lock(*Owned);
    return byPointer();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Borrower::byPointer' acquires 'Owned' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  int wrapperBad() const {
    std::shared_lock Lock(Wrapped.get());
    return byWrapper(); // CLANGD-SILENT: std::reference_wrapper::get has no body there
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Borrower::byWrapper' acquires 'Wrapped' shared again while this thread holds it shared
  }
  int differentOk() const {
    std::shared_lock Lock(*Owned);
    return byReference();
  }
};

// In a base class.
class Lockable {
protected:
  mutable std::shared_mutex Mutex;

public:
  int base() const {
    std::shared_lock Lock(Mutex);
    return 1;
  }
};
class Middle : public Lockable {};
class Derived : public Middle {
public:
  int inheritedBad() const {
    std::shared_lock Lock(Mutex);
    return base();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Lockable::base' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
};
class Shadowing : public Lockable {
  mutable std::shared_mutex Mutex;

public:
  int shadowedOk() const {
    std::shared_lock Lock(Mutex);
    return base();
  }
};

// Static, in a function, in a namespace.
class Counter {
  static std::shared_mutex Mutex;
  static std::shared_mutex &local() {
    static std::shared_mutex Local;
    return Local;
  }

public:
  static int count() {
    std::shared_lock Lock(Mutex);
    return 1;
  }
  static int countLocal() {
    std::shared_lock Lock(local());
    return 1;
  }
  int staticBad() {
    std::unique_lock Lock(Mutex);
    return count();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Counter::count' acquires 'Mutex' shared while this thread holds it exclusive; undefined for 'std::shared_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
  }
  int localBad() {
    std::unique_lock Lock(local());
    return countLocal();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Counter::countLocal' acquires 'Local' shared while this thread holds it exclusive; undefined for 'std::shared_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
  }
  int differentOk() {
    std::unique_lock Lock(local());
    return count();
  }
};

void ownMutexOk() {
  std::shared_mutex Mine;
  std::shared_lock Lock(Mine);
  (void)Counter::count();
}

void ownMutexBad() {
  std::shared_mutex Mine;
  auto Read = [&] { std::shared_lock Lock(Mine); };
  std::unique_lock Lock(Mine);
  Read();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: calling the lambda acquires 'Mine' shared while this thread holds it exclusive; undefined for 'std::shared_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
}

struct Pair {
  std::shared_mutex First, Second;
};
void structuredBindingBad(Pair &P) {
  auto &[A, B] = P;
  std::shared_lock Outer(A);
  std::shared_lock Inner(P.First);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'P.First' is acquired shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}
void structuredBindingOk(Pair &P) {
  auto &[A, B] = P;
  std::shared_lock Outer(A);
  std::shared_lock Inner(B);
}
