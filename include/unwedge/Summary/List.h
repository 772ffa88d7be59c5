//===--- List.h - Lists that are mostly empty -----------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_SUMMARY_LIST_H
#define UNWEDGE_SUMMARY_LIST_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/MemAlloc.h"
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <utility>

namespace unwedge::summary {

/// A vector that takes one pointer while it is empty: its length is in front of
/// its items. The records of a large program have hundreds of millions of
/// lists, and nearly all of them are empty.
template <typename T> class List {
public:
  using value_type = T;
  using iterator = T *;
  using const_iterator = const T *;
  using reference = T &;
  using const_reference = const T &;
  using size_type = size_t;
  using difference_type = std::ptrdiff_t;

  List() = default;
  List(std::initializer_list<T> From) { append(From.begin(), From.end()); }
  template <typename Iterator> List(Iterator First, Iterator Last) {
    append(First, Last);
  }
  List(const List &O) { append(O.begin(), O.end()); }
  List(List &&O) noexcept : Items(std::exchange(O.Items, nullptr)) {}
  List &operator=(List O) noexcept {
    std::swap(Items, O.Items);
    return *this;
  }
  ~List() { release(); }

  size_t size() const { return Items ? lengths().Size : 0; }
  bool empty() const { return size() == 0; }
  T *begin() { return Items; }
  T *end() { return Items + size(); }
  const T *begin() const { return Items; }
  const T *end() const { return Items + size(); }
  T &operator[](size_t I) {
    assert(I < size());
    return Items[I];
  }
  const T &operator[](size_t I) const {
    assert(I < size());
    return Items[I];
  }
  T &front() { return (*this)[0]; }
  const T &front() const { return (*this)[0]; }
  T &back() { return (*this)[size() - 1]; }
  const T &back() const { return (*this)[size() - 1]; }
  operator llvm::ArrayRef<T>() const { return {begin(), size()}; }

  void push_back(T Item) { emplace_back(std::move(Item)); }
  template <typename... Args> T &emplace_back(Args &&...Arguments) {
    if (!Items || lengths().Size == lengths().Capacity)
      moveTo(Items ? 2 * lengths().Capacity : 1);
    T *Item = new (end()) T{std::forward<Args>(Arguments)...};
    ++lengths().Size;
    return *Item;
  }
  /// What is appended is not of this list.
  template <typename Iterator> void append(Iterator First, Iterator Last) {
    if (First == Last)
      return;
    const size_t Needed = size() + std::distance(First, Last);
    if (!Items || Needed > lengths().Capacity)
      moveTo(Needed);
    std::uninitialized_copy(First, Last, end());
    lengths().Size = Needed;
  }
  void pop_back() {
    back().~T();
    --lengths().Size;
  }
  T *erase(T *First, T *Last) {
    if (First != Last) {
      T *NewEnd = std::move(Last, end(), First);
      std::destroy(NewEnd, end());
      lengths().Size = NewEnd - Items;
    }
    return First;
  }
  void clear() {
    release();
    Items = nullptr;
  }
  /// Gives back memory that only more items would need.
  void shrink_to_fit() {
    if (empty())
      clear();
    else if (lengths().Size != lengths().Capacity)
      moveTo(lengths().Size);
  }

  friend bool operator==(const List &A, const List &B) {
    return std::equal(A.begin(), A.end(), B.begin(), B.end());
  }
  friend bool operator!=(const List &A, const List &B) { return !(A == B); }
  friend bool operator<(const List &A, const List &B) {
    return std::lexicographical_compare(A.begin(), A.end(), B.begin(), B.end());
  }

private:
  struct Lengths {
    uint32_t Size, Capacity;
  };
  static constexpr size_t Alignment = std::max(alignof(T), alignof(Lengths));
  static constexpr size_t Front =
      (sizeof(Lengths) + Alignment - 1) / Alignment * Alignment;

  Lengths &lengths() const {
    return *reinterpret_cast<Lengths *>(reinterpret_cast<char *>(Items) -
                                        Front);
  }
  void moveTo(size_t Capacity) {
    assert(Capacity >= size() && Capacity <= UINT32_MAX);
    const uint32_t Size = size();
    char *Memory = static_cast<char *>(
        llvm::allocate_buffer(Front + Capacity * sizeof(T), Alignment));
    T *Moved = reinterpret_cast<T *>(Memory + Front);
    std::uninitialized_move(begin(), end(), Moved);
    release();
    Items = Moved;
    new (Memory) Lengths{Size, static_cast<uint32_t>(Capacity)};
  }
  /// Leaves \c Items as it is.
  void release() {
    if (!Items)
      return;
    std::destroy(begin(), end());
    llvm::deallocate_buffer(reinterpret_cast<char *>(Items) - Front,
                            Front + lengths().Capacity * sizeof(T), Alignment);
  }

  T *Items = nullptr;
};

} // namespace unwedge::summary

#endif // UNWEDGE_SUMMARY_LIST_H
