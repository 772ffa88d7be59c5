#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes a compile database of all `.cpp` files of a folder.

    database.py FOLDER [compiler arguments]
"""

import json
import pathlib
import sys


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    units = [
        {
            "directory": str(folder),
            "file": file.name,
            "arguments": ["clang++", "-std=c++17", *sys.argv[2:], "-c", file.name],
        }
        for file in sorted(folder.glob("*.cpp"))
    ]
    text = json.dumps(units, indent=1)
    (folder / "compile_commands.json").write_text(text, encoding="utf-8")


main()
