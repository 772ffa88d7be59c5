//===--- UnstableCacheKey.cpp ---------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Rules/UnstableCacheKey.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/StatedFacts.h"
#include "unwedge/Program/TextFacts.h"
#include "unwedge/Report/TraceWording.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace clang;

namespace unwedge {

namespace {

/// One key with one changing value in it.
struct Candidate {
  const FunctionDecl *F = nullptr;
  const KeyUse *Use = nullptr;
  const TextOrigin *Origin = nullptr;
};

/// All such keys of one function, for one container.
struct Group {
  std::vector<Candidate> Members;
};

/// Whether some code below \p S has what \p Holds asks for.
template <typename Fn> bool anyBelow(const Stmt *S, Fn Holds) {
  llvm::SmallVector<const Stmt *, 32> Worklist{S};
  while (!Worklist.empty()) {
    const Stmt *Next = Worklist.pop_back_val();
    if (!Next)
      continue;
    if (Holds(Next))
      return true;
    for (const Stmt *Child : Next->children())
      Worklist.push_back(Child);
  }
  return false;
}

const VarDecl *variableOf(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  while (true) {
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(E);
        Construct && Construct->getNumArgs() >= 1 &&
        Construct->getConstructor()->isCopyOrMoveConstructor())
      E = Construct->getArg(0)->IgnoreParenImpCasts();
    else if (const auto *Call = dyn_cast<CallExpr>(E);
             Call && Call->isCallToStdMove())
      E = Call->getArg(0)->IgnoreParenImpCasts();
    else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
      E = Temporary->getSubExpr()->IgnoreParenImpCasts();
    else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
      E = Bind->getSubExpr()->IgnoreParenImpCasts();
    else if (const auto *Full = dyn_cast<FullExpr>(E))
      E = Full->getSubExpr()->IgnoreParenImpCasts();
    else
      break;
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

/// Whether two operations of one function have the same text as their key: the
/// same variable, or what was made of the same value in the same place.
bool haveSameKey(const Candidate &A, const Candidate &B) {
  return A.F == B.F &&
         ((A.Use->KeyVariable && A.Use->KeyVariable == B.Use->KeyVariable) ||
          (A.Origin->Trace && A.Origin->Trace == B.Origin->Trace));
}

class RuleRun {
public:
  RuleRun(TranslationUnit &Unit, const TextLimits &Limits,
          const FindingFilter &Filter)
      : Unit(Unit), Facts(Unit, Limits), Filter(Filter),
        SM(Unit.model().context().getSourceManager()) {}

  std::vector<Finding> run();

private:
  using GroupKey = std::pair<SourceLocation, SourceLocation>;

  void judge(const Group &G, std::vector<Finding> &Findings);
  bool isKeptElsewhere(const Candidate &C) const;
  bool usesTheHit(const Candidate &C) const;
  bool fillsIfEmpty(const Candidate &C) const;
  bool isKnownElsewhere(const Candidate &C) const;
  bool isShownByKeyOnly(const Candidate &C, const ContainerFacts &F) const;
  bool isLost(const Candidate &C) const;
  bool isNeverFound(const Candidate &C) const;
  bool isByOtherKey(const Expr *Erase, const ContainerFacts &Of) const;
  bool growsWithoutBound(const Candidate &C) const;
  bool ownsSubject(const Candidate &C) const;
  std::string containerName(const KeyUse &Use) const;
  void appendTrace(const Candidate &C, Finding &Result) const;
  Finding finding(const Candidate &C, llvm::ArrayRef<Candidate> Others,
                  Confidence Level, const std::string &Harm,
                  const std::string &Advice);

  TranslationUnit &Unit;
  TextFacts Facts;
  const FindingFilter Filter;
  const SourceManager &SM;
  llvm::DenseMap<const ValueDecl *, ContainerFacts> Containers;
  /// All candidates, for what the rest of the unit does with a container.
  std::map<SourceLocation, std::vector<Candidate>> ByContainer;
};

bool isLookup(const KeyUse &Use) {
  return Use.Operation == KeyOperation::Lookup && !Use.InLoopCondition;
}
bool isInsert(const KeyUse &Use) {
  return Use.Operation == KeyOperation::Insert ||
         Use.Operation == KeyOperation::Access;
}
bool isErase(const KeyUse &Use) { return Use.Operation == KeyOperation::Erase; }

/// Whether the key as a whole is of another value only by a number or a time in
/// it that was never made text.
bool isPlainPart(const TextOrigin &O) { return O.IsPart && !O.IsText; }

std::string RuleRun::containerName(const KeyUse &Use) const {
  const ValueDecl *D = Use.Place.Class;
  std::string Name = D->getNameAsString();
  if (Name.empty())
    return "the container";
  return "'" + Name + (isa<FunctionDecl>(D) ? "()'" : "'");
}

/// Whether the text of the key goes anywhere but into the container, so that
/// the entry can be found by it later.
bool RuleRun::isKeptElsewhere(const Candidate &C) const {
  const VarDecl *Key = C.Use->KeyVariable;
  if (!Key || !C.F->getBody())
    return false;
  if (isa<ParmVarDecl>(Key))
    // The caller has it.
    return true;
  auto IsKey = [&](const Expr *E) {
    const VarDecl *V = E ? variableOf(E) : nullptr;
    return V && V->getCanonicalDecl() == Key->getCanonicalDecl();
  };
  return anyBelow(C.F->getBody(), [&](const Stmt *S) {
    if (const auto *Return = dyn_cast<ReturnStmt>(S))
      return Return->getRetValue() && IsKey(Return->getRetValue());
    if (const auto *Lambda = dyn_cast<LambdaExpr>(S))
      return llvm::any_of(Lambda->captures(), [&](const LambdaCapture &L) {
        return L.capturesVariable() && L.getCapturedVar()->getCanonicalDecl() ==
                                           Key->getCanonicalDecl();
      });
    if (const auto *Binary = dyn_cast<BinaryOperator>(S))
      return Binary->isAssignmentOp() && IsKey(Binary->getRHS());
    if (const auto *List = dyn_cast<InitListExpr>(S))
      return llvm::any_of(List->inits(), IsKey);
    if (const auto *Decl = dyn_cast<DeclStmt>(S))
      return llvm::any_of(Decl->decls(), [&](const auto *D) {
        const auto *V = dyn_cast<VarDecl>(D);
        return V && V != Key && V->getInit() && IsKey(V->getInit());
      });
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(S))
      return !Construct->getConstructor()->isCopyOrMoveConstructor() &&
             llvm::any_of(Construct->arguments(), IsKey);
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      if (Call == C.Use->Call)
        return false;
      const FunctionDecl *Callee = Call->getDirectCallee();
      const auto *Op = dyn_cast<CXXOperatorCallExpr>(Call);
      if (Op && Op->getOperator() == OO_Equal && Op->getNumArgs() == 2)
        return IsKey(Op->getArg(1));
      if (Op || !Callee || Call->isCallToStdMove())
        return false;
      const TextRole *Role = Facts.index().role(Callee);
      return (!Role || !(Role->Keys || Role->Function)) &&
             llvm::any_of(Call->arguments(), IsKey);
    }
    return false;
  });
}

/// Whether what a look-up found is used, and not only whether it found
/// something.
bool RuleRun::usesTheHit(const Candidate &C) const {
  const VarDecl *Kept = C.Use->ResultVariable;
  if (!Kept || !C.F->getBody())
    return false;
  auto IsKept = [&](const Expr *E) {
    const VarDecl *V = variableOf(E);
    return V && V->getCanonicalDecl() == Kept->getCanonicalDecl();
  };
  return anyBelow(C.F->getBody(), [&](const Stmt *S) {
    if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(S))
      return (Op->getOperator() == OO_Arrow || Op->getOperator() == OO_Star) &&
             Op->getNumArgs() == 1 && IsKept(Op->getArg(0));
    if (const auto *Member = dyn_cast<MemberExpr>(S))
      return IsKept(Member->getBase());
    if (const auto *Unary = dyn_cast<UnaryOperator>(S))
      return Unary->getOpcode() == UO_Deref && IsKept(Unary->getSubExpr());
    return false;
  });
}

