// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Several checks at one place: a name silences its own check.
//
// RUN: %check_hosts %s unwedge-unguarded-cleanup,unwedge-recursive-shared-lock -- %mock_flags

#include <functional>
#include <shared_mutex>

class Service {
  mutable std::shared_mutex M;
  bool Busy = false;

public:
  int size(const std::function<void()> &Callback) const {
    std::shared_lock L(M);
    Callback();
    return 1;
  }
  bool isBusy() const { return Busy; }

  void plainBad(const std::function<void()> &Callback) {
    std::shared_lock L(M);
    Busy = true;
    size(Callback);
    // CHECK-MESSAGES-DAG: :[[@LINE-1]]:5: warning: calling 'Service::size' acquires 'M' shared again {{.*}}[unwedge-recursive-shared-lock]
    // CHECK-MESSAGES-DAG: :[[@LINE-2]]:5: warning: if 'Service::size' throws{{.*}}[unwedge-unguarded-cleanup]
    Busy = false;
  }
  void oneNameBad(const std::function<void()> &Callback) {
    std::shared_lock L(M);
    Busy = true;
    size(Callback); // NOLINT(unwedge-recursive-shared-lock)
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Service::size' throws{{.*}}[unwedge-unguarded-cleanup]
    Busy = false;
  }
  void otherNameBad(const std::function<void()> &Callback) {
    std::shared_lock L(M);
    Busy = true;
    // NOLINTNEXTLINE(unwedge-unguarded-cleanup)
    size(Callback);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: calling 'Service::size' acquires 'M' shared again {{.*}}[unwedge-recursive-shared-lock]
    Busy = false;
  }
  void attributeNamedBad(const std::function<void()> &Callback) {
    std::shared_lock L(M);
    Busy = true;
    [[clang::suppress("unwedge.UnguardedCleanup")]] size(Callback);
    // CHECK-MESSAGES: :[[@LINE-1]]:53: warning: calling 'Service::size' acquires 'M' shared again {{.*}}[unwedge-recursive-shared-lock]
    Busy = false;
  }
  void bothNamesOk(const std::function<void()> &Callback) {
    std::shared_lock L(M);
    Busy = true;
    size(Callback); // NOLINT(unwedge-recursive-shared-lock, unwedge-unguarded-cleanup)
    Busy = false;
  }
  void globOk(const std::function<void()> &Callback) {
    std::shared_lock L(M);
    Busy = true;
    [[clang::suppress]] size(Callback);
    Busy = false;
  }
};
