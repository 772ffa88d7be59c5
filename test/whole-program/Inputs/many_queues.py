#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes a class with a consumer of one queue, which fills many others.

    many_queues.py NUMBER
"""

import sys

NUMBER = int(sys.argv[1])

print('#include "queues.h"\n')
print("class Service {\npublic:\n  void runBad();\n\nprivate:\n  void fill();\n  void drain();")
print("  Queue Work;")
for number in range(NUMBER):
    print(f"  Queue Out{number}, In{number};")
print("};\n")
print("void Service::fill() {")
for number in range(NUMBER):
    print(f"  give(Out{number}, {number});")
print("}\n")
print("void Service::drain() {")
for number in range(NUMBER):
    print(f"  get(In{number});")
print("}\n")
print("void Service::runBad() {")
print("  while (true) {")
print("    int Item = get(Work);")
print("    fill();")
print("    drain();")
print("    again(Work, Item);")
print("  }")
print("}")
