//===--- Fields.h - The fields of a summary, in order ---------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to this folder. What is written, what is read and what is shown come
// from one description of each type: `fields(IO, Value)` gives each field of
// Value, in order, to IO, by a name for people and a reference. A field that is
// added here needs a new version of the format.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_SUMMARY_FIELDS_H
#define UNWEDGE_LIB_SUMMARY_FIELDS_H

#include "unwedge/Summary/UnitSummary.h"

namespace unwedge::summary {

/// A position in a list whose length is checked when all is read.
enum class ListKind { Files, Entities, LockKinds };

template <typename IO> void fields(IO &Io, Place &P) {
  Io.index("file", P.File, ListKind::Files);
  if (P.File == None)
    return;
  Io("line", P.Line);
  Io("column", P.Column);
}

template <typename IO> void fields(IO &Io, File &F) {
  Io("name", F.Name);
  Io("hash", F.Hash);
}

template <typename IO> void fields(IO &Io, Entity &E) {
  Io("kind", E.Kind, Entity::Class);
  Io("form", E.Form, Entity::Lambda);
  Io("usr", E.USR);
  Io("name", E.Name);
  Io("where", E.Where);
  Io.index("parent", E.Parent, ListKind::Entities);
  if (E.Kind == Entity::Variable && E.Parent != None)
    Io("parameter", E.Parameter);
  Io.index("object-class", E.ObjectClass, ListKind::Entities);
  Io.flags({{"internal", &E.Internal},
            {"pointer", &E.IsPointer},
            {"may-be-reset", &E.MayBeReset},
            {"unwritten", &E.IsUnwritten},
            {"global", &E.IsGlobal},
            {"noexcept", &E.IsNoexcept}});
}

template <typename IO> void fields(IO &Io, PathElement &E) {
  Io("kind", E.Kind, PathElement::Content);
  Io.index("of", E.Of, ListKind::Entities);
  Io("value", E.Value);
}

template <typename IO> void fields(IO &Io, Path &P) {
  Io("root", P.Root, Path::Result);
  if (P.Root == Path::Opaque || P.Root == Path::Null)
    return;
  if (P.Root == Path::Param)
    Io("number", P.Number);
  if (P.Root == Path::Var || P.Root == Path::FrameThis ||
      P.Root == Path::Result)
    Io.required("of", P.Of, ListKind::Entities);
  Io("elements", P.Elements);
}

template <typename IO> void fields(IO &Io, Condition &C) {
  Io("parameter", C.Parameter);
  Io("value", C.Value);
  Io("is", C.Is, Condition::GreaterEqual);
  Io.flags({{"check", &C.IsCheck}});
}

template <typename IO> void fields(IO &Io, Context &C) {
  Io("dropped", C.Dropped);
  Io("conditions", C.Conditions);
  Io.flags({{"selected", &C.Selected}, {"doubtful", &C.Doubtful}});
}

template <typename IO> void fields(IO &Io, Step &S) {
  Io("where", S.Where);
  Io("text", S.Text);
}

template <typename IO> void fields(IO &Io, LockKind &K) {
  Io("shared-shared", K.Semantics.SharedShared, RecursionVerdict::Unknown);
  Io("exclusive-shared", K.Semantics.ExclusiveShared,
     RecursionVerdict::Unknown);
  Io("shared-exclusive", K.Semantics.SharedExclusive,
     RecursionVerdict::Unknown);
  Io("note", K.Note);
  Io("type", K.TypeName);
  Io.flags({{"default-configuration", &K.DefaultConfiguration}});
}

template <typename IO> void fields(IO &Io, HeldLock &H) {
  Io("object", H.Object);
  Io("name", H.Name);
  Io("mode", H.Mode, LockMode::Exclusive);
  Io.required("kind", H.Kind, ListKind::LockKinds);
  Io("site", H.Site);
  Io("calls", H.Calls);
  Io.flags({{"caller-owns", &H.CallerOwns}, {"recursive", &H.IsRecursive}});
}

template <typename IO> void fields(IO &Io, Argument &A) {
  Io("object", A.Object);
  Io("value", A.Value);
  Io.flags({{"address", &A.IsAddress}, {"count", &A.IsCount}});
  Io.indices("callables", A.Callables, ListKind::Entities);
  if (!A.Callables.empty()) {
    Io("bound-to", A.BoundTo);
    Io.flags({{"binds-arguments", &A.BindsArguments}});
  }
  Io.index("source", A.Source, ListKind::Entities);
}

template <typename IO> void fields(IO &Io, Call &C) {
  Io("kind", C.Kind, Call::Given);
  if (C.Kind == Call::Given)
    Io("parameter", C.Parameter);
  else
    Io.required("callee", C.Callee, ListKind::Entities);
  Io("where", C.Where);
  Io("receiver", C.Receiver);
  Io("arguments", C.Arguments);
  Io("held", C.Held);
  Io("when", C.When);
  Io("prefix", C.Prefix);
  if (!C.Prefix.empty())
    Io("prefix-call", C.PrefixCall);
  Io.flags({{"caught", &C.IsCaught}});
}

template <typename IO> void fields(IO &Io, Acquisition &A) {
  Io("object", A.Object);
  Io("mode", A.Mode, LockMode::Exclusive);
  Io.required("kind", A.Kind, ListKind::LockKinds);
  Io("site", A.Site);
  Io("when", A.When);
  Io.flags({{"recursive", &A.IsRecursive}});
}

template <typename IO> void fields(IO &Io, ChangingValue &V) {
  Io("kind", V.Kind, Variation::Address);
  Io("where", V.Where);
  Io("text", V.Text);
  if (V.Kind == Variation::Address)
    Io("of-parameter", V.OfParameter);
}

template <typename IO> void fields(IO &Io, ValuePort &P) {
  Io("kind", P.Kind, ValuePort::Key);
  if (P.Kind == ValuePort::Change || P.Kind == ValuePort::Parameter ||
      P.Kind == ValuePort::CallArgument || P.Kind == ValuePort::Key)
    Io("number", P.Number);
  if (P.isOfCall())
    Io("call", P.Call);
  if (P.Kind != ValuePort::Change && P.Kind != ValuePort::Key)
    Io.indices("part", P.Part, ListKind::Entities);
}

template <typename IO> void fields(IO &Io, ValueFlow &F) {
  Io("from", F.From);
  Io("to", F.To);
  Io.flags({{"text", &F.IsText},
            {"part", &F.IsPart},
            {"sure", &F.IsSure},
            {"kept-elsewhere", &F.KeptElsewhere},
            {"uses-the-hit", &F.UsesTheHit},
            {"fills-if-empty", &F.FillsIfEmpty},
            {"known-elsewhere", &F.KnownElsewhere},
            {"shown-by-key-only", &F.ShownByKeyOnly}});
  if (F.To.Kind == ValuePort::Key || F.To.isOfCall()) {
    Io("key-at", F.KeyAt);
    Io("variable", F.Variable);
    Io("trace", F.Trace);
  }
  Io("steps", F.Steps);
}

template <typename IO> void fields(IO &Io, ContainerRoot &C) {
  Io("root", C.Root, ContainerRoot::Outliving);
  if (C.Root == ContainerRoot::Unknown || C.Root == ContainerRoot::Local)
    return;
  if (C.Root == ContainerRoot::Param)
    Io("number", C.Number);
  Io.index("of", C.Of, ListKind::Entities);
}

template <typename IO> void fields(IO &Io, ValueCall::Container &C) {
  Io("argument", C.Argument);
  Io("is", C.Is);
}

template <typename IO> void fields(IO &Io, ValueCall &C) {
  Io("kind", C.Kind, Call::Stored);
  Io.required("callee", C.Callee, ListKind::Entities);
  Io("where", C.Where);
  Io("object", C.Object);
  Io("containers", C.Containers);
}

template <typename IO> void fields(IO &Io, KeyedUse &U) {
  Io("operation", U.Operation, KeyOperation::Iterate);
  Io("container", U.Container);
  Io("where", U.Where);
  Io("calls", U.Calls);
  Io.flags({{"in-loop-condition", &U.InLoopCondition},
            {"bounded", &U.IsBounded},
            {"ordered", &U.IsOrdered},
            {"may-own-objects", &U.MayOwnObjects}});
}

template <typename IO> void fields(IO &Io, KeyedContainer::Operation &O) {
  Io("where", O.Where);
  Io.flags({{"by-other-key", &O.ByOtherKey}});
}

template <typename IO> void fields(IO &Io, KeyedContainer &C) {
  Io.required("is", C.Is, ListKind::Entities);
  Io("erases", C.Erases);
  Io("lookups", C.Lookups);
  Io("inserts", C.Inserts);
  Io.flags({{"shows-keys", &C.ShowsKeys},
            {"shrinks", &C.Shrinks},
            {"sized", &C.IsSized},
            {"iterated", &C.IsIterated},
            {"searched", &C.IsSearched},
            {"escapes", &C.Escapes},
            {"all-in-sight", &C.AllInSight},
            {"of-members-only", &C.OfMembersOnly}});
  Io.indices("missing", C.Missing, ListKind::Entities);
  Io.indices("present", C.Present, ListKind::Entities);
}

template <typename IO> void fields(IO &Io, Function &F) {
  Io.required("is", F.Is, ListKind::Entities);
  Io("begin", F.Begin);
  Io("end", F.End);
  Io("hash", F.Hash);
  Io("calls", F.Calls);
  Io("acquisitions", F.Acquisitions);
  Io("released", F.Released);
  Io("changes", F.Changes);
  Io("value-calls", F.ValueCalls);
  Io("keys", F.Keys);
  Io("value-flows", F.ValueFlows);
}

template <typename IO> void fields(IO &Io, FlagTest &F) {
  Io.required("of", F.Of, ListKind::Entities);
  Io("is", F.Is, FlagTest::Clear);
}

template <typename IO> void fields(IO &Io, QueueEvent &E) {
  Io("kind", E.Kind, QueueEvent::AwaitTask);
  Io("queue", E.Queue);
  if (E.Kind == QueueEvent::AwaitTask && E.Queue.Root == Path::Opaque)
    Io("submission", E.Submission);
  Io("site", E.Site);
  Io("conditions", E.Conditions);
  Io("flags", E.Flags);
  Io("type", E.TypeName);
  Io("note", E.TypeNote);
  Io.index("bound-field", E.BoundField, ListKind::Entities);
  if (E.BoundField != None)
    Io("bound-at", E.BoundAt);
  Io.index("assumed-wait", E.AssumedWait, ListKind::Entities);
  Io.index("policy", E.Policy, ListKind::Entities);
  if (E.Policy != None)
    Io("policy-at", E.PolicyAt);
  Io.flags({{"doubtful", &E.Doubtful},
            {"bound-unknown", &E.BoundUnknown},
            {"bound-starts-off", &E.BoundStartsOff},
            {"leaves", &E.Leaves},
            {"conditional", &E.Conditional},
            {"wakes-only", &E.WakesOnly},
            {"unbounded", &E.Unbounded}});
}

template <typename IO> void fields(IO &Io, QueueCall::Question &Q) {
  Io("object", Q.Object);
  Io.index("asks", Q.Asks, ListKind::Entities);
}

template <typename IO> void fields(IO &Io, QueueCall &C) {
  Io("call", C.Call);
  Io("receiver", C.Receiver);
  Io("arguments", C.Arguments);
  Io("conditions", C.Conditions);
  Io("flags", C.Flags);
  Io("room", C.Room);
  Io.indices("thread-tests", C.ThreadTests, ListKind::Entities);
  Io.flags({{"doubtful", &C.Doubtful},
            {"conditional", &C.Conditional},
            {"leaves", &C.Leaves},
            {"unbounded", &C.Unbounded}});
}

template <typename IO> void fields(IO &Io, FlagChange &C) {
  Io.required("of", C.Of, ListKind::Entities);
  Io("kind", C.Kind, FlagChange::CountsDown);
  Io("at", C.At);
}

template <typename IO> void fields(IO &Io, QueueStep &S) {
  Io("number", S.Number);
}

template <typename IO> void fields(IO &Io, QueueTurn &T) {
  Io("take", T.Take);
  Io("blocking", T.Blocking);
  Io.flags({{"take-comes-last", &T.TakeComesLast},
            {"exclusive", &T.Exclusive},
            {"other-turn", &T.OtherTurn},
            {"room-tested", &T.RoomTested},
            {"private", &T.Private},
            {"goes-on", &T.GoesOn}});
}

template <typename IO> void fields(IO &Io, QueueFunction &F) {
  Io.required("is", F.Is, ListKind::Entities);
  Io("events", F.Events);
  Io("calls", F.Calls);
  Io("changes", F.Changes);
  Io("turns", F.Turns);
  Io("runs", F.Runs);
  Io.flags({{"identifies-thread", &F.IdentifiesThread},
            {"asks-empty", &F.AsksEmpty}});
}

template <typename IO> void fields(IO &Io, Override &O) {
  Io.required("overrider", O.Overrider, ListKind::Entities);
  Io.required("overridden", O.Overridden, ListKind::Entities);
}

template <typename IO> void fields(IO &Io, StoredCallable &S) {
  Io.required("in", S.In, ListKind::Entities);
  Io.required("callable", S.Callable, ListKind::Entities);
  Io("bound-to", S.BoundTo);
  Io("at", S.At);
  Io.flags({{"binds-arguments", &S.BindsArguments}});
}

template <typename IO> void fields(IO &Io, OwnerPointer &O) {
  Io.required("in", O.In, ListKind::Entities);
  Io.index("class", O.Class, ListKind::Entities);
  Io.index("object", O.Object, ListKind::Entities);
  Io.flags({{"other", &O.Other}});
  Io("at", O.At);
}

template <typename IO> void fields(IO &Io, Flow &F) {
  Io.required("from", F.From, ListKind::Entities);
  Io.required("to", F.To, ListKind::Entities);
}

template <typename IO> void fields(IO &Io, Inheritance &I) {
  Io.required("derived", I.Derived, ListKind::Entities);
  Io.required("base", I.Base, ListKind::Entities);
}

template <typename IO> void fields(IO &Io, StateEvent &E) {
  Io("kind", E.Kind, StateKind::Completion);
  Io("action", E.Action, StateEvent::Lower);
  Io("object", E.Object);
  if (E.Kind == StateKind::Entry) {
    Io("key", E.Key);
    Io("key-text", E.KeyText);
  }
  Io("pair", E.Pair);
  if (E.Kind == StateKind::Flag) {
    Io("value", E.Value);
    Io("rest", E.Rest);
  }
  Io.flags({{"takes-all", &E.TakesAll},
            {"by-shape", &E.ByShape},
            {"tells-old-value", &E.TellsOldValue},
            {"any-entry", &E.AnyEntry},
            {"death-completes", &E.DeathCompletes},
            {"integer", &E.IsInteger},
            {"enumeration", &E.IsEnumeration},
            {"bits", &E.IsBits}});
  Io("at", E.At);
  Io.index("by", E.By, ListKind::Entities);
}

template <typename IO> void fields(IO &Io, StateArgument &A) {
  Io("object", A.Object);
  Io("key", A.Key);
  Io("key-text", A.KeyText);
}

template <typename IO> void fields(IO &Io, StateCall &C) {
  Io.required("callee", C.Callee, ListKind::Entities);
  Io("where", C.Where);
  Io("receiver", C.Receiver);
  Io("arguments", C.Arguments);
}

template <typename IO> void fields(IO &Io, CleanupRecord &R) {
  Io.required("is", R.Is, ListKind::Entities);
  Io("throws", R.Throws, CleanupRecord::Yes);
  Io("callback-depth", R.CallbackDepth);
  if (R.CallbackDepth) {
    Io("callback-at", R.CallbackAt);
    Io("callback-parameter", R.CallbackParameter);
    Io("callback-in-parameter", R.CallbackInParameter);
    Io.flags({{"handed-in", &R.IsHandedIn}});
  }
  Io("events", R.Events);
}

template <typename IO> void fields(IO &Io, VariableGate &G) {
  Io.required("variable", G.Variable, ListKind::Entities);
  Io("at", G.At);
  Io.flags({{"when-set", &G.WhenSet}, {"when-clear", &G.WhenClear}});
}

template <typename IO> void fields(IO &Io, HandledCall &C) {
  Io("call", C.Call);
  Io("undone", C.Undone);
}

template <typename IO> void fields(IO &Io, CleanupSuspect::Targets &T) {
  Io("parameter", T.Parameter);
  Io("throws", T.Throws, CleanupRecord::Yes);
  Io.indices("functions", T.Functions, ListKind::Entities);
  Io.index("source", T.Source, ListKind::Entities);
  Io.flags({{"complete", &T.IsComplete}});
}

template <typename IO> void fields(IO &Io, CleanupSuspect::Way &W) {
  Io.flags({{"handed-in", &W.HandedIn},
            {"function-pointer", &W.IsFunctionPointer},
            {"in-worker-loop", &W.InWorkerLoop},
            {"next-turn-only", &W.NextTurnOnly},
            {"always", &W.Always},
            {"certain", &W.Certain},
            {"may-stay", &W.MayStay},
            {"by-getter", &W.ByGetter}});
}

template <typename IO> void fields(IO &Io, CleanupSuspect &S) {
  Io.required("in", S.In, ListKind::Entities);
  Io("where", S.Where);
  Io("callback", S.Callback);
  Io.index("hidden", S.Hidden, ListKind::Entities);
  Io("given", S.Given);
  Io.indices("guards", S.Guards, ListKind::Entities);
  Io("kind", S.Kind, StateKind::Completion);
  Io("action", S.Action, StateEvent::Lower);
  Io("state", S.State);
  Io.flags({{"virtual", &S.IsVirtual},
            {"needs-throw", &S.NeedsThrow},
            {"stays-inside", &S.StaysInside},
            {"whole", &S.IsWhole},
            {"found", &S.IsFound},
            {"gate-when-set", &S.GateWhenSet},
            {"gate-when-clear", &S.GateWhenClear},
            {"lock-guarded", &S.LockIsGuarded}});
  Io("message", S.Message);
  if (S.IsWhole) {
    Io("level", S.Level);
    Io("level-if-throws", S.LevelIfThrows);
    Io("steps", S.Steps);
    Io.index("gate", S.Gate, ListKind::Entities);
    Io("gate-name", S.GateName);
    return;
  }
  Io("through", S.Through);
  Io("object", S.Object);
  Io("establish", S.Establish);
  Io("undo", S.Undo);
  Io("known", S.Known);
  Io("ways", S.Ways);
}

template <typename IO> void fields(IO &Io, CleanupSummary &C) {
  Io("functions", C.Functions);
  Io("gates", C.Gates);
  Io.indices("ending-process", C.EndingProcess, ListKind::Entities);
  Io("handled", C.Handled);
  Io("suspects", C.Suspects);
}

template <typename IO> void fields(IO &Io, UnitFinding &F) {
  Io("check", F.Check);
  Io("confidence", F.Confidence);
  Io("where", F.Where);
  Io("message", F.Message);
  Io("steps", F.Steps);
  Io("fingerprint", F.Fingerprint);
  Io("suppressed-by", F.SuppressedBy);
  Io("reason", F.Reason);
  Io.index("lock", F.Lock, ListKind::Entities);
}

template <typename IO> void fields(IO &Io, UnitSummary::Silence &S) {
  Io("at", S.At);
  Io("check", S.Check);
  Io("by", S.By);
}

template <typename IO> void fields(IO &Io, UnitSummary::Counter &C) {
  Io("what", C.What);
  Io("count", C.Count);
}

template <typename IO> void fields(IO &Io, UnitSummary &U) {
  Io("producer", U.Producer);
  Io("identity", U.Identity);
  Io("main-file", U.MainFile);
  Io("files", U.Files);
  Io("entities", U.Entities);
  Io("lock-kinds", U.LockKinds);
  Io("functions", U.Functions);
  Io("queue-functions", U.QueueFunctions);
  Io.indices("written-locks", U.WrittenLocks, ListKind::Entities);
  Io.indices("written-kinds", U.WrittenKinds, ListKind::LockKinds);
  Io.indices("given-bounds", U.GivenBounds, ListKind::Entities);
  Io("overrides", U.Overrides);
  Io("stored-callables", U.StoredCallables);
  Io("owner-pointers", U.OwnerPointers);
  Io("flows", U.Flows);
  Io("inheritances", U.Inheritances);
  Io("containers", U.Containers);
  Io("findings", U.Findings);
  Io("cleanup", U.Cleanup);
  Io("silences", U.Silences);
  Io("counters", U.Counters);
}

} // namespace unwedge::summary

#endif // UNWEDGE_LIB_SUMMARY_FIELDS_H
