//===--- TextCalls.cpp ----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ComparedFields.h"
#include "TextFlow.h"
#include "unwedge/Facts/Callables.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace unwedge {

//===----------------------------------------------------------------------===//
// Formats
//===----------------------------------------------------------------------===//

/// The text of the literal that \p E is made of; unset if there is none.
static std::optional<std::string> literalText(const Expr *E,
                                              unsigned Depth = 0) {
  if (!E || Depth > 12)
    return std::nullopt;
  if (const auto *Literal = dyn_cast<StringLiteral>(E)) {
    // Wide literals hold ASCII as well, as far as formats go.
    std::string Text;
    for (unsigned I = 0; I < Literal->getLength(); ++I) {
      uint32_t Unit = Literal->getCodeUnit(I);
      Text.push_back(Unit < 128 ? char(Unit) : '?');
    }
    return Text;
  }
  if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E))
    return literalText(Default->getExpr(), Depth + 1);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
    return V && V->getType().isConstQualified() && V->getInit() &&
                   !V->getInit()->isValueDependent()
               ? literalText(V->getInit(), Depth + 1)
               : std::nullopt;
  }
  std::optional<std::string> Found;
  if (isa<LambdaExpr>(E))
    return Found;
  for (const Stmt *Child : E->children())
    if (const auto *ChildExpr = dyn_cast_or_null<Expr>(Child))
      if (auto Text = literalText(ChildExpr, Depth + 1)) {
        if (Found)
          return std::nullopt;
        Found = std::move(Text);
      }
  return Found;
}

/// Whether a format in the syntax of strftime shows anything finer than
/// minutes.
static bool strftimeShowsSeconds(llvm::StringRef Format) {
  for (size_t I = 0; I + 1 < Format.size(); ++I) {
    if (Format[I] != '%')
      continue;
    size_t J = I + 1;
    while (J < Format.size() &&
           llvm::StringRef("EO0123456789-_^#:").contains(Format[J]))
      ++J;
    if (J < Format.size() &&
        llvm::StringRef("STscrXfNLQq+").contains(Format[J]))
      return true;
    I = J;
  }
  return false;
}

/// The same for Qt's syntax, where text stands in single quotes.
static bool qtShowsSeconds(llvm::StringRef Format) {
  bool Quoted = false;
  for (char C : Format) {
    if (C == '\'')
      Quoted = !Quoted;
    else if (!Quoted && (C == 's' || C == 'z'))
      return true;
  }
  return false;
}

bool TextFlow::keepsSeconds(const TextFunctionSpec &Spec, const Expr *Format) {
  std::optional<std::string> Text = literalText(Format);
  if (!Text)
    return true;
  switch (Spec.Format) {
  case FormatSyntax::Strftime:
    return strftimeShowsSeconds(*Text);
  case FormatSyntax::QtTime:
    return qtShowsSeconds(*Text);
  case FormatSyntax::Braces:
    return !llvm::StringRef(*Text).contains('%') || strftimeShowsSeconds(*Text);
  case FormatSyntax::Printf:
  case FormatSyntax::None:
    return true;
  }
  return true;
}

/// The conversion letter of each argument of a printf format, `*` for a width.
static std::string printfConversions(llvm::StringRef Format) {
  std::string Result;
  for (size_t I = 0; I < Format.size(); ++I) {
    if (Format[I] != '%')
      continue;
    ++I;
    if (I < Format.size() && Format[I] == '%')
      continue;
    while (I < Format.size() && !llvm::isAlpha(Format[I])) {
      if (Format[I] == '*')
        Result.push_back('*');
      ++I;
    }
    while (I < Format.size() && llvm::StringRef("hlLqjzt").contains(Format[I]))
      ++I;
    if (I < Format.size())
      Result.push_back(Format[I]);
  }
  return Result;
}

TextOrigins TextFlow::formatArguments(const TextFunctionSpec &Spec,
                                      const FunctionDecl *Callee,
                                      Args Arguments) {
  TextOrigins All;
  std::optional<std::string> Conversions;
  unsigned First = Spec.FirstArgument;
  bool KeepsClock = true;
  // Where nothing else is given, it is no format: absl::FormatTime(Time).
  std::optional<unsigned> FormatArgument = Spec.FormatArgument;
  if (Arguments.size() == 1 && !isa<CXXMethodDecl>(Callee))
    FormatArgument.reset();
  if (FormatArgument && *FormatArgument < Arguments.size()) {
    const Expr *Format = Arguments[*FormatArgument];
    if (Spec.Format == FormatSyntax::Printf) {
      if (auto Text = literalText(Format))
        Conversions = printfConversions(*Text);
      First = std::max(First, *FormatArgument + 1);
    } else {
      KeepsClock = keepsSeconds(Spec, Format);
    }
  }
  for (unsigned I = 0; I < Arguments.size(); ++I) {
    if (I < First || Spec.OutArgument == I || FormatArgument == I) {
      if (Spec.OutArgument != I)
        eval(Arguments[I]);
      continue;
    }
    bool Pointers = true;
    // `const tm *` is there to be read through.
    if (I < Callee->getNumParams()) {
      QualType Type = Callee->getParamDecl(I)->getType();
      if (Type->isPointerType() && !Type->isVoidPointerType() &&
          !Type->getPointeeType()->isAnyCharacterType()) {
        TextOrigins Value =
            asText(eval(Arguments[I]), Arguments[I]->getExprLoc());
        if (KeepsClock)
          merge(All, Value);
        continue;
      }
    }
    if (Spec.Format == FormatSyntax::Printf) {
      unsigned Index = I - First;
      Pointers = Conversions && Index < Conversions->size() &&
                 (*Conversions)[Index] == 'p';
      if (Conversions && Index < Conversions->size() &&
          (*Conversions)[Index] == '*') {
        eval(Arguments[I]);
        continue;
      }
      // fmt's and Abseil's printf take anything.
    }
    TextOrigins Value = formatted(Arguments[I], Pointers);
    if (!KeepsClock)
      llvm::erase_if(Value, [](const TextOrigin &O) {
        return O.isOfCall() || (O.isComplete() && O.Kind == Variation::Clock);
      });
    merge(All, Value);
  }
  return All;
}

//===----------------------------------------------------------------------===//
// Modelled functions
//===----------------------------------------------------------------------===//

/// The period of a duration type, or of the duration of a time point, in
/// seconds; negative if \p Type is neither.
static double periodOf(QualType Type, unsigned Depth = 0) {
  const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type->getAsCXXRecordDecl());
  if (!Class || Depth > 4)
    return -1;
  for (const TemplateArgument &Arg : Class->getTemplateArgs().asArray()) {
    if (Arg.getKind() != TemplateArgument::Type)
      continue;
    const auto *Inner = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
        Arg.getAsType()->getAsCXXRecordDecl());
    if (!Inner)
      continue;
    llvm::ArrayRef<TemplateArgument> Parts = Inner->getTemplateArgs().asArray();
    if (Parts.size() == 2 && Parts[0].getKind() == TemplateArgument::Integral &&
        Parts[1].getKind() == TemplateArgument::Integral) {
      double Denominator = Parts[1].getAsIntegral().getExtValue();
      return Denominator > 0
                 ? Parts[0].getAsIntegral().getExtValue() / Denominator
                 : -1;
    }
    if (double Found = periodOf(Arg.getAsType(), Depth + 1); Found >= 0)
      return Found;
  }
  return -1;
}

