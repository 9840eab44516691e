"""Write the trained ranker as ONNX with int8 weights, and its card: `python -m training.transliterate.export_ranker RUN models/ranker`."""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from arabic_voice_cli.transliterate.ranker import ARABIC_LETTERS, LATIN_LETTERS

from .export_speller import Shapes, write, write_card
from .ranker_network import MATCH, QUERY, RankerNetwork

INPUTS: Shapes = {
    "latin": ["matches", "steps", LATIN_LETTERS],
    "arabic": ["matches", "steps", ARABIC_LETTERS],
    "match": ["matches", MATCH],
    "kind": ["matches"],
    "of": ["matches"],
    "query": ["queries", QUERY],
    "span": ["queries", "letters"],
    "before": ["queries", "back"],
    "after": ["queries", "ahead"],
}
OUTPUTS: Shapes = {"odds": ["matches"]}


def example(matches: int, queries: int, steps: int, seed: int = 0) -> tuple[torch.Tensor, ...]:
    rng = torch.Generator().manual_seed(seed)
    sizes = {"matches": matches, "queries": queries, "steps": steps, "letters": 3 + steps, "back": 20, "ahead": 1 + steps}
    most = {"latin": 30, "arabic": 30, "kind": 9, "of": queries, "span": 30, "before": 30, "after": 30}
    shapes = {name: [sizes.get(str(d), d) for d in dims] for name, dims in INPUTS.items()}
    made = {name: torch.randint(0, most[name], shape, generator=rng) for name, shape in shapes.items() if name in most}
    return tuple(made[name] if name in made else torch.rand(shapes[name], generator=rng) for name in INPUTS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--share", type=float, default=0.5, help="the network's share of the evidence; the rest is the rules'")
    parser.add_argument("--reach", type=float, default=2.0, help="nats that it may add to the rules' evidence")
    args = parser.parse_args()
    network = RankerNetwork().eval()
    network.load_state_dict(torch.load(args.run / "checkpoint.pt", map_location="cpu")["network"])
    args.out.mkdir(parents=True, exist_ok=True)
    target = args.out / "model.onnx"
    write(network, example(5, 2, 9), target, INPUTS, OUTPUTS)
    check(network, target)
    write_card(args.out, args.version, INPUTS, OUTPUTS, {"reach": args.reach, "share": args.share})


def check(network: RankerNetwork, target: Path) -> None:
    """The file computes what the network does, but for the rounding of its weights."""
    session = onnxruntime.InferenceSession(str(target), providers=["CPUExecutionProvider"])
    rng = random.Random(0)
    for seed in range(20):
        inputs = example(rng.randint(1, 40), rng.randint(1, 6), rng.randint(1, 20), seed)
        with torch.no_grad():
            wanted = network(*inputs).numpy()
        [found] = session.run(None, {name: x.numpy() for name, x in zip(INPUTS, inputs, strict=True)})
        assert np.abs(found - wanted).max() < 0.5, np.abs(found - wanted).max()


if __name__ == "__main__":
    main()
