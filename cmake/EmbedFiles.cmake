# Part of the unwedge Project, under the Apache License v2.0 with LLVM
# Exceptions. See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Run as a script: writes ${OUTPUT} with one C++ initializer per file of
# ${INPUTS}: its name and its text. They keep their order. With
# WITHOUT_MARKDOWN_COMMENTS, what readers of a Markdown file do not see is left out.

set(Text "")
foreach(File IN LISTS INPUTS)
  file(READ "${File}" Content)
  if(WITHOUT_MARKDOWN_COMMENTS)
    string(REGEX REPLACE "<!--[^>]*-->\n+" "" Content "${Content}")
  endif()
  get_filename_component(Name "${File}" NAME)
  string(APPEND Text "{\"${Name}\", R\"unwedge(${Content})unwedge\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "${Text}")
