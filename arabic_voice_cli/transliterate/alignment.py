"""How well an Arabic spelling reads as a Latin one: the cheapest monotone alignment, in nats.

The costs are P(Arabic letters | Latin grapheme) of ``data/letters_latin.tsv``; letters read by name (BMW) have the
graphemes A to Z and the costs of ``data/letter_names.tsv``. A grapheme is followed by what it may be spelled with, so
the cost of a whole spelling is minus the logarithm of its probability given the term.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..tables import Table, load_table
from ..text import ALEF
from .phonetic import EDGE, cut, fold_arabic, fold_latin

EXTRA_VOWEL, EXTRA_END, EXTRA_LETTER = 3.2, 5.5, 7.0
"""Cost of an Arabic letter that no grapheme accounts for: a long vowel, one at either end (a clitic), another letter."""
SILENT_VOWEL, SILENT_LETTER = 3.2, 5.5
"""Cost of a grapheme that is not spelled at all, where no row says what that costs."""
PARTS, COMPOSED = 1.2, 6.0
"""Cost of spelling a grapheme by its parts, and the most that may cost."""
INFINITE = float("inf")
_LONG_VOWELS = frozenset("اوي")
_LATIN_VOWELS = frozenset("aeiouéyhw|")

_SINGLE = "eainroltschmudpgbkyfvwzjxqé0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIRST_CODE = 0x21
"""Graphemes of one letter have the ASCII characters from here on."""

LONGEST_SPELLING = 6
"""Arabic letters of the longest that a grapheme is spelled with."""

Options = tuple[tuple[str, float], ...]
"""What a grapheme may be spelled with, and the cost."""
_Step = tuple["_Step | None", str, str]
"""Of an alignment: the step before, a grapheme, its letters."""
_State = tuple[float, "_Step | None"]
"""The cost of an alignment so far, and its last step."""


def _price(option: tuple[str, float]) -> float:
    return option[1]


class LetterCosts:
    """The rule tables, ready for alignment."""

    def __init__(self, letters: Table, names: Table) -> None:
        found: dict[str, dict[str, float]] = {}
        for row in letters:
            found.setdefault(row["latin"], {})[row["arabic"].replace("-", "")] = float(row["cost"])
        for row in names:
            found.setdefault(row["letter"], {})[fold_arabic(row["arabic"]).replace(" ", "")] = float(row["cost"])
        self.signature = f"{letters.name}@{letters.version}|{names.name}@{names.version}"
        self._graphemes: Mapping[str, Options] = {g: _complete(g, _with_parts(g, found)) for g in found}
        listed = [*_SINGLE, *sorted(self._graphemes.keys() - set(_SINGLE))]
        self._code = {g: chr(_FIRST_CODE + i) for i, g in enumerate(listed)}
        self._grapheme = {code: g for g, code in self._code.items()}
        self.by_code: Mapping[str, Options] = {
            code: self._graphemes.get(g) or _complete(g, {g: 0.0} if g.isdigit() else {}) for g, code in self._code.items()
        }
        """What a grapheme, as `encode` writes it, may be spelled with."""
        self.silent = {code: dict(options)[""] for code, options in self.by_code.items()}
        """What a grapheme costs that is not spelled."""
        self.spelled = {code: _by_first_letter(options) for code, options in self.by_code.items()}
        """The other options of a grapheme by their first letter, shorter ones first."""
        self._floors = _floors(self.by_code.values())
        self.digest = repr(sorted(self._graphemes.items()))
        """Equal for tables that encode alike."""

    @classmethod
    def load(cls) -> LetterCosts:
        return cls(
            load_table("letters_latin.tsv", ("latin", "arabic", "cost")), load_table("letter_names.tsv", ("letter", "arabic", "cost"))
        )

    def graphemes(self, folded: str) -> list[str]:
        """A folded Latin word as listed graphemes."""
        return cut(folded, self._graphemes)

    def encode(self, folded: str) -> str:
        """The graphemes of a folded Latin word, one character each; characters that cannot be read are left out."""
        return "".join(self._code.get(g, "") for g in self.graphemes(folded))

    def options(self, folded: str) -> tuple[Options, ...]:
        """For each grapheme of a folded Latin word, what it may be spelled with."""
        return tuple(self.by_code[code] for code in self.encode(folded))

    def likeliest(self, folded: str) -> str:
        """The cheapest spelling of a folded Latin word."""
        return "".join(min(options, key=_price)[0] for options in self.options(folded))

    def floor(self, arabic: str) -> float:
        """What any Latin spelling of these letters costs at least: ع and ح, which nothing is spelled with, are dear."""
        return sum([self._floors.get(letter, EXTRA_LETTER) for letter in arabic])

    def trace(self, folded: str, arabic: str) -> tuple[float, list[tuple[str, str]]]:
        """The cost and the alignment behind it: (grapheme, Arabic letters), with "" for what stands for nothing."""
        return self.trace_encoded(self.encode(folded), arabic)

    def trace_encoded(self, encoded: str, arabic: str, limit: float = INFINITE) -> tuple[float, list[tuple[str, str]]]:
        """As `trace`, of what `encode` made of a folded Latin word; infinite and nothing if the cost exceeds ``limit``."""
        extra = _extra(arabic)
        states: dict[int, _State] = {0: (0.0, None)}
        _insert_traced(states, arabic, extra, limit)
        for code in encoded:
            reached: dict[int, _State] = {}
            silent, spelled = ("", self.silent[code]), self.spelled[code]
            for j, (so_far, before) in sorted(states.items()):  # of equal alignments the one that takes fewer letters first
                for letters, cost in (silent, *spelled.get(arabic[j : j + 1], ())):
                    k, cost = j + len(letters), so_far + cost
                    if cost <= limit and arabic.startswith(letters, j) and (k not in reached or cost < reached[k][0]):
                        reached[k] = cost, (before, self._grapheme[code], letters)
            _insert_traced(reached, arabic, extra, limit)
            states = reached
        cost, step = states.get(len(arabic), (INFINITE, None))
        out: list[tuple[str, str]] = []
        while step:
            step, grapheme, letters = step
            out.append((grapheme, letters))
        return cost, out[::-1]


def _with_parts(grapheme: str, found: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """A grapheme may also be spelled as its parts are: ``gu`` as g and u."""
    options = dict(found[grapheme])
    if len(grapheme) == 1 or not any(c != EDGE for c in grapheme):
        return options
    composed = {"": PARTS}
    for part in cut(grapheme, found.keys() - {grapheme}):
        spellings = found.get(part) or {"": 0.0}
        composed = {a + b: x + y for a, x in composed.items() for b, y in spellings.items() if x + y <= COMPOSED}
    for letters, cost in composed.items():
        options.setdefault(letters, cost)
    return options


def _complete(grapheme: str, options: Mapping[str, float]) -> Options:
    """Any grapheme may be silent, if at a price."""
    full = dict(options)
    full.setdefault("", SILENT_VOWEL if _LATIN_VOWELS.issuperset(grapheme) else SILENT_LETTER)
    return tuple(full.items())


def _by_first_letter(options: Options) -> dict[str, Options]:
    found: dict[str, Options] = {}
    for letters, cost in sorted(options, key=lambda option: len(option[0])):
        if 0 < len(letters) <= LONGEST_SPELLING:
            found[letters[0]] = (*found.get(letters[0], ()), (letters, cost))
    return found


def _floors(every: Iterable[Options]) -> dict[str, float]:
    """The least that each letter adds to a cost, if the letters of an option bear equal parts; a little less, for rounding."""
    floors: dict[str, float] = {}
    for options in every:
        for letters, cost in options:
            for letter in letters:
                floors[letter] = min(floors.get(letter, EXTRA_VOWEL), 0.999 * cost / len(letters))
    return floors


def _insert_traced(states: dict[int, _State], arabic: str, extra: Sequence[float], limit: float) -> None:
    for j, letter in enumerate(arabic):
        if j in states:
            so_far, before = states[j]
            cost = so_far + extra[j]
            if cost <= limit and (j + 1 not in states or cost < states[j + 1][0]):
                states[j + 1] = cost, (before, "", letter)


def _extra(arabic: str) -> list[float]:
    """What each letter costs if no grapheme accounts for it."""
    costs = [EXTRA_VOWEL if letter in _LONG_VOWELS else EXTRA_LETTER for letter in arabic]
    if costs and arabic[0] != ALEF:  # امبابي is Mbappé, but وكريم is و and a term
        costs[0] = max(EXTRA_END, costs[0])
    return [*costs[:-1], max(EXTRA_END, costs[-1])] if costs else []


def show_trace(cost: float, steps: Iterable[tuple[str, str]]) -> str:
    """``f:ف a:ي ce:س …= 2.1``: what an example of a letter table is compared with."""
    return " ".join(f"{grapheme}:{letters}" for grapheme, letters in steps) + f" = {cost:.1f}"


def check_letters(costs: LetterCosts, example: str) -> str:
    """Run an example's left side, ``Latin Arabic…``; capitals without small letters are read by name."""
    term, _, arabic = example.partition(" ")
    latin = term if term.isupper() and len(term) > 1 else fold_latin(term)
    return show_trace(*costs.trace(latin, "".join(fold_arabic(arabic).split())))


