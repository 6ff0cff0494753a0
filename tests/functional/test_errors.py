"""Every business code of the contract, each reached by a request as a client sends it."""
import datetime
import re
import zoneinfo

import pytest
from conftest import HERE, ROOT, numbers, row
from test_manage import Manager

FIRST, SECOND = numbers(2)
UNKNOWN = "0" * 32


def time(house, minutes):
    now = datetime.datetime.now(zoneinfo.ZoneInfo(house.zone))
    return (now + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S")


def task(**change):
    """POST /task with a good body but for `change`; None leaves a field out."""
    def send(house):
        body = {"TaskName": "new", "Robot": "short", "SIPLine": "LINE", "StartTime": time(house, 30), "EndTime": time(house, 60),
                "Perform": 3, "Details": [row(FIRST)], **change}
        body = {name: value(house) if callable(value) else value for name, value in body.items() if value is not None}
        return house.client.send("POST", "/task", body)
    return send


def wrong_row(**change):
    """A list of one good row and one that is wrong."""
    return task(Details=[row(FIRST), {name: value for name, value in row(SECOND, **change).items() if value is not None}])


def null(_):
    """A field that is there, and null."""
    return None


def plan(**change):
    def send(house):
        body = {**house.order([row(FIRST)], "new"), **change}
        body = {name: value(house) if callable(value) else value for name, value in body.items()}
        return house.client.send("POST", "/v2/plan", body)
    return send


def post(path, **body):
    return lambda house: house.client.send(
        "POST", path, {name: house.fill(value) if isinstance(value, str) else value for name, value in body.items()})


def get(target):
    return lambda house: house.client.send("GET", house.fill(target))


def task_of_shop(house):
    return {"TaskName": "new", "Robot": "theirs", "SIPLine": "THEIRS", "EndTime": time(house, 60), "Perform": 3}


def shop(**change):
    """A row of telemarketing, sent by an account of that line."""
    details = [{"Customer": "Ani", "Callee": FIRST}, {"Customer": "Budi", "Callee": SECOND, **change}]
    return lambda house: house.shop.send("POST", "/task", {**task_of_shop(house), "Details": details})


def console(path, **body):
    """What only an operator does: refused with a problem (RFC 9457) that carries the code."""
    return lambda house: Manager(house).http("POST", path + "?account=test", body, house.owner)[:2]


def markup(prompt):
    return console("/robots", name="wrong", definition=(HERE / "robots/short.yaml").read_text().replace("Thank you.", prompt))


LATE = 15 * 60 + 60  # seconds
BOUND = {"robot": "short", "start": "09:00", "end": "10:00"}

# In the order of the contract's table; each with every reason that its last column tells.
REACHED = [
    (10101, post("/auth", APPKey="demo-key", APPSecret="wrong")),
    (10101, post("/auth", APPKey="nobody", APPSecret="wrong")),
    (10101, post("/auth", APPKey="nobody", APPSecret="demo-secret")),
    (10102, post("/auth", APPKey="demo-key")),
    (10102, post("/auth", APPKey="demo-key", APPSecret="")),
    (10102, post("/auth", APPKey="demo-key", APPSecret=None)),
    *((10301, task(**{name: value})) for name in ("Robot", "SIPLine", "EndTime", "Perform") for value in (None, null)),
    *((10301, plan(**{name: None})) for name in ("SIPLine", "Strategy", "Perform")),
    (10301, get("/plan")),
    (10301, get("/callinfo")),
    (10301, post("/cancelphonecall", TaskID="{task}")),
    (10301, post("/cancelplanphonecall", CalleeNumber=FIRST)),
    (10302, task(Perform=4)),
    (10302, task(RepeatOn=["never"])),
    (10302, task(DncSwitch=True)),
    (10302, plan(Strategy="none")),
    (10302, plan(Strategy="x" * 40)),
    (10302, plan(Date="21-11-2026")),
    (10302, wrong_row(Unit="x" * 17)),
    (10302, wrong_row(Comments="x" * 65)),
    (10302, get("/plancase?PlanName=none&Callee=%2B6281234567890")),
    (10302, get("/callinfo?CallID=" + UNKNOWN)),
    (10401, task(TaskName=None)),
    (10401, task(TaskName=null)),
    (10401, task(TaskName="  ")),
    (10402, task(TaskName="x" * 65)),
    (10402, plan(PlanName="x" * 55)),
    (10403, task(TaskName="waiting")),
    (10403, task(TaskName="stopped")),
    (10403, task(TaskName="taken_Round_1")),
    (10403, task(TaskName="taken_Round_2")),  # the round is not open yet, the name is its own
    (10403, plan(PlanName="first")),  # there is a task "first_Round_2"
    (10404, task(StartTime="noon")),
    (10404, task(StartTime="2026-02-30 10:00:00")),
    (10404, task(StartTime=1795400100)),
    (10404, task(StartTime=lambda house: time(house, -16))),
    (10404, task(StartTime=lambda house: time(house, 5 * 24 * 60 + 1), EndTime=lambda house: time(house, 6 * 24 * 60))),
    (10405, task(EndTime="evening")),
    (10405, task(EndTime=lambda house: time(house, 29))),
    (10405, task(EndTime=lambda house: time(house, 30))),
    (10405, task(StartTime=lambda house: time(house, -10), EndTime=lambda house: time(house, -5))),
    (10405, task(StartTime=None, EndTime=lambda house: time(house, -5))),
    (10406, task(Robot="nobody")),
    (10406, task(Robot="theirs")),
    (10406, task(Robot=lambda house: house.shop.get("/robot")["Robots"][0]["RobotID"])),
    (10406, task(Robot="draft")),
    (10406, task(RobotMethod="group")),
    (10406, task(RobotMethod="group", Robot="their group")),
    (10407, task(SIPLine="nowhere")),
    (10407, task(SIPLine="THEIRS")),
    (10407, task(SIPLine="OFF")),
    (10407, plan(SIPLine="THEIRS")),
    *((10408, task(RepeatInterval=value)) for value in (1.5, "5", True)),
    *((10409, task(RepeatInterval=value)) for value in (-1, 31)),
    *((10410, task(RepeatNum=value)) for value in (1.5, "many")),
    *((10411, task(RepeatNum=value)) for value in (-1, 16)),
    (10412, task(Details=None)),
    (10412, task(Details=null)),
    (10412, task(Details=[])),
    (10412, plan(Details=[])),
    (10413, wrong_row(Debtor=None)),
    (10413, wrong_row(Unit="")),
    (10413, task(Details=[row(FIRST), row(SECOND, Debtor=None)])),
    (10414, task(Details=[row(FIRST), {}])),
    (10415, wrong_row(Debtor="x" * 65)),
    *((10416, wrong_row(Mobile=value)) for value in ("5", "6281234567890", 6281234567890, "+62812345678901234567")),
    *((10416, post("/cancelphonecall", TaskID="{task}", CalleeNumber=value)) for value in ("5", 5, SECOND)),
    *((10416, post("/cancelplanphonecall", PlanName="taken", CalleeNumber=value)) for value in ("5", 5, SECOND)),
    *((10416, get(f"/case?TaskID={{task}}&Callee={value}")) for value in ("5", SECOND.replace("+", "%2B"))),
    *((10416, get(f"/plancase?PlanName=taken&Callee={value}")) for value in ("5", SECOND.replace("+", "%2B"))),
    *((10417, wrong_row(LoanDate=value)) for value in ("2025-02-30", "2025-01-15 10:00:00", "2999-01-01", 20250115)),
    *((10418, wrong_row(DueDate=value)) for value in ("2025-01-15", "2025-01-14", "soon")),
    *((10419, wrong_row(LoanAmount=value)) for value in ("much", "65")),
    *((10420, wrong_row(LoanAmount=value)) for value in (0, -1)),
    (10421, wrong_row(Arrears="more")),
    *((10422, wrong_row(Arrears=value)) for value in (0, -1)),
    *((10423, wrong_row(Platform=value)) for value in ("NOBODY", "x" * 21)),
    *((10501, post("/operation", TaskID="{task}", Action=value)) for value in ("Halt", "stop", "", None, 5)),
    (10501, post("/operation", PlanName="taken", Action="Pause")),
    *((10502, post("/operation", TaskID=value, Action="Stop")) for value in ("", None)),
    (10502, post("/cancelphonecall", CalleeNumber=FIRST)),
    (10503, post("/operation", TaskID=UNKNOWN, Action="Stop")),
    (10503, post("/cancelphonecall", TaskID=UNKNOWN, CalleeNumber=FIRST)),
    (10504, post("/operation", TaskID="{task}", Action="Resume")),
    (10504, post("/operation", TaskID="{stopped}", Action="Pause")),
    *((10601, get(f"/list?Number={value}&Page=1")) for value in (0, 101, "x")),
    *((10602, get(f"/list?Number=10&Page={value}")) for value in (0, -1, "x")),
    (10601, get("/detail?TaskID={task}&Number=101")),
    (10602, get("/detail?TaskID={task}&Page=0")),
    *((10701, get(path)) for path in ("/detail", "/recording", "/case?Callee=%2B6281234567890")),
    *((10702, get(f"{path}?TaskID={UNKNOWN}&Callee=%2B6281234567890")) for path in ("/detail", "/recording", "/case")),
    (10801, plan(PlanName="taken")),
    (10801, plan(PlanName=" taken ")),
    (10802, plan(Date="2020-01-01")),
    (10802, plan(Date=lambda house: time(house, -24 * 60)[:10])),
    (10802, plan(Date=lambda house: time(house, 5 * 24 * 60)[:10])),
    (10802, plan(Strategy="late")),
    *((10804, get(f"/list?Type={value}")) for value in ("other", "Normal")),
    *((10805, task(RobotMethod=value)) for value in ("some", "Group", 5)),
    (10806, shop(Customer="x" * 65)),
    *((10807, wrong_row(Gender=value)) for value in ("androgynous", "other", 5)),
    *((10809, task(Perform=perform, Details=[row(FIRST)] * 4)) for perform in (1, 2, 3)),
    (10901, plan(Strategy="over")),
    *((10902, task(Perform=perform, Details=[row("5")])) for perform in (1, 3)),
    (10903, console("/strategies", name="once", rounds=[BOUND])),
    (10904, post("/operation", TaskID="{stopped}", Action="Stop")),
    (10904, post("/operation", PlanName="ended", Action="Stop")),
    (10904, post("/cancelphonecall", TaskID="{stopped}", CalleeNumber=FIRST)),
    (10904, post("/cancelplanphonecall", PlanName="ended", CalleeNumber=FIRST)),
    (10905, markup("<speak>Thank <b>you</b>.</speak>")),
    (10905, markup("Thank you.<break time='11s'/>")),
    (10905, markup("Thank you &amp; good bye</s>")),
    (10905, task(Robot="ssml", Details=[row(FIRST), row(SECOND, ExtraA="<emphasis>now</emphasis>")])),
    (10905, task(Robot="ssml", Details=[row(FIRST), row(SECOND, ExtraA="</speak>")])),
    *((10906, task(Perform=perform, Details=[{"Customer": "Ani", "Callee": FIRST}])) for perform in (1, 2, 3)),
    (10906, task(Details=[row(FIRST), {"Customer": "Ani", "Callee": SECOND}])),
    (10906, lambda house: house.shop.send("POST", "/task", {**task_of_shop(house), "Details": [row(FIRST)]})),
    (10907, console("/strategies", name="new", rounds=[{**BOUND, "end": "09:20", "repeat_interval": 10, "repeat_num": 2}])),
]


@pytest.fixture
def full(house):
    """A collection account with a task that waits, one that was stopped, a plan, one that has ended; a robot that is not
    published; and an account of telemarketing with robots and lines of its own."""
    off = {**house.line("OFF", port=9), "enabled": False}
    other = {**house.account, "name": "shop", "service": "telemarketing", "lines": [house.line("THEIRS", port=9)],
             "robots": [{**house.account["robots"][0], "name": "theirs"}],
             "robot_groups": [{"name": "their group", "robots": [{"robot": "theirs"}]}],
             "keys": [{"app_key": "shop-key", "app_secret": "demo-secret"}]}
    house.set_up(lines=[house.line(port=9), off], duplicate_limit=2,
                 robots=[*house.account["robots"], {"name": "ssml", "file": str(HERE / "robots/visit.yaml")}],
                 strategies={"once": [house.round(1800, 2400), house.round(2500, 3000)], "over": [house.round(-120, -60)],
                             "late": [house.round(-LATE, 3000)]})
    house.add_account(other)
    house.start_tiller()
    house.shop = type(house.client)(house.tiller.url, "shop-key")
    made = {}
    for name in ("waiting", "stopped", "first_Round_2"):
        made[name] = task(TaskName=name)(house)[1]["data"]["TaskID"]
    house.client.post("/operation", {"TaskID": made["stopped"], "Action": "Stop"})
    house.create([row(FIRST)], "taken")
    house.create([row(FIRST)], "ended")
    house.client.post("/operation", {"PlanName": "ended", "Action": "Stop"})
    house.fill = lambda text: text.replace("{task}", made["waiting"]).replace("{stopped}", made["stopped"])
    house.made = made
    house.owner = Manager(house).log_in()
    draft = {"name": "draft", "definition": (HERE / "robots/short.yaml").read_text(), "platforms": ["AIRUDDER"]}
    assert Manager(house).http("POST", "/robots?account=test", draft, house.owner)[0] == 201
    return house


def test_every_code_is_reached(full):
    before = full.client.get("/list")["Total"]
    for expected, send in REACHED:
        status, answer = send(full)
        assert answer.get("code") == expected, answer
        if "title" in answer:
            assert status in (409, 422) and answer["status"] == status and answer["detail"]
        else:
            assert status == 200 and (": " in answer["status"] or expected == 10101)
    assert full.client.get("/list")["Total"] == before, "what was refused has made nothing"


def test_no_code_is_missing():
    known = {int(code) for code in re.findall(r" = (1\d{4}),", (ROOT / "src/model/wire_code.h").read_text())}
    assert known == {code for code, _ in REACHED}


def raw(method, path, body=None, **headers):
    """As `headers` say, `_` for `-`; without the client's own token if there is one among them."""
    return lambda house: house.client.send(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})


