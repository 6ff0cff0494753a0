"""Every kind of rule of the guard, seen from outside: lists, DncSwitch, hours by zone, caps, rest, consent, opening words, and the preview."""
import collections
import datetime
import json
import urllib.request
import zoneinfo

from conftest import row
from test_guard import guard
from test_manage import Manager

OPTS_OUT = "9@300"
SOURCE = "source: {law: test, date: 2026-01-01}"


def group(digit, count=1):
    """Numbers of one prefix, so that a rule can be for them alone."""
    return [f"+62812{digit}2300{n:03d}" for n in range(1, count + 1)]


def rule(name, digit, what, **fields):
    more = "".join(f"    {field}: {value}\n" for field, value in fields.items())
    return (f"  - id: test.{name}\n    version: 3\n    title: the rule on {name}\n    prefixes: [\"+62812{digit}\"]\n    {SOURCE}\n"
            f"    {what}\n{more}")


def open_all_day(*ids):
    return "".join(f"  - {{id: {name}, version: 9, title: at any hour, {SOURCE}, hours: {{daily: \"00:00-24:00\", fallback: true}}}}\n" for name in ids)


def write_pack(house, rules):
    folder = house.folder / "packs"
    folder.mkdir()
    (folder / "test.yaml").write_text("pack: test\nrules:\n" + open_all_day("id.collection.hours", "house.hours", "us.collection.hours") + rules,
                                      encoding="utf-8")
    return ["--guard-packs", folder]


