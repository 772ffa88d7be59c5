//===--- SummarizeText.cpp - Values that change, and keys -----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitSummarizer.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/StatedFacts.h"
#include "unwedge/Report/TraceWording.h"
#include "unwedge/Rules/CacheKeyJudgement.h"
#include "unwedge/Rules/UnstableCacheKey.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace unwedge {

using namespace summary;

namespace {

/// Gives equal things equal numbers, from 1; null is 0.
class Numbering {
public:
  uint32_t operator()(const void *What) {
    return What ? Numbers.try_emplace(What, Numbers.size() + 1).first->second
                : 0;
  }

private:
  llvm::DenseMap<const void *, uint32_t> Numbers;
};

/// Whether entries of \p Container can be, or own, objects that something else
/// has the address of.
bool mayOwnObjects(const ValueDecl *Container) {
  QualType Type = Container->getType().getNonReferenceType();
  if (const auto *F = dyn_cast<FunctionDecl>(Container))
    Type = F->getReturnType().getNonReferenceType();
  if (Type->isAnyPointerType())
    Type = Type->getPointeeType();
  const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type->getAsCXXRecordDecl());
  if (!Class)
    return true;
  for (const TemplateArgument &Arg :
       Class->getTemplateArgs().asArray().take_front(2)) {
    if (Arg.getKind() != TemplateArgument::Type)
      continue;
    QualType Part = Arg.getAsType();
    const auto *Of = Part->getAsCXXRecordDecl();
    if (Part->isAnyPointerType() || (Of && !Of->isInStdNamespace()) ||
        isPointerLike(Of))
      return true;
  }
  return false;
}

} // namespace

/// Whether functions that take or give a value of \p Type without making text
/// of it are worth to be followed.
static bool isFollowed(QualType Type, const TextIndex &Index) {
  Type = Type.getNonReferenceType();
  if (Type->isAnyPointerType()) {
    if (Type->getPointeeType()->isAnyCharacterType())
      return true;
    Type = Type->getPointeeType();
  }
  const TextValueSpec *Spec = Index.valueOf(Type);
  return Spec && Spec->IsText;
}

/// The same for what a call gives: times and wide numbers as well.
static bool isFollowedFromCall(QualType Type, const TextIndex &Index,
                               const ASTContext &Context) {
  if (isFollowed(Type, Index) || Index.valueOf(Type.getNonReferenceType()))
    return true;
  Type = Type.getNonReferenceType();
  return Type->isArithmeticType() && Context.getTypeSize(Type) == 64;
}

List<Index> UnitSummarizer::fieldPath(llvm::ArrayRef<const FieldDecl *> Path) {
  List<Index> Result;
  for (const FieldDecl *Field : Path)
    Result.push_back(entity(Field));
  return Result;
}

summary::ContainerRoot UnitSummarizer::containerRoot(const KeyedPlace &From) {
  summary::ContainerRoot Result;
  Result.Root = static_cast<summary::ContainerRoot::RootKind>(From.Root);
  static_assert(int(summary::ContainerRoot::Outliving) ==
                    int(KeyedPlace::Outliving),
                "the kinds of roots are those of keyed places");
  Result.Number = From.Index;
  if (From.Class && From.Root > KeyedPlace::Local)
    Result.Of = entity(From.Class);
  return Result;
}

/// Whether other units, or calls that any unit may decide, can run \p F.
bool UnitSummarizer::isCalledFromElsewhere(const FunctionDecl *F,
                                           const TextFacts &Facts) const {
  if (const auto *Method = dyn_cast<CXXMethodDecl>(F);
      Method && (Method->isVirtual() || isLambdaCallOperator(Method)))
    return true;
  if (Facts.isOpen(F) || StoredFunctions.contains(F->getCanonicalDecl()))
    return true;
  return F->isExternallyVisible() &&
         (SM.isInMainFile(SM.getExpansionLoc(F->getLocation())) ||
          !F->isInlined());
}

