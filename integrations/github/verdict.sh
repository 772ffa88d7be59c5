#!/usr/bin/env bash
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# A step of the action: fails if $UNWEDGE_FAIL_ON says so of $UNWEDGE_EXIT_CODE, which is
# what `unwedge check` ended with.

set -euo pipefail

case "$UNWEDGE_FAIL_ON:$UNWEDGE_EXIT_CODE" in
  findings:1)
    echo "::error title=unwedge::something was found"
    exit 1
    ;;
  findings:3)
    echo "::error title=unwedge::some units could not be analysed"
    exit 1
    ;;
  findings:0 | errors:[013]) ;;
  *)
    echo "::error title=unwedge::fail-on is '$UNWEDGE_FAIL_ON', not findings or errors"
    exit 2
    ;;
esac
