"""Patterns of several words: ``لَم {impf}`` → ``ما {perf}``, ``السّاعَة السّابِعَة`` → ``السّاعَة سَبِع``.

A pattern is words, whose case endings do not matter (``a|b``: either; ``<قال>``: any form of that listed verb), and slots.
A slot takes one word:
``{impf}`` ``{perf}`` a verb in that tense, ``{either}`` one that may be in either, ``{jus2}`` a second person in the jussive;
``{masdar}`` a verbal noun, ``{bimasdar}`` one after بِ, ``{limasdar}`` one after لِ, ``{task}`` one of what an assistant does,
``{pass}`` one whose verb the dialect has a passive for; ``{def}`` a word with the article, ``{indef}`` one with tanwin,
``{thing}`` what an assistant handles or what is "yours", ``{subj}`` the definite subject of a verb, ``{bi}`` a word after بِ;
``{dual}`` a noun in the dual and ``{dualadj}`` the dual adjective after it, whose plural is ``{plural}``; ``{many}`` a noun
that shows its plural; ``{person}`` a name or a word for a person; ``{nom}`` a noun in the nominative; ``{will}`` a verb with سَ;
``{clock}`` the hour of a time, ``{hour}`` one that is hardly anything else (not الثّانِيَة, the second), ``{month}`` its name;
``{word}`` any word, ``{word:a|b}`` either of two. ``{stop}`` takes none: it says that the clause ends or goes on with a
particle; ``{&indef}`` takes none either: it says what comes next.

In the output a slot stands for what it found. ``{impf}`` ``{perf}`` ``{fut}`` inflect the verb or the verb of the verbal
noun, ``{perf.1s}`` in that person, ``{impf.=}`` in the person of the ``<verb>``; ``{pass.perf}`` its passive, agreeing with
what follows. ``{verb}`` is the ``<verb>`` itself and ``{same}`` the verb of the verbal noun in its tense and person. Any
other slot is the converted word, ``{bi}`` without its بِ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from ..text import DAMMA, TANWIN
from .cascade import Cascade
from .dialect import NOTHING, Form, Step
from .lexicon import SLOT, Item, Phrase, PhraseList
from .paradigm import FUTURE, IMPERATIVE, IMPERFECT, JUSSIVE, PERFECT
from .reading import Token
from .verbs import Verb
from .wordform import Cut, fold

_TENSES = (IMPERFECT, PERFECT, FUTURE, IMPERATIVE)
Slots = dict[str, Token]
_DUAL = re.compile("(َت)?(?:انِ|َينِ)$")


class Near(NamedTuple):
    """Where a phrase stands: the words before, at its head and after."""

    before: Token | None
    head: Token
    after: Token | None

    @property
    def she(self) -> bool:
        """Whether the subject of a verb that is "you" or "she" is at hand, and feminine."""
        before, after = self.before, self.after
        if after is not None and after.nominative and (after.subject or after.feminine or after.many):
            return True
        return before is not None and (before.feminine and before.word.endswith(("ُ", "َ", "ٌ")) or fold(before.word) == "هِيَ")


class Phrases:
    """Finds the phrase that begins at a word."""

    def __init__(self, cascade: Cascade, listed: PhraseList) -> None:
        self.cascade = cascade
        self.by_first = listed.by_first
        self.begun = lru_cache(1 << 15)(self._begun)

    def find(
        self, tokens: Sequence[Token], start: int, end: int, holds: Callable[[str], bool] = lambda _: False
    ) -> tuple[int, str, tuple[Step, ...]] | None:
        """(tokens used, converted text, steps) of the phrase at ``start``; its tokens lie before ``end``, with spaces between.

        ``holds`` answers whether a row's ``when`` is so.
        """
        head = tokens[start]
        for phrase, clitics in self.begun(head.source):
            slots = self._match(phrase, tokens, start, end)
            if slots is not None and all(map(holds, phrase.when)):
                used = phrase.length
                near = Near(tokens[start - 1] if start else None, head, tokens[start + used] if start + used < end else None)
                return used, *self._fill(phrase, slots, clitics, near)
        return None

    def _begun(self, word: str) -> list[tuple[Phrase, str | Cut]]:
        """The phrases that a word may begin, each with the proclitics before it, in the order they are tried."""
        token = self.cascade.token(word)
        found: list[tuple[Phrase, str | Cut]] = [(p, conjunction) for key, conjunction in token.keys for p in self.by_first.get(key, ())]
        return found + [(p, cut) for key, cut in token.preposed for p in self.by_first.get(key, ()) if p.preposed]

    def _match(self, phrase: Phrase, tokens: Sequence[Token], start: int, end: int) -> Slots | None:
        """What each slot of the phrase takes, None if the phrase does not fit."""
        slots: Slots = {}
        at = start
        for item in phrase.items:
            if item.look:
                if not self._goes_on(item.kind, tokens[at] if at < end else None):
                    return None
                continue
            if at == end or (at > start and not self._fits(item, tokens[at])):
                return None
            if item.kind:
                slots[item.kind] = tokens[at]
            elif self.cascade.terms and self.cascade.is_term(tokens[at]):
                return None
            at += 1
        return slots

    def _goes_on(self, kind: str, token: Token | None) -> bool:
        """Whether what comes next, which the phrase does not take, is as ``{stop}`` or ``{&kind}`` says."""
        if kind == "stop":
            return token is None or token.particle
        return token is not None and _FITS[kind](token, self.cascade)

    def _fits(self, item: Item, token: Token) -> bool:
        if item.words:
            return any(not conjunction and key in item.words for key, conjunction in token.keys)
        return _FITS[item.kind](token, self.cascade)

    def _fill(self, phrase: Phrase, slots: Slots, clitics: str | Cut, near: Near) -> Form:
        steps: list[Step] = []

        def fill(match: re.Match[str]) -> str:
            form, more = self._slot(match[1], match[2] or "", slots, near)
            steps.extend(more)
            return form

        filled = "" if phrase.output == NOTHING else SLOT.sub(fill, phrase.output)
        before = (clitics.conjunction, clitics.preposition) if isinstance(clitics, Cut) else (clitics,)
        filled = "".join(map(self.cascade.proclitic, before)) + filled
        form, more = self.cascade.join(filled)
        return form, (Step(phrase.id, phrase.output), *steps, *more)

    def _slot(self, kind: str, person: str, slots: Slots, near: Near) -> Form:
        head = near.head
        if kind == "verb":
            return self.cascade.inflect(head.rest_verb)
        if kind == "pass":
            verb = replace(_verb_of(kind, slots[kind]) or head.rest_verb, passive=True, object="")
            return self.cascade.inflect(verb, person, "3fs" if near.after and near.after.feminine else "3ms")
        if kind in _TENSES or kind == "same":
            verb = next(v for v in (_verb_of(*slot) for slot in slots.items()) if v)
            tense = head.rest_verb.tense if kind == "same" else kind
            if person == "=" or kind == "same":
                person = head.rest_verb.person
            elif tense == PERFECT and verb.tense == IMPERFECT and verb.person == "2ms" and near.she:
                person = "3fs"
            return self.cascade.inflect(verb, tense, person)
        if kind == "plural":
            return self.cascade.word(_DUAL.sub(lambda m: "اتٌ" if m[1] else "ِينَ", slots["dualadj"].word), False)
        if kind == "bi":
            inner = slots[kind].after("ب")
            return self.cascade.word(inner.source if inner else slots[kind].source, False)
        if kind in ("clock", "hour"):
            entry = self.cascade.clock(slots[kind])
            assert entry
            return entry.form, entry.steps
        return self.cascade.word(slots[kind].source, False)


def _verb_of(kind: str, token: Token) -> Verb | None:
    if kind in _PREPOSED:
        inner = token.after(_PREPOSED[kind])
        return inner.masdar if inner else None
    if kind in ("impf", "either"):
        return token.imperfect
    return token.masdar if kind in ("masdar", "task", "pass") else token.verb if kind in ("perf", "jus2") else None


_PREPOSED = {"bimasdar": "ب", "limasdar": "ل"}


def _is_task(token: Token, cascade: Cascade) -> bool:
    return token.masdar is not None and token.masdar.lemma in cascade.lexicon.verbs.tasks


def _has_passive(token: Token, cascade: Cascade) -> bool:
    return token.masdar is not None and not token.masdar.object and cascade.verbs.passive(token.masdar.lemma) is not None


_FITS: dict[str, Callable[[Token, Cascade], bool]] = {
    "impf": lambda token, _: token.imperfect is not None,
    "either": lambda token, _: token.imperfect is not None and token.imperfect is not token.verb,
    "jus2": lambda token, _: token.verb is not None and token.verb.mood == JUSSIVE and token.verb.person[0] == "2",
    "perf": lambda token, _: token.verb is not None and token.verb.tense == PERFECT,
    "masdar": lambda token, _: token.masdar is not None,
    "task": _is_task,
    "pass": _has_passive,
    "bi": lambda token, _: token.after("ب") is not None,
    "bimasdar": lambda token, _: _verb_of("bimasdar", token) is not None,
    "limasdar": lambda token, _: _verb_of("limasdar", token) is not None,
    "def": lambda token, _: token.definite and not token.particle,
    "subj": lambda token, _: token.subject,
    "thing": lambda token, cascade: token.yours or cascade.is_thing(token),
    "clock": lambda token, cascade: cascade.clock(token) is not None,
    "hour": lambda token, cascade: (entry := cascade.clock(token)) is not None and entry.pos == "hour",
    "month": lambda token, cascade: cascade.is_month(token),
    "many": lambda token, _: token.many and not token.definite,
    "dualadj": lambda token, _: token.dual,
    "person": lambda token, cascade: cascade.is_person(token),
    "nom": lambda token, _: token.nominative and (token.definite or token.word[-1] == DAMMA),
    "will": lambda token, _: any(verb.tense == FUTURE for _, verb in token.verbs),
    "indef": lambda token, _: not token.definite and any(mark in token.word[-2:] for mark in TANWIN),
    "word": lambda token, _: True,
}
