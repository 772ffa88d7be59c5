//===--- TextFlow.cpp -----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A walk over the statements in their order, with the state of both ways joined
// behind a branch and loops gone through twice. A control flow graph would say
// the same more exactly where there is a `goto`, and cost more than all of
// this.
//
//===----------------------------------------------------------------------===//

#include "TextFlow.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/StatedFacts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ExprConcepts.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace unwedge {

size_t TextSummary::size() const {
  size_t Total = Returned.size() + Uses.size();
  for (const Write &W : Writes)
    Total += 1 + W.Value.size();
  for (const KeyUse &Use : Uses)
    Total += Use.Key.size();
  for (const OpenTextCall &Call : OpenCalls)
    Total += 1 + Call.Arguments.size();
  return Total;
}

const Expr *strippedText(const Expr *E) {
  while (E) {
    const Expr *Next = E->IgnoreParens();
    if (const auto *Full = dyn_cast<FullExpr>(Next))
      Next = Full->getSubExpr();
    else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(Next))
      Next = Temporary->getSubExpr();
    else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(Next))
      Next = Bind->getSubExpr();
    else if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(Next))
      Next = Default->getExpr();
    else if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(Next))
      Next = Default->getExpr();
    else if (const auto *Subst = dyn_cast<SubstNonTypeTemplateParmExpr>(Next))
      Next = Subst->getReplacement();
    else if (const auto *Opaque = dyn_cast<OpaqueValueExpr>(Next)) {
      if (Opaque->getSourceExpr())
        Next = Opaque->getSourceExpr();
    } else if (const auto *Std = dyn_cast<CXXStdInitializerListExpr>(Next))
      Next = Std->getSubExpr();
    else if (const auto *Cast = dyn_cast<CastExpr>(Next)) {
      switch (Cast->getCastKind()) {
      case CK_PointerToIntegral:
      case CK_PointerToBoolean:
      case CK_IntegralToBoolean:
      case CK_FloatingToBoolean:
        return Next;
      default:
        Next = Cast->getSubExpr();
      }
    } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(Next)) {
      if (Construct->getConstructor()->isCopyOrMoveConstructor() &&
          Construct->getNumArgs() >= 1)
        Next = Construct->getArg(0);
    }
    // Broken code may have nothing below.
    if (!Next || Next == E)
      return E;
    E = Next;
  }
  return E;
}

TextFlow::TextFlow(const FunctionDecl *F, const TextIndex &Index,
                   TextCallees &Callees, const TextLimits &Limits,
                   TextCounts &Counts)
    : F(F), Index(Index), Callees(Callees), Limits(Limits), Counts(Counts),
      Context(Index.model().context()) {}

//===----------------------------------------------------------------------===//
// Origins and places
//===----------------------------------------------------------------------===//

void TextFlow::merge(TextOrigins &Into, const TextOrigins &From) {
  for (const TextOrigin &O : From) {
    auto Same = llvm::find_if(Into, [&](const TextOrigin &Old) {
      return Old.Param == O.Param && Old.Path == O.Path && Old.Part == O.Part &&
             Old.Loc == O.Loc && (!O.isComplete() || Old.Kind == O.Kind) &&
             Old.Call == O.Call && Old.Port == O.Port;
    });
    if (Same != Into.end()) {
      if (O.IsText && !Same->IsText) {
        Same->IsText = true;
        Same->Trace = O.Trace;
      }
      Same->IsPart |= O.IsPart;
      continue;
    }
    // What calls give does not count for the others, so that as much is found
    // without them.
    if (Limits.KeepsOpenCalls) {
      const size_t OfCalls = llvm::count_if(
          Into, [](const TextOrigin &Old) { return Old.isOfCall(); });
      if (O.isOfCall()) {
        if (OfCalls < Limits.MaxOpenOrigins)
          Into.push_back(O);
        continue;
      }
      if (Into.size() - OfCalls < Limits.MaxOrigins) {
        Into.push_back(O);
        continue;
      }
    }
    if (Into.size() >= Limits.MaxOrigins) {
      ++Counts.TooMany;
      // What changes counts more than what depends on the caller.
      auto Dependent = llvm::find_if(Into, [](const TextOrigin &Old) {
        return !Old.isComplete() && !Old.isOfCall();
      });
      if (!O.isComplete() || Dependent == Into.end())
        continue;
      *Dependent = O;
      continue;
    }
    Into.push_back(O);
  }
}

TextTraceRef TextFlow::extend(TextTraceRef Before, const TextStep &Step) {
  constexpr unsigned MaxLength = 24;
  unsigned Length = Before ? Before->Length + 1 : 1;
  if (Length > MaxLength)
    return Before;
  return std::make_shared<const TextTrace>(
      TextTrace{Step, std::move(Before), Length});
}

/// \p After behind \p Before.
TextTraceRef TextFlow::concatenate(TextTraceRef Before,
                                   const TextTraceRef &After) {
  llvm::SmallVector<const TextTrace *, 8> Steps;
  for (const TextTrace *T = After.get(); T; T = T->Before.get())
    Steps.push_back(T);
  for (const TextTrace *T : llvm::reverse(Steps))
    Before = extend(std::move(Before), T->Step);
  return Before;
}

TextOrigins TextFlow::asText(TextOrigins Value, SourceLocation Loc,
                             bool IsHash) {
  for (TextOrigin &O : Value) {
    // Text is one thing.
    O.Part.clear();
    if (O.IsText && !IsHash)
      continue;
    O.IsText = true;
    TextStep Step;
    Step.Kind = IsHash ? TextStep::Hashed : TextStep::Formatted;
    Step.Loc = Loc;
    O.Trace = extend(std::move(O.Trace), Step);
  }
  return Value;
}

static bool isPrefix(llvm::ArrayRef<const FieldDecl *> A,
                     llvm::ArrayRef<const FieldDecl *> B) {
  return A.size() <= B.size() && A == B.take_front(A.size());
}

