"""What a model may decide: which entry a spelling stands for, and how a word that no catalogue has is spelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from .catalogue_index import Match
from .hits import Scored
from .phonetic import EDGE, fold_latin


@dataclass(frozen=True, slots=True)
class Query:
    """An Arabic span, the entries it may stand for, what the rules know of it, and the text around it."""

    arabic: str
    """Folded, without blanks, without its proclitic and ending."""
    matches: tuple[Match, ...]
    """None of them an alias: what a catalogue's owner lists is not weighed."""
    gains: tuple[float, ...]
    """Of each match its evidence by the rules, in nats."""
    before: str = ""
    """The line up to the span, its proclitic included, or the end of that."""
    after: str = ""
    native: float = 0.0
    """Cost of the words as native ones, in nats."""
    native_words: float = 0.0
    """How many of the words are known as native."""
    words: int = 1
    context: float = 0.0
    """Nats that a context word adds."""
    types: frozenset[str] = frozenset()
    """Those that the context word speaks of."""
    entries: int = 0
    """Of the catalogue: the more, the more sound alike by chance."""
    whole: bool = False
    """Whether the line is one term: then only the order counts."""


class Ranker(Protocol):
    """Scores candidates; without one, the alignment's costs decide."""

    reach: float
    """Nats that it adds to the evidence at most: what is short of a rewrite by more is not asked about."""
    share: float
    """Of the evidence it gives, the part that is its own; the rest is the rules'."""

    @property
    def signature(self) -> str: ...

    def __call__(self, queries: Sequence[Query]) -> Sequence[Sequence[float]]:
        """For each query, of each of its matches: its evidence in nats, to be compared with the threshold."""
        ...


def reweighed(rank: Ranker, asked: Sequence[tuple[Sequence[Scored], Query]], threshold: float) -> list[list[Scored]]:
    """Of each span its entries with the ranker's evidence beyond the threshold as gains, the best first.

    Of an alias, about which it is not asked, the rules' share is left: سناب that is listed does not win over سناب شات by the scale alone.
    Between writings of one name (TikTok, Tik Tok) the rules' order decides: they share the best evidence of any of them.
    """
    answers = iter(rank([query for _, query in asked if query.matches]))
    out = []
    for scored, query in asked:
        scores = next(answers) if query.matches else ()
        names = [fold_latin(match.entry.term).replace(EDGE, "") for match in query.matches]
        best: dict[str, float] = {}
        for name, score in zip(names, scores, strict=True):
            best[name] = max(score, best.get(name, score))
        evidence = map(best.__getitem__, names)
        gains = (s.gain * (1 - rank.share) if s.match.alias else next(evidence) - threshold for s in scored)
        new = [replace(s, gain=gain, by_rules=s.gain) for s, gain in zip(scored, gains, strict=True)]
        out.append(sorted(new, key=lambda s: -s.gain))
    return out


class Fallback(Protocol):
    """Spells words in Latin letters without a catalogue."""

    @property
    def signature(self) -> str: ...

    def __call__(self, spans: Sequence[str], count: int) -> Sequence[Sequence[tuple[str, float]]]:
        """For each Arabic span at most ``count`` (spelling, its probability), the likeliest first."""
        ...
