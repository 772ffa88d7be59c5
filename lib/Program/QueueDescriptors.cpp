//===--- QueueDescriptors.cpp - How queues of the system are set up -------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "QueueAnalysis.h"
#include <array>

using namespace clang;

namespace unwedge {

/// How descriptors and bounds are set up.
void QueueAnalysis::readConfiguration() {
  for (const auto &[F, N] : Graph.nodes()) {
    auto Configures = [&](const FunctionDecl *Callee) {
      const QueueRole *Role = Index.role(Callee);
      return Role && (Role->Operation == QueueOperation::MakePair ||
                      Role->Operation == QueueOperation::SetNonBlocking ||
                      Role->Operation == QueueOperation::SetCapacity);
    };
    if (!N.Definition || !(llvm::any_of(N.LibraryCallees, Configures) ||
                           llvm::any_of(N.Callees, Configures)))
      continue;
    FunctionBody Setup(N.Definition, Unit.model());
    for (const BodyItem &Item : Setup.items()) {
      const auto *Call = dyn_cast<CallExpr>(Item.S);
      const QueueRole *Role = Call ? Index.role(Call) : nullptr;
      const Expr *Object = Role ? Index.object(*Role, Call) : nullptr;
      AccessPath Path = Object ? Setup.path(Object) : AccessPath::opaque();
      const Decl *Place = QueueFacts::place(Path);
      // For the caller, see followDescriptors().
      if (Path.root() == AccessPath::Param && Path.elements().size() < 2 &&
          !Place && Path.index() < N.Definition->getNumParams())
        Place = N.Definition->getParamDecl(Path.index());
      if (!Place)
        continue;
      if (Role->Operation == QueueOperation::MakePair) {
        if (!Made.insert(Place).second)
          MadeAgain.insert(Place);
        if (Index.blocks(*Role, Call) != CallBlocks::Yes)
          NonBlocking.insert(Place);
      } else if (Role->Operation == QueueOperation::SetNonBlocking) {
        // Of `fcntl` it is one command out of many.
        if (Role->Entry->NonBlockingIf.empty() ||
            Index.blocks(*Role, Call) != CallBlocks::Yes)
          NonBlocking.insert(Place);
      } else if (Role->Operation == QueueOperation::SetCapacity) {
        CapacitySet.insert(Place);
      }
    }
  }
  followDescriptors();
}
namespace {

/// The ends of one pair of descriptors on their way through parameters.
struct PairOnTheWay {
  const FunctionDecl *F;
  /// The array, or the variable that has one end.
  const VarDecl *D;
  /// Unset for the array.
  std::optional<unsigned> End;
  size_t Pair;
};

} // namespace

/// The end of a pair that \p E is, if \p At says which variable has it.
static std::optional<unsigned> endOf(const Expr *E, const PairOnTheWay &At) {
  E = stripValue(E);
  std::optional<unsigned> Which = At.End;
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E);
      Subscript && !At.End) {
    const auto *Index =
        dyn_cast<IntegerLiteral>(stripValue(Subscript->getIdx()));
    if (!Index || Index->getValue().ugt(1))
      return std::nullopt;
    Which = Index->getValue().getZExtValue();
    E = stripValue(Subscript->getBase());
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  return Ref && Ref->getDecl()->getCanonicalDecl() == At.D->getCanonicalDecl()
             ? Which
             : std::nullopt;
}

/// Whether \p Args, or parts of them, are both ends of the pair at \p At.
static bool bothEnds(llvm::iterator_range<CallExpr::const_arg_iterator> Args,
                     const PairOnTheWay &At) {
  bool Found[2] = {false, false};
  llvm::SmallVector<const Stmt *, 16> Pending(Args.begin(), Args.end());
  for (unsigned Steps = 0; !Pending.empty() && Steps < 64; ++Steps) {
    const Stmt *S = Pending.pop_back_val();
    if (!S)
      continue;
    if (const auto *E = dyn_cast<Expr>(S))
      if (std::optional<unsigned> End = endOf(E, At)) {
        Found[*End] = true;
        continue;
      }
    Pending.append(S->child_begin(), S->child_end());
  }
  return Found[0] && Found[1];
}