/// Whether `V &R = Map[Key]` is there to find what an earlier call has put in,
/// and to put it in if there is nothing yet. What is counted or compared is a
/// statistic, or a limit, of that time.
bool RuleRun::fillsIfEmpty(const Candidate &C) const {
  const VarDecl *Kept = C.Use->ResultVariable;
  if (C.Use->Operation != KeyOperation::Access || !Kept ||
      !Kept->getType()->isReferenceType() || !C.F->getBody())
    return false;
  auto Mentions = [&](const Stmt *S) {
    return S && anyBelow(S, [&](const Stmt *Part) {
             const auto *Ref = dyn_cast<DeclRefExpr>(Part);
             return Ref && Ref->getDecl()->getCanonicalDecl() ==
                               Kept->getCanonicalDecl();
           });
  };
  bool IsTested = false, IsSet = false;
  bool IsCounted = anyBelow(C.F->getBody(), [&](const Stmt *S) {
    if (const auto *If = dyn_cast<IfStmt>(S))
      IsTested |= Mentions(If->getCond());
    else if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(S))
      IsTested |= Mentions(Choice->getCond());
    else if (const auto *Unary = dyn_cast<UnaryOperator>(S))
      return Unary->isIncrementDecrementOp() && Mentions(Unary);
    else if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
      if (Binary->isCompoundAssignmentOp() || Binary->isRelationalOp())
        return Mentions(Binary);
      if (Binary->getOpcode() == BO_Assign)
        IsSet |= Mentions(Binary->getLHS());
    } else if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(S)) {
      if (Op->getOperator() == OO_Equal && Op->getNumArgs() == 2) {
        IsSet |= Mentions(Op->getArg(0));
        return false;
      }
      if (Op->isAssignmentOp() || Op->getOperator() == OO_PlusPlus ||
          Op->getOperator() == OO_MinusMinus || Op->getOperator() == OO_Less ||
          Op->getOperator() == OO_Greater ||
          Op->getOperator() == OO_LessEqual ||
          Op->getOperator() == OO_GreaterEqual)
        return Mentions(Op);
    }
    return false;
  });
  return IsTested && IsSet && !IsCounted;
}