/// Fields of fields are told apart to this depth.
static constexpr size_t MaxFields = 3;

TextPlace TextFlow::field(TextPlace Place, const FieldDecl *Field) {
  if (Place.Known && Place.Path.size() < MaxFields)
    Place.Path.push_back(Field->getCanonicalDecl());
  return Place;
}

void TextFlow::becomePart(TextOrigins &Value,
                          llvm::ArrayRef<const FieldDecl *> At) {
  for (TextOrigin &O : Value) {
    O.IsPart = true;
    if (At.empty())
      O.Part.clear();
    O.Part.insert(O.Part.begin(), At.begin(), At.end());
    if (O.Part.size() > MaxFields)
      O.Part.resize(MaxFields);
  }
}

TextOrigins TextFlow::ofPart(const TextOrigins &Whole,
                             llvm::ArrayRef<const FieldDecl *> Path) {
  if (Path.empty())
    return Whole;
  TextOrigins Result;
  for (TextOrigin O : Whole) {
    if (!O.Part.empty()) {
      if (!isPrefix(O.Part, Path) && !isPrefix(Path, O.Part))
        continue;
      O.Part.erase(O.Part.begin(),
                   O.Part.begin() + std::min(O.Part.size(), Path.size()));
      O.IsPart = !O.Part.empty();
    } else if (!O.isComplete() && !O.IsPart && !O.IsText) {
      for (const FieldDecl *D : Path)
        if (O.Path.size() < MaxFields)
          O.Path.push_back(D);
    }
    merge(Result, {O});
  }
  return Result;
}

TextOrigins TextFlow::readPart(TextPlace Place,
                               llvm::ArrayRef<const FieldDecl *> Path) {
  while (!Path.empty() && Place.Path.size() < MaxFields) {
    Place = field(std::move(Place), Path.front());
    Path = Path.drop_front();
  }
  return ofPart(read(Place), Path);
}

TextPlace TextFlow::placeOf(const Expr *E, unsigned Depth) {
  TextPlace None;
  if (!E || Depth > 48)
    return None;
  E = strippedText(E);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl())) {
      auto It = Aliases.find(V->getCanonicalDecl());
      if (It != Aliases.end())
        return It->second;
      TextPlace Place;
      Place.Known = true;
      Place.Root = cast<VarDecl>(V->getCanonicalDecl());
      return Place;
    }
    if (const auto *Binding = dyn_cast<BindingDecl>(Ref->getDecl()))
      if (Binding->getBinding())
        return placeOf(Binding->getBinding(), Depth + 1);
    return None;
  }
  if (isa<CXXThisExpr>(E)) {
    TextPlace Place;
    Place.Known = true;
    return Place;
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (const auto *V = dyn_cast<VarDecl>(Member->getMemberDecl())) {
      TextPlace Place;
      Place.Known = true;
      Place.Root = cast<VarDecl>(V->getCanonicalDecl());
      return Place;
    }
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    return Field ? field(placeOf(Member->getBase(), Depth + 1), Field) : None;
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_Deref || Unary->getOpcode() == UO_AddrOf ||
        Unary->isPrefix())
      return placeOf(Unary->getSubExpr(), Depth + 1);
    return None;
  }
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E))
    return placeOf(Subscript->getBase(), Depth + 1);
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->isAssignmentOp())
      return placeOf(Binary->getLHS(), Depth + 1);
    // A place in a buffer.
    if (Binary->isAdditiveOp() && Binary->getType()->isPointerType())
      return placeOf(Binary->getLHS(), Depth + 1);
    return None;
  }
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E)) {
    if (Op->getNumArgs() == 0)
      return None;
    switch (Op->getOperator()) {
    case OO_LessLess:
    case OO_Equal:
    case OO_PlusEqual:
    case OO_Arrow:
    case OO_Star:
    case OO_Subscript:
      if (Op->getOperator() == OO_Star && Op->getNumArgs() != 1)
        return None;
      // A long chain leads to its first operand.
      while (const auto *Inner =
                 dyn_cast<CXXOperatorCallExpr>(strippedText(Op->getArg(0)))) {
        if (Inner->getOperator() != Op->getOperator() ||
            Inner->getNumArgs() == 0)
          break;
        Op = Inner;
      }
      return placeOf(Op->getArg(0), Depth + 1);
    default:
      return None;
    }
  }
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    if (!Method)
      return None;
    const Expr *Object = Call->getImplicitObjectArgument();
    QualType Result = Method->getReturnType();
    // A builder that gives itself back, or the storage of a value.
    if (Result->isReferenceType() || Result->isPointerType()) {
      const CXXRecordDecl *To = Result->getPointeeCXXRecordDecl();
      bool IsSelf = To && (To->getCanonicalDecl() ==
                               Method->getParent()->getCanonicalDecl() ||
                           Index.valueOf(Result->getPointeeType()));
      if ((IsSelf || Result->isPointerType()) &&
          (Index.valueOf(Object->getType()) || IsSelf) && Method->getParent() &&
          (IsSelf || !To))
        return placeOf(Object, Depth + 1);
    }
    return None;
  }
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    const TextRole *Role =
        Call->getDirectCallee() ? Index.role(Call->getDirectCallee()) : nullptr;
    if (Role && Role->Function &&
        Role->Function->Effect == TextEffect::Passes && Call->getNumArgs() >= 1)
      return placeOf(Call->getArg(0), Depth + 1);
    return None;
  }
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
    // An iterator or view of something (std::back_inserter).
    if (Construct->getNumArgs() == 1 && Construct->getType()->isRecordType() &&
        !Index.valueOf(Construct->getType()))
      return placeOf(Construct->getArg(0), Depth + 1);
    return None;
  }
  if (const auto *Conditional = dyn_cast<AbstractConditionalOperator>(E))
    return placeOf(Conditional->getTrueExpr(), Depth + 1);
  return None;
}

