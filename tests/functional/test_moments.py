"""Stop, pause and cancel over HTTP while real calls ring and talk, and when all is over."""
import time

import pytest
from conftest import numbers, row
from lab.client import Refused



def refused(call, *args, **fields):
    with pytest.raises(Refused) as raised:
        call(*args, **fields)
    return raised.value.answer["code"]


class Moment:
    """A plan of one number that is up and one that waits because the line is full."""

    def __init__(self, house, ring=100):
        self.house = house
        self.up, self.waits = numbers(2)
        house.start_carrier("".join(f"{number},,*,answer,{ring},hangup@1500\n" for number in (self.up, self.waits)))
        house.add_receiver()
        house.set_up(lines=[house.line(max_channels=1, ring_timeout="10s")],
                     strategies={"once": [house.round(repeat_num=2)]})
        house.start_tiller()

    def make(self):
        self.task = self.house.create([row(self.up), row(self.waits)])["TaskID"]

    def wait_for(self, what):
        self.house.tiller.wait_for(lambda: any(e["what"] == what for e in self.house.carrier.journal()), 20, what)

    def dialed(self):
        return [e["number"].lstrip("+") for e in self.house.carrier.journal() if e["what"] == "invite"]

    def operate(self, action, **ids):
        return self.house.client.post("/operation", {"Action": action, **(ids or {"TaskID": self.task})})

    def cancel(self, number):
        return self.house.client.post("/cancelphonecall", {"TaskID": self.task, "CalleeNumber": number})["Cancelled"]

    def cancel_in_plan(self, number):
        return self.house.client.post("/cancelplanphonecall", {"PlanName": "p", "CalleeNumber": number})["Cancelled"]

    def counts(self):
        answer = self.house.client.plan("p")
        assert answer["Total"] == sum(answer["Outcomes"].values()) + answer["Pending"]
        for round_ in answer["Rounds"]:
            assert round_["Total"] == sum(round_["Outcomes"].values()) + round_["Pending"]
        return answer

    def expect_end(self, status, outcomes):
        plan = self.house.wait_plan(seconds=30)
        assert plan["Status"] == status and plan["Outcomes"] == outcomes and plan["Pending"] == 0
        self.counts()
        events = self.house.receiver.events("call")
        assert sorted(e["Callee"] for e in events) == sorted([self.up, self.waits])
        # After the end: nothing can be stopped or cancelled, everything can be read.
        assert refused(self.operate, "Stop") == 10904
        assert refused(self.operate, "Stop", PlanName="p") == 10904
        assert refused(self.cancel, self.up) == 10904
        assert refused(self.cancel_in_plan, self.up) == 10904
        assert refused(self.operate, "Pause") == 10504
        assert refused(self.operate, "Resume") == 10504
        assert len(self.dialed()) == len(set(self.dialed())), "nobody was dialed twice"


@pytest.mark.parametrize("moment", ["invite", "answer"])
def test_a_stopped_plan_lets_the_call_end(house, moment):
    at = Moment(house, ring=1000)
    at.make()
    at.wait_for(moment)
    assert at.operate("Stop", PlanName="p")["Status"] == "stopped"
    assert at.counts()["Outcomes"] == {"cancelled": 1}
    assert refused(at.operate, "Stop", PlanName="p") == 10904
    at.expect_end("stopped", {"answered": 1, "cancelled": 1})
    assert len(at.dialed()) == 1


@pytest.mark.parametrize("moment", ["invite", "answer"])
def test_cancelled_numbers(house, moment):
    at = Moment(house, ring=1000)
    at.make()
    at.wait_for(moment)
    assert at.cancel(at.waits) == 1
    assert at.cancel(at.waits) == 0
    assert at.cancel(at.up) == 0, "its call goes on"
    assert at.cancel_in_plan(at.up) == 0
    assert refused(at.cancel, "+628123009999") == 10416
    assert refused(at.cancel_in_plan, "+628123009999") == 10416
    at.expect_end("finished", {"answered": 1, "cancelled": 1})
    assert at.dialed() == [at.up.lstrip("+")]


def test_a_pause_while_talking(house):
    at = Moment(house)
    at.make()
    at.wait_for("answer")
    assert at.operate("Pause")["Status"] == "paused"
    house.tiller.wait_for(lambda: at.counts()["Outcomes"] == {"answered": 1}, 20, "the end of the call that was up")
    time.sleep(1.5)  # longer than the dialer's longest nap
    assert len(at.dialed()) == 1
    assert at.counts()["Rounds"][0]["Status"] == "paused" and at.counts()["Status"] == "running"
    assert at.operate("Resume")["Status"] == "running"
    at.expect_end("finished", {"answered": 2})


