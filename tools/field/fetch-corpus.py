#!/usr/bin/env python3
# Part of the unwedge Project, under the Apache License v2.0 with LLVM
# Exceptions. See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Fetches real C++ code bases, ready to be checked.

For every named project this script, on a Debian-like system,

  1. unpacks the distribution's source package and installs what its build needs,
  2. configures it with clang, so that there is a compile database,
  3. makes the generated headers, and only those: no project is built,
  4. chooses the translation units in which a reader-writer lock is used, and those that have
     something for the other checks: callbacks, queues, text keys.

A project `P` ends up like this:

  DIR/P/<source>/                     the unpacked source
  DIR/P/build/compile_commands.json   the compile database
  DIR/P/units.txt                     the chosen units, one absolute path a line; those that use a
                                      lock in their own text come first, then those that get one
                                      from a header of the project
  DIR/P/others.txt                    the units for the other checks, chosen by their own text; after
                                      `#` stands what was seen: C or c a callback and state that is set
                                      by hand, Q or q a queue, K or k a map or cache with text keys;
                                      units with a capital letter have stronger signs and come first
  DIR/P/summary.txt                   version and counts

Use:

  fetch-corpus.py --list
  fetch-corpus.py --dir DIR rocksdb poco
  fetch-corpus.py --dir DIR --check 5 all

