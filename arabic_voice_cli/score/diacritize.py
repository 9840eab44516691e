"""`avc score diacritize`: diacritic and word error rate (DER, WER) in the definitions in use.

robust   ours: sets of marks on aligned letters; tolerates spelling drift between reference and hypothesis (`robust`).
neutral  robust, after dropping the marks that only a writing convention decides (`letters.without_conventions`): for
         systems that were trained on different conventions.
fadel    Fadel, Tuffaha, Al-Jawarneh, Al-Ayyoub 2019, "Arabic Text Diacritization Using Deep Neural Networks" (`fadel`).
catt     Alasmary, Zaafarani, Ghannam 2024, "CATT: Character-based Arabic Tashkeel Transformer", compute_der (`catt`).
"""

from __future__ import annotations

from typing import Literal, get_args

from .catt import catt
from .fadel import fadel
from .files import lines, read_parallel
from .ratios import Ratios
from .report import Bootstrap, Report, table
from .robust import VARIANTS, Drift, robust

Metric = Literal["robust", "neutral", "fadel", "catt", "all"]
METRICS: tuple[str, ...] = get_args(Metric)[:-1]
PREFIX = {"robust": "", "neutral": "NEU_", "fadel": "FADEL_", "catt": "CATT_"}
"""Figures are named by metric: DER_ce_incl, NEU_DER_ce_incl, FADEL_DER_ce_incl, CATT_DER_ce."""

DRIFT = ("lines_text_differs", "lines_unaligned", "letters_ins", "letters_del", "letters_sub")


def score_diacritize(
    ref_file: str,
    hyp_file: str,
    metric: Metric = "robust",
    strict_letters: bool = False,
    bootstrap: Bootstrap | None = None,
    errors: bool = False,
) -> Report:
    """Figures of one metric or of all; percentages with two decimals (catt: three).

    ``errors`` asks for the wrong words; fadel and catt, which align no words, borrow them from robust.
    """
    reference, hypothesis = read_parallel(ref_file, hyp_file)
    pairs = list(zip(reference, hypothesis, strict=True))
    report = Report({"lines": len(pairs)}, "")
    blocks = []
    for name in METRICS if metric == "all" else (metric,):
        ratios, drift = Ratios(digits=3 if name == "catt" else 2), Drift()
        for a, b in pairs:
            if name == "catt":
                ratios.add(catt(a, b))
            elif name == "fadel":
                ratios.add(fadel(a, b, drift))
            else:
                ratios.add(robust(a, b, drift, strict_letters, name == "neutral"))
        report.figures |= _facts(name, ratios, drift)
        report.figures |= {PREFIX[name] + k: v for k, v in ratios.figures().items()}
        if bootstrap:
            report.add_intervals(ratios.intervals(*bootstrap, named=PREFIX[name].__add__))
        if name in ("robust", "neutral"):
            report.errors = report.errors or drift.errors
        blocks.append(_render(name, report, ratios))
    if errors and metric in ("fadel", "catt"):
        drift = Drift()
        for a, b in pairs:
            robust(a, b, drift, strict_letters)
        report.errors = drift.errors
    report.text = "\n\n".join([lines(len(pairs)) + _describe(report.figures), *blocks])
    return report


def _facts(name: str, ratios: Ratios, drift: Drift) -> dict[str, float]:
    """What is not a percentage."""
    if name == "robust":
        sizes = {"letters": ratios.total("DER_ce_incl")[1], "words": ratios.total("WER_ce_incl")[1]}
        return {key: getattr(drift, key) for key in DRIFT} | sizes
    if name == "fadel":
        return {PREFIX[name] + key: getattr(drift, key) for key in ("lines", "lines_text_differs", "lines_unaligned")}
    return {}


def _describe(figures: dict[str, float]) -> str:
    if "words" not in figures:
        return ""
    text = f", {figures['words']} words, {figures['letters']} letters"
    if figures["lines_text_differs"]:
        text += (
            f"; the letters differ in {lines(int(figures['lines_text_differs']))}"
            f" ({figures['letters_ins']} inserted, {figures['letters_del']} deleted, {figures['letters_sub']} substituted)"
        )
    return text


def _render(name: str, report: Report, ratios: Ratios) -> str:
    def cell(figure: str) -> str:
        return report.cell(ratios.figure(figure), PREFIX[name] + figure, ratios.digits)

    if name == "catt":
        labels = {"ce": "with case endings", "noce": "without"}
    else:
        labels = dict(zip(VARIANTS, ("all letters", "  no case endings", "marked letters only", "  no case endings"), strict=True))
    return table([[name, "DER", "WER"], *([label, cell(f"DER_{k}"), cell(f"WER_{k}")] for k, label in labels.items())])
