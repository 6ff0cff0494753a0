"""Flex routes: a partner pushes a lead over HTTP, the platform calls it."""
import http.client
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
from conftest import ROOT
from lab import clock, hooks, programs
from test_manage import Manager

TOKEN = "1JqFE7K6ucf94hAvqu+7Jg"
CALLEE = "+16501231234"
# The documented request, byte for byte (seed 003).
SEED_BODY = b"""{
    "caller_id": 16501231234,
    "loan_amount": 4000,
    "details": {
        "had_late_payment": false,
        "year_of_residence": "10",
        "successful_payday_loan": "1",
        "job_title": "programmer",
        "pay_type": "biweekly",
        "pay_time_of_day": "Midnight",
        "number_of_back_account": "3",
        "numbers_of_loan": "1",
        "company_name": "AI Rudder",
        "next_pay_date": "Firday",
        "years_of_working": "2",
        "loan_reason": "buy car",
        "years_of_deposit_bank_account": "10"
    }
}"""


def push(house, body, route="lendswift-under-wirting", token=TOKEN):
    request = urllib.request.Request(f"{house.tiller.url}/api/push/{route}/{token}", data=body, method="POST",
                                     headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read())


def lead(number, **fields):
    return json.dumps({"caller_id": number, "loan_amount": 1, "details": {}, **fields}).encode()


def start(house, people=f"{CALLEE},,*,answer,100,hangup@500\n", **route):
    """The callees' hours and caps are tried in test_guard.py: here the hour of the machine must not matter."""
    house.start_carrier(people)
    house.add_receiver()
    route = {"preset": "lendswift-under-wirting", "token": TOKEN, "robot": "short", "line": "LINE", **route}
    house.set_up(guard="off", routes=[route])
    return house.start_tiller()


def log_of(house):
    return (house.folder / "tiller.log").read_text(encoding="utf-8")


def raw(house, method, path, body=b"", **headers):
    """(status, answer) of a request that urllib would not send."""
    connection = http.client.HTTPConnection("127.0.0.1", urllib.parse.urlsplit(house.tiller.url).port, timeout=20)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


@pytest.mark.smoke
def test_the_documented_push_is_called_within_a_second(house):
    start(house)
    status, answer = push(house, SEED_BODY)
    answered = time.monotonic()
    assert status == 200
    assert list(answer) == ["code", "message", "show_err", "timestamp", "body", "trace_id"]
    assert (answer["code"], answer["message"], answer["show_err"]) == (200, "success", False)
    assert answer["body"] == {"warnings": ["customer_name: is missing"]}
    assert abs(answer["timestamp"] - time.time()) < 5 and re.fullmatch("[0-9a-f]{32}", answer["trace_id"])

    trace = answer["trace_id"]
    # The line is written when the INVITE is ordered: its moment is looked at, not ours.
    house.tiller.wait_for(lambda: '"calling"' in log_of(house), 1, "the call")
    assert time.monotonic() - answered < 1
    assert house.receiver.wait(lambda: house.receiver.events("call"), 30), house.tiller.tail(30)
    event = house.call_event(CALLEE)
    assert event["TraceID"] == trace and event["Outcome"] == "answered" and event["loan_amount"] == 4000
    assert event["job_title"] == "programmer" and event["had_late_payment"] is False

    tasks = house.client.get("/list", Number=10, Page=1, Type="route")["Tasks"]
    assert len(tasks) == 1 and tasks[0]["Status"] == "running" and tasks[0]["Total"] == 1
    assert tasks[0]["TaskName"].startswith("lendswift-under-wirting_20")
    details = house.client.get("/detail", TaskID=tasks[0]["TaskID"])["Details"]
    assert [record["TraceID"] for record in details] == [trace]
    # One line for the lead, one for its call; the token is in none.
    lines = [json.loads(text) for text in log_of(house).splitlines() if trace in text]
    assert len(lines) >= 2
    assert TOKEN not in log_of(house) and "1JqFE7K6" not in log_of(house)


def test_the_same_body_is_called_once(house):
    start(house)
    first = push(house, SEED_BODY)[1]
    again = push(house, SEED_BODY)[1]
    rewritten = json.dumps(dict(reversed(json.loads(SEED_BODY).items()))).encode()
    assert push(house, rewritten)[1]["trace_id"] == again["trace_id"] == first["trace_id"]
    assert again["body"] == first["body"]
    # Members that are null are members that are not there.
    with_nulls = json.dumps({**json.loads(SEED_BODY), "customer_name": None}).encode()
    assert push(house, with_nulls)[1]["trace_id"] == first["trace_id"]
    # Another body is another lead, even for the same number.
    other = push(house, SEED_BODY.replace(b"4000", b"5000"))[1]
    assert other["trace_id"] != first["trace_id"]
    assert house.receiver.wait(lambda: len(house.receiver.events("call")) == 2, 40), house.tiller.tail(30)
    assert len(house.carrier.report()) == 2


