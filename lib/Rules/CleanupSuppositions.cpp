//===--- CleanupSuppositions.cpp ------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The rule's own code runs over what is not in sight. A call that may hide a
// callback is made one. Two calls on one object, one on either side of a
// callback, are made the ends of a state that has no other name than that pair
// of calls, so that the ways between them, the guards and the handlers are
// looked at as for any other state.
//
//===----------------------------------------------------------------------===//

#include "unwedge/Rules/CleanupSuppositions.h"
#include "UnguardedCleanupRun.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/StatedFacts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace clang;

namespace unwedge {

namespace {

constexpr unsigned MaxPairs = 8;
constexpr unsigned MaxHidden = 16;

/// Two ends of a state of an object; one of them may be in sight.
struct SupposedPair {
  const CleanupPair *Id = nullptr;
  AccessPath Object;
  const SupposedCall *Establish = nullptr, *Undo = nullptr;
  std::optional<StateEvent> Known;
  unsigned KnownKeyText = 0;
};

bool isFieldOrGlobal(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (isa<MemberExpr, ArraySubscriptExpr, CXXOperatorCallExpr>(E))
    return true;
  if (const auto *Unary = dyn_cast<UnaryOperator>(E))
    return Unary->getOpcode() == UO_Deref;
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && (V->hasGlobalStorage() || V->getType()->isReferenceType());
}

const Expr *objectOf(const CallExpr *Call) {
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    return Member->getImplicitObjectArgument();
  if (isa<CXXOperatorCallExpr>(Call) && Call->getNumArgs() > 0 &&
      isa_and_nonnull<CXXMethodDecl>(Call->getDirectCallee()))
    return Call->getArg(0);
  return nullptr;
}

/// Whether a parameter of \p Type lets a function change the object of a class.
bool mayChange(QualType Type) {
  if (!Type->isReferenceType() && !Type->isPointerType())
    return false;
  const QualType To = Type->getPointeeType();
  return To->isRecordType() && !To.isConstQualified();
}

class Supposer : public CleanupRun {
public:
  Supposer(TranslationUnit &Unit, Confidence Minimum,
           const UnguardedCleanupOptions &Options, CleanupSuppositions &Out)
      : CleanupRun(Unit, Minimum, Options), Out(Out) {
    Anything.Kind = StateKind::Scope;
    Program.suppose(Anything);
  }

  void run(llvm::function_ref<bool(const FunctionDecl *)> Takes);

private:
  bool isOutOfSight(const CallExpr *Call) const;
  bool mayHideCallback(const SupposedCall &Call) const;
  bool isWorthALook(const FunctionDecl *F) const;
  void examine(const FunctionDecl *F);
  std::vector<const SupposedCall *> callsOutOfSight(const CleanupFacts &Facts);
  void addPairs(CleanupFacts &Facts, llvm::ArrayRef<StateEvent> Events,
                llvm::ArrayRef<const SupposedCall *> Calls,
                llvm::ArrayRef<const Expr *> Callbacks);
  void addEvents(CleanupFacts &Facts, const SupposedPair &Pair,
                 llvm::ArrayRef<StateEvent> Events,
                 llvm::ArrayRef<const SupposedCall *> Calls);
  bool isTouched(const CleanupFacts &Facts, const Stmt *Callback,
                 const AccessPath &Object, bool &LockIsGuarded);
  void judge(Suspect &S);
  void judgeKnown(const Suspect &S, const Candidate &C);
  void judgeSupposed(const Suspect &S, const Candidate &C, Leak &L,
                     const SupposedPair &Pair);
  CleanupSupposition begin(const Suspect &S, const Candidate &C);
  void addWhole(const Suspect &S, Candidate C, CleanupSupposition &&To);
  SupposedTargets targets(const Expr *Callable);
  bool isBefore(const Stmt *A, const Stmt *B) const {
    return SM.isBeforeInTranslationUnit(SM.getExpansionLoc(A->getBeginLoc()),
                                        SM.getExpansionLoc(B->getBeginLoc()));
  }
  unsigned numberOf(const EntryKey &Key) {
    if (Key.Path.isNamed() || Key.Text.empty() || Key.MadeBy)
      return 0;
    return KeyTexts.try_emplace(Key.Text, KeyTexts.size() + 1).first->second;
  }