bool TextFlow::coarsensByPeriod(const TextFunctionSpec &Spec,
                                const FunctionDecl *Callee) {
  const TemplateArgumentList *TemplateArgs =
      Callee->getTemplateSpecializationArgs();
  if (!TemplateArgs || !TemplateArgs->size() ||
      TemplateArgs->get(0).getKind() != TemplateArgument::Type)
    return false;
  double Period = periodOf(TemplateArgs->get(0).getAsType());
  return Period >= 0 &&
         Period >= double(Spec.ShortestPeriod.value_or(Limits.BucketSeconds));
}

static const ValueDecl *variableOrField(const Expr *E) {
  E = strippedText(E);
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return Member->getMemberDecl();
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  return Ref ? Ref->getDecl() : nullptr;
}

/// Whether \p E is the size of \p Text, less at most \p Most.
static bool isSizeLess(const Expr *E, const Expr *Text, int64_t Most,
                       const ASTContext &Context) {
  E = E->IgnoreParenImpCasts();
  if (const auto *Binary = dyn_cast<BinaryOperator>(E);
      Binary && Binary->getOpcode() == BO_Sub) {
    const auto Less = Binary->getRHS()->getIntegerConstantExpr(Context);
    return Less && *Less <= Most &&
           isSizeLess(Binary->getLHS(), Text, Most, Context);
  }
  const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
  const ValueDecl *Of =
      Call && Call->getNumArgs() == 0 && Call->getType()->isIntegerType()
          ? variableOrField(Call->getImplicitObjectArgument())
          : nullptr;
  return Of && Of == variableOrField(Text);
}

bool TextFlow::isEndOfTrimming(const Stmt *E) const {
  if (const auto *Call = dyn_cast<CallExpr>(E))
    if (const FunctionDecl *Callee = Call->getDirectCallee())
      if (const TextRole *Role = Index.role(Callee);
          Role && Role->Function && Role->Function->Effect == TextEffect::Trims)
        return true;
  return llvm::any_of(E->children(), [this](const Stmt *Child) {
    return Child && isEndOfTrimming(Child);
  });
}

bool TextFlow::cutsLittle(const TextFunctionSpec &Spec, const Expr *Receiver,
                          Args Arguments) const {
  constexpr int64_t Little = 2;
  for (unsigned I = 0; I < Arguments.size(); ++I) {
    const Expr *Arg = Arguments[I];
    if (isa<CXXDefaultArgExpr>(Arg))
      continue;
    // Iterators: one character, or those that `std::remove` has moved.
    if (!Arg->getType()->isIntegerType() || isEndOfTrimming(Arg))
      return true;
    if (Receiver && isSizeLess(Arg, Receiver, Little, Context))
      continue;
    const auto Number = Arg->getIntegerConstantExpr(Context);
    if (Spec.LengthArgument == I || !Number || *Number > Little)
      return false;
  }
  return true;
}

