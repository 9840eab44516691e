"""Which marks a reader needs: those that tell a word from the reading it would get without its context."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from ..encode import Encoded
from .network import Scores

HESITATION = 0.8
"""A mark the network is less sure of in context is written as well."""
REMEMBERED = 50_000
"""Words whose own reading is kept."""


class Ambiguity:
    """Knows each word's reading without context; asks the network once a word."""

    def __init__(self, network: Callable[[list[str]], Iterable[Scores]]) -> None:
        self.network = network
        self.alone: dict[bytes, NDArray[np.int64]] = {}

    def drop_clear(self, scores: Scores, lines: list[str], classes: NDArray[np.int64]) -> None:
        """Drop the marks of ``classes`` ([S], changed in place) that every reader supplies.

        A last letter's mark goes unless the network hesitates: its ending follows from the sentence, not the word.
        """
        encoded = scores.chunk.encoded
        self._ask(encoded, "\n".join(lines), scores)
        differs = np.zeros(len(classes), bool)
        for a, b in zip(encoded.first.tolist(), (encoded.last + 1).tolist(), strict=True):
            own = self.alone.get(encoded.symbols[a:b].tobytes())
            if own is not None:
                differs[a:b] = scores.classes[a:b] != own
        differs[encoded.last] = False
        classes[~differs & (probabilities(scores) >= HESITATION)] = 0

    def _ask(self, encoded: Encoded, text: str, scores: Scores) -> None:
        if len(self.alone) > REMEMBERED:
            self.alone.clear()
        new: dict[bytes, str] = {}
        for a, b in zip(encoded.first.tolist(), encoded.last.tolist(), strict=True):
            key = encoded.symbols[a : b + 1].tobytes()
            if scores.letter[a] and key not in self.alone:
                new.setdefault(key, "".join(text[i] for i in encoded.position[a : b + 1].tolist()))
        words = list(new)
        done = 0
        for part in self.network(list(new.values())):
            alone = part.chunk.encoded  # a word a line
            for a, b in zip(alone.first.tolist(), (alone.last + 1).tolist(), strict=True):
                self.alone[words[done]] = part.classes[a:b]
                done += 1


def probabilities(scores: Scores) -> NDArray[np.float32]:
    """[S] how likely the chosen class of each symbol is."""
    logits = scores.logits
    top = logits.max(-1, keepdims=True)
    total = np.exp(logits - top).sum(-1)
    chosen = np.exp(logits[np.arange(len(logits)), scores.classes] - top[:, 0])
    likely: NDArray[np.float32] = np.where(scores.letter & ((scores.hints == 0) | (scores.classes > 0)), chosen / total, 1.0)
    return likely
