//===--- TextModel.h - The model of unstable-cache-key -------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_MODEL_TEXTMODEL_H
#define UNWEDGE_MODEL_TEXTMODEL_H

#include "unwedge/Model/ModelLocation.h"
#include <string>
#include <vector>

namespace unwedge {

/// The sections of a model file that say what changes from call to call, how
/// text is made of it, and what takes keys.
struct TextModel {
  /// Adds the entries of \p Other behind this model's own.
  void append(TextModel &&Other);
};

} // namespace unwedge

#endif // UNWEDGE_MODEL_TEXTMODEL_H
