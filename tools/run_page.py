#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Does what a page tells its reader to do, and compares what comes out.

    run_page.py [--unwedge PROGRAM] [--update] PAGE

From the root of the tree, in one shell with an empty folder as its home, one block of
the page after the other:

- `console`: each line that begins with `$ ` is a command, whose output, of both
  streams, is what follows; it has to be that. Names of files are told from the home's
  folders, and Ninja's lines of progress are left out.
- `sh`: commands that have to succeed; what they print is not looked at.
- `diff`: a change, made with patch.
- Blocks behind a line `<!-- not run: reason -->`, and those of other languages, are
  for the eye.

--update writes what comes out into the page.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(
    r"(?P<not_run><!-- not run: [^>]+ -->\n\n)?"
    r"^```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
# Between the outputs of two commands, with the exit code of the first.
MARK = "=== run_page.py: end of command"
PROGRESS = re.compile(r"^(\[\d+/\d+\] .*|ninja: no work to do\.)\n", re.MULTILINE)


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--unwedge",
        type=pathlib.Path,
        default=ROOT / "build" / "llvm-22" / "bin" / "unwedge",
        help="default: %(default)s",
    )
    parser.add_argument("--update", action="store_true")
    parser.add_argument("page", type=pathlib.Path)
    return parser.parse_args()


def commands_of(block):
    """The commands that a block stands for, each a line or more of shell."""
    if block["not_run"]:
        return []
    if block["language"] == "console":
        return [line[2:] for line in block["text"].splitlines() if line.startswith("$ ")]
    if block["language"] == "sh":
        return [block["text"].rstrip("\n")]
    if block["language"] == "diff":
        return [f"patch --quiet -p1 <<'END OF DIFF'\n{block['text']}END OF DIFF"]
    return []


def run(commands, unwedge):
    """The output and the exit code of each command."""
    with tempfile.TemporaryDirectory() as scratch:
        # Behind links: unwedge knows files by their real names.
        home = pathlib.Path(scratch).resolve()
        script = home / "commands.sh"
        with script.open("w", encoding="utf-8") as file:
            for command in commands:
                # The next command sees the exit code of this one.
                file.write(
                    f"{command}\nstatus=$?\nprintf '\\n%s %s\\n' '{MARK}' $status\n(exit $status)\n"
                )
        environment = os.environ | {
            "HOME": str(home),
            "PATH": f"{unwedge.resolve().parent}{os.pathsep}{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
        }
        process = subprocess.run(
            ["bash", str(script)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
    # `~/rooms/rooms.cpp` is `rooms.cpp`.
    text = re.sub(re.escape(str(home)) + r"/[^/\s]+/", "", process.stdout)
    *parts, rest = re.split(rf"\n{re.escape(MARK)} (\d+)\n", text)
    if len(parts) != 2 * len(commands):
        raise RuntimeError(f"the shell ended early; its last words: {rest}")
    return [
        (PROGRESS.sub("", output), int(status))
        for output, status in zip(parts[::2], parts[1::2])
    ]


def main():
    args = parse_arguments()
    page = args.page.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(page))
    commands = [command for block in blocks for command in commands_of(block)]
    if not commands:
        print(f"{args.page}: there is no command")
        return 1
    try:
        results = iter(run(commands, args.unwedge))
    except RuntimeError as error:
        print(f"{args.page}: {error}")
        return 1
    wrong = False
    now = ""
    end = 0
    for block in blocks:
        line = page.count("\n", 0, block.start("text")) + 1
        text = block["text"]
        told = [(command, *next(results)) for command in commands_of(block)]
        if block["language"] == "console" and not block["not_run"]:
            text = ""
            for command, output, _ in told:
                text += f"$ {command}\n{output}"
                if output and not output.endswith("\n"):
                    text += "\n"
            if text != block["text"]:
                wrong = True
                print(f"{args.page}:{line}: expected\n{block['text']}but there is\n{text}")
        else:
            for command, output, status in told:
                if status != 0:
                    wrong = True
                    print(f"{args.page}:{line}: exit code {status} of\n{command}\n{output}")
        now += page[end : block.start("text")] + text
        end = block.end("text")
    now += page[end:]
    if args.update and now != page:
        args.page.write_text(now, encoding="utf-8")
        print(f"{args.page}: updated")
    if not args.update:
        print(f"{args.page}: {len(commands)} commands, {'not as told' if wrong else 'as told'}")
    return 1 if wrong and not args.update else 0


if __name__ == "__main__":
    sys.exit(main())
