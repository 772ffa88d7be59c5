//===--- SummaryFormat.cpp ------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Summary/SummaryFormat.h"
#include "Fields.h"
#include "llvm/ADT/CachedHashString.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/BinaryFormat/MsgPack.h"
#include "llvm/BinaryFormat/MsgPackReader.h"
#include "llvm/BinaryFormat/MsgPackWriter.h"
#include "llvm/Support/Compression.h"
#include "llvm/Support/Endian.h"
#include <array>
#include <limits>
#include <type_traits>

using namespace llvm;

namespace unwedge::summary {

/// Flag of the header: what follows is 8 bytes, the length, and then zlib's.
static constexpr uint32_t Compressed = 1;

namespace {

using Flag = std::pair<StringLiteral, bool *>;

template <typename T>
using EnableIfStruct = std::enable_if_t<std::is_class_v<T>>;

//===----------------------------------------------------------------------===//
// Writing.
//===----------------------------------------------------------------------===//

/// Writes fields in order. An Index is written as the next greater number, so
/// that none is 0.
class FieldWriter {
public:
  explicit FieldWriter(raw_ostream &OS) : Out(OS) {}

  void operator()(StringRef, StringRef &Text) { Out.write(number(Text)); }
  void operator()(StringRef, uint64_t &Value) { Out.write(Value); }
  void operator()(StringRef, uint32_t &Value) { Out.write(uint64_t(Value)); }
  void operator()(StringRef, int64_t &Value) { Out.write(Value); }
  template <typename T> void operator()(StringRef, T &Value, T /*Last*/) {
    Out.write(uint64_t(Value));
  }
  void operator()(StringRef, std::optional<int64_t> &Value) {
    if (Value)
      Out.write(*Value);
    else
      Out.writeNil();
  }
  template <typename T> void operator()(StringRef, List<T> &Items) {
    writeList(Items);
  }
  template <typename T, typename = EnableIfStruct<T>>
  void operator()(StringRef, T &Value) {
    fields(*this, Value);
  }
  void flags(std::initializer_list<Flag> Flags) {
    uint64_t Bits = 0, Bit = 1;
    for (const Flag &F : Flags) {
      Bits |= *F.second ? Bit : 0;
      Bit <<= 1;
    }
    Out.write(Bits);
  }
  void index(StringRef, Index &Value, ListKind) {
    Out.write(uint64_t(Value == None ? 0 : uint64_t(Value) + 1));
  }
  void required(StringRef Name, Index &Value, ListKind Kind) {
    index(Name, Value, Kind);
  }
  void indices(StringRef Name, List<Index> &Items, ListKind Kind) {
    Out.writeArraySize(Items.size());
    for (Index &Value : Items)
      index(Name, Value, Kind);
  }

  ArrayRef<StringRef> strings() const { return Strings; }

private:
  template <typename T> void writeList(List<T> &Items) {
    Out.writeArraySize(Items.size());
    for (auto &Item : Items)
      fields(*this, Item);
  }
  uint64_t number(StringRef Text) {
    auto [It, New] =
        Numbers.try_emplace(CachedHashStringRef(Text), Strings.size());
    if (New)
      Strings.push_back(Text);
    return It->second;
  }

  msgpack::Writer Out;
  DenseMap<CachedHashStringRef, uint64_t> Numbers;
  std::vector<StringRef> Strings;
};

//===----------------------------------------------------------------------===//
// Reading.
//===----------------------------------------------------------------------===//

/// Reads fields in order. After the first mistake nothing more is read, and
/// everything is as it was.
class FieldReader {
public:
  FieldReader(StringRef Bytes, UnitSummary &Unit)
      : Bytes(Bytes), In(Bytes), Unit(Unit) {}

  /// The first mistake; empty if there was none.
  StringRef mistake() const { return Mistake; }
  /// Where it is.
  size_t offset() const { return Offset; }

  void readStrings() {
    size_t Length = 0;
    if (!array(Length))
      return;
    for (size_t I = 0; I < Length && Mistake.empty(); ++I) {
      msgpack::Object Object;
      if (!next(Object))
        return;
      if (Object.Kind != msgpack::Type::String)
        return fail("not a string");
      Strings.push_back(Unit.save(Object.Raw));
    }
  }

