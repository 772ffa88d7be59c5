#!/usr/bin/env bash
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Installs what building and testing unwedge needs on Debian 12.
#
#   tools/setup-debian.sh [--build-only] [MAJOR ...]
#
# MAJOR is an LLVM major version; without one, 22 and 19. --build-only leaves out
# what only the tests need. Packages that are there already are left alone, so
# that a second run does nothing. Works as root, or with sudo.

set -euo pipefail

build_only=false
majors=()
for word in "$@"; do
  case "$word" in
    --build-only) build_only=true ;;
    [0-9][0-9]) majors+=("$word") ;;
    *) echo "usage: ${0##*/} [--build-only] [MAJOR ...]" >&2; exit 2 ;;
  esac
done
[[ ${#majors[@]} -gt 0 ]] || majors=(22 19)

# dpkg-dev unpacks the source package that tools/demo looks at, and with file it finds
# what our own package depends on. libgrpc++-dev and libprotobuf-dev have what clangd is
# linked with, for unwedge-clangd.
packages=(cmake ninja-build ccache python3 git g++ libgtest-dev dpkg-dev file
  libgrpc++-dev libprotobuf-dev)
for major in "${majors[@]}"; do
  packages+=(
    "clang-$major" "clang-tidy-$major" "clang-tools-$major"
    "libclang-$major-dev" "llvm-$major-dev" "llvm-$major-tools"
  )
done

if [[ $build_only == false ]]; then
  packages+=(
    libgmock-dev python3-psutil python3-yaml clang-format-22 pre-commit
    # The site: tools/build_site.
    python3-myst-parser furo
    # libc++ of one LLVM only: the -dev packages of two cannot be installed
    # side by side.
    libc++-22-dev libc++abi-22-dev
    # Real libraries, for tests that compare them with their mock headers.
    pkg-config libboost-dev libboost-thread-dev libabsl-dev libtbb-dev
    qt6-base-dev libpoco-dev libglib2.0-dev libuv1-dev libace-dev libfmt-dev
  )
  for major in "${majors[@]}"; do
    packages+=("libclang-rt-$major-dev")
  done
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" \
    2>/dev/null || true)
  [[ $status == installed ]] || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
  echo "setup: nothing is missing"
  exit 0
fi

as_root=()
if [[ $(id -u) -ne 0 ]]; then
  command -v sudo >/dev/null || { echo "setup: run as root or install sudo" >&2; exit 1; }
  as_root=(sudo)
fi
echo "setup: installing ${missing[*]}"
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -q -y --no-install-recommends "${missing[@]}"
