"""What a robot said: as it was heard in a call, and without a call."""
import json
import math
import struct
import subprocess
import wave

from conftest import HERE, numbers, row
from lab import programs

PATIENT = """robot: patient
language: en
start: hello
states:
  hello:
    say: "Hello {Debtor}. Please press one if you can pay {Arrears} until {DueDate}, or two if you cannot."
    wait: 3s
    no_input: {repeat: 0, go: bye}
    keys:
      "1": {go: bye, intention: A}
  bye:
    say: Goodbye.
    hang_up: true
"""


def command(house, *words):
    return subprocess.run([str(house.bin_dir / "tiller"), *map(str, words)], capture_output=True, text=True, timeout=60,
                          check=False)


def add_robot(house, name, text):
    path = house.folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    house.account["robots"].append({"name": name, "file": str(path), "platforms": ["AIRUDDER"]})
    return path


def test_a_transcript_holds_what_was_heard(house):
    listens, cuts, leaves, early = numbers(4)
    add_robot(house, "patient", PATIENT)
    house.start("".join((f"{listens},,,answer,100,1@after\n", f"{cuts},,,answer,100,1@4000\n",
                         f"{leaves},,,answer,100,hangup@4000\n", f"{early},,,answer,100,1@150\n")),
                strategies={"once": [house.round(robot="patient")]})
    house.run_plan([row(number) for number in (listens, cuts, leaves, early)])

    def said(number):
        return [turn for turn in house.call_event(number)["Transcript"] if turn["Role"] == "robot"]

    whole = "Hello Ani. Please press one if you can pay two hundred fifty thousand rupiah until "
    assert said(listens)[0]["Text"].startswith("Hello Ani. Please press one if you can pay 250000 until 2025-02-15")
    assert said(listens)[0]["Spoken"].startswith(whole) and "…" not in said(listens)[0]["Spoken"]
    assert said(listens)[1]["Spoken"] == "Goodbye."
    for number in (cuts, leaves):
        heard = said(number)[0]["Spoken"]
        assert heard.endswith(" …") and whole.startswith(heard[:-2]) and len(heard) > len("Hello …"), heard
        assert said(number)[0]["Text"] == said(listens)[0]["Text"]
    # The robot waits before its first words; a key that comes meanwhile is the answer to them.
    def call_of(number):
        found = json.loads(command(house, "call", "list", "--q", number, "--json", "--data", house.data).stdout)
        return json.loads(command(house, "call", "show", found[0]["id"], "--json", "--data", house.data).stdout)

    assert call_of(listens)["answer_latency_ms"] >= 700
    assert house.call_event(early)["Intention"] == "A"


def test_a_robot_is_heard_without_a_call(house):
    path = HERE / "robots/short.yaml"
    told = command(house, "robot", "say", path, "variables.Debtor=ANI", "--json", "--wav", house.folder / "sound")
    assert told.returncode == 0, told.stderr
    prompts = {f"{one['state']}.{one['prompt']}": one for one in json.loads(told.stdout)}
    question = prompts["question.say"]
    assert question["text"] == "ANI, please press one for yes or two for no."
    assert question["spoken"] == "Ani, please press one for yes or two for no."
    assert prompts["question.no_input"]["spoken"] == "Sorry?"
    with wave.open(question["file"]) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (8000, 1, 2)
        assert abs(sound.getnframes() / 8000 - question["seconds"]) < 0.01
        samples = struct.unpack(f"<{sound.getnframes()}h", sound.readframes(sound.getnframes()))
    frames = [sum(s * s for s in samples[i:i + 160]) / 160 for i in range(0, len(samples) - 160, 160)]
    loud = [power for power in frames if power > max(frames) / 100]
    assert -23 < 10 * math.log10(sum(loud) / len(loud) / 32768 ** 2) < -17
    assert (house.folder / "sound/question.no_input.wav").exists()

    for words, says in ((["--state", "question"], "missing: variables.Debtor=…"),
                        (["--state", "quest"], 'there is no state "quest"'),
                        (["variables.Detbor=A"], 'the robot knows no "Detbor", did you mean "Debtor"?')):
        refused = command(house, "robot", "say", path, *words)
        assert refused.returncode != 0 and says in refused.stderr, refused.stderr


def test_what_cannot_be_spoken_is_not_published(house):
    house.start_carrier()
    house.set_up()
    add_robot(house, "mute", PATIENT.replace("language: en", "language: xx"))
    for serves in (False, True):
        if serves:
            house.start_tiller()
        refused = command(house, "apply", _setup_of(house), "--data", house.data)
        assert refused.returncode != 0 and 'robot "mute" of account "test" cannot speak' in refused.stderr, refused.stderr
    robots = json.loads(command(house, "robot", "list", "--json", "--data", house.data).stdout)
    assert [robot["name"] for robot in robots] == ["short"], "nothing of the file was applied"


def _setup_of(house):
    setup = json.loads((house.folder / "setup.yaml").read_text(encoding="utf-8"))
    setup["accounts"][0]["robots"] = house.account["robots"]
    path = house.folder / "mute_setup.yaml"
    path.write_text(json.dumps(setup), encoding="utf-8")
    return path


def test_a_supervisor_is_told_whom_the_guard_refused(house):
    good, listed = numbers(2)
    house.start(f"{good},,,answer,100,1@after\n", dnc=[listed])
    house.run_plan([row(good), row(listed)])
    refusals = json.loads(command(house, "refusal", "list", "--from", "today", "--json", "--data", house.data).stdout)
    assert [(one["callee"], one["verdict"]) for one in refusals] == [(listed, "refused")]
    assert refusals[0]["rule"] in refusals[0]["told"] or refusals[0]["told"]
    as_csv = command(house, "refusal", "list", "--from", "today", "--rule", refusals[0]["rule"], "--csv", "--data", house.data)
    assert listed in as_csv.stdout and "rule" in as_csv.stdout.splitlines()[0]
    by_plan = json.loads(command(house, "stats", "today", "--by", "plan", "--json", "--data", house.data).stdout)
    assert [(item["name"], item["calls"], item["intentions"]) for item in by_plan["items"]] == [("p", 1, {"A": 1})]
    calls = json.loads(command(house, "call", "list", "--from", "today", "--json", "--data", house.data).stdout)
    assert len(calls) == 1
    programs.wait_until(lambda: "delivered" in command(house, "call", "show", calls[0]["id"], "--data", house.data).stdout, 20,
                        "the delivery")
    story = json.loads(command(house, "call", "show", calls[0]["id"], "--json", "--data", house.data).stdout)
    assert story["guard"]["verdict"] == "allowed" and story["earlier_attempts"] == []
    assert [one["state"] for one in story["deliveries"]] == ["delivered"]
