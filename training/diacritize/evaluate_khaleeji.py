"""Score the Khaleeji model: `python -m training.diacritize.evaluate_khaleeji models/khaleeji [--write-card]`.

On words whose marks are known (see `khaleeji`): stems of the annotated Gumar development text, and the vowelled
assistant responses of three dialects, which no model has seen. An MSA model is scored beside it as if it wrote Khaleeji:
its sukuns, its fathas before ا and its case endings are left out. With --write-card the figures and the confidence go
into model.toml.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from arabic_voice_cli.diacritize import Calibration, Diacritizer
from arabic_voice_cli.encode import CLASSES
from arabic_voice_cli.result import Span
from arabic_voice_cli.text import ALEF, ALEF_MAKSURA, FATHA, SUKUN, TANWIN, VOWELS

from .calibrate import error, fit
from .conventions import MASKED
from .khaleeji import Labels, gumar, marks_of, responses

DATA = Path("../shared/data")
Sentence = list[tuple[str, Labels]]
_UNWRITTEN = re.compile(f"{SUKUN}|{FATHA}(?=[{ALEF}{ALEF_MAKSURA}])")
_ENDING = re.compile(f"[{VOWELS}{TANWIN}]$")


def sets() -> dict[str, list[Sentence]]:
    return {
        "gumar_dev": list(gumar(DATA / "seg/gumar_glf_dev.tsv")),
        "assistant_dev": list(responses(DATA / "khaleeji/assistant_dev.tsv")),
    }


def as_khaleeji(word: str) -> str:
    """An MSA word as Khaleeji spelling has it."""
    return _ENDING.sub("", _UNWRITTEN.sub("", word))


def marked(diacritizer: Diacritizer, sentences: Iterable[Sentence]) -> Iterator[tuple[str, str, Labels, Span]]:
    """(line, word, its known labels, what the diacritizer says of it) of every word."""
    for words in sentences:
        line = " ".join(word for word, _ in words)
        [result] = diacritizer([line])
        at, starts = 0, {}
        for word, labels in words:
            starts[at] = word, labels
            at += len(word) + 1
        yield from ((line, *starts[span.start], span) for span in result.spans if span.start in starts)


def judge(diacritizer: Diacritizer, sentences: list[Sentence], msa: bool = False) -> dict[str, np.ndarray]:
    """Of every word with a known mark: its confidence, and whether all known marks are right; and of every letter."""
    sure, right, wrong, letters = [], [], 0, 0
    for _, _, labels, span in marked(diacritizer, sentences):
        form = span.form or ""
        got = marks_of(as_khaleeji(form) if msa else form)[1]
        if len(labels) != len(got):
            continue
        known = [(a, b) for a, b in zip(labels, got, strict=True) if a != MASKED]
        if not any(a for a, _ in known):
            continue  # nothing but bare letters is known of it
        bad = sum(a != b for a, b in known)
        sure.append(span.confidence)
        right.append(bad == 0)
        wrong, letters = wrong + bad, letters + len(known)
    return {"sure": np.array(sure, float), "right": np.array(right), "der": np.array(100 * wrong / max(1, letters))}


def report(name: str, found: dict[str, np.ndarray]) -> dict[str, float]:
    return {
        f"{name}_der": round(float(found["der"]), 2),
        f"{name}_wer": round(100 - 100 * float(found["right"].mean()), 2),
        f"{name}_words": len(found["right"]),
    }


def figures(model: str | None, variety: str, texts: dict[str, list[Sentence]]) -> tuple[dict[str, float], Calibration]:
    tool = Diacritizer.load(model, variety)
    tool.calibration = Calibration()
    found: dict[str, float] = {}
    for name, sentences in texts.items():
        found |= report(name, judge(tool, sentences, msa=variety == "msa"))
    half = judge(tool, texts["gumar_dev"][::2])
    fitted = fit(half["sure"], half["right"])
    for when, calibration in (("raw", Calibration()), ("calibrated", fitted)):
        tool.calibration = calibration
        other = judge(tool, texts["gumar_dev"][1::2])
        found[f"gumar_dev_calibration_error_{when}"] = round(error(other["sure"], other["right"]), 2)
    return found, fitted


def errors(model: str, sentences: Iterable[Sentence], count: int = 60) -> None:
    """Print some wrong words: the line, what was wanted, what came."""
    for line, word, labels, span in marked(Diacritizer.load(model, "khaleeji"), sentences):
        got = marks_of(span.form or "")[1]
        if len(got) == len(labels) and any(a not in (MASKED, b) for a, b in zip(labels, got, strict=True)):
            wanted = "".join(c + ("?" if a == MASKED else CLASSES[a]) for c, a in zip(word, labels, strict=True))
            print(f"{wanted}\t{span.form}\t{line[:80]}")
            count -= 1
            if not count:
                return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--write-card", action="store_true")
    parser.add_argument("--errors", action="store_true", help="print wrong words of the development text")
    args = parser.parse_args()
    texts = sets()
    if args.errors:
        errors(args.model, texts["gumar_dev"])
        return
    own, calibration = figures(args.model, "khaleeji", texts)
    msa, _ = figures(None, "msa", texts)
    for key, value in own.items():
        print(f"{key:40} {value:8} msa model {msa[key]:8}")
    if args.write_card:
        path = Path(args.model) / "model.toml"
        head = re.sub(r"confidence_\w+ = .*\n", "", path.read_text("utf-8").split("\n[scores")[0]).rstrip("\n") + "\n"
        head += f"confidence_slope = {calibration.slope}\nconfidence_offset = {calibration.offset}\n"
        path.write_text(head + "\n[scores]\n" + "".join(f"{k} = {v}\n" for k, v in own.items()), "utf-8")


if __name__ == "__main__":
    main()
