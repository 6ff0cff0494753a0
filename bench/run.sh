#!/usr/bin/env bash
# Figures, each beside the limit measured in the same run. `bench/run.sh [plan] [calls] [turns] [pushes] [webhooks] [store]`; without words, all of them.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh test
cmake -S . -B build/bench -G Ninja -DCMAKE_C_COMPILER=clang-16 -DCMAKE_CXX_COMPILER=clang++-16 -DCMAKE_BUILD_TYPE=Release \
  -DTILLER_TESTS=OFF -DTILLER_BENCH=ON >/dev/null
ninja -C build/bench tiller tiller-carrier tiller-espeak plan_limit webhook_load store_growth >/dev/null
exec python3 bench/bench.py --bin build/bench/bin "$@"
