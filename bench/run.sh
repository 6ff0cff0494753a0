#!/usr/bin/env bash
# Figures, each beside the limit measured in the same run. `bench/run.sh [plan] [calls] [memory] [turns] [pushes] [webhooks] [store]`; without words, all of them.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh test
scripts/build.sh bench tiller tiller-carrier tiller-espeak plan_limit webhook_load store_growth
exec python3 bench/bench.py --bin build/bench/bin "$@"
