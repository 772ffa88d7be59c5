#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a folder for an editing session that opens the cases of one check.

    cases.py TESTS CHECK FOLDER

Taken are the files of TESTS/CHECK that are run with real libraries and nothing else
(`%check_tidy %s unwedge-CHECK --`), have claims, and include no file beside them. The
folder's `session` is for session.py, and `files` names them for claimed_lines.py.
"""

import pathlib
import re
import shutil
import sys

import claimed_lines


def main():
    tests, check, folder = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
    folder.mkdir(parents=True)
    taken = []
    for file in sorted((tests / check).glob("*.cpp")):
        text = file.read_text()
        if (
            re.search(rf"RUN: %check_tidy %s unwedge-{check} --$", text, re.MULTILINE)
            and '#include "' not in text
            and claimed_lines.CLAIM.search(text)
        ):
            shutil.copy(file, folder)
            taken.append(folder / file.name)
    (folder / "session").write_text("".join(f"open {file.name}\n" for file in taken))
    (folder / "files").write_text("".join(f"{file}\n" for file in taken))
    (folder / "compile_flags.txt").write_text("-std=c++17\n")
    (folder / ".clang-tidy").write_text(f'Checks: "-*,unwedge-{check}"\n')
    (folder / ".clangd").write_text("Diagnostics:\n  UnusedIncludes: None\n")
    print(f"{len(taken)} files")


main()