TextOrigins TextFlow::applyFunction(const TextFunctionSpec &Spec,
                                    const FunctionDecl *Callee,
                                    const Expr *Receiver, Args Arguments,
                                    SourceLocation Loc) {
  TextOrigins All;
  if (Receiver)
    All = eval(Receiver);
  switch (Spec.Effect) {
  case TextEffect::Ends:
  case TextEffect::Trims:
  case TextEffect::Coarsens:
    for (const Expr *Arg : Arguments)
      eval(Arg);
    return {};
  case TextEffect::Resets: {
    TextOrigins New;
    for (const Expr *Arg : Arguments)
      merge(New, formatted(Arg, false));
    // `str()` reads, `str(text)` writes.
    if (Arguments.empty() && !Callee->getReturnType()->isVoidType())
      return All;
    if (Receiver)
      write(placeOf(Receiver), New);
    return New;
  }
  case TextEffect::Cuts: {
    for (const Expr *Arg : Arguments)
      eval(Arg);
    if (cutsLittle(Spec, Receiver, Arguments))
      return Callee->getReturnType()->isVoidType() ? TextOrigins() : All;
    const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
    if (Receiver && Method && !Method->isConst())
      write(placeOf(Receiver), TextOrigins());
    return {};
  }
  case TextEffect::CoarsensByPeriod:
    for (const Expr *Arg : Arguments)
      merge(All, eval(Arg));
    if (coarsensByPeriod(Spec, Callee))
      return {};
    return All;
  case TextEffect::Passes:
    for (unsigned I = 0; I < Arguments.size(); ++I)
      if (I >= Spec.FirstArgument && Spec.OutArgument != I)
        merge(All, eval(Arguments[I]));
    if (Arguments.size() > 1 && !Spec.OutArgument)
      becomePart(All, {});
    break;
  case TextEffect::Formats: {
    bool Keeps = true;
    if (Spec.FormatArgument && *Spec.FormatArgument < Arguments.size() &&
        (Spec.Format == FormatSyntax::QtTime ||
         Spec.Format == FormatSyntax::Strftime))
      Keeps = keepsSeconds(Spec, Arguments[*Spec.FormatArgument]);
    merge(All, formatArguments(Spec, Callee, Arguments));
    All = asText(std::move(All), Loc);
    if (!Keeps)
      llvm::erase_if(All, [](const TextOrigin &O) {
        return !O.isComplete() || O.Kind == Variation::Clock;
      });
    break;
  }
  case TextEffect::Hashes: {
    for (unsigned I = 0; I < Arguments.size(); ++I)
      if (I >= Spec.FirstArgument && Spec.OutArgument != I)
        merge(All, eval(Arguments[I]));
    // The hash of a thread's id stays what the id is.
    All = asText(std::move(All), Loc, /*IsHash=*/true);
    break;
  }
  }
  if (Spec.OutArgument && *Spec.OutArgument < Arguments.size()) {
    eval(Arguments[*Spec.OutArgument]);
    TextPlace Place = placeOf(Arguments[*Spec.OutArgument]);
    bool Offset = false;
    if (const auto *Sum = dyn_cast<BinaryOperator>(
            strippedText(Arguments[*Spec.OutArgument])))
      Offset = Sum->isAdditiveOp();
    write(Place, All, Spec.Appends || Offset);
  }
  return All;
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

/// Whether the operator gives no part of its operands.
static bool isTest(OverloadedOperatorKind Op) {
  switch (Op) {
  case OO_EqualEqual:
  case OO_ExclaimEqual:
  case OO_Less:
  case OO_Greater:
  case OO_LessEqual:
  case OO_GreaterEqual:
  case OO_Spaceship:
  case OO_AmpAmp:
  case OO_PipePipe:
  case OO_Exclaim:
    return true;
  default:
    return false;
  }
}

/// What a printf of the project's own makes of its arguments, if it gives text
/// back or has a buffer for it: a function with the format attribute of the
/// compiler, or with a format in front of an ellipsis. Its body, if there is
/// one in sight, cannot tell: it goes through a va_list.
static std::optional<TextFunctionSpec> declaredFormatter(const FunctionDecl *F,
                                                         const TextIndex &I) {
  auto IsText = [](QualType Type) {
    return Type->isPointerType() &&
           Type->getPointeeType()->isAnyCharacterType();
  };
  const int Params = F->getNumParams();
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  const int This = Method && Method->isInstance() ? 1 : 0;
  llvm::SmallVector<std::pair<int, int>, 2> Formats;
  // To ask for a body reads all that a precompiled header has of that name.
  if (F->hasAttr<FormatAttr>() && (F->isVariadic() || !F->hasBody()))
    for (const auto *A : F->specific_attrs<FormatAttr>())
      // Without arguments of its own it is given a va_list.
      if (A->getType() && A->getFirstArg() != 0 &&
          (A->getType()->getName() == "printf" ||
           A->getType()->getName() == "gnu_printf"))
        Formats.push_back(
            {A->getFormatIdx() - 1 - This, A->getFirstArg() - 1 - This});
  if (F->isVariadic() && !F->hasAttr<FormatAttr>() && Params > 0)
    if (QualType Last = F->getParamDecl(Params - 1)->getType();
        IsText(Last) && Last->getPointeeType().isConstQualified())
      Formats.push_back({Params - 1, Params});
  for (auto [Format, First] : Formats) {
    if (Format < 0 || First <= Format || Format >= Params)
      continue;
    TextFunctionSpec Spec;
    Spec.Effect = TextEffect::Formats;
    Spec.Format = FormatSyntax::Printf;
    Spec.FormatArgument = Format;
    Spec.FirstArgument = First;
    for (int P = 0; P < Format && !Spec.OutArgument; ++P)
      if (QualType Type = F->getParamDecl(P)->getType();
          IsText(Type) && !Type->getPointeeType().isConstQualified())
        Spec.OutArgument = P;
    const TextValueSpec *Value = I.valueOf(F->getReturnType());
    if (Spec.OutArgument || (Value && Value->IsText) ||
        IsText(F->getReturnType()))
      return Spec;
  }
  return std::nullopt;
}

/// Whether some public member of \p Class gives the text that its objects hold.
static bool givesText(const CXXRecordDecl *Class, const TextIndex &Index) {
  if (!Class || !Class->hasDefinition())
    return false;
  auto Gives = [&](const CXXRecordDecl *C) {
    return llvm::any_of(C->methods(), [&](const CXXMethodDecl *M) {
      const TextValueSpec *Value = Index.valueOf(M->getReturnType());
      QualType Type = M->getReturnType();
      return M->getAccess() == AS_public && M->isConst() &&
             M->getNumParams() == 0 &&
             ((Value && Value->IsText) ||
              (Type->isPointerType() &&
               Type->getPointeeType()->isAnyCharacterType()));
    });
  };
  Class = Class->getDefinition();
  return Gives(Class) || !Class->forallBases([&](const CXXRecordDecl *Base) {
    return !Gives(Base);
  });
}

/// The same for a template that takes a format and then a pack: the way through
/// packs, tuples and tables of functions is too long to follow, and the format
/// that it is called with says where its arguments go. It gives text back, or
/// writes to its object and gives that back.
static std::optional<TextFunctionSpec>
templateFormatter(const FunctionDecl *F, llvm::ArrayRef<const Expr *> Arguments,
                  const TextIndex &Index, const CXXRecordDecl *Receiver,
                  bool &WritesToObject) {
  const FunctionTemplateDecl *Template = F->getPrimaryTemplate();
  if (!Template)
    return std::nullopt;
  const FunctionDecl *Pattern = Template->getTemplatedDecl();
  const unsigned Fixed = Pattern->getNumParams() - 1;
  if (Pattern->getNumParams() < 2 || Arguments.size() <= Fixed ||
      !Pattern->getParamDecl(Fixed)->isParameterPack())
    return std::nullopt;
  std::optional<std::string> Format = literalText(Arguments[Fixed - 1]);
  if (!Format || Format->find_first_of("{%") == std::string::npos)
    return std::nullopt;
  TextFunctionSpec Spec;
  Spec.Effect = TextEffect::Formats;
  Spec.Format = llvm::StringRef(*Format).contains('{') ? FormatSyntax::Braces
                                                       : FormatSyntax::Printf;
  Spec.FormatArgument = Fixed - 1;
  Spec.FirstArgument = Fixed;
  if (const TextValueSpec *Value = Index.valueOf(F->getReturnType());
      Value && Value->IsText)
    return Spec;
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (!Method || Method->isStatic() || Method->isConst() ||
      !Method->getReturnType()->isReferenceType() ||
      Method->getReturnType()->getPointeeCXXRecordDecl() !=
          Method->getParent() ||
      !givesText(Receiver, Index))
    return std::nullopt;
  WritesToObject = true;
  return Spec;
}

/// Whether \p Callee belongs to a class of values, as its member or as an
/// operator that is declared beside it. What such functions do is known without
/// their bodies, which may well be in sight, as those of a library that is
/// built with the project.
bool TextFlow::isOperationOfValue(const FunctionDecl *Callee,
                                  const CXXMethodDecl *Method) const {
  if (Method)
    return !Method->isStatic() && Index.valueOf(Method->getParent());
  if (!Callee->isOverloadedOperator())
    return false;
  const CXXRecordDecl *Made =
      Callee->getReturnType().getNonReferenceType()->getAsCXXRecordDecl();
  const TextValueSpec *Spec = Index.valueOf(Made);
  const SourceManager &SM = Context.getSourceManager();
  return Spec && Spec->IsText && Made->getDefinition() &&
         SM.getFileID(SM.getExpansionLoc(Callee->getLocation())) ==
             SM.getFileID(
                 SM.getExpansionLoc(Made->getDefinition()->getLocation()));
}

TextOrigins TextFlow::evalCall(const CallExpr *E, const TextOrigins *First) {
  const FunctionDecl *Callee = E->getDirectCallee();
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
  const auto *Op = dyn_cast<CXXOperatorCallExpr>(E);
  llvm::SmallVector<const Expr *, 6> Arguments(E->arguments());
  const Expr *Receiver = nullptr;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E)) {
    Receiver = Member->getImplicitObjectArgument();
  } else if (Op && Method && Method->isInstance() && !Arguments.empty()) {
    Receiver = Arguments.front();
    Arguments.erase(Arguments.begin());
  }
  const CXXRecordDecl *ReceiverClass = nullptr;
  if (Receiver) {
    // The static class, not the base class that has the member.
    QualType Type =
        Receiver->IgnoreParenImpCasts()->getType().getNonReferenceType();
    if (Type->isAnyPointerType())
      Type = Type->getPointeeType();
    ReceiverClass = Type->getAsCXXRecordDecl();
  }
  const TextRole *Role = Callee ? Index.role(Callee, ReceiverClass) : nullptr;
  if (Role && Role->Keys) {
    const Expr *Container = Receiver;
    if (!Container && !Arguments.empty() && Role->Keys->KeyArgument > 0)
      Container = Arguments.front();
    useKey(E, *Role, Container, Arguments);
    return {};
  }
  AssignedCall = nullptr;
  if (Role && (Role->Source || Role->OutSource)) {
    if (Receiver)
      eval(Receiver);
    for (const Expr *Arg : Arguments)
      eval(Arg);
    TextOrigin O;
    O.Loc = E->getExprLoc();
    O.Reader = Callee;
    if (const TextSourceSpec *Out = Role->OutSource;
        Out && *Out->OutArgument < Arguments.size()) {
      O.Kind = Out->Kind;
      write(placeOf(Arguments[*Out->OutArgument]), {O});
    }
    if (!Role->Source)
      return {};
    O.Kind = Role->Source->Kind;
    return {O};
  }
  if (Role && Role->Function)
    return applyFunction(*Role->Function, Callee, Receiver, Arguments,
                         E->getExprLoc());

  if (Callee && !Role)
    if (std::optional<TextFunctionSpec> Spec = declaredFormatter(Callee, Index))
      return applyFunction(*Spec, Callee, nullptr, Arguments, E->getExprLoc());
  bool WritesToObject = false;
  if (Callee && !Role)
    if (std::optional<TextFunctionSpec> Spec = templateFormatter(
            Callee, Arguments, Index, ReceiverClass, WritesToObject)) {
      TextOrigins Value = Receiver ? eval(Receiver) : TextOrigins();
      if (!WritesToObject)
        Value.clear();
      merge(Value,
            applyFunction(*Spec, Callee, nullptr, Arguments, E->getExprLoc()));
      if (WritesToObject)
        write(placeOf(Receiver), Value, /*Keep=*/true);
      return Value;
    }

  // A lambda that is called by its name.
  if (Op && Method && isLambdaCallOperator(Method) &&
      !Method->getTemplateInstantiationPattern()) {
    for (const Expr *Arg : Arguments)
      eval(Arg);
    TextOrigins Value = eval(Receiver);
    for (TextOrigin &O : Value) {
      TextStep Step;
      Step.Kind = TextStep::Returned;
      Step.Loc = E->getExprLoc();
      Step.What = Method;
      O.Trace = extend(std::move(O.Trace), Step);
    }
    return Value;
  }

  // A stream takes its right operand as text, and user functions in sight tell
  // by themselves.
  const Expr *Left = Receiver                 ? Receiver
                     : Op && Arguments.size() ? Arguments.front()
                                              : nullptr;
  const TextValueSpec *LeftValue =
      Left ? Index.valueOf(Left->getType()) : nullptr;
  TextOrigins LeftOrigins;
  if (Left)
    LeftOrigins = First ? *First : eval(Left);
  bool IsUsers =
      Callee && Callee->getLocation().isValid() &&
      !Context.getSourceManager().isInSystemHeader(
          Context.getSourceManager().getExpansionLoc(Callee->getLocation()));
  if ((IsUsers && !isOperationOfValue(Callee, Method)) || !Callee) {
    std::vector<TextOrigins> Values;
    for (unsigned I = 0; I < Arguments.size(); ++I)
      Values.push_back(Arguments[I] == Left ? LeftOrigins : eval(Arguments[I]));
    if (!Callee)
      eval(E->getCallee());
    return applyTargets(E, Callee, Receiver,
                        Receiver ? placeOf(Receiver) : TextPlace(), Arguments,
                        Values);
  }

  if (Op) {
    const Expr *Right = Receiver
                            ? (Arguments.empty() ? nullptr : Arguments[0])
                            : (Arguments.size() > 1 ? Arguments[1] : nullptr);
    OverloadedOperatorKind Kind = Op->getOperator();
    if (isTest(Kind)) {
      if (Right)
        eval(Right);
      return {};
    }
    const TextValueSpec *RightValue =
        Right ? Index.valueOf(Right->getType()) : nullptr;
    bool IsText =
        (LeftValue && LeftValue->IsText) || (RightValue && RightValue->IsText);
    switch (Kind) {
    case OO_Equal: {
      if (!Right)
        return {};
      const VarDecl *OuterVariable = InitVariable;
      const Expr *OuterCall = InitCall;
      // `It = Map.find(Key)`, as in `auto It = Map.find(Key)`.
      if (const auto *Ref = dyn_cast<DeclRefExpr>(strippedText(Left)))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
            V && V->isLocalVarDecl()) {
          InitVariable = V;
          InitCall = strippedText(Right);
        }
      TextOrigins Value = LeftValue && LeftValue->IsText
                              ? formatted(Right, false)
                              : eval(Right);
      InitVariable = OuterVariable;
      InitCall = OuterCall;
      write(placeOf(Left), Value, isa<CXXOperatorCallExpr>(strippedText(Left)));
      return Value;
    }
    case OO_LessLess:
    case OO_PlusEqual: {
      if (!Right)
        return {};
      bool IsStream = Kind == OO_LessLess && LeftValue;
      TextOrigins Value = IsText ? formatted(Right, IsStream) : eval(Right);
      if (LeftValue) {
        write(placeOf(Left), Value, /*Keep=*/true);
        merge(Value, LeftOrigins);
      }
      return Value;
    }
    case OO_Slash:
    case OO_Percent:
    case OO_Amp:
    case OO_GreaterGreater:
      if (Right && IsText) {
        TextOrigins Value = formatted(Right, false);
        merge(Value, LeftOrigins);
        return Value;
      }
      if (Right)
        eval(Right);
      // `*p` and `&x` have one operand.
      return Right ? TextOrigins() : LeftOrigins;
    case OO_SlashEqual:
    case OO_PercentEqual: {
      TextOrigins Value = Right ? formatted(Right, false) : TextOrigins();
      write(placeOf(Left), IsText ? Value : TextOrigins(), IsText);
      return {};
    }
    case OO_Minus:
      if (Right && isRemainder(Right)) {
        eval(Right);
        return {};
      }
      break;
    default:
      break;
    }
    TextOrigins Value = LeftOrigins;
    if (Right && (LeftValue || RightValue))
      merge(Value, IsText ? formatted(Right, false) : eval(Right));
    else if (Right)
      eval(Right);
    if (Kind == OO_Call && Limits.KeepsOpenCalls) {
      // What was stored in a library's callable.
      std::vector<TextOrigins> Values;
      for (const Expr *Arg : Arguments)
        Values.push_back(eval(Arg));
      merge(Value,
            applyOpenCall(E, nullptr, nullptr, TextPlace(), Arguments, Values));
    }
    return Value;
  }

  // A member of a value: what goes in is in it, and what comes out is of it.
  if (Receiver && LeftValue) {
    TextOrigins In;
    for (const Expr *Arg : Arguments) {
      if (LeftValue->IsDigest) {
        merge(In, asText(eval(Arg), E->getExprLoc(), /*IsHash=*/true));
        continue;
      }
      if (LeftValue->IsText && Arg->getType()->isIntegerType() &&
          !Method->isConst() && Arguments.size() > 1)
        eval(Arg);
      else
        merge(In, LeftValue->IsText ? formatted(Arg, true) : eval(Arg));
    }
    if (!Method->isConst() && !In.empty())
      write(placeOf(Receiver), In, /*Keep=*/true);
    if (E->getType()->isVoidType() || E->getType()->isBooleanType() ||
        (LeftValue->Inferred && E->getType()->isArithmeticType()))
      return {};
    merge(In, LeftOrigins);
    if (E->getType()->isArithmeticType() && Arguments.empty())
      if (double Period = periodOf(
              Receiver->IgnoreParenImpCasts()->getType().getNonReferenceType());
          Period > 0)
        for (TextOrigin &O : In)
          if (O.isComplete() && O.Kind == Variation::Clock)
            O.TickSeconds = Period;
    return In;
  }
  // Pointer-like objects and optionals hold what they point to.
  if (Receiver && ReceiverClass && Arguments.empty() &&
      isPointerLike(ReceiverClass))
    return LeftOrigins;
  TextOrigins In;
  std::vector<TextOrigins> Values;
  for (const Expr *Arg : Arguments) {
    Values.push_back(Arg == Left ? LeftOrigins : eval(Arg));
    merge(In, Values.back());
  }
  // A library function that runs what it is given.
  TextOrigins Ran =
      applyTargets(E, Callee, Receiver, TextPlace(), Arguments, Values);
  merge(In, Ran);
  // Static members and functions of a library that make one value of others
  // without any being named in the model carry nothing: that would be a guess.
  return Method && Method->isStatic() && Index.valueOf(E->getType()) ? In : Ran;
}