  CleanupSuppositions &Out;
  CleanupPair Anything;
  llvm::DenseMap<const CleanupPair *, SupposedPair> Pairs;
  llvm::DenseMap<const Expr *, const SupposedCall *> Hidden;
  /// Of the function at hand: texts of keys without a name.
  llvm::StringMap<unsigned> KeyTexts;
  /// By place, so that instantiations of one template count once.
  std::set<std::pair<SourceLocation, std::string>> Seen;
};

bool Supposer::isOutOfSight(const CallExpr *Call) const {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee || Call->isTypeDependent() || Callee->hasBody() ||
      Callee->isImplicit() || Callee->isDefaulted() || Callee->isDeleted() ||
      Callee->getBuiltinID() || Callee->isTemplateInstantiation() ||
      Callee->isDependentContext() || inSystemHeader(Callee) ||
      Callee->isExternC() || isDeclaredInC(Callee) || Callee->isNoReturn())
    return false;
  const CXXRecordDecl *Receiver = receiverClass(Call);
  return !Cleanup.roles(Callee, Receiver) &&
         !Unit.model().role(Callee, Receiver).Lock &&
         !Cleanup.invokesCallback(Callee, Receiver);
}

bool Supposer::mayHideCallback(const SupposedCall &Call) const {
  return !isNoexceptType(Call.Callee->getType()) &&
         !isStated(Call.Callee, stated::DoesNotThrow) &&
         !isa<CXXOperatorCallExpr>(Call.At);
}

/// Before anything is made of a function: it calls what may throw, and changes
/// two things at least.
bool Supposer::isWorthALook(const FunctionDecl *F) const {
  bool Calls = false;
  unsigned Changes = 0;
  llvm::SmallVector<const Stmt *, 32> Work{F->getBody()};
  while (!Work.empty() && (!Calls || Changes < 2)) {
    const Stmt *S = Work.pop_back_val();
    if (!S)
      continue;
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
      if (!Callee) {
        Calls |= !isNoexceptType(Call->getCallee()->getType());
      } else if (inSystemHeader(Callee)) {
        Calls |=
            callbackAt(Call, Unit.model(), Cleanup, Options.VirtualCallbacks)
                .has_value();
        Changes += Method && !Method->isConst();
      } else {
        const bool OutOfSight = isOutOfSight(Call);
        Calls |= OutOfSight || callbackAt(Call, Unit.model(), Cleanup,
                                          Options.VirtualCallbacks);
        Changes += Method ? !Method->isConst()
                          : llvm::any_of(Callee->parameters(),
                                         [](const ParmVarDecl *P) {
                                           return mayChange(P->getType());
                                         });
      }
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
      Changes += Binary->isAssignmentOp() && isFieldOrGlobal(Binary->getLHS());
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(S)) {
      Changes += Unary->isIncrementDecrementOp() &&
                 isFieldOrGlobal(Unary->getSubExpr());
    } else if (isa<LambdaExpr>(S)) {
      continue;
    }
    Work.append(S->child_begin(), S->child_end());
  }
  return Calls && Changes >= 2;
}

std::vector<const SupposedCall *>
Supposer::callsOutOfSight(const CleanupFacts &Facts) {
  std::vector<const SupposedCall *> Result;
  for (const Stmt *S : Facts.statements()) {
    const auto *Call = dyn_cast<CallExpr>(S);
    if (!Call || !isOutOfSight(Call))
      continue;
    Out.Calls.push_back(std::make_unique<SupposedCall>(supposedCall(
        Facts, Call, [&](const EntryKey &Key) { return numberOf(Key); })));
    Result.push_back(Out.Calls.back().get());
  }
  return Result;
}

