// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Outage 3, repaired. conn() holds the lock only while it looks for the pool, and
// the pool lives on because it is shared; the connection is made without the lock.
// Whoever sets a pool meanwhile does not have to wait for the network either.
//
// RUN: %build_incident %s -o %t
// RUN: %run_incident 0 %t | FileCheck %s --check-prefix=CHECK-OUTPUT
// RUN: %check_tidy %s "unwedge-*" -- %incident_flags
// RUN: %analyze_incident unwedge.RecursiveSharedLock %s 2>&1 | count 0

#include "rw_lock.h"
#include "watchdog.h"

#include <cstddef>
#include <cstdio>
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
  void setPool(const std::string &Node, std::shared_ptr<ConnectionPool> Pool) {
    gallery::WriteLock Guard(Mutex);
    Pools[Node] = std::move(Pool);
  }

  Connection conn(const std::string &Node) {
    std::shared_ptr<ConnectionPool> Pool = find(Node);
    return Pool->get();
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
  std::shared_ptr<ConnectionPool> find(const std::string &Node) const {
    gallery::ReadLock Guard(Mutex);
    return Pools.at(Node);
  }

  mutable gallery::RwLock Mutex;
  std::map<std::string, std::shared_ptr<ConnectionPool>> Pools;
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
  gallery::Watchdog Dog("the repaired pool does not get here");
  ClientPool Clients;
  ConnFactory Factory(&Clients);
  auto makePool = [&Factory] {
    return std::make_shared<BoundedPool>(4,
                                         [&Factory] { return Factory.dial(); });
  };
  Clients.setPool("north", makePool());

  Connection Dialled;
  std::thread Query([&] { Dialled = Clients.conn("north"); });
  std::thread Topology([&Clients, &makePool] {
    Clients.lock().awaitReads(1);
    Clients.setPool("south", makePool());
  });

  Query.join();
  Topology.join();
  // CHECK-OUTPUT: connection 1 of {{4|8}}
  std::printf("connection %s\n", Dialled.Name.c_str());
  // CHECK-OUTPUT-NEXT: done
  return Dog.done();
}
