// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What reads the clock, and the text that is made of it. The map and the pair of look-up
// and store are always the same.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --
// RUN: %if have-libcxx %{ %check_tidy %s unwedge-unstable-cache-key -- -stdlib=libc++ %}

#include <chrono>
#include <ctime>
#include <iomanip>
#include <map>
#include <sstream>
#include <string>
#include <sys/time.h>
#include <time.h>

static std::map<std::string, int> Cache;

static int loadedOnce(const std::string &Key) {
  auto It = Cache.find(Key);
  return It == Cache.end() ? -1 : It->second;
}

int systemClockBad(int Id) {
  auto Now = std::chrono::system_clock::now();
  std::string Key = std::to_string(Id) + std::to_string(Now.time_since_epoch().count());
  auto It = Cache.find(Key);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains the time of the call; the look-up never finds what an earlier call stored, and entries only pile up [unwedge-unstable-cache-key]
  if (It != Cache.end())
    return It->second;
  return Cache[Key] = Id;
}

int steadyClockBad(int Id) {
  std::string Key = std::to_string(std::chrono::steady_clock::now().time_since_epoch().count());
  if (Cache.count(Key))
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: the key for 'Cache' contains the time of the call
    return Cache[Key];
  return Cache[Key] = Id;
}

int remainingTimeBad(std::chrono::steady_clock::time_point Deadline) {
  auto Left = Deadline - std::chrono::steady_clock::now();
  auto Millis = std::chrono::duration_cast<std::chrono::milliseconds>(Left);
  auto It = Cache.find("left " + std::to_string(Millis.count()));
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains the time of the call
  return It == Cache.end() ? 0 : It->second;
}

int timeBad(int Id) {
  std::string Key = std::to_string(Id) + "@" + std::to_string(time(nullptr));
  auto It = Cache.find(Key);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains the time of the call
  return It == Cache.end() ? 0 : It->second;
}

int timeOutArgumentBad() {
  time_t Now;
  std::time(&Now);
  auto It = Cache.find(std::to_string(Now));
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains the time of the call
  return It == Cache.end() ? 0 : It->second;
}

int gettimeofdayBad() {
  timeval Now;
  gettimeofday(&Now, nullptr);
  auto It = Cache.find(std::to_string(Now.tv_sec) + "." + std::to_string(Now.tv_usec));
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains the time of the call
  return It == Cache.end() ? 0 : It->second;
}

int clockGettimeBad() {
  struct timespec Now;
  clock_gettime(CLOCK_MONOTONIC, &Now);
  std::string Key = std::to_string(Now.tv_nsec);
  auto It = Cache.find(Key);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains the time of the call
  return It == Cache.end() ? 0 : It->second;
}

int cpuTimeBad() {
  auto It = Cache.find(std::to_string(std::clock()));
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains the time of the call
  return It == Cache.end() ? 0 : It->second;
}

int strftimeBad() {
  char Text[32];
  time_t Now = time(nullptr);
  struct tm Parts;
  localtime_r(&Now, &Parts);
  strftime(Text, sizeof Text, "%Y-%m-%d %H:%M:%S", &Parts);
  auto It = Cache.find(Text);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains the time of the call
  return It == Cache.end() ? 0 : It->second;
}

int putTimeBad() {
  std::time_t Now = std::time(nullptr);
  std::ostringstream Text;
  Text << std::put_time(std::localtime(&Now), "%F %T");
  auto It = Cache.find(Text.str());
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains the time of the call
  return It == Cache.end() ? 0 : It->second;
}

int ctimeBad() {
  time_t Now = time(nullptr);
  auto It = Cache.find(ctime(&Now));
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains the time of the call
  return It == Cache.end() ? 0 : It->second;
}

int throughParameterBad() {
  return loadedOnce("x" + std::to_string(time(nullptr)));
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: the key for 'Cache' contains the time of the call
}

// The clock says how long it took, and nothing of it is in the key.
int measuredOk(const std::string &Key) {
  auto Start = std::chrono::steady_clock::now();
  int Value = loadedOnce(Key);
  auto Took = std::chrono::steady_clock::now() - Start;
  return Value + (Took.count() > 1000);
}

// The time is in the value.
void expiryInValueOk(const std::string &Key) {
  Cache[Key] = int(time(nullptr)) + 60;
  Cache.insert({Key, int(time(nullptr)) + 60});
  Cache.emplace(Key, int(time(nullptr)) + 60);
}

struct FileInfo {
  std::string Name;
  time_t Modified;
};
// The time of the file's last change: the same until it changes.
int modificationTimeOk(const FileInfo &File) {
  std::string Key = File.Name + "#" + std::to_string(File.Modified);
  auto It = Cache.find(Key);
  return It == Cache.end() ? Cache[Key] = 1 : It->second;
}

std::string lastUpdate;
int formattedEarlierOk() { return loadedOnce(lastUpdate); }

int isLateOk(time_t Deadline) {
  bool Late = time(nullptr) > Deadline;
  return loadedOnce(Late ? "late" : "early");
}

int lengthOfTextOk() {
  std::string Text = std::to_string(time(nullptr));
  return loadedOnce("digits " + std::to_string(Text.size()));
}
