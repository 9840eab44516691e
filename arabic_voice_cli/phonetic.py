"""Sound-alike keys: one coarse consonant skeleton for an Arabic spelling and for a Latin one.

Folding keeps what distinguishes sounds and drops what is spelling habit: hamza seats, diacritics, tatweel, final ة, the
Persian letters of careful loan spelling; in Latin, case and all accents but é (which is always heard).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence

from .text import ALEF_MAKSURA, ALEF_WASLA, DIACRITICS, HAMZA, HAMZA_ABOVE, HAMZA_BELOW, MADDAH_ABOVE, TATWEEL, TEH_MARBUTA

LONGEST_GRAPHEME = 6
EDGE = "|"
"""Where a Latin word begins or ends in a folded term."""
_FOLD_ARABIC = str.maketrans(
    {c: None for c in [*DIACRITICS, TATWEEL, HAMZA, MADDAH_ABOVE, HAMZA_ABOVE, HAMZA_BELOW]}
    | dict.fromkeys("أإآ" + ALEF_WASLA, "ا")
    | {"ؤ": "و", "ئ": "ي", ALEF_MAKSURA: "ي", TEH_MARBUTA: "ه", "پ": "ب", "ڤ": "ف", "ڥ": "ف", "گ": "غ", "ڭ": "غ", "ڨ": "ق", "چ": "تش", "ژ": "ج"}
    | {"ک": "ك", "ی": "ي", "ې": "ي", "ھ": "ه", "ہ": "ه", "ۃ": "ه", "ە": "ه", "ۀ": "ه"}
    | {ord("٠") + i: str(i) for i in range(10)}
    | {ord("۰") + i: str(i) for i in range(10)}
)
_FOLD_LATIN = str.maketrans(
    {"ç": "s", "œ": "oe", "æ": "ae", "ñ": "gn", "ø": "o", "ß": "ss", "š": "sh", "ş": "sh", "č": "ch", "ć": "ch", "ž": "j", "ł": "l", "đ": "d", "ð": "th"}
    | {"þ": "th", "ı": "i", "è": "é", "ê": "é", "ë": "é", "ě": "é", "ę": "é", "'": None, "’": None, "‘": None, "`": None, ".": None, "´": None}
)
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_NOT_SPOKEN = re.compile(r"[^a-z0-9é]+")


def fold_arabic(text: str) -> str:
    """Arabic letters as 28 sounds (ا stands for every alef, ه also for ة); anything that is no letter stays."""
    return text.translate(_FOLD_ARABIC)


def fold_latin(term: str) -> str:
    """``YouTube Music`` → ``|you||tube||music|``; empty if nothing of it can be read aloud."""
    text = unicodedata.normalize("NFC", _CAMEL.sub(" ", term)).lower().translate(_FOLD_LATIN)
    if not text.isascii():
        text = "".join(c if c == "é" else unicodedata.normalize("NFKD", c)[:1] for c in text)
    return "".join(f"{EDGE}{word}{EDGE}" for word in _NOT_SPOKEN.split(text) if word)


def cut(latin: str, graphemes: Container[str]) -> list[str]:
    """A folded term as graphemes, each the longest that is listed, from the left; a lone edge is dropped."""
    parts: list[str] = []
    at, size = 0, len(latin)
    while at < size:
        for end in range(min(size, at + LONGEST_GRAPHEME), at, -1):
            if latin[at:end] in graphemes:
                parts.append(latin[at:end])
                break
        else:
            end = at + 1
            if latin[at] != EDGE:
                parts.append(latin[at])
        at = end
    return parts


# -- keys -----------------------------------------------------------------------------------------------------------
# Nine classes of consonants; vowels, glides and h are dropped and neighbours of one class are one. What Arabic
# spelling varies in (g as غ ج ق ك, p as ب, th as ث ت ذ) falls into one class; what Latin spelling leaves open
# (c, ch, final French consonants) gives a term several keys.

_CLASS_ARABIC = str.maketrans(
    {"ب": "B", "ف": "F", "ل": "L", "م": "M", "ن": "N", "ر": "R"}
    | dict.fromkeys("كقغجخ", "K")
    | dict.fromkeys("سشصز", "S")
    | dict.fromkeys("تدطضثذظ", "T")
    | dict.fromkeys("اوىيهحعء ", None)
)
_CLASS_LATIN = str.maketrans(
    dict.fromkeys("bp", "B") | dict.fromkeys("fv", "F") | {"l": "L", "m": "M", "n": "N", "r": "R"} | dict.fromkeys("ckqgj", "K")
    | dict.fromkeys("sz", "S") | dict.fromkeys("td", "T") | {"x": "KS"} | dict.fromkeys("aeiouéyhw", None)
)  # fmt: skip
_RUN = re.compile(r"([A-Z])\1+")
_ALWAYS = (
    (re.compile(r"tch|sh"), "S"), (re.compile(r"ph"), "F"), (re.compile(r"^(?:kn|gn(?=[aeiou]))"), "n"), (re.compile(r"^wr"), "r"), (re.compile(r"^ps"), "s"),
    (re.compile(r"sc(?=[eiyé])"), "S"), (re.compile(r"(?<![c])c(?=[eiyé])"), "S"), (re.compile(r"ght"), "t"), (re.compile(r"dg(?=[eiy])"), "j"),
    (re.compile(r"(?<=[eo])(?:aux|ux)$"), ""), (re.compile(r"(?:ti|ssi|si|ci)(?=on|an|ou|al)"), "S"),
)  # fmt: skip
_EITHER: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"sch"), ("S", "SK")), (re.compile(r"ch"), ("S", "K")), (re.compile(r"cc(?=[eiyé])"), ("S", "KS")), (re.compile(r"^x"), ("KS", "S")),
    (re.compile(r"zz"), ("TS", "S")), (re.compile(r"gn"), ("N", "KN")), (re.compile(r"dj"), ("K", "TK")), (re.compile(r"gh"), ("K", "")),
    (re.compile(r"mb$"), ("M", "MB")), (re.compile(r"tu(?=[aeo]|r)"), ("S", "T")), (re.compile(r"(?<=[aou])l(?=[kfmd])"), ("L", "")),
    (re.compile(r"(?<=s)t(?=le|en)"), ("T", "")), (re.compile(r"nd$"), ("NT", "N")),
)  # fmt: skip
_FRENCH_END = re.compile(r"(?<=[aeiouénr])[tdspxz]+$|(?<=[ei])r$")
_FRENCH_LOOK = re.compile(r"(?:eau|au|aul|o|e|ai|oi|ie|ou)[tdsxz]$|(?:ault|ier|ez)$")
_ARTICLE = {"the": ("", "T", "L")}
MOST_KEYS = 12
"""Keys one spoken form may have; the likelier readings come first."""


def arabic_key(folded: str) -> str:
    """The skeleton of a folded Arabic spelling, spaces ignored: سناب شات → SNBST."""
    return _RUN.sub(r"\1", folded.replace("تش", "ش").translate(_CLASS_ARABIC))


def word_keys(word: str, french: bool) -> tuple[str, ...]:
    """The skeletons of one folded Latin word (without its edges)."""
    if word in _ARTICLE:
        return _ARTICLE[word]
    base = [word]
    if french and _FRENCH_END.search(word) or _FRENCH_LOOK.search(word):
        base.append(_FRENCH_END.sub("", word))
    elif word.endswith("s") and len(word) > 3:
        base.append(word[:-1])
    keys: dict[str, None] = {}
    for form in base:
        for pattern, put in _ALWAYS:
            form = pattern.sub(put, form)
        readings = [form]
        for pattern, puts in _EITHER:
            if pattern.search(form):
                readings = [pattern.sub(put, reading) for reading in readings for put in puts]
        keys.update(dict.fromkeys(_RUN.sub(r"\1", reading.translate(_CLASS_LATIN)) for reading in readings))
    return tuple(keys)


def join_keys(words: Sequence[tuple[str, ...]]) -> list[str]:
    """The skeletons of a term from those of its words, at most MOST_KEYS."""
    keys = [""]
    for options in words:
        keys = [key + (o[1:] if key and o and key[-1] == o[0] else o) for o in options for key in keys][:MOST_KEYS]
    return list(dict.fromkeys(keys))


def key_neighbours(key: str) -> set[str]:
    """The key and all keys with one consonant less: two keys with a common neighbour differ in one consonant."""
    return {key} | {key[:i] + key[i + 1 :] for i in range(len(key))}
