"""A line whose server refuses us is held: nobody's attempts are spent on it."""
import json
import subprocess

from audio import fetch
from conftest import numbers, row
from lab import programs


def command(house, *words):
    done = subprocess.run([str(house.bin_dir / "tiller"), *map(str, words), "--data", str(house.data)], capture_output=True,
                          text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def line_of(house):
    return json.loads(command(house, "line", "show", "LINE", "--json")[1])


def test_a_wrong_password_does_not_burn_the_list(house):
    callees = numbers(6)
    house.start_carrier("".join(f"{n},,,answer,100,hangup@1500\n" for n in callees), ["--auth", "tiller:right"])
    house.add_receiver(events=("call", "task", "plan", "line"))
    house.set_up(lines=[house.line(username="tiller", password="wrong", max_channels=1)],
                 strategies={"once": [house.round(repeat_interval=1, repeat_num=1)]})
    house.start_tiller()
    house.create([row(n) for n in callees])
    programs.wait_until(lambda: line_of(house)["held"], 20, "the hold")
    assert "the server answered 407" in line_of(house)["held"]
    assert 'tiller_line_held{line="LINE"} 1' in fetch(house.tiller.url + "/metrics")[2].decode()
    assert '"line held"' in house.tiller.tail(100)
    status, told = command(house, "doctor", "--line", "LINE")
    assert status == 1 and "held since" in told, told
    assert "held since" in command(house, "line", "list")[1]
    status, told = command(house, "line", "test", "LINE")
    assert status == 1 and "held since" in told, told
    attempts = house.client.plan("p")["Dialed"]
    assert attempts == 1, "the others keep their attempts"

    # Released by hand, it is held again by the next refusal; the right password ends it.
    assert command(house, "line", "release", "LINE")[0] == 0
    programs.wait_until(lambda: house.client.plan("p")["Dialed"] == 2, 20, "one more attempt")
    programs.wait_until(lambda: line_of(house)["held"], 20, "the hold")
    house.set_up(lines=[house.line(username="tiller", password="right", max_channels=1)],
                 strategies={"once": [house.round(repeat_interval=1, repeat_num=1)]})
    programs.wait_until(lambda: len(house.receiver.events("call", Outcome="answered")) >= 4, 60, "the calls")
    assert not line_of(house)["held"]
    assert [event["State"] for event in house.receiver.events("line")] == ["held", "released", "held", "released"]
    assert house.receiver.events("line")[0]["SIPCode"] == 407


def test_a_test_call_that_gets_through_releases_it_and_is_in_no_figure(house):
    callees = numbers(2)
    house.start_carrier("".join(f"{n},,,answer,100,hangup@1500\n" for n in callees), ["--auth", "tiller:right"])
    house.add_receiver()
    house.set_up(guard="off", lines=[house.line(username="tiller", password="wrong", max_channels=1)])
    house.start_tiller()
    house.create([row(callees[0])])
    programs.wait_until(lambda: line_of(house)["held"], 20, "the hold")
    # As if the provider had mended it on his side: the carrier starts again, without a password.
    port = house.carrier.port
    house.carrier.stop()
    house.carrier = programs.Carrier(house.bin_dir, house.folder, house.folder / "people.csv", port=port)
    house.stops.append(house.carrier.stop)
    programs.wait_until(lambda: house.carrier.tail(100).count("listening at port") == 2, 20, "the carrier's second start")
    status, told = command(house, "robot", "call", "short", callees[1], "variables.Debtor=Ani")
    assert status == 0, told
    assert not line_of(house)["held"]
    assert house.call_event(callees[1])["Test"] is True
    calls = json.loads(command(house, "stats", "--json")[1])["sum"]["calls"]
    assert calls == 1, "the plan's refused attempt, not the test call"
