"""A receiver of webhooks:  python3 receive_webhooks.py PORT

Prints each event once. TILLER_WEBHOOK_SECRET is the secret of the endpoint, as in the set-up file."""
import base64
import hashlib
import hmac
import http.server
import json
import os
import sys
import time


def is_genuine(secret, headers, body):
    """Standard Webhooks: id, time and body are signed. `body` is bytes, exactly as they arrived."""
    try:
        sent = headers["webhook-timestamp"]
        if abs(time.time() - int(sent)) > 300:
            return False  # an old one that somebody sends again
        signed = b".".join([headers["webhook-id"].encode(), sent.encode(), body])
        key = base64.b64decode(secret[len("whsec_"):])
        expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        # Two while the secret is being changed.
        return any(hmac.compare_digest(expected.encode(), one.encode()) for one in headers["webhook-signature"].split())
    except (AttributeError, TypeError, ValueError):
        return False  # a header is missing or malformed


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    secret = ""
    seen = set()  # an event can come twice; keep the ids for two days, in your database

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        genuine = is_genuine(self.secret, self.headers, body)
        if genuine and self.headers["webhook-id"] not in self.seen:
            self.seen.add(self.headers["webhook-id"])
            handle(json.loads(body))
        self.send_response(204 if genuine else 401)  # within 15 seconds: do long work later
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def handle(event):
    if event["Event"] == "call":
        print("call", event["Callee"], event["Outcome"], event["Intention"], event["Link"], flush=True)
    else:
        print(event["Event"], event["TaskName"] if event["Event"] == "task" else event["PlanName"], event["Status"], flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Receiver.secret = os.environ["TILLER_WEBHOOK_SECRET"]
    http.server.ThreadingHTTPServer(("", int(sys.argv[1])), Receiver).serve_forever()
