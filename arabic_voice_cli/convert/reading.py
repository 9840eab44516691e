"""What a standard word may be read as: what the cascade and the phrase patterns ask of it, each found out once."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from ..text import DIACRITICS, TANWIN
from .dialect import Dialect
from .lexicon import Words
from .paradigm import FUTURE, IMPERFECT
from .verbs import Verb, Verbs
from .wordform import Cut, canonical, cuts, fold, hosts


class Token:
    """A standard word and its readings."""

    def __init__(self, word: str, dialect: Dialect, words: Words, listed: Verbs) -> None:
        self.source, self._dialect, self._words, self._verbs = word, dialect, words, listed
        self.word = canonical(word)
        self.marked = any(c in DIACRITICS for c in word)

    @cached_property
    def cuts(self) -> list[Cut]:
        return list(cuts(self.word))

    @cached_property
    def listed(self) -> bool:
        """Whether the word list has the word as it stands."""
        word = fold(self.word)
        return self._words.find(word, self._dialect.bare(word)) is not None

    @cached_property
    def keys(self) -> list[tuple[str, str]]:
        """(key, conjunction cut off before it): the folded word with and without its case ending."""
        found: list[tuple[str, str]] = []
        for cut in self.cuts:
            if not cut.preposition and not cut.article:
                word = fold(cut.rest)
                found += [(word, cut.conjunction), (self._dialect.key(word), cut.conjunction)]
        found += [(f"<{v.lemma.split()[0]}>", cut.conjunction) for cut, v in self.verbs if v.known]
        return list(dict.fromkeys(found))

    @cached_property
    def verbs(self) -> list[tuple[Cut, Verb]]:
        """The listed verbs that the word may be after a conjunction or the future's سَ."""
        found: list[tuple[Cut, Verb]] = []
        for cut in self.cuts:
            if not cut.article and cut.preposition[:1] in ("", "س") and (verb := self._verbs.known(cut.rest)):
                if not cut.preposition:
                    found.append((cut, verb))
                elif verb.tense == IMPERFECT:
                    found.append((cut, replace(verb, tense=FUTURE)))
        return found

    @property
    def rest_verb(self) -> Verb:
        """The listed verb left when a conjunction is cut off."""
        return self.verbs[0][1]

    @cached_property
    def verb(self) -> Verb | None:
        """The verb that the word is, without proclitics."""
        if not self.marked or self.listed:
            return None
        return self._verbs.known(self.word) or self._verbs.guess(self.word)

    @cached_property
    def masdar(self) -> Verb | None:
        """The verb that the word is the verbal noun of, with a possessor as its object; without conjunction or preposition."""
        for cut in self.cuts:
            if not cut.conjunction and not cut.preposition and not any(mark in cut.rest[-2:] for mark in TANWIN):
                for host, person, _ in [(cut.rest, "", ""), *(() if cut.article else hosts(cut.rest))]:
                    stem = re.sub("َت$", "َة", self._dialect.bare(fold(host)))
                    if lemma := self._verbs.masdar(stem):
                        return Verb(lemma, "perf", "1s", "", person)
        return None

    @cached_property
    def after_bi(self) -> Token | None:
        """The word without the preposition بِ it begins with; None if it begins otherwise or is listed with it."""
        found = None
        for cut in self.cuts if not self.listed else ():
            if cut.preposition.startswith("ب") and not cut.conjunction:
                found = cut.article + cut.rest
        return None if found is None else Token(found, self._dialect, self._words, self._verbs)

    @property
    def definite(self) -> bool:
        """Whether the word begins with the article."""
        return any(cut.article and not cut.conjunction and not cut.preposition for cut in self.cuts)