void Supposer::addEvents(CleanupFacts &Facts, const SupposedPair &Pair,
                         llvm::ArrayRef<StateEvent> Events,
                         llvm::ArrayRef<const SupposedCall *> Calls) {
  auto Add = [&](const Expr *At, bool Establishes) {
    StateEvent Event;
    Event.Kind = StateKind::Scope;
    Event.Action = Establishes ? StateEvent::Establish : StateEvent::Discharge;
    Event.Path = Pair.Object;
    Event.Pair = Pair.Id;
    Event.At = At;
    Facts.Events.push_back(std::move(Event));
  };
  for (const bool Establishes : {true, false}) {
    const SupposedCall *End = Establishes ? Pair.Establish : Pair.Undo;
    if (End) {
      for (const SupposedCall *Call : Calls)
        if (Call->Callee == End->Callee &&
            llvm::is_contained(Call->Objects, Pair.Object))
          Add(Call->At, Establishes);
      continue;
    }
    for (const StateEvent &Event : Events)
      if (sameState(Event, *Pair.Known) && Event.Action == Pair.Known->Action &&
          (Event.Action != StateEvent::Assign ||
           Event.Value.Constant_ == Pair.Known->Value.Constant_))
        Add(Event.At, Establishes);
  }
}

/// Whether an event in sight may be one end of a state whose other end is not.
bool mayBeAnEnd(const StateEvent &Event, bool Establishes,
                const ASTContext &Context) {
  switch (Event.Kind) {
  case StateKind::Resource:
  case StateKind::Completion:
    return false;
  case StateKind::Lock:
  case StateKind::Entry:
  case StateKind::Scope:
    return Event.Action ==
           (Establishes ? StateEvent::Establish : StateEvent::Discharge);
  case StateKind::Counter:
    return true;
  case StateKind::Flag: {
    if (Event.Value.Kind != StateValue::Constant || !Event.Path.lockClass())
      return false;
    const LeakFacts J = factsOf(Event, Event, Context);
    return (!J.IsInteger || J.IsEnumeration || (*J.Value & ~1) == 0) &&
           (Establishes || *J.Value == J.Rest);
  }
  }
  llvm_unreachable("covered switch");
}

void Supposer::addPairs(CleanupFacts &Facts, llvm::ArrayRef<StateEvent> Events,
                        llvm::ArrayRef<const SupposedCall *> Calls,
                        llvm::ArrayRef<const Expr *> Callbacks) {
  unsigned Count = 0;
  std::vector<SupposedPair> Made;
  auto Add = [&](SupposedPair Pair) {
    for (const SupposedPair &Old : Made)
      if (Old.Object == Pair.Object &&
          (Old.Establish ? Old.Establish->Callee : nullptr) ==
              (Pair.Establish ? Pair.Establish->Callee : nullptr) &&
          (Old.Undo ? Old.Undo->Callee : nullptr) ==
              (Pair.Undo ? Pair.Undo->Callee : nullptr) &&
          Old.Known.has_value() == Pair.Known.has_value() &&
          (!Old.Known || sameState(*Old.Known, *Pair.Known)))
        return;
    if (++Count > MaxPairs) {
      ++Out.Dropped;
      return;
    }
    Out.Pairs.push_back(std::make_unique<CleanupPair>());
    Out.Pairs.back()->Kind = StateKind::Scope;
    Pair.Id = Out.Pairs.back().get();
    addEvents(Facts, Pair, Events, Calls);
    Made.push_back(Pair);
    Pairs[Pair.Id] = std::move(Pair);
  };
  const ASTContext &Context = Unit.model().context();
  for (const Expr *Callback : Callbacks) {
    // The nearest ones first.
    for (const SupposedCall *Undo : Calls) {
      if (Undo->IsVirtual || !isBefore(Callback, Undo->At))
        continue;
      for (const SupposedCall *Establish : llvm::reverse(Calls)) {
        if (Establish->IsVirtual || Establish->Callee == Undo->Callee ||
            !isBefore(Establish->At, Callback))
          continue;
        for (const AccessPath &Object : Undo->Objects)
          if (llvm::is_contained(Establish->Objects, Object))
            Add({nullptr, Object, Establish, Undo, std::nullopt, 0});
      }
    }
    for (const StateEvent &Event : Events) {
      if (llvm::any_of(Events, [&](const StateEvent &Other) {
            return undoes(Facts, Event, Other) || undoes(Facts, Other, Event);
          }))
        continue;
      const bool Establishes = isBefore(Event.At, Callback);
      if (Event.At == Callback || !mayBeAnEnd(Event, Establishes, Context))
        continue;
      for (const SupposedCall *Call : Calls) {
        if (Call->IsVirtual || Call->At == Callback ||
            isBefore(Call->At, Callback) == Establishes)
          continue;
        for (const AccessPath &Object : Call->Objects)
          if (Event.Path.startsWith(Object))
            Add({nullptr, Object, Establishes ? nullptr : Call,
                 Establishes ? Call : nullptr, Event, numberOf(Event.Key)});
      }
    }
  }
}

