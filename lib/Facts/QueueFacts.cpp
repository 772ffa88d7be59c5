//===--- QueueFacts.cpp ---------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function is read twice: once for what it changes (containers, counters,
// flags) and what it waits for, and then each wait is put together with the
// changes that follow it. Waiting while something is full and then adding is a
// put; waiting while something is empty and then removing is a take. Helpers of
// the same object are folded into their callers, so that neither the wait nor
// the change has to stand in the function itself.
//
//===----------------------------------------------------------------------===//

#include "unwedge/Facts/QueueFacts.h"
#include "ExprPaths.h"
#include "unwedge/Facts/Callables.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace unwedge {

namespace {

/// What has to be so for a wait to go on, as one part of its condition says.
enum Orientation : uint8_t {
  NoOrientation,
  /// There are as many elements as may be.
  WhileFull,
  /// There are no elements.
  WhileEmpty,
  /// There are elements.
  WhileNotEmpty,
  /// A flag is set (a pointer is not null, an optional has a value).
  WhileSet,
  WhileClear,
};

enum ChangeKind : uint8_t {
  AddsElement,
  RemovesElement,
  /// An element of an array, or through an iterator.
  StoresElement,
  /// The first element of a linked list makes way for the next.
  Unlinks,
  /// A value other than null, zero or false.
  Assigns,
  Clears,
  CountsUp,
  CountsDown,
  /// An assignment that computes the new value from the old one.
  Advances,
  /// A member function that is not const, without and with arguments.
  Calls,
  CallsWithArguments,
  /// No change at all: an element of an array is read.
  ReadsElement,
};

/// A call between the function of interest and one that it was followed into.
struct Frame {
  const FunctionDecl *F = nullptr;
  const FunctionBody *Body = nullptr;
  bool IsTop = true;
  AccessPath Receiver;
  llvm::SmallVector<AccessPath, 4> Arguments;
};

using Mention = QueueFacts::Facts::OpenWait::Mention;

bool isComparison(BinaryOperatorKind Op) {
  return Op == BO_EQ || Op == BO_NE || Op == BO_LT || Op == BO_LE ||
         Op == BO_GT || Op == BO_GE;
}

const Expr *strip(const Expr *E) {
  while (E) {
    const Expr *Next = E->IgnoreImplicit()->IgnoreParenImpCasts();
    if (const auto *Cast = dyn_cast<ExplicitCastExpr>(Next))
      Next = Cast->getSubExpr();
    if (Next == E)
      return E;
    E = Next;
  }
  return E;
}

/// The field or variable at the end of \p Path, elements left out.
const Decl *lastDecl(const AccessPath &Path) {
  for (size_t I = Path.elements().size(); I-- > 0;)
    if (Path.elements()[I].Kind == PathElement::Field)
      return Path.elements()[I].D;
  return Path.root() == AccessPath::Var ? Path.var() : nullptr;
}

/// \p Path without what comes behind the last field.
AccessPath toField(const AccessPath &Path) {
  size_t N = Path.elements().size();
  while (N > 0 && Path.elements()[N - 1].Kind != PathElement::Field)
    --N;
  return Path.prefix(N);
}

/// Whether \p Path is a local variable, and nothing that it leads to.
bool isLocal(const AccessPath &Path) {
  return Path.root() == AccessPath::Var && Path.elements().empty() &&
         Path.var()->hasLocalStorage();
}

/// Whether \p Path may be an end of a linked list: a pointer that is not one
/// of the elements' own.
bool isListEnd(const AccessPath &Path) {
  const auto *D = dyn_cast_or_null<ValueDecl>(lastDecl(Path));
  if (!D || !D->getType()->isPointerType() || isLocal(Path))
    return false;
  const auto *Record = D->getType()->getPointeeType()->getAsRecordDecl();
  const auto *Field = dyn_cast<FieldDecl>(D);
  return Record && !(Field && Field->getParent()->getCanonicalDecl() ==
                                  Record->getCanonicalDecl());
}

/// Whether other functions, lambdas of this one included, may have a name for
/// the object as well.
bool isShared(const AccessPath &Path) {
  switch (Path.root()) {
  case AccessPath::This:
  case AccessPath::FrameThis:
  case AccessPath::Result:
    return lastDecl(Path) != nullptr;
  case AccessPath::Param:
    return lastDecl(Path) != nullptr;
  case AccessPath::Var:
    return true;
  default:
    return false;
  }
}

} // namespace

bool QueueFacts::Facts::Change::sets() const {
  return Kind == Assigns || Kind == Clears;
}
bool QueueFacts::Facts::Change::clears() const { return Kind == Clears; }
bool QueueFacts::Facts::Change::countsUp() const { return Kind == CountsUp; }
bool QueueFacts::Facts::Change::countsDown() const {
  return Kind == CountsDown;
}

const Expr *initializerOf(const FieldDecl *Field) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
  const CXXRecordDecl *Pattern =
      Class ? Class->getTemplateInstantiationPattern() : nullptr;
  // A constructor that is given the value decides, unless it has a default for
  // it.
  for (const CXXRecordDecl *Record : {Class, Pattern}) {
    if (!Record || !Record->hasDefinition())
      continue;
    for (const CXXConstructorDecl *Ctor : Record->ctors()) {
      const FunctionDecl *Definition = nullptr;
      if (!Ctor->hasBody(Definition))
        continue;
      for (const CXXCtorInitializer *Init :
           cast<CXXConstructorDecl>(Definition)->inits()) {
        const FieldDecl *Member = Init->getAnyMember();
        if (!Member || Member->getFieldIndex() != Field->getFieldIndex() ||
            !Init->isWritten())
          continue;
        const Expr *Value = Init->getInit();
        if (const auto *List = dyn_cast_or_null<ParenListExpr>(Value))
          Value = List->getNumExprs() == 1 ? List->getExpr(0) : nullptr;
        if (const auto *List = dyn_cast_or_null<InitListExpr>(Value))
          Value = List->getNumInits() == 1 ? List->getInit(0) : nullptr;
        const auto *Ref =
            dyn_cast_or_null<DeclRefExpr>(Value ? strip(Value) : nullptr);
        const auto *Param =
            Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
        if (!Param)
          return nullptr;
        return Param->hasDefaultArg() &&
                       !Param->hasUninstantiatedDefaultArg() &&
                       !Param->hasUnparsedDefaultArg() &&
                       Param->getDefaultArg() &&
                       !Param->getDefaultArg()->isValueDependent()
                   ? Param->getDefaultArg()
                   : nullptr;
      }
    }
  }
  if (const Expr *Init = Field->getInClassInitializer())
    return Init;
  // Members of an instantiation get theirs when a constructor needs it.
  if (!Pattern)
    return nullptr;
  for (const FieldDecl *Other : Pattern->fields())
    if (Other->getFieldIndex() == Field->getFieldIndex()) {
      const Expr *Init = Other->getInClassInitializer();
      return Init && !Init->isValueDependent() ? Init : nullptr;
    }
  return nullptr;
}

const Decl *QueueFacts::place(const AccessPath &Path) {
  if (const Decl *D = lastDecl(Path))
    return D;
  return nullptr;
}

void QueueFacts::flagsOf(const Scope &Test, const FunctionBody &Body,
                         const AccessPath &Queue, size_t Max,
                         llvm::SmallVectorImpl<FlagTest> &Flags) {
  struct Part {
    const Stmt *S;
    std::optional<bool> Holds;
  };
  llvm::SmallVector<Part, 16> Pending{{Test.Condition, Test.Holds}};
  for (unsigned Steps = 0; !Pending.empty() && Steps < 64; ++Steps) {
    auto [S, Holds] = Pending.pop_back_val();
    if (!S)
      continue;
    const ValueDecl *Flag = nullptr;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
          V && V->hasGlobalStorage())
        Flag = V;
    } else if (const auto *Member = dyn_cast<MemberExpr>(S)) {
      Flag = dyn_cast<FieldDecl>(Member->getMemberDecl());
    }
    if (Flag && Flags.size() < Max && mayBeFlag(cast<Expr>(S), Body, Queue))
      Flags.push_back({cast<ValueDecl>(Flag->getCanonicalDecl()), Holds});
    // What says something of its parts: casts, negations, and the parts of a
    // conjunction that holds.
    if (const auto *Unary = dyn_cast<UnaryOperator>(S)) {
      if (Unary->getOpcode() == UO_LNot)
        Holds = Holds ? std::optional<bool>(!*Holds) : std::nullopt;
      else
        Holds = std::nullopt;
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
      if (!Holds || !Binary->isLogicalOp() ||
          (Binary->getOpcode() == BO_LAnd) != *Holds)
        Holds = std::nullopt;
    } else if (!isa<CastExpr, ParenExpr, FullExpr>(S)) {
      Holds = std::nullopt;
    }
    // What a function is given decides nothing itself: `read(fd_, …) < 0`.
    if (const auto *Call = dyn_cast<CallExpr>(S);
        Call && !isa<CXXOperatorCallExpr>(Call)) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      if (!Callee || !Callee->isInStdNamespace()) {
        Pending.push_back({Call->getCallee(), std::nullopt});
        continue;
      }
    }
    for (const Stmt *Child : S->children())
      Pending.push_back({Child, Holds});
  }
}

bool QueueFacts::mayBeFlag(const Expr *E, const FunctionBody &Body,
                           const AccessPath &Queue) {
  QualType Type = E->getType().getNonReferenceType();
  if (const CXXRecordDecl *Class = Type->getAsCXXRecordDecl()) {
    // An atomic, or the name of a thread; of the user's classes nobody knows.
    const SourceManager &SM = Class->getASTContext().getSourceManager();
    if (!SM.isInSystemHeader(Class->getLocation()))
      return false;
  } else if (!Type->isIntegralOrEnumerationType() && !Type->isAtomicType()) {
    return false;
  }
  AccessPath Path = Body.path(E);
  switch (Path.root()) {
  case AccessPath::This:
  case AccessPath::FrameThis:
  case AccessPath::Result:
    return !Path.hasUnknownIndex();
  case AccessPath::Param:
    // In C the object is a parameter; so is an element.
    return Path.sameRoot(Queue) && !Path.hasUnknownIndex();
  case AccessPath::Var:
    return Path.var()->hasGlobalStorage() ||
           (Path.sameRoot(Queue) && !Path.hasUnknownIndex());
  default:
    return false;
  }
}

class QueueFacts::Builder {
public:
  Builder(QueueFacts &All, const FunctionDecl *F, Facts &Result)
      : All(All), Index(All.Index), Context(All.Index.model().context()), F(F),
        Result(Result), Body(*Result.Body) {}

  void build();

private:
  Frame topFrame() const {
    Frame Top;
    Top.F = F;
    Top.Body = &Body;
    return Top;
  }
  AccessPath pathIn(const Frame &Fr, const Expr *E) const;
  bool mentionsCounter(const Frame &Fr, const Expr *E, unsigned Depth = 0);
  void mentionsOf(const Frame &Fr, const Expr *E, Orientation Is,
                  llvm::SmallVectorImpl<Mention> &Out, unsigned Depth = 0);
  void orient(const Frame &Fr, const Expr *E, bool Holds,
              llvm::SmallVectorImpl<Mention> &Out, unsigned Depth = 0);
  void orientComparison(const Frame &Fr, BinaryOperatorKind Op, const Expr *L,
                        const Expr *R, bool Holds,
                        llvm::SmallVectorImpl<Mention> &Out, unsigned Depth);
  void orientReturns(const Frame &Fr, const FunctionDecl *Callee, bool Holds,
                     llvm::SmallVectorImpl<Mention> &Out, unsigned Depth);
  bool enter(const Frame &From, const CallExpr *Call, Frame &To);
  std::optional<int64_t> constant(const Expr *E) const;
  void conditionsOf(const Scope *Where,
                    llvm::SmallVectorImpl<ParamCondition> &Out) const;
  void orientScopes(const Scope *Where, const Scope *UpTo,
                    llvm::SmallVectorImpl<Mention> &Out);

