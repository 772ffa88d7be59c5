# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles every header of a directory on its own and names those that fail.

    compile_headers.py DIRECTORY -- COMPILER [compiler arguments]
"""

import concurrent.futures
import os
import subprocess
import sys


def compile_header(command, directory, name):
    """Returns what the compiler has to say if the header does not compile."""
    source = f"#include <{name}>\n#include <{name}>\n"
    process = subprocess.run(
        [*command, "-fsyntax-only", "-x", "c++", "-isystem", directory, "-"],
        input=source,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    return f"{name}:\n{process.stdout}" if process.returncode else ""


def main():
    directory, separator, *command = sys.argv[1:]
    assert separator == "--" and command, __doc__
    names = sorted(
        os.path.relpath(os.path.join(parent, file), directory)
        for parent, _, files in os.walk(directory)
        for file in files
    )
    with concurrent.futures.ThreadPoolExecutor() as pool:
        failures = list(
            filter(
                None, pool.map(lambda name: compile_header(command, directory, name), names)
            )
        )
    print("\n".join(failures))
    print(f"{len(names)} headers, {len(failures)} do not compile")
    return 1 if failures or not names else 0


if __name__ == "__main__":
    sys.exit(main())
