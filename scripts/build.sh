#!/usr/bin/env bash
# Configures and builds into build/<kind>: scripts/build.sh <kind> [cmake options]. Says little when all is well.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=$1
shift
mkdir -p "build/$kind"
log="build/$kind/configure.log"
if ! cmake -S . -B "build/$kind" -G Ninja -DCMAKE_C_COMPILER=clang-16 -DCMAKE_CXX_COMPILER=clang++-16 "$@" >"$log" 2>&1; then
  cat "$log"
  exit 1
fi
ninja -C "build/$kind" --quiet