def with_key_of(body):
    return raw("POST", "/operation", body, Idempotency_Key="the same")


# The codes that are HTTP's too, and what their status must tell.
STATUSES = [
    (400, raw("POST", "/v2/plan", b'{\n"PlanName": "p" "x"}'), "line 2, column 17"),
    (400, raw("POST", "/plan", b"{no"), "line 1, column 2"),
    (401, raw("GET", "/robot", Authorization=""), "Authorization: is required"),
    *((401, raw("GET", "/robot", Authorization=value), "Authorization: must be `Token <token>`")
      for value in ("Token", "Token  x", "x", "Basic x")),
    (401, raw("POST", "/v2/plan", b"{no", Authorization="Token x"), "unknown or has expired"),
    (401, raw("GET", "/robot", X_AIRudder_Sign_Key="0" * 32, X_AIRudder_Sign="0" * 64), "X-AIRudder-Sign:"),
    (401, raw("GET", "/robot", X_AIRudder_Sign_Key="1" * 32, X_AIRudder_Sign="0" * 64), "X-AIRudder-Sign:"),
    (404, raw("GET", "/robots"), 'path "/service/cloud/robots"'),
    (405, raw("GET", "/v2/plan"), "does not take GET"),
    (405, raw("DELETE", "/robot"), "does not take DELETE"),
    (10501, with_key_of(b'{"TaskID":"x"}'), "Action"),
    (409, with_key_of(b'{"TaskID":"y"}'), 'Idempotency-Key "the same"'),
    (413, raw("POST", "/v2/plan", b" " * ((32 << 20) + 1)), "33554432 bytes"),
    (413, raw("POST", "/auth", b" " * ((64 << 10) + 1)), "65536 bytes"),
    (415, raw("POST", "/v2/plan", b"\x1f\x8b", Content_Encoding="gzip"), 'Content-Encoding "gzip"'),
    (415, raw("POST", "/list", b"--x--", Content_Type="multipart/form-data; boundary=x"), "multipart/form-data"),
    (429, lambda house: [raw("POST", "/auth", b'{"APPKey":"x","APPSecret":"y"}')(house) for _ in range(11)][-1], "ten wrong secrets"),
]


