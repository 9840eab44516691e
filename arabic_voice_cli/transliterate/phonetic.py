"""Sound-alike keys: one coarse consonant skeleton for an Arabic spelling and for a Latin one.

Folding keeps what distinguishes sounds and drops what is spelling habit: hamza seats, diacritics, tatweel, final ة, the
Persian letters of careful loan spelling; in Latin, case and all accents but é (which is always heard).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence

from ..text import (
    ALEF,
    ALEF_HAMZA,
    ALEF_HAMZA_BELOW,
    ALEF_MADDA,
    ALEF_MAKSURA,
    ALEF_WASLA,
    DIACRITICS,
    EXTENDED,
    HAMZA,
    HAMZA_ABOVE,
    HAMZA_BELOW,
    HEH,
    MADDAH_ABOVE,
    TATWEEL,
    TEH_MARBUTA,
    WAW,
    WAW_HAMZA,
    YEH,
    YEH_HAMZA,
)

LONGEST_GRAPHEME = 6
EDGE = "|"
"""Where a Latin word begins or ends in a folded term."""
_FOLD_ARABIC = str.maketrans(
    dict.fromkeys([*DIACRITICS, TATWEEL, HAMZA, MADDAH_ABOVE, HAMZA_ABOVE, HAMZA_BELOW])
    | dict.fromkeys([ALEF_HAMZA, ALEF_HAMZA_BELOW, ALEF_MADDA, ALEF_WASLA], ALEF)
    | {WAW_HAMZA: WAW, YEH_HAMZA: YEH, ALEF_MAKSURA: YEH, TEH_MARBUTA: HEH}
    | {letter: HEH if standard == TEH_MARBUTA else standard for letter, standard in EXTENDED.items()}
    | {"گ": "غ", "ڭ": "غ", "ڨ": "ق", "چ": "تش"}  # as loans use them, not as EXTENDED has them
    | {ord("٠") + i: str(i) for i in range(10)}
    | {ord("۰") + i: str(i) for i in range(10)}
)
_FOLD_LATIN = str.maketrans(
    {
        "ç": "s",
        "ñ": "gn",
        "ß": "ss",
        "š": "sh",
        "ş": "sh",
        "č": "ch",
        "ć": "ch",
        "ž": "j",
        "ł": "l",
        "đ": "d",
        "ð": "th",
        "þ": "th",
        "ı": "i",
    }
    | {"ı": "i", "œ": "oe", "æ": "ae", "ø": "o", "è": "é", "ê": "é", "ë": "é", "ě": "é", "ę": "é"}
    | dict.fromkeys("'’‘`.´")
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
    """A folded term as graphemes, each the longest that is listed, from the left; a lone edge is dropped.

    A doubled letter is not parted from its double: carrie is c a rr ie, not c ar r ie.
    """
    parts: list[str] = []
    at, size = 0, len(latin)
    while at < size:
        for end in range(min(size, at + LONGEST_GRAPHEME), at, -1):
            if latin[at:end] in graphemes and not (end - at > 1 and end < size and latin[end] == latin[end - 1] != EDGE):
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
_ALWAYS = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"tch|sh", "S"),
        (r"ph", "F"),
        (r"^(?:kn|gn(?=[aeiou]))", "n"),
        (r"^wr", "r"),
        (r"^ps", "s"),
        (r"sc(?=[eiyé])", "S"),
        (r"(?<!c)c(?=[eiyé])", "S"),
        (r"ght", "t"),
        (r"dg(?=[eiy])", "j"),
        (r"(?<=[aeo])ux$", ""),
        (r"(?:ti|ssi|si|ci)(?=on|an|ou|al)", "S"),
        (r"ngt", "nt"),
    )
)
_EITHER = tuple(
    (re.compile(pattern), puts)
    for pattern, *puts in (
        (r"sch", "S", "SK"),
        (r"ch(?=[rl])", "K", "S"),
        (r"ch", "S", "K"),
        (r"cc(?=[eiyé])", "S", "KS"),
        (r"^x", "KS", "S"),
        (r"zz", "TS", "S"),
        (r"gn", "N", "KN"),
        (r"dj", "K", "TK"),
        (r"gh", "K", ""),
        (r"(?<=[aeou])ill", "", "L"),
        (r"bourg$", "BRK", "BR"),
        (r"mb$", "M", "MB"),
        (r"m(?=ps?$)", "M", "N"),
        (r"tu(?=[aeo]|r)", "S", "T"),
        (r"(?<=[aou])l(?=[kfmdt])", "L", ""),
        (r"(?<=s)t(?=le|en)", "T", ""),
        (r"nd$", "NT", "N"),
    )
)
_FRENCH_END = re.compile(r"(?<=au)l[tdx]$|(?<=[aeiouénr])[tdspxz]+$|(?<=[ei])r$")
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


def join_key(before: str, key: str) -> str:
    """The skeleton of two words in a row."""
    return before + (key[1:] if before and key and before[-1] == key[0] else key)


CONSONANTS = "BFKLMNRST"
CODED = 16
"""Consonants of a skeleton that its number tells apart."""
_DIGITS = str.maketrans(CONSONANTS, "123456789")


def key_code(key: str) -> int:
    """A skeleton as a number of 64 bits; numbers sort as skeletons do, so those that begin alike are neighbours."""
    return int(key.translate(_DIGITS)[:CODED].ljust(CODED, "0"), 16)


def key_span(prefix: str) -> tuple[int, int]:
    """The numbers of all skeletons that begin so: from the first to the last."""
    low = key_code(prefix)
    return low, low | (1 << 4 * max(CODED - len(prefix), 0)) - 1


def key_neighbours(key: str) -> set[str]:
    """The key and all that differ from it by one consonant more, less, or other."""
    near = {key}
    for i in range(len(key) + 1):
        near |= {_RUN.sub(r"\1", key[:i] + c + key[i:]) for c in CONSONANTS}
        if i < len(key):
            near |= {_RUN.sub(r"\1", key[:i] + c + key[i + 1 :]) for c in ("", *CONSONANTS)}
    return near


# -- outlines ---------------------------------------------------------------------------------------------------------
# Between spellings of one skeleton the vowels decide: an outline keeps them, and kinds of consonants.

_OUTLINE = str.maketrans(
    {"ك": "k"} | dict.fromkeys("غجق", "g") | dict.fromkeys("سصز", "s") | dict.fromkeys("تطث", "t")
    | dict.fromkeys("دضذظ", "d") | dict.fromkeys("عء ", None)
    | dict.fromkeys("يى", "i") | dict.fromkeys("هح", "h")
    | dict(zip("اوخشبفلمنر", "aoxcbflmnr", strict=True))
)  # fmt: skip


def outline(folded: str) -> str:
    """A folded Arabic spelling in a few ASCII letters: سناب شات → snabcat."""
    return folded.translate(_OUTLINE)
