"""Full tashkeel: a network proposes a mark for each letter, `join` writes it after the letter and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from .encode import CLASSES, FIRST_LETTER, FIRST_PUNCTUATION, LETTER_IDS, Encoded, encode
from .errors import AvcError
from .onnx_model import Model, as_int64, load_model
from .result import Result, side_by_side
from .text import ALEF, ALEF_MAKSURA, COMPOSING, DAMMA, DIACRITICS, EXTENDED, FATHA, FATHATAN, KASRA, LAM, LETTERS, MARKS, SHADDA, SUKUN

DEFAULT_MODEL = "tashkeel"
WINDOW, MARGIN = 128, 24
"""Words the network sees at once, and how many at each inner edge only serve as context."""
LONGEST = 8192
"""Characters of a line that are encoded at once; a longer line is cut at a space, so memory stays flat."""

Predict = Callable[[list[str]], list[Sequence[str]]]
"""N lines → N lists of marks, the i-th as long as the i-th line: one entry a code point, "" for none."""

_NONE, _FATHA, _DAMMA, _KASRA, _SUKUN, _FATHATAN, _SHADDA = (CLASSES.index(m) for m in ("", FATHA, DAMMA, KASRA, SUKUN, FATHATAN, SHADDA))
_BEARERS = frozenset(LETTERS) | frozenset(EXTENDED)
_ALEF, _LAM, _MEEM, _NOON, _MAKSURA = (LETTER_IDS[c] for c in (ALEF, LAM, "م", "ن", ALEF_MAKSURA))
_MASKED = np.float32(-1e9)


class Style(StrEnum):
    """How a word ends before a wasl alif: with the vowel that connected reading gives it (مِنَ الْبَيْتِ), or its own (مِنْ الْبَيْتِ)."""

    connected = "connected"
    isolated = "isolated"


class Diacritizer:
    """Adds tashkeel; can never add, drop or reorder anything else.

    Whatever ``predict`` returns, only the eight marks are kept, and only after a letter. A mark that the line already
    has is a hint: it stays, and the network sees it.
    """

    adds_marks_only = True

    def __init__(self, predict: Predict, signature: str = "diacritize") -> None:
        self.predict = predict
        self.signature = signature

    @classmethod
    def load(cls, model: str = DEFAULT_MODEL, style: str = Style.connected, threads: int = 1) -> Diacritizer:
        """Open a model by name or path; ``threads`` lines are worked on at once."""
        try:
            chosen = Style(style)
        except ValueError:
            raise AvcError(f"no style {style!r}; there are: {', '.join(Style)}") from None
        network = Network(load_model(model), chosen, threads)
        return cls(network, f"diacritize|{network.model.card.signature}|style:{chosen}")

    def __call__(self, lines: list[str]) -> list[Result]:
        return [Result(line, join(line, marks)) for line, marks in zip(lines, self.predict(lines), strict=True)]


def join(line: str, marks: Sequence[str]) -> str:
    """Write each letter's mark after the letter and what the writer had put on it.

    A vowel, tanwin or sukun already there wins; to a lone shadda only a vowel is added.
    """
    if len(marks) != len(line) or not any(marks):
        return line
    out: list[str] = []
    waiting = written = ""
    for char, mark in zip(line, marks, strict=True):
        if char in DIACRITICS:
            written += char
        elif char not in COMPOSING:
            if waiting:
                out.append(_missing(waiting, written))
            waiting = mark if mark and char in _BEARERS else ""
            written = ""
        out.append(char)
    if waiting:
        out.append(_missing(waiting, written))
    return "".join(out)


def _missing(mark: str, written: str) -> str:
    """What of a proposed mark can be added to the marks already written."""
    wanted = [m for m in mark if m in MARKS]
    shadda = SHADDA if SHADDA in wanted else ""
    vowel = next((m for m in wanted if m != SHADDA), "")
    if not written:
        return shadda + vowel if vowel != SUKUN or not shadda else shadda
    return vowel if written == SHADDA and vowel != SUKUN else ""


class Network:
    """`Predict` by an ONNX model, one line at a time: int8 activations are scaled over all that is run together, so
    a line's result would otherwise depend on its neighbours."""

    def __init__(self, model: Model, style: Style = Style.connected, threads: int = 1) -> None:
        self.model, self.style = model, style
        self.rows = model.card.settings["rows"]
        self._answer = side_by_side(self._lines, threads)

    def __call__(self, lines: list[str]) -> list[Sequence[str]]:
        return self._answer(lines)

    def _lines(self, lines: list[str]) -> list[Sequence[str]]:
        return [self._line(line) for line in lines]

    def _line(self, line: str) -> Sequence[str]:
        if len(line) <= LONGEST:
            return self._piece(line)
        return list(chain.from_iterable(self._piece(piece) for piece in _pieces(line)))

    def _piece(self, line: str) -> Sequence[str]:
        encoded = encode(line)
        letter = (encoded.symbols >= FIRST_LETTER) & (encoded.symbols < FIRST_PUNCTUATION)
        if not letter.any():
            return [""] * len(line)
        hints = _hints(encoded)
        classes = self._classes(encoded, hints)
        classes[(hints > 0) & (hints != 1 + _SHADDA)] = _NONE  # written already
        if self.style is Style.connected:
            _connect(encoded, classes, hints)
        marks = np.zeros(len(line), np.int64)
        marks[encoded.position[letter]] = classes[letter]
        return [CLASSES[c] for c in marks.tolist()]

    def _classes(self, encoded: Encoded, hints: NDArray[np.int8]) -> NDArray[np.int64]:
        rows = encoded.hashes(self.rows)
        words = len(encoded.first)
        out = np.zeros(len(encoded.symbols), np.int64)
        for a, b, left, right in _windows(words):
            start, end = int(encoded.first[a]), int(encoded.last[b - 1]) + 2
            first, last = encoded.first[a:b] - start, encoded.last[a:b] - start
            feeds = {
                "symbols": as_int64(encoded.symbols[start:end]),
                "hints": as_int64(hints[start:end]),
                "first": as_int64(first),
                "last": as_int64(last),
                "word": np.repeat(np.arange(b - a), last - first + 2),
                "rows": as_int64(rows[a:b]),
            }
            [logits] = self.model.run(feeds)
            shadda_only = hints[start:end] == 1 + _SHADDA
            if shadda_only.any():
                logits[np.flatnonzero(shadda_only), :_SHADDA] = _MASKED
            keep_from, keep_to = int(encoded.first[left]), int(encoded.last[right - 1]) + 2
            out[keep_from:keep_to] = logits[keep_from - start : keep_to - start].argmax(-1)
        return out


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


