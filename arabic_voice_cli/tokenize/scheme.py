"""Tokenization schemes: which classes of clitic are split; the rest stays on the stem.

``nlu`` splits what an assistant's slots need: pronouns, and the ل of an indirect object (جيب+ل+ي). ``nlu+`` adds the
demonstrative, question word, vocative, negation and conjunctions. ``d0`` … ``d3`` and ``atb`` are the field's
(Habash 2010; ``atb`` is the Penn Arabic Treebank's: everything but the article).
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import AvcError
from .segment import STEM, Analysis, Segment, coarse

PARTICLES = frozenset(("CONJ", "PREP", "FUT", "PROG", "NEG", "WH", "VOC", "PART", "DEM"))
SCHEMES: dict[str, frozenset[str]] = {
    "nlu": frozenset(("PRON",)),
    "nlu+": frozenset(("PRON", "DEM", "WH", "VOC", "NEG", "CONJ")),
    "d0": frozenset(),
    "d1": frozenset(("CONJ",)),
    "d2": PARTICLES,
    "atb": PARTICLES | {"PRON"},
    "d3": PARTICLES | {"PRON", "DET"},
}
"""Scheme → the classes it splits off; PRON stands for every pronoun."""
CLASSES = SCHEMES["d3"]
"""All classes that can be split."""


def classes_of(scheme: str, split: str = "", keep: str = "") -> frozenset[str]:
    """The classes a scheme splits, with those of ``split`` added and those of ``keep`` left out (names with commas between)."""
    if scheme not in SCHEMES:
        raise AvcError(f"--scheme: no scheme {scheme!r}; schemes are: {', '.join(SCHEMES)}")
    for option, names in (("--split", split), ("--keep", keep)):
        for name in filter(None, names.split(",")):
            if name not in CLASSES:
                raise AvcError(f"{option}: no class {name!r}; classes are: {', '.join(sorted(CLASSES))}")
    return (SCHEMES[scheme] | set(filter(None, split.split(",")))) - set(keep.split(","))


@dataclass(frozen=True, slots=True)
class Piece:
    """What a scheme keeps together. ``leans`` is +1 where it leans on the next piece (و+), -1 on the one before, else 0."""

    segments: Analysis
    label: str
    leans: int

    @property
    def letters(self) -> str:
        return "".join(s.letters for s in self.segments)

    @property
    def last(self) -> Segment:
        return self.segments[-1]


def apply_scheme(analysis: Analysis, classes: frozenset[str]) -> list[Piece]:
    """The pieces of a word whose ``classes`` are split.

    A ل goes with the pronoun after it, unless it stands before the stem. What is not split is glued to the stem; in a
    word without one (ولك) it is a piece of its own.
    """
    if len(analysis) == 1:
        return [Piece(analysis, STEM, 0)]
    labels = [s.label for s in analysis]
    stem = labels.index(STEM) if STEM in labels else -1
    middle = stem if stem >= 0 else max((i for i, label in enumerate(labels) if label == "PREP"), default=0)
    pieces: list[Piece] = []
    glued: list[Segment] = []
    first = 0
    for i, segment in enumerate(analysis):
        indirect = segment.label == "PREP" and i > stem and "PRON" in classes and i + 1 < len(analysis) and coarse(labels[i + 1]) == "PRON"
        if indirect or coarse(segment.label) in classes:
            if glued:
                pieces.append(_glued(glued, first, middle))
                glued = []
            pieces.append(Piece((segment,), segment.label, _side(i, i, middle)))
        else:
            first = first if glued else i
            glued.append(segment)
    if glued:
        pieces.append(_glued(glued, first, middle))
    return pieces


def _glued(segments: list[Segment], first: int, middle: int) -> Piece:
    return Piece(tuple(segments), STEM, _side(first, first + len(segments) - 1, middle))


def _side(first: int, last: int, middle: int) -> int:
    return 1 if last < middle else -1 if first > middle else 0
