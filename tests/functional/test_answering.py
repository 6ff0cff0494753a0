"""Who answered: a mailbox is voicemail and gets a message after its beep, a person is answered."""
import json
import shutil
import subprocess

from conftest import HERE, row
from test_manage import Manager

PERSON, MAILBOX, MINDLESS, ASSISTANT = (f"+628123000000{i}" for i in range(1, 5))
ROBOT = {"name": "answering", "file": str(HERE / "robots/answering.yaml"), "platforms": ["AIRUDDER"]}
PEOPLE = f"""
{PERSON},person,*,answer,300,say:hello?@600 1@after+500
{MAILBOX},mailbox,*,mailbox,300,
"""


def details(house, number):
    call_id = house.call_event(number)["CallID"]
    token = (house.data / "admin.key").read_text().strip()
    return Manager(house).http("GET", f"/calls/{call_id}", token=token)[1]


def test_a_mailbox_gets_a_message_after_the_beep_and_a_person_the_robot(house):
    house.start(PEOPLE, robots=[ROBOT], strategies={"once": [house.round(robot="answering")]})
    house.run_plan([row(PERSON), row(MAILBOX, debtor="Budi")])

    person = house.call_event(PERSON)
    assert (person["AnsweredBy"], person["Outcome"], person["Intention"]) == ("human", "answered", "A")
    seen = details(house, PERSON)
    assert seen["answering"]["who"] == "person" and seen["message_left"] is None
    assert seen["answering"]["at_first"]["lead_ms"] < 1500
    assert seen["answering"]["at_ms"] < 3000, "the verdict is there while the robot still greets"

    mailbox = house.call_event(MAILBOX)
    assert (mailbox["AnsweredBy"], mailbox["Outcome"]) == ("machine", "voicemail")
    assert (mailbox["HangupBy"], mailbox["HangupReason"]) == ("robot", "machine")
    seen = details(house, MAILBOX)
    assert seen["answering"]["who"] == "mailbox" and seen["message_left"] is True
    beeps = [s for s in seen["answering"]["signals"] if s["signal"] == "beep"]
    assert len(beeps) == 1 and abs(beeps[0]["hertz"] - 1000) < 10
    message = mailbox["Transcript"][-1]
    assert message["Text"] == "This is AIRUDDER with a message for Budi. Please call us back."
    # The message begins when the beep of half a second is over, and not much later.
    assert 0.4 < message["Start"] - beeps[0]["from_ms"] / 1000 < 2.5
    # The carrier's mailbox heard the message, too.
    heard = next(call for call in house.carrier.report() if call["number"].endswith(MAILBOX[1:]))
    assert heard["ended_by"] == "robot" and heard["sound_heard_seconds"] > 3

    measured = measure(house, {"person": person["CallID"], "machine": mailbox["CallID"]})
    assert [(r["is"], r["taken_for"]) for r in measured["recordings"]] == [("machine", "mailbox"), ("person", "person")]
    assert measured["score"]["machines_found"] == 1 and measured["score"]["people_as_machines"] == 0


def measure(house, calls):
    """`tiller amd measure` on the recordings of calls, by who answered in truth."""
    folder = house.folder / "judged"
    for who, call_id in calls.items():
        (folder / who).mkdir(parents=True)
        (recording,) = house.data.rglob(f"{call_id}.mp3")
        shutil.copy(recording, folder / who)
    done = subprocess.run([house.bin_dir / "tiller", "amd", "measure", folder, "--json", "--no-proposal"],
                          check=True, capture_output=True, timeout=60)
    return json.loads(done.stdout)


def test_a_robot_that_does_not_mind_who_answers_judges_nobody(house):
    house.start(f"{MINDLESS},mailbox,*,mailbox,300,\n")
    house.run_plan([row(MINDLESS)])
    call = house.call_event(MINDLESS)
    assert (call["AnsweredBy"], call["Outcome"]) == ("unknown", "answered")
    assert details(house, MINDLESS)["answering"] is None


def test_a_machine_that_asks_who_calls_is_told_by_its_words(house):
    """By its timing it would be a receptionist: it asks shortly, and waits."""
    house.account["robots"].append(ROBOT)
    house.start_carrier(f"{ASSISTANT},*,answer,300,rms,say:hello_please_state_your_name_and_the_reason_for_your_call@300\n",
                        columns="number,attempt,behaviour,ring_ms,voice,steps")
    house.add_receiver()
    house.set_up(strategies={"once": [house.round(robot="answering")]})
    house.start_tiller()
    house.run_plan([row(ASSISTANT)], seconds=60)
    call = house.call_event(ASSISTANT)
    assert (call["AnsweredBy"], call["Outcome"]) == ("machine", "voicemail")
    judged = details(house, ASSISTANT)["answering"]
    assert (judged["who"], judged["because"]) == ("screening", "words")
    assert set(judged["phrases"]) <= {"state your name", "reason for your call"} and judged["phrases"]
    assert judged["at_ms"] < 5000, "while it still speaks, or soon after"