  void operator()(StringRef, StringRef &Text) {
    uint64_t Number = 0;
    if (!unsignedNumber(Number))
      return;
    if (Number >= Strings.size())
      return fail("no such string");
    Text = Strings[Number];
  }
  void operator()(StringRef, uint64_t &Value) { unsignedNumber(Value); }
  void operator()(StringRef, uint32_t &Value) {
    uint64_t Number = 0;
    if (!unsignedNumber(Number))
      return;
    if (Number > std::numeric_limits<uint32_t>::max())
      return fail("number out of range");
    Value = Number;
  }
  void operator()(StringRef, int64_t &Value) {
    msgpack::Object Object;
    if (next(Object))
      toSigned(Object, Value);
  }
  template <typename T> void operator()(StringRef, T &Value, T Last) {
    uint64_t Number = 0;
    if (!unsignedNumber(Number))
      return;
    if (Number > uint64_t(Last))
      return fail("number out of range");
    Value = T(Number);
  }
  void operator()(StringRef, std::optional<int64_t> &Value) {
    msgpack::Object Object;
    if (!next(Object) || Object.Kind == msgpack::Type::Nil)
      return;
    int64_t Number = 0;
    if (toSigned(Object, Number))
      Value = Number;
  }
  template <typename T> void operator()(StringRef, List<T> &Items) {
    readList(Items);
  }
  template <typename T, typename = EnableIfStruct<T>>
  void operator()(StringRef, T &Value) {
    fields(*this, Value);
  }
  void flags(std::initializer_list<Flag> Flags) {
    uint64_t Bits = 0;
    if (!unsignedNumber(Bits))
      return;
    if (Bits >> Flags.size())
      return fail("number out of range");
    for (const Flag &F : Flags) {
      *F.second = Bits & 1;
      Bits >>= 1;
    }
  }
  void index(StringRef, Index &Value, ListKind Kind) {
    uint64_t Number = 0;
    if (!unsignedNumber(Number) || Number == 0)
      return;
    if (Number - 1 >= None)
      return fail("number out of range");
    Value = Number - 1;
    Use &Last = Greatest[size_t(Kind)];
    if (Number > Last.Length)
      Last = {Number, Offset};
  }
  void required(StringRef Name, Index &Value, ListKind Kind) {
    index(Name, Value, Kind);
    if (Value == None)
      fail("number out of range");
  }
  void indices(StringRef Name, List<Index> &Items, ListKind Kind) {
    size_t Length = 0;
    if (!array(Length))
      return;
    for (size_t I = 0; I < Length && Mistake.empty(); ++I)
      required(Name, Items.emplace_back(None), Kind);
    Items.shrink_to_fit();
  }

  /// To be called when all is read.
  void finish() {
    if (!Mistake.empty())
      return;
    const size_t Lengths[] = {Unit.Files.size(), Unit.Entities.size(),
                              Unit.LockKinds.size()};
    for (size_t I = 0; I < Greatest.size(); ++I)
      if (Greatest[I].Length > Lengths[I]) {
        Offset = Greatest[I].Where;
        return fail("number out of range");
      }
    Offset = Consumed;
    if (Consumed != Bytes.size())
      fail("more than a summary");
  }

private:
  void fail(StringRef What) {
    if (Mistake.empty())
      Mistake = What;
  }

  bool next(msgpack::Object &Object) {
    if (!Mistake.empty())
      return false;
    Offset = Consumed;
    const uint8_t First =
        Consumed < Bytes.size() ? static_cast<uint8_t>(Bytes[Consumed]) : 0;
    Expected<bool> Read = In.read(Object);
    if (!Read) {
      consumeError(Read.takeError());
      fail("cut short or damaged");
      return false;
    }
    if (!*Read) {
      fail("cut short");
      return false;
    }
    Consumed += sizeOf(First, Object);
    return true;
  }

