//===--- RegionPaths.cpp -------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RegionPaths.h"
#include "unwedge/Facts/FunctionAnalyzer.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/MemRegion.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/SValBuilder.h"

using namespace clang;
using namespace clang::ento;

namespace unwedge::analyzer {

const MemRegion *plainRegion(const MemRegion *R) {
  return R ? R->StripCasts(/*StripBaseAndDerivedCasts=*/true) : nullptr;
}

RegionPaths::RegionPaths(ProgramStateRef State, const StackFrameContext *Frame,
                         const ModelIndex &Model)
    : State(State), Frame(Frame), Model(Model) {
  SValBuilder &Builder = State->getStateManager().getSValBuilder();
  auto AddRoot = [&](SVal Value, AccessPath Path) {
    if (const MemRegion *R = plainRegion(Value.getAsRegion()))
      Roots.push_back({R, std::move(Path)});
  };
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Frame->getDecl());
      Method && Method->isInstance())
    AddRoot(State->getSVal(Builder.getCXXThis(Method, Frame)),
            AccessPath::thisObject());
  if (const auto *F = dyn_cast<FunctionDecl>(Frame->getDecl()))
    for (unsigned I = 0; I < F->getNumParams(); ++I) {
      const ParmVarDecl *Param = F->getParamDecl(I);
      if (Param->getType()->isReferenceType() ||
          Param->getType()->isAnyPointerType())
        AddRoot(State->getSVal(State->getRegion(Param, Frame)),
                AccessPath::param(I));
    }
}

AccessPath RegionPaths::ofVariable(const VarDecl *V,
                                   const StackFrameContext *Owner) const {
  const auto *Param = dyn_cast<ParmVarDecl>(V);
  if (Param && Owner == Frame)
    if (const auto *F = dyn_cast<FunctionDecl>(Frame->getDecl()))
      for (unsigned I = 0; I < F->getNumParams(); ++I)
        if (F->getParamDecl(I) == Param)
          return AccessPath::param(I);
  return AccessPath::var(V);
}

/// What the pointer, reference or handle in \p R refers to: paths do not tell
/// one from the other.
AccessPath RegionPaths::ofPointerIn(const MemRegion *R, SymbolRef Was) const {
  if (const auto *This = dyn_cast<CXXThisRegion>(R)) {
    const auto *Arguments =
        dyn_cast<StackArgumentsSpaceRegion>(This->getSuperRegion());
    const StackFrameContext *Owner =
        Arguments ? Arguments->getStackFrame() : Frame;
    if (Owner == Frame)
      return AccessPath::thisObject();
    if (const auto *F = dyn_cast<FunctionDecl>(Owner->getDecl()))
      return AccessPath::frameThis(F);
    return AccessPath::opaque();
  }
  // A pointer that was assigned since leads elsewhere; one that merely may have
  // been is taken not to have been, as the shared layers do.
  SymbolRef Is = State->getSVal(R).getAsSymbol(/*IncludeBaseRegions=*/true);
  if (Is != Was) {
    const auto *Derived = dyn_cast_or_null<SymbolDerived>(Is);
    if (!Derived || Derived->getRegion() != R)
      return AccessPath::opaque();
  }
  return of(R);
}

AccessPath RegionPaths::ofSymbol(SymbolRef Symbol) const {
  if (const auto *Value = dyn_cast<SymbolRegionValue>(Symbol))
    return ofPointerIn(Value->getRegion(), Symbol);
  if (const auto *Derived = dyn_cast<SymbolDerived>(Symbol))
    return ofPointerIn(Derived->getRegion(), Symbol);
  if (const auto *Conjured = dyn_cast<SymbolConjured>(Symbol))
    if (const auto *Call = dyn_cast_or_null<CallExpr>(Conjured->getStmt()))
      if (const auto *F = dyn_cast<FunctionDecl>(Frame->getDecl());
          F && F->getBody()) {
        // The result of a call that stands in this function, a getter perhaps.
        SourceRange Body = F->getBody()->getSourceRange();
        if (Body.fullyContains(Call->getSourceRange()))
          return staticPath(Call, F, Model, /*Outside=*/false);
      }
  return AccessPath::opaque();
}

