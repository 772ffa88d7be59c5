// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pipes of which a container has many, and loops that serve several.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer --

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <utility>
#include <vector>

bool failed(int *);

class Spread {
public:
  explicit Spread(int Count) {
    for (int I = 0; I < Count; ++I) {
      int Fds[2];
      if (pipe(Fds) < 0)
        return;
      Ends.emplace_back(Fds[0], Fds[1]);
    }
  }
  void ask(int *Question) {
    (void)!write(Ends.at(Next++ % Ends.size()).second, &Question, 8);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the consumer of {{.*}} puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
  void againBad(int Mine) {
    int *Question;
    while (read(Ends.at(Mine).first, &Question, 8) == 8)
      if (failed(Question))
        ask(Question);
  }
  void ownBad(int Mine) {
    int *Question;
    while (read(Ends[Mine].first, &Question, 8) == 8)
      if (failed(Question))
        (void)!write(Ends[Mine].second, &Question, 8);
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: the consumer of {{.*}} puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
  void toTheNextOk(int Mine) {
    int *Question;
    while (read(Ends[Mine].first, &Question, 8) == 8)
      if (failed(Question))
        (void)!write(Ends[Mine + 1].second, &Question, 8);
  }
  void toTheFirstOk(int Mine) {
    int *Question;
    while (read(Ends.at(Mine).first, &Question, 8) == 8)
      if (failed(Question))
        (void)!write(Ends.at(0).second, &Question, 8);
  }

private:
  std::vector<std::pair<int, int>> Ends;
  unsigned Next = 0;
};

// The ends for writing do not block.
class NonBlockingSpread {
public:
  explicit NonBlockingSpread(int Count) {
    for (int I = 0; I < Count; ++I) {
      int Fds[2];
      if (pipe2(Fds, O_NONBLOCK) < 0)
        return;
      Ends.push_back({Fds[0], Fds[1]});
    }
  }
  void runOk(int Mine) {
    int *Question;
    while (read(Ends[Mine].first, &Question, 8) == 8)
      (void)!write(Ends[Next++ % Ends.size()].second, &Question, 8);
  }

private:
  std::vector<std::pair<int, int>> Ends;
  unsigned Next = 0;
};

// Pairs of descriptors that no pipe() in sight made.
class Channels {
public:
  void add(int In, int Out) { Ends.emplace_back(In, Out); }
  void runOk(int Mine) {
    int *Question;
    while (read(Ends[Mine].first, &Question, 8) == 8)
      (void)!write(Ends[Mine].second, &Question, 8);
  }

private:
  std::vector<std::pair<int, int>> Ends;
};

void serve(int Fd);

class Loop {
public:
  bool open() { return pipe(Ends) == 0; }
  void command(int C) {
    (void)!write(Ends[1], &C, sizeof C);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the consumer of 'Ends' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
  void runBad(pollfd *Fds, int Count) {
    for (;;) {
      poll(Fds, Count, -1);
      for (int I = 0; I < Count; ++I)
        if (Fds[I].fd == Ends[0]) {
          int C;
          (void)!read(Ends[0], &C, sizeof C);
        } else {
          command(I);
        }
    }
  }

private:
  int Ends[2];
};

// A byte that only wakes the loop.
class WokenLoop {
public:
  bool open() { return pipe(Ends) == 0; }
  void wakeOk() { (void)!write(Ends[1], "", 1); }
  void run(pollfd *Fds, int Count) {
    for (;;) {
      poll(Fds, Count, -1);
      for (int I = 0; I < Count; ++I)
        if (Fds[I].fd == Ends[0]) {
          char C;
          (void)!read(Ends[0], &C, 1);
        } else {
          wakeOk();
        }
    }
  }

private:
  int Ends[2];
};

// No event decides which of both it is.
class Alternating {
public:
  bool open() { return pipe(Ends) == 0; }
  void runOk() {
    for (int Turn = 0;; ++Turn)
      if (Turn % 2) {
        int C;
        (void)!read(Ends[0], &C, sizeof C);
      } else {
        (void)!write(Ends[1], &Turn, sizeof Turn);
      }
  }

private:
  int Ends[2];
};
