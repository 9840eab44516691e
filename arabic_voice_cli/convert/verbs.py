"""Verbs: from an inflected standard form to person, tense and mood, and from there to the dialect's form.

A verb is named by its two third persons without mood vowel, ``كَتَب يَكتُب``. Verbs of ``verbs.tsv`` are found by
their full paradigm; any other by its shape (stage ``lemma`` of the rule tables). The dialect's verb, again a pair
(``كِتَب يِكتِب``), is the table's cell or the pair after the stages ``perfect`` and ``imperfect``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ..text import KASRA, VOWELS
from .dialect import Dialect, Form, Step
from .lexicon import VerbList
from .paradigm import (
    FUTURE,
    IMPERATIVE,
    IMPERFECT,
    INDICATIVE,
    JUSSIVE,
    PERFECT,
    PERFECT_ENDINGS,
    SUBJUNCTIVE,
)
from .wordform import fold, hosts


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb form: its two citation forms in standard Arabic, tense, person, mood, and the person of its object if any.

    ``passive``: what is meant is the passive of ``lemma``; a lemma may also be passive itself, كُتِب يُكتَب.
    """

    lemma: str
    tense: str
    person: str
    mood: str = ""
    object: str = ""
    known: bool = True
    passive: bool = False


_PREFIX = {
    "أ": {"s": "1s"},
    "ن": {"s": "1p"},
    "ي": {"s": "3ms", "mp": "3mp", "d": "3mp", "fp": "3fp"},
    "ت": {"s": "2ms", "fs": "2fs", "mp": "2mp", "d": "3mp", "fp": "2fp"},
}
_UNKNOWN_ENDINGS = [
    ("ُونَ", "mp", INDICATIVE), ("ُوا", "mp", JUSSIVE), ("ُون", "mp", INDICATIVE), ("ِينَ", "fs", INDICATIVE), ("ِين", "fs", INDICATIVE),
    ("انِ", "d", INDICATIVE), ("ُو", "mp", JUSSIVE), ("ُ", "s", INDICATIVE), ("َ", "s", SUBJUNCTIVE), ("نَ", "fp", INDICATIVE),
    ("ِي", "fs", JUSSIVE),     ("ِ", "s", JUSSIVE), ("", "s", JUSSIVE),
]  # fmt: skip


_HAMZA_SEAT = re.compile(r"[ؤئ](?=[َُِ]$)")
"""A last hamza takes its seat from the vowel that a suffix keeps: أَقرَأُ, but أَقرَؤُها."""


