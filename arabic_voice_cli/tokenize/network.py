"""The network beside the statistics: it reads the whole line and scores where pieces begin and of which class.

What it knows that the statistics do not is the context: كتابه "his book" or كتابة "writing" typed carelessly, بارد "cold" or
"I will answer". It never cuts by itself: it is asked about the cuts that the clitic table and the word's marks allow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..encode import SEPARATOR, SYMBOLS, Encoded, encode
from ..errors import AvcError
from ..onnx_model import Model, as_int64, load_model
from .segment import STEM, Cut, coarse

PIECES = ("", STEM, "CONJ", "PREP", "DET", "FUT", "NEG", "WH", "VOC", "DEM", "PART", "PRON")
"""What a letter may begin: nothing (it is inside a piece), the stem, or a clitic of a class."""
POS = ("verb", "noun", "adjective", "proper", "particle", "other")
"""Coarse parts of speech of a word's stem."""
GAP = 2
"""Empty symbols between two lines of a batch: no convolution reaches across."""
LONGEST = 64
"""Words that are read in one at most; it was trained on 60."""
SHORT = 24
"""Words of the longest line that is always read whole."""
AROUND = 8
"""Words on either side that are read for the sake of one in a longer line."""
WORDS = 512
"""Words of a batch, the padding of its shorter lines included: as many as stay in a processor's cache."""

_PIECE = {name: i for i, name in enumerate(PIECES)}


@dataclass(frozen=True, slots=True)
class Reading:
    """The network's view of one line."""

    encoded: Encoded
    gains: NDArray[np.float32]
    """[N, pieces] log odds that a piece of the class begins at a symbol rather than none."""
    kinds: NDArray[np.int64]
    """[T] index into POS of each encoded word's stem."""

    def place(self, start: int, size: int) -> int | None:
        """The symbol of the letter at code point ``start`` if the ``size`` letters from there are symbols in a row."""
        at = int(np.searchsorted(self.encoded.position, start))
        row = self.encoded.symbols[at : at + size]
        return at if len(row) == size and SEPARATOR not in row and self.encoded.position[at] == start else None

    def score(self, at: int, cut: Cut) -> float:
        """Log odds of a cut of the word at this symbol over no cut at all; only differences within a word mean anything."""
        total = 0.0
        for label, size in cut.sizes():
            total += float(self.gains[at, _PIECE[coarse(label)]])
            at += size
        return total

    def kind(self, at: int) -> str:
        """The part of speech of the word at this symbol."""
        return POS[int(self.kinds[int(np.searchsorted(self.encoded.last, at))])]


