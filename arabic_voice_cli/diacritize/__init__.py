"""Full tashkeel for any text: a network proposes each letter's mark, `join` writes it after the letter and nowhere else.

`chunk` encodes lines together, `network` asks the model, `writing` decides which marks are written, `confidence`
says how sure each word is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache, partial

import numpy as np

from ..errors import AvcError
from ..onnx_model import load_model
from ..result import Result, Span
from ..text import DIACRITICS, strip_diacritics
from .ambiguity import Ambiguity
from .confidence import Calibration, WordSpans, word_confidences, word_spans
from .hamza import restore
from .join import join
from .network import Network, Scores
from .writing import Form, Style, Writing, connect, drop_implied, only_shadda, pause

MODELS = {"msa": "tashkeel", "khaleeji": "khaleeji"}
"""The model of each variety."""
LONGEST = 8192
"""Characters of a line that are worked on at once; a longer line is cut at a space, so memory stays flat."""

Predict = Callable[[list[str]], Iterable[Scores]]
"""N lines → the network's scores for consecutive chunks of them."""

__all__ = ["Calibration", "Diacritizer", "Form", "Network", "Style", "Writing", "join"]


class Diacritizer:
    """Adds tashkeel; cannot add, drop or reorder anything else.

    Whatever ``predict`` returns, only the eight marks are written, and only after a letter. A mark that the line
    already has is a hint: it stays, and the network sees it. Only two choices of `Writing` touch what is there:
    ``ignore_hints`` takes the writer's marks off, ``restore_hamza`` writes أ, إ or آ for a bare alif.
    """

    def __init__(
        self,
        predict: Predict,
        writing: Writing = Writing(),
        calibration: Calibration = Calibration(),
        signature: str = "diacritize",
        inflected: bool = True,
    ) -> None:
        """``inflected``: the variety has case endings, which liaison and pause are about."""
        self.predict, self.writing, self.calibration, self.inflected = predict, writing, calibration, inflected
        self.adds_marks_only = not (writing.ignore_hints or writing.restore_hamza)
        self.signature = f"{signature}|{writing.signature}"
        self._ambiguity = Ambiguity(predict)

    @classmethod
    def load(cls, model: str | None = None, variety: str | None = None, **choices: object) -> Diacritizer:
        """Open a model by name or path, or that of a variety: msa, if nothing is said, or khaleeji.

        ``choices`` are the fields of `Writing`. Raises AvcError for a value it does not know, and for a model of another variety.
        """
        try:
            writing = Writing(**choices)  # type: ignore[arg-type]
            writing = Writing(**{**choices, "style": Style(writing.style), "form": Form(writing.form)})  # type: ignore[arg-type]
        except ValueError as error:
            raise AvcError(f"{error}; styles are {', '.join(Style)}, forms {', '.join(Form)}") from None
        if variety not in (None, *MODELS):
            raise AvcError(f"unknown variety {variety!r}; varieties are {', '.join(MODELS)}")
        network = Network(load_model(model or MODELS[variety or "msa"]))
        if variety not in (None, network.variety):
            raise AvcError(f"model {model!r}: made for {network.variety}; leave it out, or choose --variety {network.variety}")
        settings = network.model.card.settings
        calibration = Calibration(settings.get("confidence_slope", 1.0), settings.get("confidence_offset", 0.0))
        return cls(network, writing, calibration, f"diacritize|{network.model.card.signature}", inflected=network.variety == "msa")

    def __call__(self, lines: list[str]) -> list[Result]:
        bare = [strip_diacritics(line) for line in lines] if self.writing.ignore_hints else lines
        results = self._mark(bare)
        if self.writing.ignore_hints:
            results = [_unstripped(line, result) for line, result in zip(lines, results, strict=True)]
        return (
            [replace(result, source=line) for line, result in zip(lines, results, strict=True)] if self.writing.restore_hamza else results
        )

    def _mark(self, lines: list[str]) -> list[Result]:
        pieces = [piece for line in lines for piece in _pieces(line)]
        if self.writing.restore_hamza:
            pieces = restore(self.predict, pieces)
        done = self._pieces(pieces)
        return [_joined(line, done) for line in lines]

    def _pieces(self, pieces: list[str]) -> Iterator[Result]:
        start = 0
        for scores in self.predict(pieces):
            count = len(scores.chunk.starts) - 1
            yield from self._write(scores, pieces[start : start + count])
            start += count

    def _write(self, scores: Scores, lines: list[str]) -> Iterator[Result]:
        chunk, writing = scores.chunk, self.writing
        encoded, classes = chunk.encoded, scores.classes.copy()
        confidences = cache(partial(word_confidences, scores, self.calibration))  # worked out once a chunk, if anybody asks
        if writing.min_confidence:
            unsure = confidences() < writing.min_confidence
            classes[unsure[encoded.words()]] = 0
        if self.inflected and not writing.case_endings:
            pause(encoded, classes)
        elif self.inflected and writing.liaison:
            connect(encoded, chunk.line, classes, scores.hints)
        if writing.style is Style.minimal:
            drop_implied(encoded, classes, scores.hints)
        elif writing.style is Style.ambiguous:
            self._ambiguity.drop_clear(scores, lines, classes)
        if writing.form is Form.asr:
            only_shadda(encoded, classes)
        marks = np.zeros(int(chunk.starts[-1]), np.int64)
        marks[encoded.position[scores.letter]] = classes[scores.letter]
        for i, (line, at) in enumerate(zip(lines, chunk.starts.tolist(), strict=False)):
            spans = WordSpans(partial(word_spans, scores, confidences, i, line, classes))
            yield Result(line, join(line, marks[at : at + len(line)]), spans)


def _pieces(line: str) -> Iterator[str]:
    start = 0
    while len(line) - start > LONGEST:
        cut = line.rfind(" ", start + LONGEST // 2, start + LONGEST)
        end = cut + 1 if cut >= 0 else start + LONGEST
        while end < len(line) and line[end] in DIACRITICS:  # a letter keeps its marks
            end += 1
        yield line[start:end]
        start = end
    yield line[start:]


def _joined(line: str, done: Iterator[Result]) -> Result:
    """The next results of ``done`` as one, until they make up the line."""
    first = next(done)
    if len(first.source) == len(line):
        return first
    parts, size = [first], len(first.source)
    while size < len(line):
        parts.append(next(done))
        size += len(parts[-1].source)
    return Result(line, "".join(p.text for p in parts), WordSpans(partial(_shifted, parts)))


def _shifted(parts: list[Result]) -> tuple[Span, ...]:
    spans, offset = [], 0
    for part in parts:
        spans += [replace(s, start=s.start + offset, end=s.end + offset) for s in part.spans]
        offset += len(part.source)
    return tuple(spans)


def _unstripped(line: str, result: Result) -> Result:
    """The result for a line that had its marks taken off, as one for the line as it was."""

    def spans() -> tuple[Span, ...]:
        at = [i for i, char in enumerate(line) if char not in DIACRITICS] + [len(line)]
        return tuple(replace(s, start=at[s.start], end=at[s.end]) for s in result.spans)

    return Result(line, result.text, WordSpans(spans))