void Supposer::examine(const FunctionDecl *F) {
  if (!isWorthALook(F))
    return;
  Suspect S;
  S.Facts = std::make_unique<CleanupFacts>(F, Unit.model(), Cleanup);
  CleanupFacts &Facts = *S.Facts;
  KeyTexts.clear();
  Facts.collectEvents(Program);
  llvm::erase_if(Facts.Events, [&](const StateEvent &Event) {
    return Event.Pair == &Anything ||
           (Event.Kind != StateKind::Resource && !Facts.outlives(Event.Path));
  });
  markAwaited(Facts);
  const std::vector<StateEvent> Events = Facts.Events;
  dropSingleEvents(Facts);
  const bool HasPair = llvm::any_of(Facts.Events, [&](const StateEvent &Done) {
    return Done.Kind == StateKind::Completion ||
           llvm::any_of(Facts.Events, [&](const StateEvent &Undo) {
             return undoes(Facts, Undo, Done);
           });
  });
  addCallbacks(Facts);
  std::vector<const SupposedCall *> Calls = callsOutOfSight(Facts);
  std::vector<const Expr *> Callbacks;
  for (const CallbackCall &Callback : Facts.Callbacks)
    Callbacks.push_back(Callback.At);
  auto IsHandedCallable = [](const SupposedCall *Call) {
    return llvm::any_of(Call->At->arguments(), [](const Expr *Argument) {
      return isCallableType(Argument->getType());
    });
  };
  // What is handed a callback is meant to run it, a class of an interface as
  // well. That all of a kind run one that they keep is rarer: those give way.
  std::vector<const SupposedCall *> Hiding;
  auto TakeIf = [&](auto Holds) {
    llvm::copy_if(Calls, std::back_inserter(Hiding),
                  [&](const SupposedCall *Call) {
                    return mayHideCallback(*Call) && Holds(Call);
                  });
  };
  // Before the first of the events there is no state, and none after the last.
  auto IsAmongEvents = [&](const SupposedCall *Call) {
    return llvm::any_of(Facts.Events,
                        [&](const StateEvent &Event) {
                          return isBefore(Event.At, Call->At);
                        }) &&
           llvm::any_of(Facts.Events, [&](const StateEvent &Event) {
             return isBefore(Call->At, Event.At);
           });
  };
  TakeIf(IsHandedCallable);
  TakeIf([&](const SupposedCall *Call) {
    return !IsHandedCallable(Call) && !Call->IsVirtual && IsAmongEvents(Call);
  });
  TakeIf([&](const SupposedCall *Call) {
    return !IsHandedCallable(Call) && Call->IsVirtual && IsAmongEvents(Call);
  });
  unsigned Count = 0;
  for (const SupposedCall *Call : Hiding) {
    const bool IsHanded = IsHandedCallable(Call);
    if (!HasPair && !IsHanded)
      continue;
    if (++Count > MaxHidden) {
      ++Out.Dropped;
      continue;
    }
    if (IsHanded)
      Callbacks.push_back(Call->At);
    CallbackCall Callback;
    Callback.Kind = CallbackCall::Helper;
    Callback.At = Call->At;
    Callback.HelperFunction = Call->Callee;
    Facts.Callbacks.push_back(std::move(Callback));
    Hidden[Call->At] = Call;
  }
  if (Facts.Callbacks.empty())
    return;
  addPairs(Facts, Events, Calls, Callbacks);
  constexpr size_t MaxEvents = 400;
  constexpr size_t MaxWork = 50'000'000;
  if (Facts.Events.empty())
    return;
  if (Facts.Events.size() > MaxEvents ||
      Facts.Callbacks.size() * Facts.Events.size() * Facts.statements().size() >
          MaxWork) {
    ++Out.Dropped;
    return;
  }
  S.Flow = std::make_unique<CleanupFlow>(Facts, Program, Unit.limits());
  if (!S.Flow->isUsable())
    return;
  for (const CallbackCall &Callback : Facts.Callbacks) {
    Candidate C{Callback, Throws::Perhaps, {}};
    if (addLeaks(S, C))
      S.Candidates.push_back(std::move(C));
  }
  if (!S.Candidates.empty())
    Suspects.push_back(std::move(S));
}

