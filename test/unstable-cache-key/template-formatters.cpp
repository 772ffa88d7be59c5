// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A project's own formatter that is a template with a format and a pack. What it
// does with the pack is in another file, or too far away.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <map>
#include <string>
#include <string_view>
#include <time.h>

template <typename... T> std::string text(const char *Format, const T &...Values);
template <typename... T> std::string text(int Level, std::string_view Format, T &&...Values);
template <typename... T> void note(const char *Format, const T &...Values);
template <typename... T> std::string joined(const char *First, const T &...Rest);

class Writer {
public:
  template <typename... T> Writer &print(std::string_view Format, T &&...Values);
  template <typename... T> void trace(std::string_view Format, T &&...Values) const;
  std::string_view view() const { return {Buffer, Size}; }
  const char *data() const { return Buffer; }

private:
  char Buffer[64];
  unsigned Size = 0;
};
template <unsigned N> class LocalWriter : public Writer {
  char Room[N];
};

// Gives no text.
class Log {
public:
  template <typename... T> Log &print(const char *Format, T &&...Values);
  int level() const;
};

static std::map<std::string, int> Cache;

int bracesBad(const std::string &Id) {
  return Cache.count(text("{}@{}", Id, time(nullptr)));
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the key for 'Cache' contains the time of the call; the look-up never finds what an earlier call stored
  // CHECK-MESSAGES: :[[@LINE-2]]:40: note: 'time' reads the clock here
}
int percentBad(const std::string &Id) {
  return Cache.count(text(3, "%s@%ld", Id, time(nullptr)));
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the key for 'Cache' contains the time of the call; the look-up never finds what an earlier call stored
  // CHECK-MESSAGES: :[[@LINE-2]]:44: note: 'time' reads the clock here
}
int writerBad(const char *Id) {
  LocalWriter<64> Key;
  Key.print("{}@", Id).print("{}", time(nullptr));
  return Cache.count(std::string(Key.view()));
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the key for 'Cache' contains the time of the call; the look-up never finds what an earlier call stored
  // CHECK-MESSAGES: :[[@LINE-3]]:36: note: 'time' reads the clock here
}
void fillKey(Writer &Key, const char *Id) { Key.print("{}.{}", Id, time(nullptr)); }
int helperBad(const char *Id) {
  LocalWriter<64> Key;
  fillKey(Key, Id);
  return Cache.count(Key.data());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the key for 'Cache' contains the time of the call; the look-up never finds what an earlier call stored
  // CHECK-MESSAGES: :[[@LINE-6]]:68: note: 'time' reads the clock here
}

int stableOk(const std::string &Id) { return Cache.count(text("{}@{}", Id, 7)); }
int notedOk(const std::string &Id) {
  note("{} at {}", Id, time(nullptr));
  return Cache.count(Id);
}
int tracedOk(const std::string &Id) {
  Writer Key;
  Key.print("{}", Id);
  Key.trace("{} at {}", Id, time(nullptr));
  return Cache.count(Key.data());
}
// What the pack is for is not known without a format.
int noFormatOk(const std::string &Id) { return Cache.count(joined("a", Id, time(nullptr))); }
int dayOk(const std::string &Id) { return Cache.count(text("{}@{}", Id, time(nullptr) / 86400)); }
int loggedOk(const std::string &Id, Log &L) {
  L.print("{} at {}", Id, time(nullptr));
  return Cache.count(std::to_string(L.level()));
}
