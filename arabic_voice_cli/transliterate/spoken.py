"""How a Latin term is read aloud: words, letter names, numbers and signs.

A reading is a tuple of words, each folded with its edges (``|shape|``) or, for an acronym, its capitals (``BMW``).
"""

from __future__ import annotations

import re

from ..tables import Table, load_table
from .phonetic import EDGE, fold_latin

Reading = tuple[str, ...]
AND, WAW = frozenset({"|and|", "|et|"}), "|w|"
"""Between two names it is often said in Arabic: توم وجيري."""
_PARENTHESIS = re.compile(r"[(\[][^)\]]*[)\]]")
_BOUNDARY = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[0-9])(?=[^\W\d_])|(?<=[^\W\d_])(?=[0-9])|(?<=[A-Z])(?=[A-Z][a-zà-ÿ]{2})")
_PLAIN = re.compile(r"[A-Z]?[a-z]+(?: [A-Z]?[a-z]+)*\Z")
_ACRONYM = re.compile(r"(?:[A-Z]{1,5}s?|(?:[A-Z]\.){2,}[A-Z]?)\Z")
_UNREADABLE = re.compile(r"(?:[B-DF-HJ-NP-TV-XZ]{2,5}|(?:[A-Z]\.){2,}[A-Z]?)\Z")
"""Capitals that are no word: without a vowel, or dotted."""
_WORD_PARTS = re.compile(r"[\s/_\-–—:,;?\"“”«»*|~=<>^]+")
_SIGN = re.compile(r"[+&@$%!#]")


class Reader:
    """Reads terms aloud with the signs and numbers of ``data/spoken_signs.tsv``."""

    def __init__(self, signs: Table) -> None:
        self.signature = f"{signs.name}@{signs.version}"
        self._spoken = {(row["written"], row["lang"]): row["spoken"] for row in signs}
        self.digest = repr(sorted(self._spoken.items()))
        """Equal for readers that read alike."""

    @classmethod
    def load(cls) -> Reader:
        return cls(load_table("spoken_signs.tsv", ("written", "lang", "spoken")))

    def readings(self, term: str, lang: str = "") -> list[Reading]:
        """All ways to read a term, the likeliest first; none if nothing of it is Latin."""
        read = self._aloud(term, lang)
        return read + [tuple(WAW if word in AND else word for word in r) for r in read if not AND.isdisjoint(r[1:-1])]

    def _aloud(self, term: str, lang: str) -> list[Reading]:
        if _PLAIN.match(term) and term[-2:-1] != " ":  # most of a catalogue; the last clause: Cardi B
            return [tuple(EDGE + word + EDGE for word in term.lower().split(" "))]
        words = self._words(term, "fr" if lang == "fr" else "en")
        if not words:
            return []
        read: list[Reading] = []
        if not any(map(_UNREADABLE.match, words)):
            read.append(tuple(f for word in words for f in _folded(self._number(word, lang))))
        if any(map(_ACRONYM.match, words)):
            by_name = (  # a lone I or A is a word in a longer term; X or B is read by its name
                (word.rstrip("s").replace(".", ""),) if _ACRONYM.match(word) else _folded(self._number(word, lang)) for word in words
            )
            read.append(tuple(f for part in by_name for f in part))
        if any(map(str.isdigit, words)):
            read.append(tuple(f for word in words for f in _folded(word)))
        return [reading for reading in dict.fromkeys(read) if reading]

    def _words(self, term: str, lang: str) -> list[str]:
        text = _PARENTHESIS.sub(" ", term) if not term.startswith(("(", "[")) else term
        if _SIGN.search(text):
            text = self._signs(text, lang)
        return [word for word in _WORD_PARTS.split(_BOUNDARY.sub(" ", text)) if word]

    def _signs(self, text: str, lang: str) -> str:
        """``Disney+`` → ``Disney plus``; a sign inside a word stands for a letter (P!nk), others are silent at the edge."""

        def spoken(match: re.Match[str]) -> str:
            sign = match[0]
            inside = text[: match.start()][-1:].isalpha() and text[match.end() :][:1].isalpha()
            if sign in "!$":
                return self._spoken.get((sign, ""), "") if inside or sign == "$" and text[match.end() :][:1].isalpha() else " "
            if sign == "#" and not text[: match.start()][-1:].isalpha():
                return " "
            return f" {self._spoken.get((sign, lang)) or self._spoken.get((sign, ''), '')} "

        return _SIGN.sub(spoken, text)

    def _number(self, word: str, lang: str) -> str:
        """``24`` → ``twenty four``; other words, and numbers past 9999, as they are."""
        if not (word.isascii() and word.isdigit()) or len(word) > 4:
            return word
        lang = "fr" if lang == "fr" else "en"
        return self._cardinal(int(word), lang) or word

    def _cardinal(self, number: int, lang: str) -> str:
        one = self._spoken.get((str(number), lang))
        if one and number < 100:
            return one
        if number < 100:
            ten, unit = self._spoken.get((str(number - number % 10), lang)), self._spoken.get((str(number % 10), lang))
            return f"{ten} {unit}" if ten and unit else ""
        hundreds, rest = divmod(number, 100)
        if lang == "en" and 10 < hundreds < 100 and hundreds != 20 and rest >= 10:
            return f"{self._cardinal(hundreds, lang)} {self._cardinal(rest, lang)}"
        size = 1000 if number >= 1000 else 100
        count, rest = divmod(number, size)
        unit = self._spoken.get((str(size), lang), "")
        head = unit if lang == "fr" and count == 1 else f"{self._cardinal(count, lang)} {unit}"
        return f"{head} {self._cardinal(rest, lang)}" if rest else head


def _folded(word: str) -> Reading:
    folded = fold_latin(word)
    return tuple(EDGE + part + EDGE for part in folded[1:-1].split(EDGE * 2)) if folded else ()
