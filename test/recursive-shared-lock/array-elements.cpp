// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locks in arrays: only equal indices are one lock.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <array>
#include <mutex>
#include <shared_mutex>
#include <vector>

class Striped {
  mutable std::shared_mutex Stripes[16];
  mutable std::array<std::shared_mutex, 4> Few;
  struct Bucket {
    mutable std::shared_mutex Mutex;
    int Size = 0;
    int size() const {
      std::shared_lock Lock(Mutex);
      return Size;
    }
  };
  std::vector<Bucket> Buckets;

public:
  int read(int I) const {
    std::shared_lock Lock(Stripes[I]);
    return I;
  }

  void differentConstantsOk() const {
    std::shared_lock First(Stripes[0]);
    std::shared_lock Second(Stripes[1]);
  }
  void sameConstantBad() const {
    std::shared_lock First(Stripes[0]);
    std::shared_lock Second(Stripes[0]); // ANALYZER-SAYS: 'Stripes' is acquired shared again while this thread holds it shared -- the analyzer's first element is the array
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'Stripes[0]' is acquired shared again while this thread holds it shared
  }
  void sameConstantInStdArrayBad() const {
    std::shared_lock First(Few[2]);
    std::shared_lock Second(Few[2]);
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'Few[2]' is acquired shared again while this thread holds it shared
  }
  void sameVariableBad(int I) const {
    std::shared_lock First(Stripes[I]);
    std::shared_lock Second(Stripes[I]); // ANALYZER-SAYS: this lock is acquired shared again while this thread holds it shared -- a region's index is a value and has no name
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'Stripes[I]' is acquired shared again while this thread holds it shared
  }
  void changedVariableOk(int I) const {
    std::shared_lock First(Stripes[I]);
    ++I;
    std::shared_lock Second(Stripes[I]);
  }
  void differentVariablesOk(int I, int J) const {
    std::shared_lock First(Stripes[I]);
    std::shared_lock Second(Stripes[J]);
  }
  void expressionOk(unsigned Hash) const {
    std::shared_lock First(Stripes[Hash % 16]);
    std::shared_lock Second(Stripes[(Hash >> 4) % 16]);
  }
  void allOk() const {
    std::vector<std::shared_lock<std::shared_mutex>> Locks;
    for (std::shared_mutex &Stripe : Stripes)
      Locks.emplace_back(Stripe);
  }
  void nextOk(int I) const {
    std::shared_lock First(Stripes[I]);
    std::shared_lock Second(Stripes[I + 1]);
  }
  int otherStripeOk(int I, int J) const {
    std::shared_lock First(Stripes[I]);
    return read(J);
  }
  int bucketOk(int I, int J) const {
    std::shared_lock Lock(Buckets[I].Mutex);
    return Buckets[J].size();
  }
  int bucketBad(int I) const {
    std::shared_lock Lock(Buckets[I].Mutex);
    return Buckets[I].size();
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: calling 'Bucket::size' acquires 'Buckets[I].Mutex' shared again while this thread holds it shared
  }
  int bucketReferenceBad(int I) const {
    const Bucket &B = Buckets[I];
    std::shared_lock Lock(B.Mutex);
    return B.size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Bucket::size' acquires 'Buckets[I].Mutex' shared again while this thread holds it shared
  }
  int loopOk() const {
    int Sum = 0;
    for (const Bucket &B : Buckets) {
      std::shared_lock Lock(B.Mutex);
      for (const Bucket &Other : Buckets)
        Sum += Other.size();
    }
    return Sum;
  }
};
