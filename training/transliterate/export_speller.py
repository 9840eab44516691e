"""Write the trained speller as ONNX with int8 weights, and its card: `python -m training.transliterate.export_speller RUN models/spelling --written FILE…`.

The file holds two graphs side by side, which share nothing: (letters, rows) → (encoding, foreign); and one step
of the decoder, (encoded, before, state) → (log probabilities, new state). The caller feeds the one it does not need a
single row. Letters, chunks, and the hashes of known, of familiar and of written words are in the file's metadata. Written are the
Latin words of each FILE, a TSV with a column latin or term.

Only weights are int8, a scale for each row; the arithmetic is that of floats, so that a word does not depend on the
words beside it, as it would with activations quantized by the batch.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from arabic_voice_cli.transliterate.fallback import key

from .aligned_words import fold
from .speller_network import Foreign, Network, Size

Shapes = dict[str, list[str | int]]
"""Tensors by name; a word stands for a free size."""
LARGE = 4096
"""Numbers in the smallest weight that is stored as int8."""


class Speller(nn.Module):
    def __init__(self, network: Network, foreign: Foreign) -> None:
        super().__init__()
        self.network, self.foreign = network, foreign

    def forward(self, letters: Tensor, rows: Tensor, encoded: Tensor, before: Tensor, state: Tensor) -> tuple[Tensor, ...]:
        return self.network.encoder(letters, rows), self.foreign(letters), *self.network.decoder.step(encoded, before, state)


def check(network: Network) -> None:
    """The step-by-step arithmetic is that of the network."""
    letters, rows = torch.tensor([[3, 1, 4, 1, 5]]), torch.tensor([9])
    before = torch.tensor([[network.size.chunks, 2, 7, 1, 8]])
    whole = torch.log_softmax(network(letters, rows, before), -1)
    state = torch.zeros(1, network.size.state)
    encoded = network.encoder(letters, rows)
    for i in range(letters.shape[1]):
        step, state = network.decoder.step(encoded[:, i], before[:, i], state)
        assert torch.allclose(step, whole[:, i], atol=1e-4), "Decoder.step no longer computes what Decoder does"


def packed(keys: list[int]) -> str:
    """Sorted hashes, four bytes each."""
    return base64.b64encode(np.array(sorted(keys), "<u4").tobytes()).decode()


def written(paths: list[Path]) -> list[int]:
    """Hashes of the Latin words of TSV files."""
    words: set[str] = set()
    for path in paths:
        head, *rows = [line.split("\t") for line in path.read_text("utf-8").split("\n") if line]
        names = [name.lstrip("#") for name in head]
        column = names.index("latin" if "latin" in names else "term")
        words.update(word for row in rows for word in re.findall(r"[^\W\d_]+", fold(row[column])))
    return sorted({key(word) for word in words if len(word) > 2})


def shapes(size: Size) -> tuple[Shapes, Shapes]:
    """Inputs and outputs."""
    wide = 2 * size.around
    return (
        {
            "letters": ["words", "length"],
            "rows": ["words"],
            "encoded": ["beams", wide],
            "before": ["beams"],
            "state": ["beams", size.state],
        },
        {
            "encoding": ["words", "length", wide],
            "foreign": ["words"],
            "log_probabilities": ["beams", size.chunks],
            "new_state": ["beams", size.state],
        },
    )


def shrink(model: onnx.ModelProto) -> None:
    """Store large weights as int8; a table's rows are scaled after they are looked up, other weights when the file is opened."""
    graph = model.graph
    for weight in [w for w in graph.initializer if w.data_type == TensorProto.FLOAT and np.prod(w.dims) >= LARGE]:
        values = numpy_helper.to_array(weight)
        scale = np.maximum(np.abs(values).max(-1, keepdims=True), 1e-8) / 127
        name = weight.name
        users = [node for node in graph.node if name in node.input]
        lookups = [node for node in users if node.op_type == "Gather" and node.input[0] == name]
        graph.initializer.append(numpy_helper.from_array(np.round(values / scale).astype(np.int8), f"{name}.int8"))
        graph.initializer.append(numpy_helper.from_array(scale.astype(np.float32), f"{name}.scale"))
        graph.initializer.remove(weight)
        if len(lookups) == len(users) == 1:
            [node] = lookups
            ids, out = node.input[1], node.output[0]
            found = [
                helper.make_node("Gather", [f"{name}.int8", ids], [f"{out}.int8"], axis=0),
                helper.make_node("Gather", [f"{name}.scale", ids], [f"{out}.scale"], axis=0),
                helper.make_node("Cast", [f"{out}.int8"], [f"{out}.float"], to=TensorProto.FLOAT),
                helper.make_node("Mul", [f"{out}.float", f"{out}.scale"], [out]),
            ]
            at = list(graph.node).index(node)
            graph.node.remove(node)
            for i, new in enumerate(found):
                graph.node.insert(at + i, new)
        else:
            graph.node.insert(0, helper.make_node("Mul", [f"{name}.float", f"{name}.scale"], [name]))
            graph.node.insert(0, helper.make_node("Cast", [f"{name}.int8"], [f"{name}.float"], to=TensorProto.FLOAT))


