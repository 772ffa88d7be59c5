#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Seeds mistakes whose halves lie in different files into real code, and counts how many
`unwedge check --whole-program` catches.

    seed_across_files.py -p BUILD --work DIR [--state DIR] [--rule RULE ...] [--count 25]
    seed_across_files.py -p BUILD --work DIR --again [--only missed]

A *site* is a real call of a function in another file (of unstable-cache-key, also an
operation of a container by a key). A *class* of seeds is a way in which the two halves of
a rule's mistake come to lie on either side of such a call; across_seeds.py has them. The
classes take turns, and each draws its sites at random, by --random only. Sites come from the
calls in the summaries, and not from what a rule makes of them, so that what a rule is blind
for is drawn as well.

The project's text is copied to DIR/tree, and the copy is edited: the functions keep what
they do, and the seed comes in addition. For each seed, the edited units and those that the
seed adds are checked as one program. It counts as

  caught   a finding of the rule, at the default confidence, whose warning and notes lie on
           both halves: no unit has both
  missed   there is none
  invalid  something of it does not compile, so that it is no seed; the class draws its next
           site in its place

Each seed is one line of the output; a table follows. DIR/results.json has the verdicts, and
DIR/RULE-N the seed's files and what was said of it.

  --state   where an earlier `unwedge check --whole-program --state=DIR` of the unseeded
            project has left its summaries. Otherwise they are made, of the units whose path
            matches --select
  --again   check the valid seeds of an earlier run again, after unwedge has changed

The exit code is 0 if all could be run, whatever was caught, and 2 otherwise.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import re
import shlex
import shutil
import subprocess
import sys

import across_seeds
from across_sites import UNITS, Program, text_of

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
INCLUDES = (
    "atomic", "chrono", "condition_variable", "cstddef", "cstdio", "ctime", "deque",
    "functional", "map", "mutex", "set", "shared_mutex", "sstream", "stdexcept", "string",
    "thread", "vector",
)
# So many sites of a class may turn out to be invalid before it has its turn no more.
TRIES = 8


def command_of(entry):
    return list(entry["arguments"]) if "arguments" in entry else shlex.split(entry["command"])


