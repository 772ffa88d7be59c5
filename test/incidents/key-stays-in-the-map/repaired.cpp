// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Outage 1, repaired. The entry is taken out, and those who wait are told, by the
// destructor of a local object; a call that failed tells them so.
//
// RUN: %build_incident %s -o %t
// RUN: %run_incident 0 %t | FileCheck %s --check-prefix=CHECK-OUTPUT
// RUN: %check_tidy %s "unwedge-*" -- %incident_flags
// RUN: %analyze_incident unwedge.UnguardedCleanup %s 2>&1 | count 0

#include "watchdog.h"

#include <condition_variable>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

struct Call {
  bool Done = false;
  bool Succeeded = false;
  int Result = 0;
  std::condition_variable Changed;
};

class SingleFlight {
public:
  int run(const std::string &Key, const std::function<int()> &Work) {
    std::unique_lock<std::mutex> Lock(Mutex);
    if (auto It = Calls.find(Key); It != Calls.end()) {
      std::shared_ptr<Call> Other = It->second;
      Other->Changed.wait(Lock, [&] { return Other->Done; });
      if (!Other->Succeeded)
        throw std::runtime_error("the call that this one waited for failed");
      return Other->Result;
    }
    Flight Mine(*this, Lock, Key);
    Lock.unlock();
    Mine.succeed(Work());
    return Mine.result();
  }

private:
  /// One call in the map, from its construction to its destruction.
  class Flight {
  public:
    Flight(SingleFlight &Owner, const std::unique_lock<std::mutex> &,
           const std::string &Key)
        : Owner(Owner), Key(Key) {
      Owner.Calls[Key] = Mine;
    }
    ~Flight() {
      std::lock_guard<std::mutex> Lock(Owner.Mutex);
      Mine->Done = true;
      Mine->Changed.notify_all();
      Owner.Calls.erase(Key);
    }
    void succeed(int Result) {
      Mine->Result = Result;
      Mine->Succeeded = true;
    }
    int result() const { return Mine->Result; }

  private:
    SingleFlight &Owner;
    const std::string Key;
    std::shared_ptr<Call> Mine = std::make_shared<Call>();
  };

  std::mutex Mutex;
  std::map<std::string, std::shared_ptr<Call>> Calls;
};

class Limiter {
public:
  class Place {
  public:
    explicit Place(Limiter &Owner) : Owner(Owner) {
      std::unique_lock<std::mutex> Lock(Owner.Mutex);
      Owner.Changed.wait(Lock, [&] { return Owner.Used < 2; });
      ++Owner.Used;
    }
    ~Place() {
      std::lock_guard<std::mutex> Lock(Owner.Mutex);
      --Owner.Used;
      Owner.Changed.notify_all();
    }

  private:
    Limiter &Owner;
  };

private:
  std::mutex Mutex;
  std::condition_variable Changed;
  int Used = 0;
};

class Server {
public:
  int upload(const std::string &Key, const std::function<int()> &Work) {
    Limiter::Place Mine(Places);
    return Flight.run(Key, Work);
  }

  /// Stays alive whatever a request does.
  void serve(const std::function<int()> &Request) {
    try {
      std::printf("answered %d\n", Request());
    } catch (...) {
      std::puts("failed");
    }
  }

private:
  Limiter Places;
  SingleFlight Flight;
};

} // namespace

int main() {
  // CHECK-OUTPUT: failed
  // CHECK-OUTPUT-NEXT: answered 2
  // CHECK-OUTPUT-NEXT: done
  gallery::Watchdog Dog("the repaired server does not get here");
  Server Uploads;
  std::thread First([&] {
    Uploads.serve([&] {
      return Uploads.upload(
          "bucket", []() -> int { throw std::runtime_error("disk is full"); });
    });
  });
  First.join();
  std::fflush(stdout);
  std::thread Second([&] {
    Uploads.serve(
        [&] { return Uploads.upload("bucket", [] { return 2; }); });
  });
  Second.join();
  return Dog.done();
}
