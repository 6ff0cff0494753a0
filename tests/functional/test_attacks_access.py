"""Attacks on who may do what: log-ins, sessions, roles, links, and what lies in files."""
import concurrent.futures
import json
import os
import pathlib
import re
import stat
import subprocess
import time
import urllib.error
import urllib.request

from audio import fetch
from conftest import numbers, row
from lab import programs
from test_manage import Manager

PASSWORD = "a good password"


def post(url, body, headers=()):
    """(HTTP status, headers, body as text)."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data=raw, headers={"Content-Type": "application/json", **dict(headers)})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers, refusal.read().decode()


def at_once(count, work):
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def ready(house, **options):
    """A server with an account, a line that leads nowhere, and nothing to call."""
    house.set_up(lines=[house.line(port=programs.free_port())])
    return house.start_tiller(log_in=False, **options)


def add_user(manager, key, name, role):
    """A user who is logged in. The token."""
    assert manager.http("POST", "/users", {"name": name, "role": role, "password": PASSWORD}, key)[0] == 201
    status, session, _ = manager.http("POST", "/sessions", {"user": name, "password": PASSWORD})
    assert status == 201, session
    return session["token"]


def admin_key(house):
    return (house.data / "admin.key").read_text(encoding="utf-8").strip()


def test_guesses_made_at_once_do_not_slip_past_the_limit(house):
    ready(house)
    auth, sessions = house.tiller.url + "/service/cloud/auth", house.tiller.url + "/admin/v1/sessions"
    answers = at_once(40, lambda i: post(auth, {"APPKey": "demo-key", "APPSecret": f"guess{i}"}))
    codes = sorted(json.loads(body)["code"] for _, _, body in answers)
    assert codes == [429] * 30 + [10101] * 10, codes
    assert all(1 <= int(headers["Retry-After"]) <= 60 for status, headers, _ in answers if status == 429)
    assert post(auth, {"APPKey": "demo-key", "APPSecret": "demo-secret"})[0] == 429, "the right one waits, too"
    answers = at_once(40, lambda i: post(sessions, {"user": "admin", "password": f"guess {i}"}))
    assert sorted(status for status, _, _ in answers) == [401] * 10 + [429] * 30
    # A header that anybody can write changes nothing.
    spoofed = at_once(10, lambda i: post(auth, {"APPKey": f"k{i}", "APPSecret": "x"}, {"X-Forwarded-For": f"198.51.100.{i}"}))
    assert {status for status, _, _ in spoofed} == {429}


def test_right_secrets_at_once_are_all_taken(house):
    ready(house)
    auth = house.tiller.url + "/service/cloud/auth"
    answers = at_once(40, lambda i: post(auth, {"APPKey": "demo-key", "APPSecret": "demo-secret"}))
    assert {json.loads(body)["code"] for _, _, body in answers} == {200}
    tokens = [json.loads(body)["data"]["token"] for _, _, body in answers]
    good = [token for token in tokens if fetch(house.tiller.url + "/service/cloud/strategy", Authorization="Token " + token)[0] == 200]
    assert len(set(tokens)) == 40 and len(good) == 20, "twenty tokens of a key live"


def test_behind_a_trusted_proxy_each_client_has_its_own_limit(house):
    ready(house, options=["--trusted-proxies", "127.0.0.1"])
    auth = house.tiller.url + "/service/cloud/auth"
    for i in range(10):
        guess = {"APPKey": f"k{i}", "APPSecret": "x"}
        assert json.loads(post(auth, guess, {"X-Forwarded-For": f"8.8.8.{i}, 198.51.100.7"})[2])["code"] == 10101
    good = {"APPKey": "demo-key", "APPSecret": "demo-secret"}
    assert post(auth, good, {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})[0] == 429
    assert post(auth, good, {"X-Forwarded-For": "198.51.100.7, 203.0.113.9"})[0] == 200
    assert post(auth, good)[0] == 200


def test_a_log_in_does_not_tell_who_exists(house):
    ready(house)
    auth, sessions = house.tiller.url + "/service/cloud/auth", house.tiller.url + "/admin/v1/sessions"

    def took(url, body):
        began = time.perf_counter()
        answer = post(url, body)
        return time.perf_counter() - began, answer[0], answer[2]

    for url, known, unknown in (
        (auth, {"APPKey": "demo-key", "APPSecret": "x"}, {"APPKey": "nobody", "APPSecret": "x"}),
        (sessions, {"user": "admin", "password": "x"}, {"user": "nobody", "password": "x"}),
    ):
        took(url, unknown)  # the hash that nothing fits is made once
        pairs = [(took(url, known), took(url, unknown)) for _ in range(4)]
        assert all(a[1:] == b[1:] for a, b in pairs), pairs
        times = [min(pair[i][0] for pair in pairs) for i in (0, 1)]
        # Argon2 takes milliseconds, all else a fraction of one: without it the answer came many times as fast.
        assert max(times) < 3 * min(times), times
    # A book for a name or a password is not hashed, nor kept in memory.
    for user, password, status in (("n" * 10_000, "x", 422), ("admin", "p" * 10_000, 422), ("admin", "p" * 10_000_000, 413)):
        assert post(sessions, {"user": user, "password": password})[0] == status


def test_sessions_end_when_they_must(house):
    ready(house)
    manager, key = Manager(house), admin_key(house)

    def is_in(token):
        return manager.http("GET", "/lines", token=token)[0] == 200

    def log_in(name, password=PASSWORD):
        # A token that the client brings is never made its session.
        status, session, _ = manager.http("POST", "/sessions", {"user": name, "password": password, "token": "f" * 64},
                                          headers={"Authorization": "Bearer " + "f" * 64, "Cookie": "session=" + "f" * 64})
        assert status == 201 and session["token"] != "f" * 64
        return session["token"]

    first = add_user(manager, key, "ann", "owner")
    second = log_in("ann")
    assert not is_in("f" * 64) and first != second
    # Log-out ends one, a password of one's own all others, an owner's change of it all.
    third = log_in("ann")
    assert manager.http("DELETE", "/sessions/current", token=third)[0] == 204 and not is_in(third)
    change = {"old_password": PASSWORD, "new_password": "another good one"}
    assert manager.http("POST", "/users/ann/password", change, first)[0] == 204
    assert is_in(first) and not is_in(second)
    edit = {"If-Match": "*"}
    assert manager.http("PATCH", "/users/ann", {"password": PASSWORD}, key, edit)[0] == 200 and not is_in(first)
    # A role counts at once, for a session that was begun before.
    token = log_in("ann")
    assert manager.http("GET", "/users", token=token)[0] == 200
    assert manager.http("PATCH", "/users/ann", {"role": "viewer"}, key, edit)[0] == 200
    assert manager.http("GET", "/users", token=token)[0] == 403 and is_in(token)
    # A stream of news that is open ends with the session.
    request = urllib.request.Request(house.tiller.url + "/admin/v1/calls/live", headers={"Authorization": "Bearer " + token})
    with urllib.request.urlopen(request, timeout=20) as stream:
        assert stream.readline()
        assert manager.http("PATCH", "/users/ann", {"enabled": False}, key, edit)[0] == 200
        ends = time.monotonic() + 10
        while stream.readline():
            assert time.monotonic() < ends, "it goes on"
    assert not is_in(token)
    # Who is gone is gone, also for a new user of the same name.
    assert manager.http("PATCH", "/users/ann", {"enabled": True}, key, edit)[0] == 200
    token = log_in("ann")
    assert manager.http("DELETE", "/users/ann", token=key)[0] == 204 and not is_in(token)
    add_user(manager, key, "ann", "owner")
    assert not is_in(token)


# What each role may send besides reads; everything else must be refused, also what will be added one day.
VIEWER = {"DELETE /sessions/{id}", "POST /users/{id}/password", "POST /sessions"}
OWNERS = {"accounts", "users", "setup", "erasures", "master-key", "audit"}


def test_every_write_asks_for_its_role(house):
    ready(house)
    manager, key = Manager(house), admin_key(house)
    viewer, operating = (add_user(manager, key, role, role) for role in ("viewer", "operator"))
    status, description, _ = manager.http("GET", "/openapi.json")
    assert status == 200
    let_in = {viewer: set(), operating: set()}
    tried = 0
    for path, operations in description["paths"].items():
        short = path.removeprefix("/admin/v1")
        for method in operations:
            if method not in ("post", "put", "patch", "delete"):
                continue
            tried += 1
            target = short.replace("{id}", "nobody")
            assert manager.http(method.upper(), target, {})[0] in (401, 422), (method, path)
            for token in let_in:
                status = manager.http(method.upper(), target, {}, token, {"If-Match": "*"})[0]
                assert status < 500, (method, path, status)
                if status != 403:
                    let_in[token].add(f"{method.upper()} {short}")
    assert tried > 40
    reads_by_post = {name for name in let_in[viewer] if name.endswith(("/preview", "/forecast"))}
    assert let_in[viewer] - reads_by_post <= VIEWER, let_in[viewer] - reads_by_post
    let_in_of_owners = {name for name in let_in[operating] - VIEWER if name.split("/")[1] in OWNERS}
    assert not let_in_of_owners, let_in_of_owners
    assert len(let_in[operating]) > len(let_in[viewer])
    changes = {item["resource"] for item in manager.http("GET", "/audit?limit=500&actor=viewer", token=key)[1]["items"]}
    assert changes == {"sessions"}, changes
    for path in ("/users", "/audit"):
        assert manager.http("GET", path, token=viewer)[0] == manager.http("GET", path, token=operating)[0] == 403


def test_links_are_for_one_thing_and_one_time(house):
    number, other = numbers(2)
    house.start(f"{number},,*,answer,100,hangup@300\n{other},,*,answer,100,hangup@300\n")
    house.run_plan([row(number), row(other)])
    links = [house.call_event(each)["Link"] for each in (number, other)]
    task = house.call_event(number)["TaskID"]
    archive = house.client.get("/recording", TaskID=task)["Archive"]
    for link in (*links, archive):
        assert fetch(link)[0] == 200
        base, query = link.split("?")
        expires, signature = re.fullmatch(r"expires=(\d+)&signature=([0-9a-f]{64})", query).groups()
        longer = str(int(expires) + 1)
        for altered in (base, f"{base}?expires={longer}&signature={signature}", f"{base}?expires={expires}", f"{base}?signature={signature}",
                        f"{base}?expires={expires}&signature={signature.upper()}x", f"{base}?expires={expires}&signature={signature[:-1]}",
                        f"{base}?expires=+{expires}&signature={signature}", f"{base}?expires={expires}%00&signature={signature}",
                        f"{base}?expires=99999999999999999999&signature={signature}",
                        f"{base}?expires={expires}&signature={'0' * 64}&signature={signature}"):
            assert fetch(altered)[0] == 403, altered
    one, two = (re.search(r"recordings/([0-9a-f]{32})", link).group(1) for link in links)
    assert fetch(links[0].replace(one, two))[0] == 403, "another call's"
    assert fetch(archive.replace("/recordings/1/", "/recordings/2/"))[0] == 403, "another account's"
    assert fetch(archive.replace("/recordings/1/", "/recordings/01/"))[0] == 403
    assert fetch(links[0].replace(".mp3", ".zip"))[0] in (403, 404)
    for path in ("/recordings/..%2f..%2ftiller.db", "/recordings/..%2f..%2fmaster.key%00.mp3", "/recordings/../../tiller.db",
                 "/recordings/%2e%2e/%2e%2e/master.key", "/recordings/..\\..\\master.key", "/recordings//etc/passwd", "/docs/../master.key",
                 "/docs/..%2fmaster.key", f"/recordings/{one}.mp3%00", f"/recordings/{one}.mp3/.."):
        status, _, body = fetch(house.tiller.url + path)
        assert status in (400, 403, 404) and b"SQLite" not in body and b"root:" not in body, (path, status)


def test_files_are_for_the_user_of_the_service_only(house):
    number = numbers(1)[0]
    house.data = house.folder / "fresh"  # not there yet
    before = os.umask(0)  # the worst that a shell can do
    try:
        house.start_carrier(f"{number},,*,answer,100,hangup@300\n")
        house.add_receiver()
        house.set_up(encryption_keys=[{"id": "k", "key": "7c" * 32}])
        house.start_tiller()
        house.run_plan([row(number)])
        assert fetch(house.call_event(number)["Link"])[0] == 200
        manager = Manager(house)
        backup = house.folder / "backup"
        done = subprocess.run([house.bin_dir / "tiller", "backup", backup, "--data", house.data, "--with-master-key"],
                              capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    finally:
        os.umask(before)
    seen = set()
    for root in (house.data, backup):
        for path in (root, *root.rglob("*")):
            assert stat.S_IMODE(path.lstat().st_mode) & 0o077 == 0, (path, oct(path.lstat().st_mode))
            seen.add(path.suffix or path.name)
    assert {".db", ".key", ".mp3", "first-password"} <= seen, seen
    no_secret_leaks(house, manager, number)


def no_secret_leaks(house, manager, number):
    """Secrets are in no answer, log, figure, audit row or command line; whole numbers in no log and no figure."""
    key, master = admin_key(house), (house.data / "master.key").read_text(encoding="utf-8").split()
    password = (house.data / "first-password").read_text(encoding="utf-8").strip()
    token = manager.http("POST", "/sessions", {"user": "admin", "password": password})[1]["token"]
    post(house.tiller.url + "/service/cloud/auth", {"APPKey": "demo-key", "APPSecret": "a-wrong-guess"})
    fetch(house.tiller.url + "/api/push/lendswift-under-wirting/a-token-in-a-path")
    secrets = [key, *master, password, token, house.client.token, "demo-secret", "7c" * 32, "a-wrong-guess", "a-token-in-a-path",
               house.receivers[0]["secret"]]
    places = {
        "log": (house.folder / "tiller.log").read_text(encoding="utf-8"),
        "metrics": fetch(house.tiller.url + "/metrics")[2].decode(),
        "command line": pathlib.Path(f"/proc/{house.tiller.pid}/cmdline").read_text(encoding="utf-8"),
        "audit": json.dumps(manager.http("GET", "/audit?limit=500", token=key)[1]),
        "resources": "".join(json.dumps(manager.http("GET", f"/{name}?account=test", token=key)[1])
                             for name in ("app-keys", "encryption-keys", "webhooks", "users", "sessions", "lines", "accounts")),
        "database": "".join(path.read_bytes().decode("latin-1") for path in house.data.glob("tiller.db*")),
    }
    for place, text in places.items():
        for secret in secrets:
            assert secret not in text, (place, secret)
    assert number not in places["log"] and number not in places["metrics"]


def test_a_body_names_nothing_of_another_account(house):
    """Management: what a body refers to must be the account's own; test_tenancy.py asks for ids in paths and on the wire."""
    house.set_up(lines=[house.line(port=programs.free_port())])
    house.add_account({**house.account, "name": "other", "keys": [{"app_key": "other-key", "app_secret": "other-secret"}],
                       "lines": [house.line(name="OTHER_LINE", port=programs.free_port())],
                       "robots": [{**house.account["robots"][0], "name": "other_robot"}],
                       "robot_groups": [{"name": "other_group", "robots": [{"robot": "other_robot"}]}],
                       "webhooks": [{"url": "http://192.0.2.1/other", "events": ["call"], "secret": "s" * 32}],
                       "sign_keys": [{"id": "0b" * 16, "secret": "theirs"}]})
    house.start_tiller()
    manager, key = Manager(house), admin_key(house)
    webhook = manager.http("GET", "/webhooks?account=other", token=key)[1]["items"][0]["id"]
    asked = [
        ("/strategies", {"name": "s", "rounds": [{**house.round(), "robot": "other_robot"}]}),
        ("/strategies", {"name": "s", "rounds": [{**house.round(), "robot": "other_group", "robot_method": "group"}]}),
        ("/robot-groups", {"name": "g", "robots": [{"robot": "other_robot"}]}),
        ("/routes", {"preset": "lendswift-under-wirting", "robot": "other_robot", "line": "LINE"}),
        ("/routes", {"preset": "lendswift-under-wirting", "robot": "short", "line": "OTHER_LINE"}),
        ("/robots/short/call", {"line": "OTHER_LINE", "number": "+6281230000001"}),
        (f"/webhooks/{webhook}/test", {}), (f"/webhooks/{webhook}/replay", {"of": "all"}), (f"/webhooks/{webhook}/rotate", {}),
    ]
    for path, body in asked:
        theirs = manager.http("POST", path + "?account=test", body, key)
        text = json.dumps(body)
        for name in ("other_robot", "other_group", "OTHER_LINE"):
            text = text.replace(name, "nobody")
        nobody = manager.http("POST", path.replace(str(webhook), "999") + "?account=test", json.loads(text), key)
        assert 400 <= theirs[0] < 500, (path, theirs[:2])
        told = re.sub(r"other_robot|other_group|OTHER_LINE", "nobody", json.dumps(theirs[1])).replace(f'\\"{webhook}\\"', '\\"999\\"')
        assert (theirs[0], told) == (nobody[0], json.dumps(nobody[1])), (path, body)
    # A signature of another account's key does not go with a token of one's own.
    status, answer = house.client.send("POST", "/operation", {"TaskID": "0" * 32, "Action": "Stop"},
                                       {"X-AIRudder-Sign-Key": "0b" * 16, "X-AIRudder-Sign": "0" * 64})
    assert (status, answer["code"]) == (401, 401)
