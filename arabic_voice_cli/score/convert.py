"""`avc score convert`: text in a dialect against one or more references.

chrF (Popović 2015) and BLEU (Papineni et al. 2002) as sacrebleu computes them (Post 2018), on the text as it is and after
levelling spelling, since dialects have no standard one; and the share of lines that are exactly right once levelled.
With ``words``: of the reference's words, how many the hypothesis has in the same order, with their vowels and without.
"""

from __future__ import annotations

import difflib
import re
import unicodedata

from ..errors import AvcError
from ..text import (
    ALEF,
    ALEF_HAMZA,
    ALEF_HAMZA_BELOW,
    ALEF_MADDA,
    ALEF_MAKSURA,
    ALEF_WASLA,
    COMBINING_SIGNS,
    DAGGER_ALEF,
    DAMMA,
    FATHA,
    HEH,
    HONORIFIC_SIGNS,
    KASRA,
    MARKS,
    QURANIC_SIGNS,
    SUKUN,
    TATWEEL,
    TEH_MARBUTA,
    WAW,
    WAW_HAMZA,
    YEH,
    YEH_HAMZA,
    ZERO_WIDTH,
    ZERO_WIDTH_SPACE,
)  # fmt: skip
from .files import read_parallel
from .ratios import Ratios
from .report import Bootstrap, Report, table

_SIGNS = re.compile(f"[{HONORIFIC_SIGNS}{MARKS}{COMBINING_SIGNS}{DAGGER_ALEF}{QURANIC_SIGNS}{TATWEEL}{ZERO_WIDTH_SPACE}{ZERO_WIDTH}]")
_ALEFS = dict.fromkeys(map(ord, ALEF_HAMZA + ALEF_HAMZA_BELOW + ALEF_MADDA + ALEF_WASLA), ALEF)
_SPELLING = _ALEFS | str.maketrans(
    f"{ALEF_MAKSURA}{TEH_MARBUTA}{WAW_HAMZA}{YEH_HAMZA}چگپڤ٠١٢٣٤٥٦٧٨٩", f"{YEH}{HEH}{WAW}{YEH}جقبف0123456789"
)
_LENGTHENED = re.compile(r"(.)\1{2,}")
_PUNCTUATION = re.compile(r"[^\w\s]")
_PUNCTUATION_AMONG_MARKS = re.compile(rf"[^\w\s{MARKS}]")
_IMPLIED = re.compile(f"{FATHA}(?={ALEF})|{KASRA}(?={YEH}(?![{MARKS}]))|{DAMMA}(?={WAW}(?![{MARKS}]))")


def level(line: str) -> str:
    """One spelling: no marks, tatweel or punctuation; plain alef, ى as ي, ة as ه, hamza seats bare; چ گ پ ڤ as ج ق ب ف;
    a letter written three times or more as one; Western digits; single spaces."""
    line = _SIGNS.sub("", unicodedata.normalize("NFC", line)).translate(_SPELLING)
    return " ".join(_PUNCTUATION.sub(" ", _LENGTHENED.sub(r"\1", line)).split())


def vowelled_words(line: str) -> list[str]:
    """The words with their marks, less sukun and the short vowel that a long one implies; alefs as one; no punctuation."""
    line = unicodedata.normalize("NFC", line).replace(TATWEEL, "").replace(SUKUN, "")
    return _PUNCTUATION_AMONG_MARKS.sub(" ", _IMPLIED.sub("", line).translate(_ALEFS)).split()


def score_text(ref_files: list[str], hyp_file: str) -> Report:
    """chrF and BLEU, raw and levelled; the references are parallel to the hypothesis."""
    hypothesis, *references = read_parallel(hyp_file, *ref_files)
    levelled = [level(line) for line in hypothesis]
    levelled_references = [[level(line) for line in lines] for lines in references]
    report = Report({"lines": len(hypothesis), "references": len(references)}, "")
    for label, hyp, refs in (("raw", hypothesis, references), ("norm", levelled, levelled_references)):
        report.figures |= {f"{name}_{label}": value for name, value in _translation_scores(hyp, refs).items()}
    exact = sum(line in right for line, *right in zip(levelled, *levelled_references, strict=True))
    report.figures["exact_norm"] = round(100 * exact / max(1, len(hypothesis)), 2)
    for line, right in zip(levelled, levelled_references[0], strict=True):
        _count_replaced(report, right.split(), line.split())
    f = report.figures
    labels = {"as it is": "raw", "levelled": "norm"}
    rows = [["", "chrF", "BLEU"], *([name, f"{f['chrF_' + k]:.2f}", f"{f['BLEU_' + k]:.2f}"] for name, k in labels.items())]
    report.text = f"lines {f['lines']}, references {f['references']}\n\n{table(rows)}\n\nexact lines, levelled  {f['exact_norm']:.2f}"
    return report


def _translation_scores(hypothesis: list[str], references: list[list[str]]) -> dict[str, float]:
    try:
        import sacrebleu
    except ImportError:
        raise AvcError("score convert: needs sacrebleu; pip install 'arabic-voice-cli[score]'") from None
    if not hypothesis:
        return {"chrF": 0.0, "BLEU": 0.0}
    return {
        "chrF": round(float(sacrebleu.corpus_chrf(hypothesis, references).score), 2),
        "BLEU": round(float(sacrebleu.corpus_bleu(hypothesis, references, force=True).score), 2),
    }


def score_vowelled_words(ref_file: str, hyp_file: str, bootstrap: Bootstrap | None = None) -> Report:
    """Recall of the reference's words, with vowels and bare."""
    reference, hypothesis = read_parallel(ref_file, hyp_file)
    ratios, report = Ratios(), Report({"lines": len(hypothesis)}, "")
    for right, line in zip(reference, hypothesis, strict=True):
        want, got = vowelled_words(right), vowelled_words(line)
        bare = _common([_SIGNS.sub("", w) for w in want], [_SIGNS.sub("", w) for w in got])
        ratios.add({"vowelled_word_recall": (_common(want, got), len(want)), "bare_word_recall": (bare, len(want))})
        _count_replaced(report, want, got)
    report.figures["words"] = ratios.total("bare_word_recall")[1]
    report.figures |= ratios.figures()
    if bootstrap:
        report.add_intervals(ratios.intervals(*bootstrap))
    rows = [[n, report.cell(v, n) if isinstance(v, float) else str(v)] for n, v in report.figures.items() if n != "intervals"]
    report.text = table(rows)
    return report


def _common(a: list[str], b: list[str]) -> int:
    """Words in common, in the same order (difflib's matching blocks)."""
    return sum(block.size for block in difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks())


def _count_replaced(report: Report, a: list[str], b: list[str]) -> None:
    """Note each stretch of reference words that came out otherwise."""
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind != "equal":
            report.errors[f"{' '.join(a[i1:i2]) or '(nothing)'} / {' '.join(b[j1:j2]) or '(nothing)'}"] += 1
