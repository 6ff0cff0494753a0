"""Tiller and the simulated carrier as child processes."""
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request


class Failed(Exception):
    """A program did not do what it must; the message is for the user."""


def is_free(port, host="127.0.0.1"):
    """Whether nothing holds the port, TCP or UDP."""
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:  # a port of a connection that has just ended is free
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                return False
    return True


# Below the ports that a system hands out by itself (from 32768 on Linux) and below Tiller's RTP ports, so that nobody takes a
# program's port while the program is away: the kill tests start it again and again at the same address. Test workers that run
# beside each other (pytest-xdist) have a share each, of RTP's too: a peer's last packets must not come to another's call.
def _share(ports):
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    size, worker = len(ports) // workers, int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return ports[size * worker:size * (worker + 1)]


_PORTS, _RTP_PORTS = _share(range(10240, 20000)), _share(range(20000, 40000))
_given = set()


def free_port(preferred=0):
    """`preferred` if it is free, else any that is; never the same one twice."""
    if preferred and is_free(preferred):
        return preferred
    while True:
        port = random.choice(_PORTS)
        if port not in _given and is_free(port):
            _given.add(port)
            return port


def wait_until(condition, seconds, what, pause=0.02):
    """The first true value of condition(); Failed after the deadline."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failed(f"{what}: not within {seconds} s")
        time.sleep(pause)


class Program:
    """A child in a session of its own, so that the terminal's Ctrl-C reaches only us and we end it in our order."""

    def __init__(self, command, log):
        self.log = str(log)
        self.name = os.path.basename(str(command[0]))
        with open(self.log, "ab") as out:
            self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                            start_new_session=True)

    @property
    def pid(self):
        return self.process.pid

    def tail(self, lines=15):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return "".join(log.readlines()[-lines:])

    def check(self):
        """Failed if the program has ended."""
        if self.process.poll() is not None:
            raise Failed(f"{self.name} ended with status {self.process.returncode}; the end of {self.log}:\n{self.tail()}")
        return False

    def wait_for(self, condition, seconds, what):
        return wait_until(lambda: condition() or self.check(), seconds, what)

    def kill(self):
        """As the power cut does it."""
        self.process.kill()
        self.process.wait()

    def ask_to_stop(self):
        self.process.send_signal(signal.SIGTERM)

    def stop(self, seconds=45):
        """Asks, waits, insists. The exit status."""
        if self.process.poll() is None:
            self.ask_to_stop()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.process.returncode


class Carrier(Program):
    """tiller-carrier with `people` (path of a CSV file) behind its numbers."""

    def __init__(self, bin_dir, folder, people="", port=0, options=()):
        self.report_path = folder / "carrier.jsonl"
        self.journal_path = folder / "carrier-journal.jsonl"
        self.recordings = folder / "carrier-recordings"
        command = [bin_dir / "tiller-carrier", "--sip", f"127.0.0.1:{port}", "--report", self.report_path, "--journal",
                   self.journal_path, "--record", self.recordings, "--log", "warn", *options]
        if people:
            command += ["--people", people]
        helper = bin_dir / "tiller-espeak"
        if helper.exists():
            command += ["--espeak", helper]
        super().__init__(command, folder / "carrier.log")
        self.port = self.wait_for(self._listening, 60, "the carrier's start")

    def _listening(self):
        for line in self.tail(50).splitlines():
            if line.startswith("listening at port "):
                return int(line.rsplit(" ", 1)[1])
        return None

    def report(self):
        """The calls that have ended, in that order."""
        return self._lines(self.report_path)

    def journal(self):
        """INVITEs and answers in the order in which they came and went, those of calls that still last too."""
        return self._lines(self.journal_path)

    @staticmethod
    def _lines(path):
        if not path.exists():
            return []
        lines = path.read_text(encoding="utf-8").split("\n")
        return [json.loads(line) for line in lines[:-1] if line]


# Simulated people may be called at night.
ANY_HOUR = pathlib.Path(__file__).resolve().parents[2] / "examples" / "any-hour"


class Tiller(Program):
    """tiller serve on a data folder. Ports may be 0; `url` and `sip` tell what they became."""

    def __init__(self, bin_dir, data, http="127.0.0.1:0", sip="127.0.0.1:0", options=(), log=None, wait=True,
                 private_webhooks=True):
        self.data = data
        command = [bin_dir / "tiller", "serve", "--data", data, "--http", http, "--sip", sip, *options]
        command += ["--rtp-ports", f"{_RTP_PORTS[0]}-{_RTP_PORTS[-1]}"]
        if "--guard-packs" not in options:
            command += ["--guard-packs", ANY_HOUR]
        if private_webhooks:
            command.append("--allow-private-webhooks")
        super().__init__(command, log or data / "tiller.log")
        self.url, self.http, self.sip = None, http, sip
        if wait:
            self.wait_for(self._ready, 120, "the start of tiller")

    def _ready(self):
        try:
            note = json.loads((self.data / "server.json").read_text(encoding="utf-8"))
            if note.get("pid") != self.pid:
                return False  # a former run's
            with urllib.request.urlopen(note["url"] + "/readyz", timeout=5) as answer:
                if answer.status != 200:
                    return False
        except (OSError, ValueError, urllib.error.URLError):
            return False
        self.url, self.sip = note["url"], note["sip"]
        return True


def apply(bin_dir, setup, data):
    """Runs `tiller apply` on a data folder, of a server that runs or not. What it printed."""
    done = subprocess.run([str(bin_dir / "tiller"), "apply", str(setup), "--data", str(data)], capture_output=True, text=True,
                          timeout=60, check=False)
    if done.returncode != 0:
        raise Failed(f"tiller apply {setup} ended with status {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout
