"""`avc score tokenize`: word accuracy and clitic F1 under a scheme.

Reference and hypothesis have one word a line: sentence id, word, pieces joined by ``+``, tags joined by ``+`` [, note];
blank lines part sentences. The reference splits every clitic (D3, with or without inflection) and is reduced to the
scheme here; the hypothesis is in the scheme. Instead, the hypothesis may be what ``avc tokenize -f jsonl`` makes of
the `sentences` of the reference.

A word is right when its pieces are exactly the reference's. A clitic is right at its position, with its letters and its
class; F1 is the harmonic mean of precision and recall. Words without an Arabic letter, and words whose note says that the
reference is in doubt, are left out.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from ..errors import AvcError
from ..streams import Line
from ..text import HAMZA, YEH
from .files import read_records
from .ratios import Counts, Ratios
from .report import Bootstrap, Report, table

Scheme = Literal["d0", "d1", "d2", "d3", "atb", "nlu", "nlu+"]
_PARTICLES = frozenset({"CONJ", "PREP", "FUT", "PROG", "NEG", "WH", "VOC", "PART", "DEM"})
SCHEMES: dict[str, frozenset[str]] = {
    "d0": frozenset(),
    "d1": frozenset({"CONJ"}),
    "d2": _PARTICLES,
    "atb": _PARTICLES | {"PRON"},
    "d3": _PARTICLES | {"PRON", "DET"},
    "nlu": frozenset({"PRON"}),
    "nlu+": frozenset({"PRON", "DEM", "WH", "VOC", "NEG", "CONJ"}),
}
"""Scheme → the classes it splits off (Habash & Sadat 2006 for D1 to D3; Penn Arabic Treebank for ATB)."""
INFLECTION = frozenset({"FEM", "PLUR", "DUAL", "SUBJ", "CASE", "INFL"})
"""Endings that belong to the word whatever the scheme."""
STEM = "STEM"
IN_DOUBT = ("UNALIGNED", "BADALIGN", "UNSURE")
_ARABIC = re.compile(f"[{HAMZA}-{YEH}ٱ-ۓ]")

Piece = tuple[str, str]
"""(surface, tag)."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a file."""

    sentence: str
    surface: str
    pieces: list[Piece]
    note: str
    place: str


def read_words(file: str) -> list[Word]:
    """The words of a TSV file, or of what ``avc tokenize -f jsonl`` wrote."""
    records = [line for line in read_records(file) if line.body]
    if records and records[0].body.startswith(b"{"):
        return [word for line in records for word in from_json(line)]
    return [_word(line) for line in records]


def _word(line: Line) -> Word:
    cells = line.text().split("\t")
    if len(cells) < 4:
        raise AvcError(f"{line.place}: {len(cells)} columns, expected sentence, word, pieces, tags; part them by tabs")
    pieces, tags = cells[2].split("+"), cells[3].split("+")
    if len(pieces) != len(tags):
        raise AvcError(f"{line.place}: {len(pieces)} pieces but {len(tags)} tags; every piece has one tag")
    return Word(cells[0], cells[1], list(zip(pieces, tags, strict=True)), cells[4] if len(cells) > 4 else "", line.place)


def from_json(line: Line) -> list[Word]:
    """A sentence with ``source`` and ``spans``: a word stands between two spaces, and a piece begins where a span does."""
    try:
        record = json.loads(line.text())
        source: str = record["source"]
        labels = {int(span["start"]): str(span["label"]) for span in record["spans"]}
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise AvcError(f"{line.place}: no object with source and spans ({error}); write it with avc tokenize -f jsonl") from None
    words = []
    start = 0
    for surface in source.split(" "):  # what `sentences` joined, an empty word included
        end = start + len(surface)
        pieces: list[Piece] = []
        for a, b in pairwise([start, *(at for at in sorted(labels) if start < at < end), end]):
            tag = labels.get(a, STEM)
            if pieces and tag == STEM == pieces[-1][1]:  # stems around a hyphen: nothing was split here
                pieces[-1] = (pieces[-1][0] + source[a:b], STEM)
            else:
                pieces.append((source[a:b], tag))
        words.append(Word(line.place, surface, pieces, "", line.place))
        start = end + 1
    return words


def sentences(file: str) -> list[str]:
    """The sentences of a TSV file as lines of words parted by spaces."""
    return [" ".join(word.surface for word in words) for _, words in groupby(read_words(file), lambda word: word.sentence)]


def coarse(tag: str) -> str:
    """All pronouns are one class."""
    return "PRON" if tag.startswith("PRON") else tag


def glue_inflection(pieces: list[Piece]) -> list[Piece]:
    """Join inflectional endings to the piece before them."""
    out: list[Piece] = []
    for surface, tag in pieces:
        if tag in INFLECTION and out:
            out[-1] = (out[-1][0] + surface, out[-1][1])
        else:
            out.append((surface, tag))
    return out


