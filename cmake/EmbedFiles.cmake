# Part of the unwedge Project, under the Apache License v2.0 with LLVM
# Exceptions. See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Run as a script: writes ${OUTPUT} with one C++ initializer per file of
# ${INPUTS}: its name and its text. They keep their order.

set(Text "")
foreach(File IN LISTS INPUTS)
  file(READ "${File}" Content)
  get_filename_component(Name "${File}" NAME)
  string(APPEND Text "{\"${Name}\", R\"unwedge(${Content})unwedge\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "${Text}")
