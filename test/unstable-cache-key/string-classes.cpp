// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A project's own string class, whose bodies are out of sight. It is known by its
// members: made of a C string, made longer by text, and a C string again.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <map>
#include <stdio.h>
#include <string>
#include <time.h>

class Text {
public:
  Text();
  Text(const char *From);
  Text(std::string From);
  Text &operator+=(const Text &More);
  Text &operator+=(const char *More);
  const char *chars() const;
  unsigned long length() const;
  bool operator<(const Text &Other) const;
};
Text operator+(const Text &A, const Text &B);

// No string: it does not grow.
class Name {
public:
  Name(const char *From);
  const char *chars() const;
  bool operator<(const Name &Other) const;
};

static std::map<Text, int> ByText;
static std::map<Name, int> ByName;
static std::map<unsigned long, int> ByNumber;

int appendedBad(const char *Id) {
  char Stamp[32];
  snprintf(Stamp, sizeof Stamp, "@%ld", (long)time(nullptr));
  Text Key(Id);
  Key += Stamp;
  return ByText.count(Key);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the key for 'ByText' contains the time of the call
}
int addedBad(const Text &Id) {
  return ByText.count(Id + Text(std::to_string(time(nullptr))));
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the key for 'ByText' contains the time of the call
}
int givenBackBad(const Text &Id) {
  Text Key = Id + Text(std::to_string(time(nullptr)));
  return ByText.count(Key.chars());
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the key for 'ByText' contains the time of the call
}

int stableOk(const Text &Id) { return ByText.count(Id + Text("@")); }
int assignedOk(const Text &Id) {
  Text Key(std::to_string(time(nullptr)));
  Key = Id;
  return ByText.count(Key);
}
int lengthOk(const Text &Id) {
  Text Key = Id + Text(std::to_string(time(nullptr)));
  return ByNumber.count(Key.length());
}
int otherClassFalseNegative() {
  return ByName.count(Name(std::to_string(time(nullptr)).c_str()));
}
