//===--- Operation.cpp ----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/Operation.h"
#include "llvm/Support/ErrorHandling.h"

namespace unwedge {

llvm::StringRef lockModeName(LockMode Mode) {
  switch (Mode) {
  case LockMode::Shared:
    return "shared";
  case LockMode::Upgrade:
    return "upgradable";
  case LockMode::Exclusive:
    return "exclusive";
  }
  llvm_unreachable("covered switch");
}

RecursionVerdict RecursionSemantics::verdict(LockMode Held,
                                             LockMode Next) const {
  if (Next == LockMode::Shared)
    switch (Held) {
    case LockMode::Shared:
      return SharedShared;
    case LockMode::Exclusive:
      return ExclusiveShared;
    case LockMode::Upgrade:
      // An upgrade owner that also reads is allowed by some libraries and
      // blocks in others; no documentation that we know of forbids it.
      return RecursionVerdict::Allowed;
    }
  switch (Held) {
  case LockMode::Shared:
    // Readers and one upgrade owner share a lock.
    return Next == LockMode::Exclusive ? SharedExclusive
                                       : RecursionVerdict::Allowed;
  case LockMode::Upgrade:
    // There is one upgrade owner at a time, and none beside a writer.
    return RecursionVerdict::Deadlocks;
  case LockMode::Exclusive:
    // A writer that locks again as a writer: any mutex's mistake, not a matter
    // of sharing.
    return RecursionVerdict::Allowed;
  }
  llvm_unreachable("covered switch");
}

} // namespace unwedge
