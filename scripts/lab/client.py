"""The HTTP API as any client in any language sees it."""
import json
import urllib.error
import urllib.parse
import urllib.request


class Refused(Exception):
    """An answer with another code than 200."""

    def __init__(self, answer):
        super().__init__(f"{answer.get('code')} {answer.get('status')}")
        self.answer = answer


class Client:
    def __init__(self, url, app_key="demo-key", app_secret="demo-secret"):
        self.url = url
        self.base = url + "/service/cloud"
        self.token = ""
        self.token = self.post("/auth", {"APPKey": app_key, "APPSecret": app_secret})["token"]

    def send(self, method, path, body=None, headers=()):
        """(HTTP status, envelope)."""
        raw = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=raw, method=method)
        request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", "Token " + self.token)
        for name, value in dict(headers).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, json.load(refusal)

    def post(self, path, body):
        return self._data(self.send("POST", path, body)[1])

    def get(self, path, **query):
        return self._data(self.send("GET", path + "?" + urllib.parse.urlencode(query))[1])

    @staticmethod
    def _data(answer):
        if answer["code"] != 200:
            raise Refused(answer)
        return answer["data"]

    def plan(self, name):
        return self.get("/plan", PlanName=name)

    def records(self, name):
        """The call records of all rounds of a plan that were opened, by number, round after round."""
        out = {}
        for round_ in self.get("/planround", PlanName=name)["Rounds"]:
            if round_.get("TaskID"):
                for record in self.get("/detail", TaskID=round_["TaskID"])["Details"]:
                    out.setdefault(record["Callee"], []).append(record)
        return out
