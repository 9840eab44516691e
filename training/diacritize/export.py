"""Export a checkpoint: `python -m training.diacritize.export RUN_DIR models/NAME --version X`.

Writes model.onnx (int8 weights) and model.toml. Scores and the card for people come from `evaluate.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from arabic_voice_cli.encode import CLASSES, SYMBOLS, encode

from .network import Network, Size

INPUTS = ("symbols", "hints", "first", "last", "word", "rows")


class OneLine(nn.Module):
    """The network on one line: no gaps, no padding, no mask."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, symbols: Tensor, hints: Tensor, first: Tensor, last: Tensor, word: Tensor, rows: Tensor) -> Tensor:
        return self.network(symbols, hints, first.unsqueeze(0), last.unsqueeze(0), word, rows.unsqueeze(0), None)


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
