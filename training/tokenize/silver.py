"""Labels for plain text, by the statistics and a network where these are sure; foreign names in it are exchanged for others."""

from __future__ import annotations

import random
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path

from arabic_voice_cli.tokenize import arabic_words
from arabic_voice_cli.tokenize.load import load_segmenter, load_statistics
from arabic_voice_cli.tokenize.segment import LONGEST, STEM, Cut, bare_letters, one_shape
from arabic_voice_cli.tokenize.segmenter import WEIGHT, Reading

from .names import called

SURE = 1000
"""Least lead of the best cut over the next, in units of the statistics, for a word of silver text to be labelled: on gold text
98 to 100 % of such words are right."""
SURE_TOGETHER = 800
"""The same with a network's log odds added: 98 to 99.8 % are right, and a fifth of the words more have a label."""
CONTESTED = {"ولا", "لأن", "لان", "لذا", "فقد"}
"""Words that the sources cut in two ways: labelled in gold text only."""
SURELY_A_NAME = 5
"""Letters from which on a name of the lists is taken for one wherever it stands."""
EXCHANGED, ADDED = 0.7, 0.004
"""Shares of the names in text that are exchanged for others, and of words after which one more is put."""

Piece = tuple[str, str]
Label = list[Piece] | None
"""A word's pieces and classes; None where they are unknown."""


class Teacher:
    """Labels words by the statistics, the word lists, the word's own marks and a network; None where these are not sure."""

    def __init__(self, network: str, names: Container[str]) -> None:
        self.statistics = load_statistics()
        self.rules = load_segmenter(self.statistics, network=network)
        self.names = names
        self.known: dict[str, list[tuple[Cut, float]]] = {}

    def __call__(self, lines: Sequence[str]) -> Iterator[list[tuple[str, Label, int]]]:
        readings = self.rules.context(lines) if self.rules.context else [None] * len(lines)
        for line, reading in zip(lines, readings, strict=True):
            yield list(self.words(line, reading))

    def words(self, line: str, reading: Reading | None) -> Iterator[tuple[str, Label, int]]:
        at = 0
        for start, end in arabic_words(line):
            yield from ((w, None, -1) for w in line[at:start].split())
            yield line[start:end], self.label(line[start:end], start, reading), -1
            at = end
        yield from ((w, None, -1) for w in line[at:].split())

    def label(self, word: str, start: int, reading: Reading | None) -> Label:
        bare = bare_letters(word)
        if bare in CONTESTED:
            return None
        if len(bare) >= SURELY_A_NAME and bare in self.names:
            return [(bare, STEM)]
        if word not in self.known:
            self.known[word] = self.scored(bare, word)
        at = reading.place(start, len(bare)) if reading else None
        cuts = [(cut, score + (WEIGHT * reading.score(at, cut) if reading and at is not None else 0)) for cut, score in self.known[word]]
        cuts.sort(key=lambda pair: -pair[1])
        lead = cuts[0][1] - cuts[1][1] if len(cuts) > 1 else SURE
        if not cuts or lead < (SURE_TOGETHER if at is not None else SURE):
            return None
        return [(s.letters, s.label) for s in cuts[0][0].segments(bare)]

    def scored(self, bare: str, word: str) -> list[tuple[Cut, float]]:
        shaped = one_shape(bare)
        if not 0 < len(shaped) <= LONGEST:
            return []
        cuts = list(self.rules.clitics.cuts(shaped))
        return [(c, self.statistics.score(shaped, c)) for c in (self.rules.allowed(cuts, word) if len(shaped) > 1 else cuts)]


def with_names(
    words: list[tuple[str, Label, int]], names: list[str], known: Container[str], rng: random.Random
) -> list[tuple[str, Label, int]]:
    """The line with most of its foreign names exchanged for others, and now and then one more."""

    def others() -> list[tuple[str, Label, int]]:
        return [("".join(p for p, _ in pieces), pieces, -1) for pieces in called(rng, names)]

    out: list[tuple[str, Label, int]] = []
    for word, label, kind in words:
        is_name = label is not None and label[-1][0] in known and label[-1][1] == STEM and len(label[-1][0]) >= SURELY_A_NAME
        if is_name and rng.random() < EXCHANGED:
            out += others()
        else:
            out += [(word, label, kind), *(others() if rng.random() < ADDED else ())]
    return out


def sample(path: Path, words: int, rng: random.Random) -> list[str]:
    lines = [line for line in path.read_text("utf-8").split("\n") if 3 <= line.count(" ") < 200]
    rng.shuffle(lines)
    out = []
    for line in lines:
        if words <= 0:
            break
        out.append(line)
        words -= line.count(" ") + 1
    return out


def gulf_lines(folder: Path) -> Iterable[str]:
    """Gulf text of the training parts; tweets, transcripts, phrases."""
    seen = set()
    for name, column in (("parallel_dial2msa_glf", 1), ("parallel_emi_nadi", 1), ("madar_coda_doha", 1)):
        for row in (folder / f"{name}.tsv").read_text("utf-8").split("\n")[1:]:
            cells = row.split("\t")
            if len(cells) > 3 and "train" in cells and cells[column] not in seen:
                seen.add(cells[column])
                yield cells[column]
    yield from (folder / "mono_alsanaa_emirati.txt").read_text("utf-8").split("\n")
