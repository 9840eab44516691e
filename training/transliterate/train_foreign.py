"""Train the part that tells foreign words from native ones: `python -m training.transliterate.train_foreign ALIGNED.tsv NATIVES.tsv RUN_DIR TEXT…`.

Foreign are the Arabic sides of ALIGNED.tsv, native the words of NATIVES.tsv that are no name there, weighed by the
logarithm of their frequency. A word with a letter that no name has (ع, ح, ض …) is native without asking. Letters are
numbered as in RUN_DIR/checkpoint.pt, beside which the result goes. Words that look foreign but are common in the TEXTs
(روسيا, كيلو, فيروس) have an Arabic spelling that every reader expects: they are familiar, and kept as hashes.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections import Counter
from pathlib import Path

import torch
from torch.nn import functional as F

from arabic_voice_cli.text import ARABIC_WORD
from arabic_voice_cli.transliterate.fallback import UNSEATED, key

from .speller_network import Foreign
from .train_speller import batches


def natives(path: Path, names: set[str], letters: set[str]) -> list[tuple[str, float]]:
    """(word, weight): native words that could be taken for names."""
    rows = [line.split("\t") for line in path.read_text("utf-8").split("\n")[1:] if line]
    bare = {name.translate(UNSEATED) for name in names}
    return [
        (word, 1 + 0.3 * math.log(float(freq or 1)))
        for word, freq, _, _, flags in rows
        if len(word) > 1 and letters.issuperset(word) and ("homograph" in flags or word.translate(UNSEATED) not in bare)
    ]


FAMILIAR, DOUBTFUL = 12, 1.0
"""How often a familiar word occurs in the texts at least, and its least log-odds: others need not be listed."""


def common(texts: list[Path], ids: dict[str, int]) -> list[str]:
    """Words of the texts, and what follows ال there, that occur often enough and could be names."""
    counts: Counter[str] = Counter()
    for path in texts:
        for found in ARABIC_WORD.finditer(path.read_text("utf-8")):
            word = found[0].translate(UNSEATED)
            counts[word] += 1
            if word.startswith("ال"):
                counts[word[2:]] += 1
    return sorted(word for word, n in counts.items() if n >= FAMILIAR and len(word) > 3 and set(ids).issuperset(word))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("aligned", type=Path)
    parser.add_argument("natives", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=3e-3)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    rng = random.Random(0)
    letters = torch.load(args.run / "checkpoint.pt", map_location="cpu")["letters"]
    ids = {letter: i for i, letter in enumerate(letters)}
    names = {line.partition("\t")[0] for line in args.aligned.read_text("utf-8").split("\n") if line}
    names = {name for name in names if set(ids).issuperset(name)}
    words = [(name, 1.0, 1.0) for name in sorted(names)] + [(word, 0.0, weight) for word, weight in natives(args.natives, names, set(ids))]
    rng.shuffle(words)
    held, words = words[:5000], words[5000:]
    network = Foreign(len(letters))
    optimizer = torch.optim.AdamW(network.parameters(), lr=args.rate, weight_decay=0.01)

    def tensors(part: list[tuple[str, float, float]], unseated: float) -> list[torch.Tensor]:
        x = [[ids[c] for c in (w.translate(UNSEATED) if rng.random() < unseated else w)] for w, _, _ in part]
        return [torch.tensor(x), torch.tensor([y for _, y, _ in part]), torch.tensor([weight for *_, weight in part])]

    began = time.process_time()
    sizes = [len(w) for w, _, _ in words]
    steps = step = 0
    for epoch in range(args.epochs):
        todo = batches(sizes, 4000, rng)
        steps = steps or args.epochs * len(todo)
        for batch in todo:
            optimizer.param_groups[0]["lr"] = args.rate * max(0.01, 1 - step / steps)
            x, y, weight = tensors([words[i] for i in batch], 0.3)
            with torch.autocast("cpu", torch.bfloat16):
                odds = network(x)
            F.binary_cross_entropy_with_logits(odds.float(), y, weight).backward()
            optimizer.step()
            optimizer.zero_grad()
            step += 1
        network.eval()
        with torch.no_grad():
            scored = []
            for batch in batches([len(w) for w, _, _ in held], 4000, random.Random(0)):
                x, y, _ = tensors([held[i] for i in batch], 0.0)
                scored += list(zip(network(x).tolist(), y.tolist(), strict=True))
        network.train()
        wrong = [odds for odds, y in scored if not y]
        right = [odds for odds, y in scored if y]
        cut = sorted(wrong)[int(0.99 * len(wrong))]
        print(
            f"epoch {epoch + 1}: {len(words)} words, {sum((o > 0) == (y > 0) for o, y in scored) / len(scored):.4f} right; at 1 % of the native words "
            f"(log-odds {cut:.2f}) {sum(o > cut for o in right) / len(right):.3f} of the names; {time.process_time() - began:.0f} s of CPU", flush=True,
        )  # fmt: skip
    network.eval()
    words = [(word, 0.0, 1.0) for word in common(args.texts, ids)]
    familiar = []
    with torch.no_grad():
        for batch in batches([len(w) for w, _, _ in words], 4000, rng):
            odds = network(tensors([words[i] for i in batch], 0.0)[0]).tolist()
            familiar += [words[i][0] for i, o in zip(batch, odds, strict=True) if o >= DOUBTFUL]
    print(f"{len(familiar)} of {len(words)} common words are familiar", flush=True)
    torch.save({"letters": letters, "network": network.state_dict(), "familiar": sorted(map(key, familiar))}, args.run / "foreign.pt")


if __name__ == "__main__":
    main()
