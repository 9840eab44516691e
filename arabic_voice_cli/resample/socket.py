"""What a slot's value is plugged into: the clitics on it, before and after, and how another value joins them.

A slot may hold its clitics (لأديل, as word-by-word annotation has it) or leave them outside (ل[أديل]); both stay so. With
an article the value's own ال is not doubled, ل and ال become لل, and before a pronoun ة becomes ت and ى becomes ا.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..tables import Row
from ..text import (
    ALEF,
    ALEF_MAKSURA,
    DIACRITICS,
    HAMZA,
    LAM,
    TATWEEL,
    TEH,
    TEH_MARBUTA,
    YEH,
    YEH_HAMZA,
)
from ..tokenize.segment import STEM, Clitics, bare_letters, coarse, one_shape
from .template import Slot
from .values import ARTICLE, Kind, Value, folded

NOMINAL = frozenset(("CONJ", "PREP", "DET", "DEM", "VOC"))
"""Proclitics that nouns take."""
LONGEST = 6
OBJECT_MY = "ني"
_WRITTEN = frozenset(DIACRITICS | {TATWEEL})
_BEFORE_PRONOUN = {TEH: TEH_MARBUTA, ALEF: ALEF_MAKSURA, YEH_HAMZA: HAMZA}
"""A noun's last letter before a pronoun → as it is without one."""


def is_of_word(char: str) -> bool:
    """Whether a character belongs to an Arabic word."""
    return char in _WRITTEN or "\u0600" <= char <= "\u08ff" and char.isalpha()


