#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes a compile database for the .cpp files of a folder, with the mocks of the
standard library in front.

    make_database.py MOCKS FOLDER [compiler arguments]
"""

import json
import pathlib
import sys


def main():
    mocks, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    arguments = sys.argv[3:] or ["-nostdinc++"] + [
        word for part in sorted(mocks.iterdir()) if part.is_dir() for word in ("-isystem", str(part))
    ]
    commands = [
        {
            "directory": str(folder),
            "file": file.name,
            "arguments": ["clang++", "-std=c++17", *arguments, "-c", file.name],
        }
        for file in sorted(folder.glob("*.cpp"))
    ]
    (folder / "compile_commands.json").write_text(json.dumps(commands, indent=1))


if __name__ == "__main__":
    main()
