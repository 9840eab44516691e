"""Train the back-transliteration model: `python -m training.transliterate.train_speller ALIGNED.tsv RUN_DIR --minutes N`.

ALIGNED.tsv is from `aligned_words`. One thread; N counts minutes of CPU, over which the learning rate falls to 0.
Resumes from RUN_DIR/checkpoint.pt. What is kept are the weights' moving averages.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from pathlib import Path

import torch
from torch.nn import functional as F

from arabic_voice_cli.transliterate.fallback import UNSEATED, key

from .aligned_words import NONE
from .speller_network import Network, Size

LEAST_CHUNK, LEAST_LETTER = 5, 10
"""A pair with a rarer chunk or letter is left out."""
DROPPED_SEATS = 0.1
MEMORY = 25.0
"""A row of the table is seen once an epoch: it learns so many times faster."""


def load(path: Path) -> tuple[list[tuple[str, list[str]]], list[str], list[str]]:
    """Pairs, letters (the first is that of no word), chunks."""
    rows = [line.split("\t") for line in path.read_text("utf-8").split("\n") if line]
    pairs = [(a, ["" if c == NONE else c for c in chunks.split(" ")]) for a, chunks in rows]
    letters = Counter(letter for a, _ in pairs for letter in a)
    chunks = Counter(chunk for _, cut in pairs for chunk in cut)
    known_letters = [x for x, n in letters.most_common() if n >= LEAST_LETTER]
    known_chunks = [x for x, n in chunks.most_common() if n >= LEAST_CHUNK]
    lo, co = set(known_letters), set(known_chunks)
    return [(a, cut) for a, cut in pairs if lo.issuperset(a) and co.issuperset(cut)], ["", *known_letters], known_chunks


def batches(lengths: list[int], size: int, rng: random.Random) -> list[list[int]]:
    """Words of one length together, about ``size`` letters a batch."""
    by_length: dict[int, list[int]] = {}
    for i, n in enumerate(lengths):
        by_length.setdefault(n, []).append(i)
    out = []
    for n, words in by_length.items():
        rng.shuffle(words)
        step = max(1, size // n)
        out += [words[i : i + step] for i in range(0, len(words), step)]
    rng.shuffle(out)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("aligned", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--budget", type=int, default=3000, help="letters a batch")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--init", type=Path, help="begin with this run's network, but an empty table")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    pairs, letters, chunks = load(args.aligned)
    letter_ids, chunk_ids = {x: i for i, x in enumerate(letters)}, {x: i for i, x in enumerate(chunks)}
    held = set(rng.sample(range(len(pairs)), 1000))
    keys = sorted({key(a) for i, (a, _) in enumerate(pairs) if i not in held})
    rows_of = {k: i for i, k in enumerate(keys, 1)}
    size = Size(len(letters), len(chunks), len(keys) + 1)
    network, average = Network(size), Network(size)
    if args.init:
        weights_of = torch.load(args.init / "checkpoint.pt")["network"]
        network.load_state_dict({**weights_of, "encoder.table.weight": network.encoder.table.weight})
    average.load_state_dict(network.state_dict())
    average.eval()
    table = network.encoder.table.weight
    weights = [p for p in network.parameters() if p is not table]
    averages = [p for p in average.parameters() if p is not average.encoder.table.weight]
    average.encoder.table.weight = table  # too large to average at each step
    optimizer = torch.optim.AdamW(weights, lr=args.rate, betas=(0.9, 0.98), weight_decay=0.02)
    memory = torch.optim.SparseAdam([table], lr=args.rate * MEMORY)
    args.run.mkdir(parents=True, exist_ok=True)
    checkpoint = args.run / "checkpoint.pt"
    spent, step, epoch = 0.0, 0, 0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        network.load_state_dict(state["raw"])
        average.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        memory.load_state_dict(state["memory"])
        spent, step, epoch = state["spent"], state["step"], state["epoch"]
    print(f"{len(pairs)} pairs, {size}, {sum(p.numel() for p in network.parameters())} weights", flush=True)

    def tensors(words: list[int], seats: bool) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        a = [pairs[i][0].translate(UNSEATED) if seats and rng.random() < DROPPED_SEATS else pairs[i][0] for i in words]
        x = torch.tensor([[letter_ids[c] for c in word] for word in a])
        y = torch.tensor([[chunk_ids[c] for c in pairs[i][1]] for i in words])
        before = torch.cat([torch.full((len(words), 1), len(chunks)), y[:, :-1]], 1)
        return x, torch.tensor([rows_of.get(key(word), 0) for word in a]), before, y

    def held_out() -> tuple[float, float]:
        loss, right, words = 0.0, 0, sorted(held)
        with torch.no_grad():
            for batch in batches([len(pairs[i][0]) for i in words], 4000, random.Random(0)):
                x, rows, before, y = tensors([words[i] for i in batch], False)
                logits = average(x, rows, before)
                loss += F.cross_entropy(logits.flatten(0, 1), y.flatten(), reduction="sum").item()
                right += int((logits.argmax(-1) == y).all(-1).sum())
        return loss / len(words), right / len(words)

    def save() -> None:
        meta = {"size": size.as_dict(), "letters": letters, "chunks": chunks, "keys": keys, "spent": spent, "step": step, "epoch": epoch}
        torch.save(
            {
                **meta,
                "network": average.state_dict(),
                "raw": network.state_dict(),
                "optimizer": optimizer.state_dict(),
                "memory": memory.state_dict(),
            },
            checkpoint,
        )

    began, base, total = time.process_time(), spent, args.minutes * 60
    started = time.time()
    train = [i for i in range(len(pairs)) if i not in held]
    sizes = [len(pairs[i][0]) for i in train]
    while spent < total:
        epoch += 1
        running = torch.zeros(())
        todo = batches(sizes, args.budget, rng)
        for batch in todo:
            spent = base + time.process_time() - began
            rate = args.rate * min(1.0, (step + 1) / 300) * max(0.0, 1 - spent / total)
            optimizer.param_groups[0]["lr"], memory.param_groups[0]["lr"] = rate, max(1e-8, rate * MEMORY)
            x, rows, before, y = tensors([train[i] for i in batch], True)
            with torch.autocast("cpu", torch.bfloat16):
                logits = network(x, rows, before)
            loss = F.cross_entropy(logits.float().flatten(0, 1), y.flatten(), label_smoothing=0.05)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            memory.step()
            network.zero_grad()
            running += loss.detach()
            step += 1
            decay = min(0.998, step / (step + 20))
            with torch.no_grad():
                torch._foreach_lerp_(averages, weights, 1 - decay)
            if spent >= total:
                break
        save()
        loss_held, right = held_out()
        print(
            json.dumps({"epoch": epoch, "minutes": round(spent / 60, 2), "wall": round((time.time() - started) / 60, 1), "memory": round(table.abs().mean().item(), 3), "loss": round(running.item() / len(todo), 4),
                        "held_nats": round(loss_held, 3), "held_all_right": round(right, 4)}), flush=True,
        )  # fmt: skip
    save()


if __name__ == "__main__":
    main()
