//===--- CallGraph.cpp ----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// This pass is what a translation unit without any lock pays for, so it is one
// iterative walk that looks at each statement once and asks the model at most
// once per function declaration.
//
//===----------------------------------------------------------------------===//

#include "unwedge/Program/CallGraph.h"
#include "SystemHeaders.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/FunctionAnalyzer.h"
#include "unwedge/Program/PrecompiledCode.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace unwedge {

class CallGraphBuilder {
public:
  CallGraphBuilder(CallGraph &Graph, const ModelIndex &Model,
                   bool ReadsAllPrecompiled)
      : Graph(Graph), Model(Model), Context(Model.context()),
        System(Context.getSourceManager()),
        ReadsOnDemand(!ReadsAllPrecompiled &&
                      Context.getExternalSource() != nullptr) {}

  void build(llvm::ArrayRef<const CXXMethodDecl *> AlsoInSight);

private:
  using Node = CallGraph::Node;

  void visitContext(const DeclContext *DC);
  void visitDecl(const Decl *D);
  void visitRecord(const CXXRecordDecl *Record);
  void visitFunction(const FunctionDecl *F);
  void visitBody(const Stmt *S, const FunctionDecl *F, Node *N);
  void visitStmt(const Stmt *S, const FunctionDecl *F, Node *N,
                 llvm::SmallVectorImpl<const Stmt *> &Worklist);
  void visitCall(const CallExpr *E, const FunctionDecl *F, Node *N);
  void visitArguments(const FunctionDecl *Callee,
                      llvm::ArrayRef<const Expr *> Args, const FunctionDecl *F,
                      const ValueDecl *Container);
  void addCallee(Node *N, const FunctionDecl *Callee,
                 const CXXRecordDecl *Receiver = nullptr);
  void addDestructor(Node *N, QualType Type);
  void addInvocation(Node *N, const Expr *Callable);
  void store(const ValueDecl *Target, const Expr *Value, const FunctionDecl *F);
  void storeObject(const ValueDecl *Target, const Expr *Value);
  bool isOperation(const FunctionDecl *Callee, const CXXRecordDecl *Receiver);

  CallGraph &Graph;
  const ModelIndex &Model;
  ASTContext &Context;
  SystemHeaders System;
  llvm::DenseMap<const FunctionDecl *, bool> OperationCache;
  /// Library functions that the function being visited calls.
  llvm::DenseSet<std::pair<const Node *, const FunctionDecl *>> SeenLibrary;
  llvm::DenseSet<const Decl *> SeenRecords;
  const bool ReadsOnDemand;
  /// When reading on demand: the functions that were called, and of these the
  /// ones not visited yet.
  llvm::DenseSet<const FunctionDecl *> Called;
  llvm::SmallVector<const FunctionDecl *, 16> ToRead;
  /// When reading on demand: whether what is called is to be read. It is not
  /// from functions that are visited only because they belong to the class of
  /// another.
  bool Follows = true;
  /// By function visited while it is not: the lambdas in it.
  llvm::DenseMap<const FunctionDecl *,
                 llvm::SmallVector<const FunctionDecl *, 1>>
      NotFollowed;

  /// Makes up for it.
  void follow(const FunctionDecl *F) {
    auto It = NotFollowed.find(F->getCanonicalDecl());
    if (It == NotFollowed.end())
      return;
    llvm::SmallVector<const FunctionDecl *, 1> Lambdas = std::move(It->second);
    NotFollowed.erase(It);
    for (const FunctionDecl *Callee :
         Graph.Nodes[F->getCanonicalDecl()].Callees)
      if (Called.insert(Callee).second)
        ToRead.push_back(Callee);
    for (const FunctionDecl *Lambda : Lambdas)
      follow(Lambda);
  }

  bool isInSystemHeader(SourceLocation Loc) { return System.contains(Loc); }
};

void CallGraphBuilder::build(
    llvm::ArrayRef<const CXXMethodDecl *> AlsoInSight) {
  if (!ReadsOnDemand) {
    visitContext(Context.getTranslationUnitDecl());
    return;
  }
  forEachDeclRead(Context, [this](const Decl *D) { visitDecl(D); });
  for (const CXXMethodDecl *Method : AlsoInSight) {
    llvm::SaveAndRestore<bool> Members(Follows, false);
    visitDecl(Method->getParent());
    if (Called.insert(Method->getCanonicalDecl()).second)
      ToRead.push_back(Method);
  }
  while (!ToRead.empty()) {
    const FunctionDecl *F = ToRead.pop_back_val();
    const FunctionDecl *Definition = nullptr;
    if (F->hasBody(Definition))
      visitFunction(Definition);
  }
}

void CallGraphBuilder::visitContext(const DeclContext *DC) {
  for (const Decl *D : DC->decls())
    visitDecl(D);
}

