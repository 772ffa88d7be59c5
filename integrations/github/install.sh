#!/usr/bin/env bash
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# A step of the action: has unwedge for LLVM $UNWEDGE_LLVM on the path, from the package
# $UNWEDGE_PACKAGE, as it is installed, or from the sources of the action.

set -euo pipefail

stop() { echo "::error title=unwedge::$1"; exit 2; }

[[ $UNWEDGE_LLVM =~ ^[0-9]+$ ]] || stop "llvm is '$UNWEDGE_LLVM', not a number"
as_root=()
[[ $(id -u) -eq 0 ]] || as_root=(sudo)

if [[ -n $UNWEDGE_PACKAGE ]]; then
  package=$UNWEDGE_PACKAGE
  if [[ $package == http://* || $package == https://* ]]; then
    package=$RUNNER_TEMP/unwedge.deb
    curl --fail --silent --show-error --location --output "$package" \
      "$UNWEDGE_PACKAGE" || stop "could not fetch $UNWEDGE_PACKAGE"
  fi
  [[ -f $package ]] || stop "there is no package $package"
  # apt takes a name without a slash for that of a package it knows.
  "${as_root[@]}" apt-get install -q -y "$(realpath "$package")"
elif ! command -v "unwedge-$UNWEDGE_LLVM" >/dev/null; then
  cd "$GITHUB_ACTION_PATH"
  tools/setup-debian.sh --build-only "$UNWEDGE_LLVM"
  build=$RUNNER_TEMP/unwedge-build
  cmake -G Ninja -S . -B "$build" -DCMAKE_BUILD_TYPE=Release \
    "-DCMAKE_C_COMPILER=clang-$UNWEDGE_LLVM" \
    "-DCMAKE_CXX_COMPILER=clang++-$UNWEDGE_LLVM" \
    "-DUNWEDGE_LLVM_MAJOR=$UNWEDGE_LLVM" -DUNWEDGE_BUILD_TESTS=OFF
  # The program is all that the other steps need, and a third of what there is to build.
  cmake --build "$build" --target UnwedgeDriver
  programs=$RUNNER_TEMP/unwedge/bin
  mkdir -p "$programs"
  ln -sf "$build/bin/unwedge" "$programs/unwedge-$UNWEDGE_LLVM"
  echo "$programs" >>"$GITHUB_PATH"
  export PATH=$programs:$PATH
fi
"unwedge-$UNWEDGE_LLVM" --version
