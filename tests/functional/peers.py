"""SIP peers that are not ours: SIPp with scenarios, and a server that never lets anybody in."""
import pathlib
import re
import socket
import subprocess
import threading

from lab import programs

HERE = pathlib.Path(__file__).parent


class Sipp(programs.Program):
    """SIPp as the called side: a scenario of sipp/, `calls` times."""

    def __init__(self, folder, scenario, calls=1, transport="u1", options=()):
        self.port = programs.free_port()
        super().__init__(["sipp", "-sf", HERE / "sipp" / f"{scenario}.xml", "-i", "127.0.0.1", "-p", self.port, "-m", calls,
                          "-t", transport, "-nostdin", "-timeout", "90s", "-mi", "127.0.0.1", "-mp",
                          programs.free_port(), *options], folder / f"sipp_{scenario}.log")
        self.wait_for(lambda: not programs.is_free(self.port), 10, "the start of SIPp")

    def result(self, seconds=20):
        """0 if all calls went as the scenario says."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None


class Refuser:
    """Answers each INVITE with 407 and a new nonce, whatever credentials it brings; counts them."""

    def __init__(self):
        self.invites = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                request, peer = self._socket.recvfrom(65536)
            except OSError:
                return
            text = request.decode(errors="replace")
            if not text.startswith("INVITE "):
                continue
            self.invites.append(text)
            copied = re.findall(r"^(?:Via|v|From|f|Call-ID|i|CSeq) *:.*$", text, re.MULTILINE | re.IGNORECASE)
            to = re.search(r"^(?:To|t) *:(.*)$", text, re.MULTILINE | re.IGNORECASE).group(1).strip()
            lines = ["SIP/2.0 407 Proxy Authentication Required", *(line.strip() for line in copied), f"To: {to};tag=refuser",
                     f'Proxy-Authenticate: Digest realm="test", nonce="{len(self.invites)}", algorithm=MD5', "Content-Length: 0", "", ""]
            self._socket.sendto("\r\n".join(lines).encode(), peer)

    def close(self):
        self._socket.close()
