r"""Learns the statistics of `segment_score` from gold segmentations and plain text; numpy only, minutes on one core.

    python -m training.tokenize.train --gold DATA/seg --text DATA/msa_raw --names DATA/loan \
        --out models/segment-rules [--without NAME …]

Recipe: (1) how often each string is a word in plain text, rounded to log2, hashed into 2^20 slots of four bits; a slot
keeps its largest value; (2) gold words grouped by type and source; each cut of a word gets its share of the type's
tokens; a softmax over the cuts' summed feature weights is fitted by Adagrad, seed fixed; (3) weights rounded to one
signed byte.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import numpy as np

from arabic_voice_cli.tables import load_table
from arabic_voice_cli.text import ALEF_MAKSURA, ARABIC_WORD, HEH, TEH_MARBUTA, WAW_HAMZA, YEH, YEH_HAMZA
from arabic_voice_cli.tokenize.restore import Count
from arabic_voice_cli.tokenize.segment import COLUMNS, Clitics, Cut, bare_letters, coarse, one_shape
from arabic_voice_cli.tokenize.segment_score import _HAMZA, Statistics, pack

from .gold import Word, glued, mended, read_gold
from .names import common_inside, foreign_names

GOLD = {  # file: weight of its tokens
    "gumar_glf_train": 1.0,
    "ud_padt_devtest": 1.0,
    "talaa_msa": 1.0,
    "quran": 0.2,
    "qcri_egy": 0.5,
    "qcri_lev": 0.7,
    "qcri_mgr": 0.3,
}
TEXT_BITS = 21
WEIGHT_BITS = 19
RARE = 2
INVENTED = 0.05
"""Weight of a word that was put together from a gold stem and other clitics."""
GLUED = 0.5
"""Weight of a word to which the ما, لا or يا before it was glued."""
NAME_COUNT = 8
"""Times that a name of the lists counts for as a word of the text."""
SOME_NAMES = 6000
NAMED = 0.1
"""Weight of a name."""
CARELESS = 0.3
"""Weight of a word's careless spellings beside the word itself."""


CARD = """name = "segment-rules"
version = "0.2.0"
task = "tokenize"
file = "statistics.bin"
sha256 = "{sha256}"
bytes = {bytes}
licence = "Apache-2.0; the licences of the data are in README.md"

[inputs]

[outputs]

[settings]
seed = {seed}
"""


def word_counts(folder: Path, without: set[str], gold: list[tuple[str, float, list]]) -> Counter[str]:
    """How often each string is a word in plain text, hamza on alif ignored."""
    counts: Counter[str] = Counter()
    for path in sorted(folder.glob("*.txt")):
        if path.stem not in without:
            for word in ARABIC_WORD.findall(path.read_text("utf-8")):
                counts[one_shape(bare_letters(word)).translate(_HAMZA)] += 1
    for _, _, sentences in gold:
        for sentence in sentences:
            counts.update(one_shape(w.bare).translate(_HAMZA) for w in sentence)
    return counts


def nibbles(counts: Counter[str]) -> bytes:
    """The table of log2 counts, four bits a slot."""
    table = np.zeros(1 << TEXT_BITS, dtype=np.uint8)
    for word, n in counts.items():
        if n > RARE:
            slot = crc32(word.encode()) & (len(table) - 1)
            table[slot] = max(table[slot], min(15, int(math.log2(n))))
    return (table[0::2] | (table[1::2] << 4)).tobytes()


