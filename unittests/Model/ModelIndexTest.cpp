//===--- ModelIndexTest.cpp - Tests of the model's look-up ----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/ModelIndex.h"
#include "Support/ParsedUnit.h"
#include "gtest/gtest.h"

using namespace unwedge;

namespace {

/// One lock type, acme::Lock.
const char AcmeLock[] = R"(
unwedge-model: 1
locks:
  - id: acme.Lock
    types: ['acme::Lock']
    recursion: {shared-shared: deadlocks}
    methods:
      acquire-shared: [rlock]
      acquire-exclusive: [wlock]
      release: [unlock]
)";

/// The id of the lock whose operation is called in \p Function; empty if the
/// call is none.
std::string lockCalledIn(ParsedUnit &Code, llvm::StringRef Function) {
  CallRole Role = Code.roleOfCallIn(Function);
  return Role.Lock ? Role.Lock->Id : "";
}

/// The id of the entry for the type of \p Variable; empty if there is none.
std::string lockOf(ParsedUnit &Code, llvm::StringRef Variable) {
  const LockSpec *Lock = Code.model().lockOf(Code.typeOf(Variable));
  return Lock ? Lock->Id : "";
}

//===----------------------------------------------------------------------===//
// Which class a name means
//===----------------------------------------------------------------------===//

TEST(ModelIndexTest, memberOfNamedClassHasTheRoleOfItsRow) {
  ParsedUnit Code(R"(
namespace acme { struct Lock { void rlock(); void wlock(); void other(); }; }
void read(acme::Lock &L) { L.rlock(); }
void write(acme::Lock *L) { L->wlock(); }
void other(acme::Lock &L) { L.other(); }
)",
                  AcmeLock);
  CallRole Read = Code.roleOfCallIn("read");
  ASSERT_TRUE(Read.Lock);
  EXPECT_EQ(Read.Lock->Id, "acme.Lock");
  EXPECT_TRUE(Read.OnReceiver);
  EXPECT_EQ(Read.Effect->Effect, LockEffect::Acquire);
  EXPECT_EQ(Read.Effect->Mode, LockMode::Shared);
  EXPECT_FALSE(Read.Guard);
  EXPECT_FALSE(Read.Function);
  EXPECT_EQ(Code.roleOfCallIn("write").Effect->Mode, LockMode::Exclusive);
  EXPECT_FALSE(Code.roleOfCallIn("other"));
}

TEST(ModelIndexTest, sameNameElsewhereIsNotMatched) {
  ParsedUnit Code(R"(
namespace acme { struct Lock { void rlock(); }; }
namespace other { struct Lock { void rlock(); }; }
namespace other::acme { struct Lock { void rlock(); }; }
struct Lock { void rlock(); };
void inOther(other::Lock &L) { L.rlock(); }
void inNested(other::acme::Lock &L) { L.rlock(); }
void inGlobal(Lock &L) { L.rlock(); }
)",
                  AcmeLock);
  EXPECT_EQ(lockCalledIn(Code, "inOther"), "");
  EXPECT_EQ(lockCalledIn(Code, "inNested"), "");
  EXPECT_EQ(lockCalledIn(Code, "inGlobal"), "");
}

TEST(ModelIndexTest, namesThatTheUnitDoesNotDeclareMeanNothing) {
  ParsedUnit Code(R"(
struct rlock { void unlock(); };
void use(rlock &L) { L.unlock(); }
)",
                  AcmeLock);
  EXPECT_EQ(lockCalledIn(Code, "use"), "");
}

TEST(ModelIndexTest, declaredButUndefinedClassIsKnown) {
  ParsedUnit Code(R"(
namespace acme { struct Lock; }
extern acme::Lock *Somewhere;
)",
                  AcmeLock);
  EXPECT_EQ(lockOf(Code, "Somewhere"), "acme.Lock");
}

TEST(ModelIndexTest, usersOwnAliasMeansTheClass) {
  ParsedUnit Code(R"(
namespace acme { struct Lock { void rlock(); }; }
using Mine = acme::Lock;
void use(Mine &L) { L.rlock(); }
)",
                  AcmeLock);
  EXPECT_EQ(lockCalledIn(Code, "use"), "acme.Lock");
}

TEST(ModelIndexTest, modelMayNameAnAlias) {
  ParsedUnit Code(R"(
namespace detail { struct Impl { void rlock(); }; }
namespace acme { typedef detail::Impl Lock; }
void use(detail::Impl &L) { L.rlock(); }
)",
                  AcmeLock);
  EXPECT_EQ(lockCalledIn(Code, "use"), "acme.Lock");
}

