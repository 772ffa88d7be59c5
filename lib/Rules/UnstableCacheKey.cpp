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
#include "unwedge/Rules/CacheKeyJudgement.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>
#include <map>

using namespace clang;

namespace unwedge {

namespace {

/// One key with one changing value in it.
struct Candidate : ChangingKey {
  const FunctionDecl *F = nullptr;
  const KeyUse *Use = nullptr;
  const TextOrigin *Origin = nullptr;
};

/// All such keys of one function, for one container.
struct Group {
  std::vector<const ChangingKey *> Members;
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

} // namespace

class CacheKeyAnalysis::Implementation : public KeyQuestions {
public:
  Implementation(TranslationUnit &Unit, const TextLimits &Limits)
      : Unit(Unit), Facts(Unit, Limits),
        SM(Unit.model().context().getSourceManager()) {}

  std::vector<Finding> run(const FindingFilter &Filter);

  bool keepsKey(const Candidate &C) const;
  bool usesHit(const Candidate &C) const;
  bool fillsEntry(const Candidate &C) const;
  bool keyIsKnown(const Candidate &C) const;
  bool isShownByKeyOnly(const Candidate &C, const ContainerFacts &F) const;
  bool isByOtherKey(const Expr *Erase, const ContainerFacts &Of) const;
  bool ownsObject(const Candidate &C) const;
  void appendValue(const TextOrigin &O, std::vector<FindingStep> &Steps) const;

  TranslationUnit &Unit;
  TextFacts Facts;

private:
  using GroupKey = std::pair<SourceLocation, SourceLocation>;

  bool judge(const Group &G, std::vector<Finding> &Findings);
  void appendTrace(const Candidate &C, Finding &Result) const;
  Finding finding(const Candidate &C,
                  llvm::ArrayRef<const ChangingKey *> Others,
                  const KeyVerdict &Verdict);
  void numberPlaces();
  const ContainerFacts &containerOf(const Candidate &C) const {
    return Containers
        .find(cast<ValueDecl>(C.Use->Place.Class->getCanonicalDecl()))
        ->second;
  }
  uint64_t number(SourceLocation Loc) const {
    auto It = Numbers.find(Loc);
    return It == Numbers.end() ? 0 : It->second;
  }

  static const Candidate &candidate(const ChangingKey &Key) {
    return static_cast<const Candidate &>(Key);
  }
  bool isKeptElsewhere(const ChangingKey &Key) override {
    return keepsKey(candidate(Key));
  }
  bool usesTheHit(const ChangingKey &Key) override {
    return usesHit(candidate(Key));
  }
  bool fillsIfEmpty(const ChangingKey &Key) override {
    return fillsEntry(candidate(Key));
  }
  bool isKnownElsewhere(const ChangingKey &Key) override {
    return keyIsKnown(candidate(Key));
  }
  bool isShownByKeyOnly(const ChangingKey &Key) override {
    return isShownByKeyOnly(candidate(Key), containerOf(candidate(Key)));
  }
  bool ownsSubject(const ChangingKey &Key) override {
    return ownsObject(candidate(Key));
  }
  bool erasesByOtherKey(uint64_t OperationPlace) override {
    return llvm::all_of(Judged->Erases, [&](const Expr *Erase) {
      return number(Erase->getExprLoc()) != OperationPlace ||
             isByOtherKey(Erase, *Judged);
    });
  }