void CallGraphBuilder::visitDecl(const Decl *D) {
  if (D->isImplicit() && !isa<CXXMethodDecl, CXXRecordDecl>(D))
    return;
  if (isInSystemHeader(D->getLocation()) && !isa<LinkageSpecDecl>(D))
    return;
  switch (D->getKind()) {
  case Decl::Namespace:
    visitContext(cast<NamespaceDecl>(D));
    return;
  case Decl::LinkageSpec:
    visitContext(cast<LinkageSpecDecl>(D));
    return;
  case Decl::Export:
    visitContext(cast<ExportDecl>(D));
    return;
  case Decl::FunctionTemplate:
    for (const FunctionDecl *Specialization :
         cast<FunctionTemplateDecl>(D)->specializations())
      visitFunction(Specialization);
    return;
  case Decl::ClassTemplate:
    // Redeclarations share the specializations.
    if (!SeenRecords.insert(D->getCanonicalDecl()).second)
      return;
    for (const ClassTemplateSpecializationDecl *Specialization :
         cast<ClassTemplateDecl>(D)->specializations())
      visitRecord(Specialization);
    return;
  case Decl::Friend:
    if (const NamedDecl *Friend = cast<FriendDecl>(D)->getFriendDecl())
      if (isa<FunctionDecl, FunctionTemplateDecl>(Friend))
        visitDecl(Friend);
    return;
  case Decl::Var:
  case Decl::VarTemplateSpecialization: {
    llvm::SaveAndRestore<bool> Runs(Follows, true);
    const auto *V = cast<VarDecl>(D);
    if (const Expr *Init = V->getInit();
        Init && !V->getDeclContext()->isDependentContext() &&
        !Init->isValueDependent()) {
      if (isCallableType(V->getType()))
        store(V, Init, nullptr);
      if (Model.lockOf(V->getType()))
        Graph.Configurations[V->getCanonicalDecl()].Initializers.push_back(
            Init);
      visitBody(Init, nullptr, nullptr);
    }
    return;
  }
  case Decl::Field: {
    llvm::SaveAndRestore<bool> Runs(Follows, true);
    const auto *Field = cast<FieldDecl>(D);
    if (const Expr *Init = Field->getInClassInitializer();
        Init && !Field->getDeclContext()->isDependentContext()) {
      store(Field, Init, nullptr);
      visitBody(Init, nullptr, nullptr);
      if (Model.lockOf(Field->getType()))
        Graph.Configurations[Field->getCanonicalDecl()].Initializers.push_back(
            Init);
    }
    return;
  }
  default:
    break;
  }
  if (const auto *Record = dyn_cast<CXXRecordDecl>(D))
    visitRecord(Record);
  else if (const auto *Function = dyn_cast<FunctionDecl>(D))
    visitFunction(Function);
}

void CallGraphBuilder::visitRecord(const CXXRecordDecl *Record) {
  if (!Record->isThisDeclarationADefinition() || Record->isDependentContext() ||
      Record->isLambda())
    return;
  if (!SeenRecords.insert(Record).second)
    return;
  // Without a constructor of the user's, members are what their declarations
  // say.
  if (!Record->hasUserDeclaredConstructor())
    for (const FieldDecl *Field : Record->fields())
      if (!Field->hasInClassInitializer() && Model.lockOf(Field->getType()))
        Graph.Configurations[Field->getCanonicalDecl()].IsDefault = true;
  if (Record->isPolymorphic())
    for (const CXXMethodDecl *Method : Record->methods())
      for (const CXXMethodDecl *Overridden : Method->overridden_methods())
        Graph.Overriders[Overridden->getCanonicalDecl()].push_back(Method);
  visitContext(Record);
}

void CallGraphBuilder::visitFunction(const FunctionDecl *F) {
  // An instantiated member's body hangs on the declaration in its class, and
  // an out-of-line definition is a declaration of its own.
  if (!F->doesThisDeclarationHaveABody() || F->isDependentContext() ||
      F->isInvalidDecl())
    return;
  // What is true of all members of a class has to be seen in all of them.
  if (const auto *Method = dyn_cast<CXXMethodDecl>(F); ReadsOnDemand && Method)
    if (const CXXRecordDecl *Class = Method->getParent()->getDefinition()) {
      llvm::SaveAndRestore<bool> Members(Follows, false);
      visitDecl(Class);
    }
  Node *N = &Graph.Nodes[F->getCanonicalDecl()];
  if (N->Definition) {
    if (Follows)
      follow(F);
    return;
  }
  if (!Follows)
    NotFollowed.try_emplace(F->getCanonicalDecl());
  N->Definition = F;
  // The map may grow while lambdas inside are visited; collect apart.
  Node Collected;
  Collected.Definition = F;
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(F))
    for (const CXXCtorInitializer *Init : Ctor->inits()) {
      const Expr *E = Init->getInit();
      if (!E)
        continue;
      if (Init->isAnyMemberInitializer()) {
        store(Init->getAnyMember(), E, F);
        if (Model.lockOf(Init->getAnyMember()->getType()))
          Graph.Configurations[Init->getAnyMember()->getCanonicalDecl()]
              .Initializers.push_back(E);
      }
      visitBody(E, F, &Collected);
    }
  if (const auto *Dtor = dyn_cast<CXXDestructorDecl>(F)) {
    for (const FieldDecl *Field : Dtor->getParent()->fields())
      addDestructor(&Collected, Field->getType());
    for (const CXXBaseSpecifier &Base : Dtor->getParent()->bases())
      addDestructor(&Collected, Base.getType());
  }
  visitBody(F->getBody(), F, &Collected);
  // What the caller holds is as good as an acquisition.
  if (F->hasAttr<RequiresCapabilityAttr>())
    Collected.HasOperation = true;
  SeenLibrary.clear();
  Graph.Nodes[F->getCanonicalDecl()] = std::move(Collected);
}