/// Whether a handler around the callback, or a local object with a destructor
/// of the program's own, has to do with the object in a way that is not
/// followed.
bool Supposer::isTouched(const CleanupFacts &Facts, const Stmt *Callback,
                         const AccessPath &Object, bool &LockIsGuarded) {
  auto Mentions = [&](const Stmt *Root) {
    llvm::SmallVector<const Stmt *, 16> Work{Root};
    while (!Work.empty()) {
      const Stmt *S = Work.pop_back_val();
      if (const auto *E = dyn_cast<Expr>(S);
          E && isa<MemberExpr, DeclRefExpr, CXXThisExpr, CallExpr>(E))
        if (AccessPath Path = Facts.path(E);
            Path.startsWith(Object) || Object.startsWith(Path))
          return true;
      for (const Stmt *Child : S->children())
        if (Child)
          Work.push_back(Child);
    }
    return false;
  };
  for (const Stmt *S : Facts.statements()) {
    if (!isBefore(S, Callback))
      continue;
    const auto *Declaration = dyn_cast<DeclStmt>(S);
    if (!Declaration)
      continue;
    for (const Decl *D : Declaration->decls()) {
      const auto *V = dyn_cast<VarDecl>(D);
      const CXXRecordDecl *Class =
          V ? V->getType()->getAsCXXRecordDecl() : nullptr;
      if (!Class || !V->getInit() || !Class->hasDefinition() ||
          Class->hasTrivialDestructor())
        continue;
      if (Unit.model().guardOf(Class)) {
        LockIsGuarded |= Mentions(V->getInit());
        continue;
      }
      if ((!inSystemHeader(Class) || Cleanup.scopeGuard(Class)) &&
          Mentions(V->getInit()))
        return true;
    }
  }
  const Stmt *Child = Callback;
  for (const Stmt *Parent = Facts.parent(Child); Parent;
       Child = Parent, Parent = Facts.parent(Parent))
    if (const auto *Try = dyn_cast<CXXTryStmt>(Parent);
        Try && Child == Try->getTryBlock())
      for (unsigned I = 0; I < Try->getNumHandlers(); ++I)
        if (Mentions(Try->getHandler(I)->getHandlerBlock()))
          return true;
  return false;
}

SupposedTargets Supposer::targets(const Expr *Callable) {
  SupposedTargets Result;
  CallableExpr What = analyzeCallable(Callable, Unit.model());
  Result.Functions.append(What.Functions.begin(), What.Functions.end());
  Result.Source = What.Source;
  Result.Complete = !What.Source && !What.Unknown && !Result.Functions.empty();
  if (Result.Complete) {
    Result.MayThrow = Throws::No;
    for (const FunctionDecl *F : Result.Functions)
      Result.MayThrow = std::max(Result.MayThrow, Program.mayThrow(F));
  }
  return Result;
}

/// Locals that are alive at \p At and whose destructors have no body in sight.
static void
guardsOutOfSight(const CleanupFacts &Facts, const Stmt *At,
                 llvm::SmallVectorImpl<const CXXDestructorDecl *> &Result) {
  const Stmt *Child = At;
  for (const Stmt *Parent = Facts.parent(At); Parent;
       Child = Parent, Parent = Facts.parent(Parent)) {
    const auto *Compound = dyn_cast<CompoundStmt>(Parent);
    if (!Compound)
      continue;
    for (const Stmt *S : Compound->body()) {
      if (S == Child)
        break;
      const auto *Declaration = dyn_cast<DeclStmt>(S);
      if (!Declaration)
        continue;
      for (const Decl *D : Declaration->decls()) {
        const auto *V = dyn_cast<VarDecl>(D);
        const CXXRecordDecl *Class =
            V ? V->getType()->getAsCXXRecordDecl() : nullptr;
        if (!Class || !Class->hasDefinition() || inSystemHeader(Class))
          continue;
        const CXXDestructorDecl *Destructor =
            Class->getDefinition()->getDestructor();
        if (Destructor && !Destructor->isImplicit() &&
            !Destructor->isDefaulted() && !Destructor->hasBody())
          Result.push_back(Destructor);
      }
    }
  }
}

