//===--- TextModel.cpp ---------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/TextModel.h"
#include "YamlReader.h"

namespace unwedge {

void TextModel::append(TextModel &&) {}

void mapTextModel(Keys &, TextModel &) {}

std::string validate(const TextModel &) { return ""; }

} // namespace unwedge