class Reader:
    """Lines → readings. Lines of a batch share one run of the network; none sees another."""

    def __init__(self, model: Model) -> None:
        settings = model.card.settings
        if settings.get("symbol_ids") != SYMBOLS or settings.get("pieces") != len(PIECES):
            raise AvcError(f"{model.card.folder}: made for another alphabet or other classes; install the model again")
        self.model, self.rows = model, int(settings["rows"])
        self.signature = model.card.signature

    @classmethod
    def load(cls, name: str) -> Reader:
        return cls(load_model(name))

    def __call__(self, lines: Sequence[str], places: Sequence[Sequence[int]] | None = None) -> list[Reading | None]:
        """None for a line without anything to read.

        ``places`` are the code points at which the words begin that matter, in order; what the reading says of others is
        nothing. Without it all words matter.
        """
        encoded = [encode(line) for line in lines]
        rows = [e.hashes(self.rows) for e in encoded]
        gains: list[NDArray[np.float32]] = [np.zeros((len(e.symbols), len(PIECES)), np.float32) for e in encoded]
        kinds: list[NDArray[np.int64]] = [np.zeros(len(e.first), np.int64) for e in encoded]
        wanted = [range(len(e.first)) for e in encoded] if places is None else [_words(*each) for each in zip(encoded, places, strict=True)]
        parts = sorted(
            (part for i, e in enumerate(encoded) for part in _parts(i, len(e.first), wanted[i])), key=lambda part: part.end - part.start
        )
        batch: list[_Part] = []
        for part in parts:
            if batch and (part.end - part.start) * (len(batch) + 1) > WORDS:
                self._run(batch, encoded, rows, gains, kinds)
                batch = []
            batch.append(part)
        if batch:
            self._run(batch, encoded, rows, gains, kinds)
        return [Reading(*each) if len(each[2]) else None for each in zip(encoded, gains, kinds, strict=True)]

    def _run(
        self,
        batch: list[_Part],
        encoded: list[Encoded],
        hashed: list[NDArray[np.int32]],
        gains: list[NDArray[np.float32]],
        kinds: list[NDArray[np.int64]],
    ) -> None:
        """Read these parts together and note what was found of the words that each is about."""
        slices = [slice(int(e.first[p.start]), int(e.last[p.end - 1]) + 2) for p in batch for e in (encoded[p.line],)]
        width, total = max(p.end - p.start for p in batch), sum(s.stop - s.start + GAP for s in slices)
        symbols, hints, word = (np.zeros(total, np.int64) for _ in range(3))
        first, last, rows = (np.zeros((len(batch), width), np.int64) for _ in range(3))
        mask = np.zeros((len(batch), width), bool)
        at, starts = 0, []
        for i, (p, own) in enumerate(zip(batch, slices, strict=True)):
            e, n, t = encoded[p.line], own.stop - own.start, p.end - p.start
            f, z = e.first[p.start : p.end], e.last[p.start : p.end]
            symbols[at : at + n] = e.symbols[own]
            hints[at : at + n] = np.where(e.classes[own] > 0, e.classes[own].astype(np.int64) + 1, 0)
            word[at : at + n] = i * width + np.repeat(np.arange(t), z - f + 2)
            first[i, :t], last[i, :t], rows[i, :t], mask[i, :t] = (
                f - own.start + at,
                z - own.start + at,
                hashed[p.line][p.start : p.end],
                True,
            )
            starts.append(at - own.start)
            at += n + GAP
        feeds = {"symbols": symbols, "hints": hints, "first": first, "last": last, "word": word, "rows": rows}
        logits, guesses = self.model.run({name: as_int64(value) for name, value in feeds.items()} | {"mask": mask})
        odds = logits - logits[:, :1]
        for i, (p, shift) in enumerate(zip(batch, starts, strict=True)):
            e = encoded[p.line]
            a, b = int(e.first[p.about]), int(e.last[p.until - 1]) + 2
            gains[p.line][a:b] = odds[a + shift : b + shift]
            kinds[p.line][p.about : p.until] = guesses[i, p.about - p.start : p.until - p.start].argmax(-1)


def _words(encoded: Encoded, places: Sequence[int]) -> list[int]:
    """The encoded words that hold these code points."""
    if not len(encoded.first):
        return []
    starts = encoded.position[encoded.first]
    found: list[int] = np.maximum(np.searchsorted(starts, places, side="right") - 1, 0).tolist()
    return found


class _Part(NamedTuple):
    """Encoded words ``start`` to ``end`` of a line, read for the sake of those from ``about`` to ``until``."""

    line: int
    start: int
    end: int
    about: int
    until: int


def _parts(line: int, words: int, about: Sequence[int]) -> Iterator[_Part]:
    """What is read of a line: each word that is asked about with those around it, near ones together.

    A short line is read whole. The time is linear in a line's length.
    """
    if not about:
        return
    if words <= SHORT:
        yield _Part(line, 0, words, about[0], about[-1] + 1)
        return
    first = last = about[0]
    for word in about[1:]:
        if word - last > 2 * AROUND or word - first + 2 * AROUND >= LONGEST:
            yield _Part(line, max(0, first - AROUND), min(words, last + AROUND + 1), first, last + 1)
            first = word
        last = word
    yield _Part(line, max(0, first - AROUND), min(words, last + AROUND + 1), first, last + 1)
