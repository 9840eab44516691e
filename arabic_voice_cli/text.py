"""The Arabic alphabet and its marks: the only module that names code points.

Terms: a *mark* (diacritic, haraka) follows its letter; *tashkeel* is all of a text's marks. Order: shadda first,
then the vowel. NFC stores the vowel first; everyday text and synthesizers store shadda first, and so do we.
"""

from __future__ import annotations

import re

FATHATAN, DAMMATAN, KASRATAN, FATHA, DAMMA, KASRA, SHADDA, SUKUN = map(chr, range(0x64B, 0x653))
TANWIN = FATHATAN + DAMMATAN + KASRATAN
VOWELS = FATHA + DAMMA + KASRA
MARKS = TANWIN + VOWELS + SHADDA + SUKUN
"""The eight marks of everyday writing: what the diacritizer writes."""
DAGGER_ALEF = "\u0670"
MADDAH_ABOVE, HAMZA_ABOVE, HAMZA_BELOW = "\u0653", "\u0654", "\u0655"
COMPOSING = MADDAH_ABOVE + HAMZA_ABOVE + HAMZA_BELOW
"""Marks that are part of a letter's spelling; NFC composes them with an alef, waw or yeh."""
TATWEEL = "\u0640"

HAMZA, ALEF_MADDA, ALEF_HAMZA, WAW_HAMZA, ALEF_HAMZA_BELOW, YEH_HAMZA, ALEF = "ءآأؤإئا"
ALEF_WASLA = "ٱ"
TEH_MARBUTA, TEH, LAM, NOON, HEH, WAW, ALEF_MAKSURA, YEH = "ةتلنهوىي"
LETTERS = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيٱ"
"""Letters of standard Arabic that can carry a mark."""
EXTENDED = dict(zip("پچژڤڥگکیېڨڭھہەۃ", "بجزففككييقكهههة", strict=True))
"""Letters of Gulf and loanword spelling (and Persian shapes of Arabic ones) → the standard letter they pattern with."""
SUN_LETTERS = "تثدذرزسشصضطظلن"

DIACRITICS = frozenset(
    MARKS
    + DAGGER_ALEF
    + "".join(map(chr, [*range(0x610, 0x61B), *range(0x656, 0x660), *range(0x6D6, 0x6DD), 0x6DF, 0x6E0]))
    + "".join(map(chr, [0x6E1, 0x6E2, 0x6E3, 0x6E4, 0x6E7, 0x6E8, 0x6EA, 0x6EB, 0x6EC, 0x6ED]))
)
"""Every mark that can stand on a letter without being part of its spelling (madda and hamza above or below are)."""

_DIACRITIC = re.compile("[" + "".join(sorted(DIACRITICS)) + "]+")
_VOWEL_FIRST = re.compile(f"([{TANWIN}{VOWELS}{SUKUN}{DAGGER_ALEF}]+){SHADDA}")
ARABIC_WORD = re.compile(f"[{LETTERS}{''.join(EXTENDED)}][{LETTERS}{''.join(EXTENDED)}{''.join(sorted(DIACRITICS))}{TATWEEL}]*")
"""A letter and everything that belongs to its word."""


def strip_diacritics(text: str) -> str:
    """Drop every mark; letters, tatweel and all else stay."""
    return _DIACRITIC.sub("", text)


def shadda_first(text: str) -> str:
    """Put each shadda before the vowel it was stored after (the order NFC leaves behind)."""
    return _VOWEL_FIRST.sub(lambda m: SHADDA + m[1], text)


def split_marks(word: str) -> list[tuple[str, str]]:
    """A word as (character, its marks in shadda-first order): كُلّ → [("ك", "ُ"), ("ل", "ّ")]."""
    pairs: list[tuple[str, str]] = []
    for char in shadda_first(word):
        if char in DIACRITICS and pairs:
            pairs[-1] = (pairs[-1][0], pairs[-1][1] + char)
        else:
            pairs.append((char, ""))
    return pairs


HONORIFIC_SIGNS = "".join(map(chr, range(0x610, 0x61B)))
COMBINING_SIGNS = "".join(map(chr, range(0x653, 0x660)))
"""The combining signs that follow the eight marks: madda and hamza, and the signs of other languages."""
QURANIC_SIGNS = "".join(map(chr, range(0x6D6, 0x6EE)))
ZERO_WIDTH = "\u200c\u200d\u200e\u200f\ufeff"
"""Joiners, direction marks and the byte order mark: they carry no text and part no words."""
ZERO_WIDTH_SPACE = "\u200b"
LAM_ALEF = {"ﻻ": LAM + ALEF, "ﻷ": LAM + ALEF_HAMZA, "ﻹ": LAM + ALEF_HAMZA_BELOW, "ﻵ": LAM + ALEF_MADDA}
"""The ligatures that old encodings stored as one character."""
ARABIC_LETTER = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u0870-\u0887\u0889-\u088e\u08a0-\u08c9"
)
"""Every letter of the script, of whatever language, as the inside of a regular expression's brackets."""
