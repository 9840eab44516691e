"""Export a checkpoint: `python -m training.diacritize.export RUN_DIR models/NAME --version X`.

Writes model.onnx (int8 weights) and model.toml. Scores and the card for people come from `evaluate.py`.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from arabic_voice_cli.diacritize.chunk import Chunk
from arabic_voice_cli.encode import ALEFS, CLASSES, SYMBOLS

from .network import DILATIONS, Block, Convolution, Network, Size
from .quantize import Linear, quantize, set_exact
from .train import Corpus, fit_on
from .train import load as load_weights

INPUTS = ("symbols", "hints", "first", "last", "word", "rows", "line", "place")
FITTED = {"msa": ["msa", "silver_news"], "khaleeji": ["gumar", "converted"]}
"""The groups that rounding layers are fitted on."""
LONGEST = 128
"""Words of a run at most: the rotation table's size, and up to here a runtime sums a row of attention in one order."""


class Stream(nn.Module):
    """The network on a stream of lines, written for the runtime: no shape that is worked out at run time, no padding.

    The same arithmetic as `Network.forward` (main() checks that it is). A line's answer is the same to the last bit
    whatever it is run with: attention sums e^x and e^x·v in one product, where the words of other lines add zeros.
    """

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        half = network.size.word // network.size.heads // 2
        angle = torch.arange(LONGEST).unsqueeze(1) * 10000.0 ** (-torch.arange(half) / half)
        self.cos, self.sin = angle.cos(), angle.sin()
        table = network.table.weight.detach()
        self.column = table.abs().quantile(0.9999, dim=0) / 127  # the few beyond are clipped
        self.table = torch.round(table / self.column).clamp(-127, 127).to(torch.int8)

    def convolution(self, layer: Convolution, x: Tensor, there: Tensor, windows: dict[int, Tensor]) -> Tensor:
        dim = self.network.size.char
        h = (layer.norm(x) * there)[windows[layer.dilation]]
        value, gate = layer.expand(h.reshape(-1, 3 * dim)).split(dim, -1)
        return x + layer.out(value * torch.sigmoid(gate))

    def block(self, layer: Block, x: Tensor, cos: Tensor, sin: Tensor, others: Tensor, ones: Tensor) -> Tensor:
        dim, heads = self.network.size.word, layer.heads
        size = dim // heads
        qk, v = layer.qkv(layer.norm1(x)).reshape(-1, 3 * heads, size).transpose(0, 1).split([2 * heads, heads], 0)
        a, b = qk.split(size // 2, -1)
        q, k = torch.cat([a * cos - b * sin, a * sin + b * cos], -1).split(heads, 0)
        scores = q @ k.transpose(1, 2) * size**-0.5 + others
        weights = torch.exp(scores - scores.amax(-1, keepdim=True))
        h, total = (weights @ torch.cat([v, ones], -1)).split([size, 1], -1)
        x = x + layer.out((h / total).transpose(0, 1).reshape(-1, dim))
        up = torch.relu(layer.up(layer.norm2(x)))
        return x + layer.down(up * up)

    def forward(
        self, symbols: Tensor, hints: Tensor, first: Tensor, last: Tensor, word: Tensor, rows: Tensor, line: Tensor, place: Tensor
    ) -> Tensor:
        net = self.network
        there = (symbols != 0).unsqueeze(-1).to(torch.float32)
        at = torch.arange(symbols.shape[0])  # the stream begins and ends with a gap: only taps there are clamped
        reach = torch.tensor([[-1, 0, 1]])
        windows = {d: (at.unsqueeze(1) + reach * d).clamp(min=0).minimum(at[-1]) for d in DILATIONS}
        x = net.symbol(symbols) + net.hint(hints)
        for conv in net.before:
            x = self.convolution(conv, x, there, windows)
        h = net.lift(torch.cat([x[first], x[last], self.table[rows].to(torch.float32) * self.column], -1))
        cos, sin = self.cos[place], self.sin[place]
        others = (line.unsqueeze(0) != line.unsqueeze(1)).to(torch.float32) * -1e9
        ones = (line == line).to(torch.float32).reshape(1, -1, 1).expand(net.size.heads, -1, -1)
        for block in net.blocks:
            h = self.block(block, h, cos, sin, others, ones)
        x = x + net.lower(net.norm(h))[word] * there
        for conv in net.after:
            x = self.convolution(conv, x, there, windows)
        return net.out(net.last_norm(x))


def fuse(path: Path) -> None:
    """Store the graph as the runtime fuses it, so that it need not be fused at every start."""
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED  # beyond it, it fits one processor
    options.optimized_model_filepath = str(path)
    ort.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])


