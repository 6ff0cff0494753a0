"""A robot says where a parcel is: from the register, from 17TRACK, and when nobody knows or nobody answers."""
import json

from audio import RATE, decode, fetch
from conftest import numbers, row
from seventeen_track import KEY, SeventeenTrack, info
from test_manage import Manager

CARRIER = 100079
CSV = f"""number,carrier,time,sub_status,description,city
AT-HOME,{CARRIER},2025-01-20T11:35:00+08:00,Delivered_Other,Delivered,Besut
ON-VAN,{CARRIER},2025-01-20T11:35:00+08:00,OutForDelivery_Other,Out for Delivery,Besut
"""
# The same sentence without a look-up: how it must sound.
SAYS = """
robot: says
language: en
start: words
states:
  words: {set: {Words: "is out for delivery"}, go: speak}
  speak: {say: "Your parcel {Words}.", hang_up: true}
"""
ASKS = """
robot: asks
language: en
start: ask
states:
  ask:
    shipment: {number: "{ExtraA}", carrier: "{ExtraB}", wait: 2s, found: speak, unknown: {go: hang_up, label: unknown}, failed: {go: hang_up, label: failed}}
  speak: {say: "Your parcel {ShipmentWords}.", hang_up: true}
"""
ASKS_ID = ASKS.replace("asks", "asks_id").replace("language: en", "language: id").replace("Your parcel", "Paket Anda")


def robot(house, name, text):
    path = house.folder / f"{name}.yaml"
    path.write_text(text)
    return {"name": name, "file": str(path), "platforms": ["AIRUDDER"]}


def speech(event):
    """What the recording holds of the robot, from its first sound to its last."""
    samples = decode(fetch(event["Link"])[2])[1]
    loud = [at for at, sample in enumerate(samples) if abs(sample) > 300]
    return samples[loud[0]:loud[-1]] if loud else []


def likeness(a, b):
    """1 for the same sound, about 0 for another: the best correlation within 30 ms."""
    def at(shift):
        pairs = list(zip(a[shift:] if shift > 0 else a, b[-shift:] if shift < 0 else b))
        energy = (sum(x * x for x, _ in pairs) * sum(y * y for _, y in pairs)) ** 0.5
        return sum(x * y for x, y in pairs) / energy if energy else 0
    return max(at(shift) for shift in range(-RATE // 33, RATE // 33, 2))


def test_a_robot_tells_where_the_parcel_is(house):
    track = SeventeenTrack()
    house.stops.append(track.close)
    track.known = {"FROM-17TRACK": info("FROM-17TRACK", CARRIER, "OutForDelivery_Other")}
    (house.folder / "key").write_text(KEY)
    (house.folder / "shipments.csv").write_text(CSV)
    house.start(robots=[robot(house, "asks", ASKS), robot(house, "says", SAYS), robot(house, "asks_id", ASKS_ID)],
                strategies={name: [house.round(robot=name)] for name in ("asks", "says", "asks_id")},
                options=["--seventeen-track-key-file", str(house.folder / "key"), "--seventeen-track-url", track.url])
    Manager(house).run("shipment", "import", str(house.folder / "shipments.csv"))
    van, home, asked, nobody, says, indonesian = numbers(6)
    rows = lambda pairs: [row(number, ExtraA=parcel, ExtraB=str(CARRIER)) for number, parcel in pairs]
    asks = rows([(van, "ON-VAN"), (home, "AT-HOME"), (asked, "FROM-17TRACK"), (nobody, "NOBODY-KNOWS")])
    plans = {"asks": asks, "says": rows([(says, "ON-VAN")]), "asks_id": rows([(indonesian, "AT-HOME")])}
    for name, callees in plans.items():
        house.create(callees, name, Strategy=name)
    events = {}
    for name in plans:
        house.wait_plan(name)
        events[name] = {event["Callee"]: event for event in house.receiver.events("call", PlanName=name)}

    event = events["asks"][van]
    assert event["Slots"] == {"ShipmentStatus": "OutForDelivery_Other", "ShipmentWords": "is out for delivery", "ShipmentEvent": "Out for Delivery",
                              "ShipmentPlace": "Besut", "ShipmentDate": "2025-01-20", "ShipmentTime": "11:35:00"}
    wanted = speech(events["says"][says])
    assert len(wanted) > RATE
    for number in (van, asked):
        assert likeness(speech(events["asks"][number]), wanted) > 0.9, "it is heard, and it is these words"
    assert likeness(speech(events["asks"][home]), wanted) < 0.5, "another state sounds otherwise"
    assert "has been delivered" in json.dumps(events["asks"][home]["Transcript"])
    assert events["asks"][nobody]["Labels"] == ["unknown"] and len(speech(events["asks"][nobody])) == 0

    assert "Paket Anda sudah diterima." in json.dumps(events["asks_id"][indonesian]["Transcript"])
    assert len(speech(events["asks_id"][indonesian])) > RATE

    # 17TRACK falls silent: the robot waits no longer than its dialogue says.
    track.fails = True
    house.run_plan(rows([(nobody, "NOT-ASKED-BEFORE")]), "silent", Strategy="asks")
    late, = house.receiver.events("call", PlanName="silent")
    assert late["Labels"] == ["failed"] and late["TalkDuration"] < 4
