//===--- ObjectFilesTest.cpp ----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Summary/ObjectFiles.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/ObjectYAML/yaml2obj.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace unwedge {
namespace {

class ObjectFilesTest : public ::testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(sys::fs::createUniqueDirectory("unwedge-objects", Folder));
  }
  void TearDown() override { sys::fs::remove_directories(Folder); }

  std::string path(StringRef Name) const {
    SmallString<128> Path(Folder);
    sys::path::append(Path, Name);
    return std::string(Path);
  }

  std::string write(StringRef Name, StringRef Content) const {
    std::error_code Failed;
    raw_fd_ostream OS(path(Name), Failed);
    EXPECT_FALSE(Failed);
    OS << Content;
    return path(Name);
  }

  /// What is read of the file \p Path, as lines: blocks by their payloads,
  /// errors by their texts, both without the folder, and the numbers.
  std::string readFile(StringRef Path) {
    std::string Result;
    auto WithoutFolder = [&](std::string Text) {
      for (size_t At; (At = Text.find(Folder.c_str())) != Text.npos;)
        Text.erase(At, Folder.size() + 1);
      return Text;
    };
    SummaryReader Reader(
        [&](StringRef Name, StringRef Block) {
          Result += WithoutFolder(Name.str()) + " has " +
                    Block.substr(SummaryHeader::Size).str() + "\n";
        },
        [&](Error E) {
          Result += "error: " + WithoutFolder(toString(std::move(E))) + "\n";
        });
    Reader.readFile(Path);
    const SummaryReader::Counts &C = Reader.counts();
    Result += utostr(C.Objects) + " objects, " + utostr(C.WithoutSummary) +
              " without, " + utostr(C.OtherMembers) + " others, " +
              utostr(C.Blocks) + " blocks\n";
    return Result;
  }

  SmallString<128> Folder;
};

std::string objectFrom(StringRef Yaml) {
  SmallString<0> Storage;
  std::unique_ptr<object::ObjectFile> Object = yaml::yaml2ObjectFile(
      Storage, Yaml, [](const Twine &Error) { ADD_FAILURE() << Error.str(); });
  return Object ? Object->getData().str() : std::string();
}

std::string elfWith(StringRef Content, StringRef Section = ".unwedge") {
  return objectFrom("--- !ELF\n"
                    "FileHeader:\n"
                    "  Class: ELFCLASS64\n"
                    "  Data: ELFDATA2LSB\n"
                    "  Type: ET_REL\n"
                    "  Machine: EM_X86_64\n"
                    "Sections:\n"
                    "  - Name: " +
                    Section.str() +
                    "\n    Type: SHT_PROGBITS\n    Flags: [ SHF_EXCLUDE ]\n"
                    "    Content: '" +
                    toHex(Content) + "'\n");
}

std::string bitcodeWith(StringRef Content, StringRef Target) {
  LLVMContext Context;
  Module M("unit", Context);
  if (!Content.empty())
    embedBufferInModule(M, MemoryBufferRef(Content, ""),
                        summarySection(Triple(Target)));
  std::string Result;
  raw_string_ostream OS(Result);
  WriteBitcodeToFile(M, OS);
  OS.flush();
  return Result;
}

void writeAsArchive(StringRef Path, ArrayRef<NewArchiveMember> Members,
                    bool Thin = false) {
  EXPECT_FALSE(errorToBool(
      writeArchive(Path, Members, SymtabWritingMode::NormalSymtab,
                   object::Archive::K_GNU, /*Deterministic=*/true, Thin)));
}

NewArchiveMember member(StringRef Content, StringRef Name) {
  return NewArchiveMember(MemoryBufferRef(Content, Name));
}

