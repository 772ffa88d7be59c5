//===--- Finding.cpp ------------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Report/Finding.h"
#include "llvm/Support/ErrorHandling.h"

namespace unwedge {

llvm::StringRef confidenceName(Confidence C) {
  switch (C) {
  case Confidence::Possible:
    return "possible";
  case Confidence::Likely:
    return "likely";
  case Confidence::Definite:
    return "definite";
  }
  llvm_unreachable("covered switch");
}

} // namespace unwedge
