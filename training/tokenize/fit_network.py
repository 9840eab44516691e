"""Train the network: `python -m training.tokenize.fit_network DATA.npz RUN_DIR --minutes N`. Resumes from RUN_DIR/checkpoint.pt.

One thread; the minutes are of processor time, over which the learning rate falls to nothing. `REPEATS` says how often a
group's lines come in one epoch.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from arabic_voice_cli.encode import CLASSES, LETTER_IDS, OTHER, PAD, SEPARATOR, Encoded
from arabic_voice_cli.text import ALEF, ALEF_HAMZA, ALEF_HAMZA_BELOW, ALEF_MADDA, ALEF_MAKSURA, HEH, SHADDA, TEH_MARBUTA, YEH
from arabic_voice_cli.tokenize.network import POS
from training.diacritize.network import GAP

from .network import Network, Size

REPEATS = {
    "gumar_glf_train": 2.0, "ud_padt_devtest": 3.0, "talaa_msa": 3.0, "quran": 0.5, "qcri_egy": 2.0, "qcri_lev": 3.0, "qcri_mgr": 2.0,
    "glued": 1.5, "commands": 1.0, "raw": 1.0, "marked": 1.0, "gulf": 2.0,
}  # fmt: skip
SHADDA_CLASS = CLASSES.index(SHADDA)
_ALEFS = [LETTER_IDS[c] for c in (ALEF_HAMZA, ALEF_HAMZA_BELOW, ALEF_MADDA)]


class Corpus:
    """All lines of some groups. Words are hashed when a batch is made: the letters of a line vary from epoch to epoch."""

    def __init__(self, path: Path, groups: list[str]) -> None:
        data = np.load(path)
        self.group = np.concatenate([np.full(len(data[f"{g}.offsets"]) - 1, i) for i, g in enumerate(groups)])
        self.symbols, self.marks, self.labels, self.pos = (
            np.concatenate([data[f"{g}.{k}"] for g in groups]) for k in ("symbols", "marks", "labels", "pos")
        )
        self.offsets = np.concatenate([[0], np.cumsum(np.concatenate([np.diff(data[f"{g}.offsets"]) for g in groups]))])
        self.after = np.flatnonzero(self.symbols == SEPARATOR)
        self.word_offsets = np.searchsorted(self.after, self.offsets)
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

    def tensors(
        self, lines: np.ndarray, rows: int, rng: np.random.Generator | None
    ) -> tuple[list[torch.Tensor], torch.Tensor, torch.Tensor]:
        counts, words = self.offsets[lines + 1] - self.offsets[lines], self.words[lines]
        width, total = int(words.max()), int((counts + GAP).sum())
        symbols, labels, word, hints = (
            np.full(total, PAD, np.int64),
            np.full(total, -1, np.int64),
            np.zeros(total, np.int64),
            np.zeros(total, np.int64),
        )
        grid = (len(lines), width)
        first, last, row, mask, pos = (
            np.zeros(grid, np.int64),
            np.zeros(grid, np.int64),
            np.zeros(grid, np.int64),
            np.zeros(grid, bool),
            np.full(grid, -1, np.int64),
        )
        at = 0
        for i, line in enumerate(lines):
            a, b, wa, wb = self.offsets[line], self.offsets[line + 1], self.word_offsets[line], self.word_offsets[line + 1]
            n, t = b - a, wb - wa
            own = self.symbols[a:b]
            z = self.after[wa:wb] - 1 - a
            f = np.concatenate([[0], z[:-1] + 2])
            if rng is not None:
                own = respelled(own, f, z, rng)
                hints[at : at + n] = kept_marks(self.marks[a:b], rng)
            encoded = Encoded(own, self.marks[a:b], z.astype(np.int32), f.astype(np.int32), z.astype(np.int32))
            symbols[at : at + n], labels[at : at + n] = own, self.labels[a:b]
            first[i, :t], last[i, :t], row[i, :t], mask[i, :t], pos[i, :t] = f + at, z + at, encoded.hashes(rows), True, self.pos[wa:wb]
            word[at : at + n] = i * width + np.repeat(np.arange(t), z - f + 2)
            at += n + GAP
        return (
            [torch.from_numpy(x) for x in (symbols, hints, first, last, word, row, mask)],
            torch.from_numpy(labels),
            torch.from_numpy(pos),
        )


def respelled(symbols: np.ndarray, first: np.ndarray, last: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A line as others type it: hamza left off, ه for ة, ي for ى or the reverse; now and then a letter or a word is illegible."""
    out = symbols.copy()
    ends = out[last]
    if rng.random() < 0.3:
        out[np.isin(out, _ALEFS)] = LETTER_IDS[ALEF]
    if rng.random() < 0.3:
        out[last[ends == LETTER_IDS[TEH_MARBUTA]]] = LETTER_IDS[HEH]
    if rng.random() < 0.15:
        out[last[ends == LETTER_IDS[ALEF_MAKSURA]]] = LETTER_IDS[YEH]
    elif rng.random() < 0.05:
        out[last[ends == LETTER_IDS[YEH]]] = LETTER_IDS[ALEF_MAKSURA]
    out[(rng.random(len(out)) < 0.01) & (out != SEPARATOR)] = OTHER
    for i in np.flatnonzero(rng.random(len(first)) < 0.03):
        out[first[i] : last[i] + 1] = OTHER
    return out


