//===--- TextFlow.h - Where text that changes goes in one function --------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Values that are different ones in different calls of the same code, and the
// keyed containers that they reach. Everything here is *may*: on some path.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_FACTS_TEXTFLOW_H
#define UNWEDGE_FACTS_TEXTFLOW_H

#include "unwedge/Model/TextIndex.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/SmallVector.h"
#include <memory>
#include <vector>

namespace unwedge {

/// One step of a value on its way from where it is read to where it is a key.
struct TextStep {
  enum StepKind : uint8_t {
    /// Text, or a number made of text, is made of it.
    Formatted,
    Hashed,
    /// \c What is called, and what it returns or writes has the value.
    Returned,
    /// It is given to \c What.
    HandedIn,
  };
  StepKind Kind = Formatted;
  clang::SourceLocation Loc;
  const clang::FunctionDecl *What = nullptr;
};

struct TextTrace;
/// Latest step first; shared, since values have their beginnings in common.
using TextTraceRef = std::shared_ptr<const TextTrace>;
struct TextTrace {
  TextStep Step;
  TextTraceRef Before;
  unsigned Length = 1;
};

/// A variable, parameter or `this`, and fields of it.
struct TextPlace {
  bool Known = false;
  /// Null for `this`.
  const clang::ValueDecl *Root = nullptr;
  llvm::SmallVector<const clang::FieldDecl *, 2> Path;

  bool operator<(const TextPlace &O) const {
    if (Root != O.Root)
      return Root < O.Root;
    return Path < O.Path;
  }
};

/// Something that a value is made of: a value that changes, a parameter of the
/// function, or what an open call gives.
struct TextOrigin {
  static constexpr int NoParam = -2;
  static constexpr int ThisParam = -1;
  static constexpr int OfCall = -3;
  /// What a call returns.
  static constexpr int ReturnPort = -4;

  int Param = NoParam;
  /// The part of the parameter, or of what the call gives.
  llvm::SmallVector<const clang::FieldDecl *, 2> Path;
  /// Of an open call, in TextSummary::OpenCalls: what it returns, or leaves in
  /// this argument, or in its object (\c ThisParam).
  unsigned Call = 0;
  int Port = ReturnPort;

  Variation Kind = Variation::Clock;
  /// Where it is read.
  clang::SourceLocation Loc;
  /// What reads it; may be null.
  const clang::FunctionDecl *Reader = nullptr;
  /// For addresses: the object, if it is a variable or `this`, and its type.
  const clang::ValueDecl *Subject = nullptr;
  bool SubjectIsThis = false;
  clang::QualType Pointee;

  /// How many seconds one is, of a number that counts time; 0 if not known.
  double TickSeconds = 0;
  /// Text or a digest is made of it; else it is still a number or a time.
  bool IsText = false;
  /// A part of an object that has other parts.
  bool IsPart = false;
  /// Which part, by its fields from the outside in; empty if it cannot be said.
  llvm::SmallVector<const clang::FieldDecl *, 2> Part;
  /// Every call on the way has the one target that is assumed.
  bool Sure = true;
  TextTraceRef Trace;

