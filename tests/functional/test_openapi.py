"""/openapi.json is true: a linter that we did not write passes it, Postman imports it, and the server does what it says.

A hundred thousand requests: python3 -m pytest tests/functional/test_openapi.py --requests=100000"""
import html
import http.client
import json
import pathlib
import random
import re
import subprocess
import urllib.parse
import urllib.request

import jsonschema
import pytest
from conftest import numbers, row
from lab import clock
from openapi_walk import METHODS, Fault, Walk

SIGN_KEY = "0123456789abcdef0123456789abcdef"
DOCUMENTS = ["/openapi.json", "/admin/v1/openapi.json"]
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
    house.account["sign_keys"] = [{"id": SIGN_KEY, "secret": "for development", "unsigned": True}]
    house.account["routes"] = [{"preset": "lendswift-under-wirting", "token": "1JqFE7K6ucf94hAvqu+7Jg", "robot": "short", "line": "LINE",
                                "start": "00:00", "end": "00:01"}]  # its calls are tried in test_routes.py
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
        "X-AIRudder-Sign-Key": [SIGN_KEY, SIGN_KEY, "0" * 32], "X-AIRudder-Sign": [""], "number": ["601609743303", ""], "carrier": [100079, 0],
        "route": ["lendswift-under-wirting", "sdr-webpage"], "token": ["1JqFE7K6ucf94hAvqu+7Jg"], "caller_id": [16501231234, 16501231235, 10, "x"],
        "loan_amount": [4000, 5000], "details": [{"job_title": "programmer"}, {}, {"job_title": 5}], "customer_name": ["Ani"],
        "expires": [query["expires"][0] for query in signed], "signature": [query["signature"][0] for query in signed],
        "account": [archive.path.split("/")[2]], "id": [links[0]["TaskID"], links[0]["CallID"]], "Callee": callees, "Mobile": callees, "CalleeNumber": callees,
        "StartTime": [clock.today(house.zone) + " " + clock.time_of_day(house.zone, seconds) for seconds in (-60, 1800)],
        "EndTime": [clock.today(house.zone) + " " + clock.time_of_day(house.zone, 3600)], "Platform": ["AIRUDDER"],
        "Details": [[row(number) for number in callees[:count]] for count in (1, 2, 3, 3)], "Debtor": ["Ani"], "LoanDate": ["2025-01-15"], "DueDate": ["2025-02-15"], "Unit": ["IDR"], "Date": [clock.today(house.zone)],
    }
    walk(request, Walk(house.tiller.url, document, "Token " + house.client.token, chance, pools))


def test_the_management_interface(house, request, chance):
    house.start(strategies={"later": [house.round(1800)]})
    document = fetch(house.tiller.url + "/admin/v1/openapi.json")
    key = (house.data / "admin.key").read_text(encoding="utf-8").strip()
    robot = (pathlib.Path(__file__).parent / "robots/short.yaml").read_text(encoding="utf-8")
    pools = {
        "account": ["test"], "name": ["LINE", "short", "later", "test", "admin", "a", "b", "c"], "id": ["LINE", "short", "later", "a", "b", "current"],
        "app_key": ["a", "b"], "If-Match": ["*"], "definition": [robot], "robot": ["short"], "zone": ["Asia/Jakarta"], "country": ["ID"],
        "server": [["sip:127.0.0.1:9"]], "caller_numbers": [["+622150001000"]], "ring_timeout": ["30s"], "start": ["09:00"], "end": ["12:00"],
        "preset": ["sdr-webpage"], "line": ["LINE"], "callee": [["/caller_id"]], "schema": ["{}"], "result_url": ["http://127.0.0.1:9/result"],
        "number": ["+6281230000001"], "source": ["web form"], "text/csv": ["+6281230000002\n", "number,source\n+6281230000003,fair\n", "081\n"], "robots": [[{"robot": "short"}]],
        "variables": [{"Debtor": "Ani"}], "user": ["admin"], "cursor": [""], "limit": ["1", "50", "0"], "language": ["en"], "platforms": [["AIRUDDER"]],
        "application/merge-patch+json": [{"enabled": True}, {"name": "a"}, {"max_channels": 5}, {"country": None}, {"role": "viewer"}, {"language": "id"}],
        "application/yaml": ["", "accounts: []", "accounts: [{name: a, zone: Asia/Jakarta}]", "accounts: [{name: 1]"],
    }
    # Not strict: what a set-up file may say is taken here, too, and there 5 is a text as good as "5".
    walk(request, Walk(house.tiller.url, document, "Bearer " + key, chance, pools, is_strict=False))


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


