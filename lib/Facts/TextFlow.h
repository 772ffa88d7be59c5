//===--- TextFlow.h - The walk over one function --------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_FACTS_TEXTFLOW_H
#define UNWEDGE_LIB_FACTS_TEXTFLOW_H

#include "unwedge/Facts/TextFlow.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/DenseMap.h"
#include <map>

namespace unwedge {

/// \p E without parentheses, temporaries, copies, and casts that keep the
/// value.
const clang::Expr *strippedText(const clang::Expr *E);
/// Whether \p E is a remainder, so that to subtract it cuts off.
bool isRemainder(const clang::Expr *E);

/// Goes over the body of one function once. TextFlow.cpp has the statements and
/// expressions, TextCalls.cpp the calls and the operations by key.
class TextFlow {
public:
  TextFlow(const clang::FunctionDecl *F, const TextIndex &Index,
           TextCallees &Callees, const TextLimits &Limits, TextCounts &Counts);
  TextSummary run();

private:
  struct State {
    std::map<TextPlace, TextOrigins> Values;
    /// Nothing gets here.
    bool Dead = false;
  };
  struct LoopFrame {
    State Exit, Continue, Entry;
    bool IsSwitch = false;
  };
  using Args = llvm::ArrayRef<const clang::Expr *>;

  void merge(TextOrigins &Into, const TextOrigins &From);
  static TextTraceRef extend(TextTraceRef Before, const TextStep &Step);
  static TextTraceRef concatenate(TextTraceRef Before,
                                  const TextTraceRef &After);
  static TextOrigins asText(TextOrigins Value, clang::SourceLocation Loc,
                            bool IsHash = false);
  static TextPlace field(TextPlace Place, const clang::FieldDecl *Field);
  TextPlace placeOf(const clang::Expr *E, unsigned Depth = 0);
  TextOrigins read(const TextPlace &Place);
  /// What is at \p Path within \p Place, however deep that is.
  TextOrigins readPart(TextPlace Place,
                       llvm::ArrayRef<const clang::FieldDecl *> Path);
  /// What of \p Whole is at \p Path of it.
  TextOrigins ofPart(const TextOrigins &Whole,
                     llvm::ArrayRef<const clang::FieldDecl *> Path);
  /// \p Value, in a whole that has it at \p At; empty if that is not known.
  static void becomePart(TextOrigins &Value,
                         llvm::ArrayRef<const clang::FieldDecl *> At);
  void write(const TextPlace &Place, TextOrigins Value, bool Keep = false);
  /// \p From is as it was afterwards.
  void join(State &Into, State &From);
  TextOrigins addressOf(const clang::Expr *Pointer, clang::SourceLocation Loc);
  TextOrigins formatted(const clang::Expr *Arg, bool ShowsPointers);

  TextOrigins eval(const clang::Expr *E);
  TextOrigins evalStripped(const clang::Expr *E);
  TextOrigins evalUnary(const clang::UnaryOperator *E);
  TextOrigins evalBinary(const clang::BinaryOperator *E);
  TextOrigins evalOperatorChain(const clang::CXXOperatorCallExpr *E);
  TextOrigins evalList(const clang::InitListExpr *E, const TextPlace &Into);
  TextOrigins evalInto(const clang::Expr *Init, const TextPlace &Place);
  TextOrigins evalConstruct(const clang::CXXConstructExpr *E,
                            const TextPlace &Into);
  /// Whether what \p E calls looks for an end of the text but for some
  /// characters.
  bool isEndOfTrimming(const clang::Stmt *E) const;
  /// Whether a function that cuts text takes no more from it than a separator
  /// at one of its ends, or single characters anywhere.
  bool cutsLittle(const TextFunctionSpec &Spec, const clang::Expr *Receiver,
                  Args Arguments) const;
  TextOrigins evalLambda(const clang::LambdaExpr *E);

