"""What the demo prints: progress while the plan runs, then how it ended."""
import shutil
import sys
import time


class Progress:
    """A bar that is drawn over itself on a terminal; elsewhere a line when something has changed."""

    def __init__(self):
        self._terminal = sys.stdout.isatty()
        self._last = ""
        self._start = time.monotonic()

    def show(self, plan, webhooks):
        total = plan["Total"] or 1
        settled = total - plan["Pending"]
        outcomes = "  ".join(f"{word} {count}" for word, count in plan["Outcomes"].items() if count)
        current = next((r["Round"] for r in reversed(plan["Rounds"]) if r["Status"] == "running"), None)
        where = f"round {current}" if current else "between rounds" if plan["Status"] in ("running", "waiting") else plan["Status"]
        state = f"{where}: {settled}/{total} settled  {outcomes}  webhooks {webhooks}"
        seconds = int(time.monotonic() - self._start)
        if self._terminal:
            filled = settled * 24 // total
            line = f"[{'█' * filled}{'·' * (24 - filled)}] {seconds:3d} s  {state}"
            print(f"\r\033[K{line[:shutil.get_terminal_size().columns - 1]}", end="", flush=True)
        elif state != self._last:
            print(f"{seconds:3d} s  {state}")
        self._last = state

    def end(self):
        print()


def outcomes(expected, records, links):
    """The table of people. How many did not end as expected."""
    wrong = 0
    print(f"   {'number':<15}{'name':<17}{'expected':<19}{'got':<19}{'tries':>5}{'talked':>8}  pressed")
    for number, row in expected.items():
        rounds = records.get(number, [])
        last = rounds[-1] if rounds else {}
        want = (row["expected"], row["intention"])
        got = (last.get("Outcome", "nothing"), last.get("Intention", ""))
        connected = row["expected"] == "answered"
        good = want == got and bool(links[number]) == connected
        wrong += not good
        tries = sum(record["Attempts"] for record in rounds)
        talked = sum(record["TalkDuration"] for record in rounds)
        print(f"{'ok' if good else '!!':<3}{number:<15}{row['name']:<17}{' '.join(want):<19}{' '.join(got):<19}{tries:>5}"
              f"{f'{talked:.1f} s' if talked else '-':>8}  {', '.join(last.get('Labels', []))}")
    print("\nrecordings (stereo: the person left, the robot right)")
    for number, found in links.items():
        for link in found:
            print(f"   {number}  {link['Link']}")
    return wrong


def webhooks(receiver, records):
    """Counts of webhooks. How many kinds did not come as they must: one `call` for each number and task, all signed."""
    wrong = 0
    print("\nwebhooks received")
    expected = {"call": sum(len(rounds) for rounds in records.values()),
                "task": len({record["TaskID"] for rounds in records.values() for record in rounds}), "plan": 1}
    for kind, count in expected.items():
        deliveries = receiver.deliveries(kind)
        events = len({delivery.id for delivery in deliveries})
        signed = sum(not delivery.faults for delivery in deliveries)
        good = events == count and signed == len(deliveries)
        wrong += not good
        print(f"{'ok' if good else '!!':<3}{kind:<5}{events:>4} of {count}, {signed} of {len(deliveries)} deliveries with both signatures good")
    return wrong


def where_next(url, folder):
    print(f"""
Serving until Ctrl-C. Try it yourself:

  curl -s {url}/service/cloud/auth -d '{{"APPKey": "demo-key", "APPSecret": "demo-secret"}}'
  curl -s {url}/service/cloud/strategy -H 'Authorization: Token <the token>'
  curl -s {url}/metrics

  the strategy "all_day" takes plans of yours for the rest of the day; docs/first-call.md shows one, over a line of your own
  data, logs, recordings: {folder}
""")