TextOrigins TextFlow::read(const TextPlace &Place) {
  TextOrigins Result;
  if (!Place.Known)
    return Result;
  bool Found = false;
  for (auto It = Now.Values.lower_bound(TextPlace{true, Place.Root, {}});
       It != Now.Values.end() && It->first.Root == Place.Root; ++It) {
    if (isPrefix(It->first.Path, Place.Path)) {
      // What is said of the whole is said of its parts, unless the part was
      // set by itself.
      if (It->first.Path.size() == Place.Path.size())
        Result.clear();
      Found = true;
      merge(
          Result,
          ofPart(It->second,
                 llvm::ArrayRef(Place.Path).drop_front(It->first.Path.size())));
    } else if (isPrefix(Place.Path, It->first.Path)) {
      TextOrigins Parts = It->second;
      becomePart(Parts,
                 llvm::ArrayRef(It->first.Path).drop_front(Place.Path.size()));
      merge(Result, Parts);
    }
  }
  if (Found)
    return Result;
  // As it was when the function was entered.
  TextOrigin Unchanged;
  if (!Place.Root) {
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    if (!Method || !Method->isInstance())
      return Result;
    Unchanged.Param = TextOrigin::ThisParam;
  } else if (const auto *P = dyn_cast<ParmVarDecl>(Place.Root);
             P && P->getFunctionScopeDepth() == 0 &&
             P->getFunctionScopeIndex() < F->getNumParams() &&
             F->getParamDecl(P->getFunctionScopeIndex())->getCanonicalDecl() ==
                 P->getCanonicalDecl()) {
    Unchanged.Param = P->getFunctionScopeIndex();
  } else {
    return Result;
  }
  Unchanged.Path = Place.Path;
  merge(Result, {Unchanged});
  return Result;
}

void TextFlow::write(const TextPlace &Place, TextOrigins Value, bool Keep) {
  if (!Place.Known || Now.Dead)
    return;
  if (Keep) {
    TextOrigins Old = read(Place);
    merge(Old, Value);
    Value = std::move(Old);
  }
  // The parts are overwritten with the whole.
  auto It = Now.Values.lower_bound(TextPlace{true, Place.Root, {}});
  while (It != Now.Values.end() && It->first.Root == Place.Root) {
    if (!Keep && isPrefix(Place.Path, It->first.Path))
      It = Now.Values.erase(It);
    else
      ++It;
  }
  bool NeedsEntry = !Value.empty() || !Place.Path.empty() || !Place.Root ||
                    isa<ParmVarDecl>(Place.Root);
  if (!NeedsEntry)
    return;
  if (Now.Values.size() >= Limits.MaxPlaces && !Now.Values.count(Place)) {
    ++Counts.TooMany;
    return;
  }
  Now.Values[Place] = std::move(Value);
}

void TextFlow::join(State &Into, State &From) {
  if (From.Dead)
    return;
  if (Into.Dead) {
    Into = From;
    return;
  }
  // A place that one side does not mention is as it was on entry there.
  for (auto &[Place, Value] : Into.Values)
    if (!From.Values.count(Place)) {
      std::swap(Now, From);
      TextOrigins Other = read(Place);
      std::swap(Now, From);
      merge(Value, Other);
    }
  for (const auto &[Place, Value] : From.Values) {
    auto It = Into.Values.find(Place);
    if (It != Into.Values.end()) {
      merge(It->second, Value);
      continue;
    }
    std::swap(Now, Into);
    TextOrigins Other = read(Place);
    std::swap(Now, Into);
    merge(Other, Value);
    Into.Values[Place] = std::move(Other);
  }
}

//===----------------------------------------------------------------------===//
// Addresses
//===----------------------------------------------------------------------===//

TextOrigins TextFlow::addressOf(const Expr *Pointer, SourceLocation Loc) {
  TextOrigin O;
  O.Kind = Variation::Address;
  O.Loc = Loc;
  O.Pointee = Pointer->getType();
  const Expr *E = Pointer;
  for (unsigned Depth = 0; Depth < 16; ++Depth) {
    E = strippedText(E);
    QualType Type = E->getType();
    if (Type->isPointerType() && !Type->isVoidPointerType())
      O.Pointee = Type;
    if (Type->isFunctionPointerType() || Type->isFunctionType() ||
        Type->isNullPtrType() || isa<StringLiteral>(E) ||
        isa<IntegerLiteral>(E) || Type->isArrayType())
      return {};
    if (const auto *Call = dyn_cast<CallExpr>(E)) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      const TextRole *Role = Callee ? Index.role(Callee) : nullptr;
      if (Role && Role->Function &&
          Role->Function->Effect == TextEffect::Passes && Call->getNumArgs()) {
        E = Call->getArg(0);
        continue;
      }
      // `p.get()`: the object that the pointer-like `p` refers to.
      if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E))
        if (const Expr *Object = Member->getImplicitObjectArgument()) {
          TextPlace Place = placeOf(Object);
          if (Place.Known && Place.Root)
            O.Subject = Place.Root;
        }
      break;
    }
    if (const auto *Unary = dyn_cast<UnaryOperator>(E);
        Unary && Unary->getOpcode() == UO_AddrOf) {
      const Expr *Object = strippedText(Unary->getSubExpr());
      if (const auto *Ref = dyn_cast<DeclRefExpr>(Object)) {
        // An object that lives as long as the program.
        const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
        if (!V || (V->hasGlobalStorage() && !V->getType()->isReferenceType()))
          return {};
        O.Subject = V;
      } else if (const auto *Member = dyn_cast<MemberExpr>(Object)) {
        if (!isa<FieldDecl>(Member->getMemberDecl()))
          return {};
        TextPlace Place = placeOf(Object);
        O.SubjectIsThis = Place.Known && !Place.Root;
        O.Subject = Place.Root;
      } else if (const auto *Deref = dyn_cast<UnaryOperator>(Object);
                 Deref && Deref->getOpcode() == UO_Deref) {
        E = Deref->getSubExpr();
        continue;
      }
      break;
    }
    if (isa<CXXThisExpr>(E))
      O.SubjectIsThis = true;
    else if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      O.Subject = Ref->getDecl();
    else if (const auto *Member = dyn_cast<MemberExpr>(E))
      O.Subject = Member->getMemberDecl();
    break;
  }
  return {O};
}

