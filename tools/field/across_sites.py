# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Real code as seed_across_files.py sees it: functions and the calls between files, from
the summaries; their text, in which statements and classes are found by their brackets.

Text is read as Latin-1, so that a column in bytes is a column in characters."""

import bisect
import dataclasses
import functools
import json
import pathlib
import re
import subprocess

HEADERS = (".h", ".hh", ".hpp", ".icc")
UNITS = (".cc", ".cpp", ".cxx", ".C")


@dataclasses.dataclass(frozen=True)
class Func:
    """A function with a body in the main file of a unit; offsets into its text."""

    key: str
    name: str
    of: str
    file: str
    begin: int
    end: int

    @property
    def short(self):
        return self.name.rsplit("::", 1)[-1]


@dataclasses.dataclass(frozen=True)
class Edge:
    """A call at `offset` of the caller's file, of a function in another file."""

    caller: Func
    callee: Func
    offset: int
    virtual: bool
    # As the summary writes it; "this", "this.Member", ...; empty if there is none.
    receiver: str
    # As the source writes it, with the dot or arrow; empty for `this`.
    written: str


def blank(text):
    """The text with comments, literals and preprocessor lines turned to spaces."""

    def spaces(match):
        return re.sub(r"[^\n]", " ", match[0])

    return re.sub(
        r"//[^\n]*|/\*.*?\*/|R\"(\w*)\(.*?\)\1\"|\"(?:\\.|[^\"\\\n])*\"|(?<!\w)'(?:\\.|[^'\\\n])+'"
        r"|^[ \t]*#(?:[^\n\\]|\\.|\\\n)*",
        spaces,
        text,
        flags=re.S | re.M,
    )


class Text:
    def __init__(self, path):
        self.text = pathlib.Path(path).read_text(encoding="latin-1")
        self.code = blank(self.text)
        self.lines = [0] + [m.end() for m in re.finditer("\n", self.text)]

    def offset(self, line, column):
        return self.lines[line - 1] + column - 1 if line <= len(self.lines) else -1

    def closing(self, opening):
        """The bracket that closes the one at `opening`, or -1."""
        depth = 0
        for i in range(opening, len(self.code)):
            if self.code[i] in "([{":
                depth += 1
            elif self.code[i] in ")]}":
                depth -= 1
                if depth == 0:
                    return i
        return -1


@functools.lru_cache(maxsize=None)
def text_of(path):
    return Text(path)


