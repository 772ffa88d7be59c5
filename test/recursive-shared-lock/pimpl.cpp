// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags

// A private class with a pointer back to its public one, as in Qt and KDE: the way
// there and back leads to the same object.

#include <mutex>
#include <shared_mutex>

class Public;

class Private {
  Public *q{nullptr};

public:
  std::shared_mutex Mutex;
  explicit Private(Public *Owner) : q(Owner) {}
  void refresh();
  void refreshLockedBad();
  void refreshOk();
};

class Public {
  Private *const d;

public:
  Public() : d(new Private(this)) {}
  void read() { std::shared_lock Lock(d->Mutex); }
};

void Private::refresh() { q->read(); }

void Private::refreshLockedBad() {
  std::unique_lock Lock(Mutex);
  refresh();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: calling 'Private::refresh' acquires 'Mutex' shared while this thread holds it exclusive
}

void Private::refreshOk() {
  {
    std::unique_lock Lock(Mutex);
  }
  refresh();
}

// A getter that asserts something before it gives the pointer.
[[noreturn]] void failed(const char *What);
#define CHECK(X) ((X) ? static_cast<void>(0) : failed(#X))

class Checked {
  std::shared_mutex *Mutex;
  std::shared_mutex *mutex() const {
    CHECK(Mutex != nullptr);
    return Mutex;
  }

public:
  int size() const {
    std::shared_lock Lock(*Mutex);
    return 1;
  }
  int assertedBad() const {
    std::shared_lock Lock(*mutex());
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Checked::size' acquires 'Mutex' shared again
  }
};