/// Whether formatting a pointer of this type shows where it points.
static bool showsAddress(QualType Type, bool ToVoid) {
  if (!Type->isPointerType() || Type->isFunctionPointerType())
    return false;
  QualType Pointee = Type->getPointeeType();
  return ToVoid || !Pointee->isAnyCharacterType();
}

TextOrigins TextFlow::formatted(const Expr *Arg, bool ShowsPointers) {
  const Expr *Plain = Arg->IgnoreImplicit();
  // A cast to void* is how characters are kept from being printed.
  bool ToVoid = Plain->getType()->isVoidPointerType() ||
                Arg->getType()->isVoidPointerType();
  if (Plain->getType()->isArrayType() || Plain->getType()->isPointerType()) {
    TextOrigins Value = eval(Arg);
    if (!showsAddress(Plain->getType(), ToVoid))
      return asText(std::move(Value), Arg->getExprLoc());
    if (!ShowsPointers)
      return {};
    return asText(addressOf(Plain, Arg->getExprLoc()), Arg->getExprLoc());
  }
  TextOrigins Value = eval(Arg);
  QualType Type = Arg->getType().getNonReferenceType();
  // What a library makes for its own streams (std::put_time) is of the value.
  const auto *Class = Type->getAsCXXRecordDecl();
  const SourceManager &SM = Context.getSourceManager();
  if (Class && !Index.valueOf(Type) &&
      !SM.isInSystemHeader(SM.getExpansionLoc(Class->getLocation()))) {
    // The library calls the user's function, where there is one; only that
    // tells what is in the text.
    TextTarget Hook = Callees.hookOf(Type);
    Value.clear();
    if (Hook.Function && Hook.Summary) {
      const FunctionDecl *H = Hook.Function;
      unsigned Parameter =
          H->getNumParams() == 1 || isa<CXXMethodDecl>(H) ? 0 : 1;
      llvm::SmallVector<const Expr *, 2> Args(Parameter + 1, nullptr);
      Args[Parameter] = Arg;
      std::vector<TextOrigins> Values(Parameter + 1);
      Values[Parameter] = eval(Arg);
      TextOrigins All = Hook.Summary->Returned;
      for (const TextSummary::Write &W : Hook.Summary->Writes)
        merge(All, W.Value);
      Value = translate(All, H, Arg->getExprLoc(), nullptr, Args, Values,
                        /*Sure=*/true);
    }
    if (Limits.KeepsOpenCalls && !Now.Dead)
      if (const FunctionDecl *H = Callees.openHookOf(Type))
        merge(Value, ofOpenHook(H, Arg));
    return asText(std::move(Value), Arg->getExprLoc());
  }
  return asText(std::move(Value), Arg->getExprLoc());
}

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

TextOrigins TextFlow::eval(const Expr *E) {
  if (!E || E->isTypeDependent())
    return {};
  if (Depth >= Limits.MaxDepth) {
    ++Counts.TooDeep;
    return {};
  }
  ++Depth;
  TextOrigins Result = evalStripped(strippedText(E));
  --Depth;
  if (!Result.empty() && !E->getType().isNull() &&
      E->getType()->isBooleanType())
    return {};
  return Result;
}

TextOrigins TextFlow::evalStripped(const Expr *E) {
  if (E->getType().isNull())
    return {};
  if (isa<DeclRefExpr>(E))
    return read(placeOf(E));
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
        Field && Index.periodOf(Field) >= std::max(Limits.BucketSeconds, 1u)) {
      eval(Member->getBase());
      return {};
    }
    TextPlace Place = placeOf(E);
    if (Place.Known)
      return read(Place);
    const Expr *Base = strippedText(Member->getBase());
    TextOrigins Value = eval(Base);
    if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl()))
      return ofPart(Value, {Field->getCanonicalDecl()});
    return Value;
  }
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    if (Cast->getCastKind() == CK_PointerToIntegral) {
      TextOrigins Value = eval(Cast->getSubExpr());
      return addressOf(Cast->getSubExpr(), Cast->getExprLoc());
    }
    eval(Cast->getSubExpr());
    return {};
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E))
    return evalUnary(Unary);
  if (const auto *Binary = dyn_cast<BinaryOperator>(E))
    return evalBinary(Binary);
  if (const auto *Conditional = dyn_cast<AbstractConditionalOperator>(E)) {
    eval(Conditional->getCond());
    TextOrigins Value = eval(Conditional->getTrueExpr());
    merge(Value, eval(Conditional->getFalseExpr()));
    return Value;
  }
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E))
    return evalOperatorChain(Op);
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return evalCall(Call, nullptr);
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
    TextPlace None;
    return evalConstruct(Construct, None);
  }
  if (const auto *List = dyn_cast<InitListExpr>(E)) {
    TextPlace None;
    return evalList(List, None);
  }
  if (const auto *New = dyn_cast<CXXNewExpr>(E)) {
    for (const Expr *Arg : New->placement_arguments())
      eval(Arg);
    return New->getInitializer() ? eval(New->getInitializer()) : TextOrigins();
  }
  if (const auto *Lambda = dyn_cast<LambdaExpr>(E))
    return evalLambda(Lambda);
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
    eval(Subscript->getIdx());
    return eval(Subscript->getBase());
  }
  if (const auto *StmtE = dyn_cast<StmtExpr>(E)) {
    exec(StmtE->getSubStmt());
    return {};
  }
  if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(E)) {
    eval(Rewritten->getSemanticForm());
    return {};
  }
  if (isa<UnaryExprOrTypeTraitExpr>(E) || isa<CXXNoexceptExpr>(E) ||
      isa<CXXTypeidExpr>(E) || isa<RequiresExpr>(E))
    return {};
  for (const Stmt *Child : E->children())
    if (const auto *ChildExpr = dyn_cast_or_null<Expr>(Child))
      eval(ChildExpr);
  return {};
}

