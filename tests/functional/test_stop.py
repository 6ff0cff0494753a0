"""SIGTERM: nothing new begins, what is up may end, nothing is lost, status 0."""
import signal
import time

from audio import RATE, decode, fetch
from conftest import numbers, readiness, row
from lab import programs


def talking(house, name="p", calls=1):
    house.tiller.wait_for(lambda: sum(e["what"] == "answer" for e in house.carrier.journal()) >= calls, 30, "calls that talk")


def ended(house, seconds):
    """Waits for the end of the process; its status and how long it took."""
    begun = time.monotonic()
    return house.tiller.process.wait(seconds), time.monotonic() - begun


def test_a_stop_lets_calls_end_and_takes_nothing_new(house):
    callees = numbers(6)
    house.start_carrier("".join(f"{number},,*,answer,100,hangup@4000\n" for number in callees))
    house.add_receiver()
    house.set_up(lines=[house.line(max_channels=2)])
    house.start_tiller()
    assert readiness(house)[0] == 200
    house.create([row(number) for number in callees])
    talking(house, calls=2)
    house.tiller.ask_to_stop()
    programs.wait_until(lambda: readiness(house)[0] == 503, 2, "readiness")
    assert readiness(house)[1]["status"] == "draining" and "stops" in readiness(house)[1]["reason"]
    for path, body in (("/v2/plan", house.order([row(numbers(1, 50)[0])], "late")),
                       ("/operation", {"PlanName": "p", "Action": "Stop"}),
                       ("/cancelplanphonecall", {"PlanName": "p", "CalleeNumber": callees[5]})):
        status, answer = house.client.send("POST", path, body)
        assert status == 503 and answer["code"] == 503, path
    assert house.client.plan("p")["Total"] == 6, "reads go on"
    assert ended(house, 20)[0] == 0

    assert [entry["what"] for entry in house.carrier.journal()].count("invite") == 2, "no call began after the signal"
    done = house.receiver.events("call")
    assert len(done) == 2, "their webhooks had their chance"
    assert all(event["Outcome"] == "answered" and event["HangupBy"] == "callee" and event["Link"] for event in done)
    house.start_tiller()
    plan = house.wait_plan()
    assert plan["Outcomes"] == {"answered": 6} and plan["Status"] == "finished"
    assert len(house.carrier.report()) == 6


def test_calls_beyond_the_limit_are_hung_up_with_outcome_and_recording(house):
    talks, rings = numbers(2)
    house.start_carrier(f"{talks},,*,answer,100,\n{rings},,*,ring_out,,\n")
    house.add_receiver()
    robot = house.folder / "patient.yaml"
    robot.write_text("robot: patient\nlanguage: en\nstart: ask\nmax_call: 2m\nwait: 60s\nno_input: {say: \"Sorry?\", repeat: 0, go: bye}\n"
                     "states:\n  ask:\n    say: \"Please press one.\"\n    keys: {\"1\": {go: bye}}\n  bye:\n    say: \"Goodbye.\"\n    hang_up: true\n")
    house.account["robots"].append({"name": "patient", "file": str(robot), "platforms": ["AIRUDDER"]})
    house.set_up(lines=[house.line(ring_timeout="60s")], strategies={"once": [house.round(robot="patient")]})
    house.start_tiller(options=["--stop-limit", "2s"])
    house.create([row(talks), row(rings)])
    talking(house)
    time.sleep(1)  # so that the recording holds a second
    house.tiller.ask_to_stop()
    status, took = ended(house, 20)
    assert status == 0 and 1.5 < took < 8, took
    event = house.call_event(talks)
    assert event["Outcome"] == "answered" and event["HangupBy"] == "system" and event["TalkDuration"] > 2
    assert "stops" in event["HangupReason"]
    assert {call["ended_by"] for call in house.carrier.report()} == {"robot"}

    house.start_tiller()
    assert house.wait_plan()["Pending"] == 0
    assert house.call_event(rings)["Outcome"] == "failed", "our side ended it before anybody answered"
    link = house.client.get("/plancase", PlanName="p", Callee=talks)["Links"][0]["Link"]
    callee, _ = decode(fetch(link)[2])
    assert len(callee) / RATE > 2, "the recording ends when the call ends"
    assert house.client.get("/plan", PlanName="p")["Outcomes"] == {"answered": 1, "failed": 1}


def test_a_second_signal_is_quicker(house):
    number = numbers(1)[0]
    house.start(f"{number},,*,answer,100,hangup@25000\n")
    house.create([row(number)])
    talking(house)
    house.tiller.ask_to_stop()
    programs.wait_until(lambda: readiness(house)[0] == 503, 2, "readiness")
    house.tiller.ask_to_stop()
    status, took = ended(house, 20)
    assert status == 0 and took < 6, took
    assert house.call_event(number)["Outcome"] == "answered"


def test_a_peer_that_never_confirms_does_not_hold_up_the_stop(house):
    number = numbers(1)[0]
    house.start(f"{number},,*,answer,100,\n", options=["--stop-limit", "1s"])
    house.create([row(number)])
    talking(house)
    house.carrier.process.send_signal(signal.SIGSTOP)  # there, and silent
    house.tiller.ask_to_stop()
    status, took = ended(house, 30)
    house.carrier.kill()
    assert status == 0 and 1.9 < took < 10, took  # the limit, and the moment in which a BYE may be confirmed
    event = house.call_event(number)
    assert event["Outcome"] == "answered" and event["Link"]