def named(names: list[str], rng: random.Random) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Some names whole, and with a proclitic."""
    for name in rng.sample(names, min(SOME_NAMES, len(names))):
        yield (name,), ("STEM",)
        letters, label = rng.choice((("و", "CONJ"), ("ب", "PREP"), ("ل", "PREP")))
        yield (letters, name), (label, "STEM")


def targets(gold, names, clitics: Clitics, count: Count, rng: random.Random) -> dict[str, dict[int, float]]:
    """Word type → its cuts → weight of the tokens that chose each; types are counted once per source, damped."""
    out: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    cuts: dict[str, list[Cut]] = {}
    for name, weight, sentences in gold:
        tokens: dict[str, Counter] = defaultdict(Counter)
        for sentence in sentences:
            for as_marked in sentence:
                w = mended(as_marked, name, count)
                if w and w.use and len(w.bare) < 30 and "PROG" not in w.labels[1:]:
                    labels = ["FUT" if t == "PROG" and p == "ب" else coarse(t) for p, t in zip(w.pieces, w.labels, strict=True)]
                    tokens[one_shape(w.bare)][tuple(one_shape(bare_letters(p)) for p in w.pieces), tuple(labels)] += 1
        for pieces, labels in invented(sentences):
            word = "".join(pieces)
            k = find(cuts.setdefault(word, list(clitics.cuts(word))), pieces, labels)
            nisba = pieces[-1] == YEH and count("ال" + "".join(pieces[-2:]))
            if k is not None and not nisba:
                out[word][k] += INVENTED * weight
        for word, answers in tokens.items():
            options = cuts.setdefault(word, list(clitics.cuts(word)))
            total = sum(answers.values())
            for (pieces, labels), n in answers.items():
                k = find(options, pieces, labels)
                if k is not None:
                    share = weight * n / total * total**0.75
                    out[word][k] += share
                    for typed in careless(word):
                        other = find(cuts.setdefault(typed, list(clitics.cuts(typed))), *retyped(pieces, labels, typed))
                        if other is not None:
                            out[typed][other] += CARELESS * share
    for pieces, labels in named(names, rng):
        word = "".join(pieces)
        k = find(cuts.setdefault(word, list(clitics.cuts(word))), pieces, labels)
        if k is not None:
            out[word][k] += NAMED
    return {word: answers for word, answers in out.items() if len(cuts[word]) > 1}


def only_glued(sentence: list[Word]) -> list[Word]:
    return [w for w in sentence if w.labels[0] in ("NEG", "VOC")]


def invented(sentences) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Words of the same stems with other clitics: gold text has few of "my" and "your", or of two clitics in a row.

    A noun takes ي and a verb ني; which one a stem is, its tag says or the pronoun it has.
    """
    found = set()
    for sentence in sentences:
        for w in sentence:
            if not w.use or len(w.labels) < 2 or "STEM" not in w.labels:
                continue
            pieces, labels = tuple(one_shape(bare_letters(p)) for p in w.pieces), tuple(coarse(t) for t in w.labels)
            if labels[0] in ("PREP", "FUT", "DET") and len(pieces[0] + pieces[1]) > 3:
                found |= {((c, *pieces), ("CONJ", *labels)) for c in "وف"}
            if labels == ("DET", "STEM") and len(pieces[1]) > 2:
                found |= {((c, pieces[1]), ("PREP", "STEM")) for c in "بلك"}
            if labels[-2:] == ("STEM", "PRON") and len(pieces[-2]) > 2:
                found |= swapped(pieces, labels, w.note)
    return found


def swapped(pieces: tuple[str, ...], labels: tuple[str, ...], note: str) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    """A word with its pronoun exchanged for each of the others, and with a conjunction or preposition before it."""
    found = set()
    *head, stem, own = pieces
    noun = own == YEH or "NOUN" in note
    verb = own == "ني" or "VERB" in note or "src=V" in note
    if noun == verb or stem.endswith(YEH) or ("FUT" in labels and noun):
        return found
    for pronoun in (YEH if noun else "ني", "ك", "ه", "ها", "نا", "كم", "هم", "هن", "ج"):
        ending = stem[:-1] + YEH_HAMZA if pronoun == YEH and stem.endswith(WAW_HAMZA) else stem
        found.add(((*head, ending, pronoun), labels))
        if not head:
            found |= {
                ((c, ending, pronoun), (label, *labels)) for c, label in (("و", "CONJ"), *((("ل", "PREP"), ("ب", "PREP")) if noun else ()))
            }
    return found


def careless(word: str) -> list[str]:
    """The word as tweets and transcripts spell it: ه for ة, bare alif for hamza on alif, ي and ى for each other."""
    typed = {word.replace(TEH_MARBUTA, HEH), word.translate(_HAMZA), word.translate(_HAMZA).replace(TEH_MARBUTA, HEH)}
    if word.endswith(ALEF_MAKSURA):
        typed.add(word[:-1] + YEH)
    return sorted(typed - {word})


