"""Encrypted bodies with Node's crypto and OpenSSL's command on the other side (docs/encryption.md)."""
import base64
import functools
import json
import pathlib
import secrets
import shutil
import subprocess

import pytest

from conftest import numbers, row
from lab import hooks, programs

NODE = """
const { createCipheriv, createDecipheriv, createHmac, randomBytes } = require("node:crypto");
const [verb, mode, hex] = process.argv.slice(1), key = Buffer.from(hex, "hex"), input = require("node:fs").readFileSync(0, "utf8");
const hmac = (iv, data) => createHmac("sha256", key).update(iv).update(data).digest();
if (verb === "seal") {
  const iv = randomBytes(mode === "gcm" ? 12 : 16), cipher = createCipheriv(`aes-256-${mode}`, key, iv);
  const data = Buffer.concat([cipher.update(input, "utf8"), cipher.final()]);
  const tag = mode === "gcm" ? cipher.getAuthTag() : hmac(iv, data);
  const sealed = { iv: iv.toString("base64"), data: data.toString("base64"), tag: tag.toString("base64") };
  process.stdout.write(JSON.stringify(mode === "gcm" ? sealed : { ...sealed, mode }));
} else {
  const sealed = JSON.parse(input), [iv, data, tag] = ["iv", "data", "tag"].map((name) => Buffer.from(sealed[name], "base64"));
  if ((sealed.mode ?? "gcm") !== mode || Object.keys(sealed).length !== (mode === "gcm" ? 3 : 4)) throw new Error("form");
  const decipher = createDecipheriv(`aes-256-${mode}`, key, iv);
  if (mode === "gcm") decipher.setAuthTag(tag);
  else if (!hmac(iv, data).equals(tag)) throw new Error("tag");
  process.stdout.write(Buffer.concat([decipher.update(data), decipher.final()]));
}
"""


def node(verb, mode, key, text):
    return subprocess.run(["node", "-e", NODE, "--", verb, mode, key], input=text.encode(), capture_output=True, check=True,
                          timeout=30).stdout.decode()


def openssl_seal(key, text):
    """CBC and HMAC by the command, as a shell script would."""
    iv = secrets.token_bytes(16)
    data = subprocess.run(["openssl", "enc", "-aes-256-cbc", "-K", key, "-iv", iv.hex()], input=text.encode(), capture_output=True,
                          check=True).stdout
    tag = subprocess.run(["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key}", "-binary"], input=iv + data,
                         capture_output=True, check=True).stdout
    fields = {name: base64.b64encode(value).decode() for name, value in (("iv", iv), ("data", data), ("tag", tag))}
    return json.dumps({"mode": "cbc", **fields})


def manage(house, *args):
    done = subprocess.run([house.bin_dir / "tiller", *args, "--data", house.data], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def add_key(house):
    made = json.loads(manage(house, "encryption-key", "add", "--json"))
    return made["id"], made["key"]


SETTLED = 15  # seconds; a change of an account takes effect within three


class SealedDelivery(hooks.Delivery):
    """A callback that is verified as it came and opened with Node."""

    def __init__(self, mode, key, headers, body):
        super().__init__(headers, node("open", mode, key, body.decode()).encode())
        self.faults = hooks.signature_faults(headers, body)


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
@pytest.mark.parametrize("mode", ["gcm", "cbc"])
def test_a_plan_with_everything_encrypted(house, mode):
    number = numbers(1)[0]
    house.start(f"{number},,*,answer,100,hangup@400\n")
    old_id, old = add_key(house)
    house.receiver.delivery = functools.partial(SealedDelivery, mode, old)
    manage(house, "account", "set", "test", *(f"encryption.{what}=true" for what in ("requests", "answers", "callbacks")),
           f"encryption.mode={mode}")

    def send(method, path, wire=None, key=old):
        """The plain answer; nothing if it is not encrypted, or with another key."""
        status, answer = house.client.send(method, path, wire and wire.encode())
        try:
            return {"http": status, **json.loads(node("open", mode, key, json.dumps(answer)))}
        except subprocess.CalledProcessError:
            return None

    programs.wait_until(lambda: send("GET", "/robot"), SETTLED, "answers are not encrypted")
    order = json.dumps(house.order([row(number)]))
    assert send("POST", "/v2/plan", order)["code"] == 10302
    made = send("POST", "/v2/plan", node("seal", mode, old, order))
    assert (made["http"], made["code"]) == (200, 200)
    house.wait_plan()
    assert house.call_event(number)["Outcome"] == "answered"
    assert not [fault for delivery in house.receiver.deliveries() for fault in delivery.faults]
    detail = send("GET", f"/detail?TaskID={made['data']['TaskID']}")
    assert detail["data"]["Details"][0]["Callee"] == number

    # A request may use either mode; OpenSSL's command is a client, too.
    stop = json.dumps({"PlanName": "p", "Action": "Stop"})
    assert send("POST", "/operation", openssl_seal(old, stop))["code"] == 10904

    new_id, new = add_key(house)
    programs.wait_until(lambda: send("POST", "/operation", node("seal", mode, new, stop), key=new), SETTLED, "the new key is not known")
    assert send("POST", "/operation", node("seal", mode, old, stop))["code"] == 10904, "the old key is still good"
    manage(house, "encryption-key", "remove", old_id)
    programs.wait_until(lambda: send("GET", "/robot", key=new), SETTLED, "the old key is still in use")
    assert send("POST", "/operation", node("seal", mode, old, stop), key=new)["code"] == 10302
    kept = json.loads(manage(house, "encryption-key", "list", "--json"))
    assert [key["id"] for key in kept] == [new_id] and new not in json.dumps(kept)


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_the_command_line_is_the_other_side_of_node_and_openssl(tmp_path, bin_dir):
    def crypt(*args, code=0):
        done = subprocess.run([bin_dir / "tiller", "crypt", *args], capture_output=True, text=True, timeout=30)
        assert done.returncode == code, done.stderr
        return done.stdout if code == 0 else done.stderr

    key_file, body_file, sealed_file = (str(tmp_path / name) for name in ("my.key", "body.json", "sealed.json"))
    crypt("keygen", key_file)
    key = pathlib.Path(key_file).read_text().strip()
    assert len(key) == 64 and pathlib.Path(key_file).stat().st_mode & 0o777 == 0o600
    assert "is there already" in crypt("keygen", key_file, code=4)
    body = '{"TaskName": "Kredit \u00e9"}'
    pathlib.Path(body_file).write_text(body)
    for mode in ("gcm", "cbc"):
        sealed = crypt("encrypt", body_file, "--key", key_file, "--mode", mode)
        assert node("open", mode, key, sealed) == body
        pathlib.Path(sealed_file).write_text(node("seal", mode, key, body))
        assert crypt("decrypt", sealed_file, "--key", key_file) == body
    pathlib.Path(sealed_file).write_text(openssl_seal(key, body))
    assert crypt("decrypt", sealed_file, "--key", key_file) == body
    pathlib.Path(key_file).write_text("0" * 64)
    assert "wrong key" in crypt("decrypt", sealed_file, "--key", key_file, code=2)
