// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What counts as a callback: everything that was handed in, whatever it is called
// through, and nothing that is merely kept.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <algorithm>
#include <functional>
#include <mutex>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

struct Event {};
using Handler = void (*)(const Event &);
using QuietHandler = void (*)(const Event &) noexcept;

extern "C" {
struct CInterface {
  void (*Step)(int);
};
}

struct Listener {
  virtual ~Listener() = default;
  virtual void onEvent(const Event &) = 0;
};

static void quiet(const Event &) noexcept {}
static int Seen;
int outOfSight(int A, int B);
static bool compareUnseen(int A, int B) { return outOfSight(A, B) < 0; }
static bool compareChecked(int A, int B) {
  if (A < 0)
    throw A;
  return A < B;
}
struct CompareUnseen {
  bool operator()(int A, int B) const { return outOfSight(A, B) < 0; }
};
static void counting(const Event &) { ++Seen; }

/// Out of sight.
void declaredThrowing() noexcept(false);

struct Source {
  std::mutex Mutex;
  std::vector<std::function<void(const Event &)>> Handlers;
  Handler Table[4];
  QuietHandler Quiet;
  CInterface *Interface;
  Listener *Listening = nullptr;

  // Text needs memory; want of memory does not count.
  std::string makesTextOk(const std::string &Name) {
    Mutex.lock();
    std::string Text = Name + "!";
    Mutex.unlock();
    return Text;
  }
  // A function that the code itself names is no callback, whatever it declares.
  void namedFunctionOk() {
    Mutex.lock();
    declaredThrowing();
    Mutex.unlock();
  }
  void eachBad(const Event &E) {
    Mutex.lock();
    for (auto &H : Handlers)
      H(E);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: if 'H' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void tableBad(const Event &E, int I) {
    Mutex.lock();
    Table[I](E);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Table[I]' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void elementBad(const Event &E) {
    Mutex.lock();
    Handlers[0](E);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Handlers[0]' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void temporaryBad(const Event &E) {
    Mutex.lock();
    std::function<void(const Event &)>(Handlers.front())(E);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if {{.*}} throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void algorithmBad(const std::function<void(int)> &F, std::vector<int> &Items) {
    Mutex.lock();
    std::for_each(Items.begin(), Items.end(), F);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void applyBad(const std::function<void(int)> &F, std::tuple<int> &Arguments) {
    Mutex.lock();
    std::apply(F, Arguments);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void boundBad(const Event &E, Handler F) {
    auto Bound = std::bind(F, E);
    Mutex.lock();
    Bound();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Bound' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void wrappedBad(const Event &E, Handler F) {
    std::reference_wrapper<Handler> Wrapped(F);
    Mutex.lock();
    Wrapped(E);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Wrapped' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  template <typename T> void variadicOk(T) {}
  template <typename Fn, typename... Args>
  void variadicBad(Fn &&F, Args &&...Arguments) {
    Mutex.lock();
    std::forward<Fn>(F)(std::forward<Args>(Arguments)...);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }

  void quietOk(const Event &E) {
    Mutex.lock();
    Quiet(E);
    Mutex.unlock();
  }
  void interfaceOk() {
    Mutex.lock();
    Interface->Step(1);
    Mutex.unlock();
  }
  void virtualOk(const Event &E) {
    Mutex.lock();
    Listening->onEvent(E);
    Mutex.unlock();
  }
  void knownTargetOk(const Event &E) {
    Handler Known = counting;
    Mutex.lock();
    Known(E);
    Mutex.unlock();
  }
  void knownQuietTargetOk(const Event &E) {
    Mutex.lock();
    std::invoke(quiet, E);
    Mutex.unlock();
  }
  void comparatorOk(std::vector<int> &Items) {
    Mutex.lock();
    std::sort(Items.begin(), Items.end(), [](int A, int B) { return A > B; });
    Mutex.unlock();
  }
  // Of the library, and nobody has given it anything.
  void libraryComparatorOk(std::vector<int> &Items) {
    Mutex.lock();
    std::sort(Items.begin(), Items.end(), std::greater<int>());
    std::sort(Items.begin(), Items.end(), std::less<>{});
    Mutex.unlock();
  }
  // The function chose these itself: like any other call.
  void unseenInLambdaOk(std::vector<int> &Items) {
    Mutex.lock();
    std::sort(Items.begin(), Items.end(), [](int A, int B) { return outOfSight(A, B) < 0; });
    Mutex.unlock();
  }
  void unseenInFunctionOk(std::vector<int> &Items) {
    Mutex.lock();
    std::sort(Items.begin(), Items.end(), compareUnseen);
    Mutex.unlock();
  }
  void unseenInFunctorOk(std::vector<int> &Items) {
    Mutex.lock();
    std::sort(Items.begin(), Items.end(), CompareUnseen());
    Mutex.unlock();
  }
  void throwsInSightBad(std::vector<int> &Items) {
    Mutex.lock();
    std::sort(Items.begin(), Items.end(), compareChecked);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'compareChecked' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
  // The caller chose this one.
  template <typename Compare> void givenBad(std::vector<int> &Items, Compare C) {
    Mutex.lock();
    std::sort(Items.begin(), Items.end(), C);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'C' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
  void gives(std::vector<int> &Items) { givenBad(Items, CompareUnseen()); }
  void callsHandedInBad(std::vector<int> &Items, const std::function<int(int)> &F) {
    Mutex.lock();
    std::for_each(Items.begin(), Items.end(), [&](int &I) { I = F(I); });
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if the lambda throws, 'Mutex' stays locked
    Mutex.unlock();
  }
  void swapOk(const Event &E) {
    std::vector<std::function<void(const Event &)>> Taken;
    Mutex.lock();
    Taken.swap(Handlers);
    Mutex.unlock();
    for (auto &H : Taken)
      H(E);
  }
  void addOk(std::function<void(const Event &)> H) {
    Mutex.lock();
    Handlers.push_back(std::move(H));
    Mutex.unlock();
  }
  void testedOk(const std::function<void(const Event &)> &H) {
    Mutex.lock();
    bool Set = static_cast<bool>(H);
    Mutex.unlock();
    if (Set)
      H(Event());
  }
};

void instantiate(Source &S, Handler F) { S.variadicBad(F, Event()); }