The source packages come from the archives the system's apt is set up for. Their `deb-src` entries
are added in a private copy of that setup inside DIR; the system's own setup is not touched.
Packages needed to configure are installed for real, so this needs root, unless --no-install says
that they are there already. Everything is fetched again only if it is missing.
"""

import argparse
import collections
import dataclasses
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import time

UNIT_SUFFIXES = (".cpp", ".cc", ".cxx", ".C", ".c++")

# Signs that a unit has something for the checks of callbacks, queues and text keys. The weak ones
# count only where no strong one is.
CALLBACK = (
    r"std::function\s*<|boost::function\s*<|\bstd::invoke\b|[cC]all[bB]ack|\b[hH]andler_?\s*\("
    r"|\bboost::signals2|\blistener"
)
WEAK_CALLBACK = (
    r"std::function\s*<|boost::function\s*<|[cC]all[bB]ack|boost::signals2|[hH]andler|Delegate\b"
    r"|\blistener|\bhook"
)
STATE = (
    r"\.lock\(\)|->lock\(\)|_lock\s*\(|\b(insert|emplace|erase|push_back|pop_back|remove)\s*\("
    r"|=\s*true;|=\s*false;|\+\+|fetch_add|set_value"
)
EXCEPTION = r"\btry\b|\bthrow\b|\bcatch\s*\("
WAIT = (
    r"condition_variable|wxCondition|QWaitCondition|pthread_cond_|\bCondition\b|\bsem_(wait|post)"
    r"|[sS]emaphore|CondVar|BlockingQueue|blocking_queue|concurrent_queue|boost::(fibers|asio)"
    r"|thread_pool|ThreadPool|\bpipe2?\s*\(|socketpair|mq_send|zmq"
)
QUEUE = (
    r"\b(deque|queue|list|vector|ring|circular_buffer|priority_queue)\s*<|[qQ]ueue|\bpool\b|Pool\b"
    r"|\bpipe2?\s*\(|socketpair|mq_send"
)
WEAK_QUEUE = (
    r"\b(deque|queue|ring|circular_buffer|priority_queue)\s*<|[qQ]ueue|\bpipe2?\s*\(|socketpair"
    r"|[pP]ool\b|[cC]hannel"
)
MUTEX = r"[mM]utex|lock_guard|unique_lock|ScopedLock|pthread_|\bpoll\s*\(|epoll|\beventfd"
TEXT = (
    r"(const\s+)?(std::|boost::)?(string|wstring|string_view|QString|QByteArray|OFString|DNSName"
    r"|(Glib::)?ustring|String)\b"
)
TEXT_MAP = (
    rf"(map|cache|Cache|hash|Hash|dict|Map|set)\w*\s*<\s*{TEXT}|QCache<|lru|LRU"
    r"|[cC]ache_?(\.|->)(find|insert|get|put|emplace|add|remove|erase|set)\b"
)
WEAK_TEXT_MAP = (
    r"\b(map|unordered_map|set|unordered_set|hash_map|QHash|QMap|QCache|QSet|flat_map|StringMap)"
    rf"\s*<\s*{TEXT}|[cC]ache"
)
FORMAT = (
    r"\bto_string\b|stringstream|snprintf|sprintf|fmt::|std::format|StrCat|StringPrintf"
    r'|QString::number|\.arg\(|lexical_cast|"[^"\n]*%p[^"\n]*"|NumberFormatter|boost::format|strftime'
    r"|Twine|raw_string_ostream"
)
WEAK_FORMAT = (
    r'"\s*\+|\+\s*"|\+=\s*"|\.append\s*\(|<<\s*"|\bformat\s*\(|\bstr\(\)|[tT]oString\s*\('
)
# All patterns of a sign have to be there.
SIGNS = {
    "C": (CALLBACK, EXCEPTION, STATE),
    "Q": (WAIT, QUEUE),
    "K": (TEXT_MAP, FORMAT),
}
WEAK_SIGNS = {
    "c": (WEAK_CALLBACK, STATE),
    "q": (WEAK_QUEUE, MUTEX),
    "k": (WEAK_TEXT_MAP, WEAK_FORMAT),
}


@dataclasses.dataclass(frozen=True)
class Project:
    """How to get one code base into a state in which its units can be parsed."""

    # Name of the source package, and the version this recipe was last seen to work with.
    source: str
    seen: str
    # A lock operation, or a use of the project's own lock classes, in the text of a unit. Empty for
    # a project without reader-writer locks.
    pattern: str = ""
    # Number of units to choose for the other checks; no limit if zero.
    others: int = 0
    # Whether its units need a Boost header changed that clang 20 and later do not compile.
    old_boost: bool = False
    # What a header must contain to make the units that include it worth checking; as above if empty.
    header_pattern: str = ""
    # Headers that do not count although they match: those that declare a lock and never take it.
    header_exclude: str = ""
    # Part of the project in which a header makes the units that include it worth checking: a pattern
    # that both must match. Everywhere if empty. Units elsewhere count by their own text.
    module: str = ""
    # Units that are left out whatever they contain.
    unit_exclude: str = ""
    # Directory of the source that is configured and whose headers count.
    subdir: str = "."
    # Install the source package's build dependencies, and these packages besides.
    build_dep: bool = True
    packages: tuple = ()
    # Configured with autotools, not cmake; the compile database is made from what make would do.
    autotools: bool = False
    # Whether the distribution's changes need the configure script to be made again.
    autoreconf: bool = False
    # Arguments of cmake or of the configure script; {llvm-19-cmake} stands for the cmake directory of the packaged LLVM 19.
    configure: tuple = ()
    # Packaged programs to be put into the build directory, where the project expects its own.
    host_tools: tuple = ()
    # Targets to be built in full; keep them small.
    targets: tuple = ()
    # Files made by a custom command whose command is run alone, without what it depends on.
    generated: str = ""
    # Whether to run the automatic moc/uic steps of cmake.
    autogen: bool = False


PROJECTS = {
    # ReadLock, WriteLock and their likes (util/mutexlock.h) over pthread_rwlock_t.
    "rocksdb": Project(
        source="rocksdb",
        seen="7.8.3-2",
        others=250,
        pattern=r"ReadLock\b|WriteLock\b|RWMutex|shared_mutex|shared_lock|pthread_rwlock",
        header_exclude=r"port/(port_posix|win)|lib/portability",
        configure=(
            "-DWITH_TESTS=ON",
            "-DWITH_ALL_TESTS=ON",
            "-DWITH_BENCHMARK_TOOLS=ON",
            "-DWITH_TOOLS=ON",
            "-DWITH_GFLAGS=ON",
            "-DWITH_SNAPPY=ON",
            "-DWITH_LZ4=ON",
            "-DWITH_ZLIB=ON",
            "-DWITH_ZSTD=ON",
            "-DFAIL_ON_WARNINGS=OFF",
            "-DROCKSDB_BUILD_SHARED=OFF",
        ),
    ),
    # Poco::RWLock: provided here, hardly used here.
    "poco": Project(
        source="poco",
        seen="1.11.0-3+deb12u1",
        others=115,
        pattern=r"RWLock|shared_mutex|shared_lock|pthread_rwlock",
        configure=("-DPOCO_UNBUNDLED=ON", "-DENABLE_TESTS=ON"),
    ),
    # XrdSysRWLock and its guard XrdSysRWLockHelper over pthread_rwlock_t.
    "xrootd": Project(
        source="xrootd",
        seen="5.5.3-1",
        others=174,
        pattern=r"RWLock|rwlock|ReadLock|shared_mutex|shared_lock",
        configure=("-DENABLE_TESTS=OFF", "-DENABLE_PYTHON=OFF"),
        targets=("XrdVersion.hh",),
    ),
    # OFReadWriteLock and the dictionary's rdlock(); the guards of the logging library call lock
    # and unlock through member pointers given as template arguments.
    "dcmtk": Project(
        source="dcmtk",
        seen="3.6.7-9~deb12u4",
        others=70,
        pattern=r"OFReadWriteLock|SharedMutex|rdlock *\(|wrlock *\(|pthread_rwlock",
        header_pattern=r"SharedMutexReaderGuard|pthread_rwlock_rdlock",
        configure=(
            "-DDCMTK_WITH_THREADS=ON",
            "-DBUILD_SHARED_LIBS=ON",
            "-DDCMTK_WITH_OPENSSL=ON",
            "-DDCMTK_WITH_XML=ON",
            "-DDCMTK_WITH_TIFF=ON",
            "-DDCMTK_WITH_ICONV=OFF",
            "-DDCMTK_WITH_ICU=OFF",
            "-DDCMTK_ENABLE_STL=ON",
            "-DCMAKE_CXX_STANDARD=17",
            "-DCMAKE_INSTALL_DATADIC=share/libdcmtk17",
        ),
    ),
    # DUChainLock, a reader-writer lock written by hand that lets readers nest.
    "kdevelop": Project(
        source="kdevelop",
        seen="4:22.12.2-1",
        others=110,
        pattern=r"DUChainReadLocker|DUChainWriteLocker|DUChainLock|QReadLocker|QWriteLocker"
        r"|QReadWriteLock|lockForRead|currentThreadHasReadLock|shared_mutex",
        configure=("-DBUILD_TESTING=OFF",),
        generated=r"\.h$",
        autogen=True,
    ),
    # QReadWriteLock with its guards, seen from inside.
    "qt6-base": Project(
        source="qt6-base",
        seen="6.4.2+dfsg-10",
        others=150,
        pattern=r"QReadLocker|QWriteLocker|QReadWriteLock|lockForRead|shared_mutex|shared_lock",
        header_exclude=r"qwaitcondition\.h",
        unit_exclude=r"src/tools/",
        packages=("qt6-base-dev", "qt6-base-dev-tools"),
        configure=(
            "-DQT_BUILD_TESTS=OFF",
            "-DQT_BUILD_EXAMPLES=OFF",
            "-DFEATURE_system_sqlite=ON",
            "-DBUILD_WITH_PCH=OFF",
        ),
        host_tools=(
            ("qt6-base-dev-tools", "libexec/moc"),
            ("qt6-base-dev-tools", "libexec/uic"),
            ("qt6-base-dev-tools", "libexec/rcc"),
            ("qt6-base-dev-tools", "libexec/tracegen"),
            ("qt6-base-dev-tools", "libexec/qlalr"),
            ("qt6-base-dev-tools", "libexec/qvkgen"),
            ("qt6-base-dev-tools", "bin/qdbusxml2cpp"),
        ),
        generated=r"^src/.*\.(h|moc)$",
        autogen=True,
    ),
    # LLDB alone, against the packaged LLVM: llvm::sys::RWMutex in the central logging header.
    "lldb": Project(
        source="llvm-toolchain-19",
        seen="1:19.1.7-3~deb12u1",
        others=60,
        pattern=r"RWMutex|ScopedReader|shared_mutex|shared_lock",
        subdir="lldb",
        build_dep=False,
        packages=("llvm-19-dev", "libclang-19-dev", "clang-19", "zlib1g-dev"),
        configure=(
            "-DLLVM_DIR={llvm-19-cmake}/llvm",
            "-DClang_DIR={llvm-19-cmake}/clang",
            "-DLLDB_INCLUDE_TESTS=OFF",
            "-DLLDB_ENABLE_PYTHON=OFF",
            "-DLLDB_ENABLE_LIBEDIT=OFF",
            "-DLLDB_ENABLE_CURSES=OFF",
            "-DLLDB_ENABLE_LUA=OFF",
            "-DLLDB_ENABLE_LIBXML2=OFF",
        ),
        targets=("lldb-tblgen",),
        generated=r"\.(inc|h)$",
    ),
    # QReadWriteLock, and QgsReadWriteLocker, a guard that can change from reading to writing.
    "qgis": Project(
        source="qgis",
        seen="3.22.16+dfsg-1",
        others=260,
        pattern=r"QReadLocker|QWriteLocker|QReadWriteLock|QgsReadWriteLocker|lockForRead"
        r"|lockForWrite|std::shared_(mutex|lock)",
        header_pattern=r"QgsReadWriteLocker +\w+\(|lockFor(Read|Write)\(\)",
        module=r"/src/core/proj/",
        configure=(
            "-DENABLE_TESTS=OFF",
            "-DWITH_BINDINGS=OFF",
            "-DWITH_GRASS=OFF",
            "-DWITH_GRASS7=OFF",
            "-DWITH_GRASS8=OFF",
            "-DWITH_3D=ON",
            "-DWITH_SERVER=ON",
            "-DWITH_CUSTOM_WIDGETS=OFF",
            "-DWITH_QTWEBKIT=ON",
            "-DWITH_PDAL=OFF",
            "-DWITH_EPT=ON",
            "-DWITH_ASTYLE=OFF",
            "-DUSE_OPENCL=ON",
            "-DWITH_QUICK=OFF",
        ),
        generated=r"^src/core/(qgs(expression|sqlstatement|meshcalc).*\.(hpp|cpp)|vector_tile\.pb\.h)$",
    ),
    # QReadWriteLock in the store of tiles, under guards and lockForRead() functions of its own.
    "krita": Project(
        source="krita",
        seen="1:5.1.5+dfsg-2+deb12u1",
        others=110,
        pattern=r"QReadLocker|QWriteLocker|QReadWriteLock|KisUpgradeToWriteLocker|lockForRead"
        r"|lockForWrite|KisIndirectPaintingSupport::(Read|Write)Locker|shared_mutex|shared_lock",
        header_pattern=r"Q(Read|Write)Locker +\w+\(|lockFor(Read|Write)\(\)",
        module=r"/libs/image/",
        configure=(
            "-DFOUNDATION_BUILD=OFF",
            "-DBUILD_TESTING=OFF",
            "-DENABLE_UPDATERS=OFF",
            "-DKRITA_ENABLE_PCH=OFF",
        ),
    ),
    # ink_rwlock over pthread_rwlock_t, and std::shared_mutex.
    "trafficserver": Project(
        source="trafficserver",
        seen="9.2.5+ds-0+deb12u4",
        others=187,
        pattern=r"ink_rwlock|shared_mutex|shared_lock|pthread_rwlock",
        header_pattern=r"std::(scoped|unique|shared)_lock",
        header_exclude=r"/iocore/(?!cache/P_CacheHosting\.h|net/P_TLSKeyLogger\.h)",
        module=r"/iocore/(cache|net)/",
        autotools=True,
        autoreconf=True,
        configure=(
            "--enable-experimental-plugins",
            "--with-yaml-cpp=/usr",
            "--with-hrw-geo-provider=maxminddb",
        ),
    ),
    # SharedLockGuarded<T>, whose holders own a std::shared_lock.
    "pdns": Project(
        source="pdns",
        seen="4.7.3-2",
        others=79,
        pattern=r"SharedLockGuarded|\b(try_)?read_lock\(|ReadWriteLock|\b(Read|Write)Lock\b"
        r"|shared_mutex|shared_lock|write_lock\(",
        header_pattern=r"\b(read|write)_lock\(\)|(Read|Write)Lock +\w+\(",
        header_exclude=r"/lock\.hh$",
        autotools=True,
        configure=(
            "--with-modules=bind gmysql gpgsql gsqlite3 geoip ldap lmdb lua2 pipe remote godbc tinydns",
            "--with-dynmodules=",
            "--enable-ixfrdist",
            "--enable-tools",
            "--enable-unit-tests",
            "--enable-lua-records",
        ),
    ),
    # As pdns. Without build dependencies of its own: they would remove packages pdns needs, so
    # prepare pdns first.
    "dnsdist": Project(
        source="dnsdist",
        seen="1.7.3-2",
        others=42,
        pattern=r"SharedLockGuarded|\b(try_)?read_lock\(|ReadWriteLock|\b(Read|Write)Lock\b"
        r"|shared_mutex|shared_lock|write_lock\(",
        header_pattern=r"\b(read|write)_lock\(\)",
        header_exclude=r"/lock\.hh$",
        build_dep=False,
        autotools=True,
        configure=(
            "--enable-dns-over-tls",
            "--enable-dnscrypt",
            "--with-libsodium",
            "--with-cdb",
            "--with-lmdb",
            "--enable-unit-tests",
            "--with-lua",
        ),
    ),
    # From here on: no reader-writer locks to speak of, chosen for the other checks.
    # Work queues, thread pools, Boost signals, script callbacks.
    "icinga2": Project(
        source="icinga2",
        seen="2.13.6-2+deb12u2",
        others=80,
        old_boost=True,
        configure=("-DICINGA2_UNITY_BUILD=OFF", "-DICINGA2_WITH_TESTS=ON"),
        targets=("mkclass", "mkembedconfig"),
        generated=r"\.(h|hpp|cpp|c|cc|hh|inc)$",
    ),
    # A queue for each service, Boost.Asio handlers.
    "i2pd": Project(
        source="i2pd",
        seen="2.45.1-1",
        others=33,
        subdir="build",
        old_boost=True,
        configure=("-DWITH_UPNP=ON", "-DBUILD_TESTING=OFF"),
    ),
    "libtorrent-rasterbar": Project(
        source="libtorrent-rasterbar",
        seen="2.0.8-1",
        others=78,
        old_boost=True,
        configure=("-Dbuild_tests=ON", "-Dbuild_examples=ON", "-Dpython-bindings=OFF"),
    ),
    # Pipes and mailboxes between threads.
    "zeromq3": Project(
        source="zeromq3",
        seen="4.3.4-6",
        others=76,
        configure=("-DBUILD_TESTS=ON", "-DENABLE_DRAFTS=ON"),
    ),
    "libfilezilla": Project(source="libfilezilla", seen="0.41.0-2", others=23, autotools=True),
    # thread_queue, a bounded queue that blocks.
    "paho.mqtt.cpp": Project(
        source="paho.mqtt.cpp",
        seen="1.2.0-2",
        others=13,
        configure=("-DPAHO_WITH_SSL=ON", "-DPAHO_BUILD_SAMPLES=ON"),
    ),
    "cpprest": Project(source="cpprest", seen="2.10.18-1", others=47, configure=("-DWERROR=OFF",)),
    "fastdds": Project(
        source="fastdds",
        seen="2.9.1+ds-1+deb12u2",
        others=77,
        configure=("-DSECURITY=ON", "-DCOMPILE_EXAMPLES=OFF"),
    ),
    "log4cplus": Project(source="log4cplus", seen="2.0.8-1", others=13),
    "thrift": Project(
        source="thrift",
        seen="0.17.0-2",
        others=60,
        configure=(
            "-DBUILD_JAVA=OFF",
            "-DBUILD_PYTHON=OFF",
            "-DBUILD_JAVASCRIPT=OFF",
            "-DBUILD_NODEJS=OFF",
            "-DWITH_QT5=OFF",
        ),
    ),
    "openttd": Project(
        source="openttd",
        seen="13.0-2",
        others=138,
        targets=("table_strings", "table_settings"),
    ),
    "supercollider": Project(
        source="supercollider",
        seen="1:3.13.0+repack-1",
        others=26,
        configure=(
            "-DSC_QT=OFF",
            "-DSC_IDE=OFF",
            "-DSC_EL=OFF",
            "-DSUPERNOVA=ON",
            "-DNO_X11=ON",
            "-DSYSTEM_BOOST=ON",
            "-DSYSTEM_YAMLCPP=ON",
            "-DSC_CLANG_USES_LIBSTDCPP=ON",
        ),
    ),
    "qbittorrent": Project(source="qbittorrent", seen="4.5.2-3+deb12u1", others=43),
}


def fail(message):
    sys.exit(f"fetch-corpus.py: {message}")


def run(command, log=None, **kwargs):
    """Runs a command that has to succeed; its output goes to the file `log`, if there is one."""
    command = [str(word) for word in command]
    if log is None:
        result = subprocess.run(command, check=False, **kwargs)
    else:
        with open(log, "a", encoding="utf-8") as out:
            out.write(f"$ {shlex.join(command)}\n")
            out.flush()
            result = subprocess.run(
                command, check=False, stdout=out, stderr=subprocess.STDOUT, **kwargs
            )
    if result.returncode:
        fail(f"{shlex.join(command)} failed" + (f", see {log}" if log else ""))
    return result


def capture(command, **kwargs):
    """Output of a command that has to succeed."""
    return run(command, stdout=subprocess.PIPE, text=True, **kwargs).stdout


class Apt:
    """apt with the source archives switched on, on a private copy of the system's setup."""

    def __init__(self, directory):
        settings = dict(
            re.findall(
                r"^(\w+)='(.*)'$",
                capture(
                    "apt-config shell PARTS Dir::Etc::sourceparts/d LIST Dir::Etc::sourcelist/f".split()
                ),
                re.M,
            )
        )
        self.log = directory / "apt.log"
        sources = directory / "sources"
        for name in ("sources", "lists/partial", "cache/archives/partial"):
            (directory / name).mkdir(parents=True, exist_ok=True)
        entries = []
        if "PARTS" in settings:
            entries += sorted(pathlib.Path(settings["PARTS"]).iterdir())
        if "LIST" in settings:
            entries.append(pathlib.Path(settings["LIST"]))
        for entry in entries:
            if entry.suffix in (".sources", ".list") and entry.is_file():
                text = entry.read_text(encoding="utf-8")
                (sources / entry.name).write_text(
                    self.with_sources(text, entry.suffix), encoding="utf-8"
                )
        self.options = [
            f"-oDir::Etc::sourceparts={sources}",
            f"-oDir::Etc::sourcelist={os.devnull}",
            f"-oDir::State::lists={directory / 'lists'}",
            f"-oDir::Cache={directory / 'cache'}",
        ]
        self.get("update")

    @staticmethod
    def with_sources(text, suffix):
        """The text of a file of apt sources, with `deb-src` wherever there is `deb`."""
        if suffix == ".sources":
            return re.sub(r"(?m)^Types:\s*deb\s*$", "Types: deb deb-src", text)
        return re.sub(r"(?m)^deb(\s.*)$", r"deb\1\ndeb-src\1", text)

    def get(self, *words, cwd=None):
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        run(["apt-get", "-q", *self.options, *words], self.log, cwd=cwd, env=environment)

    def unpack(self, package, directory):
        """Unpacks the source of `package` into `directory`; returns where it is, and the version."""

        def unpacked():
            return [d for d in directory.glob(f"{package}-*") if d.is_dir()]

        if not unpacked():
            self.get("source", "--only-source", package, cwd=directory)
        found, descriptions = unpacked(), list(directory.glob("*.dsc"))
        if len(found) != 1 or len(descriptions) != 1:
            fail(f"expected one unpacked source of {package} in {directory}")
        match = re.search(
            r"(?m)^Version: (\S+)", descriptions[0].read_text(encoding="utf-8", errors="replace")
        )
        return found[0], match[1] if match else "?"


