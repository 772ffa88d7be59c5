#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks reports for what GitHub Actions and GitLab document to read.

    check_services.py github FILE    workflow commands; prints what they say, decoded
    check_services.py gitlab FILE    a code quality report
"""

import json
import re
import sys

COMMAND = re.compile(r"::(notice|warning|error) ([^:]*)::(.*)")
SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def decoded(text, is_property):
    pairs = [("%0D", "\r"), ("%0A", "\n")]
    if is_property:
        pairs += [("%3A", ":"), ("%2C", ",")]
    for code, character in pairs:
        text = text.replace(code, character)
    return text.replace("%25", "%")


def check_github(text):
    for line in text.split("\n")[:-1]:
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(each.split("=", 1) for each in match[2].split(","))
        assert set(properties) == {"file", "line", "col", "title"}, line
        assert int(properties["line"]) > 0 and int(properties["col"]) > 0, line
        assert properties["file"] and not properties["file"].startswith(("./", "/")), line
        assert match[3], line
        for name, value in properties.items():
            print(f"{name}: {decoded(value, True)}")
        print(decoded(match[3], False))


def check_gitlab(text):
    # A byte order mark is not read.
    assert text.startswith("["), text[:10]
    issues = json.loads(text)
    assert isinstance(issues, list)
    fingerprints = set()
    for issue in issues:
        for name in ("description", "check_name", "fingerprint"):
            assert isinstance(issue[name], str) and issue[name], issue
        assert issue["severity"] in SEVERITIES, issue
        location = issue["location"]
        assert location["path"] and not location["path"].startswith(("./", "/")), issue
        begin = location["lines"]["begin"]
        assert isinstance(begin, int) and begin > 0, issue
        assert issue["fingerprint"] not in fingerprints, "GitLab shows one of these only"
        fingerprints.add(issue["fingerprint"])
    print(len(issues), "issues")


with open(sys.argv[2], encoding="utf-8", newline="") as file:
    {"github": check_github, "gitlab": check_gitlab}[sys.argv[1]](file.read())
