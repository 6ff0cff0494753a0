"""Tasks, plans and calls in the management interface of the real program."""
import json
import re
import threading
import urllib.request

import conftest
from test_manage import Manager

NUMBER = "+6281230000001"


class Live:
    """Reads GET /calls/live until it has seen what was wanted."""

    def __init__(self, house, token):
        self.events, self.changed = [], threading.Condition()
        request = urllib.request.Request(f"{house.tiller.url}/admin/v1/calls/live", headers={"Authorization": f"Bearer {token}"})
        self.answer = urllib.request.urlopen(request, timeout=60)
        assert self.answer.headers["Content-Type"] == "text/event-stream"
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        name = ""
        for line in self.answer:
            text = line.decode().rstrip("\n")
            if text.startswith("event: "):
                name = text[7:]
            elif text.startswith("data: "):
                with self.changed:
                    self.events.append((name, json.loads(text[6:])))
                    self.changed.notify_all()

    def wait(self, wanted, seconds=30):
        with self.changed:
            assert self.changed.wait_for(lambda: any(wanted(*event) for event in self.events), seconds), self.events
            return next(call for name, call in self.events if wanted(name, call))


def test_a_call_is_watched_and_hung_up_and_the_plan_stopped(house):
    house.start(f"{NUMBER},,*,answer,300,hangup@30000\n")
    manager = Manager(house)
    token = (house.data / "admin.key").read_text().strip()
    live = Live(house, token)
    house.create([conftest.row(NUMBER)])
    call = live.wait(lambda name, call: call["state"] == "talking")
    assert call["callee"] == NUMBER
    assert [item["id"] for item in manager.http("GET", "/calls?state=live", token=token)[1]["items"]] == [call["id"]]
    assert manager.http("POST", f"/calls/{call['id']}/hang-up", token=token)[0] == 202
    ended = live.wait(lambda name, told: name == "ended")
    assert (ended["id"], ended["hangup_by"], ended["hangup_reason"]) == (call["id"], "system", "hung up by admin.key")
    assert manager.http("POST", f"/calls/{call['id']}/hang-up", token=token)[0] == 409
    house.wait_plan()
    shown = manager.json("call", "show", call["id"])
    assert shown["outcome"] == "answered" and shown["recording"].startswith("http")
    assert manager.json("plan", "show", "p")["tasks"][0]["outcomes"] == {"answered": 1}
    manager.run("plan", "stop", "p", expect=4)


def test_the_command_line_stops_a_task(house):
    house.start(strategies={"once": [house.round(start=1800, end=3400)]})
    house.create([conftest.row(NUMBER)])
    manager = Manager(house)
    task = manager.json("task", "list")[0]
    assert manager.json("task", "pause", task["id"])["status"] == "paused"
    assert manager.json("task", "resume", task["id"])["status"] == "waiting"
    assert manager.json("task", "stop", task["id"])["status"] == "stopped"
    assert house.wait_plan()["Status"] in ("finished", "stopped")
    manager.run("task", "show", "0" * 32, expect=3)
    house.tiller.stop()
    assert "no server runs" in manager.run("task", "stop", task["id"], expect=5)
    assert manager.json("plan", "list")[0]["name"] == "p"


def test_a_line_is_tested_and_a_robot_calls_a_number(house):
    house.start(f"{NUMBER},,*,answer,300,1@after+400 hangup@after+3000\n", guard="off")
    manager = Manager(house)
    told = manager.json("line", "test", "LINE")
    assert told["ok"] and told["servers"][0]["code"] == 200 and told["call"] is None, told
    assert "variables.Debtor is missing" in manager.run("robot", "call", "short", NUMBER, expect=2)
    watched = manager.run("robot", "call", "short", NUMBER, "variables.Debtor=Ani")
    assert "talking\n" in watched and "outcome: answered" in watched and "transcript:" in watched, watched
    assert house.receiver.wait(lambda: house.receiver.events("task"), 20), "a test call is a task like any other"
    began = next(line for line in watched.splitlines() if line.startswith("answered: "))
    assert began in manager.run("call", "show", house.receiver.events("call")[0]["CallID"]), "by the account's clocks"
    assert re.fullmatch(r"answered: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d", began), began
    manager.run("line", "add", "name=DEAD", "server=sip:127.0.0.1:9")
    told = manager.run("line", "test", "DEAD", expect=1)
    assert "not ok" in told
    token = (house.data / "admin.key").read_text().strip()
    status, told, _ = manager.http("POST", "/lines/DEAD/test", {}, token)
    assert status == 200 and not told["ok"] and told["servers"][0]["advice"], told


def test_a_draft_is_heard_before_it_is_published(house):
    """The call stays with the draft's text, though another version is published meanwhile; nobody else is called with it."""
    house.start(f"{NUMBER},,*,answer,1500,\n", guard="off")
    manager = Manager(house)
    draft = house.folder / "draft.yaml"
    draft.write_text("robot: short\nlanguage: en\nstart: a\nstates: {a: {say: 'This is the draft, {Debtor}.', hang_up: true}}\n")
    assert manager.json("robot", "set", "short", f"definition=@{draft}")["has_draft"]
    placed = manager.json("robot", "call", "short", NUMBER, "version=draft", "variables.Debtor=Ani")
    assert placed["version"] == -1
    draft.write_text(draft.read_text().replace("This is", "No longer"))
    manager.run("robot", "set", "short", f"definition=@{draft}")
    assert manager.json("robot", "publish", "short")["version"] == 2
    assert house.receiver.wait(lambda: house.receiver.events("call"), 30)
    record = house.call_event(NUMBER)
    assert (record["Robot"], record["RobotVersion"], record["Outcome"]) == ("short", -1, "answered")
    assert record["Transcript"][0]["Text"] == "This is the draft, Ani."
    assert [v["version"] for v in manager.json("robot", "versions", "short")["items"]] == [2, 1]
    placed = manager.json("robot", "call", "short", NUMBER, "version=1", "variables.Debtor=Ani")
    assert placed["version"] == 1
    assert house.client.get("/robot")["Robots"][0]["Version"] == 2