void UnitSummarizer::values(const FunctionDecl *F,
                            const CacheKeyAnalysis &Keys) {
  const TextSummary &S = Keys.facts().summary(F);
  const TextIndex &Index = Keys.facts().index();
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  const bool IsLambda = Method && isLambdaCallOperator(Method) &&
                        !Method->getTemplateInstantiationPattern();
  const bool IsCalled = isCalledFromElsewhere(F, Keys.facts());
  constexpr size_t MaxFlows = 128;

  List<ValueFlow> Flows;
  List<ChangingValue> Changes;
  List<ValueCall> Calls;
  List<KeyedUse> Uses;
  llvm::DenseMap<unsigned, uint32_t> CallNumbers;
  Numbering Variables, Traces;

  auto CallNumber = [&](unsigned Open) {
    auto [It, New] = CallNumbers.try_emplace(Open, Calls.size());
    if (New) {
      const OpenTextCall &Call = S.OpenCalls[Open];
      ValueCall To;
      To.Kind = Call.Kind == OpenTextCall::Direct    ? summary::Call::Direct
                : Call.Kind == OpenTextCall::Virtual ? summary::Call::Virtual
                                                     : summary::Call::Stored;
      To.Callee = entity(Call.Callee);
      To.Where = place(Call.Loc);
      To.Object = containerRoot(Call.Object);
      for (const auto &[Argument, Container] : Call.Containers)
        To.Containers.push_back({Argument, containerRoot(Container)});
      Calls.push_back(std::move(To));
    }
    return It->second;
  };
  auto From = [&](const TextOrigin &O, ValueFlow &Flow) {
    ValuePort &Port = Flow.From;
    Flow.IsText = O.IsText;
    Flow.IsPart = O.IsPart;
    Flow.IsSure = O.Sure;
    std::vector<FindingStep> Steps = Keys.steps(O);
    if (O.isComplete()) {
      Port.Kind = ValuePort::Change;
      ChangingValue Change;
      Change.Kind = O.Kind;
      Change.Where = place(Steps.front().Loc);
      Change.Text = Out.save(Steps.front().Message);
      if (const auto *Param = dyn_cast_or_null<ParmVarDecl>(O.Subject);
          Param && O.Kind == Variation::Address &&
          Param->getFunctionScopeDepth() == 0)
        Change.OfParameter = Param->getFunctionScopeIndex() + 1;
      Steps.erase(Steps.begin());
      auto Same = llvm::find_if(Changes, [&](const ChangingValue &Old) {
        return Old.Kind == Change.Kind && Old.Where == Change.Where &&
               Old.Text == Change.Text;
      });
      Port.Number = Same - Changes.begin();
      if (Same == Changes.end())
        Changes.push_back(Change);
    } else if (O.isOfCall()) {
      Port.Kind = O.Port == TextOrigin::ReturnPort  ? ValuePort::CallResult
                  : O.Port == TextOrigin::ThisParam ? ValuePort::CallObject
                                                    : ValuePort::CallArgument;
      Port.Number = O.Port >= 0 ? O.Port : 0;
      Port.Call = CallNumber(O.Call);
      Port.Part = fieldPath(O.Path);
    } else {
      Port.Kind = O.Param == TextOrigin::ThisParam ? ValuePort::This
                                                   : ValuePort::Parameter;
      Port.Number = O.Param >= 0 ? O.Param : 0;
      Port.Part = fieldPath(O.Path);
    }
    for (const FindingStep &Step : Steps)
      Flow.Steps.push_back({place(Step.Loc), Out.save(Step.Message)});
  };
  auto Add = [&](ValueFlow Flow) {
    if (Flows.size() < MaxFlows)
      Flows.push_back(std::move(Flow));
  };
  auto IsKept = [&](const TextOrigin &O, QualType Type) {
    if (O.isComplete())
      return true;
    if (O.isOfCall())
      return O.IsText || isFollowedFromCall(Type, Index, Context);
    return O.IsText || isFollowed(Type, Index);
  };

  if (IsCalled) {
    for (const TextOrigin &O : S.Returned)
      if (IsKept(O, F->getReturnType())) {
        ValueFlow Flow;
        From(O, Flow);
        Flow.To.Kind = ValuePort::Return;
        Flow.To.Part = fieldPath(O.Part);
        Add(std::move(Flow));
      }
    for (const TextSummary::Write &W : S.Writes) {
      const QualType Type = !W.Place.Path.empty()
                                ? W.Place.Path.back()->getType()
                            : W.Place.Root ? W.Place.Root->getType()
                                           : QualType();
      for (const TextOrigin &O : W.Value) {
        if (!(Type.isNull() ? O.isComplete() || O.IsText : IsKept(O, Type)))
          continue;
        ValueFlow Flow;
        From(O, Flow);
        Flow.To.Kind = ValuePort::This;
        if (const auto *P = dyn_cast_or_null<ParmVarDecl>(W.Place.Root)) {
          Flow.To.Kind = ValuePort::Parameter;
          Flow.To.Number = P->getFunctionScopeIndex();
        }
        Flow.To.Part = fieldPath(W.Place.Path);
        Add(std::move(Flow));
      }
    }
  }
  for (unsigned I = 0; I < S.OpenCalls.size() && !IsLambda; ++I) {
    const OpenTextCall &Call = S.OpenCalls[I];
    for (const OpenTextCall::Argument &Argument : Call.Arguments) {
      if (isStated(Argument.Variable, stated::VaryingKey))
        continue;
      for (const TextOrigin &O : Argument.Value) {
        const bool IsOfCaller = !O.isComplete() && !O.isOfCall();
        // What a call leaves in its own object or argument is there anyway.
        if ((IsOfCaller && !IsCalled) || (O.isOfCall() && O.Call == I))
          continue;
        ValueFlow Flow;
        From(O, Flow);
        Flow.To.Kind = Argument.Port == TextOrigin::ThisParam
                           ? ValuePort::CallObject
                           : ValuePort::CallArgument;
        Flow.To.Number = Argument.Port >= 0 ? Argument.Port : 0;
        Flow.To.Call = CallNumber(I);
        Flow.To.Part = fieldPath(O.Part);
        if (!IsOfCaller) {
          KeyUse Use;
          Use.Call = Call.Call;
          Use.KeyVariable = Argument.Variable;
          Flow.KeptElsewhere = Keys.keepsKey(F, Use);
          Flow.KeyAt = place(Argument.E->getBeginLoc());
          mayTellAt(Argument.E->getBeginLoc(), "unstable-cache-key");
          Flow.Variable = Variables(Argument.Variable);
          Flow.Trace = Traces(O.Trace.get());
        }
        Add(std::move(Flow));
      }
    }
  }
  for (const KeyUse &Use : S.Uses) {
    if (IsLambda || isStated(Use.Place.Class, stated::VaryingKey) ||
        isStated(Use.KeyVariable, stated::VaryingKey))
      continue;
    const uint32_t Number = Uses.size();
    bool IsUsed = false;
    for (const TextOrigin &O : Use.Key) {
      const bool IsOfCaller = !O.isComplete() && !O.isOfCall();
      if (IsOfCaller && !IsCalled)
        continue;
      IsUsed = true;
      ValueFlow Flow;
      From(O, Flow);
      Flow.To.Kind = ValuePort::Key;
      Flow.To.Number = Number;
      Flow.KeyAt = place(Use.Loc);
      if (!IsOfCaller) {
        const KeyTraits Traits = Keys.traits(F, Use, O);
        Flow.KeptElsewhere = Traits.KeptElsewhere;
        Flow.UsesTheHit = Traits.UsesTheHit;
        Flow.FillsIfEmpty = Traits.FillsIfEmpty;
        Flow.KnownElsewhere = Traits.KnownElsewhere;
        Flow.ShownByKeyOnly = Traits.ShownByKeyOnly;
        Flow.Variable = Variables(Use.KeyVariable);
        Flow.Trace = Traces(O.Trace.get());
        mayTellAt(Use.Loc, "unstable-cache-key");
      }
      Add(std::move(Flow));
    }
    if (!IsUsed)
      continue;
    KeyedUse To;
    To.Operation = Use.Operation;
    To.Container = containerRoot(Use.Place);
    To.Where = place(Use.OperationLoc);
    for (const TextStep &Call : Use.Calls)
      To.Calls.push_back({place(Call.Loc),
                          Out.save(keyIsGivenTo(describeFunction(Call.What)))});
    To.InLoopCondition = Use.InLoopCondition;
    To.IsBounded = Use.Container->Bounded;
    To.IsOrdered = Use.Container->Ordered;
    To.MayOwnObjects = mayOwnObjects(Use.Place.Class);
    Uses.push_back(std::move(To));
  }
  if (Flows.empty())
    return;
  summary::Function &To = function(F);
  To.ValueFlows = std::move(Flows);
  To.Changes = std::move(Changes);
  To.ValueCalls = std::move(Calls);
  To.Keys = std::move(Uses);
}