def test_a_lead_before_its_window_waits_for_it(house):
    opens = clock.time_of_day(house.zone, 5)
    start(house, zone=house.zone, start=opens, end=clock.time_of_day(house.zone, 3000))
    trace = push(house, SEED_BODY)[1]["trace_id"]
    assert '"calling"' not in log_of(house)
    assert Manager(house).json("lead", "show", trace)["state"] == "waiting"
    assert house.receiver.wait(lambda: house.receiver.events("call"), 40), house.tiller.tail(30)
    event = house.call_event(CALLEE)
    assert event["TraceID"] == trace and event["StartTime"][11:19] >= (opens + ":00")[:8], "not before it opens"


def test_the_path(house):
    start(house)
    for token in (TOKEN.replace("+", "%2B"), TOKEN):
        assert push(house, SEED_BODY, token=token)[0] == 200
    for route, token in (("lendswift-under-wirting", TOKEN.replace("+", "%20")), ("lendswift-under-wirting", "x" * 22),
                         ("lendswift-under-wirting", TOKEN.replace("+", "%252B")), ("sdr-webpage", TOKEN)):
        status, answer = push(house, SEED_BODY, route, token)
        assert status == 401 and answer["code"] == 401 and answer["show_err"] is True
        assert re.fullmatch("[0-9a-f]{32}", answer["trace_id"]) and answer["body"] == {}


@pytest.mark.parametrize("body,status,code,told", [
    (b"{", 400, 400, "line 1"),
    (b"[]", 200, 10302, "object"),
    (lead(16501231234).replace(b'"loan_amount": 1, ', b""), 200, 10301, "loan_amount"),
    (lead(1650123123), 200, 10302, "caller_id \"1650123123\": must be at least 10000000000"),
    (lead("16501231234"), 200, 10302, "caller_id"),
    (lead(16501231234, details={"job_title": 5}), 200, 10302, "details.job_title \"5\": must be of type string"),
    (lead(None), 200, 10301, "caller_id"),
    (lead(10001231234), 200, 10416, "caller_id"),
])
def test_wrong_bodies_are_told_by_field_value_and_rule(house, body, status, code, told):
    house.account["number_check"] = "valid"
    start(house)
    got, answer = push(house, body)
    assert (got, answer["code"], answer["show_err"]) == (status, code, True)
    assert told in answer["message"], answer["message"]
    assert house.client.get("/list", Number=10, Page=1, Type="route")["Total"] == 0


def test_a_kill_between_answer_and_call_loses_nothing(house):
    start(house)
    trace = push(house, SEED_BODY)[1]["trace_id"]
    house.tiller.kill()
    house.start_tiller()
    assert push(house, SEED_BODY)[1]["trace_id"] == trace
    assert house.receiver.wait(lambda: house.receiver.events("call"), 40), house.tiller.tail(30)
    event = house.call_event(CALLEE)
    assert event["TraceID"] == trace and event["Attempts"] == 1 and event["Outcome"] in ("answered", "unknown")
    assert len(house.carrier.report()) <= 1


def test_the_result_goes_to_the_partner(house):
    partner = hooks.Receiver(lambda delivery: 200)
    house.stops.append(partner.close)
    start(house, result_url=partner.url, result_secret=hooks.SECRET)
    trace = push(house, SEED_BODY)[1]["trace_id"]
    assert partner.wait(lambda: partner.events("call"), 40), house.tiller.tail(30)
    assert partner.events("call")[0]["TraceID"] == trace
    assert not partner.events("task")


def test_a_body_may_name_its_line(house):
    start(house, preset="make-outbound-call", token="another-token-of-16", line_from="/sip_line")
    body = json.dumps({"callee": CALLEE, "sip_line": "LINE", "variables": {"Debtor": "Ani"}}).encode()
    status, answer = push(house, body, "make-outbound-call", "another-token-of-16")
    assert (status, answer["code"]) == (200, 200), answer
    assert house.receiver.wait(lambda: house.receiver.events("call"), 40), house.tiller.tail(30)
    assert house.call_event(CALLEE)["Debtor"] == "Ani"
    wrong = push(house, body.replace(b'"LINE"', b'"NONE"'), "make-outbound-call", "another-token-of-16")[1]
    assert wrong["code"] == 10407


