// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locks in arrays of arrays: an index of zero is lost on the way, so that which lock it is
// counts as unknown.
//
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock --
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -beside-others --

#include <shared_mutex>

struct Grid {
  std::shared_mutex Cells[2][2];
  std::shared_mutex Rows[2];

  int at(int Row, int Column) {
    std::shared_lock L(Cells[Row][Column]);
    return 1;
  }
  int row(int I) {
    std::shared_lock L(Rows[I]);
    return 1;
  }
  int otherCellOk() {
    std::shared_lock L(Cells[0][1]);
    return at(1, 0);
  }
  int otherRowOk() {
    std::shared_lock L(Rows[0]);
    return row(1);
  }
  int sameRowBad() {
    std::shared_lock L(Rows[1]);
    return row(1);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Grid::row' acquires 'Rows[1]' shared again
  }
};
