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


class Strata:
    """The words of one dialect that are changed at one level; every other table has the etymological consonant."""

    def __init__(self, dialect: Dialect, level: Level) -> None:
        self._change: dict[str, tuple[str, str]] = {}
        for row in dialect.lists["strata"]:
            broad = dialect.cell(row)
            if broad is not None and LEVELS.index(level) >= LEVELS.index(row["level"]):
                self._change[shadda_first(row["msa"])] = (broad, row.id)

    def apply(self, form: str) -> Form:
        """The form, of one or several words, seams and slots allowed, with each listed word at this level."""
        steps: list[Step] = []

        def change(match: re.Match[str]) -> str:
            if match[0] not in self._change:
                return match[0]
            new, row = self._change[match[0]]
            steps.append(Step(row, new))
            return new

        return _WORD.sub(change, form), tuple(steps)
