//===--- PrecompiledHeaders.cpp -------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PrecompiledHeaders.h"
#include <mutex>

namespace unwedge::tidy {

namespace {

struct Table {
  std::mutex Mutex;
  llvm::StringMap<std::shared_ptr<const Overriders>> ByMainFile;
};

Table &table() {
  static Table Instance;
  return Instance;
}

} // namespace

std::shared_ptr<const Overriders> knownOverriders(llvm::StringRef MainFile) {
  std::lock_guard<std::mutex> Guard(table().Mutex);
  return table().ByMainFile.lookup(MainFile);
}

void setKnownOverriders(llvm::StringRef MainFile, Overriders Known) {
  auto Shared = std::make_shared<const Overriders>(std::move(Known));
  std::lock_guard<std::mutex> Guard(table().Mutex);
  table().ByMainFile[MainFile] = std::move(Shared);
}

} // namespace unwedge::tidy
