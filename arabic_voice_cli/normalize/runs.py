"""The rows of `data/normalize.tsv` that look at more than a letter: numbers, and letters written over and over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..tables import Row
from ..text import ALEF, ALEF_HAMZA, ALEF_HAMZA_BELOW, ALEF_MADDA, ARABIC_LETTER, COMBINING_SIGNS, DIACRITICS
from .edits import Edit
from .spelling import inside, points

_LETTER_OR_MARK = re.compile(f"[{ARABIC_LETTER}{inside(DIACRITICS)}{COMBINING_SIGNS}]")
_TOKEN = re.compile(f"[^\\s{ARABIC_LETTER}{inside(DIACRITICS)}{COMBINING_SIGNS}]++")
_NUMBER = re.compile("[0-9]++(?![\ufe0f\u20e3])")  # before these a digit is an emoji keycap
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_PROCLITICS = frozenset("وفبكل")


class Numbers:
    """Gives whole numbers the digits of the row; a token with a Latin letter keeps its own."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.digits = str.maketrans(dict(zip(points(row), row["action"].partition(" ")[2], strict=True)))

    def __call__(self, text: str) -> Iterator[Edit]:
        for token in _TOKEN.finditer(text):
            if not _LATIN.search(token[0]):
                for number in _NUMBER.finditer(text, *token.span()):
                    yield *number.span(), number[0].translate(self.digits), self.row


class Repeats:
    """Cuts a letter written three times or more to ``most``; see the rows for what is left alone."""

    def __init__(self, rows: Iterable[Row], most: int) -> None:
        self.rows = {row["action"]: row for row in rows}
        self.most = most
        self.chars = {action: frozenset(points(row)) for action, row in self.rows.items()}
        letters = inside(char for char in self.chars.get("repeat", ()) if char.isalpha() and char != "ـ")
        heads = ALEF_MADDA + ALEF_HAMZA + ALEF_HAMZA_BELOW
        self.run = re.compile(f"[{heads}]{ALEF}{{2,}}|([{letters}])\\1{{2,}}") if letters else re.compile("(?!)")

    def __call__(self, text: str) -> Iterator[Edit]:
        for run in self.run.finditer(text):
            row, most = self._limit(text, *run.span())
            if run.end() - run.start() > most:
                yield run.start() + most, run.end(), "", row

    def _limit(self, text: str, start: int, end: int) -> tuple[Row, int]:
        """How many letters of the run stay, and by which row."""
        first = not _LETTER_OR_MARK.match(text, start - 1) if start else True
        last = not _LETTER_OR_MARK.match(text, end)
        letter = text[start]
        if first and last and "word" in self.rows:
            return self.rows["word"], max(self.most, 3)
        if first and not last and letter in self.chars.get("triple", ()) and end - start == 3:
            return self.rows["triple"], 3
        if letter in self.chars.get("double", ()) and (first or _after_article_alef(text, start)):
            return self.rows["double"], max(self.most, 2)
        return self.rows["repeat"], self.most


def _after_article_alef(text: str, start: int) -> bool:
    """Whether the letter before ``start`` is an alef that begins the word, at most a proclitic before it."""
    before = text[max(0, start - 3) : start]
    if before[-1:] != ALEF:
        return False
    before = before[:-1]
    if before[-1:] in _PROCLITICS and before:
        before = before[:-1]
    return not _LETTER_OR_MARK.match(before[-1:]) if before else True
