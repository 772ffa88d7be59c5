//===--- Precompiled.cpp - Nothing but headers ----------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// CMake makes precompiled headers for a target that compiles something.
//
//===----------------------------------------------------------------------===//
