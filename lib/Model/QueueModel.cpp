//===--- QueueModel.cpp --------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/QueueModel.h"
#include "YamlReader.h"

namespace unwedge {

void QueueModel::append(QueueModel &&) {}

void mapQueueModel(Keys &, QueueModel &) {}

std::string validate(const QueueModel &) { return ""; }

} // namespace unwedge