/// Pairs that are made in one place and kept in another: `pipe(fds)`, and the
/// constructor of the object that is given both ends keeps them in two members.
void QueueAnalysis::followDescriptors() {
  constexpr size_t MaxSteps = 128;
  std::vector<PairOnTheWay> Pending;
  size_t Pairs = 0;
  for (const Decl *D : Made)
    if (const auto *V = dyn_cast<VarDecl>(D); V && V->hasLocalStorage())
      if (const auto *Owner = dyn_cast<FunctionDecl>(V->getDeclContext()))
        if (const FunctionDecl *Definition = worthwhile(Owner))
          Pending.push_back({Definition, V, std::nullopt, Pairs++});
  if (Pending.empty())
    return;
  // A function of the project's own that makes the pair for its caller.
  size_t Known = Pending.size();
  for (size_t I = 0; I < Known; ++I) {
    const auto *Param = dyn_cast<ParmVarDecl>(Pending[I].D);
    if (!Param || NonBlocking.contains(Param))
      continue;
    const FunctionDecl *Maker = Pending[I].F->getCanonicalDecl();
    for (const auto &[F, N] : Graph.nodes()) {
      if (!N.Definition || !llvm::is_contained(N.Callees, Maker) ||
          Pending.size() > MaxSteps)
        continue;
      FunctionBody Caller(N.Definition, Unit.model());
      for (const BodyItem &Item : Caller.items()) {
        const auto *Call = dyn_cast<CallExpr>(Item.S);
        if (!Call || !Call->getDirectCallee() ||
            Call->getDirectCallee()->getCanonicalDecl() != Maker ||
            Param->getFunctionScopeIndex() >= Call->getNumArgs())
          continue;
        const auto *Ref = dyn_cast<DeclRefExpr>(
            stripValue(Call->getArg(Param->getFunctionScopeIndex())));
        if (const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
            V && V->hasLocalStorage())
          Pending.push_back({N.Definition, V, std::nullopt, Pairs++});
      }
    }
  }
  std::vector<std::array<llvm::SmallVector<const FieldDecl *, 2>, 2>> Kept(
      Pairs);
  llvm::DenseSet<size_t> Dropped;
  llvm::SmallVector<std::pair<const Decl *, size_t>, 2> Containers;
  // An array that gets one pair after the other does not tell them apart.
  llvm::DenseMap<const VarDecl *, size_t> PairOf;
  for (const PairOnTheWay &At : Pending) {
    auto [It, IsFirst] = PairOf.try_emplace(At.D, At.Pair);
    if (!IsFirst)
      Dropped.insert(It->second);
    if (!IsFirst || MadeAgain.contains(At.D))
      Dropped.insert(At.Pair);
  }
  for (size_t I = 0; I < Pending.size() && I < MaxSteps; ++I) {
    const PairOnTheWay At = Pending[I];
    if (NonBlocking.contains(At.D))
      Dropped.insert(At.Pair);
    auto Keep = [&](const FieldDecl *Field, const Expr *Value) {
      if (std::optional<unsigned> End = Field ? endOf(Value, At) : std::nullopt)
        Kept[At.Pair][*End].push_back(Field);
    };
    auto Pass = [&](const FunctionDecl *Callee,
                    llvm::ArrayRef<const Expr *> Args) {
      const FunctionDecl *Definition = Callee ? worthwhile(Callee) : nullptr;
      if (!Definition)
        return;
      for (size_t P = 0; P < Args.size() && P < Definition->getNumParams();
           ++P) {
        std::optional<unsigned> End = endOf(Args[P], At);
        const auto *Ref = dyn_cast<DeclRefExpr>(stripValue(Args[P]));
        bool Whole = !At.End && Ref && Ref->getDecl() == At.D;
        if (End || Whole)
          Pending.push_back(
              {Definition, Definition->getParamDecl(P), End, At.Pair});
      }
    };
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(At.F))
      for (const CXXCtorInitializer *Init : Ctor->inits())
        if (Init->getInit())
          Keep(Init->getAnyMember(), Init->getInit());
    FunctionBody Way(At.F, Unit.model());
    for (const BodyItem &Item : Way.items()) {
      if (const auto *Assign = dyn_cast<BinaryOperator>(Item.S)) {
        const auto *Member = dyn_cast<MemberExpr>(stripValue(Assign->getLHS()));
        Keep(Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr,
             Assign->getRHS());
      } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(Item.S)) {
        Pass(Construct->getConstructor(),
             llvm::ArrayRef(Construct->getArgs(), Construct->getNumArgs()));
      } else if (const auto *Call = dyn_cast<CallExpr>(Item.S);
                 Call && !isa<CXXOperatorCallExpr>(Call)) {
        // Both ends into one element of a container.
        const QueueRole *Role =
            Call->isTypeDependent() ? nullptr : Index.role(Call);
        if (Role && Role->Operation == QueueOperation::Add)
          if (const Decl *D =
                  QueueFacts::place(Way.path(Index.object(*Role, Call)));
              D && isa<FieldDecl>(D) && bothEnds(Call->arguments(), At))
            Containers.push_back({D, At.Pair});
        Pass(Call->getDirectCallee(),
             llvm::ArrayRef(Call->getArgs(), Call->getNumArgs()));
      }
    }
  }
  for (const auto &[Container, Pair] : Containers)
    if (!Dropped.contains(Pair) && !NonBlocking.contains(Container)) {
      Made.insert(Container);
      PairContainers.insert(Container);
    }
  // One end may be kept twice, as for poll().
  for (size_t Pair = 0; Pair < Pairs; ++Pair)
    for (const FieldDecl *Read : Kept[Pair][0])
      for (const FieldDecl *Write : Kept[Pair][1]) {
        if (Read == Write || Dropped.contains(Pair) ||
            NonBlocking.contains(Read) || NonBlocking.contains(Write) ||
            Read->getParent() != Write->getParent())
          continue;
        Made.insert(Read);
        Made.insert(Write);
        Facts.unite(Read, Write);
      }
}

} // namespace unwedge
