#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs clang-tidy with the unwedge module, or clang's analyzer with the unwedge
plugin, over the units of a compile database.

    run_on_units.py -p build [--units FILE] [options]
    run_on_units.py [options] UNIT ... -- COMPILER_ARGUMENT ...

The first form takes the compile commands from build/compile_commands.json, and
the units from FILE (one path a line; `#` begins a comment) or all of the
database. The second form compiles every unit with the same arguments.

Each finding is printed once, though a header may be seen by many units: two
findings are the same if they have file, line, column and check in common. Units
that crash the tool, take too long or do not compile are listed at the end.

The exit code is 0 if every unit was analysed, whatever was found; 1 if some were
not; 2 if nothing could be run at all.
"""

import argparse
import collections
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

from compile_commands import compiler_arguments, read_databases

ALL_CHECKS = (
    "unwedge-recursive-shared-lock",
    "unwedge-self-blocking-consumer",
    "unwedge-unguarded-cleanup",
    "unwedge-unstable-cache-key",
)
ROOT = pathlib.Path(__file__).resolve().parent.parent
DIAGNOSTIC = re.compile(
    r"^(?P<file>.+?):(?P<line>\d+):(?P<column>\d+): "
    r"(?P<kind>warning|error|note|fatal error): (?P<message>.*?)"
    r"(?: \[(?P<check>[\w.,-]+)\])?$"
)
PLACELESS = re.compile(r"^(?:warning|error): (?P<message>.*?) \[(?P<check>[\w.,-]+)\]$")
STATISTIC = re.compile(r"^unwedge: .*: (?P<text>[^:]+(?:: [^:0-9]+)?): (?P<count>\d+)$")
# What --minimum-confidence takes, surest first.
LEVELS = ("definite", "likely", "possible")


@dataclasses.dataclass
class Finding:
    file: str
    line: int
    column: int
    check: str
    message: str
    notes: list = dataclasses.field(default_factory=list)
    # The lines that clang-tidy printed for it, source excerpts included.
    text: list = dataclasses.field(default_factory=list)
    confidence: str = ""

    @property
    def key(self):
        return (self.file, self.line, self.column, self.check)


@dataclasses.dataclass
class UnitResult:
    unit: str
    seconds: float = 0.0
    # Why the unit could not be analysed; empty if it could.
    failure: str = ""
    details: str = ""
    findings: list = dataclasses.field(default_factory=list)
    # What clang-tidy says of its configuration, a broken model file for example.
    complaints: list = dataclasses.field(default_factory=list)
    statistics: collections.Counter = dataclasses.field(default_factory=collections.Counter)


def parse_arguments(argv):
    fixed = None
    if "--" in argv:
        split = argv.index("--")
        argv, fixed = argv[:split], argv[split + 1 :]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", metavar="UNIT")
    parser.add_argument("-p", dest="build", type=pathlib.Path, help="directory of the database")
    parser.add_argument("--units", type=pathlib.Path, help="file with the units to run over")
    parser.add_argument(
        "-j", dest="jobs", type=int, default=os.cpu_count() or 1, help="processes at a time"
    )
    parser.add_argument(
        "--analyzer", action="store_true", help="run `clang --analyze` instead of clang-tidy"
    )
    parser.add_argument(
        "--module",
        type=pathlib.Path,
        help="module or plugin to load (default: that of build/llvm-22)",
    )
    parser.add_argument("--clang-tidy", default="clang-tidy-22", help="default: %(default)s")
    parser.add_argument("--clang", default="clang++-22", help="default: %(default)s")
    parser.add_argument(
        "--checks", help="default: all of unwedge; with --analyzer, checkers for -analyzer-checker"
    )
    parser.add_argument("--minimum-confidence", choices=LEVELS, default="likely")
    parser.add_argument(
        "--by-confidence",
        action="store_true",
        help="run units with findings again, to tell how sure each finding is",
    )
    parser.add_argument("--model-files", default="", help="the check's option ModelFiles")
    parser.add_argument(
        "--extra-arg", action="append", default=[], help="further compiler argument"
    )
    parser.add_argument("--timeout", type=float, default=600, help="seconds for one unit")
    parser.add_argument(
        "--statistics", action="store_true", help="add up what was seen and given up"
    )
    parser.add_argument("--json", type=pathlib.Path, help="write the results to this file too")
    args = parser.parse_args(argv)
    args.fixed = fixed
    if (fixed is None) == (args.build is None):
        parser.error("say either -p DIRECTORY, or units and `-- COMPILER_ARGUMENTS`")
    if args.module is None:
        name = "unwedge-analyzer.so" if args.analyzer else "unwedge-tidy.so"
        args.module = ROOT / "build" / "llvm-22" / "lib" / name
    if args.checks is None:
        args.checks = "unwedge" if args.analyzer else "-*,unwedge-*"
    if not args.module.is_file():
        parser.error(f"no such module: {args.module}")
    args.module = args.module.resolve()
    args.units = read_units(args, parser)
    if args.analyzer and args.build:
        try:
            args.entries = read_databases([args.build])
        except OSError as error:
            parser.error(f"cannot read {error.filename}: {error.strerror}")
    return args


def read_units(args, parser):
    """The absolute paths of the units, without repetitions."""
    if args.files:
        units = [os.path.abspath(file) for file in args.files]
    elif args.units:
        lines = args.units.read_text(encoding="utf-8").splitlines()
        units = [line.split("#")[0].strip() for line in lines]
        units = [os.path.abspath(unit) for unit in units if unit]
    elif args.build:
        database = args.build / "compile_commands.json"
        if not database.is_file():
            parser.error(f"no compile database: {database}")
        entries = json.loads(database.read_text(encoding="utf-8"))
        units = [
            os.path.normpath(os.path.join(entry["directory"], entry["file"])) for entry in entries
        ]
    else:
        units = []
    if not units:
        parser.error("there are no units to run over")
    return list(dict.fromkeys(units))


def tidy_command(args, unit, confidence):
    options = {"MinimumConfidence": confidence, "ModelFiles": args.model_files}
    options["ShowStatistics"] = "true" if args.statistics else "false"
    config = {
        "CheckOptions": {
            f"{check}.{name}": value for check in ALL_CHECKS for name, value in options.items()
        }
    }
    command = [args.clang_tidy, f"--load={args.module}", "--quiet", "--header-filter=.*"]
    # The code base's own configuration has nothing to do with it. JSON is YAML.
    command += [f"--checks={args.checks}", f"--config={json.dumps(config)}"]
    command += [f"--extra-arg={extra}" for extra in args.extra_arg]
    if args.fixed is None:
        return command + ["-p", str(args.build), unit]
    return command + [unit, "--", *args.fixed]


def checker_name(check):
    return "unwedge." + "".join(word.capitalize() for word in check.split("-")[1:])


def analyzer_command(args, unit, confidence):
    if args.fixed is None:
        entry = args.entries.get(os.path.normpath(unit))
        if entry is None:
            return None, None
        arguments, directory = compiler_arguments(entry), entry["directory"]
    else:
        arguments, directory = [unit, *args.fixed], None
    options = {"MinimumConfidence": confidence, "ModelFiles": args.model_files}
    if args.statistics:
        options["ShowStatistics"] = "true"
    command = [args.clang, *arguments, *args.extra_arg, "-w", "--analyze"]
    command += ["--analyzer-no-default-checks", f"-fplugin={args.module}"]
    command += ["-fno-caret-diagnostics", "-fno-color-diagnostics", "-o", os.devnull]
    words = [f"-analyzer-checker={args.checks}", "-analyzer-output=text"]
    for check in ALL_CHECKS:
        for name, value in options.items():
            if value:
                words += ["-analyzer-config", f"{checker_name(check)}:{name}={value}"]
    for word in words:
        command += ["-Xclang", word]
    return command, directory


def spawn(command, timeout, directory=None):
    """Runs a command; the exit code is None if it took too long and was killed."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
        cwd=directory,
    )
    try:
        out, err = process.communicate(timeout=timeout)
        return process.returncode, out, err
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        return None, out, err


