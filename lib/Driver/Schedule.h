//===--- Schedule.h - All units, as a build of Ninja's --------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_SCHEDULE_H
#define UNWEDGE_LIB_DRIVER_SCHEDULE_H

#include "unwedge/Records/Records.h"
#include "clang/Tooling/CompilationDatabase.h"

namespace unwedge::driver {

struct ScheduleOptions {
  /// This program, to be run for each unit.
  std::string Program;
  /// Where results are kept from run to run.
  std::string StateDirectory;
  /// The arguments that say how units are analysed.
  std::vector<std::string> AnalysisArguments;
  /// Have each unit leave its summary; see UnitRecord::SummaryFile.
  bool Summarize = false;
  /// Model files that count for every unit, absolute.
  std::vector<std::string> ModelFiles;
  /// Processes at a time; 0 leaves it to Ninja.
  unsigned Jobs = 0;
  /// Seconds after which a unit is given up.
  unsigned TimeLimit = 300;
  /// \c readLastRun is to tell of this run, and that it had this baseline.
  bool IsNoted = true;
  std::string BaselineFile;
};

/// Analyses every command, each in a process of its own, unless neither it nor
/// a file that it reads has changed since the last run. Which that are, and
/// what runs when, is left to Ninja; its progress goes to the error stream.
///
/// The result has one record for each command, in their order. An error means
/// that nothing could be run at all; what goes wrong with a unit is in its
/// record. Of two runs with one state directory the second waits. A run that
/// the user stops is an error of the code \c std::errc::interrupted; what it
/// has done so far is kept.
llvm::Expected<std::vector<UnitRecord>>
analyzeAll(llvm::ArrayRef<clang::tooling::CompileCommand> Commands,
           const ScheduleOptions &Options);

/// The files that each of \p Commands has read when it was analysed last, in
/// their order and absolute; none where Ninja does not know. To be called after
/// \c analyzeAll with these commands.
llvm::Expected<std::vector<std::vector<std::string>>>
filesRead(llvm::ArrayRef<clang::tooling::CompileCommand> Commands,
          const ScheduleOptions &Options);

/// What a run has left in its state directory.
struct LastRun {
  std::vector<UnitRecord> Units;
  /// Empty if there was none.
  std::string BaselineFile;
  /// Units that have no result: it was stopped.
  unsigned NotReached = 0;
  bool IsWholeProgram = false;
};

/// The results of the last run, without doing anything of it again.
llvm::Expected<LastRun> readLastRun(llvm::StringRef StateDirectory);

/// One unit's process: reads the command that \c analyzeAll has written to
/// \p CommandFile.
llvm::Expected<clang::tooling::CompileCommand>
readCommand(llvm::StringRef CommandFile);

/// Writes \p Files as what \p Output depends on, for Ninja.
llvm::Error writeDependencies(llvm::StringRef Output,
                              llvm::ArrayRef<std::string> Files,
                              llvm::StringRef DependencyFile);

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_SCHEDULE_H
