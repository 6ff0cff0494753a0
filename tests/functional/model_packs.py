"""Makes model packs of the right shape without weights, with Debian's python3-onnx: a "Whisper" that writes the same words
whatever it hears, a "Piper" voice that hums, so that all that is around the models can be tried."""
import base64
import hashlib
import json
import math
import pathlib
import sys
import tarfile

import onnx
from onnx import TensorProto, helper, numpy_helper
import numpy as np

FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64


def value(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def constant(name, array):
    return numpy_helper.from_array(np.asarray(array), name)


def save(path, nodes, inputs, outputs, constants, metadata):
    graph = helper.make_graph(nodes, path.stem, inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    for key, text in metadata.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, str(text)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def whisper(folder, words=("yes", " please")):
    """Files of a Whisper as sherpa-onnx wants them. Tokens: 0 end, 1 start, 2 language, 3 task, 4 no timestamps, then the words."""
    layers, context, state, vocabulary = 1, 32, 4, 8 + len(words)
    metadata = {"n_mels": 80, "n_text_layer": layers, "n_text_ctx": context, "n_text_state": state, "n_vocab": vocabulary, "sot": 1, "eot": 0,
                "blank_id": 7, "translate": 5, "transcribe": 3, "is_multilingual": 1, "no_timestamps": 4, "no_speech": 6, "sot_sequence": "1,2,3",
                "all_language_tokens": "2", "all_language_codes": "en"}
    cross = constant("cross", np.zeros((layers, 1, 1, state), dtype=np.float32))
    save(folder / "encoder.onnx", [helper.make_node("Identity", ["cross"], ["n_layer_cross_k"]), helper.make_node("Identity", ["cross"], ["n_layer_cross_v"])],
         [value("mel", FLOAT, [1, 80, "frames"])],
         [value("n_layer_cross_k", FLOAT, [layers, 1, 1, state]), value("n_layer_cross_v", FLOAT, [layers, 1, 1, state])], [cross], metadata)
    # The next token by how many came before: the first answer follows the four that open the transcript.
    table = np.zeros((context, vocabulary), dtype=np.float32)
    table[:, 0] = 1
    for i in range(len(words)):
        at = 0 if i == 0 else 3 + i
        table[at, 0], table[at, 8 + i] = 0, 1
    cache = [layers, 1, context, state]
    save(folder / "decoder.onnx",
         [helper.make_node("Gather", ["table", "offset"], ["row"], axis=0),  # [1, vocabulary]
          helper.make_node("Unsqueeze", ["row", "axis"], ["rows"]),
          helper.make_node("Shape", ["tokens"], ["shape"]),
          helper.make_node("Concat", ["shape", "last"], ["wanted"], axis=0),
          helper.make_node("Expand", ["rows", "wanted"], ["logits"]),
          helper.make_node("Identity", ["in_k"], ["out_k"]), helper.make_node("Identity", ["in_v"], ["out_v"])],
         [value("tokens", INT64, [1, "n"]), value("in_k", FLOAT, cache), value("in_v", FLOAT, cache), value("cross_k", FLOAT, [layers, 1, "t", state]),
          value("cross_v", FLOAT, [layers, 1, "t", state]), value("offset", INT64, [1])],
         [value("logits", FLOAT, [1, "n", vocabulary]), value("out_k", FLOAT, cache), value("out_v", FLOAT, cache)],
         [constant("table", table), constant("axis", np.array([1], dtype=np.int64)), constant("last", np.array([vocabulary], dtype=np.int64))], metadata)
    (folder / "tokens.txt").write_text("".join(f"{base64.b64encode(word.encode()).decode()} {8 + i}\n" for i, word in enumerate(words)))
    return {"engine": "whisper", "languages": ["en"]}


def piper(folder, hertz=600, rate=22_050):
    """Files of a voice that takes characters and hums for half a second."""
    wave = np.array([0.4 * math.sin(2 * math.pi * hertz * i / rate) for i in range(rate // 2)], dtype=np.float32).reshape(1, 1, -1)
    save(folder / "model.onnx", [helper.make_node("Identity", ["wave"], ["output"])],
         [value("input", INT64, [1, "n"]), value("input_lengths", INT64, [1]), value("scales", FLOAT, [3])], [value("output", FLOAT, [1, 1, rate // 2])],
         [constant("wave", wave)], {"sample_rate": rate, "n_speakers": 1, "language": "English", "comment": "piper", "frontend": "characters", "add_blank": 0})
    (folder / "tokens.txt").write_text("".join(f"{character} {i}\n" for i, character in enumerate("abcdefghijklmnopqrstuvwxyz.,'")) + "  29\n")
    return {"engine": "piper", "languages": ["en"]}


def pack(folder, name, make, damage=None):
    """A pack as an archive; (its path, its SHA-256). `damage` changes a file behind the manifest's back, or lies about the hash."""
    inside = pathlib.Path(folder) / name
    inside.mkdir(parents=True)
    manifest = {"name": name, "licence": "CC0-1.0", "source": "made by a test", **make(inside)}
    manifest["files"] = [{"role": path.stem, "path": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for path in sorted(inside.iterdir())]
    if damage:
        damage(inside, manifest)
    (inside / "pack.yaml").write_text(json.dumps(manifest, indent=1))
    archive = pathlib.Path(folder) / f"{name}.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(inside, arcname=name)
    return archive, hashlib.sha256(archive.read_bytes()).hexdigest()


if __name__ == "__main__":
    print(*pack(sys.argv[1], sys.argv[2], {"whisper": whisper, "piper": piper}[sys.argv[2]]))
