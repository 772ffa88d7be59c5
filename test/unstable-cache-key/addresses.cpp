// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Addresses as text: the commonest form in real code.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>

struct Widget {
  int Size;
};

int percentPBad(const Widget *W) {
  static std::map<std::string, int> Sizes;
  char Key[32];
  snprintf(Key, sizeof Key, "%p", (const void *)W);
  auto It = Sizes.find(Key);
  if (It != Sizes.end())
    return It->second;
  return Sizes[Key] = W->Size;
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: the key for 'Sizes' contains the address of an object; the entry stays when the object is gone, and the next object at that address is taken for it [unwedge-unstable-cache-key]
}

int streamBad(const Widget *W) {
  static std::unordered_map<std::string, int> Sizes;
  std::ostringstream Key;
  Key << "widget-" << W;
  auto [It, New] = Sizes.try_emplace(Key.str(), 0);
  // CHECK-MESSAGES: :[[@LINE-1]]:38: warning: the key for 'Sizes' contains the address of an object
  if (New)
    It->second = W->Size;
  return It->second;
}

int castBad(Widget &W) {
  static std::map<std::string, int> Sizes;
  std::string Key = std::to_string(reinterpret_cast<uintptr_t>(&W));
  if (!Sizes.count(Key))
    Sizes[Key] = W.Size;
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: the key for 'Sizes' contains the address of an object
  return Sizes.at(Key);
}

static std::map<std::string, int> Layouts;
static std::string keyOf(const void *P) {
  char Text[32];
  sprintf(Text, "%p", P);
  return Text;
}
struct Label {
  int Width = 0;
  void layoutBad() {
    Layouts[keyOf(this)] = Width;
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the key for 'Layouts' contains the address of an object
  }
  int layout() const {
    auto It = Layouts.find(keyOf(this));
    return It == Layouts.end() ? 0 : It->second;
  }
};

class Renderer {
  std::map<std::string, int> Glyphs;

public:
  int glyphBad(const Widget *W) {
    std::ostringstream Key;
    Key << static_cast<const void *>(W);
    auto It = Glyphs.find(Key.str());
    if (It != Glyphs.end())
      return It->second;
    Glyphs.emplace(Key.str(), W->Size);
    // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the key for 'Glyphs' contains the address of an object
    return W->Size;
  }
};

int smartPointerBad(const std::shared_ptr<Widget> &W) {
  static std::map<std::string, int> Sizes;
  std::ostringstream Key;
  Key << W.get();
  if (Sizes.count(Key.str()))
    return Sizes[Key.str()];
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: the key for 'Sizes' contains the address of an object
  return 0;
}

// The map has the object: it cannot go while its entry is there.
class Owning {
  std::map<std::string, std::shared_ptr<Widget>> Widgets;

public:
  void addOk(std::shared_ptr<Widget> W) { Widgets[keyOf(W.get())] = W; }
  Widget *getOk(const Widget *W) {
    auto It = Widgets.find(keyOf(W));
    return It == Widgets.end() ? nullptr : It->second.get();
  }
};
class OwningInEntry {
  struct Entry {
    std::unique_ptr<Widget> W;
    int Uses = 0;
  };
  std::map<std::string, Entry> Entries;

public:
  void addOk(Widget *W) {
    auto &E = Entries[keyOf(W)];
    E.W.reset(W);
    ++E.Uses;
  }
};

// Taken out when the object goes.
class Registered {
  static std::map<std::string, int> All;

public:
  Registered() { All[keyOf(this)] = 1; }
  ~Registered() { All.erase(keyOf(this)); }
  static int countOk(const Registered *R) { return int(All.count(keyOf(R))); }
};
std::map<std::string, int> Registered::All;

class Observed {
  std::map<std::string, int> Sizes;

public:
  void addOk(const Widget *W) {
    if (!Sizes.count(keyOf(W)))
      Sizes[keyOf(W)] = W->Size;
  }
  void onDestroyed(const Widget *W) { Sizes.erase(keyOf(W)); }
};

// The container is a part of the object.
class SelfKeyed {
  std::map<std::string, int> Names;

public:
  int nameOk() {
    if (!Names.count(keyOf(this)))
      Names[keyOf(this)] = 1;
    return Names[keyOf(this)];
  }
};

// Objects that live as long as the program.
static Widget TheWidget;
int globalObjectOk() {
  static std::map<std::string, int> Sizes;
  std::string Key = std::to_string(reinterpret_cast<uintptr_t>(&TheWidget));
  if (!Sizes.count(Key))
    Sizes[Key] = 1;
  return Sizes[Key];
}
void handler() {}
int functionPointerOk() {
  static std::map<std::string, int> Calls;
  std::string Key = std::to_string(reinterpret_cast<uintptr_t>(&handler));
  return ++Calls[Key];
}

// The pointer itself is the key: not text, and no more than the usual care is needed.
int pointerKeyOk(const Widget *W) {
  static std::map<const Widget *, int> Sizes;
  auto It = Sizes.find(W);
  return It == Sizes.end() ? Sizes[W] = W->Size : It->second;
}

// Characters are printed, not where they are.
int charactersOk(const char *Name) {
  static std::map<std::string, int> Sizes;
  std::ostringstream Key;
  Key << Name;
  char Text[32];
  snprintf(Text, sizeof Text, "%s", Name);
  if (!Sizes.count(Text))
    Sizes[Text] = 1;
  return Sizes[Key.str()];
}

// Emptied from time to time.
class Flushed {
  std::map<std::string, int> Sizes;

public:
  int sizeOk(const Widget *W) {
    auto It = Sizes.find(keyOf(W));
    return It == Sizes.end() ? Sizes[keyOf(W)] = W->Size : It->second;
  }
  void flush() { Sizes.clear(); }
};

// Cycle detection: dies with the call.
int visitOk(const Widget *W) {
  std::set<std::string> Seen;
  return Seen.insert(keyOf(W)).second;
}

// Text for the log.
int logOk(const Widget *W) {
  static std::map<int, int> Sizes;
  printf("%p\n", (const void *)W);
  return Sizes[W->Size];
}
