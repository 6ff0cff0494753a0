"""Limits of a line, as the carrier sees them."""
from conftest import numbers, row


def test_channels_and_new_calls_a_second(house):
    callees = numbers(30)
    house.start_carrier("".join(f"{number},,*,answer,200,hangup@800\n" for number in callees))
    house.add_receiver()
    house.set_up(lines=[house.line(max_channels=4, max_calls_per_second=5)])
    house.start_tiller()
    plan = house.run_plan([row(number) for number in callees])
    assert plan["Outcomes"] == {"answered": 30}
    calls = house.carrier.report()
    assert len(calls) == 30

    # 20 ms: the other side's BYE and our next INVITE cross.
    changes = sorted([(call["invited_ms"], 1) for call in calls] + [(call["ended_ms"] - 20, -1) for call in calls])
    up = most = 0
    for _, change in changes:
        up += change
        most = max(most, up)
    assert most == 4, "the channels are used, and never exceeded"

    begun = sorted(call["invited_ms"] for call in calls)
    # 30 ms: what a loaded machine adds on the way.
    assert all(later - earlier >= 1000 - 30 for earlier, later in zip(begun, begun[5:])), begun


def test_ring_limit(house):
    number = numbers(1)[0]
    house.start_carrier(f"{number},,*,ring_out,,\n")
    house.add_receiver()
    house.set_up(lines=[house.line(ring_timeout="5s")])
    house.start_tiller()
    house.run_plan([row(number)])
    call = house.carrier.report()[0]
    assert 4900 < call["ended_ms"] - call["invited_ms"] < 6500 and call["code"] == 487
    event = house.call_event(number)
    assert event["Outcome"] == "no_answer" and 4.5 < event["RingTime"] < 6.5


def test_two_plans_never_call_a_number_at_the_same_time(house):
    number = numbers(1)[0]
    house.start(f"{number},,*,answer,300,hangup@2000\n")
    house.create([row(number)], "one")
    house.create([row(number)], "two")
    house.wait_plan("one")
    house.wait_plan("two")
    first, second = sorted(house.carrier.report(), key=lambda call: call["invited_ms"])
    assert second["invited_ms"] >= first["ended_ms"] - 20
