"""An id of another account answers exactly like one that does not exist (docs/contract/README.md rule 8): every endpoint of the wire, every
resource of the management interface."""
import json
import urllib.request

from conftest import numbers, row
from lab.client import Client
from test_manage import Manager


def neighbours(house):
    """Two accounts in one installation. The other one has one of everything, and a call that was answered."""
    mine, theirs = numbers(2)
    house.start_carrier(f"{theirs},,*,answer,100,hangup@400\n")
    house.add_receiver()
    house.set_up()
    other = {**house.account, "name": "other", "keys": [{"app_key": "other-key", "app_secret": "other-secret"}],
             "lines": [house.line(name="OTHER_LINE")], "webhooks": [{**house.receivers[0], "url": house.receiver.url + "/other"}],
             "robots": [{**house.account["robots"][0], "name": "other_robot"}],
             "robot_groups": [{"name": "other_group", "robots": [{"robot": "other_robot"}]}],
             "strategies": [{"name": "other_once", "rounds": [{**house.round(), "robot": "other_robot"}]}],
             "sign_keys": [{"id": "0b" * 16, "secret": "theirs"}], "encryption_keys": [{"id": "other-key", "key": "7c" * 32}],
             "dnc": ["+6281299999999"], "routes": [{"preset": "lendswift-under-wirting", "token": "1JqFE7K6ucf94hAvqu+7Jg",
                                                    "robot": "other_robot", "line": "OTHER_LINE"}]}
    house.add_account(other)
    house.start_tiller()
    them = Client(house.tiller.url, "other-key", "other-secret")
    order = {**house.order([row(theirs)], "other_plan"), "SIPLine": "OTHER_LINE", "Strategy": "other_once"}
    made = them.post("/v2/plan", order)
    assert house.receiver.wait(lambda: house.receiver.events("plan", PlanName="other_plan"), 60)
    record = house.receiver.events("call", Callee=theirs)[0]
    assert record["Outcome"] == "answered"
    return mine, theirs, them, made["TaskID"], record["CallID"]


def test_the_wire(house):
    mine, theirs, them, task, call = neighbours(house)
    nobody = {task: "0" * 32, call: "1" * 32, "other_plan": "nobody_plan", "OTHER_LINE": "NOBODY_LINE", "other_once": "nobody_once",
              "other_robot": "nobody_robot", "other_group": "nobody_group"}
    robot = them.get("/robot")["Robots"][0]["RobotID"]
    nobody[robot] = "2" * 32
    order = house.order([row(mine)], "mine")
    one_task = {"TaskName": "t", "Robot": "short", "SIPLine": "LINE", "EndTime": "2099-01-01 00:00:00", "Perform": 1, "Details": [row(mine)]}
    asked = [
        ("GET", "/plan?PlanName=other_plan", None), ("GET", "/planround?PlanName=other_plan", None),
        ("GET", f"/plancase?PlanName=other_plan&Callee=%2B{theirs[1:]}", None), ("GET", f"/detail?TaskID={task}", None),
        ("GET", f"/case?TaskID={task}&Callee=%2B{theirs[1:]}", None), ("GET", f"/recording?TaskID={task}", None),
        ("GET", f"/callinfo?CallID={call}", None),
        *[("POST", "/operation", {"TaskID": task, "Action": action}) for action in ("Stop", "Pause", "Resume")],
        ("POST", "/operation", {"PlanName": "other_plan", "Action": "Stop"}),
        ("POST", "/cancelphonecall", {"TaskID": task, "CalleeNumber": theirs}),
        ("POST", "/cancelplanphonecall", {"PlanName": "other_plan", "CalleeNumber": theirs}),
        ("POST", "/v2/plan", {**order, "SIPLine": "OTHER_LINE"}), ("POST", "/v2/plan", {**order, "Strategy": "other_once"}),
        ("POST", "/task", {**one_task, "SIPLine": "OTHER_LINE"}), ("POST", "/task", {**one_task, "Robot": "other_robot"}),
        ("POST", "/task", {**one_task, "Robot": robot}), ("POST", "/task", {**one_task, "Robot": "other_group", "RobotMethod": "group"}),
    ]
    def of_nobody(text):
        for known, unknown in nobody.items():
            text = text.replace(known, unknown)
        return text

    for method, path, body in asked:
        status, answer = house.client.send(method, path, body)
        expected = house.client.send(method, of_nobody(path), json.loads(of_nobody(json.dumps(body))))
        assert answer["code"] != 200, (path, answer)
        assert (status, json.loads(of_nobody(json.dumps(answer)))) == expected, path
    # What lists tell is one's own.
    assert house.client.get("/list", Number=100, Page=1)["Total"] == 0
    assert [each["RobotName"] for each in house.client.get("/robot")["Robots"]] == ["short"]
    assert [each["Name"] for each in house.client.get("/strategy")["Strategies"]] == ["once"]
    # A name that the other one has is free, and nothing of theirs was touched.
    assert house.client.post("/v2/plan", {**order, "PlanName": "other_plan"})["PlanName"] == "other_plan"
    assert them.plan("other_plan")["Status"] == "finished"


def test_the_management_interface(house):
    neighbours(house)
    manager, key = Manager(house), (house.data / "admin.key").read_text(encoding="utf-8").strip()
    with urllib.request.urlopen(house.tiller.url + "/admin/v1/openapi.json", timeout=10) as answer:
        paths = json.load(answer)["paths"]

    def ask(method, path, body=None):
        status, answer, _ = manager.http(method, path, body, key, {"If-Match": "*"})
        return status, answer

    webhook = ask("GET", "/webhooks?account=other")[1]["items"][0]["id"]
    met = set()
    for path, operations in paths.items():
        parts = path.removeprefix("/admin/v1/").split("/")
        if "{id}" not in parts or {"$ref": "#/components/parameters/account"} not in next(iter(operations.values())).get("parameters", []):
            continue
        resource = parts[0]
        query = f"&webhook={webhook}" if resource == "deliveries" else ""
        status, listed = ask("GET", f"/{resource}?account=other&limit=500{query}")
        assert status == 200, (resource, listed)
        if not listed["items"]:
            continue
        item = listed["items"][0]
        theirs = next(item[field] for field in ("id", "name", "app_key", "TaskID", "PlanName", "CallID") if field in item)
        nobody = {"webhooks": "999999", "deliveries": "999999-1", "calls": "1" * 32, "tasks": "0" * 32}.get(resource, "nobody")
        for method in operations:
            if method not in ("get", "patch", "delete", "post"):
                continue
            rest = "/".join(parts[2:])
            answers = []
            for name in (theirs, nobody):
                target = f"/{resource}/{urllib.request.quote(str(name), safe='')}" + (f"/{rest}" if rest else "")
                body = {} if method in ("patch", "post") else None
                status, answer = ask(method.upper(), f"{target}?account=test", body)
                answers.append((status, json.dumps(answer).replace(str(name), "ID")))
            assert answers[0] == answers[1], (method, path, answers)
            assert answers[0][0] in (400, 404, 422), (method, path, answers)
            met.add(resource)
    assert {"app-keys", "sign-keys", "encryption-keys", "lines", "robots", "strategies", "webhooks", "deliveries", "tasks", "plans",
            "calls"} <= met, met
    assert ask("GET", "/lines?account=nobody")[0] == 404
