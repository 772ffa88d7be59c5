#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures what unwedge costs, as a ratio to clang-tidy with a check that does nothing.

    compare_cost.py -p build --units FILE [options]

For every unit clang-tidy is run with the baseline, and with the checks of
unwedge. The two take turns (A B, B A, A B, ...), so that whatever else the
machine does falls on both alike. Measured are the CPU time, user plus system, of
the whole process and its peak resident memory. For each unit the smallest CPU
time and the smallest peak of all rounds count: noise only ever adds.

A unit is run until the two smallest times of either side are within --settled of
each other, but at least --rounds and at most --max-rounds times. The rule looks
at each side alone, not at the ratio, so it cannot favour either.

With --profile each unit is run once, and what clang-tidy's own profile ascribes
to the checks is compared with the rest of that run. That does not depend on how
fast the machine happens to be.

The exit code is 0 if every unit was measured, 1 if some were not.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROFILE_TOTAL = re.compile(r"^ +[\d.]+ \(100\.0%\).* Total$", re.MULTILINE)
PROFILE_TIME = re.compile(r"([\d.]+) \(")


@dataclasses.dataclass
class Cost:
    cpu: float
    peak: int  # KiB


@dataclasses.dataclass
class Row:
    unit: str
    baseline: Cost
    ours: Cost
    rounds: int
    settled: bool

    @property
    def cpu_ratio(self):
        return self.ours.cpu / self.baseline.cpu

    @property
    def peak_ratio(self):
        return self.ours.peak / self.baseline.peak


class NotMeasured(Exception):
    """A unit that clang-tidy could not analyse."""


def read_units(file):
    """The units that a file names, one path a line; `#` begins a comment."""
    lines = (line.split("#")[0].strip() for line in file.read_text().splitlines())
    return [os.path.abspath(line) for line in lines if line]


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "-p", dest="build", required=True, help="directory of the compile database"
    )
    parser.add_argument(
        "--units", type=pathlib.Path, required=True, help="file with the units, one path a line"
    )
    parser.add_argument(
        "--checks", default="unwedge-*", help="checks to measure together (default: %(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--max-rounds", type=int, default=12, help="default: %(default)s")
    parser.add_argument(
        "--settled",
        type=float,
        default=0.02,
        help="how close the two smallest times have to be, as a share (default: %(default)s)",
    )
    parser.add_argument("--clang-tidy", default="clang-tidy-22", help="default: %(default)s")
    parser.add_argument(
        "--module",
        type=pathlib.Path,
        default=ROOT / "build" / "llvm-22" / "lib" / "unwedge-tidy.so",
        help="default: %(default)s",
    )
    parser.add_argument(
        "--baseline",
        default="darwin-avoid-spinlock",
        help="the check that does nothing (default: %(default)s)",
    )
    parser.add_argument("--json", type=pathlib.Path, help="write the results to this file too")
    parser.add_argument(
        "--profile", action="store_true", help="run once, and compare the checks with the rest"
    )
    args = parser.parse_args()
    if not args.module.is_file():
        parser.error(f"no such module: {args.module}")
    args.units = read_units(args.units)
    if not args.units or args.rounds < 1:
        parser.error("there is nothing to measure")
    return args


def command_for(args, unit, check, *options):
    # The module is loaded both times: what is measured is the check.
    return [
        args.clang_tidy,
        f"--load={args.module}",
        "--quiet",
        f"--checks=-*,{check}",
        "--config={}",
        *options,
        "-p",
        args.build,
        unit,
    ]


def run_once(command, directory=None):
    """Runs a command once; its own CPU time and peak come from wait4."""
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        process = subprocess.Popen(
            command,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    return process.returncode, Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss), text


def run_clang_tidy(args, unit, check, *options):
    code, cost, text = run_once(command_for(args, unit, check, *options))
    if code != 0 or "load request ignored" in text:
        raise NotMeasured(f"{unit}: exit code {code}: {text.strip()[:300]}")
    return cost, text


def measure(args, unit, check):
    return run_clang_tidy(args, unit, check)[0]


def is_settled(times, share):
    first, second = sorted(times)[:2]
    return second <= first * (1 + share)


