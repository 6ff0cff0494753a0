"""The whole life of a plan:  python3 run_plan.py NAME STRATEGY LINE PEOPLE.json FOLDER

Has the people called, shows how the plan stands, and fetches the recordings into FOLDER. Ctrl-C stops the plan.
TILLER_URL, TILLER_APP_KEY and TILLER_APP_SECRET say where and who."""
import json
import os
import pathlib
import signal
import sys
import time

from tiller import Refused, Tiller


def run(tiller, name, strategy, line, people, folder):
    print("robots:", ", ".join(robot["RobotName"] for robot in tiller.robots()))
    print("strategies:", ", ".join(one["Name"] for one in tiller.strategies()))

    created = tiller.create_plan({"PlanName": name, "Strategy": strategy, "SIPLine": line, "Perform": 1, "Details": people})
    for error in created["detail_error_list"]:
        print("left out:", error)
    try:
        wait(tiller, name)
    except KeyboardInterrupt:
        tiller.stop_plan(name)
        wait(tiller, name)

    for person in people:
        try:
            recordings = tiller.recordings(name, person["Mobile"])
        except Refused as refused:
            print(refused)  # 10416: the row was left out
            continue
        for recording in recordings:
            path = folder / f"{person['Mobile']}_{recording['CallID']}.mp3"
            tiller.download(recording["Link"], path)
            print("recording:", path)


def wait(tiller, name):
    """Until the plan has ended. A webhook tells it without asking: receive_webhooks.py."""
    shown = ""
    while True:
        plan = tiller.plan(name)
        now = f"{plan['Status']}: {plan['Total'] - plan['Pending']} of {plan['Total']} done, {plan['Outcomes']}"
        if now != shown:
            print(now, flush=True)
        shown = now
        if plan["Status"] in ("finished", "stopped"):
            return
        time.sleep(1)


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    name, strategy, line, people, folder = sys.argv[1:]
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    tiller = Tiller(os.environ["TILLER_URL"], os.environ["TILLER_APP_KEY"], os.environ["TILLER_APP_SECRET"])
    try:
        run(tiller, name, strategy, line, json.loads(pathlib.Path(people).read_text(encoding="utf-8")), pathlib.Path(folder))
    except Refused as refused:
        sys.exit(f"refused: {refused}")
