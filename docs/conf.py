# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How Sphinx makes the site; tools/build_site runs it.

Its source folder is the root of the tree, so that the site has the same pages and
links as the tree. The front page is README.md. What it names under "Read on" is the
navigation; a page that is missing there is a warning, and warnings are errors.
"""

import pathlib
import re
import shutil

ROOT = pathlib.Path(__file__).resolve().parent.parent

project = "unwedge"
version = release = re.search(
    r"project\(unwedge VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
)[1]
copyright = "the unwedge authors, under the Apache License 2.0 with LLVM Exceptions"

extensions = ["myst_parser"]
myst_heading_anchors = 4
# Diagnostics and code are in plain quotes.
smartquotes = False
root_doc = "README"
include_patterns = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "benchmarks/README.md",
    "docs/*.md",
    "docs/**/*.md",
    "test/incidents/README.md",
]
exclude_patterns = ["build", ".git"]

html_theme = "furo"
html_title = f"unwedge {version}"
html_copy_source = False
html_show_sphinx = False
html_static_path = ["site"]
html_css_files = ["site.css"]

LINK = re.compile(r"\]\(([\w./-]+)\.md\)")


def navigation(readme):
    """Captions with their pages: `**Caption**` under "Read on", and the checks."""
    table, read_on = readme.split("\n## Read on\n")
    groups = []
    for part in re.split(r"^\*\*(?=\w)", read_on, flags=re.MULTILINE)[1:]:
        caption, rest = part.split("**", 1)
        groups.append((caption, LINK.findall(rest)))
    # The long names are those of the pages themselves.
    checks = [
        f"{page.removeprefix('docs/checks/unwedge-')} <{page}>"
        for page in LINK.findall(table)
        if page.startswith("docs/checks/")
    ]
    groups.insert(1, ("The checks", checks))
    return groups


def add_navigation(app, page, source):
    if page != root_doc:
        return
    for caption, pages in navigation(source[0]):
        lines = ["", "```{toctree}", ":hidden:", f":caption: {caption}", "", *pages, "```", ""]
        source[0] += "\n".join(lines)


def add_index(app, failure):
    """Web servers show this one for the folder."""
    if not failure and app.builder.name == "html":
        folder = pathlib.Path(app.outdir)
        shutil.copyfile(folder / f"{root_doc}.html", folder / "index.html")


def setup(app):
    app.connect("source-read", add_navigation)
    app.connect("build-finished", add_index)