void UnitSummarizer::containers(const CacheKeyAnalysis &Keys) {
  // Whatever this unit names, and what some way to a key leads to.
  std::vector<const ValueDecl *> Classes = Keys.facts().namedContainers();
  auto Facts = Keys.facts().uses(Classes);
  for (const ValueDecl *D : Classes) {
    const ContainerFacts &Of =
        Facts.find(cast<ValueDecl>(D->getCanonicalDecl()))->second;
    KeyedContainer To;
    To.Is = entity(D);
    auto Add = [&](llvm::ArrayRef<const Expr *> From,
                   List<KeyedContainer::Operation> &Operations, bool Erases) {
      for (const Expr *E : From) {
        const Place Where = place(E->getExprLoc());
        // Instantiations of one template are at one place.
        if (llvm::none_of(Operations,
                          [&](const KeyedContainer::Operation &Old) {
                            return Old.Where == Where;
                          }))
          Operations.push_back({Where, Erases && Keys.erasesByOtherKey(E, Of)});
      }
    };
    Add(Of.Erases, To.Erases, true);
    Add(Of.Lookups, To.Lookups, false);
    Add(Of.Inserts, To.Inserts, false);
    To.ShowsKeys = Of.ShowsKeys;
    To.Shrinks = Of.Shrinks;
    To.IsSized = Of.IsSized;
    To.IsIterated = Of.IsIterated;
    To.IsSearched = Of.IsSearched;
    To.Escapes = Of.Escapes;
    To.AllInSight = Of.AllInSight;
    const MembersInSight Members = Keys.facts().membersThatName(D);
    To.OfMembersOnly = Members.OnlyMembers;
    for (const FunctionDecl *F : Members.Missing)
      To.Missing.push_back(entity(F));
    for (const FunctionDecl *F : Members.Present)
      To.Present.push_back(entity(F));
    Out.Containers.push_back(std::move(To));
  }
}

void UnitSummarizer::texts() {
  for (const auto &[D, Contents] : Unit.graph().contents())
    for (const CallableTarget &Target : Contents.Targets)
      StoredFunctions.insert(Target.Function->getCanonicalDecl());
  CacheKeyAnalysis Keys(Unit, CacheKeyOptions(), /*KeepsOpenCalls=*/true);
  for (const FunctionDecl *F : Keys.facts().functions())
    values(F, Keys);
  for (const FunctionDecl *F : Keys.facts().storedLambdas())
    values(F, Keys);
  containers(Keys);
}

} // namespace unwedge