TextPlace TextFlow::translate(const TextPlace &Place, const TextPlace &Receiver,
                              Args Arguments) {
  TextPlace Result;
  if (!Place.Root) {
    Result = Receiver;
  } else if (const auto *P = dyn_cast<ParmVarDecl>(Place.Root)) {
    unsigned I = P->getFunctionScopeIndex();
    if (I < Arguments.size() && Arguments[I])
      Result = placeOf(Arguments[I]);
  }
  for (const FieldDecl *D : Place.Path)
    Result = field(Result, D);
  return Result;
}

TextOrigins TextFlow::translate(const TextOrigins &Value,
                                const FunctionDecl *Callee, SourceLocation Loc,
                                const Expr *Receiver, Args Arguments,
                                const std::vector<TextOrigins> &Values,
                                bool Sure) {
  TextOrigins Result;
  for (const TextOrigin &O : Value) {
    // What the callee calls is its own business: to the caller, the call of the
    // callee is an open one.
    if (O.isOfCall())
      continue;
    if (O.isComplete()) {
      TextOrigin New = O;
      New.Sure &= Sure;
      if (O.Kind == Variation::Address) {
        const Expr *Object = nullptr;
        if (O.SubjectIsThis)
          Object = Receiver;
        else if (const auto *P = dyn_cast_or_null<ParmVarDecl>(O.Subject))
          if (P->getFunctionScopeIndex() < Arguments.size())
            Object = Arguments[P->getFunctionScopeIndex()];
        New.SubjectIsThis = false;
        if (Object) {
          TextOrigins Address = addressOf(Object, O.Loc);
          if (Address.empty() && !Object->getType()->isRecordType())
            continue;
          if (!Address.empty()) {
            New.SubjectIsThis = Address[0].SubjectIsThis;
            New.Subject = Address[0].Subject;
            if (Address[0].Pointee->isPointerType() &&
                !Address[0].Pointee->isVoidPointerType())
              New.Pointee = Address[0].Pointee;
          }
        } else if (O.SubjectIsThis) {
          New.Subject = nullptr;
        }
      }
      TextStep Step;
      Step.Kind = TextStep::Returned;
      Step.Loc = Loc;
      Step.What = Callee;
      New.Trace = extend(New.Trace, Step);
      merge(Result, {New});
      continue;
    }
    TextOrigins Base;
    if (O.Param == TextOrigin::ThisParam) {
      if (Receiver) {
        TextPlace Place = placeOf(Receiver);
        Base = Place.Known ? readPart(Place, O.Path)
                           : ofPart(eval(Receiver), O.Path);
      }
    } else if (unsigned(O.Param) < Arguments.size() && Arguments[O.Param]) {
      TextPlace Place;
      if (!O.Path.empty())
        Place = placeOf(Arguments[O.Param]);
      if (Place.Known)
        Base = readPart(Place, O.Path);
      else if (unsigned(O.Param) < Values.size())
        Base = ofPart(Values[O.Param], O.Path);
    }
    if (O.IsPart)
      becomePart(Base, O.Part);
    for (TextOrigin New : Base) {
      New.Sure &= Sure && O.Sure;
      if (O.Trace) {
        TextStep Step;
        Step.Kind = TextStep::HandedIn;
        Step.Loc = Loc;
        Step.What = Callee;
        New.Trace = concatenate(extend(New.Trace, Step), O.Trace);
      }
      New.IsText |= O.IsText;
      if (O.IsText)
        New.Part.clear();
      merge(Result, {New});
    }
  }
  return Result;
}

