//===--- SummaryFormatTest.cpp --------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Summary/SummaryFormat.h"
#include "unwedge/Summary/Renumber.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <random>

using namespace llvm;
using namespace unwedge;
using namespace unwedge::summary;

namespace {

/// A unit with something in most fields.
std::unique_ptr<UnitSummary> someUnit() {
  auto Unit = std::make_unique<UnitSummary>();
  Unit->Producer = Unit->save("test");
  Unit->Identity = Unit->save("0123");
  Unit->MainFile = Unit->save("/a/b.cpp");
  Unit->Files = {{Unit->save("/a/b.cpp"), 0xfedcba9876543210},
                 {Unit->save("/a/nobody.h"), 1}};
  Entity Class, Method, Field, Unused;
  Class.Kind = Entity::Class;
  Class.USR = Unit->save("c:@S@Pool");
  Class.Name = Unit->save("Pool");
  Method.USR = Unit->save("c:@S@Pool@F@size#");
  Method.Name = Unit->save("Pool::size");
  Method.Where = {0, 3, 7};
  Method.Parent = 0;
  Field.Kind = Entity::Field;
  Field.USR = Unit->save("c:@S@Pool@FI@Mutex");
  Field.Name = Unit->save("Mutex");
  Field.MayBeReset = true;
  Unused.Name = Unit->save("nothing speaks of it");
  Unit->Entities = {Class, Unused, Method, Field};
  LockKind Kind;
  Kind.TypeName = Unit->save("RwLock");
  Kind.Note = Unit->save("");
  Kind.Semantics.SharedShared = RecursionVerdict::Forbidden;
  Unit->LockKinds = {Kind};

  Function F;
  F.Is = 2;
  F.Begin = {0, 3, 1};
  F.End = {0, 300, 70000};
  F.Hash = 42;
  Acquisition A;
  A.Object.Root = Path::This;
  A.Object.Elements = {{PathElement::Field, 3, 0},
                       {PathElement::ConstantIndex, None, -5}};
  A.Mode = LockMode::Exclusive;
  A.Kind = 0;
  A.When.Conditions = {{1, -1, Condition::Less, true}};
  A.When.Doubtful = true;
  F.Acquisitions = {A};
  Call C;
  C.Callee = 2;
  C.Where = {0, 5, 6};
  C.Receiver.Root = Path::Param;
  C.Receiver.Number = 300;
  Argument Number, Text;
  Number.Value = std::numeric_limits<int64_t>::min();
  Text.Callables = {2, 2};
  C.Arguments = {Number, Text};
  HeldLock H;
  H.Object = A.Object;
  H.Kind = 0;
  H.Calls = {{{0, 9, 9}, Unit->save("'f' is called here")}};
  C.Held = {H};
  F.Calls = {C};
  Unit->Functions = {F};
  Unit->Findings.emplace_back();
  Unit->Findings.back().Check = Unit->save("unwedge-recursive-shared-lock");
  return Unit;
}

std::string dump(const UnitSummary &Unit) {
  std::string Text;
  raw_string_ostream OS(Text);
  json::OStream Out(OS, 1);
  dumpSummary(Unit, Out);
  return Text;
}

std::string errorOf(StringRef Bytes) {
  Expected<std::unique_ptr<UnitSummary>> Unit = readSummary(Bytes, "some.o");
  return Unit ? "" : toString(Unit.takeError());
}

TEST(SummaryFormat, keepsEverything) {
  std::unique_ptr<UnitSummary> Unit = someUnit();
  const std::string Bytes = writeSummary(*Unit, /*Compress=*/false);
  Expected<std::unique_ptr<UnitSummary>> Read = readSummary(Bytes, "some.o");
  ASSERT_TRUE(bool(Read)) << toString(Read.takeError());
  EXPECT_EQ(dump(**Read), dump(*Unit));
  EXPECT_EQ(writeSummary(**Read, /*Compress=*/false), Bytes);
  const Call &C = (*Read)->Functions.front().Calls.front();
  EXPECT_EQ(C.Arguments.front().Value, std::numeric_limits<int64_t>::min());
  EXPECT_EQ(C.Receiver.Number, 300u);
  EXPECT_EQ((*Read)->Files.front().Hash, 0xfedcba9876543210u);
  EXPECT_EQ((*Read)->Functions.front().End.Column, 70000u);
}

TEST(SummaryFormat, compresses) {
  std::unique_ptr<UnitSummary> Unit = someUnit();
  std::string Bytes = writeSummary(*Unit);
  Expected<std::unique_ptr<UnitSummary>> Read = readSummary(Bytes, "some.o");
  ASSERT_TRUE(bool(Read)) << toString(Read.takeError());
  EXPECT_EQ(dump(**Read), dump(*Unit));
  EXPECT_EQ(writeSummary(**Read), Bytes);
  for (size_t I = SummaryHeader::Size + 8; I < Bytes.size(); ++I) {
    std::string Damaged = Bytes;
    Damaged[I] = static_cast<char>(Damaged[I] ^ 0x55);
    EXPECT_EQ(errorOf(Damaged).rfind("some.o: damaged summary: ", 0), 0u) << I;
  }
  // It claims to be of a terabyte.
  Bytes[SummaryHeader::Size + 5] = 1;
  EXPECT_EQ(errorOf(Bytes),
            "some.o: damaged summary: larger than it can be at offset 24");
}

TEST(SummaryFormat, doesNotCompressWhatCouldNotBeRead) {
  std::unique_ptr<UnitSummary> Unit = someUnit();
  const Function Same = Unit->Functions.front();
  for (unsigned I = 0; I < 5000; ++I)
    Unit->Functions.push_back(Same);
  const std::string Bytes = writeSummary(*Unit);
  EXPECT_EQ(SummaryHeader::read(Bytes).Flags, 0u);
  Expected<std::unique_ptr<UnitSummary>> Read = readSummary(Bytes, "some.o");
  ASSERT_TRUE(bool(Read)) << toString(Read.takeError());
  EXPECT_EQ((*Read)->Functions.size(), Unit->Functions.size());
}

TEST(SummaryFormat, refusesWhatIsNoSummary) {
  EXPECT_EQ(errorOf(""), "some.o: not a summary of unwedge at offset 0");
  EXPECT_EQ(errorOf("\x7f"
                    "ELF, or so it seems, and long enough"),
            "some.o: not a summary of unwedge at offset 0");
  EXPECT_EQ(errorOf("UNWEDGE1"), "some.o: summary cut short at offset 8");
}

TEST(SummaryFormat, refusesAnotherVersion) {
  std::string Bytes = writeSummary(*someUnit(), /*Compress=*/false);
  Bytes[8] = FormatVersion + 1;
  EXPECT_EQ(errorOf(Bytes), "some.o: summary of format " +
                                std::to_string(FormatVersion + 1) +
                                ", this is for " +
                                std::to_string(FormatVersion) + " at offset 8");
}

TEST(SummaryFormat, refusesWhatIsCutShort) {
  const std::string Bytes = writeSummary(*someUnit(), /*Compress=*/false);
  for (size_t Length = 0; Length < Bytes.size(); ++Length)
    EXPECT_NE(errorOf(StringRef(Bytes).take_front(Length)), "") << Length;
  // The header agrees.
  for (size_t Length = SummaryHeader::Size; Length < Bytes.size(); ++Length) {
    std::string Cut = Bytes.substr(0, Length);
    const uint16_t Rest = Length - SummaryHeader::Size;
    Cut[SummaryHeader::Size - 8] = Rest & 0xff;
    Cut[SummaryHeader::Size - 7] = Rest >> 8;
    const std::string Error = errorOf(Cut);
    EXPECT_EQ(Error.rfind("some.o: damaged summary: ", 0), 0u) << Error;
  }
}

TEST(SummaryFormat, refusesWhatIsNotThere) {
  std::unique_ptr<UnitSummary> Unit = someUnit();
  Unit->Functions.front().Calls.front().Callee = 4;
  EXPECT_NE(errorOf(writeSummary(*Unit, /*Compress=*/false))
                .find("number out of range at offset"),
            std::string::npos);
  Unit = someUnit();
  Unit->Functions.front().Is = None;
  EXPECT_NE(errorOf(writeSummary(*Unit, /*Compress=*/false))
                .find("number out of range at offset"),
            std::string::npos);
}

TEST(SummaryFormat, survivesDamage) {
  const std::string Bytes = writeSummary(*someUnit(), /*Compress=*/false);
  std::mt19937 Random(7);
  size_t Refused = 0, Rounds = 0;
  auto Try = [&](const std::string &Damaged) {
    ++Rounds;
    Expected<std::unique_ptr<UnitSummary>> Unit =
        readSummary(Damaged, "some.o");
    if (!Unit) {
      const std::string Error = toString(Unit.takeError());
      EXPECT_EQ(Error.find("some.o: "), 0u);
      EXPECT_NE(Error.find(" at offset "), std::string::npos);
      ++Refused;
      return;
    }
    // Whatever was read can be used.
    (void)dump(**Unit);
    dropUnused(**Unit);
  };
  for (size_t I = 0; I < Bytes.size(); ++I)
    // Each kind of first byte, the longest lists and strings among them.
    for (int Value :
         {0x00, 0x01, 0x7f, 0x80, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc6,
          0xc9, 0xcc, 0xcf, 0xd3, 0xdb, 0xdd, 0xdf, 0xff}) {
      std::string Damaged = Bytes;
      Damaged[I] = static_cast<char>(Value);
      Try(Damaged);
    }
  for (int Round = 0; Round < 20000; ++Round) {
    std::string Damaged = Bytes;
    for (unsigned I = 0, N = 1 + Random() % 6; I < N; ++I)
      Damaged[SummaryHeader::Size +
              Random() % (Bytes.size() - SummaryHeader::Size)] =
          static_cast<char>(Random());
    Try(Damaged);
  }
  EXPECT_GT(Refused, Rounds / 2);
}

TEST(SummaryFormat, dropsWhatNothingSpeaksOf) {
  std::unique_ptr<UnitSummary> Unit = someUnit();
  dropUnused(*Unit);
  ASSERT_EQ(Unit->Files.size(), 1u);
  EXPECT_EQ(Unit->Files.front().Name, "/a/b.cpp");
  ASSERT_EQ(Unit->Entities.size(), 3u);
  const Function &F = Unit->Functions.front();
  EXPECT_EQ(Unit->Entities[F.Is].Name, "Pool::size");
  EXPECT_EQ(Unit->Entities[Unit->Entities[F.Is].Parent].Name, "Pool");
  EXPECT_EQ(
      Unit->Entities[F.Acquisitions.front().Object.Elements.front().Of].Name,
      "Mutex");
}

} // namespace
