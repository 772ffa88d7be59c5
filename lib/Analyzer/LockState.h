//===--- LockState.h - Which locks are held on a path --------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_ANALYZER_LOCKSTATE_H
#define UNWEDGE_LIB_ANALYZER_LOCKSTATE_H

#include "unwedge/Facts/Summary.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ProgramState.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ProgramStateTrait.h"

namespace unwedge::analyzer {

/// One acquisition that was not given back on this path.
struct Hold {
  const clang::ento::MemRegion *Lock = nullptr;
  LockMode Mode = LockMode::Shared;
  /// Lives as long as the unit.
  const LockKind *Kind = nullptr;
  clang::SourceLocation Site;
  const clang::StackFrameContext *Frame = nullptr;
  /// The guard that gives it back; null if it has to be given back by hand.
  const clang::ento::MemRegion *Guard = nullptr;
  /// A try that has not been decided yet: held if this is not zero (zero, with
  /// HeldIfZero). Null once it is known to be held.
  clang::ento::SymbolRef Condition = nullptr;
  bool HeldIfZero = false;
  /// The error code of what waits for the lock: not held if this is known not
  /// to be zero. May be null.
  clang::ento::SymbolRef Error = nullptr;
  /// A library acquires it, called at \c Site.
  bool InLibrary = false;
  /// The caller holds it, as an attribute says.
  bool CallerOwns = false;
  /// Tells holds of one path apart: greater than that of any hold before it.
  unsigned Serial = 0;

  bool operator==(const Hold &O) const {
    return Lock == O.Lock && Mode == O.Mode && Kind == O.Kind &&
           Site == O.Site && Frame == O.Frame && Guard == O.Guard &&
           Condition == O.Condition && HeldIfZero == O.HeldIfZero &&
           Error == O.Error && InLibrary == O.InLibrary &&
           CallerOwns == O.CallerOwns && Serial == O.Serial;
  }
  void Profile(llvm::FoldingSetNodeID &ID) const;
};

/// A guard stands for a lock, whether it holds it or not.
struct GuardLink {
  const clang::ento::MemRegion *Guard = nullptr;
  unsigned Number = 0;
  const clang::ento::MemRegion *Lock = nullptr;
  /// What the guard's own operations do.
  LockMode Mode = LockMode::Shared;
  const LockKind *Kind = nullptr;
  /// The guard only converts; the lock goes back to this mode with it.
  bool Converts = false;
  /// What `owns_lock()` says, as far as the path tells: also of locks that have
  /// no holds here, since they are no reader/writer locks. Holds come first.
  enum Ownership : uint8_t { Unknown, Owns, OwnsNot } Owned = Unknown;

  bool operator==(const GuardLink &O) const {
    return Guard == O.Guard && Number == O.Number && Lock == O.Lock &&
           Mode == O.Mode && Kind == O.Kind && Converts == O.Converts &&
           Owned == O.Owned;
  }
  void Profile(llvm::FoldingSetNodeID &ID) const;
};

/// What is remembered of a library function while it runs, and once it is over
/// until somebody asks.
enum class LibraryNote : uint8_t {
  /// It ran user code.
  RanUserCode,
  /// It called something that the path did not get into, which may have run
  /// any.
  LeftSight,
};

/// Remembers \p Note of the library function that was entered in \p Frame.
clang::ento::ProgramStateRef noteOf(LibraryNote Note,
                                    clang::ento::ProgramStateRef State,
                                    const clang::StackFrameContext *Frame);
/// Whether \p Note is remembered of the library function that \p Call in
/// \p Caller entered; forgets it.
bool takeNote(LibraryNote Note, clang::ento::ProgramStateRef &State,
              const clang::StackFrameContext *Caller, const clang::Stmt *Call);

/// The two lists of a program state, taken out to be changed.
struct LockState {
  /// In the order of acquisition.
  llvm::SmallVector<Hold, 4> Holds;
  llvm::SmallVector<GuardLink, 4> Links;

  static LockState of(clang::ento::ProgramStateRef State);
  clang::ento::ProgramStateRef
  storeIn(clang::ento::ProgramStateRef State) const;

  void add(Hold H);
  /// Ends the last acquisition of \p Lock; whether there was one.
  bool release(const clang::ento::MemRegion *Lock);
  /// What destroying or unlocking \p Guard does.
  void releaseGuard(const clang::ento::MemRegion *Guard);
  /// Nothing is known any more of the guards in \p Object.
  void forget(const clang::ento::MemRegion *Object);
  void setOwned(const clang::ento::MemRegion *Guard, GuardLink::Ownership Is);
  /// All guards in \p Object go, with what they hold.
  void destroy(const clang::ento::MemRegion *Object);
  void link(const GuardLink &L);
  void unlink(const clang::ento::MemRegion *Guard);
  /// What \p From stands for and holds is \p To's now.
  void moveGuard(const clang::ento::MemRegion *From,
                 const clang::ento::MemRegion *To);
  const GuardLink *linkOf(const clang::ento::MemRegion *Guard,
                          unsigned Number = 0) const;

  /// Decides the tries that \p State has an answer for: they are held now, or
  /// gone.
  void settle(clang::ento::ProgramStateRef State);
};

} // namespace unwedge::analyzer

#endif // UNWEDGE_LIB_ANALYZER_LOCKSTATE_H
