#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs clang's static analyzer over one file and holds every diagnostic against it.

    check_analyzer.py FILE CHECKS [options] -- [compiler arguments]

Everything that check_tidy.py says of claims and options holds here, too, and so
does its strictness. CHECKS are names of checkers, or of the checks of clang-tidy
that they are the counterparts of. Only they and what models code are on. Reports
are sorted by their places, and the last note of a path, which repeats the warning,
is left out.

With -beside-others clang's default checkers are on as well, which must not change
anything.

With -tidy-cases the claims of FILE are those of clang-tidy, and are held against
the analyzer as they are, notes apart: its path has notes of its own. What is
different has to be said, with a reason:

    // ANALYZER-SILENT: reason
        Before a claim: the analyzer does not report this.
    // ANALYZER-SAYS: text -- reason
        Before a claim: the analyzer's warning is `text` instead.
    // ANALYZER-ALSO: :[[@LINE]]:5: warning: text -- reason
        The analyzer reports this, and clang-tidy does not.

They may stand behind code, so that no line moves that a claim counts from.

Code that does not compile is not analysed at all. For it, and with -no-crash, only
a crash is a failure.
"""

import os
import re
import sys
import tempfile

import check_tidy

_CLAIM_LINE = re.compile(r"//\s*CHECK-(?:MESSAGES|NOTES)(?P<rest>[-\w{},]*:.*)")
_DIFFERENCE = re.compile(r"//\s*ANALYZER-(?P<kind>SILENT|ALSO|SAYS):\s*(?P<text>.*)")
_OPTION = re.compile(r"(unwedge-[a-z-]+)\.(\w+):\s*('[^']*'|\"[^\"]*\"|[^,}]*)")
_LOCATION = re.compile(r"^(?P<file>.+?):(?P<line>\d+):(?P<column>\d+): ")


def checker_name(check):
    if not check.startswith("unwedge-"):
        return check
    return "unwedge." + "".join(word.capitalize() for word in check.split("-")[1:])


def check_name(checker):
    words = re.findall(r"[A-Z][a-z]*", checker.partition(".")[2])
    return "-".join(["unwedge", *(word.lower() for word in words)])


def sorted_blocks(lines):
    """The warnings and errors in the order of their places, each with its notes."""
    blocks = []
    for line in lines:
        kind = check_tidy.Runner.diagnostics_of([line])
        if not blocks or (kind and kind[0][1] in ("warning", "error")):
            blocks.append([])
        blocks[-1].append(line)

    def place(block):
        match = _LOCATION.match(block[0])
        if not match:
            return ("", 0, 0)
        return (match["file"], int(match["line"]), int(match["column"]))

    return [line for block in sorted(blocks, key=place) for line in block]


def without_repetition(lines):
    """Drops notes that say again what the warning before them says."""
    kept, warning = [], None
    for line in lines:
        text = re.sub(r" \[[\w.,-]+\]$", "", line)
        if ": warning: " in text:
            warning = text
        elif warning and text == warning.replace(": warning: ", ": note: ", 1):
            continue
        kept.append(line)
    return kept


def apply_differences(text):
    """The claims that clang-tidy's make for the analyzer, line by line."""
    result, pending = [], None
    for number, line in enumerate(text.split("\n"), 1):
        claim = _CLAIM_LINE.search(line)
        difference = _DIFFERENCE.search(line)
        if claim and ": note: " in claim["rest"]:
            line = "//"
        elif claim:
            line = "// CHECK-MESSAGES" + claim["rest"]
            if pending and pending[0] == "SILENT":
                line = "//"
            elif pending:
                line = re.sub(r"warning: .*", lambda _: "warning: " + pending[1], line)
            pending = None
        elif difference:
            kind, said = difference["kind"], difference["text"]
            said, _, reason = said.rpartition(" -- ") if kind != "SILENT" else ("", "", said)
            if not reason.strip() or (kind != "SILENT" and not said):
                raise check_tidy.Failure(f"line {number}: ANALYZER-{kind} without a reason")
            if kind == "ALSO":
                line = "// CHECK-MESSAGES: " + said
            elif pending:
                raise check_tidy.Failure(f"line {number}: no claim follows the one before")
            else:
                pending = (kind, said.strip())
        result.append(line)
    if pending:
        raise check_tidy.Failure("no claim follows the last ANALYZER comment")
    return "\n".join(result)


