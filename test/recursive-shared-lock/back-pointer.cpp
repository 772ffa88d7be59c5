// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The way back to the owner: an object that its owner made knows whom to ask.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <vector>

class Pool;

class Connection {
  Pool &Owner;

public:
  explicit Connection(Pool &P) : Owner(P) {}
  int load() const;
  int cost() const { return 1; }
};

class Pool {
  mutable std::shared_mutex Mutex;
  std::vector<std::unique_ptr<Connection>> Connections;
  Connection First{*this};

public:
  void grow() {
    std::unique_lock Lock(Mutex);
    Connections.push_back(std::make_unique<Connection>(*this));
  }
  int size() const {
    std::shared_lock Lock(Mutex);
    return int(Connections.size());
  }
  int elementAsksOwnerBad() const {
    std::shared_lock Lock(Mutex);
    int Sum = 0;
    for (const auto &C : Connections)
      Sum += C->load();
    // CHECK-NOTES: :[[@LINE-1]]:17: warning: calling 'Connection::load' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-5]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:17: note: 'Connection::load' is called here
    // CHECK-NOTES: :[[@LINE+27]]:51: note: 'Pool::size' is called here
    // CHECK-NOTES: :[[@LINE-12]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-21]]:20: note: 'Owner' is taken to be the 'Pool' that holds the lock; it is set to that object here
    // CHECK-NOTES: :[[@LINE-7]]:17: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
    return Sum;
  }
  int memberAsksOwnerBad() const {
    std::shared_lock Lock(Mutex);
    return First.load();
    // CHECK-NOTES: :[[@LINE-1]]:18: warning: calling 'Connection::load' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:18: note: 'Connection::load' is called here
    // CHECK-NOTES: :[[@LINE+15]]:51: note: 'Pool::size' is called here
    // CHECK-NOTES: :[[@LINE-24]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-33]]:20: note: 'Owner' is taken to be the 'Pool' that holds the lock; it is set to that object here
    // CHECK-NOTES: :[[@LINE-7]]:18: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
  int elementKeepsToItselfOk() const {
    std::shared_lock Lock(Mutex);
    int Sum = 0;
    for (const auto &C : Connections)
      Sum += C->cost();
    return Sum;
  }
  int askedWithoutTheLockOk() const { return First.load(); }
};

int Connection::load() const { return 100 / Owner.size(); }

// Set after construction, with a setter.
class Document;
class View {
  Document *Of = nullptr;

public:
  void attach(Document *D) { Of = D; }
  void changed();
};
class Document {
  mutable std::shared_mutex Mutex;
  View Main;

public:
  Document() { Main.attach(this); }
  int length() const {
    std::shared_lock Lock(Mutex);
    return 1;
  }
  void notifyBad() {
    std::shared_lock Lock(Mutex);
    Main.changed();
    // CHECK-NOTES: :[[@LINE-1]]:10: warning: calling 'View::changed' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:10: note: 'View::changed' is called here
    // CHECK-NOTES: :[[@LINE+6]]:34: note: 'Document::length' is called here
    // CHECK-NOTES: :[[@LINE-10]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-13]]:28: note: 'Of' is taken to be the 'Document' that holds the lock; it is set to that object here
    // CHECK-NOTES: :[[@LINE-7]]:10: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
};
void View::changed() { (void)Of->length(); }

// The pointer leads to another object of the class: nothing says which.
class Sibling {
  mutable std::shared_mutex Mutex;
  Sibling *Peer = nullptr;

public:
  explicit Sibling(Sibling *P) : Peer(P) {}
  int value() const {
    std::shared_lock Lock(Mutex);
    return 1;
  }
  int askPeerOk() const {
    std::shared_lock Lock(Mutex);
    return Peer->value();
  }
};

// The logger's formatter asks the logger.
class Logger {
  mutable std::shared_mutex Mutex;
  std::function<void()> Format;

public:
  Logger() : Format([this] { (void)name(); }) {}
  int name() const {
    std::shared_lock Lock(Mutex);
    return 1;
  }
  void writeBad() const {
    std::shared_lock Lock(Mutex);
    Format();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: calling 'Format' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:5: note: the lambda is called here through 'Format', which holds nothing else in sight
    // CHECK-NOTES: :[[@LINE-11]]:14: note: the lambda is stored here
    // CHECK-NOTES: :[[@LINE-12]]:36: note: 'Logger::name' is called here
    // CHECK-NOTES: :[[@LINE-11]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-14]]:14: note: the 'Logger' captured here is taken to be the one that holds the lock
    // CHECK-NOTES: :[[@LINE-8]]:5: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
};
