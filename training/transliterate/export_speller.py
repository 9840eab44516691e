"""Write the trained speller as ONNX with int8 weights, and its card: `python -m training.transliterate.export_speller RUN models/spelling`.

The file holds two graphs side by side, which share nothing: (letters, rows) → (encoding, foreign); and one step
of the decoder, (encoded, before, state) → (log probabilities, new state). The caller feeds the one it does not need a
single row. Letters and chunks are in the file's metadata.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from .speller_network import Foreign, Network, Size


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


def shapes(size: Size) -> tuple[dict[str, list[str | int]], dict[str, list[str | int]]]:
    """Inputs and outputs by name; a word stands for a free size."""
    wide = 2 * size.around
    return (
        {"letters": ["words", "length"], "rows": ["words"], "encoded": ["beams", wide], "before": ["beams"], "state": ["beams", size.state]},
        {"encoding": ["words", "length", wide], "foreign": ["words"], "log_probabilities": ["beams", size.chunks], "new_state": ["beams", size.state]},
    )


def write(module: Speller, target: Path, metadata: dict[str, list[str]], whole: bool) -> None:
    """The ONNX file, with int8 weights unless ``whole``."""
    size = module.network.size
    numbers, rows = torch.ones(2, 5, dtype=torch.int64), torch.ones(2, dtype=torch.int64)
    example = numbers, rows, torch.zeros(3, 2 * size.around), torch.zeros(3, dtype=torch.int64), torch.zeros(3, size.state)
    inputs, outputs = shapes(size)
    axes = {name: {i: dim for i, dim in enumerate(dims) if isinstance(dim, str)} for name, dims in {**inputs, **outputs}.items()}
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        plain, ready = Path(folder) / "plain.onnx", Path(folder) / "ready.onnx"
        torch.onnx.export(
            module, example, str(plain), input_names=list(inputs), output_names=list(outputs), dynamic_axes=axes, opset_version=17, dynamo=False
        )
        if whole:
            target.write_bytes(plain.read_bytes())
        else:
            quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
            quantize_dynamic(str(ready), str(target), weight_type=QuantType.QInt8, per_channel=True)
    model = onnx.load(str(target))
    del model.metadata_props[:]
    for key, value in metadata.items():
        model.metadata_props.add(key=key, value=json.dumps(value, ensure_ascii=False))
    onnx.save(model, str(target))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--float", action="store_true", help="keep float32 weights")
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
    write(module, target, {"letters": saved["letters"], "chunks": saved["chunks"]}, args.float)
    data = target.read_bytes()
    inputs, outputs = shapes(size)
    card = [
        f'name = "{args.out.name}"',
        f'version = "{args.version}"',
        'task = "transliterate"',
        'file = "model.onnx"',
        f'sha256 = "{hashlib.sha256(data).hexdigest()}"',
        f"bytes = {len(data)}",
        'licence = "Apache-2.0; the licences of the data are in README.md"',
        *("", "[inputs]", *(f"{name} = {json.dumps(dims)}" for name, dims in inputs.items())),
        *("", "[outputs]", *(f"{name} = {json.dumps(dims)}" for name, dims in outputs.items())),
        *("", "[settings]", f"state = {size.state}", f"rows = {size.rows}", ""),
    ]
    (args.out / "model.toml").write_text("\n".join(card), encoding="utf-8")
    print(target, len(data), "bytes")


if __name__ == "__main__":
    main()