TEST(ModelIndexTest, usingDeclaredClassIsFound) {
  ParsedUnit Code(R"(
namespace detail { struct Lock { void rlock(); }; }
namespace acme { using detail::Lock; }
void use(acme::Lock &L) { L.rlock(); }
)",
                  AcmeLock);
  EXPECT_EQ(lockCalledIn(Code, "use"), "acme.Lock");
}

TEST(ModelIndexTest, classInAnInlineNamespaceIsFound) {
  ParsedUnit Code(R"(
namespace acme { inline namespace v1 { inline namespace abi {
struct Lock { void rlock(); };
} } }
void use(acme::Lock &L) { L.rlock(); }
)",
                  AcmeLock);
  EXPECT_EQ(lockCalledIn(Code, "use"), "acme.Lock");
}

TEST(ModelIndexTest, inlineNamespaceOnTheWayIsSkipped) {
  ParsedUnit Code(R"(
inline namespace v1 { namespace acme { struct Lock { void rlock(); }; } }
void use(acme::Lock &L) { L.rlock(); }
)",
                  AcmeLock);
  EXPECT_EQ(lockCalledIn(Code, "use"), "acme.Lock");
}

TEST(ModelIndexTest, namespaceThatIsNotInlineIsNotSkipped) {
  ParsedUnit Code(R"(
namespace acme { namespace v1 { struct Lock { void rlock(); }; } }
void use(acme::v1::Lock &L) { L.rlock(); }
)",
                  AcmeLock);
  EXPECT_EQ(lockCalledIn(Code, "use"), "");
}

TEST(ModelIndexTest, namespaceAliasIsFollowed) {
  ParsedUnit Code(R"(
namespace acme_v2 { struct Lock { void rlock(); }; }
namespace acme = acme_v2;
void use(acme_v2::Lock &L) { L.rlock(); }
)",
                  AcmeLock);
  EXPECT_EQ(lockCalledIn(Code, "use"), "acme.Lock");
}

TEST(ModelIndexTest, namespaceInSeveralPartsIsOne) {
  ParsedUnit Code(R"(
namespace acme { struct First; }
namespace acme { struct Lock { void rlock(); }; }
namespace acme { struct Last; }
void use(acme::Lock &L) { L.rlock(); }
)",
                  AcmeLock);
  EXPECT_EQ(lockCalledIn(Code, "use"), "acme.Lock");
}

TEST(ModelIndexTest, nestedClassIsFound) {
  ParsedUnit Code(R"(
struct Pool { struct Lock { void rlock(); }; };
struct Other { struct Lock { void rlock(); }; };
void use(Pool::Lock &L) { L.rlock(); }
void useOther(Other::Lock &L) { L.rlock(); }
)",
                  R"(
unwedge-model: 1
locks:
  - id: pool.Lock
    types: ['Pool::Lock']
    methods: {acquire-shared: [rlock]}
)");
  EXPECT_EQ(lockCalledIn(Code, "use"), "pool.Lock");
  EXPECT_EQ(lockCalledIn(Code, "useOther"), "");
}

TEST(ModelIndexTest, nestedClassOfATemplateIsFoundInEverySpecialization) {
  ParsedUnit Code(R"(
template <class T> struct Pool {
  struct Lock { void rlock(); };
  template <class U> struct Fine { void rlock(); };
};
void use(Pool<int>::Lock &L) { L.rlock(); }
void useFine(Pool<int>::Fine<char> &L) { L.rlock(); }
)",
                  R"(
unwedge-model: 1
locks:
  - id: pool.Lock
    types: ['Pool::Lock']
    methods: {acquire-shared: [rlock]}
  - id: pool.Fine
    types: ['Pool::Fine']
    methods: {acquire-shared: [rlock]}
)");
  EXPECT_EQ(lockCalledIn(Code, "use"), "pool.Lock");
  EXPECT_EQ(lockCalledIn(Code, "useFine"), "pool.Fine");
}

//===----------------------------------------------------------------------===//
// Templates
//===----------------------------------------------------------------------===//

const char SharedMutexForms[] = R"(
unwedge-model: 1
locks:
  - id: acme.Any
    types: ['acme::BasicLock']
    methods: {acquire-shared: [rlock]}
  - id: acme.Fair
    types: ['acme::FairLock']
    methods: {acquire-shared: [rlock]}
)";

