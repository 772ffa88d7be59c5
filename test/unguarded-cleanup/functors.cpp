// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects of classes with a call operator: the class says which function that is, whoever
// made the object.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <algorithm>
#include <mutex>
#include <vector>

struct Quiet {
  bool operator()(int A, int B) const noexcept { return A < B; }
};
struct Plain {
  bool operator()(int A, int B) const { return A < B; }
};
struct Loud {
  bool operator()(int A, int B) const {
    if (A < 0)
      throw 1;
    return A < B;
  }
};

class Table {
  std::mutex Mutex;
  std::vector<int> Rows;
  Quiet ByQuiet;
  Plain ByPlain;
  Loud ByLoud;

public:
  void memberOk() {
    Mutex.lock();
    std::sort(Rows.begin(), Rows.end(), ByQuiet);
    Mutex.unlock();
  }
  void parameterOk(const Quiet &Less) {
    Mutex.lock();
    std::sort(Rows.begin(), Rows.end(), Less);
    Mutex.unlock();
  }
  void plainOk() {
    Mutex.lock();
    std::sort(Rows.begin(), Rows.end(), ByPlain);
    Mutex.unlock();
  }
  void loudBad() {
    Mutex.lock();
    std::sort(Rows.begin(), Rows.end(), ByLoud);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'ByLoud' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
};

template <typename Compare>
void sortLockedOk(std::vector<int> &Rows, std::mutex &Mutex, Compare Less) {
  Mutex.lock();
  std::sort(Rows.begin(), Rows.end(), Less);
  Mutex.unlock();
}
void user(std::vector<int> &Rows, std::mutex &Mutex) {
  sortLockedOk(Rows, Mutex, Quiet());
}
