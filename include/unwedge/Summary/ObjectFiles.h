//===--- ObjectFiles.h - Summaries inside of object files -----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A summary travels in a section of its own of the object file that the unit is
// compiled to. What stands in it is a block: a header, and the bytes that the
// header counts. Linkers put sections of one name behind each other, so that
// several blocks can follow upon each other, with zeros between them.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_SUMMARY_OBJECTFILES_H
#define UNWEDGE_SUMMARY_OBJECTFILES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <cstdint>
#include <functional>
#include <string>

namespace llvm {
class Triple;
}

namespace unwedge {

/// The first bytes of every block, and of a file that consists of blocks.
inline constexpr llvm::StringLiteral SummaryMagic = "UNWEDGE1";

/// What stands before the payload of a block: the magic, and these, little
/// endian, in this order and without gaps.
struct SummaryHeader {
  uint32_t Version = 1;
  uint32_t Flags = 0;
  uint64_t PayloadSize = 0;

  /// How many bytes all of it takes.
  static constexpr size_t Size = SummaryMagic.size() + 4 + 4 + 8;

  /// The block that \p Payload is in.
  static std::string block(llvm::StringRef Payload, uint32_t Version = 1,
                           uint32_t Flags = 0);
  /// Of \p Block, which has to begin with a header.
  static SummaryHeader read(llvm::StringRef Block);
};

/// The section that holds summaries in objects for \p Target, or empty if its
/// object format has none that the linker leaves out.
llvm::StringRef summarySection(const llvm::Triple &Target);

/// One file that is read, as far as it has summaries in it.
class SummaryReader {
public:
  /// \p Name is that of the file, and of the member of an archive behind it:
  /// `lib.a(member.o)`. \p Block is header and payload; it lives as long as the
  /// call. Its version and what is in its payload have not been looked at.
  using BlockCallback =
      std::function<void(llvm::StringRef Name, llvm::StringRef Block)>;
  /// Each error is one message, which begins with the same name.
  using ErrorCallback = std::function<void(llvm::Error)>;

  /// How many there were of each.
  struct Counts {
    /// Object files and files of bitcode, members of archives among them.
    unsigned Objects = 0;
    /// Those of them without a summary.
    unsigned WithoutSummary = 0;
    /// Members of archives that are nothing of that kind.
    unsigned OtherMembers = 0;
    unsigned Blocks = 0;
  };

  SummaryReader(BlockCallback OnBlock, ErrorCallback OnError)
      : OnBlock(std::move(OnBlock)), OnError(std::move(OnError)) {}

  /// Reads the file at \p Path: an object file (ELF, Mach-O, COFF), an archive,
  /// thin or not, LLVM's bitcode, or blocks and nothing else.
  ///
  /// What is wrong with one member or block costs that one only. The file is
  /// mapped into memory and not copied, but for bitcode, of which everything is
  /// read except for the bodies of functions.
  void readFile(llvm::StringRef Path);
  /// The same of what is in memory.
  void read(llvm::MemoryBufferRef File);

  const Counts &counts() const { return Found; }

private:
  void readBinary(llvm::StringRef Name, llvm::MemoryBufferRef Data,
                  unsigned Depth);
  void readArchive(llvm::StringRef Name, llvm::MemoryBufferRef Data,
                   unsigned Depth);
  void readUniversal(llvm::StringRef Name, llvm::MemoryBufferRef Data,
                     unsigned Depth);
  void readObject(llvm::StringRef Name, llvm::MemoryBufferRef Data);
  void readBitcode(llvm::StringRef Name, llvm::MemoryBufferRef Data);
  /// Returns whether there was anything in \p Data.
  bool readBlocks(llvm::StringRef Name, llvm::StringRef Data);
  void fail(llvm::StringRef Name, const llvm::Twine &Why);
  void fail(llvm::StringRef Name, llvm::Error Why);

  BlockCallback OnBlock;
  ErrorCallback OnError;
  Counts Found;
};

} // namespace unwedge

#endif // UNWEDGE_SUMMARY_OBJECTFILES_H
