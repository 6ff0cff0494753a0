"""`tiller demo` and `tiller bench`: an installed program shows and measures itself, with the simulated carrier beside it."""
import json
import pathlib
import signal
import subprocess

from lab import programs


def children_of(folder):
    """Programs that were started with this folder among their words."""
    found = []
    for words in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(folder).encode() in words.read_bytes():
                found.append(words.parent.name)
        except OSError:  # it has ended meanwhile
            pass
    return found


def test_a_bench_tells_what_was_reached(bin_dir, tmp_path):
    done = subprocess.run([bin_dir / "tiller", "bench", "--rate", "5", "--for", "2s", "--json"], env={"TMPDIR": str(tmp_path)},
                          capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(done.stdout)
    assert figures["kept"] and (figures["calls"], figures["answered"], figures["recordings"]) == (10, 10, 10)
    assert figures["calls_per_second_reached"] >= 4.5 and figures["server_cpu_ms_per_call"] > 0
    assert list(tmp_path.iterdir()) == [] and children_of(tmp_path) == []
    done = subprocess.run([bin_dir / "tiller", "bench", "--rate", "5000", "--for", "1m"], capture_output=True, text=True, timeout=20)
    assert done.returncode == 2 and "must be 2 to 10000" in done.stderr


def test_a_demo_that_is_interrupted_leaves_nothing_behind(bin_dir, tmp_path):
    folder, told = tmp_path / "demo", tmp_path / "told"
    with open(told, "w", encoding="utf-8") as out:
        demo = subprocess.Popen([bin_dir / "tiller", "demo", "--data", folder, "--once"], stdout=out, stderr=out)
    programs.wait_until(lambda: "settled" in told.read_text(encoding="utf-8"), 60, "the plan's progress")
    assert "with 24 people" in told.read_text(encoding="utf-8")
    assert len(children_of(folder)) >= 3, "itself, the carrier, the server"
    demo.send_signal(signal.SIGINT)
    assert demo.wait(60) == 1
    assert "tiller: stopped" in told.read_text(encoding="utf-8")
    assert children_of(folder) == []


def test_a_demo_spares_a_folder_that_is_not_its_own(bin_dir, tmp_path):
    (tmp_path / "important").write_text("keep me", encoding="utf-8")
    done = subprocess.run([bin_dir / "tiller", "demo", "--data", tmp_path, "--once"], capture_output=True, text=True, timeout=30)
    assert done.returncode == 4 and "not a folder of a demo" in done.stderr
    assert (tmp_path / "important").read_text(encoding="utf-8") == "keep me"
