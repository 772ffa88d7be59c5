// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Outage 3, the pool that asked for its own size. conn() holds the lock for reading
// while it asks a pool for a connection. The pool is an interface; the bounded one
// has none idle and calls its factory, a stored function; that is the dialler of
// the connection factory, which asks its owner for size(), and size() takes the
// same lock for reading. setPool() takes it for writing. The three parts are files
// of their own in the incident.
//
// RUN: %build_incident %s -o %t
// RUN: %run_incident 3 %t | FileCheck %s --check-prefix=CHECK-OUTPUT
// RUN: %tidy_incident %s -- %incident_flags | FileCheck %s --check-prefix=CHECK-TIDY --implicit-check-not="{{[0-9]: (warning|error|note):}}"
// RUN: %analyze_incident unwedge.RecursiveSharedLock %s 2>&1 | FileCheck %s --check-prefix=CHECK-ANALYZER --implicit-check-not="{{(warning|error):}}"

#include "rw_lock.h"
#include "watchdog.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// The bounded pool.

struct Connection {
  std::string Name;
};

class ConnectionPool {
public:
  virtual ~ConnectionPool() = default;
  virtual Connection get() = 0;
  virtual std::size_t size() const = 0;
};

class BoundedPool : public ConnectionPool {
public:
  using FactoryFunction = std::function<Connection()>;

  BoundedPool(std::size_t Capacity, FactoryFunction Factory)
      : Capacity(Capacity), Factory(std::move(Factory)) {}

  Connection get() override {
    if (Idle.empty())
      return Factory();
    Connection Result = std::move(Idle.back());
    Idle.pop_back();
    return Result;
  }

  std::size_t size() const override { return Capacity; }

private:
  std::size_t Capacity;
  FactoryFunction Factory;
  std::vector<Connection> Idle;
};

// The pools of all nodes.

class ClientPool {
public:
  void setPool(const std::string &Node, std::unique_ptr<ConnectionPool> Pool) {
    gallery::WriteLock Guard(Mutex);
    Pools[Node] = std::move(Pool);
  }

  Connection conn(const std::string &Node) {
    gallery::ReadLock Guard(Mutex);
    return Pools.at(Node)->get();
    // CHECK-TIDY: stuck.cpp:[[@LINE-1]]:28: warning: calling 'BoundedPool::get' acquires 'Mutex' shared again while this thread holds it shared; 'RwLock' is not recursive; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
    // CHECK-TIDY: stuck.cpp:[[@LINE-3]]:23: note: 'Mutex' is acquired shared here
    // CHECK-TIDY: stuck.cpp:[[@LINE-3]]:28: note: 'BoundedPool::get' is called here, the only implementation in sight
    // CHECK-TIDY: stuck.cpp:[[#FACTORY_CALL:]]:14: note: the lambda is called here through 'Factory', which holds nothing else in sight
    // CHECK-TIDY: stuck.cpp:[[#STORED:]]:42: note: the lambda is stored here
    // CHECK-TIDY: stuck.cpp:[[#STORED]]:70: note: 'ConnFactory::dial' is called here
    // CHECK-TIDY: stuck.cpp:[[#SIZE_CALL:]]:55: note: 'ClientPool::size' is called here
    // CHECK-TIDY: stuck.cpp:[[@LINE+6]]:23: note: 'Mutex' is acquired shared again here
    // CHECK-TIDY: stuck.cpp:[[#STORED-3]]:23: note: 'Owner' is taken to be the 'ClientPool' that holds the lock; it is set to that object here
    // CHECK-TIDY: stuck.cpp:[[@LINE-10]]:28: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }

  std::size_t size() const {
    gallery::ReadLock Guard(Mutex);
    std::size_t Sum = 0;
    for (const auto &Entry : Pools)
      Sum += Entry.second->size();
    return Sum;
  }

  gallery::RwLock &lock() const { return Mutex; }

private:
  mutable gallery::RwLock Mutex;
  std::map<std::string, std::unique_ptr<ConnectionPool>> Pools;
};

// What makes the connections.

class ConnFactory {
public:
  explicit ConnFactory(ClientPool *Owner) : Owner(Owner) {}

  Connection dial() {
    // A network is slow; here until somebody sets a pool for the second time.
    Owner->lock().awaitWriteRequests(2);
    return Connection{"1 of " + std::to_string(Owner->size())};
  }

private:
  ClientPool *Owner;
};

int main() {
  gallery::Watchdog Dog("size() waits for setPool(), which waits for the "
                        "reader in conn()");
  // CHECK-OUTPUT: stuck: size() waits for setPool()
  ClientPool Clients;
  ConnFactory Factory(&Clients);
  auto makePool = [&Factory] {
    return std::make_unique<BoundedPool>(4,
                                         [&Factory] { return Factory.dial(); });
  };
  Clients.setPool("north", makePool());

  std::thread Query([&Clients] { (void)Clients.conn("north"); });
  std::thread Topology([&Clients, &makePool] {
    Clients.lock().awaitReads(1);
    Clients.setPool("south", makePool());
  });

  Query.join();
  Topology.join();
  return Dog.done();
}

// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:28: warning: calling 'BoundedPool::get' acquires 'Mutex' shared again while this thread holds it shared
