//===--- Effects.cpp ------------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Link/Effects.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace unwedge::link {

using namespace summary;

Path translate(const Path &Inner, const Path &Receiver,
               ArrayRef<Path> Arguments, const Program &P, Index Caller) {
  switch (Inner.Root) {
  case Path::Opaque:
  case Path::Null:
  case Path::Temp:
  case Path::Return:
    return {};
  case Path::This:
    return Inner.rebase(Receiver, 0);
  case Path::Param:
    return Inner.Number < Arguments.size()
               ? Inner.rebase(Arguments[Inner.Number], 0)
               : Path();
  case Path::FrameThis: {
    // Back in the function whose `this` was captured.
    if (Inner.Of != P.functions()[Caller]->Is)
      return Inner;
    Path This;
    This.Root = Path::This;
    return Inner.rebase(This, 0);
  }
  case Path::Var: {
    // A parameter of the function that a lambda in it has captured.
    const Entity &E = P.entity(Inner.Of);
    if (E.Parent == None || E.Parent != P.functions()[Caller]->Is)
      return Inner;
    Path Own;
    Own.Root = Path::Param;
    Own.Number = E.Parameter;
    return Inner.rebase(Own, 0);
  }
  case Path::Result:
    return Inner;
  }
  llvm_unreachable("covered switch");
}

/// A call, and what of it a callee's effects have to be put into.
struct EffectAnalysis::Frame {
  Index Caller;
  const summary::Call &Call;
  Path Receiver;
  std::vector<Path> Arguments;
  /// The arguments as the call has them; null if these are another call's.
  const List<Argument> *Values = nullptr;
  std::vector<HeldOnWay> Held;
  List<Path> Dropped;
  List<Condition> Conditions;
  bool Doubtful = false;
  bool Selected = false;
  /// The calls up to the callee.
  const Hop *Way = nullptr;
  unsigned Length = 1;
};

namespace {

enum class Truth { No, Yes, Unknown };

/// Whether \p C of a callee holds at a call; what is up to the caller's own
/// parameters is added to \p Mapped.
Truth evaluate(const Condition &C, const List<Argument> *Values,
               ArrayRef<Condition> Known, List<Condition> &Mapped) {
  if (!Values || C.Parameter >= Values->size())
    return Truth::Unknown;
  const Argument &A = (*Values)[C.Parameter];
  auto Decide = [&](int64_t Actual) {
    return C.holdsFor(Actual) ? Truth::Yes : Truth::No;
  };
  if (A.Value)
    return Decide(*A.Value);
  if (A.Object.Root == Path::Null)
    return Decide(0);
  if (A.IsAddress)
    return C.Value == 0 ? Decide(1) : Truth::Unknown;
  if (A.Object.Root == Path::Param && A.Object.Elements.empty()) {
    Condition Own = C;
    Own.Parameter = A.Object.Number;
    for (const Condition &K : Known) {
      if (K.Parameter != Own.Parameter)
        continue;
      if (K.Is == Condition::Equal)
        return Own.holdsFor(K.Value) ? Truth::Yes : Truth::No;
      if (K.Value == Own.Value && K.Is == Own.Is)
        return Truth::Yes;
      if (Own.Is == Condition::Equal && !K.holdsFor(Own.Value))
        return Truth::No;
    }
    Mapped.push_back(Own);
    return Truth::Yes;
  }
  return A.IsCount ? Truth::Yes : Truth::Unknown;
}

} // namespace

const Hop *EffectAnalysis::append(const Hop *Way, const Hop *Rest) {
  if (!Way)
    return Rest;
  Hop Copy = *Way;
  Copy.Rest = append(Way->Rest, Rest);
  return hop(Copy);
}

void EffectAnalysis::add(Index F, Effect What) {
  ReachedEffect Own;
  const Effect *Stored = new (Effects.Allocate()) Effect(std::move(What));
  Own.What = Stored;
  Own.In = F;
  Own.Object = Stored->Object;
  if (const Context *When = Stored->When) {
    Own.Dropped = When->Dropped;
    Own.Conditions = When->Conditions;
    Own.Doubtful = When->Doubtful;
    Own.Selected = When->Selected;
  }
  addReached(F, std::move(Own));
}

