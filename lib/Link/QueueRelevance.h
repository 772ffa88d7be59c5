//===--- QueueRelevance.h - Which operations of queues can meet -*- C++ -*-===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_LINK_QUEUERELEVANCE_H
#define UNWEDGE_LIB_LINK_QUEUERELEVANCE_H

#include "unwedge/Link/Effects.h"
#include "llvm/ADT/DenseMap.h"

namespace unwedge::link {

/// What of a program can take part in a consumer that blocks itself.
///
/// Over-approximates, from the classes of places and from what callers pass:
/// what it leaves out is in no finding.
class QueueRelevance {
public:
  /// \p Queues has, for each of \p P.functions(), what it does to queues, or
  /// null.
  QueueRelevance(const Program &P,
                 llvm::ArrayRef<const summary::QueueFunction *> Queues,
                 EffectAnalysis::Calls &Better);

  /// Whether somebody asks what \p F reaches: a function with the loop of a
  /// consumer or with a task, or what it calls.
  bool isAskedFor(Index F) const { return AskedFor[F]; }
  /// Whether \p Object, in the terms of any function, may be a queue that is
  /// taken from and that something waits for.
  bool canMeet(const summary::Path &Object) const;

private:
  enum Use : uint8_t { Takes = 1, Blocks = 2, Posts = 4 };
  /// A function, and its `this` (0) or a parameter (from 1 on).
  using Slot = std::pair<Index, uint32_t>;

  void ask();
  void askConsumers(std::vector<Index> &Pending);
  void followPaths();
  bool followCalls(Index F);
  /// \p Uses are of \p Object of \p F. \returns whether that is news to a
  /// function other than \p F.
  bool use(Index F, const summary::Path &Object, uint8_t Uses);
  bool useIn(llvm::ArrayRef<Index> Functions, uint32_t Number, uint8_t Uses);
  bool isUpToCallers(const summary::Path &Object) const;

  const Program &P;
  llvm::ArrayRef<const summary::QueueFunction *> Queues;
  EffectAnalysis::Calls &Better;
  std::vector<bool> AskedFor;
  llvm::DenseMap<Slot, uint8_t> InSlot;
  /// Of any slot of a function.
  std::vector<uint8_t> InFunction;
  llvm::DenseMap<Index, uint8_t> InClass;
  /// What is done to what callables that were handed over are given.
  uint8_t InHanded = 0;
  llvm::DenseMap<Index, llvm::SmallVector<Index, 1>> Records;
  /// How often something became known of a slot.
  size_t News = 0;
  bool AwaitsSubmission = false;
  /// It took too long to find out: everything may meet.
  bool GaveUp = false;
};

} // namespace unwedge::link

#endif // UNWEDGE_LIB_LINK_QUEUERELEVANCE_H
