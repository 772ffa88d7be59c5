#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shows what a document of SARIF says, a line each: FILE."""

import json
import sys


def place(location):
    physical = location["physicalLocation"]
    region = physical["region"]
    assert physical["artifactLocation"]["uriBaseId"] == "SRCROOT"
    uri = physical["artifactLocation"]["uri"]
    return f"{uri}:{region['startLine']}:{region['startColumn']}-{region['endColumn']}"


with open(sys.argv[1], encoding="utf-8") as file:
    document = json.load(file)
print(document["version"])
(run,) = document["runs"]
driver = run["tool"]["driver"]
print(driver["name"])
for rule in driver["rules"]:
    print(f"rule {rule['id']}, help of {len(rule['help']['markdown'])} characters")
    print(
        f"  {rule['name']}, {rule['shortDescription']['text']}, {rule['properties']['severity']},"
        f" {rule['defaultConfiguration']['level']}, {' '.join(rule['properties']['tags'])}"
    )
    print(f"  {rule['fullDescription']['text']}")
print("root", run["originalUriBaseIds"]["SRCROOT"]["uri"])
(invocation,) = run["invocations"]
print("successful:", invocation["executionSuccessful"])
for notification in invocation["toolExecutionNotifications"]:
    print(f"{notification['level']}: {notification['message']['text']}")
for result in run["results"]:
    assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    (location,) = result["locations"]
    print(f"{result['ruleId']} at {place(location)}: {result['message']['text']}")
    silenced = [
        f"{each['kind']} by {each['properties']['by']}: {each.get('justification')}"
        for each in result.get("suppressions", [])
    ]
    print(
        f"  fingerprint of {len(result['partialFingerprints']['unwedge/v1'])} characters,"
        f" {result['properties']['confidence']}, suppressed: {silenced}"
    )
    for flow in result.get("codeFlows", []):
        for thread in flow["threadFlows"]:
            for step in thread["locations"]:
                text = step["location"]["message"]["text"]
                print(f"  {place(step['location'])}: {text}")
    for fix in result.get("fixes", []):
        for change in fix["artifactChanges"]:
            for edit in change["replacements"]:
                region = edit["deletedRegion"]
                print(
                    f"  {change['artifactLocation']['uri']}:{region['startLine']}:"
                    f"{region['startColumn']}-{region['endLine']}:{region['endColumn']}"
                    f" becomes {edit['insertedContent']['text']!r}"
                )