/// Whether anything but the container may have the key, or what it was made
/// of, when the call is over. "Yes" is the answer in doubt.
bool RuleRun::isKnownElsewhere(const Candidate &C) const {
  const auto *Call = dyn_cast<CallExpr>(C.Use->Call);
  if (!Call || !C.Use->Calls.empty() || !C.F->getBody() || isKeptElsewhere(C))
    return true;
  // The expressions that make the key, and the local variables in them.
  const Expr *Key = nullptr;
  anyBelow(Call, [&](const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    if (E && E != Call && E->getBeginLoc() == C.Use->Loc)
      Key = E;
    return Key != nullptr;
  });
  if (!Key)
    return true;
  llvm::SmallVector<const Stmt *, 8> Making{Key};
  llvm::SmallVector<const VarDecl *, 8> Parts;
  auto PartOf = [&](const Expr *E) -> const VarDecl * {
    for (unsigned Depth = 0; E && Depth < 64; ++Depth) {
      E = E->IgnoreParenImpCasts();
      if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E);
          Op && Op->getNumArgs() &&
          (Op->getOperator() == OO_LessLess || Op->isAssignmentOp()))
        E = Op->getArg(0);
      else if (const auto *Unary = dyn_cast<UnaryOperator>(E))
        E = Unary->getSubExpr();
      else
        break;
    }
    const VarDecl *V = E ? variableOf(E) : nullptr;
    return V && llvm::is_contained(Parts, V->getCanonicalDecl())
               ? V->getCanonicalDecl()
               : nullptr;
  };
  /// What gets the result of \p S, if that is a part of the key.
  auto Makes = [&](const Stmt *S) {
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(S)) {
      const CXXMethodDecl *Method = Member->getMethodDecl();
      // Not what gives a way into the text.
      return Method && !Method->isConst() &&
             (Method->getReturnType()->isVoidType() ||
              Method->getReturnType()->getPointeeCXXRecordDecl() ==
                  Method->getParent()) &&
             PartOf(Member->getImplicitObjectArgument()) != nullptr;
    }
    if (const auto *Binary = dyn_cast<BinaryOperator>(S))
      return Binary->isAssignmentOp() && PartOf(Binary->getLHS()) != nullptr;
    if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(S))
      return (Op->getOperator() == OO_LessLess || Op->isAssignmentOp()) &&
             PartOf(Op->getArg(0)) != nullptr;
    if (const auto *Plain = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *Callee = Plain->getDirectCallee();
      const TextRole *Role = Callee ? Facts.index().role(Callee) : nullptr;
      unsigned Out = 0;
      if (Role && Role->Function && Role->Function->OutArgument)
        Out = *Role->Function->OutArgument;
      else if (Role && Role->OutSource)
        Out = *Role->OutSource->OutArgument;
      else
        return false;
      return Out < Plain->getNumArgs() && PartOf(Plain->getArg(Out)) != nullptr;
    }
    return false;
  };
  bool Escapes = false;
  for (unsigned Round = 0; Round < 4; ++Round) {
    const size_t Before = Parts.size();
    for (size_t I = 0; I < Making.size(); ++I)
      anyBelow(Making[I], [&](const Stmt *S) {
        const auto *Ref = dyn_cast<DeclRefExpr>(S);
        const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
        if (!V || V->hasGlobalStorage())
          return false;
        V = V->getCanonicalDecl();
        QualType Type = V->getType();
        if (isa<ParmVarDecl>(V)) {
          // What the caller gets back.
          Escapes |= (Type->isReferenceType() || Type->isPointerType()) &&
                     !Type->getPointeeType().isConstQualified() &&
                     (Facts.index().valueOf(Type.getNonReferenceType()) ||
                      Type->getPointeeType()->isScalarType());
          return false;
        }
        if (!llvm::is_contained(Parts, V)) {
          Parts.push_back(V);
          if (V->getInit())
            Making.push_back(V->getInit());
        }
        return false;
      });
    anyBelow(C.F->getBody(), [&](const Stmt *S) {
      if (Makes(S) && !llvm::is_contained(Making, S))
        Making.push_back(S);
      return false;
    });
    if (Parts.size() == Before)
      break;
  }
  if (Escapes || Parts.size() > 16)
    return true;
  // The change has to come in here, and by nothing that may keep it.
  auto IsMadeAt = [&](SourceLocation Loc) {
    return llvm::any_of(Making, [&](const Stmt *M) {
      return anyBelow(M, [&](const Stmt *S) {
        const auto *E = dyn_cast<Expr>(S);
        return E && (E->getExprLoc() == Loc || E->getBeginLoc() == Loc);
      });
    });
  };
  bool Seen = IsMadeAt(C.Origin->Loc);
  for (const TextTrace *T = C.Origin->Trace.get(); T && !Seen;
       T = T->Before.get()) {
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(T->Step.What);
    Seen = T->Step.Kind == TextStep::Returned &&
           (!Method || Method->isStatic() || Method->isConst()) &&
           IsMadeAt(T->Step.Loc);
  }
  if (!Seen)
    return true;
  // All that is done with the parts is to make the key.
  llvm::SmallVector<const Stmt *, 32> Worklist{C.F->getBody()};
  while (!Worklist.empty()) {
    const Stmt *S = Worklist.pop_back_val();
    if (!S || llvm::is_contained(Making, S) || isa<UnaryExprOrTypeTraitExpr>(S))
      continue;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S);
        Ref && llvm::is_contained(Parts, Ref->getDecl()->getCanonicalDecl()))
      return true;
    for (const Stmt *Child : S->children())
      Worklist.push_back(Child);
  }
  return false;
}