  void noteChange(ChangeKind Kind, const Expr *Object, const BodyItem &Item);
  void visitAssignment(const Expr *Target, const Expr *Value,
                       const BodyItem &Item);
  void noteExchange(const Expr *To, const Expr *Value, const BodyItem &Item);
  bool isAssumedWait(const CallExpr *Call, const BodyItem &Item);
  bool isCheck(const ParamCondition &Condition) const;
  void visitCall(const CallExpr *Call, const BodyItem &Item);
  void visitRole(const QueueRole &Role, const CallExpr *Call,
                 const BodyItem &Item);
  void fold(const CallExpr *Call, const BodyItem &Item);
  void addWait(const BodyItem &Item, SourceLocation Loc,
               const CallExpr *Predicates);
  bool givesUp(const BodyItem &Item) const;
  void spinLoops();
  void classify(Facts::OpenWait &Wait);
  void classifyTryPut();
  void addEvent(QueueEvent::Kind Kind, const AccessPath &Queue,
                const Facts::OpenWait &Wait, llvm::ArrayRef<AccessPath> AlsoIn,
                const Scope *RemovedAt = nullptr);
  QueueEvent eventOf(QueueEvent::Kind Kind, const AccessPath &Queue,
                     const Facts::OpenWait &Wait);
  void describeGuards(QueueEvent &Event);
  void freeRemovals();

  QueueFacts &All;
  const QueueIndex &Index;
  ASTContext &Context;
  const FunctionDecl *F;
  Facts &Result;
  const FunctionBody &Body;
  std::vector<Facts::OpenWait> Waits;
  llvm::DenseSet<const Scope *> LoopsThatWait;
  llvm::SmallVector<std::pair<AccessPath, unsigned>, 2> Released;
  std::vector<std::pair<const Scope *, AccessPath>> TriesInLoops;
  /// What the number of elements is compared with.
  llvm::SmallVector<const FieldDecl *, 2> Bounds;
};

AccessPath QueueFacts::Builder::pathIn(const Frame &Fr, const Expr *E) const {
  AccessPath Path = Fr.Body->path(E);
  if (Fr.IsTop)
    return Path;
  return ExprPaths(F, Index.model())
      .translate(Path, Fr.F, Fr.Receiver, Fr.Arguments, AccessPath::opaque());
}

std::optional<int64_t> QueueFacts::Builder::constant(const Expr *E) const {
  if (!E || E->isValueDependent() || E->isTypeDependent())
    return std::nullopt;
  if (E->isNullPointerConstant(Context, Expr::NPC_ValueDependentIsNotNull))
    return 0;
  if (!E->getType()->isIntegralOrEnumerationType())
    return std::nullopt;
  Expr::EvalResult Value;
  if (!E->EvaluateAsInt(Value, Context) ||
      Value.Val.getInt().getSignificantBits() > 64)
    return std::nullopt;
  return Value.Val.getInt().getExtValue();
}

/// The one expression that \p Callee returns, if its body is no more than that
/// (and locks, and locals).
static void returnedBy(const FunctionBody &Body,
                       llvm::SmallVectorImpl<const Expr *> &Out) {
  for (const BodyItem &Item : Body.items())
    if (const auto *Return = dyn_cast<ReturnStmt>(Item.S))
      if (Return->getRetValue() && Out.size() < 4)
        Out.push_back(Return->getRetValue());
}

bool QueueFacts::Builder::enter(const Frame &From, const CallExpr *Call,
                                Frame &To) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return false;
  const FunctionDecl *Definition = All.Sight.worthwhile(Callee);
  if (!Definition)
    return false;
  To.F = Definition;
  To.IsTop = false;
  llvm::ArrayRef<const Expr *> Args(Call->getArgs(), Call->getNumArgs());
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
    To.Receiver = pathIn(From, Member->getImplicitObjectArgument());
  } else if (isa<CXXOperatorCallExpr>(Call) && isa<CXXMethodDecl>(Callee) &&
             !Args.empty()) {
    To.Receiver = pathIn(From, Args[0]);
    Args = Args.drop_front();
  }
  for (const Expr *Arg : Args)
    To.Arguments.push_back(pathIn(From, Arg));
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Definition))
    All.noteCounters(Method->getParent());
  To.Body = &All.body(Definition);
  return true;
}

static bool isArithmetic(const Expr *E) {
  E = strip(E);
  const auto *Binary = dyn_cast<BinaryOperator>(E);
  if (Binary && (Binary->isAdditiveOp() || Binary->isMultiplicativeOp() ||
                 Binary->getOpcode() == BO_And))
    return true;
  return false;
}

bool QueueFacts::Builder::mentionsCounter(const Frame &Fr, const Expr *E,
                                          unsigned Depth) {
  llvm::SmallVector<std::pair<const Stmt *, unsigned>, 16> Pending{{E, Depth}};
  for (unsigned Steps = 0; !Pending.empty() && Steps < 64; ++Steps) {
    auto [S, D] = Pending.pop_back_val();
    if (!S || D > 6)
      continue;
    if (const auto *Member = dyn_cast<MemberExpr>(S))
      if (All.Counters.contains(Member->getMemberDecl()->getCanonicalDecl()))
        return true;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
      if (All.Counters.contains(Ref->getDecl()->getCanonicalDecl()))
        return true;
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
          V && V->hasLocalStorage())
        if (const Expr *Value = Fr.Body->onlyValue(V))
          Pending.push_back({Value, D + 1});
      continue;
    }
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      if (const QueueRole *Role = Index.role(Call))
        if (Role->Operation == QueueOperation::Size)
          return true;
      Frame Inner;
      if (D < 4 && enter(Fr, Call, Inner)) {
        llvm::SmallVector<const Expr *, 2> Values;
        returnedBy(*Inner.Body, Values);
        for (const Expr *Value : Values)
          if (mentionsCounter(Inner, Value, D + 1))
            return true;
      }
    }
    for (const Stmt *Child : S->children())
      Pending.push_back({Child, D});
  }
  return false;
}

void QueueFacts::Builder::mentionsOf(const Frame &Fr, const Expr *E,
                                     Orientation Is,
                                     llvm::SmallVectorImpl<Mention> &Out,
                                     unsigned Depth) {
  llvm::SmallVector<const Stmt *, 16> Pending{E};
  for (unsigned Steps = 0; !Pending.empty() && Steps < 64; ++Steps) {
    const Stmt *S = Pending.pop_back_val();
    if (!S || Out.size() > 32)
      continue;
    if (isa<MemberExpr>(S) &&
        isa<FieldDecl, VarDecl>(cast<MemberExpr>(S)->getMemberDecl())) {
      AccessPath Path = pathIn(Fr, cast<Expr>(S));
      if (Path.isNamed())
        Out.push_back({Path, Is});
    }
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl())) {
        if (!V->hasLocalStorage()) {
          Out.push_back({AccessPath::var(V), Is});
        } else if (Depth < 4) {
          if (const Expr *Value = Fr.Body->onlyValue(V);
              Value && !V->getType()->isReferenceType())
            mentionsOf(Fr, Value, Is, Out, Depth + 1);
          else if (AccessPath Path = pathIn(Fr, Ref); Path.isNamed())
            Out.push_back({Path, Is});
        }
      }
    if (const auto *Call = dyn_cast<CallExpr>(S); Call && Depth < 4) {
      Frame Inner;
      if (!Index.role(Call) && enter(Fr, Call, Inner)) {
        llvm::SmallVector<const Expr *, 2> Values;
        returnedBy(*Inner.Body, Values);
        for (const Expr *Value : Values)
          mentionsOf(Inner, Value, Is, Out, Depth + 1);
      }
    }
    for (const Stmt *Child : S->children())
      Pending.push_back(Child);
  }
}

void QueueFacts::Builder::orientComparison(const Frame &Fr,
                                           BinaryOperatorKind Op, const Expr *L,
                                           const Expr *R, bool Holds,
                                           llvm::SmallVectorImpl<Mention> &Out,
                                           unsigned Depth) {
  if (!Holds)
    Op = BinaryOperator::negateComparisonOp(Op);
  std::optional<int64_t> Left = constant(L), Right = constant(R);
  if (Left && Right)
    return;
  if (Left) {
    std::swap(L, R);
    std::swap(Left, Right);
    Op = BinaryOperator::reverseComparisonOp(Op);
  }
  QualType Type = strip(L)->getType();
  if (Right) {
    if (Type->isEnumeralType())
      return;
    // A pointer or an optional compared with null is a flag.
    if (*Right == 0 && !mentionsCounter(Fr, L) &&
        (Op == BO_EQ || Op == BO_NE)) {
      orient(Fr, L, Op == BO_NE, Out, Depth + 1);
      return;
    }
    if (!mentionsCounter(Fr, L))
      return;
    bool Empty = (*Right == 0 && (Op == BO_EQ || Op == BO_LE)) ||
                 (*Right == 1 && Op == BO_LT);
    bool NotEmpty = (*Right == 0 && (Op == BO_NE || Op == BO_GT)) ||
                    (*Right == 1 && Op == BO_GE);
    Orientation Is = NoOrientation;
    if (Empty)
      Is = WhileEmpty;
    else if (NotEmpty)
      Is = WhileNotEmpty;
    else if (Op == BO_GE || Op == BO_GT || Op == BO_EQ)
      Is = WhileFull;
    else if (Op == BO_LT || Op == BO_LE)
      Is = WhileEmpty;
    mentionsOf(Fr, L, Is, Out);
    return;
  }
  if (Op == BO_LT || Op == BO_LE) {
    std::swap(L, R);
    Op = BinaryOperator::reverseComparisonOp(Op);
  }
  bool LeftCounts = mentionsCounter(Fr, L),
       RightCounts = mentionsCounter(Fr, R);
  if (!LeftCounts && !RightCounts)
    return;
  // A bound stays; `seen != turns_` waits for the next turn.
  if ((Op == BO_EQ || Op == BO_NE) && LeftCounts != RightCounts)
    if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(LeftCounts ? R : L)))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
          V && V->hasLocalStorage() && !isa<ParmVarDecl>(V) &&
          !V->getType().isConstQualified() && !Fr.Body->onlyValue(V))
        return;
  Orientation Is = NoOrientation;
  if ((Op == BO_GE || Op == BO_GT) && LeftCounts && RightCounts)
    // Two indexes: full only if one is a lap ahead.
    Is = isArithmetic(L) || isArithmetic(R) ? WhileFull : WhileEmpty;
  else if (Op == BO_GE || Op == BO_GT)
    Is = LeftCounts ? WhileFull : WhileEmpty;
  else if (Op == BO_EQ)
    Is = isArithmetic(L) || isArithmetic(R) || LeftCounts != RightCounts
             ? WhileFull
             : WhileEmpty;
  else if (Op == BO_NE)
    Is = isArithmetic(L) || isArithmetic(R) || LeftCounts != RightCounts
             ? NoOrientation
             : WhileNotEmpty;
  // Locals that were computed: `next = (tail + 1) % n; while (next == head)`.
  if (Op == BO_EQ && LeftCounts && RightCounts && Is == WhileEmpty)
    for (const Expr *Side : {L, R})
      if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(Side)))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
          if (const Expr *Value = Fr.Body->onlyValue(V);
              Value && isArithmetic(Value))
            Is = WhileFull;
  if (LeftCounts)
    mentionsOf(Fr, L, Is, Out);
  if (RightCounts)
    mentionsOf(Fr, R, Is, Out);
  if (Is == WhileFull && LeftCounts != RightCounts)
    if (const auto *Member = dyn_cast<MemberExpr>(strip(LeftCounts ? R : L)))
      if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl()))
        Bounds.push_back(Field);
}

