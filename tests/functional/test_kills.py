"""kill -9 a hundred times at random moments, with real calls up: the rules of the house, seen from outside.

The seed is printed; TILLER_KILL_SEED=… repeats a run's choices, TILLER_KILLS=… makes it longer. What the kill meets is a matter of
the machine's timing, too.
"""
import collections
import json
import os
import random
import time
import urllib.error

import pytest
from conftest import row
from lab import programs
from lab.client import Refused

KILLS = int(os.environ.get("TILLER_KILLS", "100"))
REPEAT_NUM = 2
BEHAVIOURS = ("answer", "answer", "answer", "busy", "unreachable", "reject", "server_error")


def people(count):
    """Numbers and what is behind them: no conversation lasts a second, so that kills find all of a call's life."""
    numbers = [f"+6281240{i:06d}" for i in range(count)]
    lines = []
    for i, number in enumerate(numbers):
        behaviour = BEHAVIOURS[i % len(BEHAVIOURS)]
        ring, steps = (20 + i % 150, f"hangup@{100 + i % 500}") if behaviour in ("answer", "reject") else ("", "")
        lines.append(f"{number},,*,{behaviour},{ring},{steps if behaviour == 'answer' else ''}\n")
    return numbers, "".join(lines)


class Customer:
    """Makes plans while the server dies and comes back; remembers what was accepted."""

    def __init__(self, house, numbers, rng):
        self.house, self.rng = house, rng
        self.free = list(numbers)
        self.accepted, self.doubtful, self.stopped = {}, {}, set()

    def act(self):
        """One request. The server may die under it."""
        if self.rng.random() < 0.1 and self.accepted:
            name = self.rng.choice(list(self.accepted))
            try:
                self.house.client.post("/operation", {"PlanName": name, "Action": "Stop"})
                self.stopped.add(name)
            except Refused as refused:
                assert refused.answer["code"] == 10904, refused
            return
        name = f"kill_{len(self.accepted) + len(self.doubtful)}"
        size = self.rng.randint(8, 20)
        numbers, self.free = self.free[:size], self.free[size:]
        self.doubtful[name] = numbers
        self.house.create([row(number) for number in numbers], name, Strategy=self.rng.choice(("one", "two")))
        self.accepted[name] = self.doubtful.pop(name)

    def settle_doubts(self):
        """What was sent and not answered is there whole, or not at all."""
        for name, numbers in list(self.doubtful.items()):
            try:
                total = self.house.client.plan(name)["Total"]
            except Refused as refused:
                assert refused.answer["code"] == 10302, refused
                del self.doubtful[name]
                self.free += numbers
                continue
            assert total == len(numbers)
            self.accepted[name] = self.doubtful.pop(name)


@pytest.mark.slow
def test_a_hundred_kills(house):
    seed = int(os.environ.get("TILLER_KILL_SEED", random.randrange(1 << 32)))
    print(f"TILLER_KILL_SEED={seed}")
    rng = random.Random(seed)
    numbers, csv = people(4000)
    begun = time.monotonic()

    house.start_carrier(csv)
    house.add_receiver()
    repeats = {"repeat_num": REPEAT_NUM, "repeat_interval": 0}
    house.set_up(lines=[house.line(max_channels=40, max_calls_per_second=100, ring_timeout="6s", outcomes={"503": "failed"})],
                 strategies={"one": [house.round(-2, 3000, **repeats)],
                             "two": [house.round(-2, 25, **repeats), house.round(25, 3000, **repeats)]})
    house.start_tiller()
    customer = Customer(house, numbers, rng)
    starts = []
    for _ in range(KILLS):
        customer.act()
        until = time.monotonic() + rng.uniform(0.01, 0.5)
        while time.monotonic() < until:
            time.sleep(min(0.05, max(0.0, until - time.monotonic())))
        if rng.random() < 0.2:  # in the middle of an orderly stop
            house.tiller.ask_to_stop()
            time.sleep(rng.uniform(0, 0.1))
        house.tiller.process.kill()
        if rng.random() < 0.3:  # a request that meets the kill
            try:
                customer.act()
            except (urllib.error.URLError, ConnectionError, json.JSONDecodeError):
                pass
            except Refused as refused:
                assert refused.answer["code"] == 503, refused
        house.tiller.process.wait()
        if rng.random() < 0.2:  # and once more, before it is up
            house.restart_tiller(wait=False)
            time.sleep(rng.uniform(0, 0.2))
            house.tiller.kill()
        starting = time.monotonic()
        house.restart_tiller()
        starts.append(time.monotonic() - starting)
        customer.settle_doubts()
    kills_took = time.monotonic() - begun

    def open_plans():
        return set(customer.accepted) - {event["PlanName"] for event in house.receiver.events("plan")}
    programs.wait_until(lambda: not open_plans(), 90, f"the end of {len(customer.accepted)} plans", pause=0.2)
    print(f"{KILLS} kills in {kills_took:.0f} s, {len(customer.accepted)} plans, {len(house.carrier.journal())} lines of the carrier, "
          f"start {sorted(starts)[len(starts) // 2] * 1000:.0f} ms (median), {max(starts) * 1000:.0f} ms (worst), "
          f"{time.monotonic() - begun:.0f} s in all")
    check_books(house, customer)


