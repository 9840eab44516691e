"""Diacritization of single words in their sentence: word error by genre, exact and lenient.

The definition of word-in-context test sets such as Wild2Max: a key names words of a text and their right marks. ``exact``
compares the sets of marks of every letter; ``lenient`` first drops, on both sides, what only a writing convention decides;
``noCE`` leaves the last letter out.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import AvcError
from ..streams import Line
from .files import lines, read_lines, read_records, same_length
from .letters import Letters, read_letters, same_alefs, without_conventions
from .ratios import Counts, Ratios
from .report import Bootstrap, Report, table

KINDS = ("exact", "exact_noCE", "lenient", "lenient_noCE")
ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Keyed:
    """One word of the key: ``line`` and ``position`` (words parted by white space) count from 0."""

    genre: str
    line: int
    position: int
    gold: str


def read_key(file: str) -> list[Keyed]:
    """Rows of genre, line, position, gold word, parted by tabs."""
    return [_keyed(line) for line in read_records(file)]


def _keyed(line: Line) -> Keyed:
    cells = line.text().split("\t")
    if len(cells) != 4 or not (cells[1].isdecimal() and cells[2].isdecimal()):
        raise AvcError(f"{line.place}: not 'genre, line, position, word' parted by tabs; line and position are numbers from 0")
    return Keyed(cells[0], int(cells[1]), int(cells[2]), cells[3])


def compare(gold: str, word: str) -> tuple[bool, bool, bool, bool]:
    """Whether a word is right in each of `KINDS`."""
    a, b = _as_one_word(gold), _as_one_word(word)
    if same_alefs(a.chars) != same_alefs(b.chars):
        return False, False, False, False
    x, y = without_conventions(a, one_yeh=True), without_conventions(b, one_yeh=True)
    return a.marks == b.marks, a.marks[:-1] == b.marks[:-1], x == y, x[:-1] == y[:-1]


def _as_one_word(token: str) -> Letters:
    letters = read_letters(token)
    return Letters(letters.chars, letters.marks, [0] * len(letters.chars))


def score_words(key_file: str, text_file: str, hyp_file: str, bootstrap: Bootstrap | None = None) -> Report:
    """Word error by genre. ``text_file`` is the text that was diacritized; the hypothesis has as many lines."""
    key, hypothesis = read_key(key_file), read_lines(hyp_file)
    if text_file != hyp_file:
        same_length(text_file, len(read_lines(text_file)), hyp_file, len(hypothesis))
    beyond = next((k for k in key if k.line >= len(hypothesis)), None)
    if beyond:
        raise AvcError(f"{hyp_file}: has {lines(len(hypothesis))}, {key_file} names line {beyond.line} (from 0); give the key of this text")
    ratios = Ratios(digits=1)
    report = Report({}, "")
    by_line: dict[int, list[Keyed]] = {}
    for keyed in key:
        by_line.setdefault(keyed.line, []).append(keyed)
    for number, keys in by_line.items():
        words = hypothesis[number].split()
        counts: Counts = {}
        for keyed in keys:
            word = words[keyed.position] if keyed.position < len(words) else ""
            right = compare(keyed.gold, word)
            if not right[0]:
                report.errors[f"{keyed.gold} / {word}"] += 1
            for group in (keyed.genre, ALL):
                for kind, ok in zip(KINDS, right, strict=True):
                    wrong, total = counts.get(f"{group}.{kind}", (0, 0))
                    counts[f"{group}.{kind}"] = (wrong + (not ok), total + 1)
        ratios.add(counts)
    report.figures = {group: _figures(ratios, group) for group in sorted({k.genre for k in key} | {ALL} if key else ())}
    if bootstrap:
        report.add_intervals(ratios.intervals(*bootstrap))
    report.text = _render(report)
    return report


def _figures(ratios: Ratios, group: str) -> dict[str, float]:
    out: dict[str, float] = {"words": ratios.total(f"{group}.{KINDS[0]}")[1]}
    for kind in KINDS:
        wrong, total = ratios.total(f"{group}.{kind}")
        out[kind] = round(100 - 100 * (total - wrong) / total, 1)
    return out


def _render(report: Report) -> str:
    rows = [["word error, %", "words", "exact", "noCE", "lenient", "noCE"]]
    for group, figures in report.figures.items():
        if isinstance(figures, dict) and "words" in figures:
            rows.append([group, str(figures["words"]), *(report.cell(figures[k], f"{group}.{k}", 1) for k in KINDS)])
    return table(rows)
