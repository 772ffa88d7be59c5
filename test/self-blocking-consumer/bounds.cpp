// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the bound, the elements and the waiting are in different places: bounds
// put around queues, counts kept beside them, linked lists, semaphores of
// slots, condition classes out of sight, loops of gotos.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -std=c++17 --

#include <condition_variable>
#include <deque>
#include <mutex>
#include <pthread.h>
#include <queue>
#include <semaphore.h>
#include <vector>

bool consume(int);

// A queue without a bound, in a class of its own.
template <typename T> class Unbounded {
  mutable std::mutex Mutex;
  std::condition_variable Changed;
  std::deque<T> Items;

public:
  void put(const T &Item) {
    std::lock_guard<std::mutex> Guard(Mutex);
    Items.push_back(Item);
    Changed.notify_one();
  }
  T take() {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Items.empty())
      Changed.wait(Guard);
    T Item = Items.front();
    Items.pop_front();
    return Item;
  }
  std::size_t size() const {
    std::lock_guard<std::mutex> Guard(Mutex);
    return Items.size();
  }
};

class BoundedOutside {
  Unbounded<int> Queue;
  std::mutex Mutex;
  std::condition_variable Room;

public:
  void add(int X) {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Queue.size() >= 100)
      Room.wait(Guard);
    Queue.put(X);
  }
  void runBad() {
    while (true) {
      int X = Queue.take();
      Room.notify_one();
      if (!consume(X))
        add(X);
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the consumer of 'Queue' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    }
  }
};

class DropsOutside {
  Unbounded<int> Queue;

public:
  void add(int X) {
    if (Queue.size() >= 100)
      return;
    Queue.put(X);
  }
  void runOk() {
    while (true) {
      int X = Queue.take();
      if (!consume(X))
        add(X);
    }
  }
};

// The wait is for another queue's room.
class OtherBound {
  Unbounded<int> In, Out;
  std::mutex Mutex;
  std::condition_variable Room;

public:
  void add(int X) {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Out.size() >= 100)
      Room.wait(Guard);
    In.put(X);
  }
  void runOk() {
    while (true) {
      int X = In.take();
      if (!consume(X))
        add(X);
    }
  }
};

// What is pending is counted beside the queue; two buffers that change places.
template <typename T> class TwoBuffers {
  std::queue<T> A, B;
  std::queue<T> *Front = &A, *Back = &B;
  mutable std::mutex Mutex;

public:
  void swap() {
    std::lock_guard<std::mutex> Guard(Mutex);
    auto *Old = Back;
    Back = Front;
    Front = Old;
  }
  void push(const T &X) {
    std::lock_guard<std::mutex> Guard(Mutex);
    Back->push(X);
  }
  T &front() { return Front->front(); }
  void pop() {
    std::lock_guard<std::mutex> Guard(Mutex);
    Front->pop();
  }
  bool empty() const { return Front->empty(); }
};

class CountedBeside {
  TwoBuffers<int> Items;
  std::mutex Mutex;
  std::condition_variable Changed;
  bool On = true, Work = false;
  int Pending = 0;

public:
  void add(int X) {
    std::unique_lock<std::mutex> Guard(Mutex);
    Changed.wait(Guard, [&] { return !On || Pending < 1000; });
    ++Pending;
    Items.push(X);
    Work = true;
    Changed.notify_all();
  }
  void runBad() {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (On) {
      Changed.wait(Guard, [&] { return !On || Work; });
      Work = false;
      Guard.unlock();
      Items.swap();
      while (!Items.empty()) {
        if (!consume(Items.front()))
          add(0);
        // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: the consumer of 'Items' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
        Items.pop();
        std::lock_guard<std::mutex> G(Mutex);
        --Pending;
      }
      Guard.lock();
    }
  }
  void flush() {
    std::unique_lock<std::mutex> Guard(Mutex);
    Changed.wait(Guard, [&] { return !On || Items.empty(); });
  }
  void flushedBad() {
    while (On) {
      Items.swap();
      while (!Items.empty()) {
        if (!consume(Items.front()))
          flush();
        // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: the consumer of 'Items' waits here until nothing is left to do; it waits for itself, since what it is doing is not done [unwedge-self-blocking-consumer]
        Items.pop();
      }
    }
  }
};

// A limit on how many run at a time adds nothing.
class Limited {
  TwoBuffers<int> Items;
  std::mutex Mutex;
  std::condition_variable Changed;
  int Running = 0;

public:
  void add(int X) { Items.push(X); }
  void enter() {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Running >= 4)
      Changed.wait(Guard);
    ++Running;
  }
  void leave() {
    std::unique_lock<std::mutex> Guard(Mutex);
    --Running;
    Changed.notify_one();
  }
  void runOk() {
    while (true) {
      Items.swap();
      while (!Items.empty()) {
        int X = Items.front();
        Items.pop();
        enter();
        if (!consume(X))
          add(X);
        leave();
      }
    }
  }
};