def measure_unit(args, unit):
    costs = {args.baseline: [], args.checks: []}
    for number in range(max(args.rounds, args.max_rounds)):
        checks = [args.baseline, args.checks]
        for check in checks if number % 2 == 0 else reversed(checks):
            costs[check].append(measure(args, unit, check))
        if (
            number + 1 >= max(args.rounds, 2)
            and all(is_settled([c.cpu for c in side], args.settled) for side in costs.values())
        ):
            break

    def best(check):
        return Cost(min(c.cpu for c in costs[check]), min(c.peak for c in costs[check]))

    settled = all(is_settled([c.cpu for c in side], args.settled) for side in costs.values())
    return Row(unit, best(args.baseline), best(args.checks), number + 1, settled)


def profiled(args, unit, check):
    """The seconds that clang-tidy itself ascribes to the checks, and those of the run."""
    cost, text = run_clang_tidy(args, unit, check, "--enable-check-profile")
    match = PROFILE_TOTAL.search(text)
    if not match:
        raise NotMeasured(f"{unit}: clang-tidy printed no profile")
    # User, system, both, wall; some are left out where they are zero.
    times = [float(time) for time in PROFILE_TIME.findall(match[0])]
    return times[2] if len(times) == 4 else times[0], cost.cpu


def profile_units(args):
    ratios, own, rest, failures = {}, 0.0, 0.0, 0
    print(f"{'CPU s':>8} {'checks':>8} {'ratio':>7}  unit")
    for unit in args.units:
        try:
            ours, cpu = profiled(args, unit, args.checks)
        except NotMeasured as failure:
            failures += 1
            print(f"not measured: {failure}", flush=True)
            continue
        own, rest = own + ours, rest + cpu - ours
        ratios[unit] = cpu / (cpu - ours)
        print(f"{cpu:8.2f} {ours:8.3f} {ratios[unit]:7.3f}  {os.path.basename(unit)}", flush=True)
    if not ratios:
        print("nothing was measured")
        return 1
    worst = max(ratios, key=ratios.get)
    print(f"checks: {args.checks}; units: {len(ratios)} profiled, {failures} not")
    print(
        f"CPU time by profile: median {statistics.median(ratios.values()):.3f}, "
        f"all units together {1 + own / rest:.3f}, "
        f"worst {ratios[worst]:.3f} ({os.path.basename(worst)})"
    )
    return 1 if failures else 0


def main():
    args = parse_arguments()
    if args.profile:
        return profile_units(args)
    rows, failures = [], 0
    print(f"{'CPU s':>8} {'with':>8} {'ratio':>7} {'MiB':>7} {'with':>7} {'ratio':>7} rounds  unit")
    for unit in args.units:
        try:
            row = measure_unit(args, unit)
        except NotMeasured as failure:
            failures += 1
            print(f"not measured: {failure}", flush=True)
            continue
        rows.append(row)
        print(
            f"{row.baseline.cpu:8.2f} {row.ours.cpu:8.2f} {row.cpu_ratio:7.3f} "
            f"{row.baseline.peak / 1024:7.0f} {row.ours.peak / 1024:7.0f} "
            f"{row.peak_ratio:7.3f} {row.rounds:5}{' ' if row.settled else '?'}  {os.path.basename(unit)}",
            flush=True,
        )
    if not rows:
        print("nothing was measured")
        return 1
    cpu = [row.cpu_ratio for row in rows]
    peak = [row.peak_ratio for row in rows]
    total = sum(r.ours.cpu for r in rows) / sum(r.baseline.cpu for r in rows)
    worst = max(rows, key=lambda row: row.cpu_ratio)
    first = rows[0]
    share = profiled(args, first.unit, args.baseline)[0] / first.baseline.cpu
    unsettled = sum(not row.settled for row in rows)
    print(
        f"checks: {args.checks}; units: {len(rows)} measured, {failures} not; "
        f"{unsettled} not settled after {args.max_rounds} rounds"
    )
    print(
        f"CPU time: median {statistics.median(cpu):.3f}, all units together {total:.3f}, "
        f"worst {max(cpu):.3f} ({os.path.basename(worst.unit)})"
    )
    print(f"peak memory: median {statistics.median(peak):.3f}, worst {max(peak):.3f}")
    print(f"baseline: {args.baseline}; its own share of {os.path.basename(first.unit)}: {share:.2%}")
    if args.json:
        args.json.write_text(
            json.dumps([dataclasses.asdict(row) for row in rows], indent=2) + "\n"
        )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
