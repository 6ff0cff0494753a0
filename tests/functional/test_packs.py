"""Model packs: made by the test without weights, installed, used in a call, and harmless when they are damaged."""
import json
import os
import pathlib
import subprocess

import pytest
from audio import RATE, fetch
from conftest import HERE, numbers, row
from test_engines import SAYS, crossings, speech
from test_manage import Manager

pytest.importorskip("onnx", reason="python3-onnx makes the packs")
import model_packs  # noqa: E402


@pytest.fixture
def library(bin_dir):
    """Where sherpa-onnx's libraries are: where the set-up puts them, or where the environment says."""
    folder = pathlib.Path(os.environ.get("TILLER_SPEECH_LIBRARY", bin_dir / "../../deps/speech"))
    if not (folder / "libsherpa-onnx-c-api.so").exists():
        pytest.skip("the npm package sherpa-onnx-linux-x64 is not there")
    return str(folder)


def run(house, *args, expect=0):
    done = subprocess.run([house.bin_dir / "tiller", "speech", *args, "--data", house.data], capture_output=True, text=True, timeout=120)
    assert done.returncode == expect or (expect and done.returncode), done.stdout + done.stderr
    return done.stdout + done.stderr


def install(house, library, archive, sha256, expect=0):
    return run(house, "install", str(archive), "--sha256", sha256, "--speech-library", library, expect=expect)


def test_packs_are_checked_tried_and_installed(house, library, tmp_path):
    whisper, sha256 = model_packs.pack(tmp_path, "ears", model_packs.whisper)
    assert "is not what was meant" in install(house, library, whisper, "0" * 64, expect=1)
    assert "ears: recognizer for en" in install(house, library, whisper, sha256)
    assert "is there already" in install(house, library, whisper, sha256, expect=1)
    assert [pack["name"] for pack in json.loads(run(house, "list", "--json"))] == ["ears"]

    def another_model(folder, manifest):
        """A voice's file where an encoder should be: sherpa-onnx ends the process."""
        model_packs.piper(folder)
        (folder / "model.onnx").rename(folder / "encoder.onnx")
        manifest["files"] = [{**file, "sha256": model_packs.hashlib.sha256((folder / file["path"]).read_bytes()).hexdigest()} for file in manifest["files"]]

    def cut(folder, manifest):
        (folder / "decoder.onnx").write_bytes((folder / "decoder.onnx").read_bytes()[:500])

    for name, damage, told in [("wrong", another_model, "its worker has ended"), ("cut", cut, "is not what pack.yaml says")]:
        archive, sha256 = model_packs.pack(tmp_path, name, model_packs.whisper, damage)
        assert told in install(house, library, archive, sha256, expect=1)
    assert sorted(path.name for path in (house.data / "packs").iterdir()) == ["ears"], "nothing half done stays"
    run(house, "remove", "ears")
    assert json.loads(run(house, "list", "--json")) == []


def test_a_packed_voice_speaks_in_a_call(house, library, tmp_path):
    archive, sha256 = model_packs.pack(tmp_path, "hum", model_packs.piper)
    install(house, library, archive, sha256)
    path = house.folder / "says.yaml"
    path.write_text(SAYS.replace("far/anna", "hum"))
    first, second = numbers(2)
    house.start(robots=[{"name": "says", "file": str(path), "platforms": ["AIRUDDER"]}], strategies={"once": [house.round(robot="says")]},
                people="".join(f"{number},Ani,1,answer,100,\n" for number in numbers(2)), options=["--speech-library", library])
    house.run_plan([row(first)], "packed")
    heard = speech(house.call_event(first))
    assert len(heard) > RATE // 3 and abs(crossings(heard) - 600) < 40, "the hum of the pack"
    assert "a model pack is in use" in (house.folder / "tiller.log").read_text()

    # Its worker is killed: the next prompt is spoken all the same, by a new worker or by a voice of ours.
    children = subprocess.run(["pgrep", "-P", str(house.tiller.process.pid), "-f", "tiller-speech-worker"], capture_output=True, text=True).stdout.split()
    assert len(children) == 1
    os.kill(int(children[0]), 9)
    path.write_text(SAYS.replace("far/anna", "hum").replace("parcel", "letter"))
    subprocess.run([house.bin_dir / "tiller", "robot", "set", "says", f"definition=@{path}", "--data", house.data], check=True, capture_output=True)
    subprocess.run([house.bin_dir / "tiller", "robot", "publish", "says", "--data", house.data], check=True, capture_output=True)
    house.run_plan([row(second)], "again")
    assert len(speech(house.call_event(second))) > RATE // 3
    assert fetch(house.tiller.url + "/healthz")[0] == 200


def test_a_pack_hears_any_words_in_a_call_and_ours_hears_a_grammar(house, library, tmp_path):
    archive, sha256 = model_packs.pack(tmp_path, "ears", model_packs.whisper)
    install(house, library, archive, sha256)
    yaml = (HERE / "robots/talk.yaml").read_text()
    for name, text in (("grammar", yaml), ("any", yaml + "free_speech: true\n")):
        path = house.folder / f"{name}.yaml"
        path.write_text(text.replace("robot: talk", f"robot: {name}"))
        house.account["robots"].append({"name": name, "file": str(path), "platforms": ["AIRUDDER"]})
    numbers_of = dict(zip(("grammar", "any"), numbers(2)))
    house.start_carrier("".join(f"{number},*,answer,200,rms,say:no_thanks@after\n" for number in numbers(2)),
                        columns="number,attempt,behaviour,ring_ms,voice,steps")
    house.add_receiver()
    house.set_up(strategies={name: [house.round(robot=name)] for name in numbers_of})
    house.start_tiller(["--speech-library", library])
    heard = {}
    for name, number in numbers_of.items():
        house.run_plan([row(number)], name, Strategy=name)
        event = house.call_event(number)
        timeline = Manager(house).json("call", "timeline", event["CallID"])
        heard[name] = (event["Intention"], [entry.get("by") for entry in timeline["entries"] if entry["kind"] == "heard"])
    # Whatever it hears, the pack of the test writes "yes please".
    assert heard == {"grammar": ("B", ["pocketsphinx"]), "any": ("A", ["ears"])}
