"""Recordings, and what the called side heard: audio checked as audio."""
import subprocess

import pytest
from audio import RATE, decode, fetch, level, seconds_of_sound
from conftest import numbers, row


@pytest.mark.smoke
def test_a_recording_holds_both_sides_each_on_its_own(house):
    speaks, silent = numbers(2)
    at_once = {}

    def look(delivery):
        if delivery.kind == "call":
            at_once[delivery.event["Callee"]] = fetch(delivery.event["Link"])[0]
        return 200

    house.start_carrier(f"{speaks},,*,answer,300,say:good_morning_this_is_me@200 1@after+200\n{silent},,*,answer,300,1@after+200\n")
    house.add_receiver(look)
    house.set_up()
    house.start_tiller()
    house.run_plan([row(speaks), row(silent)])
    assert at_once == {speaks: 200, silent: 200}, "a link in a call event must play when the event arrives"

    probe = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "stream=codec_name,channels", "-of", "csv=p=0", "-i", "-"],
                           input=fetch(house.call_event(speaks)["Link"])[2], capture_output=True, check=True).stdout.decode().strip()
    assert probe == "mp3,2"
    for number in (speaks, silent):
        event = house.call_event(number)
        status, headers, mp3 = fetch(event["Link"])
        assert status == 200 and headers["Content-Type"] == "audio/mpeg"
        callee, robot = decode(mp3)
        assert abs(len(robot) / RATE - event["TalkDuration"]) < 0.4
        prompts = [turn for turn in event["Transcript"] if turn["Role"] == "robot"]
        spoken = sum(turn["End"] - turn["Start"] for turn in prompts)
        assert 0.6 * spoken < seconds_of_sound(robot) < spoken + 0.5, "the robot is right, as long as it spoke"
        for turn in prompts:
            assert level(robot, turn["Start"] + 0.1, turn["End"]) > 300, turn
    # Keys are telephone events, no sound: left is silent unless the person speaks.
    assert seconds_of_sound(decode(fetch(house.call_event(speaks)["Link"])[2])[0]) > 0.7
    assert seconds_of_sound(decode(fetch(house.call_event(silent)["Link"])[2])[0]) < 0.1


def test_the_called_side_heard_the_prompts(house):
    yes, no = numbers(2)
    house.start(f"{yes},,*,answer,300,1@after+200\n{no},,*,answer,300,2@after+200\n")
    house.run_plan([row(yes), row(no)])
    heard = {"+" + call["number"].lstrip("+"): call for call in house.carrier.report()}
    for number in (yes, no):
        spoken = sum(turn["End"] - turn["Start"] for turn in house.call_event(number)["Transcript"] if turn["Role"] == "robot")
        assert 0.6 * spoken < heard[number]["sound_heard_seconds"] < spoken + 0.5
        with open(heard[number]["recording"], "rb") as recording:
            left, _ = decode(recording.read())
        assert level(left, 0.2, 2.0) > 300
        # 50 packets a second from answer to end.
        assert abs(heard[number]["packets_received"] / 50 - house.call_event(number)["TalkDuration"]) < 0.5
    # The longer answer was played to who pressed 2.
    assert heard[no]["sound_heard_seconds"] > heard[yes]["sound_heard_seconds"] + 0.5


def test_links_are_signed_and_take_ranges(house):
    number = numbers(1)[0]
    house.start(f"{number},,*,answer,300,1@after+200\n")
    house.run_plan([row(number)])
    link = house.client.get("/plancase", PlanName="p", Callee=number)["Links"][0]["Link"]
    assert link.startswith(house.tiller.url)
    status, headers, whole = fetch(link)
    assert status == 200 and headers["Accept-Ranges"] == "bytes" and len(whole) == int(headers["Content-Length"])
    status, headers, part = fetch(link, Range="bytes=100-299")
    assert (status, part) == (206, whole[100:300])
    assert headers["Content-Range"] == f"bytes 100-299/{len(whole)}"
    assert fetch(link, Range="bytes=-50")[2] == whole[-50:]
    assert fetch(link, Range=f"bytes={len(whole)}-")[0] == 416

    other = link[:-1] + ("0" if link[-1] != "0" else "1")
    later = link.replace("expires=", "expires=9")
    unsigned = link.split("?")[0]
    for altered in (other, later, unsigned, link.replace(".mp3", "0.mp3")):
        status, _, body = fetch(altered)
        assert status in (401, 403, 404) and whole[:200] not in body, altered
    assert fetch(other)[0] == 403


def test_recording_can_be_off(house):
    number = numbers(1)[0]
    house.start(f"{number},,*,answer,300,1@after+200\n", options=["--record-calls", "off"])
    house.run_plan([row(number)])
    assert house.call_event(number)["Outcome"] == "answered" and house.call_event(number)["Link"] == ""
    assert house.client.get("/plancase", PlanName="p", Callee=number)["Links"] == []
