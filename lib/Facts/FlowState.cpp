//===--- FlowState.cpp ----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FlowState.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

namespace unwedge {

TraceRef prependStep(const TraceStep &Step, TraceRef Rest) {
  auto T = std::make_shared<Trace>();
  T->Step = Step;
  T->Length = traceLength(Rest) + 1;
  T->Rest = std::move(Rest);
  return T;
}

ParamCondition ParamCondition::negated() const {
  static const Relation Opposite[] = {NotEqual, Equal, GreaterEqual, Less};
  ParamCondition Result = *this;
  Result.Is = Opposite[Is];
  return Result;
}

bool ParamCondition::holdsFor(int64_t Actual) const {
  switch (Is) {
  case Equal:
    return Actual == Value;
  case NotEqual:
    return Actual != Value;
  case Less:
    return Actual < Value;
  case GreaterEqual:
    return Actual >= Value;
  }
  llvm_unreachable("covered switch");
}

bool ParamCondition::contradicts(const ParamCondition &O) const {
  if (Index != O.Index)
    return false;
  if (Is == Equal)
    return !O.holdsFor(Value);
  if (O.Is == Equal)
    return !holdsFor(O.Value);
  if (Is == Less && O.Is == GreaterEqual)
    return Value <= O.Value;
  if (Is == GreaterEqual && O.Is == Less)
    return O.Value <= Value;
  return false;
}

const AccessPath *FlowState::aliasOf(const AccessPath &From) const {
  for (const Alias &A : Aliases)
    if (A.From.sameText(From))
      return &A.To;
  return nullptr;
}

AccessPath FlowState::resolve(AccessPath Path) const {
  // Cycles cannot arise from one assignment, but can from several.
  for (unsigned Round = 0; Round < 8; ++Round) {
    const Alias *Best = nullptr;
    for (const Alias &A : Aliases)
      if (Path.startsWith(A.From) && !A.From.hasUnknownIndex() &&
          (!Best || A.From.elements().size() > Best->From.elements().size()))
        Best = &A;
    if (!Best)
      return Path;
    Path = Path.replacePrefix(Best->From, Best->To);
    if (!Path.isNamed())
      return Path;
  }
  return AccessPath::opaque();
}

void FlowState::setAlias(const AccessPath &From, const AccessPath &To) {
  if (!From.isNamed())
    return;
  llvm::erase_if(Aliases,
                 [&](const Alias &A) { return A.From.sameText(From); });
  if (!To.isOpaque() && !(From == To) && !To.startsWith(From))
    Aliases.push_back({From, To});
}

void FlowState::removeAliasesBelow(const AccessPath &Prefix) {
  llvm::erase_if(Aliases,
                 [&](const Alias &A) { return A.From.startsWith(Prefix); });
}

bool FlowState::mentions(const AccessPath &Object) const {
  return llvm::any_of(
             Aliases,
             [&](const Alias &A) { return A.From.startsWith(Object); }) ||
         llvm::any_of(
             Pending,
             [&](const PendingTry &P) { return P.Guard.startsWith(Object); }) ||
         llvm::any_of(Held, [&](const HeldLock &H) {
           return H.Owner.startsWith(Object) || H.Path.startsWith(Object);
         });
}

void FlowState::moveObject(const AccessPath &From, const AccessPath &To) {
  if (!From.isNamed() || From == To)
    return;
  std::vector<Alias> Moved;
  llvm::erase_if(Aliases, [&](const Alias &A) {
    if (!A.From.startsWith(From))
      return false;
    Moved.push_back(A);
    return true;
  });
  if (To.isNamed())
    removeAliasesBelow(To);
  for (const Alias &A : Moved)
    setAlias(A.From.replacePrefix(From, To), A.To);
  for (PendingTry &P : Pending)
    if (P.Guard.startsWith(From))
      P.Guard = P.Guard.replacePrefix(From, To);
  // A lock that lives inside the object moves with its name only: a lock
  // cannot be moved, so this is the same object built in place.
  for (HeldLock &H : Held)
    if (H.Path.startsWith(From))
      H.Path = H.Path.replacePrefix(From, To);
  for (HeldLock &H : Held)
    if (H.Owner.startsWith(From))
      H.Owner = H.Owner.replacePrefix(From, To);
  llvm::erase_if(Held, [](const HeldLock &H) { return !H.Path.isNamed(); });
}

bool FlowState::isDropped(const AccessPath &Path) const {
  return llvm::any_of(Context.Dropped,
                      [&](const AccessPath &P) { return P.sameText(Path); });
}

void FlowState::drop(const AccessPath &Path) {
  if (Path.isNamed() && !isDropped(Path))
    Context.Dropped.push_back(Path);
}

HeldLock *FlowState::find(const AccessPath &Path) {
  for (HeldLock &H : Held)
    if (H.Path.sameText(Path))
      return &H;
  return nullptr;
}

void FlowState::hold(HeldLock Lock) {
  if (!Lock.Path.isNamed())
    return;
  if (HeldLock *Old = find(Lock.Path)) {
    constexpr uint8_t MaxDepth = 3;
    // The first acquisition is what a second one is compared with.
    Old->Depth = std::min<uint8_t>(Old->Depth + 1, MaxDepth);
    return;
  }
  Held.push_back(std::move(Lock));
}

bool FlowState::release(const AccessPath &Path) {
  size_t Before = Held.size() + Pending.size();
  bool Inner = false;
  llvm::erase_if(Held, [&](HeldLock &H) {
    if (!H.Path.startsWith(Path))
      return false;
    if (H.Depth == 1)
      return true;
    --H.Depth;
    Inner = true;
    return false;
  });
  llvm::erase_if(Pending, [&](const PendingTry &P) {
    return P.Lock.Path.startsWith(Path);
  });
  return Inner || Held.size() + Pending.size() != Before;
}

static bool leadsThrough(const AccessPath &Path, const clang::Decl *D) {
  if (Path.root() == AccessPath::Var && Path.var() == D)
    return true;
  return llvm::any_of(Path.elements(),
                      [&](const PathElement &E) { return E.D == D; });
}

void FlowState::forgetPathsThrough(const clang::Decl *D) {
  D = D->getCanonicalDecl();
  llvm::erase_if(Held,
                 [&](const HeldLock &H) { return leadsThrough(H.Path, D); });
  llvm::erase_if(Pending, [&](const PendingTry &P) {
    return leadsThrough(P.Lock.Path, D);
  });
  llvm::erase_if(Aliases, [&](const Alias &A) {
    return leadsThrough(A.From, D) || leadsThrough(A.To, D);
  });
}

bool FlowState::join(const FlowState &O) {
  bool Changed = false;
  llvm::erase_if(Held, [&](HeldLock &H) {
    for (const HeldLock &Other : O.Held)
      if (Other.Path.sameText(H.Path)) {
        if (Other.Mode < H.Mode) {
          H.Mode = Other.Mode;
          Changed = true;
        }
        if (Other.Depth < H.Depth) {
          H.Depth = Other.Depth;
          Changed = true;
        }
        return false;
      }
    return Changed = true;
  });
  llvm::erase_if(Pending, [&](const PendingTry &P) {
    return !llvm::is_contained(O.Pending, P) && (Changed = true);
  });
  llvm::erase_if(Aliases, [&](const Alias &A) {
    const AccessPath *Other = O.aliasOf(A.From);
    return (!Other || !Other->sameText(A.To)) && (Changed = true);
  });
  for (const AccessPath &P : O.Context.Dropped)
    if (!isDropped(P)) {
      Context.Dropped.push_back(P);
      Changed = true;
    }
  llvm::erase_if(Context.Conditions, [&](const ParamCondition &C) {
    return !llvm::is_contained(O.Context.Conditions, C) && (Changed = true);
  });
  auto Intersect = [&](llvm::SmallVectorImpl<Decision> &Mine,
                       llvm::ArrayRef<Decision> Others) {
    llvm::erase_if(Mine, [&](const Decision &D) {
      return !llvm::is_contained(Others, D) && (Changed = true);
    });
  };
  Intersect(Doubts, O.Doubts);
  Intersect(Selections, O.Selections);
  Intersect(FlagTests, O.FlagTests);
  return Changed;
}

} // namespace unwedge
