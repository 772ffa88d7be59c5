//===--- CacheKeyJudgement.h - What makes a key a mistake -----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Judgement and wording of unstable-cache-key, without declarations: for those
// who look at a syntax tree, and for those who have summaries only.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RULES_CACHEKEYJUDGEMENT_H
#define UNWEDGE_RULES_CACHEKEYJUDGEMENT_H

#include "unwedge/Model/TextModel.h"
#include "unwedge/Report/Confidence.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>
#include <string>
#include <vector>

namespace unwedge {

/// One operation by one key with one value in it that changes. Numbers mean
/// something only beside others of the same judgement.
struct ChangingKey {
  /// The function that has the value, and gives it, or makes it, the key.
  uint64_t Function = 0;
  Variation Kind = Variation::Clock;
  bool IsText = false;
  bool IsPart = false;
  KeyOperation Operation = KeyOperation::Lookup;
  /// The operation is (part of) the condition of a loop.
  bool InLoopCondition = false;
  bool IsBounded = false;
  bool IsOrdered = false;
  /// Where the key is, and the operation, in the order of the text.
  uint64_t KeyPlace = 0;
  uint64_t OperationPlace = 0;
  /// The variable that is the key, and how the value has come about; 0 if that
  /// is not known. Only within one function.
  uint64_t Variable = 0;
  uint64_t Trace = 0;
  /// The value is the address of the object that the container is a part of.
  bool IsAddressOfOwner = false;
  bool InField = false;
  bool InGlobal = false;
};

/// What all code in sight does with a container.
struct ContainerUses {
  /// Operations that take an entry out by its key, or by an iterator, that look
  /// one up, and that store one: numbers as ChangingKey::OperationPlace.
  std::vector<uint64_t> Erases;
  std::vector<uint64_t> Lookups;
  std::vector<uint64_t> Inserts;
  bool Shrinks = false;
  bool IsSized = false;
  bool IsIterated = false;
  /// Entries are looked for by a range of keys.
  bool IsSearched = false;
  bool Escapes = false;
  /// No code out of sight can name it.
  bool AllInSight = false;
};

/// What else is asked about a key, when it is needed.
class KeyQuestions {
public:
  virtual ~KeyQuestions() = default;
  /// Whether the text of the key goes anywhere but into the container.
  virtual bool isKeptElsewhere(const ChangingKey &Key) = 0;
  /// Whether what a look-up found is used, and not only whether it did.
  virtual bool usesTheHit(const ChangingKey &Key) = 0;
  /// Whether `V &R = Map[Key]` is there to find what an earlier call has put
  /// in, and to put it in if there is nothing yet.
  virtual bool fillsIfEmpty(const ChangingKey &Key) = 0;
  /// Whether anything but the container may have the key, or what it was made
  /// of, when the call is over. "Yes" is the answer in doubt.
  virtual bool isKnownElsewhere(const ChangingKey &Key) = 0;
  /// Whether nobody gets a key of the container from the container itself.
  virtual bool isShownByKeyOnly(const ChangingKey &Key) = 0;
  /// Whether the entries have the object that the key is the address of.
  virtual bool ownsSubject(const ChangingKey &Key) = 0;
  /// Whether that operation takes out the entry of another key, or one that
  /// was found by another.
  virtual bool erasesByOtherKey(uint64_t OperationPlace) = 0;
};

struct KeyVerdict {
  const ChangingKey *Key = nullptr;
  Confidence Level = Confidence::Definite;
  std::string Harm;
  std::string Advice;
  /// The operation by another key that misses the entry, if that is told.
  enum Miss : uint8_t {
    NoMiss,
    MissedByErase,
    MissedByLookup
  } MissedBy = NoMiss;
};

/// Judges the keys that one function makes for one container. \p Everywhere has
/// those of all functions for it.
std::optional<KeyVerdict>
judgeKeys(llvm::ArrayRef<const ChangingKey *> OfFunction,
          llvm::ArrayRef<const ChangingKey *> Everywhere,
          const ContainerUses &Uses, KeyQuestions &Ask);

/// Whether two operations of one function have the same text as their key: the
/// same variable, or what was made of the same value in the same place.
bool haveSameKey(const ChangingKey &A, const ChangingKey &B);

/// \p Container is the name with its quotes.
std::string keyMessage(const std::string &Container, Variation Kind,
                       const std::string &Harm);
/// `an entry of 'Map' is looked up`.
std::string describeUse(KeyOperation Operation, const std::string &Container);
/// The step that tells of another operation by such a key.
std::string describeOtherUse(KeyOperation Operation,
                             const std::string &Container, bool SameKey);
std::string describeMiss(KeyVerdict::Miss Miss, const std::string &Container);
/// What is assumed.
std::string assumesTargets();
std::string assumesLongLife(const std::string &Container);
std::string assumesOneContainer(const std::string &Container);

/// Steps on the way of a value. \p Function is how it is called, with quotes.
std::string handsItOn(const std::string &Function);
std::string isGivenTo(const std::string &Function);
std::string keyIsGivenTo(const std::string &Function);

} // namespace unwedge

#endif // UNWEDGE_RULES_CACHEKEYJUDGEMENT_H
