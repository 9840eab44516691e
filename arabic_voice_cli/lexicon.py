"""The word list as one dialect reads it."""

from __future__ import annotations

from dataclasses import dataclass

from .dialect import Dialect
from .wordform import canonical, fold

_ADJECTIVE_ENDINGS = [("ِيَة", "َة"), ("َة", "َة"), ("ات", "ات"), ("ِين", "ِين"), ("ُون", "ِين"), ("َتان", "ات"), ("َتَين", "ات")]
"""Endings of a standard adjective → the dialect's: feminine, and plurals of either gender."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the word list as one dialect reads it."""

    id: str
    form: str
    adjective: bool = False


class Words:
    """The word list of a dialect, looked up without case ending unless the row says ``exact``."""

    def __init__(self, dialect: Dialect) -> None:
        self.exact: dict[tuple[str, str], Entry] = {}
        self.bare: dict[tuple[str, str], Entry] = {}
        for row in dialect.words:
            form = dialect.cell(row)
            if form is None:
                continue
            when = row["when"]
            word, entry = fold(canonical(row["msa"].removesuffix("+"))), Entry(row.id, form, row["pos"] == "adj")
            kind = "bound" if row["msa"].endswith("+") else "first" if when == "first" else ""
            self.exact.setdefault((word, kind), entry)
            if when != "exact":
                self.bare.setdefault((dialect.run("case", word)[0], kind), entry)

    def find(self, word: str, bare: str, kind: str = "") -> Entry | None:
        """The entry of a folded word, or of what is left of it without its case ending; an adjective's also by its other genders."""
        return self.exact.get((word, kind)) or self.bare.get((bare, kind)) or (None if kind else self._inflected(bare))

    def _inflected(self, bare: str) -> Entry | None:
        for ending, new in _ADJECTIVE_ENDINGS:
            if bare.endswith(ending) and (entry := self.bare.get((bare.removesuffix(ending), ""))) and entry.adjective:
                return Entry(entry.id, f"{entry.form}-{new}")
        return None
