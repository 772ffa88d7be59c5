#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles one file with the compiler plugin and holds every warning against the file.

    check_compiler.py FILE CHECKS -clang=PROGRAM -compiler-plugin=PLUGIN [options]
        -- [compiler arguments]

Everything that check_tidy.py says of claims, notes and fixes holds here, too, and so
does its strictness. Warnings are sorted by their places.

A file that says

    // COMPILER-SKIP: reason

is for the other hosts only. Code that does not compile is not looked at at all: for it,
and with -no-crash, only a crash is a failure.
"""

import os
import re
import sys

import check_analyzer
import check_tidy

_SKIP = re.compile(r"//\s*COMPILER-SKIP:\s*\S")
_COMMON = {"ModelFiles": "model-files", "MinimumConfidence": "minimum-confidence"}


class Runner(check_tidy.Runner):
    def __init__(self, args, clang, plugin):
        super().__init__(args)
        self.clang, self.plugin = clang, plugin
        if args.expect_errors:
            args.no_crash = True

    def require_known_checks(self):
        """The plugin itself refuses a name that it does not know."""

    def plugin_arguments(self):
        if self.args.checks != "unwedge-*":
            yield "checks=" + self.args.checks
        for check, option, value in check_analyzer._OPTION.findall(self.args.config):
            value = value.strip("'\" ")
            if option in _COMMON:
                yield f"{_COMMON[option]}={value}"
            else:
                yield f"option={check}.{option}={value}"

    def diagnose(self, path, standard, tidy_args=(), compiler_args=()):
        command = [self.clang, "-fsyntax-only", "-fplugin=" + self.plugin]
        command += ["-fplugin-arg-unwedge-" + word for word in self.plugin_arguments()]
        # Warnings of clang's own are for other tests.
        command += ["-Wno-everything", "-fno-caret-diagnostics", "-fno-color-diagnostics"]
        if any(word.startswith("--fix") for word in tidy_args):
            command += ["-Xclang", "-fixit"]
        command += ["-std=" + standard, path, *self.args.compiler_args, *compiler_args]
        print("+ " + " ".join(command), flush=True)
        process = check_tidy.spawn(command)
        if process.returncode < 0 or "PLEASE submit a bug report" in process.stderr:
            raise check_tidy.Failure(
                f"clang crashed (exit code {process.returncode}):\n" + process.stderr
            )
        if process.returncode != 0 and not self.args.no_crash:
            raise check_tidy.Failure(
                f"clang ended with exit code {process.returncode}:\n" + process.stderr
            )
        lines = process.stderr.splitlines()
        lines = [line for line in lines if not re.match(r"\d+ (warning|error)", line)]
        return check_analyzer.sorted_blocks(lines)


def is_skipped(path):
    with open(path, encoding="utf-8") as file:
        return bool(_SKIP.search(file.read()))


def main():
    own = {"-clang": "clang", "-compiler-plugin": None}
    argv = []
    words = iter(sys.argv[1:])
    for word in words:
        name, _, value = word.partition("=")
        if name in own:
            own[name] = value
            continue
        argv.append(word)
        if word == "--":
            argv += words
    args = check_tidy.parse_arguments(argv)
    plugin = own["-compiler-plugin"]
    if not plugin or not os.path.isfile(plugin):
        print(f"check_compiler: no such plugin: {plugin}", file=sys.stderr)
        return 2
    if is_skipped(args.file):
        return 0
    try:
        Runner(args, own["-clang"], plugin).run()
    except check_tidy.Failure as failure:
        print(f"check_compiler: {args.file}: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
