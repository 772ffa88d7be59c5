// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The analyzer does not begin at functions of headers. What is wrong in one is found
// on the way from a function of the file that calls it, also if nothing else is
// wrong with that.
//
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock,unwedge.UnguardedCleanup -- -I%S/Inputs
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock,unwedge.UnguardedCleanup -beside-others -- -I%S/Inputs

#include "registry.h"
// CHECK-NOTES: registry.h:25:12: warning: calling 'Registry::size' acquires 'M' shared again {{.*}} [unwedge.RecursiveSharedLock]
// CHECK-NOTES: registry.h:25:12: note: release 'M' before the call, or call a variant that expects the lock to be held
// CHECK-NOTES: :[[@LINE+18]]:37: note: Calling 'Registry::calledFromFileBad'
// CHECK-NOTES: registry.h:24:22: note: 'M' is acquired shared here
// CHECK-NOTES: registry.h:25:12: note: Calling 'Registry::size'
// CHECK-NOTES: registry.h:20:22: note: 'M' is acquired shared again here
// CHECK-NOTES: registry.h:29:16: warning: calling 'Registry::size' acquires 'M' shared again {{.*}} [unwedge.RecursiveSharedLock]
// CHECK-NOTES: registry.h:29:16: note: release 'M' before the call, or call a variant that expects the lock to be held
// CHECK-NOTES: :[[@LINE+13]]:50: note: Calling 'Registry::handsOn'
// CHECK-NOTES: registry.h:31:32: note: Calling 'Registry::calledThroughHeaderBad'
// CHECK-NOTES: registry.h:28:22: note: 'M' is acquired shared here
// CHECK-NOTES: registry.h:29:16: note: Calling 'Registry::size'
// CHECK-NOTES: registry.h:20:22: note: 'M' is acquired shared again here
// CHECK-NOTES: registry.h:46:5: warning: if 'Callback' throws, 'Busy' stays true, and whoever asks it takes the work to be still going on [unwedge.UnguardedCleanup]
// CHECK-NOTES: registry.h:45:10: note: 'Busy' is set here
// CHECK-NOTES: registry.h:47:10: note: 'Busy' is set back here, which an exception skips
// CHECK-NOTES: registry.h:18:32: note: 'Busy' decides here what is done
// CHECK-NOTES: registry.h:46:5: note: nothing in sight says that 'Callback' cannot throw; it is taken to
// CHECK-NOTES: registry.h:46:5: note: leave it to the destructor of a local object, or undo it in 'catch (...)' and throw again

int use(const Registry &R) { return R.calledFromFileBad(); }
int useThroughHeader(const Registry &R) { return R.handsOn(); }
int useOk(const Registry &R, bool Mark) { return R.decidedOk(Mark); }
