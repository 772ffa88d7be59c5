//===--- QueueIndex.h - The queue model looked up in one unit -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_MODEL_QUEUEINDEX_H
#define UNWEDGE_MODEL_QUEUEINDEX_H

#include "unwedge/Model/DeclTable.h"
#include "unwedge/Model/QueueModel.h"
#include "llvm/ADT/DenseMap.h"

namespace unwedge {

/// What the model says of one function.
struct QueueRole {
  const QueueEntry *Entry = nullptr;
  QueueOperation Operation = QueueOperation::Put;
  /// The argument that is the object; unset for members.
  std::optional<unsigned> ObjectArgument;
  /// See QueueOperations.
  bool OnDefaultObject = false;
};

/// Whether a put or take waits at a particular call.
enum class CallBlocks : uint8_t { Yes, No, Unknown };

/// The queue sections of all model files, resolved to the declarations of one
/// translation unit.
class QueueIndex {
public:
  explicit QueueIndex(const ModelIndex &Model);

  /// What calling \p Callee means; null if the model does not say. The receiver
  /// is the static class of the object.
  const QueueRole *role(const clang::FunctionDecl *Callee,
                        const clang::CXXRecordDecl *Receiver = nullptr) const {
    return Table.find(Callee, Receiver);
  }
  /// The same for a call expression.
  const QueueRole *role(const clang::CallExpr *Call) const;
  /// The entry for objects of \p Type; null if there is none.
  const QueueEntry *entryOf(clang::QualType Type) const;

  /// Whether the call \p Call of a function with \p Role, which waits as a
  /// rule, does.
  CallBlocks blocks(const QueueRole &Role, const clang::CallExpr *Call) const;
  /// The object of the operation; null if no expression names it.
  const clang::Expr *object(const QueueRole &Role,
                            const clang::CallExpr *Call) const;
  /// The function that returns the object of \p Role where no expression names
  /// it; null if there is none.
  const clang::FunctionDecl *defaultObject(const QueueRole &Role) const;
  /// Whether calling \p Callee gives the one object that the whole program has.
  bool isDefaultObject(const clang::FunctionDecl *Callee) const {
    return Defaults.find(Callee) != nullptr;
  }

  const ModelIndex &model() const { return Model; }
  bool empty() const { return Table.empty(); }
  /// Whether \p Method overrides a function that the consumer of a queue runs;
  /// the queue's entry, or null.
  const QueueEntry *runByConsumer(const clang::CXXMethodDecl *Method) const;

private:
  void add(const QueueEntry &Entry);

  const ModelIndex &Model;
  DeclTable<QueueRole> Table;
  DeclTable<const QueueEntry *> Types;
  DeclTable<const QueueEntry *> Handlers;
  DeclTable<const QueueEntry *> Defaults;
  llvm::DenseMap<const QueueEntry *, const clang::FunctionDecl *> DefaultOf;
};

} // namespace unwedge

#endif // UNWEDGE_MODEL_QUEUEINDEX_H
