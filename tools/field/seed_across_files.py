#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Seeds mistakes whose halves lie in different files into real code, and counts
how many `unwedge check --whole-program` catches.

    seed_across_files.py -p build --work DIR [--rule RULE] [--count 25]
                         [--units FILE] [--random 1] [--unwedge PROGRAM]

A *site* is a place in real code where a rule's mistake can be made by one edit.
The edited file is a copy; nothing of the project is written to. The other half
is in units of its own, in one of several shapes that take turns. A seed counts as

  caught   there is a finding of the rule in the line of the edit, which is not
           there without the edit
  missed   there is none
  invalid  the edited unit does not compile, so it is no seed; the next site is
           taken in its place

Sites come from the syntax tree (`unwedge dump`) and not from what the rule
makes of them, so that what the rule is blind for is drawn as well. Which are
drawn depends on --random only.

The exit code is 0 if all could be run, whatever was caught, and 2 otherwise.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


@dataclasses.dataclass
class Site:
    file: str
    line: int
    column: int
    what: str


@dataclasses.dataclass
class Seed:
    """One edit of `file` (a whole new text), and the units of the other half."""

    text: str
    line: int
    shape: str
    header: str
    units: dict


def place(text):
    file, line, column = text.rsplit(":", 2)
    return file, int(line), int(column)


def argument_at(text, offset):
    """The parentheses that open behind the word at offset: (begin, end) of what
    is between them; None if there are none."""
    word = re.compile(r"\w+\s*\(").match(text, offset)
    if not word:
        return None
    depth, begin = 1, word.end()
    for i in range(begin, min(len(text), begin + 400)):
        if text[i] in "([{":
            depth += 1
        elif text[i] in ")]}":
            depth -= 1
            if depth == 0:
                return begin, i
        elif text[i] in '"\'#\\' or (text[i] == "," and depth == 1):
            # More than one argument, or text that would have to be lexed.
            if text[i] != '"':
                return None
    return None


class CacheKey:
    """The key of a look-up or erase goes through a function of another unit,
    which adds the time to it."""

    check = "unwedge-unstable-cache-key"
    clock = "std::chrono::steady_clock::now().time_since_epoch().count()"

    def sites(self, summary):
        for container in summary.get("containers", []):
            for kind in ("lookups", "erases"):
                for operation in container.get(kind, []):
                    yield Site(*place(operation["where"]), kind)

    # Each: declarations, units by name, and what the key becomes.
    def shapes(self):
        includes = '#include "seed.h"\n#include <chrono>\n#include <sstream>\n'
        yield (
            "returned text",
            "std::string unwedgeSeed(const std::string &Key);",
            {
                "a": includes
                + "std::string unwedgeSeed(const std::string &Key) {\n"
                + f"  return Key + std::to_string({self.clock});\n}}\n"
            },
            "unwedgeSeed(%s)",
        )
        yield (
            "a number",
            "long long unwedgeSeed();",
            {"a": includes + f"long long unwedgeSeed() {{ return {self.clock}; }}\n"},
            "std::string(%s) + std::to_string(unwedgeSeed())",
        )
        yield (
            "two units",
            "std::string unwedgeSeed(const std::string &Key);\n"
            "std::string unwedgeSeedTime();",
            {
                "a": includes
                + "std::string unwedgeSeed(const std::string &Key) {\n"
                + '  return unwedgeSeedTime() + "/" + Key;\n}\n',
                "b": includes
                + "std::string unwedgeSeedTime() {\n"
                + f"  return std::to_string({self.clock});\n}}\n",
            },
            "unwedgeSeed(%s)",
        )
        yield (
            "virtual",
            "struct UnwedgeSeed {\n  virtual ~UnwedgeSeed();\n"
            "  virtual std::string text(const std::string &Key) const = 0;\n};\n"
            "const UnwedgeSeed &unwedgeSeed();",
            {
                "a": includes
                + "UnwedgeSeed::~UnwedgeSeed() = default;\n"
                + "namespace {\nstruct Timed : UnwedgeSeed {\n"
                + "  std::string text(const std::string &Key) const override {\n"
                + "    std::ostringstream Out;\n"
                + f"    Out << Key << {self.clock};\n"
                + "    return Out.str();\n  }\n};\n}\n"
                + "const UnwedgeSeed &unwedgeSeed() {\n"
                + "  static Timed Only;\n  return Only;\n}\n"
            },
            "unwedgeSeed().text(%s)",
        )
        yield (
            "a getter of time, and a function that makes text",
            "long long unwedgeSeedTime();\n"
            "std::string unwedgeSeed(const std::string &Key, long long Time);",
            {
                "a": includes
                + f"long long unwedgeSeedTime() {{ return {self.clock}; }}\n",
                "b": includes
                + "std::string unwedgeSeed(const std::string &Key, long long Time) {\n"
                + "  std::ostringstream Out;\n  Out << Key << '@' << Time;\n"
                + "  return Out.str();\n}\n",
            },
            "unwedgeSeed(%s, unwedgeSeedTime())",
        )

    def seed(self, site, text, number):
        lines = text.splitlines(keepends=True)
        if site.line > len(lines):
            return None
        offset = sum(len(line) for line in lines[: site.line - 1]) + site.column - 1
        found = argument_at(text, offset)
        if not found:
            return None
        begin, end = found
        if not text[begin:end].strip():
            return None
        shapes = list(self.shapes())
        shape, header, units, key = shapes[number % len(shapes)]
        return Seed(
            text[:begin] + key % text[begin:end] + text[end:],
            site.line,
            shape,
            "#pragma once\n#include <string>\n" + header + "\n",
            units,
        )


