#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Builds and tests unwedge for some LLVM major versions and adds up the results.

    run_tests.py MAJOR ...

For each one the preset llvm-MAJOR is configured and built, and the unit tests
and the lit tests are run. A build that fails, a suite that ends without results
and a suite that runs no test count as one failure each. Tests that are skipped
or unsupported count as neither passed nor failed. The last line is `N passed, N
failed`; the exit code is 0 if nothing failed.
"""

import collections
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIT_PASSED = {"PASS", "FLAKYPASS", "XFAIL"}
LIT_NOT_RUN = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


class Tally(collections.Counter):
    """Counts of `passed`, `failed` and `not run`."""

    def __str__(self):
        text = f"{self['passed']} passed, {self['failed']} failed"
        return text + (f", {self['not run']} not run" if self["not run"] else "")


def run(*command, **environment):
    print("+ " + " ".join(map(str, command)), flush=True)
    try:
        return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}).returncode
    except OSError as error:
        print(f"run_tests.py: {error}", flush=True)
        return 127


def finished(tally, returncode, report):
    """Turns what must not pass for success into a failure."""
    if tally["passed"] + tally["failed"] == 0:
        print(f"run_tests.py: no test ran (see {report})", flush=True)
        tally["failed"] += 1
    elif returncode != 0 and not tally["failed"]:
        print(f"run_tests.py: exit code {returncode}, but no test failed", flush=True)
        tally["failed"] += 1
    return tally


def read_report(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"run_tests.py: no usable report: {error}", flush=True)
        return {}


def run_unit_tests(build):
    report = build / "unit-tests.json"
    report.unlink(missing_ok=True)
    program = build / "unittests" / "UnwedgeUnitTests"
    code = run(program, "--gtest_brief=1", f"--gtest_output=json:{report}")
    tally = Tally()
    for suite in read_report(report).get("testsuites", []):
        for test in suite["testsuite"]:
            if test.get("failures"):
                tally["failed"] += 1
            elif test["result"] == "COMPLETED":
                tally["passed"] += 1
            else:
                tally["not run"] += 1
    return finished(tally, code, report)


def run_lit(build):
    report = build / "lit.json"
    report.unlink(missing_ok=True)
    code = run(
        "cmake", "--build", build, "--target", "check-unwedge", LIT_OPTS=f"--output={report}"
    )
    tally = Tally()
    for test in read_report(report).get("tests", []):
        if test["code"] in LIT_PASSED:
            tally["passed"] += 1
        elif test["code"] in LIT_NOT_RUN:
            tally["not run"] += 1
        else:
            tally["failed"] += 1
    return finished(tally, code, report)


def main():
    majors = sys.argv[1:]
    if not majors:
        sys.exit(__doc__)
    rows = []
    for major in majors:
        preset, build = f"llvm-{major}", ROOT / "build" / f"llvm-{major}"
        if run("cmake", "--preset", preset) or run("cmake", "--build", "--preset", preset):
            rows.append((f"LLVM {major}, build", Tally(failed=1)))
            continue
        rows.append((f"LLVM {major}, unit tests", run_unit_tests(build)))
        rows.append((f"LLVM {major}, lit tests", run_lit(build)))
    total = Tally()
    print()
    for name, tally in rows:
        print(f"{name}: {tally}")
        total.update(tally)
    print(f"{total['passed']} passed, {total['failed']} failed")
    return 1 if total["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
