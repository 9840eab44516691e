"""Bare alif back to أ, إ or آ, for text typed without hamzas; the marks are then read from the restored line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from ..encode import ALEFS, LETTER_IDS
from ..text import ALEF
from .network import Scores

SURE = 0.9
"""An alif is left as it is where the network is less sure than this."""


def restore(network: Callable[[list[str]], Iterable[Scores]], lines: list[str]) -> list[str]:
    """Lines of the same lengths, with the hamzas that the network is sure of."""
    restored: list[str] = []
    for scores in network(lines):
        chunk = scores.chunk
        part = lines[len(restored) : len(restored) + len(chunk.starts) - 1]
        restored += _restored(scores, part)
    return restored


def _restored(scores: Scores, lines: list[str]) -> Iterator[str]:
    chunk = scores.chunk
    at = np.flatnonzero(chunk.encoded.symbols == LETTER_IDS[ALEF])
    odds = np.exp(scores.hamza[at] - scores.hamza[at].max(-1, keepdims=True))
    choice, sure = odds.argmax(-1), odds.max(-1) / odds.sum(-1)
    chosen = (choice > 0) & (sure >= SURE)
    places, letters = chunk.encoded.position[at[chosen]], choice[chosen].tolist()
    bounds = np.searchsorted(places, chunk.starts).tolist()
    for i, line in enumerate(lines):
        changed = list(line)
        for j in range(bounds[i], bounds[i + 1]):
            offset = int(places[j] - chunk.starts[i])
            if changed[offset] == ALEF:  # not a letter of another alphabet that patterns with it
                changed[offset] = ALEFS[letters[j]]
        yield "".join(changed)
