"""Training data of the Khaleeji model: `python -m training.diacritize.khaleeji OUT.npz [--silver LINES.txt]`.

Gulf text with marks hardly exists. Two sources give them, in the spelling that `avc convert` writes (no sukun, no fatha
before ا, no case endings, an initial bare alif carries its vowel):
  - gold: sentences of the annotated Gumar corpus, whose words have vocalised Emirati lemmas. A stem whose letters are
    its lemma's takes the lemma's marks, also after proclitics; so do sound plurals in ات, and the prefixed forms of
    Form II verbs (خَلَّص → يخَلِّص). All other letters are masked.
  - silver: MSA text, diacritized and then converted by the rules of `avc convert`.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from arabic_voice_cli.encode import CLASSES, SEPARATOR
from arabic_voice_cli.text import (
    DAGGER_ALEF,
    FATHA,
    KASRA,
    LETTERS,
    SHADDA,
    SUN_LETTERS,
    TATWEEL,
    TEH_MARBUTA,
    shadda_first,
    split_marks,
)

from .conventions import MASKED
from .prepare import encode_words, pieces, read

Labels = list[int]
_CLASS = {marks: i for i, marks in enumerate(CLASSES)}
_BARE, _FATHA = _CLASS[""], _CLASS[FATHA]
DIALECTS = ("khaleeji", "khaleeji", "khaleeji", "emirati", "kuwaiti")
SOURCES = {  # share of each file's lines
    "arastories_msa": 0.7,
    "hindawi_kids": 0.2,
    "hindawi_plays": 0.3,
    "hindawi_novels": 0.1,
    "stories_web": 0.3,
    "tatoeba": 1.0,
    "ui_strings": 0.5,
    "ant_bbc": 0.06,
    "ant_jawhara": 0.2,
    "wikipedia_tydiqa": 0.3,
}
_FORM_II = (_FATHA, _CLASS[SHADDA + FATHA])


def marks_of(word: str) -> tuple[str, Labels]:
    """A marked word's letters and their classes; a dagger alif says nothing that has a class, so its letter is masked."""
    letters, labels = "", []
    for letter, marks in split_marks(shadda_first(word)):
        letters += letter
        labels.append(MASKED if DAGGER_ALEF in marks else _CLASS.get(marks, MASKED))
    return letters, labels


def stem_labels(stem: str, lemma: str) -> Labels | None:
    """The marks of a stem with this vocalised lemma, where they follow from it."""
    letters, labels = marks_of(lemma)
    if letters == stem:
        return labels
    if stem.endswith("ات") and letters.endswith(TEH_MARBUTA) and letters[:-1] == stem[:-2] and labels[-2] == _FATHA:
        return [*labels[:-2], _BARE, _BARE, _BARE]
    if len(letters) == 3 and tuple(labels[:2]) == _FORM_II and stem[0] in "يتن" and stem[1:] == letters:
        return [_BARE, _FATHA, _CLASS[SHADDA + KASRA], _BARE]
    return None


def may_be_imperative(labels: Labels) -> bool:
    """A lemma such as سَكَّر: in the imperative it is spelled alike and said سَكِّر."""
    return len(labels) >= 3 and labels[-2] == _CLASS[SHADDA + FATHA] and labels[-1] == _BARE


def word_labels(word: str, pieces: str, tags: str, lemma: str) -> Labels | None:
    """Labels of a whole annotated word, None where nothing is known of it. Only proclitics may stand before the stem."""
    parts, names = pieces.split("+"), tags.split("+")
    if not lemma or names[-1] != "STEM" or len(parts) != len(names):
        return None
    stem, before = parts[-1], parts[:-1]
    labels = stem_labels(stem, lemma)
    if labels is None:
        return None
    if labels and stem in ("هو", "هي"):
        labels = [labels[0], MASKED]
    start: Labels = [MASKED if name == "PREP" else _BARE for name, part in zip(names, before, strict=False) for _ in part]
    if "DET" in names and stem[:1] in SUN_LETTERS and labels[0] != MASKED:
        labels = [_CLASS[SHADDA + CLASSES[labels[0]]], *labels[1:]]
    full = [*start, *labels]
    return full if "".join(parts) == word and len(full) == len(word) else None


