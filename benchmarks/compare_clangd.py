#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures how long diagnostics take after an edit, as a ratio to clangd without unwedge.

    compare_clangd.py -p build --units FILE [options]

For every unit two servers are started: clangd with checks of clang-tidy on, and
unwedge-clangd with the same checks and those of unwedge. Both open the unit, and when
its headers are read, an edit is made that changes nothing but the text (a line at the
end, added and taken away in turn). Measured is what passes from the edit to the
diagnostics: the wall time, and the CPU time of the server. The servers take turns
(A B, B A, A B, ...), so that whatever else the machine does falls on both alike; of
each side the smallest value of all rounds counts.

What the first diagnostics cost, after opening the unit, is measured once: its CPU
time has the headers in it, which clangd keeps for the edits.

The exit code is 0 if every unit was measured, 1 if some were not.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "test" / "clangd"))

import lsp  # noqa: E402
from compare_cost import read_units  # noqa: E402


@dataclasses.dataclass
class Cost:
    first_cpu: float  # CPU seconds until the first diagnostics
    wall: float = float("inf")
    cpu: float = float("inf")
    peak: int = 0  # KiB

    def take(self, wall, cpu):
        self.wall, self.cpu = min(self.wall, wall), min(self.cpu, cpu)


@dataclasses.dataclass
class Row:
    unit: str
    baseline: Cost
    ours: Cost

    @property
    def wall_ratio(self):
        return self.ours.wall / self.baseline.wall

    @property
    def cpu_ratio(self):
        return self.ours.cpu / self.baseline.cpu

    @property
    def first_ratio(self):
        return self.ours.first_cpu / self.baseline.first_cpu

    @property
    def peak_ratio(self):
        return self.ours.peak / self.baseline.peak


