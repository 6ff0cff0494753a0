"""Attacks on the HTTP server and on what reads its bodies: bytes that no client sends, documents made to cost much."""
import json
import re
import resource
import socket
import time
import urllib.parse

import pytest
from audio import fetch
from lab import programs
from test_attacks_access import admin_key, at_once, post, ready
from test_manage import Manager

HOST = b"Host: h\r\n"
GET = b"GET /healthz HTTP/1.1\r\n"


class Wire:
    """A connection without any manners."""

    def __init__(self, house, patience=10):
        host, port = house.tiller.http.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=patience)

    def say(self, data, and_end=True):
        """All that comes back, until the other side closes."""
        try:
            self.socket.sendall(data)
            if and_end:
                self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it has had enough: its answer tells
        return self.hear()

    def hear(self):
        out = b""
        try:
            while chunk := self.socket.recv(65536):
                out += chunk
        except ConnectionResetError:
            pass
        return out


def statuses(answer):
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


def is_well(house):
    house.tiller.check()
    return fetch(house.tiller.url + "/healthz")[0] == 200


def memory_mb(house):
    with open(f"/proc/{house.tiller.pid}/status", encoding="utf-8") as status:
        return int(re.search(r"VmRSS:\s+(\d+) kB", status.read()).group(1)) // 1024