void QueueFacts::Builder::orientReturns(const Frame &Fr,
                                        const FunctionDecl *Callee, bool Holds,
                                        llvm::SmallVectorImpl<Mention> &Out,
                                        unsigned Depth) {
  llvm::SmallVector<const Expr *, 2> Values;
  returnedBy(*Fr.Body, Values);
  for (const Expr *Value : Values)
    orient(Fr, Value, Holds, Out, Depth + 1);
}

void QueueFacts::Builder::orient(const Frame &Fr, const Expr *E, bool Holds,
                                 llvm::SmallVectorImpl<Mention> &Out,
                                 unsigned Depth) {
  if (!E || Depth > 12 || Out.size() > 32 || E->isTypeDependent())
    return;
  E = strip(E);
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_LNot)
      orient(Fr, Unary->getSubExpr(), !Holds, Out, Depth + 1);
    return;
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->isLogicalOp()) {
      orient(Fr, Binary->getLHS(), Holds, Out, Depth + 1);
      orient(Fr, Binary->getRHS(), Holds, Out, Depth + 1);
    } else if (isComparison(Binary->getOpcode())) {
      orientComparison(Fr, Binary->getOpcode(), Binary->getLHS(),
                       Binary->getRHS(), Holds, Out, Depth);
    }
    return;
  }
  if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(E)) {
    auto Form = Rewritten->getDecomposedForm();
    if (isComparison(Form.Opcode))
      orientComparison(Fr, Form.Opcode, Form.LHS, Form.RHS, Holds, Out, Depth);
    return;
  }
  if (const auto *Lambda = dyn_cast<LambdaExpr>(E)) {
    llvm::SmallVector<const FunctionDecl *, 2> Bodies;
    lambdaCallOperators(Lambda->getLambdaClass(), Bodies);
    for (const FunctionDecl *Operator : Bodies)
      if (Operator->getBody()) {
        Frame Inner;
        Inner.F = Operator;
        Inner.Body = &All.body(Operator);
        Inner.IsTop = false;
        Inner.Receiver = AccessPath::opaque();
        orientReturns(Inner, Operator, Holds, Out, Depth);
      }
    return;
  }
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
      BinaryOperatorKind Op;
      switch (Operator->getOperator()) {
      case OO_EqualEqual:
        Op = BO_EQ;
        break;
      case OO_ExclaimEqual:
        Op = BO_NE;
        break;
      case OO_Exclaim:
        orient(Fr, Operator->getArg(0), !Holds, Out, Depth + 1);
        return;
      default:
        return;
      }
      if (Operator->getNumArgs() == 2)
        orientComparison(Fr, Op, Operator->getArg(0), Operator->getArg(1),
                         Holds, Out, Depth);
      return;
    }
    if (const QueueRole *Role = Index.role(Call)) {
      Orientation Is = NoOrientation;
      if (Role->Operation == QueueOperation::IsEmpty)
        Is = Holds ? WhileEmpty : WhileNotEmpty;
      else if (Role->Operation == QueueOperation::IsFull)
        Is = Holds ? WhileFull : NoOrientation;
      else if (Role->Operation == QueueOperation::Size)
        Is = Holds ? WhileNotEmpty : WhileEmpty;
      if (Is != NoOrientation)
        if (const Expr *Object = QueueIndex::object(*Role, Call)) {
          AccessPath Path = pathIn(Fr, Object);
          if (Path.isNamed())
            Out.push_back({Path, Is});
        }
      return;
    }
    Frame Inner;
    if (enter(Fr, Call, Inner)) {
      size_t Before = Out.size();
      orientReturns(Inner, Inner.F, Holds, Out, Depth);
      // A container class of the user's own: the object itself is meant too.
      if (Out.size() > Before && Inner.Receiver.isNamed())
        Out.push_back({Inner.Receiver, Out[Before].Orientation});
      return;
    }
    // `slot.has_value()`, `static_cast<bool>(slot)`, `flag.load()`.
    const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
    if (!Member || Member->getNumArgs() > 1)
      return;
    if (AccessPath Path = pathIn(Fr, Member->getImplicitObjectArgument());
        Path.isNamed()) {
      bool Counts = All.Counters.contains(lastDecl(Path));
      Out.push_back({Path, Holds ? (Counts ? WhileNotEmpty : WhileSet)
                                 : (Counts ? WhileEmpty : WhileClear)});
    }
    return;
  }
  if (isa<MemberExpr, DeclRefExpr>(E)) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
          V && V->hasLocalStorage())
        if (const Expr *Value = Fr.Body->onlyValue(V)) {
          // A predicate in a variable, or a test whose result was kept.
          if (!V->getType()->isReferenceType() &&
              (V->getType()->isBooleanType() ||
               (V->getType()->getAsCXXRecordDecl() &&
                V->getType()->getAsCXXRecordDecl()->isLambda()))) {
            orient(Fr, Value, Holds, Out, Depth + 1);
            return;
          }
        }
    AccessPath Path = pathIn(Fr, E);
    if (!Path.isNamed() || !lastDecl(Path))
      return;
    bool Counts = All.Counters.contains(lastDecl(Path));
    Out.push_back({Path, Holds ? (Counts ? WhileNotEmpty : WhileSet)
                               : (Counts ? WhileEmpty : WhileClear)});
    return;
  }
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E);
      Construct && Construct->getNumArgs() == 1)
    orient(Fr, Construct->getArg(0), Holds, Out, Depth + 1);
}

void QueueFacts::Builder::orientScopes(const Scope *Where, const Scope *UpTo,
                                       llvm::SmallVectorImpl<Mention> &Out) {
  Frame Top = topFrame();
  for (; Where && Where != UpTo; Where = Where->Parent)
    if (Where->Is == Scope::Test)
      orient(Top, Where->Condition, Where->Holds, Out);
}

/// The condition on a parameter that \p E is; unset if it is something else.
static std::optional<ParamCondition> paramCondition(const Expr *E, bool Holds,
                                                    const FunctionDecl *F,
                                                    const ASTContext &Context) {
  E = strip(E);
  while (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() != UO_LNot)
      return std::nullopt;
    Holds = !Holds;
    E = strip(Unary->getSubExpr());
  }
  ParamCondition Result;
  Result.Value = 0;
  Result.Is = Holds ? ParamCondition::NotEqual : ParamCondition::Equal;
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (!isComparison(Binary->getOpcode()))
      return std::nullopt;
    Expr::EvalResult Value;
    if (Binary->getRHS()->isValueDependent())
      return std::nullopt;
    if (Binary->getRHS()->isNullPointerConstant(
            const_cast<ASTContext &>(Context),
            Expr::NPC_ValueDependentIsNotNull))
      Result.Value = 0;
    else if (Binary->getRHS()->getType()->isIntegralOrEnumerationType() &&
             Binary->getRHS()->EvaluateAsInt(Value, Context) &&
             Value.Val.getInt().getSignificantBits() <= 64)
      Result.Value = Value.Val.getInt().getExtValue();
    else
      return std::nullopt;
    BinaryOperatorKind Op = Binary->getOpcode();
    if (!Holds)
      Op = BinaryOperator::negateComparisonOp(Op);
    switch (Op) {
    case BO_EQ:
      Result.Is = ParamCondition::Equal;
      break;
    case BO_NE:
      Result.Is = ParamCondition::NotEqual;
      break;
    case BO_LT:
      Result.Is = ParamCondition::Less;
      break;
    case BO_GE:
      Result.Is = ParamCondition::GreaterEqual;
      break;
    case BO_LE:
      Result.Is = ParamCondition::Less;
      ++Result.Value;
      break;
    case BO_GT:
      Result.Is = ParamCondition::GreaterEqual;
      ++Result.Value;
      break;
    default:
      return std::nullopt;
    }
    E = strip(Binary->getLHS());
  }
  // `timeout.has_value()`, `if (timeout)` of an optional.
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E);
      Member && Member->getNumArgs() == 0)
    E = strip(Member->getImplicitObjectArgument());
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *Param = Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
  if (!Param || Param->getDeclContext() != F)
    return std::nullopt;
  Result.Index = Param->getFunctionScopeIndex();
  return Result;
}

/// Whether \p Condition is of the kind `if (!size) return;`: a pointer that is
/// not null, or a number that is also given to other functions. What says
/// whether to wait is only tested.
bool QueueFacts::Builder::isCheck(const ParamCondition &Condition) const {
  if (Condition.Is != ParamCondition::NotEqual || Condition.Value != 0 ||
      Condition.Index >= F->getNumParams())
    return false;
  const ParmVarDecl *Param = F->getParamDecl(Condition.Index);
  QualType Type = Param->getType();
  bool IsNumber = Type->isIntegerType() && !Type->isBooleanType() &&
                  !Type->isEnumeralType();
  if (!Type->isPointerType() && !IsNumber)
    return false;
  for (const BodyItem &Item : Body.items()) {
    llvm::SmallVector<const Stmt *, 4> Found;
    if (const auto *Call = dyn_cast<CallExpr>(Item.S)) {
      // A condition variable is given a time-out as well.
      const QueueRole *Role = Index.role(Call);
      if (Role && Role->Entry->Kind == QueueEntry::Waiting)
        continue;
      for (const Expr *Arg : Call->arguments())
        Found.push_back(strip(Arg));
      if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
        Found.push_back(strip(Member->getImplicitObjectArgument()));
    } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(Item.S)) {
      for (const Expr *Arg : Construct->arguments())
        Found.push_back(strip(Arg));
    } else if (const auto *Assign = dyn_cast<BinaryOperator>(Item.S)) {
      Found.push_back(strip(Assign->getRHS()));
      if (const auto *Member = dyn_cast<MemberExpr>(strip(Assign->getLHS())))
        Found.push_back(strip(Member->getBase()));
    }
    for (const Stmt *Use : Found)
      if (const auto *Ref = dyn_cast<DeclRefExpr>(Use);
          Ref && Ref->getDecl() == Param)
        return true;
  }
  return false;
}

void QueueFacts::conditionsOf(const Scope *Where, const FunctionDecl *F,
                              const ASTContext &Context,
                              llvm::SmallVectorImpl<ParamCondition> &Out) {
  for (; Where; Where = Where->Parent) {
    if (Where->Is != Scope::Test || !Where->Condition ||
        Where->Condition->isTypeDependent())
      continue;
    // Of a conjunction that holds, each part does.
    llvm::SmallVector<const Expr *, 4> Parts{Where->Condition};
    for (unsigned Steps = 0; !Parts.empty() && Steps < 16; ++Steps) {
      const Expr *Part = strip(Parts.pop_back_val());
      const auto *Binary = dyn_cast<BinaryOperator>(Part);
      if (Binary && Binary->getOpcode() == (Where->Holds ? BO_LAnd : BO_LOr)) {
        Parts.push_back(Binary->getLHS());
        Parts.push_back(Binary->getRHS());
        continue;
      }
      if (std::optional<ParamCondition> Condition =
              paramCondition(Part, Where->Holds, F, Context);
          Condition && Out.size() < 4)
        Out.push_back(*Condition);
    }
  }
}