def link_host_tools(project, build):
    """Puts packaged programs where the build would otherwise make its own."""
    for package, place in project.host_tools:
        wanted = "/" + place
        files = capture(["dpkg", "-L", package]).split()
        tools = [f for f in files if f.endswith(wanted) and os.access(f, os.X_OK)]
        if not tools:
            fail(f"no {place} in the package {package}")
        link = build / place
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.exists():
            link.symlink_to(tools[0])


def absolute(words, directory):
    """The words of a compile command with the directories to search made absolute."""
    return [
        "-I" + os.path.normpath(os.path.join(directory, w[2:])) if re.match("-I.", w) else w
        for w in words
    ]


def database_from_make(build):
    """The compile database of an automake build: what make says it would do, without doing it."""
    # Make would bring its own makefiles up to date even then, hence the tools that do nothing.
    idle = [f"{tool}=:" for tool in ("ACLOCAL", "AUTOCONF", "AUTOHEADER", "AUTOMAKE")]
    text = subprocess.run(
        ["make", "-n", "-k", "-i", "-w", "V=1", *idle],
        cwd=build,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=dict(os.environ, LC_ALL="C"),
    ).stdout
    entries, directories = {}, [str(build)]

    def choose_source(match):
        plain = os.path.join(directories[-1], match[2])
        return match[2] if os.path.exists(plain) else match[1] + match[2]

    for line in text.replace("\\\n", " ").splitlines():
        moved = re.match(r"make(?:\[\d+\])?: (Entering|Leaving) directory '(.*)'", line)
        if moved:
            if moved[1] == "Entering":
                directories.append(moved[2])
            elif len(directories) > 1:
                directories.pop()
            continue
        # `test -f 'x.cc' || echo '../source/'`x.cc
        line = re.sub(r"`test -f '[^']*' \|\| echo '([^']*)'`(\S+)", choose_source, line)
        for part in re.split(r"&&|;|\|\|", line):
            match = re.search(r"(?:^|\s)(\S*clang(?:\+\+)?-\d+\s.*)", part)
            if not match or " -c " not in part:
                continue
            try:
                words = shlex.split(match[1])
            except ValueError:
                continue
            if not re.search(r"\.(cc|cpp|cxx|C|c)$", words[-1]):
                continue
            directory = directories[-1]
            file = os.path.normpath(os.path.join(directory, words.pop()))
            entries.setdefault(
                (directory, file),
                {
                    "directory": directory,
                    "arguments": [*absolute(words, directory), file],
                    "file": file,
                },
            )
    return list(entries.values())