// A linked list with a semaphore of slots, in static members.
struct Request {
  Request *Next = nullptr;
  static Request *First, *Last;
  static pthread_mutex_t Mutex;
  static sem_t Ready, Slots;
  void handle();

  void queue() {
    sem_wait(&Slots);
    pthread_mutex_lock(&Mutex);
    if (First)
      Last->Next = this;
    else
      First = this;
    Last = this;
    pthread_mutex_unlock(&Mutex);
    sem_post(&Ready);
  }
  static Request *get() {
    Request *R;
    do {
      pthread_mutex_lock(&Mutex);
      if ((R = First))
        if (R == Last)
          First = Last = nullptr;
        else
          First = R->Next;
      else {
        pthread_mutex_unlock(&Mutex);
        sem_wait(&Ready);
      }
    } while (!R);
    pthread_mutex_unlock(&Mutex);
    sem_post(&Slots);
    return R;
  }
  static void processBad(bool Again) {
    do {
      Request *R = get();
      if (Again) {
        R->queue();
        // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the consumer of 'First' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
        continue;
      }
      R->handle();
    } while (true);
  }
};

// Without slots nothing waits for room.
struct Endless {
  Endless *Next = nullptr;
  static Endless *First, *Last;
  static pthread_mutex_t Mutex;
  static sem_t Ready;

  void queue() {
    pthread_mutex_lock(&Mutex);
    if (First)
      Last->Next = this;
    else
      First = this;
    Last = this;
    pthread_mutex_unlock(&Mutex);
    sem_post(&Ready);
  }
  static Endless *get() {
    sem_wait(&Ready);
    pthread_mutex_lock(&Mutex);
    Endless *R = First;
    First = R->Next;
    pthread_mutex_unlock(&Mutex);
    return R;
  }
  static void processOk() {
    while (true) {
      Endless *R = get();
      R->queue();
    }
  }
};

// Messages are given out up to a number, and given back.
struct Message {
  Message *Next;
  int Text;
};
class Logger {
  std::mutex QueueMutex, FreeMutex;
  sem_t Ready, Given;
  Message *First = nullptr, *Last = nullptr, *Free = nullptr;
  int Used = 0, Most = 256;

  Message *get() {
    Message *M;
    FreeMutex.lock();
    while (Used >= Most) {
      FreeMutex.unlock();
      sem_wait(&Given);
      FreeMutex.lock();
    }
    if ((M = Free))
      Free = M->Next;
    else
      M = new Message();
    ++Used;
    FreeMutex.unlock();
    return M;
  }
  void giveBack(Message *M) {
    FreeMutex.lock();
    M->Next = Free;
    Free = M;
    --Used;
    FreeMutex.unlock();
    sem_post(&Given);
  }

public:
  void event(int X) {
    Message *M = get();
    M->Text = X;
    M->Next = nullptr;
    QueueMutex.lock();
    if (Last) {
      Last->Next = M;
      Last = M;
    } else {
      First = Last = M;
    }
    QueueMutex.unlock();
    sem_post(&Ready);
  }
  void sendBad() {
    Message *M;
    while (true) {
      sem_wait(&Ready);
      QueueMutex.lock();
      if ((M = First) && !(First = M->Next))
        Last = nullptr;
      QueueMutex.unlock();
      if (M) {
        if (!consume(M->Text))
          event(-1);
        // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: the consumer of 'First' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
        giveBack(M);
      }
    }
  }
  // It takes none of the messages.
  void tickOk() {
    while (consume(0))
      event(-2);
  }
};

// Loops of gotos.
struct Task {
  Task *Next;
  bool (*Run)();
};
Task *TaskHead, *TaskTail;
unsigned Tasks;
pthread_mutex_t TaskMutex;
pthread_cond_t TaskAdded, TaskRoom;

