#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds what a session of an editor has shown against what files claim for clang-tidy.

    claimed_lines.py LLVM FILE... < OUTPUT
    claimed_lines.py LLVM @LIST < OUTPUT

Every FILE has claims, CHECK-MESSAGES with `[[@LINE-1]]`, of which the line counts; LIST has
one FILE a line; OUTPUT is session.py's. For each file that does not show exactly these lines
it is said which it lacks and which nobody claimed; at the end, how many do. A file without
any claim is an error. What is different has to be said in the file, with a reason:

    // CLANGD-SILENT: reason
    // CLANGD-19-SILENT: reason
        At the end of the line that is claimed: clangd does not show this; or not that of
        one version of LLVM.
"""

import collections
import pathlib
import re
import sys

CLAIM = re.compile(r"//\s*CHECK-MESSAGES(?:-DAG)?: :\[\[@LINE(?P<offset>[-+]\d+)?\]\]:[^:]+: warning: ")
SHOWN = re.compile(r"(?P<file>[^ :]+):(?P<line>\d+):\d+-\S+ warning: .*\[unwedge-[\w-]+\]")
SILENT = re.compile(r"//\s*CLANGD-(?:(?P<version>\d+)-)?SILENT:\s*\S")


def claims(file, version):
    lines = file.read_text().splitlines()
    found = collections.Counter()
    for number, line in enumerate(lines, 1):
        claim = CLAIM.search(line)
        if claim:
            found[number + int(claim["offset"] or 0)] += 1
    if not found:
        sys.exit(f"{file} claims nothing")
    for number in list(found):
        silent = SILENT.search(lines[number - 1])
        if silent and silent["version"] in (None, version):
            del found[number]
    return found


def main():
    version, *files = sys.argv[1:]
    if files[0].startswith("@"):
        files = pathlib.Path(files[0][1:]).read_text().splitlines()
    shown = collections.defaultdict(collections.Counter)
    for line in sys.stdin:
        match = SHOWN.match(line)
        if match:
            shown[match["file"]][int(match["line"])] += 1
    as_claimed = 0
    for file in map(pathlib.Path, files):
        claimed = claims(file, version)
        lacks, nobody = claimed - shown[file.name], shown[file.name] - claimed
        if lacks or nobody:
            print(f"{file.name}: lacks lines {sorted(lacks)}, nobody claimed {sorted(nobody)}")
        else:
            as_claimed += 1
    print(f"as claimed: {as_claimed} of {len(files)}")


if __name__ == "__main__":
    main()