  /// How many bytes \p Object took, which begins with \p First: the library
  /// does not say.
  static size_t sizeOf(uint8_t First, const msgpack::Object &Object) {
    namespace Byte = msgpack::FirstByte;
    size_t Content = 0;
    if (Object.Kind == msgpack::Type::String ||
        Object.Kind == msgpack::Type::Binary)
      Content = Object.Raw.size();
    else if (Object.Kind == msgpack::Type::Extension)
      // Its type is a byte of its own.
      Content = Object.Extension.Bytes.size() + 1;
    switch (First) {
    case Byte::UInt8:
    case Byte::Int8:
    case Byte::Str8:
    case Byte::Bin8:
    case Byte::Ext8:
      return 2 + Content;
    case Byte::UInt16:
    case Byte::Int16:
    case Byte::Str16:
    case Byte::Bin16:
    case Byte::Ext16:
    case Byte::Array16:
    case Byte::Map16:
      return 3 + Content;
    case Byte::UInt32:
    case Byte::Int32:
    case Byte::Float32:
    case Byte::Str32:
    case Byte::Bin32:
    case Byte::Ext32:
    case Byte::Array32:
    case Byte::Map32:
      return 5 + Content;
    case Byte::UInt64:
    case Byte::Int64:
    case Byte::Float64:
      return 9;
    default:
      return 1 + Content;
    }
  }

  bool unsignedNumber(uint64_t &Value) {
    msgpack::Object Object;
    if (!next(Object))
      return false;
    if (Object.Kind == msgpack::Type::UInt)
      Value = Object.UInt;
    else if (Object.Kind == msgpack::Type::Int && Object.Int >= 0)
      Value = Object.Int;
    else {
      fail("not a number");
      return false;
    }
    return true;
  }
  bool toSigned(const msgpack::Object &Object, int64_t &Value) {
    if (Object.Kind == msgpack::Type::Int)
      Value = Object.Int;
    else if (Object.Kind == msgpack::Type::UInt &&
             Object.UInt <= uint64_t(std::numeric_limits<int64_t>::max()))
      Value = Object.UInt;
    else {
      fail("not a number");
      return false;
    }
    return true;
  }
  bool array(size_t &Length) {
    msgpack::Object Object;
    if (!next(Object))
      return false;
    if (Object.Kind != msgpack::Type::Array) {
      fail("not a list");
      return false;
    }
    Length = Object.Length;
    return true;
  }
  template <typename T> void readList(List<T> &Items) {
    size_t Length = 0;
    if (!array(Length))
      return;
    // Not reserved: the length may be a lie.
    for (size_t I = 0; I < Length && Mistake.empty(); ++I)
      fields(*this, Items.emplace_back());
    Items.shrink_to_fit();
  }

  struct Use {
    uint64_t Length = 0;
    size_t Where = 0;
  };

  StringRef Bytes;
  msgpack::Reader In;
  UnitSummary &Unit;
  std::vector<StringRef> Strings;
  std::array<Use, 3> Greatest;
  size_t Consumed = 0;
  size_t Offset = 0;
  StringRef Mistake;
};

//===----------------------------------------------------------------------===//
// Showing.
//===----------------------------------------------------------------------===//

/// Shows fields by their names. What is empty, false or 0 is left out.
class FieldDumper {
public:
  FieldDumper(json::OStream &Out, const UnitSummary &Unit)
      : Out(Out), Unit(Unit) {}

