#!/usr/bin/env bash
# Configures and builds a preset of CMakePresets.json into build/<preset>: scripts/build.sh <preset> [target...]. Says little when all is well.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift
mkdir -p "build/$preset"
log="build/$preset/configure.log"
if ! cmake --preset "$preset" >"$log" 2>&1; then
  cat "$log"
  exit 1
fi
ninja -C "build/$preset" --quiet "$@"