bool EffectAnalysis::addReached(Index F, ReachedEffect Effect) {
  constexpr size_t MaxEffects = 256;
  std::vector<const ReachedEffect *> &List = Known[F];
  for (const ReachedEffect *&Old : List) {
    if (Old->What->Sort != Effect.What->Sort ||
        !Old->Object.sameText(Effect.Object) ||
        Old->Doubtful != Effect.Doubtful || Old->Selected != Effect.Selected ||
        Old->Conditions.size() != Effect.Conditions.size() ||
        Old->Dropped.size() != Effect.Dropped.size())
      continue;
    if (Old->Length <= Effect.Length)
      return false;
    // A shorter way to the same is no news to callers.
    Old = new (ReachedMemory.Allocate()) ReachedEffect(std::move(Effect));
    return false;
  }
  if (List.size() >= MaxEffects) {
    ++P.Statistics.EventsDropped;
    return false;
  }
  List.push_back(new (ReachedMemory.Allocate())
                     ReachedEffect(std::move(Effect)));
  return true;
}

bool EffectAnalysis::addWait(Index F, Wait W) {
  constexpr size_t MaxWaits = 64;
  std::vector<Wait> &List = Waiting[F];
  for (const Wait &Old : List)
    if (Old.Call == W.Call && Old.In == W.In && Old.Parameter == W.Parameter)
      return false;
  if (List.size() >= MaxWaits) {
    ++P.Statistics.EventsDropped;
    return false;
  }
  List.push_back(std::move(W));
  return true;
}

/// What the call says of what it leads to, and what decides that it is made.
void EffectAnalysis::describe(Frame &At) {
  for (const Argument &A : At.Call.Arguments)
    At.Arguments.push_back(A.Object);
  At.Conditions = At.Call.When.Conditions;
  if (Better) {
    Better->describe(At.Caller, At.Call, At.Receiver, At.Arguments,
                     At.Conditions);
    for (Condition &C : At.Conditions)
      C.IsCheck = true;
    At.Doubtful = Better->isDoubtful(At.Caller, At.Call);
    return;
  }
  At.Dropped = At.Call.When.Dropped;
  At.Doubtful = At.Call.When.Doubtful;
  At.Selected = At.Call.When.Selected;
}

bool EffectAnalysis::applyEffects(const Frame &At, Index Target,
                                  Visitor Visit) {
  bool Changed = false;
  // The list grows where a function calls itself.
  const std::vector<const ReachedEffect *> Inner = Known[Target];
  for (const ReachedEffect *E : Inner) {
    ReachedEffect Outer;
    Outer.What = E->What;
    Outer.In = E->In;
    Outer.Object =
        translate(E->Object, At.Receiver, At.Arguments, P, At.Caller);
    if (!Outer.Object.isNamed() || (Better && !Better->matters(Outer.Object)))
      continue;
    Outer.Dropped = At.Dropped;
    for (const Path &Inner : E->Dropped)
      if (Path Dropped =
              translate(Inner, At.Receiver, At.Arguments, P, At.Caller);
          Dropped.isNamed())
        Outer.Dropped.push_back(std::move(Dropped));
    Outer.Conditions = At.Conditions;
    // Unknown means silent: the condition is most often what keeps it from
    // happening.
    if (any_of(E->Conditions, [&](const Condition &C) {
          const Truth Is =
              evaluate(C, At.Values, At.Call.When.Conditions, Outer.Conditions);
          return Is == Truth::No ||
                 (Is == Truth::Unknown && !(Better && C.IsCheck));
        }))
      continue;
    Outer.Doubtful = At.Doubtful || E->Doubtful || E->Selected;
    Outer.Selected = At.Selected;
    Outer.Way = append(At.Way, E->Way);
    Outer.Length = At.Length + E->Length;
    Visit(At.Caller, At.Call, Outer, At.Held);
    Changed |= addReached(At.Caller, std::move(Outer));
  }
  return Changed;
}