CleanupSupposition Supposer::begin(const Suspect &S, const Candidate &C) {
  CleanupSupposition To;
  To.F = S.Facts->function();
  To.Loc = SM.getExpansionLoc(C.Callback.At->getExprLoc());
  To.Callback = callbackName(C.Callback, Unit.model());
  if (auto It = Hidden.find(C.Callback.At); It != Hidden.end()) {
    To.Hidden = It->second;
    for (auto [I, Argument] : llvm::enumerate(To.Hidden->At->arguments()))
      if (isCallableType(Argument->getType()))
        To.Given.push_back({static_cast<unsigned>(I), targets(Argument)});
  } else {
    CallbackTargets Targets = Program.targetsOf(C.Callback);
    SupposedTargets All;
    All.MayThrow = C.MayThrow;
    All.Functions = Targets.Functions;
    All.Source = Targets.Source;
    All.Complete = Targets.Complete;
    // What the bodies say, whoever chooses among them.
    if (All.Complete) {
      All.MayThrow = Throws::No;
      for (const FunctionDecl *F : All.Functions)
        All.MayThrow = std::max(All.MayThrow, Program.mayThrow(F));
    }
    To.Given.push_back({0, std::move(All)});
  }
  guardsOutOfSight(*S.Facts, C.Callback.At, To.Guards);
  return To;
}

void Supposer::addWhole(const Suspect &S, Candidate C,
                        CleanupSupposition &&To) {
  std::vector<const Leak *> Leaks;
  std::optional<Finding> Described = describe(S, C, Leaks);
  if (!Described)
    return;
  if (To.Hidden)
    // The other unit knows where; see CallbackCall::HelperLoc.
    assert(C.Callback.HelperLoc.isInvalid());
  const Leak &Main = *Leaks.front();
  const StateEvent &Done = doneOf(*S.Facts, Main);
  To.IsWhole = true;
  To.Facts = Main.Facts;
  To.State = Done.Path;
  To.Action = Done.Action;
  To.StaysInside = Main.Unwind.Forgetful;
  To.Level = Described->Level;
  LeakFacts IfThrows = Main.Facts;
  IfThrows.Throws = true;
  IfThrows.ThrowsUnseen = false;
  To.LevelIfThrows = std::max(
      To.Level, unwedge::judgeLeak(IfThrows).value_or(Confidence::Possible));
  To.Message = Described->Message;
  To.Steps = Described->Steps;
  // A finding stays as long as one instantiation makes it.
  if (!To.IsFound && !Seen.insert({To.Loc, To.Message}).second)
    return;
  Out.All.push_back(std::move(To));
}