class Aligner:
    """One folded Arabic spelling, ready to be compared with many encoded Latin ones."""

    def __init__(self, letters: LetterCosts, arabic: str) -> None:
        self._size = len(arabic)
        self._extra = _extra(arabic)
        self._cheapest_extra = min(self._extra, default=INFINITE)
        self._arabic, self._silent, self._spelled = arabic, letters.silent, letters.spelled

    def cost(self, encoded: str, limit: float) -> float:
        """The cheapest alignment in nats; infinite if it exceeds ``limit``."""
        states = {0: 0.0}
        room = limit - self._cheapest_extra
        if room >= 0:
            self._insert(states, limit)
        arabic, size = self._arabic, self._size
        for grapheme in encoded:
            reached: dict[int, float] = {}
            silent, spelled = self._silent[grapheme], self._spelled[grapheme]
            for j, so_far in states.items():
                cost = so_far + silent
                if cost <= limit and cost < reached.get(j, INFINITE):
                    reached[j] = cost
                if j < size:
                    for letters, cost in spelled.get(arabic[j], ()):
                        cost += so_far
                        if cost <= limit and arabic.startswith(letters, j):
                            k = j + len(letters)
                            if cost < reached.get(k, INFINITE):
                                reached[k] = cost
            if not reached:
                return INFINITE
            if room >= 0 and min(reached.values()) <= room:
                self._insert(reached, limit)
            states = reached
        return states.get(size, INFINITE)

    def _insert(self, reached: dict[int, float], limit: float) -> None:
        """Go on over letters that no grapheme accounts for."""
        for j in range(min(reached), self._size):
            if j in reached:
                cost = reached[j] + self._extra[j]
                if cost <= limit and cost < reached.get(j + 1, INFINITE):
                    reached[j + 1] = cost
