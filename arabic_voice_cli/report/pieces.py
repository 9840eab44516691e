"""Where a result's spans are in its text: spans point into the source, a page shows what came out."""

from __future__ import annotations

from dataclasses import dataclass

from ..result import Result, Span
from ..text import DIACRITICS, strip_diacritics

WINDOW = 64
"""Characters that a tool may have added before a span's form without saying so: spaces, markers between pieces."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text that came out, and the span behind it; the pieces of a result joined are its text."""

    text: str
    span: Span | None = None
    surface: str = ""
    """The source under the span."""


def pieces(result: Result) -> list[Piece]:
    """The text cut at its spans, in order.

    A span whose form is empty (a word that was dropped) is a piece without text. A span that cannot be found in the
    text, or that overlaps the one before it, is left out. Linear in the line.
    """
    source, text = result.source, result.text
    out: list[Piece] = []
    done = at = read = 0  # text written out, text followed, source followed
    for span in sorted(result.spans, key=lambda s: (s.start, s.end)):
        if not read <= span.start <= span.end <= len(source):
            continue
        at = _follow(source, read, span.start, text, at)
        read = span.start
        found = _place(span, source, text, at)
        if found is None:
            continue
        start, end = found
        if start > done:
            out.append(Piece(text[done:start]))
        out.append(Piece(text[start:end], span, source[span.start : span.end]))
        done = at = end
        read = span.end
    if done < len(text):
        out.append(Piece(text[done:]))
    return out


def _light(char: str) -> bool:
    """Whether a tool may add or drop the character beside a span: a space or a mark."""
    return char.isspace() or char in DIACRITICS


def _follow(source: str, start: int, end: int, text: str, at: int) -> int:
    """Where ``source[start:end]`` ends in the text, if it begins at ``at`` and nothing but spaces and marks changed."""
    while start < end and at < len(text):
        if source[start] == text[at]:
            start, at = start + 1, at + 1
        elif _light(text[at]):
            at += 1
        else:
            start += 1
    while at < len(text) and text[at] in DIACRITICS:  # the last letter's
        at += 1
    return at


def _place(span: Span, source: str, text: str, at: int) -> tuple[int, int] | None:
    """(start, end) of what the span became: its form, or its own letters where the tool only names them."""
    form = span.form.removesuffix("=")  # what the converter writes for a conjunction that joins the next word
    surface = source[span.start : span.end]
    if not form and surface:
        return at, at
    places = [(text.find(written, at, at + len(written) + WINDOW), written) for written in (form, surface)]
    found = [(place, place + len(written)) for place, written in places if place >= 0 and written]
    if found:
        return min(found, key=lambda place: place[0])
    end = _follow(source, span.start, span.end, text, at)
    return (at, end) if strip_diacritics(text[at:end]) == strip_diacritics(surface) else None
