"""How sure the network is of each word, and what else the word may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from ..encode import CLASSES
from ..result import Span
from ..text import DIACRITICS
from .ambiguity import probabilities
from .join import join
from .network import Scores

READINGS = 2
"""Next-best readings a span names."""
LEAST = 0.01
"""Readings less likely than this are not named."""
CERTAIN = 0.9999
"""No word is surer than this; confidences are written with four decimals."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A word's probability as the product of its letters' is too low or too high in a way that is known.

    ``slope`` and ``offset`` of the log-odds, fitted on development text (Platt 1999); from the model's card.
    """

    slope: float = 1.0
    offset: float = 0.0

    def __call__(self, p: NDArray[np.float64]) -> NDArray[np.float64]:
        p = p.clip(1 - CERTAIN, CERTAIN)
        calibrated: NDArray[np.float64] = 1 / (1 + np.exp(-(self.slope * np.log(p / (1 - p)) + self.offset)))
        return calibrated


def word_confidences(scores: Scores, calibration: Calibration) -> NDArray[np.float64]:
    """[T] how likely it is that all marks of a word are right."""
    first = scores.chunk.encoded.first
    if not len(first):
        return np.zeros(0)
    logs = np.log(np.maximum(probabilities(scores), 1e-9, dtype=np.float64))
    return calibration(np.exp(np.add.reduceat(logs, first)))


class WordSpans(Sequence[Span]):
    """A line's words with their confidence and next-best readings, worked out when they are first looked at."""

    def __init__(self, make: Callable[[], tuple[Span, ...]]) -> None:
        self._make: Callable[[], tuple[Span, ...]] | None = make
        self._spans: tuple[Span, ...] = ()

    def _ready(self) -> tuple[Span, ...]:
        if self._make is not None:
            self._spans, self._make = self._make(), None
        return self._spans

    @overload
    def __getitem__(self, at: int) -> Span: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Span, ...]: ...
    def __getitem__(self, at: int | slice) -> Span | tuple[Span, ...]:
        return self._ready()[at]

    def __len__(self) -> int:
        return len(self._ready())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._ready() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._ready())

    def __reduce__(self) -> tuple[type, tuple[tuple[Span, ...]]]:
        """Another process gets the spans themselves, not the network's scores."""
        return tuple, (self._ready(),)


def word_spans(
    scores: Scores, confidences: Callable[[], NDArray[np.float64]], i: int, line: str, classes: NDArray[np.int64]
) -> tuple[Span, ...]:
    """The Arabic words of line ``i`` of a chunk; ``confidences`` gives those of all its words, ``classes`` [S] is what was written."""
    encoded, chunk = scores.chunk.encoded, scores.chunk
    sure = confidences()
    spans = []
    for w in range(int(chunk.bounds[i]), int(chunk.bounds[i + 1])):
        a, b = int(encoded.first[w]), int(encoded.last[w]) + 1
        if not scores.letter[a]:
            continue
        at = encoded.position[a:b] - int(chunk.starts[i])
        start, end = int(at[0]), int(at[-1]) + 1
        while end < len(line) and line[end] in DIACRITICS:
            end += 1
        word, at = line[start:end], at - start

        def write(marks: NDArray[np.int64], word: str = word, at: NDArray[np.int32] = at) -> str:
            spread = np.zeros(len(word), np.int64)
            spread[at] = marks
            return join(word, spread)

        form, confidence = write(classes[a:b]), float(sure[w])
        others = [(write(marks), p) for marks, p in _next_best(scores, a, b, confidence)]
        alternatives = tuple((other, round(p, 4)) for other, p in others if other != form)
        spans.append(Span(start, end, "word", form, confidence=round(confidence, 4), alternatives=alternatives))
    return tuple(spans)


def _next_best(scores: Scores, a: int, b: int, confidence: float) -> list[tuple[NDArray[np.int64], float]]:
    """The likeliest readings that differ in one letter, each with its share of what the best one leaves."""
    best = scores.classes[a:b]
    logits = scores.logits[a:b].astype(np.float64)
    odds = np.exp(logits - logits[np.arange(b - a), best][:, None])
    odds[np.arange(b - a), best] = 0
    odds[~scores.letter[a:b] | ((scores.hints[a:b] > 0) & (best == 0))] = 0
    total = odds.sum()
    found = []
    for flat in np.argsort(-odds, axis=None)[:READINGS]:
        letter, other = divmod(int(flat), len(CLASSES))
        p = (1 - confidence) * odds[letter, other] / total if total else 0.0
        if p >= LEAST:
            marks = best.copy()
            marks[letter] = other
            found.append((marks, float(p)))
    return found