def configure_autotools(project, source, build, tools, log):
    if project.autoreconf:
        run(["autoreconf", "-fi"], log, cwd=source)
    script = os.path.relpath(source, build) + "/configure"
    words = [f"CC={tools.cc}", f"CXX={tools.cxx}", "--disable-silent-rules", *project.configure]
    run([script, *words], log, cwd=build)
    entries = database_from_make(build)
    if not entries:
        fail(f"make would compile nothing in {build}")
    (build / "compile_commands.json").write_text(json.dumps(entries, indent=1), encoding="utf-8")


def configure(project, source, build, tools, log):
    if (build / "compile_commands.json").exists():
        return
    build.mkdir(parents=True, exist_ok=True)
    if project.autotools:
        configure_autotools(project, source, build, tools, log)
        return
    words = [
        f"-DCMAKE_CXX_COMPILER={tools.cxx}",
        f"-DCMAKE_C_COMPILER={tools.cc}",
        "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
        "-DCMAKE_BUILD_TYPE=Debug",
        "-DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON",
        "-DCMAKE_UNITY_BUILD=OFF",
        "-DCMAKE_AUTOGEN_ORIGIN_DEPENDS=OFF",
    ]
    for word in project.configure:
        if "{llvm-19-cmake}" in word:
            directory = pathlib.Path(capture(["llvm-config-19", "--cmakedir"]).strip()).parent
            word = word.replace("{llvm-19-cmake}", str(directory))
        words.append(word)
    run(["cmake", "-G", "Ninja", source / project.subdir, *words], log, cwd=build)


