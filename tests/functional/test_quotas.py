"""The limits of an account over HTTP, each as its client meets it, and after the operator has moved it."""
import json

import pytest
from audio import fetch
from conftest import row
from lab import clock, programs
from lab.client import Refused
from test_manage import Manager

NUMBER = "+6281230000001"


def test_each_limit_refuses_what_is_beyond_it(house):
    house.start(strategies={"once": [house.round(start=1800, end=3400)]})
    manager = Manager(house)
    start, end = (clock.today(house.zone) + " " + clock.time_of_day(house.zone, seconds) for seconds in (1800, 3400))

    def limit(**limits):
        manager.run("account", "set", "test", *(f"limits.{name}={value}" for name, value in limits.items()))

    def plan(name):
        house.create([row(NUMBER)], name)

    def task(name):
        house.client.post("/task", {"TaskName": name, "Robot": "short", "SIPLine": "LINE", "Perform": 1,
                                    "StartTime": start, "EndTime": end, "Details": [row(NUMBER)]})

    def refused(create, name):
        with pytest.raises(Refused) as refusal:
            create(name)
        assert refusal.value.answer["code"] == 10901
        return refusal.value.answer["status"]

    plan("one")
    limit(open_plans=1)
    assert "1 open plans" in refused(plan, "two")
    task("one")
    limit(open_tasks=1)
    assert "1 open tasks" in refused(task, "two")
    limit(open_plans=0, open_tasks=0, numbers_per_day=2)
    assert "2 numbers a day: 2 are used, 1 more came" in refused(task, "two")
    limit(numbers_per_day=3)
    task("two")


def test_too_many_requests_are_told_when_to_come_again(house):
    house.start()
    Manager(house).run("account", "set", "test", "limits.requests_per_second=3")

    def refused():
        status, headers, body = fetch(house.tiller.url + "/service/cloud/robot", Authorization="Token " + house.client.token)
        return (headers["Retry-After"], json.loads(body)) if status == 429 else None

    wait, answer = programs.wait_until(refused, 10, "a request too many", pause=0)
    assert int(wait) >= 1 and answer["code"] == 429 and answer["data"] == {}
