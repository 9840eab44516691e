"""One word through the cascade: lexicon → verb → noun, then vowels and syllables, then the join of its pieces.

Inside, a word is written with its seams: ``=`` after a proclitic, ``-`` before a person ending, ``+`` before a pronoun
suffix (``و=ال``, ``كِتَب-ت``, ``بَيت+ِك``). The stage ``join`` mends what happens at seams; then they are taken out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property, lru_cache

from .dialect import NOTHING, Dialect
from .lexicon import Lexicon
from .paradigm import FUTURE, IMPERFECT, JUSSIVE, SUBJUNCTIVE
from .text import DIACRITICS, KASRA, KASRATAN, TANWIN, VOWELS
from .verbs import Verb, Verbs
from .wordform import Cut, canonical, cuts, fold, hosts, with_article

_SEAM = re.compile("[=+-]")
_OPEN = tuple("اى" + VOWELS)
Form = tuple[str, tuple[str, ...]]
"""A form and the ids of the rows that made it, in order."""


class Token:
    """A standard word with what the phrase patterns ask of it; everything is found out once, when asked for."""

    def __init__(self, word: str, cascade: Cascade) -> None:
        self.source, self.cascade = word, cascade
        self.word = canonical(word)
        self.marked = any(c in DIACRITICS for c in word)

    @cached_property
    def cuts(self) -> list[Cut]:
        return list(cuts(self.word))

    @cached_property
    def keys(self) -> list[tuple[str, str]]:
        """(key, conjunction cut off before it): the folded word with and without its case ending."""
        found: list[tuple[str, str]] = []
        for cut in self.cuts:
            if not cut.preposition and not cut.article:
                word = fold(cut.rest)
                found += [(word, cut.conjunction), (self.cascade.dialect.key(word), cut.conjunction)]
        found += [(f"<{v.lemma.split()[0]}>", cut.conjunction) for cut, v in self.verbs if v.known]
        return list(dict.fromkeys(found))

    @cached_property
    def verbs(self) -> list[tuple[Cut, Verb]]:
        """The listed verbs that the word may be after a conjunction or the future's سَ."""
        found: list[tuple[Cut, Verb]] = []
        for cut in self.cuts:
            if not cut.article and cut.preposition[:1] in ("", "س") and (verb := self.cascade.verbs.known(cut.rest)):
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
        if not self.marked or self.cascade.listed(self.word):
            return None
        return self.cascade.verbs.known(self.word) or self.cascade.guess(self.word)

    @cached_property
    def masdar(self) -> Verb | None:
        """The verb that the word is the verbal noun of, with a possessor as its object; without conjunction or preposition."""
        for cut in self.cuts:
            if not cut.conjunction and not cut.preposition and not any(mark in cut.rest[-2:] for mark in TANWIN):
                for host, person, _ in [(cut.rest, "", ""), *(() if cut.article else hosts(cut.rest))]:
                    stem = re.sub("َت$", "َة", self.cascade.dialect.bare(fold(host)))
                    if lemma := self.cascade.verbs.masdar(stem):
                        return Verb(lemma, "perf", "1s", "", person)
        return None

    @cached_property
    def after_bi(self) -> str:
        """The word without the preposition بِ it begins with; empty if it begins otherwise or is listed with it."""
        if self.cascade.listed(self.word):
            return ""
        cut = next((c for c in self.cuts if c.preposition.startswith("ب") and not c.conjunction), None)
        return "" if cut is None else cut.article + cut.rest if not any(c.article for c in self.cuts) else "ال" + self.cuts[-1].rest

    @property
    def definite(self) -> bool:
        """Whether the word begins with the article."""
        return any(cut.article and not cut.conjunction and not cut.preposition for cut in self.cuts)


