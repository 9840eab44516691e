"""Export a checkpoint: `python -m training.diacritize.export RUN_DIR models/NAME --version X`.

Writes model.onnx (int8 weights) and model.toml. Scores and the card for people come from `evaluate.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from pathlib import Path

import onnx
import onnxruntime as ort
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn
from torch.nn import functional as F

from arabic_voice_cli.encode import CLASSES, SYMBOLS, encode

from .network import Block, Convolution, Network, Size

INPUTS = ("symbols", "hints", "first", "last", "word", "rows")


class OneLine(nn.Module):
    """The network on one line, with the fewest operators: no gaps, padding or mask, no shape that is worked out at run time.

    The same arithmetic as `Network.forward` (main() checks that it is), written for the runtime: a convolution's
    window is one Gather, queries and keys are rotated together.
    """

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def convolution(self, layer: Convolution, x: Tensor, window: Tensor) -> Tensor:
        half, dim = layer.width // 2, x.shape[-1]
        h = F.pad(layer.norm(x), (0, 0, half, half))
        value, gate = layer.expand(h[window].view(-1, layer.width * dim)).split(dim, -1)
        return x + layer.out(value * torch.sigmoid(gate))

    def block(self, layer: Block, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        dim, heads = x.shape[-1], layer.heads
        size = dim // heads
        qk, v = layer.qkv(layer.norm1(x)).split([2 * dim, dim], -1)
        a, b = qk.view(-1, 2 * heads, size).transpose(0, 1).split(size // 2, -1)
        rotated = torch.cat([a * cos - b * sin, a * sin + b * cos], -1)
        q, k = rotated.split(heads, 0)
        scores = q @ k.transpose(1, 2) * size**-0.5
        h = torch.softmax(scores, -1) @ v.view(-1, heads, size).transpose(0, 1)
        x = x + layer.out(h.transpose(0, 1).reshape(-1, dim))
        up = torch.relu(layer.up(layer.norm2(x)))
        return x + layer.down(up * up)

    def forward(self, symbols: Tensor, hints: Tensor, first: Tensor, last: Tensor, word: Tensor, rows: Tensor) -> Tensor:
        net = self.network
        x = net.symbol(symbols) + net.hint(hints)
        window = torch.arange(symbols.shape[0]).unsqueeze(1) + torch.arange(net.size.width)
        for conv in net.before:
            x = self.convolution(conv, x, window)
        h = net.lift(torch.cat([x[first], x[last], net.table(rows)], -1))
        half = net.size.word // net.size.heads // 2
        angle = torch.arange(rows.shape[0]).unsqueeze(1) * 10000.0 ** (-torch.arange(half) / half)
        cos, sin = angle.cos(), angle.sin()
        for block in net.blocks:
            h = self.block(block, h, cos, sin)
        x = x + net.lower(net.norm(h))[word]
        for conv in net.after:
            x = self.convolution(conv, x, window)
        return net.out(net.last_norm(x))


def fuse(path: Path) -> None:
    """Store the graph as the runtime fuses it, so that it need not be fused at every start."""
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED  # beyond it, it fits one processor
    options.optimized_model_filepath = str(path)
    ort.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])


def example() -> tuple[Tensor, ...]:
    encoded = encode("ذهب الولد إلى المدرسة صباحا.")
    hints = torch.zeros(len(encoded.symbols), dtype=torch.int64)
    arrays = [encoded.symbols, encoded.first, encoded.last, encoded.words(), encoded.hashes(1000)]
    symbols, first, last, word, rows = (torch.from_numpy(a.astype("int64")) for a in arrays)
    return symbols, hints, first, last, word, rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--float", action="store_true", help="keep float32 weights")
    args = parser.parse_args()
    state = torch.load(args.run / "checkpoint.pt", map_location="cpu")
    size = Size(**state["size"])
    network = Network(size)
    network.load_state_dict(state["network"])
    network.eval()
    symbols, hints, first, last, word, rows = example()
    with torch.no_grad():
        same = network(symbols, hints, first.unsqueeze(0), last.unsqueeze(0), word, rows.unsqueeze(0), None)
        assert torch.allclose(OneLine(network)(*example()), same, atol=1e-4), "OneLine no longer computes what Network does"
    args.out.mkdir(parents=True, exist_ok=True)
    target = args.out / "model.onnx"
    axes = {name: {0: "symbols" if name in ("symbols", "hints", "word") else "words"} for name in INPUTS}
    with tempfile.TemporaryDirectory() as folder:
        plain, ready = Path(folder) / "plain.onnx", Path(folder) / "ready.onnx"
        torch.onnx.export(
            OneLine(network), example(), str(plain), input_names=list(INPUTS), output_names=["logits"],
            dynamic_axes={**axes, "logits": {0: "symbols"}}, opset_version=17, dynamo=False,
        )
        if args.float:
            target.write_bytes(plain.read_bytes())
        else:
            quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
            quantize_dynamic(str(ready), str(target), weight_type=QuantType.QInt8, per_channel=True)
    fuse(target)
    model = onnx.load(str(target))
    del model.metadata_props[:]
    onnx.save(model, str(target))
    data = target.read_bytes()
    card = [
        f'name = "{args.out.name}"',
        f'version = "{args.version}"',
        'task = "diacritize"',
        'file = "model.onnx"',
        f'sha256 = "{hashlib.sha256(data).hexdigest()}"',
        f"bytes = {len(data)}",
        'licence = "Apache-2.0; the licences of the data are in README.md"',
        "",
        "[inputs]",
        *(f'{name} = ["{axes[name][0]}"]' for name in INPUTS),
        "",
        "[outputs]",
        f'logits = ["symbols", {len(CLASSES)}]',
        "",
        "[settings]",
        f"rows = {size.rows}",
        f"symbol_ids = {SYMBOLS}",
        "",
    ]
    (args.out / "model.toml").write_text("\n".join(card), encoding="utf-8")
    print(target, len(data), "bytes")


if __name__ == "__main__":
    main()
