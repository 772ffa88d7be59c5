#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the catalogue with what the hosts print: SOURCE_ROOT FOLDER UNWEDGE.

FOLDER has tidy.yaml (clang-tidy --dump-config), checkers and options (clang's help on
the analyzer), and explain (unwedge explain). The program UNWEDGE lists no options of
checks; each of the catalogue is tried on it.
"""

import pathlib
import re
import subprocess
import sys

import yaml

root, folder, unwedge = map(pathlib.Path, sys.argv[1:])
sys.path.insert(0, str(root / "tools"))
import generate_catalogue  # noqa: E402

catalogue = generate_catalogue.read_catalogue(root)
wrong = False


def compare(host, known, told):
    global wrong
    for line in sorted(known ^ told, key=lambda each: (each[0:3], each not in known)):
        wrong = True
        print(f"only {'the catalogue' if line in known else host} knows:", *line)


def of_host(host):
    for check in catalogue["checks"]:
        for option in check["options"]:
            if host in option["hosts"]:
                yield check, option


def entries(text):
    """The entries of clang's help: a name and a text, which may go on below."""
    pattern = re.compile(r"^  (unwedge\.\S+)\s+(.*(?:\n {10,}.*)*)", re.MULTILINE)
    return [(name, " ".join(rest.split())) for name, rest in pattern.findall(text)]


# clang-tidy writes options as a map, or as a list of keys and values.
options = yaml.safe_load((folder / "tidy.yaml").read_text())["CheckOptions"]
if isinstance(options, list):
    options = {entry["key"]: entry["value"] for entry in options}
told = {
    ("clang-tidy", *name.split("."), repr(str(value)))
    for name, value in options.items()
    if name.startswith("unwedge-")
}
known = set()
for check, option in of_host("clang-tidy"):
    default = str(option["default"])
    if option["type"] == "flag":
        default = default.lower()
    known.add(("clang-tidy", check["name"], option["name"], repr(default)))
compare("clang-tidy", known, told)
print(f"clang-tidy: {len({line[1] for line in told})} checks, {len(told)} options")

checkers = entries((folder / "checkers").read_text())
compare(
    "analyzer",
    {
        ("analyzer", check["checker"], "", check["summary"].rstrip("."))
        for check in catalogue["checks"]
    },
    {("analyzer", name, "", text) for name, text in checkers},
)
told = {
    ("analyzer", *name.split(":"), text)
    for name, text in entries((folder / "options").read_text())
}
known = set()
for check, option in of_host("analyzer"):
    kind, name, default, text = generate_catalogue.analyzer_option(option)
    default = default or '""'
    known.add(("analyzer", check["checker"], name, f"({kind}) {text} (default: {default})"))
compare("analyzer", known, told)
print(f"analyzer: {len(checkers)} checks, {len(told)} options")

lines = (folder / "explain").read_text().splitlines()
told = {
    ("explain", name, "", text.strip())
    for name, text in zip(lines[::2], lines[1::2])
    if name != "exit-codes"
}
known = {("explain", check["name"], "", check["summary"]) for check in catalogue["checks"]}
compare("unwedge explain", known, told)
print(f"unwedge explain: {len(told)} checks")
known = {
    ("unwedge check", check["name"], option["name"]) for check, option in of_host("unwedge")
}
told = set()
for check in catalogue["checks"]:
    for option in check["options"]:
        # It is read before the database is looked for.
        tried = f"--option={check['name']}.{option['name']}={str(option['default']).lower()}"
        errors = subprocess.run(
            [unwedge, "check", "-p", folder / "nowhere", tried],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ).stderr
        if "there is no such option" not in errors:
            told.add(("unwedge check", check["name"], option["name"]))
compare("unwedge check", known, told)
print(f"unwedge check: {len(told)} options")
sys.exit(wrong)
