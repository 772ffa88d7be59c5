// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_SYNCHAPI_H
#define UNWEDGE_TEST_MOCKS_LIBS_SYNCHAPI_H

#ifdef __cplusplus
extern "C" {
#endif
typedef unsigned char BOOLEAN;
typedef int BOOL;
typedef unsigned long DWORD, ULONG;
typedef void VOID;

typedef struct _RTL_SRWLOCK {
  void *Ptr;
} RTL_SRWLOCK, *PRTL_SRWLOCK;
typedef RTL_SRWLOCK SRWLOCK, *PSRWLOCK;
#define RTL_SRWLOCK_INIT {0}
#define SRWLOCK_INIT RTL_SRWLOCK_INIT
typedef struct _RTL_CONDITION_VARIABLE {
  void *Ptr;
} CONDITION_VARIABLE, *PCONDITION_VARIABLE;
typedef struct _RTL_CRITICAL_SECTION {
  void *DebugInfo;
} CRITICAL_SECTION, *LPCRITICAL_SECTION;
#define INFINITE 0xFFFFFFFF
#define CONDITION_VARIABLE_LOCKMODE_SHARED 0x1

VOID InitializeSRWLock(PSRWLOCK SRWLock);
VOID AcquireSRWLockShared(PSRWLOCK SRWLock);
VOID AcquireSRWLockExclusive(PSRWLOCK SRWLock);
VOID ReleaseSRWLockShared(PSRWLOCK SRWLock);
VOID ReleaseSRWLockExclusive(PSRWLOCK SRWLock);
BOOLEAN TryAcquireSRWLockShared(PSRWLOCK SRWLock);
BOOLEAN TryAcquireSRWLockExclusive(PSRWLOCK SRWLock);
BOOL SleepConditionVariableSRW(PCONDITION_VARIABLE ConditionVariable,
                               PSRWLOCK SRWLock, DWORD Milliseconds,
                               ULONG Flags);
VOID InitializeCriticalSection(LPCRITICAL_SECTION CriticalSection);
VOID EnterCriticalSection(LPCRITICAL_SECTION CriticalSection);
BOOL TryEnterCriticalSection(LPCRITICAL_SECTION CriticalSection);
VOID LeaveCriticalSection(LPCRITICAL_SECTION CriticalSection);
#ifdef __cplusplus
}
#endif

#endif // UNWEDGE_TEST_MOCKS_LIBS_SYNCHAPI_H
