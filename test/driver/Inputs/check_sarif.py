#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks that documents of SARIF are what GitHub's code scanning documents to need.

    check_sarif.py [--schema FILE] FILE...

With --schema they are also held against that JSON schema, by Python's jsonschema.
Prints what is wrong, a line each, and then the number of results; the exit code is 1
if anything is wrong.
"""

import argparse
import json
import sys

LEVELS = {"none", "note", "warning", "error"}
PRECISIONS = {"very-high", "high", "medium", "low"}
SEVERITIES = {"error", "warning", "recommendation"}
# GitHub rejects what has more.
LIMITS = {"results": 25000, "rules": 25000, "steps": 10000, "locations": 1000, "tags": 20}
SHOWN = 1024


class Checker:
    def __init__(self):
        self.wrong = []

    def want(self, holds, where, what):
        if not holds:
            self.wrong.append(f"{where}: {what}")

    def text(self, container, name, where, longest=None):
        text = container.get(name, {}).get("text")
        self.want(isinstance(text, str) and text, where, f"has no {name}.text")
        if longest and text:
            self.want(len(text) <= longest, where, f"{name}.text is longer than {longest}")

    def rule(self, rule, where):
        self.want(rule.get("id"), where, "has no id")
        self.want(len(rule.get("name", "")) <= 255, where, "name is longer than 255")
        self.text(rule, "shortDescription", where, SHOWN)
        self.text(rule, "fullDescription", where, SHOWN)
        self.text(rule, "help", where)
        self.want(rule.get("help", {}).get("markdown"), where, "has no help.markdown")
        level = rule.get("defaultConfiguration", {}).get("level")
        self.want(level in LEVELS, where, f"has the default level {level}")
        properties = rule.get("properties", {})
        self.want(
            properties.get("precision", "high") in PRECISIONS, where, "has no such precision"
        )
        self.want(
            properties.get("problem.severity", "error") in SEVERITIES,
            where,
            "has no such problem.severity",
        )
        tags = properties.get("tags", [])
        self.want(len(tags) <= LIMITS["tags"], where, "has too many tags")

    def artifact(self, artifact, bases, where):
        uri = artifact.get("uri", "")
        self.want(uri, where, "has no uri")
        base = artifact.get("uriBaseId")
        if base is None:
            self.want(uri.startswith("file:///"), where, f"{uri} is relative to nothing")
        else:
            self.want(base in bases, where, f"the base {base} is unknown")
            self.want(
                ":" not in uri.split("/")[0] and not uri.startswith(("/", "./", "../")),
                where,
                f"{uri} is not relative",
            )
        self.want(not set(uri) & set(' "<>\\^`{|}'), where, f"{uri} is not encoded")

    def location(self, location, bases, where):
        physical = location.get("physicalLocation", {})
        self.artifact(physical.get("artifactLocation", {}), bases, where)
        region = physical.get("region", {})
        numbers = [
            region.get(name, 0) for name in ("startLine", "startColumn", "endLine", "endColumn")
        ]
        self.want(all(number >= 1 for number in numbers), where, f"has the region {numbers}")
        self.want(numbers[:2] < numbers[2:], where, f"the region {numbers} ends where it begins")

    def result(self, result, rules, bases, where):
        index = result.get("ruleIndex", -1)
        self.want(0 <= index < len(rules), where, f"has the rule index {index}")
        if 0 <= index < len(rules):
            self.want(result.get("ruleId") == rules[index]["id"], where, "is of two rules")
        self.want(result.get("level") in LEVELS, where, "has no such level")
        self.text(result, "message", where)
        locations = result.get("locations", [])
        self.want(len(locations) == 1, where, f"has {len(locations)} locations")
        for location in locations:
            self.location(location, bases, where)
        for flow in result.get("codeFlows", []):
            steps = [step for thread in flow["threadFlows"] for step in thread["locations"]]
            self.want(len(steps) <= LIMITS["steps"], where, "has too many steps")
            for step in steps:
                self.location(step["location"], bases, where + " step")
                self.text(step["location"], "message", where + " step")
        for fix in result.get("fixes", []):
            for change in fix["artifactChanges"]:
                self.artifact(change["artifactLocation"], bases, where + " fix")
        for silencer in result.get("suppressions", []):
            self.want(silencer.get("kind") in {"inSource", "external"}, where, "has no such kind")
        return result.get("partialFingerprints", {}).get("primaryLocationLineHash")

    def document(self, document, name):
        self.want(document.get("$schema"), name, "has no $schema")
        self.want(document.get("version") == "2.1.0", name, "is not of version 2.1.0")
        runs = document.get("runs", [])
        # Several runs of one tool and category are rejected.
        self.want(len(runs) == 1, name, f"has {len(runs)} runs")
        count = 0
        for run in runs:
            driver = run.get("tool", {}).get("driver", {})
            self.want(driver.get("name"), name, "the tool has no name")
            self.want(driver.get("version"), name, "the tool has no version")
            rules = driver.get("rules", [])
            self.want(0 < len(rules) <= LIMITS["rules"], name, f"has {len(rules)} rules")
            for index, rule in enumerate(rules):
                self.rule(rule, f"{name}: rule {index}")
            bases = run.get("originalUriBaseIds", {})
            for base in bases.values():
                self.want(base.get("uri", "").endswith("/"), name, "a base does not end in /")
            identity = run.get("automationDetails", {}).get("id", "category/")
            self.want("/" in identity, name, f"{identity} has no category")
            results = run.get("results")
            self.want(isinstance(results, list), name, "has no results")
            self.want(len(results or []) <= LIMITS["results"], name, "has too many results")
            prints = [
                self.result(result, rules, bases, f"{name}: result {index}")
                for index, result in enumerate(results or [])
            ]
            self.want(all(prints), name, "a result has no primaryLocationLineHash")
            self.want(len(set(prints)) == len(prints), name, "results have equal fingerprints")
            for invocation in run.get("invocations", []):
                for notification in invocation.get("toolExecutionNotifications", []):
                    self.text(notification, "message", f"{name}: notification")
            count += len(results or [])
        return count


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--schema")
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    checker = Checker()
    validator = None
    if args.schema:
        import jsonschema

        with open(args.schema, encoding="utf-8") as file:
            schema = json.load(file)
        kind = jsonschema.validators.validator_for(schema)
        kind.check_schema(schema)
        validator = kind(schema)
    for name in args.files:
        with open(name, encoding="utf-8") as file:
            document = json.load(file)
        count = checker.document(document, name)
        print(f"{name}: {count} results")
        if validator:
            for error in validator.iter_errors(document):
                where = "/".join(str(part) for part in error.absolute_path)
                checker.wrong.append(f"{name}: {where}: {error.message}")
    for line in checker.wrong:
        print(line)
    sys.exit(1 if checker.wrong else 0)


if __name__ == "__main__":
    main()