def test_two_readers_of_a_request_never_see_two_ends(house):
    """Request smuggling: whatever could be read in two ways is refused, and nothing behind it is answered."""
    ready(house)
    behind = b"GET /readyz HTTP/1.1\r\n" + HOST + b"\r\n"
    post_head = b"POST /service/cloud/auth HTTP/1.1\r\n" + HOST
    for attack in (
        post_head + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        post_head + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        post_head + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nab",
        post_head + b"Content-Length: 2, 3\r\n\r\nab", post_head + b"Content-Length: +2\r\n\r\nab",
        post_head + b"Content-Length: -1\r\n\r\n", post_head + b"Content-Length: 0x2\r\n\r\nab",
        post_head + b"Content-Length: 99999999999999999999\r\n\r\n", post_head + b"Content-Length:\r\n\r\n",
        post_head + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", post_head + b"Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
        post_head + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", post_head + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
        post_head + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
        post_head + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", post_head + b"Content-Length : 2\r\n\r\nab",
        post_head + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n", post_head + b"Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
        post_head + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", post_head + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
        post_head + b"Transfer-Encoding: chunked\r\n\r\n1\na\n0\n\n",
        b"POST /service/cloud/auth HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        GET + HOST + b"Host: other\r\n\r\n", GET + b"\r\n", GET + b" folded\r\n" + HOST + b"\r\n", GET.replace(b"\r\n", b"\n") + b"Host: h\n\n",
        GET + b"Host: h\nX: y\r\n\r\n", GET + HOST + b"No colon\r\n\r\n", GET + HOST + b": no name\r\n\r\n", GET + HOST + b"X\x00Y: z\r\n\r\n",
        GET + HOST + b"X: a\x00b\r\n\r\n", b"GET  /healthz HTTP/1.1\r\n" + HOST + b"\r\n", b"GET /healthz HTTP/2.0\r\n" + HOST + b"\r\n",
        b"GET /health\x00z HTTP/1.1\r\n" + HOST + b"\r\n", b"GET /health z HTTP/1.1\r\n" + HOST + b"\r\n", b"G\x00T / HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET http:// HTTP/1.1\r\n" + HOST + b"\r\n", b"GET ftp://h/ HTTP/1.1\r\n" + HOST + b"\r\n", b"GET healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    ):
        answers = statuses(Wire(house).say(attack + behind))
        assert answers and answers[0] in (400, 413), (attack, answers)
        assert len(answers) == 1, (attack, answers)
    # What is allowed, however odd, is read once, and what comes behind is a request of its own.
    for odd in (GET + HOST + b"X: a\r\n\tfolded\r\n\r\n", b"\r\n\r\n" + GET + HOST + b"\r\n", GET + HOST + b"Content-Length: 2\r\n\r\nab",
                post_head + b"Transfer-Encoding: Chunked\r\n\r\n2;ext=\"\\\"\"\r\nab\r\n0\r\nHost: evil\r\nAuthorization: Token x\r\n\r\n",
                post_head + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nab", b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n"):
        answers = statuses(Wire(house).say(odd + behind))
        assert len(answers) in (1, 2) and answers[-1] in (200, 400), (odd, answers)
    assert is_well(house)


def test_a_name_of_somebodys_own_reaches_nothing(house):
    """DNS rebinding: a page whose name is made to mean our address asks with that name in Host."""
    house.start_tiller(options=["--http-hosts", "calls.example.com", "--public-url", "https://public.example.net"], log_in=False)
    for path in ("/metrics", "/healthz", "/admin/v1/server", "/service/cloud/list", "/docs"):
        for host in ("evil.example", "evil.example:80", "calls.example.com.evil.example", "localhost.evil.example"):
            request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
            assert statuses(Wire(house).say(request)) == [421], (path, host)
    for host in ("calls.example.com:8080", "public.example.net", "localhost", "127.0.0.1", "[::1]:8080", "CALLS.example.com."):
        request = f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
        assert statuses(Wire(house).say(request)) == [200], host
    assert is_well(house)


def test_headers_and_paths_that_are_too_much(house):
    ready(house)
    long = b"x" * 70_000
    for attack in (GET + HOST + b"X: " + long + b"\r\n\r\n", GET + HOST + b"a: b\r\n" * 12_000 + b"\r\n", b"GET /" + long + b" HTTP/1.1\r\n" + HOST + b"\r\n",
                   b"GET /service/cloud/list?" + b"a=b&" * 20_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", long + b" / HTTP/1.1\r\n\r\n"):
        assert statuses(Wire(house).say(attack)) in ([431], [400]), attack[:30]
    # A chunk's extension or a trailer without an end.
    head = b"POST /service/cloud/auth HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
    for tail in (b"1;" + long * 2, b"0\r\n" + b"X: y\r\n" * 30_000):
        assert statuses(Wire(house).say(head + tail, and_end=False)) in ([431], [400])
    for path in ("/%", "/%zz", "/%00", "/service/cloud/%2e%2e/cloud/list", "/admin/v1/lines/%00", "/admin/v1/lines/%ff", "/admin/v1/lines/%0d%0aX:y",
                 "/service/cloud/plan?PlanName=%ff%fe", "/service/cloud/plan?PlanName=%00", "/recordings/%0d%0aX-Evil:1.mp3"):
        status, headers, _ = fetch(house.tiller.url + path)
        assert status in (400, 401, 403, 404) and "X-Evil" not in headers and "X" not in headers, path
    assert is_well(house)


def test_slow_and_many_clients_leave_room_for_others(house):
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    ready(house, options=["--http-connections", "50"])
    assert limit[1] >= 200
    slow = [Wire(house) for _ in range(120)]
    for i, wire in enumerate(slow):
        try:
            wire.socket.sendall([b"GET /hea", GET + b"X-a: b\r\n", b"POST /service/cloud/auth HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\n{"][i % 3])
        except OSError:
            pass  # closed already
    began = time.monotonic()
    assert all(fetch(house.tiller.url + "/healthz")[0] == 200 for _ in range(20))
    assert time.monotonic() - began < 5
    assert slow[0].hear() == b"", "those that waited longest were let go"


def test_long_bodies_at_once_do_not_take_the_memory(house):
    """Four times 30 MB without a token would be read, and then refused; they are not parsed."""
    ready(house)
    before = memory_mb(house)
    body = b"[" * 30_000_000
    answers = at_once(4, lambda i: post(house.tiller.url + "/service/cloud/v2/plan", body))
    assert {status for status, _, _ in answers} == {401}
    assert post(house.tiller.url + "/api/push/lendswift-under-wirting/token", body)[0] in (401, 413)
    assert post(house.tiller.url + "/service/cloud/auth", body)[0] == 413
    assert post(house.tiller.url + "/admin/v1/sessions", body)[0] == 413
    assert memory_mb(house) < before + 700
    assert is_well(house)


DEEP = 100_000
DOCUMENTS = {
    "deep arrays": b"[" * DEEP + b"]" * DEEP, "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP, "unclosed": b'{"a":' * DEEP, "empty": b"",
    "space": b" " * 1000, "zero": b'{"APPKey":"a\x00b"}', "escaped zero": b'{"APPKey":"a\\u0000b","APPSecret":"x"}', "BOM": b'\xef\xbb\xbf{"APPKey":1}',
    "not UTF-8": b'{"APPKey":"\xff\xfe"}', "overlong": b'{"APPKey":"\xc0\xaf"}', "half a pair": b'{"APPKey":"\\ud800","APPSecret":"x"}',
    "half in bytes": b'{"APPKey":"\xed\xa0\x80"}', "UTF-16": '{"APPKey":"x"}'.encode("utf-16"), "1e999": b'{"APPKey":1e999}',
    "minus zero": b'{"APPKey":-0}', "20 digits": b'{"APPKey":12345678901234567890}', "1000 digits": b'{"APPKey":' + b"9" * 1000 + b"}",
    "NaN": b'{"APPKey":NaN}', "comment": b'{"APPKey":"x"/**/}', "two": b'{"APPKey":"x"}{"APPKey":"y"}', "twice": b'{"APPKey":"a","APPKey":"b","APPSecret":"x"}',
    "list": b'["APPKey"]', "text": b'"APPKey"', "null": b"null", "many names": b"{" + b",".join(b'"k%d":1' % i for i in range(100_000)) + b"}",
    "one name often": b"{" + b",".join([b'"APPKey":"x"'] * 50_000) + b',"APPSecret":"x"}', "control": b'{"APPKey":"\x01"}',
}


@pytest.mark.parametrize("path", ["/service/cloud/auth", "/admin/v1/sessions"])
def test_json_of_every_kind_is_answered(house, path):
    """Before any log-in; test_openapi.py does as much behind it."""
    ready(house)
    for name, document in DOCUMENTS.items():
        began = time.monotonic()
        status, headers, body = post(house.tiller.url + path, document)
        assert status in (200, 400, 401, 413, 422, 429), (name, status, body)
        assert "json" in headers["Content-Type"] and isinstance(json.loads(body), dict), name
        assert "std::" not in body and "/src/" not in body and "simdjson" not in body, (name, body)
        assert time.monotonic() - began < 3, name
    assert is_well(house)


def test_documents_behind_the_log_in(house):
    """YAML, CSV, schemas and patterns that are made to cost much, from somebody who may send them."""
    ready(house)
    manager, key = Manager(house), admin_key(house)
    url, bearer = house.tiller.url + "/admin/v1", {"Authorization": "Bearer " + key}
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9))
    documents = {
        "alias bomb": bomb, "deep flow": "a: " + "[" * 100_000, "deep maps": "{a: " * 100_000, "deep blocks": "".join(" " * i + "- \n" for i in range(600)),
        "one name often": "accounts: []\n" * 19_000, "many quotes": '"' * 200_000, "many colons": "a: " + ": " * 100_000, "tag": "a: !!python/object/apply:os.system [id]",
        "merge": "a: {<<: *b}", "many documents": "---\n" * 80_000, "long": "a" * 300_000, "zero": "a: \x00", "tabs": "\ta: b", "many anchors": "&a " * 80_000,
        "wide": "accounts: [" + "x," * 100_000 + "]", "dashes": "- " * 100_000, "question marks": "? " * 100_000,
    }
    for name, text in documents.items():
        began = time.monotonic()
        for path in ("/setup?dry_run=on", "/setup"):
            status, _, body = post(url + path, text.encode(), {**bearer, "Content-Type": "application/yaml"})
            assert status in (400, 413, 422), (name, status, body[:300])
            assert len(body) < 2_000_000, (name, len(body))
        status, _, body = post(url + "/robots?account=test", {"name": "r", "definition": text}, bearer)
        assert status in (400, 413, 422), (name, status, body[:300])
        assert time.monotonic() - began < 6, (name, time.monotonic() - began)
    for path, text in (("/shipments/import?account=test", '"' * 1_000_000), ("/shipments/import?account=test", "number,carrier\n" + "," * 1_000_000),
                       ("/consents/import?account=test", "+" * 1_000_000), ("/consents/import?account=test", "\n" * 1_000_000),
                       ("/shipments/import?account=test", "\x00\xff")):
        began = time.monotonic()
        status, _, body = post(url + path, text.encode("latin-1"), {**bearer, "Content-Type": "text/csv"})
        assert status in (200, 400, 413, 415, 422), (path, status, body[:300])
        assert time.monotonic() - began < 5 and len(body) < 2_000_000, (path, len(body))
    listener = socket.create_server(("127.0.0.1", 0))  # nobody may come here
    remote = f"http://127.0.0.1:{listener.getsockname()[1]}/schema.json"
    route = {"name": "own", "robot": "short", "line": "LINE", "callee": ["/number"]}
    for schema in ({"properties": {"a": {"$ref": remote}}}, {"$ref": "#"}, {"properties": {"a": {"pattern": "((a{999}){999}){999}"}}},
                   {"properties": {"a": {"pattern": "(a|aa)+$"}}, "patternProperties": {"((x{99}){99}){99}": {}}}, {"properties": {"a": {"uniqueItems": True}}},
                   {"pattern": "(a"}, {"items": {"pattern": "a|*"}}):
        status, answer, _ = manager.http("POST", "/routes?account=test", {**route, "schema": schema}, key)
        assert status == 422 and "schema" in json.dumps(answer), (schema, status, answer)
    listener.settimeout(0.05)
    with pytest.raises(TimeoutError):
        listener.accept()
    listener.close()
    assert is_well(house)


