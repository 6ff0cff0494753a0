"""A partner's result_url that fails (docs/partner-push.md, docs/webhooks.md): the ladder, its end, replay; and nobody else is kept waiting."""
import contextlib
import sqlite3
import threading

import pytest
from lab import hooks
from test_manage import Manager
from test_routes import TOKEN, lead, push

ROUTES = ("bad-partner", "good-partner")
FIRST = 16501230000
SCHEMA = '{"type": "object", "required": ["caller_id"]}'


class Partners:
    """Two partners with a receiver each, and the account's own, which hears of all."""

    def __init__(self, house, answer):
        house.start_carrier("".join(f"+{FIRST + n},,*,answer,100,hangup@300\n" for n in range(1, 10)))
        self.house, self.next = house, 0
        self.own = house.add_receiver()
        self.bad, self.good = hooks.Receiver(answer), hooks.Receiver()
        house.stops += [self.bad.close, self.good.close]
        house.set_up(guard="off", routes=[
            {"name": name, "tokens": [TOKEN], "schema": SCHEMA, "callee": ["/caller_id"], "robot": "short", "line": "LINE",
             "result_url": receiver.url, "result_secret": hooks.SECRET}
            for name, receiver in zip(ROUTES, (self.bad, self.good), strict=True)])
        house.start_tiller()
        self.manager = Manager(house)
        self.webhook = next(hook["id"] for hook in self.manager.json("webhook", "list") if hook["url"] == self.bad.url)

    def push(self, route):
        self.next += 1
        status, answer = push(self.house, lead(FIRST + self.next), route=route)
        assert status == 200, answer
        return answer["trace_id"]

    def wait_result(self, receiver, trace, taken=True):
        """The first delivery of a lead's result; `taken`: with 2xx."""
        def found():
            return [d for d in receiver.deliveries("call", TraceID=trace) if not taken or 200 <= d.status < 300]
        assert receiver.wait(found, 20), self.house.tiller.tail(40)
        assert not found()[0].faults, found()[0].faults
        return found()[0]

    def wait_log(self, trace_event, **fields):
        """The bad partner's delivery in management, once it looks so."""
        def found():
            return [one for one in self.manager.json("webhook", "log", self.webhook)
                    if one["event_id"] == trace_event and all(one[name] == value for name, value in fields.items())]
        self.house.tiller.wait_for(found, 15, f"a delivery with {fields}")
        return found()[0]

    def skip_time(self, tries=None):
        """Stops; what waits is due at once, after so many failures; starts. Hours pass in a moment."""
        assert self.house.tiller.stop() == 0
        with contextlib.closing(sqlite3.connect(self.house.data / "tiller.db")) as db:
            changed = db.execute("UPDATE deliveries SET due=0, tries=coalesce(?, tries) WHERE state=0 AND endpoint=?",
                                 (tries, self.webhook)).rowcount
            db.commit()
        self.house.restart_tiller()
        return changed


@pytest.fixture
def partners(house):
    return lambda answer: Partners(house, answer)


