#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes what is made of docs/checks/catalogue.yaml.

    generate_catalogue.py [--check] [--root FOLDER]

That is: the parts of README.md, docs/static-analyzer.md and the checks' pages that
stand between `<!-- catalogue: ... -->` and `<!-- end of catalogue -->`,
include/unwedge/Rules/Checks.def and CodeChecker's labels in
integrations/codechecker. --check writes nothing; it says what differs, and then
fails. A mistake in the catalogue is an error that names the entry.
"""

import argparse
import difflib
import json
import pathlib
import re
import sys
import textwrap

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
CATALOGUE = "docs/checks/catalogue.yaml"
DEFINITIONS = "include/unwedge/Rules/Checks.def"
LABELS = "integrations/codechecker"
HOSTS = {
    "clang-tidy": "clang-tidy",
    "analyzer": "the static analyzer",
    "unwedge": "`unwedge check`",
}
SEVERITIES = ["HIGH", "MEDIUM", "LOW", "STYLE"]
LEVELS = ["error", "warning", "note"]
TYPES = ["text", "flag", "number"]
PART = re.compile(
    r"(?P<begin><!-- catalogue: (?P<part>[\w-]+) -->\n).*?(?P<end><!-- end of catalogue -->\n)",
    re.DOTALL,
)


class CatalogueError(Exception):
    """A mistake in the catalogue, in words for its author."""


def members(entry, where, required, optional=()):
    """Complains about what an entry lacks, and about what nobody knows."""
    if not isinstance(entry, dict):
        raise CatalogueError(f"{where}: not a map")
    for name in required:
        if name not in entry:
            raise CatalogueError(f"{where}: '{name}' is missing")
    for name in entry:
        if name not in required and name not in optional:
            raise CatalogueError(f"{where}: nobody knows '{name}'")


def one_of(entry, where, name, known):
    if entry[name] not in known:
        raise CatalogueError(
            f"{where}: '{name}' is {entry[name]}; it must be one of {', '.join(known)}"
        )


def validate_option(option, where):
    members(
        option,
        where,
        ["name", "type", "default", "meaning"],
        ["form", "analyzer", "hosts", "program", "since"],
    )
    where = f"{where} '{option['name']}'"
    if isinstance(option["type"], list):
        one_of(option, where, "default", option["type"])
    else:
        one_of(option, where, "type", TYPES)
        python_type = {"text": str, "flag": bool, "number": int}[option["type"]]
        if type(option["default"]) is not python_type:
            raise CatalogueError(f"{where}: the default is no {option['type']}")
    for host in option.setdefault("hosts", list(HOSTS)):
        if host not in HOSTS:
            raise CatalogueError(f"{where}: there is no host '{host}'")


def read_catalogue(root=ROOT):
    try:
        catalogue = yaml.safe_load((root / CATALOGUE).read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise CatalogueError(str(error)) from error
    members(catalogue, "the catalogue", ["site", "common-options", "checks"])
    if catalogue["site"] and not re.fullmatch(r"https?://\S+/", catalogue["site"]):
        raise CatalogueError("'site' is not an address with a slash at the end")
    names = [str(check.get("name")) for check in catalogue["checks"]]
    if names != sorted(set(names)):
        raise CatalogueError("the checks are not in the order of their names, each once")
    for check in catalogue["checks"]:
        where = f"check '{check.get('name')}'"
        members(
            check,
            where,
            "name checker title category summary also advice severity level since tags"
            " options".split(),
        )
        words = check["name"].split("-")[1:]
        if check["checker"] != "unwedge." + "".join(map(str.capitalize, words)):
            raise CatalogueError(f"{where}: 'checker' is not its name in CamelCase")
        one_of(check, where, "severity", SEVERITIES)
        one_of(check, where, "level", LEVELS)
        for name in ("summary", "advice"):
            if not check[name].endswith(".") or "`" in check[name]:
                raise CatalogueError(
                    f"{where}: '{name}' is not plain text with a full stop at the end"
                )
        if not check["summary"].startswith("Finds "):
            raise CatalogueError(f"{where}: 'summary' does not begin with 'Finds'")
        check["options"] += catalogue["common-options"]
        for option in check["options"]:
            validate_option(option, f"{where}, option")
    return catalogue


def identifier(check):
    return check["checker"].removeprefix("unwedge.")


def page(check):
    return f"docs/checks/{check['name']}.md"


def help_address(catalogue, check):
    """Empty if the pages are nowhere to be seen."""
    site = catalogue["site"]
    return site + page(check).removesuffix("md") + "html" if site else ""


# ----------------------------------------------------------------------------
# Markdown
# ----------------------------------------------------------------------------


def paragraph(text):
    return textwrap.fill(text, 80, break_on_hyphens=False, break_long_words=False) + "\n"


def row(cells):
    return "| " + " | ".join(cells) + " |\n"


def table(head, rows):
    return row(head) + "|" + "---|" * len(head) + "\n" + "".join(map(row, rows))


def head_part(check):
    return (
        paragraph(f"{check['summary']} {check['also']}")
        + "\n"
        + paragraph(f"In short: {check['advice'][0].lower()}{check['advice'][1:]}")
        + "\n"
        + table(
            ["in the static analyzer", "severity", "since"],
            [[f"`{check['checker']}`", check["severity"].lower(), check["since"]]],
        )
    )


def option_row(check, option):
    if isinstance(option["type"], list):
        form = ", ".join(f"`{word}`" for word in option["type"])
    elif option["type"] == "flag":
        form = "`true` or `false`"
    else:
        form = option.get("form", option["type"])
    default = str(option["default"])
    if option["type"] == "flag":
        default = default.lower()
    meaning = option["meaning"]
    if "analyzer" in option:
        meaning += f"; in the static analyzer {option['analyzer']}"
    if "program" in option:
        meaning += f"; for `unwedge check` the option `{option['program']}`"
    elif len(option["hosts"]) < len(HOSTS):
        meaning += f"; only in {' and '.join(HOSTS[host] for host in option['hosts'])}"
    if option.get("since", check["since"]) != check["since"]:
        meaning += f"; since {option['since']}"
    return [f"`{option['name']}`", form, f"`{default}`" if default else "empty", meaning]


def options_part(check):
    given = (
        f"In clang-tidy with the prefix `{check['name']}.`, in the static analyzer with"
        f" `{check['checker']}:`"
    )
    if any("unwedge" in option["hosts"] for option in check["options"]):
        given += f", for `unwedge check` with `--option={check['name']}.`"
    return (
        paragraph(f"{given}. All are there since {check['since']} if nothing else is said.")
        + "\n"
        + table(
            ["option", "type", "default", "meaning"],
            [option_row(check, option) for option in check["options"]],
        )
    )


def page_parts(check):
    return {"head": head_part(check), "options": options_part(check)}


def checks_part(catalogue):
    rows = [
        [f"[{check['name']}]({page(check)})", check["summary"].removeprefix("Finds ")[:-1]]
        for check in catalogue["checks"]
    ]
    return table(["check", "finds"], rows)


def checkers_part(catalogue):
    rows = [
        [f"`{check['checker']}`", f"[{check['name']}](checks/{check['name']}.md)"]
        for check in catalogue["checks"]
    ]
    return table(["checker", "check"], rows)


def with_parts(root, name, parts):
    """The text of a page with its parts made anew; all of them have to be there."""
    if not (root / name).exists():
        raise CatalogueError(f"{name} is missing")
    text = (root / name).read_text(encoding="utf-8")
    found = [match["part"] for match in PART.finditer(text)]
    if sorted(found) != sorted(parts):
        raise CatalogueError(f"{name}: has the parts {found} and should have {list(parts)}")
    return PART.sub(
        lambda match: f"{match['begin']}\n{parts[match['part']]}\n{match['end']}", text
    )


# ----------------------------------------------------------------------------
# C++
# ----------------------------------------------------------------------------


def literal(text):
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def call(name, identifier, texts):
    """A macro's use, an argument a line, long texts in pieces."""
    lines = [identifier]
    for text in texts:
        pieces = textwrap.wrap(text, 70, drop_whitespace=False, break_on_hyphens=False)
        lines.append("\n    ".join(map(literal, pieces or [""])))
    return f"{name}(\n    " + ",\n    ".join(lines) + ")\n"


