"""Fit and report how sure a model is: `python -m training.diacritize.calibrate MODEL_DIR [--write-card]`.

A word's confidence is right when, of the words given 0.8, 80 % have all their marks right. Slope and offset of the
log-odds (Platt 1999) are fitted on every other line of the WikiNews development text; the expected calibration error
(Guo et al. 2017, ten bins of equal width) is reported on the other lines, on Tashkeela and on Wild2Max. Also reported:
how restored hamzas fare on the same lines with their hamzas left out.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import numpy as np

from arabic_voice_cli.diacritize import Calibration, Diacritizer
from arabic_voice_cli.diacritize.confidence import CERTAIN
from arabic_voice_cli.encode import ALEFS
from arabic_voice_cli.text import shadda_first, strip_diacritics

EVAL = Path("../shared/data/eval")
BINS = 10


def judged(diacritizer: Diacritizer, gold: list[str], places: dict[int, dict[int, str]] | None = None) -> tuple[np.ndarray, np.ndarray]:
    """(confidence, right) of every Arabic word; ``places`` gives the gold words of lines that are not marked themselves."""
    sure, right = [], []
    for i, (line, result) in enumerate(zip(gold, diacritizer([strip_diacritics(g) for g in gold]), strict=True)):
        bare = strip_diacritics(line)
        starts = {m.start(): w for w, m in enumerate(re.finditer(r"\S+", bare))}
        words = shadda_first(line).split()
        for span in result.spans:
            w = starts.get(span.start)
            wanted = None if w is None else places[i].get(w) if places is not None and i in places else words[w] if places is None else None
            if wanted is not None and strip_diacritics(wanted) == strip_diacritics(span.form):
                sure.append(span.confidence)
                right.append(span.form == shadda_first(wanted))
    return np.array(sure), np.array(right)


def error(sure: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error in percent."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    return 100 * sum(abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist()))


def fit(sure: np.ndarray, right: np.ndarray) -> Calibration:
    """Logistic regression of ``right`` on the log-odds, by Newton's method with halved steps."""
    p = sure.clip(1 - CERTAIN, CERTAIN)
    x = np.stack([np.log(p / (1 - p)), np.ones(len(p))], 1)

    def loss(weights: np.ndarray) -> float:
        z = x @ weights
        return float(np.mean(np.logaddexp(0, z) - right * z))

    weights = np.array([1.0, 0.0])
    for _ in range(30):
        q = 1 / (1 + np.exp(-(x @ weights)))
        step = np.linalg.solve((x * (q * (1 - q))[:, None]).T @ x + 1e-3 * np.eye(2), x.T @ (right - q))
        while loss(weights + step) > loss(weights) + 1e-9:
            step = step / 2
        weights = weights + step
    return Calibration(round(float(weights[0]), 4), round(float(weights[1]), 4))


def hamza(model: str, gold: list[str]) -> dict[str, float]:
    """Precision and recall of restored hamzas, in percent, and the share of lines' other letters changed (must be 0)."""
    bare = [strip_diacritics(line) for line in gold]
    typed = [re.sub(f"[{''.join(ALEFS)}]", ALEFS[0], line) for line in bare]
    made = right = there = other = 0
    for source, wanted, result in zip(typed, bare, Diacritizer.load(model, restore_hamza=True)(typed), strict=True):
        for was, want, got in zip(source, wanted, strip_diacritics(result.text), strict=True):
            made, there = made + (got != was), there + (want != was)
            right, other = right + (got == want != was), other + (got != was and was != ALEFS[0])
    return {
        "hamza_precision": round(100 * right / max(1, made), 2),
        "hamza_recall": round(100 * right / there, 2),
        "other_letters_changed": other,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--write-card", action="store_true")
    args = parser.parse_args()
    plain = Diacritizer.load(str(args.model), liaison=False)
    plain.calibration = Calibration()
    wikinews = (EVAL / "wikinews_dev.txt").read_text("utf-8").rstrip("\n").split("\n")
    calibration = fit(*judged(plain, wikinews[::2]))
    figures: dict[str, float] = {"confidence_slope": calibration.slope, "confidence_offset": calibration.offset}
    tashkeela = (EVAL / "tashkeela_val.txt").read_text("utf-8").rstrip("\n").split("\n")[:600]
    places: dict[int, dict[int, str]] = {}
    for row in (EVAL / "wild2max_dev.key.tsv").read_text("utf-8").rstrip("\n").split("\n"):
        _, line, at, word = row.split("\t")
        places.setdefault(int(line), {})[int(at)] = word
    wild = (EVAL / "wild2max_dev.txt").read_text("utf-8").rstrip("\n").split("\n")
    for name, gold, keys, liaison in (
        ("wikinews_dev", wikinews[1::2], None, False),
        ("tashkeela_val", tashkeela, None, False),
        ("wild2max_dev", wild, places, True),
    ):
        for when, used in (("raw", Calibration()), ("calibrated", calibration)):
            tool = Diacritizer.load(str(args.model), liaison=liaison)
            tool.calibration = used
            sure, right = judged(tool, gold, keys)
            figures[f"{name}_calibration_error_{when}"] = round(error(sure, right), 2)
        for least in (0.5, 0.9):
            kept = sure >= least
            figures[f"{name}_right_above_{round(100 * least)}_percent"] = round(100 * right[kept].mean(), 2)
            figures[f"{name}_kept_above_{round(100 * least)}_percent"] = round(100 * kept.mean(), 2)
    figures |= {f"wikinews_dev_{k}": v for k, v in hamza(str(args.model), wikinews).items()}
    for key, value in figures.items():
        print(f"{key:45} {value:10}")
    if args.write_card:
        path = args.model / "model.toml"
        card = re.sub(r"confidence_\w+ = .*\n", "", path.read_text("utf-8"))
        settings = "".join(f"{k} = {figures.pop(k)}\n" for k in ("confidence_slope", "confidence_offset"))
        head, scores = card.split("\n[scores.", 1) if "\n[scores." in card else (card, "")
        head = head.rstrip("\n") + "\n" + settings
        scores = re.sub(r"\[scores\.confidence\]\n(?:.+\n)*\n?", "", f"[scores.{scores}") if scores else ""
        own = "\n[scores.confidence]\n" + "".join(f"{k} = {v}\n" for k, v in figures.items())
        path.write_text(f"{head}{own}" + (f"\n{scores}" if scores else ""), "utf-8")


if __name__ == "__main__":
    main()
