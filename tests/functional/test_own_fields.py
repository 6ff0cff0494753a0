"""Fields of a robot's own: what it says of the callee comes from the row, or the row is refused."""
from conftest import numbers, row

ROBOT = """robot: fee
language: en
variables:
  Fee: {type: amount, unit: USD, default: "0"}
  Branch: {type: text}
start: hello
states:
  hello:
    say: "{Debtor}, the fee at {Branch} is {Fee}."
    hang_up: true
"""


def test_the_robot_says_what_the_row_holds(house):
    good, lacking = numbers(2)
    (house.folder / "fee.yaml").write_text(ROBOT, encoding="utf-8")
    house.account["robots"].append({"name": "fee", "file": str(house.folder / "fee.yaml"), "platforms": ["AIRUDDER"]})
    house.start(f"{good},,,answer,100,\n", strategies={"once": [house.round(robot="fee")]})
    answer = house.create([row(good, Fee=12, Branch="Bandung", Colour="red"), row(lacking)], "fees", Perform=1)
    assert answer["detail_errors"][0]["code"] == 10413 and "Branch" in answer["detail_error_list"][0], answer
    assert len(answer["warnings"]) == 1 and '"Colour"' in answer["warnings"][0], answer
    house.wait_plan("fees")
    event = house.call_event(good)
    assert event["Fee"] == 12 and event["Branch"] == "Bandung" and "Colour" not in event
    assert "the fee at Bandung is 12" in event["Transcript"][0]["Text"]


def test_a_language_without_a_voice_makes_no_plan(house):
    (house.folder / "mute.yaml").write_text(ROBOT.replace("language: en", "language: id"), encoding="utf-8")
    house.account["robots"].append({"name": "mute", "file": str(house.folder / "mute.yaml"), "platforms": ["AIRUDDER"]})
    house.start(strategies={"once": [house.round(robot="mute")]}, options=["--espeak-helper", "off"])  # as if it had gone
    refused = house.client.send("POST", "/v2/plan", house.order([row(numbers(1)[0], Branch="B")], "mute"))[1]
    assert refused["code"] == 10406 and "mute" in refused["status"], refused
