// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Outage 2, repaired. What needs the lock and is called under it has a variant that
// says so in its name; the public function takes the lock and calls that variant.
// A rotation that begins between the two waits for the record and then goes on.
//
// RUN: %build_incident %s -o %t
// RUN: %run_incident 0 %t | FileCheck %s --check-prefix=CHECK-OUTPUT
// RUN: %check_tidy %s "unwedge-*" -- %incident_flags
// RUN: %analyze_incident unwedge.RecursiveSharedLock %s 2>&1 | count 0

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
    std::fputs(Record.c_str(), stderr);
  }

  std::string fileName() const {
    gallery::ReadLock Guard(Mutex);
    return fileNameLocked();
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
    return "error: " + Message + " (in " + fileNameLocked() + ")\n";
  }

  std::string fileNameLocked() const {
    return Base + "." + std::to_string(Generation);
  }

  mutable gallery::RwLock Mutex;
  std::string Base;
  unsigned Generation = 0;
};

} // namespace

int main() {
  gallery::Watchdog Dog("the repaired logger does not get here");
  Logger Log("gateway.log");

  std::thread Handler(
      [&Log] { Log.write(Severity::Error, "connection refused"); });
  std::thread Rotation([&Log] {
    Log.lock().awaitReads(1);
    Log.rotate();
  });

  Handler.join();
  Rotation.join();
  // CHECK-OUTPUT: now gateway.log.1
  std::printf("now %s\n", Log.fileName().c_str());
  // CHECK-OUTPUT-NEXT: done
  return Dog.done();
}
