//===--- CallWording.cpp --------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Report/CallWording.h"
#include "llvm/Support/ErrorHandling.h"

namespace unwedge {

std::string describeCallee(const CallWording &Call) {
  switch (Call.Form) {
  case CallWording::Plain:
    return "'" + Call.Name + "'";
  case CallWording::Constructor:
    return "the constructor of '" + Call.Name + "'";
  case CallWording::Destructor:
    return "the destructor of '" + Call.Name + "'";
  case CallWording::Lambda:
    return "the lambda";
  }
  llvm_unreachable("covered switch");
}

std::string describeCallGerund(const CallWording &Call) {
  if (Call.Form == CallWording::Constructor)
    return "constructing '" + Call.Name + "'";
  if (Call.Form == CallWording::Destructor)
    return "destroying '" + Call.Name + "'";
  if (Call.Kind == CallKind::Stored && !Call.StoredIn.empty())
    return "calling '" + Call.StoredIn + "'";
  return "calling " + describeCallee(Call);
}

std::string describeCallStep(const CallWording &Call) {
  if (Call.Form == CallWording::Constructor)
    return "'" + Call.Name + "' is constructed here";
  if (Call.Form == CallWording::Destructor)
    return "'" + Call.Name + "' is destroyed here";
  const std::string Text = describeCallee(Call);
  switch (Call.Kind) {
  case CallKind::Direct:
    return Text + " is called here";
  case CallKind::Virtual:
    return Text + " is called here" +
           (Call.Candidates == 1
                ? ", the only implementation in sight"
                : ", one of " + std::to_string(Call.Candidates) +
                      " implementations in sight");
  case CallKind::Stored:
    return Text + " is called here through " +
           (Call.StoredIn.empty() ? "it" : "'" + Call.StoredIn + "'") +
           (Call.Candidates == 1
                ? ", which holds nothing else in sight"
                : ", which holds one of " + std::to_string(Call.Candidates) +
                      " functions in sight");
  }
  llvm_unreachable("covered switch");
}

} // namespace unwedge
