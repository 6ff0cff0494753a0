#!/usr/bin/env bash
# Fails if a tracked C or C++ file is not as .clang-format wants it; `scripts/check_format.sh fix` mends them.
set -euo pipefail
cd "$(dirname "$0")/.."
how=(--dry-run -Werror)
[ "${1:-}" = fix ] && how=(-i)
git ls-files -z '*.cc' '*.h' '*.c' | xargs -0 clang-format-16 "${how[@]}"
