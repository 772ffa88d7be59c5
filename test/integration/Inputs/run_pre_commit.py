#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Commits to a repository that has our hook by pre-commit:

    run_pre_commit.py SOURCE_ROOT PROJECT SCRATCH UNWEDGE

The hook's repository is made of what the hook needs, since the sources that are tested need
not be a repository. Commits are made in copies of PROJECT."""

import os
import pathlib
import shutil
import subprocess
import sys

source, project, scratch = map(pathlib.Path, sys.argv[1:4])
environment = {
    **os.environ,
    "UNWEDGE": sys.argv[4],
    "HOME": str(scratch),
    "PRE_COMMIT_HOME": str(scratch / "cache"),
    "GIT_CONFIG_GLOBAL": str(scratch / "gitconfig"),
    "GIT_CONFIG_NOSYSTEM": "1",
}


def run(folder, *command):
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


def must(folder, *command):
    done = run(folder, *command)
    if done.returncode != 0:
        sys.exit(f"{command}: {done.stdout}")
    return done.stdout.strip()


shutil.rmtree(scratch, ignore_errors=True)
hooks = scratch / "hooks"
hooks.mkdir(parents=True)
(scratch / "gitconfig").write_text("[user]\nname = Somebody\nemail = nobody@example.org\n")
shutil.copy(source / ".pre-commit-hooks.yaml", hooks)
shutil.copytree(source / "integrations", hooks / "integrations")
must(hooks, "git", "init", "-q")
must(hooks, "git", "add", "-A")
must(hooks, "git", "commit", "-q", "-m", "hooks")
revision = must(hooks, "git", "rev-parse", "HEAD")
(project / ".pre-commit-config.yaml").write_text(
    f"repos:\n- repo: {hooks}\n  rev: {revision}\n  hooks:\n  - id: unwedge\n    args: [-p, .]\n"
)
must(project, "git", "init", "-q")
must(project, "git", "add", ".pre-commit-config.yaml")
must(project, "git", "commit", "-q", "-m", "start")
must(project, "pre-commit", "install")
for name in ("table.cpp", "shared.cpp", "notes.txt"):
    (project / name).open("a").close()
    must(project, "git", "add", name)
    done = run(project, "git", "commit", "-q", "--allow-empty", "-m", name)
    print(f"commit of {name}\n{done.stdout}exit code {done.returncode}")
    must(project, "git", "reset", "-q")
