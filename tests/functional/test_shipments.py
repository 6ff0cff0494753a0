"""Where a shipment is: the documented query, the built-in register, 17TRACK behind it."""
import concurrent.futures
import contextlib
import hashlib
import hmac
import json
import sqlite3
import urllib.error
import urllib.request

from lab import programs
from seventeen_track import KEY, SeventeenTrack, info
from test_manage import Manager

CARRIER = 100079
CSV = """number,carrier,carrier_name,carrier_homepage,carrier_country,time,stage,sub_status,description,location,state,city,longitude,latitude
601609743303,100079,J&T Express (MY),https://jtexpress.my/,MY,2025-01-20T10:43:57+08:00,,InTransit_Other,Arrival,"Drop Point, BESUT",Drop Point,BESUT,102.518974,5.729168
601609743303,100079,,,,2025-01-20T11:35:00+08:00,OutForDelivery,OutForDelivery_Other,Out for Delivery,"Drop Point, BESUT",Drop Point,BESUT,102.518974,5.729168
"""
EVENT = {"time_iso", "time_utc", "time_raw", "description", "location", "stage", "sub_status", "address"}


def kept_shipments(house):
    """How many the store remembers of what 17TRACK told: it is written beside the answer."""
    with contextlib.closing(sqlite3.connect(f"file:{house.data}/tiller.db?mode=ro", uri=True)) as db:
        return db.execute("SELECT count(*) FROM tracked_shipments").fetchone()[0]


def check_tree(data):
    """The keys of the documented answer, no more and no less."""
    assert list(data) == ["number", "carrier", "param", "tag", "track_info"]
    assert list(data["track_info"]) == ["latest_status", "tracking"]
    assert list(data["track_info"]["latest_status"]) == ["status", "sub_status", "sub_status_descr"]
    assert list(data["track_info"]["tracking"]) == ["providers_hash", "providers"]
    for track in data["track_info"]["tracking"]["providers"]:
        assert list(track) == ["provider", "events"]
        assert list(track["provider"]) == ["key", "name", "alias", "tel", "homepage", "country"]
        for event in track["events"]:
            assert set(event) == EVENT
            assert list(event["time_raw"]) == ["date", "time", "timezone"]
            assert list(event["address"]) == ["country", "state", "city", "street", "postal_code", "coordinates"]
            assert list(event["address"]["coordinates"]) == ["longitude", "latitude"]


class Partner:
    def __init__(self, house):
        self.url = house.tiller.url
        self.manager = Manager(house)
        self.key = self.manager.json("sign-key", "add")

    def post(self, path, body, headers):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json", **headers(data)})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def signed(self, data):
        return {"X-AIRudder-Sign-Key": self.key["id"], "X-AIRudder-Sign": hmac.new(self.key["secret"].encode(), data, "sha256").hexdigest()}

    def track(self, number, carrier=CARRIER, **more):
        return self.post("/api/v1/airudder/track", {"number": number, "carrier": carrier, "param": "", **more}, self.signed)

    def status(self, number):
        status, answer = self.track(number)
        assert status == 200 and answer["code"] == 0, answer
        check_tree(answer["data"])
        return answer["data"]["track_info"]["latest_status"]["status"]

    def push(self, body, key=KEY):
        sign = lambda data: {"sign": hashlib.sha256(data + b"/" + key.encode()).hexdigest()}
        return self.post("/api/v1/17track/push", body, sign)


def start(house, options=()):
    house.start_carrier()
    house.set_up()
    house.start_tiller(options)
    return Partner(house)


def test_the_documented_query_from_the_register(house):
    partner = start(house)
    (house.folder / "shipments.csv").write_text(CSV)
    said = partner.manager.json("shipment", "import", str(house.folder / "shipments.csv"))
    assert said == {"shipments": 1, "added": 1, "changed": 0}
    assert partner.manager.json("shipment", "import", str(house.folder / "shipments.csv"))["changed"] == 0

    status, answer = partner.track("601609743303")
    assert status == 200 and answer["code"] == 0
    data = answer["data"]
    check_tree(data)
    assert data["param"] is None and data["tag"] == ""
    assert data["track_info"]["latest_status"] == {"status": "OutForDelivery", "sub_status": "OutForDelivery_Other", "sub_status_descr": None}
    track, = data["track_info"]["tracking"]["providers"]
    assert track["provider"]["name"] == "J&T Express (MY)"
    assert [event["description"] for event in track["events"]] == ["Out for Delivery", "Arrival"], "newest first, and none twice"
    event = track["events"][0]
    assert (event["time_iso"], event["time_utc"]) == ("2025-01-20T11:35:00+08:00", "2025-01-20T03:35:00Z")
    assert event["time_raw"] == {"date": "2025-01-20", "time": "11:35:00", "timezone": None}
    assert event["address"]["coordinates"] == {"longitude": "102.518974", "latitude": "5.729168"}

    assert partner.status("nobody-knows") == "NotFound"
    assert partner.track("601609743303", carrier=3)[1]["data"]["track_info"]["latest_status"]["status"] == "NotFound"

    # Through the management interface, an event more; then it is gone.
    shipment = partner.manager.json("shipment", "show", f"{CARRIER}:601609743303")
    events = [{"time": "2025-01-20T15:00:00+08:00", "sub_status": "Delivered_Other"}] + shipment["events"]
    partner.manager.run("shipment", "set", f"{CARRIER}:601609743303", "events=" + json.dumps(events))
    assert partner.status("601609743303") == "Delivered"
    partner.manager.run("shipment", "remove", f"{CARRIER}:601609743303")
    assert partner.status("601609743303") == "NotFound"