  bool isComplete() const { return Param == NoParam; }
  bool isOfCall() const { return Param == OfCall; }
};
using TextOrigins = llvm::SmallVector<TextOrigin, 1>;

/// A container, as far as a rule has to know it.
struct KeyedPlace {
  enum RootKind : uint8_t {
    /// Not known; it may die with the call.
    Unknown,
    /// Dies with the call.
    Local,
    This,
    Param,
    /// Outlives the call.
    Outliving,
  };
  RootKind Root = Unknown;
  unsigned Index = 0;
  /// The field or variable, or the function that gives it: what all containers
  /// of one kind have in common.
  const clang::ValueDecl *Class = nullptr;
};

/// A key that reaches an operation of a container.
struct KeyUse {
  const KeyedContainerSpec *Container = nullptr;
  KeyOperation Operation = KeyOperation::Lookup;
  KeyedPlace Place;
  /// The key, in the function at hand, and the operation on the container.
  clang::SourceLocation Loc;
  clang::SourceLocation OperationLoc;
  const clang::Expr *Call = nullptr;
  /// The calls from the function at hand to the operation.
  llvm::SmallVector<TextStep, 1> Calls;
  TextOrigins Key;
  /// The variable of the function at hand that is the key; may be null.
  const clang::VarDecl *KeyVariable = nullptr;
  /// The result is kept in this variable; may be null.
  const clang::VarDecl *ResultVariable = nullptr;
  /// The operation is (part of) the condition of a loop.
  bool InLoopCondition = false;
};

/// A call that may run code of other translation units, by itself or further
/// down.
struct OpenTextCall {
  enum CallKind : uint8_t { Direct, Virtual, Stored };
  CallKind Kind = Direct;
  /// The function, or for \c Stored the variable, field or parameter.
  const clang::ValueDecl *Callee = nullptr;
  const clang::Expr *Call = nullptr;
  clang::SourceLocation Loc;
  struct Argument {
    /// \c TextOrigin::ThisParam for the object.
    int Port = 0;
    const clang::Expr *E = nullptr;
    /// The variable that it is; may be null.
    const clang::VarDecl *Variable = nullptr;
    TextOrigins Value;
  };
  std::vector<Argument> Arguments;
  /// What the object is a part of, and containers among the arguments.
  KeyedPlace Object;
  std::vector<std::pair<unsigned, KeyedPlace>> Containers;
};

/// What a caller has to know of one function.
struct TextSummary {
  TextOrigins Returned;
  struct Write {
    /// The root is `this` or a parameter.
    TextPlace Place;
    TextOrigins Value;
  };
  std::vector<Write> Writes;
  std::vector<KeyUse> Uses;
  /// Only with TextLimits::KeepsOpenCalls.
  std::vector<OpenTextCall> OpenCalls;

  size_t size() const;
};

struct TextTarget {
  const clang::FunctionDecl *Function = nullptr;
  const TextSummary *Summary = nullptr;
};

/// What the analysis of one function asks of the rest of the program.
class TextCallees {
public:
  virtual ~TextCallees() = default;
  /// The functions in sight that \p Call may run. Returns whether it can run
  /// no other.
  virtual bool targets(const clang::Expr *Call,
                       llvm::SmallVectorImpl<TextTarget> &Result) = 0;
  /// The function that makes text of an object of \p Type; null if none is in
  /// sight.
  virtual TextTarget hookOf(clang::QualType Type) = 0;
  /// What \p F gives if it is a function of one statement that returns a
  /// reference, or a pointer, to it; null if that is not known.
  virtual const clang::ValueDecl *givenBy(const clang::FunctionDecl *F) = 0;
  /// A container that \p P was given dies with, or outlives, the caller.
  virtual void noteArgument(const clang::ParmVarDecl *P, bool IsLocal) = 0;
  /// Whether \p Call may run code of other units that matters here; says which
  /// in \p Result.
  virtual bool openCall(const clang::Expr *Call, OpenTextCall &Result) {
    return false;
  }
  /// The same for the function by which a library makes text of an object of
  /// \p Type; null if there is none.
  virtual const clang::FunctionDecl *openHookOf(clang::QualType Type) {
    return nullptr;
  }
};

/// Budgets and choices.
struct TextLimits {
  /// A time that is cut off to at least so many seconds is a bucket that is
  /// meant.
  unsigned BucketSeconds = 60;
  unsigned MaxDepth = 256;
  unsigned MaxPlaces = 512;
  unsigned MaxUses = 128;
  unsigned MaxOrigins = 6;
  /// Takes note of calls that may run code of other units, and of what they
  /// give. Of one unit alone nothing else is found by that.
  bool KeepsOpenCalls = false;
  unsigned MaxOpenOrigins = 4;
  unsigned MaxOpenCalls = 64;
};

struct TextCounts {
  unsigned Functions = 0;
  unsigned KeyUses = 0;
  unsigned TooDeep = 0;
  unsigned TooMany = 0;
};

TextSummary analyzeText(const clang::FunctionDecl *F, const TextIndex &Index,
                        TextCallees &Callees, const TextLimits &Limits,
                        TextCounts &Counts);

} // namespace unwedge

#endif // UNWEDGE_FACTS_TEXTFLOW_H
