//===--- AccessPathTest.cpp - Tests of the names for objects --------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Facts/AccessPath.h"
#include "Support/ParsedUnit.h"
#include "clang/AST/Type.h"
#include "gtest/gtest.h"

using namespace unwedge;

namespace {

class AccessPathTest : public testing::Test {
protected:
  ParsedUnit Code{R"(
struct Lock {};
struct Pool {
  Lock Mutex;
  Lock Other;
  Pool *Next;
  Lock Locks[4];
  union {
    Lock Inner;
    int Number;
  };
  Pool *next();
  void work();
};
extern Pool Global;
extern Pool *Pointer;
extern Lock Plain;
Pool &instance();
Pool *current();
int I, J;
)"};

  AccessPath This = AccessPath::thisObject();

  AccessPath var(const char *Name) {
    return AccessPath::var(Code.variable(Name));
  }
  AccessPath at(const AccessPath &Base, const char *Field) {
    return Base.field(Code.field(("Pool::" + std::string(Field)).c_str()));
  }
  static AccessPath index(const AccessPath &Base, int64_t Value) {
    return Base.plus({PathElement::ConstantIndex, nullptr, Value});
  }
  AccessPath variableIndex(const AccessPath &Base, const char *Name) {
    return Base.plus({PathElement::VariableIndex, Code.variable(Name), 0});
  }
  static AccessPath unknownIndex(const AccessPath &Base) {
    return Base.plus({PathElement::UnknownIndex, nullptr, 0});
  }
  AccessPath getter(const AccessPath &Base, const char *Name) {
    return Base.plus({PathElement::Getter, Code.function(Name), 0});
  }
};

//===----------------------------------------------------------------------===//
// Equality
//===----------------------------------------------------------------------===//

TEST_F(AccessPathTest, sameWayIsSameObject) {
  EXPECT_EQ(at(This, "Mutex"), at(This, "Mutex"));
  EXPECT_EQ(at(var("Global"), "Mutex"), at(var("Global"), "Mutex"));
  EXPECT_EQ(AccessPath::param(1), AccessPath::param(1));
  EXPECT_EQ(index(at(This, "Locks"), 2), index(at(This, "Locks"), 2));
  EXPECT_EQ(variableIndex(at(This, "Locks"), "I"),
            variableIndex(at(This, "Locks"), "I"));
  EXPECT_EQ(getter(This, "Pool::next"), getter(This, "Pool::next"));
}

TEST_F(AccessPathTest, differentWaysAreNotTheSame) {
  EXPECT_NE(at(This, "Mutex"), at(This, "Other"));
  EXPECT_NE(at(This, "Mutex"), at(var("Global"), "Mutex"));
  EXPECT_NE(at(This, "Mutex"), This);
  EXPECT_NE(at(This, "Mutex"), at(at(This, "Next"), "Mutex"));
  EXPECT_NE(AccessPath::param(0), AccessPath::param(1));
  EXPECT_NE(index(at(This, "Locks"), 2), index(at(This, "Locks"), 3));
  EXPECT_NE(variableIndex(at(This, "Locks"), "I"),
            variableIndex(at(This, "Locks"), "J"));
  EXPECT_NE(This.guardedLock(0), This.guardedLock(1));
}

TEST_F(AccessPathTest, thisOfAnActivationIsNotPlainThis) {
  EXPECT_NE(AccessPath::frameThis(Code.function("Pool::work")), This);
  EXPECT_NE(AccessPath::frameThis(Code.function("Pool::work")),
            AccessPath::frameThis(Code.function("Pool::next")));
}

TEST_F(AccessPathTest, opaqueEqualsNothingNotEvenItself) {
  AccessPath Opaque = AccessPath::opaque();
  EXPECT_NE(Opaque, Opaque);
  EXPECT_NE(Opaque, AccessPath::null());
  EXPECT_NE(Opaque, This);
}

TEST_F(AccessPathTest, nullEqualsNull) {
  EXPECT_EQ(AccessPath::null(), AccessPath::null());
  EXPECT_NE(AccessPath::null(), This);
}

TEST_F(AccessPathTest, unknownIndexIsNeverEqual) {
  AccessPath Some = unknownIndex(at(This, "Locks"));
  EXPECT_NE(Some, Some);
  AccessPath Below = at(unknownIndex(at(This, "Next")), "Mutex");
  EXPECT_NE(Below, Below);
}

TEST(AccessPathRedeclarationTest, redeclarationsAreOneVariable) {
  ParsedUnit Code("extern int Shared; int Shared = 0;\n"
                  "int *all(); int *all() { return &Shared; }\n");
  const clang::VarDecl *First = Code.variable("Shared")->getFirstDecl();
  const clang::VarDecl *Last = First->getMostRecentDecl();
  ASSERT_NE(First, Last);
  EXPECT_EQ(AccessPath::var(First), AccessPath::var(Last));
  const clang::FunctionDecl *Function = Code.function("all");
  ASSERT_NE(Function->getFirstDecl(), Function->getMostRecentDecl());
  EXPECT_EQ(AccessPath::result(Function->getFirstDecl()),
            AccessPath::result(Function->getMostRecentDecl()));
}

TEST_F(AccessPathTest, keyAndHashFollowEquality) {
  AccessPath A = at(var("Global"), "Mutex"), B = at(var("Global"), "Mutex");
  EXPECT_EQ(A.key(), B.key());
  EXPECT_EQ(A.hash(), B.hash());
  for (const AccessPath &Different :
       {at(var("Global"), "Other"), at(This, "Mutex"), var("Global"),
        AccessPath::param(0), index(A, 0), index(A, 1)})
    EXPECT_NE(A.key(), Different.key()) << describe(Different);
}

//===----------------------------------------------------------------------===//
// Prefixes
//===----------------------------------------------------------------------===//

TEST_F(AccessPathTest, startsWithItselfAndWhatLeadsToIt) {
  AccessPath Path = at(at(This, "Next"), "Mutex");
  EXPECT_TRUE(Path.startsWith(Path));
  EXPECT_TRUE(Path.startsWith(at(This, "Next")));
  EXPECT_TRUE(Path.startsWith(This));
}

TEST_F(AccessPathTest, doesNotStartWithAnythingElse) {
  AccessPath Path = at(at(This, "Next"), "Mutex");
  EXPECT_FALSE(Path.startsWith(at(This, "Mutex")));
  EXPECT_FALSE(Path.startsWith(index(Path, 0)));
  EXPECT_FALSE(Path.startsWith(var("Global")));
  EXPECT_FALSE(Path.startsWith(AccessPath::opaque()));
  EXPECT_FALSE(Path.startsWith(AccessPath::null()));
}

TEST_F(AccessPathTest, unnamedStartsWithNothing) {
  for (const AccessPath &Unnamed : {AccessPath::opaque(), AccessPath::null()}) {
    EXPECT_FALSE(Unnamed.startsWith(This));
    EXPECT_FALSE(Unnamed.startsWith(Unnamed));
  }
}

TEST_F(AccessPathTest, prefixKeepsTheFirstElements) {
  AccessPath Path = at(at(This, "Next"), "Mutex");
  EXPECT_EQ(Path.prefix(0), This);
  EXPECT_EQ(Path.prefix(1), at(This, "Next"));
  EXPECT_EQ(Path.prefix(2), Path);
  EXPECT_EQ(Path.prefix(9), Path);
}

TEST_F(AccessPathTest, replacePrefixKeepsTheRest) {
  AccessPath Path = at(at(This, "Next"), "Mutex");
  EXPECT_EQ(Path.replacePrefix(at(This, "Next"), AccessPath::param(0)),
            at(AccessPath::param(0), "Mutex"));
  EXPECT_EQ(Path.replacePrefix(This, at(var("Global"), "Next")),
            at(at(at(var("Global"), "Next"), "Next"), "Mutex"));
  EXPECT_EQ(Path.replacePrefix(Path, var("Plain")), var("Plain"));
}

TEST_F(AccessPathTest, replacePrefixByNullIsNullOnlyAtTheEnd) {
  AccessPath Next = at(This, "Next");
  EXPECT_TRUE(Next.replacePrefix(Next, AccessPath::null()).isNull());
  EXPECT_TRUE(
      at(Next, "Mutex").replacePrefix(Next, AccessPath::null()).isOpaque());
}

TEST_F(AccessPathTest, rebaseAppendsTheElementsFromOne) {
  AccessPath Path = index(at(at(This, "Next"), "Locks"), 1);
  EXPECT_EQ(Path.rebase(var("Pointer"), 1),
            index(at(var("Pointer"), "Locks"), 1));
  EXPECT_EQ(Path.rebase(var("Pointer"), 3), var("Pointer"));
  EXPECT_TRUE(Path.rebase(AccessPath::opaque(), 0).isOpaque());
}

//===----------------------------------------------------------------------===//
// Bounds
//===----------------------------------------------------------------------===//

TEST_F(AccessPathTest, tooLongIsOpaque) {
  AccessPath Path = This;
  for (unsigned I = 0; I < AccessPath::MaxElements; ++I)
    Path = at(Path, "Next");
  EXPECT_TRUE(Path.isNamed());
  EXPECT_EQ(Path.elements().size(), AccessPath::MaxElements);
  EXPECT_TRUE(at(Path, "Next").isOpaque());
  EXPECT_TRUE(Path.rebase(at(This, "Next"), 0).isOpaque());
}

TEST_F(AccessPathTest, nothingIsInsideTheUnnamed) {
  EXPECT_TRUE(at(AccessPath::opaque(), "Mutex").isOpaque());
  EXPECT_TRUE(at(AccessPath::null(), "Mutex").isOpaque());
}

//===----------------------------------------------------------------------===//
// Spelling
//===----------------------------------------------------------------------===//

TEST_F(AccessPathTest, spellingIsThatOfTheSource) {
  EXPECT_EQ(at(This, "Mutex").spelling(), "Mutex");
  EXPECT_EQ(at(at(This, "Next"), "Mutex").spelling(), "Next->Mutex");
  EXPECT_EQ(at(var("Global"), "Mutex").spelling(), "Global.Mutex");
  EXPECT_EQ(at(var("Pointer"), "Mutex").spelling(), "Pointer->Mutex");
  EXPECT_EQ(
      at(AccessPath::result(Code.function("instance")), "Mutex").spelling(),
      "instance().Mutex");
  EXPECT_EQ(
      at(AccessPath::result(Code.function("current")), "Mutex").spelling(),
      "current()->Mutex");
  EXPECT_EQ(at(getter(var("Global"), "Pool::next"), "Mutex").spelling(),
            "Global.next()->Mutex");
}

TEST_F(AccessPathTest, spellingOfElements) {
  EXPECT_EQ(index(at(This, "Locks"), 3).spelling(), "Locks[3]");
  EXPECT_EQ(variableIndex(at(This, "Locks"), "I").spelling(), "Locks[I]");
  EXPECT_EQ(unknownIndex(at(This, "Locks")).spelling(), "Locks[...]");
  EXPECT_EQ(at(index(var("Pointer"), 0), "Mutex").spelling(),
            "Pointer[0].Mutex");
}

TEST_F(AccessPathTest, spellingLeavesOutWhatHasNoName) {
  const clang::FieldDecl *Union = nullptr;
  for (const clang::FieldDecl *Field : Code.record("Pool")->fields())
    if (Field->isAnonymousStructOrUnion())
      Union = Field;
  ASSERT_TRUE(Union);
  const auto *Inner = *Union->getType()->getAsRecordDecl()->field_begin();
  EXPECT_EQ(This.field(Union).field(Inner).spelling(), "Inner");
  EXPECT_EQ(at(This, "Mutex").guardedLock().spelling(), "Mutex");
}

TEST_F(AccessPathTest, spellingIsNeverEmpty) {
  EXPECT_EQ(This.spelling(), "*this");
  EXPECT_EQ(AccessPath::frameThis(Code.function("Pool::work")).spelling(),
            "*this");
  for (const AccessPath &Nameless :
       {AccessPath::opaque(), AccessPath::null(), AccessPath::param(0),
        AccessPath::returned(), AccessPath::temp(nullptr)})
    EXPECT_EQ(Nameless.spelling(), "the lock");
}

//===----------------------------------------------------------------------===//
// Lock classes
//===----------------------------------------------------------------------===//

TEST_F(AccessPathTest, lockClassIsTheLastField) {
  const clang::Decl *Mutex = Code.field("Pool::Mutex");
  EXPECT_EQ(at(This, "Mutex").lockClass(), Mutex);
  EXPECT_EQ(at(AccessPath::param(0), "Mutex").lockClass(), Mutex);
  EXPECT_EQ(at(at(var("Global"), "Next"), "Mutex").lockClass(), Mutex);
}

TEST_F(AccessPathTest, elementsOfAnArrayAreOneLockClass) {
  const clang::Decl *Locks = Code.field("Pool::Locks");
  EXPECT_EQ(index(at(This, "Locks"), 1).lockClass(), Locks);
  EXPECT_EQ(unknownIndex(at(This, "Locks")).lockClass(), Locks);
}

TEST_F(AccessPathTest, lockClassOfAVariableOrFunctionIsThat) {
  EXPECT_EQ(var("Plain").lockClass(), Code.variable("Plain"));
  EXPECT_EQ(AccessPath::result(Code.function("instance")).lockClass(),
            Code.function("instance"));
  EXPECT_EQ(getter(This, "Pool::next").lockClass(),
            Code.function("Pool::next"));
}

TEST_F(AccessPathTest, unknownObjectsHaveNoLockClass) {
  for (const AccessPath &Path :
       {This, AccessPath::param(0), AccessPath::returned(),
        AccessPath::opaque(), AccessPath::null()})
    EXPECT_EQ(Path.lockClass(), nullptr) << describe(Path);
}

} // namespace
