"""Lists as clients send them: big ones, wrong ones, and requests that are no lists at all."""
import json
import re
import socket
import time

import pytest
from conftest import numbers, row

# Twenty ways to be wrong: (change of a good row, the code that it must get).
WRONG = [
    ({"Debtor": None}, 10413), ({"Debtor": "x" * 65}, 10415), ({"Debtor": 7}, 10302), ({"Mobile": None}, 10413),
    ({"Mobile": "+62"}, 10416), ({"Mobile": "0812 345"}, 10416), ({"Mobile": 628123}, 10416), ({"Mobile": "+6281230000001x"}, 10416),
    ({"LoanDate": "2025-02-30"}, 10417), ({"LoanDate": "2999-01-01", "DueDate": "2999-02-01"}, 10417),
    ({"DueDate": "soon"}, 10418), ({"DueDate": "2025-01-15"}, 10418), ({"LoanAmount": "much"}, 10419), ({"LoanAmount": 0}, 10420),
    ({"Arrears": "more"}, 10421), ({"Arrears": -1}, 10422), ({"Platform": "NOBODY"}, 10423), ({"Platform": "P" * 21}, 10423),
    ({"Gender": "androgynous"}, 10807), ("empty", 10414),
]


def spoiled(good, change):
    return {} if change == "empty" else {**good, **change}


@pytest.fixture
def idle(house):
    """A house whose one round begins in half an hour: nobody is called."""
    house.start_carrier()
    house.set_up(strategies={"once": [house.round(1800, 3000)]})
    house.start_tiller()
    return house


@pytest.mark.smoke
def test_ten_thousand_rows_of_which_five_hundred_are_wrong_in_twenty_ways(idle):
    rows, expected = [row(number) for number in numbers(10_000)], {}
    for i in range(500):
        at, (change, code) = i * 20 + 7, WRONG[i % 20]
        rows[at] = spoiled(rows[at], change)
        expected[at + 1] = code

    checked = idle.create(rows, Perform=2)
    assert checked["TaskID"] == "" and checked["PlanName"] == ""
    status, refused = idle.client.send("POST", "/v2/plan", idle.order(rows, Perform=3))
    assert status == 200 and refused["code"] == expected[min(expected)]
    begun = time.monotonic()
    made = idle.create(rows, Perform=1)
    took = time.monotonic() - begun

    told = {}
    for line in made["detail_error_list"]:
        number, code = re.match(r"row (\d+), .*?: (\d{5}) ", line, re.DOTALL).groups()
        told.setdefault(int(number), set()).add(int(code))
    assert set(told) == set(expected)
    assert {at: code for at, code in expected.items() if code not in told[at]} == {}
    assert checked["detail_error_list"] == refused["data"]["detail_error_list"] == made["detail_error_list"]
    assert idle.client.plan("p")["Total"] == 9500
    assert took < 10


def test_more_than_ten_thousand_rows(idle):
    status, answer = idle.client.send("POST", "/v2/plan", idle.order([row(number) for number in numbers(10_001)]))
    assert status == 200 and answer["code"] == 10302


def test_a_list_in_every_script_of_the_world(idle):
    names = ["Łukasz", "Нина", "王小明", "أحمد", "नेहा", "สมชาย", "O'Brien \"Bob\"", "a,b;c", "<b>", "é" * 64, "😀" * 64]
    made = idle.create([row(number, name, Comments=name[:64]) for number, name in zip(numbers(20), names)], "план 計劃 ✓")
    assert made["detail_error_list"] == [] and made["PlanName"] == "план 計劃 ✓"
    assert idle.client.plan("план 計劃 ✓")["Total"] == len(names)


@pytest.mark.parametrize("change,code", [
    ({"PlanName": "x" * 55}, 10402), ({"Strategy": "unknown"}, 10302), ({"Strategy": None}, 10301), ({"Perform": 4}, 10302),
    ({"Perform": None}, 10301), ({"SIPLine": "unknown"}, 10407), ({"SIPLine": None}, 10301), ({"Date": "2020-01-01"}, 10802),
    ({"Date": "tomorrow"}, 10302), ({"Details": None}, 10412), ({"Details": []}, 10412), ({"Details": [{}]}, 10902),
    ({"Details": [row(numbers(1)[0]), {}]}, 10414),
    ({"DncSwitch": True}, 10302),
])
def test_codes(idle, change, code):
    order = {**idle.order([row(numbers(1)[0])]), **change}
    status, answer = idle.client.send("POST", "/v2/plan", {name: value for name, value in order.items() if value is not None})
    assert status == 200 and answer["code"] == code, answer["status"]
    assert code != 10414 or "row 2" in str(answer["data"])