def test_wrong_queries_and_signatures_are_refused(house):
    partner = start(house)
    for body, code, words in [(b"{", 400, "line 1"), (b"[]", 400, "object"), ({}, 10301, "number"), ({"number": "N1"}, 10301, "carrier"),
                              ({"number": 5, "carrier": 1}, 10302, "number"), ({"number": "", "carrier": 1}, 10302, "number"),
                              ({"number": "N1", "carrier": "x"}, 10302, "carrier"), ({"number": "N1", "carrier": 0}, 10302, "carrier"),
                              ({"number": "N1", "carrier": 1, "param": []}, 10302, "param")]:
        status, answer = partner.post("/api/v1/airudder/track", body, partner.signed)
        assert (status, answer["code"]) == (code if code < 1000 else 200, code) and words in answer["message"], answer
    good = {"number": "N1", "carrier": 1}
    for headers in ({}, {"X-AIRudder-Sign-Key": partner.key["id"], "X-AIRudder-Sign": "0" * 64}, {"X-AIRudder-Sign-Key": "0" * 32}):
        status, answer = partner.post("/api/v1/airudder/track", good, lambda data: headers)
        assert (status, answer["code"]) == (401, 401), answer
    unsigned = partner.manager.json("sign-key", "add", "unsigned=true")
    assert partner.post("/api/v1/airudder/track", good, lambda data: {"X-AIRudder-Sign-Key": unsigned["id"]})[0] == 200
    assert partner.push({"event": "TRACKING_UPDATED", "data": {}})[0] == 404, "no key of 17TRACK here"
    (house.folder / "bad.csv").write_text("number,carrier,time\nN1,1,yesterday\n")
    assert "row 2, time" in partner.manager.run("shipment", "import", str(house.folder / "bad.csv"), expect=2)


def test_17track_is_asked_in_batches_and_remembered(house):
    track = SeventeenTrack()
    house.stops.append(track.close)
    (house.folder / "key").write_text(KEY + "\n")
    partner = start(house, ["--seventeen-track-key-file", str(house.folder / "key"), "--seventeen-track-url", track.url])
    numbers = [f"JNT{i:09d}" for i in range(8)]
    track.known = {number: info(number, CARRIER) for number in numbers}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert set(pool.map(partner.status, numbers)) == {"InTransit"}
    assert {path for path, _ in track.calls} == {"register", "gettrackinfo"}
    assert len(track.calls) < 2 * len(numbers), "questions of a moment go together"

    programs.wait_until(lambda: kept_shipments(house) == len(numbers), 20, "what was told is kept")
    calls = len(track.calls)
    data = partner.track(numbers[0])[1]["data"]
    assert data["track_info"]["tracking"]["providers_hash"] == -1207635293
    assert len(data["track_info"]["tracking"]["providers"][0]["events"]) == 2
    assert len(track.calls) == calls, "answered from what is known"

    assert partner.status("JNT-not-yet") == "NotFound"
    assert partner.status("bad") == "NotFound"

    delivered = {"event": "TRACKING_UPDATED", "data": info(numbers[0], CARRIER, "Delivered_Other", "Delivered")}
    assert partner.push(delivered, key="wrong")[0] == 401
    assert partner.status(numbers[0]) == "InTransit"
    assert partner.push(delivered) == (200, {"code": 0})
    assert partner.status(numbers[0]) == "Delivered"
    assert partner.push({"event": "TRACKING_STOPPED", "data": {"number": numbers[0], "carrier": CARRIER}})[0] == 200
    assert partner.push(b"[]")[0] == 400

    track.fails = True
    assert partner.status(numbers[1]) == "InTransit", "known, and not yet old"
    status, answer = partner.track("JNT-while-away")
    assert (status, answer["code"]) == (503, 503) and "17TRACK" in answer["message"]