void CallGraphBuilder::visitBody(const Stmt *Root, const FunctionDecl *F,
                                 Node *N) {
  llvm::SmallVector<const Stmt *, 64> Worklist{Root};
  while (!Worklist.empty())
    if (const Stmt *S = Worklist.pop_back_val())
      visitStmt(S, F, N, Worklist);
}

void CallGraphBuilder::visitStmt(
    const Stmt *S, const FunctionDecl *F, Node *N,
    llvm::SmallVectorImpl<const Stmt *> &Worklist) {
  switch (S->getStmtClass()) {
  case Stmt::CallExprClass:
  case Stmt::CXXMemberCallExprClass:
  case Stmt::CXXOperatorCallExprClass:
    visitCall(cast<CallExpr>(S), F, N);
    break;
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass: {
    const auto *Construct = cast<CXXConstructExpr>(S);
    addCallee(N, Construct->getConstructor());
    llvm::SmallVector<const Expr *, 4> Args(Construct->arguments());
    visitArguments(Construct->getConstructor(), Args, F, nullptr);
    break;
  }
  case Stmt::CXXBindTemporaryExprClass:
    if (N)
      addCallee(N,
                cast<CXXBindTemporaryExpr>(S)->getTemporary()->getDestructor());
    break;
  case Stmt::CXXDeleteExprClass:
    addDestructor(N, cast<CXXDeleteExpr>(S)->getDestroyedType());
    break;
  case Stmt::CXXDefaultArgExprClass:
    Worklist.push_back(cast<CXXDefaultArgExpr>(S)->getExpr());
    break;
  case Stmt::CXXDefaultInitExprClass:
    Worklist.push_back(cast<CXXDefaultInitExpr>(S)->getExpr());
    break;
  case Stmt::DeclStmtClass:
    for (const Decl *D : cast<DeclStmt>(S)->decls()) {
      if (const auto *V = dyn_cast<VarDecl>(D)) {
        addDestructor(N, V->getType());
        if (const Expr *Init = V->getInit()) {
          store(V, Init, F);
          if (Model.lockOf(V->getType()))
            Graph.Configurations[V->getCanonicalDecl()].Initializers.push_back(
                Init);
        }
      } else if (const auto *Record = dyn_cast<CXXRecordDecl>(D)) {
        visitRecord(Record);
      }
    }
    break;
  case Stmt::CXXForRangeStmtClass: {
    const auto *For = cast<CXXForRangeStmt>(S);
    if (For->getRangeInit() && For->getLoopVariable())
      if (const ValueDecl *Range = sourceDecl(For->getRangeInit(), Model))
        if (const auto *Into = dyn_cast<VarDecl>(For->getLoopVariable()))
          Graph.Flows[Range].push_back(Into);
    break;
  }
  case Stmt::BinaryOperatorClass: {
    const auto *Binary = cast<BinaryOperator>(S);
    if (Binary->getOpcode() == BO_Assign)
      if (const ValueDecl *Target = sourceDecl(Binary->getLHS(), Model))
        store(Target, Binary->getRHS(), F);
    break;
  }
  case Stmt::InitListExprClass: {
    const auto *List = cast<InitListExpr>(S);
    const CXXRecordDecl *Class = List->getType()->getAsCXXRecordDecl();
    if (!Class || !Class->hasDefinition() || Class->getNumBases() != 0 ||
        isInSystemHeader(Class->getLocation()))
      break;
    unsigned Index = 0;
    for (const FieldDecl *Field : Class->getDefinition()->fields())
      if (Index < List->getNumInits())
        store(Field, List->getInit(Index++), F);
    break;
  }
  case Stmt::LambdaExprClass: {
    const auto *Lambda = cast<LambdaExpr>(S);
    for (const Expr *Init : Lambda->capture_inits())
      Worklist.push_back(Init);
    for (const LambdaCapture &Capture : Lambda->captures())
      if (Capture.capturesVariable())
        if (const auto *V = dyn_cast<VarDecl>(Capture.getCapturedVar());
            V && V->isInitCapture() && V->getInit())
          store(V, V->getInit(), F);
    llvm::SmallVector<const FunctionDecl *, 2> Bodies;
    lambdaCallOperators(Lambda->getLambdaClass(), Bodies);
    for (const FunctionDecl *Body : Bodies) {
      visitFunction(Body);
      if (!Follows && F)
        NotFollowed[F->getCanonicalDecl()].push_back(Body);
    }
    return;
  }
  default:
    break;
  }
  for (const Stmt *Child : S->children())
    if (Child)
      Worklist.push_back(Child);
}

