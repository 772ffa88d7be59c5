//===--- ObjectFiles.cpp --------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Summary/ObjectFiles.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Bitcode/LLVMBitCodes.h"
#include "llvm/Bitstream/BitstreamReader.h"
#include "llvm/Object/Archive.h"
#include "llvm/Object/MachOUniversal.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;

namespace unwedge {

namespace {
constexpr StringLiteral ElfOrCoffSection = ".unwedge";
// Linkers leave the segment __LLVM out of what they link.
constexpr StringLiteral MachOSection = "__LLVM,__unwedge";
constexpr StringLiteral MachOSectionAlone = "__unwedge";

/// Nobody nests archives deeper, and what does is made to harm.
constexpr unsigned MaxDepth = 4;
} // namespace

StringRef summarySection(const Triple &Target) {
  // PTX is text without sections, whatever the triple says.
  if (Target.isNVPTX())
    return "";
  if (Target.isOSBinFormatELF() || Target.isOSBinFormatCOFF())
    return ElfOrCoffSection;
  if (Target.isOSBinFormatMachO())
    return MachOSection;
  return "";
}

std::string SummaryHeader::block(StringRef Payload, uint32_t Version,
                                 uint32_t Flags) {
  std::string Result(Size, '\0');
  char *At = Result.data();
  At = std::copy(SummaryMagic.begin(), SummaryMagic.end(), At);
  support::endian::write32le(At, Version);
  support::endian::write32le(At + 4, Flags);
  support::endian::write64le(At + 8, Payload.size());
  Result += Payload;
  return Result;
}

SummaryHeader SummaryHeader::read(StringRef Block) {
  assert(Block.size() >= Size && Block.starts_with(SummaryMagic));
  const char *At = Block.data() + SummaryMagic.size();
  return {support::endian::read32le(At), support::endian::read32le(At + 4),
          support::endian::read64le(At + 8)};
}

void SummaryReader::fail(StringRef Name, const Twine &Why) {
  OnError(createStringError(inconvertibleErrorCode(), Name + ": " + Why));
}

void SummaryReader::fail(StringRef Name, Error Why) {
  // Some of LLVM's messages end in a full stop or a line end.
  std::string Text = toString(std::move(Why));
  fail(Name, StringRef(Text).rtrim(".\n"));
}

/// Maps the file at \p Path. A device may have no end.
static ErrorOr<std::unique_ptr<MemoryBuffer>> mapFile(StringRef Path) {
  sys::fs::file_status Status;
  if (std::error_code Failed = sys::fs::status(Path, Status))
    return Failed;
  if (sys::fs::is_directory(Status))
    return std::make_error_code(std::errc::is_a_directory);
  if (!sys::fs::is_regular_file(Status))
    return std::make_error_code(std::errc::invalid_argument);
  return MemoryBuffer::getFile(Path, /*IsText=*/false,
                               /*RequiresNullTerminator=*/false);
}

static std::string reasonOf(std::error_code Failed) {
  return Failed == std::errc::invalid_argument ? "not a regular file"
                                               : Failed.message();
}

void SummaryReader::readFile(StringRef Path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> File = mapFile(Path);
  if (!File)
    return fail(Path, reasonOf(File.getError()));
  read(**File);
}

void SummaryReader::read(MemoryBufferRef File) {
  readBinary(File.getBufferIdentifier(), File, 0);
}

void SummaryReader::readBinary(StringRef Name, MemoryBufferRef Data,
                               unsigned Depth) {
  if (Data.getBuffer().starts_with(SummaryMagic)) {
    readBlocks(Name, Data.getBuffer());
    return;
  }
  switch (identify_magic(Data.getBuffer())) {
  case file_magic::archive:
    return readArchive(Name, Data, Depth);
  case file_magic::macho_universal_binary:
    return readUniversal(Name, Data, Depth);
  case file_magic::bitcode:
    return readBitcode(Name, Data);
  case file_magic::elf:
  case file_magic::elf_relocatable:
  case file_magic::elf_executable:
  case file_magic::elf_shared_object:
  case file_magic::elf_core:
  case file_magic::macho_object:
  case file_magic::macho_executable:
  case file_magic::macho_dynamically_linked_shared_lib:
  case file_magic::macho_bundle:
  case file_magic::macho_dsym_companion:
  case file_magic::coff_object:
  case file_magic::pecoff_executable:
    return readObject(Name, Data);
  case file_magic::wasm_object:
  case file_magic::xcoff_object_32:
  case file_magic::xcoff_object_64:
    // Of a format in which nothing is embedded.
    ++Found.Objects;
    ++Found.WithoutSummary;
    return;
  default:
    if (Depth == 0)
      return fail(Name, "neither an object file nor an archive, bitcode or a "
                        "summary of unwedge");
    ++Found.OtherMembers;
  }
}

void SummaryReader::readArchive(StringRef Name, MemoryBufferRef Data,
                                unsigned Depth) {
  if (Depth == MaxDepth)
    return fail(Name, "archives in archives are nested too deep");
  Expected<std::unique_ptr<object::Archive>> Archive =
      object::Archive::create(Data);
  if (!Archive)
    return fail(Name, Archive.takeError());
  Error Failed = Error::success();
  for (const object::Archive::Child &Member : (*Archive)->children(Failed)) {
    Expected<StringRef> MemberName = Member.getName();
    std::string FullName = Name.str() + "(";
    if (MemberName)
      FullName += *MemberName;
    else
      FullName += "at offset " + utostr(Member.getChildOffset());
    FullName += ")";
    if (!MemberName) {
      fail(FullName, MemberName.takeError());
      continue;
    }
    if ((*Archive)->isThin()) {
      // A file beside the archive; never an archive, whose members would be
      // here instead. The archive itself would keep all of them mapped.
      Expected<std::string> Path = Member.getFullName();
      if (!Path) {
        fail(FullName, Path.takeError());
        continue;
      }
      ErrorOr<std::unique_ptr<MemoryBuffer>> File = mapFile(*Path);
      if (File)
        readBinary(FullName, **File, MaxDepth);
      else
        fail(FullName, reasonOf(File.getError()));
      continue;
    }
    Expected<MemoryBufferRef> Content = Member.getMemoryBufferRef();
    if (!Content)
      fail(FullName, Content.takeError());
    // LLVM takes the word of the last member of an archive that is cut.
    else if (Content->getBufferEnd() > Data.getBufferEnd())
      fail(FullName, "reaches beyond the end of the file");
    else
      readBinary(FullName, *Content, Depth + 1);
  }
  if (Failed)
    fail(Name, std::move(Failed));
}

void SummaryReader::readUniversal(StringRef Name, MemoryBufferRef Data,
                                  unsigned Depth) {
  if (Depth == MaxDepth)
    return fail(Name, "archives in archives are nested too deep");
  Expected<std::unique_ptr<object::MachOUniversalBinary>> Universal =
      object::MachOUniversalBinary::create(Data);
  if (!Universal)
    return fail(Name, Universal.takeError());
  for (const object::MachOUniversalBinary::ObjectForArch &Slice :
       (*Universal)->objects()) {
    std::string Arch = Slice.getArchFlagName();
    const uint64_t Begin = Slice.getOffset(), Size = Slice.getSize();
    StringRef Whole = Data.getBuffer();
    std::string FullName = Name.str() + "(" + Arch + ")";
    if (Begin > Whole.size() || Size > Whole.size() - Begin) {
      fail(FullName, "reaches beyond the end of the file");
      continue;
    }
    readBinary(FullName, MemoryBufferRef(Whole.substr(Begin, Size), FullName),
               Depth + 1);
  }
}

void SummaryReader::readObject(StringRef Name, MemoryBufferRef Data) {
  Expected<std::unique_ptr<object::ObjectFile>> Object =
      object::ObjectFile::createObjectFile(Data);
  if (!Object)
    return fail(Name, Object.takeError());
  ++Found.Objects;
  const StringRef Wanted =
      (*Object)->isMachO() ? MachOSectionAlone : ElfOrCoffSection;
  bool Any = false;
  for (const object::SectionRef &Section : (*Object)->sections()) {
    Expected<StringRef> SectionName = Section.getName();
    if (!SectionName) {
      // It is damaged, and may have been the one.
      fail(Name, SectionName.takeError());
      Any = true;
      continue;
    }
    if (*SectionName != Wanted)
      continue;
    Expected<StringRef> Content = Section.getContents();
    if (!Content) {
      fail(Name, Content.takeError());
      Any = true;
    } else {
      Any |= readBlocks(Name, *Content);
    }
  }
  Found.WithoutSummary += !Any;
}

/// Goes through the module at \p Stream, one of those of a file of bitcode, and
/// gives the strings among the constants of its global variables to \p
/// OnString.
static Error forEachString(BitstreamCursor &Stream,
                           function_ref<void(ArrayRef<uint64_t>)> OnString) {
  BitstreamBlockInfo Info;
  Stream.setBlockInfo(&Info);
  if (Error Failed = Stream.EnterSubBlock(bitc::MODULE_BLOCK_ID))
    return Failed;
  SmallVector<uint64_t, 256> Record;
  bool InConstants = false;
  while (true) {
    Expected<BitstreamEntry> Entry = Stream.advance();
    if (!Entry)
      return Entry.takeError();
    switch (Entry->Kind) {
    case BitstreamEntry::Error:
      return createStringError(inconvertibleErrorCode(), "malformed block");
    case BitstreamEntry::EndBlock:
      if (!InConstants)
        return Error::success();
      InConstants = false;
      continue;
    case BitstreamEntry::SubBlock:
      if (Entry->ID == bitc::BLOCKINFO_BLOCK_ID) {
        Expected<std::optional<BitstreamBlockInfo>> Read =
            Stream.ReadBlockInfoBlock();
        if (!Read)
          return Read.takeError();
        if (*Read)
          Info = std::move(**Read);
      } else if (Entry->ID == bitc::CONSTANTS_BLOCK_ID && !InConstants) {
        if (Error Failed = Stream.EnterSubBlock(Entry->ID))
          return Failed;
        InConstants = true;
      } else if (Error Failed = Stream.SkipBlock()) {
        return Failed;
      }
      continue;
    case BitstreamEntry::Record:
      if (!InConstants) {
        Expected<unsigned> Skipped = Stream.skipRecord(Entry->ID);
        if (!Skipped)
          return Skipped.takeError();
        continue;
      }
      Record.clear();
      Expected<unsigned> Code = Stream.readRecord(Entry->ID, Record);
      if (!Code)
        return Code.takeError();
      if (*Code == bitc::CST_CODE_STRING)
        OnString(Record);
    }
  }
}

void SummaryReader::readBitcode(StringRef Name, MemoryBufferRef Data) {
  const auto *Begin =
      reinterpret_cast<const unsigned char *>(Data.getBufferStart());
  const auto *End =
      reinterpret_cast<const unsigned char *>(Data.getBufferEnd());
  if (isBitcodeWrapper(Begin, End) &&
      SkipBitcodeWrapperHeader(Begin, End, /*VerifyBufferSize=*/true))
    return fail(Name, "the header around the bitcode is damaged");
  // The reader of bits takes this for granted.
  if ((End - Begin) % 4 != 0)
    return fail(Name, "bitcode that is no multiple of 4 bytes long");
  ++Found.Objects;
  bool Any = false;
  auto OnString = [&](ArrayRef<uint64_t> Values) {
    if (Values.size() < SummaryHeader::Size ||
        !llvm::equal(Values.take_front(SummaryMagic.size()), SummaryMagic))
      return;
    const std::string Bytes(Values.begin(), Values.end());
    Any |= readBlocks(Name, Bytes);
  };
  BitstreamCursor Stream(ArrayRef<uint8_t>(Begin, End));
  if (Error Failed = Stream.JumpToBit(32))
    return fail(Name, std::move(Failed));
  // Behind each other: what made it, modules, tables of symbols. No block is
  // shorter than 8 bytes, and some archivers fill up to a number of bytes.
  while (Stream.getCurrentByteNo() + 8 < size_t(End - Begin)) {
    Expected<BitstreamEntry> Entry =
        Stream.advance(BitstreamCursor::AF_DontAutoprocessAbbrevs);
    if (!Entry)
      return fail(Name, Entry.takeError());
    if (Entry->Kind != BitstreamEntry::SubBlock)
      return fail(
          Name, createStringError(inconvertibleErrorCode(), "malformed block"));
    if (Error Failed = Entry->ID == bitc::MODULE_BLOCK_ID
                           ? forEachString(Stream, OnString)
                           : Stream.SkipBlock())
      return fail(Name, std::move(Failed));
  }
  Found.WithoutSummary += !Any;
}

bool SummaryReader::readBlocks(StringRef Name, StringRef Data) {
  size_t Offset = Data.find_first_not_of('\0');
  const bool Any = Offset != StringRef::npos;
  while (Offset < Data.size()) {
    StringRef Rest = Data.substr(Offset);
    const std::string Where =
        " at offset " + utostr(Offset) + " of the summary";
    uint64_t Payload = 0;
    std::string Wrong;
    if (!Rest.starts_with(SummaryMagic))
      Wrong = "no header" + Where;
    else if (Rest.size() < SummaryHeader::Size)
      Wrong = "the header" + Where + " is cut off";
    else if (Payload = SummaryHeader::read(Rest).PayloadSize;
             Payload > Rest.size() - SummaryHeader::Size)
      Wrong = "the header" + Where + " tells of " + utostr(Payload) +
              " bytes, and there are " +
              utostr(Rest.size() - SummaryHeader::Size);
    if (!Wrong.empty()) {
      fail(Name, Wrong);
      Offset = Data.find(SummaryMagic, Offset + 1);
      continue;
    }
    StringRef Block = Rest.take_front(SummaryHeader::Size + Payload);
    ++Found.Blocks;
    OnBlock(Name, Block);
    Offset = Data.find_first_not_of('\0', Offset + Block.size());
  }
  return Any;
}

} // namespace unwedge