class Runner:
    def __init__(self, arguments):
        self.unwedge = arguments.unwedge
        self.jobs = arguments.jobs
        self.work = arguments.work.resolve()
        database = json.loads((arguments.build / "compile_commands.json").read_text())
        files = {}
        for entry in database:
            file = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
            if file.endswith(UNITS) and os.path.exists(file):
                files.setdefault(file, dict(entry, file=file))
        build = str(arguments.build.resolve())
        self.source = str(arguments.source.resolve()) if arguments.source else os.path.commonpath(
            [f for f in files if not f.startswith(build + "/")]
        )
        self.entries = {f: e for f, e in files.items() if f.startswith(self.source + "/")}
        self.tree = str(self.work / "tree")

    def copy_tree(self):
        if not os.path.isdir(self.tree):
            shutil.copytree(self.source, self.tree, symlinks=True,
                            ignore=shutil.ignore_patterns(".git"))

    def in_tree(self, text):
        return re.sub(re.escape(self.source) + r"(?![\w.+-])", self.tree, text)

    def check(self, database, folder, check, state=None):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "compile_commands.json").write_text(json.dumps(database, indent=1))
        return subprocess.run(
            [self.unwedge, "check", "-p", folder, f"--state={state or folder / 'state'}",
             *([f"--checks={check}"] if check else []), "--whole-program", f"-j{self.jobs}"],
            capture_output=True, text=True, errors="replace", check=False,
        )

    def write(self, seed, folder):
        """The seed's files and database into its folder; what is to be known of it."""
        halves = collections.defaultdict(list)
        changed = {}
        by_file = collections.defaultdict(list)
        for number, edit in enumerate(seed.edits):
            by_file[edit.file].append((edit.begin, number, edit))
        for file, edits in by_file.items():
            text, made, at = text_of(file).text, "", 0
            for _, _, edit in sorted(edits, key=lambda e: e[:2]):
                if edit.begin < at:
                    return None
                made += text[at : edit.begin]
                first = made.count("\n") + 1
                made += self.in_tree(edit.text)
                at = edit.end
                if edit.half:
                    halves[self.in_tree(file)].append([first, made.count("\n") + 1, edit.half])
            changed[self.in_tree(file)] = made + text[at:]
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / across_seeds.HEADER).write_text(
            "#pragma once\n" + "".join(f"#include <{i}>\n" for i in INCLUDES) + seed.header
        )
        database = []
        like = None
        for file in sorted(changed):
            original = self.source + file[len(self.tree) :]
            if original in self.entries:
                entry = self.entries[original]
                like = command_of(entry)
                database.append((file, original, like))
        for name, (text, half) in seed.added.items():
            file = str(folder / f"{name}.cc")
            pathlib.Path(file).write_text(f'#include "{across_seeds.HEADER}"\n{text}')
            source = database[0][1]
            database.append((file, source, command_of(self.entries[source])))
            if half:
                halves[file].append([1, 1 << 30, half])
        entries = []
        for file, source, command in database:
            directory = self.entries[source]["directory"]
            command = [
                file if os.path.normpath(os.path.join(directory, word)) == source
                else self.in_tree(word)
                for word in command
            ]
            command[1:1] = [f"-I{folder}"]
            command += ["-std=gnu++17", "-Wno-everything"]
            entries.append({"directory": directory, "file": file, "arguments": command})
        known = {"halves": halves, "files": changed, "database": entries}
        (folder / "seed.json").write_text(json.dumps(known))
        return known

    def verdict(self, folder, check):
        known = json.loads((folder / "seed.json").read_text())
        for file, text in known["files"].items():
            pathlib.Path(file).write_text(text, encoding="latin-1")
        try:
            shutil.rmtree(folder / "run", ignore_errors=True)
            process = self.check(known["database"], folder / "run", check)
        finally:
            for file in known["files"]:
                shutil.copy2(self.source + file[len(self.tree) :], file)
        (folder / "output.txt").write_text(process.stdout + process.stderr)
        count = len(known["database"])
        if f"{count} of {count} units analysed" not in process.stderr or \
                "error:" in process.stdout + process.stderr:
            return "invalid"
        met = set()
        for line in process.stdout.splitlines():
            place = re.match(r"(/.+?):(\d+):\d+: (warning|note): (.*)$", line)
            if not place:
                continue
            if place[3] == "warning":
                met = set()
            for first, last, half in known["halves"].get(os.path.realpath(place[1]), ()):
                if first <= int(place[2]) <= last:
                    met.add(half)
            if met == {1, 2}:
                return "caught"
        return "missed"


def table(results):
    counts = collections.defaultdict(collections.Counter)
    for result in results:
        what = re.sub(r" \([\w ]+\)$", "", result["what"])
        counts[result["rule"], what][result["verdict"]] += 1
        counts[result["rule"], "all"][result["verdict"]] += 1
    print("\n| rule | class of seeds | valid | caught |\n|---|---|---|---|")
    for (rule, what), count in counts.items():
        print(f"| {rule} | {what} | {count['caught'] + count['missed']} | {count['caught']} |")


def called_by(site):
    return "" if isinstance(site, tuple) else site.callee.key


