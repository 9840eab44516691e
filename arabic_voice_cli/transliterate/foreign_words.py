"""Finds the words of a line that are foreign beyond doubt and that no catalogue has, and has them spelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .fallback import Speller
from .words import Facts, WordReader, length_of

CERTAIN = 4.0
"""Least log-odds of a word to be foreign."""
SHORTEST = 4
"""Letters of the shortest word that can be told."""
Place = tuple[int, int, int]
"""Start of the proclitic, start of the word itself, end."""


Guesses = list[tuple[str, float]]
"""Spellings and their probabilities, the likeliest first."""


class ForeignWords:
    """Spells the words that `Speller.foreign` is certain of and of which nothing native is known."""

    def __init__(self, speller: Speller, reader: WordReader) -> None:
        self._speller, self._reader = speller, reader

    def __call__(self, lines: Sequence[str], taken: Sequence[Sequence[tuple[int, int]]], count: int) -> list[list[tuple[Place, Guesses]]]:
        """For each line its foreign words outside the ``taken`` stretches, with at most ``count`` guesses."""
        words = [(n, word) for n, (line, away) in enumerate(zip(lines, taken, strict=True)) for word in self._doubtful(line, away)]
        odds = self._odds({name for _, word in words for name, _, _ in word})
        best = [(n, max((odds[name] - cost, name, place) for name, cost, place in word)) for n, word in words]
        foreign = [(n, name, place) for n, (certainty, name, place) in best if certainty >= CERTAIN]
        names = sorted({name for _, name, _ in foreign})
        spelled = dict(zip(names, self._speller(names, count), strict=True))
        out: list[list[tuple[Place, Guesses]]] = [[] for _ in lines]
        for n, name, place in foreign:
            if spelled[name]:
                out[n].append((place, spelled[name]))
        return out

    def _odds(self, names: set[str]) -> dict[str, float]:
        ordered = sorted(names)
        return dict(zip(ordered, self._speller.foreign(ordered), strict=True))

    def _doubtful(self, line: str, taken: Sequence[tuple[int, int]]) -> Iterator[list[tuple[str, float, Place]]]:
        """For each word that may be foreign, the words it may be after a proclitic: itself, the proclitic's cost, its place."""
        at = 0
        for word in self._reader.words(line):
            while at < len(taken) and taken[at][1] <= word.start:
                at += 1
            if _unknown(word.facts) and (at == len(taken) or word.end <= taken[at][0]):
                begins = [(word.start + length_of(p.proclitic, line, word.start), p) for p in word.facts.peeled if len(p.rest) >= SHORTEST]
                names = [(line[inner : word.end], p.cost, (word.start, inner, word.end)) for inner, p in begins]
                if not any(self._speller.familiar(name) for name, _, _ in names):
                    yield names


def _unknown(facts: Facts) -> bool:
    """Whether nothing is known of the word that makes it native."""
    return len(facts.folded) >= SHORTEST and facts.context is None and not any(p.native for p in facts.peeled)
