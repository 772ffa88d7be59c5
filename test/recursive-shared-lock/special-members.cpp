// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls that are not written as such: constructors, destructors, operators,
// conversions, default arguments.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <memory>
#include <mutex>
#include <shared_mutex>

static std::shared_mutex Names;
static int Count;

static int nextName() {
  std::shared_lock Lock(Names);
  return Count;
}

struct Named {
  int Name;
  Named() : Name(nextName()) {}
  explicit Named(int N) : Name(N) {}
  ~Named() { nextName(); }
};

struct Plain {
  int Name = nextName();
};

struct Holder {
  Named Inner;
  Holder() {}
};

void constructorBad() {
  std::shared_lock Lock(Names);
  Named Object;
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: constructing 'Named' acquires 'Names' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  // Made last, destroyed first.
}
// CHECK-MESSAGES: :[[@LINE-1]]:1: warning: destroying 'Named' acquires 'Names' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]

void otherConstructorOk() {
  std::shared_lock Lock(Names);
  new Named(1);
}

void destructorBad() {
  std::shared_lock Lock(Names);
  {
    Named Object(1);
  }
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: destroying 'Named' acquires 'Names' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}

void destroyedAfterTheLockOk() {
  Named Object(1);
  std::shared_lock Lock(Names);
}

void deleteBad(Named *Object) {
  std::shared_lock Lock(Names);
  delete Object;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: destroying 'Named' acquires 'Names' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}

void uniquePointerResetBad(std::unique_ptr<Named> Object) {
  std::shared_lock Lock(Names);
  Object.reset();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: destroying 'Named' acquires 'Names' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}

void memberInitializerBad() {
  std::shared_lock Lock(Names);
  Plain Object;
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: constructing 'Plain' acquires 'Names' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}

void memberConstructorBad() {
  std::shared_lock Lock(Names);
  new Holder();
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: constructing 'Holder' acquires 'Names' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}

void makeUniqueBad() {
  std::shared_lock Lock(Names);
  auto Object = std::make_unique<Plain>();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: constructing 'Plain' acquires 'Names' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}

int withDefault(int Name = nextName()) { return Name; }

int defaultArgumentBad() {
  std::shared_lock Lock(Names);
  return withDefault();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: calling 'nextName' acquires 'Names' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}

int argumentGivenOk() {
  std::shared_lock Lock(Names);
  return withDefault(1);
}

class Register {
  mutable std::shared_mutex Mutex;
  int Values[8] = {};

public:
  int operator[](int I) const {
    std::shared_lock Lock(Mutex);
    return Values[I];
  }
  explicit operator bool() const { return (*this)[0] != 0; }
  Register &operator=(const Register &Other) {
    std::unique_lock Lock(Mutex);
    Values[0] = Other.Values[0];
    return *this;
  }
  friend bool operator==(const Register &A, const Register &B) {
    std::shared_lock Lock(A.Mutex);
    return A.Values[0] == B.Values[0];
  }
  int subscriptBad() const {
    std::shared_lock Lock(Mutex);
    return (*this)[1];
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Register::operator[]' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  int conversionBad() const {
    std::shared_lock Lock(Mutex);
    return *this ? 1 : 0;
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Register::operator bool' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  void assignmentBad(const Register &Other) {
    std::shared_lock Lock(Mutex);
    *this = Other;
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: calling 'Register::operator=' acquires 'Mutex' exclusive while this thread holds it shared; undefined for 'std::shared_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
  }
  bool comparisonBad(const Register &Other) const {
    std::shared_lock Lock(Mutex);
    return *this == Other;
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: calling 'operator==' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  bool comparisonOtherOk(const Register &Other) const {
    std::shared_lock Lock(Mutex);
    return Other == *this;
  }
};