def test_every_status_of_http_is_reached(full):
    Manager(full).run("sign-key", "add", "--account", "test", "id=" + "1" * 32, "secret=secret")
    for expected, send, told in STATUSES:
        status, answer = send(full)
        assert (status, answer["code"]) == (expected if expected < 1000 else 200, expected), answer
        assert told in answer["status"] and answer["data"] == {}, answer


def test_the_tokens_of_a_removed_key_stop_at_once(full):
    manager = Manager(full)
    manager.run("key", "add", "--account", "test", "app_key=passing", "app_secret=" + "é" * 256)
    passing = type(full.client)(full.tiller.url, "passing", "é" * 256)
    assert passing.get("/robot")["Robots"]
    manager.run("key", "remove", "--account", "test", "passing")
    assert passing.send("GET", "/robot")[0] == 401
    assert passing.send("POST", "/auth", {"APPKey": "passing", "APPSecret": "é" * 256})[1]["code"] == 10101


def test_names_of_rounds_that_will_not_come_are_free(full):
    assert task(TaskName="taken_Round_3")(full)[1]["code"] == 200
    assert task(TaskName="taken_Round_02")(full)[1]["code"] == 200
    full.client.post("/operation", {"PlanName": "taken", "Action": "Stop"})
    assert task(TaskName="taken_Round_2")(full)[1]["code"] == 200
    assert task(TaskName="taken_Round_1")(full)[1]["code"] == 10403


