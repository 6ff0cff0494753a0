"""Webhooks to addresses of all kinds, in a network of the test's own, where lo also has a public address."""
import os
import pathlib
import subprocess
import sys

import pytest
from conftest import numbers, row
from lab import hooks, programs

PUBLIC = "11.22.33.44"
INSIDE = "TILLER_TEST_IN_OWN_NETWORK"
HERE = pathlib.Path(__file__)

inside = pytest.mark.skipif(INSIDE not in os.environ, reason="runs inside test_addresses_in_a_network_of_their_own")


@pytest.mark.skipif(INSIDE in os.environ, reason="this is the inside")
def test_addresses_in_a_network_of_their_own(bin_dir, tmp_path):
    own_network = ["unshare", "--net", "--mount"]
    if subprocess.run([*own_network, "ip", "link", "set", "lo", "up"], capture_output=True, check=False).returncode != 0:
        pytest.skip("needs root, unshare and ip")
    done = subprocess.run([*own_network, sys.executable, "-m", "pytest", "-q", HERE.name, f"--bin={bin_dir}", f"--basetemp={tmp_path / 'inside'}"],
                          cwd=HERE.parent, env={**os.environ, INSIDE: "1"}, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "1 passed" in done.stdout


class Names:
    """This network's /etc/hosts."""

    def __init__(self, folder):
        self.path = folder / "hosts"
        self.path.write_text("", encoding="utf-8")
        subprocess.run(["mount", "--bind", self.path, "/etc/hosts"], check=True)

    def mean(self, **names):
        """`rebind=[PUBLIC]` makes rebind.test that address. A name may have several."""
        lines = [f"{address} {name}.test\n" for name, addresses in names.items() for address in addresses]
        self.path.write_text("127.0.0.1 localhost\n" + "".join(lines), encoding="utf-8")


@inside
def test_only_public_addresses_are_connected_to(house, tmp_path):
    for command in ("ip link set lo up", f"ip address add {PUBLIC}/32 dev lo"):
        subprocess.run(command.split(), check=True)
    names = Names(tmp_path)
    names.mean(public=[PUBLIC], private=["127.0.0.1"], both=["127.0.0.1", PUBLIC], rebind=[PUBLIC])

    public = hooks.Receiver(host=PUBLIC)
    private = hooks.Receiver(host="127.0.0.1", port=public.port)
    mover = hooks.Receiver(lambda delivery: 307, host=PUBLIC, location=private.url)
    house.stops += [public.close, private.close, mover.close]
    refused_hosts = ["private.test", "localhost", "127.0.0.1", "127.1", "0x7f.0.0.1", "0177.0.0.1", "2130706433", "0", "0.0.0.0",
                     "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "169.254.169.254",
                     "100.100.100.200", "224.0.0.1", "[fe80::1]", "[fd00:ec2::254]"]
    house.receiver = public
    house.receivers = [{"url": f"http://{host}:{public.port}/hook", "events": ["call", "plan"], "secret": hooks.SECRET}
                       for host in ["public.test", "both.test", "rebind.test", *refused_hosts]]
    house.receivers.append({"url": mover.url, "events": ["call"], "secret": hooks.SECRET})

    def log():
        return (house.folder / "tiller.log").read_text(encoding="utf-8")

    def refusals():
        return sum("is a private address" in line for line in log().splitlines())

    first, second = numbers(2)
    house.start_carrier(f"{first},,*,busy,,\n{second},,*,busy,,\n")
    house.set_up()
    house.start_tiller(private_webhooks=False)
    house.run_plan([row(first)])
    good = {f"{name}.test:{public.port}" for name in ("public", "both", "rebind")}
    assert public.wait(lambda: {d.headers["Host"] for d in public.deliveries("plan")} == good, 15)
    programs.wait_until(lambda: refusals() >= len(refused_hosts), 15, f"{len(refused_hosts)} refusals")
    assert mover.wait(lambda: mover.deliveries("call"), 15)
    for host in refused_hosts:
        assert [line for line in log().splitlines() if f"http://{host}:{public.port}" in line and "is a private address" in line], host

    # The name means another address now. A new process has asked nobody yet.
    house.tiller.stop()
    names.mean(public=[PUBLIC], private=["127.0.0.1"], both=["127.0.0.1", PUBLIC], rebind=["127.0.0.1"])
    before = refusals()
    house.start_tiller(private_webhooks=False)
    house.run_plan([row(second)], name="q")
    programs.wait_until(lambda: "rebind.test" in "".join(log().splitlines(True)[before:]) and refusals() > before, 15, "a refusal")
    assert public.wait(lambda: len({d.headers["Host"] for d in public.deliveries("plan", PlanName="q")}) == 2, 15)
    assert not [d for d in public.deliveries(PlanName="q") if d.headers["Host"].startswith("rebind")]
    assert private.deliveries() == [], "nothing may ever reach a private address"
