# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints a compile database of the gallery, whose folder is the argument."""

import json
import pathlib
import sys

gallery = pathlib.Path(sys.argv[1])
flags = ["-std=c++17", "-pthread", "-I", str(gallery / "support")]
json.dump(
    [
        {
            "directory": str(file.parent),
            "file": file.name,
            "arguments": ["clang++", *flags, "-c", file.name],
        }
        for file in sorted(gallery.glob("*/*.cpp"))
    ],
    sys.stdout,
)
