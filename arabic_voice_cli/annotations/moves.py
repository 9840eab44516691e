"""Where each piece of a line went when its text changed, so that offsets can follow it, forwards and back."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..result import Span
from ..text import DIACRITICS

Move = tuple[int, int, int, int]
"""a, b, c, d: ``before[a:b]`` became ``after[c:d]``; one of the two may be empty. What no move covers was copied."""
WINDOW = 48
"""How far ahead two texts are searched for the place where they agree again; bounds the work for each character."""
AGREE = 3
"""Letters in a row that have to be the same there."""


@dataclass(frozen=True)
class Stage:
    """One change of a text. ``moves`` are in order and do not overlap."""

    before: str
    after: str
    moves: Sequence[Move]

    @cached_property
    def _starts(self) -> tuple[list[int], list[int]]:
        return [move[0] for move in self.moves], [move[2] for move in self.moves]

    def forward(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a span of ``before`` is in ``after``: exactly, or None where its edge was rewritten or all of it is gone.

        Marks written onto the span's last letter belong to it; nothing else that was put in at its edges does.
        """
        first, last = self._first(start), self._last(end)
        if first is None or last is None or first >= last:
            return None
        return first, self._with_marks(end, last)

    def _first(self, start: int) -> int | None:
        found = bisect_right(self._starts[0], start) - 1
        if found < 0:
            return start
        a, b, c, d = self.moves[found]
        if start >= b:
            return d + start - b
        return c if start == a or c == d else None

    def _last(self, end: int) -> int | None:
        found = bisect_left(self._starts[0], end) - 1
        if found < 0:
            return end
        _, b, c, d = self.moves[found]
        if end < b and c < d:
            return None
        return d + max(0, end - b)

    def _with_marks(self, end: int, last: int) -> int:
        """``last``, the place of ``end``, moved over the marks that were put in there."""
        found = bisect_left(self._starts[0], end)
        if found < len(self.moves) and self.moves[found][:2] == (end, end):
            while last < self.moves[found][3] and self.after[last] in DIACRITICS:
                last += 1
        return last

    def back(self, start: int, end: int) -> tuple[int, int] | None:
        """The least span of ``before`` that a span of ``after`` came from; None if it came from nothing."""
        found, following = bisect_right(self._starts[1], start) - 1, bisect_left(self._starts[1], end) - 1
        first, last = start, end
        if found >= 0:
            a, b, _, d = self.moves[found]
            first = a if start < d else b + start - d
        if following >= 0:
            _, b, _, d = self.moves[following]
            last = b + max(0, end - d)
        return (first, last) if first < last else None

    def rewritten(self, start: int, end: int) -> tuple[str, str]:
        """The rewritten pieces that a span touches, before and after, as one stretch."""
        touched = [m for m in self.moves if m[0] < end and m[1] > start]
        a, b, c, d = touched[0][0], touched[-1][1], touched[0][2], touched[-1][3]
        return self.before[a:b], self.after[c:d]


def stages(before: str, after: str, spans: Iterable[Span]) -> list[Stage]:
    """How a tool's result came about, in one or two changes. Where its spans say what they became, they are believed."""
    if before == after:
        return []
    between, moves = _replaced(before, spans)
    first = [Stage(before, between, moves)] if moves else []
    if between == after:
        return first
    added = _added(before, after)
    if added is not None:
        return [Stage(before, after, added)]
    added = _added(between, after)
    return [*first, Stage(between, after, _compared(between, after) if added is None else added)]


def _added(before: str, after: str) -> list[Move] | None:
    """The moves if all that happened is that something was put in, else None."""
    if len(after) < len(before):
        return None
    moves: list[Move] = []
    at = 0
    for i, char in enumerate(before):
        found = after.find(char, at)
        if found < 0:
            return None
        if found > at:
            moves.append((i, i, at, found))
        at = found + 1
    if at < len(after):
        moves.append((len(before), len(before), at, len(after)))
    return moves


def _replaced(before: str, spans: Iterable[Span]) -> tuple[str, list[Move]]:
    """The text with each span's form in its place; a span that overlaps the one before it is left as it is.

    Where a form is its piece with something put in (marks, most of all), the piece's letters keep their places.
    """
    text: list[str] = []
    moves: list[Move] = []
    at = length = 0
    for span in sorted(spans, key=lambda s: s.start):
        if span.start < at or span.end > len(before) or before[span.start : span.end] == span.form:
            continue
        length += span.start - at
        text += [before[at : span.start], span.form]
        added = _added(before[span.start : span.end], span.form) if span.start < span.end else None
        inner = [(0, span.end - span.start, 0, len(span.form))] if added is None else added
        moves += [(span.start + a, span.start + b, length + c, length + d) for a, b, c, d in inner]
        length += len(span.form)
        at = span.end
    return "".join([*text, before[at:]]), moves


def _compared(before: str, after: str) -> list[Move]:
    """The moves between any two texts, letter by letter; a letter's marks go with it."""
    left, right = _letters(before), _letters(after)
    a, b = ([text[i] for i in starts[:-1]] for text, starts in ((before, left), (after, right)))
    moves: list[Move] = [(0, left[0], 0, right[0])] if left[0] or right[0] else []
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            marked = left[i] + 1, left[i + 1], right[j] + 1, right[j + 1]
            if before[marked[0] : marked[1]] != after[marked[2] : marked[3]]:
                moves.append(marked)
            i, j = i + 1, j + 1
            continue
        more, other = _again(a, b, i, j)
        moves.append((left[i], left[i + more], right[j], right[j + other]))
        i, j = i + more, j + other
    if i < len(a) or j < len(b):
        moves.append((left[i], left[-1], right[j], right[-1]))
    return moves


def _letters(text: str) -> list[int]:
    """Where each letter with its marks begins, and the text's end."""
    return [*(i for i, char in enumerate(text) if char not in DIACRITICS), len(text)]


def _again(a: list[str], b: list[str], i: int, j: int) -> tuple[int, int]:
    """The least numbers of letters to leave out of both for them to agree again."""
    most, other = min(WINDOW, len(a) - i), min(WINDOW, len(b) - j)
    for total in range(1, most + other + 1):
        for more in range(max(0, total - other), min(total, most) + 1):
            at, to = i + more, j + total - more
            length = min(AGREE, len(a) - at, len(b) - to)
            if a[at : at + length] == b[to : to + length] and (length or len(a) - at == len(b) - to):
                return more, total - more
    return most, other
