"""Consonant strata: the words in which old k, q, j became č, j, y on the coast (كَبِير چِبِير, طَرِيق طِرِيج, جَدِيد يِدِيد).

Which words did is a matter of each word and of how broadly one speaks, so they are a list, ``strata.tsv``: the word with its
etymological consonant, the level of breadth from which the changed form is said, and that form per dialect. Names and
learned words are in no row and so never change.
"""

from __future__ import annotations

import re
from typing import Literal, get_args

from ..text import shadda_first
from .dialect import Dialect, Form, Step

Level = Literal["light", "medium", "heavy"]
LEVELS = get_args(Level)
_WORD = re.compile(r"[^\s{}|=+-]+")
_ENDINGS = re.compile("(?:َة|ات|ِين|َين|َت)$")


class Strata:
    """The changed words of one dialect at one level: both ways, so that a lexicon written at another level can be read."""

    def __init__(self, dialect: Dialect, level: Level) -> None:
        self._change: dict[str, tuple[str, str]] = {}
        for row in dialect.lists["strata"]:
            broad, plain = dialect.cell(row), shadda_first(row["msa"])
            if broad is None:
                continue
            if LEVELS.index(level) >= LEVELS.index(row["level"]):
                self._change[plain] = (broad, row.id)
            else:
                self._change[broad] = (plain, row.id)

    def apply(self, form: str) -> Form:
        """The form, of one or several words, seams and slots allowed, with each listed word at this level."""
        steps: list[Step] = []

        def change(match: re.Match[str]) -> str:
            word = match[0]
            stem = word if word in self._change else _ENDINGS.sub("", word)
            if stem not in self._change:
                return word
            new, row = self._change[stem]
            new += word[len(stem) :]
            steps.append(Step(row, new))
            return new

        return _WORD.sub(change, form), tuple(steps)
