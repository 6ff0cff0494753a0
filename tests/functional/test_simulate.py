"""`tiller simulate`: what a user is told before a launch, and what of wrong input."""
import json
import resource
import subprocess
import xml.etree.ElementTree as xml

import pytest

SETUP = """accounts:
  - name: shop
    zone: Asia/Jakarta
    country: ID
    lines:
      - {name: TRUNK, server: "sip:127.0.0.1:5080", caller_numbers: ["+622150001000"], max_channels: 4, max_calls_per_second: 2}
    robots:
      - {name: reminder, file: reminder.yaml, platforms: [AIRUDDER]}
    strategies:
      - name: twice
        rounds:
          - {robot: reminder, start: "09:00", end: "12:00", repeat_interval: 10, repeat_num: 1}
          - {robot: reminder, day_offset: 1, start: "09:00", end: "12:00"}
      - name: once
        rounds:
          - {robot: reminder, start: "13:00", end: "14:00"}
"""
ROBOT = "robot: reminder\nlanguage: en\nstart: hello\nstates:\n  hello:\n    say: Hello.\n    hang_up: true\n"


@pytest.fixture
def simulate(bin_dir, tmp_path):
    def run(*arguments, code=0):
        done = subprocess.run([f"{bin_dir}/tiller", "simulate", *map(str, arguments)], capture_output=True, text=True, cwd=tmp_path, timeout=300)
        assert done.returncode == code, done.stderr
        return done
    (tmp_path / "setup.yaml").write_text(SETUP)
    (tmp_path / "reminder.yaml").write_text(ROBOT)
    (tmp_path / "list.csv").write_text("Name,Mobile\nAni,+6281200000001\nBudi,+62 812-0000-0002\nAgain,+6281200000001\nno number,0812\n")
    return run


def test_a_list_on_a_strategy_of_a_setup_file(simulate):
    told = json.loads(simulate("--setup", "setup.yaml", "--strategy", "twice", "--list", "list.csv", "--answer-rate", 0, "--busy", 0,
                               "--date", "2027-01-04", "--json").stdout)
    assert told["zone"] == "Asia/Jakarta" and told["numbers"] == 2, "a number that stands there twice counts once"
    assert [r["calls"] for r in told["rounds"]] == [4, 2], "two attempts each, then one"
    assert told["rounds"][0]["start"] == "2027-01-04T09:00:00+07:00" and told["rounds"][1]["start"] == "2027-01-05T09:00:00+07:00"
    assert told["outcomes"] == {"no_answer": 2} and told["reached"] == 0


def test_json_adds_up_and_the_same_seed_tells_the_same(simulate):
    first, second, other = (simulate("--numbers", 300, "--line", "20,5", "--answer-rate", "9=0.2,12=0.5", "--voicemail", 0.1, "--seed", seed,
                                     "--date", "2027-01-04", "--json").stdout for seed in (4, 4, 5))
    assert first == second and first != other
    told = json.loads(first)
    assert sum(told["outcomes"].values()) == told["numbers"] == 300
    assert sum(h["calls"] for h in told["hours"]) == sum(r["calls"] for r in told["rounds"]) == told["calls"]
    assert told["hours"][-1]["reached_so_far"] == told["reached"] == told["outcomes"]["answered"]
    assert all(h["channels"] <= 20 for h in told["hours"])


def test_the_plot_is_a_picture(simulate, tmp_path):
    simulate("--numbers", 50, "--plot", "f.svg")
    root = xml.parse(tmp_path / "f.svg").getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert any("of 50 numbers reached" in (text.text or "") for text in root.iter("{http://www.w3.org/2000/svg}text"))


def test_the_table_tells_rounds_and_hours(simulate):
    text = simulate("--numbers", 50, "--answer-rate", 1).stdout
    assert text.startswith("50 numbers, 50 calls, 50 reached (100.0 %)")
    assert "expired" in text and "so far" in text
    assert text.endswith("on 10 channels, 1 new calls a second\n")


def test_the_line_that_was_taken_is_named(simulate, tmp_path):
    setup = SETUP.replace("    robots:\n", """      - {name: SECOND, server: "sip:127.0.0.1:5081", max_channels: 9}
    robots:
""")
    (tmp_path / "two.yaml").write_text(setup)
    arguments = ["--setup", "two.yaml", "--numbers", 20, "--strategy", "once"]
    assert "on line TRUNK, the first of 2: --line takes another: 4 channels" in simulate(*arguments).stdout
    assert json.loads(simulate(*arguments, "--line", "SECOND", "--json").stdout)["line"].startswith("on line SECOND: 9 channels")


def test_ten_thousand_numbers_take_seconds(simulate):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    told = json.loads(simulate("--numbers", 10000, "--line", "100,20", "--json").stdout)
    assert told["numbers"] == 10000 and told["calls"] > 15000
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 40, "of a processor; about eight are usual"


@pytest.mark.parametrize("arguments, words", [
    (["--answer-rate", "1.5"], ['--answer-rate "1.5"', "from 0 to 1"]),
    (["--answer-rate", "12=0.2,9=0.3"], ["hours must ascend"]),
    (["--answer-rate", "0.2x"], ['--answer-rate "0.2x"']),
    (["--line", "ten"], ['--line "ten"', "channels and new calls a second"]),
    (["--line", "0,1"], ["--line", "max_channels"]),
    (["--date", "2027-02-30"], ['--date "2027-02-30"', "YYYY-MM-DD"]),
    (["--zone", "Mars/Base"], ["Mars/Base"]),
    (["--list", "none.csv"], ["none.csv", "cannot be read"]),
    (["--answer-rate", "0.5", "--busy", "0.7"], ["--busy", "must be 1 at most, and are 1.2"]),
    (["--list", "setup.yaml"], ['--list "setup.yaml"', "a list is CSV"]),
    (["--list", "reminder.yaml"], ['--list "reminder.yaml"', "no cell holds a number"]),
    (["--numbers", "0"], ["1 to 10,000"]),
    (["--numbers", "10001"], ["1 to 10,000"]),
    (["--setup", "setup.yaml", "--strategy", "thrice"], ['--strategy "thrice"', "twice, once"]),
    (["--setup", "setup.yaml", "--account", "bank"], ['--account "bank"']),
    (["--setup", "setup.yaml", "--line", "NONE"], ['--line "NONE"', "or a line of the account"]),
    (["--strategy", "list.csv"], ["list.csv"]),
])
def test_wrong_input_is_told(simulate, arguments, words):
    told = simulate(*arguments, code=2).stderr
    for word in words:
        assert word in told
    assert "/" not in told.replace("Mars/Base", ""), "no path of the inside"


@pytest.mark.parametrize("option", ["--busy", "--voicemail", "--rejected", "--invalid", "--unreachable"])
def test_a_share_is_from_0_to_1(simulate, option):
    assert option in simulate(option, "1.1", code=2).stderr