class Runner(check_tidy.Runner):
    def __init__(self, args, clang, plugin, tidy_cases, beside_others):
        super().__init__(args)
        self.beside_others = beside_others
        self.checkers = [checker_name(name.strip()) for name in args.checks.split(",")]
        self.clang, self.plugin, self.tidy_cases = clang, plugin, tidy_cases
        if args.expect_errors:
            args.no_crash = True

    def run(self):
        if self.tidy_cases and not self.args.no_crash:
            self.run_tidy_cases()
        else:
            super().run()

    def run_tidy_cases(self):
        """Claims are read from a copy that has those of the analyzer; the file
        itself is what is analysed, so that its includes are found."""
        with open(self.args.file, encoding="utf-8") as file:
            text = apply_differences(file.read())
        with tempfile.TemporaryDirectory(prefix="check_analyzer.") as scratch:
            copy = os.path.join(scratch, os.path.basename(self.args.file))
            with open(copy, "w", encoding="utf-8") as file:
                file.write(text)
            original = self.args.file
            self.require_known_checks()
            suffixes = [
                suffix
                for suffix in self.args.suffixes
                if not suffix or re.search(rf"CHECK-MESSAGES[-\w]*-{suffix}\b", text)
            ]
            claims = check_tidy.Claims(copy, suffixes)
            for standard in self.args.std:
                self.args.file = original
                diagnostics = self.diagnose(original, standard)
                diagnostics = [line for line in diagnostics if ": note: " not in line]
                self.args.file = copy
                self.match_diagnostics(claims, diagnostics, standard, scratch)
            self.args.file = original

    def require_known_checks(self):
        listing = self.require_sound(
            check_tidy.spawn(
                [self.clang, "-cc1", "-load", self.plugin, "-analyzer-checker-help"]
            )
        )
        known = set(re.findall(r"^\s+([\w.]+)", listing.stdout, re.MULTILINE))
        for checker in self.checkers:
            if checker not in known:
                raise check_tidy.Failure(f"unknown checker: '{checker}'")

    @staticmethod
    def require_sound(process):
        crashed = process.returncode < 0 or process.returncode >= 128
        if crashed or "PLEASE submit a bug report" in process.stderr:
            raise check_tidy.Failure(
                f"clang crashed (exit code {process.returncode}):\n" + process.stderr
            )
        for sign in ("unable to load plugin", "is not compatible with this version"):
            if sign in process.stderr:
                raise check_tidy.Failure("the plugin does not load:\n" + process.stderr)
        return process

    def diagnose(self, path, standard, tidy_args=(), compiler_args=()):
        args = self.args
        command = [self.clang, "--analyze"]
        if not self.beside_others:
            command.append("--analyzer-no-default-checks")
        command += ["-fplugin=" + self.plugin, "-o", os.devnull]
        command += ["-fno-caret-diagnostics", "-fno-color-diagnostics"]
        for word in (
            "-analyzer-checker=" + ",".join(self.checkers),
            "-analyzer-output=text",
        ):
            command += ["-Xclang", word]
        for check, option, value in _OPTION.findall(args.config):
            # clang takes no option with a second "=" in it.
            value = value.strip("'\" ").replace("=", "{eq}")
            setting = f"{checker_name(check)}:{option}={value}"
            command += ["-Xclang", "-analyzer-config", "-Xclang", setting]
        for argument in args.tidy_arg:
            command += ["-Xclang", argument]
        command += ["-std=" + standard, path, *args.compiler_args, *compiler_args]
        print("+ " + " ".join(command), flush=True)
        process = self.require_sound(check_tidy.spawn(command))
        lines = process.stderr.splitlines()
        lines = [line for line in lines if not re.match(r"\d+ (warning|error)", line)]
        kinds = {kind for _, kind in self.diagnostics_of(lines)}
        if not args.no_crash and (process.returncode != 0 or "error" in kinds):
            raise check_tidy.Failure(
                f"clang ended with exit code {process.returncode}:\n" + process.stderr
            )
        if args.expect_errors and "error" not in kinds:
            raise check_tidy.Failure("the code compiles, but -expect-errors was given")
        lines = without_repetition(sorted_blocks(lines))
        if self.tidy_cases:
            for checker in self.checkers:
                lines = [line.replace(f"[{checker}]", f"[{check_name(checker)}]") for line in lines]
        return lines


def main():
    argv = []
    own = {"-clang": "clang", "-plugin": None, "-tidy-cases": None, "-beside-others": None}
    words = iter(sys.argv[1:])
    for word in words:
        name, _, value = word.partition("=")
        if name in own:
            own[name] = value or True
            continue
        argv.append(word)
        if word == "--":
            argv += words
    if not own["-plugin"] or not os.path.isfile(own["-plugin"]):
        print(f"check_analyzer: no such plugin: {own['-plugin']}", file=sys.stderr)
        return 2
    args = check_tidy.parse_arguments(argv)
    try:
        Runner(
            args, own["-clang"], own["-plugin"], own["-tidy-cases"], own["-beside-others"]
        ).run()
    except check_tidy.Failure as failure:
        print(f"check_analyzer: {args.file}: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