def retyped(pieces: tuple[str, ...], labels: tuple[str, ...], typed: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The same cut of the other spelling, which has as many letters."""
    out, at = [], 0
    for piece in pieces:
        out.append(typed[at : at + len(piece)])
        at += len(piece)
    return tuple(out), labels


def find(options: list[Cut], pieces: tuple[str, ...], labels: tuple[str, ...]) -> int | None:
    """The cut with these pieces, and these classes if one has them."""
    analyses = [cut.segments("".join(pieces)) for cut in options]
    same = [k for k, a in enumerate(analyses) if tuple(s.letters for s in a) == pieces]
    exact = [k for k in same if tuple(coarse(s.label) for s in analyses[k]) == labels]
    return (exact or same or [None])[0]


def build(words, clitics: Clitics, statistics: Statistics):
    """CSR arrays: feature ids, where each cut starts, where each word starts, the wanted shares, the words' weights."""
    ids: list[int] = []
    cut_at, word_at, share, weight = [], [], [], []
    mask = (1 << WEIGHT_BITS) - 1
    for word, answers in words.items():
        total = sum(answers.values())
        word_at.append(len(cut_at))
        weight.append(total)
        for k, cut in enumerate(clitics.cuts(word)):
            cut_at.append(len(ids))
            ids += [crc32(f.encode()) & mask for f in statistics.features(word, cut)]
            share.append(answers.get(k, 0.0) / total)
    return np.array(ids), np.array(cut_at), np.array(word_at), np.array(share), np.array(weight)


def fit(data, epochs: int, rate: float, decay: float, seed: int) -> np.ndarray:
    """Softmax regression over cuts by Adagrad on batches of words."""
    ids, cut_at, word_at, share, weight = data
    cut_end = np.append(cut_at[1:], len(ids))
    word_end = np.append(word_at[1:], len(cut_at))
    rng = np.random.default_rng(seed)
    w = np.zeros(1 << WEIGHT_BITS)
    g2 = np.full(1 << WEIGHT_BITS, 1e-2)
    total = np.zeros_like(w)
    steps = 0
    for epoch in range(epochs):
        order = rng.permutation(len(word_at))
        loss = 0.0
        for at in range(0, len(order), 512):
            batch = order[at : at + 512]
            cuts = np.concatenate([np.arange(word_at[b], word_end[b]) for b in batch])
            firsts = np.concatenate([[0], np.cumsum(word_end[batch] - word_at[batch])[:-1]])
            sizes = word_end[batch] - word_at[batch]
            feats = np.concatenate([np.arange(cut_at[c], cut_end[c]) for c in cuts])
            lens = cut_end[cuts] - cut_at[cuts]
            starts = np.concatenate([[0], np.cumsum(lens)[:-1]])
            scores = np.add.reduceat(w[ids[feats]], starts)
            top = np.repeat(np.maximum.reduceat(scores, firsts), sizes)
            e = np.exp(scores - top)
            p = e / np.repeat(np.add.reduceat(e, firsts), sizes)
            wt = np.repeat(weight[batch], sizes)
            loss -= float((wt * share[cuts] * np.log(p + 1e-12)).sum())
            grad = np.bincount(ids[feats], np.repeat(wt * (p - share[cuts]), lens), minlength=len(w))
            hit = np.flatnonzero(grad)
            grad = grad[hit] + decay * w[hit]
            g2[hit] += grad**2
            w[hit] -= rate * grad / np.sqrt(g2[hit])
            steps += 1
        print(f"epoch {epoch + 1}: loss {loss / weight.sum():.4f}", flush=True)
        total += w
    return total / epochs


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--gold", type=Path, required=True)
    p.add_argument("--text", type=Path, required=True)
    p.add_argument("--names", type=Path, help="folder of lists of foreign names")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--without", nargs="*", default=[], help="names of gold or text files to leave out")
    p.add_argument("--epochs", type=int, default=12)
    p.add_argument("--rate", type=float, default=0.15)
    p.add_argument("--decay", type=float, default=0.02)
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    without, start = set(a.without), time.time()
    gold = [(n, k, read_gold(a.gold / f"{n}.tsv")) for n, k in GOLD.items() if n not in without]
    rng = random.Random(a.seed)
    together = [(f"{n} glued", GLUED * k, [only_glued(glued(s, rng)) for s in sentences]) for n, k, sentences in gold if n != "quran"]
    clitics = Clitics(load_table("clitics.tsv", COLUMNS))
    counted = word_counts(a.text, without, gold)
    text = Statistics(nibbles(counted), memoryview(bytes(1)).cast("b"))
    names = foreign_names(a.names, lambda name: not common_inside(name, clitics, text.count), without) if a.names else []
    for name in names:
        counted[one_shape(name).translate(_HAMZA)] += NAME_COUNT
    counts = nibbles(counted)
    statistics = Statistics(counts, memoryview(bytes(1)).cast("b"))
    words = targets([*gold, *together], names, clitics, statistics.count, rng)
    print(f"{len(words)} word types, {time.time() - start:.0f} s", flush=True)
    data = build(words, clitics, statistics)
    print(f"{len(data[0])} features, {time.time() - start:.0f} s", flush=True)
    weights = fit(data, a.epochs, a.rate, a.decay, a.seed)
    scale = 127 / np.quantile(np.abs(weights[weights != 0]), 0.9995)
    packed = pack(counts, np.clip(np.round(weights * scale), -127, 127).astype(np.int8).tobytes())
    a.out.mkdir(parents=True, exist_ok=True)
    (a.out / "statistics.bin").write_bytes(packed)
    (a.out / "model.toml").write_text(CARD.format(sha256=hashlib.sha256(packed).hexdigest(), bytes=len(packed), seed=a.seed))
    print(f"{len(packed)} bytes, sha256 {hashlib.sha256(packed).hexdigest()}, {time.time() - start:.0f} s")


if __name__ == "__main__":
    main()
