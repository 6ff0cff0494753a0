#!/usr/bin/env bash
# This tree beside an older commit, in one run: `bench/compare.sh COMMIT [plan] [calls] [memory] [turns] [pushes] [webhooks] [store]`.
# The older programs are built in a worktree below build/.
set -euo pipefail
cd "$(dirname "$0")/.."
commit=$(git rev-parse --verify "$1^{commit}")
shift
before=build/before-${commit:0:8}
programs="tiller tiller-carrier tiller-espeak plan_limit webhook_load store_growth"
[ -d "$before" ] || git worktree add --detach "$before" "$commit"
(
  cd "$before"
  scripts/setup.sh test
  cmake -S . -B build/bench -G Ninja -DCMAKE_C_COMPILER=clang-16 -DCMAKE_CXX_COMPILER=clang++-16 -DCMAKE_BUILD_TYPE=Release \
    -DTILLER_TESTS=OFF -DTILLER_BENCH=ON >/dev/null
  ninja -C build/bench --quiet $programs
)
scripts/setup.sh test
scripts/build.sh bench $programs
exec python3 bench/bench.py --bin build/bench/bin --before "$before/build/bench/bin" "$@"
