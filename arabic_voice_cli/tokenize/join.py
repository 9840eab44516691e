"""Pieces back to words: what the marker parted is joined, and a marker that the text had by itself stays.

Where a line already has a marker beside a letter and a separator, so that it would be taken for ours, tokenizing writes
one marker more and joining takes one away: every line comes back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import AvcError
from ..result import Result
from ..text import DIACRITICS, EXTENDED, LETTERS, TATWEEL

WORD_CHARACTERS = "".join([LETTERS, *EXTENDED, *sorted(DIACRITICS), TATWEEL])


class Seam:
    """How a boundary between two pieces is written: ``marker`` on the side of the clitic, ``separator`` beside it."""

    def __init__(self, marker: str = "+", separator: str = " ") -> None:
        if set("\n\r\0") & set(marker + separator):
            raise AvcError("--marker, --separator: hold a line ending or NUL, which end a record; use other characters")
        self.marker, self.separator = marker, separator
        m, s, letter = re.escape(marker), re.escape(separator), f"[{WORD_CHARACTERS}]"
        self._seam = re.compile(f"(?<={letter})(?:((?:{m})+){s}|{s}((?:{m})+)(?={letter}))") if marker else None

    def joinable(self) -> Seam:
        """Itself; raises AvcError where a boundary could not be told from the text around it."""
        if not self.marker:
            raise AvcError("--join: needs the marker that shows where pieces were parted; tokenize with one, such as +")
        for text, name in ((self.marker, "--marker"), (self.separator, "--separator")):
            if any(c in WORD_CHARACTERS or c.isalnum() for c in text):
                raise AvcError(f"{name}: {text!r} holds letters or digits, which cannot be told from the text's; use a sign, such as +")
        if set(self.marker) & set(self.separator):
            raise AvcError("--marker, --separator: share a character, so neither can be found again; use two signs")
        return self

    def between(self, left: str, right: str, forward: bool) -> str:
        """Two pieces with the boundary; ``forward`` where the left one is a proclitic."""
        return left + (self.marker + self.separator if forward else self.separator + self.marker) + right

    def literal(self, line: str) -> Iterator[int]:
        """Where the line itself has what looks like a boundary: the offsets at which one marker more is to stand."""
        if self._seam and self.marker in line:
            for found in self._seam.finditer(line):
                yield found.start(1) if found[1] is not None else found.start(2)

    def join(self, line: str) -> str:
        """The line without its boundaries."""
        return self._seam.sub(self._undo, line) if self._seam else line

    def _undo(self, found: re.Match[str]) -> str:
        markers = found[1] if found[1] is not None else found[2]
        return "" if markers == self.marker else found[0].replace(self.marker, "", 1)


def untokenize(text: str, marker: str = "+", separator: str = " ") -> str:
    """Join the pieces of a tokenized line again; they must be surface pieces."""
    return Seam(marker, separator).joinable().join(text)


class Joiner:
    """`untokenize` as a tool."""

    def __init__(self, marker: str = "+", separator: str = " ") -> None:
        self.seam = Seam(marker, separator).joinable()
        self.signature = f"tokenize|join|marker:{marker}"

    def __call__(self, lines: list[str]) -> list[Result]:
        return [Result(line, self.seam.join(line)) for line in lines]
