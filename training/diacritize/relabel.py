"""Add our own network's opinion to silver labels: `python -m training.diacritize.relabel DATA.npz RUN OUT.npz`.

On the groups whose labels come from a teacher (`silver*`), a letter keeps its label where the network in RUN agrees;
where it does not, or where the teacher gave none, the network's own mark is taken if it is at least ``--sure``, and
otherwise the letter is masked out of the loss. Gold groups are copied as they are.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from arabic_voice_cli.encode import CLASSES, FIRST_LETTER, FIRST_PUNCTUATION

from .conventions import MASKED
from .network import GAP, Network, Size
from .train import Corpus


def opinions(network: Network, corpus: Corpus, device: str) -> tuple[np.ndarray, np.ndarray]:
    """[symbols] the likeliest class of each symbol, and its probability."""
    best, sure = np.zeros(len(corpus.symbols), np.int8), np.zeros(len(corpus.symbols), np.float32)
    gap = GAP
    with torch.no_grad(), torch.autocast(device, torch.bfloat16):
        for lines in corpus.batches(np.arange(len(corpus.words)), 4000, None):
            inputs, *_ = corpus.tensors(lines, None)
            probability, choice = network(*(x.to(device) for x in inputs))[:, : len(CLASSES)].float().softmax(-1).max(-1)
            at = 0
            for line in lines:
                a, b = corpus.offsets[line], corpus.offsets[line + 1]
                best[a:b], sure[a:b] = choice[at : at + b - a].cpu(), probability[at : at + b - a].cpu()
                at += b - a + gap
    return best, sure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sure", type=float, default=0.9)
    args = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    state = torch.load(args.run / "checkpoint.pt", map_location=device)
    network = Network(Size(**state["size"])).to(device)
    network.load_state_dict(state["network"])
    network.eval()
    arrays = dict(np.load(args.data))
    for group in sorted({name.split(".")[0] for name in arrays if name.startswith("silver")}):
        corpus = Corpus(args.data, [group], network.size.rows)
        best, sure = opinions(network, corpus, device)
        old = arrays[f"{group}.labels"]
        letter = (corpus.symbols >= FIRST_LETTER) & (corpus.symbols < FIRST_PUNCTUATION)
        own = np.where(sure >= args.sure, best, MASKED).astype(np.int8)
        new = np.where(letter, np.where(old == best, old, own), MASKED).astype(np.int8)
        arrays[f"{group}.labels"] = new
        share = [float(np.mean(x[letter])) for x in (old == MASKED, new == MASKED, (old >= 0) & (old != best), (new >= 0) & (old != new))]
        print(group, "unlabelled before {:.4f}, after {:.4f}; disagreed {:.4f}; own mark taken {:.4f}".format(*share), flush=True)
    np.savez(args.out, **arrays)


if __name__ == "__main__":
    main()
