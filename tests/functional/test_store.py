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


def flip(path, at):
    with open(path, "r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))


def refuse(house):
    """What the start says. It changes nothing: somebody may still save something."""
    files = [house.data / name for name in ("tiller.db", "tiller.db-wal", "tiller.db-mark")]

    def content():
        return [path.read_bytes() if path.exists() else b"" for path in files]

    before = content()
    log = house.folder / "again.log"
    refused = programs.Program([house.bin_dir / "tiller", "serve", "--data", house.data, "--http",
                                f"127.0.0.1:{programs.free_port()}", "--sip", f"127.0.0.1:{programs.free_port()}"], log)
    assert refused.process.wait(30) == 5, "the exit status for what is unavailable"
    assert "the database is damaged" in refused.tail() and "restore a backup" in refused.tail()
    assert content() == before
    doctor = subprocess.run([house.bin_dir / "tiller", "doctor", "--data", house.data], capture_output=True, text=True, check=False)
    assert doctor.returncode != 0 and "damaged" in doctor.stdout
    return refused.tail()


@pytest.mark.parametrize("damage", ["hole", "cut short", "no database", "emptied", "removed"])
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
        elif damage == "emptied":
            file.truncate(0)
        else:
            file.write(b"no database at all")
    if damage == "removed":
        path.unlink()
    assert "tiller.db" in refuse(house)


@pytest.mark.parametrize("damage", ["flipped bit", "cut short", "removed", "garbage"])
def test_a_damaged_log_is_refused_at_the_start(house, damage):
    prepare(house)
    for i in range(5):
        house.create([row(number) for number in numbers(50, 1_000 * (i + 1))], f"plan {i}")
    house.tiller.kill()
    log = house.data / "tiller.db-wal"
    size = log.stat().st_size
    assert size > 20 * PAGE
    if damage == "flipped bit":
        flip(log, size - PAGE // 2)  # of the very last commit
    elif damage == "cut short":
        os.truncate(log, size // 2)
    elif damage == "garbage":
        log.write_bytes(os.urandom(size))
    else:
        log.unlink()
    assert "tiller.db-wal" in refuse(house)


def test_a_killed_server_starts_again_whoever_looked_at_its_files(house):
    prepare(house)
    house.create([row(number) for number in numbers(50, 1_000)], "second")
    house.tiller.kill()
    (house.data / "tiller.db-shm").write_bytes(os.urandom(8 * PAGE))  # not data: made anew
    with contextlib.closing(sqlite3.connect(house.data / "tiller.db")) as db:
        assert db.execute("SELECT count(*) FROM plans").fetchone() == (2,)
    assert not (house.data / "tiller.db-wal").exists(), "the last connection moved the log into the database"
    house.restart_tiller()
    assert house.client.plan("second")["Total"] == 50
    house.create([row(number) for number in numbers(50, 2_000)], "third")
    assert house.tiller.stop() == 0


def test_damage_that_is_met_stops_the_store(house):
    prepare(house)
    for i in range(4):
        house.create([row(number) for number in numbers(10_000, 10_000 * (i + 1))], f"large{i}")
    path = house.data / "tiller.db"
    house.tiller.wait_for(lambda: path.stat().st_size > 400 * PAGE, 20, "the log's move into the database")
    os.truncate(path, 8 * PAGE)
    for name in ("large0", "large1", "large2", "before"):
        task = house.client.send("GET", f"/planround?PlanName={name}")[1].get("data", {}).get("Rounds", [{}])[0].get("TaskID")
        status, answer = house.client.send("GET", f"/detail?TaskID={task}")
    assert status == 503 and "damaged" in answer["status"], answer
    status, body = readiness(house)
    assert status == 503 and "damaged" in body["reason"]
    assert house.client.send("POST", "/v2/plan", house.order([row("+6281230000001")], "after"))[0] == 503
    assert house.tiller.stop() == 0
