//===--- ModelSearch.h - Finds and loads the user's model files -----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_MODEL_MODELSEARCH_H
#define UNWEDGE_MODEL_MODELSEARCH_H

#include "unwedge/Model/ModelFile.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <vector>

namespace unwedge {

/// Appends to \p Models the files of \p PathList (separated by semicolons) and
/// then the `.unwedge.yaml` that is nearest above \p SourceFile, going on
/// upward as long as a file says `inherit-parent: true`. Earlier files take
/// precedence over later ones.
///
/// A file that cannot be read or is wrong costs itself only; each makes one of
/// the returned errors, whose message names the file and the place.
std::vector<llvm::Error> loadModelFiles(llvm::vfs::FileSystem &FS,
                                        llvm::StringRef PathList,
                                        llvm::StringRef SourceFile,
                                        std::vector<ModelFile> &Models);

} // namespace unwedge

#endif // UNWEDGE_MODEL_MODELSEARCH_H
