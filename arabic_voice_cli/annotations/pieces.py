"""Cuts a line into the tokens that an annotator selects: words, numbers, marks of punctuation, and the pieces between."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from unicodedata import category

Place = tuple[int, int]
_TOKEN = re.compile(
    r"(?:[wd]e*)+(?:(?:(?<=d)[nji]|(?<=d)e+[nji]|[ji])(?:[wd]e*)+)*"  # a word; - ' _ @ / & : inside one, . , between digits
    r"|[sS]?(?:se*)+|(?:([pnji])e*)(?:\1e*)*|e+"
)
_JOINS, _NUMERIC = frozenset("-_'’@/&"), frozenset(".,:٫٬")


class _Classes(dict[int, str]):
    """Code point → one letter for its kind: space, word, digit, extending mark, symbol, punctuation, joiner."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        kind = category(char)
        if char.isspace():
            found = " "
        elif char in _JOINS:
            found = "j"
        elif char in _NUMERIC:
            found = "n"
        elif kind[0] == "M" or kind == "Cf":
            found = "e"
        elif kind == "Nd":
            found = "d"
        else:
            found = {"P": "p", "S": "s"}.get(kind[0], "w")
        self[point] = found
        return found


_CLASSES = _Classes()


def tokens(text: str, cuts: Iterable[int] = ()) -> list[list[Place]]:
    """Every token as the places of its parts; it has more than one where a cut lies inside it. White space is none's."""
    inside = sorted(set(cuts))
    found: list[list[Place]] = []
    at = 0
    for match in _TOKEN.finditer(text.translate(_CLASSES)):
        start, end = match.span()
        while at < len(inside) and inside[at] <= start:
            at += 1
        edges = [start]
        while at < len(inside) and inside[at] < end:
            edges.append(inside[at])
            at += 1
        edges.append(end)
        found.append(list(zip(edges, edges[1:], strict=False)))
    return found


def selectable(text: str, spans: Iterable[Place] = ()) -> list[tuple[int, int, bool]]:
    """(start, end, is a space after it) of tokens that give the text again when a space is written where there is one.

    Each span begins and ends with a token. White space that is not that one space is a token of its own, as spaCy has it.
    """
    spans = list(spans)
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}
    edges = sorted(starts | ends)
    parts = [part for token in tokens(text, edges) for part in token]
    out: list[tuple[int, int, bool]] = []
    at = 0
    for start, end in [*parts, (len(text), len(text))]:
        if at < start and out and text[at] == " " and at not in starts and at + 1 not in ends:
            out[-1] = (*out[-1][:2], True)
            at += 1
        if at < start:
            inner = edges[bisect_right(edges, at) : bisect_left(edges, start)]
            out += [(a, b, False) for a, b in zip([at, *inner], [*inner, start], strict=True)]
        if start < end:
            out.append((start, end, False))
        at = end
    return out
