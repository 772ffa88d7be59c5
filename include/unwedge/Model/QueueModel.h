//===--- QueueModel.h - The model of self-blocking-consumer --------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_MODEL_QUEUEMODEL_H
#define UNWEDGE_MODEL_QUEUEMODEL_H

#include "unwedge/Model/ModelLocation.h"
#include <string>
#include <vector>

namespace unwedge {

/// The sections of a model file that say which queues make a put wait.
struct QueueModel {
  /// Adds the entries of \p Other behind this model's own.
  void append(QueueModel &&Other);
};

} // namespace unwedge

#endif // UNWEDGE_MODEL_QUEUEMODEL_H
