"""Stand-ins for engines from outside, after the public descriptions of their protocols: Vosk's server
(github.com/alphacep/vosk-server, websocket/asr_server.py), OpenAI's realtime transcription sessions and its interface
over HTTP (audio/speech, audio/transcriptions, chat/completions). Each can be told to hang, to lie or to close in the middle."""
import base64
import contextlib
import hashlib
import io
import json
import math
import socket
import struct
import threading
import time
import wave
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "sk-this-is-a-secret"


def tone(hertz, seconds=0.5, rate=24_000):
    """A WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(2 * math.pi * hertz * i / rate)))
                                  for i in range(int(rate * seconds))))
    return out.getvalue()


class SpeechSocket:
    """A recognizer over WebSocket. `behaviour`: "well", "hangs" (never answers the end), "lies" (no JSON), "closes" (in
    the middle), "stutters". `text`: what it hears; of a list one after the other, the last again and again."""

    def __init__(self, text="yes please", behaviour="well"):
        self.texts, self.behaviour = [text] if isinstance(text, str) else list(text), behaviour
        self.utterances = []  # (the configuration, bytes of audio)
        self.keys = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"ws://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def close(self):
        with contextlib.suppress(OSError):  # closed already
            self.socket.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept
        self.socket.close()

    def serve(self):
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(peer,), daemon=True).start()

    def talk(self, peer):
        try:
            with peer, peer.makefile("rwb") as stream:
                self.shake_hands(stream)
                self.hear(peer, stream)
        except (OSError, ValueError, struct.error):
            pass  # the client has gone

    def shake_hands(self, stream):
        fields = {}
        while (line := stream.readline().strip()):
            name, _, value = line.decode().partition(": ")
            fields[name.lower()] = value
        self.keys.append(fields.get("authorization"))
        accept = base64.b64encode(hashlib.sha1((fields["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        stream.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n")
        stream.flush()

    def next_text(self):
        return self.texts.pop(0) if len(self.texts) > 1 else self.texts[0]

    @staticmethod
    def receive(stream):
        first, second = stream.read(2)
        size = second & 0x7f
        if size > 125:
            size, = struct.unpack(*((">H", stream.read(2)) if size == 126 else (">Q", stream.read(8))))
        mask = stream.read(4)
        data = stream.read(size)
        return first & 0x0f, bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))

    def send(self, peer, text):
        data = text.encode()
        head = bytes([0x81, len(data)]) if len(data) < 126 else bytes([0x81, 126]) + struct.pack(">H", len(data))
        if self.behaviour != "stutters":
            return peer.sendall(head + data)
        for byte in head + data:
            peer.sendall(bytes([byte]))


class Vosk(SpeechSocket):
    def hear(self, peer, stream):
        config, audio = None, b""
        while True:
            opcode, data = self.receive(stream)
            if opcode == 8:
                return
            if opcode == 2:
                audio += data
                if self.behaviour == "closes":
                    return
                self.send(peer, '{"partial": ""}' if self.behaviour != "lies" else "partial, as it were")
            elif data == b'{"eof" : 1}':
                self.utterances.append((config, audio))
                if self.behaviour == "hangs":
                    while self.receive(stream)[0] != 8:
                        pass
                    return
                text = self.next_text()
                self.send(peer, json.dumps({"text": text, "result": [{"conf": 0.9, "word": word} for word in text.split()]}))
            else:
                config = json.loads(data)["config"]


class Realtime(SpeechSocket):
    """A transcription session: an update, audio in base64, a commit; deltas and a transcript come back."""

    def hear(self, peer, stream):
        session, audio = None, b""
        self.send(peer, json.dumps({"type": "session.created", "session": {"type": "transcription"}}))
        while True:
            opcode, data = self.receive(stream)
            if opcode == 8:
                return
            event = json.loads(data)
            if event["type"] == "session.update":
                session = event["session"]
                self.send(peer, json.dumps({"type": "session.updated", "session": session}) if self.behaviour != "lies" else "as you like it")
            elif event["type"] == "input_audio_buffer.append":
                audio += base64.b64decode(event["audio"])
                if self.behaviour == "closes":
                    return
            elif event["type"] == "input_audio_buffer.commit":
                self.utterances.append((session, audio))
                if self.behaviour == "hangs":
                    while self.receive(stream)[0] != 8:
                        pass
                    return
                self.tell(peer)

    def tell(self, peer):
        item = {"item_id": "item_1", "content_index": 0}
        self.send(peer, json.dumps({"type": "input_audio_buffer.committed", "item_id": "item_1"}))
        text = self.next_text()
        for word in text.split():
            self.send(peer, json.dumps({"type": "conversation.item.input_audio_transcription.delta", **item, "delta": word + " "}))
        self.send(peer, json.dumps({"type": "conversation.item.input_audio_transcription.completed", **item, "transcript": text.capitalize() + "."}))


class OpenAi:
    """`behaviour`: "well", "hangs", "lies" (another type), "closes" (in the middle), or an HTTP status."""

    def __init__(self, behaviour="well", text="yes please"):
        self.behaviour, self.text = behaviour, text
        self.spoken, self.heard, self.asked = [], [], []  # requests
        self.stop = threading.Event()
        house = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(handler):
                house.answer(handler, handler.rfile.read(int(handler.headers["Content-Length"])))

            def log_message(handler, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.stop.set()
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler, body):
        if handler.headers.get("Authorization") != f"Bearer {KEY}":
            return self.send(handler, 401, "application/json", b'{"error": {"message": "no such key"}}')
        if isinstance(self.behaviour, int):
            return self.send(handler, self.behaviour, "application/json", b"{}")
        if self.behaviour == "hangs":
            return self.stop.wait(60)
        if handler.path == "/v1/audio/speech":
            self.spoken.append(json.loads(body))
            return self.send(handler, 200, "audio/wav", tone(1000))
        if handler.path == "/v1/audio/transcriptions":
            self.heard.append(body)
            return self.send(handler, 200, "application/json", json.dumps({"text": self.text}).encode())
        if handler.path == "/v1/chat/completions":
            self.asked.append(json.loads(body))
            events = [{"choices": [{"delta": {"content": word}}]} for word in self.text.split()]
            events.append({"choices": [{"delta": {}, "finish_reason": "stop"}]})
            stream = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
            return self.send(handler, 200, "text/event-stream", stream.encode())
        return self.send(handler, 404, "application/json", b"{}")

    def send(self, handler, status, kind, data):
        if self.behaviour == "lies":
            kind, data = "text/html", b"<html>Welcome to nginx!</html>"
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data[:len(data) // 2] if self.behaviour == "closes" else data)
        if self.behaviour == "closes":
            handler.close_connection = True


class Mind:
    """A language model: POST /v1/chat/completions with "stream", answered by `script`, one entry a question, the last
    again and again. An entry is a text or {"text": …, "calls": [(tool, arguments)], "pause": seconds between its words,
    "stutters": byte by byte, "then": what happens after its text: "hangs", "closes", "lies" (no JSON), "endless"}, or an
    HTTP status."""

    def __init__(self, *script):
        self.script = list(script)
        self.asked = []  # bodies of the requests
        self.stop = threading.Event()
        house = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(handler):
                house.answer(handler, json.loads(handler.rfile.read(int(handler.headers["Content-Length"]))))

            def log_message(handler, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.stop.set()
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler, body):
        self.asked.append(body)
        entry = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(entry, int):
            handler.send_response(entry)
            handler.send_header("Content-Length", "2")
            handler.end_headers()
            return handler.wfile.write(b"{}")
        entry = {"text": entry} if isinstance(entry, str) else entry
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        with contextlib.suppress(OSError):  # nobody waits for it any more
            self.write(handler, entry)

    def write(self, handler, entry):
        def chunk(data):
            for byte in data if entry.get("stutters") else b"":
                handler.wfile.write(b"1\r\n" + bytes([byte]) + b"\r\n")
            if entry.get("stutters") and data:
                return
            handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

        def event(delta, **more):
            chunk(f"data: {json.dumps({'object': 'chat.completion.chunk', 'choices': [{'index': 0, 'delta': delta, **more}]})}\n\n".encode())

        for word in entry.get("text", "").split(" "):
            if word:
                event({"content": word + " "})
            self.stop.wait(entry.get("pause", 0))
        then = entry.get("then")
        while then == "endless" and not self.stop.is_set():
            event({"content": "and so on and on, "})
        if then == "hangs":
            self.stop.wait(60)
        if then == "lies":
            chunk(b"data: <html>Welcome!</html>\n\n")
        if then:
            handler.close_connection = True
            return
        calls = entry.get("calls", [])
        for index, (name, arguments) in enumerate(calls):
            event({"tool_calls": [{"index": index, "id": f"call_{index}", "type": "function", "function": {"name": name, "arguments": ""}}]})
            event({"tool_calls": [{"index": index, "function": {"arguments": json.dumps(arguments)}}]})
        event({}, finish_reason="tool_calls" if calls else "stop")
        chunk(b'data: {"choices": [], "usage": {"prompt_tokens": 200, "completion_tokens": 20}}\n\n')
        chunk(b"data: [DONE]\n\n")
        chunk(b"")


def wait_until(what, seconds=20):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.02)
