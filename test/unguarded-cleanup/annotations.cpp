// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pairs that the code names: both sides carry the same name. The bodies are out
// of sight.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <functional>

#define ESTABLISHES(Name) __attribute__((annotate("unwedge::establishes", Name)))
#define DISCHARGES(Name) __attribute__((annotate("unwedge::discharges", Name)))

using Callback = std::function<void()>;

class Canvas {
public:
  void push() ESTABLISHES("layer");
  void pop() DISCHARGES("layer");
  void open() ESTABLISHES("group");
  void close() DISCHARGES("group");
  // Without a name, or with another one, nothing is said.
  void begin() __attribute__((annotate("unwedge::establishes")));
  void end() __attribute__((annotate("unwedge::discharges")));
  void mark() __attribute__((annotate("other::establishes", "mark")));
  void unmark() __attribute__((annotate("other::discharges", "mark")));
  void both() ESTABLISHES("group") ESTABLISHES("layer");
  void neither() DISCHARGES("group") DISCHARGES("layer");
};

ESTABLISHES("batch") void beginBatch();
DISCHARGES("batch") void endBatch();
ESTABLISHES("use") void acquireCanvas(Canvas *C);
DISCHARGES("use") void releaseCanvas(Canvas *C);

void memberBad(Canvas &C, const Callback &F) {
  C.push();
  F();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, what was begun on 'C' is never ended [unwedge-unguarded-cleanup]
  // CHECK-MESSAGES: :[[@LINE-3]]:5: note: 'C' is begun on here
  // CHECK-MESSAGES: :[[@LINE+3]]:5: note: it is ended here, which an exception skips
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: nothing in sight says that 'F' cannot throw; it is taken to
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: leave it to the destructor of a local object, or undo it in 'catch (...)' and throw again
  C.pop();
}
void freeBad(Canvas *C, const Callback &F) {
  acquireCanvas(C);
  F();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, what was begun on 'C' is never ended
  releaseCanvas(C);
}
void globalBad(const Callback &F) {
  beginBatch();
  F();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, what was begun on 'beginBatch()' is never ended
  endBatch();
}
void bothBad(Canvas &C, const Callback &F) {
  C.both();
  F();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, what was begun on 'C' is never ended
  C.neither();
}

void handlerOk(Canvas &C, const Callback &F) {
  C.push();
  try {
    F();
  } catch (...) {
    C.pop();
    throw;
  }
  C.pop();
}
struct Layer {
  Canvas &C;
  explicit Layer(Canvas &C) : C(C) { C.push(); }
  ~Layer() { C.pop(); }
};
void guardOk(Canvas &C, const Callback &F) {
  Layer L(C);
  F();
}
void otherPairOk(Canvas &C, const Callback &F) {
  C.push();
  F();
  C.close();
}
void otherObjectOk(Canvas &C, Canvas &D, const Callback &F) {
  C.push();
  F();
  D.pop();
}
void noNameOk(Canvas &C, const Callback &F) {
  C.begin();
  F();
  C.end();
}
void notOursOk(Canvas &C, const Callback &F) {
  C.mark();
  F();
  C.unmark();
}
void doneBeforeOk(Canvas &C, const Callback &F) {
  C.push();
  C.pop();
  F();
}
