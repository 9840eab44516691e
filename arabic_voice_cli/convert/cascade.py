"""One word through the cascade: lexicon → verb → noun, then vowels and syllables, then the join of its pieces.

How the pieces come together is in `seams`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ..text import DIACRITICS, KASRA, KASRATAN, TANWIN, VOWELS, strip_diacritics
from .dialect import NOTHING, Dialect, Form, Step
from .lexicon import Entry, Lexicon
from .paradigm import FUTURE, IMPERFECT, JUSSIVE, PERFECT, SUBJUNCTIVE
from .reading import Token
from .seams import Seams
from .terms import Terms
from .verbs import Verb, Verbs
from .wordform import CONSONANTS, Cut, fold, hosts

_C = f"[{CONSONANTS}]"
_DEFECTIVE_PLURAL = re.compile(f"^(?:أَ)?{_C}?َ?{_C}ا{_C}$")
"""A plural whose accusative ends as "my" does."""
_ANSWER = re.compile("^ل(?:َ|(?=ا))")
_FIVE = re.compile("^(أب|أخ)[واي]$")
_THING_ENDINGS = [("", ""), ("ات", ""), ("ات", "ة"), ("ين", ""), ("تين", "ة"), ("ان", ""), ("تان", "ة")]


class Cascade(Seams):
    """Converts words one by one; phrases (`phrases`) come before it and use its parts.

    ``switches``: stages ``+NAME`` to apply to the finished form; ``terms``: the user's own words, which come before ours.
    """

    def __init__(self, dialect: Dialect, lexicon: Lexicon, switches: Sequence[str] = (), terms: Terms | None = None) -> None:
        super().__init__(dialect, Verbs(dialect, lexicon.verbs), switches)
        self.lexicon, self.terms = lexicon, terms
        self.words = lexicon.words
        self.token = lru_cache(1 << 15)(lambda word: Token(word, dialect, self.words, self.verbs))
        self.word = lru_cache(1 << 15)(self._word)

    def _word(self, word: str, first: bool = False) -> Form:
        """The dialect's form of one word; ``first``: it begins its clause."""
        token: Token = self.token(word)
        if self.terms and (found := self._term(token)):
            return found
        if found := self._listed(token, first):
            return found
        if not token.marked:
            return word, ()
        return self._known(token) or self._guessed(token) or self._noun(token)

    def _term(self, token: Token) -> Form | None:
        assert self.terms
        for cut in token.cuts:
            for host, person, _ in [(cut.rest, "", ""), *(() if cut.article else hosts(cut.rest))]:
                if form := self.terms.word(self.bare_host(host) if person else self.dialect.bare(fold(host))):
                    form, steps = self.suffixed(form, person) if person else (form, ())
                    return self.compose(cut, form, (Step("term", form), *steps))
        return None

    def bare_host(self, host: str) -> str:
        """What a suffix was taken off, as the word list has it: ``سَيّارَتُ`` → ``سَيّارَة``."""
        return re.sub("َت$", "َة", self.dialect.bare(fold(host)))

    def is_term(self, token: Token) -> bool:
        """Whether the user's terminology has the word."""
        return self.terms is not None and self._term(token) is not None

    def is_thing(self, token: Token) -> bool:
        """Whether the word, with article, suffix or plural ending, is what an assistant handles."""
        for cut in token.cuts:
            letters = strip_diacritics(self.dialect.bare(cut.rest))
            for ending, new in _THING_ENDINGS:
                if letters.endswith(ending) and letters.removesuffix(ending) + new in self.lexicon.things:
                    return True
        return False

    def is_person(self, token: Token) -> bool:
        """Whether the word is a name or a word for a person, with or without a possessor."""
        cut = token.cuts[0]
        ends = [self.dialect.bare(fold(cut.rest)), *(self.bare_host(host) for host, _, _ in hosts(cut.rest))]
        return any(_FIVE.sub(r"\1", strip_diacritics(end)) in self.lexicon.persons for end in ends)

    def clock(self, token: Token) -> Entry | None:
        """The hour that an ordinal with the article stands for, ``السّابِعَة`` → ``سَبِع``; None for anything else."""
        for cut in token.cuts:
            if cut.article and not cut.conjunction and not cut.preposition:
                word = fold(cut.rest)
                if entry := self.words.find(word, self.dialect.bare(word), "clock"):
                    return entry
        return None

    def is_month(self, token: Token) -> bool:
        """Whether the word list has the word as the name of a month."""
        word = fold(token.word)
        entry = self.words.find(word, self.dialect.bare(word))
        return entry is not None and entry.pos == "month"

    def _listed(self, token: Token, first: bool) -> Form | None:
        for cut in token.cuts:
            word = fold(cut.rest)
            bare = self.dialect.bare(word)
            entry = (self.words.find(word, bare, "first") if first else None) or self.words.find(word, bare)
            if entry and entry.pos == "pron" and cut.article:
                continue  # شَخص is somebody, الشَّخص a person
            if entry and not cut.preposition.startswith("س") and not (cut.preposition and entry.form == NOTHING):
                return self.compose(cut, entry.form, entry.steps)
        return None

    def _known(self, token: Token) -> Form | None:
        """A listed word with a suffix or a listed verb: first what is listed with its suffix, then verbs, then nouns."""
        for cut in token.cuts:
            if cut.article:
                continue
            if found := self._hosted(cut, bound=True):
                return found
            if (verb := self.verbs.known(cut.rest)) and (found := self._verb(cut, verb)):
                return found
            if found := self._hosted(cut, bound=False):
                return found
        return self._answer(token.word)

    def _answer(self, word: str) -> Form | None:
        """A perfect after the لَ that answers لَو: لَوَجَدتُ."""
        rest = _ANSWER.sub("", word)
        verb = self.verbs.known(rest) if rest != word else None
        before = self.dialect.first("proclitic", "لَ", "verb")
        if verb is None or verb.tense != PERFECT or before is None:
            return None
        form, rules = self.inflect(verb)
        joined, last = self.join(before[0] + form)
        return joined, rules + before[1] + last

    def _hosted(self, cut: Cut, bound: bool) -> Form | None:
        for host, person, suffix in hosts(cut.rest):
            word = fold(host)
            bare = self.dialect.bare(word)
            if bound:
                entry = self.words.find(word, bare, "bound")
            elif suffix == "نِي":  # that one is for verbs and particles
                entry = None
            else:
                entry = self.words.find(word, bare) or self.words.find(word, re.sub("َت$", "َة", bare))
            if entry and person == "1s" and entry.form == cut.rest:
                return self.compose(cut, entry.form, entry.steps)  # ثانِي is no "my second"
            if entry:
                form, steps = self.suffixed(entry.form, person)
                return self.compose(cut, form, (*entry.steps, *steps))
        return None

    def _guessed(self, token: Token) -> Form | None:
        for cut in sorted(token.cuts, key=lambda cut: not cut.preposition.startswith("س")):  # سَأَعتَنِي is no perfect of سأع
            if not cut.article and (verb := self.verbs.guess(cut.rest)) and (found := self._verb(cut, verb)):
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
        return self.compose(Cut(cut.conjunction, "", "", cut.rest), form, rules)

    def _noun(self, token: Token) -> Form:
        """A word of no list: its case ending goes, its vowels follow the rules."""
        cut = self._noun_cut(token)
        stem, person = cut.rest, ""
        if not cut.article:
            stem, person = self._noun_suffix(cut.rest)
        of = self.dialect.bare(fold(stem))
        form, rules = stem, tuple[Step, ...]()
        for stage in ("dual", "case", "hamza", "vowel", "syllable"):
            form, more = self.dialect.run(stage, form, of)
            rules += more
        form, more = self.lexicon.strata.apply(form)
        rules += more
        if person:
            form, more = self.suffixed(form, person)
            rules += more
        return self.compose(cut, form, rules)

    def _noun_cut(self, token: Token) -> Cut:
        """Of a word of no list only what is sure is cut: the article with what stands before it, and و or ف before a full word."""
        for cut in token.cuts:
            if cut.article:
                return cut
        whole = self.dialect.first("whole", self.dialect.bare(token.word)) is not None
        best = token.cuts[0]
        for cut in token.cuts if not whole else ():
            if cut.preposition:
                ends = [cut.rest, *(host for host, _, _ in hosts(cut.rest))]
                genitive = any(end.endswith((KASRA, KASRATAN, "ِي")) for end in ends) or token.word[-1] not in VOWELS + TANWIN
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
            if suffix == "ِيَ" and _DEFECTIVE_PLURAL.search(host) or suffix == "ِي" and host.endswith("ائ") and host[0] not in "أآ":
                continue  # أَغانِيَ, عَشوائِي
            if agrees and suffix != "نِي" and letters > 2 and not (person == "1s" and word[-1] in VOWELS):
                return re.sub("َت(?=[َُِ]?$)", "َة", host), person
        return word, ""
