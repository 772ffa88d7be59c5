// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lets a program of the gallery decide for itself whether it is stuck.

#ifndef UNWEDGE_TEST_INCIDENTS_SUPPORT_WATCHDOG_H
#define UNWEDGE_TEST_INCIDENTS_SUPPORT_WATCHDOG_H

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace gallery {

/// Ends the program with exit code 3 and the line "stuck: <what>" unless it is
/// told within a few seconds that the program has come to its end.
class Watchdog {
public:
  /// What has to outlive the watchdog; it says who waits for whom.
  explicit Watchdog(const char *What)
      : What(What), Watcher([this] { watch(); }) {}

  ~Watchdog() {
    if (Watcher.joinable())
      (void)done();
  }

  Watchdog(const Watchdog &) = delete;
  Watchdog &operator=(const Watchdog &) = delete;

  /// Calls the watchdog off and prints "done". Returns main's exit code.
  int done() {
    {
      std::lock_guard<std::mutex> Guard(Mutex);
      Done = true;
    }
    Changed.notify_all();
    Watcher.join();
    std::puts("done");
    return EXIT_SUCCESS;
  }

private:
  static constexpr std::chrono::seconds Patience{3};
  static constexpr int StuckExitCode = 3;

  void watch() {
    std::unique_lock<std::mutex> Guard(Mutex);
    if (Changed.wait_for(Guard, Patience, [this] { return Done; }))
      return;
    std::printf("stuck: %s\n", What);
    std::fflush(stdout);
    // The stuck threads cannot be joined, so nothing is destroyed.
    std::_Exit(StuckExitCode);
  }

  const char *What;
  bool Done = false;
  std::mutex Mutex;
  std::condition_variable Changed;
  // Last, so that everything it looks at exists before it starts.
  std::thread Watcher;
};

} // namespace gallery

#endif // UNWEDGE_TEST_INCIDENTS_SUPPORT_WATCHDOG_H
