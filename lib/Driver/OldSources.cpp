//===--- OldSources.cpp ---------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OldSources.h"
#include "CompileCommands.h"
#include "ProgramOutput.h"
#include "unwedge/Records/Records.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"
#include <set>

using namespace llvm;
using clang::tooling::CompileCommand;

namespace unwedge::driver {

namespace {

/// A file that is not as it was.
struct ChangedFile {
  /// From the top of the repository; empty if there was, or is, none.
  std::string Before, Now;
  /// Git's name for what was in it.
  std::string Object;
  /// It was a symbolic link.
  bool WasLink = false;
};

// Git's modes of what is no plain file.
constexpr StringLiteral LinkMode = "120000", SubmoduleMode = "160000";

class Repository {
public:
  explicit Repository(StringRef Root) : Root(Root) {}

  Expected<std::string> run(std::vector<std::string> Arguments,
                            StringRef Input = "") const {
    Arguments.insert(Arguments.begin(), {"-C", Root});
    Expected<ProgramOutput> Said = outputOf("git", Arguments, Input);
    if (!Said)
      return Said.takeError();
    if (Said->ExitCode == 0)
      return std::move(Said->Text);
    const StringRef Errors = StringRef(Said->Errors).trim();
    return createStringError(inconvertibleErrorCode(),
                             "git: " + Errors +
                                 (Errors.contains("not a git repository")
                                      ? "; --root says where the repository is"
                                      : ""));
  }
  /// Of one line.
  Expected<std::string> line(std::vector<std::string> Arguments) const {
    Expected<std::string> Text = run(std::move(Arguments));
    if (!Text)
      return Text.takeError();
    return StringRef(*Text).rtrim("\n").str();
  }