TextOrigins TextFlow::evalUnary(const UnaryOperator *E) {
  TextOrigins Value = eval(E->getSubExpr());
  switch (E->getOpcode()) {
  case UO_LNot:
    return {};
  case UO_PreInc:
  case UO_PostInc: {
    // A number that outlives the call and goes up in it.
    if (!E->getType()->isIntegralOrEnumerationType())
      return Value;
    TextPlace Place = placeOf(E->getSubExpr());
    const auto *V = dyn_cast_or_null<VarDecl>(Place.Root);
    if (!Place.Known || (Place.Root && (!V || !V->hasGlobalStorage())) ||
        (!Place.Root && Place.Path.empty()))
      return Value;
    TextOrigin O;
    O.Kind = Variation::Counter;
    O.Loc = E->getExprLoc();
    O.Subject = Place.Path.empty() ? Place.Root : Place.Path.back();
    merge(Value, {O});
    return Value;
  }
  default:
    return Value;
  }
}

bool isRemainder(const Expr *E) {
  E = strippedText(E);
  if (const auto *Binary = dyn_cast<BinaryOperator>(E))
    return Binary->getOpcode() == BO_Rem;
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E))
    return Op->getOperator() == OO_Percent;
  return false;
}

/// The constant number that \p E is; 0 if it is none.
static double constantNumber(const Expr *E, const ASTContext &Context) {
  if (!E || E->isValueDependent() || E->getType().isNull())
    return 0;
  Expr::EvalResult Result;
  if (E->getType()->isIntegralOrEnumerationType())
    return E->EvaluateAsInt(Result, Context)
               ? Result.Val.getInt().roundToDouble()
               : 0;
  llvm::APFloat Number(0.0);
  if (E->getType()->isSpecificBuiltinType(BuiltinType::Double) &&
      E->EvaluateAsFloat(Number, Context))
    return Number.convertToDouble();
  return 0;
}

/// A division cuts the time off, unless all it does is to count in a larger
/// unit, of at most a second.
static TextOrigins divided(TextOrigins Value, const Expr *By,
                           const ASTContext &Context, unsigned BucketSeconds) {
  if (Value.empty())
    return Value;
  double Divisor = constantNumber(By, Context);
  double Power = Divisor;
  while (Power >= 10)
    Power /= 10;
  constexpr double Rounding = 1e-6;
  bool IsUnit = Divisor >= 10 && Power > 1 - Rounding && Power < 1 + Rounding;
  const double Longest = BucketSeconds > 1 ? 1 + Rounding : 1 - Rounding;
  llvm::erase_if(Value, [&](TextOrigin &O) {
    O.TickSeconds *= Divisor;
    return !IsUnit || O.TickSeconds <= 0 || O.TickSeconds > Longest;
  });
  return Value;
}

TextOrigins TextFlow::evalBinary(const BinaryOperator *E) {
  // Long sums lean to the left.
  llvm::SmallVector<const BinaryOperator *, 8> Chain{E};
  while (const auto *Left =
             dyn_cast<BinaryOperator>(strippedText(Chain.back()->getLHS()))) {
    if (Chain.back()->isAssignmentOp() || Left->isAssignmentOp())
      break;
    Chain.push_back(Left);
  }
  TextOrigins Value;
  if (!Chain.back()->isAssignmentOp())
    Value = eval(Chain.back()->getLHS());
  for (const BinaryOperator *B : llvm::reverse(Chain)) {
    if (B->isAssignmentOp()) {
      TextOrigins Right = eval(B->getRHS());
      TextPlace Place = placeOf(B->getLHS());
      const auto *LeftCall =
          dyn_cast<CXXOperatorCallExpr>(strippedText(B->getLHS()));
      AssignedCall = LeftCall;
      eval(B->getLHS());
      AssignedCall = nullptr;
      bool IsElement =
          isa<ArraySubscriptExpr>(strippedText(B->getLHS())) || LeftCall;
      switch (B->getOpcode()) {
      case BO_Assign:
        write(Place, Right, IsElement);
        break;
      case BO_DivAssign:
        write(Place,
              divided(read(Place), B->getRHS(), Context, Limits.BucketSeconds),
              IsElement);
        break;
      case BO_RemAssign:
      case BO_AndAssign:
      case BO_ShrAssign:
        write(Place, {}, IsElement);
        break;
      case BO_SubAssign:
        if (isRemainder(B->getRHS()))
          write(Place, {}, IsElement);
        else
          write(Place, Right, true);
        break;
      default:
        write(Place, Right, true);
      }
      Value = std::move(Right);
      continue;
    }
    TextOrigins Right = eval(B->getRHS());
    switch (B->getOpcode()) {
    case BO_Comma:
      Value = std::move(Right);
      break;
    case BO_Div:
      Value =
          divided(std::move(Value), B->getRHS(), Context, Limits.BucketSeconds);
      break;
    case BO_Rem:
    case BO_And:
    case BO_Shr:
      Value.clear();
      break;
    case BO_Sub:
      if (isRemainder(B->getRHS()) || B->getLHS()->getType()->isPointerType())
        Value.clear();
      else
        merge(Value, Right);
      break;
    default:
      if (B->isComparisonOp() || B->isLogicalOp())
        Value.clear();
      else
        merge(Value, Right);
    }
  }
  return Value;
}

TextOrigins TextFlow::evalOperatorChain(const CXXOperatorCallExpr *E) {
  llvm::SmallVector<const CXXOperatorCallExpr *, 8> Chain{E};
  auto Chains = [](const CXXOperatorCallExpr *Op) {
    return Op->getNumArgs() == 2 &&
           (Op->getOperator() == OO_LessLess || Op->getOperator() == OO_Plus ||
            Op->getOperator() == OO_Percent);
  };
  if (!Chains(E))
    return evalCall(E, nullptr);
  while (const auto *Left = dyn_cast<CXXOperatorCallExpr>(
             strippedText(Chain.back()->getArg(0)))) {
    if (!Chains(Left))
      break;
    Chain.push_back(Left);
  }
  TextOrigins Value = eval(Chain.back()->getArg(0));
  for (const CXXOperatorCallExpr *Op : llvm::reverse(Chain))
    Value = evalCall(Op, &Value);
  return Value;
}