def seeds_of(runner, rule_name, program, arguments, results):
    chance = random.Random(f"{arguments.random} {rule_name}")
    rule = across_seeds.RULES[rule_name](program, chance)
    sites = rule.sites()
    chance.shuffle(sites)
    print(f"{rule_name}: {len(sites)} sites", flush=True)
    classes = len(rule.classes())
    left = [list(sites) for _ in range(classes)]
    tries = [0] * classes
    # Sites are to differ: not all in one file, nor all calls of one logger. What did not
    # compile once is not tried by the next line.
    used, in_file, called, failed = set(), collections.Counter(), collections.Counter(), set()
    valid = total = turn = 0
    while valid < arguments.count and any(left):
        turn += 1
        number = turn % classes
        while left[number] and tries[number] < TRIES:
            site = left[number].pop()
            if site in used:
                continue
            seed = rule.seed(number, site)
            if not seed or in_file[seed.site[0]] >= 3 or called[called_by(site)] >= 2 or \
                    (number, seed.site[0], called_by(site)) in failed:
                continue
            folder = runner.work / f"{rule_name}-{total}"
            if not runner.write(seed, folder):
                continue
            total += 1
            verdict = runner.verdict(folder, rule.check)
            file, offset = seed.site
            line = text_of(file).code.count("\n", 0, offset) + 1
            callee = "" if isinstance(site, tuple) else f" {site.caller.name} -> {site.callee.name}"
            result = {
                "rule": rule_name, "what": seed.what, "verdict": verdict, "folder": folder.name,
                "at": f"{os.path.relpath(file, runner.source)}:{line}", "call": callee.strip(),
            }
            results.append(result)
            print(f"{verdict}: {folder.name}: {seed.what}: {result['at']}{callee}", flush=True)
            (runner.work / "results.json").write_text(json.dumps(results, indent=1))
            if verdict == "invalid":
                tries[number] += 1
                failed.add((number, file, called_by(site)))
                continue
            used.add(site)
            if not isinstance(site, tuple):
                called[called_by(site)] += 1
            in_file[file] += 1
            valid += 1
            break
        else:
            left[number] = []


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-p", dest="build", required=True, type=pathlib.Path)
    parser.add_argument("--source", type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--state", type=pathlib.Path)
    parser.add_argument("--select", default=".", help="a regular expression")
    parser.add_argument("--rule", action="append", choices=sorted(across_seeds.RULES))
    parser.add_argument("--count", type=int, default=25)
    parser.add_argument("--random", type=int, default=1)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--only", choices=("missed", "caught"))
    parser.add_argument("-j", dest="jobs", type=int, default=2)
    parser.add_argument("--unwedge", default=str(ROOT / "build/llvm-22/bin/unwedge"))
    arguments = parser.parse_args()
    runner = Runner(arguments)
    runner.work.mkdir(parents=True, exist_ok=True)
    runner.copy_tree()
    rules = arguments.rule or sorted(across_seeds.RULES)

    kept = runner.work / "results.json"
    results = json.loads(kept.read_text()) if kept.exists() else []
    if arguments.again:
        for result in results:
            if result["verdict"] == "invalid" or result["rule"] not in rules or \
                    arguments.only not in (None, result["verdict"]):
                continue
            before = result["verdict"]
            result["verdict"] = runner.verdict(
                runner.work / result["folder"], across_seeds.RULES[result["rule"]].check
            )
            changed = "" if before == result["verdict"] else f" (was {before})"
            print(f"{result['verdict']}{changed}: {result['folder']}: {result['what']}: "
                  f"{result['at']} {result['call']}", flush=True)
            kept.write_text(json.dumps(results, indent=1))
        table([r for r in results if r["rule"] in rules])
        return 0

    state = arguments.state
    if not state:
        state = runner.work / "state"
        wanted = re.compile(arguments.select)
        runner.check([e for f, e in sorted(runner.entries.items())
                      if wanted.search(f[len(runner.source) :])],
                     runner.work / "before", "", state)
    summaries = sorted((state / "units").glob("*.summary"))
    if not summaries:
        sys.exit(f"seed_across_files: no summaries in '{state}'")
    program = Program(arguments.unwedge, summaries, runner.source)
    print(f"{len(summaries)} summaries, {len(program.functions)} functions, "
          f"{len(program.edges)} calls between files, {len(program.key_sites)} operations by key",
          flush=True)
    results = [r for r in results if r["rule"] not in rules]
    for rule in rules:
        seeds_of(runner, rule, program, arguments, results)
    table([r for r in results if r["rule"] in rules])
    return 0


if __name__ == "__main__":
    sys.exit(main())
