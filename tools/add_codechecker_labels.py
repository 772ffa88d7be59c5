#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Adds the labels of unwedge's checks to those of a CodeChecker.

    add_codechecker_labels.py [--site=ADDRESS] CODECHECKER/config/labels

CodeChecker reads one file of labels for each analyzer; a second file for the same
analyzer would take the place of the first. So ours go into its own. What is there of
unwedge is replaced, everything else stays. ADDRESS is where the site of unwedge's
docs is to be seen, with a slash at the end.
"""

import argparse
import json
import pathlib
import sys

LABELS = pathlib.Path(__file__).resolve().parent.parent / "integrations" / "codechecker"


def page(name):
    """Of a check of clang-tidy, or a checker of the analyzer."""
    words = "".join(f"-{c.lower()}" if c.isupper() else c for c in name.replace(".", ""))
    return f"docs/checks/{words}.html"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--site")
    parser.add_argument("labels", type=pathlib.Path)
    args = parser.parse_args()
    for ours in sorted(LABELS.glob("*.json")):
        path = args.labels / "analyzers" / ours.name
        try:
            theirs = json.loads(path.read_text(encoding="utf-8"))
            labels = theirs["labels"]
        except (OSError, ValueError, TypeError, KeyError) as error:
            print(f"{path}: no labels of CodeChecker: {error}", file=sys.stderr)
            return 1
        for name in [each for each in labels if each.startswith(("unwedge-", "unwedge."))]:
            del labels[name]
        for name, added in json.loads(ours.read_text(encoding="utf-8"))["labels"].items():
            if args.site:
                added = [each for each in added if not each.startswith("doc_url:")]
                added.insert(0, f"doc_url:{args.site}{page(name)}")
            labels[name] = added
        theirs["labels"] = dict(sorted(labels.items()))
        path.write_text(json.dumps(theirs, indent=2) + "\n", encoding="utf-8")
        print(f"{path}: labels of unwedge added")
    return 0


if __name__ == "__main__":
    sys.exit(main())
