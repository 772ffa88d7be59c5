// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Queues of libraries that are declared here as far as they are used.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -std=c++20 --

#include <thread>

namespace folly {
template <typename T> class MPMCQueue {
public:
  template <typename... Args> void blockingWrite(Args &&...A);
  template <typename... Args> bool write(Args &&...A);
  void blockingRead(T &X);
  bool read(T &X);
  bool isFull() const;
};
template <typename T> class ProducerConsumerQueue {
public:
  template <typename... Args> bool write(Args &&...A);
  bool read(T &X);
};
template <typename T, bool SPSC, bool MPSC> class DynamicBoundedQueue {
public:
  void enqueue(const T &X);
  bool try_enqueue(const T &X);
  void dequeue(T &X);
};
template <typename T> using DMPMCQueue = DynamicBoundedQueue<T, false, false>;
template <typename T, bool SPSC> class UnboundedQueue {
public:
  void enqueue(const T &X);
  void dequeue(T &X);
};
template <typename T> using UMPMCQueue = UnboundedQueue<T, false>;
enum class QueueBehaviorIfFull { THROW, BLOCK };
template <typename T, QueueBehaviorIfFull Behavior = QueueBehaviorIfFull::THROW>
class LifoSemMPMCQueue {
public:
  void add(T X);
  T take();
};
} // namespace folly