class Verbs:
    """Finds verbs and inflects them in one dialect."""

    def __init__(self, dialect: Dialect, listed: VerbList) -> None:
        self.dialect = dialect
        self.list = listed
        self.pair = lru_cache(4096)(self._pair)

    # ---- finding

    def known(self, word: str) -> Verb | None:
        """The verb of the table that the whole word (no proclitics) is a form of, object suffix included."""
        word = fold(word)
        if found := self._known(word, "") or (self._known(word[:-1], "") if word.endswith(KASRA) else None):  # اِفتَحِ الباب
            return found
        for host, person, suffix in hosts(word):
            if person == "1s" and suffix != "نِي":
                continue  # كِتابِي is no verb
            if verb := self._known(_HAMZA_SEAT.sub("أ", host), person):
                return verb
        if word.startswith("ا") and not word.startswith("ال"):
            if (slip := self._known(word.rstrip(VOWELS), "")) and slip.tense == IMPERATIVE:  # استَيقِظَ
                return slip
            # a hamza left out: اطفَأتُ
            return self._known("أَ" + word[1:], "") or self._known("أُ" + word[1:], "")
        return None

    def _known(self, word: str, suffix: str) -> Verb | None:
        if found := self.list.perfects.get(word):
            active = self.list.passives.get(found[0], "") if suffix else ""
            if active and (imperfect := self.known_imperfect(word, suffix)):  # أُخبِرَكَ is "that I tell you"
                return imperfect
            return Verb(active or found[0], PERFECT, found[1], "", suffix)
        imperfect, found = self.known_imperfect(word, suffix), self.list.imperatives.get(word)
        if found and (imperfect is None or (imperfect.person, imperfect.mood) == ("1s", JUSSIVE)):  # أَخفِض
            return Verb(found[0], IMPERATIVE, found[1], JUSSIVE, suffix)
        return imperfect

    def known_imperfect(self, word: str, suffix: str = "") -> Verb | None:
        """The listed verb that a folded word is an imperfect of; أُرسِلَ, "was sent", is also "that I send"."""
        persons = _PREFIX.get(word[:1], {})
        if word.startswith("آ"):
            persons, word = _PREFIX["أ"], "أ" + "َأ" + word[1:]
        for lemma, person, mood in self.list.imperfects.get(word[1:], ()):
            if person in persons:
                if suffix:  # no passive has an object: the mark is a slip
                    lemma = self.list.passives.get(lemma, lemma)
                return Verb(lemma, IMPERFECT, persons[person], mood, suffix)
        return None

    def guess(self, word: str) -> Verb | None:
        """The verb that a word has the shape of; nouns of that shape must be asked for first."""
        word = fold(word)
        for host, person, _ in [(word, "", ""), *hosts(word)]:
            finders = (self._guess_imperfect, self._guess_perfect)
            if host.startswith("أ") and host.endswith("َ"):  # أَعلَنَ is rather "he announced" than "that I"
                finders = finders[::-1]
            for find in finders:
                if verb := find(host, person):
                    return verb
        return None

    def _guess_imperfect(self, word: str, suffix: str) -> Verb | None:
        persons = _PREFIX.get(word[:1])
        if persons is None or word[1:2] not in ("َ", "ُ"):
            return None
        for ending, person, mood in _UNKNOWN_ENDINGS:
            if ending == KASRA and word[0] == "أ":
                continue  # أَقرَبِ is an elative
            if person in persons and word.endswith(ending) and not (suffix and not ending):
                stem = word[1:].removesuffix(ending)
                if person == "fs" and sum(c not in VOWELS for c in stem) < 3 or person == "fp" and stem.endswith(("ِي", "ُو")):
                    continue  # تَمرِينَ is a noun
                found = self.dialect.first("lemma", "ي" + stem, "impf")
                if found and not (suffix and found[1][0].id.startswith("LIp")):
                    weak = not ending and stem.endswith(("ِي", "ُو", "َى"))
                    return Verb(found[0], IMPERFECT, persons[person], INDICATIVE if weak else mood, suffix, known=False)
        return None

    def _guess_perfect(self, word: str, suffix: str) -> Verb | None:
        for ending, person in (*PERFECT_ENDINGS, ("َت", "3fs"), ("َتِ", "3fs"), ("ُوا", "3mp"), ("ُو", "3mp"), ("َ", "3ms")):
            if ending == "ت":
                continue  # سَمَحت is Gulf already
            if word.endswith(ending) and (found := self.dialect.first("lemma", word.removesuffix(ending), "perf")):
                return Verb(found[0], PERFECT, person, "", suffix, known=False)
        return None

    def masdar(self, word: str) -> str | None:
        """The verb of a verbal noun given without case ending: ``إِلغاء`` → ``أَلغَى يُلغِي``."""
        if found := self.list.masdars.get(word):
            return found
        guess = self.dialect.first("masdar", word)
        return guess[0] if guess else None

    # ---- inflecting

    def _pair(self, lemma: str) -> tuple[str, str, tuple[Step, ...]]:
        """The dialect's perfect and imperfect of a standard verb, and the rows that made them."""
        if lemma in self.list.cells:
            pair, steps = self.list.cells[lemma]
            pf, im = pair.split()
            return pf, im, steps
        pf, im = lemma.split()
        pf, first = self._stage("perfect", pf)
        im, second = self._stage("imperfect", im)
        pair, third = self.list.strata.apply(f"{pf} {im}")
        pf, im = pair.split()
        return pf, im, first + second + third

    def _stage(self, stage: str, form: str) -> Form:
        form, before = self.dialect.run("hamza", form)
        found = self.dialect.first(stage, form)
        return (found[0], before + found[1]) if found else (form, before)

    def passive(self, lemma: str) -> tuple[str, str, tuple[Step, ...]] | None:
        """The dialect's verb for "to be …ed", given the active or the passive standard verb; None if it has none."""
        if lemma in self.list.intransitive:
            return None
        pf, im, steps = self.pair(self.list.passives.get(lemma, lemma))
        found = self.dialect.first("passive", f"{pf} {im}")
        if found is None:
            return None
        pf, im = found[0].split()
        return pf, im, steps + found[1]

    def inflect(self, verb: Verb, tense: str = "", person: str = "") -> Form:
        """The dialect's form and the rows behind it; ``tense`` (also ``fut``) and ``person`` replace the verb's own.

        What no passive verb says, an impersonal "they" does: يُقال, يقُولُون.
        """
        tense, person = tense or verb.tense, person or verb.person
        pair = self.passive(verb.lemma) if verb.passive or verb.lemma in self.list.passives else self.pair(verb.lemma)
        if pair is None:
            pair, person = self.pair(self.list.passives.get(verb.lemma, verb.lemma)), "3mp"
        pf, im, steps = pair
        if tense == PERFECT:
            form = pf + self._ending("perf", person)
        elif tense == IMPERATIVE:
            form = self._imperative(im) + self._ending("imp", person)
        else:
            form = self._imperfect(im, person)
        if verb.object:
            form += "+" + verb.object
        if tense == FUTURE:
            form, more = self.dialect.first("future", form, "word") or (form, ())
            steps += more
        return form, steps

    def _ending(self, where: str, person: str) -> str:
        found = self.dialect.first("ending", person, where)
        return "-" + found[0] if found and found[0] else ""

    def _imperfect(self, im: str, person: str) -> str:
        found = self.dialect.first("ending", person, "impf")
        letter, _, ending = (found[0] if found else "ي-").partition("-")
        if letter == "ا":
            bare = im[1:].lstrip("َُِ")
            stem = "آ" + bare[1:] if bare.startswith("ا") else "اَ" + bare
        else:
            stem = letter + im[1:]
        return f"{stem}-{ending}" if ending else stem

    def _imperative(self, im: str) -> str:
        """يِكتِب → اِكتِب, يقُول → قُول, ياخِذ → خِذ by rule or as the imperfect stands."""
        if found := self.dialect.first("imperative", im):
            return found[0]
        return im[1:]
