// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %clangxx -std=c++17 -fsyntax-only %mock_flags %s
// RUN: %if have-boost %{ %clangxx -std=c++17 -fsyntax-only %s %}

#include <boost/interprocess/sync/interprocess_sharable_mutex.hpp>
#include <boost/interprocess/sync/interprocess_upgradable_mutex.hpp>
#include <boost/interprocess/sync/scoped_lock.hpp>
#include <boost/interprocess/sync/sharable_lock.hpp>
#include <boost/interprocess/sync/upgradable_lock.hpp>
#include <boost/thread/locks.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/shared_lock_guard.hpp>
#include <boost/thread/shared_mutex.hpp>

void threadLocks(boost::shared_mutex &Mutex, boost::upgrade_mutex &Upgradable) {
  boost::shared_lock<boost::shared_mutex> Shared(Mutex);
  boost::shared_lock<boost::shared_mutex> Deferred(Mutex, boost::defer_lock);
  boost::shared_lock_guard<boost::shared_mutex> Guard(Mutex);
  boost::unique_lock<boost::shared_mutex> Exclusive(Mutex);
  boost::upgrade_lock<boost::upgrade_mutex> Upgrade(Upgradable);
  boost::upgrade_to_unique_lock<boost::upgrade_mutex> Unique(Upgrade);
  boost::mutex Plain;
  boost::mutex::scoped_lock Scoped(Plain);
  boost::lock_guard<boost::mutex> Other(Plain);
  Shared.unlock();
  Mutex.lock_shared();
  Mutex.unlock_shared();
  Mutex.unlock_upgrade_and_lock();
}

namespace bi = boost::interprocess;
void processLocks(bi::interprocess_sharable_mutex &Sharable,
                  bi::interprocess_upgradable_mutex &Upgradable) {
  bi::sharable_lock<bi::interprocess_sharable_mutex> Shared(Sharable);
  bi::scoped_lock<bi::interprocess_sharable_mutex> Scoped(Sharable,
                                                          bi::defer_lock);
  bi::sharable_lock<bi::interprocess_sharable_mutex> Adopted(
      Sharable, bi::accept_ownership);
  bi::upgradable_lock<bi::interprocess_upgradable_mutex> Upgrade(Upgradable);
  Sharable.lock_sharable();
  Sharable.unlock_sharable();
}