TEST(ModelIndexTest, templateMeansAllOfItsSpecializations) {
  ParsedUnit Code(R"(
namespace acme {
template <bool Fair> struct BasicLock { void rlock(); };
template <> struct BasicLock<false> { void rlock(); };
}
void implicitly(acme::BasicLock<true> &L) { L.rlock(); }
void explicitly(acme::BasicLock<false> &L) { L.rlock(); }
)",
                  SharedMutexForms);
  EXPECT_EQ(lockCalledIn(Code, "implicitly"), "acme.Any");
  EXPECT_EQ(lockCalledIn(Code, "explicitly"), "acme.Any");
}

TEST(ModelIndexTest, aliasOfOneSpecializationWinsOverTheTemplate) {
  ParsedUnit Code(R"(
namespace acme {
template <bool Fair> struct BasicLock { void rlock(); };
using FairLock = BasicLock<true>;
}
void fair(acme::BasicLock<true> &L) { L.rlock(); }
void unfair(acme::BasicLock<false> &L) { L.rlock(); }
)",
                  SharedMutexForms);
  EXPECT_EQ(lockCalledIn(Code, "fair"), "acme.Fair");
  EXPECT_EQ(lockCalledIn(Code, "unfair"), "acme.Any");
}

TEST(ModelIndexTest, aliasTemplateMeansTheTemplate) {
  ParsedUnit Code(R"(
namespace detail { template <class T, int N> struct Impl { void rlock(); }; }
namespace acme { template <class T> using BasicLock = detail::Impl<T, 0>; }
void use(acme::BasicLock<int> &L) { L.rlock(); }
)",
                  SharedMutexForms);
  EXPECT_EQ(lockCalledIn(Code, "use"), "acme.Any");
}

TEST(ModelIndexTest, memberTemplateHasTheRoleOfItsName) {
  ParsedUnit Code(R"(
namespace acme { struct Lock { template <class T> void rlock(T); }; }
void use(acme::Lock &L) { L.rlock(1); }
)",
                  AcmeLock);
  EXPECT_EQ(lockCalledIn(Code, "use"), "acme.Lock");
}

//===----------------------------------------------------------------------===//
// Base classes
//===----------------------------------------------------------------------===//

TEST(ModelIndexTest, methodMayBeDeclaredInABase) {
  ParsedUnit Code(R"(
namespace detail { struct Base { void rlock(); }; }
namespace acme { struct Lock : detail::Base {}; }
struct Unrelated : detail::Base {};
void use(acme::Lock &L) { L.rlock(); }
void useBase(detail::Base &L) { L.rlock(); }
void useUnrelated(Unrelated &L) { L.rlock(); }
)",
                  AcmeLock);
  EXPECT_EQ(lockCalledIn(Code, "use"), "acme.Lock");
  EXPECT_EQ(lockCalledIn(Code, "useBase"), "");
  EXPECT_EQ(lockCalledIn(Code, "useUnrelated"), "");
}

TEST(ModelIndexTest, methodMayBeDeclaredInABaseOfATemplate) {
  ParsedUnit Code(R"(
namespace acme {
template <class Self> struct Base { void rlock(); };
template <class T> struct Lock : Base<Lock<T>> {};
}
void use(acme::Lock<int> &L) { L.rlock(); }
)",
                  AcmeLock);
  EXPECT_EQ(lockCalledIn(Code, "use"), "acme.Lock");
}

TEST(ModelIndexTest, derivedClassHasWhatItInherits) {
  ParsedUnit Code(R"(
namespace acme { struct Lock { void rlock(); }; }
struct Derived : acme::Lock { void log(); };
struct Further : Derived {};
Further F;
void use(Further &L) { L.rlock(); }
)",
                  AcmeLock);
  EXPECT_EQ(lockCalledIn(Code, "use"), "acme.Lock");
  EXPECT_EQ(lockOf(Code, "F"), "acme.Lock");
}

TEST(ModelIndexTest, methodThatHidesAModelledOneIsNotModelled) {
  ParsedUnit Code(R"(
namespace acme { struct Lock { void rlock(); void unlock(); }; }
struct Derived : acme::Lock { void rlock(); };
void hidden(Derived &L) { L.rlock(); }
void inherited(Derived &L) { L.unlock(); }
void qualified(Derived &L) { L.acme::Lock::rlock(); }
)",
                  AcmeLock);
  EXPECT_EQ(lockCalledIn(Code, "hidden"), "");
  EXPECT_EQ(lockCalledIn(Code, "inherited"), "acme.Lock");
  EXPECT_EQ(lockCalledIn(Code, "qualified"), "acme.Lock");
}

