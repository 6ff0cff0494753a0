"""The two business lines beside collection: their rows, checks, records and events, over HTTP, with whole tasks and plans."""
import datetime
import re
import zoneinfo

import pytest
from conftest import HERE, numbers

# Every field of a row (docs/contract/voice.md, "Business lines").
ROWS = {
    "telemarketing": {"Customer": "Ani Sari", "Gender": "female", "Platform": "SHOP", "Product": "a kettle", "Comments": "order 7",
                      "ExtraA": "two for one", "ExtraB": "b", "ExtraC": "c"},
    "infocheck": {"Customer": "Budi", "Gender": "male", "Platform": "SHOP", "Company": "PT Maju", "Address": "Jalan Satu 1,\nJakarta",
                  "LoanAmount": 1500.50, "Relation": "brother", "Comments": "file 9", "ExtraA": "two years", "ExtraB": "b", "ExtraC": "c"},
}
LIMITS = {"Customer": (64, 10806), "Platform": (20, 10423), "Product": (64, 10302), "Company": (128, 10302), "Address": (255, 10302),
          "Relation": (32, 10302), "Comments": (64, 10302), "ExtraA": (255, 10302), "ExtraB": (255, 10302), "ExtraC": (255, 10302)}
SAYS_YES = "1@500"


def in_minutes(house, minutes):
    now = datetime.datetime.now(zoneinfo.ZoneInfo(house.zone))
    return (now + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S")


def settings(service):
    return {"service": service, "robots": [{"name": "short", "file": str(HERE / "robots/visit.yaml"), "platforms": ["SHOP"]}]}


def task(house, rows, **change):
    return {"TaskName": "t", "Robot": "short", "SIPLine": "LINE", "EndTime": in_minutes(house, 30), "Perform": 3, "Details": rows, **change}


@pytest.mark.parametrize("service", ROWS)
def test_a_task_and_a_plan(house, service):
    yes, silent, busy = numbers(3)
    people = f"{yes},,*,answer,200,{SAYS_YES}\n{silent},,*,answer,200,hangup@500\n{busy},,*,busy,200,\n"
    # The guard wants consents for some of these calls; who may be called is another test's subject.
    house.start(people, guard="off", **settings(service))
    variables = {v["Name"]: v["Required"] for v in house.client.get("/robot")["Robots"][0]["Variables"]}
    assert variables["Customer"] and not variables["Product"]

    rows = [{**ROWS[service], "Callee": number} for number in (yes, silent, busy)]
    made = house.client.post("/task", task(house, rows))
    assert made["detail_error_list"] == [] and made["TaskName"] == "t"
    assert house.receiver.wait(lambda: house.receiver.events("task", TaskID=made["TaskID"]), 60)
    details = house.client.get("/detail", TaskID=made["TaskID"])["Details"]
    for number, outcome, intention in ((yes, "answered", "A"), (silent, "answered", ""), (busy, "busy", "")):
        event = house.call_event(number, TaskID=made["TaskID"])
        assert (event["Outcome"], event["Intention"], event["Callee"]) == (outcome, intention, number)
        assert {name: event[name] for name in ROWS[service]} == ROWS[service]
        assert not {"Debtor", "Mobile", "Arrears", "Unit"} & set(event)
        record = next(record for record in details if record["Callee"] == number)
        same = set(event) - {"Event", "EventID", "Sequence", "Time", "Link", "AttemptList"}  # links are signed anew
        assert {name: event[name] for name in same} == {name: record[name] for name in same}
        called = house.client.get("/callinfo", CallID=event["CallID"])
        assert (called["Callee"], called["Customer"], bool(called["Link"])) == (number, rows[0]["Customer"], outcome == "answered")
    said = house.call_event(yes)["Transcript"][0]["Text"]
    assert ROWS[service]["Customer"] in said and "press one for yes" in said and "<" not in said

    # The same list as a plan: one round, one more call each.
    plan = house.run_plan(rows, "p")
    assert plan["Outcomes"] == {"answered": 2, "busy": 1}
    links = house.client.get("/plancase", PlanName="p", Callee=yes)["Links"]
    assert [list(link) for link in links] == [["TaskName", "TaskID", "CallID", "Link"]]
    assert links[0]["TaskName"] == "p_Round_1" and links[0]["CallID"] == house.call_event(yes, PlanName="p")["CallID"]
    assert house.client.get("/plancase", PlanName="p", Callee=busy)["Links"] == []
    case = house.client.get("/case", TaskID=made["TaskID"], Callee=yes)
    assert (case["TaskName"], case["CallID"]) == ("t", house.call_event(yes, TaskID=made["TaskID"])["CallID"])


@pytest.mark.parametrize("service", ROWS)
def test_rows(house, service):
    house.start_carrier()
    house.set_up(**settings(service))
    house.start_tiller()
    good = ROWS[service]

    def faults(change):
        """Of a row with this change, `row 1` cut off."""
        merged = {"Callee": numbers(1)[0], **good, **change}
        body = {name: value for name, value in merged.items() if value is not None}
        answer = house.client.send("POST", "/task", task(house, [body], Perform=2))[1]
        assert answer["code"] == 200, answer
        return [re.match(r"row 1, (\w+) .*?: (\d{5}) ", text, re.DOTALL).groups() for text in answer["data"]["detail_error_list"]]

    assert faults({}) == []
    assert faults({"Callee": None, "Mobile": numbers(1)[0]}) == []  # each name stands for the other
    for name in good:
        if name != "Customer":
            assert faults({name: None}) == [], name
        if name in LIMITS:
            most, code = LIMITS[name]
            assert faults({name: "é" * (most + 1)}) == [(name, str(code))], name
            if name != "Platform":
                assert faults({name: "é" * most}) == [], name
    assert faults({"Customer": None}) == [("Customer", "10413")]
    assert faults({"Customer": " "}) == [("Customer", "10413")]
    assert faults({"Callee": None}) == [("Callee", "10413")]
    assert faults({"Callee": "0812 300"}) == [("Callee", "10416")]
    assert faults({"Gender": "androgynous"}) == [("Gender", "10807")]
    assert faults({"Platform": "OTHER"}) == [("Platform", "10423")]
    assert faults({"ExtraA": "<b>"}) == [("ExtraA", "10905")]
    assert faults({"ExtraA": "it's <break time='1s'/> 3 &lt; 4"}) == faults({"ExtraA": "3 < 4 & more"}) == []
    if service == "infocheck":
        assert faults({"LoanAmount": "much"}) == [("LoanAmount", "10419")]
        assert faults({"LoanAmount": 0}) == [("LoanAmount", "10420")]
    # What this line does not know is ignored, wrong as it may be.
    assert faults({"Debtor": "x" * 999, "LoanDate": "never", "Arrears": -1}) == []


def test_rows_of_another_line(house):
    house.start_carrier()
    house.set_up(**settings("infocheck"))
    house.start_tiller()
    collection = {"Debtor": "Ani", "Mobile": numbers(1)[0], "LoanDate": "2025-01-15", "DueDate": "2025-02-15", "LoanAmount": 1, "Arrears": 1,
                  "Unit": "IDR", "Platform": "SHOP"}
    for rows, code in (([collection], 10906), ([collection, {"Customer": "Budi", "Callee": numbers(2)[1]}], 200)):
        for path, body in (("/task", task(house, rows, Perform=1)), ("/v2/plan", house.order(rows, Perform=1))):
            answer = house.client.send("POST", path, body)[1]
            assert answer["code"] == code, answer
            assert answer["data"]["detail_error_list"][0].startswith("row 1, Details ") and ": 10906 " in answer["data"]["detail_error_list"][0]
