"""The figures of README.md: plans taken, calls a second, memory, webhooks. Prints a Markdown table. Run by bench/run.sh.

With --before, the programs of an older commit are measured in the same run, each figure before and after it."""
import argparse
import http.client
import json
import os
import pathlib
import platform
import signal
import socket
import subprocess
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROBOT = """robot: bench
language: en
opening_pause: 0s
start: hello
states:
  hello:
    say: Hello, this is a call with a prompt that is longer than a second, so that the other side ends the call.
    hang_up: true
"""
# Asks for a key and answers it.
ASKING_ROBOT = """robot: bench
language: en
opening_pause: 0s
start: ask
states:
  ask: {say: Please press one., keys: {"1": thanks}, wait: 20s}
  thanks: {say: Thank you. Goodbye., hang_up: true}
"""
TOKEN = "a-token-of-the-bench"


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def pinned(core, command, **more):
    return subprocess.Popen(["taskset", "-c", str(core), *command], **more)


def percentile(values, p):
    return sorted(values)[min(len(values) - 1, int(len(values) * p / 100))]


# Files deleted a moment ago make the next ones dear to create (ext4 does not give their inodes out again for minutes): all go at the end.
FOLDERS = []


# Releases before the opening pause do not know its field, and begin at once.
OPENING_PAUSE = "opening_pause: 0s\n"
KNOW_NO_PAUSE = set()


class Tiller:
    """A server on core 0 with an account, a line to `peer` and a robot; the usual one speaks for six seconds."""

    def __init__(self, binaries, peer, rate, record, robot=ROBOT):
        self.folder = tempfile.TemporaryDirectory(prefix="tiller_bench_", ignore_cleanup_errors=True)
        FOLDERS.append(self.folder)
        self.dir = pathlib.Path(self.folder.name)
        self.http, self.sip = free_port(), free_port(socket.SOCK_DGRAM)
        (self.dir / "robot.yaml").write_text(robot.replace(OPENING_PAUSE, "") if binaries in KNOW_NO_PAUSE else robot)
        start = time.strftime("%H:%M", time.gmtime())
        (self.dir / "setup.yaml").write_text(json.dumps({"accounts": [{
            "name": "bench", "service": "collection", "zone": "Etc/UTC", "country": "ID",
            "keys": [{"app_key": "k", "app_secret": "s"}],
            "lines": [{"name": "L", "server": f"sip:127.0.0.1:{peer}", "country": "ID", "max_channels": 5000,
                       "max_calls_per_second": rate}],
            "routes": [{"preset": "make-outbound-call", "token": TOKEN, "robot": "bench", "line": "L"}],
            "robots": [{"name": "bench", "file": "robot.yaml", "platforms": []}],
            "strategies": [{"name": "now", "rounds": [{"robot": "bench", "start": start, "end": "24:00"}]},
                           {"name": "later", "rounds": [{"robot": "bench", "start": "01:00", "end": "02:00", "day_offset": 1}]}],
        }]}))
        self.process = pinned(0, [f"{binaries}/tiller", "serve", "--data", self.dir / "data", "--http", f"127.0.0.1:{self.http}",
                                  "--sip", f"127.0.0.1:{self.sip}", "--log-level", "warn", "--record-calls", record,
                                  "--guard-packs", pathlib.Path(__file__).resolve().parents[1] / "examples" / "any-hour"],
                              stdout=subprocess.DEVNULL, stderr=open(self.dir / "log", "w"))
        for _ in range(200):
            try:
                self.ask("GET", "/readyz")
                break
            except OSError:
                time.sleep(0.05)
        subprocess.run([f"{binaries}/tiller", "apply", self.dir / "setup.yaml", "--data", self.dir / "data"], check=True,
                       stdout=subprocess.DEVNULL)
        self.token = self.ask("POST", "/service/cloud/auth", {"APPKey": "k", "APPSecret": "s"})["token"]

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.http, timeout=60)
        text = body if isinstance(body, (str, type(None))) else json.dumps(body)
        connection.request(method, path, text, {"Authorization": f"Token {self.token}"} if hasattr(self, "token") else {})
        answer = json.load(connection.getresponse())
        connection.close()
        return answer.get("data", {})

    def push(self, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.http, timeout=60)
        connection.request("POST", f"/api/push/make-outbound-call/{TOKEN}", json.dumps(body))
        answer = json.load(connection.getresponse())
        connection.close()
        assert answer["code"] == 200, answer

    def stats(self):
        """The figures of all calls so far."""
        connection = http.client.HTTPConnection("127.0.0.1", self.http, timeout=60)
        key = (self.dir / "data" / "admin.key").read_text().strip()
        connection.request("GET", "/admin/v1/stats", headers={"Authorization": f"Bearer {key}"})
        answer = json.load(connection.getresponse())
        connection.close()
        return answer["sum"]

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_kib(self):
        lines = pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))

    def metric(self, name):
        """The sum of a metric over its labels."""
        connection = http.client.HTTPConnection("127.0.0.1", self.http, timeout=60)
        connection.request("GET", "/metrics")
        lines = connection.getresponse().read().decode().splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(name))

    def whole_recordings(self):
        """How many recordings are there; none, if one has a gap because its encoder was late."""
        gaps = self.metric("tiller_media_recording_gap_frames_total")
        return 0 if gaps else sum(1 for _ in (self.dir / "data" / "recordings").rglob("*.mp3"))

    def stop(self):
        self.process.kill()
        self.process.wait()


