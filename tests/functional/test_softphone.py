"""A softphone that we did not write, baresip: answers, listens, presses a key, hangs up; over UDP and over TLS."""
import subprocess

import pytest
from conftest import numbers, row
from peers import Baresip
from test_recordings import decode, fetch, level, seconds_of_sound


@pytest.fixture
def certificate(house):
    """Of 127.0.0.1, signed by itself; beside it Tiller's folder, which trusts it. (PEM for the peer, folder)"""
    folder = house.folder / "tls"
    folder.mkdir()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", folder / "key.pem", "-out",
                    folder / "cafile.pem", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, capture_output=True)
    (folder / "agent.pem").write_bytes((folder / "cafile.pem").read_bytes() + (folder / "key.pem").read_bytes())
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


def test_over_tls(house, certificate):
    pem, folder = certificate
    phone = start_call(house, numbers(1)[0], "sip:127.0.0.1:{tls};transport=tls", ["--sip-tls-folder", str(folder)], pem)
    finish_call(house, phone)


def test_over_tls_to_somebody_else(house, certificate):
    """A server that shows a certificate of another name, or one that nobody vouches for, gets no call."""
    pem, folder = certificate
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", house.folder / "key", "-out",
                    house.folder / "cert", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, capture_output=True)
    stranger = house.folder / "stranger.pem"
    stranger.write_bytes((house.folder / "cert").read_bytes() + (house.folder / "key").read_bytes())
    phone = Baresip(house.folder, numbers(1)[0], stranger)
    house.stops.append(phone.kill)
    house.add_receiver()
    house.set_up(lines=[{**house.line(port=1), "server": f"sip:127.0.0.1:{phone.port + 1};transport=tls"}])
    house.start_tiller(["--sip-tls-folder", str(folder)])
    house.run_plan([row(phone.number)])
    assert house.call_event(phone.number)["Outcome"] == "no_answer"  # within the ring limit: nothing else is known
    assert not phone.events, "no INVITE may reach it"
