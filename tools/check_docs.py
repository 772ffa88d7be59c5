#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the examples of the documentation and compares what they print.

    check_docs.py [--clang-tidy PROGRAM] [--module FILE] [--update]

Looked at are README.md, whose first `text` block is what a program of the gallery
gives, and every page in docs/checks: a `cpp` block that is followed by a `text`
block is compiled, and has to give it. Links to files of the project, and names of
such files in backquotes, have to lead somewhere. --update writes what is printed now into the pages.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
GALLERY = ROOT / "test" / "incidents"
TEXT = re.compile(r"(?<=```text\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
EXAMPLE = re.compile(
    r"^```cpp\n(?P<code>[^`]*)^```\n\n```text\n(?P<output>[^`]*?)^```$", re.MULTILINE
)
NAMED_FILE = re.compile(
    r"`(?P<path>(?:benchmarks|cmake|docs|examples|include|integrations|lib|test|tools)/[\w./-]+)`"
)
LINK = re.compile(r"\]\((?!\w+:)(?P<path>[^)#\s]+)[^)\s]*\)")


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clang-tidy", default="clang-tidy-22", help="default: %(default)s")
    parser.add_argument(
        "--module", default=ROOT / "build" / "llvm-22" / "lib" / "unwedge-tidy.so"
    )
    parser.add_argument("--update", action="store_true")
    return parser.parse_args()


def diagnose(args, file, *compiler_arguments):
    """What clang-tidy prints for the file, without the directory of the file."""
    command = [args.clang_tidy, f"--load={args.module}", "--quiet", "--checks=-*,unwedge-*"]
    command += ["--config={}", file, "--", "-std=c++17", *compiler_arguments]
    output = subprocess.run(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ).stdout
    return output.replace(str(file.parent) + os.sep, "")


def check_readme(args, text):
    program = GALLERY / "pool-asks-its-own-size" / "stuck.cpp"
    now = diagnose(args, program, "-pthread", "-I", GALLERY / "support")
    return TEXT.sub(lambda _: now, text, count=1)


def check_page(args, text):
    def run_example(match):
        name = match["output"].split(":")[0]
        with tempfile.TemporaryDirectory() as scratch:
            file = pathlib.Path(scratch) / name
            file.write_text(match["code"], encoding="utf-8")
            now = diagnose(args, file)
        head = match[0][: match.start("output") - match.start()]
        return head + now + "```"

    return EXAMPLE.sub(run_example, text)


def broken_links(page, text):
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    paths = {m["path"]: page.parent / m["path"] for m in LINK.finditer(prose)}
    paths |= {m["path"]: ROOT / m["path"] for m in NAMED_FILE.finditer(prose)}
    return [name for name, path in paths.items() if not path.exists()]


def main():
    args = parse_arguments()
    pages = {ROOT / "README.md": check_readme}
    pages |= {page: check_page for page in sorted((ROOT / "docs" / "checks").glob("*.md"))}
    wrong = 0
    for page, check in pages.items():
        text = page.read_text(encoding="utf-8")
        if not (TEXT if check is check_readme else EXAMPLE).search(text):
            wrong += 1
            print(f"{page.relative_to(ROOT)}: there is no example")
        now = check(args, text)
        if now == text:
            continue
        wrong += 1
        print(f"{page.relative_to(ROOT)}: an example prints something else now")
        if args.update:
            page.write_text(now, encoding="utf-8")
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")]:
        for path in broken_links(page, page.read_text(encoding="utf-8")):
            wrong += 1
            print(f"{page.relative_to(ROOT)}: leads nowhere: {path}")
    return 1 if wrong and not args.update else 0


if __name__ == "__main__":
    sys.exit(main())