def plan_body(rows, name, strategy):
    return json.dumps({"PlanName": name, "Strategy": strategy, "Perform": 1, "SIPLine": "L", "Details": [
        {"Debtor": f"Smith {i}", "Mobile": f"+62812{i:07d}", "LoanDate": "2025-05-24", "DueDate": "2025-06-17", "LoanAmount": 65 + i,
         "Arrears": 84.5, "Unit": "IDR", "Platform": "AIRUDDER", "Gender": "female", "Comments": "cillum laboris quis culpa"}
        for i in range(rows)]})


def bench_plans(binaries, runs=100):
    tiller = Tiller(binaries, 9, 1, "off")
    times = []
    for i in range(runs):
        body = plan_body(10_000, f"plan {i}", "later")
        start = time.perf_counter()
        assert tiller.ask("POST", "/service/cloud/v2/plan", body)["TaskID"]
        times.append((time.perf_counter() - start) * 1000)
    (tiller.dir / "body.json").write_text(plan_body(10_000, "plan", "later"))
    limit = subprocess.run(["taskset", "-c", "0", f"{binaries}/plan_limit", tiller.dir / "body.json", tiller.dir, str(runs)], check=True,
                           capture_output=True, text=True)
    tiller.stop()
    floor = [float(line) for line in limit.stdout.split()]
    for p in (50, 99):
        yield (f"10,000-row plan, {p}th percentile of {runs}", f"{percentile(times, p):.0f} ms", f"{percentile(floor, p):.0f} ms",
               f"{percentile(times, p) / percentile(floor, p):.1f} ×")


