"""From lines to a class for each letter: the network, what it may not answer, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..encode import ALEFS, CLASSES, FIRST_LETTER, FIRST_PUNCTUATION, LETTER_IDS, Encoded
from ..onnx_model import Model
from ..text import ALEF, ALEF_MADDA, ALEF_MAKSURA, FATHATAN, SHADDA, SUKUN, TANWIN, VOWELS
from .chunk import Chunk

CHUNK = 8192
"""Characters that are encoded together; bounds memory."""
FATHATAN_CLASS, SHADDA_CLASS, SUKUN_CLASS = CLASSES.index(FATHATAN), CLASSES.index(SHADDA), CLASSES.index(SUKUN)
_ALEF, _MADDA, _MAKSURA = (LETTER_IDS[c] for c in (ALEF, ALEF_MADDA, ALEF_MAKSURA))
_NEVER = np.float32(-1e9)
_FIRST, _INSIDE, _BARE, _SHADDA_WRITTEN = 1, 2, 4, 8


def _forbidden(khaleeji: bool = False) -> NDArray[np.bool_]:
    """[16, classes] what a letter cannot carry: bits say that it is a word's first, inside it, an alif, or has a written shadda.

    In Khaleeji spelling an alif carries the vowel that it begins with (اَبِي, الاَربَعا) and no other mark, and a shadda may stand alone (صَحّ).
    """
    table = np.zeros((16, len(CLASSES)), bool)
    kinds = np.arange(16)
    for i, marks in enumerate(CLASSES):
        if marks.startswith(SHADDA):
            table[(kinds & _FIRST) > 0, i] = True
        else:
            table[(kinds & _SHADDA_WRITTEN) > 0, i] = True
        if set(marks) & set(TANWIN):
            table[(kinds & _INSIDE) > 0, i] = True
        if marks and not (khaleeji and marks in VOWELS):
            table[(kinds & _BARE) > 0, i] = True
    if not khaleeji:
        table[:, SHADDA_CLASS] |= (kinds & _SHADDA_WRITTEN) == 0  # a shadda always has a vowel
    table[(kinds & (_SHADDA_WRITTEN | _BARE)) == _SHADDA_WRITTEN | _BARE] = False
    return table


FORBIDDEN = {"msa": _forbidden(), "khaleeji": _forbidden(khaleeji=True)}
"""By variety."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of a chunk. S symbols."""

    chunk: Chunk
    hints: NDArray[np.int8]
    """[S] 0 where the writer left no mark, else 1 + its class."""
    classes: NDArray[np.int64]
    """[S] index into CLASSES; 0 where the writer's mark stands."""
    logits: NDArray[np.float32]
    """[S, classes]"""
    letter: NDArray[np.bool_]
    """[S] the symbols that are Arabic letters."""
    hamza: NDArray[np.float32]
    """[S, alefs] what a bare alif stands for, as log-odds."""


class Network:
    """Runs the ONNX model over lines, a chunk at a time."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.rows = int(model.card.settings["rows"])
        self.variety = model.card.variety
        self._forbidden = FORBIDDEN[self.variety]

    def __call__(self, lines: list[str]) -> Iterator[Scores]:
        for part in _chunks(lines):
            yield self._score(Chunk(part, self.rows))

    def _score(self, chunk: Chunk) -> Scores:
        encoded = chunk.encoded
        size = len(encoded.symbols)
        hints = read_hints(encoded)
        kind = _kinds(encoded, hints)
        answers = np.zeros((size, len(CLASSES) + len(ALEFS)), np.float32)
        for run in chunk.runs():
            feeds, at = chunk.feeds(run, hints)
            [answer] = self.model.run(feeds)
            start = int(encoded.first[run.a])
            a, b = int(encoded.first[run.left]), int(encoded.last[run.right - 1]) + 2
            answers[a:b] = answer[at[a - start : b - start]]
        logits, hamza = answers[:, : len(CLASSES)], answers[:, len(CLASSES) :]
        classes = logits.argmax(-1)
        wrong = np.flatnonzero(self._forbidden[kind, classes])
        if len(wrong):
            logits[wrong] = np.where(self._forbidden[kind[wrong]], _NEVER, logits[wrong])
            classes[wrong] = logits[wrong].argmax(-1)
        letter = (encoded.symbols >= FIRST_LETTER) & (encoded.symbols < FIRST_PUNCTUATION)
        _part_clusters(classes, logits, hints, letter)
        classes[~letter | ((hints > 0) & (hints != 1 + SHADDA_CLASS))] = 0  # no letter, or written already
        return Scores(chunk, hints, classes, logits, letter, hamza)


def _part_clusters(classes: NDArray[np.int64], logits: NDArray[np.float32], hints: NDArray[np.int8], letter: NDArray[np.bool_]) -> None:
    """No sukun before a doubled letter of the same word: of the two, the letter that loses less gets its next best class."""
    kinds = np.arange(len(CLASSES))
    written = (hints > 0) & (hints != 1 + SHADDA_CLASS)
    read = np.where(written, hints - 1, classes)
    doubled = (read >= SHADDA_CLASS) | (hints == 1 + SHADDA_CLASS)
    for i in np.flatnonzero((read[:-1] == SUKUN_CLASS) & doubled[1:] & letter[:-1] & letter[1:]).tolist():
        choices = []
        for at, allowed in ((i, kinds != SUKUN_CLASS), (i + 1, (kinds < SHADDA_CLASS) & (kinds != SUKUN_CLASS))):
            if not hints[at]:
                best = int(np.where(allowed, logits[at], _NEVER).argmax())
                choices.append((float(logits[at, classes[at]] - logits[at, best]), at, best))
        if choices:
            _, at, best = min(choices)
            classes[at] = best


def _chunks(lines: list[str]) -> Iterator[list[str]]:
    start = size = 0
    for i, line in enumerate(lines):
        if size and size + len(line) > CHUNK:
            yield lines[start:i]
            start, size = i, 0
        size += len(line) + 1
    if start < len(lines):
        yield lines[start:]


def read_hints(encoded: Encoded) -> NDArray[np.int8]:
    """[S] 0 where nothing was written, else 1 + the class. Tanwin written on a final alif belongs to the letter before."""
    hints = np.where(encoded.classes > 0, encoded.classes + 1, 0).astype(np.int8)
    last = encoded.last
    on_alef = last[(hints[last] == 1 + FATHATAN_CLASS) & np.isin(encoded.symbols[last], (_ALEF, _MAKSURA)) & (last > encoded.first)]
    hints[on_alef - 1] = 1 + FATHATAN_CLASS
    hints[on_alef] = 0
    return hints


def _kinds(encoded: Encoded, hints: NDArray[np.int8]) -> NDArray[np.int8]:
    """[S] what each letter's place and spelling rule out, as bits; see `FORBIDDEN`."""
    symbols, first, last = encoded.symbols, encoded.first, encoded.last
    kind = np.full(len(symbols), _INSIDE, np.int8)
    kind[last] = 0
    on_alef = last[np.isin(symbols[last], (_ALEF, _MAKSURA)) & (last > first)]
    kind[on_alef - 1] &= ~_INSIDE
    kind[first] |= _FIRST
    kind[np.isin(symbols, (_ALEF, _MADDA))] |= _BARE
    kind[hints == 1 + SHADDA_CLASS] |= _SHADDA_WRITTEN
    return kind
