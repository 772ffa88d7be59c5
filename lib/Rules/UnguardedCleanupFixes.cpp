//===--- UnguardedCleanupFixes.cpp ----------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnguardedCleanupFixes.h"
#include "unwedge/Facts/LockUse.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace clang;

namespace unwedge {

static llvm::ArrayRef<std::pair<const char *, ScopeGuardStyle>>
scopeGuardStyles() {
  static const std::pair<const char *, ScopeGuardStyle> Styles[] = {
      {"none", {"", "", ""}},
      {"std-experimental",
       {"std::experimental::scope_exit {name}([&] { {cleanup} });",
        "{name}.release();", "<experimental/scope>"}},
      {"absl",
       {"auto {name} = absl::MakeCleanup([&] { {cleanup} });",
        "std::move({name}).Cancel();", "\"absl/cleanup/cleanup.h\""}},
      {"gsl",
       {"auto {name} = gsl::finally([&] { {cleanup} });", "", "<gsl/util>"}},
      {"folly",
       {"auto {name} = folly::makeGuard([&] { {cleanup} });",
        "{name}.dismiss();", "<folly/ScopeGuard.h>"}},
      {"boost",
       {"boost::scope::scope_exit {name}([&] { {cleanup} });",
        "{name}.set_active(false);", "<boost/scope/scope_exit.hpp>"}},
      {"llvm",
       {"auto {name} = llvm::make_scope_exit([&] { {cleanup} });",
        "{name}.release();", "\"llvm/ADT/ScopeExit.h\""}},
      {"qt",
       {"auto {name} = qScopeGuard([&] { {cleanup} });", "{name}.dismiss();",
        "<QScopeGuard>"}},
  };
  return Styles;
}

const ScopeGuardStyle *findScopeGuardStyle(llvm::StringRef Name) {
  for (const auto &[Known, Style] : scopeGuardStyles())
    if (Name == Known)
      return &Style;
  return nullptr;
}

std::string scopeGuardStyleNames() {
  std::string Names;
  for (const auto &[Known, Style] : scopeGuardStyles())
    Names += (Names.empty() ? "" : ", ") + std::string(Known);
  return Names;
}

namespace {

class Repair {
public:
  Repair(const CleanupFacts &Facts, const ScopeGuardStyle &Style)
      : Facts(Facts), Style(Style), F(Facts.function()),
        Context(F->getASTContext()), SM(Context.getSourceManager()) {}

  bool add(const CleanupToFix &Item);

  std::vector<FindingEdit> Edits;
  std::vector<std::string> Includes;

private:
  struct Place {
    /// The statement right below \c Scope.
    const Stmt *Statement = nullptr;
    const CompoundStmt *Scope = nullptr;
  };
  Place placeOf(const Expr *E) const;
  bool isWritten(SourceRange Range) const {
    return Range.isValid() && !Range.getBegin().isMacroID() &&
           !Range.getEnd().isMacroID();
  }
  std::string text(const Stmt *S) const {
    return Lexer::getSourceText(
               CharSourceRange::getTokenRange(S->getSourceRange()), SM,
               Context.getLangOpts())
        .str();
  }
  SourceLocation semicolonAfter(const Stmt *S) const;
  bool isWithin(const Stmt *S, const Stmt *Outer) const {
    while (S && S != Outer)
      S = Facts.parent(S);
    return S != nullptr;
  }
  bool canBeLeftToScope(const Place &From, const Place &To) const;
  std::string freshName();
  bool addLock(const StateEvent &Done, const Place &From,
               llvm::ArrayRef<const StateEvent *> Undone);
  bool isPlainWay(const Stmt *From, const Expr *To) const;
  bool addScopeGuard(const StateEvent &Done, const Place &From,
                     llvm::ArrayRef<const StateEvent *> Undone);
  bool remove(const Stmt *S);
  bool refersToLater(const Stmt *S, const Stmt *Statement) const;

