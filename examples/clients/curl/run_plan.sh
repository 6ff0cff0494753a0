#!/usr/bin/env bash
# The whole life of a plan:  ./run_plan.sh NAME STRATEGY LINE PEOPLE.json FOLDER
#
# Has the people called, shows how the plan stands, and fetches the recordings into FOLDER. Ctrl-C stops the plan.
# TILLER_URL, TILLER_APP_KEY and TILLER_APP_SECRET say where and who. Needs curl and jq.
set -euo pipefail
name=${1:?plan name} strategy=${2:?strategy} line=${3:?SIP line} people=${4:?JSON file of rows} folder=${5:?folder for recordings}
api=$TILLER_URL/service/cloud
mkdir -p "$folder"

# Prints `data` of the answer, or ends with what the server did not like. --retry helps with 429 and 503, too.
call() {
  local answer
  answer=$(curl --silent --show-error --retry 4 --retry-connrefused "$@" -H "Authorization: Token ${token:-}")
  jq -e 'select(.code == 200) | .data' <<<"$answer" || { jq -r '"refused: \(.code) \(.status)"' <<<"$answer" >&2; return 1; }
}

# Until the plan has ended.
wait_for_end() {
  local plan now shown=
  while true; do
    plan=$(call --get "$api/plan" --data-urlencode "PlanName=$name")
    now=$(jq -r '"\(.Status): \(.Total - .Pending) of \(.Total) done, \(.Outcomes | tojson)"' <<<"$plan")
    [ "$now" = "$shown" ] || echo "$now"
    shown=$now
    jq -e '.Status | IN("finished", "stopped")' <<<"$plan" >/dev/null && return
    sleep 1
  done
}

token=$(jq -n '{APPKey: env.TILLER_APP_KEY, APPSecret: env.TILLER_APP_SECRET}' | call "$api/auth" -d @- | jq -r .token)

call "$api/robot" | jq -r '"robots: \([.Robots[].RobotName] | join(", "))"'
call "$api/strategy" | jq -r '"strategies: \([.Strategies[].Name] | join(", "))"'

# With the key, a request that is sent again creates no second plan.
jq --arg name "$name" --arg strategy "$strategy" --arg line "$line" \
  '{PlanName: $name, Strategy: $strategy, SIPLine: $line, Perform: 1, Details: .}' "$people" |
  call "$api/v2/plan" -H "Idempotency-Key: $name" -d @- | jq -r '.detail_error_list[] | "left out: \(.)"'

trap 'jq -n --arg name "$name" "{PlanName: \$name, Action: \"Stop\"}" | call "$api/operation" -d @- >/dev/null' INT
(trap '' INT; wait_for_end) & # Ctrl-C is for the script, not for the curl that just asks
wait $! || wait $!

for number in $(jq -r '.[].Mobile' "$people"); do
  recordings=$(call --get "$api/plancase" --data-urlencode "PlanName=$name" --data-urlencode "Callee=$number") || continue
  jq -r '.Links[] | "\(.CallID) \(.Link)"' <<<"$recordings" | while read -r id link; do
    curl --silent --show-error --fail --output "$folder/${number}_$id.mp3" "$link"
    echo "recording: $folder/${number}_$id.mp3"
  done
done
