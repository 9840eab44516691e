"""What the tokenizer takes for clitics on a slot, where the catalogue does not know its value."""

from __future__ import annotations

from functools import cached_property

from ..tokenize import Tokenizer
from ..tokenize.segment import STEM
from .socket import NOMINAL


class Guesser:
    """A `socket.Guess`; the tokenizer is loaded at the first slot that needs it."""

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return Tokenizer.load("d3")

    def __call__(self, line: str, start: int, end: int) -> tuple[int, int]:
        spans = [span for span in self._tokenizer([line])[0].spans if start <= span.start and span.end <= end]
        after = start
        for span in spans:
            if span.start != after or span.label not in NOMINAL:
                break
            after = span.end
        last = spans[-1] if spans else None
        pronoun = last is not None and last.label.startswith("PRON") and last.end == end and len(spans) > 1 and spans[-2].label == STEM
        return after - start, last.end - last.start if last and pronoun else 0
