//===--- ProgramFindings.cpp ----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Host/ProgramFindings.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include <map>
#include <mutex>

using namespace clang;

namespace unwedge {

//===----------------------------------------------------------------------===//
// The file.
//===----------------------------------------------------------------------===//

static std::string joined(llvm::StringRef Folder, const llvm::Twine &A,
                          const llvm::Twine &B = "",
                          const llvm::Twine &C = "") {
  llvm::SmallString<256> Result(Folder);
  llvm::sys::path::append(Result, A, B, C);
  return std::string(Result);
}

/// What a run of `unwedge check` may have left for the files below \p Folder:
/// its results are beside the compile database, and that is where clangd looks
/// for it.
static std::string resultBeside(llvm::vfs::FileSystem &FS,
                                llvm::StringRef Folder) {
  constexpr llvm::StringLiteral State = ".unwedge", Name = "program.json";
  for (const std::string &File :
       {joined(Folder, State, Name), joined(Folder, "build", State, Name)})
    if (FS.exists(File))
      return File;
  // Often a link to the one in the folder of the build.
  llvm::SmallString<256> Database;
  if (FS.getRealPath(joined(Folder, "compile_commands.json"), Database))
    return "";
  std::string File =
      joined(llvm::sys::path::parent_path(Database), State, Name);
  return FS.exists(File) ? File : "";
}

std::string findProgramSummary(llvm::vfs::FileSystem &FS,
                               llvm::StringRef Option,
                               llvm::StringRef MainFile) {
  if (Option == "none" || llvm::sys::path::is_absolute(Option))
    return Option == "none" ? "" : Option.str();
  for (llvm::StringRef Folder = llvm::sys::path::parent_path(MainFile);
       !Folder.empty(); Folder = llvm::sys::path::parent_path(Folder)) {
    std::string File =
        Option.empty() ? resultBeside(FS, Folder) : joined(Folder, Option);
    if (!File.empty() && FS.exists(File))
      return File;
  }
  return Option.str();
}

/// A summary with its findings and verdicts by the number of the file.
struct ProgramFindings::Content {
  explicit Content(ProgramSummary S) : Summary(std::move(S)) {
    for (auto [I, F] : llvm::enumerate(Summary.Files))
      Files.try_emplace(F.Name, I);
    auto FileOf = [&](const ProgramSummary::Place &P) {
      return Summary.Stretches[P.In].File;
    };
    for (const ProgramSummary::Finding &F : Summary.Findings)
      Findings[FileOf(F.Where)].push_back(&F);
    for (const ProgramSummary::Verdict &V : Summary.Verdicts)
      Verdicts[FileOf(V.Where)].push_back(&V);
  }
  Content(const Content &) = delete;

