//===--- QueueElements.cpp - What elements of queues lead to --------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "QueueAnalysis.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace unwedge {

const VarDecl *localVariable(const Expr *E) {
  E = stripValue(E);
  if (const auto *Unary = dyn_cast_or_null<UnaryOperator>(E);
      Unary && Unary->getOpcode() == UO_AddrOf)
    E = stripValue(Unary->getSubExpr());
  const auto *Ref = dyn_cast_or_null<DeclRefExpr>(E);
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && V->hasLocalStorage() ? V->getCanonicalDecl() : nullptr;
}

/// Local variables that have what \p Call gives: by its result, or by an
/// argument that refers to them.
llvm::SmallVector<const VarDecl *, 2>
QueueAnalysis::elementsOf(const CallExpr *Call) const {
  llvm::SmallVector<const VarDecl *, 2> Result;
  for (const BodyItem &Item : Body->items()) {
    if (const auto *Decls = dyn_cast<DeclStmt>(Item.S)) {
      for (const Decl *D : Decls->decls())
        if (const auto *V = dyn_cast<VarDecl>(D); V && V->getInit() &&
                                                  V->hasLocalStorage() &&
                                                  contains(V->getInit(), Call))
          Result.push_back(V->getCanonicalDecl());
    } else if (const auto *Assign = dyn_cast<BinaryOperator>(Item.S)) {
      if (const VarDecl *V = localVariable(Assign->getLHS());
          V && Assign->getOpcode() == BO_Assign &&
          contains(Assign->getRHS(), Call))
        Result.push_back(V);
    }
  }
  for (const Expr *Arg : Call->arguments()) {
    QualType Type = Arg->getType();
    if (!Type->isPointerType() && !isPointerLike(Type->getAsCXXRecordDecl()) &&
        !Arg->isLValue())
      continue;
    if (const VarDecl *V = localVariable(Arg))
      Result.push_back(V);
  }
  return Result;
}

/// The class of what a pointer, reference or handle of \p Type refers to.
static const CXXRecordDecl *referredClass(QualType Type) {
  Type = Type.getNonReferenceType();
  if (Type->isPointerType())
    return Type->getPointeeType()->getAsCXXRecordDecl();
  const auto *Handle = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type->getAsCXXRecordDecl());
  if (!Handle || !isPointerLike(Handle) ||
      Handle->getTemplateArgs().size() == 0 ||
      Handle->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return nullptr;
  return Handle->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
}

static bool isSameOrBase(const CXXRecordDecl *Base, const CXXRecordDecl *D) {
  return Base && D && D->hasDefinition() &&
         (Base->getCanonicalDecl() == D->getCanonicalDecl() ||
          (Base->hasDefinition() && D->getDefinition()->isDerivedFrom(Base)));
}

/// The field of the element that \p Take gave, if the way to the queue of
/// \p Blocking starts with it: `message.logger->pool->queue`. Only one field of
/// the element may lead to an object of that kind.
const FieldDecl *QueueAnalysis::elementOwner(const Located &Take,
                                             const QueueEvent &Blocking) const {
  const AccessPath &Path = Blocking.Queue;
  const auto *Call = dyn_cast<CallExpr>(Body->items()[Take.Item].S);
  if (!Call || Path.root() != AccessPath::Var || Path.elements().size() < 3 ||
      Path.elements()[0].Kind != PathElement::Field ||
      Path.elements()[1].Kind != PathElement::Field ||
      !llvm::is_contained(elementsOf(Call), Path.var()->getCanonicalDecl()))
    return nullptr;
  const auto *Field = cast<FieldDecl>(Path.elements()[0].D);
  const auto *Owner = dyn_cast<CXXRecordDecl>(
      cast<FieldDecl>(Path.elements()[1].D)->getParent());
  unsigned Count = 0;
  for (const FieldDecl *Other : Field->getParent()->fields())
    Count += isSameOrBase(Owner, referredClass(Other->getType())) ||
             isSameOrBase(referredClass(Other->getType()), Owner);
  return Owner && Count == 1 ? Field : nullptr;
}

/// Whether \p E, or a part of it, is `this` handed on: itself, or what a member
/// function makes of it (a handle of the same object).
static bool handsOnThis(const Expr *E, const CXXRecordDecl *Class) {
  llvm::SmallVector<const Stmt *, 16> Pending{E};
  for (unsigned Steps = 0; !Pending.empty() && Steps < 64; ++Steps) {
    const Stmt *S = Pending.pop_back_val();
    if (!S)
      continue;
    if (isa<CXXThisExpr>(S))
      return true;
    if (isa<MemberExpr>(S))
      continue;
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S)) {
      if (Call->getNumArgs() == 0 &&
          isa<CXXThisExpr>(stripValue(Call->getImplicitObjectArgument())) &&
          isSameOrBase(referredClass(Call->getType()), Class))
        return true;
      continue;
    }
    Pending.append(S->child_begin(), S->child_end());
  }
  return false;
}

