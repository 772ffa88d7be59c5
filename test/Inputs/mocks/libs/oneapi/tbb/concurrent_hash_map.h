// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_ONEAPI_TBB_CONCURRENT_HASH_MAP_H
#define UNWEDGE_TEST_MOCKS_LIBS_ONEAPI_TBB_CONCURRENT_HASH_MAP_H

#include <utility>

namespace tbb {
namespace detail {
namespace d1 {
template <typename Key> class tbb_hash_compare {};
} // namespace d1
namespace d2 {
template <typename Key, typename T,
          typename Compare = d1::tbb_hash_compare<Key>>
class concurrent_hash_map {
public:
  using value_type = std::pair<const Key, T>;
  // Hold the lock of one element as long as they live.
  class const_accessor {
  public:
    const_accessor();
    ~const_accessor();
    bool empty() const;
    void release();
    const value_type &operator*() const;
    const value_type *operator->() const;
  };
  class accessor : public const_accessor {
  public:
    value_type &operator*() const;
    value_type *operator->() const;
  };
  concurrent_hash_map();
  ~concurrent_hash_map();
  bool find(const_accessor &Result, const Key &K) const;
  bool find(accessor &Result, const Key &K);
  bool insert(const_accessor &Result, const Key &K);
  bool insert(accessor &Result, const Key &K);
  template <typename... Args>
  bool emplace(const_accessor &Result, Args &&...Arguments);
  template <typename... Args>
  bool emplace(accessor &Result, Args &&...Arguments);
  bool erase(const Key &K);
  bool erase(accessor &Element);
  unsigned long count(const Key &K) const;
  unsigned long size() const;
};
} // namespace d2
} // namespace detail
inline namespace v1 {
using detail::d2::concurrent_hash_map;
} // namespace v1
} // namespace tbb

#endif // UNWEDGE_TEST_MOCKS_LIBS_ONEAPI_TBB_CONCURRENT_HASH_MAP_H
