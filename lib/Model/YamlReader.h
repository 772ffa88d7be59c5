//===--- YamlReader.h - What the sections of a model file share ----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_MODEL_YAMLREADER_H
#define UNWEDGE_LIB_MODEL_YAMLREADER_H

#include "unwedge/Model/ModelFile.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLTraits.h"

namespace unwedge {

/// What the traits below need to know of the file that is being read, and what
/// the diagnostic handler needs to know of them.
struct ReaderContext {
  llvm::StringRef FileName;
  llvm::StringRef Text;
  /// Keys and values that the innermost mapping or enumeration takes.
  llvm::SmallVector<const char *, 24> ExpectedKeys = {};
  llvm::SmallVector<const char *, 24> ExpectedValues = {};
  /// The first error; later ones are mostly its consequences.
  std::string Error = "";
  /// The last place that was asked for, and its line. Entries come one after
  /// the other, so the lines between two of them are counted only.
  size_t LastOffset = 0;
  unsigned LastLine = 1;

  ModelLocation locate(llvm::SMLoc Loc) {
    const char *Begin = Text.begin();
    const char *Ptr = Loc.getPointer();
    if (!Ptr || Ptr < Begin || Ptr > Text.end())
      return {FileName.str(), 1, 1};
    llvm::StringRef Before(Begin, Ptr - Begin);
    if (Before.size() < LastOffset)
      LastOffset = 0, LastLine = 1;
    LastLine += Before.drop_front(LastOffset).count('\n');
    LastOffset = Before.size();
    size_t LineStart = Before.rfind('\n');
    unsigned Column = LineStart == llvm::StringRef::npos
                          ? Before.size() + 1
                          : Before.size() - LineStart;
    return {FileName.str(), LastLine, Column};
  }
};

/// \p Message with the place in front, as all errors of model files have it.
std::string describe(const ModelLocation &Loc, const llvm::Twine &Message);

ReaderContext &contextOf(llvm::yaml::IO &IO);

/// Where the entry stands that \p IO is reading.
ModelLocation locationOf(llvm::yaml::IO &IO);

/// Maps the keys of one mapping and remembers which there are, so that a
/// misspelt key can be answered with the right ones.
class Keys {
public:
  explicit Keys(llvm::yaml::IO &IO) : IO(IO) {}
  ~Keys() { contextOf(IO).ExpectedKeys = Names; }

  template <typename T> Keys &optional(const char *Key, T &Value) {
    Names.push_back(Key);
    IO.mapOptional(Key, Value);
    return *this;
  }
  template <typename T> Keys &required(const char *Key, T &Value) {
    Names.push_back(Key);
    IO.mapRequired(Key, Value);
    return *this;
  }

private:
  llvm::yaml::IO &IO;
  llvm::SmallVector<const char *, 24> Names;
};

/// Declares the values of one enumeration.
class Values {
public:
  explicit Values(llvm::yaml::IO &IO) : IO(IO) {}
  ~Values() { contextOf(IO).ExpectedValues = Names; }

  template <typename T> Values &value(T &Target, const char *Name, T Value) {
    Names.push_back(Name);
    IO.enumCase(Target, Name, Value);
    return *this;
  }

private:
  llvm::yaml::IO &IO;
  llvm::SmallVector<const char *, 24> Names;
};

/// Whether \p Name can be looked up; the message of what is wrong with it, or
/// an empty string.
std::string checkName(const ModelLocation &Loc, llvm::StringRef Name);
/// The same for all of \p Names, the value of \p Key, which must not be empty.
std::string checkNames(const ModelLocation &Loc, llvm::StringRef Key,
                       llvm::ArrayRef<std::string> Names);

// The sections of one rule each map their top-level keys, and say what no
// schema expresses: the located message of the first thing wrong, or an empty
// string.
void mapCleanupModel(Keys &K, CleanupModel &Model);
std::string validate(const CleanupModel &Model);
void mapQueueModel(Keys &K, QueueModel &Model);
std::string validate(const QueueModel &Model);
void mapTextModel(Keys &K, TextModel &Model);
std::string validate(const TextModel &Model);

} // namespace unwedge

#endif // UNWEDGE_LIB_MODEL_YAMLREADER_H