def test_between_rounds(house):
    """The last number of the round to come is cancelled: the plan is over, and need not wait for it."""
    up, waits = numbers(2)
    house.start_carrier(f"{up},,*,busy,,\n{waits},,*,answer,50,hangup@200\n")
    house.add_receiver()
    house.set_up(strategies={"once": [house.round(-2, 1800), house.round(1800, 3000)]})
    house.start_tiller()
    house.create([row(up), row(waits)])
    house.tiller.wait_for(lambda: house.client.plan("p")["Outcomes"] == {"answered": 1, "busy": 1}, 20, "the end of round 1")
    plan = house.client.plan("p")
    assert [r["Status"] for r in plan["Rounds"]] == ["finished", "waiting"] and plan["Rounds"][1]["TaskID"] == ""
    assert plan["Status"] == "running"
    cancel = {"PlanName": "p", "CalleeNumber": waits}
    assert house.client.post("/cancelplanphonecall", cancel)["Cancelled"] == 0, "answered: no round would take it"
    cancel["CalleeNumber"] = up
    assert house.client.post("/cancelplanphonecall", cancel)["Cancelled"] == 1
    plan = house.wait_plan(seconds=10)
    assert plan["Status"] == "finished" and plan["Outcomes"] == {"answered": 1, "busy": 1}
    assert [r["Status"] for r in plan["Rounds"]] == ["finished", "finished"]


def test_before_the_window(house):
    up, waits = numbers(2)
    house.start(strategies={"once": [house.round(1800, 3000)]})
    task = house.create([row(up), row(waits)])["TaskID"]
    for action, status in (("Pause", "paused"), ("Resume", "waiting"), ("Pause", "paused")):
        assert house.client.post("/operation", {"TaskID": task, "Action": action})["Status"] == status
    assert house.client.plan("p")["Status"] == "waiting"
    assert house.client.post("/cancelphonecall", {"TaskID": task, "CalleeNumber": up})["Cancelled"] == 1
    assert house.client.post("/operation", {"PlanName": "p", "Action": "Stop"})["Status"] == "stopped"
    plan = house.wait_plan(seconds=10)
    assert plan["Status"] == "stopped" and plan["Outcomes"] == {"cancelled": 2} and plan["Dialed"] == 0
    assert house.carrier.journal() == []


def test_a_window_that_closes_in_the_middle_of_a_call(house):
    """The call goes on and counts; who waited for the full line is expired, told and counted, and comes in the next round."""
    up, waits = numbers(2)
    house.start_carrier("".join(f"{number},,*,answer,50,hangup@9000\n" for number in (up, waits)))
    house.add_receiver()
    house.set_up(lines=[house.line(max_channels=1)], strategies={"once": [house.round(-2, 8), house.round(8, 3000)]})
    house.start_tiller()
    house.create([row(up), row(waits)])
    house.tiller.wait_for(lambda: house.client.plan("p")["Outcomes"] == {"expired": 1}, 30, "the end of the window")
    assert house.client.plan("p")["Pending"] == 1, "the call is still up"
    plan = house.wait_plan(seconds=40)
    first, second = plan["Rounds"]
    assert first["Outcomes"] == {"answered": 1, "expired": 1} and second["Outcomes"] == {"answered": 1}
    assert plan["Outcomes"] == {"answered": 2} and plan["Connected"] == 2
    assert [e["Outcome"] for e in house.receiver.events("call", Callee=waits)] == ["expired", "answered"]
    assert house.call_event(up)["TalkDuration"] > 4


def test_a_line_switched_off_in_the_middle(house):
    callees = numbers(4)
    house.start_carrier("".join(f"{number},,*,answer,50,hangup@1500\n" for number in callees))
    house.add_receiver()
    strategies = {"once": [house.round(-2, 3000)]}
    house.set_up(lines=[house.line(max_channels=1)], strategies=strategies)
    house.start_tiller()
    house.create([row(number) for number in callees])
    house.tiller.wait_for(lambda: house.carrier.journal(), 20, "a call")
    house.set_up(lines=[house.line(max_channels=1, enabled=False)], strategies=strategies)
    house.tiller.wait_for(lambda: house.client.plan("p")["Outcomes"] == {"answered": 1}, 20, "the end of the call")
    time.sleep(1.5)  # longer than the dialer's longest nap
    assert len([e for e in house.carrier.journal() if e["what"] == "invite"]) == 1
    assert refused(house.create, [row(callees[0])], "q") == 10407
    house.set_up(lines=[house.line(max_channels=4)], strategies=strategies)
    assert house.wait_plan(seconds=30)["Outcomes"] == {"answered": 4}
