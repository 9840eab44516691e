"""A line as the pieces a reader sees: words to read, and what stands between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from ..result import Span
from ..text import ARABIC_LETTER, COMBINING_SIGNS, DIACRITICS, EXTENDED, LETTERS, TATWEEL, ZERO_WIDTH

_LETTER = LETTERS + "".join(EXTENDED) + "ڵە"
_WORD = f"(?<!{TATWEEL})[{TATWEEL}]*[{_LETTER}][{_LETTER}{''.join(sorted(DIACRITICS))}{COMBINING_SIGNS}{TATWEEL}{ZERO_WIDTH}]*"
_ALNUM = f"(?![{ARABIC_LETTER}{TATWEEL}])[^\\W_]"
_PIECE = re.compile(
    rf"(?P<word>{_WORD})|(?P<space>\s+)|(?P<tag><[A-Za-z/!?][^<>]*>|\{{[^{{}}]*\}}|\[[A-Za-z0-9_:/.-]+\])"
    rf"|(?P<foreign>{_ALNUM}(?:[^\s<>{{}}{ARABIC_LETTER}]*{_ALNUM})?)|(?P<other>.)",
    re.DOTALL,
)
_QUOTES = frozenset("\"'`´‘’‚‛“”„‟«»‹›")
_BREAKS = frozenset("\v\f\x1c\x1d\x1e\x85\u2028\u2029")


class Piece(NamedTuple):
    """``kind`` is word, space, tag (<b>, {name}, [SLOT]), foreign (Latin, digits), mark (punctuation) or other.

    Digits that are said become pieces ``number``, a word each, and ``rest``, a space where the voice rests. In SSML a tag
    is ``through`` if speech runs on over it and ``halt`` if not; what a tag's element says otherwise is ``kept``.
    """

    kind: str
    text: str
    start: int = 0
    end: int = 0

    @property
    def said(self) -> bool:
        """Whether it is a word to read."""
        return self.kind in ("word", "number")

    @property
    def joins(self) -> bool:
        """Whether speech runs on over it: spaces, quotation marks and characters that only format do not stop it."""
        if self.kind == "through":
            return True
        if self.kind == "space":
            return _BREAKS.isdisjoint(self.text)
        return self.text in _QUOTES or (self.kind == "other" and unicodedata.category(self.text) in ("Cf", "Mn", "Lm"))


class Said(NamedTuple):
    """A piece and what is said of it; ``form`` is empty unless it is a word, ``label`` is that of its span."""

    piece: Piece
    form: str = ""
    label: str = ""
    rule: str = ""


def cut(line: str) -> list[Piece]:
    """The pieces of a line; together they are the line."""
    return [Piece(_kind(m.lastgroup or "", m[0]), m[0], m.start(), m.end()) for m in _PIECE.finditer(line)]


def spans(said: Sequence[Said]) -> Iterator[Span]:
    """A span for each word, and one for each number."""
    for _, parts in groupby((s for s in said if s.piece.said), key=lambda s: s.piece.start):
        first, *others = parts
        form = " ".join([first.form, *(other.form for other in others)])
        yield Span(first.piece.start, first.piece.end, first.label, form, first.rule)


def _kind(kind: str, text: str) -> str:
    return "mark" if kind == "other" and unicodedata.category(text).startswith("P") else kind


def without_marks(pieces: Iterable[Piece]) -> list[Piece]:
    """Drop punctuation; of the space around it one remains, and one parts what only punctuation parted."""
    kept: list[Piece] = []
    gap = False
    for piece in pieces:
        if piece.kind == "mark":
            gap = True
        elif piece.kind == "space" and gap and (not kept or kept[-1].kind == "space"):
            continue
        else:
            if gap and kept and "space" not in (piece.kind, kept[-1].kind):
                kept.append(Piece("space", " "))
            gap = gap and piece.kind == "space"
            kept.append(piece)
    return kept[:-1] if gap and kept and kept[-1].kind == "space" else kept


def set_off(pieces: Iterable[Piece]) -> list[Piece]:
    """Part words from punctuation by a space, for an alphabet in which ``?`` and ``:`` are sounds."""
    apart: list[Piece] = []
    for piece in pieces:
        if apart and (apart[-1].said, piece.kind) == (True, "mark") or apart and (apart[-1].kind, piece.said) == ("mark", True):
            apart.append(Piece("space", " "))
        apart.append(piece)
    return apart
