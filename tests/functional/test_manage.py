"""The management interface of the real program: over HTTP, and by its command line beside it and without it."""
import json
import subprocess
import urllib.error
import urllib.request

import conftest


class Manager:
    def __init__(self, house):
        self.house = house

    def run(self, *args, expect=0):
        done = subprocess.run([self.house.bin_dir / "tiller", *args, "--data", self.house.data], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout if expect == 0 else done.stderr

    def json(self, *args):
        return json.loads(self.run(*args, "--json"))

    def log_in(self):
        """The token of the first user, whose password is changed as it must be."""
        password = (self.house.data / "first-password").read_text().strip()
        token = self.http("POST", "/sessions", {"user": "admin", "password": password})[1]["token"]
        change = {"old_password": password, "new_password": "long enough"}
        assert self.http("POST", "/users/admin/password", change, token)[0] == 204
        return token

    def http(self, method, path, body=None, token=None, headers=()):
        request = urllib.request.Request(f"{self.house.tiller.url}/admin/v1{path}", method=method,
                                         data=None if body is None else json.dumps(body).encode())
        for name, value in dict(headers).items():
            request.add_header(name, value)
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.loads(answer.read() or "null"), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read()), error.headers


def test_a_person_logs_in_and_sets_up_what_a_plan_needs(house):
    house.start_carrier("+6281230000001,Ani,1,answer,300,\n")
    house.start_tiller(log_in=False)
    manager = Manager(house)
    password = (house.data / "first-password").read_text().strip()
    status, session, _ = manager.http("POST", "/sessions", {"user": "admin", "password": password})
    assert status == 201 and session["must_change_password"]
    token = session["token"]
    assert manager.http("GET", "/accounts", token=token)[0] == 403
    assert manager.http("POST", "/users/admin/password", {"old_password": password, "new_password": "long enough"}, token)[0] == 204
    assert not (house.data / "first-password").exists()

    account = {"name": "test", "zone": house.zone, "country": "ID", "guard": False}
    assert manager.http("POST", "/accounts", account, token)[0] == 201
    status, key, _ = manager.http("POST", "/app-keys", {}, token)
    assert status == 201
    status, line, headers = manager.http("POST", "/lines", house.line(), token)
    assert status == 201, line
    assert manager.http("PATCH", "/lines/LINE", {"max_channels": 3}, token)[0] == 428
    status, line, _ = manager.http("PATCH", "/lines/LINE", {"max_channels": 3}, token, {"If-Match": headers["ETag"]})
    assert (status, line["max_channels"]) == (200, 3)
    robot = {"name": "short", "definition": (conftest.HERE / "robots/short.yaml").read_text(), "platforms": ["AIRUDDER"]}
    assert manager.http("POST", "/robots", robot, token)[0] == 201
    assert manager.http("POST", "/robots/short/publish", token=token)[0] == 200
    assert manager.http("POST", "/strategies", {"name": "once", "rounds": [house.round()]}, token)[0] == 201

    # The server that runs calls with it, and without a restart.
    house.client = conftest.Client(house.tiller.url, key["app_key"], key["app_secret"])
    house.create([conftest.row("+6281230000001")])
    house.carrier.wait_for(lambda: "+6281230000001" in json.dumps(house.carrier.journal()), 20, "call")
    assert manager.http("DELETE", "/lines/LINE", token=token)[0] == 409
    audit = manager.http("GET", "/audit", token=token)[1]["items"]
    assert {"accounts", "app-keys", "lines", "robots", "strategies"} <= {entry["resource"] for entry in audit}
    assert key["app_secret"] not in json.dumps(audit)


def test_the_command_line_works_with_and_without_a_server(house):
    manager = Manager(house)
    manager.run("account", "add", "name=shop", f"zone={house.zone}", "limits.open_plans=5")
    assert "422" not in manager.run("account", "add", "name=x", "zone=Mars", expect=2)
    manager.run("line", "add", "name=OUT", "server=sip:127.0.0.1:5999", "username=me", "password=s3cret")
    before = manager.run("export")
    assert "s3cret" not in before
    house.start_tiller(log_in=False)
    assert manager.run("export") == before
    manager.run("line", "set", "OUT", "max_channels=7")
    assert manager.json("line", "show", "OUT")["max_channels"] == 7
    assert [line["name"] for line in manager.json("line", "list")] == ["OUT"]
    manager.run("line", "show", "NONE", expect=3)
    manager.run("line", "add", "name=OUT", "server=sip:h", expect=4)
    path = house.folder / "exported.yaml"
    path.write_text(manager.run("export"))
    assert "created" not in manager.run("apply", str(path)) and "changed (" not in manager.run("apply", str(path))
    path.write_text(f"accounts: [{{name: shop, zone: {house.zone}}}]")
    assert "line OUT deleted" in manager.run("apply", str(path), "--prune", expect=2), "a script must say --yes"
    assert "line OUT deleted" in manager.run("apply", str(path), "--prune", "--dry-run")
    assert manager.json("line", "list")
    manager.run("apply", str(path), "--prune", "--yes")
    assert manager.json("line", "list") == []


def test_exit_codes_and_the_nearest_word(house):
    """docs/command-line.md: what a script can rely on."""
    manager = Manager(house)
    manager.run("account", "add", "name=shop", f"zone={house.zone}")
    assert 'did you mean "account"?' in manager.run("acount", "list", expect=2)
    assert 'did you mean "--limit"?' in manager.run("line", "list", "--limti", "3", expect=2)
    assert 'max_channels "many" must be a whole number from 1 to 10000' in manager.run(
        "line", "add", "name=OUT", "server=sip:h", "max_channels=many", expect=2)
    manager.run("guard", "preview", str(house.folder / "none.csv"), "--account", "none", expect=3)
    manager.run("account", "add", "name=shop", f"zone={house.zone}", expect=4)
    manager.run("task", "show", "0" * 32, expect=3)
    manager.run("task", "stop", "0" * 32, expect=5)
    manager.run("webhook", "add", "url=http://127.0.0.1:9/x")
    assert manager.run("webhook", "list").split()[:2] == ["id", "url"]
    manager.run("account", "set", "shop", "retention.recordings=90d")
    assert "recordings" not in manager.json("account", "set", "shop", "retention.recordings=null")["retention"]
    assert "only a running server" in manager.run("webhook", "test", "http://127.0.0.1:9/x", expect=5)
    for command in (["account", "list"], ["audit", "list", "--limit", "2"], ["session", "list"], ["export"], ["guard", "replay"]):
        manager.json(*command)
    house.start_tiller(log_in=False)
    manager.log_in()
    assert [session["user"] for session in manager.json("session", "list", "--user", "admin")] == ["admin"]
    assert manager.json("user", "end-sessions", "admin") == {"ended": 1}
    newest = manager.json("audit", "list", "--limit", "1")[0]
    assert (newest["action"], newest["subject"]) == ("sessions ended", "admin")
    assert manager.json("audit", "show", newest["id"]) == newest
