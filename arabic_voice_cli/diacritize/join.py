"""Marks into text: each letter's after the letter and what the writer had put on it, and nowhere else."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from ..encode import CLASSES
from ..text import COMPOSING, DIACRITICS, EXTENDED, LETTERS, MARKS, SHADDA, SUKUN

_MARKED = re.compile("[" + "".join(sorted(DIACRITICS)) + COMPOSING + "]")
_BEARERS = frozenset(LETTERS) | frozenset(EXTENDED)
_BEARS = np.zeros(0x10000, bool)
_BEARS[[ord(c) for c in _BEARERS]] = True
_POINTS = np.array([[ord(c) for c in marks.ljust(2, "\0")] for marks in CLASSES], np.uint32)


def join(line: str, classes: NDArray[np.integer]) -> str:
    """Write the marks of ``classes`` ([L], an index into CLASSES for each code point) into a line of L code points.

    What is no letter gets nothing. A vowel, tanwin or sukun already there wins; to a lone shadda only a vowel is added.
    """
    if len(classes) != len(line):
        return line
    if _MARKED.search(line):
        return _join_marked(line, [CLASSES[c] for c in classes.tolist()])
    points = np.frombuffer(line.encode("utf-32-le", "surrogatepass"), np.uint32)
    out = np.zeros((len(points), 3), np.uint32)
    out[:, 0] = points
    out[:, 1:] = _POINTS[np.where((points < 0x10000) & _BEARS[points & 0xFFFF], classes, 0)]
    keep = out != 0
    keep[:, 0] = True
    text: bytes = out[keep].tobytes()
    return text.decode("utf-32-le", "surrogatepass")


def _join_marked(line: str, marks: list[str]) -> str:
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
    shadda = SHADDA if SHADDA in mark else ""
    vowel = next((m for m in mark if m != SHADDA), "")
    if not any(m in MARKS for m in written):
        return shadda + vowel
    return vowel if written == SHADDA and vowel != SUKUN else ""
