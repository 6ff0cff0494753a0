"""How long a callee waits for the robot: what Tiller says is what a callee with RTP of its own counts in the packets that come."""
import pytest
from audio import fetch
from conftest import row
from rtp_callee import PACKET, RtpCallee
from test_manage import Manager

NUMBER = "+6281230000001"
EDGE = 3 * PACKET  # a prompt begins with 60 ms of quiet


@pytest.fixture
def callee(house):
    callee = RtpCallee()
    house.stops.append(callee.close)
    house.add_receiver()
    house.set_up(lines=[house.line(port=callee.port)])
    house.start_tiller()
    return callee


def test_latencies_are_those_that_the_callee_counts(house, callee):
    house.create([row(NUMBER)])
    counted = []
    for key in (7, 1):  # "No." and the question again; "Thank you."
        callee.wait(lambda: callee.silent_for(40))
        pressed = callee.press(key)
        callee.wait(lambda pressed=pressed: callee.first_sound_after(pressed) is not None)
        sound = callee.first_sound_after(pressed)
        counted.append(((sound - pressed) % (1 << 32) - EDGE) / 8)
    house.wait_plan()
    first_sound = next(at for at, loud in callee.heard if loud)
    greeted = ((first_sound - callee.heard[0][0]) % (1 << 32) - EDGE) / 8

    manager = Manager(house)
    token = (house.data / "admin.key").read_text().strip()
    call_id = house.call_event(NUMBER)["CallID"]
    call = manager.http("GET", f"/calls/{call_id}", token=token)[1]
    assert len(call["turn_latencies_ms"]) == call["talk_rounds"] == 2
    for said, seen in zip(call["turn_latencies_ms"], counted):
        # The callee counts from the last packet before its key: up to a packet more, and one in which the key waited.
        assert -20 <= seen - said <= 60, f"{said} ms by Tiller, {seen} ms by the RTP clock"
    # The first packet of all comes with the answer, silence until the prompt is there.
    assert -40 <= call["answer_latency_ms"] - greeted <= 60

    stats = manager.http("GET", "/stats", token=token)[1]
    assert stats["items"][-1]["turn_latency"] == stats["sum"]["turn_latency"]
    assert stats["sum"]["turn_latency"] == {"count": 2, "p50_ms": min(call["turn_latencies_ms"]),
                                            "p95_ms": max(call["turn_latencies_ms"]), "p99_ms": max(call["turn_latencies_ms"])}
    assert stats["sum"]["answer_latency"]["p50_ms"] == call["answer_latency_ms"]
    metrics = fetch(house.tiller.url + "/metrics")[2].decode()
    assert "tiller_phone_turn_latency_seconds_count 2\n" in metrics
    assert "tiller_phone_answer_latency_seconds_count 1\n" in metrics


def test_a_call_without_turns_has_no_turn_latency(house, callee):
    house.run_plan([row(NUMBER)])  # the robot asks again by itself
    manager = Manager(house)
    told = manager.json("stats")["sum"]
    assert told["turn_latency"] == {"count": 0, "p50_ms": None, "p95_ms": None, "p99_ms": None}
    assert told["answer_latency"]["count"] == 1
    lines = manager.run("stats").splitlines()
    assert "turn_latency.count: 0" in lines and f"answer_latency.p50_ms: {told['answer_latency']['p50_ms']}" in lines
