"""A stand-in for 17TRACK's API v2.2 that answers as its public documentation says (asset.17track.net/api/document/v2.2_en):
numbers are registered first, at most 40 a call and 3 calls a second, with the key in the header 17token."""
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "0123456789ABCDEF0123456789ABCDEF"


def info(number, carrier, sub_status="InTransit_Arrival", description="Arrival"):
    """An item of gettrackinfo, with members that answers of ours do not have."""
    event = {"time_iso": "2025-01-20T10:43:57+08:00", "time_utc": "2025-01-20T02:43:57Z",
             "time_raw": {"date": "2025-01-20", "time": "10:43:57", "timezone": None},
             "description": description, "description_translation": {"lang": "en", "description": description},
             "location": "BESUT", "stage": None, "sub_status": sub_status,
             "address": {"country": "MY", "state": None, "city": "BESUT", "street": None, "postal_code": None,
                         "coordinates": {"longitude": "102.518974", "latitude": "5.729168"}}}
    earlier = {**event, "time_iso": "2025-01-19T10:00:00+08:00", "time_utc": "2025-01-19T02:00:00Z", "sub_status": "InTransit_PickedUp"}
    return {"number": number, "carrier": carrier, "param": None, "tag": "", "track_info": {
        "shipping_info": {}, "latest_status": {"status": sub_status.split("_")[0], "sub_status": sub_status, "sub_status_descr": None},
        "latest_event": event, "time_metrics": {}, "milestone": [], "misc_info": {},
        "tracking": {"providers_hash": -1207635293, "providers": [
            {"provider": {"key": carrier, "name": "J&T Express (MY)", "alias": "J&T Express (MY)", "tel": "", "homepage": "https://jtexpress.my/",
                          "country": "MY"},
             "service_type": None, "latest_sync_status": "Success", "events_hash": 1, "events": [event, earlier]}]}}}


class SeventeenTrack:
    def __init__(self):
        self.known = {}        # number: item of gettrackinfo
        self.registered = set()
        self.calls = []        # (path, numbers)
        self.times = []
        self.fails = False
        lock = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(handler):
                body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
                with lock:
                    status, answer = self.answer(handler.path, handler.headers.get("17token"), body)
                data = json.dumps(answer).encode()
                handler.send_response(status)
                handler.send_header("Content-Type", "application/json")
                handler.send_header("Content-Length", str(len(data)))
                handler.end_headers()
                handler.wfile.write(data)

            def log_message(handler, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/track/v2.2"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path, key, body):
        if self.fails:
            return 503, {}
        if key != KEY:
            return 401, {"code": -18010002, "data": {"errors": [{"code": -18010002, "message": "Invalid security key."}]}}
        now = time.monotonic()
        self.times = [t for t in self.times if now - t < 1] + [now]
        if len(self.times) > 3:
            return 429, {"code": 429, "data": {"errors": [{"code": 429, "message": "Too many requests."}]}}
        if len(body) > 40:
            return 200, {"code": -18010014, "data": {"errors": [{"code": -18010014, "message": "Exceeds 40."}]}}
        self.calls.append((path.rsplit("/", 1)[1], [item["number"] for item in body]))
        accepted, rejected = [], []
        for item in body:
            number = item["number"]
            if path.endswith("/register"):
                error = -18010012 if len(number) < 5 else -18019901 if number in self.registered else None
                self.registered.add(number)
                good = {"origin": 2, "number": number, "carrier": item.get("carrier", 3011)}
            else:
                error = -18019902 if number not in self.registered else -18019909 if number not in self.known else None
                good = self.known.get(number)
            if error:
                rejected.append({"number": number, "error": {"code": error, "message": "no"}})
            else:
                accepted.append(good)
        return 200, {"code": 0, "data": {"accepted": accepted, "rejected": rejected}}