def generate(project, build, jobs, log):
    """Makes the generated headers without building what ninja thinks they depend on.

    A custom command waits for every library its target links, so asking ninja for the headers would
    build most of the project. The commands are therefore taken from ninja one by one.
    """
    link_host_tools(project, build)
    if project.targets:
        run(["ninja", "-C", build, f"-j{jobs}", *project.targets], log)
    failed = 0
    with open(log, "a", encoding="utf-8") as out:

        def attempt(command, what):
            result = subprocess.run(
                command, cwd=build, stdout=out, stderr=subprocess.STDOUT, check=False
            )
            if result.returncode:
                out.write(f"failed: {what}\n")
                out.flush()
            return result.returncode != 0

        if project.generated:
            done = set()
            for line in capture(["ninja", "-C", build, "-t", "targets", "all"]).splitlines():
                target, _, rule = line.rpartition(": ")
                if rule != "CUSTOM_COMMAND" or not re.search(project.generated, target):
                    continue
                answer = capture(["ninja", "-C", build, "-t", "commands", "-s", target])
                command = "\n".join(
                    l for l in answer.splitlines() if not l.startswith("ninja: Entering")
                ).strip()
                if command and command not in done:
                    done.add(command)
                    (build / target).parent.mkdir(parents=True, exist_ok=True)
                    failed += attempt(["sh", "-c", command], target)
        if project.autogen:
            for info in sorted(build.glob("**/*_autogen.dir/AutogenInfo.json")):
                failed += attempt(["cmake", "-E", "cmake_autogen", str(info), "Debug"], info)
    if failed:
        print(f"  {failed} generating commands failed (see {log}); units that need them are left out")