class Cascade:
    """Converts words one by one; phrases (`phrases`) come before it and use its parts."""

    def __init__(self, dialect: Dialect, lexicon: Lexicon) -> None:
        self.dialect = dialect
        self.words = lexicon.words
        self.verbs = Verbs(dialect, lexicon.verbs)
        self.token = lru_cache(1 << 14)(lambda word: Token(word, self))
        self.word = lru_cache(1 << 14)(self._word)

    def listed(self, word: str) -> bool:
        """Whether the word list has the word as it stands."""
        return self.words.find(fold(word), self.dialect.bare(fold(word))) is not None

    def guess(self, word: str) -> Verb | None:
        """The verb an unlisted word looks like."""
        return self.verbs.guess(word)

    def _word(self, word: str, first: bool = False) -> Form:
        """The dialect's form of one word; ``first``: it begins its clause."""
        token: Token = self.token(word)
        if found := self._listed(token, first):
            return found
        if not token.marked:
            return word, ()
        return self._known(token) or self._guessed(token) or self._noun(token)

    def _listed(self, token: Token, first: bool) -> Form | None:
        for cut in token.cuts:
            word = fold(cut.rest)
            bare = self.dialect.bare(word)
            entry = (self.words.find(word, bare, "first") if first else None) or self.words.find(word, bare)
            if entry and not (cut.preposition.startswith("س")):
                return self._compose(cut, entry.form, (entry.id,))
        return None

    def _known(self, token: Token) -> Form | None:
        """A listed verb, or a listed noun with a suffix."""
        for cut in token.cuts:
            if cut.article:
                continue
            if (verb := self.verbs.known(cut.rest)) and (found := self._verb(cut, verb)):
                return found
            for host, person, suffix in hosts(cut.rest):
                word = fold(host)
                bare = self.dialect.bare(word)
                noun = re.sub("َت$", "َة", bare)
                entry = self.words.find(word, bare, "bound")
                if not entry and suffix != "نِي":  # that one is for verbs and particles
                    entry = self.words.find(word, bare) or self.words.find(word, noun)
                if entry:
                    form, rules = self.suffixed(entry.form, person)
                    return self._compose(cut, form, (entry.id, *rules))
        return None

    def _guessed(self, token: Token) -> Form | None:
        for cut in token.cuts:
            if not cut.article and (verb := self.guess(cut.rest)) and (found := self._verb(cut, verb)):
                return found
        return None

    def _verb(self, cut: Cut, verb: Verb) -> Form | None:
        """A verb with its proclitics: the future's سَ and the لِ of purpose; any other preposition shows that it is none."""
        prefix = cut.preposition[:1]
        if prefix == "س":
            if verb.tense != IMPERFECT:
                return None
            form, rules = self.inflect(verb, FUTURE)
        elif prefix == "ل":
            if verb.tense != IMPERFECT or verb.mood not in (SUBJUNCTIVE, JUSSIVE):
                return None
            form, rules = self.inflect(verb)
            purpose, more = self.dialect.first("proclitic", "لِ", "verb") or ("", ())
            form, rules = f"{purpose} {form}", rules + more
        elif prefix:
            return None
        else:
            form, rules = self.inflect(verb)
        return self._compose(Cut(cut.conjunction, "", "", cut.rest), form, rules)

    def _noun(self, token: Token) -> Form:
        """A word of no list: its case ending goes, its vowels follow the rules."""
        cut = self._noun_cut(token)
        stem, person = cut.rest, ""
        if not cut.article:
            stem, person = self._noun_suffix(cut.rest)
        of = self.dialect.bare(fold(stem))
        form, rules = stem, tuple[str, ...]()
        for stage in ("case", "hamza", "vowel", "syllable"):
            form, more = self.dialect.run(stage, form, of)
            rules += more
        if person:
            form, more = self.suffixed(form, person)
            rules += more
        return self._compose(cut, form, rules)

    def _noun_cut(self, token: Token) -> Cut:
        """Of a word of no list only what is sure is cut: the article with what stands before it, and و or ف before a full word."""
        for cut in token.cuts:
            if cut.article:
                return cut
        whole = self.dialect.first("whole", self.dialect.bare(token.word)) is not None
        best = token.cuts[0]
        for cut in token.cuts if not whole else ():
            genitive = token.word.endswith((KASRA, KASRATAN, "ِي")) or token.word[-1] not in VOWELS + TANWIN
            if cut.preposition:
                radical = self.dialect.first("whole", self.dialect.bare(cut.preposition + cut.rest)) is not None
                sure = cut.preposition[0] in "بل" and genitive and len(cut.rest) > 4 and not radical
            else:
                sure = sum(c not in DIACRITICS for c in cut.rest) > 2
            if sure:
                best = cut
        return best

    def _noun_suffix(self, word: str) -> tuple[str, str]:
        for host, person, suffix in hosts(word):
            letters = sum(c not in DIACRITICS for c in host)
            agrees = (host[-1] in VOWELS or person == "1s" or host[-1] == "ا" and suffix not in ("كِ", "نا")) and not word.endswith(
                ("ِهُ", "ُهِ", "َهِ")
            )
            if agrees and suffix != "نِي" and letters > 2 and not (person == "1s" and word[-1] in VOWELS):
                return re.sub("َت(?=[َُِ]?$)", "َة", host), person
        return word, ""

    # ---- joining

    def inflect(self, verb: Verb, tense: str = "", person: str = "") -> Form:
        """The dialect's verb form, seams and all."""
        form, rules = self.verbs.inflect(verb, tense, person)
        if verb.object:
            stem = form.rpartition("+")[0]
            suffix, more = self._suffix(stem, verb.object, ("verb",))
            return f"{stem}+{suffix}", rules + more
        return form, rules

    def suffixed(self, form: str, person: str) -> Form:
        """A noun or particle with a possessor; of several words the last takes it."""
        suffix, rules = self._suffix(form, person, ())
        return f"{form}+{suffix}", rules

    def _suffix(self, stem: str, person: str, where: tuple[str, ...]) -> Form:
        is_open = stem.endswith(_OPEN) or stem.endswith(("ُو", "ِي", "َي", "َو", "ُوا", "َوا"))
        for place in (*where, "V" if is_open else "C"):
            if found := self.dialect.first("suffix", person, place):
                return found
        return "", ()

    def _compose(self, cut: Cut, form: str, rules: tuple[str, ...]) -> Form:
        if form == NOTHING:
            return (self.proclitic(cut.conjunction), rules) if cut.conjunction else ("", rules)
        if cut.article:
            form = with_article(form)
        before = self.proclitic(cut.conjunction) + self.proclitic(cut.preposition)
        joined, more = self.join(before + form)
        return joined, rules + more

    def proclitic(self, clitic: str) -> str:
        """The dialect's form of a proclitic with the seam after it; nothing for none."""
        if not clitic:
            return ""
        found = self.dialect.first("proclitic", clitic)
        form = found[0] if found else clitic
        return form if form.endswith(" ") else form + "="

    def join(self, form: str) -> Form:
        """Mend the seams, then take them out."""
        form, rules = self.dialect.run("join", form)
        return _SEAM.sub("", form), rules
