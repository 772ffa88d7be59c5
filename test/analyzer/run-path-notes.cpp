// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The whole path of the findings that need a run, as it is shown: every note is
// claimed.
//
// RUN: %check_analyzer %s unwedge.UnguardedCleanup,unwedge.UnstableCacheKey,unwedge.SelfBlockingConsumer --

#include <condition_variable>
#include <ctime>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>

bool ask();

class Service {
  bool Busy = false;
  std::map<std::string, int> Entries;

  bool begin() {
    if (Busy)
      return false;
    Busy = true;
    return true;
  }

public:
  void runBad(const std::function<void()> &Callback) {
    if (!begin())
      return;
    Callback();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: if 'Callback' throws, 'Busy' stays true, and whoever asks it takes the work to be still going on [unwedge.UnguardedCleanup]
    // CHECK-NOTES: :[[@LINE-12]]:9: note: 'Busy' decides here what is done
    // CHECK-NOTES: :[[@LINE-3]]:5: note: nothing in sight says that 'Callback' cannot throw; it is taken to
    // CHECK-NOTES: :[[@LINE-4]]:5: note: leave it to the destructor of a local object, or undo it in 'catch (...)' and throw again
    // CHECK-NOTES: :[[@LINE-7]]:10: note: Calling 'Service::begin'
    // CHECK-NOTES: :[[@LINE-16]]:9: note: Assuming field 'Busy' is false
    // CHECK-NOTES: :[[@LINE-17]]:5: note: Taking false branch
    // CHECK-NOTES: :[[@LINE-16]]:5: note: 'Busy' is set here
    // CHECK-NOTES: :[[@LINE-11]]:10: note: Returning from 'Service::begin'
    // CHECK-NOTES: :[[@LINE-12]]:5: note: Taking false branch
    // CHECK-NOTES: :[[@LINE+1]]:5: note: 'Busy' is set back here, which an exception skips
    Busy = false;
  }

  std::string keyFor(const std::string &Name, bool WithTime) {
    if (WithTime)
      return Name + std::to_string(time(nullptr));
    return Name;
  }
  int lookUpBad(const std::string &Name) {
    bool Exact = ask();
    std::string Key = keyFor(Name, Exact);
    if (!Exact)
      return 0;
    auto It = Entries.find(Key);
    // CHECK-NOTES: :[[@LINE-1]]:28: warning: the key for 'Entries' contains the time of the call; the look-up never finds what an earlier call stored, and entries only pile up [unwedge.UnstableCacheKey]
    // CHECK-NOTES: :[[@LINE+12]]:20: note: an entry is stored in 'Entries' by the same key here
    // CHECK-NOTES: :[[@LINE-3]]:28: note: make the key of what stays the same, or keep the key and use it again
    // CHECK-NOTES: :[[@LINE-7]]:23: note: Calling 'Service::keyFor'
    // CHECK-NOTES: :[[@LINE-14]]:9: note: Assuming 'WithTime' is true
    // CHECK-NOTES: :[[@LINE-15]]:5: note: Taking true branch
    // CHECK-NOTES: :[[@LINE-15]]:36: note: 'time' reads the clock here
    // CHECK-NOTES: :[[@LINE-11]]:23: note: Returning from 'Service::keyFor'
    // CHECK-NOTES: :[[@LINE-12]]:23: note: 'Service::keyFor' is called here, and hands it on
    // CHECK-NOTES: :[[@LINE-12]]:10: note: 'Exact' is true
    // CHECK-NOTES: :[[@LINE-13]]:5: note: Taking false branch
    if (It != Entries.end())
      return It->second;
    return Entries[Key] = 1;
  }
};

class Lines {
  std::mutex M;
  std::condition_variable Added, Room;
  std::deque<int> Items;

public:
  void put(int X) {
    std::unique_lock<std::mutex> Lock(M);
    while (Items.size() >= 8)
      Room.wait(Lock);
    Items.push_back(X);
    Added.notify_one();
  }
  int take() {
    std::unique_lock<std::mutex> Lock(M);
    while (Items.empty())
      Added.wait(Lock);
    int X = Items.front();
    Items.pop_front();
    Room.notify_one();
    return X;
  }
};

class Writer {
  Lines Queue, Failed;
  bool write(int X);

public:
  void runBad() {
    while (true) {
      int X = Queue.take();
      Lines *Next = &Failed;
      if (!write(X))
        Next = &Queue;
      Next->put(X);
      // CHECK-NOTES: :[[@LINE-1]]:13: warning: the consumer of 'Queue' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge.SelfBlockingConsumer]
      // CHECK-NOTES: :[[@LINE-28]]:12: note: 'Queue' is taken to be bounded, and the put to wait, because it waits for room here
      // CHECK-NOTES: :[[@LINE-3]]:13: note: use a put that gives up instead of waiting, or keep the element until the consumer can deal with it itself
      // CHECK-NOTES: :[[@LINE-9]]:5: note: Loop condition is true.  Entering loop body
      // CHECK-NOTES: :[[@LINE-9]]:15: note: 'Queue' is taken from here
      // CHECK-NOTES: :[[@LINE-8]]:11: note: Assuming the condition is true
      // CHECK-NOTES: :[[@LINE-9]]:7: note: Taking true branch
    }
  }
};
