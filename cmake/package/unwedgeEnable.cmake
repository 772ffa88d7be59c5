# Part of the unwedge Project, under the Apache License v2.0 with LLVM
# Exceptions. See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   unwedge_enable(<target>
#     [NO_WARNINGS]                compile without the warnings; only link
#     [NO_LINK]                    only the warnings of the compile
#     [ALL]                        link with every build, as a part of the target
#                                  all, not only when asked
#     [FAIL_ON_FINDINGS]           a build fails if the link step finds something
#     [BASELINE <file>]            do not tell again what the file knows
#     [WITH <target>...]           their objects too: what <target> is linked
#                                  with, and has been enabled itself
#     [CHECKS <name>...]           all, if left out
#     [MINIMUM_CONFIDENCE <level>]
#     [MODEL_FILES <file>...]
#     [FORMAT <format>] [OUTPUT <file>] [ROOT <folder>]
#     [ARGUMENTS <argument>...])   more arguments of `unwedge link`
#
# Compiles <target> with the compiler plugin, and makes the target
# unwedge-link-<target>, which runs `unwedge link` over the objects of <target>
# and of those behind WITH; it is a part of the target unwedge-link.

include_guard(GLOBAL)

function(unwedge_enable Target)
  cmake_parse_arguments(PARSE_ARGV 1 Arg
    "NO_WARNINGS;NO_LINK;ALL;FAIL_ON_FINDINGS"
    "${UNWEDGE_COMMON_VALUES}" "WITH;${UNWEDGE_COMMON_LISTS}")
  unwedge_common_arguments(unwedge_enable)

  # Debian's and LLVM's own clang have plugins, Apple's has not.
  string(REGEX MATCH "^[0-9]+" Needed "${unwedge_LLVM_VERSION}")
  string(REGEX MATCH "^[0-9]+" Used "${CMAKE_CXX_COMPILER_VERSION}")
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR
     NOT Used STREQUAL Needed)
    message(FATAL_ERROR "unwedge_enable(${Target}): the plugin is for clang "
      "${Needed}, and the compiler is ${CMAKE_CXX_COMPILER_ID} "
      "${CMAKE_CXX_COMPILER_VERSION}")
  endif()

  set(Plugin "-fplugin=${UNWEDGE_COMPILER_PLUGIN}")
  if(Checks)
    list(APPEND Plugin "-fplugin-arg-unwedge-checks=${Checks}")
  endif()
  if(Arg_MINIMUM_CONFIDENCE)
    list(APPEND Plugin
      "-fplugin-arg-unwedge-minimum-confidence=${Arg_MINIMUM_CONFIDENCE}")
  endif()
  foreach(File IN LISTS ModelFiles)
    list(APPEND Plugin "-fplugin-arg-unwedge-model-files=${File}")
  endforeach()
  if(Arg_NO_WARNINGS)
    list(APPEND Plugin "-fplugin-arg-unwedge-no-warnings")
  endif()
  if(Arg_NO_LINK)
    list(APPEND Plugin "-fplugin-arg-unwedge-no-summary")
  endif()
  foreach(Option IN LISTS Plugin)
    target_compile_options("${Target}" PRIVATE
      "$<$<COMPILE_LANGUAGE:C,CXX>:${Option}>")
  endforeach()
  # What is found depends on the plugin and on these files, as on a header.
  foreach(File IN ITEMS "${UNWEDGE_COMPILER_PLUGIN}" ${ModelFiles})
    target_compile_options("${Target}" PRIVATE
      "$<$<COMPILE_LANGUAGE:C,CXX>:SHELL:-Xclang \"-fdepfile-entry=${File}\">")
  endforeach()
  if(Arg_NO_LINK)
    return()
  endif()

  # The names go through a file: a command of thousands is too long for some.
  get_target_property(BinaryDir "${Target}" BINARY_DIR)
  set(Names "${BinaryDir}/CMakeFiles/unwedge-link-${Target}.$<CONFIG>.rsp")
  set(Objects "$<TARGET_OBJECTS:${Target}>")
  foreach(Name IN LISTS Arg_WITH)
    list(APPEND Objects "$<TARGET_OBJECTS:${Name}>")
  endforeach()
  string(REPLACE ";" "$<SEMICOLON>" Objects "${Objects}")
  file(GENERATE OUTPUT "${Names}"
    CONTENT "\"$<JOIN:${Objects},\"\n\">\"\n")

  set(Command "$<TARGET_FILE:unwedge::unwedge>" link ${Wanted})
  set(Run "${CMAKE_COMMAND}" "-DFAIL_ON_FINDINGS=${Arg_FAIL_ON_FINDINGS}"
    -P "${UNWEDGE_RUN_SCRIPT}" -- ${Command} ${Report} "@${Names}")
  set(All)
  if(Arg_ALL)
    set(All ALL)
  endif()
  add_custom_target("unwedge-link-${Target}" ${All} COMMAND ${Run}
    COMMENT "unwedge: the whole of ${Target}" USES_TERMINAL VERBATIM)
  add_dependencies("unwedge-link-${Target}" "${Target}" ${Arg_WITH})
  if(NOT TARGET unwedge-link)
    add_custom_target(unwedge-link)
  endif()
  add_dependencies(unwedge-link "unwedge-link-${Target}")
  if(Arg_BASELINE)
    add_custom_target("unwedge-link-new-baseline-${Target}"
      COMMAND "${CMAKE_COMMAND}" -DFAIL_ON_FINDINGS=FALSE
              -P "${UNWEDGE_RUN_SCRIPT}" -- ${Command} --new-baseline "@${Names}"
      COMMENT "unwedge: the baseline of the whole of ${Target}"
      USES_TERMINAL VERBATIM)
    add_dependencies("unwedge-link-new-baseline-${Target}" "${Target}"
      ${Arg_WITH})
  endif()
endfunction()
