"""Reads gold segmentations: TSV with sentence_id, word, pieces joined by +, tags joined by +, note."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from arabic_voice_cli.text import ARABIC_WORD
from arabic_voice_cli.tokenize.segment import bare_letters, one_shape

INFLECTION = {"FEM", "PLUR", "DUAL", "SUBJ", "CASE", "INFL"}
DOUBTFUL = ("UNALIGNED", "BADALIGN", "UNSURE")


@dataclass(frozen=True)
class Word:
    """A gold word; ``pieces`` and ``labels`` have inflection glued to the stem (the D3 granularity)."""

    sentence: str
    surface: str
    pieces: tuple[str, ...]
    labels: tuple[str, ...]
    note: str

    @property
    def bare(self) -> str:
        return bare_letters(self.surface)

    @property
    def use(self) -> bool:
        """Whether the label may be trained on or scored."""
        return bool(ARABIC_WORD.search(self.surface)) and not any(flag in self.note for flag in DOUBTFUL)


def read_gold(path: Path | str) -> list[list[Word]]:
    """Sentences of a gold file, in file order."""
    sentences: list[list[Word]] = []
    last = None
    for line in Path(path).read_text("utf-8").split("\n"):
        if not line:
            continue
        cells = line.split("\t")
        sentence, surface, pieces, labels = cells[:4]
        word = Word(sentence, surface, *_glue(pieces.split("+"), labels.split("+")), cells[4] if len(cells) > 4 else "")
        if sentence != last:
            sentences.append([])
            last = sentence
        sentences[-1].append(word)
    return sentences


GLUED = {"ما": "NEG", "لا": "NEG", "يا": "VOC"}
"""Words that careless writers glue to the next one (ماادري, ياخي); edited text has them apart."""


def glued(sentence: list[Word], rng: random.Random) -> list[Word]:
    """The sentence with half of these words glued to the next; empty where there are none."""
    out: list[Word] = []
    changed = False
    for word in sentence:
        before = out[-1] if out else None
        fits = word.use and word.labels[0] in ("STEM", "PREP", "FUT") and len(word.bare) > 2
        if fits and before and before.surface in GLUED and before.labels == ("STEM",) and rng.random() < 0.5:
            particle = before.surface
            out[-1] = replace(
                word, surface=particle + word.surface, pieces=(particle, *word.pieces), labels=(GLUED[particle], *word.labels)
            )
            changed = True
        else:
            out.append(word)
    return out if changed else []


_ON_ME = "lex=عَلَى"
_UNLIKE_OTHERS = {"talaa_msa": {"لأن", "لان", "لأنّ", "فقد"}, "ud_padt_devtest": {"لأن", "لان"}}
"""Words that a source leaves whole and all others split."""


def mended(word: Word, source: str, count: Callable[[str], int]) -> Word | None:
    """A word as it is to be learned; None where its source's convention is not that of the others.

    ``count`` says how frequent a string is as a word.
    """
    if source == "gumar_glf_train" and word.bare.endswith("علي") and _ON_ME in word.note and word.labels[-1] == "STEM":
        stem = word.pieces[-1]  # "on me": the pieces were found by lemma, and this lemma has no letter in common with its ي
        return replace(word, pieces=(*word.pieces[:-1], stem[:-1], stem[-1]), labels=(*word.labels, "PRON_1S"))
    if source == "talaa_msa" and word.labels == ("STEM",) and word.bare.startswith("ال") and count(one_shape(word.bare[2:])):
        return None  # leaves the article on names (الصين)
    if source == "quran" and "رَبِّ" in word.note:
        return None  # "my Lord" with a ي that is not written
    return None if word.labels == ("STEM",) and word.bare in _UNLIKE_OTHERS.get(source, ()) else word


def _glue(pieces: list[str], labels: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    out: list[tuple[str, str]] = []
    for piece, label in zip(pieces, labels, strict=True):
        if label in INFLECTION and out:
            out[-1] = (out[-1][0] + piece, out[-1][1])
        else:
            out.append((piece, label))
    if len(out) == 1:
        out = [(out[0][0], "STEM")]
    return tuple(p for p, _ in out), tuple(t for _, t in out)