def parse_output(text):
    """Returns what the tool printed: findings, errors of the code, complaints of its own."""
    findings, errors, complaints = [], [], []
    current = None
    for line in text.splitlines():
        match = DIAGNOSTIC.match(line)
        if not match:
            placeless = PLACELESS.match(line)
            if placeless and placeless["check"].startswith("clang-diagnostic-"):
                errors.append(placeless["message"])
            elif placeless:
                complaints.append(placeless["message"])
            elif current:
                current.text.append(line)
            continue
        place = (match["file"], int(match["line"]), int(match["column"]))
        if match["kind"] in ("error", "fatal error"):
            current = None
            errors.append(f"{place[0]}:{place[1]}: {match['message']}")
        elif match["kind"] == "note":
            if current:
                current.notes.append(
                    dict(zip(("file", "line", "column"), place), message=match["message"])
                )
                current.text.append(line)
        elif match["check"] and match["check"].startswith("clang-diagnostic-"):
            current = None
            if match["kind"] != "warning":
                errors.append(f"{place[0]}:{place[1]}: {match['message']}")
        else:
            check = (match["check"] or "").split(",")[0]
            current = Finding(*place, check, match["message"], text=[line])
            findings.append(current)
    return findings, errors, complaints


def analyse(args, unit, confidence=None):
    start = time.monotonic()
    confidence = confidence or args.minimum_confidence
    directory = None
    if args.analyzer:
        command, directory = analyzer_command(args, unit, confidence)
        if command is None:
            return UnitResult(unit, 0, failure="not in the compile database")
    else:
        command = tidy_command(args, unit, confidence)
    code, out, err = spawn(command, args.timeout, directory)
    if args.analyzer:
        out = err
    result = UnitResult(unit, round(time.monotonic() - start, 2))
    result.findings, errors, result.complaints = parse_output(out)
    for line in err.splitlines():
        if match := STATISTIC.match(line):
            result.statistics[match["text"]] += int(match["count"])
    if code is None:
        result.failure = "timed out"
    elif code < 0 or code >= 128 or "PLEASE submit a bug report" in err:
        result.failure = "crashed"
        result.details = err.strip()
    elif errors:
        result.failure = "does not compile"
        result.details = errors[0]
    elif code != 0:
        result.failure = f"exit code {code}"
        result.details = (err or out).strip()
    return result


