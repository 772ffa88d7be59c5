#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Looks at what a Dockerfile names: DOCKERFILE SOURCE_ROOT NAME=VALUE...

The values are those of its arguments. What it copies from the sources has to be there,
programs of the sources that it runs as well, and apt has to know the packages."""

import pathlib
import re
import shlex
import subprocess
import sys

file, root = map(pathlib.Path, sys.argv[1:3])
text = file.read_text().replace("\\\n", " ")
for name, value in (each.split("=", 1) for each in sys.argv[3:]):
    text = text.replace(f"${name}", value)
wrong = 0
for line in text.splitlines():
    word, _, rest = line.partition(" ")
    if word == "COPY" and not rest.startswith("--from"):
        for source in rest.split()[:-1]:
            print("copies", source)
            wrong += not (root / source).exists()
    if word != "RUN":
        continue
    for command in rest.split("&&"):
        words = shlex.split(command)
        if words[0].startswith("tools/"):
            print("runs", words[0])
            wrong += not (root / words[0]).is_file()
        if words[:2] == ["apt-get", "install"]:
            for package in words[2:]:
                if package.startswith(("-", "/")):
                    continue
                policy = subprocess.run(
                    ["apt-cache", "policy", package], stdout=subprocess.PIPE, encoding="utf-8"
                ).stdout
                known = re.search(r"Candidate: \d", policy)
                print("installs", package, "" if known else "which is not known")
                wrong += not known
print(wrong, "wrong")
sys.exit(wrong != 0)
