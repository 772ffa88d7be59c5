// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Virtual calls: the overriders in sight are taken for the ones there are.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>

class Layer {
protected:
  mutable std::shared_mutex Mutex;

public:
  virtual ~Layer() = default;
  virtual int weight() const = 0;
  virtual int cost() const { return 0; }

  int onlyOverrideBad() const {
    std::shared_lock Lock(Mutex);
    return weight();
    // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling 'Dense::weight' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:12: note: 'Dense::weight' is called here, the only implementation in sight
    // CHECK-NOTES: :[[@LINE+17]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-5]]:12: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
  int severalOverridesBad() const {
    std::shared_lock Lock(Mutex);
    return cost();
    // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling 'Dense::cost' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:12: note: 'Dense::cost' is called here, one of 3 implementations in sight
    // CHECK-NOTES: :[[@LINE+12]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-5]]:12: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
};

class Dense : public Layer {
public:
  int weight() const override {
    std::shared_lock Lock(Mutex);
    return 1;
  }
  int cost() const override {
    std::shared_lock Lock(Mutex);
    return 1;
  }
};

class Sparse : public Dense {
public:
  int cost() const override { return 2; }
};

// The object is known.
int knownObjectOk() {
  Sparse Object;
  return Object.cost();
}

class Plain {
protected:
  mutable std::shared_mutex Mutex;

public:
  virtual ~Plain() = default;
  virtual int size() const { return 0; }
  int noOverrideLocksOk() const {
    std::shared_lock Lock(Mutex);
    return size();
  }
};
class Derived final : public Plain {
  mutable std::shared_mutex Own;

public:
  int size() const override {
    std::shared_lock Lock(Own);
    return 1;
  }
  int finalBad() const {
    std::shared_lock Lock(Own);
    return size();
    // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling 'Derived::size' acquires 'Own' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Own' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:12: note: 'Derived::size' is called here
    // CHECK-NOTES: :[[@LINE-9]]:22: note: 'Own' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-5]]:12: note: release 'Own' before the call, or call a variant that expects the lock to be held
  }
  int qualifiedOk() const {
    std::shared_lock Lock(Own);
    return Plain::size();
  }
};

class Base {
protected:
  mutable std::shared_mutex Mutex;

public:
  virtual ~Base() = default;
  virtual int load() const {
    std::shared_lock Lock(Mutex);
    return 0;
  }
};
class Extended : public Base {
public:
  int load() const override {
    std::shared_lock Lock(Mutex);
    return Base::load() + 1;
    // CHECK-NOTES: :[[@LINE-1]]:18: warning: calling 'Base::load' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:18: note: 'Base::load' is called here
    // CHECK-NOTES: :[[@LINE-12]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-5]]:18: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
};
int overrideCallsBaseBad(const Extended &E) { return E.load(); }

class Repaired : public Base {
public:
  int load() const override {
    int Inherited = Base::load();
    std::shared_lock Lock(Mutex);
    return Inherited + 1;
  }
};
int overrideCallsBaseOk(const Repaired &R) { return R.load(); }
