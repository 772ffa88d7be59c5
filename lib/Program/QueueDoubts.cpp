//===--- QueueDoubts.cpp - Tests that may keep a knot from happening ------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "QueueAnalysis.h"

using namespace clang;

namespace unwedge {

bool QueueAnalysis::testsRoom(const Scope *Where, const Scope *UpTo,
                              const AccessPath &Queue) {
  return asksForRoom(Where, UpTo,
                     [&](const AccessPath &Asked, const FunctionDecl *) {
                       return Queue.startsWith(Asked);
                     });
}

/// Whether calling \p Method changes nothing in a queue: it is const, or, since
/// it may lock a mutex that is not mutable, all that it does is in sight.
bool QueueAnalysis::onlyAsks(const CXXMethodDecl *Method) {
  if (Method->isConst())
    return true;
  const FunctionDecl *Definition = worthwhile(Method);
  if (!Definition)
    return false;
  FunctionBody Asking(Definition, Unit.model());
  return llvm::none_of(Asking.items(), [&](const BodyItem &Item) {
    if (const auto *Unary = dyn_cast<UnaryOperator>(Item.S))
      return Unary->isIncrementDecrementOp();
    if (const auto *Binary = dyn_cast<BinaryOperator>(Item.S))
      return Binary->isAssignmentOp();
    const auto *Inner = dyn_cast<CallExpr>(Item.S);
    const QueueRole *Role = Inner ? Index.role(Inner) : nullptr;
    return Role && Role->Operation != QueueOperation::IsEmpty &&
           Role->Operation != QueueOperation::Size;
  });
}

/// Whether \p Is holds for something around that is asked whether there is
/// room. It is given the object and the function that answers, if that is not
/// one of the model.
bool QueueAnalysis::asksForRoom(
    const Scope *Where, const Scope *UpTo,
    llvm::function_ref<bool(const AccessPath &, const FunctionDecl *)> Is) {
  for (; Where && Where != UpTo; Where = Where->Parent) {
    if (Where->Is != Scope::Test || !Where->Condition ||
        Where->Condition->isTypeDependent())
      continue;
    // With whether it is part of a comparison: `if (q.size())` and
    // `q.size() > 0` only ask whether there is something.
    llvm::SmallVector<std::pair<const Stmt *, bool>, 16> Pending{
        {Where->Condition, false}};
    for (unsigned Steps = 0; !Pending.empty() && Steps < 64; ++Steps) {
      auto [S, Compared] = Pending.pop_back_val();
      if (!S)
        continue;
      bool Compares = Compared;
      if (const auto *Binary = dyn_cast<BinaryOperator>(S);
          Binary && Binary->isComparisonOp()) {
        std::optional<int64_t> L = argumentValue(Binary->getLHS(), Context),
                               R = argumentValue(Binary->getRHS(), Context);
        Compares = !(L && *L == 0) && !(R && *R == 0);
      } else if (Binary && !Binary->isLogicalOp()) {
        Compares = true;
      }
      for (const Stmt *Child : S->children())
        Pending.push_back({Child, Compares});
      const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
      if (!Call || !Call->getMethodDecl() || Call->getNumArgs() != 0 ||
          !onlyAsks(Call->getMethodDecl()))
        continue;
      AccessPath Asked = Body->path(Call->getImplicitObjectArgument());
      if (!Asked.isNamed())
        continue;
      // `this` is asked about everything.
      if (Asked.elements().empty() && Asked.root() == AccessPath::This)
        continue;
      if (const QueueRole *Role = Index.role(Call)) {
        if (Role->Operation == QueueOperation::IsEmpty ||
            (Role->Operation == QueueOperation::Size && !Compared))
          continue;
        if (Is(Asked, nullptr))
          return true;
        continue;
      }
      // A getter of a handle, or whether it holds something.
      if (Call->getType()->isPointerType() ||
          isa<CXXConversionDecl>(Call->getMethodDecl()))
        continue;
      if (!Compared && Call->getType()->isIntegerType() &&
          !Call->getType()->isBooleanType())
        continue;
      if (!Is(Asked, Call->getMethodDecl()))
        continue;
      // A member of a class in sight that asks whether it is empty.
      bool AsksEmpty = false;
      if (const FunctionDecl *Definition = worthwhile(Call->getMethodDecl())) {
        FunctionBody Asking(Definition, Unit.model());
        for (const BodyItem &Item : Asking.items())
          if (const auto *Inner = dyn_cast<CallExpr>(Item.S))
            if (const QueueRole *Role = Index.role(Inner))
              AsksEmpty |= Role->Operation == QueueOperation::IsEmpty;
      }
      if (!AsksEmpty && !Call->getType()->isRecordType())
        return true;
    }
  }
  return false;
}

/// Whether \p S gives a value that says no more than that control got there: a
/// constant, or which thread it is.
bool QueueAnalysis::isFlagValue(const Stmt *S) {
  const Expr *Value = nullptr;
  if (const auto *Binary = dyn_cast<BinaryOperator>(S))
    Value = Binary->getRHS();
  else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S))
    Value = Operator->getNumArgs() == 2 ? Operator->getArg(1) : nullptr;
  // The value stands elsewhere, in a helper.
  if (!Value)
    return true;
  return argumentValue(Value, Context) || Facts.identifiesThread(Value);
}

