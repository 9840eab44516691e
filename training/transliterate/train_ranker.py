"""Train the ranking network: `python -m training.transliterate.train_ranker RUN DATA.npz … --minutes N`.

DATA is from `ranker_data`. One thread; N counts minutes of CPU, over which the learning rate falls to 0. The loss is that of
the right answer among a span's matches and leaving it alone. Writes RUN/checkpoint.pt, and says after each lap how held-out
queries fare, with the rules' own figures first.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .ranker_data import joined
from .ranker_network import RankerNetwork

HELD_OUT = 6000
CUT = 0.7
"""Share of queries whose surroundings are cut short."""
FLOATS = ("match", "query")


class Data:
    """The arrays, and where each query's matches are."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.arrays = joined([dict(np.load(path)) for path in paths])
        self.queries = len(self.arrays["query"])
        self.begin = np.searchsorted(self.arrays["of"], np.arange(self.queries + 1))
        self.steps = ((self.arrays["latin"][:, :, 0] > 0) | (self.arrays["arabic"][:, :, 0] > 0)).sum(1)
        self.longest = np.maximum.reduceat(self.steps, self.begin[:-1])

    def batch(self, queries: np.ndarray) -> tuple[dict[str, Tensor], Tensor]:
        """The network's inputs and which matches are right."""
        matches = np.concatenate([np.arange(self.begin[q], self.begin[q + 1]) for q in queries])
        counts = self.begin[queries + 1] - self.begin[queries]
        steps = max(1, int(self.steps[matches].max()))
        a = self.arrays
        row = {"latin": a["latin"][matches, :steps], "arabic": a["arabic"][matches, :steps], "match": a["match"][matches]}
        row |= {"kind": a["kind"][matches], "of": np.repeat(np.arange(len(queries)), counts)}
        row |= {name: a[name][queries] for name in ("query", "span", "before", "after")}
        tensors = {name: torch.from_numpy(x.astype(np.float32 if name in FLOATS else np.int64)) for name, x in row.items()}
        return tensors, torch.from_numpy(a["right"][matches])

    def batches(self, queries: np.ndarray, budget: int, rng: random.Random) -> Iterator[np.ndarray]:
        """Queries with alignments of about one length, at most ``budget`` steps together."""
        order = sorted(queries.tolist(), key=lambda q: self.longest[q] + 2 * rng.random())
        sizes = (self.begin[1:] - self.begin[:-1]) * self.longest
        found, held, some = [], 0, list[int]()
        for q in order:
            some.append(q)
            held += sizes[q] + 40
            if held >= budget:
                found.append(np.array(some))
                held, some = 0, []
        found += [np.array(some)] if some else []
        rng.shuffle(found)
        yield from found


def cut_context(inputs: dict[str, Tensor]) -> None:
    """Of most queries take away the farther characters around the span, so that no template is known by heart."""
    for name in ("before", "after"):
        rows, size = inputs[name].shape
        kept = torch.where(torch.rand(rows) < CUT, torch.randint(0, size, (rows,)), size)
        inputs[name] = inputs[name] * (torch.arange(size) < kept.unsqueeze(1))


def loss_of(odds: Tensor, right: Tensor, inputs: dict[str, Tensor]) -> Tensor:
    """Mean over queries of -log P(right answer)."""
    of, queries = inputs["of"], len(inputs["query"])
    whole = inputs["query"][:, 6] > 0
    neither = torch.where(whole, -1e4, 0.0)
    top = torch.maximum(neither, torch.full((queries,), -1e4).scatter_reduce(0, of, odds.detach(), "amax"))
    each = torch.exp(odds - top[of])
    every = torch.exp(neither - top).index_add(0, of, each)
    good = torch.zeros(queries).index_add(0, of, each * right)
    native = torch.zeros(queries).index_add(0, of, right.to(odds.dtype)) == 0
    good = torch.where(native, torch.exp(neither - top), good)
    return -(torch.log(good.clamp_min(1e-20)) - torch.log(every)).mean()


def figures(odds: np.ndarray, data: Data, queries: np.ndarray) -> dict[str, float]:
    """Percent: single terms right at first; of spans with an answer, those given it; of native spans, those touched."""
    counts = {"single": [0, 0], "found": [0, 0], "touched": [0, 0]}
    for q in queries:
        part = slice(data.begin[q], data.begin[q + 1])
        best, right = odds[part].argmax(), data.arrays["right"][part]
        taken = odds[part][best] > 0
        whole = data.arrays["query"][q, 6] > 0
        kind, good = ("single", right[best]) if whole else ("found", right[best] and taken) if right.any() else ("touched", taken)
        counts[kind][0] += bool(good)
        counts[kind][1] += 1
    return {kind: round(100 * a / max(1, n), 2) for kind, (a, n) in counts.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--init", type=Path, metavar="RUN", help="go on from the weights of another run")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--budget", type=int, default=30_000, help="steps a batch")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    data = Data(args.data)
    held, queries = np.arange(HELD_OUT), np.arange(HELD_OUT, data.queries)
    network = RankerNetwork()
    if args.init:
        network.load_state_dict(torch.load(args.init / "checkpoint.pt", map_location="cpu")["network"])
    optimizer = torch.optim.AdamW(network.parameters(), lr=args.rate, betas=(0.9, 0.98), weight_decay=0.02)
    print(data.queries, "queries", sum(p.numel() for p in network.parameters()), "weights", flush=True)
    rules = np.where(data.arrays["query"][data.arrays["of"], 6] > 0, -data.arrays["match"][:, 0], data.arrays["match"][:, 2]).astype(
        np.float32
    )
    print("rules", figures(rules, data, held), flush=True)

    def held_out() -> dict[str, float]:
        network.eval()
        odds, total = np.zeros(len(data.arrays["of"]), np.float32), 0.0
        with torch.no_grad():
            for some in data.batches(held, args.budget, random.Random(0)):
                some.sort()
                inputs, right = data.batch(some)
                found = network(**inputs)
                total += loss_of(found, right, inputs).item() * len(some)
                odds[np.concatenate([np.arange(data.begin[q], data.begin[q + 1]) for q in some])] = found.numpy()
        network.train()
        return {"nats": round(total / len(held), 4)} | figures(odds, data, held)

    began, spent, step, total = time.process_time(), 0.0, 0, args.minutes * 60
    args.run.mkdir(parents=True, exist_ok=True)
    while spent < total:
        for some in data.batches(queries, args.budget, rng):
            spent = time.process_time() - began
            if spent >= total:
                break
            optimizer.param_groups[0]["lr"] = args.rate * min(1.0, (step + 1) / 200) * max(0.0, 1 - spent / total)
            inputs, right = data.batch(some)
            cut_context(inputs)
            with torch.autocast("cpu", torch.bfloat16):
                odds = network(**inputs)
            loss = loss_of(odds.float(), right, inputs)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
        torch.save({"network": network.state_dict()}, args.run / "checkpoint.pt")
        print(json.dumps({"minutes": round(spent / 60, 2), "steps": step} | held_out()), flush=True)


if __name__ == "__main__":
    main()