  const ProgramSummary Summary;
  llvm::StringMap<uint32_t> Files;
  std::map<uint32_t, std::vector<const ProgramSummary::Finding *>> Findings;
  std::map<uint32_t, std::vector<const ProgramSummary::Verdict *>> Verdicts;
};

struct ProgramFindings::Loaded {
  /// Null if it cannot be read.
  std::shared_ptr<const Content> Is;
  std::string Error;
};

namespace {

/// Tells a file from what it was before.
using FileStamp = std::tuple<llvm::sys::fs::UniqueID, uint64_t, int64_t>;

FileStamp stampOf(const llvm::vfs::Status &S) {
  return {S.getUniqueID(), S.getSize(),
          S.getLastModificationTime().time_since_epoch().count()};
}

/// What was made of files, until they change. One process may look at many
/// units, on several threads.
template <typename Value> class ByFile {
public:
  Value get(llvm::StringRef File, const FileStamp &Stamp,
            llvm::function_ref<Value()> Make) {
    std::lock_guard<std::mutex> Guard(Mutex);
    auto [It, New] = Entries.try_emplace(File);
    if (New || It->second.first != Stamp)
      It->second = {Stamp, Make()};
    return It->second.second;
  }

private:
  std::mutex Mutex;
  llvm::StringMap<std::pair<FileStamp, Value>> Entries;
};

} // namespace

ProgramFindings::Loaded ProgramFindings::load(llvm::vfs::FileSystem &FS,
                                              llvm::StringRef File) {
  auto Refuse = [&](const llvm::Twine &Why) {
    return Loaded{nullptr,
                  (File + ": cannot read program summary: " + Why).str()};
  };
  llvm::ErrorOr<llvm::vfs::Status> Status = FS.status(File);
  if (!Status)
    return Refuse(Status.getError().message());
  if (!Status->isRegularFile())
    return Refuse("it is no file");
  static ByFile<Loaded> Known;
  return Known.get(File, stampOf(*Status), [&] {
    llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> Buffer =
        FS.getBufferForFile(File, /*FileSize=*/-1,
                            /*RequiresNullTerminator=*/false);
    if (!Buffer)
      return Refuse(Buffer.getError().message());
    Loaded Result;
    llvm::Expected<ProgramSummary> Summary =
        parseProgramSummary((*Buffer)->getBuffer(), File);
    if (Summary)
      Result.Is = std::make_shared<const Content>(std::move(*Summary));
    else
      Result.Error = llvm::toString(Summary.takeError());
    return Result;
  });
}

//===----------------------------------------------------------------------===//
// The unit.
//===----------------------------------------------------------------------===//

struct ProgramFindings::UnitFile {
  FileID ID;
  std::optional<TrackedText> Text;
};

static std::string absoluteName(const SourceManager &SM, llvm::StringRef Name) {
  llvm::SmallString<256> Path(Name);
  SM.getFileManager().makeAbsolutePath(Path);
  llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return std::string(Path);
}

ProgramFindings::ProgramFindings(ASTContext &Context, llvm::StringRef Option,
                                 llvm::StringRef MainFile, bool OfMainFile)
    : SM(Context.getSourceManager()), MainFile(absoluteName(SM, MainFile)),
      OfMainFile(OfMainFile) {
  llvm::vfs::FileSystem &FS = SM.getFileManager().getVirtualFileSystem();
  const std::string File = findProgramSummary(FS, Option, this->MainFile);
  if (File.empty())
    return;
  Loaded Known = load(FS, File);
  Error = std::move(Known.Error);
  Program = std::move(Known.Is);
  if (Program)
    collectFilesOfUnit();
}

ProgramFindings::~ProgramFindings() = default;

void ProgramFindings::collectFilesOfUnit() {
  const Content &All = *Program;
  if (All.Findings.empty() && All.Verdicts.empty())
    return;
  auto Take = [&](llvm::StringRef Name) {
    auto It = All.Files.find(Name);
    if (It != All.Files.end())
      InUnit.insert(It->second);
    return It != All.Files.end();
  };
  for (auto It = SM.fileinfo_begin(); It != SM.fileinfo_end(); ++It)
    if (!Take(absoluteName(SM, It->first.getName())))
      if (llvm::StringRef Real = It->first.getFileEntry().tryGetRealPathName();
          !Real.empty())
        Take(Real);
}

ProgramFindings::UnitFile &ProgramFindings::file(uint32_t Number) {
  std::unique_ptr<UnitFile> &Entry = Files[Number];
  if (Entry)
    return *Entry;
  Entry = std::make_unique<UnitFile>();
  const ProgramSummary::File &Is = Program->Summary.Files[Number];
  OptionalFileEntryRef Ref = SM.getFileManager().getOptionalFileRef(
      Is.Name, /*OpenFile=*/false, /*CacheFailure=*/false);
  if (!Ref)
    return *Entry;
  if (SM.hasFileInfo(&Ref->getFileEntry()))
    Entry->ID = SM.translateFile(*Ref);
  if (Entry->ID.isInvalid())
    Entry->ID = SM.createFileID(*Ref, SourceLocation(), SrcMgr::C_User);
  if (Entry->ID.isInvalid())
    return *Entry;
  if (std::optional<llvm::StringRef> Text = SM.getBufferDataOrNone(Entry->ID))
    Entry->Text.emplace(*Text);
  return *Entry;
}

SourceLocation ProgramFindings::locate(const ProgramSummary::Place &P) {
  const ProgramSummary::Stretch &In = Program->Summary.Stretches[P.In];
  const UnitFile &File = file(In.File);
  if (File.Text)
    if (std::optional<size_t> Offset = File.Text->find(In.Text, P.At))
      return SM.getComposedLoc(File.ID, *Offset);
  return SourceLocation();
}

static Confidence levelOf(llvm::StringRef Name) {
  return confidenceNamed(Name).value_or(Confidence::Possible);
}

std::optional<Finding>
ProgramFindings::locate(const ProgramSummary::Finding &From) {
  Finding To;
  To.Rule = From.Check;
  To.Rule.consume_front("unwedge-");
  To.Level = levelOf(From.Confidence);
  To.Message = From.Message;
  auto Locate = [&](const ProgramSummary::Place &P, SourceLocation &Loc) {
    Loc = locate(P);
    if (Loc.isInvalid())
      Changed.insert(Program->Summary.fileOf(P));
    return Loc.isValid();
  };
  if (!Locate(From.Where, To.Loc))
    return std::nullopt;
  for (const ProgramSummary::Step &Step : From.Steps) {
    To.Steps.push_back({SourceLocation(), Step.Message});
    if (Step.Where && !Locate(*Step.Where, To.Steps.back().Loc))
      return std::nullopt;
  }
  return To;
}

bool ProgramFindings::concerns(const ProgramSummary::Finding &F) const {
  if (!OfMainFile)
    return true;
  const ProgramSummary &All = Program->Summary;
  auto IsThere = [&](const ProgramSummary::Place &P) {
    return All.fileOf(P) == MainFile;
  };
  return IsThere(F.Where) ||
         llvm::any_of(F.Steps, [&](const ProgramSummary::Step &S) {
           return S.Where && IsThere(*S.Where);
         });
}

static bool isAt(const SourceManager &SM, const Finding &F,
                 SourceLocation Loc) {
  return SM.getFileLoc(F.Loc) == Loc;
}

void ProgramFindings::add(llvm::StringRef Check, Confidence Minimum,
                          std::vector<Finding> &Found) {
  if (!Program)
    return;
  for (uint32_t File : InUnit) {
    auto It = Program->Findings.find(File);
    if (It == Program->Findings.end())
      continue;
    for (const ProgramSummary::Finding *F : It->second) {
      if (F->Check != Check || levelOf(F->Confidence) < Minimum ||
          !concerns(*F))
        continue;
      std::optional<Finding> Now = locate(*F);
      if (!Now)
        ++NotShown;
      else if (llvm::none_of(Found, [&](const Finding &Own) {
                 return isAt(SM, Own, Now->Loc);
               }))
        Found.push_back(std::move(*Now));
    }
  }
}

void ProgramFindings::dropRefuted(llvm::StringRef Check, Confidence Minimum,
                                  std::vector<Finding> &Found) {
  if (!Program || Program->Verdicts.empty() || Found.empty())
    return;
  for (uint32_t File : InUnit) {
    auto It = Program->Verdicts.find(File);
    if (It == Program->Verdicts.end())
      continue;
    for (const ProgramSummary::Verdict *V : It->second) {
      if (V->Check != Check ||
          (!V->Confidence.empty() && levelOf(V->Confidence) >= Minimum))
        continue;
      // If its function has changed, the unit's word counts.
      const SourceLocation Loc = locate(V->Where);
      const size_t All = Found.size();
      if (Loc.isValid())
        llvm::erase_if(Found, [&](const Finding &Own) {
          return Own.Message == V->Message && isAt(SM, Own, Loc);
        });
      if (Found.size() == All)
        continue;
      ++Refuted;
      lookAtEvidence();
    }
  }
}

/// What the units are made of, but for this one, which has just been judged.
void ProgramFindings::lookAtEvidence() {
  if (std::exchange(HasSeenEvidence, true))
    return;
  static ByFile<uint64_t> Hashes;
  llvm::vfs::FileSystem &FS = SM.getFileManager().getVirtualFileSystem();
  for (auto [Number, F] : llvm::enumerate(Program->Summary.Files)) {
    if (F.Hash == 0 || InUnit.count(Number))
      continue;
    uint64_t Hash = 0;
    if (llvm::ErrorOr<llvm::vfs::Status> Status = FS.status(F.Name))
      Hash = Hashes.get(F.Name, stampOf(*Status), [&, &Name = F.Name] {
        auto Buffer = FS.getBufferForFile(Name, /*FileSize=*/-1,
                                          /*RequiresNullTerminator=*/false);
        return Buffer ? llvm::xxh3_64bits((*Buffer)->getBuffer()) : 0;
      });
    if (Hash != F.Hash)
      ChangedEvidence.insert(F.Name);
  }
}

//===----------------------------------------------------------------------===//
// What is said of it.
//===----------------------------------------------------------------------===//

std::optional<std::string> ProgramFindings::takeError() {
  if (Error.empty())
    return std::nullopt;
  return std::exchange(Error, "");
}

std::optional<std::string> ProgramFindings::takeStaleness() {
  if (IsStalenessSaid || (!NotShown && ChangedEvidence.empty()))
    return std::nullopt;
  IsStalenessSaid = true;
  const std::set<std::string> &Files = NotShown ? Changed : ChangedEvidence;
  auto Count = [](unsigned N) {
    return std::to_string(N) + (N == 1 ? " finding" : " findings");
  };
  std::string Which = "'" + *Files.begin() + "'";
  if (Files.size() > 1)
    Which += " and " + std::to_string(Files.size() - 1) +
             (Files.size() == 2 ? " other file" : " other files");
  return "the result of the whole program is older than " + Which +
         (NotShown
              ? ", so that " + Count(NotShown) +
                    (NotShown == 1 ? " of it is" : " of it are") +
                    " not shown here"
              : ", and may be wrong to refute " + Count(Refuted) + " here") +
         "; run 'unwedge check --whole-program' or 'unwedge link' again";
}

} // namespace unwedge
