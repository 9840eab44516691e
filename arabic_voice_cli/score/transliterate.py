"""`avc score transliterate`: loanwords and names in Latin script against their right spellings.

pairs       back-transliteration of single forms: top-1 accuracy and character error rate (CER) to the nearest reference.
retrieval   ranked candidates of a catalogue: accuracy in the first 1, 5, 10, and mean reciprocal rank (MRR).
utterances  whole lines rewritten: exact lines, F1 of Latin words, and lines without a loanword that were changed.

The reference of pairs and retrieval is TSV: Arabic, Latin, anything; all rows with one Arabic form are references of each
other (several spellings are right: Khakhmovich et al. 2020), and each form is scored once, in order of first appearance.
The reference of utterances is TSV: utterance, ``surface=Latin;surface=Latin``, anything.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from ..errors import AvcError
from ..text import HAMZA, YEH
from .distance import levenshtein
from .files import read_lines, read_records, same_length
from .ratios import Ratios
from .report import Bootstrap, Report, table

Task = Literal["pairs", "retrieval", "utterances"]
_HEADERS = ("#utterance", "arabic\tlatin")
_UNHEARD = re.compile("[-'’`.]")
_GLUED = re.compile(f"(?<=[{HAMZA}-{YEH}]) (?=[A-Za-z0-9À-ÿ])")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ÿ][\wÀ-ÿ'’.&+-]*")
RANKS = (1, 5, 10)


def fold(text: str) -> str:
    """Case and accents folded; hyphens, apostrophes and full stops as nothing; spaces as one."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_UNHEARD.sub("", "".join(c for c in decomposed if not unicodedata.combining(c))).split())


def _rows(file: str) -> list[list[str]]:
    lines = [(line, line.text()) for line in read_records(file)]
    return [text.split("\t") for _, text in lines if text and not text.startswith(_HEADERS)]


def read_references(file: str) -> dict[str, set[str]]:
    """Each Arabic form → its right spellings, folded."""
    references: dict[str, set[str]] = {}
    for line in read_records(file):
        text = line.text()
        if not text or text.startswith(_HEADERS):
            continue
        arabic, tab, rest = text.partition("\t")
        if not tab:
            raise AvcError(f"{line.place}: one column, expected Arabic and Latin; part them by a tab")
        references.setdefault(arabic, set()).add(fold(rest.split("\t")[0]))
    if not references:
        raise AvcError(f"{file}: no pairs in it; each line is Arabic, tab, Latin")
    return references


def inputs(file: str, task: Task) -> list[str]:
    """What the hypothesis has a line for: the utterances, or the distinct Arabic forms."""
    return [cells[0] for cells in _rows(file)] if task == "utterances" else list(read_references(file))


def score_pairs(ref_file: str, hyp_file: str, bootstrap: Bootstrap | None = None) -> Report:
    """One hypothesis a line, for each distinct Arabic form."""
    references, hypothesis = _forms(ref_file, hyp_file)
    ratios, report = Ratios(), Report({"forms": len(references)}, "")
    for (arabic, right), line in zip(references.items(), hypothesis, strict=True):
        guess = fold(line)
        errors, nearest = min((levenshtein(guess, r), r) for r in right)
        ratios.add({"top1": (guess in right, 1), "CER": (errors, len(nearest))})
        if guess not in right:
            report.errors[f"{arabic}: {nearest} / {guess}"] += 1
    report.figures |= ratios.figures()
    return _finish(report, ratios, bootstrap)


def score_retrieval(ref_file: str, hyp_file: str, bootstrap: Bootstrap | None = None) -> Report:
    """Candidates parted by tabs, best first, a line for each distinct Arabic form."""
    references, hypothesis = _forms(ref_file, hyp_file)
    ratios, reciprocal = Ratios(), Ratios(scale=1, digits=4)
    report = Report({"forms": len(references)}, "")
    for (arabic, right), line in zip(references.items(), hypothesis, strict=True):
        candidates = line.split("\t")
        rank = next((i for i, c in enumerate(candidates, 1) if fold(c) in right), 0)
        ratios.add({f"top{k}": (0 < rank <= k, 1) for k in RANKS})
        reciprocal.add({"MRR": (1 / rank if rank else 0, 1)})
        if rank != 1:
            report.errors[f"{arabic}: {min(right)} / {candidates[0]}"] += 1
    report.figures |= ratios.figures() | reciprocal.figures()
    if bootstrap:
        report.add_intervals(reciprocal.intervals(*bootstrap))
    return _finish(report, ratios, bootstrap)


def score_utterances(ref_file: str, hyp_file: str, bootstrap: Bootstrap | None = None) -> Report:
    """Whole lines. A proclitic before a Latin word may be glued to it or set off by a space."""
    rows = _rows(ref_file)
    hypothesis = read_lines(hyp_file)
    same_length(ref_file, len(rows), hyp_file, len(hypothesis))
    ratios, report = Ratios(), Report({"lines": len(rows)}, "")
    clean = changed = 0
    for cells, line in zip(rows, hypothesis, strict=True):
        spans = [pair for pair in ((cells[1] if len(cells) > 1 else "").split(";")) if "=" in pair]
        want = expected(cells[0], spans)
        right = _squeeze(want) == _squeeze(line)
        a, b = _LATIN_WORD.findall(want), _LATIN_WORD.findall(line)
        common = sum(min(a.count(word), b.count(word)) for word in set(a) & set(b))
        ratios.add(
            {
                "exact": (right, 1),
                "latin_word_f1": (2 * common, len(a) + len(b)),
                "precision": (common, len(b)),
                "recall": (common, len(a)),
            }
        )
        if not spans:
            clean += 1
            changed += not right
        if not right:
            report.errors[f"{want} / {line}"] += 1
    report.figures |= ratios.figures() | {"clean_lines": clean, "clean_lines_changed": changed}
    return _finish(report, ratios, bootstrap)


def expected(utterance: str, spans: list[str]) -> str:
    """The utterance with each ``surface=Latin`` put in place, once each, in order."""
    for span in spans:
        surface, _, latin = span.partition("=")
        utterance = utterance.replace(surface, latin, 1)
    return utterance


def _squeeze(text: str) -> str:
    return _GLUED.sub("", " ".join(text.split()))


def _forms(ref_file: str, hyp_file: str) -> tuple[dict[str, set[str]], list[str]]:
    references, hypothesis = read_references(ref_file), read_lines(hyp_file)
    same_length(f"{ref_file} (distinct Arabic forms)", len(references), hyp_file, len(hypothesis))
    return references, hypothesis


def _finish(report: Report, ratios: Ratios, bootstrap: Bootstrap | None) -> Report:
    if bootstrap:
        report.add_intervals(ratios.intervals(*bootstrap))
    figures = [(name, value) for name, value in report.figures.items() if name != "intervals"]
    report.text = table([[n, report.cell(v, n, 4 if n == "MRR" else 2) if isinstance(v, float) else str(v)] for n, v in figures])
    return report