TEST(ModelIndexTest, entryOfTheDerivedClassWins) {
  ParsedUnit Code(R"(
namespace acme { struct Base { void rlock(); }; struct Lock : Base {}; }
void use(acme::Lock &L) { L.rlock(); }
void useBase(acme::Base &L) { L.rlock(); }
)",
                  R"(
unwedge-model: 1
locks:
  - id: base
    types: ['acme::Base']
    methods: {acquire-shared: [rlock]}
  - id: derived
    types: ['acme::Lock']
    methods: {acquire-shared: [rlock]}
)");
  EXPECT_EQ(lockCalledIn(Code, "use"), "derived");
  EXPECT_EQ(lockCalledIn(Code, "useBase"), "base");
}

TEST(ModelIndexTest, lockOfLooksThroughWaysToTheObject) {
  ParsedUnit Code(R"(
namespace acme { struct Lock {}; }
typedef acme::Lock Mine;
Mine Plain;
acme::Lock *Pointer, **PointerToPointer;
const acme::Lock &Reference = Plain;
acme::Lock Array[2][3];
int Number;
)",
                  AcmeLock);
  for (const char *Name :
       {"Plain", "Pointer", "PointerToPointer", "Reference", "Array"})
    EXPECT_EQ(lockOf(Code, Name), "acme.Lock") << Name;
  EXPECT_EQ(lockOf(Code, "Number"), "");
  EXPECT_EQ(Code.model().lockOf(clang::QualType()), nullptr);
}

//===----------------------------------------------------------------------===//
// Free functions and other members
//===----------------------------------------------------------------------===//

const char AcmeFunctions[] = R"(
unwedge-model: 1
locks:
  - id: acme.lock
    types: [acme_lock_t]
    functions:
      - lock-argument: 1
        acquire-shared: ['acme::rdlock']
functions:
  - effect: runs-arguments
    names: ['acme::run', 'acme::Queue::drain']
  - effect: nothing
    names: ['acme::Queue::wait']
)";

TEST(ModelIndexTest, everyOverloadOfAFreeFunctionIsMeant) {
  ParsedUnit Code(R"(
struct acme_lock_t {};
namespace acme {
void rdlock(int, acme_lock_t *);
void rdlock(char, acme_lock_t *);
template <class T> void rdlock(T, acme_lock_t *, int);
}
acme_lock_t L;
void first() { acme::rdlock(1, &L); }
void second() { acme::rdlock('1', &L); }
void third() { acme::rdlock(1, &L, 2); }
)",
                  AcmeFunctions);
  for (const char *Caller : {"first", "second", "third"}) {
    CallRole Role = Code.roleOfCallIn(Caller);
    ASSERT_TRUE(Role.Lock) << Caller;
    EXPECT_EQ(Role.Lock->Id, "acme.lock");
    EXPECT_FALSE(Role.OnReceiver);
    EXPECT_EQ(Role.Operations->LockArgument, 1u);
    EXPECT_EQ(Role.Effect->Effect, LockEffect::Acquire);
  }
}

TEST(ModelIndexTest, freeFunctionElsewhereIsNotMatched) {
  ParsedUnit Code(R"(
struct acme_lock_t {};
namespace acme { void rdlock(int, acme_lock_t *); }
void rdlock(int, acme_lock_t *);
namespace other { void rdlock(int, acme_lock_t *); }
struct Class { void rdlock(int, acme_lock_t *); };
acme_lock_t L;
void global() { rdlock(1, &L); }
void inOther() { other::rdlock(1, &L); }
void member(Class &C) { C.rdlock(1, &L); }
)",
                  AcmeFunctions);
  for (const char *Caller : {"global", "inOther", "member"})
    EXPECT_FALSE(Code.roleOfCallIn(Caller)) << Caller;
}

TEST(ModelIndexTest, usingDeclaredFreeFunctionIsFound) {
  ParsedUnit Code(R"(
struct acme_lock_t {};
extern "C" void rdlock(int, acme_lock_t *);
namespace acme { using ::rdlock; }
acme_lock_t L;
void use() { rdlock(1, &L); }
)",
                  AcmeFunctions);
  EXPECT_EQ(lockCalledIn(Code, "use"), "acme.lock");
}

TEST(ModelIndexTest, redeclaredFreeFunctionIsOne) {
  ParsedUnit Code(R"(
struct acme_lock_t {};
namespace acme { void rdlock(int, acme_lock_t *); }
acme_lock_t L;
void use() { acme::rdlock(1, &L); }
namespace acme { void rdlock(int, acme_lock_t *) {} }
void useLater() { acme::rdlock(1, &L); }
)",
                  AcmeFunctions);
  EXPECT_EQ(lockCalledIn(Code, "use"), "acme.lock");
  EXPECT_EQ(lockCalledIn(Code, "useLater"), "acme.lock");
}

