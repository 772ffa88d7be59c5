// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keys that are digests: of the bytes that a pointer points to, not of the address.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <map>
#include <stddef.h>
#include <string>
#include <time.h>
#include <vector>

namespace Poco {
class DigestEngine {
public:
  using Digest = std::vector<unsigned char>;
  void update(const void *Data, unsigned Length);
  void update(const std::string &Data);
  virtual const Digest &digest() = 0;
  static std::string digestToHex(const Digest &Bytes);
};
class MD5Engine : public DigestEngine {
public:
  MD5Engine();
  const Digest &digest() override;
};
} // namespace Poco
struct MD5state_st {
  unsigned A, B;
};
typedef struct MD5state_st MD5_CTX;
int MD5_Init(MD5_CTX *Context);
int MD5_Update(MD5_CTX *Context, const void *Data, size_t Length);
int MD5_Final(unsigned char *Out, MD5_CTX *Context);
unsigned char *SHA1(const unsigned char *Data, size_t Length, unsigned char *Out);

static std::map<std::string, int> Cache;

int engineBad(const std::string &Id) {
  Poco::MD5Engine Engine;
  time_t Now = time(nullptr);
  Engine.update(Id);
  Engine.update(&Now, sizeof Now);
  return Cache.count(Poco::DigestEngine::digestToHex(Engine.digest()));
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the key for 'Cache' contains the time of the call; the look-up never finds what an earlier call stored
  // CHECK-MESSAGES: :[[@LINE-5]]:16: note: 'time' reads the clock here
  // CHECK-MESSAGES: :[[@LINE-4]]:10: note: a hash of it is made here
}
int contextBad(const std::string &Id) {
  time_t Now = time(nullptr);
  unsigned char Out[16];
  MD5_CTX Context;
  MD5_Init(&Context);
  MD5_Update(&Context, Id.data(), Id.size());
  MD5_Update(&Context, &Now, sizeof Now);
  MD5_Final(Out, &Context);
  return Cache.count(std::string(reinterpret_cast<char *>(Out), 16));
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the key for 'Cache' contains the time of the call; the look-up never finds what an earlier call stored
  // CHECK-MESSAGES: :[[@LINE-9]]:16: note: 'time' reads the clock here
}
int oneShotBad(const std::string &Id) {
  std::string Text = Id + std::to_string(time(nullptr));
  unsigned char Out[20];
  SHA1(reinterpret_cast<const unsigned char *>(Text.data()), Text.size(), Out);
  return Cache.count(std::string(reinterpret_cast<char *>(Out), 20));
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the key for 'Cache' contains the time of the call; the look-up never finds what an earlier call stored
}

struct Options {
  int Level;
};
// The address says nothing about the digest.
int pointedToOk(const std::string &Id, const Options &O) {
  static std::map<std::string, int> ByContent;
  Poco::MD5Engine Engine;
  Engine.update(Id);
  Engine.update(&O, sizeof O);
  std::string Key = Poco::DigestEngine::digestToHex(Engine.digest());
  auto It = ByContent.find(Key);
  return It != ByContent.end() ? It->second : ByContent[Key] = O.Level;
}
int stableOk(const std::string &Id) {
  Poco::MD5Engine Engine;
  Engine.update(Id);
  return Cache.count(Poco::DigestEngine::digestToHex(Engine.digest()));
}
int contextOk(const std::string &Id) {
  unsigned char Out[16];
  MD5_CTX Context;
  MD5_Init(&Context);
  MD5_Update(&Context, Id.data(), Id.size());
  MD5_Final(Out, &Context);
  return Cache.count(std::string(reinterpret_cast<char *>(Out), 16));
}
