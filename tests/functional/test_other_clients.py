"""Clients that we did not write, as near as a test can come: what other people's HTTP libraries and habits put on the wire."""
import gzip
import json
import re
import socket
import subprocess
import urllib.parse
import zlib

import pytest
from conftest import numbers, row
from lab import clock
from seeds import PLAN

AUTH = {"APPKey": "demo-key", "APPSecret": "demo-secret"}


@pytest.fixture
def office(house):
    """Nobody is called: the round begins in half an hour."""
    house.set_up(lines=[house.line(port=9), house.line("LIVEDEMO_CH_SOFTPHONE_LINE", port=9)],
                 strategies={"once": [house.round(1800, 3000)], "test_test_1": [house.round(1800, 3000)]})
    house.start_tiller()
    return house


def wire(house, head, body=b"", wait_for_continue=False):
    """Bytes as they are; (status line, header fields in lower case, body)."""
    host, port = house.tiller.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as peer:
        stream = peer.makefile("rb")
        peer.sendall(head.replace("\n", "\r\n").encode())
        if wait_for_continue:
            assert stream.readline() == b"HTTP/1.1 100 Continue\r\n" and stream.readline() == b"\r\n"
        peer.sendall(body)
        status = stream.readline().decode().strip()
        fields = {}
        while (line := stream.readline().strip()):
            name, value = line.decode().split(":", 1)
            fields[name.lower()] = value.strip()
        if fields.get("transfer-encoding") == "chunked":
            answer = b""
            while (size := int(stream.readline(), 16)):
                answer += stream.read(size)
                stream.readline()
        else:
            answer = stream.read(int(fields["content-length"]))
    return status, fields, answer


def code(answer):
    return json.loads(answer)["code"]


def as_json(body):
    return json.dumps(body).encode()


def create(house, name="p", **change):
    return {**house.order([row(numbers(1)[0])], name), **change}


def test_one_sends_bearer_and_a_form_and_reads_by_post(office):
    form = urllib.parse.urlencode(AUTH).encode()
    for content_type in ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=UTF-8",
                         "Application/X-WWW-Form-Urlencoded;charset=utf-8"):
        _, _, answer = wire(office, f"POST /service/cloud/auth HTTP/1.1\nHost: x\nContent-Type: {content_type}\n"
                                    f"Content-Length: {len(form)}\n\n", form)
        token = json.loads(answer)["data"]["token"]
    head = f"Host: x\nAuthorization: Bearer {token}\n"
    body = as_json(create(office))
    _, _, answer = wire(office, f"POST /service/cloud/v2/plan HTTP/1.1\n{head}Content-Length: {len(body)}\n\n", body)
    task = json.loads(answer)["data"]["TaskID"]
    for target in ("/plan?PlanName=p", "/planround?PlanName=p", "/strategy", "/robot", "/list?Number=10&Page=1", "/detail?TaskID=" + task,
                   "/recording?TaskID=" + task, f"/plancase?PlanName=p&Callee={urllib.parse.quote(numbers(1)[0])}"):
        path, _, query = target.partition("?")
        _, _, told = wire(office, f"GET /service/cloud{target} HTTP/1.1\n{head}\n")
        assert code(told) == 200, told
        # The query stays in the address; whatever the body of such a POST is, it says the same or nothing.
        for content_type, text in (("application/json", ""), ("application/json", "{}"),
                                   ("application/json", json.dumps(dict(urllib.parse.parse_qsl(query)))),
                                   ("application/x-www-form-urlencoded", query)):
            _, _, again = wire(office, f"POST /service/cloud{target} HTTP/1.1\n{head}Content-Type: {content_type}\n"
                                       f"Content-Length: {len(text)}\n\n", text.encode())
            assert re.sub(rb"[?&](expires|signature)=\w+", b"", again) == re.sub(rb"[?&](expires|signature)=\w+", b"", told), target
            # One puts the query into the body instead.
            if query and text not in ("", "{}"):
                _, _, moved = wire(office, f"POST /service/cloud{path} HTTP/1.1\n{head}Content-Type: {content_type}\n"
                                           f"Content-Length: {len(text)}\n\n", text.encode())
                assert code(moved) == 200, (path, content_type, moved)


