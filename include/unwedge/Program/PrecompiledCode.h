//===--- PrecompiledCode.h - What a unit uses of precompiled headers ------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_PROGRAM_PRECOMPILEDCODE_H
#define UNWEDGE_PROGRAM_PRECOMPILEDCODE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace clang {
class ASTContext;
class CXXMethodDecl;
class CXXRecordDecl;
class Decl;
class TranslationUnitDecl;
} // namespace clang

namespace unwedge {

/// By virtual function, the classes with a body for it in precompiled headers.
/// A precompiled header does not lead from a class to those derived from it,
/// and to read all of it takes longer than what a host has that answers while
/// somebody types.
class Overriders {
public:
  /// Takes note of the classes of \p Unit that are not in system headers, have
  /// a name that can be looked up, and override a function with a body in
  /// sight.
  void collect(const clang::TranslationUnitDecl *Unit);

  /// The qualified names of the classes.
  llvm::ArrayRef<std::string> of(const clang::CXXMethodDecl *Method) const;

private:
  void collectFrom(const clang::CXXRecordDecl *Class);

  llvm::StringMap<std::vector<std::string>> Classes;
};

/// The declarations that are the code that the compiler has read: of the file
/// that a host shows, if it says so, and else all that are not precompiled.
void forEachDeclRead(const clang::ASTContext &Context,
                     llvm::function_ref<void(const clang::Decl *)> Visit);

/// Reads what the code that the compiler has read leads to by calls, so that
/// the names in it are known to look-ups, which ask for no name that no code
/// has.
///
/// \returns the functions, of classes that \p Known names, that calls of
/// virtual functions may reach.
std::vector<const clang::CXXMethodDecl *>
readPrecompiledCode(clang::ASTContext &Context, const Overriders *Known);

} // namespace unwedge

#endif // UNWEDGE_PROGRAM_PRECOMPILEDCODE_H
