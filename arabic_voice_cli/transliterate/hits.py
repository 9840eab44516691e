"""What the search for catalogue terms finds: stretches of words with the entries they may stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .catalogue_index import Match
from .words import Context


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry that a stretch of words may stand for."""

    match: Match
    gain: float
    """Nats beyond the threshold."""
    by_rules: float | None = None
    """The same before a ranker weighed it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of words and what it may stand for, the best first."""

    first: int
    after: int
    """Words of the stretch: first ≤ word < after."""
    proclitic: str
    arabic: str
    """Folded, without blanks, proclitic and ending."""
    native: float
    """Cost of the words as native ones, in nats."""
    native_words: float
    """How many of them are known as native."""
    context: Context
    scored: tuple[Scored, ...]
    ending: str = ""

    @property
    def gain(self) -> float:
        return self.scored[0].gain


@dataclass(frozen=True, slots=True)
class Found:
    """``line[inner:end]`` stands for the hit's best entry; a proclitic begins at ``start``, an ending reaches to ``after``."""

    start: int
    inner: int
    end: int
    after: int
    hit: Hit


def best_row(hits: Sequence[Hit], begin: int, stop: int) -> list[Hit]:
    """The hits from word ``begin`` to ``stop`` without overlap that gain most together."""
    ending: dict[int, list[Hit]] = {}
    for hit in hits:
        ending.setdefault(hit.after, []).append(hit)
    if not ending:
        return []
    gained = [0.0] * (stop - begin + 1)
    taken: list[Hit | None] = [None] * (stop - begin + 1)
    for at in range(1, stop - begin + 1):
        gained[at] = gained[at - 1]
        for hit in ending.get(begin + at, ()):
            if gained[hit.first - begin] + hit.gain > gained[at]:
                gained[at], taken[at] = gained[hit.first - begin] + hit.gain, hit
    row: list[Hit] = []
    at = stop - begin
    while at:
        hit_here = taken[at]
        if hit_here:
            row.append(hit_here)
        at = hit_here.first - begin if hit_here else at - 1
    return row[::-1]