  const CleanupFacts &Facts;
  const ScopeGuardStyle &Style;
  const FunctionDecl *F;
  const ASTContext &Context;
  const SourceManager &SM;
  llvm::StringSet<> Names;
};

Repair::Place Repair::placeOf(const Expr *E) const {
  const Stmt *Child = E;
  for (const Stmt *Parent = Facts.parent(E); Parent;
       Child = Parent, Parent = Facts.parent(Parent)) {
    if (const auto *Scope = dyn_cast<CompoundStmt>(Parent))
      return {Child, Scope};
    if (!isa<Expr, IfStmt, DeclStmt>(Parent))
      return {};
  }
  return {};
}

SourceLocation Repair::semicolonAfter(const Stmt *S) const {
  if (const auto *If = dyn_cast<IfStmt>(S);
      (If && isa<CompoundStmt>(If->getThen())) || isa<DeclStmt>(S))
    return Lexer::getLocForEndOfToken(S->getEndLoc(), 0, SM,
                                      Context.getLangOpts());
  std::optional<Token> Next =
      Lexer::findNextToken(S->getEndLoc(), SM, Context.getLangOpts());
  return Next && Next->is(tok::semi) ? Next->getEndLoc() : SourceLocation();
}

/// Whether it makes no difference if what stands at \p To runs when the scope
/// ends: it is the last statement, and no destructor runs in between.
bool Repair::canBeLeftToScope(const Place &From, const Place &To) const {
  if (From.Scope != To.Scope || To.Scope->body_empty() ||
      To.Scope->body_back() != To.Statement)
    return false;
  bool Behind = false;
  for (const Stmt *S : From.Scope->body()) {
    if (Behind)
      if (const auto *Declaration = dyn_cast<DeclStmt>(S))
        for (const Decl *D : Declaration->decls())
          if (const auto *V = dyn_cast<VarDecl>(D))
            if (V->needsDestruction(Context) || V->getType()->isReferenceType())
              return false;
    Behind |= S == From.Statement;
  }
  return true;
}

std::string Repair::freshName() {
  if (Names.empty()) {
    for (const ParmVarDecl *P : F->parameters())
      Names.insert(P->getName());
    for (const Stmt *S : Facts.statements()) {
      if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
        Names.insert(Ref->getDecl()->getNameAsString());
      else if (const auto *Member = dyn_cast<MemberExpr>(S))
        Names.insert(Member->getMemberDecl()->getNameAsString());
      else if (const auto *Declaration = dyn_cast<DeclStmt>(S))
        for (const Decl *D : Declaration->decls())
          if (const auto *Named = dyn_cast<NamedDecl>(D))
            Names.insert(Named->getNameAsString());
    }
  }
  std::string Name = "Guard";
  for (unsigned I = 2; !Names.insert(Name).second; ++I)
    Name = "Guard" + std::to_string(I);
  return Name;
}

bool Repair::remove(const Stmt *S) {
  SourceLocation End = semicolonAfter(S);
  if (End.isInvalid())
    return false;
  Edits.push_back({CharSourceRange::getCharRange(S->getBeginLoc(), End), ""});
  return true;
}

bool Repair::refersToLater(const Stmt *S, const Stmt *Statement) const {
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
    if (isa<BindingDecl>(Ref->getDecl()))
      return true;
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
        V && V->isLocalVarDecl() &&
        SM.isBeforeInTranslationUnit(Statement->getEndLoc(), V->getLocation()))
      return true;
  }
  return llvm::any_of(S->children(), [&](const Stmt *Child) {
    return Child && refersToLater(Child, Statement);
  });
}