/// Whether \p Erase takes out the entry of a key that is not one of those that
/// change, or the entry that was found by one.
bool RuleRun::isByOtherKey(const Expr *Erase, const ContainerFacts &Of) const {
  const auto *Call = dyn_cast<CXXMemberCallExpr>(Erase);
  if (!Call || Call->getNumArgs() != 1 || !Call->getMethodDecl())
    return false;
  const auto *Class = dyn_cast<ClassTemplateSpecializationDecl>(
      Call->getMethodDecl()->getParent());
  if (!Class || Class->getTemplateArgs().size() == 0 ||
      Class->getTemplateArgs()[0].getKind() != TemplateArgument::Type ||
      Call->getMethodDecl()->getNumParams() != 1)
    return false;
  QualType Param =
      Call->getMethodDecl()->getParamDecl(0)->getType().getNonReferenceType();
  const ASTContext &Context = Unit.model().context();
  if (Context.hasSameUnqualifiedType(Param,
                                     Class->getTemplateArgs()[0].getAsType()))
    return true;
  auto IsFind = [&](const Expr *E) {
    return anyBelow(E, [&](const Stmt *S) {
      const auto *Part = dyn_cast<Expr>(S);
      return Part && llvm::is_contained(Of.Lookups, Part);
    });
  };
  const VarDecl *It = variableOf(Call->getArg(0));
  if (!It && isa<CXXConstructExpr>(Call->getArg(0)->IgnoreParenImpCasts()))
    // A const_iterator made of an iterator.
    if (const auto *Made =
            cast<CXXConstructExpr>(Call->getArg(0)->IgnoreParenImpCasts());
        Made->getNumArgs() == 1)
      It = variableOf(Made->getArg(0));
  return It ? It->hasLocalStorage() && It->getInit() && IsFind(It->getInit())
            : IsFind(Call->getArg(0));
}

/// Whether nobody gets a key of the container from the container itself.
bool RuleRun::isShownByKeyOnly(const Candidate &C,
                               const ContainerFacts &F) const {
  const auto *Call = dyn_cast<CallExpr>(C.Use->Call);
  const auto *Method =
      Call ? dyn_cast_or_null<CXXMethodDecl>(Call->getDirectCallee()) : nullptr;
  // How other libraries show keys is not known.
  if (!Method || !Method->getParent()->isInStdNamespace() || F.Escapes ||
      F.ShowsKeys || !F.AllInSight)
    return false;
  // Nor what templates do that are not instantiated here.
  const auto *Owner =
      dyn_cast<CXXRecordDecl>(C.Use->Place.Class->getDeclContext());
  if (!Owner)
    return true;
  // All members of an explicit instantiation are there.
  const auto *Instance = dyn_cast<ClassTemplateSpecializationDecl>(Owner);
  return (!Instance || Instance->getTemplateSpecializationKind() ==
                           TSK_ExplicitInstantiationDefinition) &&
         llvm::none_of(Owner->decls(), [](const Decl *D) {
           return isa<FunctionTemplateDecl>(D);
         });
}

/// Whether the entry stays for ever: nobody has its key, and whatever is looked
/// up or taken out has another one.
bool RuleRun::isLost(const Candidate &C) const {
  auto It =
      Containers.find(cast<ValueDecl>(C.Use->Place.Class->getCanonicalDecl()));
  if (It == Containers.end() || C.Use->Container->Bounded)
    return false;
  const ContainerFacts &F = It->second;
  if (!isShownByKeyOnly(C, F) || F.Erases.empty() || F.Shrinks || F.IsSized ||
      F.IsIterated)
    return false;
  return llvm::all_of(F.Erases,
                      [&](const Expr *E) { return isByOtherKey(E, F); }) &&
         !isKnownElsewhere(C);
}

/// Whether nobody else has the key, and all that is looked up has another one:
/// no look-up finds the entry, whatever else takes entries out. If the entries
/// are gone through, some may be there for that only; then all that are stored
/// have to have such keys.
bool RuleRun::isNeverFound(const Candidate &C) const {
  auto It =
      Containers.find(cast<ValueDecl>(C.Use->Place.Class->getCanonicalDecl()));
  if (It == Containers.end() || !isShownByKeyOnly(C, It->second))
    return false;
  const ContainerFacts &F = It->second;
  auto Unstable = ByContainer.find(C.Use->Place.Class->getLocation());
  auto IsUnstable = [&](const Expr *E) {
    return Unstable != ByContainer.end() &&
           llvm::any_of(Unstable->second, [&](const Candidate &Other) {
             return Other.Use->OperationLoc == E->getExprLoc();
           });
  };
  return !F.Lookups.empty() && !F.IsSearched &&
         llvm::none_of(F.Lookups, IsUnstable) &&
         (!F.IsIterated || llvm::all_of(F.Inserts, IsUnstable)) &&
         !isKnownElsewhere(C);
}

bool RuleRun::growsWithoutBound(const Candidate &C) const {
  if (C.Use->Container->Bounded)
    return false;
  auto It =
      Containers.find(cast<ValueDecl>(C.Use->Place.Class->getCanonicalDecl()));
  if (It == Containers.end())
    return false;
  const ContainerFacts &F = It->second;
  if (F.Shrinks || F.IsSized || F.Escapes)
    return false;
  // What erases with a key made anew takes nothing out.
  auto Unstable = ByContainer.find(C.Use->Place.Class->getLocation());
  return llvm::all_of(F.Erases, [&](const Expr *Erase) {
    return C.Origin->Kind != Variation::Address &&
           Unstable != ByContainer.end() &&
           llvm::any_of(Unstable->second, [&](const Candidate &Other) {
             return Other.Use->OperationLoc == Erase->getExprLoc();
           });
  });
}

