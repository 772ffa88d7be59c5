// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Clang's thread-safety attributes tell what a declaration without a body does.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags

#define CAPABILITY(X) __attribute__((capability(X)))
#define SCOPED __attribute__((scoped_lockable))
#define ACQUIRE(...) __attribute__((acquire_capability(__VA_ARGS__)))
#define ACQUIRE_SHARED(...)                                                    \
  __attribute__((acquire_shared_capability(__VA_ARGS__)))
#define RELEASE(...) __attribute__((release_capability(__VA_ARGS__)))
#define RELEASE_SHARED(...)                                                    \
  __attribute__((release_shared_capability(__VA_ARGS__)))
#define RELEASE_GENERIC(...)                                                   \
  __attribute__((release_generic_capability(__VA_ARGS__)))
#define TRY_SHARED(...)                                                        \
  __attribute__((try_acquire_shared_capability(__VA_ARGS__)))
#define REQUIRES_SHARED(...)                                                   \
  __attribute__((requires_shared_capability(__VA_ARGS__)))
#define RETURNS(X) __attribute__((lock_returned(X)))
#define EXCLUDES(...) __attribute__((locks_excluded(__VA_ARGS__)))

class CAPABILITY("shared mutex") Mutex {
public:
  void write() ACQUIRE();
  void read() ACQUIRE_SHARED();
  bool tryRead() TRY_SHARED(true);
  void doneWriting() RELEASE();
  void doneReading() RELEASE_SHARED();
};

class SCOPED Reader {
public:
  explicit Reader(Mutex &M) ACQUIRE_SHARED(M);
  ~Reader() RELEASE_GENERIC();
  void done() RELEASE();
};

class SCOPED Writer {
public:
  explicit Writer(Mutex &M) ACQUIRE(M);
  ~Writer() RELEASE();
};

// A capability is not reentrant unless it is declared to be.
void readTwiceBad(Mutex &M) {
  M.read();
  M.read();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'M' is acquired shared again while this thread holds it shared; 'Mutex' is not recursive; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
  M.doneReading();
  M.doneReading();
}

void upgradeBad(Mutex &M) {
  M.read();
  M.write();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'M' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
  M.doneWriting();
  M.doneReading();
}

void scopedUpgradeBad(Mutex &M) {
  Reader Outer(M);
  Writer Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'M' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
}

void scopedDowngradeBad(Mutex &M) {
  Writer Outer(M);
  Reader Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'M' is acquired shared while this thread holds it exclusive; the thread waits for itself [unwedge-recursive-shared-lock]
}

void triedBad(Mutex &M) {
  if (M.tryRead()) {
    M.write();
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'M' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
    M.doneWriting();
    M.doneReading();
  }
}

void triedOk(Mutex &M) {
  Writer Outer(M);
  if (M.tryRead())
    M.doneReading();
}

void releasedOk(Mutex &M) {
  Reader Outer(M);
  Outer.done();
  Writer Inner(M);
}

void sequenceOk(Mutex &M) {
  {
    Reader Outer(M);
  }
  Writer Inner(M);
}

class Table {
  mutable Mutex Lock;
  int Rows = 0;

  int sizeLocked() const REQUIRES_SHARED(Lock);
  void clear() EXCLUDES(Lock);

public:
  void writeBody() {
    Writer W(Lock);
    Rows = 0;
  }
  Mutex &lock() RETURNS(Lock);

  // The caller holds it, as declared.
  void requiredBad() REQUIRES_SHARED(Lock) {
    writeBody();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: calling 'Table::writeBody' acquires 'Lock' exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
  }
  int requiredOk() REQUIRES_SHARED(Lock) { return sizeLocked(); }
  int requiredHereOk() {
    Reader R(Lock);
    return sizeLocked();
  }
  void returnedBad() {
    Reader R(lock());
    writeBody();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: calling 'Table::writeBody' acquires 'Lock' exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
  }
  // A declaration that says that it takes the lock by itself.
  void excludedFalseNegative() {
    Reader R(Lock);
    clear();
  }
};