def test_a_result_climbs_the_ladder_is_given_up_and_replayed(partners):
    status = [500]
    them = partners(lambda delivery: status[0])
    trace = them.push("bad-partner")
    first = them.wait_result(them.bad, trace, taken=False)
    delivery = them.wait_log(first.id, state="waiting", tries=1)
    assert delivery["last_status"] == 500

    # The other partner and the account's own webhook have long got theirs.
    other = them.push("good-partner")
    assert them.wait_result(them.good, other) and them.wait_result(them.own, other) and them.wait_result(them.own, trace)
    assert {d.event["TraceID"] for d in them.good.deliveries()} == {other}, "a partner gets its own leads only"
    assert {d.kind for d in them.bad.deliveries() + them.good.deliveries()} == {"call"}

    # A minute later: again, the same event, signed anew.
    assert them.skip_time() == 1
    assert them.bad.wait(lambda: len(them.bad.deliveries()) == 2, 15)
    again = them.bad.deliveries()[1]
    assert (again.id, again.body) == (first.id, first.body) and not again.faults
    them.wait_log(first.id, state="waiting", tries=2)

    # The eleventh failure is the last.
    assert them.skip_time(tries=10) == 1
    them.wait_log(first.id, state="exhausted", tries=11)
    assert them.skip_time() == 0, "nothing waits any more"
    assert len(them.bad.deliveries()) == 3
    tried = them.manager.json("webhook", "delivery", them.manager.json("webhook", "log", them.webhook)[0]["id"])["log"]
    assert [one["status"] for one in tried] == [500, 500, 500]

    status[0] = 200
    assert them.manager.json("webhook", "replay", them.webhook) == {"replayed": 1}
    done = them.wait_result(them.bad, trace)
    assert (done.id, done.body) == (first.id, first.body)
    them.wait_log(first.id, state="delivered")
    assert len(them.good.deliveries()) == 1, "nobody else got anything twice"


def test_a_partner_that_hangs_keeps_nobody_waiting_and_a_kill_loses_nothing(partners):
    hangs, let_go = threading.Event(), threading.Event()

    def hang(_):
        hangs.set()
        let_go.wait(60)
        return 200

    them = partners(hang)
    try:
        trace = them.push("bad-partner")
        assert hangs.wait(20), them.house.tiller.tail(40)
        others = [them.push("good-partner") for _ in range(3)]
        for other in others:
            assert them.wait_result(them.good, other) and them.wait_result(them.own, other)
        assert them.wait_result(them.own, trace)
        later = them.push("bad-partner")  # its result has to wait for the partner, not the partner's neighbours
        assert them.wait_result(them.own, later)
        assert not let_go.is_set() and not them.bad.deliveries()
        them.house.tiller.kill()
    finally:
        let_go.set()
    them.house.restart_tiller()
    for one in (trace, later):
        assert them.wait_result(them.bad, one)
    assert {d.event["TraceID"] for d in them.good.deliveries()} == set(others)
    ids = {d.event["TraceID"]: d.id for d in them.bad.deliveries()}
    assert len({d.id for d in them.bad.deliveries()}) == len(ids) == 2, "each result keeps its EventID over the kill"


def test_a_redirect_is_a_failure_and_what_was_missed_while_off_is_replayed(partners, house):
    elsewhere = hooks.Receiver()
    house.stops.append(elsewhere.close)
    them = partners(lambda delivery: 307)
    them.bad.location = elsewhere.url
    sent_on = them.wait_result(them.bad, them.push("bad-partner"), taken=False)
    assert them.wait_log(sent_on.id, state="waiting", tries=1)["last_status"] == 307
    assert not elsewhere.deliveries()

    # Switched off, it misses a result; the other route goes on, and what it gets is not the missed one's business.
    them.manager.run("webhook", "disable", them.webhook)
    missed, other = them.push("bad-partner"), them.push("good-partner")
    assert them.wait_result(them.own, missed) and them.wait_result(them.good, other)
    them.bad.answer = lambda delivery: 200
    them.manager.run("webhook", "enable", them.webhook)
    assert them.manager.json("webhook", "replay", them.webhook, "of=missed") == {"replayed": 1}
    assert them.wait_result(them.bad, missed)
    assert {d.event["TraceID"] for d in them.bad.deliveries()} == {sent_on.event["TraceID"], missed}

    # The partner moves: what still waits on the ladder goes to the new address, signed as before.
    moved = hooks.Receiver()
    house.stops.append(moved.close)
    them.manager.run("route", "set", "bad-partner", f"result_url={moved.url}")
    assert them.manager.json("webhook", "replay", them.webhook, "of=waiting") == {"replayed": 1}
    assert moved.wait(lambda: moved.deliveries(), 15), house.tiller.tail(30)
    again = moved.deliveries()[0]
    assert (again.id, again.body) == (sent_on.id, sent_on.body) and not again.faults
