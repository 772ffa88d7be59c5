//===--- TranslationUnit.cpp ----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Program/TranslationUnit.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/CalleeInfo.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <tuple>

using namespace clang;

namespace unwedge {

namespace {

/// Whether \p S mentions the constant that \p Value names.
bool mentionsConstant(const Stmt *S, llvm::StringRef Value,
                      const ModelIndex &Model, unsigned Depth = 0) {
  if (!S || Depth > 32)
    return false;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
    if (isa<EnumConstantDecl>(Ref->getDecl()))
      return Model.isConstant(Ref, Value).value_or(false);
  return llvm::any_of(S->children(), [&](const Stmt *Child) {
    return mentionsConstant(Child, Value, Model, Depth + 1);
  });
}

/// The constructor call inside an initialiser; null if there is none.
const CXXConstructExpr *constructionIn(const Expr *E) {
  E = E->IgnoreImplicit();
  if (const auto *List = dyn_cast<InitListExpr>(E);
      List && List->getNumInits() == 1)
    E = List->getInit(0)->IgnoreImplicit();
  if (const auto *New = dyn_cast<CXXNewExpr>(E))
    return New->getConstructExpr();
  return dyn_cast<CXXConstructExpr>(E);
}

} // namespace

class TranslationUnit::Implementation : public CalleeInfo {
public:
  Implementation(const ModelIndex &Model, const AnalysisLimits &Limits,
                 llvm::ArrayRef<const CXXMethodDecl *> AlsoInSight)
      : Model(Model), Limits(Limits),
        Graph(Model, Limits.ReadsAllPrecompiled, AlsoInSight) {
    Statistics.FunctionsInSight = Graph.nodes().size();
  }

  /// Makes the summaries, if that has not been done.
  void ensureSummaries() {
    if (Summarized)
      return;
    Summarized = true;
    analyze();
    for (const auto &[F, Own] : StatisticsOf)
      Statistics += Own;
  }

  Knowledge summaryOf(const FunctionDecl *F, const Summary *&Result) override {
    F = F->getCanonicalDecl();
    auto It = Summaries.find(F);
    if (It != Summaries.end()) {
      Result = It->second.get();
      return Knowledge::Summarized;
    }
    const CallGraph::Node *N = Graph.node(F);
    if (!N) {
      // A body that the walk did not see: trivial and defaulted members do
      // nothing to a lock.
      const auto *Method = dyn_cast<CXXMethodDecl>(F);
      return Method && (Method->isDefaulted() || Method->isTrivial() ||
                        Method->isImplicit())
                 ? Knowledge::NoEffect
                 : Knowledge::Unknown;
    }
    if (N->Relevant)
      // In the component that is being analysed, and not analysed yet.
      return Knowledge::NoEffect;
    if (!callsParameters(*N))
      return Knowledge::NoEffect;
    // Irrelevant by itself, but it may run what it is given.
    if (InProgress.contains(F))
      return Knowledge::NoEffect;
    InProgress.insert(F);
    auto S = std::make_unique<Summary>(analyze(N->Definition));
    InProgress.erase(F);
    Result = S.get();
    Summaries[F] = std::move(S);
    return Knowledge::Summarized;
  }

  void
  overriders(const CXXMethodDecl *M,
             llvm::SmallVectorImpl<const FunctionDecl *> &Result) override {
    Graph.overriders(M, Result);
  }

  llvm::ArrayRef<CallableTarget> targetsStoredIn(const ValueDecl *D) override {
    return Graph.targetsStoredIn(D);
  }

  LockKindRef kindOf(const LockSpec &Spec, QualType Type,
                     const Decl *LockClass) override {
    const CXXRecordDecl *Class =
        Type.isNull() ? nullptr : Type->getAsCXXRecordDecl();
    auto [It, New] = Kinds.try_emplace({&Spec, LockClass, Class});
    if (!New)
      return It->second;
    auto Kind = std::make_shared<LockKind>();
    Kind->Semantics = Model.semantics(Spec, Type);
    Kind->Note = Model.semanticsNote(Spec, Type);
    Kind->TypeName = Spec.Types.front();
    configure(*Kind, Spec, LockClass);
    It->second = Kind;
    return Kind;
  }

  const ModelIndex &Model;
  const AnalysisLimits Limits;
  AnalysisStatistics Statistics;
  CallGraph Graph;
  std::vector<const FunctionDecl *> Order;
  llvm::DenseMap<const FunctionDecl *, std::unique_ptr<Summary>> Summaries;

private:
  /// Whether \p N calls a callable that it got as a parameter, or hands one on.
  bool callsParameters(const CallGraph::Node &N) const {
    return llvm::any_of(N.Definition->parameters(), [](const ParmVarDecl *P) {
      return isCallableType(P->getType());
    });
  }

