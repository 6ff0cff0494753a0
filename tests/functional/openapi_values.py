"""Values that a JSON Schema of our OpenAPI documents allows, and such as it forbids. All chance comes from one `random.Random`."""
import copy
import datetime
import re

LETTERS = "abzAZ09 _-+%&?#/'\"<>\\éßЖ中😀"
NASTY = [None, True, False, 0, -1, 1.5, 31, 2**31, 2**63, -2**63, 2**64, 1e308, "", " ", "x", "0", "\u0000", "\ud800", "é" * 65,
         "x" * 70_000, "2025-02-30", "2999-01-01", "+", "+1", "%", "{Debtor}", "'; DROP TABLE tasks; --", [], [None], [[[]]],
         {}, {"": ""}, {"a": {"b": []}}]


class Values:
    """`pools`: for a field's name, values that mean something to the server; most requests then get beyond its first check."""

    def __init__(self, document, random, pools):
        self.document, self.random, self.pools = document, random, pools

    def resolve(self, thing):
        while "$ref" in thing:
            found = self.document
            for part in thing["$ref"].removeprefix("#/").split("/"):
                found = found[part.replace("~1", "/").replace("~0", "~")]
            thing = found
        return thing

    def good(self, schema, name=""):
        random, schema = self.random, self.resolve(schema)
        if name in self.pools and random.random() < 0.85:
            return copy.deepcopy(random.choice(self.pools[name]))
        for choice in ("oneOf", "anyOf"):
            if choice in schema:
                return self.good(random.choice(schema[choice]), name)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return random.choice(schema["enum"])
        if schema.get("examples") and random.random() < 0.7:
            return copy.deepcopy(random.choice(schema["examples"]))
        kind = schema.get("type", "string")
        kind = random.choice(kind) if isinstance(kind, list) else kind
        return getattr(self, "_" + kind)(schema)

    def _object(self, schema):
        out = {}
        for name, inner in schema.get("properties", {}).items():
            if name in schema.get("required", []) or (self.random.random() < 0.5 and not self.resolve(inner).get("readOnly")):
                out[name] = self.good(inner, name)
        return out

    def _array(self, schema):
        least = schema.get("minItems", 0)
        count = self.random.randint(least, max(least, min(schema.get("maxItems", 4), 4)))
        return [self.good(schema.get("items", {})) for _ in range(count)]

    def _string(self, schema):
        random = self.random
        if schema.get("format") == "date":
            return (datetime.date.today() + datetime.timedelta(days=random.randint(-400, 6))).isoformat()
        pattern = re.fullmatch(r"\^\[(\w)-(\w)(?:(\w)-(\w))?\]\{(\d+)\}\$", schema.get("pattern", ""))
        if pattern:
            first, last, other_first, other_last, count = pattern.groups()
            letters = [chr(c) for c in range(ord(first), ord(last) + 1)]
            letters += [chr(c) for c in range(ord(other_first), ord(other_last) + 1)] if other_first else []
            return "".join(random.choices(letters, k=int(count)))
        most = schema.get("maxLength", 40)
        length = random.choice([schema.get("minLength", 1), most, random.randint(schema.get("minLength", 1), most)])
        return "".join(random.choices(LETTERS, k=length))

    def _integer(self, schema):
        least = schema.get("minimum", 0)
        most = schema.get("maximum", least + 100)
        return self.random.choice([least, most, self.random.randint(least, most)])

    def _number(self, schema):
        least = schema.get("minimum", schema.get("exclusiveMinimum", 0))
        return round(least + self.random.random() * 1000 + 0.01, 2)

    def _boolean(self, _):
        return self.random.random() < 0.5

    def _null(self, _):
        return None

    def spoil(self, value):
        """The value with one place of it wrong, missing or strange."""
        random, value = self.random, copy.deepcopy(value)
        places = []

        def walk(holder):
            for key in holder if isinstance(holder, dict) else range(len(holder)):
                places.append((holder, key))
                if isinstance(holder[key], (dict, list)):
                    walk(holder[key])

        if isinstance(value, (dict, list)):
            walk(value)
        if not places or random.random() < 0.05:
            return random.choice(NASTY)
        holder, key = random.choice(places)
        if random.random() < 0.25:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(random.choice(NASTY))
        return value