TEST_F(ObjectFilesTest, HeaderIsReadAsItIsWritten) {
  std::string Block = SummaryHeader::block("abc", 7, 0x80000001);
  EXPECT_EQ(StringRef(Block),
            StringRef("UNWEDGE1\7\0\0\0\1\0\0\x80\3\0\0\0\0\0\0\0abc", 27));
  SummaryHeader H = SummaryHeader::read(Block);
  EXPECT_EQ(H.Version, 7u);
  EXPECT_EQ(H.Flags, 0x80000001u);
  EXPECT_EQ(H.PayloadSize, 3u);
}

TEST_F(ObjectFilesTest, ObjectsOfAllFormats) {
  std::string Block = SummaryHeader::block("payload");
  EXPECT_EQ(readFile(write("elf.o", elfWith(Block))),
            "elf.o has payload\n1 objects, 0 without, 0 others, 1 blocks\n");
  std::string Coff =
      objectFrom("--- !COFF\n"
                 "header:\n"
                 "  Machine: IMAGE_FILE_MACHINE_AMD64\n"
                 "  Characteristics: []\n"
                 "sections:\n"
                 "  - Name: .unwedge\n"
                 "    Characteristics: [ IMAGE_SCN_LNK_REMOVE ]\n"
                 "    Alignment: 1\n"
                 "    SectionData: '" +
                 toHex(Block) + "'\nsymbols: []\n");
  EXPECT_EQ(readFile(write("coff.obj", Coff)),
            "coff.obj has payload\n1 objects, 0 without, 0 others, 1 blocks\n");
  std::string MachO = objectFrom(
      "--- !mach-o\n"
      "FileHeader:\n"
      "  magic: 0xFEEDFACF\n  cputype: 0x01000007\n  cpusubtype: 3\n"
      "  filetype: 1\n  ncmds: 1\n  sizeofcmds: 152\n  flags: 0\n"
      "  reserved: 0\n"
      "LoadCommands:\n"
      "  - cmd: LC_SEGMENT_64\n    cmdsize: 152\n    segname: ''\n"
      "    vmaddr: 0\n    vmsize: 31\n    fileoff: 184\n    filesize: 31\n"
      "    maxprot: 7\n    initprot: 7\n    nsects: 1\n    flags: 0\n"
      "    Sections:\n"
      "      - sectname: __unwedge\n        segname: __LLVM\n"
      "        addr: 0\n        size: 31\n        offset: 184\n"
      "        align: 0\n        reloff: 0\n        nreloc: 0\n"
      "        flags: 0\n        reserved1: 0\n        reserved2: 0\n"
      "        reserved3: 0\n        content: '" +
      toHex(Block) + "'\n");
  EXPECT_EQ(readFile(write("macho.o", MachO)),
            "macho.o has payload\n1 objects, 0 without, 0 others, 1 blocks\n");
}

TEST_F(ObjectFilesTest, ObjectWithoutTheSectionIsCounted) {
  EXPECT_EQ(readFile(write("a.o", elfWith("text", ".text2"))),
            "1 objects, 1 without, 0 others, 0 blocks\n");
  EXPECT_EQ(readFile(write("a.bc", bitcodeWith("", "x86_64-linux-gnu"))),
            "1 objects, 1 without, 0 others, 0 blocks\n");
  EXPECT_EQ(readFile(write("a.wasm", StringRef("\0asm\1\0\0\0", 8))),
            "1 objects, 1 without, 0 others, 0 blocks\n");
  // Nothing but what linkers fill up with.
  EXPECT_EQ(readFile(write("b.o", elfWith(StringRef("\0\0\0\0", 4)))),
            "1 objects, 1 without, 0 others, 0 blocks\n");
}

