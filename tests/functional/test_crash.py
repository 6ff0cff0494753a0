"""kill -9 in the middle of a plan, and a start on the same data."""
import pytest
from conftest import numbers, row


@pytest.mark.smoke
def test_no_answered_number_is_dialed_again(house):
    callees = numbers(14)
    house.start_carrier("".join(f"{number},,*,answer,300,hangup@2500\n" for number in callees))
    house.add_receiver()
    house.set_up(lines=[house.line(max_channels=3)])
    house.start_tiller()
    house.create([row(number) for number in callees])
    # In the moment of the kill some calls are over and others are up.
    house.tiller.wait_for(lambda: len(house.carrier.report()) >= 4, 60, "four calls")
    house.tiller.wait_for(lambda: house.client.get("/planround", PlanName="p")["Rounds"][0]["Dialed"] > 4, 30, "a fifth call")
    house.tiller.kill()
    first_run = house.tiller

    house.start_tiller()
    assert house.tiller.pid != first_run.pid
    plan = house.wait_plan(seconds=120)
    assert plan["Status"] == "finished" and plan["Total"] == 14 and plan["Pending"] == 0
    assert sum(plan["Outcomes"].values()) == 14
    # Unknown are the calls that were up, and those over whose outcome was not on disk yet; never all.
    assert set(plan["Outcomes"]) == {"answered", "unknown"} and 1 <= plan["Outcomes"]["unknown"] < 14

    # A call that was on disk when its INVITE had not left yet is unknown, too: the carrier never saw it.
    def dialed():
        return [call["number"] for call in house.carrier.report()]

    answered = {number for number in callees if house.call_event(number)["Outcome"] == "answered"}
    house.tiller.wait_for(lambda: {number.lstrip("+") for number in answered} <= {number.lstrip("+") for number in dialed()}, 30,
                          "the carrier's report of the answered calls")
    assert len(set(dialed())) == len(dialed()), "none twice"
    # Each number has one event, with one id however often it was delivered; unknown ones have no recording.
    for number in callees:
        event = house.call_event(number)
        assert event["Attempts"] == 1
        assert bool(event["Link"]) == (event["Outcome"] == "answered")
    assert len(house.receiver.events("task")) == 1 and len(house.receiver.events("plan")) == 1


def test_what_was_answered_with_200_survives(house):
    """Accepted means on disk: a plan whose answer came a moment before the kill is there after it."""
    house.start(strategies={"once": [house.round(1800, 3000)]})
    made = house.create([row(number) for number in numbers(1000)])
    house.tiller.kill()
    house.start_tiller()
    plan = house.client.plan("p")
    assert plan["Total"] == 1000 and plan["Rounds"][0]["TaskID"] == made["TaskID"]


def test_an_orderly_stop_lets_calls_end(house):
    number = numbers(1)[0]
    house.start(f"{number},,*,answer,300,1@after+200\n")
    house.create([row(number)])
    house.tiller.wait_for(lambda: house.client.plan("p")["Dialed"] == 1, 20, "the call")
    assert house.tiller.stop() == 0
    call = house.carrier.report()[0]
    assert call["ended_by"] == "robot"
    house.start_tiller()
    house.wait_plan()
    assert house.call_event(number)["Outcome"] in ("answered", "cancelled", "unknown")
    assert len(house.carrier.report()) == 1
