"""Train: `python -m training.diacritize.train DATA.npz RUN_DIR --minutes N`. Resumes from RUN_DIR/checkpoint.pt.

The learning rate falls linearly over the minutes, so a run always ends with a finished model. Batches mix all
groups; `REPEATS` says how often a group's lines come in one epoch.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from arabic_voice_cli.encode import ALEFS, CLASSES, LETTER_IDS, PAD, SEPARATOR, Encoded
from arabic_voice_cli.text import SHADDA

from .network import GAP, Network, Size
from .quantize import fit, quantize

REPEATS = {
    "news": 6.0,
    "msa": 2.5,
    "classical": 0.5,
    "partial": 1.0,
    "assistant": 3.0,
    "short": 2.0,
    "silver_news": 1.0,
    "silver_law": 4.0,
    "silver": 1.0,
    "gumar": 4.0,
    "converted": 1.0,
}
HINTED = 0.35
"""Share of batches in which the writer has left marks."""
SHADDA_CLASS = CLASSES.index(SHADDA)
DROPPED = 0.2
"""Share of lines that lose some or all of the hamzas on their alifs, as in casual writing."""
CUT = 0.1
"""Share of lines that end early."""
HAMZA_WEIGHT = 0.1
ALEF_IDS = np.array([LETTER_IDS[letter] for letter in ALEFS])


class Corpus:
    """All lines of some groups, with the words' places and table rows worked out once."""

    def __init__(self, path: Path, groups: list[str], rows: int) -> None:
        data = np.load(path)
        self.group = np.concatenate([np.full(len(data[f"{g}.offsets"]) - 1, i) for i, g in enumerate(groups)])
        self.symbols = np.concatenate([data[f"{g}.symbols"] for g in groups])
        self.labels = np.concatenate([data[f"{g}.labels"] for g in groups])
        counts = np.concatenate([np.diff(data[f"{g}.offsets"]) for g in groups])
        self.offsets = np.concatenate([[0], np.cumsum(counts)])
        after = np.flatnonzero(self.symbols == SEPARATOR).astype(np.int64)
        first = np.concatenate([[0], after[:-1] + 1]).astype(np.int64)
        self.first, self.last = first, after - 1
        self.word_offsets = np.searchsorted(first, self.offsets)
        none = np.zeros(0, np.int32)
        hashes = []
        for a in range(0, len(first), 1_000_000):  # hashing works word by word: in slices, to bound memory
            b = min(a + 1_000_000, len(first))
            lo, hi = first[a], after[b - 1] + 1
            part = Encoded(
                self.symbols[lo:hi], none.astype(np.int8), none, (first[a:b] - lo).astype(np.int32), (after[a:b] - 1 - lo).astype(np.int32)
            )
            hashes.append(part.hashes(rows))
        self.rows, self.table_rows = np.concatenate(hashes), rows
        self.words = np.diff(self.word_offsets)

    def batches(self, chosen: np.ndarray, budget: int, rng: np.random.Generator | None) -> list[np.ndarray]:
        """Lines of like length together, at most ``budget`` words a batch (counting the grid's padding)."""
        length = self.words[chosen] + (rng.random(len(chosen)) * 4 if rng is not None else 0)
        order = chosen[np.argsort(length, kind="stable")]
        out: list[np.ndarray] = []
        start = longest = 0
        for i, line in enumerate(order):
            size = max(longest, int(self.words[line]))
            if i > start and size * (i - start + 1) > budget:
                out.append(order[start:i])
                start, size = i, int(self.words[line])
            longest = size
        out.append(order[start:])
        if rng is not None:
            rng.shuffle(out)
        return out

    def without_hamza(self, a: int, b: int, wa: int, wb: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Symbols a to b (words wa to wb) with some hamzas left out, their table rows, and each one's place in ALEFS (-1: no alif)."""
        symbols = self.symbols[a:b]
        alefs = np.full(b - a, -1, np.int64)
        for i, letter in enumerate(ALEF_IDS):
            alefs[symbols == letter] = i
        bare = np.where((alefs > 0) & (rng.random(b - a) < rng.choice((0.3, 1.0))), ALEF_IDS[0], symbols)
        none = np.zeros(0, np.int32)
        part = Encoded(bare, none.astype(np.int8), none, (self.first[wa:wb] - a).astype(np.int32), (self.last[wa:wb] - a).astype(np.int32))
        alefs[bare != ALEF_IDS[0]] = -1
        return bare, part.hashes(self.table_rows), alefs

    def tensors(self, lines: np.ndarray, rng: np.random.Generator | None) -> tuple[list[torch.Tensor], torch.Tensor, torch.Tensor]:
        words = self.words[lines]
        if rng is not None:  # an utterance that is still being typed or spoken, or is cut for display
            words = np.where(rng.random(len(lines)) < CUT, rng.integers(1, words, endpoint=True), words)
        ends = self.last[self.word_offsets[lines] + words - 1] + 2
        counts = ends - self.offsets[lines]
        width, total = int(words.max()), int((counts + GAP).sum())
        symbols, labels, word = np.full(total, PAD, np.int64), np.full(total, -1, np.int64), np.zeros(total, np.int64)
        alefs = np.full(total, -1, np.int64)
        grid = (len(lines), width)
        first, last, rows, mask = np.zeros(grid, np.int64), np.zeros(grid, np.int64), np.zeros(grid, np.int64), np.zeros(grid, bool)
        at = 0
        for i, line in enumerate(lines):
            a, b, wa, t = self.offsets[line], ends[i], self.word_offsets[line], int(words[i])
            n, wb = b - a, wa + t
            symbols[at : at + n], labels[at : at + n] = self.symbols[a:b], self.labels[a:b]
            f, z = self.first[wa:wb], self.last[wa:wb]
            first[i, :t], last[i, :t], rows[i, :t], mask[i, :t] = f - a + at, z - a + at, self.rows[wa:wb], True
            word[at : at + n] = i * width + np.repeat(np.arange(t), z - f + 2)
            if rng is not None and rng.random() < DROPPED:
                symbols[at : at + n], rows[i, :t], alefs[at : at + n] = self.without_hamza(a, b, wa, wb, rng)
                labels[at : at + n][(alefs[at : at + n] > 0)] = -1  # read once the hamza is back
            at += n + GAP
        hints = np.zeros(total, np.int64)
        if rng is not None and rng.random() < HINTED:  # some writers leave marks: all shaddas (transcripts), or a few of any kind
            known = np.where(labels > 0, labels, 0)
            if rng.random() < 0.5:
                hints = np.where((known >= SHADDA_CLASS) & (rng.random(total) < 0.9), 1 + SHADDA_CLASS, 0)
            else:
                hints = np.where((known > 0) & (rng.random(total) < rng.random() * 0.5), 1 + known, 0)
        return (
            [torch.from_numpy(x) for x in (symbols, hints, first, last, word, rows, mask)],
            torch.from_numpy(labels),
            torch.from_numpy(alefs),
        )


def load(network: Network, state: dict[str, torch.Tensor]) -> None:
    """Take over weights; those of outputs that the old network did not have stay as they are."""
    own = network.state_dict()
    for name, value in state.items():
        own[name][: len(value)] = value
    network.load_state_dict(own)


def evaluate(network: Network, corpus: Corpus, device: str) -> dict[str, float]:
    """DER and WER over letters with a known label (a monitor; the reported figures come from the scorers)."""
    network.eval()
    wrong = letters = wrong_words = words = 0
    with torch.no_grad(), torch.autocast(device, torch.bfloat16):
        for lines in corpus.batches(np.arange(len(corpus.words)), 4000, None):
            inputs, labels, _ = corpus.tensors(lines, None)
            inputs = [x.to(device) for x in inputs]
            guess = network(*inputs)[:, : len(CLASSES)].argmax(-1).cpu()
            known = labels >= 0
            bad = known & (guess != labels)
            wrong, letters = wrong + int(bad.sum()), letters + int(known.sum())
            size = inputs[2].numel()
            hit = torch.zeros(size).index_add_(0, inputs[4].cpu()[known], bad[known].float())
            has = torch.zeros(size).index_add_(0, inputs[4].cpu()[known], known[known].float())
            wrong_words, words = wrong_words + int((hit > 0).sum()), words + int((has > 0).sum())
    network.train()
    return {"der": round(100 * wrong / letters, 2), "wer": round(100 * wrong_words / words, 2)}


class Workers:
    """Replicas of a network that share its weights, one thread each: on a CPU far faster than one network on many threads."""

    def __init__(self, network: Network, device: str, count: int) -> None:
        self.network, self.device = network, device
        self.replicas = [copy.deepcopy(network) for _ in range(count)]
        for replica in self.replicas:
            for own, shared in zip(replica.parameters(), network.parameters(), strict=True):
                own.data = shared.data
        if device == "cpu":
            torch.set_num_threads(1)  # also where weights are updated: threads that wait for each other there cost half the speed
        self.pool = ThreadPoolExecutor(count, initializer=lambda: torch.set_num_threads(1))

    def gradients(self, corpus: Corpus, batches: list[np.ndarray], seed: int) -> tuple[float, int]:
        """Set the network's gradients to the mean over the batches; (loss, words)."""

        def work(replica: Network, lines: np.ndarray, seed: int) -> tuple[float, int]:
            inputs, labels, alefs = corpus.tensors(lines, np.random.default_rng(seed))
            with torch.autocast(self.device, torch.bfloat16):
                logits = replica(*(x.to(self.device) for x in inputs))
            marks, hamza = logits.float().split([len(CLASSES), len(ALEFS)], -1)
            loss = F.cross_entropy(marks, labels.to(self.device), ignore_index=-1)
            if (alefs >= 0).any():
                loss = loss + HAMZA_WEIGHT * F.cross_entropy(hamza, alefs.to(self.device), ignore_index=-1)
            replica.zero_grad()
            loss.backward()
            return loss.item(), int(inputs[-1].sum())

        used = self.replicas[: len(batches)]
        done = list(self.pool.map(work, used, batches, range(seed, seed + len(batches))))
        for p, *parts in zip(self.network.parameters(), *(r.parameters() for r in used), strict=True):
            p.grad = sum((part.grad for part in parts[1:]), parts[0].grad) / len(parts)
        return sum(loss for loss, _ in done) / len(done), sum(words for _, words in done)


def fit_on(network: Network, corpus: Corpus, batches: int = 12) -> None:
    """Fit the rounding layers' scales on some of a corpus, a fixed sample."""
    rng = np.random.default_rng(0)
    chosen = corpus.batches(np.arange(len(corpus.words)), 2000, rng)[:batches]
    fit(network, (tuple(corpus.tensors(lines, rng)[0]) for lines in chosen))


def groups_of(batches: list[np.ndarray], size: int) -> Iterator[list[np.ndarray]]:
    for i in range(0, len(batches), size):
        yield batches[i : i + size]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--budget", type=int, default=2500, help="words a batch")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="on a CPU: replicas, one thread each")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--check", type=float, default=10, help="minutes between evaluations and checkpoints")
    parser.add_argument("--init", type=Path, help="weights to start from")
    parser.add_argument("--quantize", action="store_true", help="a last lap with rounding layers, whose scales are fitted first")
    for name, value in Size().as_dict().items():
        parser.add_argument(f"--{name}", type=int, default=value)
    args = parser.parse_args()
    args.run.mkdir(parents=True, exist_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(args.seed)
    size = Size(**{name: getattr(args, name) for name in Size().as_dict()})
    there = {name.split(".")[0] for name in np.load(args.data).files}
    groups = [g for g in REPEATS if g in there]
    corpus = Corpus(args.data, groups, size.rows)
    monitors = {name.removeprefix("eval_"): Corpus(args.data, [name], size.rows) for name in sorted(there) if name.startswith("eval_")}
    network = Network(size).to(device)
    if args.init:
        load(network, torch.load(args.init, map_location=device)["network"])
    if args.quantize:
        quantize(network)
        fit_on(network, corpus)
    dense = [p for n, p in network.named_parameters() if n != "table.weight"]
    optimizers: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(dense, lr=args.rate, betas=(0.9, 0.98), weight_decay=0.01),
        torch.optim.SparseAdam([network.table.weight], lr=args.rate),
    ]
    done, step, seen, epoch = 0.0, 0, 0, args.seed * 1000
    saved = args.run / "checkpoint.pt"
    if saved.exists():
        state = torch.load(saved, map_location=device)
        network.load_state_dict(state["network"])
        for optimizer, old in zip(optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(old)
        done, step, seen, epoch = state["seconds"], state["step"], state["seen"], state["epoch"] + 1
    (args.run / "config.json").write_text(json.dumps({**vars(args), "words": int(corpus.words.sum())}, default=str))
    start, paused, checked, running = time.time() - done, 0.0, done, 0.0

    def checkpoint() -> None:
        torch.save(
            {
                "network": network.state_dict(),
                "optimizers": [o.state_dict() for o in optimizers],
                "size": size.as_dict(),
                "seconds": time.time() - start - paused,
                "step": step,
                "seen": seen,
                "epoch": epoch,
            },
            saved.with_suffix(".tmp"),
        )
        saved.with_suffix(".tmp").rename(saved)

    workers = Workers(network, device, args.workers if device == "cpu" else 1)
    finished = False
    while not finished:
        rng = np.random.default_rng(epoch)
        chosen = np.concatenate(
            [
                np.repeat(lines, int(times)) if times >= 1 else np.zeros(0, int)
                for lines, times in ((np.flatnonzero(corpus.group == i), REPEATS[g]) for i, g in enumerate(groups))
            ]
            + [
                rng.choice(lines, int(len(lines) * (times % 1)), replace=False)
                for lines, times in ((np.flatnonzero(corpus.group == i), REPEATS[g]) for i, g in enumerate(groups))
            ]
        )
        for lines in groups_of(corpus.batches(chosen, args.budget, rng), len(workers.replicas)):
            elapsed = time.time() - start - paused
            finished = elapsed >= args.minutes * 60
            if finished:
                break
            rate = args.rate * min(1, (step + 1) / 200) * max(0.01, 1 - elapsed / (args.minutes * 60))
            for optimizer in optimizers:
                for group in optimizer.param_groups:
                    group["lr"] = rate
            loss, words = workers.gradients(corpus, lines, int(rng.integers(1 << 40)))
            torch.nn.utils.clip_grad_norm_(dense, 1.0)
            for optimizer in optimizers:
                optimizer.step()
            step, seen, running = step + 1, seen + words, running + loss
            if step % 100 == 0:
                print(
                    f"{step} {seen} words {seen / max(1, time.time() - start - paused):.0f} w/s loss {running / 100:.4f} rate {rate:.2e}",
                    flush=True,
                )
                running = 0.0
            if elapsed - checked > args.check * 60:
                pause = time.time()
                print(round(elapsed / 60), {k: evaluate(network, v, device) for k, v in monitors.items()}, flush=True)
                paused += time.time() - pause
                checkpoint()
                checked = elapsed
        epoch += 1
    checkpoint()
    print("final", {k: evaluate(network, v, device) for k, v in monitors.items()}, flush=True)


if __name__ == "__main__":
    main()