TextOrigins TextFlow::applyTargets(const Expr *Call, const FunctionDecl *Callee,
                                   const Expr *Receiver,
                                   const TextPlace &ReceiverPlace,
                                   Args Arguments,
                                   const std::vector<TextOrigins> &Values) {
  llvm::SmallVector<TextTarget, 4> Targets;
  bool Sure = Callees.targets(Call, Targets);
  TextOrigins Result;
  bool IsConstruction = isa<CXXConstructExpr>(Call);
  for (const TextTarget &Target : Targets) {
    const FunctionDecl *Function = Target.Function;
    for (unsigned I = 0; I < Function->getNumParams() && I < Arguments.size();
         ++I) {
      const ParmVarDecl *P = Function->getParamDecl(I);
      if ((P->getType()->isReferenceType() || P->getType()->isPointerType()) &&
          Index.containerOf(P->getType()))
        Callees.noteArgument(P, containerOf(Arguments[I]).Root ==
                                    KeyedPlace::Local);
    }
    if (!Target.Summary)
      continue;
    const TextSummary &S = *Target.Summary;
    SourceLocation Loc = Call->getExprLoc();
    merge(Result, translate(S.Returned, Function, Loc, Receiver, Arguments,
                            Values, Sure));
    // All first: what one writes, another may not read.
    std::vector<std::pair<TextPlace, TextOrigins>> Writes;
    for (const TextSummary::Write &W : S.Writes) {
      TextOrigins Value =
          translate(W.Value, Function, Loc, Receiver, Arguments, Values, Sure);
      if (IsConstruction && !W.Place.Root) {
        TextOrigins Part = Value;
        becomePart(Part, W.Place.Path);
        merge(Result, Part);
      }
      Writes.push_back(
          {translate(W.Place, ReceiverPlace, Arguments), std::move(Value)});
    }
    for (auto &[Place, Value] : Writes)
      if (!Value.empty())
        write(Place, Value, /*Keep=*/true);
    for (const KeyUse &Use : S.Uses) {
      auto IsOfCaller = [](const TextOrigin &O) {
        return !O.isComplete() && !O.isOfCall();
      };
      if (llvm::none_of(Use.Key, IsOfCaller))
        continue;
      KeyUse New = Use;
      TextOrigins Dependent;
      for (const TextOrigin &O : Use.Key)
        if (IsOfCaller(O))
          Dependent.push_back(O);
      New.Key = translate(Dependent, Function, Loc, Receiver, Arguments, Values,
                          Sure);
      if (Use.Place.Root == KeyedPlace::This) {
        KeyedPlace At = Receiver ? containerOf(Receiver) : KeyedPlace();
        New.Place.Root =
            At.Root == KeyedPlace::Unknown ? KeyedPlace::Outliving : At.Root;
        New.Place.Index = At.Index;
        if (IsConstruction)
          New.Place.Root = KeyedPlace::Unknown;
      } else if (Use.Place.Root == KeyedPlace::Param) {
        if (Use.Place.Index >= Arguments.size())
          continue;
        KeyedPlace At = containerOf(Arguments[Use.Place.Index]);
        New.Place.Root = At.Root;
        New.Place.Index = At.Index;
        if (Use.Place.Class && isa<ParmVarDecl>(Use.Place.Class))
          New.Place.Class = At.Class;
      }
      // Where in this function the key is: the argument, if there is one.
      New.Loc = Loc;
      New.KeyVariable = nullptr;
      for (const TextOrigin &O : Dependent)
        if (O.Param >= 0 && unsigned(O.Param) < Arguments.size()) {
          const Expr *Arg = Arguments[O.Param];
          New.Loc = Arg->getBeginLoc();
          if (const auto *Ref = dyn_cast<DeclRefExpr>(strippedText(Arg)))
            New.KeyVariable = dyn_cast<VarDecl>(Ref->getDecl());
        }
      New.Call = Call;
      TextStep Step;
      Step.Kind = TextStep::HandedIn;
      Step.Loc = Loc;
      Step.What = Function;
      if (New.Calls.size() >= 8)
        continue;
      New.Calls.insert(New.Calls.begin(), Step);
      addUse(std::move(New));
    }
  }
  if (Limits.KeepsOpenCalls)
    merge(Result, applyOpenCall(Call, Callee, Receiver, ReceiverPlace,
                                Arguments, Values));
  return Result;
}