def grade(args, result):
    """Sets the confidence of findings: the surest level at which each is still given."""
    if not result.findings or result.failure:
        return
    allowed = LEVELS[: LEVELS.index(args.minimum_confidence) + 1]
    surest = {}
    for level in allowed[:-1]:
        for finding in analyse(args, result.unit, level).findings:
            surest.setdefault(finding.key, level)
    # A finding may be there twice: a file may have two commands in the database.
    for finding in result.findings:
        finding.confidence = surest.get(finding.key, allowed[-1])


def require_module(args):
    """Ends the program if the tool cannot be run with the module and the checks."""
    if args.analyzer:
        command = [args.clang, "-cc1", "-load", str(args.module), "-analyzer-checker-help"]
        process = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
        )
        if "unwedge." not in process.stdout:
            fail(f"{args.clang} does not load the plugin:\n{process.stdout.strip()[:500]}")
        return
    command = [args.clang_tidy, f"--load={args.module}", f"--checks={args.checks}", "--list-checks"]
    try:
        process = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
        )
    except OSError as error:
        fail(f"cannot run {args.clang_tidy}: {error.strerror}")
    if "load request ignored" in process.stdout:
        fail(f"{args.clang_tidy} does not load the module:\n{process.stdout.strip()}")
    if process.returncode != 0 or not re.search(r"^ +\S", process.stdout, re.MULTILINE):
        fail(f"no check matches '{args.checks}':\n{process.stdout.strip()}")


def fail(message):
    print(f"run_on_units.py: {message}", file=sys.stderr)
    sys.exit(2)


def print_finding(finding):
    first, *rest = finding.text
    if finding.confidence:
        first += f" ({finding.confidence})"
    print(first, *rest, sep="\n", end="\n\n", flush=True)


def print_summary(results, findings, seconds, statistics):
    failed = [result for result in results if result.failure]
    for result in failed:
        first = result.details.splitlines()[0] if result.details else ""
        print(f"not analysed ({result.failure}): {result.unit}" + (f": {first}" if first else ""))
    for complaint in dict.fromkeys(c for result in results for c in result.complaints):
        print(f"warning: {complaint}")
    for text, count in statistics.items():
        print(f"statistics: {text}: {count}")
    levels = collections.Counter(finding.confidence for finding in findings)
    counts = ", ".join(f"{levels[level]} {level}" for level in LEVELS if levels[level])
    print(
        f"{len(results)} units, {len(failed)} not analysed, {seconds:.0f} seconds, "
        f"{len(findings)} findings" + (f" ({counts})" if counts else "")
    )


def write_json(path, results, findings, seconds, statistics):
    def plain(finding):
        return {k: v for k, v in dataclasses.asdict(finding).items() if k != "text"}

    data = {
        "seconds": round(seconds, 2),
        "findings": [plain(finding) for finding in findings],
        "units": [
            {
                "unit": result.unit,
                "seconds": result.seconds,
                "failure": result.failure,
                "details": result.details,
                "complaints": result.complaints,
                "findings": len(result.findings),
            }
            for result in results
        ],
        "statistics": dict(statistics),
    }
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def main():
    args = parse_arguments(sys.argv[1:])
    require_module(args)
    start = time.monotonic()

    def job(unit):
        result = analyse(args, unit)
        if args.by_confidence:
            grade(args, result)
        return result

    results, unique = [], {}
    statistics = collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(max(1, args.jobs)) as pool:
        # In the order of the units, so that two runs print the same.
        for result in pool.map(job, args.units):
            results.append(result)
            statistics += result.statistics
            for finding in result.findings:
                if finding.key not in unique:
                    unique[finding.key] = finding
                    print_finding(finding)
    seconds = time.monotonic() - start
    findings = list(unique.values())
    print_summary(results, findings, seconds, statistics)
    if args.json:
        write_json(args.json, results, findings, seconds, statistics)
    return 1 if any(result.failure for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
