"""Calls whose words come from engines from outside and from model packs; and from our own when they fail."""
import json

import pytest
from audio import fetch
from conftest import HERE, row
from engine_servers import KEY, OpenAi, Realtime, Vosk
from test_conversation import said_by
from test_engines import add
from test_manage import Manager

WELL, ANOTHER = "+6281240000101", "+6281240000102"


@pytest.fixture
def talk(house):
    """A robot that asks a question, and people who say "yes please" once they were asked."""
    house.account["robots"].append({"name": "talk", "file": str(HERE / "robots/talk.yaml"), "platforms": ["AIRUDDER"]})
    house.start_carrier("".join(f"{number},*,answer,200,rms,say:yes_please@after\n" for number in (WELL, ANOTHER)),
                        columns="number,attempt,behaviour,ring_ms,voice,steps")
    house.add_receiver()
    house.set_up(strategies={"once": [house.round(robot="talk")]})
    house.start_tiller()
    return house


def set_up(house, server, protocol, **fields):
    add(house, server)
    manager = Manager(house)
    manager.run("engine", "add", "name=far", "kind=recognizer", f"protocol={protocol}", f"url={server.url}", *(f"{key}={value}" for key, value in fields.items()))
    return manager


def heard_by(manager, event):
    """(words, engine) of all that was heard."""
    timeline = manager.json("call", "timeline", event["CallID"])
    return [(entry.get("text", ""), entry.get("by")) for entry in timeline["entries"] if entry["kind"] == "heard"]


@pytest.mark.parametrize("server, protocol", [(Vosk, "vosk"), (Realtime, "openai_realtime")])
def test_words_of_a_call_come_from_outside_and_from_us_when_it_is_away(talk, server, protocol):
    ears = server("no thank you")  # which is not what is said: so we know who heard it
    manager = set_up(talk, ears, protocol, languages="en")
    talk.run_plan([row(WELL)], "outside")
    event = talk.call_event(WELL)
    assert (event["Intention"], said_by(event, "callee")) == ("B", ["no thank you"])
    assert heard_by(manager, event) == [("no thank you", "far")]
    settings, audio = ears.utterances[0]
    if protocol == "vosk":
        assert settings["sample_rate"] == 8000 and {"yes", "no"} <= set(settings["phrase_list"])
    else:
        assert settings["type"] == "transcription" and settings["audio"]["input"]["transcription"]["language"] == "en"
    seconds = len(audio) / (16_000 if protocol == "vosk" else 48_000)
    assert 0.5 < seconds < 4, "the utterance, with a little before and after it"

    ears.close()
    talk.run_plan([row(ANOTHER)], "away")
    event = talk.call_event(ANOTHER)
    assert event["Intention"] == "A", "our own recognizer heard the same utterance"
    assert [by for _, by in heard_by(manager, event)] == ["pocketsphinx"]
    metrics = fetch(talk.tiller.url + "/metrics")[2].decode()
    assert 'tiller_engine_fallbacks_total{engine="far"} 1' in metrics
    log = (talk.folder / "tiller.log").read_text()
    assert "no thank you" not in log and "yes please" not in log


@pytest.mark.parametrize("server, protocol", [(Vosk, "vosk"), (Realtime, "openai_realtime")])
@pytest.mark.parametrize("behaviour", ["hangs", "closes", "lies"])
def test_a_call_goes_on_whatever_the_engine_does(talk, server, protocol, behaviour):
    manager = set_up(talk, server("no thank you", behaviour), protocol, timeout="700ms")
    talk.run_plan([row(WELL)])
    event = talk.call_event(WELL)
    assert event["Intention"] == "A" and said_by(event, "callee")[0].startswith("yes")
    assert [by for _, by in heard_by(manager, event)] == ["pocketsphinx"]
    assert 'tiller_engine_failures_total{engine="far"} 1' in fetch(talk.tiller.url + "/metrics")[2].decode()


def test_words_over_http_come_when_the_callee_has_spoken(talk):
    ears = OpenAi(text="No, thank you!")
    manager = set_up(talk, ears, "openai_http", key=KEY, model="whisper-1")
    talk.run_plan([row(WELL)], "outside")
    event = talk.call_event(WELL)
    assert (event["Intention"], heard_by(manager, event)) == ("B", [("no thank you", "far")])
    assert len(ears.heard) == 1 and b"whisper-1" in ears.heard[0] and b"RIFF" in ears.heard[0]
    ears.behaviour = 503
    talk.run_plan([row(ANOTHER)], "broken")
    event = talk.call_event(ANOTHER)
    assert event["Intention"] == "A" and [by for _, by in heard_by(manager, event)] == ["pocketsphinx"]


def test_a_language_that_nobody_here_knows_is_heard_outside(talk):
    yaml = (HERE / "robots/talk.yaml").read_text().replace("language: en", "language: id").replace("Good morning", "Selamat pagi")
    path = talk.folder / "talk.yaml"
    path.write_text(yaml)
    manager = set_up(talk, Vosk("iya betul"), "vosk", languages="id")
    manager.run("robot", "set", "talk", f"definition=@{path}")
    manager.run("robot", "publish", "talk")
    talk.run_plan([row(WELL)])
    event = talk.call_event(WELL)
    assert event["Intention"] == "A" and heard_by(manager, event) == [("iya betul", "far")]
    assert json.dumps(event["Transcript"]).count("iya betul") == 1
