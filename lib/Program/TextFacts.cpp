//===--- TextFacts.cpp ----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Program/TextFacts.h"
#include "unwedge/Facts/Callables.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"

using namespace clang;

namespace unwedge {

namespace {

/// Whether \p F is the body of a lambda that is looked at where the lambda
/// stands; a generic one is looked at as the function template that it is.
bool isPlainLambda(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  return Method && isLambdaCallOperator(Method) &&
         !Method->getTemplateInstantiationPattern();
}

/// Whether \p Field is what the entry of a map of the standard library has for
/// its key.
bool isKeyOfEntry(const FieldDecl *Field, const SourceManager &SM) {
  return Field->getType().isConstQualified() &&
         SM.isInSystemHeader(SM.getExpansionLoc(Field->getLocation()));
}

/// \p E without what stands between an object and its use.
const Expr *objectExpr(const Expr *E) {
  while (E) {
    const Expr *Next = E->IgnoreParenCasts();
    if (const auto *Full = dyn_cast<FullExpr>(Next))
      Next = Full->getSubExpr();
    else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(Next))
      Next = Temporary->getSubExpr();
    else if (const auto *Unary = dyn_cast<UnaryOperator>(Next))
      Next = Unary->getSubExpr();
    else if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(Next))
      Next = Subscript->getBase();
    if (Next == E)
      return E;
    E = Next;
  }
  return E;
}

} // namespace

class TextFacts::Implementation : public TextCallees {
public:
  Implementation(TranslationUnit &Unit, const TextLimits &Limits)
      : Unit(Unit), Graph(Unit.graph()), Limits(Limits), Index(Unit.model()) {
    analyze();
  }

  bool targets(const Expr *Call,
               llvm::SmallVectorImpl<TextTarget> &Result) override {
    ResolvedCall Resolved = Graph.resolve(Call);
    constexpr unsigned MaxTargets = 8;
    auto Add = [&](const FunctionDecl *F) {
      if (!F || Result.size() >= MaxTargets || isPlainLambda(F))
        return;
      const CallGraph::Node *N = Graph.node(F);
      if (!N)
        return;
      auto It = Summaries.find(F->getCanonicalDecl());
      Result.push_back(
          {N->Definition, It == Summaries.end() ? nullptr : It->second.get()});
    };
    for (const CallableTarget &T : Resolved.Targets)
      Add(T.Function);
    if (Resolved.Targets.empty() && Resolved.How == ResolvedCall::Direct)
      Add(Resolved.Callee);
    return Resolved.How == ResolvedCall::Direct ||
           (Resolved.How == ResolvedCall::Virtual && Result.size() == 1);
  }

  TextTarget hookOf(QualType Type) override {
    const CXXRecordDecl *Class =
        Type.getNonReferenceType()->getAsCXXRecordDecl();
    if (!Class)
      return {};
    auto It = Hooks.find(Class->getCanonicalDecl());
    if (It == Hooks.end())
      return {};
    auto Summary = Summaries.find(It->second->getCanonicalDecl());
    return {It->second,
            Summary == Summaries.end() ? nullptr : Summary->second.get()};
  }

  bool openCall(const Expr *Call, OpenTextCall &Result) override {
    const ResolvedCall Resolved = Graph.resolve(Call);
    switch (Resolved.How) {
    case ResolvedCall::Unknown:
      return false;
    case ResolvedCall::Direct:
      Result.Kind = OpenTextCall::Direct;
      Result.Callee = Resolved.Callee;
      return isOpen(Resolved.Callee);
    case ResolvedCall::Virtual:
      Result.Kind = OpenTextCall::Virtual;
      Result.Callee = Resolved.Callee;
      return !isOfSystem(Resolved.Callee);
    case ResolvedCall::Stored:
      Result.Kind = OpenTextCall::Stored;
      Result.Callee = Resolved.Source;
      if (const auto *V = dyn_cast_or_null<VarDecl>(Resolved.Source))
        return V->hasGlobalStorage() || isa<ParmVarDecl>(V);
      return isa_and_nonnull<FieldDecl>(Resolved.Source);
    }
    llvm_unreachable("covered switch");
  }