bool CallGraphBuilder::isOperation(const FunctionDecl *Callee,
                                   const CXXRecordDecl *Receiver) {
  CallRole Role = Model.role(Callee, Receiver);
  if (Role.Lock)
    return true;
  if (Role.Function)
    return Role.Function == FunctionEffect::LocksEachArgument;
  if (Role.Guard) {
    // A guard of a plain mutex is no reader/writer lock's business; one of a
    // class of the user's own may be.
    const auto *Method = cast<CXXMethodDecl>(Callee);
    const auto *Class =
        dyn_cast<ClassTemplateSpecializationDecl>(Method->getParent());
    if (!Class)
      return true;
    bool NamesTypes = false;
    for (const TemplateArgument &Arg : Class->getTemplateArgs().asArray()) {
      llvm::ArrayRef<TemplateArgument> Pack =
          Arg.getKind() == TemplateArgument::Pack
              ? Arg.pack_elements()
              : llvm::ArrayRef<TemplateArgument>(Arg);
      for (const TemplateArgument &Element : Pack) {
        if (Element.getKind() != TemplateArgument::Type)
          continue;
        NamesTypes = true;
        if (Model.lockOf(Element.getAsType()))
          return true;
        const CXXRecordDecl *Lock = Element.getAsType()->getAsCXXRecordDecl();
        if (Lock && !isInSystemHeader(Lock->getLocation()))
          return true;
      }
    }
    return !NamesTypes;
  }
  return Callee->hasAttrs() && isDescribedByAttributes(Callee);
}

void CallGraphBuilder::addCallee(Node *N, const FunctionDecl *Callee,
                                 const CXXRecordDecl *Receiver) {
  if (!Callee)
    return;
  Callee = Callee->getCanonicalDecl();
  if (ReadsOnDemand && Follows && !isInSystemHeader(Callee->getLocation()) &&
      Called.insert(Callee).second)
    ToRead.push_back(Callee);
  if (!N)
    return;
  auto [It, New] = OperationCache.try_emplace(Callee, false);
  if (New || Receiver) {
    bool Is = isOperation(Callee, Receiver);
    // The iterator may be stale: isOperation fills other caches only.
    It->second |= Is;
  }
  if (It->second)
    N->HasOperation = true;
  // A function of a system header calls nothing of ours that we could see.
  if (isInSystemHeader(Callee->getLocation())) {
    if (SeenLibrary.insert({N, Callee}).second)
      N->LibraryCallees.push_back(Callee);
    return;
  }
  if (!llvm::is_contained(N->Callees, Callee))
    N->Callees.push_back(Callee);
}

void CallGraphBuilder::addDestructor(Node *N, QualType Type) {
  if (!N || Type.isNull())
    return;
  const auto *Record = Type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
  if (Record && Record->hasDefinition() && !Record->hasTrivialDestructor())
    addCallee(N, Record->getDestructor());
}

void CallGraphBuilder::addInvocation(Node *N, const Expr *Callable) {
  if (!N)
    return;
  CallableExpr What = analyzeCallable(Callable, Model);
  for (const FunctionDecl *Function : What.Functions)
    addCallee(N, Function);
  if (What.Source && !llvm::is_contained(N->Invoked, What.Source))
    N->Invoked.push_back(What.Source);
}

