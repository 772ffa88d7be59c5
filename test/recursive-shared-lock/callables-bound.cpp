// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What std::bind makes, handed to a function that calls it with a lock held: the
// object and the arguments that are bound are the caller's.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --
//
// ANALYZER-LIBRARY: what a bound function calls is in the library's code

#include <functional>
#include <mutex>
#include <shared_mutex>

class Pool {
public:
  template <typename F> int with(const F &Run) const {
    std::shared_lock Lock(Mutex);
    return Run();
    // ANALYZER-ALSO: :[[@LINE-1]]:12: warning: calling 'Owner::dial' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows -- see below
    // ANALYZER-ALSO: :[[@LINE-2]]:12: warning: calling 'sizeAt' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows -- see below
    // ANALYZER-ALSO: :[[@LINE-3]]:12: warning: calling 'sizeOf' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows -- see below
  }
  int withEach(const std::function<int(const Pool &)> &Run,
               const Pool &Other) const {
    std::shared_lock Lock(Mutex);
    return Run(Other);
    // ANALYZER-ALSO: :[[@LINE-1]]:12: warning: calling 'sizeOf' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows -- see below
  }
  int size() const {
    std::shared_lock Lock(Mutex);
    return 1;
  }

private:
  mutable std::shared_mutex Mutex;
};

static int sizeOf(const Pool &P) { return P.size(); }
static int sizeAt(const Pool *P, int) { return P->size(); }

struct Owner {
  Pool Own, Second;

  int dial() const { return Own.size(); }
  int dialSecond() const { return Second.size(); }

  int memberBad() const {
    return Own.with(std::bind(&Owner::dial, this)); // ANALYZER-SILENT: the path tells it where the library calls the function
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: calling 'Pool::with' runs 'Owner::dial', which acquires 'Own.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  int otherMemberOk() const {
    return Own.with(std::bind(&Owner::dialSecond, this));
  }
  int otherOwnerOk(const Owner &O) const {
    return Own.with(std::bind(&Owner::dial, &O));
  }
};

int parameterBad(Owner &O) {
  return O.Own.with(std::bind(&Owner::dial, &O)); // ANALYZER-SILENT: the path tells it where the library calls the function
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: calling 'Pool::with' runs 'Owner::dial', which acquires 'O.Own.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}

int parameterOk(Owner &O) {
  return O.Second.with(std::bind(&Owner::dial, &O));
}

int argumentBad(Pool &P) {
  return P.with(std::bind(sizeOf, std::ref(P))); // ANALYZER-SILENT: the path tells it where the library calls the function
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Pool::with' runs 'sizeOf', which acquires 'P.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}

int argumentOk(Pool &P, Pool &Q) {
  return P.with(std::bind(sizeOf, std::ref(Q)));
}

int severalBad(Pool &P) {
  return P.with(std::bind(sizeAt, &P, 3)); // ANALYZER-SILENT: the path tells it where the library calls the function
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Pool::with' runs 'sizeAt', which acquires 'P.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}

int placeholderBad(Pool &P) {
  return P.withEach(std::bind(sizeOf, std::placeholders::_1), P); // ANALYZER-SILENT: the path tells it where the library calls the function
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Pool::withEach' runs 'sizeOf', which acquires 'P.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}

int placeholderOk(Pool &P, Pool &Q) {
  return P.withEach(std::bind(sizeOf, std::placeholders::_1), Q);
}

int boundInsteadOk(Pool &P, Pool &Q) {
  return P.withEach(std::bind(sizeOf, std::ref(Q)), P);
}
