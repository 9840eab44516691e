"""How much of the network's reading is written down: liaison, case endings, and the styles of sparser tashkeel."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ..encode import CLASSES, LETTER_IDS, Encoded
from ..text import (
    ALEF,
    ALEF_HAMZA_BELOW,
    ALEF_MAKSURA,
    DAMMA,
    DAMMATAN,
    FATHA,
    FATHATAN,
    HEH,
    KASRA,
    KASRATAN,
    LAM,
    SHADDA,
    SUKUN,
    SUN_LETTERS,
    TEH_MARBUTA,
    WAW,
    YEH,
)

Classes = NDArray[np.int64]


class Style(StrEnum):
    """Which marks are written."""

    full = "full"
    """All."""
    minimal = "minimal"
    """Without those that the spelling implies."""
    ambiguous = "ambiguous"
    """Only those that tell the reading from the one the word would get on its own."""


class Form(StrEnum):
    """What the text is for."""

    full = "full"
    """Reading and speaking."""
    asr = "asr"
    """A recogniser's transcript: shadda (and the madda of the spelling) and no vowels."""


@dataclass(frozen=True, slots=True)
class Writing:
    """The user's choices."""

    style: Style = Style.full
    form: Form = Form.full
    liaison: bool = True
    """Before a wasl alif the vowel of connected reading (مِنَ الْبَيْتِ), not the word's own ending (مِنْ الْبَيْتِ)."""
    case_endings: bool = True
    """False: each word as it ends in pause."""
    min_confidence: float = 0.0
    """Words the network is less sure of stay as they are."""
    ignore_hints: bool = False
    """Take off the marks that are there, and read the bare text."""
    restore_hamza: bool = False
    """Write أ, إ or آ for a bare alif where the network is sure."""

    @property
    def signature(self) -> str:
        endings = "liaison" if self.liaison and self.case_endings else "isolated" if self.case_endings else "pausal"
        parts = [f"style:{self.style}", f"form:{self.form}", f"endings:{endings}"]
        parts += [f"min:{self.min_confidence:g}"] * bool(self.min_confidence)
        parts += ["bare"] * self.ignore_hints + ["hamza"] * self.restore_hamza
        return "|".join(parts)


_NONE, _FATHA, _DAMMA, _KASRA, _SUKUN, _FATHATAN, _DAMMATAN, _KASRATAN, _SHADDA = (
    CLASSES.index(m) for m in ("", FATHA, DAMMA, KASRA, SUKUN, FATHATAN, DAMMATAN, KASRATAN, SHADDA)
)
_WITH = {mark: CLASSES.index(SHADDA + CLASSES[mark]) for mark in (_FATHA, _DAMMA, _KASRA, _FATHATAN, _DAMMATAN, _KASRATAN)}
_ALEF, _BELOW, _MAKSURA, _TEH, _LAM, _HEH, _WAW, _YEH, _MEEM, _NOON = (
    LETTER_IDS[c] for c in (ALEF, ALEF_HAMZA_BELOW, ALEF_MAKSURA, TEH_MARBUTA, LAM, HEH, WAW, YEH, "م", "ن")
)
_SUN = [LETTER_IDS[c] for c in SUN_LETTERS]


def _table(changes: dict[int, int]) -> Classes:
    table = np.arange(len(CLASSES))
    table[list(changes)] = list(changes.values())
    return table


_BARE_SHADDA = {_WITH[mark]: _SHADDA for mark in _WITH}
_PAUSAL = _table(dict.fromkeys((_FATHA, _DAMMA, _KASRA, _SUKUN, _FATHATAN, _DAMMATAN, _KASRATAN), _NONE) | _BARE_SHADDA)
"""A last letter in pause: no vowel, no tanwin."""
_BEFORE_ALEF = _table({_FATHATAN: _FATHA, _WITH[_FATHATAN]: _WITH[_FATHA]})
"""Tanwin before the alif it is spelled with is a long a in pause."""
_UNDOUBLED = _table({_WITH[mark]: mark for mark in _WITH} | {_SHADDA: _NONE})
_ONLY_SHADDA = _table(dict.fromkeys(range(1, _SHADDA), _NONE) | _BARE_SHADDA)