def gumar(path: Path) -> Iterator[list[tuple[str, Labels]]]:
    """Sentences as (word, labels)."""
    words: list[tuple[str, Labels]] = []
    for line in path.read_text("utf-8").split("\n"):
        cells = line.split("\t")
        if len(cells) < 5:
            if words:
                yield words
            words = []
            continue
        word = cells[1].replace(TATWEEL, "")
        labels = word_labels(word, cells[2], cells[3], cells[4].removeprefix("lex=").split(" ")[0])
        opens = not words or words[-1][0][-1] not in LETTERS
        if labels and opens and may_be_imperative(labels):
            labels[-2] = MASKED
        words.append((word, labels or [MASKED] * len(word)))
    if words:
        yield words


def silver(data: Path, assistant: Path | None, seed: int = 0) -> list[str]:
    """MSA lines as the converter says them; ``assistant`` holds lines that are marked already."""
    from arabic_voice_cli.convert import Converter
    from arabic_voice_cli.diacritize import Diacritizer

    rng = random.Random(seed)
    msa = [line for name, share in SOURCES.items() for line in read([data / f"msa_raw/{name}.txt"], unique=True) if rng.random() < share]
    rng.shuffle(msa)
    marked = [r.text for start in range(0, len(msa), 500) for r in Diacritizer.load()(msa[start : start + 500])]
    if assistant:
        marked += read([assistant], unique=True)
    out: list[str] = []
    for i, dialect in enumerate(DIALECTS):
        converter = Converter.load(to=dialect)
        chosen = marked[i :: len(DIALECTS)]
        for start in range(0, len(chosen), 500):
            out += [r.text for r in converter(chosen[start : start + 500])]
    return out


def silver_words(line: str) -> Iterator[list[tuple[str, Labels]]]:
    for words in pieces(line):
        out = []
        for word in words:
            letters, labels = marks_of(word)
            known = any(c in LETTERS for c in letters)
            out.append((letters, labels if known else [MASKED] * len(letters)))
        yield out


def responses(path: Path) -> Iterator[list[tuple[str, Labels]]]:
    """The vowelled Gulf responses of the converter's development set (not Hijazi)."""
    for row in path.read_text("utf-8").split("\n")[1:]:
        for cell in row.split("\t")[3:6]:
            yield from silver_words(cell)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--assistant", type=Path, help="expanded assistant templates")
    parser.add_argument("--silver", type=Path, help="where the converted lines are kept; made when it is not there")
    args = parser.parse_args()
    if args.silver and args.silver.exists():
        lines = args.silver.read_text("utf-8").split("\n")
    else:
        lines = silver(args.data, args.assistant)
        if args.silver:
            args.silver.write_text("\n".join(lines), "utf-8")
    groups = {
        "gumar": gumar(args.data / "seg/gumar_glf_train.tsv"),
        "converted": (words for line in lines for words in silver_words(line)),
        "eval_gumar_dev": gumar(args.data / "seg/gumar_glf_dev.tsv"),
        "eval_assistant_dev": responses(args.data / "khaleeji/assistant_dev.tsv"),
    }
    arrays: dict[str, np.ndarray] = {}
    for name, sentences in groups.items():
        encoded = encode_words(sentences)
        arrays |= {f"{name}.{key}": value for key, value in encoded.items()}
        known = int((encoded["labels"] >= 0).sum())
        print(
            name, len(encoded["offsets"]) - 1, "lines", int((encoded["symbols"] == SEPARATOR).sum()), "words", known, "labels", flush=True
        )
    np.savez(args.out, **arrays)


if __name__ == "__main__":
    main()
