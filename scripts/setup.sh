#!/usr/bin/env bash
# Installs what packages.txt lists and this machine lacks. `scripts/setup.sh` for building and running, `scripts/setup.sh test` for the tests as well.
set -euo pipefail
cd "$(dirname "$0")/.."
want="run build"; [ "${1:-}" = test ] && want="run build test"
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

missing=()
for when in $want; do
  while IFS='|' read -r w package _; do
    w=${w// /}; package=${package// /}
    [ "$w" = "$when" ] || continue
    # A tool that is there already, from wherever, is good: Node.js is often installed by hand.
    case "$package" in nodejs) command -v node >/dev/null && continue ;; npm) command -v npm >/dev/null && continue ;; esac
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done < <(grep -v '^#' packages.txt)
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing: ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# libphonenumber's headers: their package conflicts with Boost 1.81, so they are unpacked, not installed.
if [ ! -e build/deps/usr/include/phonenumbers/phonenumberutil.h ]; then
  mkdir -p build/deps
  work=$(mktemp -d)
  chmod 755 "$work"
  compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null || as_root apt-get update -qq
  (cd "$work" && apt-get download -qq libphonenumber-dev 2>/dev/null)
  dpkg -x "$work"/libphonenumber-dev_*.deb build/deps
  rm -rf "$work"
fi

scripts/fetch_speech.sh
