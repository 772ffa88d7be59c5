#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs `unwedge check` over one file and holds every diagnostic against it.

    check_driver.py FILE CHECKS -unwedge=PROGRAM [options] -- [compiler arguments]

Everything that check_tidy.py says of claims holds here, too, and so does its
strictness. CHECKS are names of checks. There are no fixes, and no configuration.
"""

import json
import os
import sys
import tempfile

import check_tidy


class Runner(check_tidy.Runner):
    def __init__(self, args, unwedge):
        super().__init__(args)
        self.unwedge = unwedge

    def require_known_checks(self):
        """The program itself refuses a name that it does not know."""

    def diagnose(self, path, standard, tidy_args=(), compiler_args=()):
        path = os.path.abspath(path)
        arguments = ["c++", "-std=" + standard, "-c", path]
        arguments += [*self.args.compiler_args, *compiler_args]
        with tempfile.TemporaryDirectory(prefix="check_driver.") as scratch:
            database = os.path.join(scratch, "compile_commands.json")
            unit = {"directory": os.getcwd(), "file": path, "arguments": arguments}
            with open(database, "w", encoding="utf-8") as file:
                json.dump([unit], file)
            command = [self.unwedge, "check", "-p", scratch, "--checks=" + self.args.checks]
            print("+ " + " ".join(command) + ": " + " ".join(arguments), flush=True)
            process = check_tidy.spawn(command)
        # Anything but that something, or nothing, was found.
        if process.returncode not in (0, 1):
            raise check_tidy.Failure(
                f"unwedge ended with exit code {process.returncode}:\n"
                + process.stdout
                + process.stderr
            )
        return [
            line
            for line in process.stdout.splitlines()
            if not check_tidy._SNIPPET.match(line)
        ]


def main():
    option = "-unwedge="
    own = [word for word in sys.argv[1:] if word.startswith(option)]
    args = check_tidy.parse_arguments(
        [word for word in sys.argv[1:] if not word.startswith(option)]
    )
    if not own:
        print("check_driver: -unwedge= is missing", file=sys.stderr)
        return 2
    try:
        Runner(args, own[0][len(option) :]).run()
    except check_tidy.Failure as failure:
        print(f"check_driver: {args.file}: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