  const FunctionDecl *openHookOf(QualType Type) override {
    const CXXRecordDecl *Class =
        Type.getNonReferenceType()->getAsCXXRecordDecl();
    if (!Class)
      return nullptr;
    Class = Class->getCanonicalDecl();
    if (auto It = Hooks.find(Class); It != Hooks.end())
      return isOpen(It->second) ? It->second : nullptr;
    auto [It, New] = OpenHooks.try_emplace(Class, nullptr);
    if (!New || isOfSystem(Class))
      return It->second;
    // One that is declared beside the class, or in it as a friend.
    const FunctionDecl *Found = nullptr;
    auto Look = [&](const Decl *D) {
      const auto *F = dyn_cast<FunctionDecl>(D);
      if (!F || isa<CXXMethodDecl>(F))
        return;
      QualType Hooked = Index.hookedType(F);
      if (!Hooked.isNull() && isOpen(F))
        if (const CXXRecordDecl *Of =
                Hooked.getNonReferenceType()->getAsCXXRecordDecl();
            Of && Of->getCanonicalDecl() == Class)
          Found = F;
    };
    const DeclContext *Beside = Class->getDeclContext()->getRedeclContext();
    IdentifierTable &Names = Unit.model().context().Idents;
    for (const auto &Name : Index.freeHooks())
      if (auto Known = Names.find(Name.getKey()); Known != Names.end())
        for (const NamedDecl *D : Beside->lookup(Known->second))
          Look(D);
    if (const CXXRecordDecl *Definition = Class->getDefinition())
      for (const FriendDecl *Friend : Definition->friends())
        if (Friend->getFriendDecl())
          Look(Friend->getFriendDecl());
    return OpenHooks[Class] = Found;
  }

  const ValueDecl *givenBy(const FunctionDecl *F) override {
    auto [It, New] = Given.try_emplace(F->getCanonicalDecl(), nullptr);
    if (!New)
      return It->second;
    const FunctionDecl *Definition = nullptr;
    const SourceManager &SM = Unit.model().context().getSourceManager();
    if (SM.isInSystemHeader(SM.getExpansionLoc(F->getLocation())) ||
        !F->hasBody(Definition))
      return nullptr;
    const auto *Body = dyn_cast_or_null<CompoundStmt>(Definition->getBody());
    if (!Body || Body->body_empty())
      return nullptr;
    const auto *Return = dyn_cast<ReturnStmt>(Body->body_back());
    const Expr *E = Return && Return->getRetValue()
                        ? objectExpr(Return->getRetValue())
                        : nullptr;
    QualType Type = F->getReturnType();
    if (!E || !(Type->isReferenceType() || Type->isAnyPointerType()))
      return nullptr;
    const ValueDecl *D = nullptr;
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      if (isa<FieldDecl>(Member->getMemberDecl()) ||
          isa<VarDecl>(Member->getMemberDecl()))
        D = Member->getMemberDecl();
    } else if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
          V && V->hasGlobalStorage())
        D = V;
    }
    return Given[F->getCanonicalDecl()] = D;
  }

  void noteArgument(const ParmVarDecl *P, bool IsLocal) override {
    (IsLocal ? GivenLocals : GivenOthers)
        .insert(cast<ParmVarDecl>(P->getCanonicalDecl()));
  }

  void walk(llvm::DenseMap<const ValueDecl *, ContainerFacts> &Facts);
  std::vector<const ValueDecl *> namedContainers() const;
  MembersInSight membersThatName(const ValueDecl *D) const;

  TranslationUnit &Unit;
  const CallGraph &Graph;
  const TextLimits Limits;
  const TextIndex Index;
  TextCounts Counts;
  std::vector<const FunctionDecl *> Order;
  /// Lambdas that are stored where other units can call them.
  std::vector<const FunctionDecl *> Lambdas;
  llvm::DenseMap<const FunctionDecl *, std::unique_ptr<TextSummary>> Summaries;
  llvm::DenseSet<const ParmVarDecl *> GivenLocals, GivenOthers;

  /// Whether calling \p F may run code of other units that matters.
  bool isOpen(const FunctionDecl *F) const {
    if (!F || isOfSystem(F) || isPlainLambda(F))
      return false;
    if (Graph.node(F)) {
      auto It = Summaries.find(F->getCanonicalDecl());
      return It != Summaries.end() && isOpen(*It->second);
    }
    return !F->isDefined() && !F->isImplicit() && !F->isDefaulted() &&
           !F->isDeleted() && !F->getBuiltinID() && F->isExternallyVisible();
  }

