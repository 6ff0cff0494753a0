"""A softphone that we did not write, baresip: answers, listens, presses a key, hangs up; over UDP and over TLS."""
import json
import re
import subprocess
import time
import urllib.request

import pytest
from audio import decode, fetch, level, seconds_of_sound
from conftest import numbers, row
from peers import Baresip


def make_certificate(folder):
    """Of 127.0.0.1, signed by itself: cafile.pem, and agent.pem with its key."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", folder / "key.pem", "-out",
                    folder / "cafile.pem", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, capture_output=True)
    (folder / "agent.pem").write_bytes((folder / "cafile.pem").read_bytes() + (folder / "key.pem").read_bytes())


@pytest.fixture
def certificate(house):
    """What the peer shows, and Tiller's folder, which trusts it."""
    folder = house.folder / "tls"
    folder.mkdir()
    make_certificate(folder)
    return folder / "agent.pem", folder


def start_call(house, number, server, options=(), certificate=None, **line):
    """A call to a softphone at `number`, which has answered."""
    phone = Baresip(house.folder, number, certificate)
    house.stops.append(phone.kill)
    house.add_receiver()
    house.set_up(lines=[{**house.line(port=phone.port, **line), "server": server.format(udp=phone.port, tls=phone.port + 1)}])
    house.start_tiller(options)
    house.create([row(number)])
    phone.wait_event("CALL_INCOMING")
    phone.tell("accept")
    phone.wait_event("CALL_ESTABLISHED")
    return phone


def finish_call(house, phone):
    """Presses 1 once it has heard two seconds; what must be true then, at the phone and in Tiller."""
    phone.wait_for(lambda: phone.bytes_heard() > 2 * 16_000, 10, "the question")
    phone.tell("sndcode", "1")
    house.wait_plan()
    phone.wait_event("CALL_CLOSED")
    event = house.call_event(phone.number)
    assert (event["Outcome"], event["HangupBy"], event["Intention"], event["Labels"]) == ("answered", "robot", "A", ["agrees"])
    assert [said["Text"] for said in event["Transcript"] if said["Role"] == "callee"] == ["[1]"]
    left, right = decode(fetch(event["Link"])[2])
    said, heard = seconds_of_sound(right), seconds_of_sound(phone.heard())
    assert said > 2 and abs(heard - said) < 0.3, "the phone must hear what the recording says the robot said"
    assert level(left, 0.5, 2) > 3000, "the tone that the phone plays"


@pytest.mark.smoke
def test_it_hears_the_question_and_presses_a_key(house):
    phone = start_call(house, numbers(1)[0], "sip:127.0.0.1:{udp}")
    finish_call(house, phone)


def test_it_hangs_up(house):
    phone = start_call(house, numbers(1)[0], "sip:127.0.0.1:{udp}")
    phone.tell("hangup")
    house.wait_plan()
    event = house.call_event(phone.number)
    assert (event["Outcome"], event["HangupBy"], event["Intention"]) == ("answered", "callee", "")


def packets_sent(house):
    """RTP packets so far; told once a second."""
    with urllib.request.urlopen(f"{house.tiller.url}/metrics", timeout=10) as answer:
        return float(re.search(r"^tiller_media_packets_sent_total (\S+)", answer.read().decode(), re.MULTILINE)[1])


def test_on_hold_it_is_sent_nothing(house):
    phone = start_call(house, numbers(1)[0], "sip:127.0.0.1:{udp}")
    phone.wait_for(lambda: phone.bytes_heard() > 8_000, 10, "the question")
    phone.tell("hold")
    since = {}  # when each count was first seen

    def silent_for_two_seconds():
        count, now = packets_sent(house), time.monotonic()
        return count > 0 and now - since.setdefault(count, now) > 2

    phone.wait_for(silent_for_two_seconds, 15, "the end of what is sent")
    phone.tell("resume")
    phone.wait_for(lambda: packets_sent(house) > max(since), 15, "what is sent again")
    phone.tell("sndcode", "1")
    house.wait_plan()
    event = house.call_event(phone.number)
    assert (event["Outcome"], event["Intention"]) == ("answered", "A")


def test_over_tls(house, certificate):
    pem, folder = certificate
    phone = start_call(house, numbers(1)[0], "sip:127.0.0.1:{tls};transport=tls", ["--sip-tls-folder", str(folder)], pem)
    finish_call(house, phone)


def test_over_tls_only_to_whom_we_trust(house, certificate):
    """A server whose certificate nobody in cafile.pem vouches for is told nothing; the doctor finds it silent."""
    pem, folder = certificate
    own = house.folder / "own"
    own.mkdir()
    make_certificate(own)
    for trusted, shown in ((True, pem), (False, own / "agent.pem")):
        place = house.folder / f"trusted_{trusted}"
        place.mkdir()
        phone = Baresip(place, numbers(1)[0], shown)
        house.stops.append(phone.kill)
        house.set_up(lines=[{**house.line(port=1), "server": f"sip:127.0.0.1:{phone.port + 1};transport=tls"}])
        told = subprocess.run([house.bin_dir / "tiller", "doctor", "--data", house.data, "--sip-tls-folder", folder, "--json"],
                              capture_output=True, timeout=60)
        check = next(c for c in json.loads(told.stdout)["checks"] if c["name"].startswith("line LINE"))
        assert (check["grade"] != "error") == trusted, check
        assert ("answers" in check["found"]) == trusted, check