void CallGraphBuilder::visitCall(const CallExpr *E, const FunctionDecl *F,
                                 Node *N) {
  const FunctionDecl *Callee = E->getDirectCallee();
  llvm::ArrayRef<const Expr *> Args(E->getArgs(), E->getNumArgs());
  if (!Callee) {
    const Expr *Callable = E->getCallee()->IgnoreParenImpCasts();
    if (const auto *Binary = dyn_cast<BinaryOperator>(Callable);
        Binary && Binary->isPtrMemOp())
      Callable = Binary->getRHS();
    addInvocation(N, Callable);
    return;
  }
  const CXXRecordDecl *Receiver = nullptr;
  const ValueDecl *Container = nullptr;
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (const auto *MemberCall = dyn_cast<CXXMemberCallExpr>(E)) {
    if (const IdentifierInfo *II = Callee->getIdentifier();
        !II || Model.mentionsMember(II->getName())) {
      QualType Type = MemberCall->getImplicitObjectArgument()
                          ->IgnoreParenImpCasts()
                          ->getType();
      if (Type->isAnyPointerType())
        Type = Type->getPointeeType();
      Receiver = Type->getAsCXXRecordDecl();
    }
    if (isInSystemHeader(Callee->getLocation()))
      Container = sourceDecl(MemberCall->getImplicitObjectArgument(), Model);
  } else if (isa<CXXOperatorCallExpr>(E) && Method && Method->isInstance() &&
             !Args.empty()) {
    if (Method->getOverloadedOperator() == OO_Call) {
      if (isLambdaCallOperator(Method) ||
          !isInSystemHeader(Callee->getLocation()))
        addCallee(N, Callee);
      else
        addInvocation(N, Args[0]);
    }
    if (Method->getOverloadedOperator() == OO_Equal && Args.size() == 2) {
      if (const ValueDecl *Target = sourceDecl(Args[0], Model))
        store(Target, Args[1], F);
    }
    Args = Args.drop_front();
  }
  addCallee(N, Callee, Receiver);
  if (CallRole Role = Model.role(Callee, Receiver)) {
    if (Role.Function == FunctionEffect::RunsArguments ||
        (Role.Lock && Role.Effect->Effect == LockEffect::Run))
      for (const Expr *Arg : Args)
        if (isCallableType(Arg->getType()))
          addInvocation(N, Arg);
    if (Role.Function == FunctionEffect::Constructs && N) {
      // The constructor that the library will call is not in sight as an
      // expression; those of the class stand for it.
      if (const TemplateArgumentList *TemplateArgs =
              Callee->getTemplateSpecializationArgs())
        if (TemplateArgs->size() &&
            TemplateArgs->get(0).getKind() == TemplateArgument::Type)
          if (const CXXRecordDecl *Made =
                  TemplateArgs->get(0).getAsType()->getAsCXXRecordDecl();
              Made && Made->hasDefinition())
            for (const CXXConstructorDecl *Ctor : Made->ctors())
              if (!Ctor->isCopyOrMoveConstructor() &&
                  Ctor->getNumParams() >= Args.size() &&
                  Ctor->getMinRequiredArguments() <= Args.size()) {
                addCallee(N, Ctor);
                visitArguments(Ctor, Args, F, nullptr);
              }
    }
    if (!Role.Function)
      return;
  }
  // A member of a library class that is given a callable keeps it, unless the
  // model says that it runs it.
  visitArguments(Callee, Args, F, Container);
  // `lock` given to an initialising function: what is said of its attributes?
  for (const Expr *Arg : Args) {
    const ValueDecl *Lock = nullptr;
    if (Model.lockOf(Arg->getType()))
      Lock = sourceDecl(Arg, Model);
    if (!Lock || Args.size() < 2)
      continue;
    if (const ValueDecl *Attribute = sourceDecl(Args[1], Model);
        Attribute && Attribute != Lock)
      Graph.Configurations[Lock->getCanonicalDecl()].AttributeObjects.push_back(
          {Callee, Attribute});
    break;
  }
  if (!Method && Args.size() == 2)
    if (const ValueDecl *Attribute = sourceDecl(Args[0], Model);
        Attribute && !Model.lockOf(Attribute->getType()))
      if (isa<EnumType>(
              Args[1]->IgnoreParenImpCasts()->getType().getCanonicalType()) ||
          isa<IntegerLiteral>(Args[1]->IgnoreParenImpCasts()) ||
          isa<DeclRefExpr>(Args[1]->IgnoreParenImpCasts()))
        Graph.AttributeValues[Attribute].push_back({Callee, Args[1]});
}

void CallGraphBuilder::visitArguments(const FunctionDecl *Callee,
                                      llvm::ArrayRef<const Expr *> Args,
                                      const FunctionDecl *F,
                                      const ValueDecl *Container) {
  bool InSystemHeader = isInSystemHeader(Callee->getLocation());
  if (InSystemHeader && !Container)
    return;
  // Parameters belong to the definition that the analysis will see.
  const FunctionDecl *Definition = nullptr;
  if (!InSystemHeader && Callee->hasBody(Definition))
    Callee = Definition;
  for (unsigned I = 0; I < Args.size(); ++I) {
    if (isa<CXXDefaultArgExpr>(Args[I]))
      continue;
    if (InSystemHeader) {
      if (isCallableType(Args[I]->getType()))
        store(Container, Args[I], F);
      continue;
    }
    if (I >= Callee->getNumParams())
      break;
    store(Callee->getParamDecl(I), Args[I], F);
  }
}

/// The class whose object \p E designates as `this` or `*this`; null if it is
/// something else.
static const CXXRecordDecl *classOfThisExpr(const Expr *E) {
  E = E->IgnoreParenCasts();
  while (true) {
    const Expr *Next = E;
    if (const auto *Unary = dyn_cast<UnaryOperator>(E))
      Next = Unary->getSubExpr()->IgnoreParenCasts();
    else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
      Next = Temporary->getSubExpr()->IgnoreParenCasts();
    else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
      Next = Bind->getSubExpr()->IgnoreParenCasts();
    else if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(E))
      Next = Cleanups->getSubExpr()->IgnoreParenCasts();
    else if (const auto *Construct = dyn_cast<CXXConstructExpr>(E);
             Construct && Construct->getNumArgs() == 1)
      Next = Construct->getArg(0)->IgnoreParenCasts();
    if (Next == E)
      break;
    E = Next;
  }
  if (!isa<CXXThisExpr>(E))
    return nullptr;
  const CXXRecordDecl *Class = E->getType()->getPointeeCXXRecordDecl();
  return Class ? Class->getCanonicalDecl() : nullptr;
}