TEST(ModelIndexTest, functionEffectOfFreeFunctionAndMember) {
  ParsedUnit Code(R"(
namespace acme {
template <class F> void run(F);
struct Queue { void drain(int); void wait(); void push(); };
struct Derived : Queue { void drain(int); };
}
void f();
void free() { acme::run(f); }
void member(acme::Queue &Q) { Q.drain(1); }
void nothing(acme::Derived &Q) { Q.wait(); }
void hidden(acme::Derived &Q) { Q.drain(1); }
void other(acme::Queue &Q) { Q.push(); }
)",
                  AcmeFunctions);
  EXPECT_EQ(Code.roleOfCallIn("free").Function, FunctionEffect::RunsArguments);
  EXPECT_EQ(Code.roleOfCallIn("member").Function,
            FunctionEffect::RunsArguments);
  EXPECT_EQ(Code.roleOfCallIn("nothing").Function, FunctionEffect::Nothing);
  EXPECT_FALSE(Code.roleOfCallIn("hidden"));
  EXPECT_FALSE(Code.roleOfCallIn("other"));
}

TEST(ModelIndexTest, functionObjectHasItsEffectWhenCalled) {
  ParsedUnit Code(R"(
namespace acme {
struct run_fn { template <class F> void operator()(F) const; };
inline constexpr run_fn run{};
}
void f();
void use() { acme::run(f); }
)",
                  AcmeFunctions);
  EXPECT_EQ(Code.roleOfCallIn("use").Function, FunctionEffect::RunsArguments);
}

TEST(ModelIndexTest, libraryTemplateIsNoFunctionObjectOfItsOwn) {
  ParsedUnit Code(R"(
namespace acme { inline std::function<void(void (*)())> run; }
void f();
void other(std::function<void(void (*)())> &Any) { Any(f); }
)",
                  AcmeFunctions);
  EXPECT_FALSE(Code.roleOfCallIn("other"));
}

TEST(ModelIndexTest, usingDeclarationKeepsTheName) {
  ParsedUnit Code(R"(
namespace detail { template <class F> void run(F); }
namespace acme { using detail::run; }
namespace others { template <class F> void run(F); }
void f();
void use() { detail::run(f); }
void other() { others::run(f); }
)",
                  AcmeFunctions);
  EXPECT_EQ(Code.roleOfCallIn("use").Function, FunctionEffect::RunsArguments);
  EXPECT_FALSE(Code.roleOfCallIn("other"));
}

TEST(ModelIndexTest, isNamedIsExact) {
  ParsedUnit Code(R"(
namespace acme { void init(); void init(int); }
void init();
)");
  EXPECT_TRUE(Code.model().isNamed(Code.function("acme::init"), "acme::init"));
  EXPECT_FALSE(Code.model().isNamed(Code.function("init"), "acme::init"));
  EXPECT_TRUE(Code.model().isNamed(Code.function("init"), "init"));
}

//===----------------------------------------------------------------------===//
// Guards
//===----------------------------------------------------------------------===//

TEST(ModelIndexTest, membersOfAGuardHaveTheRolesOfItsRows) {
  ParsedUnit Code(R"(
using Guard = std::shared_lock<std::shared_mutex>;
std::shared_mutex M;
void construct() { Guard G(M); }
void move(Guard &G) { Guard H(std::move(G)); }
void assign(Guard &G) { G = Guard(); }
void acquire(Guard &G) { G.lock(); }
void tryAcquire(Guard &G) { G.try_lock(); }
void release(Guard &G) { G.unlock(); }
void detach(Guard &G) { G.release(); }
bool owns(Guard &G) { return G.owns_lock(); }
bool convert(Guard &G) { return static_cast<bool>(G); }
)");
  const std::pair<const char *, GuardEffect> Expected[] = {
      {"construct", GuardEffect::Construct},
      {"move", GuardEffect::Copy},
      {"assign", GuardEffect::Assign},
      {"acquire", GuardEffect::Acquire},
      {"tryAcquire", GuardEffect::TryAcquire},
      {"release", GuardEffect::Release},
      {"detach", GuardEffect::Detach},
      {"owns", GuardEffect::Owns},
      {"convert", GuardEffect::Owns},
  };
  for (auto [Caller, Effect] : Expected) {
    CallRole Role = Code.roleOfCallIn(Caller);
    ASSERT_TRUE(Role.Guard) << Caller;
    EXPECT_EQ(Role.Guard->Id, "std.shared_lock");
    EXPECT_EQ(Role.GuardOperation, Effect) << Caller;
  }
}

