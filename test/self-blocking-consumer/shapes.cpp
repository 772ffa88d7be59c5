// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hand-written queues of all shapes, after real ones, and what is next to them.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -std=c++20 --

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <pthread.h>
#include <queue>
#include <semaphore.h>
#include <semaphore>
#include <thread>
#include <vector>

// spdlog-like ring in a class
template <typename T> class circular_q {
  size_t max_items_ = 0;
  size_t head_ = 0, tail_ = 0, overrun_ = 0;
  std::vector<T> v_;

public:
  explicit circular_q(size_t n) : max_items_(n + 1), v_(n + 1) {}
  void push_back(T &&item) {
    v_[tail_] = std::move(item);
    tail_ = (tail_ + 1) % max_items_;
    if (tail_ == head_) {
      head_ = (head_ + 1) % max_items_;
      ++overrun_;
    }
  }
  T &front() { return v_[head_]; }
  void pop_front() { head_ = (head_ + 1) % max_items_; }
  bool empty() const { return tail_ == head_; }
  bool full() const {
    if (max_items_ > 0)
      return ((tail_ + 1) % max_items_) == head_;
    return false;
  }
};
template <typename T> class mpmc {
  std::mutex m_;
  std::condition_variable push_cv_, pop_cv_;
  circular_q<T> q_;

public:
  explicit mpmc(size_t n) : q_(n) {}
  void enqueue(T &&item) {
    {
      std::unique_lock<std::mutex> l(m_);
      pop_cv_.wait(l, [this] { return !this->q_.full(); });
      q_.push_back(std::move(item));
    }
    push_cv_.notify_one();
  }
  void enqueue_nowait(T &&item) {
    {
      std::unique_lock<std::mutex> l(m_);
      q_.push_back(std::move(item));
    }
    push_cv_.notify_one();
  }
  void dequeue(T &x) {
    {
      std::unique_lock<std::mutex> l(m_);
      push_cv_.wait(l, [this] { return !this->q_.empty(); });
      x = std::move(q_.front());
      q_.pop_front();
    }
    pop_cv_.notify_one();
  }
};
void spdlogBad(mpmc<int> &q) {
  int x;
  for (;;) {
    q.dequeue(x);
    q.enqueue(x + 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
}
void spdlogOk(mpmc<int> &q) {
  int x;
  for (;;) {
    q.dequeue(x);
    q.enqueue_nowait(x + 1);
  }
}

// ClickHouse-like
template <typename T> class CH {
  std::deque<T> queue;
  mutable std::mutex m;
  std::condition_variable push_condition, pop_condition;
  bool is_finished = false;
  size_t max_fill = 0;
  template <typename... Args>
  bool emplaceImpl(std::optional<uint64_t> timeout, Args &&...args) {
    {
      std::unique_lock l(m);
      auto pred = [&]() { return is_finished || queue.size() < max_fill; };
      if (timeout.has_value()) {
        if (!push_condition.wait_for(l, std::chrono::milliseconds(*timeout),
                                     pred))
          return false;
      } else
        push_condition.wait(l, pred);
      if (is_finished)
        return false;
      queue.emplace_back(std::forward<Args>(args)...);
    }
    pop_condition.notify_one();
    return true;
  }
  bool popImpl(T &x, std::optional<uint64_t> timeout) {
    {
      std::unique_lock l(m);
      auto pred = [&]() { return is_finished || !queue.empty(); };
      if (timeout.has_value()) {
        if (!pop_condition.wait_for(l, std::chrono::milliseconds(*timeout),
                                    pred))
          return false;
      } else
        pop_condition.wait(l, pred);
      if (is_finished && queue.empty())
        return false;
      x = std::move(queue.front());
      queue.pop_front();
    }
    push_condition.notify_one();
    return true;
  }

public:
  explicit CH(size_t n) : max_fill(n) {}
  bool push(const T &x) { return emplaceImpl(std::nullopt, x); }
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: the consumer of 'q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  bool tryPush(const T &x, uint64_t ms = 0) { return emplaceImpl(ms, x); }
  bool pop(T &x) { return popImpl(x, std::nullopt); }
};
void chBad(CH<int> &q) {
  int x;
  while (q.pop(x))
    q.push(x);
}
void chOk(CH<int> &q) {
  int x;
  while (q.pop(x))
    q.tryPush(x);
}

// CubicSDR: default argument
#define INF 0
#define NONB (100)
template <typename T> class TBQ {
  std::deque<T> m_queue;
  std::mutex m_mutex;
  std::condition_variable not_empty, not_full;
  size_t m_max = 1;

public:
  bool push(const T &item, uint64_t timeout = INF, const char *err = nullptr) {
    std::unique_lock<std::mutex> l(m_mutex);
    if (timeout == INF) {
      not_full.wait(l, [this] { return m_queue.size() < m_max; });
    } else if (timeout <= NONB) {
      if (m_queue.size() >= m_max)
        return false;
    } else {
      if (!not_full.wait_for(l, std::chrono::microseconds(timeout),
                             [this] { return m_queue.size() < m_max; }))
        return false;
    }
    m_queue.push_back(item);
    not_empty.notify_all();
    return true;
  }
  bool pop(T &item, uint64_t timeout = INF) {
    std::unique_lock<std::mutex> l(m_mutex);
    if (timeout == INF) {
      not_empty.wait(l, [this] { return !m_queue.empty(); });
    } else {
      if (!not_empty.wait_for(l, std::chrono::microseconds(timeout),
                              [this] { return !m_queue.empty(); }))
        return false;
    }
    item = m_queue.front();
    m_queue.pop_front();
    not_full.notify_all();
    return true;
  }
};
void cubicBad(TBQ<int> &q) {
  int x;
  while (q.pop(x))
    q.push(x);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}
void cubicOk(TBQ<int> &q) {
  int x;
  while (q.pop(x))
    q.push(x, 50);
}

// pzstd
template <typename T> class WorkQueue {
  std::mutex mutex_;
  std::condition_variable readerCv_, writerCv_, finishCv_;
  std::queue<T> queue_;
  bool done_ = false;
  std::size_t maxSize_;
  bool full() const {
    if (maxSize_ == 0)
      return false;
    return queue_.size() >= maxSize_;
  }

public:
  WorkQueue(std::size_t maxSize = 0) : maxSize_(maxSize) {}
  bool push(T item) {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      while (full() && !done_)
        writerCv_.wait(lock);
      if (done_)
        return false;
      queue_.push(std::move(item));
    }
    readerCv_.notify_one();
    return true;
  }
  bool pop(T &item) {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      while (queue_.empty() && !done_)
        readerCv_.wait(lock);
      if (queue_.empty())
        return false;
      item = std::move(queue_.front());
      queue_.pop();
    }
    writerCv_.notify_one();
    return true;
  }
};
class BufferWorkQueue {
  WorkQueue<int> queue_;
  std::atomic<size_t> size_{0};

public:
  explicit BufferWorkQueue(size_t n) : queue_(n) {}
  void push(int b) {
    size_ += b;
    queue_.push(std::move(b));
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the consumer of 'q.queue_' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
  bool pop(int &b) {
    bool r = queue_.pop(b);
    if (r)
      size_ -= b;
    return r;
  }
};
void wrappedBad(BufferWorkQueue &q) {
  int x;
  while (q.pop(x))
    q.push(x);
}

// muduo: own classes
class MutexLock {
  pthread_mutex_t m_;

public:
  void lock() { pthread_mutex_lock(&m_); }
  void unlock() { pthread_mutex_unlock(&m_); }
  pthread_mutex_t *get() { return &m_; }
};
class MutexLockGuard {
  MutexLock &m_;

public:
  explicit MutexLockGuard(MutexLock &m) : m_(m) { m_.lock(); }
  ~MutexLockGuard() { m_.unlock(); }
};
class Condition {
  MutexLock &mutex_;
  pthread_cond_t pcond_;

public:
  explicit Condition(MutexLock &m) : mutex_(m) {}
  void wait() { pthread_cond_wait(&pcond_, mutex_.get()); }
  void notify() { pthread_cond_signal(&pcond_); }
};
template <typename T> class MuduoQ {
  MutexLock mutex_;
  Condition notEmpty_, notFull_;
  std::deque<T> queue_;
  size_t max_;

public:
  explicit MuduoQ(size_t n) : notEmpty_(mutex_), notFull_(mutex_), max_(n) {}
  void put(const T &x) {
    MutexLockGuard l(mutex_);
    while (queue_.size() == max_)
      notFull_.wait();
    queue_.push_back(x);
    notEmpty_.notify();
  }
  T take() {
    MutexLockGuard l(mutex_);
    while (queue_.empty())
      notEmpty_.wait();
    T f(queue_.front());
    queue_.pop_front();
    notFull_.notify();
    return f;
  }
};
void muduoBad(MuduoQ<int> &q) {
  for (;;)
    q.put(q.take());
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}

// mongo: weights
template <typename T> class MongoQ {
  std::queue<T> _queue;
  std::mutex _lock;
  size_t _currentSize = 0;
  const size_t _maxSize;
  std::condition_variable _cvNoLongerFull, _cvNoLongerEmpty;
  std::function<size_t(const T &)> _getSize;

public:
  explicit MongoQ(size_t n) : _maxSize(n) {}
  void push(const T &t) {
    std::unique_lock<std::mutex> l(_lock);
    size_t tSize = _getSize(t);
    while (_currentSize + tSize > _maxSize)
      _cvNoLongerFull.wait(l);
    _queue.push(t);
    _currentSize += tSize;
    _cvNoLongerEmpty.notify_one();
  }
  T blockingPop() {
    std::unique_lock<std::mutex> l(_lock);
    while (_queue.empty())
      _cvNoLongerEmpty.wait(l);
    T t = _queue.front();
    _queue.pop();
    _currentSize -= _getSize(t);
    _cvNoLongerFull.notify_one();
    return t;
  }
};
void mongoBad(MongoQ<int> &q) {
  for (;;) {
    int x = q.blockingPop();
    q.push(x);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
}

// kudu: L
template <typename T> class KuduQ {
  bool shutdown_ = false;
  size_t size_ = 0, max_size_;
  std::mutex lock_;
  std::condition_variable not_empty_, not_full_;
  std::list<T> list_;

public:
  explicit KuduQ(size_t n) : max_size_(n) {}
  bool BlockingPut(const T &v) {
    std::unique_lock<std::mutex> l(lock_);
    while (true) {
      if (shutdown_)
        return false;
      if (size_ < max_size_) {
        list_.push_back(v);
        size_++;
        not_empty_.notify_one();
        return true;
      }
      not_full_.wait(l);
    }
  }
  bool Put(const T &v) {
    std::unique_lock<std::mutex> l(lock_);
    if (size_ >= max_size_)
      return false;
    list_.push_back(v);
    size_++;
    not_empty_.notify_one();
    return true;
  }
  bool BlockingGet(T *out) {
    std::unique_lock<std::mutex> l(lock_);
    while (true) {
      if (!list_.empty()) {
        *out = list_.front();
        list_.pop_front();
        size_--;
        not_full_.notify_one();
        return true;
      }
      if (shutdown_)
        return false;
      not_empty_.wait(l);
    }
  }
};
void kuduBad(KuduQ<int> &q) {
  int x;
  while (q.BlockingGet(&x))
    q.BlockingPut(x);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}
void kuduOk(KuduQ<int> &q) {
  int x;
  while (q.BlockingGet(&x))
    q.Put(x);
}

// caffe2: 1CV, indexes
class BlobsQ {
  std::mutex mutex_;
  std::condition_variable cv_;
  bool closing_ = false;
  std::vector<int> queue_;
  int64_t reader_ = 0, writer_ = 0;
  bool canWrite() { return reader_ + (int64_t)queue_.size() > writer_; }
  bool canRead() { return reader_ < writer_; }
  void doWrite(int x) {
    queue_[writer_ % queue_.size()] = x;
    ++writer_;
    cv_.notify_all();
  }

public:
  explicit BlobsQ(size_t n) : queue_(n) {}
  bool blockingWrite(int x) {
    std::unique_lock<std::mutex> g(mutex_);
    cv_.wait(g, [this]() { return closing_ || canWrite(); });
    if (!canWrite())
      return false;
    doWrite(x);
    return true;
  }
  bool blockingRead(int &x) {
    std::unique_lock<std::mutex> g(mutex_);
    cv_.wait(g, [this]() { return closing_ || canRead(); });
    if (!canRead())
      return false;
    x = queue_[reader_ % queue_.size()];
    ++reader_;
    cv_.notify_all();
    return true;
  }
};
void blobsBad(BlobsQ &q) {
  int x;
  while (q.blockingRead(x))
    q.blockingWrite(x);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}

// doris TL
template <typename T> class DorisQ {
  bool _shutdown = false;
  const int _max_elements;
  std::condition_variable _get_cv, _put_cv;
  std::mutex _lock;
  std::list<T> _list;

public:
  explicit DorisQ(int n) : _max_elements(n) {}
  bool controlled_put(const T &v, int ms) {
    std::unique_lock<std::mutex> l(_lock);
    while (!(_shutdown || (int)_list.size() < _max_elements)) {
      _put_cv.wait_for(l, std::chrono::milliseconds(ms));
    }
    if (_shutdown)
      return false;
    _list.push_back(v);
    _get_cv.notify_one();
    return true;
  }
  bool blocking_put(const T &v) { return controlled_put(v, 1000); }
  // CHECK-MESSAGES: :[[@LINE-1]]:42: warning: the consumer of 'q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  bool blocking_get(T *o) {
    std::unique_lock<std::mutex> l(_lock);
    while (!(_shutdown || !_list.empty())) {
      _get_cv.wait_for(l, std::chrono::milliseconds(1000));
    }
    if (_list.empty())
      return false;
    *o = _list.front();
    _list.pop_front();
    _put_cv.notify_one();
    return true;
  }
};
void dorisBad(DorisQ<int> &q) {
  int x;
  while (q.blocking_get(&x))
    q.blocking_put(x);
}

// apollo S
struct WaitStrategy {
  virtual bool EmptyWait() = 0;
  virtual ~WaitStrategy();
};
template <typename T> class ApolloQ {
  std::atomic<uint64_t> head_{0}, tail_{1}, commit_{1};
  uint64_t pool_size_ = 0;
  T *pool_ = nullptr;
  std::unique_ptr<WaitStrategy> wait_strategy_;
  volatile bool break_all_wait_ = false;
  uint64_t GetIndex(uint64_t n) { return n - (n / pool_size_) * pool_size_; }

public:
  bool Enqueue(const T &e) {
    uint64_t new_tail = 0, old_commit = 0, old_tail = tail_.load();
    do {
      new_tail = old_tail + 1;
      if (GetIndex(new_tail) == GetIndex(head_.load()))
        return false;
    } while (!tail_.compare_exchange_weak(old_tail, new_tail));
    pool_[GetIndex(old_tail)] = e;
    return true;
  }
  bool Dequeue(T *e) {
    uint64_t new_head = 0, old_head = head_.load();
    do {
      new_head = old_head + 1;
      if (new_head == commit_.load())
        return false;
      *e = pool_[GetIndex(new_head)];
    } while (!head_.compare_exchange_weak(old_head, new_head));
    return true;
  }
  bool WaitEnqueue(const T &e) {
    while (!break_all_wait_) {
      if (Enqueue(e))
        return true;
      if (wait_strategy_->EmptyWait())
        continue;
      break;
    }
    return false;
  }
  bool WaitDequeue(T *e) {
    while (!break_all_wait_) {
      if (Dequeue(e))
        return true;
      if (wait_strategy_->EmptyWait())
        continue;
      break;
    }
    return false;
  }
};
// Not found: the producer spins on a compare-and-exchange of an index, and no
// container or count tells how full the ring is.
void apolloFalseNegative(ApolloQ<int> &q) {
  int x;
  while (q.WaitDequeue(&x))
    q.WaitEnqueue(x);
}

// C style
struct Ring {
  int items[16];
  int count, in, out;
  pthread_mutex_t lock;
  pthread_cond_t cond_send, cond_recv;
};
static int ring_send_locked(Ring *r, int x, unsigned flags) {
  while (r->count == 16) {
    if (flags & 1)
      return -1;
    pthread_cond_wait(&r->cond_send, &r->lock);
  }
  r->items[r->in] = x;
  r->in = (r->in + 1) % 16;
  r->count++;
  pthread_cond_signal(&r->cond_recv);
  return 0;
}
int ring_send(Ring *r, int x, unsigned flags) {
  pthread_mutex_lock(&r->lock);
  int e = ring_send_locked(r, x, flags);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: the consumer of 'r' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  pthread_mutex_unlock(&r->lock);
  return e;
}
int ring_recv(Ring *r, int *x) {
  pthread_mutex_lock(&r->lock);
  while (r->count == 0)
    pthread_cond_wait(&r->cond_recv, &r->lock);
  *x = r->items[r->out];
  r->out = (r->out + 1) % 16;
  r->count--;
  pthread_cond_signal(&r->cond_send);
  pthread_mutex_unlock(&r->lock);
  return 0;
}
void ringBad(Ring *r) {
  int x;
  for (;;) {
    ring_recv(r, &x);
    ring_send(r, x, 0);
  }
}

// SEM
template <typename T> class SemQ {
  std::vector<T> buf_;
  size_t head_ = 0, tail_ = 0;
  std::counting_semaphore<> slots_, items_;
  std::mutex m_;

public:
  explicit SemQ(size_t n) : buf_(n), slots_(n), items_(0) {}
  void put(T x) {
    slots_.acquire();
    {
      std::lock_guard<std::mutex> l(m_);
      buf_[tail_] = std::move(x);
      tail_ = (tail_ + 1) % buf_.size();
    }
    items_.release();
  }
  bool tryPut(T x) {
    if (!slots_.try_acquire())
      return false;
    {
      std::lock_guard<std::mutex> l(m_);
      buf_[tail_] = std::move(x);
      tail_ = (tail_ + 1) % buf_.size();
    }
    items_.release();
    return true;
  }
  T take() {
    items_.acquire();
    T x;
    {
      std::lock_guard<std::mutex> l(m_);
      x = std::move(buf_[head_]);
      head_ = (head_ + 1) % buf_.size();
    }
    slots_.release();
    return x;
  }
};
void semBad(SemQ<int> &q) {
  for (;;) {
    int x = q.take();
    q.put(x);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
}
void semOk(SemQ<int> &q) {
  for (;;) {
    int x = q.take();
    q.tryPut(x);
  }
}
class PosixSemQ {
  sem_t slots, items;
  std::deque<int> q;
  pthread_mutex_t m;

public:
  void put(int x) {
    sem_wait(&slots);
    pthread_mutex_lock(&m);
    q.push_back(x);
    pthread_mutex_unlock(&m);
    sem_post(&items);
  }
  int take() {
    sem_wait(&items);
    pthread_mutex_lock(&m);
    int x = q.front();
    q.pop_front();
    pthread_mutex_unlock(&m);
    sem_post(&slots);
    return x;
  }
};
void posixSemBad(PosixSemQ &q) {
  for (;;)
    q.put(q.take());
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}

// slot
class Slot {
  std::mutex m;
  std::condition_variable cv;
  std::optional<int> v;

public:
  void put(int x) {
    std::unique_lock l(m);
    cv.wait(l, [&] { return !v.has_value(); });
    v = x;
    cv.notify_all();
  }
  int take() {
    std::unique_lock l(m);
    cv.wait(l, [&] { return v.has_value(); });
    int x = *v;
    v.reset();
    cv.notify_all();
    return x;
  }
};
void slotBad(Slot &s) {
  for (;;) {
    int x = s.take();
    s.put(x);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 's' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
}
class FlagSlot {
  std::mutex m;
  std::condition_variable cv;
  bool full = false;
  int v;

public:
  void put(int x) {
    std::unique_lock l(m);
    while (full)
      cv.wait(l);
    v = x;
    full = true;
    cv.notify_all();
  }
  int take() {
    std::unique_lock l(m);
    while (!full)
      cv.wait(l);
    full = false;
    cv.notify_all();
    return v;
  }
};
void flagBad(FlagSlot &s) {
  for (;;) {
    int x = s.take();
    s.put(x);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 's' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
}
// impala 2L
template <typename T> class ImpalaQ {
  bool shutdown_ = false;
  const size_t max_elements_;
  std::deque<T> get_list_, put_list_;
  std::mutex get_lock_, put_lock_;
  std::condition_variable put_cv_, get_cv_;
  size_t get_size_ = 0;
  bool HasCapacityInternal(std::unique_lock<std::mutex> &, int64_t) {
    return get_size_ + put_list_.size() < max_elements_;
  }

public:
  explicit ImpalaQ(size_t n) : max_elements_(n) {}
  bool BlockingPut(T v) {
    std::unique_lock<std::mutex> w(put_lock_);
    while (!HasCapacityInternal(w, 1) && !shutdown_)
      put_cv_.wait(w);
    if (shutdown_)
      return false;
    put_list_.push_back(v);
    get_cv_.notify_one();
    return true;
  }
  bool BlockingGet(T *out) {
    std::unique_lock<std::mutex> r(get_lock_);
    if (get_list_.empty()) {
      std::unique_lock<std::mutex> w(put_lock_);
      while (put_list_.empty()) {
        if (shutdown_)
          return false;
        get_cv_.wait(w);
      }
      put_list_.swap(get_list_);
    }
    *out = std::move(get_list_.front());
    get_list_.pop_front();
    get_size_ = get_list_.size();
    put_cv_.notify_one();
    return true;
  }
};
void impalaBad(ImpalaQ<int> &q) {
  int x;
  while (q.BlockingGet(&x))
    q.BlockingPut(x);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}
// opencv Z
template <typename T> class ConcQ {
  std::queue<T> m_data;
  size_t m_capacity = 0;
  std::mutex m;
  std::condition_variable m_cond_empty, m_cond_full;

public:
  void push(const T &t);
  void pop(T &t);
  void set_capacity(size_t n) { m_capacity = n; }
};
template <typename T> void ConcQ<T>::push(const T &t) {
  std::unique_lock<std::mutex> l(m);
  if (m_capacity && m_capacity == m_data.size()) {
    m_cond_full.wait(l, [&]() { return m_capacity > m_data.size(); });
  }
  m_data.push(t);
  l.unlock();
  m_cond_empty.notify_one();
}
template <typename T> void ConcQ<T>::pop(T &t) {
  std::unique_lock<std::mutex> l(m);
  if (m_data.empty()) {
    m_cond_empty.wait(l, [&]() { return !m_data.empty(); });
  }
  t = std::move(m_data.front());
  m_data.pop();
  l.unlock();
  m_cond_full.notify_one();
}
void unboundedByDefaultOk(ConcQ<int> &q) {
  int x;
  for (;;) {
    q.pop(x);
    q.push(x);
  }
}