def use_changed_boost(build):
    """Puts a copy of a header of Boost before the system's, one that clang 20 and later compile.

    The header, as in Boost 1.74, computes the successor of every integral constant, of enumerators
    too, which is not a constant expression where the enumeration has no such value.
    """
    name = "boost/mpl/aux_/integral_wrapper.hpp"
    system = pathlib.Path("/usr/include") / name
    if not system.exists():
        fail(f"no {system}")
    text, number = re.subn(
        r"\(value ([+-]) 1\)\) \) (next|prior);",
        r"(__is_enum(AUX_WRAPPER_VALUE_TYPE) ? value : (value \1 1))) ) \2;",
        system.read_text(encoding="utf-8"),
    )
    if not number:
        return
    copy = build / "changed-boost" / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(text, encoding="utf-8")
    option = f"-I{build / 'changed-boost'}"
    database = build / "compile_commands.json"
    entries = json.loads(database.read_text(encoding="utf-8"))
    for entry in entries:
        words = entry.get("arguments") or shlex.split(entry["command"])
        if option not in words:
            entry.pop("command", None)
            entry["arguments"] = [words[0], option, *words[1:]]
    database.write_text(json.dumps(entries, indent=1), encoding="utf-8")


def read_database(build, project):
    """One command for each C++ unit of the compile database."""
    entries = {}
    with open(build / "compile_commands.json", encoding="utf-8") as text:
        everything = json.load(text)
    for entry in everything:
        file = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
        if not file.endswith(UNIT_SUFFIXES) or not os.path.exists(file):
            continue
        if project.unit_exclude and re.search(project.unit_exclude, file):
            continue
        entries.setdefault(file, dict(entry, file=file))
    return len(everything), entries


