"""Score a model: `python -m training.diacritize.evaluate MODEL_DIR [--write-card]`.

Diacritizes the bare development files and runs the reference scorers in ../shared/tools on the output. With
--write-card the figures go into model.toml, section [scores].
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from arabic_voice_cli.diacritize import Diacritizer
from arabic_voice_cli.text import strip_diacritics

SHARED = Path("../shared")


def run_scorer(*words: str) -> dict[str, object]:
    done = subprocess.run([sys.executable, *words, "--json"], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def score(model: str, liaison: bool) -> dict[str, float]:
    diacritizer = Diacritizer.load(model, liaison=liaison)
    tools, data = SHARED / "tools", SHARED / "data" / "eval"
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        hyp = Path(folder) / "hyp.txt"
        for name in ("wikinews_dev", "tashkeela_val", "wild2max_dev"):
            lines = (data / f"{name}.txt").read_text("utf-8").split("\n")
            bare = [strip_diacritics(line) for line in lines]
            start = time.process_time()
            hyp.write_text("\n".join(r.text for r in diacritizer(bare)), "utf-8")
            seconds = time.process_time() - start
            figures[f"{name}_words_per_cpu_second"] = round(sum(len(line.split()) for line in bare) / seconds)
            if name == "wild2max_dev":
                result = run_scorer(str(tools / "word_eval.py"), str(data / f"{name}.key.tsv"), str(hyp))
                for genre, values in result.items():
                    figures |= {f"{name}_{genre}_{k}": values[k] for k in ("exact", "lenient")}
                continue
            for metric in ("robust", "neutral"):
                result = run_scorer(str(tools / "diac_eval.py"), str(data / f"{name}.txt"), str(hyp), "--metric", metric)
                figures |= {f"{name}_{metric}_{k}": v for k, v in result.items() if "ER_" in k}
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--write-card", action="store_true")
    args = parser.parse_args()
    scores = {name: score(str(args.model), name == "connected") for name in ("connected", "isolated")}
    for key in scores["connected"]:
        print(f"{key:45} {scores['connected'][key]:10} {scores['isolated'][key]:10}")
    if args.write_card:
        path = args.model / "model.toml"
        card = path.read_text("utf-8").split("\n[scores.")[0].rstrip("\n") + "\n"
        for style, figures in scores.items():
            kept = {k: v for k, v in figures.items() if not k.endswith("_second")}
            card += f"\n[scores.{style}]\n" + "".join(f"{k} = {v}\n" for k, v in kept.items())
        path.write_text(card, "utf-8")


if __name__ == "__main__":
    main()
