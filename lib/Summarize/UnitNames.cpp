//===--- UnitNames.cpp - Names that mean the same in every unit -----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitSummarizer.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/CleanupFacts.h"
#include "unwedge/Facts/StatedFacts.h"
#include "unwedge/Report/TraceWording.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Index/USRGeneration.h"
#include "llvm/Support/xxhash.h"

using namespace clang;

namespace unwedge {

using namespace summary;

UnitSummarizer::UnitSummarizer(TranslationUnit &Unit, UnitSummary &Out,
                               const RuleOptions &Options,
                               llvm::StringRef Folder)
    : Unit(Unit), Options(Options), Context(Unit.model().context()),
      SM(Context.getSourceManager()), Recorder(Context, Folder), Out(Out) {}

Index UnitSummarizer::file(llvm::StringRef Absolute) {
  auto [It, New] = Files.try_emplace(Absolute, Out.Files.size());
  if (New)
    Out.Files.push_back({Out.save(Absolute), 0});
  return It->second;
}

Place UnitSummarizer::place(SourceLocation Loc) {
  if (Loc.isInvalid())
    return {};
  Loc = SM.getFileLoc(Loc);
  // The file that was preprocessed is not there to be hashed.
  if (std::optional<PlaceRecord> Marked = Recorder.markedPlace(Loc))
    return {file(Marked->File), static_cast<uint32_t>(Marked->Line),
            static_cast<uint32_t>(Marked->Column)};
  const FileID ID = SM.getFileID(Loc);
  auto [It, New] = FilesOfIDs.try_emplace(ID, None);
  if (New) {
    if (OptionalFileEntryRef Entry = SM.getFileEntryRefForID(ID)) {
      It->second = file(Recorder.absolute(Entry->getName()));
      Out.Files[It->second].Hash = llvm::xxh3_64bits(SM.getBufferData(ID));
    }
  }
  if (It->second == None)
    return {};
  return {It->second, SM.getSpellingLineNumber(Loc),
          SM.getSpellingColumnNumber(Loc)};
}

static bool isPointer(QualType Type) { return Type->isAnyPointerType(); }

static bool mayBeReset(QualType Type) {
  return (Type->isAnyPointerType() ||
          isPointerLike(Type->getAsCXXRecordDecl())) &&
         !Type.isConstQualified();
}

llvm::StringRef UnitSummarizer::hashed(llvm::StringRef USR) {
  return Out.save(hashedUSR(USR));
}

Index UnitSummarizer::entity(const Decl *D) {
  if (!D)
    return None;
  D = D->getCanonicalDecl();
  if (const auto *Param = dyn_cast<ParmVarDecl>(D))
    if (const auto *F = dyn_cast<FunctionDecl>(Param->getDeclContext());
        F && Param->getFunctionScopeDepth() == 0)
      return parameter(F, Param->getFunctionScopeIndex());
  if (auto It = Entities.find(D); It != Entities.end())
    return It->second;
  const Index Result = Out.Entities.size();
  Entities[D] = Result;
  Out.Entities.emplace_back();
  Declarations.push_back(D);

  Entity E;
  const auto *Named = dyn_cast<NamedDecl>(D);
  E.Internal = !Named || !Named->isExternallyVisible() ||
               (D->getParentFunctionOrMethod() && !isa<FunctionDecl>(D));
  std::string Name = Named ? Named->getNameAsString() : "";
  if (const auto *F = dyn_cast<FunctionDecl>(D)) {
    E.Kind = Entity::Function;
    E.IsNoexcept = isNoexceptType(F->getType()) || isa<CXXDestructorDecl>(F) ||
                   F->isExternC() || isDeclaredInC(F) ||
                   isStated(F, stated::DoesNotThrow);
    E.IsPointer = isPointer(F->getReturnType());
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    if (Method && isLambdaCallOperator(Method)) {
      E.Form = Entity::Lambda;
      E.Internal = true;
      Name = "";
    } else if (isa<CXXConstructorDecl, CXXDestructorDecl>(F)) {
      E.Form =
          isa<CXXConstructorDecl>(F) ? Entity::Constructor : Entity::Destructor;
      Name = Method->getParent()->getNameAsString();
    } else if (Method) {
      Name = Method->getParent()->getNameAsString() + "::" + Name;
    }
    if (const CXXRecordDecl *Class = classOfThis(F))
      E.Parent = entity(Class);
  } else if (const auto *Field = dyn_cast<FieldDecl>(D)) {
    E.Kind = Entity::Field;
    E.IsPointer = isPointer(Field->getType());
    E.MayBeReset = mayBeReset(Field->getType());
    // Anonymous unions have no name to write, and the insides of library
    // handles have one that nobody knows.
    E.IsUnwritten = Name.empty() || SM.isInSystemHeader(Field->getLocation());
    E.Parent = entity(Field->getParent());
    E.Internal = E.Parent == None || Out.Entities[E.Parent].Internal;
    if (const CXXRecordDecl *Class = classOfObject(Field->getType()))
      E.ObjectClass = entity(Class);
  } else if (const auto *V = dyn_cast<VarDecl>(D)) {
    E.Kind = Entity::Variable;
    E.Where = place(V->getLocation());
    E.IsPointer = isPointer(V->getType());
    E.MayBeReset = mayBeReset(V->getType());
    E.IsGlobal = V->hasGlobalStorage();
    if (const CXXRecordDecl *Class = classOfObject(V->getType()))
      E.ObjectClass = entity(Class);
  } else {
    E.Kind = Entity::Class;
  }
  E.Name = Out.save(Name);
  if (!E.Internal) {
    llvm::SmallString<128> USR;
    // Without one, no other unit can mean it.
    if (index::generateUSRForDecl(D, USR))
      E.Internal = true;
    else
      E.USR = hashed(USR);
  }
  Out.Entities[Result] = E;
  return Result;
}

Index UnitSummarizer::parameter(const FunctionDecl *F, unsigned Number) {
  F = F->getCanonicalDecl();
  auto [It, New] = Parameters.try_emplace({F, Number}, None);
  if (!New)
    return It->second;
  const Index Of = entity(F);
  Entity E;
  E.Kind = Entity::Variable;
  E.Parent = Of;
  E.Parameter = Number;
  E.Internal = Out.Entities[Of].Internal;
  if (!E.Internal)
    E.USR = Out.save(parameterUSR(Out.Entities[Of].USR, Number));
  const FunctionDecl *Definition = F;
  F->hasBody(Definition);
  if (Number < Definition->getNumParams()) {
    const ParmVarDecl *P = Definition->getParamDecl(Number);
    E.Name = Out.save(P->getNameAsString());
    E.IsPointer = isPointer(P->getType());
    E.MayBeReset = mayBeReset(P->getType());
    if (const CXXRecordDecl *Class = classOfObject(P->getType()))
      E.ObjectClass = entity(Class);
  }
  const Index Result = Out.Entities.size();
  Out.Entities.push_back(E);
  Declarations.push_back(nullptr);
  Parameters[{F, Number}] = Result;
  return Result;
}

summary::Path UnitSummarizer::path(const AccessPath &From,
                                   const FunctionDecl *F, bool WithLocals) {
  summary::Path To;
  switch (From.root()) {
  case AccessPath::Opaque:
  case AccessPath::Temp:
    return {};
  case AccessPath::Null:
    To.Root = Path::Null;
    return To;
  case AccessPath::This:
    To.Root = Path::This;
    break;
  case AccessPath::Param:
    To.Root = Path::Param;
    To.Number = From.index();
    break;
  case AccessPath::Var:
    // Of the function's own variables nobody knows; those of an enclosing
    // function are what a lambda has captured.
    if (!WithLocals && !From.var()->hasGlobalStorage() &&
        From.var()->getParentFunctionOrMethod() ==
            static_cast<const DeclContext *>(F))
      return {};
    To.Root = Path::Var;
    To.Of = entity(From.var());
    break;
  case AccessPath::Return:
    To.Root = Path::Return;
    break;
  case AccessPath::FrameThis:
    To.Root = Path::FrameThis;
    To.Of = entity(From.function());
    break;
  case AccessPath::Result:
    To.Root = Path::Result;
    To.Of = entity(From.function());
    break;
  }
  for (const unwedge::PathElement &E : From.elements()) {
    summary::PathElement Element;
    Element.Kind = static_cast<summary::PathElement::ElementKind>(E.Kind);
    static_assert(int(summary::PathElement::Content) ==
                      int(unwedge::PathElement::Content),
                  "the kinds of elements are those of access paths");
    if (E.Kind == unwedge::PathElement::VariableIndex)
      // Elsewhere nobody knows what it is.
      Element.Kind = summary::PathElement::UnknownIndex;
    else if (E.D)
      Element.Of = entity(E.D);
    Element.Value = E.Value;
    To.Elements.push_back(Element);
  }
  return To;
}

List<Step> UnitSummarizer::steps(const TraceRef &Calls) {
  std::vector<FindingStep> Words;
  appendCalls(Calls, Words);
  List<Step> Result;
  for (const FindingStep &Word : Words)
    Result.push_back({place(Word.Loc), Out.save(Word.Message)});
  return Result;
}

summary::Context UnitSummarizer::context(const EventContext &From,
                                         const FunctionDecl *F) {
  summary::Context To;
  for (const AccessPath &Dropped : From.Dropped)
    if (summary::Path P = path(Dropped, F); P.isNamed())
      To.Dropped.push_back(std::move(P));
  for (const ParamCondition &C : From.Conditions)
    To.Conditions.push_back(
        {C.Index, C.Value, static_cast<Condition::Relation>(C.Is), C.IsCheck});
  To.Selected = From.Selected;
  To.Doubtful = From.Doubtful;
  return To;
}

Index UnitSummarizer::lockKind(const unwedge::LockKind &From) {
  summary::LockKind To;
  To.Semantics = From.Semantics;
  To.Note = Out.save(From.Note);
  To.TypeName = Out.save(From.TypeName);
  To.DefaultConfiguration = From.DefaultConfiguration;
  auto It = llvm::find(Out.LockKinds, To);
  if (It != Out.LockKinds.end())
    return It - Out.LockKinds.begin();
  Out.LockKinds.push_back(To);
  return Out.LockKinds.size() - 1;
}

summary::Function &UnitSummarizer::function(const FunctionDecl *F) {
  F = F->getCanonicalDecl();
  auto [It, New] = Functions.try_emplace(F);
  summary::Function &Result = It->second;
  if (!New)
    return Result;
  const FunctionDecl *Definition = F;
  F->hasBody(Definition);
  Result.Is = entity(F);
  Result.Begin = place(Definition->getBeginLoc());
  Result.End = place(Definition->getEndLoc());
  const CharSourceRange Range =
      CharSourceRange::getCharRange(SM.getFileLoc(Definition->getBeginLoc()),
                                    SM.getFileLoc(Definition->getEndLoc()));
  const auto [BeginFile, Begin] = SM.getDecomposedLoc(Range.getBegin());
  const auto [EndFile, End] = SM.getDecomposedLoc(Range.getEnd());
  if (BeginFile == EndFile && Begin <= End)
    Result.Hash = llvm::xxh3_64bits(
        SM.getBufferData(BeginFile).substr(Begin, End - Begin));
  return Result;
}

void UnitSummarizer::mayTellAt(SourceLocation Loc, llvm::StringRef Rule) {
  if (!SeenTellable.insert({Loc.getRawEncoding(), Rule.data()}).second)
    return;
  Finding F;
  F.Rule = Rule;
  F.Loc = Loc;
  Tellable.push_back(std::move(F));
}

} // namespace unwedge