bool Repair::addLock(const StateEvent &Done, const Place &From,
                     llvm::ArrayRef<const StateEvent *> Undone) {
  // The standard's guards take whatever is Lockable.
  const auto *Lock = dyn_cast<CXXMemberCallExpr>(Done.At);
  const CXXMethodDecl *Method = Lock ? Lock->getMethodDecl() : nullptr;
  if (!Method || !Method->getDeclName().isIdentifier() ||
      Lock->getNumArgs() != 0 || Done.Helper)
    return false;
  bool Shared = Method->getName() == "lock_shared";
  if (!Shared && Method->getName() != "lock")
    return false;
  const auto *Access = dyn_cast<MemberExpr>(Lock->getCallee()->IgnoreParens());
  const Expr *Object = Access ? Access->getBase() : nullptr;
  if (!Object || isa<CXXThisExpr>(Object->IgnoreParenImpCasts()) ||
      !isWritten(Object->getSourceRange()))
    return false;
  for (const StateEvent *Undo : Undone) {
    const auto *Unlock = dyn_cast<CXXMemberCallExpr>(Undo->At);
    const CXXMethodDecl *Other = Unlock ? Unlock->getMethodDecl() : nullptr;
    if (!Other || Undo->Helper || !Other->getDeclName().isIdentifier() ||
        Other->getName() != (Shared ? "unlock_shared" : "unlock"))
      return false;
  }
  QualType Type = Object->IgnoreParenImpCasts()->getType();
  if (Type->isPointerType())
    Type = Type->getPointeeType();
  const CXXRecordDecl *Class = receiverClass(Lock);
  if (!Class || Type->isDependentType())
    return false;
  std::string Mutex =
      (Access->isArrow() ? "*" : "") + text(Object->IgnoreImpCasts());
  if (Access->isArrow() &&
      !Object->IgnoreImpCasts()->getType()->isPointerType())
    return false;
  std::string Name = freshName();
  std::string TypeName =
      Type.getNonReferenceType().getUnqualifiedType().getAsString(
          PrintingPolicy(Context.getLangOpts()));
  bool Simple = !Shared && Undone.size() == 1 &&
                canBeLeftToScope(From, placeOf(Undone.front()->At));
  std::string Guard = Shared   ? "std::shared_lock"
                      : Simple ? "std::lock_guard"
                               : "std::unique_lock";
  Edits.push_back({CharSourceRange::getTokenRange(Lock->getSourceRange()),
                   Guard + "<" + TypeName + "> " + Name + "(" + Mutex + ")"});
  for (const StateEvent *Undo : Undone) {
    if (Simple) {
      if (!remove(Undo->At))
        return false;
    } else {
      Edits.push_back(
          {CharSourceRange::getTokenRange(Undo->At->getSourceRange()),
           Name + ".unlock()"});
    }
  }
  Includes.push_back(Shared ? "<shared_mutex>" : "<mutex>");
  return true;
}

std::string fillIn(std::string Text, llvm::StringRef Name,
                   llvm::StringRef Cleanup) {
  for (auto [Key, Value] :
       {std::pair<llvm::StringRef, llvm::StringRef>{"{name}", Name},
        {"{cleanup}", Cleanup}})
    for (size_t At = Text.find(Key.str()); At != std::string::npos;
         At = Text.find(Key.str(), At + Value.size()))
      Text.replace(At, Key.size(), Value.str());
  return Text;
}

/// Whether nothing between \p From and \p To, as they are written, leaves the
/// function or a loop, where a guard would undo what nobody undoes today, or
/// gives up a lock, without which the guard would undo.
bool Repair::isPlainWay(const Stmt *From, const Expr *To) const {
  auto IsBetween = [&](const Stmt *S) {
    return SM.isBeforeInTranslationUnit(From->getEndLoc(), S->getBeginLoc()) &&
           SM.isBeforeInTranslationUnit(S->getBeginLoc(), To->getBeginLoc());
  };
  return llvm::none_of(Facts.statements(), [&](const Stmt *S) {
    if (isa<ReturnStmt, CoreturnStmt, BreakStmt, ContinueStmt, CXXThrowExpr>(S))
      return IsBetween(S);
    const auto *Call = dyn_cast<CallExpr>(S);
    return Call && IsBetween(S) && givesUpLock(Call, Facts.model());
  });
}