bool exclusive(const Scope *A, const Scope *B) {
  for (const Scope *X = A; X; X = X->Parent)
    if (X->Is == Scope::Test)
      for (const Scope *Y = B; Y; Y = Y->Parent)
        if (Y->Is == Scope::Test && Y->S == X->S && Y->Holds != X->Holds)
          return true;
  return false;
}

/// Whether a flag that was tested on the way to \p Event is set by the
/// consumer itself: what tests it is not reached a second time.
bool QueueAnalysis::setsFlag(const FunctionDecl *F, const QueueEvent &Event) {
  if (Event.Flags.empty())
    return false;
  llvm::SmallVector<const FunctionDecl *, 8> Functions{F};
  for (const Trace *T = Event.Calls.get(); T; T = T->Rest.get())
    if (T->Step.Callee)
      Functions.push_back(T->Step.Callee);
  bool Up = false, Down = false;
  const Trace *Next = Event.Calls.get();
  for (const FunctionDecl *Function : Functions) {
    const Trace *Call = Next;
    Next = Next ? Next->Rest.get() : nullptr;
    const FunctionDecl *Definition = worthwhile(Function);
    if (!Definition)
      continue;
    const QueueFacts::Facts &Known = Facts.of(Definition);
    // Where the way leaves the function, or ends in it.
    unsigned Until = ~0u;
    const Scope *Where = nullptr;
    if (Known.Body)
      for (const BodyItem &Item : Known.Body->items()) {
        const auto *E = dyn_cast<CallExpr>(Item.S);
        if (Call
                ? E && E->getExprLoc() == Call->Step.Loc
                : (E ? E->getExprLoc() : Item.S->getBeginLoc()) == Event.Site) {
          Until = Item.Order;
          Where = Item.Where;
        }
      }
    for (const QueueFacts::Facts::Change &Change : Known.Changes) {
      const Decl *D = QueueFacts::place(Change.Path);
      // A flag against re-entrance is set before the call, to a value that
      // is known; what an operation gave is no such flag. Nor is one that is
      // set to what leads there.
      bool Before = Change.Order < Until && !exclusive(Change.Where, Where);
      for (const FlagTest &Flag : Event.Flags) {
        if (Flag.D != D)
          continue;
        if (Change.sets() && Before && isFlagValue(Change.S) &&
            (!Flag.IsSet || *Flag.IsSet == Change.clears()))
          return true;
        // A depth that is counted up around the call, and down again. What is
        // counted down before the call and up after it is no depth.
        Up |= Change.countsUp() && Before;
        Down |= Change.countsDown() && (!Call || !Before);
      }
    }
  }
  if (Up && Down)
    return true;
  return false;
}

} // namespace unwedge
