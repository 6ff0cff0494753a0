"""A callee in plain sockets: SIP over UDP and RTP of its own, so that what Tiller sends is judged by other code than ours."""
import socket
import struct
import threading

SILENCE = 0xD5  # A-law
PACKET = 160  # bytes and RTP time units of 20 ms
EVENT = 101


def is_loud(payload):
    """Whether 20 ms of A-law hold sound: samples beyond some 1 % of full scale, more than a few of them."""
    return sum(1 for code in payload if (code ^ 0x55) & 0x7F > 0x20) > 8


class RtpCallee:
    """Answers one call. `heard` is what came: (RTP timestamp, is it loud?), in the order in which it came.

    Stopped with `close`; `wait(condition)` looks after each packet.
    """

    def __init__(self):
        self.sip, self.rtp = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        for each in (self.sip, self.rtp):
            each.bind(("127.0.0.1", 0))
            each.settimeout(0.2)
        self.port = self.sip.getsockname()[1]
        self.heard, self.changed = [], threading.Condition()
        self.peer = None  # where its RTP comes from
        self.presses = 0
        self.closed = False
        self.threads = [threading.Thread(target=self._serve, args=work) for work in ((self.sip, self._on_sip), (self.rtp, self._on_rtp))]
        for thread in self.threads:
            thread.start()

    def close(self):
        self.closed = True
        for thread in self.threads:
            thread.join()
        self.sip.close()
        self.rtp.close()

    def wait(self, condition, seconds=30):
        with self.changed:
            assert self.changed.wait_for(condition, seconds), f"after {len(self.heard)} packets"

    def silent_for(self, packets):
        """Whether there was sound, and none in the last `packets`."""
        return any(loud for _, loud in self.heard) and not any(loud for _, loud in self.heard[-packets:])

    def press(self, key):
        """Sends the end of a press, as a telephone event that is certain with its first packet (RFC 4733, 2.5.1.4).

        The RTP timestamp of the last packet that had come by then.
        """
        with self.changed:
            assert self.peer, "nothing came yet"
            last = self.heard[-1][0]
            event = struct.pack("!BBH", key, 0x80 | 10, 5 * PACKET)
            self.presses += 1
            for sequence in range(3 * self.presses, 3 * self.presses + 3):
                self.rtp.sendto(struct.pack("!BBHII", 0x80, 0x80 | EVENT, sequence, 8000 * self.presses, 7) + event, self.peer)
            return last

    def first_sound_after(self, timestamp):
        """The RTP timestamp of the first loud packet behind `timestamp`, or None."""
        return next((at for at, loud in self.heard if loud and (at - timestamp) & 0xFFFFFFFF < 1 << 31 and at != timestamp), None)

    def _serve(self, source, handle):
        while not self.closed:
            try:
                handle(*source.recvfrom(65536))
            except (TimeoutError, ConnectionRefusedError):
                pass

    def _on_sip(self, message, sender):
        first, *lines = message.decode().split("\r\n")
        method = first.split(" ", 1)[0]
        if method in ("ACK", "SIP/2.0"):
            return
        kept = [line for line in lines if line.split(":")[0].lower() in ("via", "v", "from", "f", "to", "t", "call-id", "i", "cseq")]
        kept = [line + ";tag=callee" if line.lower().startswith(("to:", "t:")) and "tag=" not in line else line for line in kept]
        body = ""
        if method == "INVITE":
            body = "\r\n".join(["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0",
                                f"m=audio {self.rtp.getsockname()[1]} RTP/AVP 8 {EVENT}", "a=rtpmap:8 PCMA/8000",
                                f"a=rtpmap:{EVENT} telephone-event/8000", ""])
        kept += [f"Contact: <sip:callee@127.0.0.1:{self.port}>", "Content-Type: application/sdp", f"Content-Length: {len(body)}", "", body]
        self.sip.sendto("\r\n".join(["SIP/2.0 200 OK", *kept]).encode(), sender)

    def _on_rtp(self, packet, sender):
        with self.changed:
            self.peer = sender
            timestamp = struct.unpack("!I", packet[4:8])[0]
            if packet[1] & 0x7F == 8:
                self.heard.append((timestamp, is_loud(packet[12:])))
            self.changed.notify_all()
