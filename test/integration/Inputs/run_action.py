#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the steps of a composite action of GitHub as a runner would:

    run_action.py --path FOLDERS [--event FILE] [--actor NAME] FOLDER WORKSPACE SCRATCH [INPUT=VALUE]...

FOLDER has action.yml. Each `run` is run by its shell with its environment; of a step that
`uses` another action only what it would get is printed. Expressions are those that our
action has: comparisons, `&&`, `||`, `!` and names."""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys

import yaml

TOKEN = re.compile(r"'(?:[^']|'')*'|&&|\|\||==|!=|!|[()]|[\w.\-]+|\s+")


class Runner:
    def __init__(self, args):
        self.args = args
        self.scratch = pathlib.Path(args.scratch)
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.action = yaml.safe_load((pathlib.Path(args.folder) / "action.yml").read_text())
        given = dict(each.split("=", 1) for each in args.inputs)
        unknown = set(given) - set(self.action["inputs"])
        if unknown:
            sys.exit(f"no such input: {unknown}")
        event = json.loads(pathlib.Path(args.event).read_text()) if args.event else {}
        self.path = args.path + os.pathsep + os.environ["PATH"]
        self.context = {
            "inputs": {
                name: given.get(name, what["default"])
                for name, what in self.action["inputs"].items()
            },
            "steps": {},
            "github": {
                "event": event,
                "event_name": "pull_request" if event else "push",
                "repository": "owner/project",
                "actor": args.actor,
            },
        }

    def look_up(self, name):
        value = self.context
        for part in name.split("."):
            value = value.get(part, "") if isinstance(value, dict) else ""
        return value

    def evaluate(self, expression):
        words = {"&&": " and ", "||": " or ", "!": " not "}
        python = ""
        for token in TOKEN.findall(expression):
            if token[0] in "'()" or token in ("==", "!=") or token.isspace():
                python += token.replace("\n", " ")
            else:
                python += words.get(token) or f"look_up({token!r})"
        return eval(python, {"look_up": self.look_up})  # noqa: S307, only our own text

    def expand(self, text):
        return re.sub(r"\$\{\{(.*?)\}\}", lambda m: str(self.evaluate(m[1].strip())), text)

    def run_step(self, number, step):
        environment = {
            **os.environ,
            "PATH": self.path,
            "GITHUB_ACTION_PATH": os.path.abspath(self.args.folder),
            "GITHUB_WORKSPACE": os.path.abspath(self.args.workspace),
            "RUNNER_TEMP": os.path.abspath(self.scratch),
        }
        files = {}
        for name in ("OUTPUT", "PATH", "STEP_SUMMARY"):
            files[name] = self.scratch / f"{name.lower()}-{number}"
            files[name].write_text("")
            environment["GITHUB_" + name] = str(files[name].absolute())
        environment |= {name: self.expand(text) for name, text in step.get("env", {}).items()}
        # As the runner calls it for `shell: bash`.
        assert step["shell"] == "bash" and "${{" not in step["run"]
        script = self.scratch / f"step-{number}.sh"
        script.write_text(step["run"])
        sys.stdout.flush()
        code = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self.args.workspace,
            env=environment,
        ).returncode
        outputs = dict(line.split("=", 1) for line in files["OUTPUT"].read_text().splitlines())
        self.context["steps"][step.get("id")] = {"outputs": outputs}
        for line in files["PATH"].read_text().splitlines():
            self.path = line + os.pathsep + self.path
        print(files["STEP_SUMMARY"].read_text(), end="")
        return code

    def run(self):
        for number, step in enumerate(self.action["runs"]["steps"]):
            condition = step.get("if", "${{ 'true' }}")
            if not self.evaluate(condition.strip().removeprefix("${{").removesuffix("}}")):
                print(f"step {step['name']}: skipped")
                continue
            if "uses" in step:
                given = {name: self.expand(text) for name, text in step["with"].items()}
                print(f"step {step['name']}: {step['uses']} with {given}")
                continue
            code = self.run_step(number, step)
            print(f"step {step['name']}: exit code {code}")
            if code != 0:
                return code
        outputs = self.action["outputs"].items()
        print("outputs:", {name: self.expand(what["value"]) for name, what in outputs})
        return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--event")
    parser.add_argument("--actor", default="somebody")
    parser.add_argument("--path", required=True, help="where unwedge is")
    for name in ("folder", "workspace", "scratch"):
        parser.add_argument(name)
    parser.add_argument("inputs", nargs="*")
    return Runner(parser.parse_args()).run()


if __name__ == "__main__":
    sys.exit(main())