TextOrigins TextFlow::evalList(const InitListExpr *E, const TextPlace &Into) {
  if (const InitListExpr *Semantic = E->getSemanticForm())
    E = Semantic;
  const auto *Record = E->getType()->getAsRecordDecl();
  TextOrigins All;
  if (!Record || Record->isUnion()) {
    for (const Expr *Init : E->inits())
      merge(All, eval(Init));
    if (Into.Known)
      write(Into, All);
    return All;
  }
  unsigned I = 0;
  if (const auto *Class = dyn_cast<CXXRecordDecl>(Record))
    for (unsigned Bases = Class->getNumBases(); Bases && I < E->getNumInits();
         --Bases)
      merge(All, eval(E->getInit(I++)));
  for (const FieldDecl *Field : Record->fields()) {
    if (I >= E->getNumInits())
      break;
    if (Field->isUnnamedBitField())
      continue;
    TextOrigins Value;
    if (Into.Known)
      Value = evalInto(E->getInit(I++), field(Into, Field));
    else
      Value = eval(E->getInit(I++));
    becomePart(Value, {Field->getCanonicalDecl()});
    merge(All, Value);
  }
  return All;
}

TextOrigins TextFlow::evalInto(const Expr *Init, const TextPlace &Place) {
  if (!Init || Init->isTypeDependent())
    return {};
  const Expr *E = strippedText(Init);
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return evalList(List, Place);
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
    return evalConstruct(Construct, Place);
  TextOrigins Value = eval(Init);
  // A copy of an object has its parts.
  TextPlace From = placeOf(E);
  if (From.Known && E->getType()->isRecordType() && Place.Known && !Now.Dead) {
    std::vector<std::pair<TextPlace, TextOrigins>> Copies;
    for (const auto &[Old, OldValue] : Now.Values)
      if (Old.Root == From.Root && isPrefix(From.Path, Old.Path) &&
          Old.Path.size() > From.Path.size()) {
        TextPlace New = Place;
        for (const FieldDecl *D :
             llvm::ArrayRef(Old.Path).drop_front(From.Path.size()))
          New = field(New, D);
        Copies.push_back({New, OldValue});
      }
    if (!Copies.empty()) {
      write(Place, {});
      for (auto &[New, OldValue] : Copies)
        write(New, OldValue);
      return Value;
    }
  }
  write(Place, Value);
  return Value;
}

TextOrigins TextFlow::evalConstruct(const CXXConstructExpr *E,
                                    const TextPlace &Into) {
  const CXXConstructorDecl *Ctor = E->getConstructor();
  llvm::SmallVector<const Expr *, 4> Args(E->arguments());
  if (const TextRole *Role = Index.role(Ctor)) {
    bool Defaults = llvm::all_of(
        Args, [](const Expr *A) { return isa<CXXDefaultArgExpr>(A); });
    if (Role->Source && Defaults) {
      TextOrigin O;
      O.Kind = Role->Source->Kind;
      O.Loc = E->getBeginLoc();
      O.Reader = Ctor;
      write(Into, {O});
      return {O};
    }
    if (Role->Function && Role->Function->Effect == TextEffect::Coarsens) {
      for (const Expr *Arg : Args)
        eval(Arg);
      write(Into, {});
      return {};
    }
  }
  if (const TextValueSpec *Spec = Index.valueOf(E->getType())) {
    TextOrigins All;
    for (const Expr *Arg : Args) {
      if (Spec->IsText) {
        // `std::string(5, c)`, `std::string_view(p, n)`: what is not text and
        // not a time is a length.
        if (Arg->getType()->isIntegerType() && Args.size() > 1)
          eval(Arg);
        else
          merge(All, asText(formatted(Arg, false), Arg->getExprLoc()));
      } else {
        merge(All, eval(Arg));
      }
    }
    if (!Spec->IsText && Args.size() > 1)
      becomePart(All, {});
    write(Into, All);
    return All;
  }
  std::vector<TextOrigins> Values;
  for (const Expr *Arg : Args)
    Values.push_back(eval(Arg));
  TextOrigins All = applyTargets(E, Ctor, nullptr, Into, Args, Values);
  return All;
}

