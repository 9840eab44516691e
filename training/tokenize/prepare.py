"""Encode the network's training text once: `python -m training.tokenize.prepare OUT.npz [--without NAME …]`.

OUT holds, for each group, flat arrays over all lines: symbols and marks (`arabic_voice_cli.encode`), per symbol the class of
the piece that begins there (0 inside a piece, -1 unknown), per encoded word its part of speech (-1 unknown), the lines' offsets.
How plain text gets labels, `silver` says.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np

from arabic_voice_cli.encode import FIRST_LETTER, FIRST_PUNCTUATION, encode
from arabic_voice_cli.tokenize import arabic_words
from arabic_voice_cli.tokenize.load import load_segmenter, load_statistics
from arabic_voice_cli.tokenize.network import PIECES
from arabic_voice_cli.tokenize.segment import bare_letters, coarse

from .commands import commands
from .gold import Word, glued, mended, read_gold
from .names import common_inside, foreign_names
from .parts_of_speech import KINDS, lemma_kinds, part_of_speech
from .sayings import sayings
from .silver import Label, Teacher, gulf_lines, sample, with_names

GOLD = ["gumar_glf_train", "ud_padt_devtest", "talaa_msa", "quran", "qcri_egy", "qcri_lev", "qcri_mgr"]
GOLDEN = Path(__file__).parents[2] / "tests" / "golden" / "tokenize_utterances.tsv"
"""Its lines are left out of those that are put together by rule."""
DEVELOPMENT = ["gumar_glf_dev", "qcri_glf_dev", "ud_pud_dev", "qcri_msa_tweets_dev"]
LONGEST_LINE = 60
_PIECE = {name: i for i, name in enumerate(PIECES)} | {"PROG": PIECES.index("FUT"), "INTERROG": PIECES.index("WH")}


class Group:
    """Lines encoded one after another."""

    def __init__(self) -> None:
        self.symbols: list[np.ndarray] = []
        self.marks: list[np.ndarray] = []
        self.labels: list[np.ndarray] = []
        self.pos: list[np.ndarray] = []
        self.offsets = [0]

    def add(self, words: list[tuple[str, Label, int]]) -> None:
        for at in range(0, len(words), LONGEST_LINE):
            self._add(words[at : at + LONGEST_LINE])

    def _add(self, words: list[tuple[str, Label, int]]) -> None:
        line = " ".join(w for w, _, _ in words)
        labels, pos = np.full(len(line), -1, np.int8), np.full(len(line), -1, np.int8)
        at = 0
        for word, pieces, kind in words:
            pos[at : at + len(word)] = kind
            if pieces is not None:
                places = [at + i for i, c in enumerate(word) if bare_letters(c)]
                values = [_PIECE[coarse(t)] if not i else 0 for p, t in pieces for i in range(len(bare_letters(p)))]
                if len(places) == len(values):
                    labels[places] = values
            at += len(word) + 1
        encoded = encode(line)
        if not len(encoded.symbols):
            return
        letter = (encoded.symbols >= FIRST_LETTER) & (encoded.symbols < FIRST_PUNCTUATION)
        self.symbols.append(encoded.symbols)
        self.marks.append(encoded.classes)
        self.labels.append(np.where(letter, labels[encoded.position], -1).astype(np.int8))
        self.pos.append(pos[encoded.position[encoded.first]])
        self.offsets.append(self.offsets[-1] + len(encoded.symbols))

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        parts = {"symbols": self.symbols, "marks": self.marks, "labels": self.labels, "pos": self.pos}
        return {f"{name}.{key}": np.concatenate(value) for key, value in parts.items()} | {
            f"{name}.offsets": np.array(self.offsets, np.int64)
        }


def gold_words(sentence: list[Word], name: str, count: Callable[[str], int], lemmas: dict[str, str]) -> Iterator[tuple[str, Label, int]]:
    for w in sentence:
        known = w.use and list(arabic_words(w.surface)) == [(0, len(w.surface))] and set(map(coarse, w.labels)) <= set(_PIECE)
        known = known and w.labels.count("STEM") <= 1 and not ("PROG" in w.labels and w.pieces[w.labels.index("PROG")] != "ب")
        label = mended(w, name, count) if known else None
        yield (
            w.surface,
            list(zip(label.pieces, label.labels, strict=True)) if label else None,
            part_of_speech(w.bare, w.note, w.labels, lemmas),
        )


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("out", type=Path)
    p.add_argument("--data", type=Path, default=Path("../shared/data"))
    p.add_argument("--without", nargs="*", default=[])
    p.add_argument("--teacher", default="", help="a network's name or folder, which labels silver text too")
    p.add_argument("--raw", type=int, default=120_000, help="words of each file of unmarked text")
    p.add_argument("--marked", type=int, default=500_000, help="words of each file of marked text")
    a = p.parse_args()
    rng = random.Random(0)
    statistics = load_statistics()
    clitics = load_segmenter(statistics).clitics
    names = foreign_names(a.data / "loan", lambda name: not common_inside(name, clitics, statistics.count), set(a.without))
    known = frozenset(names)
    teacher = Teacher(a.teacher, known)
    lemmas = lemma_kinds(a.data / "seg" / "glf_afb_lexicon.tsv")
    arrays: dict[str, np.ndarray] = {}
    for name in [*GOLD, *DEVELOPMENT]:
        if name not in a.without:
            group = Group()
            for sentence in read_gold(a.data / "seg" / f"{name}.tsv"):
                group.add(list(gold_words(sentence, name, statistics.count, lemmas)))
            arrays |= group.arrays(name)
    group = Group()
    for name in GOLD:
        if name not in a.without and name != "quran":
            for sentence in read_gold(a.data / "seg" / f"{name}.tsv"):
                group.add(list(gold_words(glued(sentence, rng), name, statistics.count, lemmas)))
    arrays |= group.arrays("glued")
    group = Group()
    golden = {row.split("\t")[1] for row in GOLDEN.read_text("utf-8").split("\n") if "\t" in row}
    for line in chain(commands(12_000), sayings(5_000)):
        if " ".join("".join(p for p, _ in w) for w, _ in line) not in golden:
            group.add([("".join(p for p, _ in w), w, KINDS.get(kind, -1)) for w, kind in line])
    arrays |= group.arrays("commands")
    silver = {
        "raw": [
            line for path in sorted((a.data / "msa_raw").glob("*.txt")) if path.stem not in a.without for line in sample(path, a.raw, rng)
        ],
        "marked": [
            line
            for path in sorted((a.data / "diac").glob("msa_*.txt"))
            if path.stem not in a.without
            for line in sample(path, a.marked, rng)
        ],
        "gulf": list(gulf_lines(a.data / "khaleeji")),
    }
    for name, lines in silver.items():
        group = Group()
        for at in range(0, len(lines), 256):
            for words in teacher(lines[at : at + 256]):
                group.add(with_names(words, names, known, rng) if name == "raw" else words)
        arrays |= group.arrays(name)
    for name in [k.split(".")[0] for k in arrays if k.endswith(".offsets")]:
        words = len(arrays[f"{name}.pos"])
        begun = arrays[f"{name}.labels"] > 0
        print(
            f"{name}: {len(arrays[f'{name}.offsets']) - 1} lines, {words} words, {int(begun.sum())} pieces known, {int((arrays[f'{name}.pos'] >= 0).sum())} parts of speech"
        )
    np.savez(a.out, **arrays)


if __name__ == "__main__":
    main()
