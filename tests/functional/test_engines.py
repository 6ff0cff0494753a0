"""Engines from outside: set up, tried out, used in calls, and replaced by our own when they fail."""
import re
import json
import subprocess

from audio import RATE, decode, fetch
from conftest import numbers, row
from engine_servers import KEY, OpenAi, Vosk
from test_manage import Manager

SAYS = """
robot: says
language: en
voice: far/anna
start: words
states:
  words: {say: "Good day, this is a call about a parcel.", hang_up: true}
"""


def fails(house, *args):
    """What a command prints that does not work out."""
    done = subprocess.run([house.bin_dir / "tiller", *args, "--data", house.data], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0, done.stdout
    return done.stdout + done.stderr


def add(house, server):
    house.stops.append(server.close)
    return server


def test_each_kind_is_tried_out(house):
    vosk, openai = add(house, Vosk()), add(house, OpenAi())
    house.start_carrier()
    house.set_up()
    house.start_tiller()
    manager = Manager(house)
    manager.run("engine", "add", "name=ears", "kind=recognizer", "protocol=vosk", f"url={vosk.url}", "languages=en")
    for name, kind, more in [("mouth", "voice", "voices=anna"), ("mind", "model", "model=small"), ("ears2", "recognizer", "model=tiny")]:
        manager.run("engine", "add", f"name={name}", f"kind={kind}", "protocol=openai_http", f"url={openai.url}", f"key={KEY}", more)
    for name in ("ears", "mouth", "mind", "ears2"):
        answer = manager.json("engine", "test", name)
        assert answer["ok"] and answer["found"].startswith("answered in"), answer
    assert vosk.utterances[0][0]["sample_rate"] == 8000 and len(vosk.utterances[0][1]) == 8000
    assert openai.spoken[0]["voice"] == "anna" and openai.asked[0]["model"] == "small" and b"tiny" in openai.heard[0]
    shown = manager.run("engine", "list", "--json") + manager.run("export")
    assert "mouth" in shown and KEY not in shown

    # What is wrong is said in a sentence.
    manager.run("engine", "set", "mouth", "key=another")
    told = fails(house, "engine", "test", "mouth")
    assert "HTTP status 401" in told and "its key is wrong or missing" in told
    for behaviour, found in [("hangs", "no answer within 300 ms"), ("closes", "the connection broke"), ("lies", "its answer is no JSON object")]:
        broken = add(house, Vosk(behaviour=behaviour))
        manager.run("engine", "add", f"name={behaviour}", "kind=recognizer", "protocol=vosk", f"url={broken.url}", "timeout=300ms")
        assert found in fails(house, "engine", "test", behaviour)
    assert manager.json("engine", "test", "ears")["ok"]
    stutters = add(house, Vosk(behaviour="stutters"))
    manager.run("engine", "set", "ears", f"url={stutters.url}")
    assert manager.json("engine", "test", "ears")["ok"]

    log = (house.folder / "tiller.log").read_text()
    assert KEY not in log
    doctor = manager.run("doctor", "--json", expect=0)
    checks = {check["name"]: check for check in json.loads(doctor)["checks"] if check["name"].startswith("engine ")}
    assert checks["engine ears"]["grade"] == "ok" and checks["engine hangs"]["grade"] == "warning"
    assert KEY not in doctor


def speech(event):
    samples = decode(fetch(event["Link"])[2])[1]
    loud = [at for at, sample in enumerate(samples) if abs(sample) > 300]
    return samples[loud[0]:loud[-1]] if loud else []


def crossings(samples):
    """Upward crossings of zero a second."""
    return sum(a < 0 <= b for a, b in zip(samples, samples[1:])) * RATE / max(len(samples), 1)


def test_a_voice_from_outside_speaks_in_a_call_and_ours_does_when_it_is_away(house):
    openai = add(house, OpenAi())
    path = house.folder / "says.yaml"
    path.write_text(re.sub("voice: .*", "", SAYS))  # of ours, until the engine is there
    house.start(robots=[{"name": "says", "file": str(path), "platforms": ["AIRUDDER"]}], strategies={"once": [house.round(robot="says")]},
                people="".join(f"{number},Ani,1,answer,100,\n" for number in numbers(2)))
    manager = Manager(house)
    manager.run("engine", "add", "name=far", "kind=voice", "protocol=openai_http", f"url={openai.url}", f"key={KEY}", "voices=anna", "timeout=5s")
    path.write_text(SAYS)
    manager.run("robot", "set", "says", "definition=@" + str(path))
    manager.run("robot", "publish", "says")
    outside, own = numbers(2)
    house.run_plan([row(outside)], "outside")
    heard = speech(house.call_event(outside))
    assert len(heard) > RATE // 3 and abs(crossings(heard) - 1000) < 50, "the tone that the engine sends"
    assert openai.spoken[0]["input"].startswith("Good day") and openai.spoken[0]["voice"] == "anna"

    openai.behaviour = 503
    path.write_text(SAYS.replace("parcel", "letter"))  # which is not in the cache
    manager.run("robot", "set", "says", "definition=@" + str(path))
    manager.run("robot", "publish", "says")
    house.run_plan([row(own)], "own")
    heard = speech(house.call_event(own))
    assert len(heard) > RATE, "the call goes on, in a voice of ours"
    assert abs(crossings(heard) - 1000) > 100
    assert 'tiller_engine_fallbacks_total{engine="far"}' in fetch(house.tiller.url + "/metrics")[2].decode()
