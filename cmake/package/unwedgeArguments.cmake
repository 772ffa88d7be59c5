# Part of the unwedge Project, under the Apache License v2.0 with LLVM
# Exceptions. See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What unwedge_check and unwedge_enable have in common: the arguments that say
# what is looked for, what is known, and how it is told.

set(UNWEDGE_RUN_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/unwedgeRun.cmake")
set(UNWEDGE_COMMON_VALUES BASELINE MINIMUM_CONFIDENCE FORMAT OUTPUT ROOT)
set(UNWEDGE_COMMON_LISTS CHECKS MODEL_FILES ARGUMENTS)

# To be called after cmake_parse_arguments with the prefix Arg. Ends with an
# error that names <Function>, or sets in the caller
#
#   Target      what is behind the name, if that is an alias
#   Wanted      the options of the program for CHECKS, MINIMUM_CONFIDENCE and
#               BASELINE
#   Checks      the names of the checks as one word; empty if that is all
#   ModelFiles  absolute
#   Report      the options for FORMAT, OUTPUT and ROOT, and ARGUMENTS
macro(unwedge_common_arguments Function)
  if(Arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR
      "${Function}(${Target}): unknown: ${Arg_UNPARSED_ARGUMENTS}")
  endif()
  if(Arg_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "${Function}(${Target}): a value is missing for: "
      "${Arg_KEYWORDS_MISSING_VALUES}")
  endif()
  foreach(Name IN ITEMS "${Target}" ${Arg_WITH})
    if(NOT TARGET "${Name}")
      message(FATAL_ERROR
        "${Function}(${Target}): there is no target ${Name}")
    endif()
  endforeach()
  get_target_property(Aliased "${Target}" ALIASED_TARGET)
  if(Aliased)
    set(Target "${Aliased}")
  endif()

  set(Wanted)
  string(REPLACE ";" "," Checks "${Arg_CHECKS}")
  if(Checks)
    list(APPEND Wanted "--checks=${Checks}")
  endif()
  if(Arg_MINIMUM_CONFIDENCE)
    list(APPEND Wanted "--minimum-confidence=${Arg_MINIMUM_CONFIDENCE}")
  endif()
  if(Arg_BASELINE)
    get_filename_component(Baseline "${Arg_BASELINE}" ABSOLUTE)
    list(APPEND Wanted "--baseline=${Baseline}")
  endif()
  set(ModelFiles)
  foreach(File IN LISTS Arg_MODEL_FILES)
    get_filename_component(File "${File}" ABSOLUTE)
    list(APPEND ModelFiles "${File}")
  endforeach()
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
endmacro()
