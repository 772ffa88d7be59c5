//===--- TraceWording.h - How traces are put into words -------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_REPORT_TRACEWORDING_H
#define UNWEDGE_REPORT_TRACEWORDING_H

#include "unwedge/Facts/Summary.h"
#include "unwedge/Report/CallWording.h"
#include "unwedge/Report/Finding.h"

namespace unwedge {

/// What \p F is called in a diagnostic, with quotes where it has a name:
/// `'Pool::size'`, `the lambda`, `the constructor of 'Guard'`.
std::string describeFunction(const clang::FunctionDecl *F);

/// `calling 'Pool::size'`, `constructing 'Guard'`.
std::string describeCallGerund(const TraceStep &Step);

/// Appends one step per call, and one for the place where a stored callable was
/// stored.
void appendCalls(const TraceRef &Calls, std::vector<FindingStep> &Steps);

/// How the lock at \p Path of \p F is called in a diagnostic, with quotes if it
/// has a name; \p Other is another path to the same lock, which may have the
/// better one.
std::string lockName(const AccessPath &Path, const AccessPath &Other,
                     const clang::FunctionDecl *F);

/// If \p Path leads over a call that could give another object the second time,
/// the sentence that says that it is taken not to; empty otherwise.
std::string repeatedCall(const AccessPath &Path);

/// The same for a pointer on the way that other functions may change.
std::string changeablePointer(const AccessPath &Path);

/// The function in the source that \p F is an instantiation of; \p F itself if
/// it is none. The same for all instantiations.
const clang::FunctionDecl *sourceFunction(const clang::FunctionDecl *F);

} // namespace unwedge

#endif // UNWEDGE_REPORT_TRACEWORDING_H