TEST_F(ObjectFilesTest, BitcodeOfAllTargets) {
  for (const char *Target :
       {"x86_64-linux-gnu", "x86_64-apple-macos", "x86_64-pc-windows-msvc"})
    EXPECT_EQ(readFile(write(
                  "a.bc", bitcodeWith(SummaryHeader::block("bits"), Target))),
              "a.bc has bits\n1 objects, 0 without, 0 others, 1 blocks\n");
  std::string Cut =
      bitcodeWith(SummaryHeader::block("bits"), "x86_64-linux-gnu");
  Cut.resize(Cut.size() / 8 * 4);
  std::string Result = readFile(write("cut.bc", Cut));
  EXPECT_TRUE(StringRef(Result).contains("error: cut.bc: ")) << Result;
  Cut.resize(Cut.size() - 1);
  EXPECT_EQ(readFile(write("cut.bc", Cut)),
            "error: cut.bc: bitcode that is no multiple of 4 bytes long\n"
            "0 objects, 0 without, 0 others, 0 blocks\n");
}

TEST_F(ObjectFilesTest, SeveralModulesInOneFile) {
  LLVMContext Context;
  SmallVector<char, 0> Bytes;
  BitcodeWriter Writer(Bytes);
  std::vector<std::unique_ptr<Module>> Modules;
  for (StringRef Payload : {"first", "second"}) {
    Modules.push_back(std::make_unique<Module>(Payload, Context));
    std::string Block = SummaryHeader::block(Payload);
    embedBufferInModule(*Modules.back(), MemoryBufferRef(Block, ""),
                        ".unwedge");
    Writer.writeModule(*Modules.back());
  }
  Writer.writeStrtab();
  EXPECT_EQ(readFile(write("two.bc", StringRef(Bytes.data(), Bytes.size()))),
            "two.bc has first\ntwo.bc has second\n"
            "1 objects, 0 without, 0 others, 2 blocks\n");
}

TEST_F(ObjectFilesTest, BlocksBehindEachOther) {
  std::string Three = SummaryHeader::block("one") + std::string(5, '\0') +
                      SummaryHeader::block("") + SummaryHeader::block("three");
  EXPECT_EQ(readFile(write("raw", Three)),
            "raw has one\nraw has \nraw has three\n"
            "0 objects, 0 without, 0 others, 3 blocks\n");
  EXPECT_EQ(readFile(write("a.o", elfWith(Three))),
            "a.o has one\na.o has \na.o has three\n"
            "1 objects, 0 without, 0 others, 3 blocks\n");
}

TEST_F(ObjectFilesTest, DamageCostsOneBlock) {
  std::string One = SummaryHeader::block("one");
  EXPECT_EQ(readFile(write("a.o", elfWith("garbage" + One))),
            "error: a.o: no header at offset 0 of the summary\n"
            "a.o has one\n1 objects, 0 without, 0 others, 1 blocks\n");
  EXPECT_EQ(readFile(write("a.o", elfWith(One + "UNWEDGE1"))),
            "a.o has one\n"
            "error: a.o: the header at offset 27 of the summary is cut off\n"
            "1 objects, 0 without, 0 others, 1 blocks\n");
  std::string Long = SummaryHeader::block("long");
  Long[16] = 99;
  EXPECT_EQ(readFile(write("a.o", elfWith(Long + One))),
            "error: a.o: the header at offset 0 of the summary tells of 99 "
            "bytes, and there are 31\n"
            "a.o has one\n1 objects, 0 without, 0 others, 1 blocks\n");
  Long.replace(16, 8, 8, '\xff');
  EXPECT_EQ(readFile(write("raw", Long)),
            "error: raw: the header at offset 0 of the summary tells of "
            "18446744073709551615 bytes, and there are 4\n"
            "0 objects, 0 without, 0 others, 0 blocks\n");
}

