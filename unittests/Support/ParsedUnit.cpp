//===--- ParsedUnit.cpp ---------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Support/ParsedUnit.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"
#include <ostream>

using namespace clang;
using llvm::StringRef;

namespace unwedge {

static const char LocksHeader[] = R"(
namespace std {
struct adopt_lock_t {};
struct defer_lock_t {};
struct try_to_lock_t {};
inline constexpr adopt_lock_t adopt_lock{};
inline constexpr defer_lock_t defer_lock{};
inline constexpr try_to_lock_t try_to_lock{};

template <class T> struct remove_reference { using type = T; };
template <class T> struct remove_reference<T &> { using type = T; };
template <class T>
typename remove_reference<T>::type &&move(T &&Value) noexcept {
  return static_cast<typename remove_reference<T>::type &&>(Value);
}

class mutex {
public:
  void lock();
  bool try_lock();
  void unlock();
};

class shared_mutex {
public:
  shared_mutex();
  ~shared_mutex();
  shared_mutex(const shared_mutex &) = delete;
  void lock();
  bool try_lock();
  void unlock();
  void lock_shared();
  bool try_lock_shared();
  void unlock_shared();
};

template <class Mutex> class lock_guard {
public:
  explicit lock_guard(Mutex &M);
  lock_guard(Mutex &M, adopt_lock_t);
  lock_guard(const lock_guard &) = delete;
  ~lock_guard();
};

template <class Mutex> class unique_lock {
public:
  unique_lock() noexcept;
  explicit unique_lock(Mutex &M);
  unique_lock(Mutex &M, defer_lock_t);
  unique_lock(Mutex &M, try_to_lock_t);
  unique_lock(Mutex &M, adopt_lock_t);
  unique_lock(unique_lock &&Other) noexcept;
  unique_lock &operator=(unique_lock &&Other) noexcept;
  ~unique_lock();
  void lock();
  bool try_lock();
  void unlock();
  Mutex *release();
  bool owns_lock() const;
  explicit operator bool() const;
};

template <class Mutex> class shared_lock {
public:
  shared_lock() noexcept;
  explicit shared_lock(Mutex &M);
  shared_lock(Mutex &M, defer_lock_t);
  shared_lock(Mutex &M, try_to_lock_t);
  shared_lock(Mutex &M, adopt_lock_t);
  shared_lock(shared_lock &&Other) noexcept;
  shared_lock &operator=(shared_lock &&Other) noexcept;
  ~shared_lock();
  void lock();
  bool try_lock();
  void unlock();
  Mutex *release();
  bool owns_lock() const;
  explicit operator bool() const;
};

template <class Signature> class function;
template <class Result, class... Args> class function<Result(Args...)> {
public:
  function();
  function(const function &);
  function(function &&);
  template <class F> function(F Callable) {}
  ~function();
  template <class F> function &operator=(F Callable) { return *this; }
  Result operator()(Args...) const;
};

template <class T> class unique_ptr {
public:
  explicit unique_ptr(T *Pointer = nullptr);
  unique_ptr(unique_ptr &&Other);
  ~unique_ptr();
  unique_ptr &operator=(unique_ptr &&Other);
  T &operator*() const;
  T *operator->() const;
  T *get() const;
  void reset(T *Pointer = nullptr);
};

template <class T> class vector {
public:
  T *begin();
  T *end();
  T &operator[](unsigned long Index);
  void push_back(const T &);
};

struct thread_id {
  bool operator==(const thread_id &) const;
};
namespace this_thread {
thread_id get_id() noexcept;
} // namespace this_thread
} // namespace std
)";

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

ParsedUnit::ParsedUnit(StringRef Code, StringRef ModelText,
                       const AnalysisLimits &Limits)
    : Limits(Limits) {
  AST = tooling::buildASTFromCodeWithArgs(
      Code,
      {"-std=c++20", "-isystem", "/mock", "-include", "locks.h",
       "-Wno-everything"},
      "input.cpp", "unwedge-test", std::make_shared<PCHContainerOperations>(),
      tooling::getClangStripDependencyFileAdjuster(),
      {{"/mock/locks.h", LocksHeader}});
  if (!AST)
    llvm::report_fatal_error("the test's code was not parsed");
  EXPECT_FALSE(AST->getDiagnostics().hasErrorOccurred());

  llvm::SmallVector<const ModelFile *, 2> Files;
  if (!ModelText.empty()) {
    llvm::Expected<ModelFile> File = parseModelFile("test.yaml", ModelText);
    if (File)
      UserModel = std::move(*File);
    else
      ADD_FAILURE() << llvm::toString(File.takeError());
    Files.push_back(&UserModel);
  }
  Files.push_back(&builtinModel());
  Model = std::make_unique<ModelIndex>(AST->getASTContext(), Files);
}

