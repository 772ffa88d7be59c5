//===--- PrecompiledHeaders.h - What a host knows of headers --------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_TIDY_PRECOMPILEDHEADERS_H
#define UNWEDGE_LIB_TIDY_PRECOMPILEDHEADERS_H

#include "unwedge/Program/PrecompiledCode.h"
#include <memory>

namespace unwedge::tidy {

/// What is known of the headers of \p MainFile, which the host has precompiled;
/// null if nothing is. Any thread may ask.
std::shared_ptr<const Overriders> knownOverriders(llvm::StringRef MainFile);

/// For a host that precompiles headers: replaces what was known of those of
/// \p MainFile. What is still analysed with headers that were compiled earlier
/// goes by names only, so that nothing worse happens than not to find one.
void setKnownOverriders(llvm::StringRef MainFile, Overriders Known);

} // namespace unwedge::tidy

#endif // UNWEDGE_LIB_TIDY_PRECOMPILEDHEADERS_H