private:
  bool isOfSystem(const Decl *D) const {
    const SourceManager &SM = Unit.model().context().getSourceManager();
    return SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation()));
  }

  /// Whether something comes out of a call, or gets into one, that callers have
  /// to do with.
  static bool isOpen(const TextSummary &S) {
    auto OfCall = [](const TextOrigin &O) { return O.isOfCall(); };
    auto OfCaller = [](const TextOrigin &O) {
      return !O.isOfCall() && !O.isComplete();
    };
    return llvm::any_of(S.Returned, OfCall) ||
           llvm::any_of(S.Writes,
                        [&](const TextSummary::Write &W) {
                          return llvm::any_of(W.Value, OfCall);
                        }) ||
           llvm::any_of(S.OpenCalls, [&](const OpenTextCall &Call) {
             return llvm::any_of(
                 Call.Arguments, [&](const OpenTextCall::Argument &Argument) {
                   return llvm::any_of(Argument.Value, OfCaller);
                 });
           });
  }

  /// Whether a value of \p Type is text, or may be made of some.
  bool isText(QualType Type) const {
    Type = Type.getNonReferenceType();
    if (Type->isPointerType()) {
      if (Type->getPointeeType()->isAnyCharacterType())
        return true;
      Type = Type->getPointeeType();
    }
    const TextValueSpec *Spec =
        Type->isRecordType() ? Index.valueOf(Type) : nullptr;
    return Spec && Spec->IsText;
  }

  bool handlesText(const FunctionDecl *F) const {
    return isText(F->getReturnType()) ||
           llvm::any_of(F->parameters(), [&](const ParmVarDecl *P) {
             return isText(P->getType());
           });
  }

  /// `return Next++;` of a number wide enough to be an id: see
  /// isFollowedFromCall() of the summaries.
  static bool givesCounter(const FunctionDecl *F) {
    const QualType Type = F->getReturnType();
    if (!Type->isIntegerType() || Type->isDependentType() ||
        F->getASTContext().getTypeSize(Type) != 64)
      return false;
    llvm::SmallVector<std::pair<const Stmt *, bool>, 16> Work{
        {F->getBody(), false}};
    while (!Work.empty()) {
      auto [S, IsReturned] = Work.pop_back_val();
      if (!S || isa<LambdaExpr>(S))
        continue;
      const auto *Unary = dyn_cast<UnaryOperator>(S);
      if (IsReturned && Unary && Unary->isIncrementOp())
        return true;
      for (const Stmt *Child : S->children())
        Work.push_back({Child, IsReturned || isa<ReturnStmt>(S)});
    }
    return false;
  }

  /// The functions of this unit alone that may do something with text for, or
  /// by, functions of other units.
  void takeForOthers(const CallGraph::NodeSet &Making,
                     llvm::DenseSet<const FunctionDecl *> &Taken,
                     std::vector<const FunctionDecl *> &Worklist) {
    const SourceManager &SM = Unit.model().context().getSourceManager();
    llvm::DenseMap<const FunctionDecl *, bool> Handles;
    auto CallsOut = [&](const FunctionDecl *C) {
      auto [It, New] = Handles.try_emplace(C, false);
      if (New)
        It->second = !Graph.node(C) && handlesText(C);
      return It->second;
    };
    for (const auto &[F, N] : Graph.nodes()) {
      if (!N.Definition ||
          !SM.isInMainFile(SM.getExpansionLoc(N.Definition->getLocation())))
        continue;
      if ((Making.contains(F) || handlesText(F) ||
           llvm::any_of(N.Callees, CallsOut) || givesCounter(N.Definition)) &&
          Taken.insert(F).second)
        Worklist.push_back(F);
    }
  }

  /// Whether \p F is an operation with a key that may be text, or be made of
  /// some.
  bool isKeyOperation(const FunctionDecl *F) const {
    const TextRole *Role = Index.role(F);
    if (!Role || !Role->Keys)
      return Index.mayBeInheritedOperation(F);
    switch (Role->Keys->Operation) {
    case KeyOperation::Shrink:
    case KeyOperation::Size:
    case KeyOperation::Iterate:
      return false;
    default:
      break;
    }
    if (F->getNumParams() == 0)
      return false;
    unsigned I = std::min(Role->Keys->KeyArgument, F->getNumParams() - 1);
    QualType Type = F->getParamDecl(I)->getType().getNonReferenceType();
    if (Type->isPointerType())
      return Type->getPointeeType()->isAnyCharacterType() ||
             Type->isVoidPointerType();
    return !Type->isEnumeralType();
  }

  bool makesText(const FunctionDecl *F) const {
    const TextRole *Role = Index.role(F);
    return Role && (Role->Source || Role->OutSource || Role->Function);
  }

  template <typename Fn>
  static bool anyCallee(const CallGraph::Node &N, Fn Holds) {
    return llvm::any_of(N.LibraryCallees, Holds) ||
           llvm::any_of(N.Callees, Holds);
  }

  void analyze() {
    llvm::DenseMap<const FunctionDecl *, bool> IsKey, IsText;
    auto Cached = [](auto &Cache, const FunctionDecl *F, auto Compute) {
      auto [It, New] = Cache.try_emplace(F, false);
      if (New)
        It->second = Compute(F);
      return It->second;
    };
    bool AnyText = false, AnyKey = false;
    for (const auto &[F, N] : Graph.nodes()) {
      AnyKey = AnyKey || anyCallee(N, [&](const FunctionDecl *C) {
                 return Cached(IsKey, C, [&](const FunctionDecl *D) {
                   return isKeyOperation(D);
                 });
               });
      AnyText = AnyText || anyCallee(N, [&](const FunctionDecl *C) {
                  return Cached(IsText, C, [&](const FunctionDecl *D) {
                    return makesText(D);
                  });
                });
      if (AnyText && AnyKey)
        break;
    }
    if ((!AnyText || !AnyKey) && !Limits.KeepsOpenCalls)
      return;
    auto Reaching = [&](auto &Cache, auto Compute) {
      return Graph.reaching([&](const CallGraph::Node &N) {
        return anyCallee(N, [&](const FunctionDecl *C) {
          return Cached(Cache, C, Compute);
        });
      });
    };
    CallGraph::NodeSet Keyed = Reaching(
        IsKey, [&](const FunctionDecl *D) { return isKeyOperation(D); });
    CallGraph::NodeSet Making =
        Reaching(IsText, [&](const FunctionDecl *D) { return makesText(D); });
    // What the functions with keys call, and what libraries call for them.
    llvm::DenseSet<const FunctionDecl *> Taken(Keyed.begin(), Keyed.end());
    std::vector<const FunctionDecl *> Worklist(Keyed.begin(), Keyed.end());
    for (const auto &[F, N] : Graph.nodes()) {
      if (!N.Definition)
        continue;
      QualType Type = Index.hookedType(N.Definition);
      if (Type.isNull())
        continue;
      if (const CXXRecordDecl *Class =
              Type.getNonReferenceType()->getAsCXXRecordDecl();
          Class && !Index.valueOf(Type)) {
        Hooks.try_emplace(Class->getCanonicalDecl(), N.Definition);
        if (Making.contains(F) && Taken.insert(F).second)
          Worklist.push_back(F);
      }
    }
    if (Limits.KeepsOpenCalls)
      takeForOthers(Making, Taken, Worklist);
    while (!Worklist.empty()) {
      const CallGraph::Node *N = Graph.node(Worklist.back());
      Worklist.pop_back();
      if (!N)
        continue;
      for (const FunctionDecl *Callee : N->Callees) {
        llvm::SmallVector<const FunctionDecl *, 4> All{Callee};
        if (const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
            Method && Method->isVirtual())
          Graph.overriders(Method, All);
        for (const FunctionDecl *C : All) {
          C = C->getCanonicalDecl();
          if (returnsSomething(C) && Graph.node(C) && Taken.insert(C).second)
            Worklist.push_back(C);
        }
      }
      for (const ValueDecl *D : N->Invoked)
        for (const CallableTarget &T : Graph.targetsStoredIn(D)) {
          const FunctionDecl *C = T.Function->getCanonicalDecl();
          if (Making.contains(C) && Taken.insert(C).second)
            Worklist.push_back(C);
        }
    }
    constexpr unsigned MaxRounds = 3;
    for (const std::vector<const CallGraph::Node *> &Component :
         Graph.components([&](const CallGraph::Node &N) {
           return N.Definition &&
                  Taken.contains(N.Definition->getCanonicalDecl());
         })) {
      bool Recursive =
          Component.size() > 1 ||
          llvm::is_contained(Component[0]->Callees,
                             Component[0]->Definition->getCanonicalDecl());
      for (unsigned Round = 0; Round < (Recursive ? MaxRounds : 1); ++Round) {
        size_t Before = sizeOf(Component);
        for (const CallGraph::Node *N : Component) {
          if (isPlainLambda(N->Definition))
            continue;
          Summaries[N->Definition->getCanonicalDecl()] =
              std::make_unique<TextSummary>(
                  analyzeText(N->Definition, Index, *this, Limits, Counts));
        }
        if (Round && sizeOf(Component) == Before)
          break;
      }
      for (const CallGraph::Node *N : Component)
        if (Summaries.count(N->Definition->getCanonicalDecl()))
          Order.push_back(N->Definition);
    }
    if (Limits.KeepsOpenCalls)
      analyzeStoredLambdas();
    AnalysisStatistics &Statistics = Unit.statistics();
    // Whoever asks again, with other limits, sees the same code again.
    auto Note = [](unsigned &To, unsigned Seen) { To = std::max(To, Seen); };
    Note(Statistics.TextFunctions, Counts.Functions);
    Note(Statistics.KeyUses, Counts.KeyUses);
    Note(Statistics.TextTooDeep, Counts.TooDeep);
    Note(Statistics.TextTooMany, Counts.TooMany);
  }

  void analyzeStoredLambdas() {
    for (const auto &[D, Contents] : Graph.contents()) {
      if (const auto *V = dyn_cast<VarDecl>(D);
          V && !V->hasGlobalStorage() && !isa<ParmVarDecl>(V))
        continue;
      for (const CallableTarget &T : Contents.Targets) {
        const CallGraph::Node *N =
            isPlainLambda(T.Function) ? Graph.node(T.Function) : nullptr;
        if (!N || !handlesText(T.Function))
          continue;
        auto [It, New] =
            Summaries.try_emplace(T.Function->getCanonicalDecl(), nullptr);
        if (!New)
          continue;
        Lambdas.push_back(N->Definition);
        auto Summary = std::make_unique<TextSummary>(
            analyzeText(N->Definition, Index, *this, Limits, Counts));
        Summaries[T.Function->getCanonicalDecl()] = std::move(Summary);
      }
    }
  }

  /// Whether a caller may get anything from \p F but effects.
  static bool returnsSomething(const FunctionDecl *F) {
    if (isa<CXXConstructorDecl>(F))
      return true;
    if (isa<CXXDestructorDecl>(F))
      return false;
    if (!F->getReturnType()->isVoidType())
      return !F->getReturnType()->isBooleanType() || F->getNumParams();
    if (F->getNumParams())
      return true;
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    return Method && Method->isInstance() && !Method->isConst();
  }

  size_t sizeOf(const std::vector<const CallGraph::Node *> &Component) {
    size_t Total = 0;
    for (const CallGraph::Node *N : Component)
      if (auto It = Summaries.find(N->Definition->getCanonicalDecl());
          It != Summaries.end())
        Total += It->second->size();
    return Total;
  }

  /// Whether an object of \p Type may be what a lock around a container gives.
  bool leadsToContainer(QualType Type) const {
    return Type->isRecordType() && !Index.containerOf(Type) &&
           isPointerLike(Type->getAsCXXRecordDecl());
  }

  /// The container that \p E designates, if it is one that \p Facts asks for;
  /// \p Reference is then the expression that names it.
  const ValueDecl *
  named(const Expr *E,
        const llvm::DenseMap<const ValueDecl *, ContainerFacts> &Facts,
        const Expr *&Reference, unsigned Depth = 0) {
    if (!E || Depth > 16)
      return nullptr;
    E = objectExpr(E);
    const ValueDecl *D = nullptr;
    if (const auto *Member = dyn_cast<MemberExpr>(E))
      D = Member->getMemberDecl();
    else if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      D = Ref->getDecl();
    else if (const auto *Call = dyn_cast<CallExpr>(E)) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      if (!Callee)
        return nullptr;
      if (const auto *Value = dyn_cast_or_null<ValueDecl>(
              givenBy(Callee) ? givenBy(Callee)->getCanonicalDecl() : nullptr);
          Value && Facts.count(Value)) {
        Reference = E;
        return Value;
      }
      if (Facts.count(cast<ValueDecl>(Callee->getCanonicalDecl()))) {
        Reference = E;
        return cast<ValueDecl>(Callee->getCanonicalDecl());
      }
      if (const auto *MemberCall = dyn_cast<CXXMemberCallExpr>(Call))
        return named(MemberCall->getImplicitObjectArgument(), Facts, Reference,
                     Depth + 1);
      if (isa<CXXOperatorCallExpr>(Call) && Call->getNumArgs())
        return named(Call->getArg(0), Facts, Reference, Depth + 1);
      return nullptr;
    }
    if (!D)
      return nullptr;
    D = cast<ValueDecl>(D->getCanonicalDecl());
    if (Facts.count(D)) {
      Reference = E;
      return D;
    }
    // A local reference to it.
    if (const auto *V = dyn_cast<VarDecl>(D);
        V && !isa<ParmVarDecl>(V) && V->getInit() &&
        (V->getType()->isReferenceType() || V->getType()->isPointerType() ||
         leadsToContainer(V->getType()))) {
      const Expr *Ignored = nullptr;
      if (const ValueDecl *Of =
              named(V->getInit(), Facts, Ignored, Depth + 1)) {
        Reference = E;
        return Of;
      }
    }
    return nullptr;
  }

  bool isAllInSight(const ValueDecl *D) const;
  bool areMembersInSight(const CXXRecordDecl *Class,
                         MembersInSight *Members = nullptr) const;

  llvm::DenseMap<const CXXRecordDecl *, const FunctionDecl *> Hooks, OpenHooks;
  llvm::DenseMap<const FunctionDecl *, const ValueDecl *> Given;
};

