// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Caches and stores of other libraries, by mocks of their interfaces.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include "Inputs/mock-caches.h"
#include <string>
#include <time.h>

static std::string fresh() { return "k" + std::to_string(time(nullptr)); }

static rocksdb::Cache *Blocks;
bool rocksdbBad() {
  return Blocks->Lookup(fresh()) != nullptr;
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: the key for 'Blocks' contains the time of the call
}
static folly::EvictingCacheMap<std::string, int> Evicting;
bool follyBad() {
  return Evicting.exists(folly::to<std::string>("k", time(nullptr)));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Evicting' contains the time of the call
}
static folly::F14FastMap<std::string, int> Fast;
bool f14Bad() {
  return Fast.count(fresh()) != 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: the key for 'Fast' contains the time of the call
}
static userver::cache::LruMap<std::string, int> Lru;
int *userverBad() {
  return Lru.Get(fresh());
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: the key for 'Lru' contains the time of the call
}
bool redisBad(sw::redis::Redis &Redis) {
  return Redis.get(fresh()).has_value();
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the key for 'Redis' contains the time of the call
}
bool memcachedBad(memcached_st *Client) {
  std::string Key = fresh();
  return memcached_get(Client, Key.data(), Key.size(), nullptr, nullptr, nullptr) != nullptr;
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: the key for 'Client' contains the time of the call
}
bool hiredisBad(redisContext *Context) {
  return redisCommand(Context, "GET %s", fresh().c_str()) != nullptr;
  // CHECK-MESSAGES: :[[@LINE-1]]:42: warning: the key for 'Context' contains the time of the call
}
static TMap<std::string, int> Unreal;
int unrealBad() {
  return Unreal.Remove(fresh());
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Unreal' contains the time of the call
}
static drogon::CacheMap<std::string, int> Drogon;
bool drogonBad() {
  return Drogon.find(fresh());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the key for 'Drogon' contains the time of the call
}
static tsl::robin_map<std::string, int> Robin;
bool robinBad() {
  return Robin.count(fresh()) != 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the key for 'Robin' contains the time of the call
}

// What has a bound of its own may be given new keys.
void rocksdbInsertOk(void *Value) { Blocks->Insert(fresh(), Value, 1); }
void evictingSetOk() { Evicting.set(fresh(), 1); }
void drogonInsertOk() { Drogon.insert(fresh(), 1, 60); }
void redisSetOk(sw::redis::Redis &Redis) { Redis.set(fresh(), "v"); }
bool rocksdbOk(const std::string &Key) { return Blocks->Lookup(Key) != nullptr; }
bool redisValueOk(sw::redis::Redis &Redis) { return Redis.set("last", fresh()); }
