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


def plan(**change):
    return lambda house: house.client.send("POST", "/v2/plan", {**house.order([row(FIRST)], "new"), **change})


def post(path, **body):
    return lambda house: house.client.send("POST", path, {name: house.fill(value) for name, value in body.items()})


def get(target):
    return lambda house: house.client.send("GET", house.fill(target))


def shop(**change):
    """A row of telemarketing, sent by an account of that line."""
    def send(house):
        details = [{"Customer": "Ani", "Callee": FIRST}, {"Customer": "Budi", "Callee": SECOND, **change}]
        body = {"TaskName": "new", "Robot": "short", "SIPLine": "LINE", "EndTime": time(house, 60), "Perform": 3, "Details": details}
        return house.shop.send("POST", "/task", body)
    return send


def console(path, **body):
    """What only an operator does: refused with a problem (RFC 9457) that carries the code."""
    return lambda house: Manager(house).http("POST", path + "?account=test", body, house.owner)[:2]


def markup(prompt):
    return console("/robots", name="wrong", definition=(HERE / "robots/short.yaml").read_text().replace("Thank you.", prompt))


# In the order of the contract's table.
REACHED = [
    (10101, post("/auth", APPKey="demo-key", APPSecret="wrong")),
    (10101, post("/auth", APPKey="nobody", APPSecret="wrong")),
    (10102, post("/auth", APPKey="demo-key")),
    (10301, task(Robot=None)),
    (10302, task(Perform=4)),
    (10401, task(TaskName=None)),
    (10402, task(TaskName="x" * 65)),
    (10402, plan(PlanName="x" * 55)),
    (10403, task(TaskName="waiting")),
    (10403, task(TaskName="stopped")),
    (10403, task(TaskName="taken_Round_1")),
    (10403, task(TaskName="taken_Round_2")),  # the round is not open yet, the name is its own
    (10403, plan(PlanName="first")),  # there is a task "first_Round_2"
    (10404, task(StartTime="noon")),
    (10404, task(StartTime=lambda house: time(house, -16))),
    (10404, task(StartTime=lambda house: time(house, 5 * 24 * 60 + 1), EndTime=lambda house: time(house, 6 * 24 * 60))),
    (10405, task(EndTime="evening")),
    (10405, task(EndTime=lambda house: time(house, 29))),
    (10406, task(Robot="nobody")),
    (10406, task(RobotMethod="group")),
    (10407, task(SIPLine="nowhere")),
    (10407, task(SIPLine="OFF")),
    (10408, task(RepeatInterval=1.5)),
    (10409, task(RepeatInterval=31)),
    (10410, task(RepeatNum="many")),
    (10411, task(RepeatNum=16)),
    (10412, task(Details=None)),
    (10412, task(Details=[])),
    (10413, wrong_row(Debtor=None)),
    (10414, task(Details=[row(FIRST), {}])),
    (10415, wrong_row(Debtor="x" * 65)),
    (10416, wrong_row(Mobile="5")),
    (10416, post("/cancelphonecall", TaskID="{task}", CalleeNumber="5")),
    (10417, wrong_row(LoanDate="2025-02-30")),
    (10418, wrong_row(DueDate="2025-01-15")),
    (10419, wrong_row(LoanAmount="much")),
    (10420, wrong_row(LoanAmount=0)),
    (10421, wrong_row(Arrears="more")),
    (10422, wrong_row(Arrears=-1)),
    (10423, wrong_row(Platform="NOBODY")),
    (10501, post("/operation", TaskID="{task}", Action="Halt")),
    (10502, post("/operation", Action="Stop")),
    (10503, post("/operation", TaskID=UNKNOWN, Action="Stop")),
    (10504, post("/operation", TaskID="{task}", Action="Resume")),
    (10601, get("/list?Number=101&Page=1")),
    (10602, get("/list?Number=10&Page=0")),
    (10701, get("/detail")),
    (10702, get("/recording?TaskID=" + UNKNOWN)),
    (10801, plan(PlanName="taken")),
    (10802, plan(Date="2020-01-01")),
    (10804, get("/list?Type=other")),
    (10805, task(RobotMethod="some")),
    (10806, shop(Customer="x" * 65)),
    (10807, wrong_row(Gender="androgynous")),
    (10809, task(Perform=1, Details=[row(FIRST)] * 4)),
    (10901, plan(Strategy="over")),
    (10902, task(Perform=1, Details=[row("5")])),
    (10903, console("/strategies", name="once", rounds=[{"robot": "short", "start": "09:00", "end": "10:00"}])),
    (10904, post("/operation", TaskID="{stopped}", Action="Stop")),
    (10905, markup("<speak>Thank <b>you</b>.</speak>")),
    (10905, markup("Thank you.<break time='11s'/>")),
    (10905, markup("Thank you &amp; good bye</s>")),
    (10905, task(Robot="ssml", Details=[row(FIRST), row(SECOND, ExtraA="<emphasis>now</emphasis>")])),
    (10905, task(Robot="ssml", Details=[row(FIRST), row(SECOND, ExtraA="</speak>")])),
    (10906, task(Details=[{"Customer": "Ani", "Callee": FIRST}])),
    (10907, console("/strategies", name="new", rounds=[{"robot": "short", "start": "09:00", "end": "09:20", "repeat_interval": 10,
                                                        "repeat_num": 2}])),
]


@pytest.fixture
def full(house):
    """A collection account with a task that waits, one that was stopped, a plan; and an account of telemarketing."""
    off = {**house.line("OFF", port=9), "enabled": False}
    other = {**house.account, "name": "shop", "service": "telemarketing", "lines": [house.line(port=9)],
             "keys": [{"app_key": "shop-key", "app_secret": "demo-secret"}]}
    house.set_up(lines=[house.line(port=9), off], duplicate_limit=2,
                 robots=[*house.account["robots"], {"name": "ssml", "file": str(HERE / "robots/visit.yaml")}],
                 strategies={"once": [house.round(1800, 2400), house.round(2500, 3000)], "over": [house.round(-120, -60)]})
    house.add_account(other)
    house.start_tiller()
    house.shop = type(house.client)(house.tiller.url, "shop-key")
    made = {}
    for name in ("waiting", "stopped", "first_Round_2"):
        made[name] = task(TaskName=name)(house)[1]["data"]["TaskID"]
    house.client.post("/operation", {"TaskID": made["stopped"], "Action": "Stop"})
    house.create([row(FIRST)], "taken")
    house.fill = lambda text: text.replace("{task}", made["waiting"]).replace("{stopped}", made["stopped"])
    house.made = made
    house.owner = Manager(house).log_in()
    return house


def test_every_code_is_reached(full):
    for expected, send in REACHED:
        status, answer = send(full)
        assert answer.get("code") == expected, answer
        if "title" in answer:
            assert status in (409, 422) and answer["status"] == status and answer["detail"]
        else:
            assert status == 200 and (": " in answer["status"] or expected == 10101)


def test_no_code_is_missing():
    known = {int(code) for code in re.findall(r"Row\{(1\d{4}),", (ROOT / "src/api/errors.cc").read_text())}
    assert known == {code for code, _ in REACHED}


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
