"""The lexicon as one dialect reads it: words, verbs with their paradigms, phrases, each in the dictionaries they are found by."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..text import shadda_first
from .dialect import Dialect
from .paradigm import imperative_forms, imperfect_forms, perfect_forms
from .wordform import canonical, fold

SLOT = re.compile(r"\{(\w+)(?:\.([\w=]+))?(?::([^{}]*))?\}")
"""A slot of a phrase: ``{kind}``, ``{kind.person}``, ``{kind:word|word}``."""

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
                self.bare.setdefault((dialect.bare(word), kind), entry)

    def find(self, word: str, bare: str, kind: str = "") -> Entry | None:
        """The entry of a folded word, or of what is left of it without its case ending; an adjective's also by its other genders."""
        return self.exact.get((word, kind)) or self.bare.get((bare, kind)) or (None if kind else self._inflected(bare))

    def _inflected(self, bare: str) -> Entry | None:
        for ending, new in _ADJECTIVE_ENDINGS:
            if bare.endswith(ending) and (entry := self.bare.get((bare.removesuffix(ending), ""))) and entry.adjective:
                return Entry(entry.id, f"{entry.form}-{new}")
        return None


class VerbList:
    """The listed verbs by every form of their standard paradigm, by verbal noun, and what the dialect says for them."""

    def __init__(self, dialect: Dialect) -> None:
        self.cells: dict[str, tuple[str, str]] = {}
        self.perfects: dict[str, tuple[str, str]] = {}
        self.imperfects: dict[str, list[tuple[str, str, str]]] = {}
        self.imperatives: dict[str, tuple[str, str]] = {}
        self.masdars: dict[str, str] = {}
        self.drops: dict[str, frozenset[str]] = {}
        for row in dialect.verbs:
            pf, im = (dialect.bare(fold(canonical(word))) for word in row["msa"].split())
            lemma = f"{pf} {im}"
            self.drops[lemma] = frozenset(fold(canonical(word)) for word in row["drops"].split())
            if cell := dialect.cell(row):
                self.cells[lemma] = (cell, row.id)
            for masdar in row["masdar"].split():
                self.masdars.setdefault(fold(canonical(masdar)), lemma)
            for form, person in perfect_forms(pf, im):
                self.perfects.setdefault(form, (lemma, person))
            for form, person, mood in imperfect_forms(im):
                self.imperfects.setdefault(form, []).append((lemma, person, mood))
            for form, person in imperative_forms(pf, im):
                self.imperatives.setdefault(form, (lemma, person))


@dataclass(frozen=True, slots=True)
class Phrase:
    """One pattern of several words."""

    id: str
    items: tuple[str, ...]
    output: str


class PhraseList:
    """The phrases by their first word: the longest first, then the one with the fewest open slots, then in table order."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.by_first: dict[str, list[Phrase]] = {}
        for row in dialect.phrases:
            output = dialect.cell(row)
            if output is None:
                continue
            items = tuple(self._item(item) for item in row["msa"].split())
            for key in items[0].split("|"):
                self.by_first.setdefault(key, []).append(Phrase(row.id, items, output))
        for found in self.by_first.values():
            found.sort(key=lambda phrase: (-len(phrase.items), sum(map(_is_open, phrase.items))))

    def _item(self, item: str) -> str:
        """The item as tokens are keyed."""
        if slot := SLOT.fullmatch(item):
            return f"{{{slot[1]}:{self._item(slot[3])}}}" if slot[3] else item
        return "|".join(shadda_first(w) if w.startswith("<") else self.dialect.key(fold(canonical(w))) for w in item.split("|"))


def _is_open(item: str) -> bool:
    slot = SLOT.fullmatch(item)
    return slot is not None and not slot[3]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The three lists of one dialect."""

    words: Words
    verbs: VerbList
    phrases: PhraseList

    @classmethod
    def of(cls, dialect: Dialect) -> Lexicon:
        """Index the dialect's tables."""
        return cls(Words(dialect), VerbList(dialect), PhraseList(dialect))