bool EffectAnalysis::applyWaits(const Frame &At, Index Target, Visitor Visit) {
  constexpr unsigned MaxLength = 12;
  bool Changed = false;
  if (!At.Values)
    return false;
  const std::vector<Wait> Inner = Waiting[Target];
  for (const Wait &W : Inner) {
    if (W.Parameter >= At.Values->size() || W.Length >= MaxLength)
      continue;
    const Argument &Given = (*At.Values)[W.Parameter];
    Frame Here = At;
    Here.Values = nullptr;
    Here.Arguments.clear();
    for (const Path &A : W.Arguments)
      Here.Arguments.push_back(
          translate(A, At.Receiver, At.Arguments, P, At.Caller));
    bool Happens = true;
    for (const Condition &C : W.Conditions) {
      const Truth Is =
          evaluate(C, At.Values, At.Call.When.Conditions, Here.Conditions);
      Happens &=
          Is == Truth::Yes || (Is == Truth::Unknown && Better && C.IsCheck);
    }
    if (!Happens)
      continue;
    for (const HeldOnWay &H : W.Held)
      if (Path Object =
              translate(H.Object, At.Receiver, At.Arguments, P, At.Caller);
          Object.isNamed())
        Here.Held.push_back({H.Lock, std::move(Object), append(At.Way, H.Way)});
    for (const Path &D : W.Dropped)
      if (Path Dropped = translate(D, At.Receiver, At.Arguments, P, At.Caller);
          Dropped.isNamed())
        Here.Dropped.push_back(std::move(Dropped));
    Here.Doubtful |= W.Doubtful || W.Selected;
    if (Given.Object.Root == Path::Param && Given.Object.Elements.empty()) {
      Wait Outer = W;
      Outer.Parameter = Given.Object.Number;
      Outer.Arguments = Here.Arguments;
      Outer.Held = Here.Held;
      Outer.Dropped = Here.Dropped;
      Outer.Conditions = Here.Conditions;
      Outer.Doubtful = Here.Doubtful;
      Outer.Selected = Here.Selected;
      Outer.Way = append(At.Way, W.Way);
      Outer.Length = At.Length + W.Length;
      Changed |= addWait(At.Caller, std::move(Outer));
      continue;
    }
    const Targets All = P.targets(Given, At.Caller);
    for (const link::Target &T : All.All) {
      Hop Last;
      Last.Caller = W.In;
      Last.Callee = T.Function;
      Last.Call = W.Call;
      Last.StoredAt = T.StoredAt;
      Last.Candidates = All.Candidates;
      Last.Kind = T.StoredAt.isValid() ? CallKind::Stored : CallKind::Direct;
      Last.HandedIn = true;
      Frame Inside = Here;
      Inside.Way = append(At.Way, append(W.Way, hop(Last)));
      Inside.Length = At.Length + W.Length + 1;
      Inside.Receiver = T.BoundTo;
      if (T.BindsArguments)
        Inside.Arguments.assign(Inside.Arguments.size(), Path());
      if (const Entity &Is = P.entity(P.functions()[T.Function]->Is);
          Inside.Receiver.Root == Path::Opaque && Is.Parent != None &&
          Is.Form != Entity::Lambda && !Inside.Arguments.empty()) {
        Inside.Receiver = Inside.Arguments.front();
        Inside.Arguments.erase(Inside.Arguments.begin());
      } else if (Inside.Receiver.isNamed() && T.StoredAt.isValid()) {
        // In the terms of the function that stored it; what is handed over is
        // in those of the caller.
        Inside.Receiver =
            translate(Inside.Receiver, At.Receiver, {}, P, At.Caller);
      }
      Changed |= applyEffects(Inside, T.Function, Visit);
    }
  }
  return Changed;
}

bool EffectAnalysis::visit(Index F, Visitor Visit) {
  bool Changed = false;
  if (Better && !Better->isAskedFor(F))
    return false;
  for (const Call &C : P.functions()[F]->Calls) {
    if (C.Kind == Call::Given) {
      Frame At{F, C, C.Receiver, {}, nullptr, {}, {}, {}};
      describe(At);
      Wait W;
      W.Call = &C;
      W.In = F;
      W.Parameter = C.Parameter;
      W.Arguments = std::move(At.Arguments);
      for (const HeldLock &H : C.Held)
        W.Held.push_back({&H, H.Object, nullptr});
      W.Dropped = std::move(At.Dropped);
      W.Conditions = std::move(At.Conditions);
      W.Doubtful = At.Doubtful;
      W.Selected = At.Selected;
      Changed |= addWait(F, std::move(W));
      continue;
    }
    const Targets All = P.targets(C, F);
    if (All.All.empty())
      continue;
    bool Any = false;
    for (const link::Target &T : All.All) {
      Any |= !Known[T.Function].empty() || !Waiting[T.Function].empty();
      CallsItself |= T.Function == F;
    }
    if (!Any)
      continue;
    Frame At{F, C, C.Receiver, {}, &C.Arguments, {}, {}, {}};
    describe(At);
    for (const HeldLock &H : C.Held)
      At.Held.push_back({&H, H.Object, nullptr});
    for (const link::Target &T : All.All) {
      Hop First;
      First.Caller = F;
      First.Callee = T.Function;
      First.Call = &C;
      First.StoredAt = T.StoredAt;
      First.Candidates = All.Candidates;
      First.Kind = C.Kind == Call::Virtual  ? CallKind::Virtual
                   : C.Kind == Call::Stored ? CallKind::Stored
                                            : CallKind::Direct;
      Frame Inside = At;
      // Copied where there is an effect.
      Inside.Way = &First;
      if (C.Kind == Call::Stored) {
        if (T.BindsArguments) {
          Inside.Arguments.assign(Inside.Arguments.size(), Path());
          Inside.Values = nullptr;
        }
        const Entity &Is = P.entity(P.functions()[T.Function]->Is);
        if (T.BoundTo.isNamed()) {
          Inside.Receiver = translate(T.BoundTo, C.Receiver, {}, P, F);
        } else if (Is.Parent != None && Is.Form != Entity::Lambda &&
                   !Inside.Arguments.empty()) {
          Inside.Receiver = Inside.Arguments.front();
          Inside.Arguments.erase(Inside.Arguments.begin());
          Inside.Values = nullptr;
        }
      }
      Changed |= applyEffects(Inside, T.Function, Visit);
      Changed |= applyWaits(Inside, T.Function, Visit);
    }
  }
  return Changed;
}

