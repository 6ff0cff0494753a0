"""The SIP port towards strangers: whatever they send takes no memory, no descriptors and no time that lasts, and brings answers to nobody else.
Strangers sit at 127.0.0.2, the line's server at 127.0.0.1."""
import contextlib
import os
import pathlib
import re
import resource
import socket
import time

import pytest
from audio import fetch
from lab import programs

BRANCH = iter(range(10**9))


def resident(pid):
    """MiB."""
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")).group(1)) / 1024


def processor_time(pid):
    """Seconds."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def message(method, via, body="", length=None, transport="UDP"):
    n = next(BRANCH)
    return (f"{method} sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/{transport} {via};branch=z9hG4bK{n}\r\nMax-Forwards: 70\r\nFrom: <sip:a@x>;tag=t{n}\r\nTo: <sip:b@x>\r\n"
            f"Call-ID: c{n}\r\nCSeq: 1 {method}\r\nContact: <sip:a@127.0.0.2>\r\nContent-Length: {len(body) if length is None else length}\r\n\r\n{body}").encode()


def datagrams(host):
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.bind((host, 0))
    one.settimeout(0.5)
    return one


def is_closed(connection, seconds=20):
    """Does the other side close it in that time?"""
    connection.settimeout(seconds)
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True
    except TimeoutError:
        return False


@pytest.fixture
def edge(house):
    """An installation whose only line is at 127.0.0.1; `edge.at`: its SIP port, `edge.server`: the line's server."""
    house.server = datagrams("127.0.0.1")
    house.stops.append(house.server.close)

    def start(*options):
        house.set_up(lines=[house.line(port=house.server.getsockname()[1])])
        house.start_tiller(options, log_in=False)
        host, port = house.tiller.sip.rsplit(":", 1)
        house.at = (host, int(port))
        return house

    def served():
        """The line's server is answered: what came before it was read."""
        house.server.sendto(message("OPTIONS", "127.0.0.1"), house.at)
        with contextlib.suppress(TimeoutError):
            return house.server.recv(65536).startswith(b"SIP/2.0 200")
        return False

    house.start_edge, house.served = start, lambda: house.tiller.wait_for(served, 30, "an answer to the line's server")
    return house


def test_a_strangers_requests_leave_nothing_behind(edge):
    edge.start_edge()
    edge.served()
    stranger = datagrams("127.0.0.2")
    for n in range(2_000):  # what the program needs for itself
        stranger.sendto(message("OPTIONS", "127.0.0.2"), edge.at)
    edge.served()
    before = resident(edge.tiller.pid)
    for n in range(20_000):
        stranger.sendto(message("INVITE" if n % 2 else "OPTIONS", "127.0.0.2"), edge.at)
        if n % 200 == 0:
            edge.served()  # at the pace at which they are read
    edge.served()
    assert resident(edge.tiller.pid) - before < 10
    stranger.setblocking(False)
    with pytest.raises(BlockingIOError):
        stranger.recv(65536)


def test_a_line_servers_flood_is_bounded(edge):
    """Its address can be made up by anybody."""
    edge.start_edge()
    edge.served()
    before = resident(edge.tiller.pid)
    for n in range(20_000):
        edge.server.sendto(message("INVITE", "127.0.0.1"), edge.at)
        if n % 40 == 0:
            time.sleep(0.002)  # a pace, not a wait
    edge.served_late = edge.tiller.wait_for(lambda: fetch(edge.tiller.url + "/readyz")[0] == 200, 20, "readiness")
    assert resident(edge.tiller.pid) - before < 60


def test_answers_go_to_the_source_once(edge):
    edge.start_edge("--sip-strangers", "refuse")
    stranger, victim = datagrams("127.0.0.2"), datagrams("127.0.0.3")
    named = f"127.0.0.3:{victim.getsockname()[1]}"
    for via in (named, named + ";rport", named + ";maddr=127.0.0.3"):
        stranger.sendto(message("INVITE", via), edge.at)
        assert stranger.recv(65536).startswith(b"SIP/2.0 403")
    for _ in range(100):
        stranger.sendto(message("INVITE", named + ";maddr=127.0.0.3"), edge.at)
    edge.served()
    answers = 0
    with contextlib.suppress(TimeoutError):
        while stranger.recv(65536):
            answers += 1
    assert answers < 20, "a few a second"
    victim.setblocking(False)
    with pytest.raises(BlockingIOError):
        victim.recv(65536)


def test_a_crowd_of_connections_holds_up_nobody(edge):
    edge.start_edge("--sip-connections", "50")
    held = []
    for _ in range(300):
        one = socket.create_connection(edge.at, 5, source_address=("127.0.0.2", 0))
        one.sendall(b"OPTIONS ")
        held.append(one)
    assert fetch(edge.tiller.url + "/healthz")[0] == 200
    assert all(is_closed(one) for one in held[:250]), "the longest silent go first"
    metrics = fetch(edge.tiller.url + "/metrics")[2].decode()
    assert int(float(re.search(r"^tiller_sip_connections (\S+)", metrics, re.M).group(1))) <= 51
    edge.served()


def test_descriptors_that_run_out_turn_no_thread(edge):
    edge.start_edge()
    pid = edge.tiller.pid
    soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (len(os.listdir(f"/proc/{pid}/fd")) + 2, hard))
    held = [socket.create_connection(edge.at, 5, source_address=("127.0.0.2", 0)) for _ in range(10)]
    before, began = processor_time(pid), time.monotonic()
    edge.served()
    programs.wait_until(lambda: time.monotonic() - began > 2, 10, "two seconds without descriptors")
    assert processor_time(pid) - before < 1, "a thread spins"
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (soft, hard))
    for one in held:
        one.close()
    edge.tiller.wait_for(lambda: fetch(edge.tiller.url + "/readyz")[0] == 200, 20, "readiness")


def test_a_message_without_end_is_not_kept(edge):
    edge.start_edge()
    before = resident(edge.tiller.pid)
    for host in ("127.0.0.2", "127.0.0.1"):  # a stranger, and the line's server
        held = []
        for _ in range(15):
            one = socket.create_connection(edge.at, 5, source_address=(host, 0))
            with contextlib.suppress(OSError):  # closed already
                one.sendall(message("MESSAGE", host, "x" * 1_800_000, 1_900_000, "TCP"))
            held.append(one)
        assert all(is_closed(one) for one in held)
    assert resident(edge.tiller.pid) - before < 40
    edge.served()