/// Whether objects of the class that \p Knot's element leads to put themselves
/// into the queue over the same members: then it is their own queue that the
/// element comes from.
bool QueueAnalysis::putsItself(const QueueKnot &Knot) {
  llvm::ArrayRef<PathElement> Way = Knot.Blocking.Queue.elements().drop_front();
  const auto *Owner =
      dyn_cast<CXXRecordDecl>(cast<FieldDecl>(Way.front().D)->getParent());
  for (const auto &[F, N] : Graph.nodes()) {
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    auto Known = Summaries.find(F);
    if (!Method || !N.Definition || Known == Summaries.end() ||
        !isSameOrBase(Owner, Method->getParent()))
      continue;
    for (const QueueEvent &Event : Known->second.Events) {
      if ((Event.Is != QueueEvent::Put && Event.Is != QueueEvent::Post) ||
          Event.Queue.root() != AccessPath::This || !Event.Calls ||
          Event.Queue.elements() != Way)
        continue;
      for (const BodyItem &Item : Facts.of(N.Definition).Body->items()) {
        const auto *Call = dyn_cast<CallExpr>(Item.S);
        if (Call && Call->getExprLoc() == Event.Calls->Step.Loc &&
            llvm::any_of(Call->arguments(), [&](const Expr *Arg) {
              return handsOnThis(Arg, Method->getParent());
            }))
          return true;
      }
    }
  }
  return false;
}

/// What \p F returns right behind its call at \p Loc, if that is a constant.
static std::optional<bool> returnedBehind(const FunctionBody &Body,
                                          SourceLocation Loc,
                                          ASTContext &Context) {
  unsigned Order = ~0u;
  for (const BodyItem &Item : Body.items()) {
    if (const auto *Call = dyn_cast<CallExpr>(Item.S);
        Call && Call->getExprLoc() == Loc)
      Order = Item.Order;
    const auto *Return = dyn_cast<ReturnStmt>(Item.S);
    if (!Return || Item.Order < Order || Order == ~0u)
      continue;
    if (!Return->getRetValue())
      return std::nullopt;
    std::optional<int64_t> Value =
        argumentValue(Return->getRetValue(), Context);
    return Value ? std::optional<bool>(*Value != 0) : std::nullopt;
  }
  return std::nullopt;
}

/// Whether the loop that calls \p Callee ends when the callee returns behind
/// what happens at \p Way.
bool QueueAnalysis::endsLoop(const FunctionDecl *Callee, SourceLocation Way,
                             const BodyItem &Call) {
  const Scope *Loop = enclosingLoop(Call.Where);
  const Expr *Condition = nullptr;
  if (const auto *While = dyn_cast_or_null<WhileStmt>(Loop ? Loop->S : nullptr))
    Condition = While->getCond();
  else if (const auto *Do = dyn_cast_or_null<DoStmt>(Loop ? Loop->S : nullptr))
    Condition = Do->getCond();
  if (!Condition)
    return false;
  bool Stops = false;
  Condition = stripValue(Condition);
  while (const auto *Unary = dyn_cast<UnaryOperator>(Condition)) {
    if (Unary->getOpcode() != UO_LNot)
      return false;
    Stops = !Stops;
    Condition = stripValue(Unary->getSubExpr());
  }
  const QueueFacts::Facts &Known = Facts.of(Callee);
  return Condition == Call.S && Known.Body &&
         returnedBehind(*Known.Body, Way, Context) == Stops;
}

/// Looks for a caller that calls the function of \p Knot in a loop: then the
/// function takes again, and its return does not end the consumer.
void QueueAnalysis::findLoopOfCaller(QueueKnot &Knot) {
  const FunctionDecl *Callee = Knot.F->getCanonicalDecl();
  SourceLocation Way =
      Knot.Blocking.Calls ? Knot.Blocking.Calls->Step.Loc : Knot.Blocking.Site;
  for (const auto &[F, N] : Graph.nodes()) {
    if (!N.Definition || !llvm::is_contained(N.Callees, Callee))
      continue;
    FunctionBody Caller(N.Definition, Unit.model());
    for (const BodyItem &Item : Caller.items()) {
      const auto *Call = dyn_cast<CallExpr>(Item.S);
      const Scope *Loop = enclosingLoop(Item.Where);
      if (!Call || !Loop || !Call->getDirectCallee() ||
          Call->getDirectCallee()->getCanonicalDecl() != Callee ||
          !isa<WhileStmt, DoStmt, ForStmt>(Loop->S))
        continue;
      Knot.NoLoop = false;
      if (!endsLoop(Knot.F, Way, Item))
        Knot.Blocking.Leaves = false;
      if (!Knot.Blocking.Leaves)
        return;
    }
  }
}

} // namespace unwedge