@dataclass(frozen=True, slots=True)
class Filled:
    """What comes in a socket's place; the slot is ``text[start:end]``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Socket:
    """``line[start:end]`` is replaced, proclitics and all. The first ``outside`` of them stand before the slot."""

    start: int
    end: int
    label: str
    proclitics: tuple[Row, ...] = ()
    outside: int = 0
    written: tuple[str, str] = ("", "")
    """The proclitics outside and inside the slot as the template spells them."""
    pronoun: str = ""
    after: int = 0
    """Characters of the pronoun where it stands after the slot, and so is not replaced."""

    @property
    def bound(self) -> bool:
        """Whether a preposition or conjunction parts the slot from the word before it; an article does not: هذا البيت."""
        return any(row["class"] != "DET" for row in self.proclitics)

    def fill(self, value: Value, is_adjective: Callable[[str], bool]) -> Filled | None:
        """The value with the clitics; None where they cannot stand on it."""
        return self._arabic(value, is_adjective) if value.is_arabic else self._foreign(value)

    def _foreign(self, value: Value) -> Filled | None:
        """Latin script and digits: a proclitic stands apart from a word, as `avc transliterate` writes it, and joins a number."""
        if self.pronoun:
            return None
        outside, inside = self.written
        last = (outside + inside)[-1:]
        gap = " " if last and last != TATWEEL and not value.text[0].isdecimal() else ""
        before = outside + (gap if not inside else "")
        slot = inside + (gap if inside else "") + value.text
        return Filled(before + slot, len(before), len(before + slot))

    def _arabic(self, value: Value, is_adjective: Callable[[str], bool]) -> Filled | None:
        words = value.text.split(" ")
        article = "own" if value.definite else ""
        if article:
            words[0] = words[0].removeprefix(ARTICLE)
        rows = [(row, i < self.outside) for i, row in enumerate(self.proclitics) if row["class"] != "DET"]
        if self.pronoun:
            article = ""
            at, words = _possessed(words, is_adjective)
            if at < len(words) - 1 and self.after:
                return None
            joined = joined_to(words[at], self.pronoun)
            words[at] = joined.removesuffix(self.pronoun) if self.after else joined
        elif any(row["class"] == "DET" for row in self.proclitics) and not article:
            article, words = _definite(words, value, is_adjective)
        last = rows[-1][0] if rows else None
        if not article and last is not None and last["before"] != "*" and STEM not in last["before"].split():
            return None
        written = ""
        if article:
            lam = last is not None and last["class"] == "PREP" and last["piece"] == LAM
            written = ARTICLE if not lam else "" if words[0].startswith(LAM) else LAM
        article_outside = article == "added" and self.proclitics[-1]["class"] == "DET" and len(self.proclitics) <= self.outside
        before = "".join(row["piece"] for row, outside in rows if outside) + (written if article_outside else "")
        inside = "".join(row["piece"] for row, outside in rows if not outside) + ("" if article_outside else written)
        slot = inside + " ".join(words)
        return Filled(before + slot, len(before), len(before + slot))


def _definite(words: list[str], value: Value, is_adjective: Callable[[str], bool]) -> tuple[str, list[str]]:
    """With the article: on every word of a noun with adjectives, on the last one of غرفة نوم, on none of غرفة النوم."""
    if len(words) > 1 and words[-1].startswith(ARTICLE):
        return "", words
    if len(words) > 1 and all(map(is_adjective, words[1:])):
        return "added", [words[0], *(ARTICLE + word for word in words[1:])]
    if len(words) == 2 and value.text == value.entry.term:
        return "", [words[0], ARTICLE + words[1]]
    return "added", words


def _possessed(words: list[str], is_adjective: Callable[[str], bool]) -> tuple[int, list[str]]:
    """Which word takes the pronoun: the noun before its adjectives (سيارتي الجديدة), else the last (غرفة نومي)."""
    bare = [word.removeprefix(ARTICLE) if len(word) > 4 else word for word in words]
    if len(words) > 1 and all(map(is_adjective, bare[1:])):
        return 0, [bare[0], *(ARTICLE + word for word in bare[1:])]
    return len(words) - 1, [*words[:-1], bare[-1]]


def joined_to(noun: str, pronoun: str) -> str:
    """A noun with its pronoun: سيارة + ي → سيارتي, موسيقى + ي → موسيقاي, أصدقاء + ي → أصدقائي."""
    stem, last = noun[:-1], noun[-1:]
    if last == TEH_MARBUTA:
        noun = stem + TEH
    elif last == ALEF_MAKSURA:
        noun = stem + ALEF
    elif last == HAMZA and stem.endswith(ALEF) and pronoun == YEH:
        noun = stem + YEH_HAMZA
    return noun + pronoun


Guess = Callable[[str, int, int], tuple[int, int]]
"""A line and a slot in it → characters of its proclitics and of its pronoun, where the catalogue does not know its value."""


class SocketFinder:
    """Finds the clitics on a slot: those that leave a value of the catalogue, or else those that ``guess`` sees."""

    def __init__(self, clitics: Clitics, guess: Guess) -> None:
        self.clitics, self.guess = clitics, guess

    def find(self, line: str, slot: Slot, kind: Kind) -> tuple[Socket, Value | None]:
        """The socket, and the catalogue's value in it."""
        first, after = slot.start, slot.end
        while first > 0 and is_of_word(line[first - 1]):
            first -= 1
        while after < len(line) and is_of_word(line[after]):
            after += 1
        before, text, rest = line[first : slot.start], line[slot.start : slot.end], line[slot.end : after]
        heads = list(self._heads(before, text)) or [(0, ())]
        if not any(chain for _, chain in heads) and before:
            first, before = slot.start, ""
        tails = list(self._tails(text, rest))
        if rest and not any(tails):
            rest, tails = "", [""]
        cuts = sorted(((head, tail) for head in heads for tail in tails), key=lambda cut: cut[0][0] + len(cut[1]))
        for (size, chain), tail in cuts:
            end = len(text) - (0 if rest else len(tail))
            for base in _bases(text[size:end], chain, bool(tail)):
                if value := kind.known.get(folded(base)):
                    twice = size or before.endswith(LAM + LAM)  # else the one ل is the preposition: لالكويت
                    if twice and chain and chain[-1]["piece"] == LAM and base.startswith(ARTICLE):  # the article is the value's own
                        chain, size = chain[:-1], max(0, size - 1)
                        before = before if size else before[: -1 if before.endswith(LAM + LAM) else None]
                    return self._socket(slot, first, chain, (before, text[:size]), tail, rest), value
        size, ending = self.guess(line, slot.start, slot.end)
        chain = next((chain for n, chain in heads if n == size), heads[0][1])
        if chain and chain[-1]["piece"] == ARTICLE and size >= len(ARTICLE) and kind.has_articles:
            size, chain = size - len(ARTICLE), chain[:-1]
        tail = next((tail for tail in tails if tail and (rest or len(tail) == ending)), "") if rest or ending else ""
        return self._socket(slot, first, chain, (before, text[: size if chain else 0]), tail, rest), None

    def _socket(self, slot: Slot, first: int, chain: tuple[Row, ...], written: tuple[str, str], tail: str, rest: str) -> Socket:
        letters, outside = len(bare_letters(written[0])), 0
        while letters > 0:
            letters -= len(chain[outside]["piece"])
            outside += 1
        return Socket(first, slot.end, slot.label, chain, outside, written, bare_letters(tail), len(rest))

    def _heads(self, before: str, text: str) -> Iterator[tuple[int, tuple[Row, ...]]]:
        """Characters of the slot that are proclitics, and the whole chain with those before the slot."""
        if not before:
            yield 0, ()
        outside = len(bare_letters(before))
        word = text.split(" ")[0]
        for size in range(min(LONGEST, len(word) - 1) + 1):
            if word[size] in _WRITTEN or not all(map(is_of_word, word[:size])):
                continue
            for chain in self.clitics.before.get(one_shape(bare_letters(before + word[:size])), ()):
                if chain and all(row["class"] in NOMINAL for row in chain) and outside in _edges(chain):
                    yield size, chain
                    break

    def _tails(self, text: str, rest: str) -> Iterator[str]:
        """Pronouns that the slot may end in, or the one that follows it in the same word; no pronoun first."""
        if rest:
            yield from [rest] if self._is_pronoun(rest) else []
            return
        yield ""
        word = text.rsplit(" ", 1)[-1]
        yield from (word[-n:] for n in range(1, min(LONGEST, len(word) - 2) + 1) if self._is_pronoun(word[-n:]))

    def _is_pronoun(self, letters: str) -> bool:
        if letters[0] in _WRITTEN or bare_letters(letters) == OBJECT_MY:
            return False
        chains = self.clitics.after.get(one_shape(bare_letters(letters)), ())
        return any(len(chain) == 1 and coarse(chain[0]["class"]) == "PRON" and STEM in chain[0]["after"].split() for chain in chains)


def _edges(chain: Sequence[Row]) -> set[int]:
    """Letters before each seam of a chain."""
    edges = {0}
    for row in chain:
        edges.add(max(edges) + len(row["piece"]))
    return edges


def _bases(base: str, chain: Sequence[Row], pronoun: bool) -> Iterator[str]:
    """How a value may be spelled without its clitics."""
    if not base:
        return
    starts = [base]
    if len(chain) > 1 and chain[-1]["class"] == "DET" and chain[-1]["piece"] == LAM:
        starts += [ARTICLE + base, LAM + base]
    for start in starts:
        yield start
        if pronoun and start[-1] in _BEFORE_PRONOUN:
            yield start[:-1] + _BEFORE_PRONOUN[start[-1]]
