//===--- QueueChanges.cpp - What a function changes -----------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExprPaths.h"
#include "QueueFactsBuilder.h"

using namespace clang;

namespace unwedge {

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

} // namespace unwedge
