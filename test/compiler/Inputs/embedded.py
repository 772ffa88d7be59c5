#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Says of each block in the section of unwedge how long it is, or that there is none.

    embedded.py LLVM_TOOLS OBJECT

An object without blocks is no failure, and neither is a file that is no object.
"""

import os
import struct
import subprocess
import sys
import tempfile

HEADER = struct.Struct("<8sIIQ")


def main():
    tools, path = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="embedded.") as scratch:
        output = os.path.join(scratch, "bytes")
        code = subprocess.call(
            [
                os.path.join(tools, "llvm-objcopy"),
                f"--dump-section=.unwedge={output}",
                path,
                os.path.join(scratch, "copy"),
            ],
            stderr=subprocess.DEVNULL,
        )
        if code:
            print("no section")
            return 0
        with open(output, "rb") as file:
            content = file.read()
    while content:
        magic, _, _, size = HEADER.unpack_from(content)
        rest = len(content) - HEADER.size - size
        if magic != b"UNWEDGE1" or rest < 0:
            print("damaged")
            return 1
        print("a block of", "some" if size else "no", "bytes")
        content = content[len(content) - rest :]
    print("end")
    return 0


if __name__ == "__main__":
    sys.exit(main())