TEST(ModelIndexTest, constructorOfAClassDerivedFromAGuardIsItsOwn) {
  ParsedUnit Code(R"(
struct Mine : std::shared_lock<std::shared_mutex> {
  Mine(std::shared_mutex &M, int) : shared_lock(M) {}
};
std::shared_mutex M;
void construct() { Mine G(M, 1); }
void release(Mine &G) { G.unlock(); }
)");
  EXPECT_FALSE(Code.roleOfCallIn("construct"));
  EXPECT_EQ(Code.roleOfCallIn("release").GuardOperation, GuardEffect::Release);
  EXPECT_TRUE(Code.roleOfCallIn("release").Guard);
}

TEST(ModelIndexTest, tagsAreRecognisedByType) {
  ParsedUnit Code(R"(
namespace other { struct adopt_lock_t {}; }
template <class Rep> struct Duration {};
)");
  const GuardSpec *Guard = nullptr;
  for (const GuardSpec &G : builtinModel().Guards)
    if (G.Id == "std.shared_lock")
      Guard = &G;
  ASSERT_TRUE(Guard);
  const ModelIndex &Model = Code.model();
  EXPECT_TRUE(
      Model.isOneOf(Code.record("std::adopt_lock_t"), Guard->AdoptTags));
  EXPECT_FALSE(
      Model.isOneOf(Code.record("std::adopt_lock_t"), Guard->DeferTags));
  EXPECT_FALSE(
      Model.isOneOf(Code.record("other::adopt_lock_t"), Guard->AdoptTags));
  EXPECT_FALSE(Model.isOneOf(nullptr, Guard->AdoptTags));
}

//===----------------------------------------------------------------------===//
// Precedence
//===----------------------------------------------------------------------===//

TEST(ModelIndexTest, usersFileWinsOverTheBuiltinModel) {
  const char Source[] = R"(
std::shared_mutex M;
void read() { M.lock_shared(); }
)";
  ParsedUnit Builtin(Source);
  EXPECT_EQ(lockCalledIn(Builtin, "read"), "std.shared_mutex");

  ParsedUnit Overridden(Source, R"(
unwedge-model: 1
locks:
  - id: our.shared_mutex
    types: ['std::shared_mutex']
    recursion: {shared-shared: allowed}
    methods: {acquire-shared: [lock_shared], release: [unlock_shared]}
)");
  EXPECT_EQ(lockCalledIn(Overridden, "read"), "our.shared_mutex");
  const LockSpec *Lock = Overridden.model().lockOf(Overridden.typeOf("M"));
  ASSERT_TRUE(Lock);
  EXPECT_EQ(
      Overridden.model().semantics(*Lock, Overridden.typeOf("M")).SharedShared,
      RecursionVerdict::Allowed);
}

TEST(ModelIndexTest, usersFunctionWinsOverTheBuiltinModel) {
  const char Source[] = R"(
namespace std { template <class F> void call_once(int, F); }
void f();
void use() { std::call_once(1, f); }
)";
  ParsedUnit Builtin(Source);
  EXPECT_EQ(Builtin.roleOfCallIn("use").Function,
            FunctionEffect::RunsArguments);
  ParsedUnit Overridden(Source, R"(
unwedge-model: 1
functions:
  - effect: nothing
    names: ['std::call_once']
)");
  EXPECT_EQ(Overridden.roleOfCallIn("use").Function, FunctionEffect::Nothing);
}

const char YieldingModel[] = R"(
unwedge-model: 1
locks:
  - id: any.RWLock
    types: [RWLock]
    yields-to-bodies: true
    methods: {acquire-shared: [rlock], release: [unlock]}
guards:
  - id: any.ReadGuard
    types: [ReadGuard]
    yields-to-bodies: true
    mode: shared
)";

TEST(ModelIndexTest, yieldingEntryCountsWhereNoBodyIsInSight) {
  ParsedUnit Code(R"(
struct RWLock { RWLock() = default; void rlock(); void unlock(); };
struct ReadGuard { ReadGuard(RWLock &); ~ReadGuard(); };
RWLock L;
void lock() { L.rlock(); }
void guard() { ReadGuard G(L); }
)",
                  YieldingModel);
  EXPECT_EQ(lockCalledIn(Code, "lock"), "any.RWLock");
  EXPECT_EQ(lockOf(Code, "L"), "any.RWLock");
  EXPECT_TRUE(Code.roleOfCallIn("guard").Guard);
}