def test_a_route_made_on_the_command_line(house):
    start(house)
    manager = Manager(house)
    assert 'calls for the route "lendswift-under-wirting"' in manager.run("line", "remove", "LINE", expect=4)
    made = manager.json("route", "add", "preset=sdr-webpage", "robot=short", "line=LINE")
    body = lead(16501231234, customer_name="Ani", source="page")
    assert push(house, body, "sdr-webpage", made["token"])[0] == 200
    assert "token" not in manager.json("route", "show", "sdr-webpage")
    # Another token; the first is gone at once.
    second = manager.json("route", "rotate", "sdr-webpage")["token"]
    assert push(house, body, "sdr-webpage", made["token"])[0] == 401
    trace = push(house, body, "sdr-webpage", second)[1]["trace_id"]
    assert house.receiver.wait(lambda: house.receiver.events("call"), 40), house.tiller.tail(30)
    house.tiller.wait_for(lambda: manager.json("lead", "show", trace)["state"] == "done", 20, "the outcome")
    told = manager.json("lead", "show", trace)
    event = house.call_event(CALLEE)
    assert (told["route"], told["callee"], told["outcome"], told["call"]) == ("sdr-webpage", CALLEE, "answered", event["CallID"])
    # An export makes the same routes elsewhere, and here changes nothing.
    exported = house.folder / "exported.yaml"
    exported.write_text(manager.run("export"), encoding="utf-8")
    assert "sdr-webpage" in exported.read_text() and second not in exported.read_text()
    assert " changed" not in manager.run("apply", str(exported)) and " created" not in manager.run("apply", str(exported))


# The set-up file of the documentation, byte for byte (docs/contract/admin.md). Its callees are Indonesian, but the route's a caller in the United States.
SETUP = r"""accounts:
  - name: demo
    service: collection            # collection | telemarketing | infocheck
    zone: Asia/Jakarta
    country: ID
    guard: on                      # off only for tests
    keys: [{app_key: demo-key, app_secret: demo-secret}]
    sign_keys: [{id: 0123456789abcdef0123456789abcdef, secret: change-me}]
    lines:
      - name: LIVEDEMO_CH_SOFTPHONE_LINE
        server: sip:127.0.0.1:5080        # ;transport=udp|tcp|tls, several for failover
        username: ""                      # digest credentials, registration on/off
        country: ID
        caller_numbers: ["+622150001000"]
        codecs: [PCMA, PCMU]
        max_channels: 50
        max_calls_per_second: 10
        ring_timeout: 30s
    robots:
      - {name: reminder, file: robots/reminder.yaml, platforms: [AIRUDDER]}
    strategies:
      - name: test_test_1
        rounds:
          - {robot: reminder, start: "09:00", end: "12:00", repeat_interval: 10, repeat_num: 2}
          - {robot: reminder, start: "14:00", end: "18:00", include: {outcomes: [no_answer, busy, voicemail]}}
    webhooks:
      - {url: "https://example.com/hook", events: [call, task, plan], secret: whsec_c2VjcmV0c2VjcmV0c2VjcmV0}
    dnc: ["+6281100000000"]
    routes:
      - {preset: lendswift-under-wirting, token: 1JqFE7K6ucf94hAvqu+7Jg, robot: reminder, line: LIVEDEMO_CH_SOFTPHONE_LINE}
"""


def test_the_documented_set_up_takes_the_documented_push(house):
    (house.folder / "setup.yaml").write_text(SETUP, encoding="utf-8")
    (house.folder / "robots").symlink_to(ROOT / "robots")
    told = programs.apply(house.bin_dir, house.folder / "setup.yaml", house.data)
    assert "route lendswift-under-wirting created" in told
    house.start_tiller()
    status, answer = push(house, SEED_BODY)
    assert (status, answer["code"], answer["message"]) == (200, 200, "success"), answer
    again = programs.apply(house.bin_dir, house.folder / "setup.yaml", house.data)
    assert " created" not in again and " changed" not in again, again


def test_whatever_goes_wrong_below_the_path_has_the_documented_envelope(house):
    start(house)
    good = f"/api/push/lendswift-under-wirting/{TOKEN}"
    for code, method, path, headers in [
            (404, "POST", "/api/push/lendswift-under-wirting", {}), (404, "POST", "/api/push/lendswift-under-wirting/", {}),
            (404, "POST", "/api/push", {}), (405, "GET", good, {}), (405, "DELETE", good, {}),
            (400, "POST", good + "%zz", {}), (400, "POST", good, {}), (401, "POST", good + "x", {}),
            (413, "POST", good, {"Content-Length": str(40 << 20)})]:
        status, answer = raw(house, method, path, **headers)
        assert status == code, path
        assert {name: type(value) for name, value in answer.items()} == {
            "code": int, "message": str, "show_err": bool, "timestamp": int, "body": dict, "trace_id": str}, path
        assert list(answer) == ["code", "message", "show_err", "timestamp", "body", "trace_id"]
        assert answer["code"] == code and answer["show_err"] is True and answer["body"] == {}
        assert len(answer["trace_id"]) == 32 and TOKEN not in answer["message"]
        house.tiller.wait_for(lambda trace=answer["trace_id"]: trace in log_of(house), 5, "the log tells of it, too")
    assert TOKEN not in log_of(house)
    # The shipment query's neighbours answer in its form.
    assert raw(house, "GET", "/api/v1/airudder/track") == (405, {"code": 405, "message": "Method Not Allowed"})
    assert raw(house, "POST", "/api/v1/airudder/trac")[1]["code"] == 404
    assert raw(house, "GET", "/service/cloud/nothing")[1]["data"] == {}
