"""Recordings by their links, and their sound as samples, told by a decoder of other make."""
import array
import math
import subprocess
import urllib.error
import urllib.request

RATE = 8000


def fetch(url, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers, refusal.read()


def decode(mp3):
    """Left and right samples, by a decoder of other make."""
    done = subprocess.run(["ffmpeg", "-v", "error", "-i", "pipe:0", "-f", "s16le", "-ar", str(RATE), "pipe:1"], input=mp3,
                          capture_output=True, check=True)
    assert done.stderr == b""
    samples = array.array("h", done.stdout)
    return samples[0::2], samples[1::2]


def level(samples, start=0.0, end=None):
    """RMS between two seconds."""
    part = samples[int(start * RATE):None if end is None else int(end * RATE)]
    return math.sqrt(sum(s * s for s in part) / len(part)) if len(part) else 0.0


def seconds_of_sound(samples, threshold=200):
    frame = RATE // 50
    return sum(level(samples[at:at + frame]) > threshold for at in range(0, len(samples) - frame, frame)) / 50