TEST_F(ObjectFilesTest, ArchivesNameTheirMembers) {
  std::string A = elfWith(SummaryHeader::block("of a"));
  std::string B = elfWith(SummaryHeader::block("of b"));
  std::string Without = elfWith("", ".text2");
  std::string Bits =
      bitcodeWith(SummaryHeader::block("of c"), "x86_64-linux-gnu");
  writeAsArchive(path("lib.a"),
                 {member(A, "a.o"), member("some text", "readme.txt"),
                  member(Without, "without.o"),
                  member(B, "a_name_that_is_longer_than_headers_allow.o"),
                  member(Bits, "c.o")});
  EXPECT_EQ(readFile(path("lib.a")),
            "lib.a(a.o) has of a\n"
            "lib.a(a_name_that_is_longer_than_headers_allow.o) has of b\n"
            "lib.a(c.o) has of c\n"
            "4 objects, 1 without, 1 others, 3 blocks\n");
  // Two members of one name are two.
  writeAsArchive(path("lib.a"), {member(A, "a.o"), member(B, "a.o")});
  EXPECT_EQ(readFile(path("lib.a")), "lib.a(a.o) has of a\n"
                                     "lib.a(a.o) has of b\n"
                                     "2 objects, 0 without, 0 others, 2 "
                                     "blocks\n");
}

TEST_F(ObjectFilesTest, ThinArchiveNamesFilesBesideIt) {
  std::string A = elfWith(SummaryHeader::block("of a"));
  std::string PathA = write("a.o", A), PathB = write("b.o", A);
  Expected<NewArchiveMember> MemberA =
      NewArchiveMember::getFile(PathA, /*Deterministic=*/true);
  Expected<NewArchiveMember> MemberB =
      NewArchiveMember::getFile(PathB, /*Deterministic=*/true);
  ASSERT_TRUE(bool(MemberA));
  ASSERT_TRUE(bool(MemberB));
  MemberA->MemberName = "a.o";
  MemberB->MemberName = "b.o";
  std::vector<NewArchiveMember> Members;
  Members.push_back(std::move(*MemberB));
  Members.push_back(std::move(*MemberA));
  writeAsArchive(path("thin.a"), Members, /*Thin=*/true);
  sys::fs::remove(PathB);
  EXPECT_EQ(readFile(path("thin.a")),
            "error: thin.a(b.o): No such file or directory\n"
            "thin.a(a.o) has of a\n1 objects, 0 without, 0 others, 1 blocks\n");
}

TEST_F(ObjectFilesTest, DamagedMemberCostsOneMember) {
  std::string A = elfWith(SummaryHeader::block("of a"));
  std::string Cut = A.substr(0, A.size() - 100);
  writeAsArchive(path("lib.a"), {member(A, "a.o"), member(A, "b.o")});
  ErrorOr<std::unique_ptr<MemoryBuffer>> File =
      MemoryBuffer::getFile(path("lib.a"));
  ASSERT_TRUE(bool(File));
  std::string Archive = (*File)->getBuffer().str();
  // The first member loses its table of sections.
  const size_t First = Archive.find("\x7f"
                                    "ELF");
  Archive.replace(First + 0x28, 8, 8, '\x7f');
  std::string Result = readFile(write("lib.a", Archive));
  EXPECT_TRUE(StringRef(Result).starts_with("error: lib.a(a.o): ")) << Result;
  EXPECT_TRUE(StringRef(Result).contains("\nlib.a(b.o) has of a\n")) << Result;
  // An archive that ends too early has what comes before.
  Archive = (*File)->getBuffer().str();
  Result = readFile(write("lib.a", Archive.substr(0, Archive.size() - 10)));
  EXPECT_TRUE(StringRef(Result).contains("lib.a(a.o) has of a\n")) << Result;
  EXPECT_TRUE(StringRef(Result).contains("error: lib.a")) << Result;
}

TEST_F(ObjectFilesTest, ArchiveThatIsCutShort) {
  const std::string First = SummaryHeader::block("first payload"),
                    Second = SummaryHeader::block("second payload");
  writeAsArchive(path("whole.a"),
                 {member(First, "one.o"), member(Second, "two.o")});
  auto Whole = MemoryBuffer::getFile(path("whole.a"));
  ASSERT_TRUE(bool(Whole));
  write("cut.a", (*Whole)->getBuffer().drop_back(8));
  const std::string Read = readFile(path("cut.a"));
  EXPECT_EQ(StringRef(Read).split('\n').first,
            "cut.a(one.o) has first payload");
  EXPECT_NE(Read.find("error: cut.a(two.o): reaches beyond the end of the "
                      "file\n"),
            std::string::npos)
      << Read;
}

