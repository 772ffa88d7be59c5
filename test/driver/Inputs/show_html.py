#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shows what a report in HTML says, a line each, and fails if its parts do not fit: FILE.

Every place has to be in a piece of source that the page carries, at a column that the
line has. The page must load nothing, and end what it begins.
"""

import html.parser
import json
import sys

EMPTY = {"meta", "input"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []
        self.findings = []
        self.places = []
        self.texts = {}
        self.outside = []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        for name in ("src", "href"):
            if name in attributes:
                self.outside.append(attributes[name])
        if "data-file" in attributes:
            self.places.append(attributes)
        if "data-check" in attributes:
            self.findings.append((attributes, []))
        elif "data-file" in attributes:
            self.findings[-1][1].append("")
        if tag not in EMPTY:
            self.open.append((tag, attributes))

    def handle_endtag(self, tag):
        begun, _ = self.open.pop()
        assert begun == tag, f"{tag} ends {begun}"

    def handle_data(self, text):
        if not self.open:
            return
        tag, attributes = self.open[-1]
        if attributes.get("id") == "sources":
            self.texts["sources"] = self.texts.get("sources", "") + text
        elif tag == "h3":
            self.findings[-1][0]["title"] = self.findings[-1][0].get("title", "") + text
        elif attributes.get("class") == "message":
            self.findings[-1][1][-1] += text
        elif tag in ("h1", "p", "noscript") and text.strip() and "hidden" not in attributes:
            print(text.strip())


page = Page()
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    page.feed(file.read())
page.close()
assert not page.open, page.open
assert not page.outside, page.outside
sources = json.loads(page.texts["sources"])


def shown(place):
    file = sources[int(place["data-file"])]
    if "data-line" not in place:
        return f"{file['name']}: gone"
    number, column = int(place["data-line"]), int(place["data-column"])
    for chunk in file["chunks"]:
        if chunk["first"] <= number < chunk["first"] + len(chunk["lines"]):
            # JavaScript counts in UTF-16.
            line = chunk["lines"][number - chunk["first"]].encode("utf-16-le")
            assert 2 * column <= len(line), (place, line)
            return f"{file['name']}:{number}: {line[2 * column:].decode('utf-16-le')}"
    raise AssertionError(f"{place} is in no chunk")


for finding, steps in page.findings:
    silenced = " silenced" if "silenced" in finding["class"] else ""
    print(f"{finding['data-confidence']}{silenced}: {finding['title']}")
    print(f"  ! {shown(finding)}")
    places = page.places[page.places.index(finding) + 1 :]
    for text, place in zip(steps, places):
        print(f"  {text}")
        print(f"    {shown(place)}")
for file in sources:
    lines = [len(chunk["lines"]) for chunk in file["chunks"]]
    unreadable = "" if file["readable"] else ", unreadable"
    print(f"{file['name']}: {len(lines)} pieces, {sum(lines)} lines{unreadable}")
