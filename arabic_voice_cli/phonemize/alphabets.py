"""Alphabets that phonemes and letters are written in: IPA, X-SAMPA and Buckwalter.

A phoneme is its IPA symbol; a word's sounds are a sequence of them. X-SAMPA says the same in ASCII, symbol for symbol.
Buckwalter spells letters, not sounds; in dialect text e, O, G and C, which the standard map leaves free, extend it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from ..errors import AvcError
from ..tables import Table, load_table
from ..text import FATHA, MARKS, SUKUN, WAW, YEH

Alphabet = Literal["ipa", "xsampa", "buckwalter"]
COLUMNS = ["ipa", "xsampa", "buckwalter", "espeak", "class", "variety"]
STRESS, XSAMPA_STRESS, SYLLABLE = "ˈ", '"', "."
_LOANS = {"ٱ": "{", "پ": "P", "چ": "J", "ڤ": "V", "گ": "G"}
"""What the standard map has beside the letters of the pyarabic table."""
_GLIDE = f"(?<=.){FATHA}%s{SUKUN}?(?![{MARKS}])"
_EE, _OO = re.compile(_GLIDE % YEH), re.compile(_GLIDE % WAW)


class Inventory:
    """The phonemes, from the table ``phonemes.tsv``."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.xsampa: dict[str, str] = {row["ipa"]: row["xsampa"] for row in table} | {STRESS: XSAMPA_STRESS, SYLLABLE: SYLLABLE}
        self.letters: dict[str, str] = {row["ipa"]: row["buckwalter"] for row in table if row["buckwalter"]}
        if len(set(self.xsampa.values())) < len(table) + 2:
            raise AvcError(f"{table.path or table.name}: two phonemes share an X-SAMPA symbol; each needs its own")
        self._ipa = {symbol: ipa for ipa, symbol in self.xsampa.items()}
        self._ipa_symbol, self._xsampa_symbol = _longest(self.xsampa), _longest(self._ipa)

    @classmethod
    def load(cls) -> Inventory:
        return cls(load_table("phonemes.tsv", COLUMNS))

    def __contains__(self, phoneme: str) -> bool:
        return phoneme in self.xsampa

    def symbols(self, ipa: str) -> list[str]:
        """``ˈʃaːj`` → ˈ, ʃ, aː, j. Characters that are no symbol are left out."""
        return self._ipa_symbol.findall(ipa)

    def to_xsampa(self, ipa: str) -> str:
        """``ʃaːj`` → ``Sa:j``. Characters that are no symbol stay."""
        return self._ipa_symbol.sub(lambda m: self.xsampa[m[0]], ipa)

    def to_ipa(self, xsampa: str) -> str:
        """The way back: ``Sa:j`` → ``ʃaːj``."""
        return self._xsampa_symbol.sub(lambda m: self._ipa[m[0]], xsampa)


class Buckwalter:
    """Letter for letter: the standard map, and in dialect text e, O, G, C for ē, ō, g (گ) and č (چ)."""

    def __init__(self, inventory: Inventory, dialect: bool) -> None:
        own = inventory.letters
        extended = {"گ": own["g"], "چ": own["tʃ"]} if dialect else {}
        self._map = str.maketrans(dict(standard_map()) | extended)
        self._ee, self._oo = own["eː"], own["oː"]

    def __call__(self, word: str, sounds: Iterable[str] = ()) -> str:
        """Romanize a word; ``sounds`` tell whether its َي and َو are read ē and ō."""
        if "eː" in sounds:
            word = _EE.sub(self._ee, word)
        if "oː" in sounds:
            word = _OO.sub(self._oo, word)
        return word.translate(self._map)


def standard_map() -> Mapping[str, str]:
    """Letter or mark → its Buckwalter character: as CAMeL Tools has it if it is installed; pyarabic has the same."""
    from .. import camel

    own = pyarabic_map()
    try:
        romanize = camel.charmap("ar2bw")
    except AvcError:
        return own
    return {char: romanize(char) for char in own}


def pyarabic_map() -> dict[str, str]:
    """The map without CAMeL Tools; its characters are the same."""
    from pyarabic.trans import a2t_table

    return {char: latin for char, latin in a2t_table.items() if len(char) == 1} | _LOANS


def _longest(symbols: Iterable[str]) -> re.Pattern[str]:
    """A pattern for one symbol, the longest first, so that ``tˤ`` is never read as ``t``."""
    return re.compile("|".join(map(re.escape, sorted(symbols, key=len, reverse=True))))