def example(size: Size) -> tuple[Tensor, ...]:
    numbers, rows = torch.ones(2, 5, dtype=torch.int64), torch.ones(2, dtype=torch.int64)
    return numbers, rows, torch.zeros(3, 2 * size.around), torch.zeros(3, dtype=torch.int64), torch.zeros(3, size.state)


def write(
    module: nn.Module, example: tuple[Tensor, ...], target: Path, inputs: Shapes, outputs: Shapes, metadata: Mapping[str, str] | None = None
) -> None:
    """The ONNX file."""
    axes = {name: {i: dim for i, dim in enumerate(dims) if isinstance(dim, str)} for name, dims in {**inputs, **outputs}.items()}
    with torch.no_grad():
        torch.onnx.export(
            module,
            example,
            str(target),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
    model = onnx.load(str(target))
    shrink(model)
    del model.metadata_props[:]
    for name, value in (metadata or {}).items():
        model.metadata_props.add(key=name, value=value)
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def write_card(out: Path, version: str, inputs: Shapes, outputs: Shapes, settings: Mapping[str, float]) -> None:
    """The ``model.toml`` beside ``model.onnx``."""
    data = (out / "model.onnx").read_bytes()
    card = [
        f'name = "{out.name}"',
        f'version = "{version}"',
        'task = "transliterate"',
        'file = "model.onnx"',
        f'sha256 = "{hashlib.sha256(data).hexdigest()}"',
        f"bytes = {len(data)}",
        'licence = "Apache-2.0; the licences of the data are in README.md"',
        *("", "[inputs]", *(f"{name} = {json.dumps(dims)}" for name, dims in inputs.items())),
        *("", "[outputs]", *(f"{name} = {json.dumps(dims)}" for name, dims in outputs.items())),
        *("", "[settings]", *(f"{name} = {value}" for name, value in settings.items()), ""),
    ]
    (out / "model.toml").write_text("\n".join(card), encoding="utf-8")
    print(out / "model.onnx", len(data), "bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--written", type=Path, nargs="*", default=[])
    args = parser.parse_args()
    saved, told = (torch.load(args.run / name, map_location="cpu") for name in ("checkpoint.pt", "foreign.pt"))
    assert told["letters"] == saved["letters"], "foreign.pt was trained beside another checkpoint"
    size = Size(**saved["size"])
    module = Speller(Network(size), Foreign(size.letters)).eval()
    module.network.load_state_dict(saved["network"])
    module.foreign.load_state_dict(told["network"])
    check(module.network)
    args.out.mkdir(parents=True, exist_ok=True)
    target = args.out / "model.onnx"
    words = {name: json.dumps(saved[name], ensure_ascii=False) for name in ("letters", "chunks")}
    words |= {"known": packed(saved["keys"]), "familiar": packed(told["familiar"])}
    words["written"] = packed(written(args.written))
    write(module, example(size), target, *shapes(size), words)
    write_card(args.out, args.version, *shapes(size), {"state": size.state})


if __name__ == "__main__":
    main()