ParsedUnit::~ParsedUnit() = default;

ASTContext &ParsedUnit::context() { return AST->getASTContext(); }

TranslationUnit &ParsedUnit::unit() {
  if (!Unit) {
    Unit = std::make_unique<TranslationUnit>(*Model, Limits);
    // The counters are those of the summaries, which are made when asked for.
    (void)Unit->functions();
  }
  return *Unit;
}

//===----------------------------------------------------------------------===//
// Declarations by name
//===----------------------------------------------------------------------===//

llvm::SmallVector<const NamedDecl *, 4> ParsedUnit::find(StringRef Name) {
  llvm::SmallVector<StringRef, 4> Parts;
  Name.split(Parts, "::");
  const DeclContext *Scope = context().getTranslationUnitDecl();
  llvm::SmallVector<const NamedDecl *, 4> Found;
  for (size_t I = 0; I < Parts.size() && Scope; ++I) {
    Found.clear();
    for (const NamedDecl *D : Scope->lookup(&context().Idents.get(Parts[I])))
      Found.push_back(D);
    Scope = nullptr;
    for (const NamedDecl *D : Found) {
      if (const auto *Namespace = dyn_cast<NamespaceDecl>(D))
        Scope = Namespace;
      else if (const auto *Record = dyn_cast<RecordDecl>(D))
        Scope = Record->getDefinition();
      else if (const auto *Typedef = dyn_cast<TypedefNameDecl>(D))
        if (const auto *Record =
                Typedef->getUnderlyingType()->getAsCXXRecordDecl())
          Scope = Record->getDefinition();
    }
    if (I + 1 < Parts.size())
      Found.clear();
  }
  return Found;
}

template <typename T> const T *ParsedUnit::get(StringRef Name) {
  for (const NamedDecl *D : find(Name)) {
    if (const auto *Wanted = dyn_cast<T>(D))
      return Wanted;
    if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D))
      for (const FunctionDecl *Specialization : Template->specializations())
        if (const auto *Wanted = dyn_cast<T>(Specialization))
          return Wanted;
  }
  llvm::report_fatal_error("the test's code does not declare " + Name);
}

const FunctionDecl *ParsedUnit::function(StringRef Name) {
  return get<FunctionDecl>(Name);
}

const CXXConstructorDecl *ParsedUnit::constructor(StringRef Class) {
  for (const CXXConstructorDecl *Ctor : record(Class)->ctors())
    if (!Ctor->isImplicit())
      return Ctor;
  llvm::report_fatal_error("no constructor was written for " + Class);
}

const CXXDestructorDecl *ParsedUnit::destructor(StringRef Class) {
  return record(Class)->getDestructor();
}

const CXXRecordDecl *ParsedUnit::record(StringRef Name) {
  for (const NamedDecl *D : find(Name)) {
    if (const auto *Record = dyn_cast<CXXRecordDecl>(D))
      return Record->getDefinition() ? Record->getDefinition() : Record;
    if (const auto *Typedef = dyn_cast<TypedefNameDecl>(D))
      if (const auto *Record =
              Typedef->getUnderlyingType()->getAsCXXRecordDecl())
        return Record;
  }
  llvm::report_fatal_error("the test's code does not declare " + Name);
}

const FieldDecl *ParsedUnit::field(StringRef Name) {
  return get<FieldDecl>(Name);
}

const VarDecl *ParsedUnit::variable(StringRef Name) {
  return get<VarDecl>(Name);
}

const VarDecl *ParsedUnit::local(StringRef Function, StringRef Name) {
  for (const Decl *D : function(Function)->decls())
    if (const auto *V = dyn_cast<VarDecl>(D); V && V->getName() == Name)
      return V;
  llvm::report_fatal_error(Function + " has no local variable " + Name);
}

QualType ParsedUnit::typeOf(StringRef Name) {
  return variable(Name)->getType();
}