AccessPath RegionPaths::of(const MemRegion *R) const {
  R = plainRegion(R);
  if (!R)
    return AccessPath::opaque();
  for (const auto &[Root, Path] : Roots)
    if (Root == R)
      return Path;
  if (const auto *Field = dyn_cast<FieldRegion>(R)) {
    AccessPath Object = of(Field->getSuperRegion());
    return Object.isNamed() ? Object.field(Field->getDecl())
                            : AccessPath::opaque();
  }
  if (const auto *Element = dyn_cast<ElementRegion>(R)) {
    std::optional<nonloc::ConcreteInt> Index =
        Element->getIndex().getAs<nonloc::ConcreteInt>();
    AccessPath Array = of(Element->getSuperRegion());
    // Of arrays in arrays, an index of zero is gone: which one is not known.
    const auto *Outer = dyn_cast<ElementRegion>(Element->getSuperRegion());
    if (Element->getElementType()->isArrayType() ||
        (Outer && Outer->getElementType()->isArrayType()))
      return AccessPath::opaque();
    if (!Index || !Array.isNamed())
      return AccessPath::opaque();
    const llvm::APSInt &Value = Index->getValue();
    return Array.plus(
        {PathElement::ConstantIndex, nullptr, Value.getExtValue()});
  }
  if (const auto *Variable = dyn_cast<VarRegion>(R))
    return ofVariable(Variable->getDecl(), Variable->getStackFrame());
  if (const auto *Symbolic = dyn_cast<SymbolicRegion>(R))
    return ofSymbol(Symbolic->getSymbol());
  return AccessPath::opaque();
}

const MemRegion *regionOf(const AccessPath &Path, const CallRoots &Roots,
                          ProgramStateRef State,
                          const LocationContext *Context) {
  const MemRegion *R = nullptr;
  switch (Path.root()) {
  case AccessPath::This:
    R = Roots.This;
    break;
  case AccessPath::Param:
    if (Path.index() < Roots.Arguments.size())
      R = Roots.Arguments[Path.index()];
    break;
  case AccessPath::Return:
    R = Roots.Object;
    break;
  case AccessPath::Var:
    if (Path.var()->hasGlobalStorage() ||
        Path.var()->getDeclContext() ==
            dyn_cast<FunctionDecl>(Context->getDecl())) {
      SVal Place = State->getLValue(Path.var(), Context);
      // References and pointers are what they refer to.
      QualType Type = Path.var()->getType();
      if (Type->isReferenceType() || Type->isAnyPointerType())
        if (const MemRegion *Variable = Place.getAsRegion())
          Place = State->getSVal(Variable);
      R = Place.getAsRegion();
    }
    break;
  default:
    break;
  }
  for (const PathElement &E : Path.elements()) {
    R = plainRegion(R);
    if (!R || E.Kind != PathElement::Field)
      return nullptr;
    const auto *Field = cast<FieldDecl>(E.D);
    SVal Place = State->getLValue(Field, loc::MemRegionVal(R));
    QualType Type = Field->getType();
    if (Type->isReferenceType() || Type->isAnyPointerType())
      if (const MemRegion *Pointer = Place.getAsRegion())
        Place = State->getSVal(Pointer);
    R = Place.getAsRegion();
  }
  return plainRegion(R);
}

std::optional<bool> sameRegion(CheckerContext &C, const MemRegion *A,
                               const MemRegion *B) {
  if (A == B)
    return true;
  while (const auto *FieldA = dyn_cast<FieldRegion>(A)) {
    const auto *FieldB = dyn_cast<FieldRegion>(B);
    if (!FieldB || FieldA->getDecl() != FieldB->getDecl())
      return std::nullopt;
    A = plainRegion(FieldA->getSuperRegion());
    B = plainRegion(FieldB->getSuperRegion());
    if (A == B)
      return true;
  }
  const auto *ElementA = dyn_cast<ElementRegion>(A);
  const auto *ElementB = dyn_cast<ElementRegion>(B);
  bool OfOneArray = ElementA && ElementB &&
                    ElementA->getSuperRegion() == ElementB->getSuperRegion() &&
                    ElementA->getElementType() == ElementB->getElementType();
  if (!isa<SymbolicRegion>(A) && !isa<SymbolicRegion>(B) && !OfOneArray) {
    if (ElementA || ElementB)
      return std::nullopt;
    return false;
  }
  // What the path assumed of the two addresses shows only if it is asked to
  // assume one of the answers.
  auto Equal = C.getSValBuilder()
                   .evalBinOp(C.getState(), BO_EQ, loc::MemRegionVal(A),
                              loc::MemRegionVal(B),
                              C.getSValBuilder().getConditionType())
                   .getAs<DefinedSVal>();
  if (!Equal)
    return std::nullopt;
  auto [IfSame, IfNot] = C.getState()->assume(*Equal);
  if (!IfSame == !IfNot)
    return std::nullopt;
  return IfSame != nullptr;
}

const Decl *lockClassOf(const MemRegion *R) {
  while (const auto *Element = dyn_cast_or_null<ElementRegion>(R))
    R = plainRegion(Element->getSuperRegion());
  if (const auto *Field = dyn_cast_or_null<FieldRegion>(R))
    return Field->getDecl()->getCanonicalDecl();
  if (const auto *Variable = dyn_cast_or_null<VarRegion>(R))
    return Variable->getDecl()->getCanonicalDecl();
  if (const auto *Symbolic = dyn_cast_or_null<SymbolicRegion>(R))
    if (const MemRegion *Origin = Symbolic->getSymbol()->getOriginRegion())
      return lockClassOf(plainRegion(Origin));
  return nullptr;
}

} // namespace unwedge::analyzer