bool TextFacts::Implementation::isAllInSight(const ValueDecl *D) const {
  const SourceManager &SM = Unit.model().context().getSourceManager();
  if (SM.isInMainFile(SM.getExpansionLoc(D->getLocation()))) {
    const auto *V = dyn_cast<VarDecl>(D);
    return !V || !V->hasExternalStorage();
  }
  const auto *Class = dyn_cast<CXXRecordDecl>(D->getDeclContext());
  if (!Class) {
    const auto *V = dyn_cast<VarDecl>(D);
    return V && V->isStaticLocal();
  }
  // Who can name it: the members of its class if it is private, else those of
  // the class that the type of its class is private in.
  AccessSpecifier Access = D->getAccess();
  while (Access != AS_private) {
    if (!areMembersInSight(Class))
      return false;
    Access = Class->getAccess();
    Class = dyn_cast<CXXRecordDecl>(Class->getDeclContext());
    if (!Class)
      return false;
  }
  return areMembersInSight(Class);
}

/// Whether the bodies of everything that \p Class lets see its private members
/// are in this unit. With \p Members, whether all that is members, which are
/// then added there.
bool TextFacts::Implementation::areMembersInSight(
    const CXXRecordDecl *Class, MembersInSight *Members) const {
  const SourceManager &SM = Unit.model().context().getSourceManager();
  if (Class->hasFriends())
    return false;
  const auto *Instance = dyn_cast<ClassTemplateSpecializationDecl>(Class);
  // What has no body where a template is instantiated explicitly has none
  // anywhere.
  if (Instance && Instance->getTemplateSpecializationKind() ==
                      TSK_ExplicitInstantiationDefinition)
    return true;
  if (const CXXRecordDecl *Pattern = Class->getTemplateInstantiationPattern())
    Class = Pattern;
  // Bodies that moc writes in a file of its own pass arguments on, and name no
  // member of the class: those of Q_OBJECT, and the signals.
  auto IsOfSystemMacro = [&](SourceLocation Loc) {
    return Loc.isMacroID() && SM.isInSystemHeader(SM.getSpellingLoc(Loc));
  };
  bool AreSignals = false;
  for (const Decl *Member : Class->decls()) {
    if (const auto *Access = dyn_cast<AccessSpecDecl>(Member)) {
      AreSignals = IsOfSystemMacro(Access->getAccessSpecifierLoc());
      continue;
    }
    // What is nested sees the private members too.
    if (const auto *Nested = dyn_cast<CXXRecordDecl>(Member);
        Nested && Nested->isThisDeclarationADefinition() &&
        !Nested->isInjectedClassName() && !areMembersInSight(Nested, Members))
      return false;
    const auto *M = dyn_cast<CXXMethodDecl>(Member);
    if (!M || !M->isUserProvided() || M->isPureVirtual() || AreSignals ||
        IsOfSystemMacro(M->getLocation()))
      continue;
    const FunctionDecl *Definition = nullptr;
    const bool IsDefined = M->isDefined(Definition);
    if (!Members) {
      if (!IsDefined)
        return false;
    } else if (!IsDefined) {
      Members->Missing.push_back(M);
    } else if (SM.isInMainFile(SM.getExpansionLoc(Definition->getLocation()))) {
      Members->Present.push_back(M);
    }
  }
  return true;
}

