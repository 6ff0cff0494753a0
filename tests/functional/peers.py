"""SIP peers that are not ours: SIPp with scenarios, the softphone baresip, and a server that never lets anybody in."""
import array
import json
import math
import pathlib
import re
import socket
import subprocess
import threading
import wave

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


class Baresip(programs.Program):
    """The softphone baresip at `number`, driven over its control port; keeps what it hears as a WAV file."""

    def __init__(self, folder, number, certificate=None):
        self.folder = folder / "baresip"
        self.folder.mkdir()
        self.number = number
        self.port = self._three_ports()  # SIP; TLS at the next
        self.events = []
        with wave.open(str(self.folder / "says.wav"), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(array.array("h", (int(8000 * math.sin(2 * math.pi * 440 * i / 8000)) for i in range(8000 * 20))).tobytes())
        (self.folder / "accounts").write_text(f"<sip:{number}@127.0.0.1>;regint=0;answermode=manual;dtmfmode=rtpevent\n")
        (self.folder / "contacts").write_text("")
        modules = "".join(f"module {name}.so\n" for name in ("account", "g711", "aufile", "sndfile"))
        (self.folder / "config").write_text(
            f"sip_listen 127.0.0.1:{self.port}\nmodule_path /usr/lib/baresip/modules\n{modules}module_app menu.so\nmodule_app ctrl_tcp.so\n"
            f"ctrl_tcp_listen 127.0.0.1:{self.port + 2}\naudio_source aufile,{self.folder}/says.wav\nsnd_path {self.folder}\n"
            + (f"sip_certificate {certificate}\n" if certificate else ""))
        super().__init__(["baresip", "-f", self.folder], folder / "baresip.log")
        self.wait_for(lambda: "baresip is ready" in self.tail(), 10, "the start of baresip")
        self._control = socket.create_connection(("127.0.0.1", self.port + 2), timeout=10)
        self._control.settimeout(None)
        threading.Thread(target=self._listen, daemon=True).start()

    @staticmethod
    def _three_ports():
        while True:
            port = programs.free_port()
            if port < 65000 and programs.is_free(port + 1) and programs.is_free(port + 2):
                return port

    def _listen(self):
        """Netstrings of JSON."""
        waiting = b""
        while chunk := self._control.recv(65536):
            waiting += chunk
            while match := re.match(rb"(\d+):", waiting):
                end = match.end() + int(match.group(1))
                if len(waiting) <= end:
                    break
                self.events.append(json.loads(waiting[match.end():end]))
                waiting = waiting[end + 1:]

    def tell(self, command, parameters=""):
        text = json.dumps({"command": command, "params": parameters})
        self._control.sendall(f"{len(text)}:{text},".encode())

    def wait_event(self, kind, seconds=15):
        return self.wait_for(lambda: next((e for e in self.events if e.get("type") == kind), None), seconds, f"{kind} at baresip")

    def _sound(self):
        return next(self.folder.glob("dump-*-dec.wav"), None)

    def bytes_heard(self):
        path = self._sound()
        return path.stat().st_size if path else 0

    def heard(self):
        """Its samples at 8 kHz; the file is complete once the call has ended."""
        with wave.open(str(self._sound()), "rb") as file:
            assert (file.getframerate(), file.getnchannels()) == (8000, 1)
            return array.array("h", file.readframes(file.getnframes()))


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