  const SourceManager &SM;
  llvm::DenseMap<const ValueDecl *, ContainerFacts> Containers;
  std::deque<Candidate> Candidates;
  /// All of them, for what the rest of the unit does with a container.
  std::map<SourceLocation, std::vector<const ChangingKey *>> ByContainer;
  /// Places of keys and operations, in the order of the text, from 1.
  llvm::DenseMap<SourceLocation, uint64_t> Numbers;
  /// The container that is being judged.
  const ContainerFacts *Judged = nullptr;
};

static std::string containerName(const KeyUse &Use) {
  const ValueDecl *D = Use.Place.Class;
  std::string Name = D->getNameAsString();
  if (Name.empty())
    return "the container";
  return "'" + Name + (isa<FunctionDecl>(D) ? "()'" : "'");
}

/// Whether the text of the key goes anywhere but into the container, so that
/// the entry can be found by it later.
bool CacheKeyAnalysis::Implementation::keepsKey(const Candidate &C) const {
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
bool CacheKeyAnalysis::Implementation::usesHit(const Candidate &C) const {
  const VarDecl *Kept = C.Use->ResultVariable;
  if (!Kept || !C.F->getBody())
    return false;
  auto IsKept = [&](const Expr *E) {
    const VarDecl *V = variableOf(E);
    return V && V->getCanonicalDecl() == Kept->getCanonicalDecl();
  };
  // What is kept in it by turns may be what another look-up has found.
  unsigned Assigned = 0;
  anyBelow(C.F->getBody(), [&](const Stmt *S) {
    if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(S))
      Assigned += Op->getOperator() == OO_Equal && IsKept(Op->getArg(0));
    return Assigned > 1;
  });
  if (Assigned > 1)
    return false;
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
bool CacheKeyAnalysis::Implementation::fillsEntry(const Candidate &C) const {
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
bool CacheKeyAnalysis::Implementation::keyIsKnown(const Candidate &C) const {
  const auto *Call = dyn_cast<CallExpr>(C.Use->Call);
  if (!Call || !C.Use->Calls.empty() || !C.F->getBody() || keepsKey(C))
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
bool CacheKeyAnalysis::Implementation::isByOtherKey(
    const Expr *Erase, const ContainerFacts &Of) const {
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
bool CacheKeyAnalysis::Implementation::isShownByKeyOnly(
    const Candidate &C, const ContainerFacts &F) const {
  const auto *Call = dyn_cast<CallExpr>(C.Use->Call);
  const auto *Method =
      Call ? dyn_cast_or_null<CXXMethodDecl>(Call->getDirectCallee()) : nullptr;
  // How other libraries show keys is not known.
  if (!Method || !Method->getParent()->isInStdNamespace() || F.ShowsKeys)
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

/// The class that \p Type is, points to, or is a holder of.
static const CXXRecordDecl *heldClass(QualType Type) {
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
bool CacheKeyAnalysis::Implementation::ownsObject(const Candidate &C) const {
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

static std::string readerName(const TextOrigin &O) {
  if (const auto *Ctor = dyn_cast_or_null<CXXConstructorDecl>(O.Reader))
    return "the default constructor of '" +
           Ctor->getParent()->getNameAsString() + "'";
  return O.Reader ? describeFunction(O.Reader) : std::string("this");
}

static std::string describeSource(const TextOrigin &O) {
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

static std::string describeStep(const TextStep &Step) {
  std::string Name = Step.What ? describeFunction(Step.What) : "it";
  switch (Step.Kind) {
  case TextStep::Formatted:
    return "it becomes text here";
  case TextStep::Hashed:
    return "a hash of it is made here";
  case TextStep::Returned:
    return handsItOn(Name);
  case TextStep::HandedIn:
    return isGivenTo(Name);
  }
  llvm_unreachable("covered switch");
}

/// Tells how the value comes about: where it is read, unless that is
/// elsewhere, and what is made of it.
void CacheKeyAnalysis::Implementation::appendValue(
    const TextOrigin &O, std::vector<FindingStep> &Result) const {
  if (O.isComplete())
    Result.push_back({O.Loc, describeSource(O)});
  llvm::SmallVector<const TextTrace *, 8> Steps;
  for (const TextTrace *T = O.Trace.get(); T; T = T->Before.get())
    Steps.push_back(T);
  for (const TextTrace *T : llvm::reverse(Steps)) {
    if (T->Step.Kind == TextStep::Formatted && !Result.empty() &&
        Result.back().Loc == T->Step.Loc)
      continue;
    Result.push_back({T->Step.Loc, describeStep(T->Step)});
  }
}

/// Tells how the value comes to be the key: it is read, and made text, and the
/// text is used.
void CacheKeyAnalysis::Implementation::appendTrace(const Candidate &C,
                                                   Finding &Result) const {
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
        {Call.Loc, keyIsGivenTo(describeFunction(Call.What))});
  if (!C.Use->Calls.empty())
    Result.Steps.push_back(
        {C.Use->OperationLoc,
         describeUse(C.Use->Operation, containerName(*C.Use)) + " by it here"});
}

Finding CacheKeyAnalysis::Implementation::finding(
    const Candidate &C, llvm::ArrayRef<const ChangingKey *> Others,
    const KeyVerdict &Verdict) {
  const std::string Container = containerName(*C.Use);
  Finding Result;
  Result.Rule = "unstable-cache-key";
  Result.Level = Verdict.Level;
  Result.Loc = C.Use->Loc;
  Result.Message = keyMessage(Container, C.Kind, Verdict.Harm);
  std::vector<FindingStep> Assumptions;
  auto Assume = [&](SourceLocation Loc, const std::string &What) {
    Result.Level = std::min(Result.Level, Confidence::Likely);
    Assumptions.push_back({Loc, What});
  };
  if (!C.Origin->Sure)
    Assume(C.Origin->Trace ? C.Origin->Trace->Step.Loc : C.Origin->Loc,
           assumesTargets());
  if (C.Use->Place.Root == KeyedPlace::Param && C.Use->Calls.empty())
    Assume(C.Use->Loc, assumesLongLife(Container));
  if (isa<FunctionDecl>(C.Use->Place.Class))
    Assume(C.Use->Loc, assumesOneContainer(Container));
  appendTrace(C, Result);
  unsigned Shown = 0;
  for (const ChangingKey *Key : Others) {
    const Candidate &Other = candidate(*Key);
    if (Other.Use == C.Use || Other.Use->OperationLoc == C.Use->OperationLoc)
      continue;
    if (++Shown > 3)
      break;
    Result.Steps.push_back(
        {Other.Use->Loc,
         describeOtherUse(Other.Operation, containerName(*Other.Use),
                          haveSameKey(Other, C))});
  }
  // A run shows what is called.
  Result.Run->Level = Result.Level;
  if (!C.Origin->Sure) {
    Result.Run->Settled.push_back(Result.Steps.size());
    if (Assumptions.size() == 1)
      Result.Run->Level = Verdict.Level;
  }
  llvm::append_range(Result.Steps, Assumptions);
  if (Verdict.MissedBy != KeyVerdict::NoMiss) {
    const ContainerFacts &Of = containerOf(C);
    const Expr *Missing = Verdict.MissedBy == KeyVerdict::MissedByErase
                              ? Of.Erases.front()
                              : Of.Lookups.front();
    Result.Steps.push_back(
        {Missing->getExprLoc(), describeMiss(Verdict.MissedBy, Container)});
  }
  if (!Verdict.Advice.empty())
    Result.Steps.push_back({C.Use->Loc, Verdict.Advice});
  return Result;
}

bool CacheKeyAnalysis::Implementation::judge(const Group &G,
                                             std::vector<Finding> &Findings) {
  std::vector<const ChangingKey *> Members;
  for (const ChangingKey *Key : G.Members) {
    const KeyedPlace &Place = candidate(*Key).Use->Place;
    if (const auto *P = dyn_cast<ParmVarDecl>(Place.Class);
        P && Place.Root == KeyedPlace::Param && Facts.isGivenLocalsOnly(P))
      continue;
    Members.push_back(Key);
  }
  if (Members.empty())
    return false;
  const Candidate &First = candidate(*Members.front());
  Judged = &containerOf(First);
  const std::vector<const ChangingKey *> &Everywhere =
      ByContainer[First.Use->Place.Class->getLocation()];
  ContainerUses Uses;
  auto Places = [&](llvm::ArrayRef<const Expr *> All,
                    std::vector<uint64_t> &To) {
    for (const Expr *E : All)
      To.push_back(number(E->getExprLoc()));
  };
  Places(Judged->Erases, Uses.Erases);
  Places(Judged->Lookups, Uses.Lookups);
  Places(Judged->Inserts, Uses.Inserts);
  Uses.Shrinks = Judged->Shrinks;
  Uses.IsSized = Judged->IsSized;
  Uses.IsIterated = Judged->IsIterated;
  Uses.IsSearched = Judged->IsSearched;
  Uses.Escapes = Judged->Escapes;
  Uses.AllInSight = Judged->AllInSight;
  std::optional<KeyVerdict> Verdict =
      judgeKeys(Members, Everywhere, Uses, *this);
  if (!Verdict)
    return false;
  std::vector<const ChangingKey *> Others;
  for (const ChangingKey *Key : Everywhere)
    if (Key->Kind == Verdict->Key->Kind)
      Others.push_back(Key);
  Findings.push_back(finding(candidate(*Verdict->Key), Others, *Verdict));
  return true;
}

/// Gives all places that are asked about their numbers.
void CacheKeyAnalysis::Implementation::numberPlaces() {
  std::vector<SourceLocation> Places;
  for (const Candidate &C : Candidates) {
    Places.push_back(C.Use->Loc);
    Places.push_back(C.Use->OperationLoc);
  }
  for (const auto &[D, Of] : Containers)
    for (const auto *List : {&Of.Erases, &Of.Lookups, &Of.Inserts})
      for (const Expr *E : *List)
        Places.push_back(E->getExprLoc());
  llvm::sort(Places);
  Places.erase(std::unique(Places.begin(), Places.end()), Places.end());
  llvm::sort(Places, [&](SourceLocation A, SourceLocation B) {
    return SM.isBeforeInTranslationUnit(A, B);
  });
  for (SourceLocation Loc : Places)
    Numbers.try_emplace(Loc, Numbers.size() + 1);
  for (Candidate &C : Candidates) {
    C.KeyPlace = number(C.Use->Loc);
    C.OperationPlace = number(C.Use->OperationLoc);
  }
}

/// What of a candidate can be told without its container.
static Candidate makeCandidate(const FunctionDecl *F, const KeyUse &Use,
                               const TextOrigin &O) {
  Candidate C;
  C.F = F;
  C.Use = &Use;
  C.Origin = &O;
  C.Function = reinterpret_cast<uintptr_t>(F);
  C.Kind = O.Kind;
  C.IsText = O.IsText;
  C.IsPart = O.IsPart;
  C.Operation = Use.Operation;
  C.InLoopCondition = Use.InLoopCondition;
  if (Use.Container) {
    C.IsBounded = Use.Container->Bounded;
    C.IsOrdered = Use.Container->Ordered;
  }
  C.Variable = reinterpret_cast<uintptr_t>(Use.KeyVariable);
  C.Trace = reinterpret_cast<uintptr_t>(O.Trace.get());
  C.IsAddressOfOwner = O.SubjectIsThis && Use.Place.Root == KeyedPlace::This;
  C.InField = isa_and_nonnull<FieldDecl>(Use.Place.Class);
  const auto *V = dyn_cast_or_null<VarDecl>(Use.Place.Class);
  C.InGlobal = V && V->hasGlobalStorage();
  return C;
}

std::vector<Finding>
CacheKeyAnalysis::Implementation::run(const FindingFilter &Filter) {
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
        Candidates.push_back(makeCandidate(F, Use, O));
        const ChangingKey *C = &Candidates.back();
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
  numberPlaces();
  std::vector<Finding> All;
  unsigned Cause = 0;
  for (auto &[Key, G] : Groups) {
    ++Cause;
    constexpr unsigned MaxAlternatives = 8;
    for (unsigned I = 0; I < MaxAlternatives; ++I) {
      if (!judge(G, All) || !Filter.WithRuns)
        break;
      All.back().Cause = Cause;
      All.back().Rank = I;
      // No run may get there, and yet to the next one.
      llvm::erase_if(G.Members, [&](const ChangingKey *C) {
        return candidate(*C).Use->Loc == All.back().Loc;
      });
      if (G.Members.empty())
        break;
    }
  }
  return selectFindings(std::move(All), Filter, SM,
                        Unit.statistics().BelowMinimum);
}

CacheKeyAnalysis::CacheKeyAnalysis(TranslationUnit &Unit,
                                   const CacheKeyOptions &Options,
                                   bool KeepsOpenCalls) {
  TextLimits Limits;
  Limits.BucketSeconds = Options.BucketSeconds;
  Limits.KeepsOpenCalls = KeepsOpenCalls;
  Impl = std::make_unique<Implementation>(Unit, Limits);
}

CacheKeyAnalysis::~CacheKeyAnalysis() = default;

std::vector<Finding> CacheKeyAnalysis::find(const FindingFilter &Filter) {
  return Impl->run(Filter);
}

const TextFacts &CacheKeyAnalysis::facts() const { return Impl->Facts; }

KeyTraits CacheKeyAnalysis::traits(const FunctionDecl *F, const KeyUse &Use,
                                   const TextOrigin &O) const {
  const Candidate C = makeCandidate(F, Use, O);
  KeyTraits Result;
  Result.KeptElsewhere = Impl->keepsKey(C);
  Result.UsesTheHit = Impl->usesHit(C);
  Result.FillsIfEmpty = Impl->fillsEntry(C);
  Result.KnownElsewhere = Impl->keyIsKnown(C);
  Result.ShownByKeyOnly = Impl->isShownByKeyOnly(C, ContainerFacts());
  return Result;
}

bool CacheKeyAnalysis::keepsKey(const FunctionDecl *F,
                                const KeyUse &Use) const {
  return Impl->keepsKey(makeCandidate(F, Use, TextOrigin()));
}

bool CacheKeyAnalysis::erasesByOtherKey(const Expr *Erase,
                                        const ContainerFacts &Of) const {
  return Impl->isByOtherKey(Erase, Of);
}

std::vector<FindingStep> CacheKeyAnalysis::steps(const TextOrigin &O) const {
  std::vector<FindingStep> Result;
  Impl->appendValue(O, Result);
  return Result;
}

std::vector<Finding> findUnstableCacheKeys(TranslationUnit &Unit,
                                           const CacheKeyOptions &Options,
                                           const FindingFilter &Filter) {
  return CacheKeyAnalysis(Unit, Options).find(Filter);
}

} // namespace unwedge
