#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Plays an editing session against clangd, and prints what an editor would show.

    session.py --clangd PROGRAM [--clangd-arg ARG] SCRIPT

The script stands in the project's folder. Each line is a step, in shell quotes; FILE
is relative to the folder:

    open FILE                 opens it and shows its diagnostics
    replace FILE OLD NEW      types NEW over the first OLD, and shows diagnostics;
                              \\n in OLD and NEW is a line break
    actions FILE TEXT         shows what can be done about each diagnostic whose
                              message contains TEXT
    apply FILE TEXT TITLE     does the first of these whose title contains TITLE,
                              and shows diagnostics
    text FILE                 shows the text in the editor; a carriage return as ^M
    type FILE STEP            types the whole file from nothing, STEP characters at a
                              time, and then takes it back likewise; shows only
                              diagnostics of the whole file
    write FILE TEXT           writes to the disk
    remove FILE               removes from the disk
    say TEXT                  prints TEXT

The exit code is 0 if the server lived through it and ended as asked, 1 if not.
"""

import argparse
import os
import pathlib
import shlex
import sys

import lsp

SEVERITY = {1: "error", 2: "warning", 3: "information", 4: "hint"}


class Session:
    def __init__(self, client, root):
        self.client = client
        self.root = root
        self.documents = {}

    def name(self, uri):
        return os.path.relpath(lsp.path_of(uri), self.root)

    @staticmethod
    def place(position):
        return f"{position['line'] + 1}:{position['character'] + 1}"

    def show(self, document):
        found = self.client.wait_idle(document)
        print(f"{self.name(document.uri)}: {len(found)} diagnostics")
        for diagnostic in found:
            area = diagnostic["range"]
            # clangd puts the notes into the message for editors that do not show them.
            message = diagnostic["message"].splitlines()[0]
            print(
                f"{self.name(document.uri)}:{self.place(area['start'])}-{self.place(area['end'])}: "
                f"{SEVERITY[diagnostic['severity']]}: {message} [{diagnostic.get('code', '')}] "
                f"<{diagnostic.get('source', '')}>"
            )
            for related in diagnostic.get("relatedInformation", []):
                location = related["location"]
                print(
                    f"  {self.name(location['uri'])}:{self.place(location['range']['start'])}: "
                    f"{related['message']}"
                )

    def matching_actions(self, document, text):
        for diagnostic in self.client.wait_idle(document):
            if text in diagnostic["message"]:
                yield diagnostic, self.client.actions(document, diagnostic)

    def do_open(self, file):
        path = self.root / file
        document = lsp.Document(path, path.read_bytes().decode())
        self.documents[file] = document
        self.client.open(document, "c" if path.suffix == ".c" else "cpp")
        self.show(document)

    def do_replace(self, file, old, new):
        document = self.documents[file]
        old, new = old.replace("\\n", "\n"), new.replace("\\n", "\n")
        begin = document.text.index(old)
        self.client.replace(document, begin, begin + len(old), new)
        self.show(document)

    def do_actions(self, file, text):
        document = self.documents[file]
        for diagnostic, actions in self.matching_actions(document, text):
            print(f"at {self.place(diagnostic['range']['start'])}: {len(actions)} actions")
            for action in actions:
                preferred = " (preferred)" if action.get("isPreferred") else ""
                print(f"  {action.get('kind', 'command')}: {action['title']}{preferred}")

    def do_apply(self, file, text, title):
        document = self.documents[file]
        for _, actions in self.matching_actions(document, text):
            for action in actions:
                if title in action["title"]:
                    [edits] = action["edit"]["changes"].values()
                    for edit in sorted(
                        edits, key=lambda e: document.offset(e["range"]["start"]), reverse=True
                    ):
                        begin = document.offset(edit["range"]["start"])
                        end = document.offset(edit["range"]["end"])
                        self.client.replace(document, begin, end, edit["newText"])
                    self.show(document)
                    return
        raise ValueError(f"nothing is offered that is called '{title}'")

    def do_text(self, file):
        print(self.documents[file].text.replace("\r", "^M"))

    def do_type(self, file, step):
        path = self.root / file
        whole = path.read_bytes().decode()
        document = lsp.Document(path, "")
        self.documents[file] = document
        self.client.open(document)
        step = int(step)
        for at in range(0, len(whole), step):
            self.client.replace(document, at, at, whole[at : at + step])
            self.client.wait_published(document)
        self.show(document)
        while document.text:
            end = len(document.text)
            self.client.replace(document, max(0, end - step), end, "")
            self.client.wait_published(document)
        self.client.replace(document, 0, 0, whole)
        self.show(document)

    def do_write(self, file, text):
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("\\n", "\n"))

    def do_remove(self, file):
        (self.root / file).unlink()

    def do_say(self, text):
        print(text)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clangd", required=True)
    parser.add_argument("--clangd-arg", action="append", default=[])
    parser.add_argument("script", type=pathlib.Path)
    options = parser.parse_args()
    root = options.script.resolve().parent
    log = options.script.with_suffix(".log").resolve()
    # Nothing of the user's own, and no files beside the project's.
    os.environ["XDG_CONFIG_HOME"] = str(root / "no-configuration")
    command = [options.clangd, "--log=error", "--background-index=false", *options.clangd_arg]
    client = lsp.Client(command, root, log)
    session = Session(client, root)
    try:
        for line in options.script.read_text().splitlines():
            words = shlex.split(line, comments=True)
            if words:
                print(f"> {line}", flush=True)
                getattr(session, "do_" + words[0].replace("-", "_"))(*words[1:])
        status = client.shutdown()
    except lsp.ServerGone as gone:
        client.kill()
        sys.stderr.write(f"{gone}\n{log.read_text(errors='replace')[-4000:]}")
        return 1
    if status != 0:
        sys.stderr.write(f"the server ended with status {status}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