TEST(ModelIndexTest, yieldingEntryDoesNotCountBesideBodies) {
  ParsedUnit Code(R"(
struct RWLock { void rlock() {} void unlock(); };
struct ReadGuard { ReadGuard(RWLock &); ~ReadGuard(); };
inline ReadGuard::ReadGuard(RWLock &L) { L.rlock(); }
RWLock L;
void lock() { L.rlock(); }
void unlock() { L.unlock(); }
void guard() { ReadGuard G(L); }
)",
                  YieldingModel);
  EXPECT_EQ(lockCalledIn(Code, "lock"), "");
  EXPECT_EQ(lockCalledIn(Code, "unlock"), "");
  EXPECT_EQ(lockOf(Code, "L"), "");
  EXPECT_FALSE(Code.roleOfCallIn("guard"));
  EXPECT_FALSE(Code.model().guardOf(Code.record("ReadGuard")));
}

TEST(ModelIndexTest, yieldingEntryOfATemplateLooksAtItsSpecialization) {
  ParsedUnit Code(R"(
template <class T> struct RWLock { void rlock() {} void unlock(); };
template <> struct RWLock<char> { void rlock(); void unlock(); };
void withBody(RWLock<int> &L) { L.rlock(); }
void withoutBody(RWLock<char> &L) { L.rlock(); }
)",
                  YieldingModel);
  EXPECT_EQ(lockCalledIn(Code, "withBody"), "");
  EXPECT_EQ(lockCalledIn(Code, "withoutBody"), "any.RWLock");
}

//===----------------------------------------------------------------------===//
// Semantics
//===----------------------------------------------------------------------===//

const char WrapperModel[] = R"(
unwedge-model: 1
locks:
  - id: acme.Lock
    types: ['acme::Lock']
    recursion: {shared-shared: forbidden, note: of the lock}
  - id: acme.Wrapper
    types: ['acme::Wrapper']
    recursion:
      shared-shared: implementation-defined
      same-as-template-argument: 1
      note: of the wrapper
    methods: {guard-shared: [rlock]}
  - id: acme.Traced
    types: ['acme::Traced']
    recursion:
      shared-shared: implementation-defined
      same-as-template-argument: 0
      note: of the traced lock
)";

TEST(ModelIndexTest, wrapperHasTheSemanticsOfItsTemplateArgument) {
  ParsedUnit Code(R"(
namespace acme {
struct Lock {};
struct Unmodelled {};
template <class T, class Mutex = Lock> struct Wrapper { int rlock(); };
template <class Mutex> struct Traced {};
}
acme::Wrapper<int, acme::Lock> Written;
acme::Wrapper<int> ByDefault;
acme::Wrapper<int, acme::Unmodelled> Unknown;
acme::Wrapper<int, acme::Traced<acme::Lock>> Nested;
acme::Wrapper<int> *Pointer;
)",
                  WrapperModel);
  auto SharedShared = [&](const char *Name) {
    const LockSpec *Lock = Code.model().lockOf(Code.typeOf(Name));
    return Lock ? Code.model().semantics(*Lock, Code.typeOf(Name)).SharedShared
                : RecursionVerdict::Unknown;
  };
  auto Note = [&](const char *Name) {
    const LockSpec *Lock = Code.model().lockOf(Code.typeOf(Name));
    return Lock ? Code.model().semanticsNote(*Lock, Code.typeOf(Name)).str()
                : "";
  };
  for (const char *Name : {"Written", "ByDefault", "Pointer"}) {
    EXPECT_EQ(SharedShared(Name), RecursionVerdict::Forbidden) << Name;
    EXPECT_EQ(Note(Name), "of the lock") << Name;
  }
  EXPECT_EQ(SharedShared("Unknown"), RecursionVerdict::ImplementationDefined);
  EXPECT_EQ(Note("Unknown"), "of the wrapper");
  // A wrapper of a wrapper is as the lock inside.
  EXPECT_EQ(SharedShared("Nested"), RecursionVerdict::Forbidden);
  EXPECT_EQ(Note("Nested"), "of the lock");
}