void addTask(Task *T) {
  pthread_mutex_lock(&TaskMutex);
  while (Tasks >= 100)
    pthread_cond_wait(&TaskRoom, &TaskMutex);
  Tasks++;
  if (!TaskTail) {
    TaskHead = T;
    TaskTail = T;
  } else {
    TaskTail->Next = T;
    TaskTail = T;
  }
  pthread_cond_signal(&TaskAdded);
  pthread_mutex_unlock(&TaskMutex);
}
Task *takeTask() {
  pthread_mutex_lock(&TaskMutex);
  while (!TaskHead)
    pthread_cond_wait(&TaskAdded, &TaskMutex);
  Task *T = TaskHead;
  TaskHead = TaskHead->Next;
  Tasks--;
  pthread_cond_signal(&TaskRoom);
  pthread_mutex_unlock(&TaskMutex);
  return T;
}
void *gotoBad(void *) {
  Task *T;
again:
  T = takeTask();
  if (!T->Run()) {
    addTask(T);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the consumer of 'TaskHead' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    goto again;
  }
  delete T;
  goto again;
}
// Here the label is left for good before the put.
void *gotoOk(void *) {
  Task *T;
again:
  T = takeTask();
  if (!T)
    goto again;
  addTask(T);
  return nullptr;
}

// A condition class whose functions are out of sight.
namespace own {
class Mutex {
  friend class Lock;
  pthread_mutex_t M;
};
class Lock {
  pthread_mutex_t *M;

public:
  explicit Lock(Mutex &Of) : M(&Of.M) { pthread_mutex_lock(M); }
  ~Lock() { pthread_mutex_unlock(M); }
  void unlock() { pthread_mutex_unlock(M); }
  void lock() { pthread_mutex_lock(M); }
};
class Condition {
public:
  void wait(Lock &);
  void signal(Lock &);
};
class Drain {
public:
  void some(Lock &);
  bool done(Lock &);
};
} // namespace own

class OwnConditions {
  own::Mutex Sync;
  own::Condition Added, Room;
  std::deque<int> Items;

public:
  void addByBad(int X) {
    own::Lock L(Sync);
    addLocked(L, X);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the consumer of 'Items' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
  void addLocked(own::Lock &L, int X) {
    while (Items.size() >= 1000)
      Room.wait(L);
    Items.push_back(X);
    Added.signal(L);
  }
  bool one(own::Lock &L) {
    if (Items.empty())
      return false;
    int X = Items.front();
    Items.pop_front();
    Room.signal(L);
    L.unlock();
    consume(X);
    L.lock();
    return true;
  }
  void run() {
    own::Lock L(Sync);
    while (true) {
      if (one(L)) {
        L.unlock();
        addByBad(1);
        L.lock();
        continue;
      }
      Added.wait(L);
    }
  }
};

// What is called in the loop does something else besides, or says how it went.
class OwnDrain {
  own::Mutex Sync;
  own::Drain Other;
  std::deque<int> Items;

public:
  void add(int X) {
    own::Lock L(Sync);
    while (Items.size() >= 1000) {
      Other.some(L);
      Items.pop_front();
    }
    while (Items.size() >= 900)
      if (Other.done(L))
        break;
    Items.push_back(X);
  }
  void runOk() {
    while (true) {
      {
        own::Lock L(Sync);
        if (Items.empty())
          continue;
        Items.pop_front();
      }
      add(1);
    }
  }
};

// One turn waits, and the next one takes.
class WaitsAndContinues {
  std::mutex Mutex;
  std::condition_variable Added, Room;
  std::deque<int> Items;

public:
  void add(int X) {
    std::unique_lock<std::mutex> Guard(Mutex);
    Room.wait(Guard, [this] { return Items.size() < 10; });
    Items.push_back(X);
    Added.notify_one();
  }
  void runBad() {
    while (true) {
      int X;
      {
        std::unique_lock<std::mutex> Guard(Mutex);
        if (Items.empty()) {
          Added.wait(Guard);
          continue;
        }
        X = Items.front();
        Items.pop_front();
      }
      if (!consume(X))
        add(X);
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the consumer of 'Items' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    }
  }
};

// The worker waits until nothing is in work, its own task included.
class Pool {
  std::mutex Mutex;
  std::condition_variable Added, Idle;
  std::deque<void (*)()> Items;
  int InWork = 0;

public:
  void join() {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (InWork || !Items.empty())
      Idle.wait(Guard);
  }
  void runOneBad(void (*F)()) {
    try {
      F();
    } catch (...) {
      join();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Items' waits here until nothing is left to do; it waits for itself, since what it is doing is not done [unwedge-self-blocking-consumer]
    }
  }
  void run() {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (true) {
      while (Items.empty())
        Added.wait(Guard);
      void (*F)() = Items.front();
      Items.pop_front();
      InWork++;
      Guard.unlock();
      runOneBad(F);
      Guard.lock();
      InWork--;
      if (Items.empty())
        Idle.notify_all();
    }
  }
  void stopOk() { join(); }
};

// What is put is checked first; that says nothing of whether to wait.
class Checks {
  std::mutex Mutex;
  std::condition_variable Added, Room;
  std::deque<std::vector<char>> Items;

public:
  void add(const char *Data, unsigned Size) {
    if (!Data || Size == 0)
      return;
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Items.size() >= 10)
      Room.wait(Guard);
    Items.push_back(std::vector<char>(Data, Data + Size));
    append(Data, Size);
    Added.notify_one();
  }
  void append(const char *Data, unsigned Size);
  void addIf(const char *Data, unsigned Wait) {
    std::unique_lock<std::mutex> Guard(Mutex);
    if (Items.size() >= 10) {
      if (Wait == 0)
        return;
      while (Items.size() >= 10)
        Room.wait(Guard);
    }
    Items.emplace_back(1, *Data);
    Added.notify_one();
  }
  void runBad() {
    while (true) {
      std::unique_lock<std::mutex> Guard(Mutex);
      while (Items.empty())
        Added.wait(Guard);
      std::vector<char> X = Items.front();
      Items.pop_front();
      Guard.unlock();
      if (!consume(X[0]))
        add(X.data(), X.size());
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the consumer of 'Items' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    }
  }
  void runOk(unsigned (&Wait)[2]) {
    while (true) {
      std::unique_lock<std::mutex> Guard(Mutex);
      while (Items.empty())
        Added.wait(Guard);
      std::vector<char> X = Items.front();
      Items.pop_front();
      Guard.unlock();
      if (!consume(X[0]))
        addIf(X.data(), Wait[1]);
    }
  }
};