void EffectAnalysis::run(Visitor Visit) {
  constexpr unsigned MaxRounds = 4;
  for (const std::vector<Index> &Component : P.components())
    for (unsigned Round = 0; Round < MaxRounds; ++Round) {
      bool Changed = false;
      CallsItself = Component.size() > 1;
      for (Index F : Component)
        Changed |= visit(F, Visit);
      if (!Changed || !CallsItself)
        break;
    }
}

CallWording wordingOf(const Program &P, const Hop &H) {
  CallWording Words;
  const Entity &Callee = P.entity(P.functions()[H.Callee]->Is);
  Words.Name = Callee.Name.str();
  switch (Callee.Form) {
  case Entity::Plain:
    Words.Form = CallWording::Plain;
    break;
  case Entity::Constructor:
    Words.Form = CallWording::Constructor;
    break;
  case Entity::Destructor:
    Words.Form = CallWording::Destructor;
    break;
  case Entity::Lambda:
    Words.Form = CallWording::Lambda;
    break;
  }
  Words.Kind = H.Kind;
  Words.Candidates = H.Candidates;
  if (H.Call->Kind == Call::Stored)
    Words.StoredIn = P.entity(H.Call->Callee).Name.str();
  return Words;
}

void appendHops(const Program &P, const Hop *Way,
                std::vector<StepRecord> &Steps) {
  for (; Way; Way = Way->Rest) {
    for (const Step &S : Way->Call->Prefix)
      Steps.push_back({P.record(S.Where), S.Text.str()});
    CallWording Words = wordingOf(P, *Way);
    Steps.push_back({P.record(Way->Call->Where), describeCallStep(Words)});
    if (Way->StoredAt.isValid())
      Steps.push_back(
          {P.record(Way->StoredAt), describeCallee(Words) + " is stored here"});
  }
}

bool leavesUnit(const Program &P, Index Function, const Hop *Way) {
  for (; Way; Way = Way->Rest)
    if (!P.isInUnitOf(Way->Callee, Function))
      return true;
  return false;
}

std::string spelling(const Program &P, const Path &Object, Index Function) {
  std::string Text;
  bool Arrow = false;
  auto Begin = [&](Index E, StringRef Behind) {
    Text = (P.entity(E).Name + Behind).str();
    Arrow = P.entity(E).IsPointer;
  };
  if (Object.Root == Path::Var)
    Begin(Object.Of, "");
  else if (Object.Root == Path::Result)
    Begin(Object.Of, "()");
  for (const PathElement &E : Object.Elements)
    switch (E.Kind) {
    case PathElement::Field:
    case PathElement::Getter: {
      const Entity &Named = P.entity(E.Of);
      if (Named.IsUnwritten || Named.Name.empty())
        break;
      if (!Text.empty())
        Text += Arrow ? "->" : ".";
      // Of a member function, the class is said as well elsewhere.
      Text += Named.Name.rsplit("::").second.empty()
                  ? Named.Name.str()
                  : Named.Name.rsplit("::").second.str();
      if (E.Kind == PathElement::Getter)
        Text += "()";
      Arrow = Named.IsPointer;
      break;
    }
    case PathElement::ConstantIndex:
      Text += "[" + std::to_string(E.Value) + "]";
      Arrow = false;
      break;
    case PathElement::VariableIndex:
    case PathElement::UnknownIndex:
      Text += "[...]";
      Arrow = false;
      break;
    case PathElement::GuardedLock:
    case PathElement::Content:
      break;
    }
  return Text;
}

} // namespace unwedge::link