/// Whether a value of \p Type may have text, a time or a number in it.
bool TextFlow::mayHoldText(QualType Type) const {
  Type = Type.getNonReferenceType();
  if (Type->isVoidType() || Type->isBooleanType() || Type->isEnumeralType())
    return false;
  if (Type->isAnyPointerType() || Type->isArrayType())
    return Type->getPointeeOrArrayElementType()->isAnyCharacterType();
  if (Type->isArithmeticType())
    return true;
  const CXXRecordDecl *Class = Type->getAsCXXRecordDecl();
  return Class && !Class->isLambda() && !Index.containerOf(Type);
}

/// The number of \p Call in the list of open calls. It gets \p New if it is not
/// there yet.
unsigned TextFlow::openCall(OpenTextCall New, const Expr *Call) {
  std::vector<OpenTextCall> &All = Summary.OpenCalls;
  auto It = llvm::find_if(
      All, [&](const OpenTextCall &Old) { return Old.Call == Call; });
  if (It != All.end())
    return It - All.begin();
  New.Call = Call;
  New.Loc = Call->getExprLoc();
  All.push_back(std::move(New));
  return All.size() - 1;
}

TextOrigin TextFlow::givenByCall(unsigned Call, int Port, bool IsText) const {
  TextOrigin O;
  O.IsText = IsText;
  O.Param = TextOrigin::OfCall;
  O.Call = Call;
  O.Port = Port;
  O.Loc = Summary.OpenCalls[Call].Loc;
  return O;
}

/// Whether objects of \p Type are text, or make some.
static bool isTextType(QualType Type, const TextIndex &Index) {
  Type = Type.getNonReferenceType();
  if (Type->isAnyPointerType() || Type->isArrayType()) {
    if (Type->getPointeeOrArrayElementType()->isAnyCharacterType())
      return true;
    Type = Type->getPointeeType();
    if (Type.isNull())
      return false;
  }
  const TextValueSpec *Spec = Index.valueOf(Type);
  return Spec && Spec->IsText;
}

/// Whether objects of \p Type may be, or have, a container.
static bool mayHoldContainer(QualType Type, const TextIndex &Index) {
  Type = Type.getNonReferenceType();
  if (Type->isAnyPointerType())
    Type = Type->getPointeeType();
  const CXXRecordDecl *Class = Type->getAsCXXRecordDecl();
  return Class && !Class->isLambda() &&
         (Index.containerOf(Type) || !Index.valueOf(Type));
}

void TextFlow::addArgument(unsigned Call, int Port, const Expr *E,
                           const TextOrigins &Value) {
  // What neither begins nor ends here is followed if it is text: all the rest
  // would be everything that the program does.
  const bool IsText = isTextType(E->getType(), Index);
  const QualType Type = E->getType().getNonReferenceType();
  const bool IsTime = Index.valueOf(Type) || (Type->isArithmeticType() &&
                                              Context.getTypeSize(Type) == 64);
  TextOrigins Kept;
  for (const TextOrigin &O : Value)
    if (O.isComplete() || O.IsText || IsText ||
        // What an earlier call has left in an object of this function, or may
        // be a time.
        (O.isOfCall() && (Port == TextOrigin::ThisParam || IsTime)))
      Kept.push_back(O);
  if (Kept.empty())
    return;
  std::vector<OpenTextCall::Argument> &All = Summary.OpenCalls[Call].Arguments;
  auto It = llvm::find_if(
      All, [&](const OpenTextCall::Argument &Old) { return Old.Port == Port; });
  if (It == All.end()) {
    All.emplace_back();
    It = std::prev(All.end());
    It->Port = Port;
    It->E = E;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(strippedText(E)))
      It->Variable = dyn_cast<VarDecl>(Ref->getDecl());
  }
  merge(It->Value, Kept);
}

TextOrigins TextFlow::ofOpenHook(const FunctionDecl *Hook, const Expr *Arg) {
  OpenTextCall New;
  New.Callee = Hook;
  if (Summary.OpenCalls.size() >= Limits.MaxOpenCalls) {
    ++Counts.TooMany;
    return {};
  }
  const unsigned Call = openCall(std::move(New), Arg);
  const bool Returns = Hook->getNumParams() == 1 || isa<CXXMethodDecl>(Hook);
  addArgument(Call, Returns ? 0 : 1, Arg, eval(Arg));
  return {givenByCall(Call, Returns ? TextOrigin::ReturnPort : 0)};
}