def test_ids_of_another_account_answer_as_unknown_ones(full):
    mine = full.made["waiting"]
    number = FIRST.replace("+", "%2B")
    requests = [("GET", f"/detail?TaskID={{}}"), ("GET", "/recording?TaskID={}"), ("GET", f"/case?TaskID={{}}&Callee={number}"),
                ("GET", "/callinfo?CallID={}"), ("POST", "/operation Action=Stop TaskID={}"),
                ("POST", f"/cancelphonecall CalleeNumber={FIRST} TaskID={{}}")]
    for method, form in requests:
        answers = []
        for task_id in (mine, UNKNOWN):
            path, *fields = form.format(task_id).split(" ")
            body = dict(field.split("=", 1) for field in fields) if fields else None
            status, answer = full.shop.send(method, path, body)
            answers.append((status, answer["code"], answer["status"].replace(task_id, ""), answer["data"]))
        assert answers[0] == answers[1] and answers[0][1] != 200, form
    for name in ("taken", "never"):
        for path in ("/plan?PlanName=", "/planround?PlanName="):
            assert full.shop.send("GET", path + name)[1]["code"] == 10302
    assert full.shop.get("/list")["Total"] == 0
    assert full.client.get("/list", TaskName="waiting")["Tasks"][0]["Status"] == "waiting"


def test_reads_as_post_and_bearer(full):
    bearer = {"Authorization": "Bearer " + full.client.token}
    token, full.client.token = full.client.token, ""
    for target in ("/list?TaskName=waiting", "/detail?TaskID=" + full.made["waiting"], "/robot", "/strategy", "/plan?PlanName=taken"):
        told = full.client.send("POST", target, headers=bearer)
        assert told == full.client.send("GET", target, headers={"Authorization": "Token " + token}), target
        assert told[1]["code"] == 200
