//===--- Records.cpp ------------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Records/Records.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"
#include <atomic>

using namespace llvm;

namespace unwedge {

static constexpr std::pair<UnitRecord::Status, StringLiteral> StatusNames[] = {
    {UnitRecord::Status::Analyzed, "analyzed"},
    {UnitRecord::Status::DoesNotCompile, "does-not-compile"},
    {UnitRecord::Status::TimedOut, "timed-out"},
    {UnitRecord::Status::Crashed, "crashed"},
};

StringRef statusName(UnitRecord::Status What) {
  for (auto &[Status, Name] : StatusNames)
    if (Status == What)
      return Name;
  llvm_unreachable("covered statuses");
}

// Text comes from source files, and JSON has to be UTF-8.
static json::Value text(const std::string &S) {
  return json::isUTF8(S) ? json::Value(S) : json::Value(json::fixUTF8(S));
}

static json::Value toJSON(const PlaceRecord &P) {
  return json::Object{
      {"file", text(P.File)}, {"line", P.Line}, {"column", P.Column}};
}

static json::Value toJSON(const StepRecord &S) {
  return json::Object{{"place", toJSON(S.Where)}, {"message", text(S.Message)}};
}

static json::Value toJSON(const EditRecord &E) {
  return json::Object{{"file", text(E.File)},
                      {"offset", E.Offset},
                      {"length", E.Length},
                      {"text", text(E.Text)}};
}

template <typename T> static json::Array arrayOf(const std::vector<T> &Items) {
  json::Array Result;
  for (const T &Item : Items)
    Result.push_back(toJSON(Item));
  return Result;
}

json::Value toJSON(const std::map<std::string, int64_t> &Numbers) {
  json::Object Result;
  for (const auto &[Name, Number] : Numbers)
    Result[Name] = Number;
  return Result;
}

json::Value toJSON(const FindingRecord &F) {
  json::Object Result{
      {"check", F.Check},
      {"confidence", F.Confidence},
      {"place", toJSON(F.Where)},
      {"message", text(F.Message)},
      {"steps", arrayOf(F.Steps)},
      {"edits", arrayOf(F.Edits)},
      {"fingerprint", F.Fingerprint},
  };
  if (!F.SuppressedBy.empty())
    Result["suppressedBy"] = F.SuppressedBy;
  if (F.CommentAt)
    Result["commentPlace"] = toJSON(*F.CommentAt);
  if (!F.Reason.empty())
    Result["reason"] = text(F.Reason);
  return Result;
}

static json::Array texts(const std::vector<std::string> &Items) {
  json::Array Result;
  for (const std::string &Item : Items)
    Result.push_back(text(Item));
  return Result;
}

json::Value toJSON(const SuppressionRecord &S) {
  return json::Object{
      {"form", S.Form},
      {"place", toJSON(S.Where)},
      {"names", texts(S.Names)},
      {"reason", text(S.Reason)},
      {"hint", text(S.Hint)},
      {"silences", texts(S.Silences)},
      {"fingerprint", S.Fingerprint},
  };
}

json::Value toJSON(const UnitRecord &U) {
  return json::Object{
      {"status", statusName(U.What)},
      {"file", text(U.File)},
      {"message", text(U.Message)},
      {"findings", arrayOf(U.Findings)},
      {"lacksFile", U.LacksFile},
      {"warnings", texts(U.Warnings)},
      {"suppressions", arrayOf(U.Suppressions)},
      {"time", U.Time},
      {"compileTime", U.CompileTime},
      {"checkTimes", toJSON(U.CheckTimes)},
      {"counters", toJSON(U.Counters)},
  };
}

static bool fromJSON(const json::Value &From, PlaceRecord &To,
                     json::Path Path) {
  json::ObjectMapper Map(From, Path);
  return Map && Map.map("file", To.File) && Map.map("line", To.Line) &&
         Map.map("column", To.Column);
}

static bool fromJSON(const json::Value &From, StepRecord &To, json::Path Path) {
  json::ObjectMapper Map(From, Path);
  return Map && Map.map("place", To.Where) && Map.map("message", To.Message);
}

static bool fromJSON(const json::Value &From, EditRecord &To, json::Path Path) {
  json::ObjectMapper Map(From, Path);
  return Map && Map.map("file", To.File) && Map.map("offset", To.Offset) &&
         Map.map("length", To.Length) && Map.map("text", To.Text);
}

bool fromJSON(const json::Value &From, FindingRecord &To, json::Path Path) {
  json::ObjectMapper Map(From, Path);
  return Map && Map.map("check", To.Check) &&
         Map.map("confidence", To.Confidence) && Map.map("place", To.Where) &&
         Map.map("message", To.Message) && Map.map("steps", To.Steps) &&
         Map.map("edits", To.Edits) && Map.map("fingerprint", To.Fingerprint) &&
         Map.mapOptional("suppressedBy", To.SuppressedBy) &&
         Map.mapOptional("commentPlace", To.CommentAt) &&
         Map.mapOptional("reason", To.Reason);
}

bool fromJSON(const json::Value &From, SuppressionRecord &To, json::Path Path) {
  json::ObjectMapper Map(From, Path);
  return Map && Map.map("form", To.Form) && Map.map("place", To.Where) &&
         Map.map("names", To.Names) && Map.map("reason", To.Reason) &&
         Map.map("hint", To.Hint) && Map.map("silences", To.Silences) &&
         Map.map("fingerprint", To.Fingerprint);
}

bool fromJSON(const json::Value &From, UnitRecord &To, json::Path Path) {
  json::ObjectMapper Map(From, Path);
  std::string Status;
  if (!Map || !Map.map("status", Status) || !Map.map("file", To.File) ||
      !Map.map("message", To.Message) || !Map.map("findings", To.Findings) ||
      !Map.map("lacksFile", To.LacksFile) ||
      !Map.map("warnings", To.Warnings) ||
      !Map.map("suppressions", To.Suppressions) || !Map.map("time", To.Time) ||
      !Map.map("compileTime", To.CompileTime) ||
      !Map.map("checkTimes", To.CheckTimes) ||
      !Map.map("counters", To.Counters))
    return false;
  for (auto &[What, Name] : StatusNames)
    if (Name == Status) {
      To.What = What;
      return true;
    }
  Path.field("status").report("no such status");
  return false;
}

/// What went wrong with \p OS, if anything did. A stream that is destroyed with
/// an error ends the program.
static Error finishStream(raw_fd_ostream &OS, StringRef Name) {
  OS.flush();
  if (!OS.has_error())
    return Error::success();
  const std::error_code Code = OS.error();
  OS.clear_error();
  return createFileError(Name, Code);
}

namespace {

/// A file beside another, which it is to replace. It goes away if that does not
/// happen, whatever stops the program.
///
/// sys::fs::TempFile would be that, but it makes something else of each `%` in
/// the name, of its folders as well.
class UnfinishedFile {
public:
  UnfinishedFile() = default;
  UnfinishedFile(const UnfinishedFile &) = delete;
  UnfinishedFile &operator=(const UnfinishedFile &) = delete;
  ~UnfinishedFile() {
    if (Name.empty())
      return;
    sys::fs::remove(Name);
    sys::DontRemoveFileOnSignal(Name);
  }

