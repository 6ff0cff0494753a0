"""`tiller robot check`, `talk` and `test`: a robot is tried without a server and without a telephone."""
import subprocess
from pathlib import Path

import pytest
from engine_servers import Mind

ROBOTS = Path(__file__).resolve().parents[2] / "robots"


@pytest.fixture
def robot(bin_dir):
    def run(*arguments, typed="", code=0):
        done = subprocess.run([f"{bin_dir}/tiller", "robot", *map(str, arguments)], input=typed, capture_output=True, text=True, timeout=120)
        assert done.returncode == code, done.stdout + done.stderr
        return done
    return run


def test_all_sample_robots_are_good_and_go_as_they_are_written(robot):
    files = sorted(ROBOTS.glob("*.yaml"))
    checked = robot("check", *files).stdout
    assert checked.count(": good\n") == len(files) and "warning" not in checked
    played = robot("test", *files).stdout.splitlines()
    assert len(played) == len(files)
    for line in played:
        went, of = line.split(": ")[1].split(" conversations")[0].split(" of ")
        assert went == of and int(of) >= 2, line


def test_a_conversation_in_the_terminal(robot):
    told = robot("talk", ROBOTS / "reminder.yaml", "Debtor=Siti", "Arrears=84", "Unit=USD", "Platform=Lend", "DueDate=2026-11-28",
                 "--today", "2026-12-02", typed="who is this\nnext week\nnext friday\n/1\n").stdout
    assert "(who_is_this)" in told and "(later)" in told and "(day 2026-12-11)" in told
    assert "robot: You will pay on December eleventh, twenty twenty six. Is that right?" in told
    assert "-- the robot hung up: completed, in state promised_day\nintention: B\nlabels: promise\n" in told
    assert "promise: 84 USD on 2026-12-11" in told


def test_a_language_model_answers_in_the_terminal(robot):
    mind = Mind({"text": "On Friday? In the morning?", "calls": [("note", {"day": "2026-12-04"})]}, 500)
    try:
        told = robot("talk", ROBOTS / "parcel_talk.yaml", "Customer=Ani", "--today", "2026-12-02", "--model-url", mind.url, "--model", "small",
                     typed="could it be friday\nthat is right\n/1\n").stdout
    finally:
        mind.close()
    assert 'calls note {"day": "2026-12-04"}' in told and "robot: On Friday?\nrobot: In the morning?\n[talk]" in told
    assert "the model fails: " in told and "robot: Press 1 for tomorrow" in told
    assert told.endswith("intention: A\nlabels: by_keys, tomorrow\nday: 2026-12-04\n")
    assert [asked["model"] for asked in mind.asked] == ["small", "small"]


def test_what_is_wrong_is_told_with_its_place(robot, tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text("robot: x\nlanguage: en\nstart: a\nstates:\n  a: {say: Well, answers: {yse: hang_up}}\n")
    assert f'{file}:5:28: unknown intent "yse", did you mean "yes"?' in robot("check", file, code=2).stderr
    file.write_text("robot: x\nlanguage: id\nstart: a\nstates:\n  a: {say: Baik, answers: {yes: hang_up}}\n")
    assert f'{file}:5:3: state "a" hears words alone' in robot("check", file).stdout
    assert "tests/x.yaml cannot be read" in robot("test", file, code=3).stderr
    script = tmp_path / "script.yaml"
    script.write_text("conversations:\n  a: [{callee: ya}, {ends: {intention: A}}]\n  b: [{callee: ya}, {ends: {}}]\n")
    told = robot("test", file, "--script", script, code=1).stdout
    assert f'{script}:2:21: a: intention is nothing, not "A"\n' in told and "1 of 2 conversations went as written" in told
    assert "a value must be NAME=TEXT" in robot("talk", file, "Debtor", code=2).stderr