void QueueFacts::Builder::conditionsOf(
    const Scope *Where, llvm::SmallVectorImpl<ParamCondition> &Out) const {
  size_t Known = Out.size();
  QueueFacts::conditionsOf(Where, F, Context, Out);
  for (ParamCondition &Condition : llvm::drop_begin(Out, Known))
    Condition.IsCheck = isCheck(Condition);
}

void QueueFacts::Builder::noteChange(ChangeKind Kind, const Expr *Object,
                                     const BodyItem &Item) {
  if (!Object || Result.Changes.size() > 512)
    return;
  AccessPath Path = toField(Body.path(Object));
  if (!Path.isNamed() || !lastDecl(Path) || !isShared(Path))
    return;
  Result.Changes.push_back({Kind, Path, Item.Order, Item.Where, Item.S});
}

static bool mentionsDecl(const Stmt *S, const Decl *D) {
  llvm::SmallVector<const Stmt *, 16> Pending{S};
  for (unsigned Steps = 0; !Pending.empty() && Steps < 128; ++Steps) {
    const Stmt *Next = Pending.pop_back_val();
    if (!Next)
      continue;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Next);
        Ref && Ref->getDecl()->getCanonicalDecl() == D)
      return true;
    if (const auto *Member = dyn_cast<MemberExpr>(Next);
        Member && Member->getMemberDecl()->getCanonicalDecl() == D)
      return true;
    Pending.append(Next->child_begin(), Next->child_end());
  }
  return false;
}

/// Whether \p E is a pointer that an object of the type that it points to has:
/// `node->next`.
static bool isSuccessor(const Expr *E) {
  const auto *Member = dyn_cast<MemberExpr>(E);
  return Member && Member->isArrow() &&
         isa<FieldDecl>(Member->getMemberDecl()) &&
         Member->getType()->isPointerType() &&
         Member->getBase()->getType()->isPointerType() &&
         Member->getType()->getPointeeType()->isRecordType() &&
         Member->getType()
                 ->getPointeeType()
                 .getCanonicalType()
                 .getUnqualifiedType() == Member->getBase()
                                              ->getType()
                                              ->getPointeeType()
                                              .getCanonicalType()
                                              .getUnqualifiedType();
}

/// `old = a; a = b; b = old;`: the two pointers change places.
void QueueFacts::Builder::noteExchange(const Expr *To, const Expr *Value,
                                       const BodyItem &Item) {
  const auto *Ref = dyn_cast<DeclRefExpr>(Value);
  const auto *Kept = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!Kept || !Kept->hasLocalStorage() || !To->getType()->isPointerType())
    return;
  const Expr *First = Body.onlyValue(Kept);
  AccessPath A = First ? toField(ExprPaths(F, Index.model()).of(First))
                       : AccessPath::opaque();
  AccessPath B = toField(Body.path(To));
  if (!A.isNamed() || !B.isNamed() || A == B || A.elements().empty() ||
      B.elements().empty())
    return;
  for (const BodyItem &Other : Body.items()) {
    const auto *Assign = dyn_cast<BinaryOperator>(Other.S);
    if (!Assign || Assign->getOpcode() != BO_Assign ||
        Other.Order >= Item.Order ||
        !(toField(Body.path(Assign->getLHS())) == A) ||
        !(toField(Body.path(strip(Assign->getRHS()))) == B))
      continue;
    noteChange(RemovesElement, First, Item);
    noteChange(RemovesElement, To, Item);
    All.unite(lastDecl(A), lastDecl(B));
    return;
  }
}

void QueueFacts::Builder::visitAssignment(const Expr *Target, const Expr *Value,
                                          const BodyItem &Item) {
  const Expr *To = strip(Target);
  const Expr *Array = nullptr;
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(To))
    Array = Subscript->getBase();
  else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(To);
           Operator && Operator->getOperator() == OO_Subscript)
    Array = Operator->getArg(0);
  else if (const auto *Unary = dyn_cast<UnaryOperator>(To);
           Unary && Unary->getOpcode() == UO_Deref)
    Array = Unary->getSubExpr();
  else if (const auto *Member = dyn_cast<MemberExpr>(To)) {
    // `slots[i].value = v`
    const Expr *Base = strip(Member->getBase());
    if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(Base))
      Array = Subscript->getBase();
    else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Base);
             Operator && Operator->getOperator() == OO_Subscript)
      Array = Operator->getArg(0);
  }
  if (Array) {
    if (const auto *Binary = dyn_cast<BinaryOperator>(strip(Array)))
      Array = Binary->getLHS();
    noteChange(StoresElement, Array, Item);
    return;
  }
  AccessPath Path = toField(Body.path(To));
  const Decl *D = Path.isNamed() ? lastDecl(Path) : nullptr;
  if (!D)
    return;
  std::optional<int64_t> Constant = constant(strip(Value));
  const Expr *Plain = strip(Value);
  // `first = last = x`
  while (const auto *Inner = dyn_cast<BinaryOperator>(Plain)) {
    if (Inner->getOpcode() != BO_Assign)
      break;
    Plain = strip(Inner->getRHS());
  }
  noteExchange(To, Plain, Item);
  bool IsNothing = (Constant && *Constant == 0) ||
                   isa<CXXNullPtrLiteralExpr>(Plain) ||
                   (isa<InitListExpr>(Plain) &&
                    cast<InitListExpr>(Plain)->getNumInits() == 0);
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(Plain);
      Construct && Construct->getNumArgs() == 0)
    IsNothing = true;
  if (IsNothing)
    noteChange(Clears, To, Item);
  else if (isSuccessor(Plain))
    noteChange(Unlinks, To, Item);
  else if (mentionsDecl(Value, D) || isArithmetic(Value))
    noteChange(Advances, To, Item);
  else if (const auto *Ref = dyn_cast<DeclRefExpr>(Plain);
           Ref && isa<VarDecl>(Ref->getDecl()) &&
           Body.onlyValue(cast<VarDecl>(Ref->getDecl())) &&
           isArithmetic(Body.onlyValue(cast<VarDecl>(Ref->getDecl()))))
    noteChange(Advances, To, Item);
  else
    noteChange(Assigns, To, Item);
}

/// Whether a timed wait that stands there ends for good when the time is up.
bool QueueFacts::Builder::givesUp(const BodyItem &Item) const {
  if (!Item.Unused)
    return true;
  const Scope *Loop = enclosingLoop(Item.Where);
  if (!Loop)
    return true;
  // A way out of the loop that depends on something of the function's own, such
  // as a deadline.
  for (const BodyItem &Other : Body.items()) {
    if (!isa<ReturnStmt, BreakStmt>(Other.S) || !isInside(Other.Where, Loop))
      continue;
    for (const Scope *Where = Other.Where; Where && Where != Loop;
         Where = Where->Parent) {
      if (Where->Is != Scope::Test || !Where->Condition || Where->S == Loop->S)
        continue;
      llvm::SmallVector<const Stmt *, 16> Pending{Where->Condition};
      for (unsigned Steps = 0; !Pending.empty() && Steps < 64; ++Steps) {
        const Stmt *S = Pending.pop_back_val();
        if (!S)
          continue;
        if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
          if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
              V && V->hasLocalStorage())
            return true;
        Pending.append(S->child_begin(), S->child_end());
      }
    }
  }
  if (const auto *For = dyn_cast<ForStmt>(Loop->S))
    return For->getInc() != nullptr;
  return false;
}

void QueueFacts::Builder::addWait(const BodyItem &Item, SourceLocation Loc,
                                  const CallExpr *Predicates) {
  Facts::OpenWait Wait;
  Wait.Loc = Loc;
  Wait.Where = Item.Where;
  Wait.Order = Item.Order;
  if (Predicates) {
    Frame Top = topFrame();
    for (const Expr *Arg : Predicates->arguments())
      if (isCallableType(Arg->getType()))
        orient(Top, Arg, /*Holds=*/false, Wait.Mentions);
  }
  const Scope *Loop = enclosingLoop(Item.Where);
  const Scope *Outer = Loop ? Loop->Parent : nullptr;
  orientScopes(Item.Where, Outer, Wait.Mentions);
  Wait.OwnMentions = Wait.Mentions.size();
  if (Outer)
    orientScopes(Outer, nullptr, Wait.Mentions);
  conditionsOf(Item.Where, Wait.Conditions);
  Waits.push_back(std::move(Wait));
}

void QueueFacts::Builder::visitRole(const QueueRole &Role, const CallExpr *Call,
                                    const BodyItem &Item) {
  const Expr *Object = QueueIndex::object(Role, Call);
  switch (Role.Operation) {
  case QueueOperation::Put:
  case QueueOperation::TryPut:
  case QueueOperation::Take:
  case QueueOperation::TryTake:
  case QueueOperation::Submit:
  case QueueOperation::WaitIdle: {
    QueueEvent Event;
    Event.Entry = Role.Entry;
    if (!Object)
      return;
    Event.Queue = Body.path(Object);
    if (Role.Entry->MadeInSight && !Event.Queue.elements().empty() &&
        Event.Queue.elements().back().Kind == PathElement::ConstantIndex)
      Event.Queue = Event.Queue.prefix(Event.Queue.elements().size() - 1);
    if (!Event.Queue.isNamed())
      return;
    bool IsPut = Role.Operation == QueueOperation::Put;
    CallBlocks Blocks = Index.blocks(Role, Call);
    if (Role.Operation == QueueOperation::Submit) {
      Event.Is = Role.Entry->Bound == QueueBound::Never ? QueueEvent::Post
                                                        : QueueEvent::Put;
    } else if (Role.Operation == QueueOperation::WaitIdle) {
      Event.Is = QueueEvent::AwaitIdle;
    } else if (Role.Operation == QueueOperation::TryPut) {
      Event.Is = QueueEvent::Post;
      if (const Scope *Loop = enclosingLoop(Item.Where))
        TriesInLoops.push_back({Loop, Event.Queue});
    } else if (IsPut) {
      if (Blocks != CallBlocks::Yes || Role.Entry->Bound == QueueBound::Never ||
          (Role.Entry->WhenAwaited && !Item.Awaited))
        Event.Is = QueueEvent::Post;
    } else {
      Event.Is = QueueEvent::Take;
      Event.Waits = Role.Operation == QueueOperation::Take;
    }
    Event.BoundUnknown = Role.Entry->Bound == QueueBound::Unknown;
    Event.Site = Call->getExprLoc();
    Event.In = F;
    Event.Where = Item.Where;
    Event.Order = Item.Order;
    Event.Statement = Call;
    Event.Leaves = Item.Leaves;
    conditionsOf(Item.Where, Event.Conditions);
    describeGuards(Event);
    Result.Events.push_back(std::move(Event));
    return;
  }
  case QueueOperation::Wait:
    addWait(Item, Call->getExprLoc(), Call);
    return;
  case QueueOperation::TimedWait:
    if (Role.Entry->Kind == QueueEntry::Waiting) {
      addWait(Item, Call->getExprLoc(), Call);
      Waits.back().GivesUp = givesUp(Item);
    }
    return;
  case QueueOperation::Acquire: {
    if (!Object)
      return;
    AccessPath Path = Body.path(Object);
    addWait(Item, Call->getExprLoc(), nullptr);
    Waits.back().IsSemaphore = true;
    Waits.back().Semaphore = Path;
    return;
  }
  case QueueOperation::Release:
    if (Object)
      Released.push_back({Body.path(Object), Item.Order});
    return;
  case QueueOperation::Pause: {
    const Scope *Loop = enclosingLoop(Item.Where);
    if (Loop && LoopsThatWait.insert(Loop).second)
      addWait(Item, Call->getExprLoc(), nullptr);
    return;
  }
  case QueueOperation::Add:
    noteChange(AddsElement, Object, Item);
    return;
  case QueueOperation::Remove:
    noteChange(RemovesElement, Object, Item);
    return;
  default:
    return;
  }
}

