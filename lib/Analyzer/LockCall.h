//===--- LockCall.h - What one call does to locks on a path --------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_ANALYZER_LOCKCALL_H
#define UNWEDGE_LIB_ANALYZER_LOCKCALL_H

#include "RecursiveSharedLockChecker.h"
#include "unwedge/Facts/LockUse.h"

namespace unwedge::analyzer {

/// Whether \p Call runs a destructor, be it called by name.
inline bool isDestruction(const clang::ento::CallEvent &Call) {
  return llvm::isa<clang::ento::CXXDestructorCall>(Call) ||
         llvm::isa_and_nonnull<clang::CXXDestructorDecl>(Call.getDecl());
}

/// One call, as it changes the locks of one path.
///
/// The counterpart of the shared layers' flow analysis, on regions instead of
/// paths. commit() adds the nodes, and the reports.
class LockCall {
public:
  LockCall(const RecursiveSharedLockChecker &Checker,
           RecursiveSharedLockChecker::UnitFacts &Facts,
           const clang::ento::CallEvent &Call, clang::ento::CheckerContext &C);

  const CallRole &role() const { return Role; }
  const clang::FunctionDecl *callee() const { return Callee; }

  /// Whether the engine need not look into the call.
  bool isModelledWhole() const;

  /// Whether it acquires a lock, runs what it was given, and releases it.
  bool runsUnderLock() const;

  /// Everything that the call does, once it is over; if the engine did not step
  /// into it, also what happened inside.
  void applyAfter();
  /// The model's effects, and those of attributes.
  void applyRole();
  void applyAttributes();
  /// The effects of the acquisition before, and the release after, a function
  /// runs what it is given.
  void beginRun();
  void endRun();
  void destroyObject();
  /// Acquisitions by a destructor that the engine did not step into.
  void applyDestructor();
  /// Acquisitions inside of a call that the engine did not step into.
  void applySummaries();
  /// The first part of it: the second acquisitions.
  void applyEvents();
  /// Acquisitions by what computes default arguments, which the analyzer's
  /// graph does not have.
  void applyDefaultArguments();
  /// The same of what initializes members by default: what it locked is held
  /// after the constructor.
  void applyDefaultInitializers();
  /// The second: what is held afterwards.
  void applyEffects();
  bool stayedInLibrary();
  /// If a library calls something here that the engine did not step into, its
  /// caller is to know.
  void noteLeavingSight();
  /// Something that is out of sight may have given back what it was given.
  void escape();
  void copyOrMove();

  /// Binds a result that nothing is known of.
  void bindUnknownResult();
  void commit();

private:
  struct Event {
    AcquiredLock Lock;
    unsigned Serial = 0;
    clang::SourceLocation Site;
    bool InLibrary = false;
  };

  const clang::ento::MemRegion *receiver() const;
  const clang::ento::MemRegion *argument(unsigned I) const;
  clang::QualType argumentType(unsigned I) const;
  clang::QualType receiverType() const;
  const clang::ento::MemRegion *object() const;
  CallRoots roots() const;

  ModeChoice modeChoice(clang::QualType Type) const;
  const LockKind *kindOf(const LockSpec &Spec, clang::QualType Type,
                         const clang::ento::MemRegion *Lock);
  const LockKind *keep(const LockKindRef &Kind);

  void applyLockOperation();
  void applyGuardOperation(const GuardSpec &Guard, GuardEffect Effect,
                           const clang::ento::MemRegion *Self,
                           clang::QualType SelfType);
  void constructGuard(const GuardSpec &Guard,
                      const clang::ento::MemRegion *Self,
                      clang::QualType SelfType, unsigned FirstArgument = 0);
  void applyFunctionEffect(FunctionEffect Effect);
  /// Binds what the guard \p Self answers when it is asked whether it owns its
  /// lock, if the path tells.
  void answerOwns(const clang::ento::MemRegion *Self);
  /// Binds what a guard answers when it is asked for its lock: the engine has
  /// not stepped into what made it.
  void answerLock();
  /// Whether what later becomes of the object \p Guard is seen as that
  /// object's: not of elements of containers, nor of parts of aggregates.
  bool isFollowed(const clang::ento::MemRegion *Guard) const;
  /// Whether the call ends that an object of a library shares what it owns.
  bool isSharedOwnerGivingUp() const;
  bool holdsGuard(const clang::ento::MemRegion *Object) const;
  void constructContent(clang::QualType Type,
                        const clang::ento::MemRegion *Object);

  /// It is not held if \p Error turns out not to be zero.
  void acquire(AcquiredLock Lock, clang::ento::SymbolRef Error = nullptr);
  void acquireThrough(const clang::ento::MemRegion *Lock, clang::QualType Type,
                      LockMode Mode, const clang::ento::MemRegion *Guard);
  void tryAcquire(AcquiredLock Lock, TryResult Success);
  void applySummary(const Summary &S, const CallRoots &Roots,
                    const clang::ento::MemRegion *Guard, bool WithEvents);
  /// A callee has left \p Left held.
  void holdAfter(const HeldLock &Left);
  void addPlaces(llvm::function_ref<bool(const TraceStep &)> IsPlace);
  clang::SourceLocation site() const;
  /// The place in the innermost code of the user's, and its frame.
  void place(Hold &H) const;

  const RecursiveSharedLockChecker &Checker;
  RecursiveSharedLockChecker::UnitFacts &Facts;
  const ModelIndex &Model;
  const clang::ento::CallEvent &Call;
  clang::ento::CheckerContext &C;
  clang::ento::ProgramStateRef State;
  LockState Locks;
  const clang::FunctionDecl *Callee = nullptr;
  CallRole Role;
  llvm::SmallVector<Event, 2> Events;
  std::vector<std::pair<RecursiveSharedLockChecker::Candidate, unsigned>> Found;
};

/// Where what initializes members by default calls something, which the
/// analyzer's graph does not have.
llvm::SmallVector<clang::SourceLocation, 4>
callsByDefault(const clang::CXXConstructorDecl *Ctor);

} // namespace unwedge::analyzer

#endif // UNWEDGE_LIB_ANALYZER_LOCKCALL_H
