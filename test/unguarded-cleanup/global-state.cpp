// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// State of the thread or the program: no object has it.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <functional>

typedef int PyGILState_STATE;
extern "C" PyGILState_STATE PyGILState_Ensure(void);
extern "C" void PyGILState_Release(PyGILState_STATE);

void interpreterBad(const std::function<void()> &F) {
  PyGILState_STATE State = PyGILState_Ensure();
  F();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, 'PyGILState_Ensure()' stays locked, and whoever locks it next waits for ever
  PyGILState_Release(State);
}
void handlerOk(const std::function<void()> &F) {
  PyGILState_STATE State = PyGILState_Ensure();
  try {
    F();
  } catch (...) {
    PyGILState_Release(State);
    throw;
  }
  PyGILState_Release(State);
}
struct Interpreter {
  PyGILState_STATE State = PyGILState_Ensure();
  ~Interpreter() { PyGILState_Release(State); }
};
void guardOk(const std::function<void()> &F) {
  Interpreter I;
  F();
}
void beforeOk(const std::function<void()> &F) {
  PyGILState_STATE State = PyGILState_Ensure();
  PyGILState_Release(State);
  F();
}