/// The class that \p Type is, points to, or is a holder of.
const CXXRecordDecl *heldClass(QualType Type) {
  for (unsigned Depth = 0; Depth < 4; ++Depth) {
    Type = Type.getNonReferenceType();
    if (Type->isAnyPointerType()) {
      Type = Type->getPointeeType();
      continue;
    }
    const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
        Type->getAsCXXRecordDecl());
    if (Spec && isPointerLike(Spec) && Spec->getTemplateArgs().size() &&
        Spec->getTemplateArgs()[0].getKind() == TemplateArgument::Type) {
      Type = Spec->getTemplateArgs()[0].getAsType();
      continue;
    }
    break;
  }
  const CXXRecordDecl *Class = Type->getAsCXXRecordDecl();
  return Class ? Class->getCanonicalDecl() : nullptr;
}

/// Whether the entries have the object that the key is the address of: they own
/// it, or the container is the registry of such objects.
bool RuleRun::ownsSubject(const Candidate &C) const {
  if (C.Origin->Pointee.isNull())
    return false;
  const CXXRecordDecl *Subject = heldClass(C.Origin->Pointee);
  QualType Type = C.Use->Place.Class->getType().getNonReferenceType();
  if (const auto *Function = dyn_cast<FunctionDecl>(C.Use->Place.Class))
    Type = Function->getReturnType().getNonReferenceType();
  if (Type->isAnyPointerType())
    Type = Type->getPointeeType();
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type->getAsCXXRecordDecl());
  if (!Spec || !Subject)
    return false;
  for (const TemplateArgument &Arg :
       Spec->getTemplateArgs().asArray().take_front(2)) {
    if (Arg.getKind() != TemplateArgument::Type)
      continue;
    const CXXRecordDecl *Held = heldClass(Arg.getAsType());
    if (!Held)
      continue;
    if (Held == Subject)
      return true;
    if (Held->hasDefinition() && Subject->hasDefinition() &&
        (Held->getDefinition()->isDerivedFrom(Subject) ||
         Subject->getDefinition()->isDerivedFrom(Held)))
      return true;
    // An entry with a member that is, or holds, the object.
    if (Held->hasDefinition() &&
        llvm::any_of(Held->getDefinition()->fields(),
                     [&](const FieldDecl *Field) {
                       return heldClass(Field->getType()) == Subject;
                     }))
      return true;
  }
  return false;
}

std::string whatChanges(const TextOrigin &O) {
  switch (O.Kind) {
  case Variation::Clock:
    return "the time of the call";
  case Variation::Random:
    return "a random value";
  case Variation::UniqueId:
    return "an id that no other call gets";
  case Variation::Counter:
    return "a number that goes up with each call";
  case Variation::Thread:
    return "the id of the thread";
  case Variation::Address:
    return "the address of an object";
  }
  llvm_unreachable("covered switch");
}

std::string readerName(const TextOrigin &O) {
  if (const auto *Ctor = dyn_cast_or_null<CXXConstructorDecl>(O.Reader))
    return "the default constructor of '" +
           Ctor->getParent()->getNameAsString() + "'";
  return O.Reader ? describeFunction(O.Reader) : std::string("this");
}

std::string describeSource(const TextOrigin &O) {
  switch (O.Kind) {
  case Variation::Clock:
    return readerName(O) + " reads the clock here";
  case Variation::Random:
    return readerName(O) + " gives a random value here";
  case Variation::UniqueId:
    return readerName(O) + " makes a new id here";
  case Variation::Counter:
    return (O.Subject ? "'" + O.Subject->getNameAsString() + "'"
                      : readerName(O)) +
           " counts up here";
  case Variation::Thread:
    return readerName(O) + " tells which thread or process runs here";
  case Variation::Address:
    if (O.SubjectIsThis)
      return "the address of this object is taken here";
    if (O.Subject && !O.Subject->getNameAsString().empty())
      return "the address that '" + O.Subject->getNameAsString() +
             "' stands for is taken here";
    return "an address is taken here";
  }
  llvm_unreachable("covered switch");
}

std::string describeStep(const TextStep &Step) {
  std::string Name = Step.What ? describeFunction(Step.What) : "it";
  switch (Step.Kind) {
  case TextStep::Formatted:
    return "it becomes text here";
  case TextStep::Hashed:
    return "a hash of it is made here";
  case TextStep::Returned:
    return Name + " is called here, and hands it on";
  case TextStep::HandedIn:
    return "it is given to " + Name + " here";
  }
  llvm_unreachable("covered switch");
}

std::string describeUse(const KeyUse &Use, const std::string &Container) {
  switch (Use.Operation) {
  case KeyOperation::Lookup:
    return "an entry of " + Container + " is looked up";
  case KeyOperation::Insert:
    return "an entry is stored in " + Container;
  case KeyOperation::Access:
    return "an entry of " + Container + " is looked up, or made,";
  case KeyOperation::Erase:
    return "an entry of " + Container + " is erased";
  default:
    return Container + " is used";
  }
}