def sipp(scenario, port, *more):
    return pinned(1, ["sipp", *scenario, "-i", "127.0.0.1", "-p", str(port), "-mi", "127.0.0.1", "-nostdin", *more],
                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def one_rate(binaries, rate, record, seconds=12):
    """Calls at `rate` for `seconds`: was every one answered, at that rate, with outcome, event and recording on disk? And the CPU per call."""
    port, calls = free_port(socket.SOCK_DGRAM), rate * seconds
    tiller = Tiller(binaries, port, rate, record)
    peer = sipp(["-sf", HERE / "answer_1s.xml"], port, "-mp", str(free_port(socket.SOCK_DGRAM)), *(["-rtp_echo"] if record == "on" else []))
    for start in range(0, calls, 10_000):
        rows = json.loads(plan_body(min(calls, start + 10_000), f"plan {start}", "now"))
        rows["Details"] = rows["Details"][start:]
        tiller.ask("POST", "/service/cloud/v2/plan", rows)
    names = [f"plan%20{start}" for start in range(0, calls, 10_000)]
    begin, cpu, all_dialed = time.perf_counter(), tiller.cpu_seconds(), None
    deadline = begin + 3 * seconds + 30
    while time.perf_counter() < deadline:
        time.sleep(0.5)
        plans = [tiller.ask("GET", f"/service/cloud/plan?PlanName={name}") for name in names]
        if all_dialed is None and sum(p["Dialed"] for p in plans) == calls:
            all_dialed = time.perf_counter() - begin
        if all(p["Status"] == "finished" for p in plans):
            break
    answered = sum(p["Outcomes"].get("answered", 0) for p in plans)
    cpu = (tiller.cpu_seconds() - cpu) / max(1, answered)
    recorded = record == "off" or tiller.whole_recordings() == calls
    tiller.stop()
    peer.kill()
    peer.wait()
    reached = calls / all_dialed if all_dialed else 0
    return answered == calls and recorded and reached > 0.9 * rate, reached, answered / calls, cpu * 1000


def sipp_to_sipp(rate, seconds=12):
    port = free_port(socket.SOCK_DGRAM)
    server = sipp(["-sn", "uas"], port)
    client = pinned(0, ["sipp", "-sn", "uac", "-i", "127.0.0.1", "-p", str(free_port(socket.SOCK_DGRAM)), f"127.0.0.1:{port}", "-r", str(rate),
                        "-d", "1000", "-m", str(rate * seconds), "-nostdin"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    code = client.wait(timeout=seconds * 6)
    server.send_signal(signal.SIGKILL)
    server.wait()
    return code == 0


def bench_calls(binaries):
    for record, goal, rates in (("off", 1000, (250, 500, 750, 1000, 1250)), ("on", 500, (200, 300, 400, 500, 600, 700))):
        best = None
        for rate in rates:
            good, reached, share, cpu = one_rate(binaries, rate, record)
            print(f"  recording {record}, {rate} calls/s: {'good' if good else 'not kept'}, {reached:.0f}/s reached, "
                  f"{share:.1%} answered, {cpu:.2f} ms CPU a call", flush=True)
            if not good:
                break
            best = (rate, cpu)
        peer = sipp_to_sipp(best[0]) if best else False
        yield (f"new calls a second, hold 1 s, prompt, recording {record}", f"{best[0]}/s, {best[1]:.2f} ms CPU a call" if best else "none",
               f"goal {goal}/s; SIPp to SIPp at the same rate: {'no failure' if peer else 'failures'}", f"{best[0] / goal:.2f} of the goal" if best else "")


def bench_memory(binaries, calls=400):
    """Half of the calls first, so that what all of them share (prompts, threads) is not counted to the other half."""
    for record in ("off", "on"):
        port = free_port(socket.SOCK_DGRAM)
        peer = sipp(["-sn", "uas"], port, "-mp", str(free_port(socket.SOCK_DGRAM)))  # listens before the server has started
        tiller = Tiller(binaries, port, 200, record, ASKING_ROBOT)
        memory = []
        for up in (calls // 2, calls):
            rows = json.loads(plan_body(up, f"plan {up}", "now"))
            rows["Details"] = rows["Details"][up - calls // 2:]
            tiller.ask("POST", "/service/cloud/v2/plan", rows)
            deadline = time.perf_counter() + 15
            while tiller.metric("tiller_phone_calls_up") < up and time.perf_counter() < deadline:
                time.sleep(0.1)
            assert tiller.metric("tiller_phone_calls_up") == up, "not all calls are up"
            time.sleep(1)  # of sound
            memory.append(tiller.memory_kib())
        tiller.stop()
        peer.kill()
        peer.wait()
        yield (f"memory a call, {calls} up, recording {record}", f"{(memory[1] - memory[0]) / (calls // 2):.1f} KiB",
               f"the server with {calls} calls: {memory[1] / 1024:.0f} MiB", "")


def bench_turns(binaries, seconds=20):
    """From a key, and from the answer, to the first packet of what the robot says, by the server's own measure (docs/management.md,
    Figures). tests/functional/test_latency.py holds that measure against the packets that a callee gets."""
    for rate in (1, 200):
        port, calls = free_port(socket.SOCK_DGRAM), rate * seconds
        with tempfile.TemporaryDirectory(prefix="tiller_bench_") as folder:
            people = pathlib.Path(folder) / "people.csv"
            people.write_text("number,behaviour,ring_ms,steps\n" + "".join(f"+62812{i:07d},answer,50,1@after+200\n" for i in range(calls)))
            peer = pinned(1, [f"{binaries}/tiller-carrier", "--sip", f"127.0.0.1:{port}", "--people", people, "--log", "warn"],
                          stdout=subprocess.DEVNULL)
            tiller = Tiller(binaries, port, rate, "off", ASKING_ROBOT)
            tiller.ask("POST", "/service/cloud/v2/plan", plan_body(calls, "turns", "now"))
            deadline = time.perf_counter() + 3 * seconds + 30
            while tiller.ask("GET", "/service/cloud/plan?PlanName=turns")["Status"] != "finished" and time.perf_counter() < deadline:
                time.sleep(0.5)
            stats = tiller.stats()
            tiller.stop()
            peer.kill()
            peer.wait()
        assert stats["turn_latency"]["count"] == calls, f"{stats['turn_latency']['count']} of {calls} keys were answered"
        for name, what in (("turn", "a key"), ("answer", "the callee's 200 OK")):
            p50, p99 = (stats[f"{name}_latency"][f"p{p}_ms"] for p in (50, 99))
            yield (f"from {what} to the robot's first packet, 50th / 99th percentile of {calls} at {rate}/s", f"{p50} / {p99} ms",
                   "one packet time: 20 ms", f"{p50 / 20:.2f} / {p99 / 20:.2f} ×")


class BusyPeer:
    """A SIP peer in this process that notes when a number's INVITE comes, and is busy."""

    def __init__(self):
        self.invited = {}  # number: moment
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            packet, sender = self.socket.recvfrom(65536)
            now = time.perf_counter()
            first, *lines = packet.decode().split("\r\n")
            method, target, _ = first.split(" ", 2)
            if method == "ACK":
                continue
            self.invited.setdefault(target.split("@")[0].removeprefix("sip:").lstrip("+"), now)
            kept = [line for line in lines if line.split(":")[0].lower() in ("via", "v", "from", "f", "to", "t", "call-id", "i", "cseq")]
            kept = [line + ";tag=busy" if line.lower().startswith(("to:", "t:")) and "tag=" not in line else line for line in kept]
            status = "486 Busy Here" if method == "INVITE" else "200 OK"
            self.socket.sendto("\r\n".join([f"SIP/2.0 {status}", *kept, "Content-Length: 0", "", ""]).encode(), sender)


def bench_pushes(binaries, leads=500, rate=25):
    """From the moment a partner has the answer to a push to the moment its INVITE arrives."""
    peer = BusyPeer()
    tiller = Tiller(binaries, peer.port, 1000, "off")
    took, delays = [], []
    begin = time.perf_counter()
    for i in range(leads):
        time.sleep(max(0, begin + i / rate - time.perf_counter()))
        number = f"62812{i:07d}"
        start = time.perf_counter()
        tiller.push({"callee": "+" + number, "variables": {"job_title": "programmer"}})
        answered = time.perf_counter()
        took.append((answered - start) * 1000)
        delays.append((number, answered))
    deadline = time.perf_counter() + 10
    while len(peer.invited) < leads and time.perf_counter() < deadline:
        time.sleep(0.05)
    tiller.stop()
    assert len(peer.invited) == leads, f"{len(peer.invited)} of {leads} were called"
    delays = [(peer.invited[number] - answered) * 1000 for number, answered in delays]
    for p in (50, 99):
        yield (f"INVITE after a push's answer, {p}th percentile of {leads} at {rate}/s", f"{percentile(delays, p):.1f} ms",
               f"goal 1000 ms; the answer itself took {percentile(took, p):.1f} ms", f"{percentile(delays, p) / 1000:.3f} of the goal")


def bench_webhooks(binaries, runs=3):
    def load(*words):
        """The two numbers of webhook_load, each the median of some runs."""
        results = []
        for _ in range(runs):
            with tempfile.TemporaryDirectory(prefix="tiller_bench_") as folder:
                command = [f"{binaries}/webhook_load", *[folder if word == "FOLDER" else word for word in words]]
                done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
                results.append([float(number) for number in done.stdout.split()])
        return [percentile(column, 50) for column in zip(*results)]

    rate, cost = load("deliver", "FOLDER", "40000")
    limit, floor = load("limit", "40000")
    yield ("webhooks delivered a second, 16 local receivers, results on disk", f"{rate:.0f}/s, {cost:.0f} µs CPU each",
           f"goal 10,000/s; libcurl alone: {limit:.0f}/s, {floor:.0f} µs", f"{rate / 10_000:.2f} of the goal, {rate / limit:.2f} of libcurl")
    _, healthy = load("delay", "FOLDER", "0", "10")
    _, beside = load("delay", "FOLDER", "8", "10")
    yield ("webhook delay at the healthy, 99th percentile, 8 of 16 receivers hanging", f"{beside:.1f} ms",
           f"{healthy:.1f} ms with none hanging", f"{beside / healthy:.2f} ×")


def bench_store(binaries, sizes=((10_000, 40), (1_000_000, 1_000), (10_000_000, 10_000))):
    """99th percentiles of what a running server asks its store, by size: flat is right. Ten million numbers take 4 GB for a while."""
    columns = {}
    for numbers, tasks in sizes:
        with tempfile.TemporaryDirectory(prefix="tiller_bench_") as folder:
            done = subprocess.run([f"{binaries}/store_growth", folder, str(numbers), str(tasks)], check=True, capture_output=True, text=True)
        for line in done.stdout.splitlines():
            what, _, cpu = line.split("\t")  # CPU time: what else runs on the machine does not count
            columns.setdefault(what, []).append(int(cpu))
    for what, times in columns.items():
        steps = ", ".join(f"{t} µs" for t in times[1:])
        yield (f"{what}, 99th percentile of CPU time, {' → '.join(f'{n:,}' for n, _ in sizes[1:])} numbers", steps,
               f"{times[0]} µs with {sizes[0][0]:,}", f"{times[-1] / max(1, times[0]):.1f} ×")


BENCHES = {"plan": bench_plans, "calls": bench_calls, "memory": bench_memory, "turns": bench_turns, "pushes": bench_pushes,
           "webhooks": bench_webhooks, "store": bench_store}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--before", help="programs of an older commit, measured in the same run; their robots have no opening pause")
    parser.add_argument("what", nargs="*", default=list(BENCHES), help=", ".join(BENCHES))
    arguments = parser.parse_args()
    if arguments.before:
        KNOW_NO_PAUSE.add(arguments.before)
    rows, before = [], []
    for name in arguments.what:
        if arguments.before:
            before += BENCHES[name](arguments.before)
        rows += BENCHES[name](arguments.bin)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    print(f"\nCommit {commit}; {os.cpu_count()} × {cpu}; Linux {platform.release()}. Server on core 0, peers on core 1.\n")
    print("| what | Tiller | limit or peer in the same run | ratio |\n| --- | --- | --- | --- |")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    if before:
        print("\n| what | before | now |\n| --- | --- | --- |")
        for old, new in zip(before, rows):
            print(f"| {new[0]} | {old[1]} | {new[1]} |")
    for folder in FOLDERS:
        folder.cleanup()


if __name__ == "__main__":
    main()