def test_a_pattern_of_a_route_does_not_hang_on_a_body(house):
    """Catastrophic backtracking: the engine has none."""
    ready(house)
    manager, key = Manager(house), admin_key(house)
    status, made, _ = manager.http("POST", "/routes?account=test", {
        "name": "own", "robot": "short", "line": "LINE", "callee": ["/number"],
        "schema": {"properties": {"a": {"type": "string", "allOf": [
            {"pattern": pattern} for pattern in ("^(a+)+$", "^(a+)+(a|aa|a?)*$", "(a?|b?){30}$")]}}}}, key)
    assert status == 201, made
    token = urllib.parse.quote(made["tokens"][0] if "tokens" in made else made["token"], safe="")
    url = f"{house.tiller.url}/api/push/own/{token}"
    began = time.monotonic()
    status, _, body = post(url, {"a": "a" * 50_000 + "!", "number": "+6281230000001"})
    assert json.loads(body)["code"] == 10302, body
    status, _, body = post(url, b'{"number":' + b" " * 1_100_000 + b"1}")
    assert (status, json.loads(body)["code"]) == (413, 413), body
    assert time.monotonic() - began < 5
    for document in DOCUMENTS.values():
        status, _, body = post(url, document)
        assert json.loads(body)["show_err"], body


def test_what_is_echoed_makes_no_header_and_no_page(house):
    ready(house)
    manager, key = Manager(house), admin_key(house)
    for name in ("a\r\nX-Evil: 1", "<script>alert(1)</script>", 'a"b\\c', "name\u2028here", "\u202eevil", "../../x", "a/b?c#d%0d%0aX-Evil: 1"):
        status, answer, headers = manager.http("POST", "/lines?account=test", house.line(name=name, port=5062), key)
        assert status in (201, 422), (name, status)
        assert "X-Evil" not in headers and "json" in headers["Content-Type"] and headers["X-Content-Type-Options"] == "nosniff"
        if status == 201:
            location = headers["Location"]
            assert re.fullmatch(r"[!-~]+", location), location
            assert manager.http("GET", location.removeprefix("/admin/v1"), token=key)[1]["name"] == name
    status, headers, page = fetch(house.tiller.url + "/docs")
    assert status == 200 and "default-src 'none'" in headers["Content-Security-Policy"] and "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff" and b"https://" not in page.replace(b"https://spec.openapis.org", b"")
    # Another site's page cannot read an answer, and sends no credentials along: there are no cookies and no CORS.
    status, headers, _ = fetch(house.tiller.url + "/admin/v1/lines", Origin="https://evil.example", Cookie="session=" + key)
    assert status == 401 and not [name for name in headers if name.lower().startswith(("access-control", "set-cookie"))]
    for method in ("OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW"):
        answer = Wire(house).say(method.encode() + b" /admin/v1/lines HTTP/1.1\r\n" + HOST + b"X-Secret: s3\r\nConnection: close\r\n\r\n")
        assert statuses(answer) == [405] and b"s3" not in answer, answer


