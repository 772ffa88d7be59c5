//===--- QueueGuards.cpp - Tests on the way to an operation ---------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "QueueFactsBuilder.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace unwedge {

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
