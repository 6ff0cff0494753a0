#!/usr/bin/env bash
# ./run.sh          sets up, builds and runs `tiller demo`: a plan of 24 people being telephoned; serves until Ctrl-C
# ./run.sh --once   ends after the plan: status 0 only if every number got the outcome that its person was told to produce
# ./run.sh serve …  sets up, builds and runs `tiller serve …`
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
case "${1:-}" in
  "" | --once | serve) ;;
  *) sed -n '2,4s/^# //p' "$0"; exit 2 ;;
esac
"$here/scripts/setup.sh"
echo "building (the first time takes some minutes)"
"$here/scripts/build.sh" release
if [ "${1:-}" = serve ]; then
  exec "$here/build/release/bin/tiller" "$@"
fi
exec "$here/build/release/bin/tiller" demo --data "$here/data/demo" "$@"