/// The functions that can name \p D, if they are members.
MembersInSight TextFacts::membersThatName(const ValueDecl *D) const {
  return Impl->membersThatName(D);
}

MembersInSight
TextFacts::Implementation::membersThatName(const ValueDecl *D) const {
  MembersInSight Result;
  const auto *Class = dyn_cast<CXXRecordDecl>(D->getDeclContext());
  AccessSpecifier Access = D->getAccess();
  while (Class) {
    if (!areMembersInSight(Class, &Result))
      return {};
    if (Access == AS_private) {
      Result.OnlyMembers = true;
      return Result;
    }
    Access = Class->getAccess();
    Class = dyn_cast<CXXRecordDecl>(Class->getDeclContext());
  }
  return {};
}

std::vector<const ValueDecl *> TextFacts::namedContainers() const {
  return Impl->namedContainers();
}

std::vector<const ValueDecl *>
TextFacts::Implementation::namedContainers() const {
  llvm::SetVector<const ValueDecl *> Result;
  auto Add = [&](const ValueDecl *D) {
    D = cast<ValueDecl>(D->getCanonicalDecl());
    const auto *V = dyn_cast<VarDecl>(D);
    if (isa<FieldDecl>(D) || (V && V->hasGlobalStorage()))
      Result.insert(D);
  };
  for (const FunctionDecl *F : Order)
    for (const KeyUse &Use :
         Summaries.find(F->getCanonicalDecl())->second->Uses)
      Add(Use.Place.Class);
  const SourceManager &SM = Unit.model().context().getSourceManager();
  llvm::DenseSet<const CXXRecordDecl *> Classes;
  llvm::SmallVector<const Stmt *, 64> Worklist;
  for (const auto &[F, N] : Graph.nodes()) {
    if (!N.Definition ||
        !SM.isInMainFile(SM.getExpansionLoc(N.Definition->getLocation())))
      continue;
    if (const auto *Method = dyn_cast<CXXMethodDecl>(N.Definition);
        Method && Classes.insert(Method->getParent()).second)
      for (const FieldDecl *Field : Method->getParent()->fields())
        if (Field->isExternallyVisible() && Index.containerOf(Field->getType()))
          Add(Field);
    Worklist.push_back(N.Definition->getBody());
    while (!Worklist.empty()) {
      const Stmt *S = Worklist.pop_back_val();
      if (!S)
        continue;
      const ValueDecl *D = nullptr;
      if (const auto *Member = dyn_cast<MemberExpr>(S))
        D = Member->getMemberDecl();
      else if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
        D = Ref->getDecl();
      if (D && (isa<FieldDecl>(D) || isa<VarDecl>(D)) &&
          D->isExternallyVisible() && Index.containerOf(D->getType()))
        Add(D);
      Worklist.append(S->child_begin(), S->child_end());
    }
  }
  return std::vector<const ValueDecl *>(Result.begin(), Result.end());
}

