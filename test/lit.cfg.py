# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Configuration of the test suite; what tests may use is said at each substitution."""

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

import lit.formats
import lit.util

config.name = "unwedge"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".cpp", ".c", ".test"]
config.excludes = ["Inputs", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.unwedge_binary_dir, "test")

# A program of the gallery gets stuck on purpose; one that does not notice must
# not hold up the run. lit can only end tests in time if it has psutil.
if not lit_config.maxIndividualTestTime:
    can_kill, why_not = lit.util.killProcessAndChildrenIsSupported()
    if can_kill:
        lit_config.maxIndividualTestTime = 300
    else:
        lit_config.note("tests run without a time limit: " + why_not.strip())


def tool(name):
    path = os.path.join(config.llvm_tools_dir, name)
    if not os.path.isfile(path):
        lit_config.fatal(f"'{name}' is missing from {config.llvm_tools_dir}")
    return path


inputs = os.path.join(config.test_source_root, "Inputs")
clang_tidy = tool("clang-tidy")
clang = tool("clang")
clangxx = tool("clang++")
filecheck = tool("FileCheck")
llvm_include = os.path.normpath(os.path.join(config.llvm_tools_dir, "..", "include"))
module = config.unwedge_tidy_module
plugin = config.unwedge_analyzer_plugin


def command(*words):
    return " ".join(shlex.quote(word) for word in words)


def include_flags(option, directories):
    flags = [flag for path in directories.split(";") if path for flag in (option, path)]
    return command(*flags)


runner = [
    sys.executable,
    os.path.join(config.test_source_root, "check_tidy.py"),
    "-clang-tidy=" + clang_tidy,
    "-filecheck=" + filecheck,
]

analyzer_runner = [
    sys.executable,
    os.path.join(config.test_source_root, "check_analyzer.py"),
    "-clang=" + clang,
    "-plugin=" + plugin,
    "-filecheck=" + filecheck,
]

# Runs all hosts but the program, on claims of clang-tidy; see recursive-shared-lock/lit.local.cfg.
config.unwedge_check_hosts = command(
    sys.executable,
    os.path.join(config.test_source_root, "check_hosts.py"),
    "-clang-tidy=" + clang_tidy,
    "-module=" + module,
    "-clang=" + clang,
    "-plugin=" + plugin,
    "-compiler-plugin=" + config.unwedge_compiler_plugin,
    "-filecheck=" + filecheck,
)

# lit replaces in this order, so a longer name has to come before its own prefix.
config.substitutions += [
    # The runner without the module, for tests of the runner itself.
    ("%check_tidy_builtin", command(*runner)),
    # %check_tidy FILE CHECKS [options] -- [compiler arguments]
    ("%check_tidy", command(*runner, "-module=" + module)),
    # %check_analyzer FILE CHECKS [options] -- [compiler arguments]
    ("%check_analyzer", command(*analyzer_runner)),
    # %check_driver FILE CHECKS [options] -- [compiler arguments]
    (
        "%check_driver",
        command(
            sys.executable,
            os.path.join(config.test_source_root, "check_driver.py"),
            "-unwedge=" + config.unwedge_driver,
            "-filecheck=" + filecheck,
        ),
    ),
    # clang --analyze with the plugin, and no checker on but those it is told.
    (
        "%clang_analyze",
        command(clang, "--analyze", "--analyzer-no-default-checks", "-fplugin=" + plugin),
    ),
    ("%analyzer_plugin", command(plugin)),
    ("%compiler_plugin", command(config.unwedge_compiler_plugin)),
    ("%unwedge_clangd", command(config.unwedge_clangd)),
    # Plays a session of an editor; see the script. %clangd_session SCRIPT
    (
        "%clangd_session",
        command(
            sys.executable,
            os.path.join(config.test_source_root, "clangd", "session.py"),
            "--clangd=" + config.unwedge_clangd,
        ),
    ),
    # Summaries of a program that nobody wrote: %generate_program OPTIONS FOLDER
    ("%generate_program", command(config.unwedge_generate_program)),
    ("%fuzz_summaries", command(config.unwedge_fuzz_summaries)),
    ("%unwedge", command(config.unwedge_driver)),
    # Where the project was built, for tests that install or pack it.
    ("%binary_dir", command(config.unwedge_binary_dir)),
    ("%llvm_major", str(config.llvm_version_major)),
    ("%llvm_tools", command(config.llvm_tools_dir)),
    ("%llvm_version", config.llvm_version),
    ("%scan_build", command(os.path.join(config.llvm_tools_dir, "scan-build"))),
    ("%clang_tidy", command(clang_tidy, "--load=" + module)),
    ("%tidy_module", command(module)),
    # The clang++ of the LLVM under test, and the compiler that built the project.
    ("%clangxx", command(clangxx)),
    ("%clang_only", command(clang)),
    ("%host_cxx", command(config.host_cxx)),
    ("%python", command(sys.executable)),
    # What a test against the mocks compiles with: no real library is in reach.
    (
        "%mock_flags",
        command(
            "-nostdinc++",
            *(
                word
                for part in ("std", "posix", "libs")
                for word in ("-isystem", os.path.join(inputs, "mocks", part))
            ),
        ),
    ),
    ("%mocks", os.path.join(inputs, "mocks")),
    ("%inputs", inputs),
    ("%source_root", config.unwedge_source_root),
    # Include options of real libraries that are not on the default path.
    ("%qt6_flags", include_flags("-isystem", config.qt6_include_dirs) + " -fPIC"),
    ("%glib_flags", include_flags("-isystem", config.glib_include_dirs)),
    ("%llvm_flags", include_flags("-isystem", llvm_include)),
]
config.environment["PATH"] = os.pathsep.join(
    [config.llvm_tools_dir, config.environment.get("PATH", "")]
)

