//===--- CallWording.h - How calls are put into words ---------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_REPORT_CALLWORDING_H
#define UNWEDGE_REPORT_CALLWORDING_H

#include "unwedge/Facts/CallKind.h"
#include <string>

namespace unwedge {

/// What is said of a call, in words that need no declaration.
struct CallWording {
  enum CalleeForm : uint8_t { Plain, Constructor, Destructor, Lambda };
  CalleeForm Form = Plain;
  /// `Pool::size`; of a constructor or destructor, the class.
  std::string Name;
  CallKind Kind = CallKind::Direct;
  unsigned Candidates = 1;
  /// What a stored callable is called through; empty if it has no name.
  std::string StoredIn;
};

/// What is called, in a diagnostic: `'Pool::size'`, `the lambda`, `the
/// constructor of 'Guard'`.
std::string describeCallee(const CallWording &Call);
/// `calling 'Pool::size'`, `constructing 'Guard'`.
std::string describeCallGerund(const CallWording &Call);
/// The step that tells of the call.
std::string describeCallStep(const CallWording &Call);

} // namespace unwedge

#endif // UNWEDGE_REPORT_CALLWORDING_H
