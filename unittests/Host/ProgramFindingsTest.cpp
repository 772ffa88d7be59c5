//===--- ProgramFindingsTest.cpp ------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Host/ProgramFindings.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace unwedge;

namespace {

struct Files {
  vfs::InMemoryFileSystem FS;

  Files &add(StringRef Name) {
    FS.addFile(Name, 0, MemoryBuffer::getMemBuffer("{}"));
    return *this;
  }
  std::string find(StringRef Option = "") {
    return findProgramSummary(FS, Option, "/p/src/lib/a.cpp");
  }
};

TEST(FindProgramSummary, NoneIsEmpty) { EXPECT_EQ(Files().find(), ""); }

TEST(FindProgramSummary, BesideADatabaseAbove) {
  EXPECT_EQ(Files().add("/p/.unwedge/program.json").find(),
            "/p/.unwedge/program.json");
  EXPECT_EQ(Files().add("/p/build/.unwedge/program.json").find(),
            "/p/build/.unwedge/program.json");
  EXPECT_EQ(Files().add("/p/other/.unwedge/program.json").find(), "");
}

TEST(FindProgramSummary, TheNearestCounts) {
  EXPECT_EQ(Files()
                .add("/p/.unwedge/program.json")
                .add("/p/src/build/.unwedge/program.json")
                .find(),
            "/p/src/build/.unwedge/program.json");
}

TEST(FindProgramSummary, OneThatIsNamedNeedNotBeThere) {
  EXPECT_EQ(Files().find("/x.json"), "/x.json");
  EXPECT_EQ(Files().find("x.json"), "x.json");
  EXPECT_EQ(Files().add("/p/x.json").find("x.json"), "/p/x.json");
  EXPECT_EQ(Files().add("/p/.unwedge/program.json").find("none"), "");
}

} // namespace
