"""Whom the text speaks to and who speaks: standard forms of another gender or number put in for the ones that are there.

The change is made in the standard text, before it is converted, so that every later rule sees a well-formed sentence.
Only what is certainly the addressee's is changed: pronouns and suffixes of the second person, and verbs that can be
nothing else. ``تَكتُبُ`` is "you write" and "she writes"; it is taken for the former after لا, أَن, هَل and the like or
where the rest of its clause speaks to "you", and never before a noun that could be its subject. Of the speaker's own
words only predicates of "I" change; no noun's gender is ever touched, so no profession or name acquires one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from .dialect import Dialect
from .paradigm import IMPERATIVE, IMPERFECT, INDICATIVE, JUSSIVE, PERFECT, imperative_forms, imperfect_forms, perfect_forms
from .reading import Token
from .verbs import Verb
from .wordform import fold, hosts

_PERSON = {"m": "2ms", "f": "2fs", "plural": "2mp"}
_SUFFIX = {"2ms": "كَ", "2fs": "كِ", "2mp": "كُم"}
_CLASS = {"2ms": "s", "2fs": "fs", "2mp": "mp"}
_PRONOUNS = {"أَنتَ": "2ms", "أَنتِ": "2fs", "أَنتُم": "2mp", "أَنتُما": "2mp", "أَنتُنَّ": "2mp"}
_OF_PERSON = {"2ms": "أَنتَ", "2fs": "أَنتِ", "2mp": "أَنتُم"}
_GOVERNORS = frozenset({"لا", "أَن", "هَل", "أَلَّا", "ماذا", "مَتَى", "كَيفَ", "لِماذا", "إِذا", "لَم", "لَن", "سَوفَ", "كَي", "حَتَّى"})
"""Words after which تَفعَلُ without a noun is rather "you do"."""
_SELF = frozenset({"أَنا", "إِنَّنِي", "إِنِّي", "لَستُ", "كُنتُ", "لَأَنِّي", "لِأَنِّي", "لِأَنَّنِي"})
_YOU = frozenset({"أَنتَ", "أَنتِ", "إِنَّكَ", "إِنَّكِ", "لَستَ", "لَستِ", "كُنتَ", "كُنتِ"})
_PREDICATE = re.compile("(?:مُ|.ا.ِ|.َ.ِي|آ).*")
"""Shapes of the participles and adjectives that agree: مُستَعِدّ, جاهِز, سَعِيد, آسِف."""
Make = Callable[[str], Token]


class Address:
    """Puts the addressee and the speaker of a line's words into the wanted gender."""

    def __init__(self, dialect: Dialect, make: Make, address: str, speaker: str) -> None:
        self._dialect, self._make = dialect, make
        self._person, self._speaker = _PERSON.get(address, ""), speaker

    def __call__(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens, some of them replaced; as many as before."""
        out = list(tokens)
        if self._person:
            anyone = any(map(_evident, tokens))
            for i, token in enumerate(tokens):
                after = tokens[i + 1] if i + 1 < len(tokens) else None
                governed = i > 0 and bool(_GOVERNORS & _keys(tokens[i - 1]))
                if new := self._to_you(token, governed or anyone, after):
                    out[i] = self._make(new)
        self._predicates(tokens, out, _YOU, {"2ms": "m", "2fs": "f"}.get(self._person, ""))
        self._predicates(tokens, out, _SELF, self._speaker)
        return out

    def _predicates(self, tokens: Sequence[Token], out: list[Token], subjects: frozenset[str], gender: str) -> None:
        """What is said of the subject that stands before it, and what و adds to that."""
        said = False
        for i, token in enumerate(tokens if gender else ()):
            before = _keys(tokens[i - 1]) if i else frozenset[str]()
            alone = subjects is _SELF and i == 0 and self._dialect.bare(token.word) in ("آسِف", "آسِفَة")
            new = ""
            if alone or subjects & before or said:
                new = self._agreeing(token, gender, said and not subjects & before)
                if new:
                    out[i] = self._make(new)
            said = bool(new)

    def _agreeing(self, token: Token, gender: str, joined: bool) -> str:
        """An indefinite adjective in the wanted gender, nothing if the word is none; ``joined``: only after و."""
        if token.definite or token.verb:
            return ""
        for cut in token.cuts:
            bare = self._dialect.bare(cut.rest)
            if cut.preposition or bool(cut.conjunction) != joined or not _PREDICATE.fullmatch(bare):
                continue
            if bare.endswith(("ِين", "ُون", "ات")):
                return ""
            masculine = bare.removesuffix("َة")
            return f"{cut.conjunction}{masculine}{'َةٌ' if gender == 'f' else 'ٌ'}"
        return ""

    # ---- you

    def _to_you(self, token: Token, likely: bool, after: Token | None) -> str:
        for cut in token.cuts:
            before = cut.conjunction + cut.preposition
            word = fold(cut.rest)
            if not cut.article and word in _PRONOUNS:
                return before + _OF_PERSON[self._person]
        if new := self._verb(token, likely, after):
            return new
        return self._suffix(token)

    def _suffix(self, token: Token) -> str:
        word = token.word
        if token.definite or fold(word).removeprefix("وَ") in _NOT_YOURS:
            return ""
        for host, person, _ in hosts(word):
            verb = token.verb is not None and not token.verb.object and not self._make(host).listed
            if person in _SUFFIX and len(host) > 1 and not verb:
                return host + _SUFFIX[self._person]
        return ""

    def _verb(self, token: Token, likely: bool, after: Token | None) -> str:
        readings = token.verbs or ([(token.cuts[0], token.verb)] if token.verb and not token.listed else [])
        for cut, verb in readings:
            if verb.person not in _SUFFIX:
                continue
            if _ambiguous(verb) and not (likely and not (after is not None and (after.subject or _nominative(after)))):
                continue
            before = cut.conjunction + cut.preposition
            suffix = next((s for _, p, s in hosts(fold(cut.rest)) if p == verb.object), "") if verb.object else ""
            if new := self._inflected(verb, bool(suffix)):
                return before + new + (_SUFFIX[self._person] if verb.object in _SUFFIX else suffix)
        return ""

    def _inflected(self, verb: Verb, hosting: bool) -> str:
        """The standard verb in the wanted person."""
        pf, im = verb.lemma.split()
        if verb.tense == PERFECT:
            found = [form for form, person in perfect_forms(pf, im) if person == self._person]
            return (found[-1] if self._person == "2mp" and hosting and found else found[0]) if found else ""
        if verb.tense == IMPERATIVE:
            found = [form for form, person in imperative_forms(pf, im) if person == self._person]
            return _hosting(found[0], hosting) if found else ""
        for wanted in (verb.mood, JUSSIVE if verb.mood != INDICATIVE else INDICATIVE, INDICATIVE):
            found = [form for form, group, m in imperfect_forms(im) if group == _CLASS[self._person] and m == wanted]
            if found:
                form = max(found, key=len) if self._person != "2ms" else found[0]
                return "ت" + _hosting(form, hosting)
        return ""


_NOT_YOURS = frozenset({"ذٰلِكَ", "ذَلِكَ", "هُناكَ", "تِلكَ", "أُولٰئِكَ", "كَذَلِكَ", "لِذَلِكَ", "هُنالِكَ", "هَذاكَ"})


def _keys(token: Token) -> frozenset[str]:
    return frozenset(key for key, _ in token.keys)


def _hosting(form: str, hosting: bool) -> str:
    return re.sub("ُوا$", "ُو", form) if hosting else form


def _ambiguous(verb: Verb) -> bool:
    """Whether the form is also "she …s"."""
    return verb.tense in (IMPERFECT, "fut") and verb.person == "2ms" and verb.object not in _SUFFIX


def _nominative(token: Token) -> bool:
    return token.verb is None and not token.listed and token.word.endswith(("ُ", "ٌ"))


def _evident(token: Token) -> bool:
    """Whether the word can only be said to "you"."""
    if any(fold(cut.rest) in _PRONOUNS for cut in token.cuts) or token.yours:
        return True
    if token.verb or token.verbs:
        return any(verb.person in _SUFFIX and not _ambiguous(verb) or verb.object in _SUFFIX for _, verb in token.verbs) or bool(
            token.verb and (token.verb.object in _SUFFIX or token.verb.person in ("2fs", "2mp"))
        )
    return fold(token.word) not in _NOT_YOURS and any(p in _SUFFIX and len(h) > 1 for h, p, _ in hosts(token.word)) and not token.definite
