//===--- UnitSummarizer.h - What the parts of a summary share -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to this folder. The parts of UnitSummarizer stand in
//   SummarizeUnit.cpp   in which order what is done, and what is left out
//   UnitNames.cpp       declarations, paths, places and traces
//   SummarizeCalls.cpp  calls, locks, stored callables, owners
//   SummarizeText.cpp   values that change, where they go, and keyed containers
//   SummarizeCleanup.cpp  what unguarded-cleanup needs
//   SummarizeQueues.cpp what is done to queues, and what is around calls
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_SUMMARIZE_UNITSUMMARIZER_H
#define UNWEDGE_LIB_SUMMARIZE_UNITSUMMARIZER_H

#include "unwedge/Host/FindingRecorder.h"
#include "unwedge/Program/QueueHalves.h"
#include "unwedge/Report/Finding.h"
#include "unwedge/Rules/CleanupSuppositions.h"
#include "unwedge/Rules/UnstableCacheKey.h"
#include "unwedge/Summarize/SummarizeUnit.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringMap.h"

namespace unwedge {

/// Whether what is put into \p D may be put there, or be used, in another unit.
bool isShared(const clang::ValueDecl *D);

class UnitSummarizer {
public:
  UnitSummarizer(TranslationUnit &Unit, summary::UnitSummary &Out,
                 const RuleOptions &Options, llvm::StringRef Folder);

  void run(llvm::StringRef MainFile, llvm::ArrayRef<FindingRecord> Findings,
           llvm::ArrayRef<const clang::Decl *> WriterOf);

private:
  using Index = summary::Index;

  // UnitNames.cpp
  Index file(llvm::StringRef Absolute);
  summary::Place place(clang::SourceLocation Loc);
  llvm::StringRef hashed(llvm::StringRef USR);
  Index entity(const clang::Decl *D);
  /// Parameter \p Number of \p F, by which callers of other units mean it.
  Index parameter(const clang::FunctionDecl *F, unsigned Number);
  /// \p WithLocals also names what nobody but \p F can mean.
  summary::Path path(const AccessPath &Path, const clang::FunctionDecl *F,
                     bool WithLocals = false);
  summary::List<summary::Step> steps(const TraceRef &Calls);
  summary::Context context(const EventContext &Context,
                           const clang::FunctionDecl *F);
  Index lockKind(const LockKind &Kind);
  /// The record of \p F, which has a body.
  summary::Function &function(const clang::FunctionDecl *F);
  /// A finding of \p Check may be told at \p Loc: takes note of what silences
  /// it there.
  void mayTellAt(clang::SourceLocation Loc, llvm::StringRef Rule);

  // SummarizeCalls.cpp
  void calls(const clang::FunctionDecl *F);
  void call(const ObservedCall &Call, const clang::FunctionDecl *F);
  summary::Argument argument(const AccessPath &Path, const clang::Expr *E,
                             const clang::FunctionDecl *F);
  summary::HeldLock held(const HeldLock &Lock, const clang::FunctionDecl *F);
  void acquisitions(const clang::FunctionDecl *F);
  /// Notes that \p Path, for which others have no name, is acquired exclusive.
  void noteWriter(const AccessPath &Path);
  void storedObjects();
  void classHierarchy();
  void overrides();

  // SummarizeText.cpp
  void texts();
  void values(const clang::FunctionDecl *F, const CacheKeyAnalysis &Keys);
  void containers(const CacheKeyAnalysis &Keys);
  bool isCalledFromElsewhere(const clang::FunctionDecl *F,
                             const TextFacts &Facts) const;
  summary::List<Index> fieldPath(llvm::ArrayRef<const clang::FieldDecl *> Path);
  summary::ContainerRoot containerRoot(const KeyedPlace &Place);

  // SummarizeCleanup.cpp
  void cleanup();
  void cleanupRecords(CleanupProgram &Program, const CleanupIndex &Index);
  void callbackInside(const clang::FunctionDecl *F, CleanupProgram &Program,
                      summary::CleanupRecord &To);
  void handledCalls(const clang::FunctionDecl *F, CleanupProgram &Program,
                    const CleanupIndex &Index);
  void suspects();
  /// As path(), but locals of \p F have their names.
  summary::Path localPath(const AccessPath &Path, const clang::FunctionDecl *F);
  summary::StateEvent stateEvent(const StateEvent &Event,
                                 const clang::FunctionDecl *F);
  summary::StateCall stateCall(const SupposedCall &Call,
                               const clang::FunctionDecl *F);

  // SummarizeQueues.cpp
  void queues();
  summary::QueueEvent queueEvent(const QueueHalves::OwnEvent &Own,
                                 const clang::FunctionDecl *F);
  std::optional<summary::QueueCall> queueCall(const QueueHalves::OpenCall &From,
                                              const clang::FunctionDecl *F,
                                              const summary::Function &Record);
  summary::List<summary::FlagTest> flagTests(llvm::ArrayRef<FlagTest> From);

  // SummarizeUnit.cpp
  bool isEmittedHere(const clang::FunctionDecl *F) const;
  bool hasItsTableHere(const clang::CXXRecordDecl *Class) const;
  void dropWhatIsNotHere();
  void dropWhatReachesNothing();
  bool isKept(const clang::FunctionDecl *F) const {
    return Kept.contains(F->getCanonicalDecl());
  }
  void findings(llvm::ArrayRef<FindingRecord> Findings,
                llvm::ArrayRef<const clang::Decl *> WriterOf);
  void silences();
  summary::Place place(const PlaceRecord &Where);

  TranslationUnit &Unit;
  const RuleOptions &Options;
  clang::ASTContext &Context;
  const clang::SourceManager &SM;
  FindingRecorder Recorder;
  summary::UnitSummary &Out;
  llvm::DenseMap<const clang::Decl *, Index> Entities;
  llvm::DenseMap<std::pair<const clang::FunctionDecl *, unsigned>, Index>
      Parameters;
  /// Of each entity, the declaration; null for parameters.
  std::vector<const clang::Decl *> Declarations;
  llvm::StringMap<Index> Files;
  llvm::DenseMap<clang::FileID, Index> FilesOfIDs;
  llvm::MapVector<const clang::FunctionDecl *, summary::Function> Functions;
  /// Functions that are put into some variable.
  llvm::DenseSet<const clang::FunctionDecl *> StoredFunctions;
  /// Of the function at hand: the calls with a handler around them that takes
  /// every exception, by callLocation().
  llvm::DenseSet<clang::SourceLocation> Caught;
  /// Functions that have a record in the end.
  llvm::DenseSet<const clang::FunctionDecl *> Kept;
  UnitQueueHalves AllHalves;
  /// Where findings may be told that other units are needed for.
  std::vector<Finding> Tellable;
  llvm::DenseSet<std::pair<unsigned, const char *>> SeenTellable;
};

} // namespace unwedge

#endif // UNWEDGE_LIB_SUMMARIZE_UNITSUMMARIZER_H