def upload(house, path, text, token):
    """POST of a list of numbers, which is no JSON."""
    request = urllib.request.Request(house.tiller.url + "/admin/v1" + path, data=text.encode(), method="POST",
                                     headers={"Authorization": "Bearer " + token, "Content-Type": "text/csv"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def test_rules_of_every_kind(house):
    (once, *_), (rested, *_), (agreed, never_asked), (owes, other), (said, *_), (unsaid, *_) = (group(digit, 2) for digit in range(1, 7))
    talks = [once, rested, agreed, never_asked, owes, said, unsaid]
    house.start_carrier("".join(f"{number},,*,answer,200,hangup@300\n" for number in talks))
    house.add_receiver()
    consents = house.folder / "consents.csv"
    consents.write_text(f"number,source,given\n{agreed},web form,2026-01-01\n", encoding="utf-8")
    house.set_up(consents=[{"file": str(consents), "source": "forms"}])
    options = write_pack(house, rule("caps", 1, "cap: {by: number, most: 1, days: 1}")
                         + rule("rest", 2, "cool_down: {by: number, days: 1}")
                         + rule("consent", 3, "consent: required")
                         + rule("debts", 4, "cap: {by: debt, most: 1, days: 7}")
                         + rule("words", 5, "opening: {what: a question, otherwise: block, any_of: {en: [\"please press\"]}}")
                         + rule("name", 6, "opening: {what: who is calling, otherwise: block, any_of: {en: [\"this is acme\"]}}"))
    house.start_tiller(options)
    token = Manager(house).log_in()
    rows = [row(number, debtor=f"debtor {number}") for number in talks]

    preview = upload(house, "/guard-rules/preview", "\n".join([*talks, "0812"]), token)
    assert (preview["rows"], preview["wrong"], preview["by_rule"]) == (len(talks), 1, {"test.consent": 1})
    assert preview["skipped"][0]["outcome"] == "blocked" and "test.consent" in json.dumps(preview["skipped"])

    first = house.run_plan(rows, "first")
    assert first["Outcomes"] == {"answered": len(talks) - 2, "blocked": 2}
    reasons = {number: house.call_event(number, PlanName="first")["HangupReason"] for number in (never_asked, unsaid)}
    assert reasons[never_asked].startswith("test.consent v3: ") and reasons[unsaid].startswith("test.name v3: ")

    # Once more: what was a call then counts now.
    preview = upload(house, "/guard-rules/preview", "\n".join(talks), token)
    assert preview["by_rule"] == {"test.consent": 1, "test.caps": 1, "test.rest": 1}
    second = house.run_plan(rows, "second")
    assert second["Outcomes"] == {"answered": 2, "blocked": 5}
    blocked = {event["Callee"]: event["HangupReason"].split(" ")[0] for event in house.receiver.events("call", PlanName="second", Outcome="blocked")}
    assert blocked == {once: "test.caps", rested: "test.rest", never_asked: "test.consent", owes: "test.debts", unsaid: "test.name"}
    # The same debt at another number; another debt at the same one.
    third = house.run_plan([row(other, debtor=f"debtor {owes}"), row(owes, debtor="another")], "third")
    assert third["Total"] == 2 and house.call_event(other, PlanName="third")["Outcome"] == "blocked"
    assert house.call_event(owes, PlanName="third")["Outcome"] == "answered"
    dialed = collections.Counter(call["number"] for call in house.carrier.report())
    assert sum(dialed.values()) == (len(talks) - 2) + 2 + 1
    assert "8 refusals judged again: 8 the same" in guard(house, "replay")


def test_hours_are_those_of_the_callees_clock(house):
    """It is three hours earlier in Los Angeles than in New York, whatever the account's zone."""
    new_york, los_angeles = "+12125550101", "+12135550102"
    now = datetime.datetime.now(zoneinfo.ZoneInfo("America/New_York"))
    minute = now.hour * 60 + now.minute
    window = [f"{m // 60:02d}:{m % 60:02d}" for m in (max(0, minute - 60), min(24 * 60, minute + 60))]
    hours = (f"  - id: us.collection.hours\n    version: 8\n    title: now in New York\n    {SOURCE}\n"
             f"    hours: {{daily: \"{window[0]}-{window[1]}\"}}\n")
    house.start_carrier(f"{new_york},,*,answer,200,hangup@300\n{los_angeles},,*,answer,200,hangup@300\n")
    house.add_receiver()
    house.set_up(lines=[house.line(country="US")], country="US")
    folder = house.folder / "packs"
    folder.mkdir()
    (folder / "hours.yaml").write_text("pack: hours\nrules:\n" + hours, encoding="utf-8")
    house.start_tiller(["--guard-packs", folder])
    house.run_plan([row(new_york), row(los_angeles, debtor="Budi")])
    assert house.call_event(new_york)["Outcome"] == "answered"
    event = house.call_event(los_angeles)
    assert event["Outcome"] == "blocked" and event["HangupReason"].startswith("us.collection.hours v8: ")
    assert [call["number"].lstrip("+") for call in house.carrier.report()] == [new_york[1:]]


def test_the_switch_of_the_seed(house):
    """A national register counts with DncSwitch only, and that is for lines of the United States only."""
    listed, free = "+12125550103", "+12125550104"
    house.start_carrier("".join(f"{number},,*,answer,200,hangup@300\n" for number in (listed, free)))
    house.add_receiver()
    house.set_up(lines=[house.line("LINE", country="US"), house.line("OTHER", country="ID")])
    # Two calls about one debt within seven days: Regulation F rests after a conversation; here nothing does.
    house.start_tiller(write_pack(house, f"  - {{id: us.collection.after_conversation, version: 9, title: off, enabled: false, {SOURCE}, "
                                         "cool_down: {by: debt, days: 7}}\n"))
    manager = Manager(house)
    token = manager.log_in()
    assert manager.http("POST", "/dnc-lists?all_accounts=1", {"name": "registry", "national": True}, token)[0] == 201
    assert upload(house, "/dnc-lists/registry/upload?all_accounts=1&source=registry", listed + "\n", token) == {"numbers": 1, "changed": 1}
    rows = [row(listed), row(free, debtor="Budi")]
    assert house.client.send("POST", "/v2/plan", house.order(rows, SIPLine="OTHER", DncSwitch=True))[1]["code"] == 10302
    for switch, outcomes in ((False, {"answered": 2}), (None, {"answered": 2}), (True, {"answered": 1, "dnc": 1})):
        name = f"switch {switch}"
        assert house.run_plan(rows, name, DncSwitch=switch)["Outcomes"] == outcomes, name
    assert house.call_event(listed, PlanName="switch True")["HangupReason"].startswith("house.do_not_call v1: ")


def test_an_opt_out_is_minded_by_a_task_that_waits_for_the_number(house):
    """Both plans are open. The number is called in one; the other waits for it and then must not call it."""
    number = group(7)[0]
    house.start(f"{number},,*,answer,200,{OPTS_OUT}\n")
    house.create([row(number)], "one")
    house.create([row(number)], "two")
    for name in ("one", "two"):
        house.wait_plan(name)
    outcomes = {name: house.call_event(number, PlanName=name)["Outcome"] for name in ("one", "two")}
    assert sorted(outcomes.values()) == ["answered", "dnc"] and len(house.carrier.report()) == 1
