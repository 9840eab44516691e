"""A chunk of lines as one encoded text: which words make which line, and how they are run together.

Positions that lie between two lines stay empty in the network's stream, so that no convolution reaches across, and
attention is told each word's line: a line's marks do not depend on what it is run with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..encode import PAD, Encoded, encode
from ..onnx_model import as_int64

WINDOW, MARGIN = 120, 24
"""Words of a line the network sees at once, and how many at each inner edge only serve as context."""
TOGETHER = 96
"""Words of short lines that are run together: fewer and the runtime's cost a call shows, more and attention's does."""
GAP = 2
"""Empty symbols between two lines, and at the ends of the stream: the widest convolution's reach."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words ``a`` to ``b`` of a chunk are run; the answers for ``left`` to ``right`` are kept. All are lines' own words."""

    a: int
    b: int
    left: int
    right: int


class Chunk:
    """Lines encoded in one go. S symbols, T words."""

    def __init__(self, lines: list[str], rows: int) -> None:
        self.encoded: Encoded = encode("\n".join(lines))
        self.rows = self.encoded.hashes(rows)
        lengths = np.fromiter(map(len, lines), np.int64, len(lines)) + 1
        self.starts = np.concatenate([[0], np.cumsum(lengths)])
        """[lines + 1] code-point offset of each line in the joined text."""
        word_at = self.encoded.position[self.encoded.first]
        self.line = np.searchsorted(self.starts, word_at, "right") - 1
        """[T] the line of each word."""
        self.bounds = np.searchsorted(self.line, np.arange(len(lines) + 1))
        """[lines + 1] the words of line i are bounds[i] to bounds[i + 1]."""

    def runs(self) -> Iterator[Run]:
        """Short lines together, long ones in windows that overlap."""
        start = end = 0  # words waiting to be run together
        for a, b in zip(self.bounds.tolist(), self.bounds[1:].tolist(), strict=False):
            if b - start > TOGETHER and end > start:
                yield Run(start, end, start, end)
                start = end
            end = b
            if b - a > WINDOW:
                yield from _windows(a, b)
                start = b
        if end > start:
            yield Run(start, end, start, end)

    def feeds(self, run: Run, hints: NDArray[np.int8]) -> tuple[dict[str, NDArray[np.int64]], NDArray[np.int64]]:
        """The network's inputs for a run, and where in its stream each symbol of the words a to b lies."""
        encoded, a, b = self.encoded, run.a, run.b
        start, end = int(encoded.first[a]), int(encoded.last[b - 1]) + 2
        line = self.line[a:b] - self.line[a]
        if b - a == 1:  # a lone word is joined by an empty one: runtimes sum a single row in another order
            line = np.append(line, -1)
        size = encoded.last[a:b] - encoded.first[a:b] + 2
        shift = GAP * line[: b - a]
        at = np.arange(end - start) + np.repeat(shift, size) + GAP
        symbols = np.full(int(at[-1]) + 1 + GAP, PAD, np.int64)
        marks, word = np.zeros_like(symbols), np.zeros_like(symbols)
        symbols[at], marks[at] = encoded.symbols[start:end], hints[start:end]
        word[at] = np.repeat(np.arange(b - a), size)
        first, last, rows = np.zeros((3, len(line)), np.int64)
        first[: b - a] = encoded.first[a:b] - start + shift + GAP
        last[: b - a] = encoded.last[a:b] - start + shift + GAP
        rows[: b - a] = self.rows[a:b]
        newest = np.maximum.accumulate(np.where(np.diff(line, prepend=line[0]) != 0, np.arange(len(line)), 0))
        return {
            "symbols": symbols,
            "hints": marks,
            "first": first,
            "last": last,
            "word": word,
            "rows": rows,
            "line": as_int64(line),
            "place": np.arange(len(line)) - newest,
        }, at


def _windows(start: int, end: int) -> Iterator[Run]:
    for left in range(start, end, WINDOW - 2 * MARGIN):
        right = min(left + WINDOW - 2 * MARGIN, end)
        yield Run(max(start, left - MARGIN), min(end, right + MARGIN), left, right)
