# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a program of the gallery and asks for a certain exit code.

    run.py EXIT_CODE PROGRAM

Passes on what the program prints. The programs notice by themselves that they
are stuck; one that does not is killed after a minute.
"""

import subprocess
import sys


def main():
    expected, program = int(sys.argv[1]), sys.argv[2]
    try:
        process = subprocess.run([program], timeout=60)
    except subprocess.TimeoutExpired:
        sys.exit(f"{program}: neither done nor stuck after a minute")
    if process.returncode != expected:
        sys.exit(f"{program}: exit code {process.returncode}, expected {expected}")


if __name__ == "__main__":
    main()
