// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions that make text of an object, and read the clock in doing so: whoever uses that
// text as a key cannot see it from the call.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <chrono>
#include <map>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <time.h>
#include <unordered_map>

struct Context {
  std::string Name;
  std::chrono::steady_clock::time_point Deadline;
};

std::ostream &operator<<(std::ostream &Out, const Context &C) {
  return Out << C.Name << " with "
             << (C.Deadline - std::chrono::steady_clock::now()).count() << " left";
}

std::string to_string(const Context &C) {
  std::ostringstream Out;
  Out << C;
  return Out.str();
}

struct Plain {
  std::string Name;
  int Number;
};
std::ostream &operator<<(std::ostream &Out, const Plain &P) {
  return Out << P.Name << P.Number;
}
std::string to_string(const Plain &P) {
  std::ostringstream Out;
  Out << P;
  return Out.str();
}

class Streams {
  std::unordered_map<std::string, std::shared_ptr<int>> ByContext;

public:
  std::shared_ptr<int> watchBad(const Context &C) {
    std::ostringstream Key;
    Key << C;
    auto It = ByContext.find(Key.str());
    // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: the key for 'ByContext' contains the time of the call; the look-up never finds what an earlier call stored, and entries only pile up [unwedge-unstable-cache-key]
    if (It != ByContext.end())
      return It->second;
    return ByContext[Key.str()] = std::make_shared<int>(1);
  }
  std::shared_ptr<int> watchByFunctionBad(const Context &C) {
    std::string Key = to_string(C);
    auto It = ByContext.find(Key);
    // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: the key for 'ByContext' contains the time of the call
    return It == ByContext.end() ? nullptr : It->second;
  }
  void releaseBad(const Context &C) {
    ByContext.erase(to_string(C));
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: the key for 'ByContext' contains the time of the call; the erase does not find what an earlier call stored
  }
  std::shared_ptr<int> watchOk(const Plain &P) {
    std::string Key = to_string(P);
    auto It = ByContext.find(Key);
    return It == ByContext.end() ? nullptr : It->second;
  }
  std::shared_ptr<int> watchByNameOk(const Context &C) {
    auto It = ByContext.find(C.Name);
    return It == ByContext.end() ? nullptr : It->second;
  }
};

// Members of all kinds.
class Request {
  std::string Path;
  time_t Start;

public:
  std::string str() const { return Path + "+" + std::to_string(time(nullptr) - Start); }
  operator std::string() const { return str(); }
  void print(std::ostream &Out) const { Out << Path << time(nullptr); }
  void appendTo(std::string &Out) const { Out += str(); }
  bool describe(char *Buffer, size_t Size) const {
    return snprintf(Buffer, Size, "%s %ld", Path.c_str(), (long)time(nullptr)) > 0;
  }
  const std::string &path() const { return Path; }
  std::string full() const { return "http://" + Path; }
};

static std::map<std::string, int> Cache;
int found(std::map<std::string, int>::iterator It) {
  return It == Cache.end() ? 0 : It->second;
}

int memberBad(const Request &R) {
  return found(Cache.find(R.str()));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'Cache' contains the time of the call
}
int conversionBad(const Request &R) {
  std::string Key = R;
  return found(Cache.find(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'Cache' contains the time of the call
}
int printBad(const Request &R) {
  std::ostringstream Out;
  R.print(Out);
  return found(Cache.find(Out.str()));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'Cache' contains the time of the call
}
int referenceParameterBad(const Request &R) {
  std::string Key = "k";
  R.appendTo(Key);
  return found(Cache.find(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'Cache' contains the time of the call
}
int bufferParameterBad(const Request &R) {
  char Buffer[128];
  R.describe(Buffer, sizeof Buffer);
  return found(Cache.find(Buffer));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'Cache' contains the time of the call
}
int getterOk(const Request &R) { return found(Cache.find(R.path())); }
int otherMemberOk(const Request &R) { return found(Cache.find(R.full())); }

// Through a base class.
struct Printable {
  virtual ~Printable() = default;
  virtual std::string text() const = 0;
};
struct Timed : Printable {
  std::string text() const override { return "t" + std::to_string(time(nullptr)); }
};
int virtualBad(const Printable &P) {
  return found(Cache.find(P.text()));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'Cache' contains the time of the call
}
struct Stable : Printable {
  std::string text() const override { return "stable"; }
};
int exactTypeOk(const Stable &S) { return found(Cache.find(S.text())); }

// What the function makes depends on what it is given.
std::string joined(const std::string &A, const std::string &B) { return A + "/" + B; }
int givenBad() {
  return found(Cache.find(joined("a", std::to_string(time(nullptr)))));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'Cache' contains the time of the call
}
int givenOk() { return found(Cache.find(joined("a", "b"))); }
std::string firstOnly(const std::string &A, const std::string &) { return A; }
int unusedArgumentOk() {
  return found(Cache.find(firstOnly("a", std::to_string(time(nullptr)))));
}

// A number that the caller makes text of.
long stamp() { return time(nullptr); }
int numberBad() {
  return found(Cache.find("n" + std::to_string(stamp())));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'Cache' contains the time of the call
}

// A builder.
class KeyBuilder {
  std::ostringstream Text;

public:
  template <class T> KeyBuilder &add(const T &Value) {
    Text << Value << '|';
    return *this;
  }
  std::string build() const { return Text.str(); }
};
int builderBad() {
  KeyBuilder B;
  B.add("a").add(time(nullptr));
  return found(Cache.find(B.build()));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'Cache' contains the time of the call
}
int builderOk() {
  KeyBuilder B;
  B.add("a").add(3);
  return found(Cache.find(B.build()));
}

// Another member of the object has the time.
struct Session {
  std::string Name;
  long Last = 0;
  void touch() { Last = time(nullptr); }
  const std::string &name() const { return Name; }
  std::string lastSeen() const { return std::to_string(Last); }
};
int touchedOk(Session &S) {
  S.touch();
  return found(Cache.find(S.name()));
}
int touchedBad(Session &S) {
  S.touch();
  return found(Cache.find(S.lastSeen()));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'Cache' contains the time of the call
}

// Only the log has the time.
std::string logged(const Plain &P) {
  std::ostringstream Log;
  Log << time(nullptr) << " looking for " << P;
  puts(Log.str().c_str());
  return P.Name;
}
int logOk(const Plain &P) { return found(Cache.find(logged(P))); }
