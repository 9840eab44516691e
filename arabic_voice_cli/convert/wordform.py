"""One spelling inside the converter for the many ways a vowelled word is marked, and the cuts between clitics and stem.

*Narrow* spelling, inside and out: no sukun, no fatha before alif (كتاب), kasra before a long ي, damma before a long و,
fatha before ى and ة, shadda first. A bare consonant therefore has no vowel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..text import (
    ALEF,
    ALEF_HAMZA_BELOW,
    ALEF_MADDA,
    ALEF_MAKSURA,
    ALEF_WASLA,
    DAGGER_ALEF,
    DAMMA,
    DIACRITICS,
    EXTENDED,
    FATHA,
    FATHATAN,
    HEH,
    KASRA,
    LAM,
    LETTERS,
    SHADDA,
    SUKUN,
    SUN_LETTERS,
    TANWIN,
    TATWEEL,
    TEH_MARBUTA,
    VOWELS,
    WAW,
    YEH,
    shadda_first,
)

ARTICLE = ALEF + LAM
CONSONANTS = "".join(c for c in LETTERS + "".join(EXTENDED) if c not in ALEF + ALEF_MAKSURA + ALEF_WASLA)
_C = f"[{CONSONANTS}]"
_KEPT = VOWELS + TANWIN + SHADDA + DAGGER_ALEF
_DROP = re.compile(f"[{TATWEEL}{''.join(sorted(DIACRITICS - set(_KEPT)))}]+")
_SMALL = [("ه", "ذا|ذِه|ؤُلا|كَذا"), ("ذ", "لِك"), ("ل", "كِن")]
"""Words whose first long a no letter writes; where even the dagger alif is left out, هذا, it is understood."""
_GOD = f"[{FATHA}{DAGGER_ALEF}]*(?={HEH}[{VOWELS}]?$)"
_CANON = [  # (what a word must have for it, pattern, what to put)
    (ALEF, re.compile(f"(?<!^[هع]){FATHA}(?={ALEF})|{FATHA}(?={ALEF}(?!{LAM}{_C}))"), ""),  # but Gulf هَالبَيت
    (DAGGER_ALEF, re.compile(f"{FATHA}(?={DAGGER_ALEF})"), ""),
    (FATHATAN, re.compile(f"([{ALEF}{ALEF_MAKSURA}]){FATHATAN}"), rf"{FATHATAN}\1"),
    (DAGGER_ALEF, re.compile(f"(?<={ALEF_MAKSURA}){DAGGER_ALEF}"), ""),
    (ALEF_MAKSURA, re.compile(f"({_C}{SHADDA}?)(?={ALEF_MAKSURA})"), rf"\1{FATHA}"),
    (TEH_MARBUTA, re.compile(f"({_C}{SHADDA}?)(?={TEH_MARBUTA})"), rf"\1{FATHA}"),
    (ALEF_HAMZA_BELOW, re.compile(f"{ALEF_HAMZA_BELOW}(?!{KASRA})"), ALEF_HAMZA_BELOW + KASRA),
    (ARTICLE, re.compile(f"(?<={ARTICLE})[{VOWELS}]+(?={ALEF})"), ""),  # الِاسم
    (ARTICLE, re.compile(f"(?<={ARTICLE}){LAM}{SHADDA}?{_GOD}"), LAM),  # اللّٰه
    (KASRA, re.compile(f"(?<={LAM}{KASRA}){LAM}{SHADDA}{_GOD}"), LAM),  # لِلّٰه
]
_INNER = f"(?<![{WAW}ف])(?!^[بلف{WAW}])({_C}{SHADDA}?)"  # not the bare ب of Gulf بيكُون, وبيكُون
_IMPLIED = [  # a consonant between a letter and ي or و that no vowel follows: the long vowel's mark is implied, شَديد
    (YEH, re.compile(f"{_INNER}(?={YEH}{_C})", re.DOTALL), rf"\1{KASRA}"),
    (WAW, re.compile(f"{_INNER}(?={WAW}{_C})", re.DOTALL), rf"\1{DAMMA}"),
    (YEH, re.compile(f"((?:{ALEF}|{_C}.*{_C}.*){_C}{SHADDA}?)(?={YEH}$)", re.DOTALL), rf"\1{KASRA}"),
]
_CANON += [(a, re.compile(f"^((?:[{WAW}فبكل][{FATHA}{KASRA}])*{a})(?={b})"), rf"\1{DAGGER_ALEF}") for a, b in _SMALL]
_BEGINS = re.compile(f"(?:[{ALEF}{ALEF_MADDA}]|{_C}[{VOWELS}{DAGGER_ALEF}{ALEF}]).|{_C}{ALEF}$", re.DOTALL)
"""What can begin a word of two letters or more: a vowelled consonant or an alif."""
_BARE = re.compile(f"{WAW}{_C}|[{WAW}ف]{ALEF}{_C}(?:{_C}|{ALEF}|{SHADDA})")
"""An unvowelled و or ف that is a conjunction: before a consonant or a helping alif (وَالبَيت, وَاستَمَع), not a long a (واسِع)."""
_MAY_BE_CUT = frozenset(f"{WAW}{LAM}{ALEF}فبكس")
_BARE_K = re.compile(f"^ك(?={ARTICLE}{_C})")
_SUN = re.compile(f"^([{SUN_LETTERS}]){SHADDA}")


@lru_cache(1 << 15)
def canonical(word: str) -> str:
    """The word in narrow spelling, case ending and all: ``السَّاعَةُ`` and ``السّاعَةُ`` become one string."""
    source = word
    word = shadda_first(_DROP.sub("", word.replace(ALEF_WASLA, ALEF)))
    for needed, pattern, new in _CANON if SUKUN in source or not any(v in source for v in VOWELS) else _CANON + _IMPLIED:
        if needed in word:
            word = pattern.sub(new, word)
    return word


def fold(word: str) -> str:
    """A canonical word as tables are keyed: a dagger alif counts as fatha, the helping vowel of a first bare alif as nothing."""
    word = word.replace(DAGGER_ALEF, FATHA)
    return ALEF + word[2:] if len(word) > 2 and word[0] == ALEF and word[1] in VOWELS else word


@dataclass(frozen=True, slots=True)
class Cut:
    """A word as proclitics and rest; the sun-letter shadda that an article brings has been taken off the rest."""

    conjunction: str
    preposition: str
    article: str
    rest: str


def cuts(word: str) -> Iterator[Cut]:
    """The ways to cut proclitics off a canonical word, from none to most."""
    if word[:1] not in _MAY_BE_CUT:
        yield Cut("", "", "", word)
        return
    bare = word[:1] if _BARE.match(word) else f"{WAW}{FATHA}"
    for conjunction in _first(word, (f"{WAW}{FATHA}", f"ف{FATHA}", bare)):
        rest = word[len(conjunction) :]
        for preposition in _first(rest, (f"ب{KASRA}", f"{LAM}{KASRA}", f"ك{FATHA}", f"س{FATHA}", *_BARE_K.findall(rest))):
            stem = rest[len(preposition) :]
            after_l = LAM if preposition.startswith(LAM) else ARTICLE
            for article in _first(stem, (after_l, ARTICLE)):
                end = stem[len(article) :]
                if article:
                    end = _SUN.sub(r"\1", end)
                if article or not (conjunction or preposition) or _BEGINS.match(end):
                    yield Cut(conjunction, preposition, ARTICLE if article else "", end)


def _first(word: str, prefixes: tuple[str, ...]) -> tuple[str, ...]:
    found = next((p for p in prefixes if word.startswith(p)), None)
    return ("",) if found is None else ("", found)


def with_article(stem: str) -> str:
    """``ساعَة`` → ``السّاعَة``, ``باب`` → ``الباب``."""
    if stem[:1] and stem[0] in SUN_LETTERS and stem[1:2] != SHADDA:
        stem = stem[0] + SHADDA + stem[1:]
    return ARTICLE + stem


_PERSONS = {
    "نِي": "1s", "ِي": "1s", "ِيَ": "1s", "يَ": "1s", "يَّ": "1s", "يّ": "1s", "كَ": "2ms", "كِ": "2fs", "كُما": "2mp",
    "كُم": "2mp", "كُمُ": "2mp", "كُنَّ": "2fp", "كُنّ": "2fp", "هُ": "3ms", "هِ": "3ms", "ها": "3fs", "هُما": "3mp", "هِما": "3mp",
    "هُم": "3mp", "هُمُ": "3mp", "هِم": "3mp", "هِمُ": "3mp", "هُنَّ": "3fp", "هُنّ": "3fp", "هِنَّ": "3fp", "هِنّ": "3fp", "نا": "1p",
}  # fmt: skip
PERSONS = {shadda_first(suffix): person for suffix, person in _PERSONS.items()}
"""A pronoun suffix of standard Arabic → its person; a dual counts as plural, as in every dialect here."""
_KEPT_YEH = {suffix: YEH for suffix in PERSONS if SHADDA in suffix and suffix.startswith(YEH)}  # عَلَيَّ is عَلَي + يَ
_BY_END = {end: sorted((s for s in PERSONS if s.endswith(end)), key=len, reverse=True) for end in {suffix[-1] for suffix in PERSONS}}


@lru_cache(1 << 15)
def hosts(rest: str) -> tuple[tuple[str, str, str], ...]:
    """(host, person, suffix) for every pronoun suffix the string may end in, the longest suffix first."""
    return tuple(
        (rest.removesuffix(suffix) + _KEPT_YEH.get(suffix, ""), PERSONS[suffix], suffix)
        for suffix in _BY_END.get(rest[-1:], ())
        if len(rest) > len(suffix) and rest.endswith(suffix)
    )
