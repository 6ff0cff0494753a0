"""Calls to peers of other make, with passwords, over TCP."""
import pytest
from conftest import numbers, row
from peers import Refuser, Sipp


def call_through(house, port, transport="udp", seconds=60, **line):
    """One number over a line to a port of this machine. Its event."""
    number = numbers(1)[0]
    house.add_receiver()
    house.set_up(lines=[house.line(port=port, transport=transport, **line)])
    house.start_tiller()
    house.run_plan([row(number)], seconds=seconds)
    return house.call_event(number)


@pytest.fixture
def sipp(house):
    def start(*arguments, **named):
        peer = Sipp(house.folder, *arguments, **named)
        house.stops.append(peer.kill)
        return peer
    return start


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_sipp_answers_and_the_robot_hangs_up(house, sipp, transport):
    peer = sipp("answer", transport={"udp": "u1", "tcp": "t1"}[transport])
    event = call_through(house, peer.port, transport)
    assert event["Outcome"] == "answered" and event["SIPCode"] == 200 and event["HangupBy"] == "robot"
    assert event["Intention"] == "E" and event["Link"]
    assert peer.result() == 0


def test_sipp_presses_a_key_by_info(house, sipp):
    peer = sipp("keys_by_info")
    event = call_through(house, peer.port)
    assert (event["Outcome"], event["HangupBy"], event["Intention"], event["Labels"]) == ("answered", "robot", "A", ["agrees"])
    assert [said["Text"] for said in event["Transcript"] if said["Role"] == "callee"] == ["[1]"]
    assert peer.result() == 0


def test_sipp_names_a_host_for_its_audio(house, sipp):
    peer = sipp("answer_by_name")
    event = call_through(house, peer.port)
    assert (event["Outcome"], event["HangupBy"], event["SIPCode"]) == ("answered", "robot", 200) and event["Link"]
    assert peer.result() == 0


def test_sipp_answers_from_nowhere(house, sipp):
    peer = sipp("answer_from_nowhere")
    event = call_through(house, peer.port)
    assert (event["Outcome"], event["SIPCode"], event["AnswerTime"], event["Link"]) == ("failed", 200, "", "")
    assert event["HangupReason"] == "the answer leads nowhere: its Contact is no SIP address"
    assert peer.result() == 0


@pytest.mark.smoke
def test_sipp_hangs_up(house, sipp):
    peer = sipp("far_end_bye")
    event = call_through(house, peer.port)
    assert event["Outcome"] == "answered" and event["HangupBy"] == "callee" and event["Intention"] == ""
    assert 1.8 < event["TalkDuration"] < 3
    assert peer.result() == 0


def test_sipp_is_busy(house, sipp):
    peer = sipp("busy")
    event = call_through(house, peer.port)
    assert (event["Outcome"], event["SIPCode"], event["Link"]) == ("busy", 486, "")
    assert peer.result() == 0


def test_sipp_rings_out(house, sipp):
    peer = sipp("ring_out")
    event = call_through(house, peer.port, ring_timeout="5s")
    assert event["Outcome"] == "no_answer"
    assert peer.result() == 0, "SIPp must have got CANCEL and ACK"


@pytest.mark.parametrize("code", [401, 407])
def test_sipp_demands_the_password(house, sipp, code):
    peer = sipp(f"demand_{code}", options=["-au", "tester", "-ap", "ri:ght"])
    event = call_through(house, peer.port, username="tester", password="ri:ght")
    assert event["Outcome"] == "answered"
    assert peer.result() == 0


def test_carrier_takes_the_right_password(house):
    house.start_carrier(f"{numbers(1)[0]},,*,answer,300,1@after+200\n", options=["--auth", "tester:right"])
    event = call_through(house, house.carrier.port, username="tester", password="right")
    assert event["Outcome"] == "answered" and event["Intention"] == "A"


def test_a_wrong_password_fails_without_a_storm(house):
    refuser = Refuser()
    house.stops.append(refuser.close)
    event = call_through(house, refuser.port, username="tester", password="wrong")
    assert event["Outcome"] == "failed" and event["SIPCode"] in (401, 407) and event["Attempts"] == 1
    assert len({text.split("Call-ID:")[1].split("\r\n")[0] for text in refuser.invites}) == 1
    assert len(refuser.invites) <= 3
    log = (house.folder / "tiller.log").read_text(encoding="utf-8")
    assert "wrong\"" not in log.replace("wrong password", ""), "no password in the log"


def test_no_password_where_one_is_demanded(house):
    refuser = Refuser()
    house.stops.append(refuser.close)
    event = call_through(house, refuser.port)
    assert event["Outcome"] == "failed" and len(refuser.invites) == 1


def test_nobody_is_there(house):
    from lab import programs
    event = call_through(house, programs.free_port(), seconds=90)
    assert event["Outcome"] in ("failed", "unreachable") and event["Attempts"] == 1
