"""What is told of a span: the term it stands for, how it was found, and what else it may stand for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..result import Span
from .catalogue_index import Match
from .hits import Scored


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term that a span may stand for."""

    term: str
    id: str
    type: str
    score: float
    """Evidence in nats; in a line that is one span only the differences count."""
    reason: str


@dataclass(frozen=True, slots=True)
class LoanSpan(Span):
    """A span that stands for a catalogue's term; ``rule`` says how it was found: alias or spelling."""

    id: str = ""
    """The entry's id in the catalogue."""
    score: float = 0.0
    candidates: tuple[Candidate, ...] = ()

    def record(self) -> dict[str, object]:
        record = Span.record(self)
        if not self.candidates:
            del record["candidates"]
        return record


def guessed(start: int, end: int, guesses: Sequence[tuple[str, float]]) -> LoanSpan:
    """A word as the model spells it; the candidates' scores are logs of probabilities."""
    told = tuple(Candidate(form, "", "", round(math.log(p), 2), "model") for form, p in guesses) if len(guesses) > 1 else ()
    form, p = guesses[0]
    return LoanSpan(start, end, "foreign", form, "model", confidence=round(p, 4), score=round(math.log(p), 2), candidates=told)


def distinct(scored: Sequence[Scored]) -> list[Scored]:
    """The best of each term."""
    return list({s.match.entry.term: s for s in reversed(scored)}.values())[::-1]


def how(match: Match) -> str:
    return "alias" if match.alias else "spelling"


def candidate(scored: Scored, threshold: float, why: Sequence[str]) -> Candidate:
    """``threshold`` is what the gains are beyond; ``why`` is what the rules know of the span."""
    match = scored.match
    entry = match.entry
    reasons = [how(match) if match.alias else f"spelling {-match.cost:.1f}", *why]
    if scored.by_rules is not None:
        reasons.append(f"by the rules {scored.by_rules + threshold:.1f}, in the line {scored.gain + threshold:.1f}")
    return Candidate(entry.term, entry.id, entry.type, round(scored.gain + threshold, 2), "; ".join(reasons))
