// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Caches and stores that are not installed, as far as the tests need them.

#pragma GCC system_header
#ifndef MOCK_CACHES_H
#define MOCK_CACHES_H

#include <optional>
#include <string>

namespace rocksdb {
struct Slice {
  Slice(const std::string &);
  Slice(const char *);
};
struct Cache {
  struct Handle;
  Handle *Lookup(const Slice &Key);
  int Insert(const Slice &Key, void *Value, unsigned long Charge);
  void Erase(const Slice &Key);
};
} // namespace rocksdb
namespace folly {
template <class K, class V> struct EvictingCacheMap {
  V &get(const K &);
  bool exists(const K &) const;
  void set(const K &, V);
  bool erase(const K &);
};
template <class K, class V> struct F14FastMap {
  V &operator[](const K &);
  unsigned long count(const K &) const;
};
template <class T> T to(long);
template <class T> T to(const char *, long);
} // namespace folly
namespace userver::cache {
template <class K, class V> struct LruMap {
  V *Get(const K &);
  bool Put(const K &, V);
};
} // namespace userver::cache
namespace sw::redis {
struct Redis {
  std::optional<std::string> get(const std::string &);
  bool set(const std::string &, const std::string &);
  long del(const std::string &);
};
} // namespace sw::redis
extern "C" {
struct memcached_st;
char *memcached_get(memcached_st *, const char *Key, unsigned long Length, unsigned long *,
                    unsigned *, int *);
int memcached_set(memcached_st *, const char *Key, unsigned long Length, const char *,
                  unsigned long, long, unsigned);
struct redisContext;
void *redisCommand(redisContext *, const char *Format, ...);
}
template <class K, class V> struct TMap {
  V *Find(const K &);
  void Add(const K &, V);
  int Remove(const K &);
};
namespace drogon {
template <class K, class V> struct CacheMap {
  bool find(const K &);
  void insert(const K &, V, unsigned long);
};
} // namespace drogon
namespace tsl {
template <class K, class V> struct robin_map {
  V &operator[](const K &);
  unsigned long count(const K &) const;
};
} // namespace tsl

#endif
