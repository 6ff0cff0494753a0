"""The guard, as an operator meets it."""
import json
import subprocess

from conftest import numbers, row
from lab.programs import ANY_HOUR

OPTS_OUT = "9@after+200"

CLOSED = """
pack: closed
rules:
  - id: id.collection.hours
    version: 9
    title: closed for a test
    source: {law: test, date: 2026-01-01}
    hours: {daily: closed}
"""


def guard(house, *arguments, status=0):
    done = subprocess.run([house.bin_dir / "tiller", "guard", *arguments, "--data", house.data], capture_output=True, text=True, timeout=60)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def test_who_opts_out_is_not_called_again(house):
    number = numbers(1)[0]
    house.start(f"{number},,*,answer,300,{OPTS_OUT}\n")
    house.run_plan([row(number)], "first")
    assert house.call_event(number, PlanName="first")["Labels"] == ["opted_out"]
    house.run_plan([row(number)], "second")
    event = house.call_event(number, PlanName="second")
    assert event["Outcome"] == "dnc" and event["AttemptList"] == []
    assert event["HangupReason"].startswith("house.do_not_call v1: on the do-not-call list \"opt-outs\"")
    assert len(house.carrier.report()) == 1
    # While the server runs: the refusal is judged again, a preview sees the list.
    assert "1 refusals judged again: 1 the same" in guard(house, "replay")
    listed = house.folder / "numbers.txt"
    listed.write_text(f"{number}\n{numbers(1, 50)[0]}\n", encoding="utf-8")
    preview = json.loads(guard(house, "preview", listed, "--account", "test", "--guard-packs", ANY_HOUR, "--json"))
    assert (preview["rows"], preview["callable"], preview["by_rule"]) == (2, 1, {"house.do_not_call": 1})




def test_a_pack_of_the_operators_own_and_an_imported_list(house):
    packs = house.folder / "packs"
    packs.mkdir()
    (packs / "closed.yaml").write_text(CLOSED, encoding="utf-8")
    blocked, listed = numbers(2)
    house.start_carrier("")
    house.add_receiver()
    house.set_up()
    wrong = house.folder / "wrong.csv"
    wrong.write_text("number,expires\n0812,\n", encoding="utf-8")
    guard(house, "import-dnc", wrong, "--list", "own", "--account", "test", status=2)
    good = house.folder / "good.csv"
    good.write_text(f"number,reason\n{listed},complained\n", encoding="utf-8")
    assert "1 numbers, 1 new or changed" in guard(house, "import-dnc", good, "--list", "complaints")
    house.start_tiller(options=["--guard-packs", packs])
    plan = house.run_plan([row(blocked), row(listed)])
    assert plan["Outcomes"] == {"blocked": 1, "dnc": 1}
    assert house.call_event(blocked)["HangupReason"] == "id.collection.hours v9: closed for a test"
    assert house.call_event(listed)["HangupReason"].endswith("\"complaints\": complained")
    assert house.carrier.report() == []
    assert "2 refusals judged again: 2 the same" in guard(house, "replay")
