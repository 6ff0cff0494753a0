#!/usr/bin/env bash
# Plants each bug of tests/planted in turn, and fails unless `tiller simulate --check` finds it.
# usage: scripts/plant_bugs.sh [build folder]     a configured one; default build/release. The tree must be clean.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build/release}
[ -z "$(git status --porcelain -- src)" ] || { echo "src has changes: commit or put them aside first"; exit 2; }
trap 'git checkout -q -- src' EXIT
missed=0
for patch in tests/planted/*.patch; do
  echo "== $(basename "$patch" .patch): $(head -1 "$patch")"
  git apply "$patch"
  ninja -C "$build" --quiet tiller
  if "$build/bin/tiller" simulate --check --seed 1 --for 60s; then
    echo "NOT FOUND"
    missed=1
  fi
  git checkout -q -- src
done
ninja -C "$build" --quiet tiller
exit $missed
