"""What a model may decide: which entry a spelling stands for, and how a word that no catalogue has is spelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol


@dataclass(frozen=True, slots=True)
class Query:
    """An Arabic span, the Latin terms it may stand for, and the text around it."""

    AROUND: ClassVar[int] = 60
    """Characters of the line that are told on either side."""

    arabic: str
    """As it stands in the line, without its proclitic."""
    terms: tuple[str, ...]
    before: str = ""
    after: str = ""


class Ranker(Protocol):
    """Scores candidates; without one, the alignment's costs decide."""

    @property
    def signature(self) -> str: ...

    def __call__(self, queries: Sequence[Query]) -> Sequence[Sequence[float]]:
        """For each query, of each of its terms: log P(span | term) or what is comparable with it, in nats (at most about 0)."""
        ...


class Fallback(Protocol):
    """Spells words in Latin letters without a catalogue."""

    @property
    def signature(self) -> str: ...

    def __call__(self, spans: Sequence[str], count: int) -> Sequence[Sequence[tuple[str, float]]]:
        """For each Arabic span at most ``count`` (spelling, its probability), the likeliest first."""
        ...