def _windows(words: int) -> Iterator[tuple[int, int, int, int]]:
    """(a, b, left, right): run words a to b, keep the answers for left to right."""
    if words <= WINDOW:
        yield 0, words, 0, words
        return
    step = WINDOW - 2 * MARGIN
    for left in range(0, words, step):
        right = min(left + step, words)
        yield max(0, left - MARGIN), min(words, right + MARGIN), left, right


def _hints(encoded: Encoded) -> NDArray[np.int8]:
    """[N] 0 where nothing was written, else 1 + the class. Tanwin written on a final alif belongs to the letter before."""
    hints = np.where(encoded.classes > 0, encoded.classes + 1, 0).astype(np.int8)
    last = encoded.last
    on_alef = last[(hints[last] == 1 + _FATHATAN) & np.isin(encoded.symbols[last], (_ALEF, _MAKSURA)) & (last > encoded.first)]
    hints[on_alef - 1] = 1 + _FATHATAN
    hints[on_alef] = 0
    return hints


def _connect(encoded: Encoded, classes: NDArray[np.int64], hints: NDArray[np.int8]) -> None:
    """Give a word that ends in sukun the helping vowel before a wasl alif: -a after مِن, -u after a plural's مُ, else -i."""
    first, last, symbols = encoded.first, encoded.last, encoded.symbols
    ends = np.flatnonzero(classes[last[:-1]] == _SUKUN)
    for i in ends.tolist():
        end, start = int(last[i]), int(first[i + 1])
        second, third = start + 1, start + 2
        wasl = symbols[start] == _ALEF and third <= int(last[i + 1]) and hints[start] == 0
        if not wasl or not (
            classes[second] in (_SUKUN, *range(_SHADDA, len(CLASSES))) or (symbols[second] == _LAM and classes[third] >= _SHADDA)
        ):
            continue
        before = end - 1
        length = end - int(first[i]) + 1
        if symbols[end] == _NOON and length in (2, 3) and symbols[before] == _MEEM and classes[before] == _KASRA:
            classes[end] = _FATHA
        elif symbols[end] == _MEEM and length > 1 and classes[before] == _DAMMA:
            classes[end] = _DAMMA
        else:
            classes[end] = _KASRA