def connect(encoded: Encoded, line: NDArray[np.int64], classes: Classes, hints: NDArray[np.int8]) -> None:
    """Give a word that ends in sukun the helping vowel before a wasl alif: -a after مِن, -u after a plural's مُ, else -i.

    ``line`` is each word's line; classes [S] are changed in place.
    """
    first, last, symbols = encoded.first, encoded.last, encoded.symbols
    ends = np.flatnonzero((classes[last[:-1]] == _SUKUN) & (symbols[first[1:]] == _ALEF) & (line[:-1] == line[1:]))
    for i in ends.tolist():
        end, start = int(last[i]), int(first[i + 1])
        second, third = start + 1, start + 2
        if third > int(last[i + 1]) or hints[start]:
            continue
        joined = classes[second] == _SUKUN or classes[second] >= _SHADDA or (symbols[second] == _LAM and classes[third] >= _SHADDA)
        if not joined:
            continue
        before = end - 1
        length = end - int(first[i]) + 1
        if symbols[end] == _NOON and length in (2, 3) and symbols[before] == _MEEM and classes[before] == _KASRA:
            classes[end] = _FATHA
        elif symbols[end] == _MEEM and length > 1 and classes[before] == _DAMMA:
            classes[end] = _DAMMA
        else:
            classes[end] = _KASRA


def pause(encoded: Encoded, classes: Classes) -> None:
    """Write each word as it ends in pause: no short vowel, no tanwin; -an before its alif is a long a, ة carries nothing.

    هُوَ and هِيَ keep their vowel, which belongs to the word.
    """
    first, last, symbols = encoded.first, encoded.last, encoded.symbols
    pronoun = (last > first) & (symbols[last - 1] == _HEH) & np.isin(symbols[last], (_WAW, _YEH)) & (last - first <= 2)
    with_alef = last[np.isin(symbols[last], (_ALEF, _MAKSURA)) & (last > first)]
    classes[with_alef - 1] = _BEFORE_ALEF[classes[with_alef - 1]]
    ends = last[~pronoun]
    classes[ends] = _PAUSAL[classes[ends]]


def assimilated(encoded: Encoded, classes: Classes) -> NDArray[np.int64]:
    """Where a sun letter stands doubled after the article's silent lam."""
    symbols = encoded.symbols
    at = np.flatnonzero(np.isin(symbols, _SUN) & (classes >= _SHADDA))
    at = at[at >= 2]
    kept: NDArray[np.int64] = at[(symbols[at - 1] == _LAM) & (classes[at - 1] == _NONE) & np.isin(symbols[at - 2], (_ALEF, _LAM))]
    return kept


def drop_implied(encoded: Encoded, classes: Classes, hints: NDArray[np.int8]) -> None:
    """Drop what the spelling says already, as well-printed books do.

    That is: sukun; the short vowel before its own long vowel, before ة and before a final ى; the kasra of إ; the
    doubling of a sun letter after the article.
    """
    symbols = encoded.symbols
    doubled = assimilated(encoded, classes)
    classes[doubled] = _UNDOUBLED[classes[doubled]]
    here, after = symbols[:-1], symbols[1:]
    silent = (classes[1:] == _NONE) & (hints[1:] == 0)
    implied = (
        (silent & np.isin(after, (_ALEF, _MAKSURA)) & np.isin(classes[:-1], (_FATHA, _WITH[_FATHA])))
        | ((after == _TEH) & np.isin(classes[:-1], (_FATHA, _WITH[_FATHA])))
        | (silent & (after == _WAW) & np.isin(classes[:-1], (_DAMMA, _WITH[_DAMMA])))
        | (silent & (after == _YEH) & np.isin(classes[:-1], (_KASRA, _WITH[_KASRA])))
        | ((here == _BELOW) & (classes[:-1] == _KASRA))
    )
    at = np.flatnonzero(implied)
    classes[at] = _ONLY_SHADDA[classes[at]]
    classes[classes == _SUKUN] = _NONE


def only_shadda(encoded: Encoded, classes: Classes) -> None:
    """The transcript form: doubling that tells words apart, not that which the article brings."""
    classes[assimilated(encoded, classes)] = _NONE
    classes[:] = _ONLY_SHADDA[classes]