TEST_F(ObjectFilesTest, ArchivesInArchives) {
  std::string A = elfWith(SummaryHeader::block("deep"));
  std::string Inner;
  for (unsigned Depth = 0; Depth < 6; ++Depth) {
    writeAsArchive(path("lib.a"),
                   {member(Depth ? Inner : A, Depth ? "in.a" : "a.o")});
    ErrorOr<std::unique_ptr<MemoryBuffer>> File =
        MemoryBuffer::getFile(path("lib.a"));
    ASSERT_TRUE(bool(File));
    Inner = (*File)->getBuffer().str();
    if (Depth == 1)
      EXPECT_EQ(readFile(path("lib.a")),
                "lib.a(in.a)(a.o) has deep\n"
                "1 objects, 0 without, 0 others, 1 blocks\n");
  }
  EXPECT_EQ(readFile(path("lib.a")),
            "error: lib.a(in.a)(in.a)(in.a)(in.a): archives in archives are "
            "nested too deep\n0 objects, 0 without, 0 others, 0 blocks\n");
}

TEST_F(ObjectFilesTest, OtherFilesAreErrors) {
  EXPECT_EQ(readFile(write("a.cpp", "int main() {}\n")),
            "error: a.cpp: neither an object file nor an archive, bitcode or a "
            "summary of unwedge\n0 objects, 0 without, 0 others, 0 blocks\n");
  EXPECT_EQ(readFile(write("empty", "")),
            "error: empty: neither an object file nor an archive, bitcode or a "
            "summary of unwedge\n0 objects, 0 without, 0 others, 0 blocks\n");
  EXPECT_EQ(readFile(path("none.o")),
            "error: none.o: No such file or directory\n"
            "0 objects, 0 without, 0 others, 0 blocks\n");
  ASSERT_FALSE(sys::fs::create_directory(path("folder")));
  EXPECT_EQ(readFile(path("folder")),
            "error: folder: Is a directory\n"
            "0 objects, 0 without, 0 others, 0 blocks\n");
  EXPECT_EQ(readFile("/dev/zero"), "error: /dev/zero: not a regular file\n0 "
                                   "objects, 0 without, 0 others, 0 blocks\n");
}

/// Whatever byte is wrong, and wherever a file ends, it is told and survived.
void expectSurvival(StringRef File, unsigned MostBlocks) {
  for (size_t At = 0; At < File.size(); ++At) {
    std::string Damaged = File.str();
    Damaged[At] = ~Damaged[At];
    for (StringRef Content : {StringRef(Damaged), File.take_front(At)}) {
      unsigned Blocks = 0;
      SummaryReader Reader([&](StringRef, StringRef) { ++Blocks; },
                           [](Error E) { consumeError(std::move(E)); });
      Reader.read(MemoryBufferRef(Content, "damaged"));
      EXPECT_EQ(Blocks, Reader.counts().Blocks);
      EXPECT_LE(Blocks, MostBlocks);
    }
  }
}

TEST_F(ObjectFilesTest, DamagedArchivesAreSurvived) {
  std::string A = elfWith(SummaryHeader::block("of a"));
  writeAsArchive(path("lib.a"), {member(A, "a.o"), member(A, "b.o")});
  ErrorOr<std::unique_ptr<MemoryBuffer>> File =
      MemoryBuffer::getFile(path("lib.a"));
  ASSERT_TRUE(bool(File));
  expectSurvival((*File)->getBuffer(), 2);
}

TEST_F(ObjectFilesTest, DamagedBitcodeIsSurvived) {
  expectSurvival(bitcodeWith(SummaryHeader::block("bits"), "x86_64-linux-gnu"),
                 1);
}

} // namespace
} // namespace unwedge
