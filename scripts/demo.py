#!/usr/bin/env python3
"""The demo: 24 people are telephoned over real SIP by a robot, in two rounds, and everything arrives where it should.

Starts the simulated carrier, a receiver of webhooks and Tiller, sets them up, creates a plan through the HTTP API as a
client would, shows it running, and compares how it ended with what the people were told to do.
"""
import argparse
import csv
import pathlib
import shutil
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lab import clock, hooks, programs, show
from lab.client import Client, Refused

ROOT = pathlib.Path(__file__).parent.parent
ROUND_1_SECONDS = 60
RENEW_SECONDS = 600
LONGEST_SECONDS = 420


def read_csv(path):
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return list(csv.DictReader(lines))


def expectations(people):
    """By number: the row that tells how it must end."""
    return {row["number"]: row for row in people if row["expected"]}


def plan_body(name, date):
    details = read_csv(ROOT / "examples" / "plan.csv")
    for row in details:
        row["LoanAmount"], row["Arrears"] = float(row["LoanAmount"]), float(row["Arrears"])
    return {"PlanName": name, "Strategy": "demo_two_rounds", "Perform": 3, "SIPLine": "DEMO_LINE", "Date": date, "Details": details}


def write_setup(path, zone, carrier_port, webhook):
    text = (ROOT / "examples" / "demo.yaml").read_text(encoding="utf-8")
    values = {"ZONE": zone, "CARRIER_PORT": carrier_port, "ROBOTS": ROOT / "robots", "WEBHOOK": webhook, "SECRET": hooks.SECRET,
              "ROUND_1": clock.time_of_day(zone, 0), "ROUND_2": clock.time_of_day(zone, ROUND_1_SECONDS),
              "END": clock.time_of_day(zone, ROUND_1_SECONDS + 600), "EVENING": "23:59"}
    for key, value in values.items():
        text = text.replace(f"@{key}@", str(value))
    path.write_text(text, encoding="utf-8")


class Demo:
    def __init__(self, bin_dir, folder):
        self.bin_dir, self.folder = bin_dir, folder
        self.children = []
        self.receiver = None

    def start(self):
        """In a fresh folder; what the demo before this left, its recordings too, is kept beside it."""
        if self.folder.exists():
            before = self.folder.with_name(self.folder.name + ".before")
            shutil.rmtree(before, ignore_errors=True)
            self.folder.rename(before)
        data = self.folder / "server"
        data.mkdir(parents=True)
        people = ROOT / "examples" / "people.csv"
        carrier = programs.Carrier(self.bin_dir, self.folder, people, programs.free_port(5080))
        self.children.append(carrier)
        print(f"the simulated carrier    sip:127.0.0.1:{carrier.port} (UDP and TCP)")
        self.receiver = hooks.Receiver()
        print(f"a receiver of webhooks   {self.receiver.url}")
        tiller = programs.Tiller(self.bin_dir, data, f"127.0.0.1:{programs.free_port(8080)}",
                                 f"127.0.0.1:{programs.free_port(5060)}", log=self.folder / "tiller.log")
        self.children.append(tiller)
        print(f"tiller                   {tiller.url} and sip:{tiller.sip}")
        self.zone, self.carrier_port, self.data = clock.zone_of_daylight(), carrier.port, data
        print(f"set up from              {self.set_up()}\n")
        return tiller, self.zone

    def set_up(self):
        """Applies examples/demo.yaml with rounds that begin now. Where the filled-in file lies."""
        setup = self.folder / "setup.yaml"
        write_setup(setup, self.zone, self.carrier_port, self.receiver.url)
        programs.apply(self.bin_dir, setup, self.data)
        return setup

    def run_plan(self, tiller, zone):
        """Creates the plan and watches it to its end. Its name."""
        client = Client(tiller.url)
        name = "demo " + time.strftime("%H:%M:%S")
        made = client.post("/v2/plan", plan_body(name, clock.today(zone)))
        print(f"POST /service/cloud/v2/plan: \"{made['PlanName']}\", task of the first round {made['TaskID']}")
        progress = show.Progress()
        deadline = time.monotonic() + LONGEST_SECONDS
        while True:
            plan = client.plan(name)
            progress.show(plan, len(self.receiver.deliveries()))
            if plan["Status"] in ("finished", "stopped"):
                break
            if time.monotonic() > deadline:
                raise programs.Failed(f"the plan has not ended in {LONGEST_SECONDS} s")
            for child in self.children:
                child.check()
            time.sleep(0.5)
        progress.end()
        if not self.receiver.wait(lambda: self.receiver.events("plan"), 30):
            print("the webhook of the plan's end has not come", file=sys.stderr)
        return client, name

    def judge(self, client, name):
        """Prints how everything ended; whether it ended as it must."""
        expected = expectations(read_csv(ROOT / "examples" / "people.csv"))
        records = client.records(name)
        links = {number: client.get("/plancase", PlanName=name, Callee=number)["Links"] for number in expected}
        wrong = show.outcomes(expected, records, links)
        wrong += show.webhooks(self.receiver, records)
        if wrong:
            print(f"\n{wrong} thing(s) did not end as they should. Logs: {self.folder}")
        else:
            print(f"\nAll {len(expected)} people were treated as they should be.")
        return wrong == 0

    def stop(self):
        try:
            for child in reversed(self.children):
                child.stop()
        except (KeyboardInterrupt, SystemExit):  # asked twice: at once
            for child in self.children:
                child.kill()
        if self.receiver:
            self.receiver.close()


def wait_for_ctrl_c(demo, tiller):
    """Serves on. A plan for today must come within 15 minutes of its strategy's first round: the rounds begin anew now and then."""
    show.where_next(tiller.url, demo.folder)
    renew_at = time.monotonic() + RENEW_SECONDS
    while True:
        for child in demo.children:
            child.check()
        if time.monotonic() > renew_at:
            demo.set_up()
            renew_at = time.monotonic() + RENEW_SECONDS
        time.sleep(0.5)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--once", action="store_true", help="end after the plan; status 0 only if all went as it should")
    arguments.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/bin", help="where the programs are")
    arguments.add_argument("--data", type=pathlib.Path, default=ROOT / "data/demo", help="folder of the demo; emptied at start")
    options = arguments.parse_args()
    # A terminal that closes or a supervisor that ends us is the same as Ctrl-C: the children end with us.
    for stop in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(stop, lambda *_: sys.exit(130))
    sys.stdout.reconfigure(line_buffering=True)
    demo = Demo(options.bin.resolve(), options.data.resolve())
    good = False
    try:
        tiller, zone = demo.start()
        client, name = demo.run_plan(tiller, zone)
        good = demo.judge(client, name)
        if not options.once:
            wait_for_ctrl_c(demo, tiller)
    except KeyboardInterrupt:
        print("\nstopping: calls in progress may end; Ctrl-C again ends them at once")
    except (programs.Failed, Refused, OSError) as failure:
        good = False
        print(f"\n{failure}\nlogs: {options.data}", file=sys.stderr)
    finally:
        demo.stop()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