def write_integers(path: Path, network: Network) -> None:
    """Put QuantizeLinear and MatMulIntegerToFloat in the place of every Gemm whose layer rounds."""
    model = onnx.load(str(path))
    graph = model.graph
    layers = {f"network.{name}.weight": layer for name, layer in network.named_modules() if isinstance(layer, Linear)}
    nodes, numbers = [], []

    def constant(name: str, value: np.ndarray) -> str:
        numbers.append(onnx.numpy_helper.from_array(value, name))
        return name

    for node in graph.node:
        if node.op_type != "Gemm" or node.input[1] not in layers:
            nodes.append(node)
            continue
        layer, name = layers.pop(node.input[1]), node.input[1].removesuffix(".weight")
        step, nought = constant(f"{name}.step", layer.scale.numpy()), constant(f"{name}.nought", layer.zero.numpy().astype(np.uint8))
        weight, steps = constant(f"{name}.integers", layer.integers().numpy()), constant(f"{name}.steps", layer.steps().numpy())
        none = constant(f"{name}.none", np.zeros(layer.out_features, np.int8))
        nodes.append(onnx.helper.make_node("QuantizeLinear", [node.input[0], step, nought], [f"{name}.rounded"]))
        inputs = [f"{name}.rounded", weight, step, steps, nought, none, node.input[2]]
        nodes.append(onnx.helper.make_node("MatMulIntegerToFloat", inputs, node.output, domain="com.microsoft"))
    assert not layers, f"not found in the exported graph: {list(layers)}"
    used = {name for node in nodes for name in node.input}
    kept = [number for number in graph.initializer if number.name in used] + numbers
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(kept)
    model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    onnx.save(model, str(path))


def example() -> tuple[Tensor, ...]:
    """Two lines in one stream, as the shipped code feeds them."""
    chunk = Chunk(["ذهب الولد إلى المدرسة صباحا.", "شكرا"], 1000)
    [run] = chunk.runs()
    feeds, _ = chunk.feeds(run, np.zeros(len(chunk.encoded.symbols), np.int8))
    return tuple(torch.from_numpy(feeds[name]) for name in INPUTS)


def load(run: Path) -> Network:
    """The network of a checkpoint, rounding layers in place if it was trained with them."""
    state = torch.load(run / "checkpoint.pt", map_location="cpu")
    network = Network(Size(**state["size"]))
    if any(name.endswith(".scale") for name in state["network"]):
        quantize(network)
    load_weights(network, state["network"])
    return network.eval()


def check(network: Network) -> None:
    """`Stream` computes what `Network` does."""
    symbols, hints, first, last, word, rows, line, _ = example()
    grid = [[torch.where(line == i)[0] for i in range(int(line.max()) + 1)]][0]
    width = max(len(words) for words in grid)
    pad = lambda x: torch.stack([F.pad(x[words], (0, width - len(words))) for words in grid])  # noqa: E731
    mask = pad(torch.ones_like(line)).bool()
    flat = torch.cat([i * width + torch.arange(len(words)) for i, words in enumerate(grid)])[word]
    with torch.no_grad():
        same = network(symbols, hints, pad(first), pad(last), flat, pad(rows), mask)
        real = symbols != 0
        stream = Stream(network)
        stream.table, stream.column = network.table.weight.detach(), torch.ones(1)
        far = (stream(*example())[real] - same[real]).abs().max()
        assert far < 1e-3 * same[real].std(), f"Stream no longer computes what Network does: {far}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--fit", type=Path, metavar="DATA.npz", help="a run without rounding layers: fit them on this")
    parser.add_argument("--variety", choices=["msa", "khaleeji"], default="msa")
    args = parser.parse_args()
    network = load(args.run)
    check(network)  # before rounding, which makes much of the last bit
    if args.fit:
        quantize(network)
        fit_on(network, Corpus(args.fit, FITTED[args.variety], network.size.rows))
    set_exact(network, True)
    args.out.mkdir(parents=True, exist_ok=True)
    target = args.out / "model.onnx"
    axes = {name: {0: "symbols" if name in ("symbols", "hints", "word") else "words"} for name in INPUTS}
    torch.onnx.export(
        Stream(network),
        example(),
        str(target),
        input_names=list(INPUTS),
        output_names=["logits"],
        dynamic_axes={**axes, "logits": {0: "symbols"}},
        opset_version=17,
        dynamo=False,
    )
    write_integers(target, network)
    fuse(target)
    model = onnx.load(str(target))
    del model.metadata_props[:]
    onnx.save(model, str(target))
    data = target.read_bytes()
    card = [
        f'name = "{args.out.name}"',
        f'version = "{args.version}"',
        'task = "diacritize"',
        f'variety = "{args.variety}"',
        'file = "model.onnx"',
        f'sha256 = "{hashlib.sha256(data).hexdigest()}"',
        f"bytes = {len(data)}",
        'licence = "Apache-2.0; the licences of the data are in README.md"',
        "",
        "[inputs]",
        *(f'{name} = ["{axes[name][0]}"]' for name in INPUTS),
        "",
        "[outputs]",
        f'logits = ["symbols", {len(CLASSES) + len(ALEFS)}]',
        "",
        "[settings]",
        f"rows = {network.size.rows}",
        f"symbol_ids = {SYMBOLS}",
        "",
    ]
    (args.out / "model.toml").write_text("\n".join(card), encoding="utf-8")
    print(target, len(data), "bytes")


if __name__ == "__main__":
    main()
