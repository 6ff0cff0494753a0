"""/openapi.json is true: a linter that we did not write passes it, Postman imports it, and the server does what it says.

A hundred thousand requests: python3 -m pytest tests/functional/test_openapi.py --requests=100000"""
import json
import pathlib
import random
import subprocess
import urllib.parse
import urllib.request

import pytest
from conftest import numbers, row
from lab import clock
from openapi_walk import Fault, Walk

CHECKS = pathlib.Path(__file__).parent / "openapi"


def fetch(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


def walk(request, walker):
    """As many steps as asked for; every operation is met."""
    for number in range(request.config.getoption("--requests")):
        try:
            walker.step()
        except Fault as fault:
            pytest.fail(f"request {number} of seed {request.config.getoption('--seed')}: {fault}", pytrace=False)
    for operation, results in sorted(walker.seen.items()):
        print(operation, dict(sorted(results.items(), key=str)))
    assert set(walker.seen) == set(walker.operations)


@pytest.fixture
def chance(request):
    return random.Random(request.config.getoption("--seed"))


def test_the_voice_interface(house, request, chance):
    callees = numbers(3)
    house.account["keys"].append({"app_key": "other-key", "app_secret": "other-secret"})
    house.start(f"{callees[0]},,*,answer,200,hangup@500\n" + "".join(f"{number},,*,busy,,\n" for number in callees[1:]),
                strategies={"once": [house.round()], "later": [house.round(1800)]})
    house.run_plan([row(number) for number in callees], "done")
    links = house.client.get("/plancase", PlanName="done", Callee=callees[0])["Links"]
    archive = urllib.parse.urlsplit(house.client.get("/recording", TaskID=links[0]["TaskID"])["Archive"])
    signed = [urllib.parse.parse_qs(query) for query in (urllib.parse.urlsplit(links[0]["Link"]).query, archive.query)]
    document = fetch(house.tiller.url + "/openapi.json")
    pools = {
        "APPKey": ["other-key", "no-key"], "APPSecret": ["other-secret", "wrong"], "SIPLine": ["LINE"], "Robot": ["short"],
        "RobotMethod": ["single"], "Strategy": ["later"], "PlanName": ["done", "p1", "p2", *(f"plan {i}" for i in range(9))],
        "TaskName": ["done_Round_1", *(f"task {i}" for i in range(20))], "TaskID": [links[0]["TaskID"]], "CallID": [links[0]["CallID"]],
        "expires": [query["expires"][0] for query in signed], "signature": [query["signature"][0] for query in signed],
        "account": [archive.path.split("/")[2]], "id": [links[0]["TaskID"], links[0]["CallID"]], "Callee": callees, "Mobile": callees, "CalleeNumber": callees,
        "StartTime": [clock.today(house.zone) + " " + clock.time_of_day(house.zone, seconds) for seconds in (-60, 1800)],
        "EndTime": [clock.today(house.zone) + " " + clock.time_of_day(house.zone, 3600)], "Platform": ["AIRUDDER"],
        "Details": [[row(number) for number in callees[:count]] for count in (1, 2, 3, 3)], "Debtor": ["Ani"], "LoanDate": ["2025-01-15"], "DueDate": ["2025-02-15"], "Unit": ["IDR"], "Date": [clock.today(house.zone)],
    }
    walk(request, Walk(house.tiller.url, document, "Token " + house.client.token, chance, pools))


@pytest.mark.parametrize("place, untrue", [
    (("schemas", "PlanRequest", "properties", "Perform"), {"const": 5}),  # the server takes what the document forbids
    (("schemas", "State", "required"), ["status", "colour"]),             # it answers without what the document promises
])
def test_the_walk_finds_what_is_not_true(house, chance, place, untrue):
    house.start()
    document = fetch(house.tiller.url + "/openapi.json")
    holder = document["components"]
    for name in place[:-1]:
        holder = holder[name]
    holder[place[-1]] = untrue
    pools = {"Strategy": ["once"], "SIPLine": ["LINE"], "Perform": [2], "Details": [[row(numbers(1)[0])]]}
    walker = Walk(house.tiller.url, document, "Token " + house.client.token, chance, pools)
    with pytest.raises(Fault):
        for _ in range(1000):
            walker.step()


@pytest.mark.parametrize("path", ["/openapi.json"])
def test_a_public_linter_passes_it(house, path):
    house.start()
    text = json.dumps(fetch(house.tiller.url + path))
    (house.folder / "openapi.json").write_text(text, encoding="utf-8")
    linted = subprocess.run(["npx", "redocly", "lint", "--config", CHECKS / "redocly.yaml", house.folder / "openapi.json"],
                            cwd=CHECKS, capture_output=True, text=True, timeout=60, check=False)
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize("path", ["/openapi.json"])
def test_postman_imports_it(house, path):
    house.start()
    document = fetch(house.tiller.url + path)
    imported = subprocess.run(["node", "import.js"], cwd=CHECKS, input=json.dumps(document), capture_output=True, text=True,
                              timeout=60, check=True).stdout.splitlines()
    expected = sum(len(set(item) & {"get", "post", "patch", "put", "delete"}) for item in document["paths"].values())
    assert len(imported) == expected and "POST /service/cloud/v2/plan" in imported
