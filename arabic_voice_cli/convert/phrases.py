"""Patterns of several words: ``لَم {impf}`` → ``ما {perf}``, ``السّاعَة السّابِعَة`` → ``السّاعَة سَبِع``.

A pattern is words, whose case endings do not matter (``a|b``: either; ``<قال>``: any form of that listed verb), and slots.
The first item is no slot. A slot takes one word:
``{impf}`` ``{perf}`` a verb in that tense, ``{jus2}`` a second person in the jussive; ``{masdar}`` a verbal noun,
``{bimasdar}`` one after بِ; ``{def}`` a word with the article, ``{indef}`` one with tanwin, ``{bi}`` one after بِ;
``{word}`` any word, ``{word:a|b}`` either of two.

In the output a slot stands for what it found. ``{impf}`` ``{perf}`` ``{fut}`` inflect the verb or the verb of the verbal
noun, ``{perf.1s}`` in that person, ``{impf.=}`` in the person of the ``<verb>``. ``{verb}`` is the ``<verb>`` itself and
``{same}`` the verb of the verbal noun in its tense and person. Any other slot is the converted word, ``{bi}`` without its بِ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..text import TANWIN
from .cascade import Cascade, Form
from .dialect import NOTHING
from .lexicon import SLOT, Phrase, PhraseList
from .paradigm import FUTURE, IMPERATIVE, IMPERFECT, JUSSIVE, PERFECT
from .reading import Token
from .verbs import Verb

_TENSES = (IMPERFECT, PERFECT, FUTURE, IMPERATIVE)


class Phrases:
    """Finds the phrase that begins at a word."""

    def __init__(self, cascade: Cascade, listed: PhraseList) -> None:
        self.cascade = cascade
        self.by_first = listed.by_first

    def find(self, tokens: Sequence[Token], start: int, end: int) -> tuple[int, str, tuple[str, ...]] | None:
        """(tokens used, converted text, rule ids) of the phrase at ``start``; its tokens lie before ``end``, with spaces between."""
        for key, conjunction in tokens[start].keys:
            for phrase in self.by_first.get(key, ()):
                span = tokens[start : min(end, start + len(phrase.items))]
                if len(span) == len(phrase.items) and all(map(self._fits, phrase.items[1:], span[1:])):
                    form, rules = self._fill(phrase, span, conjunction)
                    return len(span), form, rules
        return None

    def _fits(self, item: str, token: Token) -> bool:
        slot = SLOT.fullmatch(item)
        if slot is None or slot[3]:
            allowed = (slot[3] if slot else item).split("|")
            return any(not conjunction and key in allowed for key, conjunction in token.keys)
        return _FITS[slot[1]](token)

    def _fill(self, phrase: Phrase, span: Sequence[Token], conjunction: str) -> Form:
        slots = {slot[1]: token for item, token in zip(phrase.items, span, strict=True) if (slot := SLOT.fullmatch(item))}
        rules: list[str] = [phrase.id]

        def fill(match: re.Match[str]) -> str:
            form, more = self._slot(match[1], match[2] or "", slots, span[0])
            rules.extend(more)
            return form

        filled = "" if phrase.output == NOTHING else SLOT.sub(fill, phrase.output)
        if conjunction:
            filled = self.cascade.proclitic(conjunction) + filled
        form, more = self.cascade.join(filled)
        return form, (*rules, *more)

    def _slot(self, kind: str, person: str, slots: dict[str, Token], head: Token) -> Form:
        if kind == "verb":
            return self.cascade.inflect(head.rest_verb)
        if kind in _TENSES or kind == "same":
            verb = next(v for v in (_verb_of(*slot) for slot in slots.items()) if v)
            tense = head.rest_verb.tense if kind == "same" else kind
            return self.cascade.inflect(verb, tense, head.rest_verb.person if person == "=" or kind == "same" else person)
        if kind == "bi":
            inner = slots[kind].after_bi
            return self.cascade.word(inner.source if inner else slots[kind].source, False)
        return self.cascade.word(slots[kind].source, False)


def _verb_of(kind: str, token: Token) -> Verb | None:
    if kind == "bimasdar":
        return token.after_bi.masdar if token.after_bi else None
    return token.masdar if kind == "masdar" else token.verb


_FITS: dict[str, Callable[[Token], bool]] = {
    "impf": lambda token: token.verb is not None and token.verb.tense == IMPERFECT,
    "jus2": lambda token: token.verb is not None and token.verb.mood == JUSSIVE and token.verb.person[0] == "2",
    "perf": lambda token: token.verb is not None and token.verb.tense == PERFECT,
    "masdar": lambda token: token.masdar is not None,
    "bi": lambda token: token.after_bi is not None,
    "bimasdar": lambda token: _verb_of("bimasdar", token) is not None,
    "def": lambda token: token.definite,
    "indef": lambda token: not token.definite and any(mark in token.word[-2:] for mark in TANWIN),
    "word": lambda token: True,
}
