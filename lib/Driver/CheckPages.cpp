//===--- CheckPages.cpp ---------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckPages.h"

using namespace llvm;

namespace unwedge::driver {

namespace {
struct CheckPage {
  StringLiteral File;
  StringLiteral Text;
};
} // namespace

static constexpr CheckPage Pages[] = {
#include "CheckPages.inc"
};

StringRef checkPage(StringRef CheckName) {
  for (const CheckPage &Page : Pages)
    if (Page.File.drop_back(StringRef(".md").size()) == CheckName)
      return Page.Text;
  return "";
}

} // namespace unwedge::driver