def reduce_to(scheme: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces that ``scheme`` keeps apart; the others become one with the stem.

    A preposition after the stem and before a split pronoun is an indirect object (شغل+ل+ي) and is split with it.
    """
    keep = SCHEMES[scheme]
    pieces = glue_inflection(pieces)
    if len(pieces) == 1:
        return [(pieces[0][0], STEM)]
    classes = [coarse(tag) for _, tag in pieces]
    stem = classes.index(STEM) if STEM in classes else -1
    out: list[Piece] = []
    gluing = False
    for i, (surface, tag) in enumerate(pieces):
        indirect = classes[i : i + 2] == ["PREP", "PRON"] and "PRON" in keep and i > stem
        if classes[i] in keep or indirect:
            out.append((surface, tag))
            gluing = False
        elif gluing:
            out[-1] = (out[-1][0] + surface, STEM)
        else:
            out.append((surface, STEM))
            gluing = True
    return out


def _clitics(pieces: list[Piece], fine: bool) -> set[tuple[int, str, str]]:
    """(offset, surface, class) of every piece but the stem."""
    at, found = 0, set()
    for surface, tag in pieces:
        if tag != STEM:
            found.add((at, surface, tag if fine else coarse(tag)))
        at += len(surface)
    return found


def score_tokenize(ref_file: str, hyp_file: str, scheme: Scheme = "nlu", fine: bool = False, bootstrap: Bootstrap | None = None) -> Report:
    """Accuracy over all words and over those that split; F1 of each clitic class, and how many the reference has."""
    reference, hypothesis = read_words(ref_file), read_words(hyp_file)
    _same_words(ref_file, reference, hyp_file, hypothesis)
    ratios, report = Ratios(), Report({}, "")
    sentences: dict[str, Counts] = {}
    gold_count: dict[str, int] = {}
    for word, guess in zip(reference, hypothesis, strict=True):
        if not _ARABIC.search(word.surface) or any(flag in word.note for flag in IN_DOUBT):
            continue
        want = reduce_to(scheme, word.pieces)
        shown = "+".join(s for s, _ in want), "+".join(s for s, _ in guess.pieces)
        right = [s for s, _ in want] == [s for s, _ in guess.pieces]
        if not right:
            report.errors[f"{word.surface}: {shown[0]} / {shown[1]}"] += 1
        counts = sentences.setdefault(word.sentence, {})
        _add(counts, "word_accuracy", right, 1)
        if len(want) > 1:
            _add(counts, "split_word_accuracy", right, 1)
        gold, found = _clitics(want, fine), _clitics(guess.pieces, fine)
        for clitics in (gold, found):  # F1 = 2 right / (reference + hypothesis)
            for clitic in clitics:
                for name in (clitic[2], "all"):
                    _add(counts, f"F1 {name}", clitic in gold and clitic in found, 1)
                    gold_count[name] = gold_count.get(name, 0) + (clitics is gold)
    for counts in sentences.values():
        ratios.add(counts)
    classes = [*sorted(gold_count.keys() - {"all"}), "all"]
    report.figures = {
        "scheme": scheme,
        "words": ratios.total("word_accuracy")[1],
        "word_accuracy": ratios.figure("word_accuracy"),
        "split_words": ratios.total("split_word_accuracy")[1],
        "split_word_accuracy": ratios.figure("split_word_accuracy"),
        "clitic_f1": {name: [ratios.figure(f"F1 {name}"), gold_count.get(name, 0)] for name in classes},
    }
    if bootstrap:
        report.add_intervals(ratios.intervals(*bootstrap))
    report.text = _render(report)
    return report


def _add(counts: Counts, name: str, numerator: float, denominator: float) -> None:
    n, d = counts.get(name, (0, 0))
    counts[name] = (n + numerator, d + denominator)


def _same_words(ref_file: str, reference: list[Word], hyp_file: str, hypothesis: list[Word]) -> None:
    fix = "both files have the same words in the same order"
    for word, guess in zip(reference, hypothesis, strict=False):
        if word.surface != guess.surface:
            raise AvcError(f"{guess.place}: the word is {guess.surface!r}, at {word.place} it is {word.surface!r}; {fix}")
    if len(reference) != len(hypothesis):
        raise AvcError(f"{hyp_file}: has {len(hypothesis)} words, {ref_file} has {len(reference)}; {fix}")


def _render(report: Report) -> str:
    f = report.figures
    rows = [
        [f"scheme {f['scheme']}", "accuracy", "words"],
        ["all words", report.cell(f["word_accuracy"], "word_accuracy"), str(f["words"])],
        ["words that split", report.cell(f["split_word_accuracy"], "split_word_accuracy"), str(f["split_words"])],
    ]
    clitics = [["clitic", "F1", "in reference"]]
    clitics += [[name, report.cell(f1, f"F1 {name}"), str(count)] for name, (f1, count) in f["clitic_f1"].items()]
    return table(rows) + "\n\n" + table(clitics)