  void operator()(StringRef Name, StringRef &Text) {
    if (!Text.empty())
      Out.attribute(Name, json::fixUTF8(Text));
  }
  void operator()(StringRef Name, uint64_t &Value) {
    if (Value)
      // As text: JSON's numbers have fewer digits.
      Out.attribute(Name, Name == "hash" ? json::Value(utohexstr(Value))
                                         : json::Value(Value));
  }
  void operator()(StringRef Name, uint32_t &Value) {
    if (Value)
      Out.attribute(Name, Value);
  }
  void operator()(StringRef Name, int64_t &Value) {
    if (Value)
      Out.attribute(Name, Value);
  }
  template <typename T> void operator()(StringRef Name, T &Value, T /*Last*/) {
    Out.attribute(Name, uint64_t(Value));
  }
  void operator()(StringRef Name, std::optional<int64_t> &Value) {
    if (Value)
      Out.attribute(Name, *Value);
  }
  template <typename T> void operator()(StringRef Name, List<T> &Items) {
    showList(Name, Items);
  }
  void operator()(StringRef Name, Place &Where) {
    if (Where.isValid())
      Out.attribute(
          Name, json::fixUTF8((Unit.Files[Where.File].Name + ":" +
                               Twine(Where.Line) + ":" + Twine(Where.Column))
                                  .str()));
  }
  void operator()(StringRef Name, Path &Object) {
    if (Object.Root != Path::Opaque)
      Out.attribute(Name, json::fixUTF8(describe(Object)));
  }
  template <typename T, typename = EnableIfStruct<T>>
  void operator()(StringRef Name, T &Value) {
    Out.attributeObject(Name, [&] { fields(*this, Value); });
  }
  void flags(std::initializer_list<Flag> Flags) {
    for (const Flag &F : Flags)
      if (*F.second)
        Out.attribute(F.first, true);
  }
  void index(StringRef Name, Index &Value, ListKind Kind) {
    if (Value != None)
      Out.attribute(Name, nameOf(Value, Kind));
  }
  void required(StringRef Name, Index &Value, ListKind Kind) {
    index(Name, Value, Kind);
  }
  void indices(StringRef Name, List<Index> &Items, ListKind Kind) {
    if (Items.empty())
      return;
    Out.attributeArray(Name, [&] {
      for (Index Value : Items)
        Out.value(nameOf(Value, Kind));
    });
  }

private:
  template <typename T> void showList(StringRef Name, List<T> &Items) {
    if (Items.empty())
      return;
    Out.attributeArray(Name, [&] {
      for (auto &Item : Items)
        showItem(Item);
    });
  }
  template <typename T> void showItem(T &Item) {
    Out.object([&] { fields(*this, Item); });
  }
  void showItem(Path &Item) { Out.value(json::fixUTF8(describe(Item))); }

  json::Value nameOf(Index Value, ListKind Kind) const {
    switch (Kind) {
    case ListKind::Files:
      return json::fixUTF8(Unit.Files[Value].Name);
    case ListKind::Entities:
      return json::fixUTF8(entityName(Value));
    case ListKind::LockKinds:
      return json::fixUTF8(Unit.LockKinds[Value].TypeName);
    }
    llvm_unreachable("covered switch");
  }

  std::string entityName(Index Value) const {
    const Entity &E = Unit.Entities[Value];
    return E.USR.empty() ? E.Name.str()
                         : (E.Name + "@" + E.USR.take_front(8)).str();
  }

  /// A path for people who look into summaries; findings have other words.
  std::string describe(const Path &P) const {
    static constexpr StringLiteral Roots[] = {
        "?",         "null",   "this",          "param", "var",
        "temporary", "return", "captured-this", "result"};
    std::string Text = Roots[P.Root].str();
    if (P.Root == Path::Param)
      Text += std::to_string(P.Number);
    if (P.Of != None)
      Text += "(" + entityName(P.Of) + ")";
    static constexpr StringLiteral Steps[] = {
        ".", "[]", "[var]", "[?]", ".getter ", ".lock-of-guard", ".content"};
    for (const PathElement &E : P.Elements) {
      Text += Steps[E.Kind];
      if (E.Of != None)
        Text += E.Kind == PathElement::Field ? Unit.Entities[E.Of].Name.str()
                                             : entityName(E.Of);
      if (E.Value)
        Text += "#" + std::to_string(E.Value);
    }
    return Text;
  }

