//===--- ModelSearch.cpp --------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/ModelSearch.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using llvm::StringRef;

namespace unwedge {

static llvm::Expected<ModelFile> loadModelFile(llvm::vfs::FileSystem &FS,
                                               StringRef Path) {
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> Buffer =
      FS.getBufferForFile(Path);
  if (!Buffer)
    return llvm::make_error<llvm::StringError>(
        Path + ": cannot read model file: " + Buffer.getError().message(),
        Buffer.getError());
  return parseModelFile(Path, (*Buffer)->getBuffer());
}

std::vector<llvm::Error> loadModelFiles(llvm::vfs::FileSystem &FS,
                                        StringRef PathList,
                                        StringRef SourceFile,
                                        std::vector<ModelFile> &Models) {
  std::vector<llvm::Error> Errors;
  // False if the search should stop.
  auto Load = [&](StringRef Path) {
    llvm::Expected<ModelFile> Model = loadModelFile(FS, Path);
    if (!Model) {
      Errors.push_back(Model.takeError());
      return false;
    }
    Models.push_back(std::move(*Model));
    return Models.back().InheritParent;
  };

  llvm::SmallVector<StringRef, 4> Listed;
  PathList.split(Listed, ';', -1, /*KeepEmpty=*/false);
  for (StringRef Path : Listed)
    if (StringRef Trimmed = Path.trim(); !Trimmed.empty())
      Load(Trimmed);

  llvm::SmallString<256> Directory(SourceFile);
  if (FS.makeAbsolute(Directory))
    return Errors;
  llvm::sys::path::remove_dots(Directory, /*remove_dot_dot=*/true);
  while (true) {
    StringRef Parent = llvm::sys::path::parent_path(Directory);
    if (Parent.empty() || Parent == Directory)
      break;
    Directory.resize(Parent.size());
    llvm::SmallString<256> Candidate(Directory);
    llvm::sys::path::append(Candidate, ".unwedge.yaml");
    if (FS.exists(Candidate) && !Load(Candidate))
      break;
  }
  return Errors;
}

} // namespace unwedge