def test_names_of_fields_and_kinds_of_content(office):
    token = office.client.token
    body = as_json(create(office, Perform=2))
    for head in (f"host: x\nauthorization: Token {token}\ncontent-type: application/json; charset=utf-8\ncontent-length: {len(body)}",
                 f"HOST: x\nAUTHORIZATION: Token {token}\nCONTENT-TYPE: APPLICATION/JSON;CHARSET=\"UTF-8\"\nCONTENT-LENGTH: {len(body)}",
                 f"Host: x\nAuthorization: token {token}\nContent-Type: text/plain\nContent-Length: {len(body)}",
                 f"Host: x\nAuthorization: bearer {token}\nContent-Length: {len(body)}\nUser-Agent: Airudder",
                 f"Host: x\nAuthorization:Token {token}\nContent-Type:\nAccept: application/json, text/plain, */*\nContent-Length: {len(body)}",
                 f"Host: x\nAuthorization: Token {token}  \nContent-Type: application/x-www-form-urlencoded\nContent-Length: {len(body)}"):
        status, _, answer = wire(office, f"POST /service/cloud/v2/plan HTTP/1.1\n{head}\n\n", body)
        assert (status, code(answer)) == ("HTTP/1.1 200 OK", 200), (head, answer)
    # With a byte order mark; with blanks round it.
    for text in (b"\xef\xbb\xbf" + body, b"\r\n\t " + body + b"\r\n"):
        assert office.client.send("POST", "/v2/plan", text)[1]["code"] == 200


def test_ways_of_sending_a_body(office):
    body, token = as_json(create(office, Perform=2)), office.client.token
    head = f"Host: x\nAuthorization: Token {token}\nContent-Type: application/json\n"
    post = "POST /service/cloud/v2/plan HTTP/1."
    status, fields, answer = wire(office, f"{post}0\n{head}Content-Length: {len(body)}\n\n", body)
    assert code(answer) == 200 and fields.get("connection") != "keep-alive"
    status, fields, answer = wire(office, f"{post}0\n{head}Connection: keep-alive\nContent-Length: {len(body)}\n\n", body)
    assert code(answer) == 200 and fields.get("connection") == "keep-alive"
    for name in ("Expect: 100-continue", "expect: 100-Continue"):
        status, _, answer = wire(office, f"{post}1\n{head}{name}\nContent-Length: {len(body)}\n\n", body, wait_for_continue=True)
        assert code(answer) == 200
    chunks = b"".join(b"%x;name=value\r\n%s\r\n" % (len(part), part) for part in (body[:1], body[1:100], body[100:]))
    status, _, answer = wire(office, f"{post}1\n{head}Transfer-Encoding: chunked\n\n", chunks + b"0\r\nX-Trailer: y\r\n\r\n")
    assert code(answer) == 200
    # An answer may come packed, or as it is, but never in a way that was not asked for.
    unpack = {"gzip": gzip.decompress, "deflate": zlib.decompress, None: bytes}
    for accepted in ("gzip, deflate, br", "gzip;q=0, identity", "br", "*"):
        status, fields, answer = wire(office, f"{post}1\n{head}Accept-Encoding: {accepted}\nContent-Length: {len(body)}\n\n", body)
        encoding = fields.get("content-encoding")
        assert encoding is None or encoding in accepted
        assert code(unpack[encoding](answer)) == 200
    # A packed body that nobody agreed on is told, not read as something else.
    packed = gzip.compress(body)
    status, fields, answer = wire(office, f"{post}1\n{head}Content-Encoding: gzip\nContent-Length: {len(packed)}\n\n", packed)
    assert (status.split()[1], code(answer), fields["accept-encoding"]) == ("415", 415, "identity") and b"gzip" in answer
    # Apache's HttpClient with setContentEncoding("UTF-8"): a plain body all the same.
    status, _, answer = wire(office, f"{post}1\n{head}Content-Encoding: UTF-8\nContent-Length: {len(body)}\n\n", body)
    assert code(answer) == 200


