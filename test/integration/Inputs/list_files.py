#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Lists the files of a folder, with what links lead to:

    list_files.py FOLDER [WORD]

With a word, only those whose path does not have it."""

import os
import sys

folder = sys.argv[1]
word = sys.argv[2] if len(sys.argv) > 2 else None
number = 0
for path, folders, files in os.walk(folder):
    for name in files + [each for each in folders if os.path.islink(os.path.join(path, each))]:
        whole = os.path.join(path, name)
        number += 1
        shown = os.path.relpath(whole, folder)
        if word and word in shown:
            continue
        print(shown + (f" -> {os.readlink(whole)}" if os.path.islink(whole) else ""))
print("end of", number, "files")