TextOrigins TextFlow::evalLambda(const LambdaExpr *E) {
  for (auto [Capture, Init] : llvm::zip(E->captures(), E->capture_inits())) {
    if (!Capture.capturesVariable() || !Init)
      continue;
    if (E->isInitCapture(&Capture)) {
      TextPlace Place;
      Place.Known = true;
      Place.Root = cast<VarDecl>(Capture.getCapturedVar()->getCanonicalDecl());
      write(Place, eval(Init));
    }
  }
  const CXXMethodDecl *Operator = E->getCallOperator();
  if (!Operator || Operator->isDependentContext() ||
      E->getLambdaClass()->isDependentContext() || !E->getBody() ||
      LambdaDepth > 8)
    return {};
  // The body is gone through where it stands: it may run at once, or later,
  // and sees the same variables.
  ++LambdaDepth;
  TextOrigins OuterReturned;
  std::swap(OuterReturned, Returned);
  State Before = Now;
  std::vector<LoopFrame> OuterLoops;
  std::swap(OuterLoops, Loops);
  exec(E->getBody());
  std::swap(OuterLoops, Loops);
  if (Now.Dead)
    Now = Before;
  else
    join(Now, Before);
  std::swap(OuterReturned, Returned);
  --LambdaDepth;
  return OuterReturned;
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

void TextFlow::execLoop(const Stmt *Init, const Expr *Cond, const Stmt *CondVar,
                        const Expr *Inc, const Stmt *Body, bool BodyFirst) {
  if (Init)
    exec(Init);
  Loops.push_back({});
  State Entry = Now;
  // Inner loops are gone through once for each round of the outer ones.
  const unsigned Rounds = Loops.size() > 3 ? 1 : 2;
  for (unsigned Round = 0; Round < Rounds; ++Round) {
    if (Round)
      join(Now, Entry);
    Loops.back().Exit.Dead = Loops.back().Continue.Dead = true;
    Loops.back().Exit.Values.clear();
    Loops.back().Continue.Values.clear();
    if (BodyFirst)
      exec(Body);
    if (CondVar)
      exec(CondVar);
    if (Cond) {
      ++ConditionDepth;
      eval(Cond);
      --ConditionDepth;
    }
    State AfterCond = Now;
    if (!BodyFirst)
      exec(Body);
    join(Now, Loops.back().Continue);
    if (Inc)
      eval(Inc);
    join(Now, AfterCond);
    join(Now, Loops.back().Exit);
  }
  Loops.pop_back();
}

void TextFlow::exec(const Stmt *S) {
  if (!S)
    return;
  if (Depth >= Limits.MaxDepth) {
    ++Counts.TooDeep;
    return;
  }
  ++Depth;
  execAny(S);
  --Depth;
}

void TextFlow::execAny(const Stmt *S) {
  if (const auto *E = dyn_cast<Expr>(S)) {
    eval(E);
    return;
  }
  switch (S->getStmtClass()) {
  case Stmt::CompoundStmtClass:
    for (const Stmt *Child : cast<CompoundStmt>(S)->body())
      exec(Child);
    return;
  case Stmt::DeclStmtClass:
    for (const Decl *D : cast<DeclStmt>(S)->decls())
      if (const auto *V = dyn_cast<VarDecl>(D))
        execVar(V);
    return;
  case Stmt::IfStmtClass: {
    // A long else-if chain leans to the right.
    State Joined;
    Joined.Dead = true;
    const Stmt *Next = S;
    while (const auto *If = dyn_cast_or_null<IfStmt>(Next)) {
      if (If->getInit())
        exec(If->getInit());
      if (If->getConditionVariableDeclStmt())
        exec(If->getConditionVariableDeclStmt());
      eval(If->getCond());
      State Before = Now;
      exec(If->getThen());
      join(Joined, Now);
      Now = std::move(Before);
      Next = If->getElse();
    }
    if (Next)
      exec(Next);
    join(Now, Joined);
    return;
  }
  case Stmt::WhileStmtClass: {
    const auto *While = cast<WhileStmt>(S);
    execLoop(nullptr, While->getCond(), While->getConditionVariableDeclStmt(),
             nullptr, While->getBody(), false);
    return;
  }
  case Stmt::DoStmtClass: {
    const auto *Do = cast<DoStmt>(S);
    execLoop(nullptr, Do->getCond(), nullptr, nullptr, Do->getBody(), true);
    return;
  }
  case Stmt::ForStmtClass: {
    const auto *For = cast<ForStmt>(S);
    execLoop(For->getInit(), For->getCond(),
             For->getConditionVariableDeclStmt(), For->getInc(), For->getBody(),
             false);
    return;
  }
  case Stmt::CXXForRangeStmtClass: {
    const auto *For = cast<CXXForRangeStmt>(S);
    if (For->getInit())
      exec(For->getInit());
    TextOrigins Range = eval(For->getRangeInit());
    Loops.push_back({});
    Loops.back().Exit.Dead = Loops.back().Continue.Dead = true;
    State Before = Now;
    const unsigned Rounds = Loops.size() > 3 ? 1 : 2;
    if (const VarDecl *V = For->getLoopVariable())
      if (V->getType()->isReferenceType() || V->getType()->isPointerType())
        if (KeyedPlace Of = containerOf(For->getRangeInit()); Of.Class)
          ContainerAliases[cast<VarDecl>(V->getCanonicalDecl())] = Of;
    for (unsigned Round = 0; Round < Rounds; ++Round) {
      if (const VarDecl *V = For->getLoopVariable()) {
        TextPlace Place;
        Place.Known = true;
        Place.Root = cast<VarDecl>(V->getCanonicalDecl());
        write(Place, Range);
      }
      exec(For->getBody());
      join(Now, Loops.back().Continue);
      join(Now, Before);
    }
    join(Now, Loops.back().Exit);
    Loops.pop_back();
    return;
  }
  case Stmt::SwitchStmtClass: {
    const auto *Switch = cast<SwitchStmt>(S);
    if (Switch->getInit())
      exec(Switch->getInit());
    if (Switch->getConditionVariableDeclStmt())
      exec(Switch->getConditionVariableDeclStmt());
    eval(Switch->getCond());
    LoopFrame Frame;
    Frame.IsSwitch = true;
    Frame.Entry = Now;
    Frame.Exit.Dead = Frame.Continue.Dead = true;
    Loops.push_back(std::move(Frame));
    Now.Dead = true;
    exec(Switch->getBody());
    join(Now, Loops.back().Exit);
    join(Now, Loops.back().Entry);
    Loops.pop_back();
    return;
  }
  case Stmt::CaseStmtClass:
  case Stmt::DefaultStmtClass: {
    // `case 1: case 2: ...` is nested.
    const Stmt *Sub = S;
    while (const auto *Case = dyn_cast_or_null<SwitchCase>(Sub))
      Sub = Case->getSubStmt();
    for (LoopFrame &Frame : llvm::reverse(Loops))
      if (Frame.IsSwitch) {
        join(Now, Frame.Entry);
        break;
      }
    exec(Sub);
    return;
  }
  case Stmt::BreakStmtClass:
    if (!Loops.empty())
      join(Loops.back().Exit, Now);
    Now.Dead = true;
    return;
  case Stmt::ContinueStmtClass:
    for (LoopFrame &Frame : llvm::reverse(Loops))
      if (!Frame.IsSwitch) {
        join(Frame.Continue, Now);
        break;
      }
    Now.Dead = true;
    return;
  case Stmt::ReturnStmtClass: {
    const Expr *Value = cast<ReturnStmt>(S)->getRetValue();
    if (Value) {
      TextOrigins Result = eval(Value);
      if (!Now.Dead)
        merge(Returned, Result);
    }
    leave();
    return;
  }
  case Stmt::CoreturnStmtClass: {
    const auto *Return = cast<CoreturnStmt>(S);
    if (Return->getOperand())
      merge(Returned, eval(Return->getOperand()));
    leave();
    return;
  }
  case Stmt::LabelStmtClass:
    Now.Dead = false;
    exec(cast<LabelStmt>(S)->getSubStmt());
    return;
  case Stmt::GotoStmtClass:
  case Stmt::IndirectGotoStmtClass:
    // What holds there holds at the label too, as far as this walk goes.
    return;
  case Stmt::AttributedStmtClass:
    exec(cast<AttributedStmt>(S)->getSubStmt());
    return;
  case Stmt::CXXTryStmtClass: {
    const auto *Try = cast<CXXTryStmt>(S);
    State Before = Now;
    exec(Try->getTryBlock());
    State After = Now;
    State Handler = After;
    join(Handler, Before);
    for (unsigned I = 0; I < Try->getNumHandlers(); ++I) {
      Now = Handler;
      exec(Try->getHandler(I)->getHandlerBlock());
      join(After, Now);
    }
    Now = std::move(After);
    return;
  }
  default:
    for (const Stmt *Child : S->children())
      exec(Child);
  }
}

void TextFlow::leave() {
  if (LambdaDepth == 0 && !Now.Dead)
    join(AtReturn, Now);
  Now.Dead = true;
}

void TextFlow::execVar(const VarDecl *V) {
  const Expr *Init = V->getInit();
  TextPlace Place;
  Place.Known = true;
  Place.Root = cast<VarDecl>(V->getCanonicalDecl());
  // What is static is made once, and stays the same from then on.
  if (!Init || V->hasGlobalStorage()) {
    if (Init)
      eval(Init);
    write(Place, {});
    return;
  }
  // What a lock around a container gives: an object that leads to it.
  if (V->getType()->isRecordType() && !Index.containerOf(V->getType()) &&
      isPointerLike(V->getType()->getAsCXXRecordDecl()) &&
      isa<CallExpr>(strippedText(Init))) {
    KeyedPlace Container = containerOf(Init);
    if (Container.Class && Container.Root != KeyedPlace::Local)
      ContainerAliases[Place.Root] = Container;
  }
  if (V->getType()->isReferenceType() || V->getType()->isPointerType()) {
    KeyedPlace Container = containerOf(Init);
    if (Container.Class || Container.Root == KeyedPlace::Local)
      ContainerAliases[Place.Root] = Container;
    if (V->getType()->isReferenceType()) {
      TextPlace To = placeOf(Init);
      // A new name for the same object, unless the object is a temporary.
      if (To.Known && To.Root != Place.Root) {
        InitVariable = V;
        InitCall = strippedText(Init);
        eval(Init);
        InitVariable = nullptr;
        InitCall = nullptr;
        Aliases[Place.Root] = To;
        return;
      }
    }
  }
  if (const TextValueSpec *Spec = Index.valueOf(V->getType());
      Spec && Spec->WritesToArgument)
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(strippedText(Init));
        Construct && Construct->getNumArgs())
      if (TextPlace To = placeOf(Construct->getArg(0)); To.Known) {
        Aliases[Place.Root] = To;
        return;
      }
  InitVariable = V;
  InitCall = strippedText(Init);
  evalInto(Init, Place);
  InitVariable = nullptr;
  InitCall = nullptr;
  if (const auto *Decomposition = dyn_cast<DecompositionDecl>(V))
    for (const BindingDecl *Binding : Decomposition->bindings())
      if (const VarDecl *Holding = Binding->getHoldingVar())
        execVar(Holding);
}

