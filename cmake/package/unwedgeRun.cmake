# Part of the unwedge Project, under the Apache License v2.0 with LLVM
# Exceptions. See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Run as a script: `cmake -DFAIL_ON_FINDINGS=… -P unwedgeRun.cmake -- COMMAND…`.
# The command's exit codes are those of `unwedge check`.

set(Command)
set(IsCommand FALSE)
math(EXPR Last "${CMAKE_ARGC} - 1")
foreach(I RANGE ${Last})
  if(IsCommand)
    string(REPLACE ";" "\\;" Word "${CMAKE_ARGV${I}}")
    list(APPEND Command "${Word}")
  elseif(CMAKE_ARGV${I} STREQUAL "--")
    set(IsCommand TRUE)
  endif()
endforeach()
execute_process(COMMAND ${Command} RESULT_VARIABLE Code)
if(Code EQUAL 0)
  return()
elseif(Code EQUAL 1 AND NOT FAIL_ON_FINDINGS)
  return()
elseif(Code EQUAL 3 AND NOT FAIL_ON_FINDINGS)
  return()
elseif(Code EQUAL 1)
  message(FATAL_ERROR "unwedge: something was found")
elseif(Code EQUAL 3)
  message(FATAL_ERROR "unwedge: not all units could be analysed")
endif()
message(FATAL_ERROR "unwedge: could not run: ${Code}")