class Server:
    """clangd with one unit open."""

    def __init__(self, args, program, checks, unit, folder):
        config = folder / "clangd" / "config.yaml"
        config.parent.mkdir(parents=True)
        config.write_text(
            f"CompileFlags: {{CompilationDatabase: {json.dumps(args.build)}}}\n"
            f"Diagnostics: {{ClangTidy: {{Add: {json.dumps(checks)}}}}}\n"
            "Index: {StandardLibrary: false, Background: Skip}\n"
        )
        self.client = lsp.Client(
            [
                "env",
                f"XDG_CONFIG_HOME={folder}",
                *program,
                "--log=error",
                "--background-index=false",
                "-j=1",
            ],
            os.path.dirname(unit),
            folder / "log",
            args.time_limit,
        )
        # The clock of another process' CPU time, as clock_getcpuclockid(3) makes it.
        self.clock = (~self.client.process.pid << 3) | 2
        self.document = lsp.Document(unit, pathlib.Path(unit).read_text())
        self.client.open(self.document)
        self.client.wait_idle(self.document)
        self.cost = Cost(self.cpu())
        self.edited = False

    def cpu(self):
        return time.clock_gettime(self.clock)

    def edit(self):
        """The wall and the CPU time from the edit to the diagnostics."""
        end = len(self.document.text)
        begin_wall, begin_cpu = time.monotonic(), self.cpu()
        if self.edited:
            self.client.replace(self.document, end - 1, end, "")
        else:
            self.client.replace(self.document, end, end, "\n")
        self.edited = not self.edited
        published = self.client.wait_published(self.document)
        wall, cpu = published - begin_wall, self.cpu() - begin_cpu
        self.client.wait_idle(self.document)
        return wall, cpu

    def end(self):
        status = pathlib.Path(f"/proc/{self.client.process.pid}/status").read_text()
        self.cost.peak = int(status.split("VmHWM:")[1].split()[0])
        self.client.shutdown()


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "-p", dest="build", required=True, type=os.path.abspath,
        help="directory of the compile database",
    )
    parser.add_argument(
        "--units", type=pathlib.Path, required=True, help="file with the units, one path a line"
    )
    parser.add_argument(
        "--tidy-checks",
        default="bugprone-*,performance-*",
        help="what both sides check; of these clangd drops those that are not quick "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--checks", default="unwedge-*", help="what our side checks too (default: %(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=10, help="edits (default: %(default)s)")
    parser.add_argument("--clangd", default="clangd-22", help="default: %(default)s")
    parser.add_argument(
        "--unwedge-clangd",
        default=str(ROOT / "build" / "llvm-22" / "bin" / "unwedge-clangd"),
        help="default: %(default)s",
    )
    parser.add_argument(
        "--unwedge-clangd-arg",
        action="append",
        default=[],
        metavar="ARG",
        help="one of its options; may be given again",
    )
    parser.add_argument("--time-limit", type=int, default=300, help="seconds to wait for an answer")
    parser.add_argument("--json", type=pathlib.Path, help="write the results to this file too")
    args = parser.parse_args()
    args.units = read_units(args.units)
    if not args.units or args.rounds < 1:
        parser.error("there is nothing to measure")
    return args


def measure_unit(args, unit):
    tidy = args.tidy_checks.split(",")
    with tempfile.TemporaryDirectory() as folder:
        sides = []
        try:
            for name, program, checks in [
                ("baseline", [args.clangd], tidy),
                (
                    "ours",
                    [args.unwedge_clangd, *args.unwedge_clangd_arg],
                    tidy + args.checks.split(","),
                ),
            ]:
                sides.append(
                    Server(args, program, checks, unit, pathlib.Path(folder).resolve() / name)
                )
            for number in range(args.rounds):
                for side in sides if number % 2 == 0 else reversed(sides):
                    side.cost.take(*side.edit())
            for side in sides:
                side.end()
        finally:
            for side in sides:
                side.client.kill()
    return Row(unit, sides[0].cost, sides[1].cost)


def main():
    args = parse_arguments()
    rows, failures = [], 0
    print(f"{'wall ms':>8} {'with':>6} {'ratio':>6} {'CPU ms':>7} {'with':>6} {'ratio':>6} "
          f"{'first':>6} {'peak':>6}  unit")
    for unit in args.units:
        try:
            row = measure_unit(args, unit)
        except lsp.ServerGone as failure:
            failures += 1
            print(f"not measured: {unit}: {failure}", flush=True)
            continue
        rows.append(row)
        a, b = row.baseline, row.ours
        print(
            f"{a.wall * 1000:8.0f} {b.wall * 1000:6.0f} {row.wall_ratio:6.3f} "
            f"{a.cpu * 1000:7.0f} {b.cpu * 1000:6.0f} {row.cpu_ratio:6.3f} "
            f"{row.first_ratio:6.3f} {row.peak_ratio:6.3f}  {os.path.basename(unit)}",
            flush=True,
        )
    if not rows:
        print("nothing was measured")
        return 1
    print(
        f"checks: {args.checks} beside {args.tidy_checks}; units: {len(rows)} measured, "
        f"{failures} not; {args.rounds} edits each"
    )
    for what, key, part in [
        ("diagnostics after an edit, wall time", "wall_ratio", "wall"),
        ("diagnostics after an edit, CPU time", "cpu_ratio", "cpu"),
        ("first diagnostics, CPU time", "first_ratio", "first_cpu"),
        ("peak memory", "peak_ratio", "peak"),
    ]:
        ratios = {row.unit: getattr(row, key) for row in rows}
        worst = max(ratios, key=ratios.get)
        together = sum(getattr(r.ours, part) for r in rows) / sum(
            getattr(r.baseline, part) for r in rows
        )
        print(
            f"{what}: median {statistics.median(ratios.values()):.3f}, all together "
            f"{together:.3f}, worst {ratios[worst]:.3f} ({os.path.basename(worst)})"
        )
    if args.json:
        args.json.write_text(
            json.dumps([dataclasses.asdict(row) for row in rows], indent=2) + "\n"
        )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
