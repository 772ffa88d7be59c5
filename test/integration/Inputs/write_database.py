#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes a compile database for files of a folder: FOLDER FILE..."""

import json
import os
import sys

folder = sys.argv[1]
commands = [
    {
        "directory": folder,
        "file": name,
        "arguments": ["c++", "-std=c++17", "-I", folder, "-c", name, "-o", name + ".o"],
    }
    for name in sys.argv[2:]
]
with open(os.path.join(folder, "compile_commands.json"), "w", encoding="utf-8") as file:
    json.dump(commands, file)
