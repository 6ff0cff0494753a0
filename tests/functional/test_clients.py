"""The clients of examples/clients do what docs/clients.md says: the whole life of a plan, and webhooks checked."""
import json
import os
import signal
import subprocess
import urllib.error
import urllib.request

import pytest
from conftest import ROOT
from lab import hooks, programs

CLIENTS = ROOT / "examples/clients"
RUN_PLAN = {
    "python": ["/usr/bin/python3", "-u", CLIENTS / "python/run_plan.py"],
    "typescript": ["node", CLIENTS / "typescript/build/run_plan.js"],
    "curl": [CLIENTS / "curl/run_plan.sh"],
}
RECEIVE = {
    "python": ["/usr/bin/python3", CLIENTS / "python/receive_webhooks.py"],
    "typescript": ["node", CLIENTS / "typescript/build/receive_webhooks.js"],
}
PEOPLE = CLIENTS / "people.json"
ANSWERS, BUSY, WRONG = (row["Mobile"] for row in json.loads(PEOPLE.read_text(encoding="utf-8")))


def environment(url="", **more):
    return {**os.environ, "TILLER_URL": url, "TILLER_APP_KEY": "demo-key", "TILLER_APP_SECRET": "demo-secret",
            "TILLER_WEBHOOK_SECRET": hooks.SECRET, **more}


def heed_ctrl_c():
    """As a terminal starts it. A job in the background, as CI may run us, hands on that SIGINT is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start_client(house, language, strategy="once", **more):
    return subprocess.Popen([*map(str, RUN_PLAN[language]), "life", strategy, "LINE", str(PEOPLE), str(house.folder / "heard")],
                            env=environment(house.tiller.url, **more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            start_new_session=True, preexec_fn=heed_ctrl_c)


def is_mp3(path):
    head = path.read_bytes()[:3]
    return head == b"ID3" or (head[0] == 0xFF and head[1] & 0xE0 == 0xE0)


@pytest.mark.parametrize("language", RUN_PLAN)
def test_the_whole_life_of_a_plan(house, language):
    house.start(f"{ANSWERS},,*,answer,300,hangup@1500\n{BUSY},,*,busy,,\n")
    said, _ = start_client(house, language).communicate(timeout=90)
    assert "robots: short" in said and "strategies: once" in said
    assert f'left out: row 3, Mobile "{WRONG}": 10416' in said
    assert "finished: 2 of 2 done" in said
    recordings = list((house.folder / "heard").iterdir())
    assert [path.name.split("_")[0] for path in recordings] == [ANSWERS], said
    assert is_mp3(recordings[0]) and recordings[0].stat().st_size > 1000


@pytest.mark.parametrize("language", RUN_PLAN)
def test_ctrl_c_stops_the_plan(house, language):
    house.start("", strategies={"later": [house.round(1800)]})
    client = start_client(house, language, "later")
    for line in client.stdout:
        if "0 of 2 done" in line:
            break
    os.killpg(client.pid, signal.SIGINT)  # as a terminal does it
    said, _ = client.communicate(timeout=30)
    assert "stopped: 2 of 2 done" in said and client.returncode == 0, said
    assert house.client.plan("life")["Outcomes"] == {"cancelled": 2}


@pytest.mark.parametrize("language", RUN_PLAN)
def test_a_refusal_is_told(house, language):
    house.start()
    client = start_client(house, language, TILLER_APP_SECRET="wrong")
    said, _ = client.communicate(timeout=30)
    assert client.returncode == 1 and "refused: 10101" in said


def deliver(url, headers, body):
    """The receiver's HTTP status."""
    request = urllib.request.Request(url, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


@pytest.mark.parametrize("language", RECEIVE)
def test_webhooks_are_checked(house, language):
    port = programs.free_port()
    receiver = subprocess.Popen([*map(str, RECEIVE[language]), str(port)], env=environment(), stdout=subprocess.PIPE, text=True)
    house.stops.append(lambda: (receiver.kill(), receiver.wait()))
    programs.wait_until(lambda: not programs.is_free(port), 20, "the receiver's start")
    house.receivers.append({"url": f"http://127.0.0.1:{port}/", "events": ["call", "task", "plan"], "secret": hooks.SECRET})
    house.start(f"{BUSY},,*,busy,,\n")  # the house's own receiver keeps what was sent
    house.run_plan([row for row in json.loads(PEOPLE.read_text(encoding="utf-8")) if row["Mobile"] == BUSY])

    lines = [receiver.stdout.readline().split() for _ in range(3)]
    assert [line[:3] for line in lines] == [["call", BUSY, "busy"], ["task", "p_Round_1", "finished"], ["plan", "p", "finished"]]

    kept = house.receiver.deliveries("plan")[0]
    url = f"http://127.0.0.1:{port}/"
    signed = {name: value for name, value in kept.headers.items() if name.startswith("webhook-")}
    assert deliver(url, signed, kept.body) == 204
    assert deliver(url, signed, kept.body.replace(b"finished", b"stopped")) == 401
    assert deliver(url, {**signed, "webhook-timestamp": "1"}, kept.body) == 401
    assert deliver(url, {}, b"{}") == 401
    receiver.kill()
    assert receiver.stdout.read() == "", "an event that comes twice is handled once"


def test_a_kept_webhook_is_checked_by_openssl(house):
    house.start(f"{BUSY},,*,busy,,\n")
    house.run_plan([row for row in json.loads(PEOPLE.read_text(encoding="utf-8")) if row["Mobile"] == BUSY])
    kept = house.receiver.deliveries("call")[0]

    def check(body):
        arguments = [kept.headers[name] for name in ("webhook-id", "webhook-timestamp", "webhook-signature")]
        return subprocess.run([CLIENTS / "curl/check_webhook.sh", *arguments], input=body, env=environment(),
                              capture_output=True, timeout=20, check=False)

    assert check(kept.body).stdout == b"genuine\n"
    assert check(kept.body + b" ").returncode == 1
