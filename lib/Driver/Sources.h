//===--- Sources.h - Places of records in files ---------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_SOURCES_H
#define UNWEDGE_LIB_DRIVER_SOURCES_H

#include "unwedge/Records/Records.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"

namespace unwedge::driver {

/// The files that findings are in, as they are now.
class Sources {
public:
  explicit Sources(clang::DiagnosticsEngine &Diagnostics)
      : Files(clang::FileSystemOptions()), Manager(Diagnostics, Files) {}

  clang::SourceManager &manager() { return Manager; }

  /// Invalid if there is no such file any more.
  clang::FileID file(llvm::StringRef Name) {
    clang::OptionalFileEntryRef File = Files.getOptionalFileRef(Name);
    return File ? Manager.getOrCreateFileID(*File, clang::SrcMgr::C_User)
                : clang::FileID();
  }

  /// Invalid if the file has no such place any more.
  clang::SourceLocation locate(const PlaceRecord &Where) {
    clang::FileID ID = file(Where.File);
    if (ID.isInvalid())
      return clang::SourceLocation();
    clang::SourceLocation Loc =
        Manager.translateLineCol(ID, Where.Line, Where.Column);
    // It moves what is behind the end of a line to that end.
    return Manager.getSpellingLineNumber(Loc) == Where.Line &&
                   Manager.getSpellingColumnNumber(Loc) == Where.Column
               ? Loc
               : clang::SourceLocation();
  }

private:
  clang::FileManager Files;
  clang::SourceManager Manager;
};

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_SOURCES_H