void Supposer::judgeKnown(const Suspect &S, const Candidate &C) {
  const bool EndsProcess = Program.endsProcess(S.Facts->function());
  const bool IsHidden = Hidden.count(C.Callback.At);
  Candidate Told{C.Callback, C.MayThrow, {}};
  Candidate IfThrows = Told;
  std::vector<Leak> IfGated;
  for (const Leak &Old : C.Leaks) {
    Leak L = Old;
    const StateEvent &Done = doneOf(*S.Facts, L);
    if (Done.Pair && Pairs.count(Done.Pair))
      continue;
    if ((EndsProcess && !L.Unwind.Forgetful) || !CleanupRun::judgeLeak(S, C, L))
      continue;
    LeakFacts Sure = L.Facts;
    Sure.Throws = true;
    Sure.ThrowsUnseen = false;
    const Confidence LevelIfThrows =
        unwedge::judgeLeak(Sure).value_or(Confidence::Possible);
    LeakFacts Gated = L.Facts;
    Gated.IsRead = Gated.GateWhenSet = Gated.GateWhenClear = true;
    const Confidence LevelIfGated =
        unwedge::judgeLeak(Gated).value_or(Confidence::Possible);
    const auto *Variable =
        dyn_cast_or_null<ValueDecl>(const_cast<Decl *>(Done.Path.lockClass()));
    if (L.Level >= Minimum) {
      if (!undoneByCallers(*S.Facts, Done))
        Told.Leaks.push_back(std::move(L));
    } else if (C.MayThrow == Throws::Unseen && LevelIfThrows >= Minimum) {
      L.Level = LevelIfThrows;
      if (!undoneByCallers(*S.Facts, Done))
        IfThrows.Leaks.push_back(std::move(L));
    } else if (LevelIfGated >= Minimum && Variable &&
               mayBeUsedElsewhere(Variable)) {
      L.Level = LevelIfGated;
      L.Facts.IsRead = true;
      if (!undoneByCallers(*S.Facts, Done))
        IfGated.push_back(std::move(L));
    }
  }
  if (!Told.Leaks.empty()) {
    CleanupSupposition To = begin(S, C);
    To.IsFound = !IsHidden;
    addWhole(S, std::move(Told), std::move(To));
    return;
  }
  if (!IfThrows.Leaks.empty()) {
    CleanupSupposition To = begin(S, C);
    To.NeedsThrow = true;
    addWhole(S, std::move(IfThrows), std::move(To));
    return;
  }
  for (Leak &L : IfGated) {
    Candidate One{C.Callback, C.MayThrow, {}};
    CleanupSupposition To = begin(S, C);
    const StateEvent &Done = doneOf(*S.Facts, L);
    To.Gate = cast<ValueDecl>(Done.Path.lockClass());
    To.GateName = stateName(Done, *S.Facts);
    const bool IsFlag = Done.Kind == StateKind::Flag;
    // Which test it takes; see judgeLeak().
    To.GateWhenSet = !IsFlag || L.Facts.Value.value_or(1) != 0;
    To.GateWhenClear = !IsFlag || L.Facts.Value.value_or(0) == 0;
    One.Leaks.push_back(std::move(L));
    addWhole(S, std::move(One), std::move(To));
  }
}

void Supposer::judgeSupposed(const Suspect &S, const Candidate &C, Leak &L,
                             const SupposedPair &Pair) {
  const CleanupFacts &Facts = *S.Facts;
  if ((Program.endsProcess(Facts.function()) && !L.Unwind.Forgetful) ||
      !CleanupRun::judgeLeak(S, C, L))
    return;
  const bool IsLock = Pair.Known && Pair.Known->Kind == StateKind::Lock;
  LeakFacts Best = L.Facts;
  Best.Always |= IsLock;
  Best.Throws = true;
  Best.ThrowsUnseen = false;
  if (unwedge::judgeLeak(Best).value_or(Confidence::Possible) < Minimum)
    return;
  bool LockIsGuarded = false;
  if (isTouched(Facts, C.Callback.At, Pair.Object, LockIsGuarded))
    return;
  CleanupSupposition To = begin(S, C);
  To.NeedsThrow = L.Facts.ThrowsUnseen;
  To.Facts = L.Facts;
  To.State = Pair.Object;
  To.StaysInside = L.Unwind.Forgetful;
  To.LockIsGuarded = LockIsGuarded;
  To.Establish = Pair.Establish;
  To.Undo = Pair.Undo;
  To.Known = Pair.Known;
  To.KnownKeyText = Pair.KnownKeyText;
  // The calls that this way takes.
  auto Use = [&](const SupposedCall *&End, unsigned Event) {
    if (!End)
      return;
    for (const auto &Call : Out.Calls)
      if (Call->At == Facts.Events[Event].At)
        End = Call.get();
  };
  Use(To.Establish, L.State.Established);
  Use(To.Undo, L.State.Undone.front());
  AccessPath Named = Pair.Object;
  const FunctionDecl *F = Facts.function();
  if (Named.root() == AccessPath::Param && Named.index() < F->getNumParams())
    Named = Named.rebase(AccessPath::var(F->getParamDecl(Named.index())), 0);
  if (Named.root() == AccessPath::Var || Named.root() == AccessPath::Result ||
      !Named.elements().empty()) {
    To.Object = Named.spelling();
    const Decl *Last =
        Named.elements().empty()
            ? (Named.root() == AccessPath::Var ? Named.var() : nullptr)
            : Named.elements().back().D;
    const auto *Value = dyn_cast_or_null<ValueDecl>(Last);
    To.Object += Value && Value->getType()->isAnyPointerType() ? "->" : ".";
  }
  const CXXCatchStmt *SaidOf = nullptr;
  appendWays(L.Unwind, SM, SaidOf, To.Ways);
  auto NameOf = [](const SupposedCall *Call) {
    return Call ? Call->Callee->getQualifiedNameAsString() : std::string();
  };
  if (!Seen.insert({To.Loc,
                    To.Object + NameOf(To.Establish) + "/" + NameOf(To.Undo)})
           .second)
    return;
  Out.All.push_back(std::move(To));
}