def option_help(option):
    """As clang's help has it."""
    text = option["meaning"]
    if "analyzer" in option:
        text += "; " + option["analyzer"]
    if isinstance(option["type"], list):
        text += "; one of " + ", ".join(option["type"])
    if "form" in option:
        text += "; " + option["form"]
    text = text.replace("`", "")
    return text[0].upper() + text[1:] + "."


def analyzer_option(option):
    """Type, name, default and help of an option of a checker."""
    kind = {"flag": "bool", "number": "int"}.get(
        option["type"] if isinstance(option["type"], str) else "", "string"
    )
    default = str(option["default"])
    if kind == "bool":
        default = default.lower()
    return kind, option["name"], default, option_help(option)


def definitions(catalogue):
    """Checks.def."""
    text = (
        "//===--- Checks.def - What is told of the checks --------------------------===//\n"
        "//\n"
        "// Part of the unwedge Project, under the Apache License v2.0 with LLVM\n"
        "// Exceptions. See https://llvm.org/LICENSE.txt for license information.\n"
        "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n"
        "//\n"
        "//===----------------------------------------------------------------------===//\n"
        "//\n"
        "// Written by tools/generate_catalogue.py; change docs/checks/catalogue.yaml.\n"
        "//\n"
        "//===----------------------------------------------------------------------===//\n"
        "\n"
        "// Its arguments are an identifier and the members of CheckTexts.\n"
        "#ifndef UNWEDGE_CHECK\n"
        "#define UNWEDGE_CHECK(Id, ...)\n"
        "#endif\n"
        "// An option of a checker: its type, name, default value and help.\n"
        "#ifndef UNWEDGE_CHECKER_OPTION\n"
        "#define UNWEDGE_CHECKER_OPTION(Id, Type, Name, Default, Help)\n"
        "#endif\n"
    )
    for check in catalogue["checks"]:
        names = "name checker title category summary advice severity level since".split()
        texts = [check[name] for name in names]
        texts += [",".join(check["tags"]), page(check), help_address(catalogue, check)]
        text += "\n" + call("UNWEDGE_CHECK", identifier(check), texts)
        for option in check["options"]:
            if "analyzer" in option["hosts"]:
                text += call(
                    "UNWEDGE_CHECKER_OPTION", identifier(check), analyzer_option(option)
                )
    return text + "\n#undef UNWEDGE_CHECK\n#undef UNWEDGE_CHECKER_OPTION\n"