def check_books(house, customer):
    invites, answers = collections.Counter(), set()
    order = collections.defaultdict(list)  # what the carrier saw of a number
    for entry in house.carrier.journal():
        call_id = entry["call_id"].partition("@")[0]  # the SIP Call-ID is the CallID at our host
        if entry["what"] == "invite":
            invites[call_id] += 1
            order[entry["number"].lstrip("+")].append(call_id)
        else:
            answers.add(call_id)
    assert all(count == 1 for count in invites.values()), "an attempt was dialed twice"

    told = collections.defaultdict(list)
    for event in house.receiver.events("call"):
        told[event["TaskID"], event["Callee"]].append(event)
    known = {}
    unknowns = attempts = 0
    for name, numbers in customer.accepted.items():
        plan = house.client.plan(name)
        assert plan["Status"] == ("stopped" if name in customer.stopped else "finished"), (name, plan["Status"])
        assert plan["Total"] == len(numbers) and plan["Pending"] == 0
        assert sum(plan["Outcomes"].values()) == plan["Total"]
        records = house.client.records(name)
        assert set(records) == set(numbers), "a number is missing"
        for number, rounds in records.items():
            for record in rounds:
                unknowns += record["Outcome"] == "unknown"
                assert len(told[record["TaskID"], number]) == 1, f"{number}: one event a number and task"
                event = told[record["TaskID"], number][0]
                assert event["Outcome"] == record["Outcome"] and event["CallID"] == record["CallID"]
                assert record["Attempts"] == len(record["AttemptList"]) <= REPEAT_NUM + 1
                assert record["Outcome"] not in ("", None)
                for attempt in record["AttemptList"]:
                    attempts += 1
                    known[attempt["CallID"]] = (number, attempt["Outcome"])
            seen = order[number.lstrip("+")]
            assert len(seen) <= (REPEAT_NUM + 1) * len(rounds)
            for earlier in seen[:-1]:
                assert earlier not in answers, f"{number} answered and was dialed again"
    assert set(invites) <= set(known), "an INVITE without an intent"
    assert unknowns > 0, "no kill met a call"
    for call_id in answers:
        assert known[call_id][1] in ("answered", "unknown"), (call_id, known[call_id])
    for call_id, (number, outcome) in known.items():
        if outcome != "unknown":
            assert call_id in invites, f"{number} is {outcome} and the carrier never saw the call"
    assert sum(len(events) for events in told.values()) == sum(
        round_["Total"] for name in customer.accepted for round_ in house.client.plan(name)["Rounds"])
    print(f"{attempts} attempts, {len(invites)} INVITEs, {len(answers)} answered, {unknowns} numbers unknown")
    check_events(house)


def check_events(house):
    """Each event one id and one body, however often it came; call before task before plan; no gap in the sequence."""
    deliveries = [d for d in house.receiver.deliveries() if d.status == 200]
    assert not [fault for d in deliveries for fault in d.faults]
    bodies, first = {}, {}
    for place, delivery in enumerate(deliveries):
        assert bodies.setdefault(delivery.id, delivery.body) == delivery.body, "an id with two bodies"
        first.setdefault(delivery.id, place)
    events = {id_: json.loads(body) for id_, body in bodies.items()}
    assert sorted(event["Sequence"] for event in events.values()) == list(range(1, len(events) + 1))
    last_call, task_at = collections.defaultdict(int), collections.defaultdict(list)
    for id_, event in events.items():
        if event["Event"] == "call":
            last_call[event["TaskID"]] = max(last_call[event["TaskID"]], first[id_])
    for id_, event in events.items():
        if event["Event"] == "task":
            assert last_call[event["TaskID"]] < first[id_], "a task before one of its calls"
            task_at[event["PlanName"]].append(first[id_])
    for id_, event in events.items():
        if event["Event"] == "plan":
            assert max(task_at[event["PlanName"]]) < first[id_], "a plan before one of its tasks"
    assert len(task_at) == len([e for e in events.values() if e["Event"] == "plan"])
