#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures what the compiler plugin adds to a build: CPU time and the size of objects.

    compare_compile.py -p build [-p build ...] --units FILE [options]

Every unit is compiled to an object file with the arguments of its compile command, once
as they are and once with the plugin. The two take turns (A B, B A, A B, ...), so that
whatever else the machine does falls on both alike. Measured are the CPU time, user plus
system, of the whole process and its peak resident memory; the smallest value of all
rounds counts. A unit is run until the two smallest times of either side are within
--settled of each other, but at least --rounds and at most --max-rounds times.

The two objects of each unit are compared, too: but for the plugin's section they have
to be the same. With --compare-only that is all that is done, in one round.

The exit code is 0 if every unit was measured and its objects are the same, else 1.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

from compare_cost import ROOT, Cost, NotMeasured, is_settled, read_units, run_once

sys.path.insert(0, str(ROOT / "tools"))
# pylint: disable=wrong-import-position
from compile_commands import compiler_arguments, read_databases

WAYS = ("without", "with")


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "-p",
        dest="builds",
        type=pathlib.Path,
        action="append",
        required=True,
        help="directory of a compile database; may be given several times",
    )
    parser.add_argument(
        "--units", type=pathlib.Path, required=True, help="file with the units, one path a line"
    )
    parser.add_argument(
        "--plugin-arg",
        action="append",
        default=[],
        help="an argument for the plugin, without -fplugin-arg-unwedge-; may be repeated",
    )
    parser.add_argument(
        "--extra-arg",
        action="append",
        default=[],
        help="an argument for both, such as --extra-arg=-O2; may be repeated",
    )
    parser.add_argument("--compare-only", action="store_true", help="measure nothing")
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--max-rounds", type=int, default=8, help="default: %(default)s")
    parser.add_argument(
        "--settled",
        type=float,
        default=0.02,
        help="how close the two smallest times have to be, as a share (default: %(default)s)",
    )
    parser.add_argument("--clang", default="clang++-22", help="default: %(default)s")
    parser.add_argument("--objcopy", default="llvm-objcopy-22", help="default: %(default)s")
    parser.add_argument(
        "--plugin",
        type=pathlib.Path,
        default=ROOT / "build" / "llvm-22" / "lib" / "unwedge-compiler.so",
        help="default: %(default)s",
    )
    parser.add_argument("--json", type=pathlib.Path, help="write the results to this file too")
    args = parser.parse_args()
    if not args.plugin.is_file():
        parser.error(f"no such plugin: {args.plugin}")
    args.plugin = args.plugin.resolve()
    args.units = read_units(args.units)
    if not args.units or args.rounds < 1:
        parser.error("there is nothing to measure")
    if args.compare_only:
        args.rounds = args.max_rounds = 1
    return args


@dataclasses.dataclass
class Row:
    unit: str
    costs: dict
    sizes: dict
    same: bool
    rounds: int
    settled: bool

    @property
    def cpu_ratio(self):
        return self.costs["with"].cpu / self.costs["without"].cpu

    @property
    def size_ratio(self):
        return self.sizes["with"] / self.sizes["without"]


def compile_once(args, unit, entry, way, output):
    # Both write a file of one name, which may end up in it.
    command = [args.clang, *compiler_arguments(entry), "-Wno-error", *args.extra_arg]
    if way == "with":
        command.append(f"-fplugin={args.plugin}")
        command += [f"-fplugin-arg-unwedge-{word}" for word in args.plugin_arg]
    code, cost, text = run_once([*command, "-c", "-o", output], entry["directory"])
    if code != 0:
        raise NotMeasured(f"{unit}: {way}: exit code {code}: {text.strip()[:300]}")
    return cost


def is_same_code(args, objects):
    contents = []
    for way in WAYS:
        stripped = objects[way] + ".stripped"
        subprocess.check_call(
            [args.objcopy, "--remove-section=.unwedge", objects[way], stripped]
        )
        contents.append(pathlib.Path(stripped).read_bytes())
    return contents[0] == contents[1]


def measure_unit(args, unit, entry, scratch):
    costs = {way: [] for way in WAYS}
    objects = {way: os.path.join(scratch, way + ".o") for way in WAYS}
    output = os.path.join(scratch, "unit.o")
    for number in range(max(args.rounds, args.max_rounds)):
        for way in WAYS if number % 2 == 0 else reversed(WAYS):
            costs[way].append(compile_once(args, unit, entry, way, output))
            os.replace(output, objects[way])
        settled = number > 0 and all(
            is_settled([cost.cpu for cost in costs[way]], args.settled) for way in WAYS
        )
        if number + 1 >= args.rounds and settled:
            break
    best = {
        way: Cost(min(cost.cpu for cost in of), min(cost.peak for cost in of))
        for way, of in costs.items()
    }
    sizes = {way: os.path.getsize(objects[way]) for way in WAYS}
    return Row(unit, best, sizes, is_same_code(args, objects), number + 1, settled)


def main():
    args = parse_arguments()
    try:
        commands = read_databases(args.builds)
    except OSError as failure:
        sys.exit(f"cannot read a compile database: {failure}")
    rows, failures = [], 0
    print(f"{'CPU s':>8} {'with':>8} {'ratio':>7} {'KiB':>8} {'ratio':>7} rounds  unit")
    for unit in args.units:
        try:
            if unit not in commands:
                raise NotMeasured(f"{unit}: not in the compile databases")
            with tempfile.TemporaryDirectory(prefix="compare_compile.") as scratch:
                row = measure_unit(args, unit, commands[unit], scratch)
        except NotMeasured as failure:
            failures += 1
            print(f"not measured: {failure}", flush=True)
            continue
        rows.append(row)
        print(
            f"{row.costs['without'].cpu:8.2f} {row.costs['with'].cpu:8.2f} {row.cpu_ratio:7.3f} "
            f"{row.sizes['without'] / 1024:8.0f} {row.size_ratio:7.3f} "
            f"{row.rounds:5}{' ' if row.settled else '?'}  {os.path.basename(unit)}"
            + ("" if row.same else "  CODE DIFFERS"),
            flush=True,
        )
    if not rows:
        print("nothing was measured")
        return 1
    different = sum(not row.same for row in rows)
    print(
        f"units: {len(rows)} measured, {failures} not; "
        f"{sum(not row.settled for row in rows)} not settled"
    )
    print(f"objects that differ in more than the section: {different}")
    if not args.compare_only:
        worst = max(rows, key=lambda row: row.cpu_ratio)
        total = sum(r.costs["with"].cpu for r in rows) / sum(r.costs["without"].cpu for r in rows)
        peaks = [row.costs["with"].peak / row.costs["without"].peak for row in rows]
        print(
            f"CPU time: median {statistics.median(row.cpu_ratio for row in rows):.3f}, all units "
            f"together {total:.3f}, worst {worst.cpu_ratio:.3f} ({os.path.basename(worst.unit)})"
        )
        print(f"peak memory: median {statistics.median(peaks):.3f}, worst {max(peaks):.3f}")
    worst = max(rows, key=lambda row: row.size_ratio)
    total = sum(r.sizes["with"] for r in rows) / sum(r.sizes["without"] for r in rows)
    print(
        f"object size: median {statistics.median(row.size_ratio for row in rows):.3f}, all units "
        f"together {total:.3f}, worst {worst.size_ratio:.3f} ({os.path.basename(worst.unit)})"
    )
    if args.json:
        args.json.write_text(
            json.dumps([dataclasses.asdict(row) for row in rows], indent=2) + "\n"
        )
    return 1 if failures or different else 0


if __name__ == "__main__":
    sys.exit(main())