class Program:
    """What the summaries of some units of one project say, and the project's text."""

    def __init__(self, unwedge, summaries, source):
        self.source = source
        self.functions = {}
        self.key_sites = []
        calls, overriders, kinds = [], {}, {}
        for summary in summaries:
            dump = subprocess.run(
                [unwedge, "dump", summary], capture_output=True, text=True,
                errors="replace", check=False,
            )
            try:
                unit = json.loads(dump.stdout)
            except ValueError:
                continue
            for one in unit if isinstance(unit, list) else [unit]:
                self._read(one, calls, overriders, kinds)
        self.edges = self._edges(calls, overriders)
        self.by_caller = {}
        for edge in self.edges:
            self.by_caller.setdefault(edge.caller.key, []).append(edge)

    def _read(self, unit, calls, overriders, kinds):
        main = unit["main-file"]
        if not main.startswith(self.source) or not main.endswith(UNITS):
            return
        entities = {}
        for entity in unit.get("entities", []):
            if "name" in entity and "usr" in entity:
                entities[f"{entity['name']}@{entity['usr'][:8]}"] = entity
        for pair in unit.get("overrides", []):
            overriders.setdefault(pair["overridden"], set()).add(pair["overrider"])
        for function in unit.get("functions", []):
            file, line, column = function["begin"].rsplit(":", 2)
            entity = entities.get(function["is"])
            if file != main or not entity or entity["form"] or entity.get("internal"):
                continue
            if "operator" in entity["name"] or "@" not in function["is"]:
                continue
            end = function["end"].rsplit(":", 2)
            text = text_of(main)
            found = Func(
                function["is"], entity["name"], entity.get("parent", "").split("@")[0], main,
                text.offset(int(line), int(column)), text.offset(int(end[1]), int(end[2])),
            )
            self.functions[found.key] = found
            for call in function.get("calls", []):
                where = call["where"].rsplit(":", 2)
                if call["kind"] <= 1 and where[0] == main and not call.get("prefix"):
                    calls.append((found.key, call, text.offset(int(where[1]), int(where[2]))))
        for container in unit.get("containers", []):
            is_ = entities.get(container["is"], {})
            if is_.get("kind") != 1 and not is_.get("global"):
                continue
            for kind in ("lookups", "erases"):
                for operation in container.get(kind, []):
                    file, line, column = operation["where"].rsplit(":", 2)
                    if file == main:
                        offset = text_of(main).offset(int(line), int(column))
                        self.key_sites.append((main, offset, kind))

    def _edges(self, calls, overriders):
        edges = set()
        for caller, call, offset in calls:
            targets, todo = [], [call["callee"]]
            while todo:
                one = todo.pop()
                if one in targets:
                    continue
                targets.append(one)
                if call["kind"] == 1:
                    todo += sorted(overriders.get(one, ()))
            for target in targets:
                callee = self.functions.get(target)
                caller_function = self.functions[caller]
                if not callee or callee.file == caller_function.file:
                    continue
                code = text_of(caller_function.file).code
                if not code.startswith(callee.short, offset):
                    continue
                before = code[max(0, offset - 80) : offset]
                written = re.search(r"(?:\w+(?:\.|->))+$", before)
                receiver = call.get("receiver", "")
                if receiver and receiver != "this" and not written:
                    continue
                edges.add(Edge(
                    caller_function, callee, offset, call["kind"] == 1, receiver,
                    written[0] if written else "",
                ))
        return sorted(edges, key=lambda e: (e.caller.file, e.offset, e.callee.key))

    # -- text ----------------------------------------------------------------

    @functools.lru_cache(maxsize=None)
    def body(self, function):
        """(offset behind the brace, offset of the closing one), or None."""
        text = text_of(function.file)
        head = re.compile(rf"\b{re.escape(function.short)}\s*\(").search(
            text.code, function.begin, function.end
        )
        if not head:
            return None
        close = text.closing(head.end() - 1)
        opening = text.code.find("{", close)
        if close < 0 or opening < 0 or opening > function.end:
            return None
        between = text.code[close + 1 : opening]
        if re.search(r"[:;]|noexcept|\btry\b", between) or text.closing(opening) != function.end:
            return None
        if re.search(r"^[ \t]*#", text.text[function.begin : function.end], re.M):
            return None
        return opening + 1, function.end

    def points(self, function):
        """Where a statement of the function's outermost block begins."""
        begin, end = self.body(function)
        code = text_of(function.file).code
        found, depth, i = [begin], 0, begin
        while i < end:
            if code[i] in "([{":
                depth += 1
            elif code[i] in ")]}":
                depth -= 1
            if depth == 0 and code[i] in ";}":
                rest = code[i + 1 : end].lstrip()
                if rest and not re.match(r"else\b|while\b|catch\b|[;,).=]", rest):
                    found.append(i + 1)
            i += 1
        return found

    def statement(self, edge):
        """(begin, end) of the statement that is little more than the call, or None."""
        text = text_of(edge.caller.file)
        begin, end = self.body(edge.caller)
        start = max(text.code.rfind(c, begin - 1, edge.offset) for c in ";{}") + 1
        if not begin <= start <= edge.offset:
            return None
        start += len(text.code[start:]) - len(text.code[start:].lstrip())
        depth, i = 0, start
        while i < end and not (text.code[i] == ";" and depth == 0):
            if text.code[i] in "([{":
                depth += 1
            elif text.code[i] in ")]}":
                depth -= 1
            if depth < 0:
                return None
            i += 1
        code = text.code[start : edge.offset]
        if i >= end or not re.fullmatch(r"(?:[\w.>\-:*\[\]]+\s*=\s*)?(?:\(void\)\s*)?[\w.>\-:()]*", code):
            return None
        return start, i + 1

    @functools.lru_cache(maxsize=None)
    def classes(self):
        """By name: the headers' classes, as (file, offset of the closing brace)."""
        found = {}
        for path in sorted(pathlib.Path(self.source).rglob("*")):
            if path.suffix not in HEADERS or not path.is_file() or path.stat().st_size > 400000:
                continue
            text = text_of(str(path))
            for match in re.finditer(
                r"(template\s*<[^;{}]*>\s*)?\b(?:class|struct)\s+(?:[A-Z_]+\s+)?(\w+)"
                r"(?:\s+final)?\s*(?::[^:;{}()][^;{}]*)?\{", text.code,
            ):
                close = text.closing(match.end() - 1)
                found.setdefault(match[2], []).append(
                    None if match[1] or close < 0 else (str(path), close)
                )
        return {name: places[0] for name, places in found.items() if len(places) == 1 and places[0]}

    def class_of(self, function):
        """Where the function's class ends, if it is one of a header."""
        return self.classes().get(function.of.rsplit("::", 1)[-1]) if function.of else None

    @functools.lru_cache(maxsize=None)
    def is_static(self, function):
        """A member without an object."""
        place = self.class_of(function)
        return bool(place) and bool(re.search(
            rf"\bstatic\b[^;{{}}()]*\b{re.escape(function.short)}\s*\(", text_of(place[0]).code
        ))

    def qualifier(self, function):
        """How the definition names its class: `Pool::`; None if it does not."""
        text = text_of(function.file)
        found = re.compile(rf"((?:\w+\s*::\s*)+){re.escape(function.short)}\s*\(").search(
            text.code, function.begin, function.end
        )
        return re.sub(r"\s", "", found[1]) if found else None


def argument_at(text, offset):
    """(begin, end) of the only argument of the call at `offset`, or None."""
    word = re.compile(r"\w+\s*\(").match(text.code, offset)
    if not word:
        return None
    close = text.closing(word.end() - 1)
    if close < 0 or close - word.end() > 200 or not text.text[word.end() : close].strip():
        return None
    depth = 0
    for c in text.code[word.end() : close]:
        depth += (c in "([{") - (c in ")]}")
        if c == "," and depth == 0:
            return None
    return word.end(), close