TextOrigins TextFlow::applyOpenCall(const Expr *Call,
                                    const FunctionDecl *Callee,
                                    const Expr *Receiver,
                                    const TextPlace &ReceiverPlace,
                                    Args Arguments,
                                    const std::vector<TextOrigins> &Values) {
  OpenTextCall New;
  if (Now.Dead || !Callees.openCall(Call, New))
    return {};
  if (Summary.OpenCalls.size() >= Limits.MaxOpenCalls) {
    ++Counts.TooMany;
    return {};
  }
  if (Receiver)
    New.Object = containerOf(Receiver);
  for (unsigned I = 0; I < Arguments.size(); ++I)
    if (Arguments[I] && mayHoldContainer(Arguments[I]->getType(), Index))
      New.Containers.push_back({I, containerOf(Arguments[I])});
  const unsigned Number = openCall(std::move(New), Call);
  auto IsOwn = [](const TextPlace &Place) {
    const auto *V = dyn_cast_or_null<VarDecl>(Place.Root);
    return Place.Known && V && V->hasLocalStorage() && !isa<ParmVarDecl>(V);
  };
  for (unsigned I = 0; I < Arguments.size() && I < Values.size(); ++I)
    if (Arguments[I] && mayHoldText(Arguments[I]->getType()))
      addArgument(Number, I, Arguments[I], Values[I]);
  if (Receiver && ReceiverPlace.Known)
    addArgument(Number, TextOrigin::ThisParam, Receiver, read(ReceiverPlace));
  // What it may write: text that it gets to write to, and objects of this
  // function.
  for (unsigned I = 0; Callee && I < Arguments.size(); ++I) {
    if (I >= Callee->getNumParams() || !Arguments[I])
      break;
    QualType Type = Callee->getParamDecl(I)->getType();
    if (!Type->isLValueReferenceType() && !Type->isPointerType())
      continue;
    QualType To = Type->getPointeeType();
    TextPlace Place = placeOf(Arguments[I]);
    if (Place.Known && !To.isConstQualified() &&
        (Index.valueOf(To) || To->isAnyCharacterType() ||
         (To->isRecordType() && !Index.containerOf(To) && IsOwn(Place))))
      write(Place, {givenByCall(Number, I, isTextType(To, Index))},
            /*Keep=*/true);
  }
  if (isa<CXXConstructExpr>(Call)) {
    if (!mayHoldText(Call->getType()))
      return {};
    TextOrigins Result{givenByCall(Number, TextOrigin::ThisParam)};
    if (IsOwn(ReceiverPlace))
      write(ReceiverPlace, Result, /*Keep=*/true);
    return Result;
  }
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
  if (Method && Method->isInstance() && !Method->isConst() &&
      IsOwn(ReceiverPlace))
    write(ReceiverPlace, {givenByCall(Number, TextOrigin::ThisParam)},
          /*Keep=*/true);
  if (mayHoldText(Call->getType()))
    return {givenByCall(Number, TextOrigin::ReturnPort,
                        isTextType(Call->getType(), Index))};
  return {};
}

//===----------------------------------------------------------------------===//
// Keys
//===----------------------------------------------------------------------===//

KeyedPlace TextFlow::containerOf(const Expr *E, unsigned Depth) {
  KeyedPlace Unknown;
  if (!E || Depth > 32)
    return Unknown;
  E = strippedText(E);
  auto Outliving = [](const ValueDecl *D) {
    KeyedPlace Place;
    Place.Root = KeyedPlace::Outliving;
    Place.Class = cast<ValueDecl>(D->getCanonicalDecl());
    return Place;
  };
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
    if (!V)
      return Unknown;
    V = cast<VarDecl>(V->getCanonicalDecl());
    if (auto It = ContainerAliases.find(V); It != ContainerAliases.end())
      return It->second;
    if (V->hasGlobalStorage())
      return Outliving(V);
    KeyedPlace Place;
    bool Refers =
        V->getType()->isReferenceType() || V->getType()->isAnyPointerType();
    if (const auto *P = dyn_cast<ParmVarDecl>(V)) {
      if (!Refers && !isPointerLike(V->getType()->getAsCXXRecordDecl())) {
        Place.Root = KeyedPlace::Local;
        return Place;
      }
      if (P->getFunctionScopeDepth() != 0)
        return Unknown;
      Place.Root = KeyedPlace::Param;
      Place.Index = P->getFunctionScopeIndex();
      Place.Class = P;
      return Place;
    }
    if (!Refers)
      Place.Root = KeyedPlace::Local;
    Place.Class = V;
    return Place;
  }
  if (isa<CXXThisExpr>(E)) {
    KeyedPlace Place;
    Place.Root = KeyedPlace::This;
    return Place;
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (const auto *V = dyn_cast<VarDecl>(Member->getMemberDecl()))
      return Outliving(V);
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    if (!Field)
      return Unknown;
    KeyedPlace Place = containerOf(Member->getBase(), Depth + 1);
    Place.Class = Field->getCanonicalDecl();
    // Reached through a pointer, or something that gives one: it is somebody
    // else's.
    if (Place.Root == KeyedPlace::Unknown)
      Place.Root = KeyedPlace::Outliving;
    return Place;
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E))
    return containerOf(Unary->getSubExpr(), Depth + 1);
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E))
    return containerOf(Subscript->getBase(), Depth + 1);
  if (const auto *Conditional = dyn_cast<AbstractConditionalOperator>(E))
    return containerOf(Conditional->getTrueExpr(), Depth + 1);
  if (isa<CXXNewExpr>(E) || isa<CXXConstructExpr>(E)) {
    KeyedPlace Place;
    Place.Root = KeyedPlace::Local;
    return Place;
  }
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee)
      return Unknown;
    const Expr *Receiver = nullptr;
    if (const auto *MemberCall = dyn_cast<CXXMemberCallExpr>(Call))
      Receiver = MemberCall->getImplicitObjectArgument();
    else if (isa<CXXOperatorCallExpr>(Call) && Call->getNumArgs())
      Receiver = Call->getArg(0);
    CallRole Made = Index.model().role(Callee);
    if (Made.Function == FunctionEffect::Constructs) {
      KeyedPlace Place;
      Place.Root = KeyedPlace::Local;
      return Place;
    }
    const auto *Op = dyn_cast<CXXOperatorCallExpr>(Call);
    if (Op && Receiver &&
        (Op->getOperator() == OO_Arrow ||
         (Op->getOperator() == OO_Star && Op->getNumArgs() == 1))) {
      // The variable, not the pointer in an object that leads to it.
      KeyedPlace Place = containerOf(Receiver, Depth + 1);
      if (Place.Class && Place.Root != KeyedPlace::Local &&
          Place.Root != KeyedPlace::Unknown)
        return Place;
    }
    if (const ValueDecl *Given = Callees.givenBy(Callee)) {
      if (const auto *V = dyn_cast<VarDecl>(Given))
        return Outliving(V);
      KeyedPlace Place =
          Receiver ? containerOf(Receiver, Depth + 1) : KeyedPlace();
      Place.Class = cast<ValueDecl>(Given->getCanonicalDecl());
      if (Place.Root == KeyedPlace::Unknown)
        Place.Root = KeyedPlace::Outliving;
      return Place;
    }
    QualType Type = Callee->getReturnType();
    bool Refers = Type->isReferenceType() || Type->isAnyPointerType() ||
                  isPointerLike(Type->getAsCXXRecordDecl());
    if (Receiver &&
        Context.getSourceManager().isInSystemHeader(Callee->getLocation())) {
      KeyedPlace Place = containerOf(Receiver, Depth + 1);
      const CXXRecordDecl *Class = nullptr;
      QualType Object = Receiver->getType().getNonReferenceType();
      Class = Object->getAsCXXRecordDecl();
      // What a pointer points to may live longer than the pointer.
      if (Place.Root == KeyedPlace::Local && Class && isPointerLike(Class) &&
          !ContainerAliases.count(Place.Class))
        Place.Root = KeyedPlace::Unknown;
      return Place;
    }
    if (Receiver && Type->isRecordType() && Refers) {
      KeyedPlace Place = containerOf(Receiver, Depth + 1);
      if (Place.Class && Place.Root != KeyedPlace::Local)
        return Place;
    }
    if (!Refers)
      return Unknown;
    return Outliving(Callee);
  }
  return Unknown;
}

