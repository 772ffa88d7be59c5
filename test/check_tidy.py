#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs clang-tidy over one file and holds every diagnostic against the file.

    check_tidy.py FILE CHECKS [options] -- [compiler arguments]

What is expected stands in comments of FILE, in FileCheck's language:

    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: text [check-name]
        Every warning and every error has to be claimed, in order. Notes may be.
    // CHECK-NOTES: :[[@LINE-1]]:5: note: text
        The same, and every note has to be claimed as well.
    // CHECK-FIXES: text
        A line of the file after the fixes, which are applied to a copy. The
        fixed file has to compile.

A diagnostic in a header is claimed with the header's name in front:
"// CHECK-NOTES: Header.h:12:3: note: text".

A file without a claim must not cause a diagnostic. A crash, a module that does
not load, a check that nobody registered and code that does not compile are
failures, whatever the file claims. The exit code is 0 if all is well, 1 if the
file and clang-tidy disagree, 2 if the command line makes no sense.
"""

import argparse
import fnmatch
import os
import re
import shutil
import subprocess
import sys
import tempfile

# Modifiers that FileCheck reads after a prefix; they are not suffixes of ours.
_MODIFIER = r"(?:NEXT|SAME|NOT|DAG|EMPTY|LABEL|COUNT-\d+)"
_CLAIM = re.compile(
    r"\bCHECK-(?P<kind>MESSAGES|NOTES|FIXES)(?P<suffix>(?:-\w+)*?)"
    r"(?:-" + _MODIFIER + r")?(?:\{\w+(?:,\w+)*\})?:"
)
_CLAIM_COMMENT = re.compile(r"//\s*CHECK-(?:MESSAGES|NOTES|FIXES)[-\w{},]*:.*")
_DIAGNOSTIC = re.compile(r"^(?:.+?:\d+:\d+: )?(warning|error|note|remark): ")
_SNIPPET = re.compile(r"^\s*\d*\s*\|")
_LATER_STANDARDS = {
    "c": ["c99", "c11", "c17", "c23"],
    "c++": ["c++11", "c++14", "c++17", "c++20", "c++23"],
}
_TIME_LIMIT_SECONDS = 300


class Failure(Exception):
    """The file and clang-tidy disagree."""


def parse_arguments(argv):
    if "--" in argv:
        split = argv.index("--")
        argv, compiler_args = argv[:split], argv[split + 1 :]
    else:
        compiler_args = []

    parser = argparse.ArgumentParser(
        prog="check_tidy.py",
        allow_abbrev=False,
        usage="%(prog)s FILE CHECKS [options] -- [compiler arguments]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=__doc__,
    )
    parser.add_argument("file")
    parser.add_argument("checks", help="clang-tidy globs, separated by commas")
    parser.add_argument("-clang-tidy", default="clang-tidy", help="program to run")
    parser.add_argument("-filecheck", default="FileCheck", help="program to match with")
    parser.add_argument("-module", help="clang-tidy module to load")
    parser.add_argument(
        "-std",
        action="append",
        help="language standards, separated by commas or given repeatedly; "
        "'c++17-or-later' stands for several (default: c++17, c17 for .c files)",
    )
    parser.add_argument(
        "-check-suffix",
        "-check-suffixes",
        dest="suffixes",
        action="append",
        help="claims to use, separated by commas: X reads CHECK-MESSAGES-X and so "
        "on, the empty one reads CHECK-MESSAGES (default: only the empty one)",
    )
    parser.add_argument(
        "-config", default="{}", help="clang-tidy configuration in YAML"
    )
    parser.add_argument(
        "-header-filter", default=".*", help="headers that are reported on"
    )
    parser.add_argument(
        "-expect-errors",
        action="store_true",
        help="the code does not compile; its errors have to be claimed",
    )
    parser.add_argument(
        "-no-crash",
        action="store_true",
        help="read no claims, accept every diagnostic; only a crash fails",
    )
    parser.add_argument(
        "-match-partial-fixes",
        action="store_true",
        help="CHECK-FIXES may match a part of a line",
    )
    parser.add_argument(
        "-fix-notes", action="store_true", help="apply fixes of notes as well"
    )
    parser.add_argument(
        "-tidy-arg",
        action="append",
        default=[],
        help="further argument for clang-tidy, may be repeated",
    )
    args = parser.parse_args(argv)
    args.compiler_args = compiler_args
    if not os.path.isfile(args.file):
        parser.error(f"no such file: {args.file}")
    if args.module is not None and not os.path.isfile(args.module):
        parser.error(f"no such module: {args.module}")
    args.suffixes = split_list(args.suffixes) or [""]
    args.std = expand_standards(split_list(args.std), args.file)
    return args


def split_list(values):
    return [item for value in values or [] for item in value.split(",")]


def expand_standards(standards, path):
    if not standards:
        return ["c17" if path.endswith(".c") else "c++17"]
    expanded = []
    for standard in standards:
        first, or_later, _ = standard.partition("-or-later")
        family = _LATER_STANDARDS["c++" if first.startswith("c++") else "c"]
        if or_later and first in family:
            expanded += family[family.index(first) :]
        else:
            expanded.append(standard)
    return expanded


def spawn(command):
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            timeout=_TIME_LIMIT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise Failure(f"no end after {_TIME_LIMIT_SECONDS} s: {' '.join(command)}")
    except OSError as error:
        raise Failure(f"cannot run {command[0]}: {error}")


class Claims:
    """The claims of a file that are read under the suffixes of this run."""

    def __init__(self, path, suffixes):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        found = {}
        for match in _CLAIM.finditer(text):
            found.setdefault(match["suffix"].lstrip("-"), set()).add(match["kind"])
        for suffix in suffixes:
            if suffix and suffix not in found:
                raise Failure(f"no claim in the file has the suffix '{suffix}'")
        read = self._suffixes_of_run_lines(text)
        unread = set(found) - read - set(suffixes)
        if read and unread:
            names = ", ".join(f"'{suffix}'" for suffix in sorted(unread))
            raise Failure(f"no RUN line reads the claims with the suffix {names}")

        def prefixes(kind):
            return [
                f"CHECK-{kind}-{suffix}" if suffix else f"CHECK-{kind}"
                for suffix in suffixes
                if kind in found.get(suffix, ())
            ]

        self.messages = prefixes("MESSAGES")
        self.notes = prefixes("NOTES")
        self.fixes = prefixes("FIXES")
        if self.messages and self.notes:
            raise Failure("one run cannot read both CHECK-MESSAGES and CHECK-NOTES")

    @staticmethod
    def _suffixes_of_run_lines(text):
        joined = re.sub(r"\\\n.*?RUN:", " ", text)
        suffixes = set()
        for command in re.findall(r"\bRUN:(.*)", joined):
            if not re.search(r"check_(?:tidy|analyzer)", command):
                continue
            given = re.findall(r"-check-suffix(?:es)?[= ](\S*)", command)
            suffixes.update(split_list(value.strip("'\"") for value in given) or [""])
        return suffixes


class Runner:
    def __init__(self, args):
        self.args = args
        self.clang_tidy = [args.clang_tidy]
        if args.module is not None:
            self.clang_tidy.append("--load=" + args.module)

    def run(self):
        self.require_known_checks()
        claims = None
        if not self.args.no_crash:
            claims = Claims(self.args.file, self.args.suffixes)
        for standard in self.args.std:
            diagnostics = self.diagnose(self.args.file, standard)
            if claims is None:
                continue
            with tempfile.TemporaryDirectory(prefix="check_tidy.") as scratch:
                self.match_diagnostics(claims, diagnostics, standard, scratch)
                if claims.fixes:
                    self.match_fixes(claims, standard, scratch)

    def require_known_checks(self):
        """Fails if a glob of CHECKS names nothing: such a test tests nothing."""
        listing = self.require_sound(
            spawn(self.clang_tidy + ["--list-checks", "--checks=*"])
        )
        known = [line.strip() for line in listing.stdout.splitlines()[1:]]
        for glob in self.args.checks.split(","):
            glob = glob.strip()
            if glob.startswith("-") or glob.startswith("clang-diagnostic"):
                continue
            if not fnmatch.filter(known, glob):
                raise Failure(f"unknown check: '{glob}'")

    @staticmethod
    def require_sound(process):
        """Fails if clang-tidy crashed or went on without its module."""
        crashed = process.returncode < 0 or process.returncode >= 128
        if crashed or "PLEASE submit a bug report" in process.stderr:
            raise Failure(
                f"clang-tidy crashed (exit code {process.returncode}):\n"
                + process.stdout
                + process.stderr
            )
        if "load request ignored" in process.stderr:
            raise Failure("the module does not load:\n" + process.stderr)
        return process

    def diagnose(self, path, standard, tidy_args=(), compiler_args=()):
        """Returns the lines that clang-tidy prints, without the source excerpts."""
        args = self.args
        command = self.clang_tidy + ["--quiet", "--checks=-*," + args.checks]
        command += ["--config=" + args.config, "--header-filter=" + args.header_filter]
        command += [*args.tidy_arg, *tidy_args]
        command += [path, "--", "-std=" + standard]
        command += [*args.compiler_args, *compiler_args]
        print("+ " + " ".join(command), flush=True)
        process = self.require_sound(spawn(command))
        lines = [
            line for line in process.stdout.splitlines() if not _SNIPPET.match(line)
        ]
        kinds = {kind for _, kind in self.diagnostics_of(lines)}
        if process.returncode != 0 and "error" not in kinds:
            raise Failure(
                f"clang-tidy ended with exit code {process.returncode}:\n"
                + process.stdout
                + process.stderr
            )
        if not args.no_crash:
            broken = any("[clang-diagnostic-error]" in line for line in lines)
            if broken and not args.expect_errors:
                raise Failure("the code does not compile:\n" + process.stdout)
            if args.expect_errors and not broken:
                raise Failure("the code compiles, but -expect-errors was given")
        return lines

    @staticmethod
    def diagnostics_of(lines):
        matches = ((line, _DIAGNOSTIC.match(line)) for line in lines)
        return [(line, match[1]) for line, match in matches if match]

    def match_diagnostics(self, claims, lines, standard, scratch):
        prefixes = claims.notes or claims.messages
        if not prefixes:
            unclaimed = self.diagnostics_of(lines)
            if unclaimed:
                raise Failure(
                    f"nothing is claimed, but with -std={standard} there is:\n"
                    + "\n".join(lines)
                )
            return
        kinds = "{{note|warning|error}}:" if claims.notes else "{{warning|error}}:"
        output = os.path.join(scratch, "diagnostics.txt")
        with open(output, "w", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in lines))
        self.file_check(
            output,
            prefixes,
            ["--implicit-check-not=" + kinds, "--allow-empty"],
            f"the diagnostics of -std={standard} are not those claimed",
        )

    def match_fixes(self, claims, standard, scratch):
        # Headers beside the file are copied too, so that a fix in one of them
        # cannot reach the original.
        directory = os.path.dirname(os.path.abspath(self.args.file))
        for name in os.listdir(directory):
            if name.endswith((".h", ".hh", ".hpp")):
                shutil.copy(os.path.join(directory, name), scratch)
        copy = os.path.join(scratch, os.path.basename(self.args.file))
        with open(self.args.file, encoding="utf-8") as file:
            text = file.read()
        with open(copy, "w", encoding="utf-8") as file:
            # A claim left in the copy would claim itself.
            file.write(_CLAIM_COMMENT.sub("//", text))
        fix = ["--fix-errors"] if self.args.expect_errors else ["--fix"]
        if self.args.fix_notes:
            fix.append("--fix-notes")
        beside = ["-iquote", directory]
        self.diagnose(copy, standard, fix, beside)
        self.file_check(
            copy,
            claims.fixes,
            ["--strict-whitespace"]
            if self.args.match_partial_fixes
            else ["--match-full-lines"],
            f"the fixes of -std={standard} are not those claimed",
        )
        if not self.args.expect_errors:
            self.diagnose(copy, standard, (), beside)

    def file_check(self, subject, prefixes, options, complaint):
        process = spawn(
            [
                self.args.filecheck,
                "--input-file=" + subject,
                "--check-prefixes=" + ",".join(prefixes),
                "--dump-input-filter=all",
                *options,
                self.args.file,
            ]
        )
        if process.returncode != 0:
            raise Failure(f"{complaint}:\n" + process.stdout + process.stderr)


def main():
    args = parse_arguments(sys.argv[1:])
    try:
        Runner(args).run()
    except Failure as failure:
        print(f"check_tidy: {args.file}: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