def test_webhooks_go_to_no_address_inside(house):
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    ready(house, private_webhooks=False)
    manager, key = Manager(house), admin_key(house)
    hosts = ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]",
             "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::127.0.0.1]", "[2002:7f00:1::]", "[fe80::1]", "[fe80::1%25lo]",
             "[fc00::1]", "[ff02::1]", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "192.0.0.192", "198.18.0.1",
             "user:pass@127.0.0.1", "127.0.0.1.", "①②⑦.0.0.1", "8.8.8.8@127.0.0.1"]
    for host in hosts:
        url = f"http://{host}:{port}/"
        status, made, _ = manager.http("POST", "/webhooks?account=test", {"url": url, "events": ["call"], "secret": "s" * 32}, key)
        if status == 422:
            continue
        assert status == 201, (url, status, made)
        status, told, _ = manager.http("POST", f"/webhooks/{made['id']}/test?account=test", {}, key)
        assert status == 200 and not told["accepted"] and told["status"] in (0, None), (url, told)
        assert manager.http("DELETE", f"/webhooks/{made['id']}?account=test", token=key)[0] == 204
    for url in ("ftp://example.com/", "file:///etc/passwd", "gopher://127.0.0.1:25/_x", "http:127.0.0.1", "//127.0.0.1/", "javascript:1", "http://", "http://h\r\nX: y/",
                "http://h/\x00", "http://h /", "http://h:99999/", "unix:///run/x", "dict://127.0.0.1:1/"):
        status, made, _ = manager.http("POST", "/webhooks?account=test", {"url": url, "events": ["call"], "secret": "s" * 32}, key)
        if status == 201:
            told = manager.http("POST", f"/webhooks/{made['id']}/test?account=test", {}, key)[1]
            assert not told["accepted"], (url, told)
        else:
            assert status == 422, (url, status)
    listener.settimeout(0.05)
    with pytest.raises(TimeoutError):
        listener.accept()
    listener.close()