  json::OStream &Out;
  const UnitSummary &Unit;
};

} // namespace

std::string writeSummary(const UnitSummary &Unit, bool Compress) {
  SmallString<0> Body;
  raw_svector_ostream BodyStream(Body);
  FieldWriter Fields(BodyStream);
  // The description of the fields serves readers as well; nothing is changed.
  fields(Fields, const_cast<UnitSummary &>(Unit));
  SmallString<0> Strings;
  raw_svector_ostream StringStream(Strings);
  msgpack::Writer StringWriter(StringStream);
  StringWriter.writeArraySize(Fields.strings().size());
  for (StringRef Text : Fields.strings())
    StringWriter.write(Text);

  Strings += Body;
  if (!Compress || !compression::zlib::isAvailable())
    return SummaryHeader::block(Strings, FormatVersion);
  SmallVector<uint8_t, 0> Small;
  compression::zlib::compress(arrayRefFromStringRef(Strings), Small);
  char Length[8];
  support::endian::write64le(Length, Strings.size());
  return SummaryHeader::block(
      (StringRef(Length, sizeof(Length)) + toStringRef(Small)).str(),
      FormatVersion, Compressed);
}

/// What \p Payload was before it was compressed. An error is a few words.
static Expected<StringRef> decompress(StringRef Payload,
                                      SmallVectorImpl<uint8_t> &Memory) {
  auto Refuse = [](const Twine &Why) {
    return createStringError(inconvertibleErrorCode(), Why);
  };
  if (!compression::zlib::isAvailable())
    return Refuse("summary compressed with zlib, which this LLVM is without");
  if (Payload.size() < sizeof(uint64_t))
    return Refuse("summary cut short");
  const uint64_t Length = support::endian::read64le(Payload.data());
  Payload = Payload.drop_front(sizeof(uint64_t));
  // Summaries get to a fifth or so. What claims to be far larger is meant to
  // fill the memory.
  constexpr uint64_t MaxRatio = 200;
  if (Length / MaxRatio > Payload.size())
    return Refuse("damaged summary: larger than it can be");
  if (Error Failed = compression::zlib::decompress(
          arrayRefFromStringRef(Payload), Memory, Length)) {
    consumeError(std::move(Failed));
    return Refuse("damaged summary: cannot be decompressed");
  }
  return toStringRef(Memory);
}

Expected<std::unique_ptr<UnitSummary>>
readSummary(StringRef Bytes, StringRef Name,
            std::shared_ptr<StringPool> Strings) {
  auto Refuse = [&](const Twine &Why, size_t Offset) {
    return createStringError(inconvertibleErrorCode(),
                             Name + ": " + Why + " at offset " + Twine(Offset));
  };
  if (!Bytes.starts_with(SummaryMagic))
    return Refuse("not a summary of unwedge", 0);
  if (Bytes.size() < SummaryHeader::Size)
    return Refuse("summary cut short", Bytes.size());
  const SummaryHeader Header = SummaryHeader::read(Bytes);
  if (Header.Version != FormatVersion)
    return Refuse("summary of format " + Twine(Header.Version) +
                      ", this is for " + Twine(FormatVersion),
                  SummaryMagic.size());
  Bytes = Bytes.drop_front(SummaryHeader::Size);
  if (Header.PayloadSize > Bytes.size())
    return Refuse("summary cut short", SummaryHeader::Size + Bytes.size());
  Bytes = Bytes.take_front(Header.PayloadSize);
  if (Header.Flags & ~Compressed)
    return Refuse("summary with unknown flags", SummaryMagic.size() + 4);
  SmallVector<uint8_t, 0> Memory;
  if (Header.Flags & Compressed) {
    Expected<StringRef> Raw = decompress(Bytes, Memory);
    if (!Raw)
      return Refuse(toString(Raw.takeError()), SummaryHeader::Size);
    Bytes = *Raw;
  }
  auto Unit = Strings ? std::make_unique<UnitSummary>(std::move(Strings))
                      : std::make_unique<UnitSummary>();
  FieldReader Fields(Bytes, *Unit);
  Fields.readStrings();
  fields(Fields, *Unit);
  Fields.finish();
  if (!Fields.mistake().empty())
    return Refuse("damaged summary: " + Fields.mistake(),
                  Header.Flags & Compressed
                      ? Fields.offset()
                      : SummaryHeader::Size + Fields.offset());
  return Unit;
}

void dumpSummary(const UnitSummary &Unit, json::OStream &To) {
  FieldDumper Fields(To, Unit);
  To.object([&] { fields(Fields, const_cast<UnitSummary &>(Unit)); });
}

} // namespace unwedge::summary