/// Tells how the value comes to be the key: it is read, and made text, and the
/// text is used.
void RuleRun::appendTrace(const Candidate &C, Finding &Result) const {
  RunPattern Run;
  Run.F = C.F;
  auto Add = [&](SourceLocation Loc, size_t Step, const FunctionDecl *Called) {
    RunEvent &Event = Run.Events.emplace_back();
    Event.Places.push_back({Loc, {}});
    Event.Step = Step;
    // Not what stands in initialisers, or is no call at all: hosts may have no
    // place for it on their paths.
    Event.CallDecides = Called && !isa<CXXConstructorDecl>(Called);
  };
  // The calls that the value was given to, and the events before.
  llvm::SmallVector<std::pair<SourceLocation, size_t>, 2> Entered;
  // An address is no call.
  if (C.Origin->Kind != Variation::Address &&
      C.Origin->Kind != Variation::Counter)
    Add(C.Origin->Loc, Result.Steps.size(), C.Origin->Reader);
  Result.Steps.push_back({C.Origin->Loc, describeSource(*C.Origin)});
  llvm::SmallVector<const TextTrace *, 8> Steps;
  for (const TextTrace *T = C.Origin->Trace.get(); T; T = T->Before.get())
    Steps.push_back(T);
  for (const TextTrace *T : llvm::reverse(Steps)) {
    // An address becomes text where it is taken, mostly.
    if (T->Step.Kind == TextStep::Formatted &&
        Result.Steps.back().Loc == T->Step.Loc)
      continue;
    // What a call hands on has come about in it, unless it was handed in.
    if (T->Step.Kind == TextStep::HandedIn) {
      Entered.push_back({T->Step.Loc, Run.Events.size()});
    } else if (T->Step.Kind == TextStep::Returned) {
      size_t First = Entered.empty() ? 0 : Entered.back().second;
      if (!Entered.empty() && Entered.back().first == T->Step.Loc)
        Entered.pop_back();
      for (size_t I = First; I < Run.Events.size(); ++I) {
        auto &Through = Run.Events[I].Places.front().Through;
        Through.insert(Through.begin(), T->Step.Loc);
        if (isa_and_nonnull<CXXConstructorDecl>(T->Step.What))
          Run.Events[I].CallDecides = false;
      }
      Add(T->Step.Loc, Result.Steps.size(), T->Step.What);
    } else {
      Add(T->Step.Loc, Result.Steps.size(), nullptr);
    }
    Result.Steps.push_back({T->Step.Loc, describeStep(T->Step)});
  }
  RunEvent Use;
  RunPlace &Place = Use.Places.emplace_back();
  Place.At = C.Use->OperationLoc;
  Use.AtEntry = true;
  for (const TextStep &Call : C.Use->Calls)
    Place.Through.push_back(Call.Loc);
  Run.Events.push_back(std::move(Use));
  Result.Run = std::move(Run);
  for (const TextStep &Call : C.Use->Calls)
    Result.Steps.push_back(
        {Call.Loc,
         "the key is given to " + describeFunction(Call.What) + " here"});
  if (!C.Use->Calls.empty())
    Result.Steps.push_back(
        {C.Use->OperationLoc,
         describeUse(*C.Use, containerName(*C.Use)) + " by it here"});
}

Finding RuleRun::finding(const Candidate &C, llvm::ArrayRef<Candidate> Others,
                         Confidence Level, const std::string &Harm,
                         const std::string &Advice) {
  Finding Result;
  Result.Rule = "unstable-cache-key";
  Result.Level = Level;
  Result.Loc = C.Use->Loc;
  Result.Message = "the key for " + containerName(*C.Use) + " contains " +
                   whatChanges(*C.Origin) + "; " + Harm;
  std::vector<FindingStep> Assumptions;
  auto Assume = [&](SourceLocation Loc, const std::string &What) {
    Result.Level = std::min(Result.Level, Confidence::Likely);
    Assumptions.push_back({Loc, What});
  };
  if (!C.Origin->Sure)
    Assume(C.Origin->Trace ? C.Origin->Trace->Step.Loc : C.Origin->Loc,
           "the functions in sight are taken to be what the call runs");
  if (C.Use->Place.Root == KeyedPlace::Param && C.Use->Calls.empty())
    Assume(C.Use->Loc, containerName(*C.Use) +
                           " is taken to live longer than the call, since "
                           "the caller hands it in");
  if (isa<FunctionDecl>(C.Use->Place.Class))
    Assume(C.Use->Loc, containerName(*C.Use) +
                           " is taken to give the same container each time");
  appendTrace(C, Result);
  unsigned Shown = 0;
  for (const Candidate &Other : Others) {
    if (Other.Use == C.Use || Other.Use->OperationLoc == C.Use->OperationLoc)
      continue;
    bool SameKey = haveSameKey(Other, C);
    if (++Shown > 3)
      break;
    Result.Steps.push_back(
        {Other.Use->Loc, describeUse(*Other.Use, containerName(*Other.Use)) +
                             (SameKey ? " by the same key here"
                                      : " here by a key that is made anew")});
  }
  // A run shows what is called.
  Result.Run->Level = Result.Level;
  if (!C.Origin->Sure) {
    Result.Run->Settled.push_back(Result.Steps.size());
    if (Assumptions.size() == 1)
      Result.Run->Level = Level;
  }
  llvm::append_range(Result.Steps, Assumptions);
  if (!Advice.empty())
    Result.Steps.push_back({C.Use->Loc, Advice});
  return Result;
}