def test_values_that_libraries_write_in_their_own_way(office):
    """Unknown fields, other orders, escapes, numbers with fractions of zero, nulls."""
    rich = create(office, Extra={"a": [1, 2]}, Date=None, DncSwitch=None, Perform=1.0, PlanName="  spaced  name ")
    rich["Details"] = [row(numbers(1)[0], Unknown=[], LoanAmount=65.0, Arrears=8.4e1, Gender="", Comments=None, ExtraA="")]
    escaped = json.dumps(dict(reversed(rich.items())), ensure_ascii=True).replace("/", "\\/").encode()
    made = office.client.send("POST", "/v2/plan", escaped)[1]
    assert made["code"] == 200 and made["data"]["PlanName"] == "spaced  name" and made["data"]["detail_error_list"] == []
    # Numbers as texts are what the code list says they are: wrong, each with its own code, and told.
    rows = [row(numbers(4)[0], LoanAmount="65"), row(numbers(4)[1], Arrears="84"), row(int(numbers(4)[2][1:])), row(numbers(4)[3], Debtor=12)]
    told = office.client.post("/v2/plan", create(office, Details=rows, Perform=2))["detail_error_list"]
    assert [re.match(r"row (\d), (\w+) .*: (\d{5}) ", line).groups() for line in told] == [
        ("1", "LoanAmount", "10419"), ("2", "Arrears", "10421"), ("3", "Mobile", "10416"), ("4", "Debtor", "10302")]
    for field, value, expected in (("Perform", "1", 10302), ("DncSwitch", "false", 10302), ("PlanName", 7, 10302), ("SIPLine", 1, 10302)):
        answer = office.client.send("POST", "/v2/plan", create(office, **{field: value}))[1]
        assert (answer["code"], field in answer["status"]) == (expected, True), answer


def test_the_seed_by_curl_as_the_page_writes_it(office):
    """The page's own command, host and token apart."""
    body = PLAN.replace("2022-11-17", clock.today(office.zone))
    command = ["curl", "-s", "--location", "--request", "POST", office.tiller.url + "/service/cloud/v2/plan",
               "--header", "Authorization: Token " + office.client.token, "--header", "User-Agent: Airudder",
               "--header", "Content-Type: application/json", "--data-raw", body]
    answer = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)
    assert list(answer) == ["data", "status", "code"] and (answer["status"], answer["code"]) == ("OK", 200)
    assert list(answer["data"]) == ["TaskID", "detail_error_list", "PlanName"]
    assert answer["data"]["detail_error_list"] == [] and answer["data"]["PlanName"] == "my_plan_3"
    assert re.fullmatch(r"[0-9a-f]{32}", answer["data"]["TaskID"])
    again = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)
    assert (again["code"], again["data"]) == (10801, {})
    read = ["curl", "-s", "--location", "--request", "GET",
            office.tiller.url + "/service/cloud/plancase?PlanName=my_plan_3&Callee=%2B8610086", *command[6:10]]
    assert json.loads(subprocess.run(read, capture_output=True, check=True, timeout=60).stdout) == {
        "data": {"Links": []}, "status": "OK", "code": 200}
    # Its sample as it stands, with nothing behind the names and the word Authorization alone.
    bare = ["curl", "-s", "--location", "--request", "GET", office.tiller.url + "/service/cloud/plancase?PlanName&Callee",
            "--header", "Authorization;", "--header", "User-Agent: Airudder"]
    assert json.loads(subprocess.run(bare, capture_output=True, check=True, timeout=60).stdout)["code"] == 401
    bare[-3] = command[7]
    assert json.loads(subprocess.run(bare, capture_output=True, check=True, timeout=60).stdout)["code"] == 10301
