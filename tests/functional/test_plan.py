"""A plan from the request to its last event."""
import csv
import re
import time

import pytest
from conftest import ROOT, numbers, row
from lab import clock
from seeds import PLAN

SAYS_YES = "1@after+200"


@pytest.mark.smoke
def test_every_outcome_is_told_as_it_was(house):
    ways = {
        "answer": ("answered", "A"), "busy": ("busy", ""), "ring_out": ("no_answer", ""), "unreachable": ("unreachable", ""),
        "reject": ("rejected", ""), "no_such_number": ("invalid_number", ""), "server_error": ("failed", ""),
        "mailbox": ("answered", "E"),
    }
    callees = dict(zip(ways, numbers(len(ways))))
    house.start("".join(f"{number},,*,{way},300,{SAYS_YES if way == 'answer' else ''}\n" for way, number in callees.items()),
                dnc=[numbers(1, 90)[0]])
    plan = house.run_plan([row(number) for number in [*callees.values(), *numbers(1, 90)]])

    for way, number in callees.items():
        event = house.call_event(number)
        assert (event["Outcome"], event["Intention"]) == ways[way], way
        assert event["Attempts"] == 1 and len(event["AttemptList"]) == 1
        assert bool(event["Link"]) == (event["Outcome"] == "answered")
    assert house.call_event(numbers(1, 90)[0])["Outcome"] == "dnc"
    assert plan["Status"] == "finished"
    assert plan["Total"] == 9 and plan["Pending"] == 0
    assert sum(plan["Outcomes"].values()) == 9
    assert plan["Outcomes"]["answered"] == 2 and plan["Connected"] == 2
    assert numbers(1, 90)[0].lstrip("+") not in {call["number"].lstrip("+") for call in house.carrier.report()}


def test_the_documented_body_byte_for_byte(house):
    house.start_carrier(f"+8610086,,*,answer,300,{SAYS_YES}\n")
    house.add_receiver()
    house.set_up(lines=[house.line("LIVEDEMO_CH_SOFTPHONE_LINE")], strategies={"test_test_1": [house.round()]})
    house.start_tiller()
    body = PLAN.replace("2022-11-17", clock.today(house.zone)).encode()
    status, answer = house.client.send("POST", "/v2/plan", body)
    assert status == 200
    assert set(answer) == {"data", "status", "code"} and answer["status"] == "OK" and answer["code"] == 200
    assert set(answer["data"]) == {"TaskID", "detail_error_list", "PlanName"}
    assert re.fullmatch("[0-9a-f]{32}", answer["data"]["TaskID"])
    assert answer["data"]["detail_error_list"] == [] and answer["data"]["PlanName"] == "my_plan_3"

    house.wait_plan("my_plan_3")
    event = house.call_event("+8610086")
    assert event["TaskName"] == "my_plan_3_Round_1" and event["TaskID"] == answer["data"]["TaskID"]
    assert event["Outcome"] == "answered" and event["Comments"] == "cillum laboris quis culpa" and event["LoanAmount"] == 65
    links = house.client.get("/plancase", PlanName="my_plan_3", Callee="+8610086")["Links"]
    assert [set(link) for link in links] == [{"TaskName", "TaskID", "CallID", "Link"}]
    assert links[0]["CallID"] == event["CallID"]


def test_the_second_round_calls_who_was_not_reached(house):
    answers, busy_once, rings_out, refuses = numbers(4)
    house.start(f"{answers},,*,answer,300,{SAYS_YES}\n{busy_once},,1,busy,,\n{busy_once},,*,answer,300,{SAYS_YES}\n"
                f"{rings_out},,*,ring_out,,\n{refuses},,*,reject,300,\n",
                strategies={"once": [house.round(-2, 18), house.round(18, 3000)]})
    plan = house.run_plan([row(number) for number in (answers, busy_once, rings_out, refuses)])

    dialed = {number: [] for number in (answers, busy_once, rings_out, refuses)}
    for call in house.carrier.report():
        dialed["+" + call["number"].lstrip("+")].append(call["behaviour"])
    assert dialed == {answers: ["answer"], busy_once: ["busy", "answer"], rings_out: ["ring_out", "ring_out"], refuses: ["reject"]}
    assert [round_["Total"] for round_ in plan["Rounds"]] == [4, 2]
    assert [event["Outcome"] for event in house.receiver.events("call", Callee=busy_once)] == ["busy", "answered"]
    assert plan["Outcomes"] == {"answered": 2, "no_answer": 1, "rejected": 1}
    assert house.client.get("/plancase", PlanName="p", Callee=busy_once)["Links"][0]["TaskName"] == "p_Round_2"


