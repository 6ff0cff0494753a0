"""Webhooks by the command line: an endpoint that is off, what it missed, its log, its secret."""
from conftest import numbers, row
from test_manage import Manager
from test_webhooks import verify


def test_what_an_endpoint_missed_is_replayed_when_it_is_on_again(house):
    first, second = numbers(2)
    house.start(f"{first},,*,busy,,\n{second},,*,busy,,\n")
    manager = Manager(house)
    good = house.receiver
    house.run_plan([row(first)])
    other = house.add_receiver()
    made = manager.json("webhook", "add", f"url={other.url}")
    webhook = made["id"]
    assert made["secret"].startswith("whsec_")
    assert made["secret"] not in manager.run("webhook", "list")

    manager.run("webhook", "test", webhook)
    assert other.deliveries()[-1].kind == "test" and verify(other.deliveries()[-1], secret=made["secret"])
    other.answer = lambda delivery: 503
    assert "not accepted" in manager.run("webhook", "test", webhook, expect=1)

    manager.run("webhook", "disable", webhook)
    health = manager.json("webhook", "health", webhook)
    assert (health["state"], health["reason"]) == ("off", "by the operator") and health["since"]
    house.run_plan([row(second)], name="q")
    assert "switch it on first" in manager.run("webhook", "replay", webhook, "of=missed", expect=4)

    # On again, it gets both plans, the one before its time as well, each in order, and as the other endpoint got it.
    other.answer = lambda delivery: 200
    manager.run("webhook", "enable", webhook)
    seen = len(other.deliveries())
    assert manager.json("webhook", "replay", webhook, "of=missed") == {"replayed": 6}
    assert other.wait(lambda: len(other.deliveries()) == seen + 6, 20), house.tiller.tail(30)
    replayed = other.deliveries()[seen:]
    assert {d.id: d.body for d in replayed} == {d.id: d.body for d in good.deliveries()}
    for plan in ("p", "q"):
        assert [d.kind for d in replayed if d.event["PlanName"] == plan] == ["call", "task", "plan"]
    assert all(verify(d, secret=made["secret"]) for d in replayed[:2])

    # The log tells each with its answer; one of them comes once more.
    house.tiller.wait_for(lambda: len(manager.json("webhook", "log", webhook, "--state", "delivered")) == 6, 10, "log")
    log = manager.json("webhook", "log", webhook, "--event", "plan", "--limit", "1")
    assert [entry["plan"] for entry in log] == ["q"]
    whole = manager.json("webhook", "delivery", log[0]["id"])
    assert whole["request"]["body"]["PlanName"] == "q" and [tried["status"] for tried in whole["log"]] == [200]
    manager.run("webhook", "resend", log[0]["id"])
    assert other.wait(lambda: len(other.deliveries()) == seen + 7, 10)
    assert other.deliveries()[-1].id == log[0]["event_id"]

    fresh = manager.json("webhook", "rotate", webhook)["secret"]
    manager.run("webhook", "resend", log[0]["id"])
    assert other.wait(lambda: len(other.deliveries()) == seen + 8, 10)
    assert verify(other.deliveries()[-1], secret=made["secret"]) and verify(other.deliveries()[-1], secret=fresh)
    manager.run("webhook", "show", "99", expect=3)