// Timers come first in each turn; the queue has its own.
class TimersFirst {
  std::mutex Mutex;
  std::condition_variable Added, Room;
  std::deque<int> Items;
  bool timersBad(std::unique_lock<std::mutex> &Guard) {
    if (!consume(0))
      return false;
    Guard.unlock();
    add(1);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the consumer of 'Items' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    Guard.lock();
    return true;
  }
  bool events() {
    if (Items.empty())
      return false;
    Items.pop_front();
    Room.notify_one();
    return true;
  }
  void add(int X) {
    std::unique_lock<std::mutex> Guard(Mutex);
    waitForRoom(Guard);
    Items.push_back(X);
    Added.notify_one();
  }
  void waitForRoom(std::unique_lock<std::mutex> &Guard) {
    while (Items.size() >= 10)
      Room.wait(Guard);
  }

public:
  void run() {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (true) {
      if (timersBad(Guard))
        continue;
      if (events())
        continue;
      Added.wait(Guard);
    }
  }
};

// What a function further out is told.
class Told {
  Unbounded<int> Other;
  std::mutex Mutex;
  std::condition_variable Added, Room;
  std::deque<int> Items;
  pthread_t Worker;

  void add(int X) {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Items.size() >= 10)
      Room.wait(Guard);
    Items.push_back(X);
    Added.notify_one();
  }
  int take() {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Items.empty())
      Added.wait(Guard);
    int X = Items.front();
    Items.pop_front();
    Room.notify_one();
    return X;
  }
  void tell(int X, bool Here) {
    if (Here)
      add(X);
    else
      Other.put(X);
  }
  void tellBad(int X, bool Here = true) {
    if (Here)
      add(X);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Items' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    else
      Other.put(X);
  }
  void runOk() {
    while (true)
      tell(take(), false);
  }
  void runUnlessWorkerOk() {
    while (true)
      tell(take(), !pthread_equal(pthread_self(), Worker));
  }
  void run() {
    while (true)
      tellBad(take());
  }
};

// Flags: what counts is whether they are set before, and to what.
class Flagged {
  std::mutex Mutex;
  std::condition_variable Added, Room;
  std::deque<int> Items;
  bool On = true, Inside = false;
  int Pending = 0;

  void add(int X) {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Items.size() >= 10)
      Room.wait(Guard);
    Items.push_back(X);
    Added.notify_one();
  }
  int take() {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Items.empty())
      Added.wait(Guard);
    int X = Items.front();
    Items.pop_front();
    Room.notify_one();
    return X;
  }
  void again(int X) {
    if (!Inside)
      add(X);
  }
  // One at a time: the next one is sent when the last one is done.
  void doneBad(int X) {
    Pending--;
    if (Pending)
      return;
    add(X);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the consumer of 'Items' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    Pending++;
  }
  void run() {
    while (true)
      doneBad(take());
  }
  void runOk() {
    while (true) {
      int X = take();
      Inside = true;
      again(X);
      Inside = false;
    }
  }
  void runBad() {
    while (On) {
      int X = take();
      On = true;
      if (X)
        add(X);
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the consumer of 'Items' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    }
  }
};