void TextFacts::Implementation::walk(
    llvm::DenseMap<const ValueDecl *, ContainerFacts> &Facts) {
  for (auto &[D, F] : Facts)
    F.AllInSight = isAllInSight(D);
  llvm::DenseSet<const Expr *> Handled;
  llvm::SmallVector<const Stmt *, 64> Worklist;
  const SourceManager &SM = Unit.model().context().getSourceManager();
  for (const auto &[F, N] : Graph.nodes()) {
    if (!N.Definition)
      continue;
    llvm::SmallVector<ContainerFacts *, 4> Touched;
    bool ReadsKeys = false;
    Worklist.push_back(N.Definition->getBody());
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(N.Definition))
      for (const CXXCtorInitializer *Init : Ctor->inits())
        Worklist.push_back(Init->getInit());
    while (!Worklist.empty()) {
      const Stmt *S = Worklist.pop_back_val();
      if (!S)
        continue;
      const Expr *Reference = nullptr;
      if (const auto *For = dyn_cast<CXXForRangeStmt>(S)) {
        if (const ValueDecl *D = named(For->getRangeInit(), Facts, Reference)) {
          Facts[D].IsIterated = true;
          Handled.insert(Reference);
        }
        // The rest of the statement names the range only through its own
        // variables.
        Worklist.push_back(For->getBody());
        Worklist.push_back(For->getInit());
        if (!Reference)
          Worklist.push_back(For->getRangeInit());
        continue;
      }
      // The one constant part that an entry has is its key.
      if (const auto *Member = dyn_cast<MemberExpr>(S))
        if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl()))
          ReadsKeys |= isKeyOfEntry(Field, SM);
      if (const auto *Decl = dyn_cast<DeclStmt>(S)) {
        for (const auto *D : Decl->decls())
          if (const auto *V = dyn_cast<DecompositionDecl>(D))
            if (const auto *Class =
                    V->getType().getNonReferenceType()->getAsCXXRecordDecl();
                Class && Class->hasDefinition())
              ReadsKeys |= llvm::any_of(
                  Class->getDefinition()->fields(),
                  [&](const FieldDecl *D) { return isKeyOfEntry(D, SM); });
        for (const auto *D : Decl->decls())
          if (const auto *V = dyn_cast<VarDecl>(D);
              V && V->getInit() &&
              (V->getType()->isReferenceType() ||
               V->getType()->isPointerType() || leadsToContainer(V->getType())))
            // Followed by named().
            if (named(V->getInit(), Facts, Reference))
              Handled.insert(Reference);
      }
      if (const auto *Call = dyn_cast<CallExpr>(S)) {
        const FunctionDecl *Callee = Call->getDirectCallee();
        const Expr *Object = nullptr;
        const CXXRecordDecl *Class = nullptr;
        if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
          Object = Member->getImplicitObjectArgument();
        else if (Call->getNumArgs() &&
                 (isa<CXXOperatorCallExpr>(Call) ||
                  (Callee && Index.role(Callee) && Index.role(Callee)->Keys)))
          Object = Call->getArg(0);
        if (Object) {
          QualType Type =
              Object->IgnoreParenImpCasts()->getType().getNonReferenceType();
          if (Type->isAnyPointerType())
            Type = Type->getPointeeType();
          Class = Type->getAsCXXRecordDecl();
        }
        const ValueDecl *D = Object ? named(Object, Facts, Reference) : nullptr;
        if (D) {
          Handled.insert(Reference);
          ContainerFacts &Of = Facts[D];
          Touched.push_back(&Of);
          const TextRole *Role = Callee ? Index.role(Callee, Class) : nullptr;
          if (Role && Role->Keys) {
            switch (Role->Keys->Operation) {
            case KeyOperation::Erase:
              Of.Erases.push_back(Call);
              break;
            case KeyOperation::Lookup:
              Of.Lookups.push_back(Call);
              break;
            case KeyOperation::Insert:
            case KeyOperation::Access:
              Of.Inserts.push_back(Call);
              break;
            case KeyOperation::Shrink:
              Of.Shrinks = true;
              break;
            case KeyOperation::Size:
              Of.IsSized = true;
              break;
            case KeyOperation::Iterate:
              Of.IsIterated = true;
              Of.IsSearched |= Call->getNumArgs() > 0;
              break;
            }
          }
        }
      }
      if (const auto *E = dyn_cast<Expr>(S);
          E && (isa<MemberExpr>(E) || isa<DeclRefExpr>(E)) &&
          !Handled.contains(E)) {
        const ValueDecl *D =
            isa<MemberExpr>(E)
                ? cast<MemberExpr>(E)->getMemberDecl()
                : cast<ValueDecl>(cast<DeclRefExpr>(E)->getDecl());
        auto It = Facts.find(cast<ValueDecl>(D->getCanonicalDecl()));
        if (It != Facts.end() && !isa<FunctionDecl>(D))
          // Given by a getter, it is followed to where the getter is called.
          if (!N.Definition || givenBy(N.Definition) != D)
            It->second.Escapes = true;
      }
      for (const Stmt *Child : S->children())
        Worklist.push_back(Child);
    }
    if (ReadsKeys)
      for (ContainerFacts *Of : Touched)
        Of->ShowsKeys = true;
  }
}

