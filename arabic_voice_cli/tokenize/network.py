"""The network beside the statistics: it reads the whole line and scores where pieces begin and of which class.

What it knows that the statistics do not is the context: كتابه "his book" or كتابة "writing" typed carelessly, بارد "cold" or
"I will answer". It never cuts by itself: it is asked about the cuts that the clitic table and the word's marks allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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

    def __call__(self, lines: Sequence[str]) -> list[Reading | None]:
        """None for a line without anything to read."""
        encoded = [encode(line) for line in lines]
        readings: list[Reading | None] = [None] * len(lines)
        order = sorted((i for i, e in enumerate(encoded) if len(e.first)), key=lambda i: len(encoded[i].first))
        batch: list[int] = []
        for i in order:
            if batch and len(encoded[i].first) * (len(batch) + 1) > WORDS:
                self._run(batch, encoded, readings)
                batch = []
            batch.append(i)
        if batch:
            self._run(batch, encoded, readings)
        return readings

    def _run(self, batch: list[int], encoded: list[Encoded], readings: list[Reading | None]) -> None:
        parts = [encoded[i] for i in batch]
        width, total = max(len(e.first) for e in parts), sum(len(e.symbols) + GAP for e in parts)
        symbols, hints, word = (np.zeros(total, np.int64) for _ in range(3))
        first, last, rows = (np.zeros((len(parts), width), np.int64) for _ in range(3))
        mask = np.zeros((len(parts), width), bool)
        at, starts = 0, []
        for i, e in enumerate(parts):
            n, t = len(e.symbols), len(e.first)
            symbols[at : at + n] = e.symbols
            hints[at : at + n] = np.where(e.classes > 0, e.classes.astype(np.int64) + 1, 0)
            word[at : at + n] = i * width + e.words()
            first[i, :t], last[i, :t], rows[i, :t], mask[i, :t] = e.first + at, e.last + at, e.hashes(self.rows), True
            starts.append(at)
            at += n + GAP
        feeds = {"symbols": symbols, "hints": hints, "first": first, "last": last, "word": word, "rows": rows}
        logits, kinds = self.model.run({name: as_int64(value) for name, value in feeds.items()} | {"mask": mask})
        gains = logits - logits[:, :1]
        for i, e, start, row in zip(batch, parts, starts, kinds, strict=True):
            readings[i] = Reading(e, gains[start : start + len(e.symbols)], row[: len(e.first)].argmax(-1))