/// Whether calling \p Callee may change its object.
static bool mayChangeObject(const FunctionDecl *Callee) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  return Method && Method->isInstance() && !Method->isConst() &&
         !isa<CXXDestructorDecl>(Method) && !Method->isOverloadedOperator();
}

void QueueFacts::Builder::visitCall(const CallExpr *Call,
                                    const BodyItem &Item) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (const QueueRole *Role = Index.role(Call)) {
    visitRole(*Role, Call, Item);
    return;
  }
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
    switch (Operator->getOperator()) {
    case OO_PlusPlus:
    case OO_PlusEqual:
      noteChange(CountsUp, Operator->getArg(0), Item);
      return;
    case OO_MinusMinus:
    case OO_MinusEqual:
      noteChange(CountsDown, Operator->getArg(0), Item);
      return;
    case OO_Equal:
      if (Operator->getNumArgs() == 2)
        visitAssignment(Operator->getArg(0), Operator->getArg(1), Item);
      return;
    case OO_Subscript:
      noteChange(ReadsElement, Operator->getArg(0), Item);
      return;
    default:
      break;
    }
  }
  if (!Callee)
    return;
  CallRole Known = Index.model().role(Callee);
  if (Known.Function == FunctionEffect::Exchanges) {
    // Both now have the other's contents.
    for (const Expr *Arg : Call->arguments())
      noteChange(RemovesElement, Arg, Item);
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
      noteChange(RemovesElement, Member->getImplicitObjectArgument(), Item);
      if (Call->getNumArgs() == 1) {
        AccessPath A = Body.path(Member->getImplicitObjectArgument());
        AccessPath B = Body.path(Call->getArg(0));
        if (lastDecl(A) && lastDecl(B) && !A.elements().empty() &&
            !B.elements().empty())
          All.unite(lastDecl(A), lastDecl(B));
      }
    } else if (Call->getNumArgs() == 2) {
      AccessPath A = Body.path(Call->getArg(0));
      AccessPath B = Body.path(Call->getArg(1));
      if (lastDecl(A) && lastDecl(B) && !A.elements().empty() &&
          !B.elements().empty())
        All.unite(lastDecl(A), lastDecl(B));
    }
    return;
  }
  if (Known.Lock || Known.Guard)
    return;
  if (isAssumedWait(Call, Item)) {
    addWait(Item, Call->getExprLoc(), nullptr);
    Waits.back().AssumedWait = Callee;
    return;
  }
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
    const Expr *Object = Member->getImplicitObjectArgument();
    if (mayChangeObject(Callee) && !isa<CXXThisExpr>(strip(Object)) &&
        !Index.entryOf(Object->IgnoreParenImpCasts()->getType()))
      noteChange(Call->getNumArgs() ? CallsWithArguments : Calls, Object, Item);
    // A stored value comes through atomics as well.
    if (Call->getNumArgs() >= 1 &&
        Call->getArg(0)->getType()->isIntegralOrEnumerationType() &&
        !All.Sight.worthwhile(Callee) &&
        Object->getType()->getAsCXXRecordDecl() && Callee->getIdentifier() &&
        Callee->getReturnType()->isVoidType())
      visitAssignment(Object, Call->getArg(0), Item);
  } else if (!isa<CXXOperatorCallExpr>(Call) && Call->getNumArgs() >= 2) {
    // `ring_write(&q->ring, item)`: C's member functions.
    QualType First = Call->getArg(0)->getType();
    if (First->isPointerType() && !First->getPointeeType().isConstQualified() &&
        First->getPointeeType()->isRecordType())
      noteChange(CallsWithArguments, Call->getArg(0), Item);
  }
  fold(Call, Item);
}

/// Whether \p Call can be nothing but the wait of a condition class that is out
/// of sight: it is all that a loop does, and is given the lock.
bool QueueFacts::Builder::isAssumedWait(const CallExpr *Call,
                                        const BodyItem &Item) {
  const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
  const FunctionDecl *Callee = Call->getDirectCallee();
  const Scope *Loop = enclosingLoop(Item.Where);
  if (!Member || !Callee || !Item.Unused || !Loop || !Item.Where ||
      Item.Where->S != Loop->S || !All.mayBeWait(Callee) ||
      isa<CXXThisExpr>(strip(Member->getImplicitObjectArgument())))
    return false;
  const Stmt *Inside = nullptr;
  if (const auto *While = dyn_cast<WhileStmt>(Loop->S))
    Inside = While->getBody();
  else if (const auto *For = dyn_cast<ForStmt>(Loop->S))
    Inside = For->getInc() ? nullptr : For->getBody();
  if (const auto *Block = dyn_cast_or_null<CompoundStmt>(Inside))
    Inside = Block->size() == 1 ? Block->body_front() : nullptr;
  const auto *E = dyn_cast_or_null<Expr>(Inside);
  return E && strip(E) == Call;
}

/// Helpers of the same object, and what waits for others to be told: their
/// waits and changes are the caller's.
void QueueFacts::Builder::fold(const CallExpr *Call, const BodyItem &Item) {
  Frame Inner;
  Frame Top = topFrame();
  const FunctionDecl *Named = Call->getDirectCallee();
  constexpr unsigned MaxDepth = 6;
  if (!Named || All.Depth > MaxDepth || !All.Sight.worthwhile(Named) ||
      All.InProgress.contains(Named->getCanonicalDecl()))
    return;
  // A class has many helpers; only what may belong to a queue is followed.
  bool OfSameClass = !isa<CXXMethodDecl>(Named);
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    OfSameClass = isa<CXXThisExpr>(strip(Member->getImplicitObjectArgument()));
  bool MayTry = Named->getReturnType()->isBooleanType() &&
                Call->getNumArgs() > 0 && enclosingLoop(Item.Where);
  if (!OfSameClass && !MayTry && !All.Sight.mayWait(Named))
    return;
  if (!isa<CXXMethodDecl>(Named) && !MayTry && !All.Sight.mayWait(Named) &&
      !llvm::any_of(Call->arguments(), [](const Expr *Arg) {
        return Arg->getType()->isPointerType() &&
               Arg->getType()->getPointeeType()->isRecordType();
      }))
    return;
  if (!enter(Top, Call, Inner) || Inner.F == F || Inner.Body->tooLarge())
    return;
  const auto *CalleeMethod = dyn_cast<CXXMethodDecl>(Inner.F);
  bool SameObject = CalleeMethod ? Inner.Receiver.root() == AccessPath::This &&
                                       Inner.Receiver.elements().empty()
                                 : false;
  if (!CalleeMethod)
    for (const AccessPath &Arg : Inner.Arguments)
      SameObject |= Arg.root() == AccessPath::Param && Arg.elements().empty();
  const Facts &Callee = All.of(Inner.F);
  ExprPaths Paths(F, Index.model());
  auto Translate = [&](const AccessPath &Path) {
    return Paths.translate(Path, Inner.F, Inner.Receiver, Inner.Arguments,
                           AccessPath::opaque());
  };
  if (SameObject)
    for (const Facts::Change &Change : Callee.Changes) {
      AccessPath Path = Translate(Change.Path);
      if (Path.isNamed() && Result.Changes.size() < 512)
        Result.Changes.push_back(
            {Change.Kind, Path, Item.Order, Item.Where, Item.S});
    }
  for (const Facts::OpenWait &Open : Callee.OpenWaits) {
    if (Waits.size() > 64)
      break;
    Facts::OpenWait Wait;
    Wait.Loc = Open.Loc;
    Wait.Where = Item.Where;
    Wait.Order = Item.Order;
    Wait.IsSemaphore = Open.IsSemaphore;
    Wait.AssumedWait = Open.AssumedWait;
    if (Open.IsSemaphore)
      Wait.Semaphore = Translate(Open.Semaphore);
    bool Possible = true;
    for (const ParamCondition &Condition : Open.Conditions) {
      if (Condition.Index >= Call->getNumArgs())
        continue;
      if (std::optional<int64_t> Value =
              constant(Call->getArg(Condition.Index)))
        Possible &= Condition.holdsFor(*Value);
      else
        Possible &= Condition.IsCheck;
    }
    if (!Possible)
      continue;
    for (const Mention &M : Open.Mentions)
      if (AccessPath Path = Translate(M.Path); Path.isNamed())
        Wait.Mentions.push_back({Path, M.Orientation});
    // What waits for a condition of its own has said all; a bare wait waits
    // for what its caller tests.
    if (Open.Mentions.empty() && !Open.IsSemaphore)
      for (const Expr *Arg : Call->arguments())
        if (isCallableType(Arg->getType()))
          orient(Top, Arg, /*Holds=*/false, Wait.Mentions);
    Wait.OwnMentions = Wait.Mentions.size();
    const Scope *Loop = enclosingLoop(Item.Where);
    const Scope *Outer = Loop ? Loop->Parent : nullptr;
    orientScopes(Item.Where, Outer, Wait.Mentions);
    if (Open.Mentions.empty())
      Wait.OwnMentions = Wait.Mentions.size();
    if (Outer)
      orientScopes(Outer, nullptr, Wait.Mentions);
    conditionsOf(Item.Where, Wait.Conditions);
    // Waits inside of other objects are reported at the call.
    if (!SameObject)
      Wait.Loc = Call->getExprLoc();
    Waits.push_back(std::move(Wait));
  }
  if (Callee.TriesPut.isNamed())
    if (const Scope *Loop = enclosingLoop(Item.Where)) {
      AccessPath Path = Translate(Callee.TriesPut);
      if (Path.isNamed()) {
        // Kept as an event that the end of the function decides on.
        QueueEvent Event;
        Event.Is = QueueEvent::Post;
        Event.Queue = Path;
        Event.Site = Call->getExprLoc();
        Event.In = F;
        Event.Where = Item.Where;
        Event.Order = Item.Order;
        Event.Statement = Call;
        Result.Events.push_back(std::move(Event));
        TriesInLoops.push_back({Loop, Path});
      }
    }
}