  void configure(LockKind &Kind, const LockSpec &Spec, const Decl *LockClass) {
    if (Spec.ConfiguredBy.empty())
      return;
    const CallGraph::Configuration *Seen =
        LockClass ? Graph.configuration(LockClass) : nullptr;
    bool Visible = Seen && Seen->IsDefault;
    for (const ConfigurationSpec &Config : Spec.ConfiguredBy) {
      if (!Seen)
        break;
      bool Applies = false;
      for (const Expr *Init : Seen->Initializers) {
        Visible = true;
        if (Config.InInitializer)
          Applies |= mentionsConstant(Init, Config.Value, Model);
        if (Config.ConstructorArgument)
          if (const CXXConstructExpr *Construct = constructionIn(Init))
            if (*Config.ConstructorArgument < Construct->getNumArgs())
              Applies |= Model
                             .isConstant(
                                 Construct->getArg(*Config.ConstructorArgument),
                                 Config.Value)
                             .value_or(false);
      }
      if (!Config.AttributeSetter.empty())
        for (const auto &[Initializer, Attribute] : Seen->AttributeObjects)
          if (Model.isNamed(Initializer, Config.Initializer))
            for (const auto &[Setter, Value] : Graph.attributeValues(Attribute))
              if (Model.isNamed(Setter, Config.AttributeSetter))
                Applies |=
                    Model.isConstant(Value, Config.Value).value_or(false);
      if (Applies) {
        Kind.Semantics = ModelIndex::apply(Config.Recursion, Kind.Semantics);
        if (!Config.Recursion.Note.empty())
          Kind.Note = Config.Recursion.Note;
        return;
      }
    }
    // Nothing in sight sets it up: whether it was configured is unknown, and
    // most are not.
    Kind.DefaultConfiguration = !Visible;
  }

  Summary analyze(const FunctionDecl *F) {
    // The last round counts, not all of them.
    AnalysisStatistics Round;
    Summary Result = analyzeFunction(F, Model, *this, Limits, Round);
    StatisticsOf[F] = Round;
    return Result;
  }

  void analyze() {
    constexpr unsigned MaxRounds = 4;
    for (const std::vector<const CallGraph::Node *> &Component :
         Graph.components(
             [](const CallGraph::Node &N) { return N.Relevant; })) {
      for (unsigned Round = 0; Round < MaxRounds; ++Round) {
        size_t Before = size(Component);
        for (const CallGraph::Node *N : Component)
          Summaries[N->Definition->getCanonicalDecl()] =
              std::make_unique<Summary>(analyze(N->Definition));
        // Facts are only ever added from round to round, so their number tells
        // whether anything is new.
        if (Component.size() == 1 && !callsItself(*Component[0]))
          break;
        if (size(Component) == Before)
          break;
        if (Round + 1 == MaxRounds)
          ++Statistics.FixpointsCutShort;
      }
      for (const CallGraph::Node *N : Component)
        Order.push_back(N->Definition);
    }
  }

  static bool callsItself(const CallGraph::Node &N) {
    return llvm::is_contained(N.Callees, N.Definition->getCanonicalDecl());
  }

  size_t size(const std::vector<const CallGraph::Node *> &Component) {
    size_t Total = 0;
    for (const CallGraph::Node *N : Component) {
      auto It = Summaries.find(N->Definition->getCanonicalDecl());
      if (It == Summaries.end())
        continue;
      const Summary &S = *It->second;
      Total += S.Pairs.size() + S.Invocations.size() + S.HeldAtExit.size() +
               S.HeldIfSuccessful.size() + S.Released.size() + S.Aliases.size();
    }
    return Total;
  }

  bool Summarized = false;
  llvm::DenseSet<const FunctionDecl *> InProgress;
  llvm::DenseMap<const FunctionDecl *, AnalysisStatistics> StatisticsOf;
  std::map<std::tuple<const LockSpec *, const Decl *, const CXXRecordDecl *>,
           LockKindRef>
      Kinds;
};

TranslationUnit::TranslationUnit(
    const ModelIndex &Model, const AnalysisLimits &Limits,
    llvm::ArrayRef<const CXXMethodDecl *> AlsoInSight)
    : Impl(std::make_unique<Implementation>(Model, Limits, AlsoInSight)) {}
TranslationUnit::~TranslationUnit() = default;

const CallGraph &TranslationUnit::graph() const { return Impl->Graph; }

llvm::ArrayRef<const FunctionDecl *> TranslationUnit::functions() const {
  Impl->ensureSummaries();
  return Impl->Order;
}

const Summary &TranslationUnit::summary(const FunctionDecl *F) const {
  Impl->ensureSummaries();
  return *Impl->Summaries.find(F->getCanonicalDecl())->second;
}

const BackPointer *TranslationUnit::backPointer(const Decl *Field) const {
  return Impl->Graph.backPointer(Field);
}

CalleeInfo &TranslationUnit::callees() {
  Impl->ensureSummaries();
  return *Impl;
}

const ModelIndex &TranslationUnit::model() const { return Impl->Model; }
const AnalysisLimits &TranslationUnit::limits() const { return Impl->Limits; }
AnalysisStatistics &TranslationUnit::statistics() { return Impl->Statistics; }

} // namespace unwedge