def scan_includes(entries, scratch, tools, jobs):
    """Everything each unit includes, as the compiler sees it. Units that do not scan are absent."""
    scratch.mkdir(parents=True, exist_ok=True)
    database = scratch / "compile_commands.json"
    database.write_text(json.dumps(list(entries.values())), encoding="utf-8")
    command = [tools.scan_deps, "-j", str(jobs), "-format=make", "-compilation-database", database]
    # The exit status is not zero if any unit at all did not scan.
    with open(scratch / "scan.log", "w", encoding="utf-8") as log:
        text = subprocess.run(
            [str(w) for w in command], check=False, stdout=subprocess.PIPE, stderr=log, text=True
        ).stdout
    includes = {}
    for rule in re.split(r"(?<!\\)\n", text):
        _, colon, right = rule.replace("\\\n", " ").partition(": ")
        files = [
            os.path.normpath(f.replace("\0", " ")) for f in right.replace("\\ ", "\0").split()
        ]
        if colon and files:
            includes[files[0]] = files[1:]
    return includes


def choose(project, source, build, tools, jobs):
    """The units that use a lock themselves, and those that get one from a header of the project."""
    total, entries = read_database(build, project)
    if not project.pattern:
        return total, 0, entries, [], [], collections.Counter()
    own_pattern = re.compile(project.pattern)
    header_pattern = re.compile(project.header_pattern or project.pattern)
    root = os.path.join(os.path.realpath(source / project.subdir), "")
    known = {}

    def mentions(file, pattern):
        if (file, pattern) not in known:
            try:
                text = pathlib.Path(file).read_text(encoding="utf-8", errors="replace")
            except OSError:
                text = ""
            known[file, pattern] = bool(pattern.search(text))
        return known[file, pattern]

    def inside(file):
        return re.search(project.module, file) is not None

    def counts(header):
        return (
            os.path.realpath(header).startswith(root)
            and inside(header)
            and mentions(header, header_pattern)
            and not (project.header_exclude and re.search(project.header_exclude, header))
        )

    relevant = {f: e for f, e in entries.items() if inside(f) or mentions(f, own_pattern)}
    includes = scan_includes(relevant, build / "scan", tools, jobs)
    own, through, headers = [], [], collections.Counter()
    for file in sorted(entries):
        if file not in includes:
            continue
        if mentions(file, own_pattern):
            own.append(file)
            continue
        found = [h for h in includes[file] if inside(file) and counts(h)]
        if found:
            through.append(file)
            headers.update(found)
    return total, len(includes), entries, own, through, headers


def may_throw(entry):
    """Whether a unit is compiled with exceptions."""
    words = entry.get("arguments") or shlex.split(entry["command"])
    switches = [w for w in words if w in ("-fexceptions", "-fno-exceptions")]
    return not switches or switches[-1] == "-fexceptions"


