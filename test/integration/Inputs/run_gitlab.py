#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the script of the template's job as a runner of GitLab would:

    run_gitlab.py TEMPLATE PROJECT [VARIABLE=VALUE]...

It prints the files of the artifacts that are there, and ends with the exit code of the
script; where the job allows that one, it says so."""

import os
import pathlib
import subprocess
import sys

import yaml

template, project, *variables = sys.argv[1:]
job = yaml.safe_load(pathlib.Path(template).read_text())["unwedge"]
environment = {**os.environ, "CI_PROJECT_DIR": project}
environment |= job["variables"] | dict(each.split("=", 1) for each in variables)
code = subprocess.run(
    ["sh", "-e", "-c", "\n".join(job["script"])], cwd=project, env=environment
).returncode
assert job["artifacts"]["when"] == "always"
report = job["artifacts"]["reports"]["codequality"]
print("report:", report, (pathlib.Path(project) / report).exists())
print("allowed:", code in job["allow_failure"]["exit_codes"])
sys.exit(code)
