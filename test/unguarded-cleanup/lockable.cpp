// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mutex classes whose bodies are out of sight, known by lock() and unlock().
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <functional>
#include <memory>

extern "C" void os_lock(void *);
extern "C" void os_unlock(void *);

class Opaque {
public:
  Opaque();
  Opaque(const Opaque &) = delete;
  ~Opaque();
  void lock();
  void unlock();
  bool try_lock();

private:
  struct Impl;
  std::unique_ptr<Impl> Hidden;
};

struct System {
  void lock() { os_lock(&Word); }
  void unlock() { os_unlock(&Word); }
  int Word = 0;
};

struct Nothing {
  void lock() {}
  void unlock() {}
};

class OpaqueGuard {
public:
  explicit OpaqueGuard(Opaque &M);
  ~OpaqueGuard();
  void lock();
  void unlock();

private:
  Opaque *Mutex;
};

struct Movable {
  Movable(Movable &&);
  ~Movable();
  void lock();
  void unlock();
};

struct Tickets {
  int lock();
  void unlock(int);
};

class Hidden {
public:
  void runOk(const std::function<void()> &F);

private:
  void lock();
  void unlock();
};

namespace rocksdb {
namespace port {
class Mutex {
public:
  void Lock();
  void Unlock();
};
} // namespace port
} // namespace rocksdb

struct Capital {
  void Lock();
  void Unlock();
};

struct Registry {
  Opaque Mutex;
  System Plain;
  Nothing None;
  Tickets Numbers;
  Movable Moves;
  Capital Other;
  rocksdb::port::Mutex Port;
  std::function<void()> Handler;

  void opaqueBad(const std::function<void()> &F) {
    Mutex.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked, and whoever locks it next waits for ever [unwedge-unguarded-cleanup]
    Mutex.unlock();
  }
  void triedBad(const std::function<void()> &F) {
    if (!Mutex.try_lock())
      return;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void systemBad() {
    Plain.lock();
    Handler();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Handler' throws, 'Plain' stays locked,
    Plain.unlock();
  }
  void portBad() {
    Port.Lock();
    Handler();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Handler' throws, 'Port' stays locked,
    Port.Unlock();
  }
  void otherBad(Registry &R) {
    R.Mutex.lock();
    Handler();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Handler' throws, 'R.Mutex' stays locked,
    R.Mutex.unlock();
  }

  void guardOk() {
    OpaqueGuard Guard(Mutex);
    Handler();
  }
  void relockedGuardOk() {
    OpaqueGuard Guard(Mutex);
    Guard.unlock();
    Guard.lock();
    Handler();
    Guard.unlock();
  }
  void guardOfCallerOk(OpaqueGuard &Guard) {
    Guard.lock();
    Handler();
    Guard.unlock();
  }
  void movableGuardOk() {
    Moves.lock();
    Handler();
    Moves.unlock();
  }
  void givenUpOk() {
    Mutex.unlock();
    Handler();
    Mutex.lock();
  }
  void emptyBodiesOk() {
    None.lock();
    Handler();
    None.unlock();
  }
  void ticketsOk() {
    int Ticket = Numbers.lock();
    Handler();
    Numbers.unlock(Ticket);
  }
  void capitalOk() {
    Other.Lock();
    Handler();
    Other.Unlock();
  }
  void localOk() {
    Opaque Local;
    Local.lock();
    Handler();
    Local.unlock();
  }
  void handledOk() {
    Mutex.lock();
    try {
      Handler();
    } catch (...) {
      Mutex.unlock();
      throw;
    }
    Mutex.unlock();
  }
  void afterOk() {
    Mutex.lock();
    Mutex.unlock();
    Handler();
  }
};

void Hidden::runOk(const std::function<void()> &F) {
  lock();
  F();
  unlock();
}

struct Client {
  Opaque Mutex;
  std::function<void()> Connected;
  static void onConnectedBad(void *Context) {
    Client *Self = static_cast<Client *>(Context);
    Self->Mutex.lock();
    Self->Connected();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Self->Connected' throws, 'Self->Mutex' stays locked,
    Self->Mutex.unlock();
  }
};