def test_repeats_within_a_round(house):
    late, never = numbers(2)
    house.start(f"{late},,1,busy,,\n{late},,2,unreachable,,\n{late},,*,answer,300,{SAYS_YES}\n{never},,*,busy,,\n",
                strategies={"once": [house.round(repeat_interval=0, repeat_num=2)]})
    house.run_plan([row(late), row(never)])
    event = house.call_event(late)
    assert [attempt["Outcome"] for attempt in event["AttemptList"]] == ["busy", "unreachable", "answered"]
    assert event["Attempts"] == 3 and event["Outcome"] == "answered"
    assert house.call_event(never)["Attempts"] == 3 and house.call_event(never)["Outcome"] == "busy"
    assert len(house.carrier.report()) == 6


def test_keys_change_the_dialogue(house):
    yes, no, early, silent, wrong = numbers(5)
    house.start(f"{yes},,*,answer,300,1@after+200\n{no},,*,answer,300,2@after+200\n{early},,*,answer,300,2@900\n"
                f"{silent},,*,answer,300,\n{wrong},,*,answer,300,5@after+200 1@after+200\n")
    house.run_plan([row(number) for number in (yes, no, early, silent, wrong)])
    letters = {number: house.call_event(number)["Intention"] for number in (yes, no, early, silent, wrong)}
    assert letters == {yes: "A", no: "C", early: "C", silent: "E", wrong: "A"}

    def said(number, role):
        return [turn["Text"] for turn in house.call_event(number)["Transcript"] if turn["Role"] == role]

    assert any("do not want" in text for text in said(no, "robot"))
    assert not any("do not want" in text for text in said(yes, "robot"))
    assert said(yes, "robot")[0].startswith("Ani, please press")
    assert house.call_event(yes)["Labels"] == ["agrees"]
    assert house.call_event(yes)["HangupBy"] == "robot"
    # Who pressed early cut the robot short.
    assert house.call_event(early)["TalkDuration"] < house.call_event(no)["TalkDuration"] - 1


def test_stop_holds_at_once(house):
    callees = numbers(40)
    house.start_carrier("".join(f"{number},,*,answer,300,hangup@1500\n" for number in callees))
    house.add_receiver()
    house.set_up(lines=[house.line(max_channels=2)])
    house.start_tiller()
    house.create([row(number) for number in callees])
    house.tiller.wait_for(lambda: len(house.carrier.report()) >= 3, 60, "three calls")
    house.client.post("/operation", {"PlanName": "p", "Action": "Stop"})
    answered_at = time.time() * 1000
    plan = house.wait_plan(seconds=30)
    assert plan["Status"] == "stopped"
    late = [call for call in house.carrier.report() if call["invited_ms"] > answered_at + 50]
    assert late == []
    dialed = len(house.carrier.report())
    assert plan["Outcomes"]["cancelled"] == 40 - dialed and plan["Outcomes"]["answered"] == dialed
    assert sum(plan["Outcomes"].values()) == 40
    status, answer = house.client.send("POST", "/operation", {"PlanName": "p", "Action": "Stop"})
    assert (status, answer["code"]) == (200, 10904)


def test_the_demo_of_the_repository_is_sound():
    """Every person of the demo is in its plan, and once."""
    plan = [line["Mobile"] for line in csv.DictReader((ROOT / "examples/plan.csv").open(encoding="utf-8"))]
    people = [line for line in (ROOT / "examples/people.csv").read_text(encoding="utf-8").splitlines() if line.startswith("+")]
    assert len(plan) == len(set(plan)) == 24
    assert {line.split(",")[0] for line in people} == set(plan)
