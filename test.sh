#!/usr/bin/env bash
# Sets up, builds and runs all tests; the last line is the sum. Reports (JUnit XML) go to build/reports.
set -uo pipefail
cd "$(dirname "$0")"
set -e
scripts/setup.sh test
echo "== building"
scripts/build.sh release
scripts/build.sh test
(cd tests/functional/verifier && npm ci --silent --no-audit --no-fund)
(cd tests/functional/openapi && npm ci --silent --no-audit --no-fund --ignore-scripts)
(cd examples/clients/typescript && npm ci --silent --no-audit --no-fund && npm run --silent build)
set +e
reports=$PWD/build/reports
rm -rf "$reports"
mkdir -p "$reports/unit"

echo "== rooms, headers, format, links"
failed=0
check() { if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi; }
passed=0
check scripts/check_rooms.py
check scripts/check_headers.py
check scripts/check_format.sh
check scripts/check_tidy.sh
check scripts/check_links.py

echo "== simulated worlds from fresh seeds: a failure tells its seed and how to run it again"
check build/release/bin/tiller simulate --check --for 40s

echo "== unit tests and fuzz targets, with the sanitizers"
GTEST_OUTPUT="xml:$reports/unit/" ctest --test-dir build/test --parallel 2 --output-on-failure --output-junit "$reports/ctest.xml"

echo "== functional tests: the real programs"
(cd tests/functional && /usr/bin/python3 -m pytest -q -n 4 --bin=../../build/release/bin --junitxml "$reports/functional.xml")
echo "== functional tests: a few with the sanitized programs"
(cd tests/functional && /usr/bin/python3 -m pytest -q -n 2 -m smoke --bin=../../build/test/bin --junitxml "$reports/sanitized.xml")

exec /usr/bin/python3 scripts/count_tests.py "$reports" "$passed" "$failed"