void Supposer::judge(Suspect &S) {
  for (Candidate &C : S.Candidates) {
    judgeKnown(S, C);
    for (Leak &L : C.Leaks)
      if (const CleanupPair *Id = doneOf(*S.Facts, L).Pair)
        if (auto It = Pairs.find(Id); It != Pairs.end())
          judgeSupposed(S, C, L, It->second);
  }
}

void Supposer::run(llvm::function_ref<bool(const FunctionDecl *)> Takes) {
  for (const auto &[Key, Node] : Unit.graph().nodes())
    if (Node.Definition && Node.Definition->getBody() &&
        !Node.Definition->isDependentContext() &&
        mayBeLeftByException(Node.Definition) && Takes(Node.Definition))
      examine(Node.Definition);
  if (Suspects.empty())
    return;
  lookForReads();
  for (Suspect &S : Suspects)
    judge(S);
}

} // namespace

SupposedCall
supposedCall(const CleanupFacts &Facts, const CallExpr *Call,
             llvm::function_ref<unsigned(const EntryKey &)> NumberOf) {
  SupposedCall To;
  To.At = Call;
  To.Callee = Call->getDirectCallee();
  To.IsVirtual = isVirtualCall(Call, To.Callee);
  const auto *Method = dyn_cast<CXXMethodDecl>(To.Callee);
  auto AddObject = [&](const AccessPath &Path) {
    if (Path.isNamed() && !Path.hasUnknownIndex() && Facts.outlives(Path))
      To.Objects.push_back(Path);
  };
  llvm::ArrayRef<const Expr *> Arguments(Call->getArgs(), Call->getNumArgs());
  if (const Expr *Object = objectOf(Call)) {
    To.Receiver = Facts.path(Object);
    if (Method && !Method->isConst() && !Method->isStatic())
      AddObject(To.Receiver);
    if (isa<CXXOperatorCallExpr>(Call))
      Arguments = Arguments.drop_front();
  }
  for (auto [I, Argument] : llvm::enumerate(Arguments)) {
    SupposedCall::Argument A;
    if (!isCallableType(Argument->getType())) {
      A.Object = Facts.path(Argument);
      EntryKey Key = Facts.key(Argument);
      A.Key = Key.Path;
      A.Text = NumberOf(Key);
    }
    if (I < To.Callee->getNumParams() &&
        mayChange(To.Callee->getParamDecl(I)->getType()))
      AddObject(A.Object);
    To.Arguments.push_back(std::move(A));
  }
  return To;
}

bool mayBeUsedElsewhere(const ValueDecl *Variable) {
  if (const auto *V = dyn_cast<VarDecl>(Variable))
    return V->isExternallyVisible();
  const auto *Field = dyn_cast<FieldDecl>(Variable);
  if (!Field || !Field->isExternallyVisible())
    return false;
  if (Field->getAccess() == AS_public)
    return true;
  const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
  return Class && llvm::any_of(Class->methods(), [](const CXXMethodDecl *M) {
           return !M->isImplicit() && !M->isDefaulted() && !M->isDeleted() &&
                  !M->isPureVirtual() && !M->hasBody();
         });
}

LeakFacts factsOfEvent(const StateEvent &Event, const ASTContext &Context) {
  return factsOf(Event, Event, Context);
}

CleanupSuppositions
supposeUnguardedCleanups(TranslationUnit &Unit, Confidence Minimum,
                         const UnguardedCleanupOptions &Options,
                         llvm::function_ref<bool(const FunctionDecl *)> Takes) {
  CleanupSuppositions Result;
  const LangOptions &Language = Unit.model().context().getLangOpts();
  if (Language.CPlusPlus && Language.CXXExceptions)
    Supposer(Unit, Minimum, Options, Result).run(Takes);
  return Result;
}

} // namespace unwedge
