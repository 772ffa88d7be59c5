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
set(UNWEDGE_RUN_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/unwedgeRun.cmake")

function(unwedge_enable Target)
  cmake_parse_arguments(PARSE_ARGV 1 Arg
    "NO_WARNINGS;NO_LINK;ALL;FAIL_ON_FINDINGS"
    "BASELINE;MINIMUM_CONFIDENCE;FORMAT;OUTPUT;ROOT"
    "WITH;CHECKS;MODEL_FILES;ARGUMENTS")
  if(Arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR
      "unwedge_enable(${Target}): unknown: ${Arg_UNPARSED_ARGUMENTS}")
  endif()
  if(Arg_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "unwedge_enable(${Target}): a value is missing for: "
      "${Arg_KEYWORDS_MISSING_VALUES}")
  endif()
  foreach(Name IN ITEMS "${Target}" ${Arg_WITH})
    if(NOT TARGET "${Name}")
      message(FATAL_ERROR
        "unwedge_enable(${Target}): there is no target ${Name}")
    endif()
  endforeach()
  get_target_property(Aliased "${Target}" ALIASED_TARGET)
  if(Aliased)
    set(Target "${Aliased}")
  endif()
  # Debian's and LLVM's own clang have plugins, Apple's has not.
  string(REGEX MATCH "^[0-9]+" Wanted "${unwedge_LLVM_VERSION}")
  string(REGEX MATCH "^[0-9]+" Used "${CMAKE_CXX_COMPILER_VERSION}")
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR
     NOT Used STREQUAL Wanted)
    message(FATAL_ERROR "unwedge_enable(${Target}): the plugin is for clang "
      "${Wanted}, and the compiler is ${CMAKE_CXX_COMPILER_ID} "
      "${CMAKE_CXX_COMPILER_VERSION}")
  endif()

  set(Plugin "-fplugin=${UNWEDGE_COMPILER_PLUGIN}")
  set(LinkOptions)
  if(Arg_CHECKS)
    string(REPLACE ";" "," Checks "${Arg_CHECKS}")
    list(APPEND Plugin "-fplugin-arg-unwedge-checks=${Checks}")
    list(APPEND LinkOptions "--checks=${Checks}")
  endif()
  if(Arg_MINIMUM_CONFIDENCE)
    list(APPEND Plugin
      "-fplugin-arg-unwedge-minimum-confidence=${Arg_MINIMUM_CONFIDENCE}")
    list(APPEND LinkOptions "--minimum-confidence=${Arg_MINIMUM_CONFIDENCE}")
  endif()
  # What is found depends on the plugin and on these files, as on a header.
  set(Inputs "${UNWEDGE_COMPILER_PLUGIN}")
  foreach(File IN LISTS Arg_MODEL_FILES)
    get_filename_component(File "${File}" ABSOLUTE)
    list(APPEND Plugin "-fplugin-arg-unwedge-model-files=${File}")
    list(APPEND Inputs "${File}")
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
  foreach(File IN LISTS Inputs)
    target_compile_options("${Target}" PRIVATE
      "$<$<COMPILE_LANGUAGE:C,CXX>:SHELL:-Xclang \"-fdepfile-entry=${File}\">")
  endforeach()
  if(Arg_NO_LINK)
    return()
  endif()

  if(Arg_BASELINE)
    get_filename_component(Baseline "${Arg_BASELINE}" ABSOLUTE)
    list(APPEND LinkOptions "--baseline=${Baseline}")
  endif()
  set(Report)
  if(Arg_FORMAT)
    list(APPEND Report "--format=${Arg_FORMAT}")
  endif()
  if(Arg_OUTPUT)
    get_filename_component(Output "${Arg_OUTPUT}" ABSOLUTE
      BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")
    list(APPEND Report "--output=${Output}")
  endif()
  if(NOT Arg_ROOT)
    set(Arg_ROOT "${CMAKE_SOURCE_DIR}")
  endif()
  get_filename_component(Root "${Arg_ROOT}" ABSOLUTE)
  list(APPEND Report "--root=${Root}" ${Arg_ARGUMENTS})

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

  set(Command "$<TARGET_FILE:unwedge::unwedge>" link ${LinkOptions})
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
