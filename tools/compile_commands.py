# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compile databases, and the arguments in them that another run of clang can use."""

import json
import os
import shlex

# Options of a compile command that say where output goes, with and without a value.
_WITH_VALUE = {"-o", "-MF", "-MT", "-MQ", "-MJ", "--serialize-diagnostics"}
_ALONE = {"-c", "-S", "-E", "-M", "-MM", "-MD", "-MMD", "-MP", "-MG"}


def read_databases(builds):
    """The first entry of each file, by its absolute path.

    Raises OSError if one of the directories has no database."""
    entries = {}
    for build in builds:
        for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
            file = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
            entries.setdefault(file, entry)
    return entries


def compiler_arguments(entry):
    """The arguments of an entry without the compiler, and without output."""
    words = entry.get("arguments") or shlex.split(entry["command"])
    result, skip = [], False
    for word in words[1:]:
        if skip or word in _WITH_VALUE:
            skip = not skip
        elif word not in _ALONE:
            result.append(word)
    return result
