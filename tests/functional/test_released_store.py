"""The store of an installation of release 0.1.0, killed in the middle of a plan, under today's server: what clients asked that release, they ask this one."""
import sqlite3

from conftest import ROOT, numbers

FIXTURE = ROOT / "src/store/testdata/release_0.1.0"


def test_a_released_store_is_served(house):
    (house.data / "master.key").write_bytes((FIXTURE / "master.key").read_bytes())
    (house.data / "master.key").chmod(0o400)
    database = sqlite3.connect(house.data / "tiller.db")
    database.executescript((FIXTURE / "store.sql").read_text(encoding="utf-8"))
    told = dict(database.execute("SELECT json_extract(body, '$.CallID'), json_extract(body, '$.Outcome') FROM events WHERE kind=0"))
    up = database.execute("SELECT id FROM calls WHERE state=0").fetchone()[0]
    database.close()
    assert len(told) == 4

    house.start_tiller()
    yes, opted_out, busy, called = numbers(4)
    assert house.client.plan("done")["Status"] == "finished"
    records = {number: record for number, (record,) in house.client.records("done").items()}
    assert [records[number]["Outcome"] for number in (yes, opted_out, busy)] == ["answered", "answered", "busy"]
    assert records[yes]["Intention"] == "A"
    for call, outcome in told.items():
        assert house.client.get("/callinfo", CallID=call)["Outcome"] == outcome
    interrupted = house.client.get("/callinfo", CallID=up)
    assert (interrupted["Callee"], interrupted["Outcome"]) == (called, "unknown")
    assert (house.data / "tiller.db.before-16").exists()
