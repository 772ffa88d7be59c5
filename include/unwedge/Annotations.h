//===--- Annotations.h - Facts that code states for unwedge ---------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Macros with which code states what unwedge cannot see, instead of silencing
/// what it says. They generate no code and mean nothing to compilers other than
/// Clang; the header needs nothing else of unwedge and may be copied.
///
/// A macro stands behind the name of a variable, member, parameter or
/// function, and between `class` and the name of a class:
///
///   class UNWEDGE_RECURSIVE_LOCK TreeLock { ... };
///   std::function<void()> OnDone UNWEDGE_DOES_NOT_THROW;
///   void push() UNWEDGE_ESTABLISHES("layer");
///
/// For a class it holds for all objects of it and of classes derived from it.
///
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_ANNOTATIONS_H
#define UNWEDGE_ANNOTATIONS_H

#if defined(__clang__) && !defined(UNWEDGE_NO_ANNOTATIONS)
#define UNWEDGE_ANNOTATE(...) __attribute__((annotate(__VA_ARGS__)))
#else
#define UNWEDGE_ANNOTATE(...)
#endif

/// Of a lock or a class of locks: a thread that has it may acquire it again in
/// the same mode, and shared while it has it exclusively, at any time. It does
/// not say that a reader may become the writer.
#define UNWEDGE_RECURSIVE_LOCK UNWEDGE_ANNOTATE("unwedge::recursive_lock")

/// Of a queue, a pool of threads, or a class of these: putting into it never
/// waits for room, and a pool has a thread for each task.
#define UNWEDGE_UNBOUNDED UNWEDGE_ANNOTATE("unwedge::unbounded")

/// Of a function, a callable object, or the type of callable objects: calling
/// it throws nothing. For what cannot be declared `noexcept`, such as
/// `std::function`. Nothing checks it.
#define UNWEDGE_DOES_NOT_THROW UNWEDGE_ANNOTATE("unwedge::does_not_throw")

/// Of a container: its keys are meant to change from call to call. Of a
/// variable or a function: so is the text that it has, or returns.
#define UNWEDGE_VARYING_KEY UNWEDGE_ANNOTATE("unwedge::varying_key")

/// Of two functions, with one name: what the first sets up the second has to
/// take down. The state is that of the object; for a function that is no
/// member that of its first argument; without arguments that of the program.
#define UNWEDGE_ESTABLISHES(Name) UNWEDGE_ANNOTATE("unwedge::establishes", Name)
#define UNWEDGE_DISCHARGES(Name) UNWEDGE_ANNOTATE("unwedge::discharges", Name)

#endif // UNWEDGE_ANNOTATIONS_H