RULES = {"unstable-cache-key": CacheKey}


def command_of(entry):
    if "arguments" in entry:
        return list(entry["arguments"])
    import shlex

    return shlex.split(entry["command"])


def run_check(unwedge, database, folder, check):
    """(lines with findings by file, units that were not analysed)"""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "compile_commands.json").write_text(json.dumps(database, indent=1))
    process = subprocess.run(
        [unwedge, "check", "-p", folder, f"--state={folder}/state", f"--checks={check}",
         "--whole-program", "-j2"],
        capture_output=True, text=True, errors="replace", check=False,
    )
    found = set()
    for line in process.stdout.splitlines():
        match = re.match(r"(.+?):(\d+):\d+: warning: .*\[" + re.escape(check) + r"\]$", line)
        if match:
            found.add((match[1], int(match[2])))
    return found, process


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-p", dest="build", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--rule", choices=sorted(RULES), default="unstable-cache-key")
    parser.add_argument("--count", type=int, default=25)
    parser.add_argument("--units", type=pathlib.Path, help="one path a line")
    parser.add_argument("--sample", type=int, default=60, help="units to draw sites from")
    parser.add_argument("--random", type=int, default=1)
    parser.add_argument("--unwedge", default=str(ROOT / "build/llvm-22/bin/unwedge"))
    arguments = parser.parse_args()
    rule = RULES[arguments.rule]()
    chance = random.Random(arguments.random)

    database = json.loads((arguments.build / "compile_commands.json").read_text())
    by_file = {}
    for entry in database:
        file = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
        if file.endswith((".cc", ".cpp", ".cxx", ".C")) and os.path.exists(file):
            by_file.setdefault(file, dict(entry, file=file))
    if arguments.units:
        wanted = set(arguments.units.read_text().split())
        by_file = {file: entry for file, entry in by_file.items() if file in wanted}
    files = sorted(by_file)
    chance.shuffle(files)
    files = files[: arguments.sample]

    work = arguments.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    before, process = run_check(
        arguments.unwedge, [by_file[file] for file in files], work / "before", rule.check
    )
    summaries = sorted((work / "before/state/units").glob("*.summary"))
    if not summaries:
        sys.exit(f"seed_across_files: no summary was made: {process.stderr[-500:]}")
    sites = []
    for summary in summaries:
        dump = subprocess.run(
            [arguments.unwedge, "dump", summary], capture_output=True, text=True,
            errors="replace", check=False,
        )
        try:
            shown = json.loads(dump.stdout)
        except ValueError:
            continue
        for unit in shown if isinstance(shown, list) else [shown]:
            main_file = unit.get("main-file")
            sites += [s for s in rule.sites(unit) if s.file == main_file and s.file in by_file]
    sites = sorted(set((s.file, s.line, s.column, s.what) for s in sites))
    chance.shuffle(sites)
    print(f"{len(summaries)} units, {len(before)} findings, {len(sites)} sites", flush=True)

    counts = {"caught": 0, "missed": 0, "invalid": 0}
    seen_files = {}
    for site in (Site(*s) for s in sites):
        if counts["caught"] + counts["missed"] >= arguments.count:
            break
        # Not all of them in one file.
        if seen_files.get(site.file, 0) >= 3:
            continue
        number = counts["caught"] + counts["missed"]
        text = pathlib.Path(site.file).read_text(errors="replace")
        seed = rule.seed(site, text, number)
        if not seed:
            continue
        folder = work / f"seed{number}-{sum(counts.values())}"
        folder.mkdir(parents=True)
        (folder / "seed.h").write_text(seed.header)
        copy = folder / pathlib.Path(site.file).name
        copy.write_text(seed.text)
        entry = by_file[site.file]
        command = [
            str(copy) if os.path.normpath(os.path.join(entry["directory"], word)) == site.file
            else word
            for word in command_of(entry)
        ]
        # What the file includes by quotes is beside the original.
        command[1:1] = ["-iquote", os.path.dirname(site.file), "-include", str(folder / "seed.h")]
        edited = [{"directory": entry["directory"], "file": str(copy), "arguments": command}]
        for name, unit in seed.units.items():
            (folder / f"unwedge_seed_{name}.cpp").write_text(unit)
            edited.append({
                "directory": str(folder), "file": f"unwedge_seed_{name}.cpp",
                "arguments": ["clang++", "-std=c++17", "-c", f"unwedge_seed_{name}.cpp"],
            })
        found, process = run_check(arguments.unwedge, edited, folder / "run", rule.check)
        if "does not compile" in process.stdout + process.stderr or \
                "could not be analysed" in process.stdout + process.stderr or \
                f"{len(edited)} of {len(edited)} units analysed" not in process.stderr:
            verdict = "invalid"
        elif (str(copy), seed.line) in found and (site.file, site.line) not in before:
            verdict = "caught"
        else:
            verdict = "missed"
        counts[verdict] += 1
        if verdict != "invalid":
            seen_files[site.file] = seen_files.get(site.file, 0) + 1
            print(f"{verdict}: {site.file}:{site.line}: {seed.shape}; {site.what}: "
                  f"{text.splitlines()[site.line - 1].strip()}", flush=True)
    print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
