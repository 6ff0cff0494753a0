"""Walks an OpenAPI document: sends generated requests to the server and holds each answer against the document."""
import http.client
import json
import re
import urllib.parse

import jsonschema
from openapi_values import Values

METHODS = ("get", "post", "put", "patch", "delete")
TOKENS = ["", "Token", "Token ", "Token x", "Bearer x", "Basic eDp5", "token  x", "Token " + "f" * 5000, "Token \xe9"]
BODIES = [b"", b"{", b"[]", b"null", b"{}}", b"{\"a\":1,}", b"\xef\xbb\xbf{}", b"{\"a\":\"\xff\"}", b"[" * 5000, b"\x00", b"a=b&c=%zz"]
QUERIES = ["%", "%zz", "%00", "%ff", "+", "&", "=", "9" * 30, "x" * 9000, "..%2f..%2f", "%F0%9F%98%80"]


class Fault(Exception):
    """Document and server differ, or the server failed; the message says for which request."""


class Walk:
    """`authorization`: the header that is good. `pools`: see Values. `is_strict`: what the document forbids is refused."""

    def __init__(self, url, document, authorization, random, pools, is_strict=True):
        self.is_strict = is_strict
        self.document, self.authorization, self.random = document, authorization, random
        self.values = Values(document, random, pools)
        self.operations = [(path, method) for path, item in document["paths"].items() for method in METHODS if method in item]
        self.seen = {}  # (path, method) -> {status or code: count}
        self._address = urllib.parse.urlsplit(url).netloc
        self._connection = http.client.HTTPConnection(self._address, timeout=20)
        self._validators = {}

    def step(self):
        """One request. Fault if its answer is not as documented."""
        path, method = self.random.choice(self.operations)
        if self.random.random() < 0.02:
            return self._other_method(path)
        operation = self.document["paths"][path][method]
        target, headers, body, is_wrong = self._request(path, method, operation)
        told = f"{method.upper()} {target[:300]}\n{headers}\n{(body or b'')[:2000]!r}"
        try:
            status, answered, content = self._send(method, target, headers, body)
        except (OSError, http.client.HTTPException) as error:
            raise Fault(f"no answer ({error!r}) to\n{told}") from error
        told += f"\nwas answered with {status} {answered.get('Content-Type')}\n{content[:2000]!r}"
        if status == 500 or str(status) not in operation["responses"]:
            raise Fault(f"status {status} is not documented:\n{told}")
        result = self._check(operation["responses"][str(status)], answered, content, told) or status
        if self.is_strict and is_wrong and status < 300 and result < 300:
            raise Fault(f"the document forbids this request ({is_wrong}):\n{told}")
        counts = self.seen.setdefault((path, method), {})
        counts[result] = counts.get(result, 0) + 1

    def _other_method(self, path):
        """A method that the document does not name for the path is 405. "/calls/{id}" is a name of "/calls/live", too."""
        named = {m for other, item in self.document["paths"].items() if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", other), path) for m in item}
        method = self.random.choice([m for m in METHODS if m not in named])
        target = path.replace("{", "").replace("}", "")
        status, answered, content = self._send(method, target, {"Authorization": self.authorization}, None)
        if status != 405 or not answered.get("Allow"):
            raise Fault(f"{method.upper()} {target} must be 405 with Allow; it was answered with {status}\n{content[:500]!r}")

    # The request.

    def _request(self, path, method, operation):
        """(target, headers, body, why it must be refused or "")."""
        random, values, reasons = self.random, self.values, []
        headers = {"Authorization": self.authorization}
        if "security" not in operation and self.document.get("security") and random.random() < 0.05:  # others have keys of their own
            headers["Authorization"] = random.choice(TOKENS)
            reasons.append("token")
        for requirement in operation.get("security", []):
            for scheme in requirement:
                name = self.document["components"]["securitySchemes"][scheme].get("name")
                if name in values.pools:
                    headers[name] = random.choice(values.pools[name])
        query = []
        for parameter in [*self.document["paths"][path].get("parameters", []), *operation.get("parameters", [])]:
            parameter = values.resolve(parameter)
            name, place = parameter["name"], parameter["in"]
            if place != "path" and random.random() > (0.97 if parameter.get("required") else 0.8 if name in values.pools else 0.4):
                continue
            text = urllib.parse.quote(_text(values.good(parameter["schema"], name)), safe="*" if place == "header" else "")
            if random.random() < 0.08:
                text = random.choice(QUERIES)
            if place == "path":
                path = path.replace("{" + name + "}", text or "x")
            elif place == "query":
                query += [f"{name}={text}"] * random.choice([1, 1, 1, 1, 2])
            elif place == "header":
                headers[name] = text[:parameter["schema"].get("maxLength", 255)]
        body = None
        if "requestBody" in operation:
            body, headers["Content-Type"], wrong = self._body(operation["requestBody"]["content"])
            reasons += [wrong] if wrong else []
        return path + ("?" + "&".join(query) if query else ""), headers, body, ", ".join(reasons)

    def _body(self, contents):
        random = self.random
        kind = random.choice(list(contents))
        if random.random() < 0.04:
            return random.choice(BODIES), kind, ""
        schema = contents[kind].get("schema", {})
        value = self.values.good(schema, kind)
        if kind == "application/x-www-form-urlencoded":
            return urllib.parse.urlencode(value).encode("utf-8", "replace"), kind, ""
        if not kind.endswith("json"):
            return _text(value).encode("utf-8", "replace"), kind, ""
        if random.random() < 0.5:
            value = self.values.spoil(value)
        # A wrong row is no wrong request: it is told in detail_error_list.
        faults = [e for e in self._validator(schema, "readOnly").iter_errors(value) if "Details" not in list(e.absolute_path)[:1]]
        return json.dumps(value).encode(), kind, faults[0].message[:200] if faults else ""

    def _send(self, method, target, headers, body):
        for again in (True, False):
            try:
                self._connection.request(method.upper(), target, body, headers)
                answer = self._connection.getresponse()
                if answer.headers.get("Content-Type") == "text/event-stream":  # it goes on: its beginning is enough
                    begun = answer.read1()
                    self._connection.close()
                    return answer.status, answer.headers, begun
                return answer.status, answer.headers, answer.read()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self._connection.close()  # a connection that was kept may end at any time: once that is no fault
                if not again:
                    raise
        raise AssertionError

    # The answer.

    def _check(self, response, answered, content, told):
        """The envelope's code; None where there is no envelope."""
        response = self.values.resolve(response)
        if "content" not in response:
            return None
        kind = answered.get("Content-Type", "").split(";")[0]
        if kind not in response["content"]:
            raise Fault(f"the type of the content is not documented:\n{told}")
        if not kind.endswith("json"):
            return None
        try:
            value = json.loads(content)
        except ValueError as error:
            raise Fault(f"not JSON: {error}\n{told}") from error
        for error in self._validator(response["content"][kind].get("schema", {}), "writeOnly").iter_errors(value):
            inner = "; ".join(f"{e.json_path}: {e.message[:300]}" for e in error.context or [error])
            raise Fault(f"the answer is not as documented: {inner}\n{told}")
        return value.get("code") if isinstance(value, dict) else None

    def _validator(self, schema, hidden):
        """Fields that are `hidden` ("readOnly" in requests, "writeOnly" in answers) need not be there."""
        key = id(schema), hidden
        if key not in self._validators:
            whole = {**schema, "components": {"schemas": self.document["components"]["schemas"]}}
            self._validators[key] = jsonschema.Draft202012Validator(_without_required(whole, hidden))
        return self._validators[key]


def _without_required(schema, hidden):
    if isinstance(schema, list):
        return [_without_required(one, hidden) for one in schema]
    if not isinstance(schema, dict):
        return schema
    out = {name: _without_required(one, hidden) for name, one in schema.items()}
    if isinstance(out.get("required"), list):
        out["required"] = [name for name in out["required"] if not out.get("properties", {}).get(name, {}).get(hidden)]
    return out


def _text(value):
    return value if isinstance(value, str) else json.dumps(value)