def choose_others(entries, limit):
    """The units for the checks other than that of locks, each with the signs seen in its text."""

    def signs(which, text, entry):
        return "".join(
            letter
            for letter, patterns in which.items()
            if all(re.search(pattern, text) for pattern in patterns)
            and (letter not in "Cc" or may_throw(entry))
        )

    strong, several, single = [], [], []
    for file in sorted(entries):
        if re.search(r"/third_?party/|/3rdparty/|/moc_|/external/", file):
            continue
        text = pathlib.Path(file).read_text(encoding="utf-8", errors="replace")[:400_000]
        if found := signs(SIGNS, text, entries[file]):
            strong.append((file, found))
        elif found := signs(WEAK_SIGNS, text, entries[file]):
            (several if len(found) > 1 else single).append((file, found))
    chosen = strong + several
    room = max(0, limit - len(chosen)) if limit else len(single)
    # Spread over the tree.
    chosen += [single[i * len(single) // room] for i in range(min(room, len(single)))] if room else []
    return chosen[:limit] if limit else chosen


def check_parse(entries, units, number, tools):
    """Parses `number` of the units, spread over all; returns those with errors."""
    step = max(1, len(units) // number)
    bad = []
    for unit in units[::step][:number]:
        entry = entries[unit]
        words = iter(entry.get("arguments") or shlex.split(entry["command"]))
        next(words)
        command = [tools.cxx]
        for word in words:
            if word in ("-o", "-MT", "-MF", "-MQ"):
                next(words)
            elif word not in ("-c", "-MD", "-MMD"):
                command.append(word)
        result = subprocess.run(
            command + ["-fsyntax-only", "-w"],
            cwd=entry["directory"],
            check=False,
            stderr=subprocess.PIPE,
            text=True,
        )
        if result.returncode:
            bad.append(unit)
            print(f"  does not parse: {unit}\n{result.stderr[:500]}")
    return bad


def prepare(name, apt, directory, tools, arguments):
    """Does all of it for one project. Returns whether the sample of units parses."""
    project, start = PROJECTS[name], time.monotonic()
    home = directory / name
    home.mkdir(parents=True, exist_ok=True)
    log, build = home / "prepare.log", home / "build"
    print(f"{name}: source package {project.source}", flush=True)
    source, version = apt.unpack(project.source, home)
    if version != project.seen:
        print(f"  version {version}; the recipe was written for {project.seen}")
    if not arguments.no_install:
        flags = ["-y", "--no-install-recommends"]
        if project.build_dep:
            apt.get("build-dep", *flags, project.source)
        if project.packages:
            apt.get("install", *flags, *project.packages)
    configure(project, source, build, tools, log)
    generate(project, build, arguments.jobs, log)
    if project.old_boost:
        use_changed_boost(build)
    total, scanned, entries, own, through, headers = choose(
        project, source, build, tools, arguments.jobs
    )
    units = own + through
    others = choose_others(entries, project.others)
    (home / "others.txt").write_text(
        "".join(f"{unit}  # {signs}\n" for unit, signs in others), encoding="utf-8"
    )
    (home / "units.txt").write_text("".join(f"{u}\n" for u in units), encoding="utf-8")
    summary = (
        f"{name} {version}: {total} commands, {scanned} units scanned, {len(units)} chosen"
        f" ({len(own)} by their own text, {len(through)} through a header),"
        f" {len(others)} for the other checks"
    )
    lines = [summary] + [f"{count:6} units through {h}" for h, count in headers.most_common(10)]
    (home / "summary.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"  {summary} [{time.monotonic() - start:.0f} s]", flush=True)
    units = units or [unit for unit, _ in others]
    if not arguments.check or not units:
        return True
    return not check_parse(entries, units, arguments.check, tools)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("projects", nargs="*", help="projects to prepare, or 'all'")
    parser.add_argument("--dir", type=pathlib.Path, help="where to put them")
    parser.add_argument("--list", action="store_true", help="list the projects and stop")
    parser.add_argument("--llvm", default="22", help="version of clang to use (default: 22)")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time (default: 1)")
    parser.add_argument("--no-install", action="store_true", help="install no packages")
    parser.add_argument(
        "--check", type=int, default=0, metavar="N", help="parse N of the chosen units"
    )
    arguments = parser.parse_args()
    if arguments.list:
        for name, project in PROJECTS.items():
            print(f"{name:20} {project.source} {project.seen}")
        return
    names = list(PROJECTS) if arguments.projects == ["all"] else arguments.projects
    unknown = [n for n in names if n not in PROJECTS]
    if unknown or not names or not arguments.dir:
        parser.error(f"unknown project {unknown[0]}" if unknown else "say --dir and a project")
    tools = argparse.Namespace(
        cc=f"clang-{arguments.llvm}",
        cxx=f"clang++-{arguments.llvm}",
        scan_deps=f"clang-scan-deps-{arguments.llvm}",
    )
    for tool in (*vars(tools).values(), "cmake", "ninja", "apt-get", "dpkg-source"):
        if not shutil.which(tool):
            fail(f"{tool} is not installed")
    os.nice(10)
    directory = arguments.dir.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    apt = Apt(directory / "apt")
    results = [prepare(name, apt, directory, tools, arguments) for name in names]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
