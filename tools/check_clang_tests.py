#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs clang's own tests with the analyzer plugin loaded and all its checkers on.

    check_clang_tests.py results --tests clang/test [options] [FILTER]
    check_clang_tests.py crashes --tests clang/test [options] [FILE ...]

`--tests` names the folder clang/test of an LLVM source tree; nothing else of that
tree is read. The tree need not be of the version of clang: a test that fails with
and without the plugin is counted, and says nothing about the plugin.

results
    Runs the RUN lines of the tests in clang/test/Analysis by lit, once with clang
    as it is, and once with a clang that is given the plugin and its checkers in
    each `-cc1 -analyze` and each `--analyze`. Every test that does not end the
    same way both times is listed with what it printed. FILTER is a regular
    expression for the names of the tests.

crashes
    Analyses every file of clang/test that compiles by itself, as C++20, as C++23
    or as C, with the plugin's checkers only and with MinimumConfidence=possible.
    Listed are files that crash the analyzer, and those that take more than ten
    times as long as their compilation and ten seconds.

The exit code is 0 if nothing was listed, 1 if something was, 2 if nothing could be
run at all.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHECKERS = (
    "unwedge.RecursiveSharedLock",
    "unwedge.SelfBlockingConsumer",
    "unwedge.UnguardedCleanup",
    "unwedge.UnstableCacheKey",
)
# How a file is compiled if it is one of clang's tests; the first that works.
CXX_STANDARDS = ("-std=c++20", "-std=c++23")
LANGUAGES = {".c": ("-std=c17",), ".cpp": CXX_STANDARDS, ".cc": CXX_STANDARDS, ".cppm": CXX_STANDARDS}
BASE_LIMIT = 10.0
LIMIT_FACTOR = 10

WRAPPER = """#!/bin/sh
cc1= analyze= driver=
for word in "$@"; do
  case $word in
    -cc1) cc1=1 ;;
    -analyze) analyze=1 ;;
    --analyze) driver=1 ;;
  esac
done
if [ "$cc1" ] && [ "$analyze" ]; then
  exec {clang} "$@" {cc1}
elif [ "$driver" ] && [ ! "$cc1" ]; then
  exec {clang} "$@" {driver}
fi
exec {clang} "$@"
"""

# What clang/test/lit.cfg.py expects of the site that clang was built on.
SITE = """
import lit.llvm
config.llvm_src_root = config.llvm_obj_root = {unused!r}
config.llvm_tools_dir = {llvm_tools!r}
config.llvm_libs_dir = config.llvm_shlib_dir = {unused!r}
config.llvm_plugin_ext = ".so"
config.lit_tools_dir = ""
config.errc_messages = ""
config.clang_lit_site_cfg = __file__
config.clang_obj_root = {exec_root!r}
config.clang_src_dir = {source!r}
config.clang_tools_dir = {clang_tools!r}
config.clang_lib_dir = {unused!r}
config.host_triple = config.target_triple = {triple!r}
config.host_cc = config.host_cxx = {clang!r}
config.llvm_use_sanitizer = ""
config.have_zlib = config.have_zstd = config.have_llvm_driver = False
config.clang_arcmt = config.clang_default_pie_on_linux = False
config.clang_default_cxx_stdlib = ""
config.clang_staticanalyzer = True
config.clang_staticanalyzer_z3 = {z3!r}
config.clang_enable_cir = config.clang_examples = False
config.enable_shared = config.enable_threads = True
config.enable_backtrace = config.reverse_iteration = False
config.host_arch = {triple!r}.split("-")[0]
config.perl_executable = "perl"
config.python_executable = {python!r}
config.use_z3_solver = "0"
config.has_plugins = False
config.clang_vendor_uti = ""
config.llvm_external_lit = ""
config.standalone_build = True
config.ppc_linux_default_ieeelongdouble = False
config.environment["CLANG"] = {clang!r}
lit.llvm.initialize(lit_config, config)
lit_config.load_config(config, {source!r} + "/test/lit.cfg.py")
"""


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("mode", choices=("results", "crashes"))
    parser.add_argument("names", nargs="*", metavar="FILTER|FILE")
    parser.add_argument(
        "--tests", type=pathlib.Path, required=True, help="the folder clang/test of a source tree"
    )
    parser.add_argument("--llvm", type=int, default=22, help="default: %(default)s")
    parser.add_argument("--clang", help="default: clang of --tools")
    parser.add_argument(
        "--tools",
        type=pathlib.Path,
        help="folder of FileCheck, not, and the rest (default: /usr/lib/llvm-<version>/bin)",
    )
    parser.add_argument(
        "--plugin",
        type=pathlib.Path,
        help="default: build/llvm-<version>/lib/unwedge-analyzer.so",
    )
    parser.add_argument("--lit", default="lit", help="command that runs lit (default: %(default)s)")
    parser.add_argument("--jobs", "-j", type=int, default=1, help="default: %(default)s")
    args = parser.parse_intermixed_args()
    args.tests = args.tests.resolve()
    args.tools = args.tools or pathlib.Path(f"/usr/lib/llvm-{args.llvm}/bin")
    args.clang = args.clang or str(args.tools / "clang")
    args.plugin = (
        args.plugin or ROOT / "build" / f"llvm-{args.llvm}" / "lib" / "unwedge-analyzer.so"
    ).resolve()
    if not (args.tests / "lit.cfg.py").is_file():
        parser.error(f"not a folder of clang's tests: {args.tests}")
    if not args.plugin.is_file():
        parser.error(f"no such plugin: {args.plugin}")
    return args


# results


