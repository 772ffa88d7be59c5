#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares what `unwedge dump` has written of two objects.

    same_summary.py [--but-columns] A B

The hashes of texts are left out: preprocessed text is not the file's. All else has to
be the same, the identity among it; with --but-columns neither that nor columns.
"""

import argparse
import json
import re
import sys

COLUMN = re.compile(r":\d+:\d+$")




def compared(value, with_columns):
    if isinstance(value, list):
        return [compared(item, with_columns) for item in value]
    if isinstance(value, dict):
        left_out = {"hash"} if with_columns else {"hash", "identity"}
        return {
            key: compared(item, with_columns)
            for key, item in value.items()
            if key not in left_out
        }
    if isinstance(value, str) and not with_columns:
        return COLUMN.sub(lambda m: m[0].rsplit(":", 1)[0], value)
    return value


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--but-columns", action="store_true")
parser.add_argument("files", nargs=2)
args = parser.parse_args()
summaries = []
for path in args.files:
    with open(path, encoding="utf-8") as file:
        summaries.append(compared(json.load(file), not args.but_columns))
first, second = summaries
for one, other in zip(first, second):
    for key in {**one, **other}:
        if one.get(key) != other.get(key):
            print(f"{key}: {one.get(key)}\nagainst {other.get(key)}")
sys.exit(first != second or not first)