void CallGraphBuilder::storeObject(const ValueDecl *Target, const Expr *Value) {
  QualType Type = Target->getType();
  bool Refers = Type->isReferenceType() || Type->isAnyPointerType()
                    ? Type->getPointeeType()->isRecordType()
                    : isPointerLike(Type->getAsCXXRecordDecl());
  if (!Refers)
    return;
  auto &Contents = Graph.Stored[Target];
  if (const CXXRecordDecl *Class = classOfThisExpr(Value)) {
    Contents.Owners.push_back({Class, nullptr, Value->getBeginLoc()});
    return;
  }
  if (const ValueDecl *Source = sourceDecl(Value, Model)) {
    if (isa<ParmVarDecl>(Source))
      Graph.Flows[Source].push_back(Target);
    else if (const auto *V = dyn_cast<VarDecl>(Source))
      Contents.Owners.push_back(
          {nullptr, V->getCanonicalDecl(), Value->getBeginLoc()});
    else
      Contents.OtherValues = true;
    return;
  }
  if (const auto *List = dyn_cast<InitListExpr>(Value->IgnoreImplicit())) {
    if (List->getNumInits() == 0)
      return;
    if (List->getNumInits() == 1)
      Value = List->getInit(0);
  }
  if (Value->isNullPointerConstant(Context, Expr::NPC_ValueDependentIsNotNull))
    return;
  Contents.OtherValues = true;
}

void CallGraphBuilder::store(const ValueDecl *Target, const Expr *Value,
                             const FunctionDecl *F) {
  if (!Target || !Value || Value->isTypeDependent())
    return;
  Target = cast<ValueDecl>(Target->getCanonicalDecl());
  QualType ValueType = Value->getType();
  bool Callable =
      isCallableType(Target->getType()) || isCallableType(ValueType);
  if (!Callable) {
    storeObject(Target, Value);
    // Handles on elements of containers of callables.
    if (const ValueDecl *Source = sourceDecl(Value, Model);
        Source && isa<VarDecl>(Target) && !isa<ParmVarDecl>(Target))
      Graph.Flows[Source].push_back(Target);
    return;
  }
  CallableExpr What = analyzeCallable(Value, Model);
  auto &Contents = Graph.Stored[Target];
  for (const FunctionDecl *Function : What.Functions) {
    CallableTarget T;
    T.Function = Function;
    T.StoredAt = Value->getBeginLoc();
    T.BindsArguments = What.BindsArguments;
    if (What.Receiver && F)
      T.Receiver = staticPath(What.Receiver, F, Model, /*Outside=*/true);
    Contents.Targets.push_back(std::move(T));
  }
  if (What.Source && What.Source->getCanonicalDecl() != Target)
    Graph.Flows[cast<ValueDecl>(What.Source->getCanonicalDecl())].push_back(
        Target);
}

//===----------------------------------------------------------------------===//
// CallGraph
//===----------------------------------------------------------------------===//

CallGraph::CallGraph(const ModelIndex &Model, bool ReadsAllPrecompiled,
                     llvm::ArrayRef<const CXXMethodDecl *> AlsoInSight)
    : Model(Model) {
  CallGraphBuilder(*this, Model, ReadsAllPrecompiled).build(AlsoInSight);
  solveFlows();
  markRelevant();
}

void CallGraph::solveFlows() {
  llvm::SmallVector<const ValueDecl *, 32> Worklist;
  for (auto &[D, Contents] : Stored)
    Worklist.push_back(D);
  // Callables spread by functions: a pair of variables is looked at again only
  // when something new arrived, and each has at most as many as there are.
  constexpr unsigned MaxStored = 64;
  while (!Worklist.empty()) {
    const ValueDecl *From = Worklist.pop_back_val();
    auto It = Flows.find(From);
    if (It == Flows.end())
      continue;
    for (const ValueDecl *To : It->second) {
      Contents Source = Stored[From];
      Contents &Target = Stored[To];
      bool Changed = false;
      for (const CallableTarget &T : Source.Targets) {
        if (Target.Targets.size() >= MaxStored)
          break;
        if (llvm::none_of(Target.Targets, [&](const CallableTarget &Old) {
              return Old.Function == T.Function && Old.StoredAt == T.StoredAt;
            })) {
          Target.Targets.push_back(T);
          Changed = true;
        }
      }
      for (const BackPointer &B : Source.Owners) {
        if (Target.Owners.size() >= MaxStored)
          break;
        if (llvm::none_of(Target.Owners, [&](const BackPointer &Old) {
              return Old.Class == B.Class && Old.Object == B.Object &&
                     Old.SetAt == B.SetAt;
            })) {
          Target.Owners.push_back(B);
          Changed = true;
        }
      }
      if (Source.OtherValues && !Target.OtherValues) {
        Target.OtherValues = true;
        Changed = true;
      }
      if (Changed)
        Worklist.push_back(To);
    }
  }
  for (auto &[D, Contents] : Stored) {
    if (Contents.Owners.empty() || Contents.OtherValues || !isa<FieldDecl>(D))
      continue;
    const BackPointer &First = Contents.Owners[0];
    if (llvm::all_of(Contents.Owners, [&](const BackPointer &B) {
          return B.Object == First.Object && B.Class == First.Class;
        }))
      BackPointers[D->getCanonicalDecl()] = First;
  }
}

template <typename Fn>
void CallGraph::forEachCallee(const Node &N, Fn Visit) const {
  for (const FunctionDecl *Callee : N.Callees) {
    Visit(Callee);
    if (const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
        Method && Method->isVirtual()) {
      llvm::SmallVector<const CXXMethodDecl *, 8> Pending{Method};
      llvm::DenseSet<const CXXMethodDecl *> Seen;
      while (!Pending.empty()) {
        const CXXMethodDecl *M = Pending.pop_back_val()->getCanonicalDecl();
        for (const CXXMethodDecl *Over : overridersOf(M))
          if (Seen.insert(Over).second) {
            Visit(Over->getCanonicalDecl());
            Pending.push_back(Over);
          }
      }
    }
  }
  for (const ValueDecl *D : N.Invoked)
    for (const CallableTarget &T : targetsStoredIn(D))
      Visit(T.Function->getCanonicalDecl());
}

