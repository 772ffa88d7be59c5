// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Raw resources, pairs of the model, and those who wait for the end of something.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>

using Callback = std::function<void(std::FILE *)>;
struct Item {
  int Value;
};
void keep(Item *);

void fileBad(const char *Name, const Callback &F) {
  std::FILE *File = std::fopen(Name, "r");
  if (!File)
    return;
  F(File);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, what 'File' owns is never given back [unwedge-unguarded-cleanup]
  std::fclose(File);
}
void heapBad(const std::function<void(char *)> &F) {
  char *Buffer = static_cast<char *>(std::malloc(64));
  F(Buffer);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, what 'Buffer' owns is never given back
  std::free(Buffer);
}
void newBad(const std::function<void(Item *)> &F) {
  Item *New = new Item();
  F(New);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, what 'New' owns is never given back
  delete New;
}

void ownedOk(const std::function<void(Item *)> &F) {
  auto New = std::make_unique<Item>();
  F(New.get());
}
void deleterOk(const char *Name, const Callback &F) {
  std::unique_ptr<std::FILE, int (*)(std::FILE *)> File(
      std::fopen(Name, "r"), std::fclose);
  F(File.get());
}
void adoptedOk(const std::function<void(Item *)> &F) {
  Item *New = new Item();
  std::unique_ptr<Item> Owner(New);
  F(New);
}
void handedOverOk(const std::function<void(int)> &F) {
  Item *New = new Item();
  keep(New);
  F(1);
  delete New;
}
void closedBeforeOk(const char *Name, const Callback &F) {
  std::FILE *File = std::fopen(Name, "r");
  std::fclose(File);
  F(nullptr);
}
void handlerOk(const char *Name, const Callback &F) {
  std::FILE *File = std::fopen(Name, "r");
  try {
    F(File);
  } catch (...) {
    std::fclose(File);
    throw;
  }
  std::fclose(File);
}
std::FILE *returnedOk(const char *Name, const Callback &F) {
  std::FILE *File = std::fopen(Name, "r");
  F(File);
  return File;
}

struct View {
  char *Data;
  int Size;
};
struct Span {
  Span(char *Data, int Size) : Data(Data), Size(Size) {}
  int size() const { return Size; }
  char *Data;
  int Size;
};
struct Owner {
  Owner(char *Data, int Size);
  ~Owner();
};
void keep(View);
struct Keeper {
  View Kept;
  void rememberedOk(const std::function<void()> &F) {
    char *Buffer = new char[9];
    Kept = {Buffer, 9};
    F();
    delete[] Buffer;
  }
};
void viewBad(const std::function<void(int, View)> &F) {
  char *Buffer = new char[9];
  F(0, {Buffer, 9});
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, what 'Buffer' owns is never given back
  delete[] Buffer;
}
void spanBad(const std::function<void(int, Span)> &F) {
  char *Buffer = new char[9];
  F(0, {Buffer, 9});
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, what 'Buffer' owns is never given back
  delete[] Buffer;
}
void namedViewBad(const std::function<void(int, View)> &F) {
  char *Buffer = new char[9];
  View Named = {Buffer, 9};
  F(Named.Size, Named);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, what 'Buffer' owns is never given back
  delete[] Buffer;
}
void namedSpanBad(const std::function<void(int, Span)> &F) {
  char *Buffer = new char[9];
  Span Named(Buffer, 9);
  F(Named.size(), Named);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, what 'Buffer' owns is never given back
  delete[] Buffer;
}
void ownerOk(const std::function<void(int, const Owner &)> &F) {
  char *Buffer = new char[9];
  F(0, {Buffer, 9});
  delete[] Buffer;
}
void namedOwnerOk(const std::function<void()> &F) {
  char *Buffer = new char[9];
  Owner Named{Buffer, 9};
  F();
  delete[] Buffer;
}
void keptViewOk(const std::function<void()> &F) {
  char *Buffer = new char[9];
  keep({Buffer, 9});
  F();
  delete[] Buffer;
}
void keptNamedViewOk(const std::function<void()> &F) {
  char *Buffer = new char[9];
  View Named = {Buffer, 9};
  keep(Named);
  F();
  delete[] Buffer;
}