  /// \p First is the value of the first argument, if that was evaluated.
  bool isOperationOfValue(const clang::FunctionDecl *Callee,
                          const clang::CXXMethodDecl *Method) const;
  TextOrigins evalCall(const clang::CallExpr *E, const TextOrigins *First);
  TextOrigins applyFunction(const TextFunctionSpec &Spec,
                            const clang::FunctionDecl *Callee,
                            const clang::Expr *Receiver, Args Arguments,
                            clang::SourceLocation Loc);
  TextOrigins formatArguments(const TextFunctionSpec &Spec,
                              const clang::FunctionDecl *Callee,
                              Args Arguments);
  bool keepsSeconds(const TextFunctionSpec &Spec, const clang::Expr *Format);
  bool coarsensByPeriod(const TextFunctionSpec &Spec,
                        const clang::FunctionDecl *Callee);
  TextOrigins applyTargets(const clang::Expr *Call,
                           const clang::FunctionDecl *Callee,
                           const clang::Expr *Receiver,
                           const TextPlace &ReceiverPlace, Args Arguments,
                           const std::vector<TextOrigins> &Values);
  TextOrigins translate(const TextOrigins &Value,
                        const clang::FunctionDecl *Callee,
                        clang::SourceLocation Loc, const clang::Expr *Receiver,
                        Args Arguments, const std::vector<TextOrigins> &Values,
                        bool Sure);
  TextPlace translate(const TextPlace &Place, const TextPlace &Receiver,
                      Args Arguments);
  /// Takes note of \p Call, if it may run code of other units, and gives what
  /// it may return.
  TextOrigins applyOpenCall(const clang::Expr *Call,
                            const clang::FunctionDecl *Callee,
                            const clang::Expr *Receiver,
                            const TextPlace &ReceiverPlace, Args Arguments,
                            const std::vector<TextOrigins> &Values);
  /// The same for what a library calls to make text of \p Arg.
  TextOrigins ofOpenHook(const clang::FunctionDecl *Hook,
                         const clang::Expr *Arg);
  unsigned openCall(OpenTextCall New, const clang::Expr *Call);
  void addArgument(unsigned Call, int Port, const clang::Expr *E,
                   const TextOrigins &Value);
  TextOrigin givenByCall(unsigned Call, int Port, bool IsText = false) const;
  bool mayHoldText(clang::QualType Type) const;

  void useKey(const clang::CallExpr *E, const TextRole &Role,
              const clang::Expr *Container, Args Arguments);
  TextOrigins keyOf(const clang::Expr *Arg, bool InPair,
                    const clang::Expr *&KeyExpr);
  KeyedPlace containerOf(const clang::Expr *E, unsigned Depth = 0);
  /// What of \p Key decides which entry of the container of \p Operation it is.
  TextOrigins decisiveParts(TextOrigins Key, const clang::CallExpr *Operation,
                            const clang::Expr *KeyExpr);
  void addUse(KeyUse Use);

  void exec(const clang::Stmt *S);
  void execAny(const clang::Stmt *S);
  void execVar(const clang::VarDecl *V);
  void execLoop(const clang::Stmt *Init, const clang::Expr *Cond,
                const clang::Stmt *CondVar, const clang::Expr *Inc,
                const clang::Stmt *Body, bool BodyFirst);
  void leave();

  const clang::FunctionDecl *F;
  const TextIndex &Index;
  TextCallees &Callees;
  const TextLimits &Limits;
  TextCounts &Counts;
  clang::ASTContext &Context;

  State Now, AtReturn;
  TextOrigins Returned;
  TextSummary Summary;
  std::vector<LoopFrame> Loops;
  /// References, and what they refer to.
  llvm::DenseMap<const clang::ValueDecl *, TextPlace> Aliases;
  llvm::DenseMap<const clang::ValueDecl *, KeyedPlace> ContainerAliases;
  unsigned Depth = 0;
  unsigned LambdaDepth = 0;
  unsigned ConditionDepth = 0;
  /// What becomes of the result of the call of that name.
  const clang::Expr *AssignedCall = nullptr;
  const clang::Expr *InitCall = nullptr;
  const clang::VarDecl *InitVariable = nullptr;
};

} // namespace unwedge

#endif // UNWEDGE_LIB_FACTS_TEXTFLOW_H