void RuleRun::judge(const Group &G, std::vector<Finding> &Findings) {
  // One value of one kind is enough for one report; the surest kind first.
  auto OfKind = [&](Variation Kind) {
    std::vector<Candidate> Result;
    for (const Candidate &C : G.Members) {
      if (C.Origin->Kind != Kind)
        continue;
      if (C.Use->Place.Root == KeyedPlace::Param)
        if (const auto *P = dyn_cast<ParmVarDecl>(C.Use->Place.Class))
          if (Facts.isGivenLocalsOnly(P))
            continue;
      if (isPlainPart(*C.Origin) &&
          (C.Use->Container->Ordered || Kind != Variation::Clock ||
           isErase(*C.Use)))
        continue;
      Result.push_back(C);
    }
    llvm::sort(Result, [&](const Candidate &A, const Candidate &B) {
      if (A.Use->Loc != B.Use->Loc)
        return SM.isBeforeInTranslationUnit(A.Use->Loc, B.Use->Loc);
      return A.Use->OperationLoc != B.Use->OperationLoc &&
             SM.isBeforeInTranslationUnit(A.Use->OperationLoc,
                                          B.Use->OperationLoc);
    });
    return Result;
  };
  auto FirstThat = [](llvm::ArrayRef<Candidate> All, auto Holds) {
    auto It =
        llvm::find_if(All, [&](const Candidate &C) { return Holds(*C.Use); });
    return It == All.end() ? nullptr : &*It;
  };
  const std::vector<Candidate> &Everywhere =
      ByContainer[G.Members.front().Use->Place.Class->getLocation()];
  auto OthersOf = [&](Variation Kind) {
    std::vector<Candidate> Result;
    for (const Candidate &C : Everywhere)
      if (C.Origin->Kind == Kind)
        Result.push_back(C);
    return Result;
  };

  if (std::vector<Candidate> Clock = OfKind(Variation::Clock); !Clock.empty()) {
    std::vector<Candidate> Others = OthersOf(Variation::Clock);
    // What is stored by a key that is then used again can be found by it.
    llvm::erase_if(Clock, [&](const Candidate &C) {
      return !isInsert(*C.Use) &&
             llvm::any_of(Clock, [&](const Candidate &Stored) {
               return isInsert(*Stored.Use) && haveSameKey(Stored, C) &&
                      SM.isBeforeInTranslationUnit(Stored.Use->Loc, C.Use->Loc);
             });
    });
    const Candidate *Lookup = FirstThat(Clock, isLookup);
    const Candidate *Erase = FirstThat(Clock, isErase);
    const Candidate *Insert = FirstThat(Clock, isInsert);
    auto Filled = llvm::find_if(
        Clock, [&](const Candidate &C) { return fillsIfEmpty(C); });
    bool Fills = Filled != Clock.end();
    bool Stored = FirstThat(Others, isInsert) != nullptr;
    const std::string Advice = "make the key of what stays the same, or keep "
                               "the key and use it again";
    if (Lookup || Fills || Erase) {
      const Candidate &C = Lookup ? *Lookup : Fills ? *Filled : *Erase;
      auto Of = Containers.find(
          cast<ValueDecl>(C.Use->Place.Class->getCanonicalDecl()));
      bool Grows = Stored && growsWithoutBound(C) && Of != Containers.end() &&
                   Of->second.AllInSight;
      std::string Harm =
          Lookup || Fills
              ? "the look-up never finds what an earlier call stored"
              : "the erase does not find what an earlier call stored";
      if (Grows)
        Harm += ", and entries only pile up";
      Confidence Level = Stored && (Lookup || !Fills) && !isPlainPart(*C.Origin)
                             ? Confidence::Definite
                             : Confidence::Likely;
      Findings.push_back(finding(C, Others, Level, Harm, Advice));
      return;
    }
    if (Insert) {
      const ContainerFacts &Of =
          Containers
              .find(
                  cast<ValueDecl>(Insert->Use->Place.Class->getCanonicalDecl()))
              ->second;
      if (growsWithoutBound(*Insert) && !Of.IsIterated &&
          !isPlainPart(*Insert->Origin) && !isKeptElsewhere(*Insert)) {
        Findings.push_back(finding(
            *Insert, Others,
            Of.AllInSight ? Confidence::Likely : Confidence::Possible,
            "every call adds an entry, and nothing in sight takes one out",
            Advice));
        return;
      }
      if (!isPlainPart(*Insert->Origin) && isLost(*Insert)) {
        Finding Result = finding(
            *Insert, Others, Confidence::Likely,
            "every call adds an entry, and what takes entries out does so by "
            "another key",
            "");
        Result.Steps.push_back({Of.Erases.front()->getExprLoc(),
                                "an entry of " + containerName(*Insert->Use) +
                                    " is erased by another key here"});
        Result.Steps.push_back({Insert->Use->Loc, Advice});
        Findings.push_back(std::move(Result));
        return;
      }
      if (!isPlainPart(*Insert->Origin) && isNeverFound(*Insert)) {
        Finding Result = finding(
            *Insert, Others, Confidence::Likely,
            "the look-ups are by another key, and never find the entry", "");
        Result.Steps.push_back({Of.Lookups.front()->getExprLoc(),
                                "an entry of " + containerName(*Insert->Use) +
                                    " is looked up by another key here"});
        Result.Steps.push_back({Insert->Use->Loc, Advice});
        Findings.push_back(std::move(Result));
        return;
      }
    }
  }

  for (Variation Kind :
       {Variation::Random, Variation::UniqueId, Variation::Counter}) {
    std::vector<Candidate> Made = OfKind(Kind);
    if (Made.empty())
      continue;
    // A new id is looked up to see that it is not taken; that is no mistake.
    std::vector<Candidate> Others = OthersOf(Kind);
    const Candidate *Insert = FirstThat(Made, isInsert);
    auto Hit = llvm::find_if(Made, [&](const Candidate &C) {
      return isLookup(*C.Use) && usesTheHit(C);
    });
    const std::string Advice =
        "make the key of what the entry is about, or keep the id and use it "
        "again";
    if (Hit != Made.end()) {
      Findings.push_back(finding(
          *Hit, Others, Insert ? Confidence::Definite : Confidence::Likely,
          "the look-up never finds what an earlier call stored", Advice));
      return;
    }
    if (const Candidate *Erase = FirstThat(Made, isErase);
        Erase && !isKeptElsewhere(*Erase)) {
      Findings.push_back(finding(
          *Erase, Others, Confidence::Likely,
          "the erase does not find what an earlier call stored", Advice));
      return;
    }
  }

  if (std::vector<Candidate> Address = OfKind(Variation::Address);
      !Address.empty()) {
    llvm::erase_if(Address, [&](const Candidate &C) {
      if (ownsSubject(C) || !growsWithoutBound(C) || isPlainPart(*C.Origin))
        return true;
      // A container that is part of the object dies with it.
      return C.Origin->SubjectIsThis && C.Use->Place.Root == KeyedPlace::This;
    });
    std::vector<Candidate> Others = OthersOf(Variation::Address);
    const Candidate *Insert = FirstThat(Address, isInsert);
    if (Insert) {
      const ContainerFacts &Of =
          Containers
              .find(
                  cast<ValueDecl>(Insert->Use->Place.Class->getCanonicalDecl()))
              ->second;
      bool LookedUp = Insert->Use->Operation == KeyOperation::Access ||
                      FirstThat(Others, isLookup) != nullptr;
      if (!LookedUp && Of.IsIterated)
        return;
      const auto *V = dyn_cast<VarDecl>(Insert->Use->Place.Class);
      bool LivesLong = V && V->hasGlobalStorage();
      Confidence Level = Of.AllInSight && LivesLong ? Confidence::Likely
                         : Of.AllInSight && LookedUp &&
                                 isa<FieldDecl>(Insert->Use->Place.Class)
                             ? Confidence::Likely
                             : Confidence::Possible;
      Findings.push_back(finding(
          *Insert, Others, Level,
          "the entry stays when the object is gone, and the next object at "
          "that address is taken for it",
          "use an id that the object keeps for itself, or erase the entry when "
          "the object is destroyed"));
      return;
    }
  }

  if (std::vector<Candidate> Thread = OfKind(Variation::Thread);
      !Thread.empty()) {
    const Candidate *Insert = FirstThat(Thread, isInsert);
    if (Insert && growsWithoutBound(*Insert))
      Findings.push_back(finding(
          *Insert, OthersOf(Variation::Thread), Confidence::Possible,
          "each thread adds an entry that stays when it has ended", ""));
  }
}