def run_lit(args, folder, name, cc1, driver):
    """Runs the tests with clang given more arguments; the result of each by name."""
    tools, exec_root = folder / name / "bin", folder / name / "out"
    tools.mkdir(parents=True)
    (exec_root / "test").mkdir(parents=True)
    clang = tools / "clang"
    words = {
        "clang": shlex.quote(args.clang),
        "cc1": shlex.join(cc1),
        "driver": shlex.join(driver),
    }
    clang.write_text(WRAPPER.format(**words))
    clang.chmod(0o755)
    triple = subprocess.run(
        [args.clang, "-print-target-triple"], check=True, capture_output=True, encoding="utf-8"
    ).stdout.strip()
    site = exec_root / "test" / "lit.site.cfg.py"
    site.write_text(
        SITE.format(
            unused=str(folder / "unused"),
            llvm_tools=str(args.tools),
            clang_tools=str(tools),
            exec_root=str(exec_root),
            source=str(args.tests.parent),
            triple=triple,
            clang=str(clang),
            python=sys.executable,
            z3=False,
        )
    )
    output = folder / name / "results.json"
    command = shlex.split(args.lit) + ["-q", f"-j{args.jobs}", "-o", str(output)]
    # lit finds the source of the tests by the site's configuration.
    command += [str(exec_root / "test" / "Analysis")]
    if args.names:
        command += ["--filter", "|".join(args.names)]
    (exec_root / "test" / "Analysis").mkdir()
    process = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    if not output.is_file():
        sys.exit(f"lit could not run:\n{process.stdout}")
    return {test["name"]: test for test in json.loads(output.read_text())["tests"]}


def check_results(args):
    checkers = [f"-analyzer-checker={','.join(CHECKERS)}"]
    cc1 = ["-load", str(args.plugin), *checkers]
    driver = [word for option in cc1 for word in ("-Xclang", option)]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        plain = run_lit(args, folder, "plain", [], [])
        ours = run_lit(args, folder, "ours", cc1, driver)
    if not plain:
        sys.exit("there is no such test")
    differing = 0
    counts = {}
    for name in sorted(plain):
        before, after = plain[name]["code"], ours[name]["code"]
        counts[before] = counts.get(before, 0) + 1
        if before == after:
            continue
        differing += 1
        print(f"=== {name}: {before} without the plugin, {after} with it")
        print(ours[name]["output"].strip(), flush=True)
    without = ", ".join(f"{count} {code}" for code, count in sorted(counts.items()))
    print(f"{len(plain)} tests; without the plugin: {without}; {differing} differ with it")
    return 1 if differing else 0


# crashes


def analyze_file(args, file):
    """What became of one file, and how long it took."""
    checkers = []
    for checker in CHECKERS:
        checkers += ["-Xclang", f"-analyzer-checker={checker}"]
        checkers += ["-Xclang", "-analyzer-config", "-Xclang", f"{checker}:MinimumConfidence=possible"]

    def run(*options, limit=None):
        begin = time.monotonic()
        try:
            process = subprocess.run(
                [args.clang, *options, str(file)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=limit,
                cwd=file.parent,
            )
        except subprocess.TimeoutExpired:
            return None, time.monotonic() - begin, ""
        text = process.stdout.decode("utf-8", "replace")
        return process.returncode, time.monotonic() - begin, text

    analysis = [
        "--analyze",
        "--analyzer-no-default-checks",
        f"-fplugin={args.plugin}",
        *checkers,
        "-Xclang",
        "-analyzer-output=text",
    ]
    for standard in LANGUAGES[file.suffix]:
        code, seconds, text = run(*analysis, standard, limit=BASE_LIMIT)
        if code == 0:
            return "analysed", seconds, text
        if code == 1 and "error: " in text:
            continue
        parsed, base, _ = run("-fsyntax-only", standard, limit=600)
        if parsed != 0:
            continue
        if code is None:
            limit = BASE_LIMIT + LIMIT_FACTOR * base
            code, seconds, text = run(*analysis, standard, limit=limit)
            if code is None:
                return "took too long", seconds, f"{base:.1f} s to compile"
            if code == 0:
                return "analysed", seconds, text
        return "crashed" if code < 0 or code > 100 or "Stack dump" in text else "failed", seconds, text
    return "does not compile", 0, ""


def check_crashes(args):
    if args.names:
        files = [pathlib.Path(name).resolve() for name in args.names]
    else:
        files = [file for file in sorted(args.tests.rglob("*")) if file.suffix in LANGUAGES]
    counts, findings, slowest = {}, 0, (0, None)
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for file, (what, seconds, text) in zip(
            files, pool.map(lambda file: analyze_file(args, file), files)
        ):
            counts[what] = counts.get(what, 0) + 1
            findings += text.count("[unwedge.")
            if what == "analysed":
                slowest = max(slowest, (seconds, str(file)))
            elif what != "does not compile":
                print(f"=== {file}: {what} ({seconds:.1f} s)")
                print("\n".join(text.strip().splitlines()[-40:]), flush=True)
    print(f"{len(files)} files: " + ", ".join(f"{n} {what}" for what, n in sorted(counts.items())))
    print(f"findings: {findings}; slowest: {slowest[0]:.1f} s ({slowest[1]})")
    bad = sum(n for what, n in counts.items() if what not in ("analysed", "does not compile"))
    return 1 if bad else 0


def main():
    args = parse_arguments()
    try:
        return check_results(args) if args.mode == "results" else check_crashes(args)
    except OSError as failure:
        sys.exit(f"cannot run: {failure}")


if __name__ == "__main__":
    sys.exit(main())
