# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a copy of a plugin that says that it is of another patch version.

    other_version.py PLUGIN VERSION COPY
"""

import sys


def main():
    plugin, version, copy = sys.argv[1:]
    with open(plugin, "rb") as file:
        content = file.read()
    said = version.encode()
    other = said[:-1] + (b"9" if said[-1:] != b"9" else b"0")
    if said not in content:
        sys.exit(f"{plugin} does not say that it is of version {version}")
    with open(copy, "wb") as file:
        file.write(content.replace(said, other))


if __name__ == "__main__":
    main()
