// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Outage 1, the key that stayed in the map. Of all requests for one key the first does
// the work, and the others wait for what it gives. The work throws, the server's loop
// takes the exception to stay alive, and the key is in the map for good: whoever asks
// for it later waits for somebody who is long gone. The limiter around it, whose place
// is given back by a destructor, is not to blame; it spreads the wait.
//
// RUN: %build_incident %s -o %t
// RUN: %run_incident 3 %t | FileCheck %s --check-prefix=CHECK-OUTPUT
// RUN: %tidy_incident %s -- %incident_flags | FileCheck %s --check-prefix=CHECK-TIDY --implicit-check-not="{{[0-9]: (warning|error|note):}}"
// RUN: %analyze_incident unwedge.UnguardedCleanup %s 2>&1 | FileCheck %s --check-prefix=CHECK-ANALYZER --implicit-check-not="{{[0-9]: (warning|error|note):}}"

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
      return Other->Result;
    }
    auto Mine = std::make_shared<Call>();
    Calls[Key] = Mine;
    Lock.unlock();
    int Result = Work();
    // CHECK-TIDY: stuck.cpp:[[@LINE-1]]:18: warning: if 'Work' throws, the entry stays in 'Calls', and whoever finds it takes it to be still in use [unwedge-unguarded-cleanup]
    // CHECK-TIDY: stuck.cpp:[[@LINE-4]]:16: note: the entry is put into 'Calls' here
    // CHECK-TIDY: stuck.cpp:[[@LINE+6]]:11: note: the entry is taken out of 'Calls' here, which an exception skips
    // CHECK-TIDY: stuck.cpp:[[@LINE-4]]:18: note: leave it to the destructor of a local object, or undo it in 'catch (...)' and throw again
    Lock.lock();
    Mine->Result = Result;
    Mine->Done = true;
    Mine->Changed.notify_all();
    Calls.erase(Key);
    return Result;
  }

private:
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
  // CHECK-OUTPUT-NEXT: stuck: the second request waits for the first, which has failed
  gallery::Watchdog Dog(
      "the second request waits for the first, which has failed");
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

// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:18: warning: if 'Work' throws, the entry stays in 'Calls', and whoever finds it takes it to be still in use
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:18: note: leave it to the destructor of a local object, or undo it in 'catch (...)' and throw again
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:5: note: Taking false branch
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:5: note: the entry is put into 'Calls' here
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:5: note: the entry is taken out of 'Calls' here, which an exception skips
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:18: note: if 'Work' throws, the entry stays in 'Calls', and whoever finds it takes it to be still in use
