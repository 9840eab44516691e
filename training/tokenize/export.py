"""Export a checkpoint: `python -m training.tokenize.export RUN_DIR models/segment --version X`.

Writes model.onnx and model.toml. The word table is stored as int8; the rest stays float32, since several lines share a run: the
scale of dynamic quantization would be worked out over all of them, and a line's answer would depend on its neighbours.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn

from arabic_voice_cli.encode import SYMBOLS, encode
from arabic_voice_cli.tokenize.network import PIECES, POS

from .network import Network, Size

INPUTS = ("symbols", "hints", "first", "last", "word", "rows", "mask")


class Bare(nn.Module):
    """The network with a mask that is always there."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, symbols: Tensor, hints: Tensor, first: Tensor, last: Tensor, word: Tensor, rows: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        logits, kinds = self.network(symbols, hints, first, last, word, rows, mask)
        return logits, kinds


def example() -> tuple[Tensor, ...]:
    encoded = encode("ذهب الولد إلى المدرسة صباحا.")
    hints = torch.zeros(len(encoded.symbols), dtype=torch.int64)
    arrays = [encoded.symbols, encoded.first[None], encoded.last[None], encoded.words(), encoded.hashes(1000)[None]]
    symbols, first, last, word, rows = (torch.from_numpy(a.astype("int64")) for a in arrays)
    return symbols, hints, first, last, word, rows, torch.ones_like(rows, dtype=torch.bool)


def shrink_table(model: onnx.ModelProto) -> None:
    """Store the largest embedding as int8 with one scale a row; what is looked up is scaled back."""
    table = max(model.graph.initializer, key=lambda t: int(np.prod(t.dims)))
    weights = numpy_helper.to_array(table)
    scales = (np.abs(weights).max(1, keepdims=True) / 127 + 1e-12).astype(np.float32)
    small = numpy_helper.from_array(np.round(weights / scales).astype(np.int8), table.name)
    model.graph.initializer.remove(table)
    model.graph.initializer.extend([small, numpy_helper.from_array(scales, "table_scales")])
    node = next(n for n in model.graph.node if table.name in n.input)
    at, rows, out = list(model.graph.node).index(node), node.input[1], node.output[0]
    node.output[0] = "entry_int8"
    added = [
        helper.make_node("Cast", ["entry_int8"], ["entry_steps"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Gather", ["table_scales", rows], ["entry_scale"], axis=0),
        helper.make_node("Mul", ["entry_steps", "entry_scale"], [out]),
    ]
    for i, extra in enumerate(added):
        model.graph.node.insert(at + 1 + i, extra)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", default="0.1.0")
    args = parser.parse_args()
    state = torch.load(args.run / "checkpoint.pt", map_location="cpu")
    size = Size(**state["size"])
    network = Network(size)
    network.load_state_dict(state["network"])
    network.eval()
    args.out.mkdir(parents=True, exist_ok=True)
    target = args.out / "model.onnx"
    axes = {name: {0: "symbols"} if name in ("symbols", "hints", "word") else {0: "lines", 1: "words"} for name in INPUTS}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            Bare(network).eval(), example(), str(plain), input_names=list(INPUTS), output_names=["logits", "kinds"],
            dynamic_axes={**axes, "logits": {0: "symbols"}, "kinds": {0: "lines", 1: "words"}}, opset_version=17, dynamo=False,
        )  # fmt: skip
        model = onnx.load(str(plain))
        shrink_table(model)
        onnx.save(model, str(plain))
        options = ort.SessionOptions()
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        options.optimized_model_filepath = str(target)
        ort.InferenceSession(str(plain), options, providers=["CPUExecutionProvider"])
    model = onnx.load(str(target))
    del model.metadata_props[:]
    onnx.save(model, str(target))
    feeds = {name: t.numpy() for name, t in zip(INPUTS, example(), strict=True)}
    got = ort.InferenceSession(str(target), providers=["CPUExecutionProvider"]).run(["logits"], feeds)[0]
    with torch.no_grad():
        off = float(np.abs(got - network(*example())[0].numpy()).max())
    data = target.read_bytes()
    card = [
        f'name = "{args.out.name}"',
        f'version = "{args.version}"',
        'task = "tokenize-context"',
        'file = "model.onnx"',
        f'sha256 = "{hashlib.sha256(data).hexdigest()}"',
        f"bytes = {len(data)}",
        'licence = "Apache-2.0; the licences of the data are in README.md"',
        "",
        "[inputs]",
        *(f"{name} = [{', '.join(chr(34) + axis + chr(34) for axis in axes[name].values())}]" for name in INPUTS),
        "",
        "[outputs]",
        f'logits = ["symbols", {len(PIECES)}]',
        f'kinds = ["lines", "words", {len(POS)}]',
        "",
        "[settings]",
        f"rows = {size.rows}",
        f"symbol_ids = {SYMBOLS}",
        f"pieces = {len(PIECES)}",
        "",
    ]
    (args.out / "model.toml").write_text("\n".join(card), encoding="utf-8")
    print(target, len(data), "bytes; largest difference from the checkpoint", round(off, 4))


if __name__ == "__main__":
    main()
