"""Fixtures: real programs on free ports in a folder of the test's own."""
import json
import pathlib
import sys

import pytest
from audio import fetch

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from lab import clock, hooks, programs  # noqa: E402
from lab.client import Client  # noqa: E402

ZONE = clock.zone_of_daylight()


def pytest_addoption(parser):
    parser.addoption("--bin", default=str(ROOT / "build/release/bin"), help="folder of the programs under test")
    parser.addoption("--requests", type=int, default=1000, help="generated requests for each OpenAPI document")
    parser.addoption("--seed", type=int, default=1, help="of generated requests")


def pytest_collection_modifyitems(items):
    """The longest first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: "slow" not in item.keywords)


def row(mobile, debtor="Ani", **fields):
    """A row of a collection plan."""
    return {"Debtor": debtor, "Mobile": mobile, "LoanDate": "2025-01-15", "DueDate": "2025-02-15", "LoanAmount": 1_000_000,
            "Arrears": 250_000, "Unit": "IDR", "Platform": "AIRUDDER", **fields}


def readiness(house):
    """(HTTP status, body) of /readyz."""
    status, _, body = fetch(house.tiller.url + "/readyz")
    return status, json.loads(body)


def numbers(count, first=1):
    return [f"+62812300{first + i:05d}" for i in range(count)]


class House:
    """One installation: tiller, the carrier or another peer, receivers of webhooks."""

    def __init__(self, folder, bin_dir):
        self.folder, self.bin_dir = folder, bin_dir
        self.data = folder / "data"
        self.data.mkdir()
        self.zone = ZONE
        self.stops = []
        self.carrier = self.tiller = self.receiver = self.client = None
        self.receivers = []
        self.account = {"name": "test", "service": "collection", "zone": self.zone, "country": "ID", "guard": "on",
                        "keys": [{"app_key": "demo-key", "app_secret": "demo-secret"}],
                        "robots": [{"name": "short", "file": str(HERE / "robots/short.yaml"), "platforms": ["AIRUDDER"]}]}

    # The parts. A test starts those that it needs, in this order.

    def start_carrier(self, people="", options=(), columns="number,name,attempt,behaviour,ring_ms,steps"):
        """`people`: lines of people.csv without the first, which is `columns`."""
        path = self.folder / "people.csv"
        path.write_text(columns + "\n" + people, encoding="utf-8")
        self.carrier = programs.Carrier(self.bin_dir, self.folder, path, options=options)
        self.stops.append(self.carrier.stop)
        return self.carrier

    def add_receiver(self, answer=lambda delivery: 200, events=("call", "task", "plan")):
        receiver = hooks.Receiver(answer)
        self.stops.append(receiver.close)
        self.receivers.append({"url": receiver.url, "events": list(events), "secret": hooks.SECRET})
        self.receiver = self.receiver or receiver
        return receiver

    def line(self, name="LINE", port=None, transport="udp", **fields):
        return {"name": name, "server": f"sip:127.0.0.1:{port or self.carrier.port};transport={transport}", "country": "ID",
                "caller_numbers": ["+622150001000"], "codecs": ["PCMA", "PCMU"], "max_channels": 50,
                "max_calls_per_second": 20, "ring_timeout": "6s", **fields}

    def round(self, start=-2, end=3000, **fields):
        """A round whose window is given in seconds from now."""
        return {"robot": "short", "start": clock.time_of_day(self.zone, start), "end": clock.time_of_day(self.zone, end), **fields}

    def set_up(self, lines=None, strategies=None, **account):
        """Writes and applies a set-up file. JSON is YAML, too."""
        strategies = strategies or {"once": [self.round()]}
        setup = {**self.account, "lines": lines or [self.line()], "webhooks": self.receivers,
                 "strategies": [{"name": name, "rounds": rounds} for name, rounds in strategies.items()], **account}
        path = self.folder / "setup.yaml"
        path.write_text(json.dumps({"accounts": [setup]}, indent=1), encoding="utf-8")
        return programs.apply(self.bin_dir, path, self.data)

    def add_account(self, account):
        """Another account beside the one of set_up."""
        path = self.folder / "another.yaml"
        path.write_text(json.dumps({"accounts": [account]}, indent=1), encoding="utf-8")
        return programs.apply(self.bin_dir, path, self.data)

    def start_tiller(self, options=(), log_in=True, private_webhooks=True):
        self.tiller = programs.Tiller(self.bin_dir, self.data, f"127.0.0.1:{programs.free_port()}",
                                      f"127.0.0.1:{programs.free_port()}", options=options, log=self.folder / "tiller.log",
                                      private_webhooks=private_webhooks)
        self.stops.append(self.tiller.stop)
        if log_in:
            self.client = Client(self.tiller.url)
        return self.tiller

    def restart_tiller(self, wait=True):
        """After a kill, at the same addresses: whoever holds a token or a call notices nothing but the gap."""
        self.tiller = programs.Tiller(self.bin_dir, self.data, self.tiller.http, self.tiller.sip,
                                      log=self.folder / "tiller.log", wait=wait)
        self.stops.append(self.tiller.stop)

    def start(self, people="", options=(), **setup):
        """All of it, as most tests want it."""
        self.start_carrier(people)
        self.add_receiver()
        self.set_up(**setup)
        return self.start_tiller(options)

    # What tests do.

    def order(self, rows, name="p", **fields):
        return {"PlanName": name, "Strategy": "once", "Perform": 3, "SIPLine": "LINE", "Details": rows, **fields}

    def create(self, rows, name="p", **fields):
        return self.client.post("/v2/plan", self.order(rows, name, **fields))

    def wait_plan(self, name="p", seconds=90):
        """The body of the `plan` event."""
        arrived = self.receiver.wait(lambda: self.receiver.events("plan", PlanName=name), seconds)
        assert arrived, f"no plan event in {seconds} s; status {self.client.plan(name)}\n{self.tiller.tail(30)}"
        return self.receiver.events("plan", PlanName=name)[0]

    def run_plan(self, rows, name="p", seconds=90, **fields):
        """Creates a plan, waits for its end. The body of its event."""
        self.create(rows, name, **fields)
        return self.wait_plan(name, seconds)

    def call_event(self, number, **fields):
        found = self.receiver.events("call", Callee=number, **fields)
        assert len(found) == 1, f"{number}: {len(found)} call events"
        return found[0]

    def close(self):
        for stop in reversed(self.stops):
            stop()


@pytest.fixture
def bin_dir(request):
    return pathlib.Path(request.config.getoption("--bin")).resolve()


@pytest.fixture
def house(tmp_path, bin_dir):
    house = House(tmp_path, bin_dir)
    yield house
    house.close()
    # Whatever a test does, the program ends in order, and the sanitizers find nothing.
    if house.tiller is not None and house.tiller.process.returncode not in (0, -9):
        pytest.fail(f"tiller ended with status {house.tiller.process.returncode}\n{house.tiller.tail(60)}")
