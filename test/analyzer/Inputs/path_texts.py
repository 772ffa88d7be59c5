# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints the texts of the one report in a file of clang's analyzer, in the order of its
path: path_texts.py FILE, where the file is a .plist, .sarif or .html."""

import html
import json
import plistlib
import re
import sys


def of_plist(data):
    (report,) = plistlib.loads(data)["diagnostics"]
    yield from (note["message"] for note in report.get("notes", []))
    yield from (piece["message"] for piece in report["path"] if piece["kind"] == "event")


def of_sarif(data):
    (result,) = json.loads(data)["runs"][0]["results"]
    for flow in result["codeFlows"]:
        for thread in flow["threadFlows"]:
            for place in thread["locations"]:
                yield place["location"]["message"]["text"]


def of_html(data):
    # Each message is a box of its own below its line; the number of a box on the path is
    # in its name and in front of its text, between arrows to the other boxes.
    boxes = re.findall(
        r'<div id="(Note|Path|End)(Path|\d+)" class="msg(.*?)(?=<div id="(?:Note|Path|End)|</td></tr>\s*<tr class="codeline|</table>\s*</body)',
        data.decode("utf-8"),
        re.DOTALL,
    )
    order = {"Note": 0, "Path": 1, "End": 2}
    for kind, number, text in sorted(
        boxes, key=lambda box: (order[box[0]], int(box[1]) if box[1].isdigit() else 0)
    ):
        text = html.unescape(re.sub(r"<[^>]*>", " ", text.partition(">")[2]))
        yield re.sub(r"^[\s\d\u2190\u2192]+|[\s\u2190\u2192]+$", "", text)


with open(sys.argv[1], "rb") as file:
    content = file.read()
texts = {"plist": of_plist, "sarif": of_sarif, "html": of_html}[sys.argv[1].rpartition(".")[2]]
for text in texts(content):
    print(" ".join(text.split()))