const Expr *ParsedUnit::initOf(StringRef Name) {
  return variable(Name)->getInit();
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

bool ParsedUnit::isSummarized(StringRef Function) {
  const FunctionDecl *F = function(Function)->getCanonicalDecl();
  return llvm::any_of(unit().functions(), [&](const FunctionDecl *Summarized) {
    return Summarized->getCanonicalDecl() == F;
  });
}

const Summary &ParsedUnit::summary(StringRef Function) {
  if (!isSummarized(Function))
    llvm::report_fatal_error("there is no summary of " + Function);
  return unit().summary(function(Function));
}

static const Expr *firstCall(const Stmt *S) {
  if (!S)
    return nullptr;
  if (isa<CallExpr, CXXConstructExpr>(S))
    return cast<Expr>(S);
  for (const Stmt *Child : S->children())
    if (const Expr *Call = firstCall(Child))
      return Call;
  return nullptr;
}

CallRole ParsedUnit::roleOfCallIn(StringRef Function) {
  const Expr *E = firstCall(function(Function)->getBody());
  if (const auto *Construct = dyn_cast_or_null<CXXConstructExpr>(E))
    return Model->role(Construct->getConstructor());
  const auto *Call = dyn_cast_or_null<CallExpr>(E);
  if (!Call || !Call->getDirectCallee())
    llvm::report_fatal_error(Function + " calls nothing");
  const Expr *Object = nullptr;
  if (const auto *MemberCall = dyn_cast<CXXMemberCallExpr>(Call))
    Object = MemberCall->getImplicitObjectArgument();
  else if (const auto *Method =
               dyn_cast<CXXMethodDecl>(Call->getDirectCallee());
           Method && isa<CXXOperatorCallExpr>(Call))
    Object = Call->getArg(0);
  if (!Object)
    return Model->role(Call->getDirectCallee());
  QualType Type = Object->IgnoreParenImpCasts()->getType();
  if (Type->isAnyPointerType())
    Type = Type->getPointeeType();
  return Model->role(Call->getDirectCallee(), Type->getAsCXXRecordDecl());
}

//===----------------------------------------------------------------------===//
// Descriptions
//===----------------------------------------------------------------------===//

std::string describe(const AccessPath &Path) {
  std::string Text;
  switch (Path.root()) {
  case AccessPath::Opaque:
    return "opaque";
  case AccessPath::Null:
    return "null";
  case AccessPath::This:
    Text = "this";
    break;
  case AccessPath::Param:
    Text = "param" + std::to_string(Path.index());
    break;
  case AccessPath::Var:
    Text = "var:" + Path.var()->getNameAsString();
    break;
  case AccessPath::Temp:
    Text = "temp";
    break;
  case AccessPath::Return:
    Text = "return";
    break;
  case AccessPath::FrameThis:
    Text = "this-in:" + Path.function()->getNameAsString();
    break;
  case AccessPath::Result:
    Text = "result:" + Path.function()->getNameAsString();
    break;
  }
  for (const PathElement &E : Path.elements())
    switch (E.Kind) {
    case PathElement::Field:
      Text += "." + cast<NamedDecl>(E.D)->getNameAsString();
      break;
    case PathElement::ConstantIndex:
      Text += "[" + std::to_string(E.Value) + "]";
      break;
    case PathElement::VariableIndex:
      Text += "[" + cast<NamedDecl>(E.D)->getNameAsString() + "]";
      break;
    case PathElement::UnknownIndex:
      Text += "[?]";
      break;
    case PathElement::Getter:
      Text += "." + cast<NamedDecl>(E.D)->getNameAsString() + "()";
      break;
    case PathElement::GuardedLock:
      Text += ".lock" + std::to_string(E.Value);
      break;
    case PathElement::Content:
      Text += ".content";
      break;
    }
  return Text;
}

void PrintTo(const AccessPath &Path, std::ostream *OS) {
  *OS << describe(Path);
}

std::string describe(const HeldLock &Lock) {
  return lockModeName(Lock.Mode).str() + " " + describe(Lock.Path);
}

std::string describe(const CriticalPair &Pair) {
  Texts Held = describeAll(Pair.Held);
  llvm::sort(Held);
  return lockModeName(Pair.Next.Mode).str() + " " + describe(Pair.Next.Path) +
         " while {" + llvm::join(Held, ", ") + "}";
}

std::string describe(const Alias &A) {
  return describe(A.From) + " -> " + describe(A.To);
}

std::string describe(const ParamCondition &Condition) {
  static const char *const Signs[] = {"==", "!=", "<", ">="};
  return "param" + std::to_string(Condition.Index) + " " + Signs[Condition.Is] +
         " " + std::to_string(Condition.Value);
}

} // namespace unwedge
