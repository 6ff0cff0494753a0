"""The data file under trouble: full disk, hole, cut short, damaged log. It is said, nothing wrong is served, nothing crashes."""
import contextlib
import errno
import os
import resource
import sqlite3
import subprocess

import pytest
from conftest import numbers, readiness, row
from lab import programs

PAGE = 4096


def prepare(house):
    """A server with an account and a plan for tomorrow: nothing is dialed."""
    house.set_up(lines=[house.line(port=9)], strategies={"once": [house.round(day_offset=1)]})
    house.start_tiller()
    house.create([row(number) for number in numbers(200)], "before")


@contextlib.contextmanager
def full_disk(house):
    """A small file system under the data folder, filled to its last byte."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", house.data], capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip("only root may mount a small disk")
    ballast = house.data / "ballast"

    def fill():
        with open(ballast, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(PAGE))
            except OSError as error:
                assert error.errno == errno.ENOSPC

    try:
        yield fill, ballast.unlink
    finally:
        house.close()
        subprocess.run(["umount", "--lazy", house.data], check=True)


@contextlib.contextmanager
def file_limit(house):
    """No file may become longer than it is: what `ulimit -f` and quotas do."""
    def limit(size):
        resource.prlimit(house.tiller.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    yield lambda: limit(PAGE), lambda: limit(resource.RLIM_INFINITY)


@pytest.mark.parametrize("disk", [full_disk, file_limit])
def test_a_full_disk_refuses_writes_and_recovers(house, disk):
    with disk(house) as (fill, make_room):
        prepare(house)
        fill()
        rows = [row(number) for number in numbers(5_000, 1_000)]
        status, answer = house.client.send("POST", "/v2/plan", house.order(rows, "during"))
        assert status == 503 and answer["code"] == 503 and "disk" in answer["status"], answer
        status, body = readiness(house)
        assert status == 503 and body["status"] == "unavailable" and "disk" in body["reason"]
        assert house.client.plan("before")["Total"] == 200, "reads go on"
        assert house.client.send("GET", "/plan?PlanName=during")[1]["code"] == 10302, "what was refused is not there"
        make_room()
        house.tiller.wait_for(lambda: readiness(house)[0] == 200, 20, "readiness when there is room")
        house.create(rows, "during")
        assert house.client.plan("during")["Total"] == 5_000
        assert house.tiller.stop() == 0


@pytest.mark.parametrize("damage", ["hole", "cut short", "no database"])
def test_a_damaged_file_is_refused_at_the_start(house, damage):
    prepare(house)
    assert house.tiller.stop() == 0
    path = house.data / "tiller.db"
    size = path.stat().st_size
    with open(path, "r+b") as file:
        if damage == "hole":
            file.seek(size // 2 // PAGE * PAGE)
            file.write(bytes(4 * PAGE))
        elif damage == "cut short":
            file.truncate(size // 2)
        else:
            file.write(b"no database at all")
    damaged = path.read_bytes()
    log = house.folder / "again.log"
    refused = programs.Program([house.bin_dir / "tiller", "serve", "--data", house.data, "--http",
                                f"127.0.0.1:{programs.free_port()}", "--sip", f"127.0.0.1:{programs.free_port()}"], log)
    assert refused.process.wait(30) == 5, "the exit status for what is unavailable"
    assert "the database is damaged" in refused.tail() and "restore a backup" in refused.tail()
    assert path.read_bytes() == damaged, "untouched: somebody may still save something"
    doctor = subprocess.run([house.bin_dir / "tiller", "doctor", "--data", house.data], capture_output=True, text=True, check=False)
    assert doctor.returncode != 0 and "damaged" in doctor.stdout


def test_a_damaged_log_serves_whole_transactions_only(house):
    prepare(house)
    made = []
    for i in range(20):
        house.create([row(number) for number in numbers(50, 1_000 * (i + 1))], f"plan {i}")
        made.append(f"plan {i}")
    house.tiller.kill()
    log = house.data / "tiller.db-wal"
    size = log.stat().st_size
    assert size > 20 * PAGE
    with open(log, "r+b") as file:
        file.seek(size // 2)
        file.write(os.urandom(PAGE))
    house.restart_tiller()
    found = [name for name in made if house.client.send("GET", f"/plan?PlanName={name.replace(' ', '%20')}")[1]["code"] == 200]
    assert found == made[:len(found)], "what is there ends at the damage, and has no gap before"
    for name in found:
        assert house.client.plan(name)["Total"] == 50
        task = house.client.get("/planround", PlanName=name)["Rounds"][0]["TaskID"]
        assert len(house.client.get("/detail", TaskID=task)["Details"]) == 50
    assert house.tiller.stop() == 0
    with contextlib.closing(sqlite3.connect(house.data / "tiller.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
