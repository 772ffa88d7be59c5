#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures what the checkers of unwedge cost in `clang --analyze`.

    compare_analyzer.py -p build [-p build ...] --units FILE [options]

Every unit is compiled in four ways, with the arguments of its compile command:

    parse    -fsyntax-only
    ours     --analyze with the checkers of unwedge and no others
    default  --analyze with clang's default checkers
    both     --analyze with clang's default checkers and those of unwedge

The ways take turns (A B C D, D C B A, ...), so that whatever else the machine does
falls on all alike. Measured are the CPU time, user plus system, of the whole
process and its peak resident memory; the smallest value of all rounds counts. A
unit is run until the two smallest times of `parse`, and of `ours`, are within
--settled of each other, but at least --rounds and at most --max-rounds times.
`default` and `both` take much longer, and are run --default-rounds times at most.

The exit code is 0 if every unit was measured, 1 if some were not.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import statistics
import sys

from compare_cost import ROOT, Cost, NotMeasured, is_settled, read_units, run_once

sys.path.insert(0, str(ROOT / "tools"))
# pylint: disable=wrong-import-position
from compile_commands import compiler_arguments, read_databases

WAYS = ("parse", "ours", "default", "both")


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
        "--checkers", default="unwedge", help="checkers to measure (default: %(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--max-rounds", type=int, default=8, help="default: %(default)s")
    parser.add_argument("--default-rounds", type=int, default=2, help="default: %(default)s")
    parser.add_argument(
        "--settled",
        type=float,
        default=0.02,
        help="how close the two smallest times have to be, as a share (default: %(default)s)",
    )
    parser.add_argument("--clang", default="clang++-22", help="default: %(default)s")
    parser.add_argument(
        "--plugin",
        type=pathlib.Path,
        default=ROOT / "build" / "llvm-22" / "lib" / "unwedge-analyzer.so",
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
    return args


def options_of(args, way):
    if way == "parse":
        return ["-fsyntax-only"]
    options = ["--analyze", "-Xclang", "-analyzer-output=text"]
    if way == "ours":
        options.append("--analyzer-no-default-checks")
    if way != "default":
        options += [f"-fplugin={args.plugin}", "-Xclang", f"-analyzer-checker={args.checkers}"]
    return options


def measure(args, unit, entry, way):
    # Parsing without warnings, as analysing is, so that it is the same work.
    command = [args.clang, *compiler_arguments(entry), "-w", *options_of(args, way)]
    code, cost, text = run_once(command, entry["directory"])
    if code != 0 or "unwedge: warning" in text:
        raise NotMeasured(f"{unit}: {way}: exit code {code}: {text.strip()[:300]}")
    return cost


@dataclasses.dataclass
class Row:
    unit: str
    costs: dict
    rounds: int
    settled: bool

    def cpu(self, way, to):
        return self.costs[way].cpu / self.costs[to].cpu

    def peak(self, way, to):
        return self.costs[way].peak / self.costs[to].peak


def measure_unit(args, unit, entry):
    costs = {way: [] for way in WAYS}
    for number in range(max(args.rounds, args.max_rounds)):
        ways = [way for way in WAYS if number < args.default_rounds or way in ("parse", "ours")]
        for way in ways if number % 2 == 0 else reversed(ways):
            costs[way].append(measure(args, unit, entry, way))
        settled = number > 0 and all(
            is_settled([cost.cpu for cost in costs[way]], args.settled) for way in ("parse", "ours")
        )
        if number + 1 >= args.rounds and settled:
            break
    best = {
        way: Cost(min(cost.cpu for cost in of), min(cost.peak for cost in of))
        for way, of in costs.items()
        if of
    }
    return Row(unit, best, number + 1, settled)


def summarize(rows, way, to, what):
    ratios = {row.unit: row.cpu(way, to) for row in rows}
    total = sum(r.costs[way].cpu for r in rows) / sum(r.costs[to].cpu for r in rows)
    worst = max(ratios, key=ratios.get)
    peaks = [row.peak(way, to) for row in rows]
    print(
        f"{what}: CPU time: median {statistics.median(ratios.values()):.3f}, all units together "
        f"{total:.3f}, worst {ratios[worst]:.3f} ({os.path.basename(worst)}); "
        f"peak memory: median {statistics.median(peaks):.3f}, worst {max(peaks):.3f}"
    )


def main():
    args = parse_arguments()
    try:
        commands = read_databases(args.builds)
    except OSError as failure:
        sys.exit(f"cannot read a compile database: {failure}")
    rows, failures = [], 0
    ways = WAYS if args.default_rounds > 0 else WAYS[:2]
    print(" ".join(f"{way:>8}" for way in ways) + " ours/parse  peak rounds  unit")
    for unit in args.units:
        try:
            if unit not in commands:
                raise NotMeasured(f"{unit}: not in the compile databases")
            row = measure_unit(args, unit, commands[unit])
        except NotMeasured as failure:
            failures += 1
            print(f"not measured: {failure}", flush=True)
            continue
        rows.append(row)
        print(
            " ".join(f"{row.costs[way].cpu:8.2f}" for way in ways)
            + f" {row.cpu('ours', 'parse'):10.3f} {row.peak('ours', 'parse'):5.3f}"
            + f" {row.rounds:5}{' ' if row.settled else '?'}  {os.path.basename(unit)}",
            flush=True,
        )
    if not rows:
        print("nothing was measured")
        return 1
    print(
        f"units: {len(rows)} measured, {failures} not; "
        f"{sum(not row.settled for row in rows)} not settled"
    )
    summarize(rows, "ours", "parse", "only ours to parsing")
    if args.default_rounds > 0:
        summarize(rows, "default", "ours", "default checkers to only ours")
        summarize(rows, "both", "default", "default checkers and ours to default checkers")
    if args.json:
        args.json.write_text(
            json.dumps([dataclasses.asdict(row) for row in rows], indent=2) + "\n"
        )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