  Expected<std::vector<ChangedFile>> changedSince(StringRef Commit) const;
  /// What was in \p Files, in their order.
  Expected<std::vector<std::string>>
  contents(ArrayRef<ChangedFile> Files) const;

private:
  const std::string Root;
};

} // namespace

Expected<std::vector<ChangedFile>>
Repository::changedSince(StringRef Commit) const {
  Expected<std::string> Changed =
      run({"diff", "--raw", "-z", "-M", "--no-abbrev", "--no-relative",
           "--diff-filter=ADMRT", Commit.str()});
  if (!Changed)
    return Changed.takeError();
  std::vector<ChangedFile> Result;
  SmallVector<StringRef, 0> Words;
  StringRef(*Changed).split(Words, '\0', -1, /*KeepEmpty=*/false);
  // ":MODE MODE OBJECT OBJECT STATUS", the name, and another name if it was
  // renamed.
  for (size_t I = 0; I + 1 < Words.size();) {
    SmallVector<StringRef, 5> Head;
    Words[I].split(Head, ' ');
    if (Head.size() != 5)
      return createStringError(inconvertibleErrorCode(),
                               "git: not understood: " + Words[I]);
    ChangedFile File;
    File.Object = Head[2].str();
    File.WasLink = Head[0].ends_with(LinkMode);
    File.Before = File.Now = Words[I + 1].str();
    I += 2;
    switch (Head[4].front()) {
    case 'A':
      File.Before.clear();
      break;
    case 'D':
      File.Now.clear();
      break;
    case 'R':
      if (I < Words.size())
        File.Now = Words[I++].str();
      break;
    default:
      break;
    }
    // What is in another repository is as it is today.
    if (!Head[0].ends_with(SubmoduleMode) && !Head[1].ends_with(SubmoduleMode))
      Result.push_back(std::move(File));
  }
  Expected<std::string> Untracked =
      run({"ls-files", "--others", "--exclude-standard", "--full-name", "-z",
           ":/"});
  if (!Untracked)
    return Untracked.takeError();
  Words.clear();
  StringRef(*Untracked).split(Words, '\0', -1, /*KeepEmpty=*/false);
  for (StringRef Name : Words)
    Result.push_back({"", Name.str(), "", /*WasLink=*/false});
  return Result;
}

Expected<std::vector<std::string>>
Repository::contents(ArrayRef<ChangedFile> Files) const {
  std::string Names;
  for (const ChangedFile &File : Files)
    Names += File.Object + " " + File.Before + "\n";
  // As a check-out would have them, with the ends of lines that are in use.
  Expected<std::string> Output =
      run({"cat-file", "--batch", "--filters"}, Names);
  if (!Output)
    return Output.takeError();
  // For each "OBJECT TYPE SIZE", a line; then the content, and a new line.
  std::vector<std::string> Result;
  StringRef Rest = *Output;
  for (const ChangedFile &File : Files) {
    auto [Head, Behind] = Rest.split('\n');
    size_t Size = 0;
    if (Head.rsplit(' ').second.getAsInteger(10, Size) ||
        Size + 1 > Behind.size())
      return createStringError(inconvertibleErrorCode(),
                               "git: " + File.Before + ": " + Head);
    Result.push_back(Behind.take_front(Size).str());
    Rest = Behind.drop_front(Size + 1);
  }
  return Result;
}

/// What clang is to see instead of \p Name, absolute.
static json::Value redirection(StringRef Name, StringRef Content) {
  return json::Object{
      {"type", "directory"},
      {"name", sys::path::parent_path(Name).str()},
      {"contents",
       json::Array{json::Object{{"type", "file"},
                                {"name", sys::path::filename(Name).str()},
                                {"external-contents", Content.str()}}}}};
}

Expected<OldSources> OldSources::at(StringRef Revision, StringRef Root,
                                    StringRef StateDirectory) {
  Repository Git(Root);
  Expected<std::string> Top = Git.line({"rev-parse", "--show-toplevel"});
  if (!Top)
    return Top.takeError();
  // Git says where the repository really is; commands may name it by links.
  Expected<std::string> Up = Git.line({"rev-parse", "--show-cdup"});
  if (!Up)
    return Up.takeError();
  SmallString<256> Spelled(Root);
  sys::path::append(Spelled, *Up);
  std::vector<std::string> Tops = {*Top};
  if (std::string Other = absolutePath(Spelled); Other != *Top)
    Tops.push_back(Other);
  Expected<std::string> Base =
      Git.line({"merge-base", "--end-of-options", Revision.str(), "HEAD"});
  if (!Base)
    return createStringError(inconvertibleErrorCode(),
                             "--diff=" + Revision + ": " +
                                 toString(Base.takeError()));
  Expected<std::vector<ChangedFile>> Changed = Git.changedSince(*Base);
  if (!Changed)
    return Changed.takeError();

  OldSources Result;
  auto Absolute = [](StringRef Folder, StringRef Name) {
    SmallString<256> Path(Folder);
    sys::path::append(Path, Name);
    return std::string(Path);
  };
  for (const ChangedFile &File : *Changed)
    if (File.Before.empty())
      for (const std::string &Folder : Tops)
        Result.NewFiles.insert(Absolute(Folder, File.Now));
  erase_if(*Changed,
           [](const ChangedFile &File) { return File.Before.empty(); });
  if (Changed->empty())
    return Result;
  for (const ChangedFile &File : *Changed)
    for (const std::string &Folder : Tops)
      for (const std::string &Name : {File.Before, File.Now})
        if (!Name.empty())
          Result.ChangedFiles.insert(Absolute(Folder, Name));
  Expected<std::vector<std::string>> Contents = Git.contents(*Changed);
  if (!Contents)
    return Contents.takeError();

  // A link is what it led to. Of one that led to nothing that is there nobody
  // knows more.
  for (size_t I = 0; I < Changed->size(); ++I) {
    const ChangedFile &Link = (*Changed)[I];
    if (!Link.WasLink)
      continue;
    SmallString<256> Target(sys::path::parent_path(Link.Before));
    sys::path::append(Target, (*Contents)[I]);
    sys::path::remove_dots(Target, /*remove_dot_dot=*/true);
    const auto Other = find_if(*Changed, [&](const ChangedFile &File) {
      return !File.WasLink && File.Before == Target;
    });
    if (Other != Changed->end()) {
      (*Contents)[I] = (*Contents)[Other - Changed->begin()];
      continue;
    }
    auto Buffer = MemoryBuffer::getFile(Absolute(*Top, Target));
    (*Contents)[I] = Buffer ? (*Buffer)->getBuffer().str() : "";
  }

  // The name says what is in it: a command with it means the same every time.
  SHA256 Hash;
  for (auto [File, Content] : zip_equal(*Changed, *Contents))
    for (StringRef Text :
         {StringRef(File.Before), StringRef(File.Now), StringRef(Content)}) {
      Hash.update(Text);
      Hash.update(StringRef("\0", 1));
    }
  SmallString<256> Folder(StateDirectory);
  sys::path::append(Folder, "diff",
                    toHex(ArrayRef(Hash.final()).take_front(10),
                          /*LowerCase=*/true));
  Result.Overlay = Absolute(Folder, "overlay.json");
  if (sys::fs::exists(Result.Overlay))
    return Result;
  if (std::error_code Failed = sys::fs::create_directories(Folder))
    return createFileError(Folder, Failed);
  json::Array Roots;
  for (auto [Index, File] : enumerate(*Changed)) {
    const std::string Kept = Absolute(Folder, utostr(Index));
    if (Error Failed = writeFile(
            Kept, [&, I = Index](raw_ostream &OS) { OS << (*Contents)[I]; }))
      return std::move(Failed);
    // A file that has another name now is old under both: its commands have
    // the new one, and old files may include the old one.
    for (const std::string &Folder : Tops)
      for (const std::string &Name :
           std::set<std::string>{File.Before, File.Now})
        if (!Name.empty())
          Roots.push_back(redirection(Absolute(Folder, Name), Kept));
  }
  if (Error Failed = writeFile(Result.Overlay, [&](raw_ostream &OS) {
        OS << formatv("{0:2}\n",
                      json::Value(json::Object{{"version", 0},
                                               {"case-sensitive", "true"},
                                               {"use-external-names", false},
                                               {"roots", std::move(Roots)}}));
      }))
    return std::move(Failed);
  return Result;
}

CompileCommand OldSources::command(CompileCommand Command) const {
  if (!Overlay.empty() && !Command.CommandLine.empty())
    Command.CommandLine.insert(Command.CommandLine.begin() + 1,
                               {"-ivfsoverlay", Overlay});
  return Command;
}

} // namespace unwedge::driver