  std::error_code create(StringRef Beside, unsigned Mode) {
    // Two processes, or threads, may write the same file.
    static std::atomic<unsigned> Count = 0;
    constexpr unsigned MaxTries = 128;
    std::error_code Failed;
    for (unsigned I = 0; I < MaxTries; ++I) {
      std::string Tried =
          (Beside + ".unfinished-" + utohexstr(sys::Process::getProcessId()) +
           "-" + utostr(Count++))
              .str();
      Failed = sys::fs::openFileForWrite(
          Tried, Descriptor, sys::fs::CD_CreateNew, sys::fs::OF_None, Mode);
      if (!Failed) {
        Name = std::move(Tried);
        sys::RemoveFileOnSignal(Name);
        return {};
      }
      // Left by a process that had the same number.
      if (Failed != std::errc::file_exists)
        break;
    }
    return Failed;
  }

  int descriptor() const { return Descriptor; }
  StringRef name() const { return Name; }

  std::error_code keepAs(StringRef Final) {
    if (std::error_code Failed = sys::fs::rename(Name, Final))
      return Failed;
    sys::DontRemoveFileOnSignal(Name);
    Name.clear();
    return {};
  }

private:
  std::string Name;
  int Descriptor = -1;
};

} // namespace

Error writeFile(StringRef File, function_ref<void(raw_ostream &)> Write) {
  if (File == "-") {
    Write(outs());
    return finishStream(outs(), "the output stream");
  }
  sys::fs::file_status Status;
  if (!sys::fs::status(File, Status) && !sys::fs::is_regular_file(Status)) {
    // A device or a pipe is written to, and not replaced.
    std::error_code Failed;
    raw_fd_ostream OS(File, Failed, sys::fs::CD_OpenExisting, sys::fs::FA_Write,
                      sys::fs::OF_None);
    if (Failed)
      return createFileError(File, Failed);
    Write(OS);
    return finishStream(OS, File);
  }
  // A link stays one, and a file keeps its mode.
  SmallString<256> Real;
  if (sys::fs::real_path(File, Real))
    Real = File;
  const bool IsThere = sys::fs::exists(Status);
  UnfinishedFile Unfinished;
  if (std::error_code Failed = Unfinished.create(
          Real, IsThere ? Status.permissions()
                        : sys::fs::all_read | sys::fs::all_write))
    return createFileError(File, Failed);
  {
    raw_fd_ostream OS(Unfinished.descriptor(), /*shouldClose=*/true);
    Write(OS);
    if (Error Failed = finishStream(OS, File))
      return Failed;
  }
  if (IsThere)
    // Creating it has left out what the process masks.
    (void)sys::fs::setPermissions(Unfinished.name(), Status.permissions());
  if (std::error_code Failed = Unfinished.keepAs(Real))
    return createFileError(File, Failed);
  return Error::success();
}

Expected<json::Value> readJSON(StringRef File) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = MemoryBuffer::getFile(File);
  if (!Buffer)
    return createFileError(File, Buffer.getError());
  Expected<json::Value> Value = json::parse((*Buffer)->getBuffer());
  if (!Value)
    return createFileError(File, Value.takeError());
  return Value;
}

Expected<UnitRecord> readUnit(StringRef File) {
  Expected<json::Value> Value = readJSON(File);
  if (!Value)
    return Value.takeError();
  json::Path::Root Root("unit");
  UnitRecord Unit;
  if (!fromJSON(*Value, Unit, Root))
    return createFileError(File, Root.getError());
  return Unit;
}

Error writeUnit(const UnitRecord &Unit, StringRef File) {
  // A run that is stopped in between must not leave half a file that counts.
  return writeFile(
      File, [&](raw_ostream &OS) { OS << formatv("{0:2}\n", toJSON(Unit)); });
}

} // namespace unwedge
