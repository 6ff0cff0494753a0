"""A receiver of webhooks that verifies what comes in, as an integrator would write it."""
import base64
import hashlib
import hmac
import http.server
import json
import threading
import time

SECRET = "whsec_" + base64.b64encode(b"a demo's secret of 32 bytes, yes").decode()


def signature_faults(headers, body, secret=SECRET):
    """What is wrong with a delivery's signatures, in sentences."""
    faults = []
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, headers.get("X-AIRudder-Sign", "")):
        faults.append("X-AIRudder-Sign is wrong")
    signed = f"{headers.get('webhook-id')}.{headers.get('webhook-timestamp')}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    entry = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    if entry not in headers.get("webhook-signature", "").split(" "):
        faults.append("webhook-signature is wrong")
    if abs(time.time() - int(headers.get("webhook-timestamp") or 0)) > 300:
        faults.append("webhook-timestamp is not now")
    return faults


class Delivery:
    def __init__(self, headers, body):
        self.headers, self.body, self.at = headers, body, time.time()
        self.id = headers.get("webhook-id")
        self.event = json.loads(body)
        self.kind = self.event.get("Event")
        self.faults = signature_faults(headers, body)
        self.status = 0


class Receiver:
    """Listens on `host`, by default on a free port. `answer` (delivery -> HTTP status) runs on the request's own thread; it
    may refuse, hang, or look at the server that sent it. `location` goes with every answer."""

    def __init__(self, answer=lambda delivery: 200, host="127.0.0.1", port=0, location=None):
        self.answer, self.location = answer, location
        self.delivery = Delivery
        self._deliveries = []
        self._changed = threading.Condition()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                try:
                    self.send_response(receiver.take(dict(self.headers.items()), body))
                    self.send_header("Content-Length", "0")
                    if receiver.location:
                        self.send_header("Location", receiver.location)
                    self.end_headers()
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer((host, port), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # a sender that is killed breaks its connection: no trace needed
        self.port = self._server.server_address[1]
        self.url = f"http://{host}:{self.port}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def take(self, headers, body):
        delivery = self.delivery(headers, body)
        delivery.status = self.answer(delivery)
        with self._changed:
            self._deliveries.append(delivery)
            self._changed.notify_all()
        return delivery.status

    def deliveries(self, kind=None, **fields):
        with self._changed:
            return [d for d in self._deliveries
                    if kind in (None, d.kind) and all(d.event.get(name) == value for name, value in fields.items())]

    def events(self, kind, **fields):
        """Bodies of what was taken with a 2xx, each event once, in the order of their first arrival."""
        taken = {d.id: d.event for d in reversed(self.deliveries(kind, **fields)) if 200 <= d.status < 300}
        first = [d.id for d in self.deliveries(kind, **fields)]
        return [taken[id_] for id_ in dict.fromkeys(first) if id_ in taken]

    def wait(self, condition, seconds):
        """Whether condition() became true in time; looked at after each delivery."""
        with self._changed:
            return self._changed.wait_for(condition, seconds)

    def close(self):
        self._server.shutdown()
        self._server.server_close()