void follyBad(folly::MPMCQueue<int> &Q) {
  int X;
  for (;;) {
    Q.blockingRead(X);
    Q.blockingWrite(X);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
}
void follyWriteOk(folly::MPMCQueue<int> &Q) {
  int X;
  for (;;) {
    Q.blockingRead(X);
    Q.write(X);
  }
}
void follyRoomOk(folly::MPMCQueue<int> &Q) {
  int X;
  for (;;) {
    Q.blockingRead(X);
    if (!Q.isFull())
      Q.blockingWrite(X);
  }
}
void follySpinBad(folly::ProducerConsumerQueue<int> &Q) {
  int X;
  while (Q.read(X))
    while (!Q.write(X))
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
      continue;
}
void follyOnceOk(folly::ProducerConsumerQueue<int> &Q) {
  int X;
  while (Q.read(X))
    Q.write(X);
}
void follyDynamicBad(folly::DMPMCQueue<int> &Q) {
  int X;
  for (;;) {
    Q.dequeue(X);
    Q.enqueue(X);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
}
void follyDynamicTryOk(folly::DMPMCQueue<int> &Q) {
  int X;
  for (;;) {
    Q.dequeue(X);
    Q.try_enqueue(X);
  }
}
void follyUnboundedOk(folly::UMPMCQueue<int> &Q) {
  int X;
  for (;;) {
    Q.dequeue(X);
    Q.enqueue(X);
  }
}
using folly::QueueBehaviorIfFull;
void follyLifoBad(
    folly::LifoSemMPMCQueue<int, QueueBehaviorIfFull::BLOCK> &Q) {
  for (;;)
    Q.add(Q.take());
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}
void follyLifoThrowsOk(folly::LifoSemMPMCQueue<int> &Q) {
  for (;;)
    Q.add(Q.take());
}

namespace rigtorp {
namespace mpmc {
template <typename T> class Queue {
public:
  void push(const T &X);
  bool try_push(const T &X);
  void pop(T &X);
};
} // namespace mpmc
template <typename T> using MPMCQueue = mpmc::Queue<T>;
} // namespace rigtorp
void rigtorpBad(rigtorp::MPMCQueue<int> &Q) {
  int X;
  for (;;) {
    Q.pop(X);
    Q.push(X);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
}
void rigtorpOk(rigtorp::MPMCQueue<int> &Q) {
  int X;
  for (;;) {
    Q.pop(X);
    Q.try_push(X);
  }
}

namespace atomic_queue {
template <class Derived> class AtomicQueueCommon {
public:
  template <class T> void push(T &&X);
  template <class T> bool try_push(T &&X);
  int pop();
};
template <class T, unsigned Size>
class AtomicQueue2 : public AtomicQueueCommon<AtomicQueue2<T, Size>> {};
} // namespace atomic_queue
void atomicQueueBad(atomic_queue::AtomicQueue2<int, 64> &Q) {
  for (;;)
    Q.push(Q.pop());
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}
void atomicQueueOk(atomic_queue::AtomicQueue2<int, 64> &Q) {
  for (;;)
    Q.try_push(Q.pop());
}

namespace moodycamel {
template <typename T> class BlockingConcurrentQueue {
public:
  bool enqueue(const T &X);
  void wait_dequeue(T &X);
};
template <typename T> class BlockingReaderWriterCircularBuffer {
public:
  void wait_enqueue(const T &X);
  bool try_enqueue(const T &X);
  void wait_dequeue(T &X);
};
} // namespace moodycamel
void moodycamelOk(moodycamel::BlockingConcurrentQueue<int> &Q) {
  int X;
  for (;;) {
    Q.wait_dequeue(X);
    Q.enqueue(X);
  }
}
void moodycamelRingBad(
    moodycamel::BlockingReaderWriterCircularBuffer<int> &Q) {
  int X;
  for (;;) {
    Q.wait_dequeue(X);
    Q.wait_enqueue(X);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
}

struct ACE_Message_Block;
struct ACE_Time_Value;
class ACE_Task {
public:
  virtual ~ACE_Task();
  int putq(ACE_Message_Block *, ACE_Time_Value * = nullptr);
  int getq(ACE_Message_Block *&, ACE_Time_Value * = nullptr);
  virtual int svc();
};
class EchoTask : public ACE_Task {
public:
  int svcBad() {
    ACE_Message_Block *Block;
    while (getq(Block) >= 0)
      putq(Block);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of the queue puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    return 0;
  }
  int svcTimedOk(ACE_Time_Value *Soon) {
    ACE_Message_Block *Block;
    while (getq(Block) >= 0)
      putq(Block, Soon);
    return 0;
  }
};

extern "C" {
struct apr_queue_t;
int apr_queue_push(apr_queue_t *, void *);
int apr_queue_trypush(apr_queue_t *, void *);
int apr_queue_pop(apr_queue_t *, void **);
struct GAsyncQueue;
void g_async_queue_push(GAsyncQueue *, void *);
void *g_async_queue_pop(GAsyncQueue *);
}
void aprBad(apr_queue_t *Q) {
  void *X;
  while (apr_queue_pop(Q, &X) == 0)
    apr_queue_push(Q, X);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}
void aprOk(apr_queue_t *Q) {
  void *X;
  while (apr_queue_pop(Q, &X) == 0)
    apr_queue_trypush(Q, X);
}
void glibOk(GAsyncQueue *Q) {
  for (;;)
    g_async_queue_push(Q, g_async_queue_pop(Q));
}

namespace boost::fibers {
template <typename T> class buffered_channel {
public:
  int push(const T &X);
  int try_push(const T &X);
  T value_pop();
};
} // namespace boost::fibers
void fiberBad(boost::fibers::buffered_channel<int> &C) {
  for (;;)
    C.push(C.value_pop());
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'C' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}
void fiberOk(boost::fibers::buffered_channel<int> &C) {
  for (;;)
    C.try_push(C.value_pop());
}

namespace BS {
class thread_pool {
public:
  template <typename Fn> void detach_task(Fn F) { (void)F; }
  void wait();
};
} // namespace BS
void waitInTaskBad(BS::thread_pool &P) {
  P.detach_task([&P] { P.wait(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: a task of 'P' waits here until nothing is left to do; it waits for itself, since what it is doing is not done [unwedge-self-blocking-consumer]
}
void waitOutsideOk(BS::thread_pool &P) {
  P.detach_task([] {});
  P.wait();
}

// Qt has one pool for the whole program.
class QThreadPool {
public:
  QThreadPool();
  static QThreadPool *globalInstance();
  bool waitForDone(int Milliseconds = -1);
};
template <typename T> class QFuture {};
namespace QtConcurrent {
template <typename F> QFuture<int> run(F) { return {}; }
template <typename F> QFuture<int> run(QThreadPool *, F) {
  return {};
}
template <typename T, typename C> QFuture<T> run(C *Object, T (C::*Function)());
} // namespace QtConcurrent

class QtJob {
public:
  void start() { QtConcurrent::run(this, &QtJob::executeBad); }
  void startTimed() { QtConcurrent::run(this, &QtJob::executeTimedOk); }
  void startElsewhere(QThreadPool *Own) {
    QtConcurrent::run(Own, [this] { executeElsewhereOk(); });
  }
  int executeBad() {
    QThreadPool::globalInstance()->waitForDone();
    // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: a task of 'globalInstance()' waits here until nothing is left to do; it waits for itself, since what it is doing is not done [unwedge-self-blocking-consumer]
    return 0;
  }
  int executeTimedOk() {
    QThreadPool::globalInstance()->waitForDone(100);
    return 0;
  }
  int executeElsewhereOk() {
    QThreadPool *Global = QThreadPool::globalInstance();
    Global->waitForDone();
    return 0;
  }
};
void qtLambdaBad() {
  QtConcurrent::run([] {
    QThreadPool *Global = QThreadPool::globalInstance();
    Global->waitForDone();
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: a task of 'globalInstance()' waits here until nothing is left to do; it waits for itself, since what it is doing is not done [unwedge-self-blocking-consumer]
  });
}
void qtOwnPoolBad(QThreadPool *Own) {
  QtConcurrent::run(Own, [Own] { Own->waitForDone(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: a task of 'Own' waits here until nothing is left to do; it waits for itself, since what it is doing is not done [unwedge-self-blocking-consumer]
}
void qtFromOutsideOk() {
  QtConcurrent::run([] {});
  QThreadPool::globalInstance()->waitForDone();
}
