//===--- ModelSearchTest.cpp - Tests of the search for model files --------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/ModelSearch.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace unwedge;
using llvm::StringRef;

namespace {

class ModelSearchTest : public testing::Test {
protected:
  llvm::IntrusiveRefCntPtr<llvm::vfs::InMemoryFileSystem> FS =
      llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  std::vector<ModelFile> Models;

  void SetUp() override { FS->setCurrentWorkingDirectory("/project"); }

  void addText(StringRef Path, StringRef Text) {
    FS->addFile(Path, 0, llvm::MemoryBuffer::getMemBufferCopy(Text, Path));
  }
  /// A file that can be told by its only lock.
  void addModel(StringRef Path, StringRef Lock, bool InheritParent = false) {
    addText(Path, ("unwedge-model: 1\n" +
                   StringRef(InheritParent ? "inherit-parent: true\n" : "") +
                   "locks:\n  - id: " + Lock + "\n    types: [" + Lock + "]\n")
                      .str());
  }
  /// Runs the search; the messages of its errors.
  std::vector<std::string> load(StringRef PathList, StringRef SourceFile) {
    std::vector<std::string> Messages;
    for (llvm::Error &E : loadModelFiles(*FS, PathList, SourceFile, Models))
      Messages.push_back(llvm::toString(std::move(E)));
    return Messages;
  }
  std::vector<std::string> locks() const {
    std::vector<std::string> Ids;
    for (const ModelFile &File : Models)
      for (const LockSpec &Lock : File.Locks)
        Ids.push_back(Lock.Id);
    return Ids;
  }
};

using Texts = std::vector<std::string>;

TEST_F(ModelSearchTest, noFileIsNoError) {
  EXPECT_EQ(load("", "/project/src/a.cpp"), Texts());
  EXPECT_TRUE(Models.empty());
}

TEST_F(ModelSearchTest, fileBesideTheSourceIsFound) {
  addModel("/project/src/.unwedge.yaml", "Beside");
  EXPECT_EQ(load("", "/project/src/a.cpp"), Texts());
  EXPECT_EQ(locks(), Texts({"Beside"}));
}

TEST_F(ModelSearchTest, fileInAFartherDirectoryIsFound) {
  addModel("/project/.unwedge.yaml", "Above");
  EXPECT_EQ(load("", "/project/src/deep/down/a.cpp"), Texts());
  EXPECT_EQ(locks(), Texts({"Above"}));
}

TEST_F(ModelSearchTest, fileInTheRootDirectoryIsFound) {
  addModel("/.unwedge.yaml", "Root");
  EXPECT_EQ(load("", "/project/a.cpp"), Texts());
  EXPECT_EQ(locks(), Texts({"Root"}));
}

TEST_F(ModelSearchTest, nearestFileEndsTheSearch) {
  addModel("/project/.unwedge.yaml", "Above");
  addModel("/project/src/.unwedge.yaml", "Nearest");
  EXPECT_EQ(load("", "/project/src/a.cpp"), Texts());
  EXPECT_EQ(locks(), Texts({"Nearest"}));
}

TEST_F(ModelSearchTest, inheritingFileIsFollowedByItsParent) {
  addModel("/.unwedge.yaml", "Root");
  addModel("/project/.unwedge.yaml", "Above");
  addModel("/project/src/.unwedge.yaml", "Nearest", /*InheritParent=*/true);
  EXPECT_EQ(load("", "/project/src/a.cpp"), Texts());
  EXPECT_EQ(locks(), Texts({"Nearest", "Above"}));
}

TEST_F(ModelSearchTest, otherBranchesOfTheTreeDoNotCount) {
  addModel("/project/lib/.unwedge.yaml", "Sibling");
  addModel("/project/src/deep/.unwedge.yaml", "Below");
  EXPECT_EQ(load("", "/project/src/a.cpp"), Texts());
  EXPECT_EQ(locks(), Texts());
}

TEST_F(ModelSearchTest, listedFilesComeFirstInTheirOrder) {
  addModel("/project/.unwedge.yaml", "Nearest");
  addModel("/models/b.yaml", "B");
  addModel("/models/a.yaml", "A");
  EXPECT_EQ(load("/models/b.yaml;/models/a.yaml", "/project/a.cpp"), Texts());
  EXPECT_EQ(locks(), Texts({"B", "A", "Nearest"}));
}

TEST_F(ModelSearchTest, modelsAreAppended) {
  addModel("/a.yaml", "A");
  addModel("/b.yaml", "B");
  load("/a.yaml", "/project/a.cpp");
  load("/b.yaml", "/project/a.cpp");
  EXPECT_EQ(locks(), Texts({"A", "B"}));
}

TEST_F(ModelSearchTest, spacesAndEmptyEntriesInTheListDoNotCount) {
  addModel("/models/a.yaml", "A");
  addModel("/models/b.yaml", "B");
  EXPECT_EQ(load(" /models/a.yaml ;; /models/b.yaml; ", "/project/a.cpp"),
            Texts());
  EXPECT_EQ(locks(), Texts({"A", "B"}));
}

TEST_F(ModelSearchTest, relativePathsStartAtTheWorkingDirectory) {
  addModel("/project/src/.unwedge.yaml", "Nearest");
  addModel("/project/extra.yaml", "Listed");
  EXPECT_EQ(load("extra.yaml", "src/a.cpp"), Texts());
  EXPECT_EQ(locks(), Texts({"Listed", "Nearest"}));
}

TEST_F(ModelSearchTest, dotsInTheSourcePathAreFollowed) {
  addModel("/project/src/.unwedge.yaml", "Source");
  addModel("/project/build/.unwedge.yaml", "Build");
  EXPECT_EQ(load("", "/project/build/../src/./a.cpp"), Texts());
  EXPECT_EQ(locks(), Texts({"Source"}));
}

TEST_F(ModelSearchTest, missingListedFileCostsItselfOnly) {
  addModel("/models/b.yaml", "B");
  addModel("/project/.unwedge.yaml", "Nearest");
  Texts Errors = load("/models/missing.yaml;/models/b.yaml", "/project/a.cpp");
  ASSERT_EQ(Errors.size(), 1u);
  EXPECT_TRUE(StringRef(Errors[0]).starts_with(
      "/models/missing.yaml: cannot read model file: "))
      << Errors[0];
  EXPECT_EQ(locks(), Texts({"B", "Nearest"}));
}

TEST_F(ModelSearchTest, wrongListedFileCostsItselfOnly) {
  addText("/models/wrong.yaml", "unwedge-model: 1\nlokcs: []\n");
  addModel("/models/b.yaml", "B");
  addModel("/project/.unwedge.yaml", "Nearest");
  Texts Errors = load("/models/wrong.yaml;/models/b.yaml", "/project/a.cpp");
  ASSERT_EQ(Errors.size(), 1u);
  EXPECT_TRUE(StringRef(Errors[0]).starts_with("/models/wrong.yaml:2:1: "))
      << Errors[0];
  EXPECT_EQ(locks(), Texts({"B", "Nearest"}));
}

TEST_F(ModelSearchTest, wrongNearestFileIsAnError) {
  addText("/project/src/.unwedge.yaml", "unwedge-model: 1\nlokcs: []\n");
  addModel("/models/b.yaml", "B");
  Texts Errors = load("/models/b.yaml", "/project/src/a.cpp");
  ASSERT_EQ(Errors.size(), 1u);
  EXPECT_TRUE(
      StringRef(Errors[0]).starts_with("/project/src/.unwedge.yaml:2:1: "))
      << Errors[0];
  EXPECT_EQ(locks(), Texts({"B"}));
}

} // namespace
