"""Secrets at rest (docs/encryption.md, "The master key"): nothing plain on the disk, and a key that is replaced under load and under kills."""
import json
import shutil
import subprocess
import time

from conftest import numbers, readiness, row
from lab import hooks, programs

PASSWORD, SIGN_SECRET, SIGN_KEY, BODY_KEY = "planted-password", "planted-sign-secret", "0a" * 16, "5b" * 32


def tiller(house, *args, code=0):
    done = subprocess.run([house.bin_dir / "tiller", *args], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def plant(house):
    house.start_carrier(f"{numbers(1)[0]},,*,answer,100,hangup@400\n")
    house.add_receiver()
    house.set_up(lines=[house.line(username="me", password=PASSWORD)], sign_keys=[{"id": SIGN_KEY, "secret": SIGN_SECRET}])
    tiller(house, "encryption-key", "add", f"key={BODY_KEY}", "--data", house.data)


def plain_in(folder):
    """Which secrets lie in files of the folder. A key may lie there as text or as bytes."""
    planted = [secret.encode() for secret in (PASSWORD, SIGN_SECRET, hooks.SECRET, BODY_KEY)] + [bytes.fromhex(BODY_KEY)]
    return [(secret, path.name) for path in folder.rglob("*") if path.is_file() for secret in planted if secret in path.read_bytes()]


def test_no_secret_lies_on_the_disk_or_in_a_backup(house):
    plant(house)
    house.start_tiller()
    house.run_plan([row(numbers(1)[0])])
    assert all(not delivery.faults for delivery in house.receiver.deliveries()), "webhooks are signed with the secret"
    assert (house.data / "tiller.db-wal").stat().st_size > 0
    backup = house.folder / "backup"
    assert "does not start without a copy of" in tiller(house, "backup", "--data", house.data, backup)
    assert plain_in(house.data) == [] and plain_in(backup) == []
    log = (house.folder / "tiller.log").read_text(encoding="utf-8")
    assert not [secret for secret in (PASSWORD, SIGN_SECRET, hooks.SECRET, BODY_KEY) if secret in log]
    # Whoever restores it is told what is missing.
    assert "Bring it back" in tiller(house, "export", "--data", backup, code=5)
    assert "ERROR" in tiller(house, "doctor", "--data", backup, "--http", "", "--sip", "", code=1).upper()
    shutil.copy(house.data / "master.key", backup)
    assert "LINE" in tiller(house, "export", "--data", backup)


def test_the_key_is_replaced_while_calls_and_webhooks_go_on(house):
    plant(house)
    house.start_tiller()
    house.create([row(numbers(1)[0])])
    old = (house.data / "master.key").read_text()
    for _ in range(5):
        assert "replaced" in tiller(house, "crypt", "rotate-master-key", "--data", house.data)
    house.wait_plan()
    assert all(not delivery.faults for delivery in house.receiver.deliveries())
    fresh = (house.data / "master.key").read_text()
    assert fresh != old and len(fresh.split()) == 1
    assert house.tiller.stop() == 0
    tiller(house, "crypt", "rotate-master-key", "--data", house.data)
    assert (house.data / "master.key").read_text() != fresh, "nobody serves the folder: it works, too"
    house.restart_tiller()
    link = house.call_event(numbers(1)[0])["Link"]
    status = subprocess.run(["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", link], capture_output=True, text=True, check=True)
    assert status.stdout == "200", "links of before are good: their key is the same"


def test_a_kill_while_the_key_is_replaced_leaves_a_store_that_opens(house):
    plant(house)
    house.start_tiller(log_in=False)
    for kill in range(12):
        rotate = subprocess.Popen([house.bin_dir / "tiller", "crypt", "rotate-master-key", "--data", house.data],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.01 + 0.004 * kill)  # another moment each time; none of them matters
        house.tiller.kill()
        rotate.wait(30)
        house.restart_tiller()
        house.tiller.wait_for(lambda: readiness(house)[0] == 200, 20, "a start after the kill")
    assert plain_in(house.data) == []
    keys = json.loads(tiller(house, "sign-key", "list", "--json", "--data", house.data))
    assert [key["id"] for key in keys] == [SIGN_KEY]


def test_a_wrong_or_missing_key_is_said_at_the_start(house):
    plant(house)
    key = house.data / "master.key"
    right = key.read_text()

    def refusal(name):
        refused = programs.Program([house.bin_dir / "tiller", "serve", "--data", house.data, "--http",
                                    f"127.0.0.1:{programs.free_port()}", "--sip", f"127.0.0.1:{programs.free_port()}"],
                                   house.folder / name)
        assert refused.process.wait(30) == 5
        return refused.tail()

    key.unlink()
    assert "master.key" in refusal("missing.log") and not key.exists()
    assert "master key" in tiller(house, "doctor", "--data", house.data, "--http", "", "--sip", "", code=1)
    key.write_text("00" * 32 + "\n")
    assert "does not open" in refusal("wrong.log")
    key.write_text("no key\n")
    assert "64 hex digits" in refusal("rubbish.log")
    # As a further line, the right one is good again, and the first seals from then on.
    key.write_text("00" * 32 + "\n" + right)
    house.start_tiller()
    assert house.tiller.stop() == 0
    key.write_text("00" * 32 + "\n")
    house.restart_tiller()


def test_a_lost_key_is_given_up_and_what_it_opened_is_set_anew(house):
    plant(house)
    house.start_tiller()
    house.run_plan([row(numbers(1)[0])])
    discard = ["crypt", "discard-sealed", "--data", house.data]
    assert "in use by another tiller" in tiller(house, *discard, "--yes", code=4)
    assert "opens every" in tiller(house, *discard), "a look is allowed while it runs"
    house.tiller.stop()
    right = (house.data / "master.key").read_text()
    (house.data / "master.key").unlink()

    lost = ['test: the password of line "LINE"', "test: the secret of webhook 1", f"test: the secret of sign key {SIGN_KEY}",
            "test: encryption key ", "links of recordings"]
    doctor = tiller(house, "doctor", "--data", house.data, "--http", "", "--sip", "", code=1)
    assert all(secret in doctor for secret in lost) and "5 secrets do not open" in doctor and "discard-sealed" in doctor
    told = tiller(house, *discard, code=2)
    assert all(secret in told for secret in lost) and "nothing was changed" in told
    assert not (house.data / "master.key").exists()

    # The copy turns up after all: nothing has happened to it.
    (house.data / "master.key").write_text(right)
    assert "opens every" in tiller(house, *discard)
    (house.data / "master.key").write_text("00" * 32 + "\n")
    told = tiller(house, *discard, "--yes")
    assert all(word in told for word in ("line set LINE", "webhook rotate 1", "sign-key add", "encryption-key add", "removed: 5"))
    assert "opens every" in tiller(house, *discard)

    house.restart_tiller()
    ask = ["--json", "--data", house.data]
    line = json.loads(tiller(house, "line", "show", "LINE", *ask))
    assert (line["enabled"], line["has_password"]) == (False, False), "no call fails for want of its password"
    webhook = json.loads(tiller(house, "webhook", "show", "1", *ask))
    assert webhook["enabled"] is False
    assert json.loads(tiller(house, "sign-key", "list", *ask)) == json.loads(tiller(house, "encryption-key", "list", *ask)) == []
    log = subprocess.run(["curl", "-s", "-H", f"Authorization: Bearer {(house.data / 'admin.key').read_text().strip()}",
                          f"{house.tiller.url}/admin/v1/audit?limit=10"], capture_output=True, text=True, check=True).stdout
    gone = [(entry["resource"], entry["subject"], entry["account"]) for entry in json.loads(log)["items"] if entry["action"] == "discarded"]
    assert gone[::-1] == [("lines", "LINE", "test"), ("webhooks", "1", "test"), ("sign-keys", SIGN_KEY, "test"),
                          ("encryption-keys", json.loads(doctor_key(doctor)), "test"), ("master-key", "links", "")]

    # API keys are hashes: the client goes on; with the set-up file given again everything works as before.
    house.set_up(lines=[house.line(username="me", password=PASSWORD)], sign_keys=[{"id": SIGN_KEY, "secret": SIGN_SECRET}])
    house.run_plan([row(numbers(1)[0])], name="afterwards")
    assert house.call_event(numbers(1)[0], PlanName="afterwards")["Outcome"] == "answered"
    assert not house.receiver.deliveries()[-1].faults


def doctor_key(doctor):
    """The id of the encryption key, in its quotes, from what the doctor says."""
    return doctor.split("encryption key ")[1].split(";")[0].strip()