bool Repair::addScopeGuard(const StateEvent &Done, const Place &From,
                           llvm::ArrayRef<const StateEvent *> Undone) {
  if (Style.Declaration.empty())
    return false;
  std::string Cleanup;
  llvm::SmallVector<Place, 2> Places;
  for (const StateEvent *Undo : Undone) {
    Place At = placeOf(Undo->At);
    if (!At.Statement || !isWritten(At.Statement->getSourceRange()) ||
        !isa<Expr>(At.Statement) || semicolonAfter(At.Statement).isInvalid() ||
        refersToLater(At.Statement, From.Statement))
      return false;
    std::string Text = text(At.Statement) + ";";
    if (!Cleanup.empty() && Text != Cleanup)
      return false;
    Cleanup = Text;
    Places.push_back(At);
  }
  bool Simple = Places.size() == 1 && canBeLeftToScope(From, Places.front());
  if (!Simple && Style.Dismissal.empty())
    return false;
  SourceLocation After = semicolonAfter(From.Statement);
  if (After.isInvalid())
    return false;
  std::string Name = freshName();
  llvm::StringRef Indent =
      Lexer::getIndentationForLine(From.Statement->getBeginLoc(), SM);
  Edits.push_back(
      {CharSourceRange::getCharRange(After, After),
       "\n" + Indent.str() + fillIn(Style.Declaration, Name, Cleanup)});
  for (const Place &At : Places) {
    if (Simple) {
      if (!remove(At.Statement))
        return false;
      continue;
    }
    SourceLocation Begin = At.Statement->getBeginLoc();
    Edits.push_back({CharSourceRange::getCharRange(Begin, Begin),
                     fillIn(Style.Dismissal, Name, "") + "\n" +
                         Lexer::getIndentationForLine(Begin, SM).str()});
  }
  if (!Style.Include.empty())
    Includes.push_back(Style.Include);
  return true;
}

/// Whether \p If leaves the function, so that what its test established is only
/// so behind it.
bool leavesWhenTaken(const IfStmt *If) {
  const Stmt *Then = If->getThen();
  if (const auto *Compound = dyn_cast<CompoundStmt>(Then))
    Then = Compound->body_empty() ? nullptr : Compound->body_back();
  return Then && !If->getElse() &&
         isa<ReturnStmt, CXXThrowExpr, ContinueStmt, BreakStmt>(Then);
}

bool Repair::add(const CleanupToFix &Item) {
  const StateEvent &Done = *Item.Done;
  // Text that stands for several instantiations has to suit all of them.
  if (F->isTemplateInstantiation() || Done.Kind == StateKind::Completion)
    return false;
  for (const Stmt *S : Facts.statements())
    if (isa<GotoStmt, LabelStmt, IndirectGotoStmt>(S))
      return false;
  llvm::SmallVector<const StateEvent *, 2> Undone;
  for (unsigned I : Item.State->Undone)
    Undone.push_back(&Facts.Events[I]);
  // Whatever else happens to the state would not know of the guard.
  for (const StateEvent &Event : Facts.Events)
    if (&Event != &Done && sameState(Event, Done) &&
        !llvm::is_contained(Undone, &Event))
      return false;
  Place From = placeOf(Done.At);
  if (!From.Scope || isa_and_nonnull<SwitchStmt>(Facts.parent(From.Scope)) ||
      !isWritten(From.Statement->getSourceRange()))
    return false;
  if (const auto *If = dyn_cast<IfStmt>(From.Statement))
    if (!isWithin(Done.At, If->getCond()) || !leavesWhenTaken(If))
      return false;
  for (const StateEvent *Undo : Undone)
    if (!isWritten(Undo->At->getSourceRange()) ||
        !isWithin(Undo->At, From.Scope))
      return false;
  const Expr *Whole = dyn_cast<Expr>(From.Statement);
  size_t Before = Edits.size();
  if (Done.Kind == StateKind::Lock && Whole &&
      Whole->IgnoreParenImpCasts() == Done.At && addLock(Done, From, Undone))
    return true;
  Edits.erase(Edits.begin() + Before, Edits.end());
  return isPlainWay(From.Statement, Item.Callback) &&
         addScopeGuard(Done, From, Undone);
}

} // namespace

void proposeFix(const CleanupFacts &Facts, llvm::ArrayRef<CleanupToFix> ToFix,
                const ScopeGuardStyle &Style, Finding &Result) {
  Repair Edits(Facts, Style);
  for (const CleanupToFix &Item : ToFix)
    if (!Edits.add(Item))
      return;
  Result.Edits = std::move(Edits.Edits);
  Result.NeededIncludes = std::move(Edits.Includes);
}

} // namespace unwedge
