#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds one file's claims against clang-tidy, and then against the analyzer, with
only the checkers under test and, in the runs with mocks (or the only one), with
clang's own beside them. With -unwedge=PROGRAM the program is held against them, too,
and with -compiler-plugin=PLUGIN what the compiler warns of.

    check_hosts.py FILE CHECKS [options] -- [compiler arguments]

The arguments are those of check_tidy.py, and -clang= and -plugin= of
check_analyzer.py, which is run with -tidy-cases. check_compiler.py says what of a file
is not for the compiler. A file that says

    // ANALYZER-SKIP: reason

is for clang-tidy only. One that says

    // ANALYZER-LIBRARY: reason

is for the analyzer only where it is run with real libraries: most functions of the
mocks have an empty body, which is as good as none to clang-tidy, and which the
analyzer steps into. A run with -header-filter=, which the analyzer has no counterpart
of, is clang-tidy's alone, and so is for the compiler one with other arguments for
clang-tidy itself.
"""

import os
import re
import subprocess
import sys

_SKIP = re.compile(r"//\s*ANALYZER-SKIP:\s*\S")
_LIBRARY = re.compile(r"//\s*ANALYZER-LIBRARY:\s*\S")


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    argv = sys.argv[1:]
    end = argv.index("--") if "--" in argv else len(argv)
    own, rest = argv[:end], argv[end:]
    for_analyzer = ("-clang=", "-plugin=")
    for_driver, for_compiler = "-unwedge=", "-compiler-plugin="
    for_tidy = ("-clang-tidy=", "-module=")
    driver = [
        word for word in own if not word.startswith((*for_tidy, *for_analyzer, for_compiler))
    ]
    compiler = [
        word for word in own if not word.startswith((*for_tidy, "-plugin=", for_driver))
    ]
    own = [word for word in own if not word.startswith((for_driver, for_compiler))]
    tidy = [word for word in own if not word.startswith(for_analyzer)]
    code = subprocess.run(
        [sys.executable, os.path.join(here, "check_tidy.py"), *tidy, *rest]
    ).returncode
    if code:
        return code
    if any(word.startswith(for_driver) for word in driver):
        code = subprocess.run(
            [sys.executable, os.path.join(here, "check_driver.py"), *driver, *rest]
        ).returncode
        if code:
            return code
    if any(word.startswith(for_compiler) for word in compiler) and not any(
        word.startswith(("-header-filter", "-tidy-arg")) for word in compiler
    ):
        code = subprocess.run(
            [sys.executable, os.path.join(here, "check_compiler.py"), *compiler, *rest]
        ).returncode
        if code:
            return code
    file = next(word for word in own if os.path.isfile(word) and not word.startswith("-"))
    with open(file, encoding="utf-8") as text:
        content = text.read()
    skipped = _SKIP.search(content)
    if _LIBRARY.search(content) and "-nostdinc++" in rest:
        skipped = True
    if skipped or any(word.startswith("-header-filter") for word in own):
        return 0
    # Once is enough; real libraries are much more work for clang's checkers.
    again = "-nostdinc++" in rest or _LIBRARY.search(content)
    for beside in ([], ["-beside-others"]) if again else ([],):
        code = subprocess.run(
            [
                sys.executable,
                os.path.join(here, "check_analyzer.py"),
                "-tidy-cases",
                *beside,
                *own,
                *rest,
            ]
        ).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
