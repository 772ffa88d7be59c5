//===--- QueueConditions.cpp - What a test says of a queue ----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExprPaths.h"
#include "QueueFactsBuilder.h"
#include "unwedge/Facts/Callables.h"

using namespace clang;

namespace unwedge {

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

const Decl *lastDecl(const AccessPath &Path) {
  for (size_t I = Path.elements().size(); I-- > 0;)
    if (Path.elements()[I].Kind == PathElement::Field)
      return Path.elements()[I].D;
  return Path.root() == AccessPath::Var ? Path.var() : nullptr;
}

AccessPath toField(const AccessPath &Path) {
  size_t N = Path.elements().size();
  while (N > 0 && Path.elements()[N - 1].Kind != PathElement::Field)
    --N;
  return Path.prefix(N);
}

bool isLocal(const AccessPath &Path) {
  return Path.root() == AccessPath::Var && Path.elements().empty() &&
         Path.var()->hasLocalStorage();
}

bool isListEnd(const AccessPath &Path) {
  const auto *D = dyn_cast_or_null<ValueDecl>(lastDecl(Path));
  if (!D || !D->getType()->isPointerType() || isLocal(Path))
    return false;
  const auto *Record = D->getType()->getPointeeType()->getAsRecordDecl();
  const auto *Field = dyn_cast<FieldDecl>(D);
  return Record && !(Field && Field->getParent()->getCanonicalDecl() ==
                                  Record->getCanonicalDecl());
}

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

void returnedBy(const FunctionBody &Body,
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

bool isArithmetic(const Expr *E) {
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
        if (const Expr *Object = Index.object(*Role, Call)) {
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

} // namespace unwedge
