# Part of the unwedge Project, under the Apache License v2.0 with LLVM
# Exceptions. See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   unwedge_check(<target>
#     [FAIL_ON_FINDINGS]           the build of unwedge-check-<target> fails if
#                                  something is found, or not all is analysed
#     [NO_BUILD]                   do not build <target> first; what it generates
#                                  has to be there
#     [BASELINE <file>]            do not tell again what the file knows
#     [CHECKS <name>...]           all, if left out
#     [MINIMUM_CONFIDENCE <level>]
#     [MODEL_FILES <file>...]
#     [FORMAT <format>] [OUTPUT <file>] [ROOT <folder>]
#     [ARGUMENTS <argument>...])   more arguments of `unwedge check`
#
# Makes the target unwedge-check-<target>, which runs `unwedge check` for what
# <target> compiles, and adds it to the target unwedge-check. With BASELINE,
# unwedge-new-baseline-<target> writes that file.

include_guard(GLOBAL)

function(unwedge_check Target)
  cmake_parse_arguments(PARSE_ARGV 1 Arg "FAIL_ON_FINDINGS;NO_BUILD"
    "${UNWEDGE_COMMON_VALUES}" "${UNWEDGE_COMMON_LISTS}")
  unwedge_common_arguments(unwedge_check)
  if(NOT CMAKE_GENERATOR MATCHES "Ninja|Makefiles")
    message(FATAL_ERROR "unwedge_check(${Target}): the generator "
      "${CMAKE_GENERATOR} writes no compile database; use Ninja or Makefiles")
  endif()
  if(CMAKE_VERSION VERSION_LESS 3.20 AND NOT CMAKE_EXPORT_COMPILE_COMMANDS)
    message(FATAL_ERROR "unwedge_check(${Target}): set "
      "CMAKE_EXPORT_COMPILE_COMMANDS to ON before the target is made")
  endif()
  set_target_properties("${Target}" PROPERTIES EXPORT_COMPILE_COMMANDS ON)
  get_target_property(BinaryDir "${Target}" BINARY_DIR)

  # A state of its own: targets may be checked at the same time.
  set(Command "$<TARGET_FILE:unwedge::unwedge>" check
    -p "${CMAKE_BINARY_DIR}"
    "--outputs-in=${BinaryDir}/CMakeFiles/${Target}.dir"
    "--state=${BinaryDir}/CMakeFiles/unwedge-check-${Target}.dir/state")
  list(APPEND Command ${Wanted})
  if(ModelFiles)
    string(REPLACE ";" "$<SEMICOLON>" ModelFiles "${ModelFiles}")
    list(APPEND Command "--model-files=${ModelFiles}")
  endif()

  function(add_run Name Fail Comment)
    add_custom_target("${Name}"
      COMMAND "${CMAKE_COMMAND}" "-DFAIL_ON_FINDINGS=${Fail}"
              -P "${UNWEDGE_RUN_SCRIPT}" -- ${Command} ${ARGN}
      COMMENT "${Comment}" USES_TERMINAL VERBATIM)
    if(NOT Arg_NO_BUILD)
      add_dependencies("${Name}" "${Target}")
    endif()
  endfunction()

  add_run("unwedge-check-${Target}" "${Arg_FAIL_ON_FINDINGS}"
    "unwedge: ${Target}" ${Report})
  if(NOT TARGET unwedge-check)
    add_custom_target(unwedge-check)
  endif()
  add_dependencies(unwedge-check "unwedge-check-${Target}")
  if(Arg_BASELINE)
    add_run("unwedge-new-baseline-${Target}" FALSE
      "unwedge: the baseline of ${Target}" --new-baseline)
  endif()
endfunction()