/// Whether \p Condition holds for certain only if \p Call gave false (or with
/// \p Wanted, true).
static bool decidedBy(const Expr *Condition, const Stmt *Call, bool Wanted) {
  for (unsigned Depth = 0; Condition && Depth < 16; ++Depth) {
    Condition = strip(Condition);
    if (Condition == Call)
      return Wanted;
    if (const auto *Unary = dyn_cast<UnaryOperator>(Condition);
        Unary && Unary->getOpcode() == UO_LNot) {
      Wanted = !Wanted;
      Condition = Unary->getSubExpr();
      continue;
    }
    if (const auto *Binary = dyn_cast<BinaryOperator>(Condition)) {
      if (Binary->getOpcode() == BO_LAnd) {
        return decidedBy(Binary->getLHS(), Call, Wanted) ||
               decidedBy(Binary->getRHS(), Call, Wanted);
      }
      if (Binary->getOpcode() == BO_EQ || Binary->getOpcode() == BO_NE) {
        const auto *False =
            dyn_cast<CXXBoolLiteralExpr>(strip(Binary->getRHS()));
        if (!False)
          return false;
        if (False->getValue() != (Binary->getOpcode() == BO_EQ))
          Wanted = !Wanted;
        Condition = Binary->getLHS();
        continue;
      }
    }
    return false;
  }
  return false;
}

/// A loop that tries until it succeeds is a put that waits.
void QueueFacts::Builder::spinLoops() {
  for (QueueEvent &Event : Result.Events) {
    if (Event.Is != QueueEvent::Post || !Event.Statement)
      continue;
    const Scope *Loop = enclosingLoop(Event.Where);
    if (!Loop)
      continue;
    const auto *Call = cast<CallExpr>(Event.Statement);
    if (const QueueRole *Role = Index.role(Call);
        Role && Role->Operation != QueueOperation::TryPut)
      continue;
    const Expr *Condition = nullptr;
    if (const auto *While = dyn_cast<WhileStmt>(Loop->S))
      Condition = While->getCond();
    else if (const auto *Do = dyn_cast<DoStmt>(Loop->S))
      Condition = Do->getCond();
    else if (const auto *For = dyn_cast<ForStmt>(Loop->S)) {
      Condition = For->getCond();
      if (For->getInc())
        continue;
    } else {
      continue;
    }
    bool Retries = Condition && decidedBy(Condition, Call, /*Wanted=*/false);
    // `while (running) { if (queue.tryPut(x)) return; pause(); }`
    if (!Retries && !decidedBy(Condition, Call, true)) {
      bool Succeeds = false, OtherWayOut = false;
      for (const BodyItem &Item : Body.items()) {
        if (!isa<ReturnStmt, BreakStmt>(Item.S) || !isInside(Item.Where, Loop))
          continue;
        bool Decided = false;
        for (const Scope *S = Item.Where; S && S != Loop; S = S->Parent)
          Decided |= S->Is == Scope::Test && S->Condition && S->Holds &&
                     decidedBy(S->Condition, Call, /*Wanted=*/true);
        Succeeds |= Decided;
        (void)OtherWayOut;
      }
      Retries = Succeeds;
    }
    if (!Retries)
      continue;
    // A loop that counts its tries, or looks at a clock, gives up; one that
    // makes room for itself does not wait.
    BodyItem Here;
    Here.S = Call;
    Here.Where = Event.Where;
    Here.Unused = true;
    if (givesUp(Here)) {
      // The success itself is a way out that is no giving up.
      bool Deadline = false;
      for (const BodyItem &Item : Body.items())
        if (isa<ReturnStmt, BreakStmt>(Item.S) && isInside(Item.Where, Loop)) {
          bool Decided = false;
          bool AnyTest = false;
          for (const Scope *S = Item.Where; S && S != Loop; S = S->Parent)
            if (S->Is == Scope::Test && S->Condition && S->S != Loop->S) {
              AnyTest = true;
              Decided |= decidedBy(S->Condition, Call, true) ||
                         decidedBy(S->Condition, Call, false);
            }
          Deadline |= AnyTest && !Decided;
        }
      if (Deadline || isa<ForStmt>(Loop->S))
        continue;
    }
    bool MakesRoom = false;
    for (const QueueEvent &Other : Result.Events)
      MakesRoom |= Other.Is == QueueEvent::Take && Other.Queue == Event.Queue &&
                   isInside(Other.Where, Loop);
    for (const Facts::Change &Change : Result.Changes)
      MakesRoom |= Change.Kind == RemovesElement &&
                   Change.Path == Event.Queue && isInside(Change.Where, Loop);
    if (MakesRoom)
      continue;
    Event.Is = QueueEvent::Put;
    Event.Where = Loop->Parent;
    conditionsOf(Event.Where, Event.Conditions);
    describeGuards(Event);
  }
}

void QueueFacts::Builder::describeGuards(QueueEvent &Event) {
  for (const Scope *S = Event.Where; S; S = S->Parent) {
    if (S->Is != Scope::Test || !S->Condition ||
        S->Condition->isTypeDependent())
      continue;
    if (All.identifiesThread(S->Condition))
      Event.Doubtful = true;
    flagsOf(*S, Body, Event.Queue, 8, Event.Flags);
  }
}

QueueEvent QueueFacts::Builder::eventOf(QueueEvent::Kind Kind,
                                        const AccessPath &Queue,
                                        const Facts::OpenWait &Wait) {
  QueueEvent Event;
  Event.Is = Kind;
  Event.Queue = Queue;
  Event.Site = Wait.Loc;
  Event.In = F;
  Event.Conditions = Wait.Conditions;
  Event.Where = Wait.Where;
  Event.Order = Wait.Order;
  Event.AssumedWait = Wait.AssumedWait;
  describeGuards(Event);
  // What the wait itself asks about the queue is no doubt of ours.
  llvm::SmallVector<FlagTest, 1> Others;
  for (const FlagTest &Flag : Event.Flags)
    if (llvm::none_of(Wait.Mentions, [&](const Mention &M) {
          return lastDecl(M.Path) == Flag.D &&
                 (M.Orientation == WhileFull || M.Orientation == WhileEmpty ||
                  (M.Orientation == WhileNotEmpty &&
                   Kind == QueueEvent::AwaitIdle) ||
                  lastDecl(Queue) == Flag.D);
        }))
      Others.push_back(Flag);
  Event.Flags = std::move(Others);
  // `capacity_ && size >= capacity_`: what the flag part names may be off.
  for (const Mention &M : Wait.Mentions)
    if (M.Orientation == WhileSet)
      if (const auto *Field = dyn_cast_or_null<FieldDecl>(lastDecl(M.Path)))
        if (Field->getType()->isIntegerType() &&
            !Field->getType()->isBooleanType())
          Event.BoundField = Field;
  // A bound that starts as the largest number is none.
  if (Kind == QueueEvent::Put)
    for (const FieldDecl *Field : Bounds)
      if (std::optional<int64_t> Value = constant(initializerOf(Field));
          Value && (*Value <= 0 || *Value >= INT32_MAX))
        Event.BoundField = Field;
  return Event;
}

void QueueFacts::Builder::addEvent(QueueEvent::Kind Kind,
                                   const AccessPath &Queue,
                                   const Facts::OpenWait &Wait,
                                   llvm::ArrayRef<AccessPath> AlsoIn,
                                   const Scope *RemovedAt) {
  QueueEvent Event = eventOf(Kind, Queue, Wait);
  Event.RemovedAt = RemovedAt;
  const Decl *Place = lastDecl(Queue);
  for (const AccessPath &Other : AlsoIn)
    if (const Decl *D = lastDecl(Other); D && D != Place)
      All.unite(Place, D);
  Result.Events.push_back(std::move(Event));
}