std::vector<Finding> RuleRun::run() {
  std::map<GroupKey, Group> Groups;
  std::vector<const ValueDecl *> Classes;
  for (const FunctionDecl *F : Facts.functions())
    for (const KeyUse &Use : Facts.summary(F).Uses) {
      if (isStated(Use.Place.Class, stated::VaryingKey) ||
          isStated(Use.KeyVariable, stated::VaryingKey))
        continue;
      for (const TextOrigin &O : Use.Key) {
        if (!O.isComplete() || !(O.IsText || O.IsPart))
          continue;
        Candidate C{F, &Use, &O};
        SourceLocation At = Use.Place.Class->getLocation();
        // Instantiations of one template are one function.
        Groups[{sourceFunction(F)->getLocation(), At}].Members.push_back(C);
        ByContainer[At].push_back(C);
        Classes.push_back(Use.Place.Class);
      }
    }
  if (Groups.empty())
    return {};
  Containers = Facts.uses(Classes);
  std::vector<Finding> All;
  unsigned Cause = 0;
  for (auto &[Key, G] : Groups) {
    ++Cause;
    constexpr unsigned MaxAlternatives = 8;
    for (unsigned I = 0; I < MaxAlternatives; ++I) {
      size_t Before = All.size();
      judge(G, All);
      if (All.size() == Before || !Filter.WithRuns)
        break;
      All.back().Cause = Cause;
      All.back().Rank = I;
      // No run may get there, and yet to the next one.
      llvm::erase_if(G.Members, [&](const Candidate &C) {
        return C.Use->Loc == All.back().Loc;
      });
      if (G.Members.empty())
        break;
    }
  }
  return selectFindings(std::move(All), Filter, SM,
                        Unit.statistics().PossibleOnly);
}

} // namespace

std::vector<Finding> findUnstableCacheKeys(TranslationUnit &Unit,
                                           const CacheKeyOptions &Options,
                                           const FindingFilter &Filter) {
  TextLimits Limits;
  Limits.BucketSeconds = Options.BucketSeconds;
  return RuleRun(Unit, Limits, Filter).run();
}

} // namespace unwedge
