//===--- TextFacts.h - Keys and text of one translation unit --------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_PROGRAM_TEXTFACTS_H
#define UNWEDGE_PROGRAM_TEXTFACTS_H

#include "unwedge/Facts/TextFlow.h"
#include "unwedge/Program/TranslationUnit.h"
#include "llvm/ADT/MapVector.h"
#include <memory>
#include <vector>

namespace unwedge {

/// What the code in sight does with all containers of one class (one field or
/// variable).
struct ContainerFacts {
  /// Operations that take an entry out by its key, or by an iterator.
  std::vector<const clang::Expr *> Erases;
  /// Operations that look an entry up by its key, and that store one by it.
  std::vector<const clang::Expr *> Lookups;
  std::vector<const clang::Expr *> Inserts;
  /// A function that uses the container also reads the key of some entry.
  bool ShowsKeys = false;
  /// Takes out entries without a key.
  bool Shrinks = false;
  /// Asks how many there are.
  bool IsSized = false;
  bool IsIterated = false;
  /// Entries are looked for by a range of keys.
  bool IsSearched = false;
  /// Goes where its uses are not followed: to a function, into a variable.
  bool Escapes = false;
  /// No code out of sight can name it.
  bool AllInSight = false;
};

/// The functions that can name a container, if they are the members of some
/// classes.
struct MembersInSight {
  bool OnlyMembers = false;
  /// Without a body in the unit, and with one in its main file.
  std::vector<const clang::FunctionDecl *> Missing, Present;
};

/// Where text that changes goes in one translation unit.
///
/// Claims nothing about functions that have no body in sight. A function is
/// looked at only if an operation by key can be reached from it, or if it makes
/// text for one that is; with TextLimits::KeepsOpenCalls also if it may make
/// text for, or of, functions of other units.
class TextFacts {
public:
  TextFacts(TranslationUnit &Unit, const TextLimits &Limits);
  ~TextFacts();

  /// The functions that were looked at, callees before callers.
  llvm::ArrayRef<const clang::FunctionDecl *> functions() const;
  /// Lambdas that are stored where other units may call them. With
  /// TextLimits::KeepsOpenCalls only.
  llvm::ArrayRef<const clang::FunctionDecl *> storedLambdas() const;
  const TextSummary &summary(const clang::FunctionDecl *F) const;
  /// Whether calling \p F may run code of other units that matters here.
  bool isOpen(const clang::FunctionDecl *F) const;

  /// For each of \p Classes, in one walk over the code in sight.
  llvm::DenseMap<const clang::ValueDecl *, ContainerFacts>
  uses(llvm::ArrayRef<const clang::ValueDecl *> Classes) const;

  /// The containers that are used by a key that may change, that code of the
  /// main file names, or that members of a class can name which it defines:
  /// fields and variables that other units may name as well.
  std::vector<const clang::ValueDecl *> namedContainers() const;
  MembersInSight membersThatName(const clang::ValueDecl *D) const;

  /// Whether all calls in sight, of which there are some, give \p P a container
  /// that dies with the caller.
  bool isGivenLocalsOnly(const clang::ParmVarDecl *P) const;

  const TextIndex &index() const;

private:
  class Implementation;
  std::unique_ptr<Implementation> Impl;
};

} // namespace unwedge

#endif // UNWEDGE_PROGRAM_TEXTFACTS_H
