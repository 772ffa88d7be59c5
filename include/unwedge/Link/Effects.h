//===--- Effects.h - What functions do, as their callers see it -----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LINK_EFFECTS_H
#define UNWEDGE_LINK_EFFECTS_H

#include "unwedge/Link/Program.h"
#include "unwedge/Report/CallWording.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Allocator.h"
#include <memory>

namespace unwedge::link {

/// *May*: some run of a function does it, itself.
struct Effect {
  /// The object, in the terms of the function.
  summary::Path Object;
  /// When it happens; null if always.
  const summary::Context *When = nullptr;
  /// Of effects of one function on one object under the same conditions, those
  /// with one \c Sort count as one.
  uint64_t Sort = 0;
  /// For who asks: which effect of the function it is.
  Index Number = 0;
};

/// One call on the way from a function to an effect.
struct Hop {
  /// In whose text the call stands, and what it runs. In Program::functions().
  Index Caller = None;
  Index Callee = None;
  const summary::Call *Call = nullptr;
  /// Of a call of a callable: where that was stored; or None.
  summary::Place StoredAt;
  unsigned Candidates = 1;
  CallKind Kind = CallKind::Direct;
  /// What is called was given to the caller as an argument.
  bool HandedIn = false;
  /// What comes next; null before the effect.
  const Hop *Rest = nullptr;
};

/// *May*: some run of a function does it, itself or through calls. Paths are in
/// the terms of that function.
struct ReachedEffect {
  const Effect *What = nullptr;
  /// The function with the effect.
  Index In = None;
  summary::Path Object;
  summary::List<summary::Path> Dropped;
  summary::List<summary::Condition> Conditions;
  bool Doubtful = false;
  bool Selected = false;
  /// The calls that lead there; null if the function does it itself.
  const Hop *Way = nullptr;
  unsigned Length = 0;
};

/// A lock that is held at an effect, in the terms of the function that calls.
struct HeldOnWay {
  const summary::HeldLock *Lock = nullptr;
  summary::Path Object;
  /// The calls from the function to the one in whose terms \c Lock is; null if
  /// that is the function.
  const Hop *Way = nullptr;
};

/// Spreads effects from the functions that have them to their callers, through
/// direct and virtual calls and through callables that are stored or handed
/// over.
///
/// Over-approximates; what goes over a budget, or happens to an object that the
/// caller cannot name, is left out and counted. Each function is looked at once
/// after its callees, and a strongly connected component until nothing is
/// added, at most four times.
class EffectAnalysis {
public:
  /// What an analysis knows better of calls than the calls say themselves.
  class Calls {
  public:
    virtual ~Calls() = default;
    /// Sets what is named more exactly, and adds on which parameters of the
    /// caller it depends that the call is made.
    virtual void describe(Index Caller, const summary::Call &Call,
                          summary::Path &Receiver,
                          std::vector<summary::Path> &Arguments,
                          summary::List<summary::Condition> &Conditions) = 0;
    /// Whether what decides that the call is made may keep the effect from
    /// happening; takes the place of the call's own Context. Then a condition
    /// on a parameter that is a check is taken to be met unless it is not.
    virtual bool isDoubtful(Index Caller, const summary::Call &Call) = 0;
    /// Whether anybody needs to know what \p Function reaches; others are not
    /// looked at. May be false only if it is for all that call \p Function, or
    /// hand it over.
    virtual bool isAskedFor(Index Function) { return true; }
    /// Whether effects on \p Object, in the terms of some function, may be of
    /// interest there or to its callers. Others are left out.
    virtual bool matters(const summary::Path &Object) { return true; }
  };

  explicit EffectAnalysis(const Program &P, Calls *Better = nullptr)
      : P(P), Better(Better), Known(P.functions().size()),
        Waiting(P.functions().size()) {}

  /// Adds an effect of \p Function itself.
  void add(Index Function, Effect What);

  /// Called for each effect that is reached by a call, with what is held
  /// there, as the calls are looked at; may be called more than once for one.
  using Visitor = llvm::function_ref<void(
      Index Caller, const summary::Call &Call, const ReachedEffect &Effect,
      llvm::ArrayRef<HeldOnWay> Held)>;
  void run(Visitor Visit);

  /// What \p Function reaches, itself and by calls.
  llvm::ArrayRef<const ReachedEffect *> reached(Index Function) const {
    return Known[Function];
  }

private:
  /// A call of a callable that the function was given, perhaps deeper.
  struct Wait {
    const summary::Call *Call = nullptr;
    Index In = None;
    /// Which parameter of the function the callable is.
    uint32_t Parameter = 0;
    std::vector<summary::Path> Arguments;
    std::vector<HeldOnWay> Held;
    summary::List<summary::Path> Dropped;
    summary::List<summary::Condition> Conditions;
    bool Doubtful = false;
    bool Selected = false;
    /// The calls to where the callable is called.
    const Hop *Way = nullptr;
    unsigned Length = 0;
  };
  struct Frame;

  /// \returns whether more is known than before. Sets CallsItself.
  bool visit(Index F, Visitor Visit);
  bool addReached(Index F, ReachedEffect Effect);
  bool addWait(Index F, Wait W);
  bool applyEffects(const Frame &At, Index Target, Visitor Visit);
  bool applyWaits(const Frame &At, Index Target, Visitor Visit);
  const Hop *hop(Hop H) { return new (Memory.Allocate<Hop>()) Hop(H); }
  /// \p Way, and then \p Rest.
  const Hop *append(const Hop *Way, const Hop *Rest);

  void describe(Frame &At);

  const Program &P;
  Calls *Better;
  llvm::SpecificBumpPtrAllocator<Effect> Effects;
  llvm::SpecificBumpPtrAllocator<ReachedEffect> ReachedMemory;
  llvm::BumpPtrAllocator Memory;
  std::vector<std::vector<const ReachedEffect *>> Known;
  std::vector<std::vector<Wait>> Waiting;
  /// What is being visited can run itself again.
  bool CallsItself = false;
};

/// \p Inner of a called function in the terms of the caller; opaque where the
/// caller has no name for it.
summary::Path translate(const summary::Path &Inner,
                        const summary::Path &Receiver,
                        llvm::ArrayRef<summary::Path> Arguments,
                        const Program &P, Index Caller);

/// One step per call of \p Way, with those that the unit has put in between.
void appendHops(const Program &P, const Hop *Way,
                std::vector<StepRecord> &Steps);

/// The words for the first call of \p Way.
CallWording wordingOf(const Program &P, const Hop &H);

/// Whether \p Way leads from \p Function to code that its unit does not have.
bool leavesUnit(const Program &P, Index Function, const Hop *Way);

/// How a reader would write \p Path of \p Function, e.g. `Pool->Mutex`; empty
/// if there is no name.
std::string spelling(const Program &P, const summary::Path &Path,
                     Index Function);

} // namespace unwedge::link

#endif // UNWEDGE_LINK_EFFECTS_H
