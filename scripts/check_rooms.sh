#!/usr/bin/env bash
# Fails if a room includes a room that it may not look at.
set -euo pipefail
cd "$(dirname "$0")/../src"

# room: the rooms it may look at, besides itself and base. From the ground up.
rooms="
base:
store:
http:
trust: store http
sip:
media:
speech:
dialogue:
campaign: store
guard: store dialogue
webhook: store http trust campaign
privacy: store campaign guard
partners: store http trust campaign
dialer: store sip media speech dialogue campaign guard
api: store http trust campaign dialogue
admin: store http trust campaign dialogue sip speech guard privacy partners
simulate: store dialogue campaign guard dialer webhook
app: store http trust sip media speech dialogue campaign guard dialer webhook partners api admin simulate privacy
"

for room in */; do
  grep -qE "^${room%/}:" <<<"$rooms" || { echo "src/$room is not in the table of scripts/check_rooms.sh"; exit 1; }
done
# A folder that is no room is a part of its own room: "flite/…" in speech.
grep -rnE '^ *# *include "[a-z_]+/' --include='*.h' --include='*.cc' --include='*.c' --include='*.in' . |
  awk -F'[:"]' -v rooms="$rooms" '
    BEGIN {
      count = split(rooms, lines, "\n")
      for (i = 1; i <= count; i++)
        if (split(lines[i], part, ":") == 2) may[part[1]] = " base " part[1] " " part[2] " "
    }
    {
      split($1, path, "/"); split($4, include, "/")
      if (include[1] in may && index(may[path[2]], " " include[1] " ") == 0) {
        print "src/" substr($1, 3) ":" $2 ": " path[2] " may not look at " include[1]; faults = 1
      }
    }
    END { exit faults }'
