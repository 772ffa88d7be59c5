#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Fails unless two object files are the same but for the section of unwedge.

    same_code.py LLVM_TOOLS WITH WITHOUT

WITH has to have the section, and WITHOUT must not.
"""

import os
import subprocess
import sys
import tempfile


def main():
    tools, *objects = sys.argv[1:]
    stripped = []
    for path, expected in zip(objects, (1, 0)):
        headers = subprocess.check_output(
            [os.path.join(tools, "llvm-readobj"), "--sections", path], encoding="utf-8"
        )
        found = headers.count("Name: .unwedge ")
        if found != expected:
            print(f"{path}: {found} sections instead of {expected}")
            return 1
        # Both go through it: it lays a file out in its own way.
        with tempfile.TemporaryDirectory(prefix="same_code.") as scratch:
            output = os.path.join(scratch, "object")
            subprocess.check_call(
                [os.path.join(tools, "llvm-objcopy"), "--remove-section=.unwedge", path, output]
            )
            with open(output, "rb") as file:
                stripped.append(file.read())
    if stripped[0] != stripped[1]:
        print(f"{objects[0]} and {objects[1]} differ in more than the section")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
