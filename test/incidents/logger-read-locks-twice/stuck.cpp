// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Outage 2, the logger that read-locked twice. write() holds the lock for reading
// while it prints a record. Errors lately carry the name of the file they go to,
// and fileName() takes the same lock for reading again. When the rotation of the
// file asks for writing between the two, it waits for the first read lock to be
// given back, and the second waits for the rotation.
//
// RUN: %build_incident %s -o %t
// RUN: %run_incident 3 %t | FileCheck %s --check-prefix=CHECK-OUTPUT
// RUN: %tidy_incident %s -- %incident_flags | FileCheck %s --check-prefix=CHECK-TIDY --implicit-check-not="{{[0-9]: (warning|error|note):}}"
// RUN: %analyze_incident unwedge.RecursiveSharedLock %s 2>&1 | FileCheck %s --check-prefix=CHECK-ANALYZER --implicit-check-not="{{(warning|error):}}"

#include "rw_lock.h"
#include "watchdog.h"

#include <cstdio>
#include <string>
#include <thread>

namespace {

enum class Severity { Info, Error };

class Logger {
public:
  explicit Logger(std::string Base) : Base(std::move(Base)) {}

  void write(Severity Level, const std::string &Message) {
    gallery::ReadLock Guard(Mutex);
    std::string Record = decorate(Level, Message);
    // CHECK-TIDY: stuck.cpp:[[@LINE-1]]:26: warning: calling 'Logger::decorate' acquires 'Mutex' shared again while this thread holds it shared; 'RwLock' is not recursive; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
    // CHECK-TIDY: stuck.cpp:[[@LINE-3]]:23: note: 'Mutex' is acquired shared here
    // CHECK-TIDY: stuck.cpp:[[@LINE-3]]:26: note: 'Logger::decorate' is called here
    // CHECK-TIDY: stuck.cpp:[[#NAME_CALL:]]:44: note: 'Logger::fileName' is called here
    // CHECK-TIDY: stuck.cpp:[[@LINE+6]]:23: note: 'Mutex' is acquired shared again here
    // CHECK-TIDY: stuck.cpp:[[@LINE-6]]:26: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
    std::fputs(Record.c_str(), stderr);
  }

  std::string fileName() const {
    gallery::ReadLock Guard(Mutex);
    return Base + "." + std::to_string(Generation);
  }

  void rotate() {
    gallery::WriteLock Guard(Mutex);
    ++Generation;
  }

  gallery::RwLock &lock() const { return Mutex; }

private:
  std::string decorate(Severity Level, const std::string &Message) const {
    if (Level < Severity::Error)
      return "info: " + Message + "\n";
    // A disk is slow; here it is as slow as it takes for a rotation to begin.
    Mutex.awaitWriteRequests(1);
    return "error: " + Message + " (in " + fileName() + ")\n";
  }

  mutable gallery::RwLock Mutex;
  std::string Base;
  unsigned Generation = 0;
};

} // namespace

int main() {
  gallery::Watchdog Dog("fileName() waits for the rotation, which waits for "
                        "the reader in write()");
  // CHECK-OUTPUT: stuck: fileName() waits for the rotation
  Logger Log("gateway.log");

  std::thread Handler(
      [&Log] { Log.write(Severity::Error, "connection refused"); });
  std::thread Rotation([&Log] {
    Log.lock().awaitReads(1);
    Log.rotate();
  });

  Handler.join();
  Rotation.join();
  return Dog.done();
}

// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:26: warning: calling 'Logger::decorate' acquires 'Mutex' shared again while this thread holds it shared
