#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints a report as a browser has it, with its first finding open: PAGE BROWSER..."""

import pathlib
import re
import subprocess
import sys

page = pathlib.Path(sys.argv[1]).resolve()
finding = re.search(r'<li class="finding" id="([^"]+)"', page.read_text(encoding="utf-8"))[1]
command = [*sys.argv[2:], "--dump-dom", f"{page.as_uri()}#{finding}"]
sys.exit(subprocess.run(command).returncode)
