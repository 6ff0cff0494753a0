"""A client of Tiller's HTTP API: copy this file. It needs Python 3.8 or newer and nothing else."""
import http.client
import json
import shutil
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid


class Refused(Exception):
    """The server understood and said no. `code` never changes its meaning; `status` says which field, value and rule."""

    def __init__(self, answer):
        super().__init__(f"{answer['code']} {answer['status']}")
        self.code, self.status, self.data = answer["code"], answer["status"], answer["data"]


class Tiller:
    def __init__(self, url, app_key, app_secret):
        self._api = url + "/service/cloud"
        self._credentials = {"APPKey": app_key, "APPSecret": app_secret}
        self._token = None

    def robots(self):
        return self._call("GET", "/robot")["Robots"]

    def strategies(self):
        return self._call("GET", "/strategy")["Strategies"]

    def create_plan(self, plan):
        """After this returns, the plan is on the server's disk. `detail_error_list` tells of rows that were left out."""
        return self._call("POST", "/v2/plan", plan)

    def plan(self, name):
        return self._call("GET", "/plan", PlanName=name)

    def recordings(self, name, callee):
        return self._call("GET", "/plancase", PlanName=name, Callee=callee)["Links"]

    def stop_plan(self, name):
        """No new call starts after this returns; calls in progress end normally."""
        return self._call("POST", "/operation", {"PlanName": name, "Action": "Stop"})

    @staticmethod
    def download(link, path):
        """Links work without a token until they expire."""
        with urllib.request.urlopen(link, timeout=60) as recording, open(path, "wb") as file:
            shutil.copyfileobj(recording, file)

    def _call(self, method, path, body=None, **query):
        """The `data` of the answer. A request that got none, or came too often, is sent again; a write carries a key by which
        the server knows it again, so that nothing is done twice."""
        key = str(uuid.uuid4())
        for wait in (1, 2, 4, 8, None):
            try:
                if not self._token:
                    answer, _ = self._send("POST", "/auth", self._credentials)
                    self._token = _data(answer)["token"]
                answer, retry_after = self._send(method, path + "?" + urllib.parse.urlencode(query), body, key)
                if answer["code"] == 401 and wait:
                    self._token = None  # it has lived its 24 hours
                    continue
                if answer["code"] not in (429, 503) or not wait:
                    return _data(answer)
                wait = retry_after or wait
            except (OSError, http.client.HTTPException):
                if not wait:
                    raise
            time.sleep(wait)

    def _send(self, method, path, body=None, key=""):
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        if self._token:
            headers["Authorization"] = "Token " + self._token
        raw = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._api + path, raw, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer), 0
        except urllib.error.HTTPError as refusal:  # errors have the same form
            with refusal:
                return json.load(refusal), int(refusal.headers.get("Retry-After", 0))


def _data(answer):
    if answer["code"] != 200:
        raise Refused(answer)
    return answer["data"]