def test_a_public_linter_passes_it(house):
    house.start()
    for path in DOCUMENTS:
        file = house.folder / "openapi.json"
        file.write_text(json.dumps(fetch(house.tiller.url + path)), encoding="utf-8")
        linted = subprocess.run(["npx", "redocly", "lint", "--config", CHECKS / "redocly.yaml", file], cwd=CHECKS, capture_output=True,
                                text=True, timeout=60, check=False)
        assert linted.returncode == 0, linted.stdout + linted.stderr


def operations(document):
    return [item[method] for item in document["paths"].values() for method in METHODS if method in item]


def test_postman_imports_it(house):
    house.start()
    for path in DOCUMENTS:
        document = fetch(house.tiller.url + path)
        imported = subprocess.run(["node", "import.js"], cwd=CHECKS, input=json.dumps(document), capture_output=True, text=True,
                                  timeout=60, check=True).stdout.splitlines()
        assert len(imported) == len(operations(document))


def browse(house, query):
    """The page as a browser has it after its scripts ran."""
    return subprocess.run(
        ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={house.folder}/browser",
         "--virtual-time-budget=5000", "--dump-dom", f"{house.tiller.url}/docs{query}"], capture_output=True, text=True, timeout=90,
        check=True).stdout


def test_a_browser_shows_it(house):
    house.start()
    with urllib.request.urlopen(house.tiller.url + "/docs", timeout=10) as answer:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], "nothing comes from elsewhere"
    for query, path in zip(("", "?Management"), DOCUMENTS):
        shown = browse(house, query)
        for operation in operations(fetch(house.tiller.url + path)):
            name = operation["operationId"]
            if name.endswith("ByPost"):
                assert f'id="{name}"' in shown and f'<article id="{name}">' not in shown, "a twin is folded into the read that it repeats"
            else:
                assert f'<article id="{name}">' in shown and f'href="#{name}"' in shown, name


def test_the_page_teaches(house):
    house.start()
    shown = browse(house, "")
    for section in ("guide-token", "guide-plan", "guide-results", "guide-errors", "guide-webhooks"):
        assert f'<section id="{section}">' in shown, section
    for code in fetch(house.tiller.url + "/openapi.json")["x-codes"]:
        assert f'id="code-{code["code"]}"' in shown and code["text"] in shown, code
    # The example of a request is one that the server understands: only its names are unknown here.
    example = re.search(r"/service/cloud/v2/plan.*? -d '(\{.*?\})'</code>", shown, re.S)
    status, answer = house.client.send("POST", "/v2/plan", json.loads(html.unescape(example[1])))
    assert status == 200 and answer["code"] in (10407, 10302) and "DEMO_LINE" in answer["status"], answer


def test_the_address_itself_leads_a_person_to_the_page(house):
    house.start()
    for accept, expected in (("text/html,application/xhtml+xml,*/*;q=0.8", 302), ("*/*", 404), ("application/json", 404)):
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(house.tiller.url).netloc, timeout=10)
        connection.request("GET", "/", headers={"Accept": accept})
        answer = connection.getresponse()
        assert answer.status == expected, accept
        assert answer.getheader("Location") == ("/docs" if expected == 302 else None)
        connection.close()


def test_the_examples_keep_to_their_schemas(house):
    house.start()
    document = fetch(house.tiller.url + "/openapi.json")
    resolver = jsonschema.RefResolver("", document)
    found = 0

    def look(schema):
        nonlocal found
        if isinstance(schema, dict):
            if isinstance(schema.get("examples"), list):
                found += 1
                for example in schema["examples"]:
                    jsonschema.Draft202012Validator(schema, resolver=resolver).validate(example)
            for inner in schema.values():
                look(inner)
        elif isinstance(schema, list):
            for inner in schema:
                look(inner)

    look(document)
    assert found > 100
