"""People who speak before the robot does: they are heard out, and what they say counts."""
from conftest import HERE, row

HELLO, NEVER, SILENT = (f"+62812410000{i:02d}" for i in range(1, 4))
PEOPLE = (f"{HELLO},*,answer,200,rms,say:hello?@100 1@after+300\n"
          f"{NEVER},*,answer,200,rms,say:stop_calling_me@100\n"
          f"{SILENT},*,answer,200,rms,1@after+300\n")


def test_who_speaks_first_is_heard_out(house):
    house.account["robots"].append({"name": "talk", "file": str(HERE / "robots/talk.yaml"), "platforms": ["AIRUDDER"]})
    house.start_carrier(PEOPLE, columns="number,attempt,behaviour,ring_ms,voice,steps")
    house.add_receiver()
    house.set_up(strategies={"once": [house.round(robot="talk")]})
    house.start_tiller()
    house.run_plan([row(number) for number in (HELLO, NEVER, SILENT)], seconds=90)

    hello = house.call_event(HELLO)
    first, second = hello["Transcript"][:2]
    assert (first["Role"], second["Role"]) == ("callee", "robot")
    assert first["Start"] < first["End"] < second["Start"] < first["End"] + 2, "heard out, then answered soon"
    assert hello["Intention"] == "A", "the question was asked once, and its key counts"
    assert [turn["Role"] for turn in hello["Transcript"]] == ["callee", "robot", "callee", "robot"]

    never = house.call_event(NEVER)
    assert never["Transcript"][0]["Text"].endswith("stop calling me")
    assert never["Labels"] == ["stop_calling"]
    assert [turn["Text"] for turn in never["Transcript"] if turn["Role"] == "robot"] == [
        "I understand. We will not call you again. Goodbye."]

    silent = house.call_event(SILENT)
    assert [turn["Role"] for turn in silent["Transcript"]] == ["robot", "callee", "robot"]
    assert silent["Transcript"][0]["Start"] < 1.2