def kept_marks(marks: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """What a writer leaves of a line's marks: none, all, all shaddas, or some."""
    kind = rng.random()
    if kind < 0.5 or not marks.any():
        return np.zeros(len(marks), np.int64)
    if kind < 0.65:
        return np.where(marks >= SHADDA_CLASS, 1 + SHADDA_CLASS, 0)
    share = 1.0 if kind < 0.8 else rng.random()
    return np.where((marks > 0) & (rng.random(len(marks)) < share), 1 + marks.astype(np.int64), 0)


def loss_of(network: Network, corpus: Corpus, lines: np.ndarray, rng: np.random.Generator) -> tuple[torch.Tensor, int]:
    inputs, labels, pos = corpus.tensors(lines, network.size.rows, rng)
    with torch.autocast("cpu", torch.bfloat16):
        logits, kinds = network(*inputs)
    loss = F.cross_entropy(logits.float(), labels, ignore_index=-1, label_smoothing=0.02)
    if bool((pos >= 0).any()):
        loss = loss + 0.1 * F.cross_entropy(kinds.float().view(-1, len(POS)), pos.view(-1), ignore_index=-1)
    return loss, int(inputs[-1].sum())


def evaluate(network: Network, corpus: Corpus) -> dict[str, float]:
    """Share of words with a label whose letters all have the right one, without the tables' help (a monitor)."""
    network.eval()
    right = words = same = tagged = 0
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for lines in corpus.batches(np.arange(len(corpus.words)), 4000, None):
            inputs, labels, pos = corpus.tensors(lines, network.size.rows, None)
            logits, kinds = network(*inputs)
            known = labels >= 0
            bad = known & (logits.argmax(-1) != labels)
            size = inputs[2].numel()
            hit = torch.zeros(size).index_add_(0, inputs[4][known], bad[known].float())
            has = torch.zeros(size).index_add_(0, inputs[4][known], known[known].float())
            right, words = right + int(((has > 0) & (hit == 0)).sum()), words + int((has > 0).sum())
            same, tagged = same + int((kinds.argmax(-1) == pos)[pos >= 0].sum()), tagged + int((pos >= 0).sum())
    network.train()
    return {"d3": round(100 * right / max(1, words), 2), "pos": round(100 * same / max(1, tagged), 2)}


def epoch_lines(corpus: Corpus, groups: list[str], rng: np.random.Generator) -> np.ndarray:
    parts = []
    for i, name in enumerate(groups):
        lines, times = np.flatnonzero(corpus.group == i), REPEATS[name]
        parts += [np.repeat(lines, int(times)), rng.choice(lines, int(len(lines) * (times % 1)), replace=False)]
    return np.concatenate(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--budget", type=int, default=1500, help="words a batch")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--check", type=float, default=5, help="minutes between evaluations and checkpoints")
    parser.add_argument("--init", type=Path, help="weights to start from")
    for name, value in Size().as_dict().items():
        parser.add_argument(f"--{name}", type=int, default=value)
    args = parser.parse_args()
    args.run.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    size = Size(**{name: getattr(args, name) for name in Size().as_dict()})
    files = {name.split(".")[0] for name in np.load(args.data).files}
    groups = [g for g in REPEATS if g in files]
    corpus = Corpus(args.data, groups)
    monitors = {name: Corpus(args.data, [name]) for name in sorted(files - set(REPEATS))}
    network = Network(size)
    if args.init:
        network.load_state_dict(torch.load(args.init)["network"])
    optimizer = torch.optim.AdamW(network.parameters(), lr=args.rate, betas=(0.9, 0.98), weight_decay=0.02, fused=True)
    done, step, seen, epoch = 0.0, 0, 0, args.seed * 1000
    saved = args.run / "checkpoint.pt"
    if saved.exists():
        state = torch.load(saved)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        done, step, seen, epoch = state["seconds"], state["step"], state["seen"], state["epoch"] + 1
    (args.run / "config.json").write_text(json.dumps({**vars(args), "words": int(corpus.words.sum())}, default=str))
    start, checked, running, finished = time.process_time() - done, done, 0.0, False

    def checkpoint() -> None:
        torch.save(
            {
                "network": network.state_dict(),
                "optimizer": optimizer.state_dict(),
                "size": size.as_dict(),
                "seconds": time.process_time() - start,
                "step": step,
                "seen": seen,
                "epoch": epoch,
            },
            saved.with_suffix(".tmp"),
        )
        saved.with_suffix(".tmp").rename(saved)

    while not finished:
        rng = np.random.default_rng(epoch)
        for lines in corpus.batches(epoch_lines(corpus, groups, rng), args.budget, rng):
            elapsed = time.process_time() - start
            finished = elapsed >= args.minutes * 60
            if finished:
                break
            rate = args.rate * min(1, (step + 1) / 200) * max(0.005, 1 - elapsed / (args.minutes * 60))
            for group in optimizer.param_groups:
                group["lr"] = rate
            loss, words = loss_of(network, corpus, lines, rng)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            step, seen, running = step + 1, seen + words, running + loss.item()
            if step % 100 == 0:
                print(
                    f"{step} {seen} words {seen / max(1, time.process_time() - start):.0f} w/s loss {running / 100:.4f} rate {rate:.2e}",
                    flush=True,
                )
                running = 0.0
            if elapsed - checked > args.check * 60:
                print(round(elapsed / 60), {k: evaluate(network, v) for k, v in monitors.items()}, flush=True)
                checkpoint()
                checked = elapsed
        epoch += 1
    checkpoint()
    print("final", {k: evaluate(network, v) for k, v in monitors.items()}, flush=True)


if __name__ == "__main__":
    main()
