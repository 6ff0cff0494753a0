"""Webhooks: order, signatures, failures."""
import base64
import hashlib
import hmac
import json
import pathlib
import subprocess
import time

import pytest
from conftest import numbers, row
from lab import hooks

VERIFIER = pathlib.Path(__file__).parent / "verifier"


def verify(delivery, body=None, secret=hooks.SECRET):
    """Whether the public Standard Webhooks library finds a delivery good."""
    question = {"secret": secret, "headers": delivery.headers, "body": (body or delivery.body).decode()}
    return subprocess.run(["node", "verify.js"], cwd=VERIFIER, input=json.dumps(question).encode(), capture_output=True,
                          check=False).returncode == 0


def test_two_secrets_are_valid_during_a_rotation(house):
    first, second = numbers(2)
    house.start(f"{first},,*,busy,,\n{second},,*,busy,,\n")
    house.run_plan([row(first)])
    fresh = "whsec_" + base64.b64encode(b"the secret that comes after that").decode()
    house.receivers[0]["secret"] = fresh
    house.set_up()
    house.run_plan([row(second)], name="q")
    before, after = house.receiver.deliveries("plan")
    assert verify(before) and not verify(before, secret=fresh)
    assert verify(after) and verify(after, secret=fresh)
    assert after.headers["X-AIRudder-Sign"] == hmac.new(fresh.encode(), after.body, hashlib.sha256).hexdigest()


@pytest.mark.smoke
def test_order_and_signatures(house):
    callees = numbers(6)
    house.start("".join(f"{number},,*,answer,300,hangup@500\n" for number in callees[:3]) +
                "".join(f"{number},,*,busy,,\n" for number in callees[3:]))
    house.run_plan([row(number) for number in callees])
    deliveries = house.receiver.deliveries()
    assert [d.kind for d in deliveries] == ["call"] * 6 + ["task", "plan"]
    # Calls may arrive in any order among themselves; the numbers leave no gap by which one could be missed.
    assert sorted(d.event["Sequence"] for d in deliveries) == list(range(1, 9))
    for delivery in deliveries:
        assert delivery.faults == []
        assert delivery.id == delivery.event["EventID"]
        assert delivery.headers["User-Agent"] == "Airudder" and delivery.headers["Content-Type"].startswith("application/json")
    assert verify(deliveries[0]) and verify(deliveries[-1])
    assert not verify(deliveries[0], deliveries[0].body.replace(b"Callee", b"Caller"))

    task = deliveries[-2].event
    assert task["Total"] == 6 and task["Outcomes"] == {"answered": 3, "busy": 3} and task["Status"] == "finished"


def test_endpoints_take_only_their_kinds(house):
    number = numbers(1)[0]
    house.start_carrier(f"{number},,*,busy,,\n")
    house.add_receiver()
    plans_only = house.add_receiver(events=["plan"])
    house.set_up()
    house.start_tiller()
    house.run_plan([row(number)])
    assert plans_only.wait(lambda: plans_only.deliveries("plan"), 10)
    assert [d.kind for d in plans_only.deliveries()] == ["plan"]


@pytest.mark.slow
def test_a_receiver_that_fails_first_gets_the_same_event_again(house):
    number = numbers(1)[0]
    house.start_carrier(f"{number},,*,busy,,\n")
    refused = []

    def fail_first(delivery):
        refused.append(delivery.id)
        return 500 if len(refused) == 1 else 200

    house.add_receiver(fail_first)
    good = house.add_receiver()
    house.set_up()
    house.start_tiller()
    house.create([row(number)])
    assert good.wait(lambda: good.deliveries("plan"), 20), "a failing endpoint must not delay another"
    assert house.receiver.wait(lambda: house.receiver.events("plan"), 75), house.tiller.tail(30)
    first, second = house.receiver.deliveries("call")
    assert first.id == second.id and first.body == second.body and first.status == 500
    assert 55 < second.at - first.at < 75
    # What comes after waits for what failed.
    assert [d.kind for d in house.receiver.deliveries()] == ["call", "call", "task", "plan"]


def test_a_receiver_that_hangs_delays_nobody_else(house):
    callees = numbers(4)
    house.start_carrier("".join(f"{number},,*,busy,,\n" for number in callees))
    house.add_receiver(lambda delivery: time.sleep(20) or 200)
    good = house.add_receiver()
    house.set_up()
    house.start_tiller()
    house.create([row(number) for number in callees])
    assert good.wait(lambda: good.deliveries("plan"), 15)
    assert len(good.deliveries("call")) == 4