void QueueFacts::Builder::classify(Facts::OpenWait &Wait) {
  bool Full = false, Empty = false, NotEmpty = false;
  for (const Mention &M : Wait.Mentions) {
    Full |= M.Orientation == WhileFull;
    Empty |= M.Orientation == WhileEmpty;
    NotEmpty |= M.Orientation == WhileNotEmpty;
  }
  const Scope *Loop = enclosingLoop(Wait.Where);
  auto Follows = [&](const Facts::Change &Change) {
    return Change.Order > Wait.Order || (Loop && isInside(Change.Where, Loop));
  };
  auto MentionedAs = [&](const AccessPath &Path, Orientation Is) {
    return llvm::any_of(Wait.Mentions, [&](const Mention &M) {
      return M.Orientation == Is && toField(M.Path) == Path;
    });
  };
  auto Mentioned = [&](const AccessPath &Path) {
    return llvm::any_of(Wait.Mentions, [&](const Mention &M) {
      return toField(M.Path) == Path;
    });
  };

  // A semaphore that is waited for again and again, while something else says
  // so, only wakes.
  for (const Mention &M :
       llvm::ArrayRef<Mention>(Wait.Mentions).take_front(Wait.OwnMentions))
    if (Wait.IsSemaphore && Loop && M.Orientation == WhileFull)
      Wait.IsSemaphore = false;
  if (Wait.GivesUp)
    Full = NotEmpty = false;
  if (Wait.IsSemaphore) {
    // Taken and given back here, it keeps others out.
    for (const auto &[Path, Order] : Released)
      if (Path == Wait.Semaphore)
        return;
    // The ends of a linked list; what stands around the wait comes later too.
    const Facts::Change *Linked = nullptr, *Unlinked = nullptr;
    llvm::SmallVector<AccessPath, 4> Ends;
    for (const Facts::Change &Change : Result.Changes) {
      if (!Follows(Change) || !isListEnd(Change.Path))
        continue;
      if (Change.Kind == Assigns && !Linked)
        Linked = &Change;
      else if (Change.Kind == Unlinks && !Unlinked)
        Unlinked = &Change;
    }
    // The other end is set with it when something is added.
    if (!Unlinked)
      for (const Facts::Change &Change : Result.Changes)
        if (Follows(Change) && Change.Kind == Assigns && isListEnd(Change.Path))
          Ends.push_back(Change.Path);
    bool HasContainer = llvm::any_of(Result.Changes, [&](const auto &Change) {
      return Follows(Change) &&
             (Change.Kind == AddsElement || Change.Kind == StoresElement ||
              Change.Kind == RemovesElement);
    });
    if (!HasContainer && (Linked || Unlinked)) {
      addEvent(Unlinked ? QueueEvent::Take : QueueEvent::Put,
               Unlinked ? Unlinked->Path : Linked->Path, Wait, Ends,
               Unlinked ? Unlinked->Where : nullptr);
      return;
    }
    for (const Facts::Change &Change : Result.Changes) {
      if (Change.Order <= Wait.Order)
        continue;
      bool Adds = Change.Kind == AddsElement || Change.Kind == StoresElement;
      if (Adds || Change.Kind == RemovesElement || Change.Kind == CountsUp ||
          Change.Kind == Advances || Change.Kind == CallsWithArguments ||
          Change.Kind == Calls) {
        // An index alone moves on both sides; look for what is stored.
        if (!Adds && Change.Kind != RemovesElement) {
          const Facts::Change *Store = nullptr;
          for (const Facts::Change &Other : Result.Changes)
            if (Other.Order > Wait.Order &&
                (Other.Kind == AddsElement || Other.Kind == StoresElement))
              Store = &Other;
          if (Store ||
              (Change.Kind == CallsWithArguments && !Released.empty())) {
            addEvent(QueueEvent::Put, Store ? Store->Path : Change.Path, Wait,
                     {Change.Path});
            return;
          }
          if (!Released.empty()) {
            const Facts::Change *Read = &Change;
            for (const Facts::Change &Other : Result.Changes)
              if (Other.Order > Wait.Order && Other.Kind == ReadsElement)
                Read = &Other;
            addEvent(QueueEvent::Take, Read->Path, Wait, {});
            return;
          }
          continue;
        }
        addEvent(Adds ? QueueEvent::Put : QueueEvent::Take, Change.Path, Wait,
                 {});
        return;
      }
    }
    Result.OpenWaits.push_back(Wait);
    return;
  }

  // Puts.
  if (Full) {
    const Facts::Change *Store = nullptr, *Pointer = nullptr;
    llvm::SmallVector<AccessPath, 4> Touched;
    for (const Facts::Change &Change : Result.Changes) {
      if (!Follows(Change))
        continue;
      switch (Change.Kind) {
      case AddsElement:
      case StoresElement:
        if (!Store)
          Store = &Change;
        break;
      case CallsWithArguments:
        if (Mentioned(Change.Path) && !Store)
          Store = &Change;
        break;
      case Assigns:
        if (const auto *Field =
                dyn_cast_or_null<ValueDecl>(lastDecl(Change.Path));
            Field && Field->getType()->isAnyPointerType() &&
            !isLocal(Change.Path) &&
            (!Pointer || (isListEnd(Change.Path) && !isListEnd(Pointer->Path))))
          Pointer = &Change;
        break;
      default:
        break;
      }
      if (Mentioned(Change.Path) || Change.Kind == StoresElement ||
          Change.Kind == AddsElement)
        Touched.push_back(Change.Path);
    }
    if (!Store && Pointer) {
      Store = Pointer;
      // Both ends of a linked list are the list.
      for (const Facts::Change &Change : Result.Changes)
        if (Follows(Change) && Change.Kind == Assigns &&
            isListEnd(Change.Path) && isListEnd(Pointer->Path))
          Touched.push_back(Change.Path);
    }
    // What it calls may be what adds.
    if (!Store || Store->Kind == CallsWithArguments)
      Result.BoundWaits.push_back(
          {Wait, eventOf(QueueEvent::Put, AccessPath::opaque(), Wait)});
    if (Store) {
      addEvent(QueueEvent::Put, Store->Path, Wait, Touched);
      return;
    }
  }
  // Takes.
  if (Empty) {
    const Facts::Change *Removal = nullptr;
    llvm::SmallVector<AccessPath, 4> Touched;
    for (const Facts::Change &Change : Result.Changes) {
      if (!Follows(Change))
        continue;
      bool OnQueue = MentionedAs(Change.Path, WhileEmpty);
      bool Removes =
          Change.Kind == RemovesElement || Change.Kind == Unlinks ||
          (OnQueue && Change.Kind != AddsElement &&
           Change.Kind != StoresElement && Change.Kind != ReadsElement);
      if (Removes && (!Removal || (Change.Kind == RemovesElement &&
                                   Removal->Kind != RemovesElement)))
        Removal = &Change;
      if (OnQueue)
        Touched.push_back(Change.Path);
    }
    if (Removal && Removal->Kind != RemovesElement)
      for (const Facts::Change &Change : Result.Changes)
        if (Change.Kind == ReadsElement && Follows(Change)) {
          // An index moves on; the array is what has the elements.
          Touched.push_back(Removal->Path);
          Removal = &Change;
          break;
        }
    if (Removal) {
      addEvent(QueueEvent::Take, Removal->Path, Wait, Touched, Removal->Where);
      // What the consumer counts down is what somebody waits for to be zero.
      const Scope *Outer = Loop;
      while (const Scope *Next = Outer ? enclosingLoop(Outer->Parent) : nullptr)
        Outer = Next;
      for (const Facts::Change &Change : Result.Changes)
        if (Change.Kind == CountsDown && Change.Order > Wait.Order &&
            (!Outer || isInside(Change.Where, Outer)))
          All.Drained.try_emplace(lastDecl(Change.Path),
                                  lastDecl(Removal->Path));
      return;
    }
  }
  // A place for one element.
  for (const Mention &M : Wait.Mentions) {
    if (M.Orientation != WhileSet && M.Orientation != WhileClear)
      continue;
    AccessPath Flag = toField(M.Path);
    const auto *D = dyn_cast_or_null<ValueDecl>(lastDecl(Flag));
    if (!D || !isShared(Flag))
      continue;
    QualType Type = D->getType();
    bool IsValue = !Type->isBooleanType() && !Type->isIntegerType();
    bool SetsIt = false, ClearsIt = false, StoresOther = false;
    const Facts::Change *Other = nullptr;
    for (const Facts::Change &Change : Result.Changes) {
      if (!Follows(Change))
        continue;
      if (Change.Path == Flag) {
        SetsIt |= Change.Kind == Assigns || Change.Kind == CallsWithArguments;
        ClearsIt |= Change.Kind == Clears || Change.Kind == Calls;
        if (IsValue && M.Orientation == WhileClear)
          ClearsIt |= Change.Kind == Assigns || Change.Kind == Advances;
      } else if ((Change.Kind == Assigns || Change.Kind == AddsElement ||
                  Change.Kind == StoresElement) &&
                 !Other) {
        // The element beside the flag, if the function was given it.
        Other = &Change;
        StoresOther = F->getNumParams() > 0;
      }
    }
    if (M.Orientation == WhileSet && SetsIt && !Wait.GivesUp &&
        (IsValue || StoresOther)) {
      addEvent(QueueEvent::Put, Flag, Wait,
               Other ? llvm::ArrayRef<AccessPath>(Other->Path)
                     : llvm::ArrayRef<AccessPath>());
      return;
    }
    if (M.Orientation == WhileClear && ClearsIt) {
      addEvent(QueueEvent::Take, Flag, Wait, {});
      return;
    }
  }
  if (NotEmpty && !Full && !Empty) {
    // A wait within a loop that takes waits for something else.
    auto Takes = [&](const AccessPath &Path) {
      return Loop && llvm::any_of(Result.Changes, [&](const auto &Change) {
               return Change.Kind == RemovesElement && Change.Path == Path &&
                      isInside(Change.Where, Loop);
             });
    };
    for (const Mention &M :
         llvm::ArrayRef<Mention>(Wait.Mentions).take_front(Wait.OwnMentions))
      if (M.Orientation == WhileNotEmpty && isShared(M.Path) &&
          !Takes(toField(M.Path))) {
        addEvent(QueueEvent::AwaitIdle, toField(M.Path), Wait, {});
        // Callers see the event; it would be told twice.
        return;
      }
  }
  if (!Wait.GivesUp)
    Result.OpenWaits.push_back(Wait);
}

/// Adds where there is room, and says whether there was.
void QueueFacts::Builder::classifyTryPut() {
  if (!F->getReturnType()->isBooleanType() || !Waits.empty())
    return;
  bool Stores = llvm::any_of(Result.Changes, [](const Facts::Change &Change) {
    return Change.Kind == AddsElement || Change.Kind == StoresElement;
  });
  for (const Facts::Change &Change : Result.Changes) {
    bool Reads = !Stores && Change.Kind == ReadsElement;
    if (Change.Kind != AddsElement && Change.Kind != StoresElement && !Reads)
      continue;
    llvm::SmallVector<Mention, 4> Tested;
    Frame Top = topFrame();
    for (const Scope *S = Change.Where; S; S = S->Parent)
      if (S->Is == Scope::Test)
        orient(Top, S->Condition, !S->Holds, Tested);
    // The early return may stand in a loop that ends before.
    for (const BodyItem &Item : Body.items())
      if (isa<ReturnStmt>(Item.S) && Item.Order < Change.Order)
        for (const Scope *S = Item.Where; S; S = S->Parent)
          if (S->Is == Scope::Test)
            orient(Top, S->Condition, S->Holds, Tested);
    for (const Mention &M : Tested)
      if (M.Orientation == WhileFull || M.Orientation == WhileEmpty) {
        // Which index runs after which does not matter where an element is
        // stored behind the test.
        if (Reads) {
          QueueEvent Event;
          Event.Is = QueueEvent::Take;
          Event.Waits = false;
          Event.Queue = Change.Path;
          Event.Site = Change.S->getBeginLoc();
          Event.In = F;
          Event.Where = Change.Where;
          Event.Order = Change.Order;
          Result.Events.push_back(std::move(Event));
          return;
        }
        Result.TriesPut = Change.Path;
        if (lastDecl(M.Path) && All.Counters.contains(lastDecl(M.Path)))
          All.unite(lastDecl(Change.Path), lastDecl(M.Path));
        return;
      }
  }
}

/// Removals without a wait: takes that a put may wait for all the same.
void QueueFacts::Builder::freeRemovals() {
  size_t Known = Result.Events.size();
  for (const Facts::Change &Change : Result.Changes) {
    bool Adds = Change.Kind == AddsElement;
    if ((Change.Kind != RemovesElement && Change.Kind != Unlinks && !Adds) ||
        Result.Events.size() > 128)
      continue;
    const auto *Call = dyn_cast<CallExpr>(Change.S);
    // What a helper did is the helper's event.
    if (Call && !Index.role(Call) && !Adds)
      if (const FunctionDecl *Callee = Call->getDirectCallee();
          Callee && All.Sight.worthwhile(Callee))
        continue;
    if (Call && Adds && !Index.role(Call))
      continue;
    bool PartOfWait = false;
    for (size_t I = 0; I < Known; ++I) {
      const QueueEvent &Event = Result.Events[I];
      const Scope *Loop = enclosingLoop(Event.Where);
      PartOfWait |= Event.Is == (Adds ? QueueEvent::Put : QueueEvent::Take) &&
                    !Event.Entry && Event.Queue == Change.Path &&
                    (Event.Order < Change.Order ||
                     (Loop && isInside(Change.Where, Loop)));
    }
    if (PartOfWait)
      continue;
    // A removal because it is full makes room and consumes nothing.
    llvm::SmallVector<Mention, 4> Tested;
    if (!Adds)
      orientScopes(Change.Where, nullptr, Tested);
    if (llvm::any_of(Tested, [](const Mention &M) {
          return M.Orientation == WhileFull;
        }))
      continue;
    QueueEvent Event;
    Event.Is = Adds ? QueueEvent::Post : QueueEvent::Take;
    Event.Waits = false;
    Event.Queue = Change.Path;
    Event.Site = Change.S->getBeginLoc();
    Event.In = F;
    Event.Where = Change.Where;
    Event.Order = Change.Order;
    Result.Events.push_back(std::move(Event));
  }
}

void QueueFacts::Builder::build() {
  if (Body.tooLarge())
    return;
  for (const BodyItem &Item : Body.items()) {
    if (const auto *Call = dyn_cast<CallExpr>(Item.S)) {
      if (!Call->isTypeDependent())
        visitCall(Call, Item);
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(Item.S)) {
      noteChange(Unary->isIncrementOp() ? CountsUp : CountsDown,
                 Unary->getSubExpr(), Item);
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(Item.S)) {
      if (Binary->getOpcode() == BO_Assign)
        visitAssignment(Binary->getLHS(), Binary->getRHS(), Item);
      else if (Binary->getOpcode() == BO_AddAssign)
        noteChange(CountsUp, Binary->getLHS(), Item);
      else if (Binary->getOpcode() == BO_SubAssign)
        noteChange(CountsDown, Binary->getLHS(), Item);
    } else if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(Item.S)) {
      noteChange(ReadsElement, Subscript->getBase(), Item);
    } else if (const auto *While = dyn_cast<WhileStmt>(Item.S)) {
      // `while (full()) ;`, but not `while (waitUntil(x)) ;`, which is judged
      // as the wait that it is.
      bool Waits = false;
      llvm::SmallVector<const Stmt *, 16> Pending{While->getCond()};
      for (unsigned Steps = 0; !Pending.empty() && Steps < 128; ++Steps) {
        const Stmt *Next = Pending.pop_back_val();
        if (!Next)
          continue;
        const auto *Call = dyn_cast<CallExpr>(Next);
        const QueueRole *Role =
            Call && !Call->isTypeDependent() ? Index.role(Call) : nullptr;
        Waits |= Role && (Role->Operation == QueueOperation::Wait ||
                          Role->Operation == QueueOperation::TimedWait ||
                          Role->Operation == QueueOperation::Acquire);
        Pending.append(Next->child_begin(), Next->child_end());
      }
      if (Waits)
        continue;
      if (isa_and_nonnull<NullStmt>(While->getBody()) ||
          (isa_and_nonnull<CompoundStmt>(While->getBody()) &&
           cast<CompoundStmt>(While->getBody())->body_empty()))
        addWait(Item, While->getWhileLoc(), nullptr);
    }
  }
  spinLoops();
  for (Facts::OpenWait &Wait : Waits)
    classify(Wait);
  classifyTryPut();
  freeRemovals();
}