TextSummary TextFlow::run() {
  ++Counts.Functions;
  AtReturn.Dead = true;
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(F))
    for (const CXXCtorInitializer *Init : Ctor->inits()) {
      if (!Init->getInit())
        continue;
      TextPlace This;
      This.Known = true;
      if (Init->isMemberInitializer())
        evalInto(Init->getInit(), field(This, Init->getMember()));
      else if (Init->isBaseInitializer() || Init->isDelegatingInitializer()) {
        const Expr *E = strippedText(Init->getInit());
        if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
          evalConstruct(Construct, This);
      } else
        eval(Init->getInit());
    }
  exec(F->getBody());
  leave();
  if (!isStated(F, stated::VaryingKey))
    Summary.Returned = std::move(Returned);
  // What the caller can see of the last state.
  Now = std::move(AtReturn);
  for (auto &[Place, Value] : Now.Values) {
    bool Visible = !Place.Root;
    if (const auto *P = dyn_cast_or_null<ParmVarDecl>(Place.Root))
      Visible =
          P->getType()->isReferenceType() || P->getType()->isAnyPointerType();
    if (!Visible)
      continue;
    TextOrigins Changed;
    for (const TextOrigin &O : Value) {
      // Only what it did not hold before.
      int Self =
          Place.Root
              ? int(cast<ParmVarDecl>(Place.Root)->getFunctionScopeIndex())
              : TextOrigin::ThisParam;
      if (O.Param == Self && O.Path == Place.Path)
        continue;
      Changed.push_back(O);
    }
    if (!Changed.empty())
      Summary.Writes.push_back({Place, std::move(Changed)});
  }
  return std::move(Summary);
}

TextSummary analyzeText(const FunctionDecl *F, const TextIndex &Index,
                        TextCallees &Callees, const TextLimits &Limits,
                        TextCounts &Counts) {
  return TextFlow(F, Index, Callees, Limits, Counts).run();
}

} // namespace unwedge
