"""Finds the words of a line that are foreign beyond doubt and that no catalogue has, and has them spelled."""

from __future__ import annotations

from collections.abc import Sequence

from .fallback import Speller
from .words import Facts, WordReader, length_of

CERTAIN = 4.0
"""Least log-odds of a word to be foreign."""
SHORTEST = 4
"""Letters of the shortest word that can be told."""
Place = tuple[int, int, int]
"""Start of the proclitic, start of the word itself, end."""


class ForeignWords:
    """Spells what `Speller.foreign` and the statistics of native words agree to be foreign."""

    def __init__(self, speller: Speller, reader: WordReader) -> None:
        self.signature = speller.signature
        self._speller, self._reader = speller, reader

    def __call__(
        self, lines: Sequence[str], taken: Sequence[Sequence[tuple[int, int]]], count: int
    ) -> list[list[tuple[Place, list[tuple[str, float]]]]]:
        """For each line its foreign words outside the ``taken`` stretches, with at most ``count`` (spelling, probability)."""
        options = [self._options(line, places) for line, places in zip(lines, taken, strict=True)]
        rests = {line[inner:end]: 0.0 for line, words in zip(lines, options, strict=True) for word in words for (_, inner, end), _ in word}
        rests.update(zip(rests, self._speller.foreign(list(rests)), strict=True))
        chosen = []
        for line, words in zip(lines, options, strict=True):
            best = [max((rests[line[place[1] : place[2]]] - cost, place) for place, cost in word) for word in words]
            chosen.append([place for odds, place in best if odds >= CERTAIN])
        names = {line[inner:end]: None for line, places in zip(lines, chosen, strict=True) for _, inner, end in places}
        spelled = dict(zip(names, self._speller(list(names), count), strict=True))
        return [
            [(p, spelled[line[p[1] : p[2]]]) for p in places if spelled[line[p[1] : p[2]]]]
            for line, places in zip(lines, chosen, strict=True)
        ]

    def _options(self, line: str, taken: Sequence[tuple[int, int]]) -> list[list[tuple[Place, float]]]:
        """Of each word that may be foreign: where it may begin after a proclitic, and what that costs."""
        words = []
        at = 0
        for word in self._reader.words(line):
            while at < len(taken) and taken[at][1] <= word.start:
                at += 1
            free = at == len(taken) or word.end <= taken[at][0]
            if free and _unknown(word.facts):
                words.append(
                    [
                        ((word.start, word.start + length_of(p.proclitic, line, word.start), word.end), p.cost)
                        for p in word.facts.peeled
                        if len(p.rest) >= SHORTEST
                    ]
                )
        return words


def _unknown(facts: Facts) -> bool:
    """Whether nothing is known of the word that makes it native."""
    return len(facts.folded) >= SHORTEST and facts.context is None and not any(p.native for p in facts.peeled)