TextOrigins TextFlow::keyOf(const Expr *Arg, bool InPair,
                            const Expr *&KeyExpr) {
  KeyExpr = Arg;
  if (!InPair)
    return eval(Arg);
  const Expr *E = strippedText(Arg);
  llvm::SmallVector<const Expr *, 2> Halves;
  for (unsigned Depth = 0; Depth < 4 && Halves.empty(); ++Depth) {
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
      if (Construct->getNumArgs() == 1) {
        E = strippedText(Construct->getArg(0));
        continue;
      }
      for (const Expr *A : Construct->arguments())
        Halves.push_back(A);
    } else if (const auto *List = dyn_cast<InitListExpr>(E)) {
      if (List->getNumInits() == 1) {
        E = strippedText(List->getInit(0));
        continue;
      }
      for (const Expr *A : List->inits())
        Halves.push_back(A);
    } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
      const TextRole *Role = Call->getDirectCallee()
                                 ? Index.role(Call->getDirectCallee())
                                 : nullptr;
      if (Role && Role->Function &&
          Role->Function->Effect == TextEffect::Passes &&
          Call->getNumArgs() == 1) {
        E = strippedText(Call->getArg(0));
        continue;
      }
      if (Role && Role->Function &&
          Role->Function->Effect == TextEffect::Passes)
        for (const Expr *A : Call->arguments())
          Halves.push_back(A);
    }
    break;
  }
  if (Halves.size() < 2) {
    // Key and value cannot be told apart.
    eval(Arg);
    return {};
  }
  for (const Expr *Half : llvm::drop_begin(Halves))
    eval(Half);
  KeyExpr = Halves.front();
  return eval(Halves.front());
}

/// Whether \p Type is a tag: a class without any member.
static bool isTag(QualType Type) {
  const CXXRecordDecl *Class = Type.getNonReferenceType()->getAsCXXRecordDecl();
  return Class && Class->hasDefinition() && Class->isEmpty();
}

/// Whether \p Key tells which object is meant, whatever is in it: a pointer
/// that is no C string, or a smart pointer.
static bool isIdentityOfAnObject(const Expr *Key) {
  QualType Type = Key->getType().getNonReferenceType();
  // Tables in C take keys of every type as void pointers.
  if (Type->isVoidPointerType()) {
    Key = Key->IgnoreParenCasts();
    if (Key->getType()->isArrayType())
      return !Key->getType()
                  ->getPointeeOrArrayElementType()
                  ->isAnyCharacterType();
    Type = Key->getType().getNonReferenceType();
  }
  if (Type->isAnyPointerType())
    return !Type->getPointeeType()->isAnyCharacterType();
  return isPointerLike(Type->getAsCXXRecordDecl());
}

TextOrigins TextFlow::decisiveParts(TextOrigins Key, const CallExpr *Operation,
                                    const Expr *KeyExpr) {
  const QualType Type = KeyExpr->getType().getNonReferenceType();
  const CXXRecordDecl *Class = Type->getAsCXXRecordDecl();
  const auto *Method =
      dyn_cast_or_null<CXXMethodDecl>(Operation->getDirectCallee());
  if (!Class || !Method || Key.empty() || Class->isInStdNamespace() ||
      Index.valueOf(Type))
    return Key;
  const std::optional<FieldSet> Compared =
      comparedFields(Method->getParent(), Class, Index);
  const auto Fields = Class->getDefinition()->fields();
  if (!Compared || llvm::all_of(Fields, [&](const FieldDecl *Field) {
        return Compared->contains(Field->getCanonicalDecl());
      }))
    return Key;
  TextOrigins Result;
  for (const TextOrigin &O : Key) {
    if (!O.Part.empty()) {
      if (Compared->contains(O.Part.front()))
        Result.push_back(O);
      continue;
    }
    if (O.isComplete() || O.IsPart || O.IsText) {
      Result.push_back(O);
      continue;
    }
    // Of what the caller gives as a whole, the caller has to know the parts.
    for (const FieldDecl *Field : *Compared) {
      TextOrigins Part = ofPart({O}, {Field});
      becomePart(Part, {Field});
      merge(Result, Part);
    }
  }
  return Result;
}

void TextFlow::useKey(const CallExpr *E, const TextRole &Role,
                      const Expr *Container, Args Arguments) {
  const Expr *WasAssigned = AssignedCall;
  AssignedCall = nullptr;
  if (Container)
    eval(Container);
  unsigned KeyIndex = Role.Keys->KeyArgument;
  TextOrigins Key;
  const Expr *KeyExpr = nullptr;
  for (unsigned I = 0; I < Arguments.size(); ++I) {
    if (I != KeyIndex) {
      eval(Arguments[I]);
      continue;
    }
    // std::piecewise_construct and the like.
    if (isTag(Arguments[I]->getType()) && I + 1 < Arguments.size()) {
      ++KeyIndex;
      continue;
    }
    bool InPair = Role.Keys->InPair && Arguments.size() == KeyIndex + 1;
    Key = keyOf(Arguments[I], InPair, KeyExpr);
  }
  if (KeyExpr)
    Key = decisiveParts(std::move(Key), E, KeyExpr);
  if (!KeyExpr || Key.empty() || Role.Keys->Operation == KeyOperation::Shrink ||
      Role.Keys->Operation == KeyOperation::Size ||
      Role.Keys->Operation == KeyOperation::Iterate ||
      isIdentityOfAnObject(KeyExpr))
    return;
  KeyUse Use;
  Use.Container = Role.Container;
  Use.Operation = Role.Keys->Operation;
  if (Container)
    Use.Place = containerOf(Container);
  if (!Container || Use.Place.Root == KeyedPlace::Unknown) {
    // Free functions work on something outside of the program's variables, and
    // static members on something of their class.
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(E->getDirectCallee());
    if (!Method || Method->isStatic()) {
      Use.Place.Root = KeyedPlace::Outliving;
      if (!Use.Place.Class)
        Use.Place.Class = E->getDirectCallee();
    }
  }
  Use.Loc = KeyExpr->getBeginLoc();
  Use.OperationLoc = E->getExprLoc();
  Use.Call = E;
  Use.Key = std::move(Key);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(strippedText(KeyExpr)))
    Use.KeyVariable = dyn_cast<VarDecl>(Ref->getDecl());
  Use.InLoopCondition = ConditionDepth > 0;
  if (InitCall == E)
    Use.ResultVariable = InitVariable;
  if (Use.Operation == KeyOperation::Access && WasAssigned == E)
    Use.Operation = KeyOperation::Insert;
  addUse(std::move(Use));
}

void TextFlow::addUse(KeyUse Use) {
  if (Now.Dead || Use.Place.Root == KeyedPlace::Local ||
      Use.Place.Root == KeyedPlace::Unknown || !Use.Place.Class)
    return;
  // A number that is the key by itself makes a timeline or an index.
  llvm::erase_if(Use.Key, [](const TextOrigin &O) {
    return O.isComplete() && !O.IsText && !O.IsPart;
  });
  if (Use.Key.empty())
    return;
  for (KeyUse &Old : Summary.Uses)
    if (Old.Call == Use.Call && Old.OperationLoc == Use.OperationLoc &&
        Old.Operation == Use.Operation && Old.Place.Class == Use.Place.Class) {
      merge(Old.Key, Use.Key);
      return;
    }
  if (Summary.Uses.size() >= Limits.MaxUses) {
    ++Counts.TooMany;
    return;
  }
  ++Counts.KeyUses;
  Summary.Uses.push_back(std::move(Use));
}

} // namespace unwedge
