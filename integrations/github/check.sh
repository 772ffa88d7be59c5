#!/usr/bin/env bash
# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# A step of the action: writes the SARIF file, and shows findings beside the lines of the
# change. Findings do not fail this step: what was found has to be uploaded first.

set -euo pipefail

arguments=("-p" "$UNWEDGE_BUILD" "--root=$GITHUB_WORKSPACE"
  "--minimum-confidence=$UNWEDGE_MINIMUM_CONFIDENCE")
[[ -z $UNWEDGE_CHECKS ]] || arguments+=("--checks=$UNWEDGE_CHECKS")
[[ -z $UNWEDGE_MODEL_FILES ]] || arguments+=("--model-files=$UNWEDGE_MODEL_FILES")
[[ -z $UNWEDGE_BASELINE ]] || arguments+=("--baseline=$UNWEDGE_BASELINE")
if [[ -n $UNWEDGE_DIFF ]]; then
  arguments+=("--diff=$UNWEDGE_DIFF")
  # In a container the checkout belongs to somebody else, and Git would refuse.
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory
  export GIT_CONFIG_VALUE_0=$GITHUB_WORKSPACE
fi
while IFS= read -r argument; do
  [[ -z $argument ]] || arguments+=("$argument")
done <<<"$UNWEDGE_ARGUMENTS"

program=unwedge-$UNWEDGE_LLVM
log=$RUNNER_TEMP/unwedge.log
set +e
"$program" check "${arguments[@]}" --format=sarif --output="$UNWEDGE_SARIF" 2>&1 |
  tee "$log"
code=${PIPESTATUS[0]}
set -e
if [[ $code -ne 0 && $code -ne 1 && $code -ne 3 ]]; then
  echo "::error title=unwedge::unwedge could not run; the log says why"
  exit "$code"
fi
if [[ $UNWEDGE_ANNOTATIONS == true ]]; then
  # All results are there already: this only prints them.
  "$program" check "${arguments[@]}" --format=github 2>/dev/null || true
fi
{
  echo "sarif=$UNWEDGE_SARIF"
  echo "exit-code=$code"
} >>"$GITHUB_OUTPUT"
{
  echo "### unwedge"
  echo
  echo '```text'
  grep '^unwedge: ' "$log" || true
  echo '```'
} >>"$GITHUB_STEP_SUMMARY"
