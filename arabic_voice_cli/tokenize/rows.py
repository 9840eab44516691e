"""Tokenized lines as rows, one word each: line id, word, its pieces and their classes, joined by ``+``; a blank line after each line.

This is the form in which segmentations are published and scored. A ``+`` that is text is written ＋, a tab as a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..result import Result, Span
from .join import WORD_CHARACTERS
from .segment import STEM

Words = Literal["punctuation", "whitespace"]
"""What parts words: spaces alone, or also every sign that is no letter or digit."""

_TOKENS = {
    "whitespace": re.compile(r"\S+"),
    "punctuation": re.compile(rf"\S*://\S+|www\.\S+|\S+@\S+|[@#][\w{WORD_CHARACTERS}]+|[\w{WORD_CHARACTERS}]+|\S"),
}
_PLAIN = str.maketrans({"+": "＋", "\t": " "})


@dataclass(frozen=True, slots=True)
class Row:
    """A word: half-open code-point offsets into the line, and its pieces as (surface, class, form)."""

    start: int
    end: int
    pieces: tuple[tuple[str, str, str], ...]


def rows(result: Result, words: Words = "punctuation") -> Iterator[Row]:
    """The words of a tokenized line. What is not part of a piece belongs to the stem before or after it."""
    spans = list(result.spans)
    at = 0
    for token in _TOKENS[words].finditer(result.source):
        start, end = token.span()
        while at < len(spans) and spans[at].end <= start:
            at += 1
        inside = []
        while at < len(spans) and spans[at].end <= end:
            inside.append(spans[at])
            at += 1
        yield Row(start, end, tuple(_pieces(result.source, start, end, inside)))


def _pieces(line: str, start: int, end: int, spans: list[Span]) -> Iterator[tuple[str, str, str]]:
    """Pieces that tile a token: what no span covers is glued to a stem beside it, or is one."""
    found: list[tuple[int, int, str, str]] = []
    at = start
    for span in spans:
        if span.start > at:
            found.append((at, span.start, STEM, line[at : span.start]))
        found.append((span.start, span.end, span.label, span.form))
        at = span.end
    if at < end:
        found.append((at, end, STEM, line[at:end]))
    merged: list[tuple[int, int, str, str]] = []
    for a, b, label, form in found:
        if merged and label == STEM == merged[-1][2]:
            merged[-1] = (merged[-1][0], b, STEM, merged[-1][3] + form)
        else:
            merged.append((a, b, label, form))
    for a, b, label, form in merged:
        yield line[a:b], label, form


@dataclass(frozen=True, slots=True)
class Tokenized(Result):
    """A tokenized line, which knows how it is written as a table."""

    words: Words = "punctuation"

    def table(self, line_id: str) -> str:
        """What `as_tsv` makes of it."""
        return as_tsv(self, line_id, self.words)


def as_tsv(result: Result, line_id: str, words: Words = "punctuation") -> str:
    """The rows of a line, each with its line feed, and a blank one."""
    out = []
    for row in rows(result, words):
        word = result.source[row.start : row.end].translate(_PLAIN)
        pieces = "+".join(surface.translate(_PLAIN) for surface, _, _ in row.pieces)
        out.append(f"{line_id}\t{word}\t{pieces}\t{'+'.join(label for _, label, _ in row.pieces)}\n")
    return "".join([*out, "\n"])
