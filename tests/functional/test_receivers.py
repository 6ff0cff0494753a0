"""Receivers that answer oddly. What counts is the status: any 2xx within 15 s is success, whatever comes with it."""
import contextlib
import json
import socket
import ssl
import subprocess
import threading
import time

import pytest
from lab import hooks
from test_manage import Manager

OK = b"HTTP/1.1 200 OK\r\n"


@contextlib.contextmanager
def raw_receiver(answer, family=socket.AF_INET, tls=None):
    """Reads a request and calls answer(socket), until it is closed. Yields the URL and the bodies that came."""
    host = "::1" if family == socket.AF_INET6 else "127.0.0.1"
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, 0))
    listener.listen()
    bodies = []

    def serve(connection):
        with contextlib.suppress(OSError), connection:
            if tls:
                connection = tls.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as reader:
                length = 0
                while (line := reader.readline().strip()):
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                bodies.append(json.loads(reader.read(length)))
                answer(connection)

    def accept():
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    shown = f"[{host}]" if family == socket.AF_INET6 else host
    try:
        yield f"{'https' if tls else 'http'}://{shown}:{listener.getsockname()[1]}/hook", bodies
    finally:
        listener.close()


def certificate(folder):
    """A server context whose certificate nobody has signed."""
    files = folder / "key.pem", folder / "cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
                    "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", files[0], "-out", files[1]],
                   check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[0])
    return context


def send(*parts):
    def answer(connection):
        for part in parts:
            connection.sendall(part)
    return answer


def drip(head):
    def answer(connection):
        connection.sendall(head)
        with contextlib.suppress(OSError):
            while True:
                time.sleep(1)
                connection.sendall(b"x")
    return answer


def hang(head):
    def answer(connection):
        connection.sendall(head)
        connection.recv(1)  # until the other side gives up
    return answer


def flood(connection):
    connection.sendall(OK + b"Content-Length: 10000000000\r\n\r\n")
    with contextlib.suppress(OSError):
        while True:
            connection.sendall(bytes(1 << 16))


def reset_after_headers(connection):
    connection.sendall(OK + b"Content-Length: 10\r\n\r\n")
    time.sleep(0.2)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


ACCEPTED = {
    "nothing but a status": send(b"HTTP/1.0 200\r\n\r\n"),
    "no content": send(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "accepted for later": send(b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok"),
    "in chunks": send(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"3\r\nyes\r\n", b"0\r\n\r\n"),
    "chunks that break off": send(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"ff\r\nyes"),
    "chunks that are none": send(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"zebra\r\n"),
    "a coding that is unknown": send(OK + b"Content-Encoding: br\r\nContent-Length: 3\r\n\r\n\xff\xff\xff"),
    "100 Continue that nobody asked for": send(b"HTTP/1.1 100 Continue\r\n\r\n", OK + b"Content-Length: 0\r\n\r\n"),
    "early hints": send(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", OK + b"Content-Length: 0\r\n\r\n"),
    "closes after the headers": send(OK + b"Content-Length: 10\r\n\r\n"),
    "resets after the headers": reset_after_headers,
    "a body without end": flood,
    "a body of a byte a second": drip(OK + b"Content-Length: 1000\r\n\r\n"),
}
REFUSED = {
    "a status of a byte a second": (drip(b"HTTP/1.1 200"), "timed out after 15 s"),
    "headers of a byte a second": (drip(OK + b"X-Long: "), "timed out after 15 s"),
    "100 Continue and no more": (hang(b"HTTP/1.1 100 Continue\r\n\r\n"), "timed out after 15 s"),
    "closes at once": (lambda connection: None, "mpty reply"),
    "no HTTP": (send(b"220 mail.example.com ESMTP\r\n"), "HTTP/0.9"),
    "gone": (send(b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"), "answered 410"),
    "not now": (send(b"HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n"), "answered 503"),
    "a redirect": (send(b"HTTP/1.1 307 Elsewhere\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"), "answered 307"),
}
SLOW = {"a body of a byte a second", "a status of a byte a second", "headers of a byte a second", "100 Continue and no more"}


@pytest.fixture
def manager(house):
    house.set_up(lines=[house.line(port=9)])
    house.start_tiller()
    return Manager(house)


def start_test(manager, webhook):
    """`tiller webhook test`, which posts a test event and says how it went."""
    return subprocess.Popen([manager.house.bin_dir / "tiller", "webhook", "test", str(webhook), "--data", manager.house.data],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def check(name, process, bodies):
    said = process.communicate(timeout=40)[0]
    assert [body["Event"] for body in bodies] == ["test"], f"{name}: once, and no redirect is followed; {said}"
    if name in ACCEPTED:
        assert process.returncode == 0, f"{name}: {said}"
    else:
        assert process.returncode == 1 and REFUSED[name][1] in said, f"{name}: {said}"


def test_what_counts_is_the_status(manager):
    answers = {**ACCEPTED, **{name: answer for name, (answer, _) in REFUSED.items()}}
    with contextlib.ExitStack() as stack:
        slow = []
        for name, answer in sorted(answers.items(), key=lambda item: item[0] in SLOW):
            url, bodies = stack.enter_context(raw_receiver(answer))
            tried = name, start_test(manager, manager.json("webhook", "add", f"url={url}")["id"]), bodies
            if name in SLOW:
                slow.append(tried)  # together: the server makes a few tests at once
            else:
                check(*tried)
        for tried in slow:
            check(*tried)


def test_a_receiver_in_ipv6(manager):
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    with raw_receiver(send(OK + b"Content-Length: 0\r\n\r\n"), socket.AF_INET6) as (url, bodies):
        made = manager.json("webhook", "add", f"url={url}")["id"]
        manager.run("webhook", "test", str(made))
        assert bodies[0]["Event"] == "test"


def test_a_certificate_that_nobody_signed_gets_nothing(manager, tmp_path):
    with raw_receiver(send(OK + b"Content-Length: 0\r\n\r\n"), tls=certificate(tmp_path)) as (url, bodies):
        made = manager.json("webhook", "add", f"url={url}")["id"]
        assert "certificate" in start_test(manager, made).communicate(timeout=40)[0]
        assert not bodies