void CallGraph::markRelevant() {
  NodeSet Set = reaching([](const Node &N) { return N.HasOperation; });
  for (auto &[F, N] : Nodes)
    N.Relevant = Set.contains(F);
}

CallGraph::NodeSet
CallGraph::reaching(llvm::function_ref<bool(const Node &)> Has) const {
  NodeSet Result;
  llvm::SmallVector<const FunctionDecl *, 32> Worklist;
  for (auto &[F, N] : Nodes)
    if (N.Definition && Has(N))
      Worklist.push_back(F);
  if (Worklist.empty())
    return Result;
  const CallerMap &Up = callers();
  while (!Worklist.empty()) {
    const FunctionDecl *F = Worklist.pop_back_val();
    if (!Nodes.count(F) || !Result.insert(F).second)
      continue;
    if (auto It = Up.find(F); It != Up.end())
      llvm::append_range(Worklist, It->second);
  }
  return Result;
}

const CallGraph::CallerMap &CallGraph::callers() const {
  if (Callers)
    return *Callers;
  Callers.emplace();
  for (auto &[F, N] : Nodes)
    forEachCallee(N, [&, F = F](const FunctionDecl *Callee) {
      (*Callers)[Callee].push_back(F);
    });
  return *Callers;
}

const FunctionDecl *CallGraph::nearestCaller(
    const FunctionDecl *F,
    llvm::function_ref<bool(const FunctionDecl *)> Is) const {
  F = F->getCanonicalDecl();
  llvm::SetVector<const FunctionDecl *> Reached;
  Reached.insert(F);
  for (size_t I = 0; I < Reached.size(); ++I) {
    const FunctionDecl *Next = Reached[I];
    const Node *N = node(Next);
    if (Is(N ? N->Definition : Next))
      return Next;
    if (auto It = callers().find(Next); It != callers().end())
      Reached.insert(It->second.begin(), It->second.end());
  }
  return nullptr;
}

void CallGraph::overriders(
    const CXXMethodDecl *M,
    llvm::SmallVectorImpl<const FunctionDecl *> &Result) const {
  llvm::SmallVector<const CXXMethodDecl *, 8> Pending{M};
  llvm::DenseSet<const CXXMethodDecl *> Seen{M->getCanonicalDecl()};
  while (!Pending.empty()) {
    const CXXMethodDecl *Next = Pending.pop_back_val()->getCanonicalDecl();
    if (node(Next))
      Result.push_back(Next);
    for (const CXXMethodDecl *Over : overridersOf(Next))
      if (Seen.insert(Over->getCanonicalDecl()).second)
        Pending.push_back(Over);
  }
}

llvm::SmallVector<CallableTarget, 2>
CallGraph::targetsOf(const Expr *Callable) const {
  llvm::SmallVector<CallableTarget, 2> Result;
  if (!Callable || Callable->isTypeDependent())
    return Result;
  CallableExpr What = analyzeCallable(Callable, Model);
  for (const FunctionDecl *Function : What.Functions)
    Result.push_back(
        {Function, AccessPath(), Callable->getBeginLoc(), What.BindsArguments});
  if (What.Source)
    llvm::append_range(Result, targetsStoredIn(What.Source));
  return Result;
}

ResolvedCall CallGraph::resolve(const Expr *E) const {
  ResolvedCall Result;
  auto Directly = [&](const FunctionDecl *Callee) {
    Result.How = ResolvedCall::Direct;
    Result.Callee = Callee;
    Result.Complete = true;
    if (const Node *N = node(Callee))
      Result.Targets.push_back({N->Definition, AccessPath(), SourceLocation()});
  };
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
    Directly(Construct->getConstructor());
    return Result;
  }
  const auto *Call = dyn_cast<CallExpr>(E);
  if (!Call || Call->isTypeDependent())
    return Result;
  auto Through = [&](const Expr *Callable) {
    CallableExpr What = analyzeCallable(Callable, Model);
    Result.How = ResolvedCall::Stored;
    Result.Source = What.Source;
    if (!What.Source && !What.Unknown && What.Functions.size() == 1) {
      Directly(What.Functions.front());
      return;
    }
    for (const CallableTarget &T : targetsOf(Callable))
      if (const Node *N = node(T.Function)) {
        Result.Targets.push_back(T);
        Result.Targets.back().Function = N->Definition;
      }
    if (!What.Source && Result.Targets.empty())
      Result.How = ResolvedCall::Unknown;
  };
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee) {
    Through(Call->getCallee());
    return Result;
  }
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (Method && isa<CXXOperatorCallExpr>(Call) &&
      Method->getOverloadedOperator() == OO_Call && !node(Method) &&
      Call->getNumArgs() > 0 && isCallableType(Call->getArg(0)->getType())) {
    // The call operator of a library's callable: what was stored in it.
    Through(Call->getArg(0));
    return Result;
  }
  if (Method && isVirtualCall(Call, Method)) {
    Result.How = ResolvedCall::Virtual;
    Result.Callee = Callee;
    llvm::SmallVector<const FunctionDecl *, 4> Found;
    overriders(Method, Found);
    for (const FunctionDecl *F : Found)
      Result.Targets.push_back(
          {node(F)->Definition, AccessPath(), SourceLocation()});
  } else {
    Directly(Callee);
  }
  if (Model.role(Callee).Function == FunctionEffect::RunsArguments) {
    unsigned First = Method && isa<CXXOperatorCallExpr>(Call) ? 1 : 0;
    for (unsigned I = First; I < Call->getNumArgs(); ++I)
      if (isCallableType(Call->getArg(I)->getType()))
        for (const CallableTarget &T : targetsOf(Call->getArg(I)))
          if (const Node *N = node(T.Function)) {
            Result.RunsArguments.push_back(T);
            Result.RunsArguments.back().Function = N->Definition;
          }
  }
  return Result;
}