# REQUIRES: unwedge-clangd
if config.unwedge_clangd:
    config.available_features.add("unwedge-clangd")

# REQUIRES: scan-build
if os.path.isfile(os.path.join(config.llvm_tools_dir, "scan-build")):
    config.available_features.add("scan-build")

# REQUIRES: site-tools, for tools/build_site. They are of the system's Python.
if lit.util.which("sphinx-build") and not subprocess.call(
    ["/usr/bin/python3", "-c", "import furo, myst_parser"], stderr=subprocess.DEVNULL
):
    config.available_features.add("site-tools")

# REQUIRES: deb: packages for Debian can be made here.
with open(os.path.join(config.unwedge_binary_dir, "CPackConfig.cmake"), encoding="utf-8") as file:
    if '"DEB"' in file.read() and shutil.which("dpkg-deb"):
        config.available_features.add("deb")

# REQUIRES: pre-commit and the like: a program that a test is about.
for program in ["pre-commit", "git"]:
    if shutil.which(program):
        config.available_features.add(program)
for module in ["yaml"]:
    if importlib.util.find_spec(module):
        config.available_features.add("python-" + module)

# REQUIRES: llvm-22 and the like.
config.available_features.add(f"llvm-{config.llvm_version_major}")


def has_header(header, *flags):
    """True if a compilation with these flags finds the header."""
    process = subprocess.run(
        [clangxx, "-fsyntax-only", "-x", "c++", "-std=c++17", *flags, "-"],
        input=f"#if !__has_include(<{header}>)\n#error missing\n#endif\n",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    return process.returncode == 0


# REQUIRES: have-boost and the like: the real library, as against its mock.
for library, header, flags in [
    ("boost", "boost/thread/shared_mutex.hpp", []),
    ("absl", "absl/synchronization/mutex.h", []),
    ("tbb", "oneapi/tbb/rw_mutex.h", []),
    ("qt6", "QtCore/QReadWriteLock", include_flags("-isystem", config.qt6_include_dirs)),
    ("poco", "Poco/RWLock.h", []),
    ("fmt", "fmt/format.h", []),
    ("glib", "glib.h", include_flags("-isystem", config.glib_include_dirs)),
    ("libuv", "uv.h", []),
    ("libcxx", "__config", ["-stdlib=libc++"]),
    ("llvm-headers", "llvm/Support/RWMutex.h", ["-isystem", llvm_include]),
]:
    if isinstance(flags, str):
        flags = shlex.split(flags)
    if has_header(header, *flags):
        config.available_features.add("have-" + library)

# REQUIRES: script: runs a program on a terminal, which not every container has.
if lit.util.which("script", config.environment["PATH"]) and not subprocess.call(
    ["script", "-q", "-e", "-c", "true", os.devnull],
    stdin=subprocess.DEVNULL,
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
):
    config.available_features.add("script")

# REQUIRES: chromium: looks at the report in a browser. It is a large package, so that
# setup-debian.sh does not install it; without it those tests do not run.
chromium = lit.util.which("chromium", config.environment["PATH"])
if chromium:
    config.available_features.add("chromium")
    config.substitutions.append(
        (
            "%chromium",
            command(
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ),
        )
    )

# REQUIRES: tiny-disk: a disk of 16 KiB; %on_tiny_disk FOLDER COMMAND...
tiny_disk = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
tiny_disk += ['mount -t tmpfs -o size=16k tmpfs "$0" && exec "$@"']
try:
    with tempfile.TemporaryDirectory() as folder:
        if subprocess.run(tiny_disk + [folder, "true"], stderr=subprocess.DEVNULL).returncode == 0:
            config.available_features.add("tiny-disk")
            config.substitutions.append(("%on_tiny_disk", command(*tiny_disk)))
except OSError:
    pass

# REQUIRES: fuzzer: built with -DUNWEDGE_BUILD_FUZZERS=ON
if config.unwedge_fuzz_summaries:
    config.available_features.add("fuzzer")

# REQUIRES: sarif-multitool: the schema of SARIF, and the validator that GitHub names:
# npm install --prefix build @microsoft/sarif-multitool-linux
multitool = os.path.join(
    config.unwedge_source_root, "build/node_modules/@microsoft/sarif-multitool-linux"
)
if os.path.isfile(os.path.join(multitool, "sarif-2.1.0.json")):
    config.available_features.add("sarif-multitool")
    config.substitutions += [
        ("%sarif_schema", command(os.path.join(multitool, "sarif-2.1.0.json"))),
        (
            "%sarif_multitool",
            command(
                "env",
                "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1",
                os.path.join(multitool, "Sarif.Multitool"),
            ),
        ),
    ]
    try:
        import jsonschema  # noqa: F401

        config.available_features.add("jsonschema")
    except ImportError:
        pass