QueueFacts::QueueFacts(const QueueIndex &Index, Bodies &Sight)
    : Index(Index), Sight(Sight) {}
QueueFacts::~QueueFacts() = default;

const FunctionBody &QueueFacts::body(const FunctionDecl *Definition) {
  auto &Slot = WalkedBodies[Definition->getCanonicalDecl()];
  if (!Slot)
    Slot = std::make_unique<FunctionBody>(Definition, Index.model());
  return *Slot;
}

void QueueFacts::noteCounters(const FunctionDecl *F) {
  const FunctionBody &Body = body(F);
  auto Note = [&](const Expr *E) {
    E = strip(E);
    if (const auto *Member = dyn_cast<MemberExpr>(E))
      Counters.insert(Member->getMemberDecl()->getCanonicalDecl());
    else if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
          V && !V->hasLocalStorage())
        Counters.insert(V->getCanonicalDecl());
  };
  for (const BodyItem &Item : Body.items()) {
    if (const auto *Unary = dyn_cast<UnaryOperator>(Item.S))
      Note(Unary->getSubExpr());
    else if (const auto *Binary = dyn_cast<BinaryOperator>(Item.S)) {
      bool Counts = Binary->isCompoundAssignmentOp();
      if (!Counts) {
        const Expr *Value = strip(Binary->getRHS());
        if (const auto *Ref = dyn_cast<DeclRefExpr>(Value))
          if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
            if (const Expr *Only = Body.onlyValue(V))
              Value = Only;
        Counts = isArithmetic(Value) &&
                 Binary->getLHS()->getType()->isIntegralOrEnumerationType();
      }
      if (Counts)
        Note(Binary->getLHS());
    } else if (const auto *Call = dyn_cast<CXXOperatorCallExpr>(Item.S)) {
      switch (Call->getOperator()) {
      case OO_PlusPlus:
      case OO_MinusMinus:
      case OO_PlusEqual:
      case OO_MinusEqual:
        Note(Call->getArg(0));
        break;
      default:
        break;
      }
    } else if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Item.S)) {
      // std::atomic: fetch_add, store, compare_exchange.
      const Expr *Object = Member->getImplicitObjectArgument();
      const CXXMethodDecl *Method = Member->getMethodDecl();
      if (Method && !Method->isConst() && Member->getNumArgs() >= 1 &&
          Member->getArg(0)->getType()->isIntegralOrEnumerationType() &&
          !Member->getArg(0)->getType()->isBooleanType() &&
          !Sight.worthwhile(Method)) {
        const QueueRole *Role = Index.role(Member);
        if (!Role)
          Note(Object);
      }
    }
  }
}

void QueueFacts::noteCounters(const CXXRecordDecl *Class) {
  if (!CountedClasses.insert(Class->getCanonicalDecl()).second)
    return;
  for (const CXXMethodDecl *Method : Class->methods())
    if (const FunctionDecl *Definition = Sight.worthwhile(Method))
      noteCounters(Definition);
}

const QueueFacts::Facts &QueueFacts::of(const FunctionDecl *Definition) {
  const FunctionDecl *Key = Definition->getCanonicalDecl();
  auto It = Known.find(Key);
  if (It != Known.end())
    return *It->second;
  auto New = std::make_unique<Facts>();
  Facts &Result = *New;
  Known[Key] = std::move(New);
  Result.Body = std::make_unique<FunctionBody>(Definition, Index.model());
  InProgress.insert(Key);
  ++Depth;
  Builder(*this, Definition, Result).build();
  --Depth;
  InProgress.erase(Key);
  return Result;
}

const Decl *QueueFacts::representative(const Decl *D) const {
  for (unsigned Steps = 0; D && Steps < 256; ++Steps) {
    auto It = Groups.find(D);
    if (It == Groups.end() || It->second == D)
      return D;
    D = It->second;
  }
  return D;
}

void QueueFacts::unite(const Decl *A, const Decl *B) {
  if (!A || !B)
    return;
  A = representative(A->getCanonicalDecl());
  B = representative(B->getCanonicalDecl());
  if (A == B)
    return;
  const auto *FA = dyn_cast<FieldDecl>(A);
  const auto *FB = dyn_cast<FieldDecl>(B);
  // The ends of a list that there is only one of.
  const auto *VA = dyn_cast<VarDecl>(A);
  const auto *VB = dyn_cast<VarDecl>(B);
  if (VA && VB && VA->hasGlobalStorage() && VB->hasGlobalStorage() &&
      VA->getDeclContext()->getRedeclContext() ==
          VB->getDeclContext()->getRedeclContext() &&
      VA->getType().getCanonicalType() == VB->getType().getCanonicalType()) {
    Groups[B] = A;
    return;
  }
  // Only what stands side by side is one queue.
  if (!FA || !FB || FA->getParent() != FB->getParent())
    return;
  // The first field that can hold elements names the queue.
  bool AHolds = !FA->getType()->isScalarType();
  bool BHolds = !FB->getType()->isScalarType();
  bool KeepA =
      AHolds != BHolds ? AHolds : FA->getFieldIndex() <= FB->getFieldIndex();
  if (KeepA)
    Groups[B] = A;
  else
    Groups[A] = B;
}

AccessPath QueueFacts::drained(const AccessPath &Path) const {
  size_t N = Path.elements().size();
  if (N == 0 || Path.elements()[N - 1].Kind != PathElement::Field)
    return Path;
  auto It = Drained.find(Path.elements()[N - 1].D);
  const auto *Field =
      It == Drained.end() ? nullptr : dyn_cast<FieldDecl>(It->second);
  if (!Field || Field->getParent() !=
                    cast<FieldDecl>(Path.elements()[N - 1].D)->getParent())
    return Path;
  return canonical(Path.prefix(N - 1).field(Field));
}

AccessPath QueueFacts::canonical(const AccessPath &Path) const {
  size_t N = Path.elements().size();
  if (N == 0 && Path.root() == AccessPath::Var)
    if (const Decl *Rep = representative(Path.var()->getCanonicalDecl());
        Rep != Path.var()->getCanonicalDecl())
      return AccessPath::var(cast<VarDecl>(Rep));
  if (N == 0 || Path.elements()[N - 1].Kind != PathElement::Field)
    return Path;
  const Decl *Rep = representative(Path.elements()[N - 1].D);
  if (Rep == Path.elements()[N - 1].D)
    return Path;
  return Path.prefix(N - 1).field(cast<FieldDecl>(Rep));
}

/// Whether an object of \p Class stands for holding a lock: the model says so,
/// or its destructor releases one.
bool QueueFacts::isLockHolder(const CXXRecordDecl *Class) {
  if (!Class || !Class->hasDefinition())
    return false;
  Class = Class->getCanonicalDecl();
  auto [It, New] = LockHolders.try_emplace(Class, false);
  if (!New)
    return It->second;
  const ModelIndex &Model = Index.model();
  const CXXDestructorDecl *Destructor = Class->getDefinition()->getDestructor();
  const FunctionDecl *Definition = nullptr;
  bool Holds = Model.guardOf(Class);
  if (!Holds && Destructor && !Destructor->isImplicit() &&
      Destructor->hasBody(Definition)) {
    if (!Locks)
      Locks = std::make_unique<CleanupIndex>(Model);
    llvm::SmallVector<const Stmt *, 16> Pending{Definition->getBody()};
    for (unsigned Steps = 0; !Pending.empty() && Steps < 128 && !Holds;
         ++Steps) {
      const Stmt *S = Pending.pop_back_val();
      if (!S)
        continue;
      if (const auto *Call = dyn_cast<CallExpr>(S))
        if (const FunctionDecl *Callee = Call->getDirectCallee()) {
          Holds = Model.role(Callee).Lock;
          if (const CleanupIndex::Roles *Roles = Locks->roles(Callee))
            for (const CleanupRole &Role : *Roles)
              Holds |= Role.Pair && Role.Pair->Kind == StateKind::Lock &&
                       Role.Action == CleanupAction::Discharge;
        }
      Pending.append(S->child_begin(), S->child_end());
    }
  }
  return LockHolders[Class] = Holds;
}

bool QueueFacts::mayBeWait(const FunctionDecl *Callee) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (!Method || !Method->isInstance() || Method->getNumParams() != 1 ||
      Method->isOverloadedOperator() || isa<CXXConstructorDecl>(Method) ||
      Method->isVirtual() || Method->hasBody() || Method->isInStdNamespace())
    return false;
  QualType Param = Method->getParamDecl(0)->getType();
  if (!Param->isLValueReferenceType() ||
      Param->getPointeeType().isConstQualified() ||
      !isLockHolder(Param->getPointeeType()->getAsCXXRecordDecl()))
    return false;
  return !Index.role(Callee) && !Index.model().role(Callee);
}

bool QueueFacts::bounds(const Facts::OpenWait &Wait, const FunctionDecl *F,
                        const AccessPath &Queue) {
  for (const Mention &M : Wait.Mentions) {
    if (M.Orientation != WhileFull)
      continue;
    AccessPath Asked = toField(M.Path);
    if (canonical(Asked) == Queue ||
        (!Asked.elements().empty() && Queue.startsWith(Asked)) ||
        (Asked.root() == AccessPath::Var && Queue.startsWith(Asked)))
      return true;
    for (const Facts::Change &Change : of(F).Changes)
      if (Change.Kind == CountsUp && Change.Order > Wait.Order &&
          Change.Path == Asked)
        return true;
  }
  return false;
}

bool QueueFacts::identifiesThread(const Expr *E, unsigned Depth) {
  llvm::SmallVector<const Stmt *, 16> Pending{E};
  for (unsigned Steps = 0; !Pending.empty() && Steps < 128; ++Steps) {
    const Stmt *S = Pending.pop_back_val();
    if (!S)
      continue;
    if (const auto *Call = dyn_cast<CallExpr>(S))
      if (const FunctionDecl *Callee = Call->getDirectCallee()) {
        if (Index.model().role(Callee).Function ==
            FunctionEffect::IdentifiesThread)
          return true;
        const FunctionDecl *Definition = Sight.worthwhile(Callee);
        if (Definition && Depth < 3) {
          llvm::SmallVector<const Expr *, 2> Values;
          returnedBy(body(Definition), Values);
          for (const Expr *Value : Values)
            if (identifiesThread(Value, Depth + 1))
              return true;
        }
      }
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
        if (V->getTLSKind() != VarDecl::TLS_None)
          return true;
    Pending.append(S->child_begin(), S->child_end());
  }
  return false;
}

} // namespace unwedge
