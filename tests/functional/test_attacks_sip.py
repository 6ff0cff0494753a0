"""Attacks on SIP and RTP by an outsider, while a call is up: no message of theirs ends it, changes it or stops the program."""
import re
import socket
import threading

from audio import fetch
from conftest import HERE, numbers, row
from lab import programs
from test_attacks_access import admin_key
from test_manage import Manager


def headers_of(text, *names):
    return [line for line in text.split("\r\n") if line.split(":")[0].strip().lower() in names]


class Callee:
    """Answers one INVITE, says nothing, and hangs up when told. Keeps what it saw."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(20)
        self.port = self.socket.getsockname()[1]
        self.media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.media.bind(("127.0.0.1", 0))
        self.invite, self.server, self.methods = "", None, []
        self.acked, self.ended = threading.Event(), threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def _answer(self, request, status, body=""):
        copied = headers_of(request, "via", "v", "from", "f", "call-id", "i", "cseq")
        to = headers_of(request, "to", "t")[0]
        lines = [f"SIP/2.0 {status}", *copied, to if ";tag=" in to else to + ";tag=callee", f"Contact: <sip:callee@127.0.0.1:{self.port}>"]
        if body:
            lines.append("Content-Type: application/sdp")
        self.socket.sendto("\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]).encode(), self.server)

    def _run(self):
        while True:
            try:
                data, peer = self.socket.recvfrom(65536)
            except OSError:
                return
            text = data.decode(errors="replace")
            method = text.split(" ", 1)[0]
            self.methods.append(method)
            if method == "INVITE":
                self.server = peer
                self.invite = text
                sdp = (f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {self.media.getsockname()[1]} RTP/AVP 8\r\n"
                       "a=rtpmap:8 PCMA/8000\r\n")
                self._answer(text, "200 OK", sdp)
            elif method == "ACK":
                self.acked.set()
            elif method == "BYE":
                self._answer(text, "200 OK")
                self.ended.set()
            elif method.startswith("SIP/2.0"):
                self.ended.set()

    def hang_up(self):
        call = headers_of(self.invite, "call-id", "i")[0]
        to, sender = headers_of(self.invite, "to", "t")[0], headers_of(self.invite, "from", "f")[0]
        contact = re.search(r"<([^>]+)>", headers_of(self.invite, "contact", "m")[0]).group(1)
        self.socket.sendto("\r\n".join([f"BYE {contact} SIP/2.0", f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bKbye", "Max-Forwards: 70",
                                        "From:" + to.split(":", 1)[1] + ";tag=callee", "To:" + sender.split(":", 1)[1], call, "CSeq: 7 BYE",
                                        "Content-Length: 0", "", ""]).encode(), self.server)

    def hears(self):
        """A packet that has come, if any."""
        try:
            return self.media.recv(2048)
        except BlockingIOError:
            return b""

    def close(self):
        self.socket.close()
        self.media.close()


def attacks(callee):
    """What somebody can send who has even seen the Call-ID, but is not in the dialog."""
    call = headers_of(callee.invite, "call-id", "i")[0]
    cseq = headers_of(callee.invite, "cseq")[0]
    via, to, sender = (headers_of(callee.invite, *names)[0] for names in (("via", "v"), ("to", "t"), ("from", "f")))
    other_sender = re.sub(r";tag=[^;\r\n]+", ";tag=guessed", sender)
    n = 0

    def request(method, sender_line, to_line, call_line=call, extra=(), body=""):
        nonlocal n
        n += 1
        return "\r\n".join([f"{method} sip:tiller@127.0.0.1 SIP/2.0", f"Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKevil{n}", "Max-Forwards: 70",
                            "From:" + sender_line.split(":", 1)[1], "To:" + to_line.split(":", 1)[1], call_line, f"CSeq: {100 + n} {method}",
                            f"Contact: <sip:evil@127.0.0.1:9>", *extra, f"Content-Length: {len(body)}", "", body])

    sdp = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n"
    for method in ("BYE", "INVITE", "UPDATE", "INFO", "PRACK", "ACK", "OPTIONS", "NOTIFY", "REFER", "MESSAGE", "CANCEL", "REGISTER", "SUBSCRIBE", "PUBLISH", "BREW"):
        body = sdp if method in ("INVITE", "UPDATE") else ""
        extra = ["Content-Type: application/sdp"] if body else []
        yield request(method, to + ";tag=wrong", sender, extra=extra, body=body)  # a wrong tag of the callee's
        yield request(method, to + ";tag=callee", other_sender, extra=extra, body=body)  # a wrong tag of ours
        yield request(method, to + ";tag=wrong", re.sub(r";tag=[^;\r\n]+", "", sender), extra=extra, body=body)  # none of ours
        yield request(method, to, to, "Call-ID: another", extra=extra, body=body)
    for status in ("487 Request Terminated", "603 Decline", "200 OK", "180 Ringing", "401 Unauthorized", "302 Moved", "999 Odd"):
        # Responses from elsewhere: a wrong branch, a wrong Call-ID, a wrong method, no Via at all.
        for its_via, its_call, its_cseq in ((via + "x", call, cseq), (via, "Call-ID: another", cseq), (via, call, "CSeq: 1 BYE"), ("X: y", call, cseq)):
            yield "\r\n".join([f"SIP/2.0 {status}", its_via, sender, to + ";tag=other", its_call, its_cseq, "Content-Length: 0", "", ""])
    good = request("OPTIONS", to + ";tag=x", to)
    yield from ("", "\r\n\r\n", "\0" * 100, "A" * 60_000, "INVITE", "INVITE sip:x SIP/2.0\r\n\r\n", "SIP/2.0 200 OK\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", good[:80],
                good.replace("Content-Length: 0", "Content-Length: 99999"), good.replace("Content-Length: 0", "Content-Length: -1"),
                good.replace("Max-Forwards: 70", "Max-Forwards: 0"), good.replace("Max-Forwards: 70", "Max-Forwards: 99999999999"),
                good.replace("CSeq:", "CSeq: 99999999999999999999 OPTIONS\r\nX:"), good.replace("Via:", "Via: " * 500), good.replace("\r\n", "\n"),
                good.replace("Contact:", "X-Long: " + "y" * 50_000 + "\r\nContact:"), good.replace("Contact:", "A: b\r\n" * 5_000 + "Contact:"),
                good.replace("sip:tiller", "sip:%00%ff%0d%0a"), good.replace("Call-ID", "i: x\r\nCall-ID"), good.replace("UDP", "ÜDP"),
                request("INVITE", to + ";tag=y", to, "Call-ID: big", ["Content-Type: application/sdp"], "v=0\r\n" + "m=audio 1 RTP/AVP 0\r\n" * 2_000),
                request("INVITE", to + ";tag=y", to, "Call-ID: part", ["Content-Type: multipart/mixed;boundary=x"], "--x\r\n" * 5_000))


def test_an_outsider_ends_no_call(house):
    number = numbers(1)[0]
    callee = Callee()
    house.stops.append(callee.close)
    house.add_receiver()
    patient = house.folder / "patient.yaml"  # the call lasts until the callee ends it
    patient.write_text((HERE / "robots/short.yaml").read_text(encoding="utf-8").replace("wait: 3s", "wait: 30s"), encoding="utf-8")
    house.set_up(lines=[house.line(port=callee.port)], robots=[{"name": "short", "file": str(patient), "platforms": ["AIRUDDER"]}])
    house.start_tiller()
    house.create([row(number)])
    assert callee.acked.wait(20), house.tiller.tail()
    manager, key = Manager(house), admin_key(house)

    def live():
        return [call["callee"] for call in manager.http("GET", "/calls?account=test&state=live", token=key)[1]["items"]]

    assert live() == [number]
    media = int(re.search(r"m=audio (\d+)", callee.invite).group(1))
    callee.media.setblocking(False)
    programs.wait_until(callee.hears, 10, "the robot's voice at the callee")
    for n in range(3):  # from now on it is known where the callee's audio comes from
        callee.media.sendto(b"\x80\x08\0" + bytes([n + 1]) + b"\0\0\0" + bytes([160 * n % 256]) + b"call" + b"\xd5" * 160, ("127.0.0.1", media))
    host, port = house.tiller.sip.rsplit(":", 1)
    evil = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    evil.bind(("127.0.0.1", 0))
    flood = 0
    for message in attacks(callee):
        evil.sendto(message.encode("utf-8", "surrogateescape")[:65_000], (host, int(port)))
        flood += 1
    # Calls that nobody asked for: each is refused, none gets anywhere.
    for i in range(500):
        evil.sendto((f"INVITE sip:{i}@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{evil.getsockname()[1]};branch=z9hG4bKflood{i}\r\nMax-Forwards: 70\r\n"
                     f"From: <sip:a@b>;tag={i}\r\nTo: <sip:c@d>\r\nCall-ID: flood-{i}\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1>\r\n"
                     "Content-Length: 0\r\n\r\n").encode(), (host, int(port)))
    # Bytes to the call's media, from somebody else than the callee, who is known by now: it goes on hearing the robot.
    for payload in (b"", b"\x80", b"\x80\x08" + b"\0" * 10, b"\x80\x08\0\1\0\0\0\1evil" + b"\xd5" * 160, b"\x80\xc8" + b"\xff" * 100, b"\x80\xcb\0\1evil", b"\xff" * 1500):
        for at in (media, media + 1):
            evil.sendto(payload, (host, at))
    while callee.hears():
        pass
    # The same over TCP, cut and whole.
    for data in (b"INVITE sip:x SIP/2.0\r\nContent-Length: 4000000000\r\n\r\n", b"A" * 100_000, b"\r\n" * 10_000):
        with socket.create_connection((host, int(port)), timeout=5) as wire:
            try:
                wire.sendall(data)
            except OSError:
                pass
    # A question that is answered behind all that: the server has read what came before.
    # Datagrams get lost in such a crowd, so it is asked again, as SIP does.
    last = (f"OPTIONS sip:tiller@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{evil.getsockname()[1]};branch=z9hG4bKlast;rport\r\nMax-Forwards: 70\r\n"
            "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: last\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n").encode()
    codes = set()

    def answered():
        evil.sendto(last, (host, int(port)))
        evil.settimeout(0.5)
        try:
            while True:
                data = evil.recv(65536)
                assert data[0] >> 6 != 2, "the call's audio goes to the attacker"
                text = data.decode(errors="replace")
                if "z9hG4bKlast" in text:
                    return True
                # Not an answer to the zeros, which look like STUN, nor to an OPTIONS, which is answered with 200.
                if text.startswith("SIP/2.0 ") and re.search(r"^CSeq:\s*\d+\s+INVITE\s*$", text, re.MULTILINE | re.IGNORECASE):
                    codes.add(text.split(" ")[1])
        except TimeoutError:
            return False

    house.tiller.wait_for(answered, 30, "an answer behind the crowd")
    assert "403" in codes and not codes & {"180", "183", "200"}, codes
    assert not house.tiller.check() and fetch(house.tiller.url + "/readyz")[0] == 200
    programs.wait_until(callee.hears, 5, "the robot's voice at the callee")
    assert live() == [number] and not callee.ended.is_set(), "an outsider ended the call"
    house.tiller.wait_for(lambda: callee.hang_up() or callee.ended.wait(0.5), 30, "the end of the call")
    house.wait_plan()
    event = house.call_event(number)
    assert (event["Outcome"], event["HangupBy"], event["Attempts"]) == ("answered", "callee", 1), event
    assert callee.methods.count("INVITE") == 1
    assert flood > 80
