#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a project of many small units, some of them bad; tells what became of them.

    many_units.py make FOLDER --count N [--bad N] [-- compiler arguments]
    many_units.py tell REPORT.json

`make` writes COUNT units and their compile database. BAD of them crash the compiler,
as many never end, and as many do not compile; what a unit does is its name. Every
other unit has a finding of its own, and one in a header that all share. `tell` reads
what `check --format=json` says, and counts units by name and status.
"""

import argparse
import collections
import json
import os
import pathlib
import sys

HEADER = """\
#ifndef SHARED_H
#define SHARED_H
#include <shared_mutex>
class Table {
  int Rows = 0;
  mutable std::shared_mutex Mutex;

public:
  int size() const {
    std::shared_lock<std::shared_mutex> Lock(Mutex);
    return Rows;
  }
  bool emptyBad() const {
    std::shared_lock<std::shared_mutex> Lock(Mutex);
    return size() == 0;
  }
};
#endif
"""

GOOD = """\
#include "shared.h"
class Pool{n} {{
  mutable std::shared_mutex Mutex;
  int Free = 0;

public:
  int free() const {{
    std::shared_lock<std::shared_mutex> Lock(Mutex);
    return Free;
  }}
  bool emptyBad() const {{
    std::shared_lock<std::shared_mutex> Lock(Mutex);
    return free() == 0;
  }}
}};
bool use{n}(const Table &T, const Pool{n} &P) {{ return T.emptyBad() || P.emptyBad(); }}
"""

CRASHES = ["#pragma clang __debug crash\n", "#pragma clang __debug llvm_fatal_error\n"]


def make(folder, count, bad, arguments):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "shared.h").write_text(HEADER)
    # The bad ones are spread over the whole.
    kinds = ["good"] * count
    for i, kind in enumerate(["crash", "hang", "broken"] * bad):
        kinds[i * count // (3 * bad)] = kind
    database = []
    for n, kind in enumerate(kinds):
        name = f"{kind}-{n}.cpp"
        if kind == "good":
            text = GOOD.format(n=n)
        elif kind == "crash":
            text = CRASHES[kinds[:n].count(kind) % len(CRASHES)]
        elif kind == "hang":
            # Nobody writes into it: whoever opens it to read waits.
            pipe = folder / f"hang-{n}.h"
            if not pipe.exists():
                os.mkfifo(pipe)
            text = f'#include "{pipe.name}"\n'
        else:
            text = f"int broken{n}() {{ missing(); return 0; }}\n"
        (folder / name).write_text(text)
        command = ["c++", "-std=c++17", *arguments, "-c", name]
        database.append({"directory": str(folder), "file": name, "arguments": command})
    (folder / "compile_commands.json").write_text(json.dumps(database, indent=1))


def tell(report):
    document = json.loads(report.read_text(encoding="utf-8"))
    counts = collections.Counter()
    for unit in document["units"]:
        kind = os.path.basename(unit["file"]).split("-")[0]
        counts[f"{kind} units are {unit['status']}"] += 1
    for what, number in sorted(counts.items()):
        print(number, what)
    files = collections.Counter(
        os.path.basename(finding["place"]["file"]).split("-")[0] for finding in document["findings"]
    )
    for what, number in sorted(files.items()):
        print(number, "findings in", what)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    maker = commands.add_parser("make")
    maker.add_argument("folder", type=pathlib.Path)
    maker.add_argument("--count", type=int, required=True)
    maker.add_argument("--bad", type=int, default=5)
    teller = commands.add_parser("tell")
    teller.add_argument("report", type=pathlib.Path)
    words = sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    args = parser.parse_args(words[:end])
    if args.command == "make":
        make(args.folder.resolve(), args.count, args.bad, words[end + 1 :])
    else:
        tell(args.report)


if __name__ == "__main__":
    main()
