"""What a standard word may be read as: what the cascade and the phrase patterns ask of it, each found out once."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from ..text import DAMMA, DAMMATAN, DIACRITICS, TANWIN, VOWELS
from .dialect import Dialect
from .lexicon import Words
from .paradigm import FUTURE, IMPERFECT
from .verbs import Verb, Verbs
from .wordform import CONSONANTS, Cut, canonical, cuts, fold, hosts

PARTICLES = frozenset({"prep", "conj", "adv", "interr", "rel", "neg"})
"""What the word list calls the words that no noun phrase goes on with."""
_C = f"[{CONSONANTS}]"
_BROKEN = re.compile(f"{_C}َ{_C}ا{_C}ِي?{_C}")


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
        if self.definite and not self.particle:
            found.append(("{def}", ""))
        if self.dual:
            found.append(("{dual}", ""))
        return list(dict.fromkeys(found))

    @cached_property
    def preposed(self) -> list[tuple[str, Cut]]:
        """(key, its proclitics) of a word after بِ or لِ: what a pattern that may stand there is found by."""
        return [(self._dialect.key(fold(cut.rest)), cut) for cut in self.cuts if cut.preposition[:1] in ("ب", "ل") and not cut.article]

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
    def imperfect(self) -> Verb | None:
        """The imperfect that the word is or, after أَن, may be: أُرسِلَ."""
        if self.verb is None or self.verb.tense == IMPERFECT:
            return self.verb
        return self._verbs.known_imperfect(fold(self.word))

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

    def after(self, preposition: str) -> Token | None:
        """The word without the preposition (its letter) it begins with; None if it begins otherwise or is listed with it."""
        found = None
        for cut in self.cuts if not self.listed else ():
            if cut.preposition.startswith(preposition) and not cut.conjunction:
                found = cut.article + cut.rest
        return None if found is None else Token(found, self._dialect, self._words, self._verbs)

    @cached_property
    def definite(self) -> bool:
        """Whether the word begins with the article."""
        return any(cut.article and not cut.conjunction and not cut.preposition for cut in self.cuts)

    @cached_property
    def possessed(self) -> str:
        """The person of the suffix that an otherwise plain noun has, nothing if it has none."""
        if self.verb is not None or self.listed or self.definite:
            return ""
        return next((person for host, person, suffix in hosts(self.word) if host[-1] in VOWELS and suffix != "نِي"), "")

    @property
    def yours(self) -> bool:
        """Whether the word is a noun of the user's, طَلَبُكَ."""
        return self.possessed[:1] == "2"

    @cached_property
    def subject(self) -> bool:
        """Whether the word is a definite noun in the nominative: المَطَرُ, طَلَبُكَ."""
        if self.definite:
            return self.word.endswith(DAMMA)
        return bool(self.possessed) and any(host.endswith(DAMMA) for host, _, _ in hosts(self.word))

    @cached_property
    def nominative(self) -> bool:
        """Whether the word is a noun that shows the nominative."""
        return self.word.endswith((DAMMA, DAMMATAN)) and self.verb is None and not self.particle

    @cached_property
    def dual(self) -> bool:
        """Whether the word is a noun that only a dual ends like: جَدِيدَتانِ."""
        return self.word.endswith(("انِ", "َينِ")) and len(self.word) > 6 and self.verb is None and not self.particle

    @cached_property
    def many(self) -> bool:
        """Whether the word shows that it is a plural: in ات, or broken of four consonants, مَواعِيد."""
        bare = self._dialect.bare(self.word)
        return bare.endswith("ات") or _BROKEN.fullmatch(bare) is not None

    @cached_property
    def feminine(self) -> bool:
        """Whether the word is a noun that shows that it is feminine, or a plural in ات."""
        bare = self._dialect.bare(self.word)
        return bare.endswith(("َة", "ات")) or any(host.endswith("َتُ") for host, _, _ in hosts(self.word))

    @cached_property
    def particle(self) -> bool:
        """Whether the word begins a new part of the sentence: a preposition, a conjunction, an adverb of the word list."""
        if self.word[0] == "و" and len(self.word) < 3 or any((cut.conjunction or cut.preposition) and cut.article for cut in self.cuts):
            return True
        for cut in self.cuts:
            word = fold(cut.rest)
            entry = self._words.find(word, self._dialect.bare(word)) if not cut.preposition else None
            if entry is not None and entry.pos in PARTICLES:
                return True
        return any(cut.conjunction for cut, _ in self.verbs)
