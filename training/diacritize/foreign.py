"""Foreign names end in a sukun: `python -m training.diacritize.foreign DATA.npz OUT.npz`.

Modern Standard Arabic as it is read aloud does not inflect them (عَلَى فِيسْبُوكْ); the teacher does, at random. On silver
labels, a short vowel at the end of a known foreign name becomes a sukun. Names: the Arabic side of
../shared/data/loan, less every form that vowelled Arabic text or a list of native names has, and less what has an article.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import numpy as np

from arabic_voice_cli.encode import CLASSES, LETTER_IDS, SEPARATOR, Encoded, encode
from arabic_voice_cli.text import ALEF, ALEF_MAKSURA, DAMMA, FATHA, HEH, KASRA, SUKUN, TEH_MARBUTA, WAW, YEH, strip_diacritics

DATA = Path("../shared/data")
ROWS = 2**31 - 1
"""Of the hash that words are compared by."""
PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "ول", "وب")
_ARABIC = re.compile("[\u0621-\u064a]+")


def forms(paths: list[Path]) -> set[str]:
    return {w for path in paths for w in _ARABIC.findall(strip_diacritics(path.read_text("utf-8")))}


def names() -> set[str]:
    """Foreign names, with the proclitics that may precede them."""
    native = forms(
        [
            *DATA.glob("diac/*.txt"),
            *DATA.glob("diac/lexicon/lex_msa_*.txt"),
            DATA / "loan/natives.tsv",
            DATA / "loan/pairs_arabnames_native.tsv",
        ]
    )
    foreign = {w for w in forms([DATA / "loan/pairs_train_clean.tsv"]) if len(w) > 2 and not w.startswith("ال")} - native
    return {p + w for w in foreign for p in PROCLITICS} - native


def hashes(symbols: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(hash of each word, index of its last symbol)."""
    after = np.flatnonzero(symbols == SEPARATOR).astype(np.int64)
    first = np.concatenate([[0], after[:-1] + 1])
    none = np.zeros(0, np.int32)
    out = []
    for a in range(0, len(first), 1_000_000):
        b = min(a + 1_000_000, len(first))
        lo, hi = first[a], after[b - 1] + 1
        part = Encoded(
            symbols[lo:hi], none.astype(np.int8), none, (first[a:b] - lo).astype(np.int32), (after[a:b] - 1 - lo).astype(np.int32)
        )
        out.append(part.hashes(ROWS))
    return np.concatenate(out), after - 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    known = encode(" ".join(sorted(names()))).hashes(ROWS)
    vowels = [CLASSES.index(v) for v in (FATHA, DAMMA, KASRA)]
    long = [LETTER_IDS[c] for c in (ALEF, ALEF_MAKSURA, WAW, YEH, TEH_MARBUTA, HEH)]
    arrays = dict(np.load(args.data))
    for group in sorted({name.split(".")[0] for name in arrays if name.startswith("silver")}):
        symbols, labels = arrays[f"{group}.symbols"], arrays[f"{group}.labels"]
        found, last = hashes(symbols)
        ends = last[np.isin(found, known)]
        ends = ends[np.isin(labels[ends], vowels) & ~np.isin(symbols[ends], long)]
        labels[ends] = CLASSES.index(SUKUN)
        print(group, len(ends), "endings of", len(found), "words", flush=True)
    np.savez(args.out, **arrays)


if __name__ == "__main__":
    main()
