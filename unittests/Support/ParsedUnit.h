//===--- ParsedUnit.h - A string of C++, looked at as the checks do -------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_UNITTESTS_SUPPORT_PARSEDUNIT_H
#define UNWEDGE_UNITTESTS_SUPPORT_PARSEDUNIT_H

#include "unwedge/Model/ModelIndex.h"
#include "unwedge/Program/TranslationUnit.h"
#include "clang/AST/DeclCXX.h"
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace clang {
class ASTUnit;
} // namespace clang

namespace unwedge {

/// A piece of C++20 that has been parsed, with the model and the analysis for
/// it. A small mock of <shared_mutex>, <mutex>, <functional>, <memory> and
/// <thread> is included before it, as a system header. Code or model text with
/// an error fails the test.
///
/// Declarations are named as in the code, e.g. `acme::Pool::size`; of several
/// overloads the first one is meant. Asking for one that is not there is a
/// mistake in the test, and ends the run.
class ParsedUnit {
public:
  /// The model is that of \p ModelText, if it is not empty, and the built-in
  /// one behind it.
  explicit ParsedUnit(llvm::StringRef Code, llvm::StringRef ModelText = "",
                      const AnalysisLimits &Limits = AnalysisLimits());
  ~ParsedUnit();

  clang::ASTContext &context();
  const ModelIndex &model() const { return *Model; }
  /// Analysed when first asked for.
  TranslationUnit &unit();

  const clang::FunctionDecl *function(llvm::StringRef Name);
  /// The first constructor of \p Class that a user wrote.
  const clang::CXXConstructorDecl *constructor(llvm::StringRef Class);
  const clang::CXXDestructorDecl *destructor(llvm::StringRef Class);
  const clang::CXXRecordDecl *record(llvm::StringRef Name);
  const clang::FieldDecl *field(llvm::StringRef Name);
  const clang::VarDecl *variable(llvm::StringRef Name);
  /// The local variable (or parameter) \p Name of \p Function.
  const clang::VarDecl *local(llvm::StringRef Function, llvm::StringRef Name);
  /// The type of the variable \p Name.
  clang::QualType typeOf(llvm::StringRef Name);
  /// The initialiser of the variable \p Name.
  const clang::Expr *initOf(llvm::StringRef Name);

  const Summary &summary(llvm::StringRef Function);
  /// Whether the analysis has a summary of \p Function.
  bool isSummarized(llvm::StringRef Function);
  /// What the model says of the first call or construction in the body of
  /// \p Function.
  CallRole roleOfCallIn(llvm::StringRef Function);

private:
  llvm::SmallVector<const clang::NamedDecl *, 4> find(llvm::StringRef Name);
  template <typename T> const T *get(llvm::StringRef Name);

  std::unique_ptr<clang::ASTUnit> AST;
  ModelFile UserModel;
  std::unique_ptr<ModelIndex> Model;
  AnalysisLimits Limits;
  std::unique_ptr<TranslationUnit> Unit;
};

/// A path with its root, for expectations: `this.Mutex`, `param0.Next.Mutex`,
/// `var:Global[3]`, `return.lock0`, `opaque`.
std::string describe(const AccessPath &Path);
/// What GoogleTest shows of a path.
void PrintTo(const AccessPath &Path, std::ostream *OS);
/// `shared this.Mutex`.
std::string describe(const HeldLock &Lock);

using Texts = std::vector<std::string>;

template <typename Range> Texts describeAll(const Range &Items) {
  Texts Result;
  for (const auto &Item : Items)
    Result.push_back(describe(Item));
  return Result;
}

/// `shared this.Mutex while {exclusive this.Other}`; the holds in alphabetical
/// order.
std::string describe(const CriticalPair &Pair);
/// `this.Mutex -> param0`.
std::string describe(const Alias &A);
/// `param0 != 0`.
std::string describe(const ParamCondition &Condition);

} // namespace unwedge

#endif // UNWEDGE_UNITTESTS_SUPPORT_PARSEDUNIT_H
