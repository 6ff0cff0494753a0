"""All recordings of a task as one ZIP, read with programs that we did not write."""
import datetime
import sqlite3
import subprocess
import urllib.error
import urllib.request
import zipfile
import zoneinfo

import pytest
from conftest import numbers, row

COUNT, SIZE = 5000, 20_000


def memory_high(pid):
    """Of a process, in MiB, since it began."""
    with open(f"/proc/{pid}/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def add_recordings(data, callees):
    """As if every number had been reached: calls in the database, files beside it. Name in the archive → content."""
    today = datetime.datetime.now(datetime.timezone.utc)
    folder = data / "recordings" / today.strftime("%Y/%m/%d")
    folder.mkdir(parents=True)
    ms, expected = int(today.timestamp() * 1000), {}
    store = sqlite3.connect(data / "tiller.db")
    account, task = store.execute("SELECT account, key FROM tasks").fetchone()
    for at, callee in enumerate(callees, 1):
        call = f"{ms:012x}{at:020x}"
        expected[f"{callee}_{call}.mp3"] = content = (call.encode() * (SIZE // 32))[:SIZE - at % 7]
        (folder / f"{call}.mp3").write_bytes(content)
        store.execute("INSERT INTO calls(account, id, direction, owner, task, row, attempt, line, callee, state, intended, recorded) "
                      "VALUES(?,?,0,0,?,?,1,1,?,1,?,1)", (account, call, task, at, callee, ms))
    store.execute("UPDATE numbers SET attempts=1")
    store.commit()
    store.close()
    return expected


def test_five_thousand_recordings_in_constant_memory(house):
    house.set_up(lines=[house.line(port=9)], strategies={"once": [house.round(1800, 3000)]})
    house.start_tiller()
    callees = numbers(COUNT)
    now = datetime.datetime.now(zoneinfo.ZoneInfo(house.zone))
    made = house.client.post("/task", {
        "TaskName": "long", "Robot": "short", "SIPLine": "LINE", "Perform": 3, "Details": [row(callee) for callee in callees],
        "StartTime": (now + datetime.timedelta(hours=1)).isoformat(), "EndTime": (now + datetime.timedelta(hours=2)).isoformat()})
    house.tiller.stop()
    expected = add_recordings(house.data, callees)
    house.start_tiller()

    house.client.get("/list")
    before = memory_high(house.tiller.process.pid)
    link = house.client.get("/recording", TaskID=made["TaskID"])["Archive"]
    path = house.folder / "all.zip"
    with urllib.request.urlopen(link, timeout=60) as answer, open(path, "wb") as out:
        assert answer.headers["Content-Type"] == "application/zip"
        while piece := answer.read(1 << 20):
            out.write(piece)
    grown = memory_high(house.tiller.process.pid) - before
    assert path.stat().st_size > COUNT * (SIZE - 10)
    assert grown < 40, f"{grown:.0f} MiB for an archive of {path.stat().st_size >> 20} MiB"

    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == list(expected)
        for name in list(expected)[::500]:
            assert archive.read(name) == expected[name]
    assert subprocess.run(["unzip", "-tqq", path], check=False).returncode == 0

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(link[:-1] + ("0" if link[-1] != "0" else "1"), timeout=10)
    assert refused.value.code == 403
