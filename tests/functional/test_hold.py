"""A restored backup, and any server that is told so, reaches out to nobody until it is told to go on."""
import json
import subprocess

from conftest import House, numbers, readiness, row
from lab import programs


def command(house, *words, data=None):
    done = subprocess.run([str(house.bin_dir / "tiller"), *map(str, words), "--data", str(data or house.data)], capture_output=True,
                          text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_restored_backup_waits_beside_its_original(house):
    callees = numbers(40)
    house.start_carrier("".join(f"{n},,,answer,100,\n" for n in callees))
    house.add_receiver()
    house.set_up(lines=[house.line(max_channels=1, register=True, username="u", password="p")])
    house.start_tiller()
    house.create([row(n) for n in callees])
    programs.wait_until(lambda: calls_of(house), 20, "a call")

    backup = house.folder / "backup"
    assert command(house, "backup", backup)[0] == 0
    (house.folder / "copy").mkdir()
    copy = House(house.folder / "copy", house.bin_dir)
    status, told = command(copy, "restore", backup)
    assert status == 3 and "--master-key" in told, told
    status, told = command(copy, "restore", backup, "--master-key", house.data / "master.key")
    assert status == 0 and "on hold" in told, told

    # The original is put on hold by hand, so that all that reaches the carrier from now on is the copy's. Numbers of that are
    # due, and its line wants to be registered: nothing of it leaves the machine.
    status, told = command(house, "hold", "--reason", "a drill")
    assert status == 0 and "a drill" in told, told
    programs.wait_until(lambda: json.loads(command(house, "call", "list", "--state", "live", "--json")[1]) == [], 30, "no live call")
    before = len(calls_of(house))
    copy.start_tiller(log_in=False)
    try:
        status, body = readiness(copy)
        assert status == 200 and body["status"] == "held" and "restored from a backup of" in body["reason"], body
        assert "on hold since" in copy.tiller.tail(30)
        status, told = command(copy, "status")
        assert status == 0 and "restored from a backup of" in told, told
        assert "on hold since" in command(copy, "doctor")[1]
        status, told = command(copy, "robot", "call", "short", callees[39], "variables.Debtor=Ani")
        assert status == 4 and "on hold" in told, told
        assert len(calls_of(house)) == before
        assert '"message":"line ' not in copy.tiller.tail(1000), "neither registered nor refused"

        status, told = command(copy, "resume")
        assert status == 0 and "go on" in told, told
        assert readiness(copy)[1]["status"] == "ready"
        programs.wait_until(lambda: len(calls_of(house)) > before, 20, "the calls that waited")
        programs.wait_until(lambda: '"message":"line ' in copy.tiller.tail(1000), 20, "the registration")
    finally:
        copy.close()


def calls_of(house):
    """Numbers that the carrier was asked for, in their order."""
    return [entry for entry in house.carrier.journal() if entry["what"] == "invite"]


def test_a_server_that_starts_on_hold_takes_work_and_keeps_it(house):
    callee = numbers(1)[0]
    house.start_carrier(f"{callee},,,answer,100,\n")
    house.add_receiver()
    house.set_up()
    house.start_tiller(["--hold"])
    house.create([row(callee)])
    assert readiness(house)[1]["status"] == "held"
    house.tiller.kill()
    house.restart_tiller()
    assert readiness(house)[1]["status"] == "held", "a restart does not end it"
    assert not calls_of(house) and not house.receiver.events("call")
    assert command(house, "resume")[0] == 0
    house.wait_plan()
    status, told = command(house, "hold", "--reason", "the carrier works on its lines")
    assert status == 0 and "the carrier works on its lines" in told, told
    assert json.loads(command(house, "status", "--json")[1])["state"] == "on hold"