const CallGraph::Node *CallGraph::node(const FunctionDecl *F) const {
  auto It = Nodes.find(F->getCanonicalDecl());
  return It == Nodes.end() || !It->second.Definition ? nullptr : &It->second;
}

std::vector<std::vector<const CallGraph::Node *>>
CallGraph::components(llvm::function_ref<bool(const Node &)> Take) const {
  // Tarjan's algorithm, iterative.
  struct Info {
    unsigned Index = 0;
    unsigned LowLink = 0;
    bool OnStack = false;
  };
  struct Frame {
    const FunctionDecl *F;
    llvm::SmallVector<const FunctionDecl *, 8> Callees;
    size_t Next = 0;
  };
  llvm::DenseMap<const FunctionDecl *, Info> Infos;
  std::vector<const FunctionDecl *> Stack;
  std::vector<Frame> Frames;
  std::vector<std::vector<const Node *>> Components;
  unsigned NextIndex = 1;
  auto Enter = [&](const FunctionDecl *F, const Node &N) {
    Infos[F] = {NextIndex, NextIndex, true};
    ++NextIndex;
    Stack.push_back(F);
    Frame New{F, {}, 0};
    forEachCallee(N, [&](const FunctionDecl *Callee) {
      auto It = Nodes.find(Callee);
      if (It != Nodes.end() && It->second.Definition && Take(It->second))
        New.Callees.push_back(Callee);
    });
    Frames.push_back(std::move(New));
  };
  for (auto &[Root, RootNode] : Nodes) {
    if (!RootNode.Definition || !Take(RootNode) || Infos.count(Root))
      continue;
    Enter(Root, RootNode);
    while (!Frames.empty()) {
      Frame &Top = Frames.back();
      if (Top.Next < Top.Callees.size()) {
        const FunctionDecl *Callee = Top.Callees[Top.Next++];
        auto It = Infos.find(Callee);
        if (It == Infos.end())
          Enter(Callee, Nodes.find(Callee)->second);
        else if (It->second.OnStack)
          Infos[Top.F].LowLink =
              std::min(Infos[Top.F].LowLink, It->second.Index);
        continue;
      }
      const FunctionDecl *F = Top.F;
      Frames.pop_back();
      if (!Frames.empty()) {
        Info &Parent = Infos[Frames.back().F];
        Parent.LowLink = std::min(Parent.LowLink, Infos[F].LowLink);
      }
      if (Infos[F].LowLink != Infos[F].Index)
        continue;
      std::vector<const Node *> Component;
      const FunctionDecl *Member;
      do {
        Member = Stack.back();
        Stack.pop_back();
        Infos[Member].OnStack = false;
        Component.push_back(&Nodes.find(Member)->second);
      } while (Member != F);
      Components.push_back(std::move(Component));
    }
  }
  return Components;
}

llvm::ArrayRef<const CXXMethodDecl *>
CallGraph::overridersOf(const CXXMethodDecl *M) const {
  auto It = Overriders.find(M->getCanonicalDecl());
  if (It == Overriders.end())
    return {};
  return It->second;
}

llvm::ArrayRef<CallableTarget>
CallGraph::targetsStoredIn(const ValueDecl *D) const {
  auto It = Stored.find(cast<ValueDecl>(D->getCanonicalDecl()));
  if (It == Stored.end())
    return {};
  return It->second.Targets;
}

const BackPointer *CallGraph::backPointer(const Decl *D) const {
  auto It = BackPointers.find(D->getCanonicalDecl());
  return It == BackPointers.end() ? nullptr : &It->second;
}

const CallGraph::Configuration *
CallGraph::configuration(const Decl *LockClass) const {
  auto It = Configurations.find(LockClass->getCanonicalDecl());
  return It == Configurations.end() ? nullptr : &It->second;
}

llvm::ArrayRef<CallGraph::AttributeValue>
CallGraph::attributeValues(const ValueDecl *Attribute) const {
  auto It = AttributeValues.find(Attribute);
  if (It == AttributeValues.end())
    return {};
  return It->second;
}

} // namespace unwedge