def test_names_are_taken_once(idle):
    idle.create([row(numbers(1)[0])], "same")
    status, answer = idle.client.send("POST", "/v2/plan", idle.order([row(numbers(1)[0])], "same"))
    assert status == 200 and answer["code"] == 10801


def test_the_token(idle):
    for header in ("", "Token", "Token nonsense", "Basic dTpw", "Token " + "x" * 5000):
        idle.client.token = ""
        status, answer = idle.client.send("GET", "/plan?PlanName=p", headers={"Authorization": header})
        assert (status, answer["code"]) == (401, 401), header
    for body, code in (({"APPKey": "demo-key", "APPSecret": "wrong"}, 10101), ({"APPKey": "nobody", "APPSecret": "wrong"}, 10101),
                       ({"APPKey": "demo-key"}, 10102), ({}, 10301)):
        status, answer = idle.client.send("POST", "/auth", body)
        assert (status, answer["code"]) == (200, code), body


@pytest.mark.smoke
def test_bad_requests_never_crash(idle):
    """Bytes that no client should send; each time the server must still be there, and the same."""
    host, port = idle.tiller.url.removeprefix("http://").split(":")
    token = f"Authorization: Token {idle.client.token}\r\n"
    post = f"POST /service/cloud/v2/plan HTTP/1.1\r\nHost: x\r\n{token}"
    bodies = [b"", b"{", b"[]", b"null", b"7", b'"x"', b"{" * 5000, b"[" * 100_000, b'{"Details": {}}', b'{"Details": [1, null, "x", []]}',
              b'{"PlanName": "\xff\xfe"}', b'{"PlanName": "\\ud800"}', b'{"a": 1e99999}', b'{"Perform": 1.5}', b'{"Perform": 99999999999999999999}',
              b"\x00" * 100, json.dumps({"PlanName": "\x00", "Details": [{"Debtor": "\x00"}]}).encode(),
              json.dumps(idle.order([row("+6281230000001", LoanAmount=10**30, Arrears=5e-324, Comments="\u202e")], Perform=2)).encode()]
    raw = [b"\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00", b"GET / HTTP/9.9\r\n\r\n", b"A" * 100_000,
           b"GET /%zz%00?a=%ff HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
           b"GET /recordings/../../x.mp3?expires=1&signature=2 HTTP/1.1\r\nHost: x\r\n\r\n",
           (post + "Content-Length: -1\r\n\r\n{}").encode(), (post + "Content-Length: 99999999999\r\n\r\n{}").encode(),
           (post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}").encode(),
           b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5000 + b"\r\n"]
    raw += [post.encode() + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body for body in bodies]
    for request in raw:
        with socket.create_connection((host, int(port)), timeout=10) as peer:
            try:
                peer.sendall(request)
                peer.shutdown(socket.SHUT_WR)
                answer = peer.recv(65536)
            except (BrokenPipeError, ConnectionResetError):
                answer = b""
            assert answer == b"" or re.match(rb"HTTP/1\.[01] [234]\d\d ", answer), (request[:80], answer[:200])
        idle.tiller.check()
    assert idle.client.get("/strategy")["Strategies"][0]["Name"] == "once"


def test_strangers_on_the_sip_port_never_crash_it(idle):
    host, port = idle.tiller.sip.split(":")
    peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    invite = ("INVITE sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
              "To: <sip:x@127.0.0.1>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1:9>\r\nMax-Forwards: 70\r\n")
    for datagram in (b"", b"\x00" * 1000, b"hello", b"SIP/2.0 200 OK\r\n\r\n", b"INVITE sip:x SIP/2.0\r\n\r\n", invite.encode() + b"\r\n",
                     (invite + "Content-Type: application/sdp\r\nContent-Length: 9999\r\n\r\nv=0").encode(),
                     invite.encode() + b"X" * 60000, invite.replace("CSeq: 1", "CSeq: 99999999999").encode() + b"\r\n"):
        peer.sendto(datagram, (host, int(port)))
    idle.client.get("/strategy")
    idle.tiller.check()
    with socket.create_connection((host, int(port)), timeout=10) as stream:
        stream.sendall(b"\x00" * 100_000)
    idle.client.get("/strategy")
    idle.tiller.check()