TEST(ModelIndexTest, applyKeepsWhatTheSpecLeavesOut) {
  RecursionSemantics Base{RecursionVerdict::Undefined,
                          RecursionVerdict::Forbidden,
                          RecursionVerdict::Deadlocks};
  RecursionSpec Spec;
  EXPECT_TRUE(ModelIndex::apply(Spec, Base) == Base);
  Spec.SharedShared = RecursionVerdict::Allowed;
  RecursionSemantics Applied = ModelIndex::apply(Spec, Base);
  EXPECT_EQ(Applied.SharedShared, RecursionVerdict::Allowed);
  EXPECT_EQ(Applied.ExclusiveShared, RecursionVerdict::Forbidden);
  EXPECT_EQ(Applied.SharedExclusive, RecursionVerdict::Deadlocks);
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

TEST(ModelIndexTest, constantsAreComparedByValue) {
  ParsedUnit Code(R"(
enum Mode { Read = 1, Write = 2 };
namespace acme {
enum class Mode { Read, Write };
struct Lock { enum Kind { Shared, Exclusive }; };
constexpr Mode Chosen = Mode::Write;
}
int runtime();
int Plain = Write;
auto Scoped = acme::Mode::Write;
auto Member = acme::Lock::Exclusive;
auto Through = acme::Chosen;
bool Yes = true;
int Two = 2;
int Unknown = runtime();
)");
  const ModelIndex &Model = Code.model();
  EXPECT_EQ(Model.isConstant(Code.initOf("Plain"), "Write"), true);
  EXPECT_EQ(Model.isConstant(Code.initOf("Plain"), "Read"), false);
  EXPECT_EQ(Model.isConstant(Code.initOf("Scoped"), "acme::Mode::Write"), true);
  EXPECT_EQ(Model.isConstant(Code.initOf("Scoped"), "acme::Mode::Read"), false);
  EXPECT_EQ(Model.isConstant(Code.initOf("Member"), "acme::Lock::Exclusive"),
            true);
  EXPECT_EQ(Model.isConstant(Code.initOf("Through"), "acme::Mode::Write"),
            true);
  EXPECT_EQ(Model.isConstant(Code.initOf("Yes"), "true"), true);
  EXPECT_EQ(Model.isConstant(Code.initOf("Yes"), "false"), false);
  EXPECT_EQ(Model.isConstant(Code.initOf("Two"), "2"), true);
  EXPECT_EQ(Model.isConstant(Code.initOf("Two"), "0x2"), true);
  EXPECT_EQ(Model.isConstant(Code.initOf("Two"), "3"), false);
  EXPECT_EQ(Model.isConstant(Code.initOf("Unknown"), "2"), std::nullopt);
  EXPECT_EQ(Model.isConstant(nullptr, "2"), std::nullopt);
}

TEST(ModelIndexTest, templateArgumentsAreCompared) {
  ParsedUnit Code(R"(
namespace acme {
enum class Mode { Read, Write };
struct WriteTag {};
template <class T> struct Tag {};
template <bool W> struct ByBool {};
template <Mode M> struct ByMode {};
template <class T> struct ByType {};
}
using True = acme::ByBool<true>;
using Write = acme::ByMode<acme::Mode::Write>;
using Tagged = acme::ByType<acme::WriteTag>;
using TaggedByTemplate = acme::ByType<acme::Tag<int>>;
using Const = acme::ByType<const int>;
using NonConst = acme::ByType<int>;
template struct acme::ByBool<true>;
template struct acme::ByMode<acme::Mode::Write>;
template struct acme::ByType<acme::WriteTag>;
template struct acme::ByType<acme::Tag<int>>;
template struct acme::ByType<const int>;
template struct acme::ByType<int>;
struct Plain {};
)");
  auto Is = [&](const char *Record, unsigned Index,
                const char *Value) -> std::optional<bool> {
    bool Result;
    if (!Code.model().isTemplateArgument(Code.record(Record), Index, Value,
                                         Result))
      return std::nullopt;
    return Result;
  };
  EXPECT_EQ(Is("True", 0, "true"), true);
  EXPECT_EQ(Is("True", 0, "false"), false);
  EXPECT_EQ(Is("True", 0, "1"), true);
  EXPECT_EQ(Is("Write", 0, "acme::Mode::Write"), true);
  EXPECT_EQ(Is("Write", 0, "acme::Mode::Read"), false);
  EXPECT_EQ(Is("Tagged", 0, "acme::WriteTag"), true);
  EXPECT_EQ(Is("TaggedByTemplate", 0, "acme::Tag"), true);
  EXPECT_EQ(Is("TaggedByTemplate", 0, "acme::WriteTag"), false);
  EXPECT_EQ(Is("Const", 0, "const"), true);
  EXPECT_EQ(Is("Const", 0, "non-const"), false);
  EXPECT_EQ(Is("NonConst", 0, "non-const"), true);
  EXPECT_EQ(Is("True", 1, "true"), std::nullopt);
  EXPECT_EQ(Is("Plain", 0, "true"), std::nullopt);
}

} // namespace