TextFacts::TextFacts(TranslationUnit &Unit, const TextLimits &Limits)
    : Impl(std::make_unique<Implementation>(Unit, Limits)) {}
TextFacts::~TextFacts() = default;

llvm::ArrayRef<const FunctionDecl *> TextFacts::functions() const {
  return Impl->Order;
}

llvm::ArrayRef<const FunctionDecl *> TextFacts::storedLambdas() const {
  return Impl->Lambdas;
}

bool TextFacts::isOpen(const FunctionDecl *F) const { return Impl->isOpen(F); }

const TextSummary &TextFacts::summary(const FunctionDecl *F) const {
  return *Impl->Summaries.find(F->getCanonicalDecl())->second;
}

llvm::DenseMap<const ValueDecl *, ContainerFacts>
TextFacts::uses(llvm::ArrayRef<const ValueDecl *> Classes) const {
  llvm::DenseMap<const ValueDecl *, ContainerFacts> Facts;
  for (const ValueDecl *D : Classes)
    Facts[cast<ValueDecl>(D->getCanonicalDecl())];
  if (!Facts.empty())
    Impl->walk(Facts);
  return Facts;
}

bool TextFacts::isGivenLocalsOnly(const ParmVarDecl *P) const {
  P = cast<ParmVarDecl>(P->getCanonicalDecl());
  return Impl->GivenLocals.contains(P) && !Impl->GivenOthers.contains(P);
}

const TextIndex &TextFacts::index() const { return Impl->Index; }

} // namespace unwedge
