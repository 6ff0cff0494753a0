"""One person is erased from a running installation, with the real programs."""
import json
import subprocess
import urllib.error
import urllib.request

from conftest import row

ANI, BUDI = "+6281230000001", "+6281230000002"


def erase(house, *args, expect=0):
    done = subprocess.run([house.bin_dir / "tiller", "erase", *args, "--data", house.data, "--json"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == expect, done.stdout + done.stderr
    return json.loads(done.stdout) if expect == 0 else done.stderr


def status_of(url):
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def files_with(folder, text):
    return [str(path) for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def test_one_person_is_erased_from_tables_files_and_links(house):
    house.start(f"{ANI},Ani,1,answer,300,\n{BUDI},Budi,1,answer,300,\n")
    house.run_plan([row(ANI, "Ani Unmistakable"), row(BUDI, "Budi Untouched")])
    link, kept = (house.call_event(number)["Link"] for number in (ANI, BUDI))
    assert status_of(link)[0] == 200
    assert files_with(house.data, ANI[3:]) and files_with(house.data, "Ani Unmistakable")

    erased = erase(house, ANI, "--do-not-call")
    assert (erased["numbers"], erased["calls"], erased["recordings"], erased["events"]) == (1, 1, 1, 1), erased
    status, words = status_of(link)
    assert status == 404 and b"deleted" in words
    assert status_of(kept)[0] == 200
    task = house.client.get("/list", Number=10, Page=1)["Tasks"][0]
    details = house.client.get("/detail", TaskID=task["TaskID"])
    assert [record["Callee"] for record in details["Details"]] == ["erased-1", BUDI]
    assert "Ani" not in json.dumps(details) and details["Details"][0]["Outcome"] == "answered"
    assert files_with(house.data, "Budi Untouched")

    # Uploaded again, the person is not called: the list knows the number, and it only.
    body = house.run_plan([row(ANI, "Somebody")], "again")
    assert body["Outcomes"] == {"dnc": 1}
    assert "number" in erase(house, "081", expect=2)
