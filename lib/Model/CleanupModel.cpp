//===--- CleanupModel.cpp ------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/CleanupModel.h"
#include "YamlReader.h"

namespace unwedge {

void CleanupModel::append(CleanupModel &&) {}

void mapCleanupModel(Keys &, CleanupModel &) {}

std::string validate(const CleanupModel &) { return ""; }

} // namespace unwedge
