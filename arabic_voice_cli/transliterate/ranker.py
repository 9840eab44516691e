"""Weighs catalogue terms with a network: how the letters align, what surrounds the span, what the rules know of both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..onnx_model import Card, Model, find, read_card
from .alignment import LetterCosts
from .catalogue_index import Match
from .phonetic import EDGE, fold_arabic
from .ranking import Query

if TYPE_CHECKING:
    from numpy.typing import NDArray

LATIN = {c: i for i, c in enumerate("abcdefghijklmnopqrstuvwxyzé0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" + EDGE, 1)}
ARABIC = {c: i for i, c in enumerate("ابتثجحخدذرزسشصضطظعغفقكلمنهوي0123456789 a.", 1)}
"""The folded alphabet, digits, a blank, any other letter (a), anything else (.)."""
LATIN_LETTERS, ARABIC_LETTERS = 4, 4
"""Letters of a step of the alignment that the network sees."""
STEPS, SPAN, BEFORE, AFTER = 40, 36, 40, 24
"""Longest alignment, span and surroundings, in steps and characters."""
TYPES = {
    t: i
    for i, t in enumerate(("artist", "person", "place", "song", "album", "film", "work", "app", "brand"), 2)
} | {"": 0, "band": 2, "track": 5, "book": 8, "game": 8, "company": 10}  # fmt: skip
"""Catalogue types; 1 is any other."""
CAUTIOUS = 13.0
"""The evidence in nats that the network takes for even odds."""


class NetworkRanker:
    """A `ranking.Ranker`; the network is opened when it is first asked, for many a line has nothing to weigh."""

    def __init__(self, card: Card, letters: LetterCosts) -> None:
        self._card, self._letters = card, letters
        self.signature = card.signature
        self.reach, self.share = (float(card.settings[name]) for name in ("reach", "share"))

    @classmethod
    def load(cls, letters: LetterCosts, name: str = "ranker") -> NetworkRanker:
        """Open the model of this name or path."""
        return cls(read_card(find(name)), letters)

    @cached_property
    def _model(self) -> Model:
        return Model(self._card)

    def __call__(self, queries: Sequence[Query]) -> list[list[float]]:
        if not queries:
            return []
        [odds] = self._model.run(encode(queries, self._letters))
        answers = iter(odds.tolist())
        return [[self._evidence(query, gain, next(answers)) for gain in query.gains] for query in queries]

    def _evidence(self, query: Query, gain: float, odds: float) -> float:
        """The rules' evidence and the network's log-odds in their shares: each is sure of what the other has not seen."""
        even = 0.0 if query.whole else CAUTIOUS
        both = even + (1 - self.share) * (gain - even) + self.share * odds
        return both if query.whole else min(gain + self.reach, both)


def encode(queries: Sequence[Query], letters: LetterCosts) -> dict[str, NDArray[Any]]:
    """The network's inputs: Q queries of C matches in all, aligned in at most L steps.

    latin, arabic [C, L, 4] letters of each step; match [C, 5] and query [Q, 8] numbers; kind [C] types; of [C] rows of
    queries; span [Q, ≤ 36], before [Q, ≤ 40], after [Q, ≤ 24] characters, those nearest to the span first.
    """
    import numpy as np

    matches = [(of, match, gain) for of, query in enumerate(queries) for match, gain in zip(query.matches, query.gains, strict=True)]
    steps = [_steps(queries[of], match, letters) for of, match, _ in matches]
    longest = max(map(len, steps), default=1)
    latin = np.zeros((len(matches), longest, LATIN_LETTERS), np.int64)
    arabic = np.zeros((len(matches), longest, ARABIC_LETTERS), np.int64)
    for row, aligned in enumerate(steps):
        for at, (grapheme, written) in enumerate(aligned):
            latin[row, at, : len(grapheme)] = grapheme
            arabic[row, at, : len(written)] = written
    return {
        "latin": latin,
        "arabic": arabic,
        "match": np.array([_match_numbers(queries[of], match, gain) for of, match, gain in matches], np.float32),
        "kind": np.array([TYPES.get(match.entry.type, 1) for _, match, _ in matches], np.int64),
        "of": np.array([of for of, _, _ in matches], np.int64),
        "query": np.array([_query_numbers(query) for query in queries], np.float32),
        "span": np.array(_padded([_characters(query.arabic)[:SPAN] for query in queries]), np.int64),
        "before": np.array(_padded([_characters(query.before)[::-1][:BEFORE] for query in queries]), np.int64),
        "after": np.array(_padded([_characters(query.after)[:AFTER] for query in queries]), np.int64),
    }


def _steps(query: Query, match: Match, letters: LetterCosts) -> list[tuple[list[int], list[int]]]:
    limit = math.inf if query.whole else match.cost + 1e-6  # a line that is one term may have been searched without its article
    _, steps = letters.trace_encoded(match.spelled, query.arabic, limit)
    return [([LATIN.get(c, 0) for c in g[:LATIN_LETTERS]], [ARABIC.get(c, 0) for c in a[:ARABIC_LETTERS]]) for g, a in steps[:STEPS]]


def _match_numbers(query: Query, match: Match, gain: float) -> tuple[float, ...]:
    return (
        match.cost / 5,
        match.cost / max(1, len(query.arabic)),
        0.0 if query.whole else (gain - CAUTIOUS) / 5,
        abs(match.words - query.words) / 2,
        float(match.entry.type in query.types),
    )


def _query_numbers(query: Query) -> tuple[float, ...]:
    return (
        query.native / 10,
        query.native_words / query.words,
        query.words / 3,
        len(query.arabic) / 10,
        query.context / 4,
        math.log10(1 + query.entries) / 5,
        float(query.whole),
        min(len(query.matches), 20) / 10,
    )


def _characters(text: str) -> list[int]:
    return [ARABIC.get(c) or ARABIC["a" if c.isalpha() else " " if c.isspace() else "."] for c in fold_arabic(text)]


def _padded(rows: list[list[int]]) -> list[list[int]]:
    size = max([1, *map(len, rows)])
    return [row + [0] * (size - len(row)) for row in rows]