# ----------------------------------------------------------------------------
# CodeChecker
# ----------------------------------------------------------------------------


def labels(catalogue, analyzer, name):
    """CodeChecker's file of labels for our checks; `name` is what it calls them by."""
    result = {}
    for check in catalogue["checks"]:
        address = help_address(catalogue, check)
        result[check[name]] = sorted(
            ([f"doc_url:{address}"] if address else [])
            + [f"profile:{profile}" for profile in ("default", "extreme", "sensitive")]
            + [f"severity:{check['severity']}"]
        )
    return json.dumps({"analyzer": analyzer, "labels": result}, indent=2) + "\n"


def generate(root, catalogue):
    """The text of each file."""
    files = {
        DEFINITIONS: definitions(catalogue),
        f"{LABELS}/clang-tidy.json": labels(catalogue, "clang-tidy", "name"),
        f"{LABELS}/clangsa.json": labels(catalogue, "clangsa", "checker"),
    }
    parts = {
        "README.md": {"checks": checks_part(catalogue)},
        "docs/static-analyzer.md": {"checkers": checkers_part(catalogue)},
    }
    parts |= {page(check): page_parts(check) for check in catalogue["checks"]}
    for path in (root / "docs" / "checks").glob("unwedge-*.md"):
        if f"docs/checks/{path.name}" not in parts:
            raise CatalogueError(f"docs/checks/{path.name}: the catalogue has no such check")
    return files | {name: with_parts(root, name, made) for name, made in parts.items()}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    parser.add_argument(
        "--root", type=pathlib.Path, default=ROOT, help="default: where this file is"
    )
    args = parser.parse_args()
    try:
        files = generate(args.root, read_catalogue(args.root))
    except (CatalogueError, OSError) as error:
        print(f"{CATALOGUE}: {error}", file=sys.stderr)
        return 1
    differ = False
    for name, text in files.items():
        path = args.root / name
        now = path.read_text(encoding="utf-8") if path.exists() else ""
        if now == text:
            continue
        differ = True
        if args.check:
            sys.stdout.writelines(
                difflib.unified_diff(
                    now.splitlines(True), text.splitlines(True), name, f"{name}, generated"
                )
            )
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    return 1 if differ and args.check else 0


if __name__ == "__main__":
    sys.exit(main())
