"""The spans of a converted line, kept small: a line may be a whole file."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import overload

from ..result import Span
from ..text import DIACRITICS


class Spans(Sequence[Span]):
    """Spans with the label ``word``, made when they are asked for; (form, rule) pairs are shared between equal words."""

    def __init__(self) -> None:
        self._starts, self._ends = array("Q"), array("Q")
        self._said: list[tuple[str, str]] = []

    def add(self, start: int, end: int, said: tuple[str, str]) -> None:
        """The characters ``start`` to ``end`` became (form, by rule)."""
        self._starts.append(start)
        self._ends.append(end)
        self._said.append(said)

    def __len__(self) -> int:
        return len(self._said)

    @overload
    def __getitem__(self, index: int) -> Span: ...
    @overload
    def __getitem__(self, index: slice) -> list[Span]: ...
    def __getitem__(self, index: int | slice) -> Span | list[Span]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        form, rule = self._said[index]
        return Span(self._starts[index], self._ends[index], "word", form, rule)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def move(self, marked: str, source: str) -> None:
        """Offsets into a diacritized line become offsets into the line as read: the letters are the same, marks are not counted."""
        at = letters = there = passed = 0  # characters and letters passed in marked; the same in source
        for i in range(len(self)):
            for offsets, last in ((self._starts, 0), (self._ends, 1)):  # the first letter of the span; its last, less the marks on it
                while at < offsets[i]:
                    letters += marked[at] not in DIACRITICS
                    at += 1
                while there < len(source) and (passed < letters - last or source[there] in DIACRITICS):
                    passed += source[there] not in DIACRITICS
                    there += 1
                offsets[i] = there + last
