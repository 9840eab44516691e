"""Encode the network's training text once: `python -m training.tokenize.prepare OUT.npz [--without NAME …]`.

OUT holds, for each group, flat arrays over all lines: symbols and marks (`arabic_voice_cli.encode`), per symbol the class of
the piece that begins there (0 inside a piece, -1 unknown), per encoded word its part of speech (-1 unknown), the lines' offsets.
Silver lines are labelled by the statistics, where these are sure (`SURE`).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from arabic_voice_cli.encode import FIRST_LETTER, FIRST_PUNCTUATION, encode
from arabic_voice_cli.tokenize import arabic_words
from arabic_voice_cli.tokenize.load import load_segmenter, load_statistics
from arabic_voice_cli.tokenize.network import PIECES, POS
from arabic_voice_cli.tokenize.segment import LONGEST, STEM, Clitics, Cut, bare_letters, coarse, one_shape
from arabic_voice_cli.tokenize.segmenter import WEIGHT, Reading

from .commands import commands
from .gold import Word, glued, mended, read_gold
from .names import called, foreign_names
from .sayings import sayings

GOLD = ["gumar_glf_train", "ud_padt_devtest", "talaa_msa", "quran", "qcri_egy", "qcri_lev", "qcri_mgr"]
DEVELOPMENT = ["gumar_glf_dev", "qcri_glf_dev", "ud_pud_dev", "qcri_msa_tweets_dev"]
SURE = 1000
"""Least lead of the best cut over the next, in units of the statistics, for a word of silver text to be labelled: on gold text
98 to 100 % of such words are right."""
SURE_TOGETHER = 800
"""The same with a network's log odds added: 98 to 99.8 % are right, and a fifth of the words more have a label."""
CONTESTED = {"ولا", "لأن", "لان", "لذا", "فقد"}
"""Words that the sources cut in two ways: labelled in gold text only."""
SURELY_A_NAME = 5
"""Letters from which on a name of the lists is taken for one wherever it stands."""
EXCHANGED, ADDED = 0.7, 0.004
"""Shares of the names in text that are exchanged for others, and of words after which one more is put."""
COMMON = 8
"""Count from which on a string is a common word."""
LONGEST_LINE = 60
_PIECE = {name: i for i, name in enumerate(PIECES)} | {"PROG": PIECES.index("FUT"), "INTERROG": PIECES.index("WH")}
_POS = {name: i for i, name in enumerate(POS)}

Piece = tuple[str, str]
Label = list[Piece] | None
"""A word's pieces and classes; None where they are unknown."""


def part_of_speech(word: str, note: str, labels: tuple[str, ...], lemmas: dict[str, str]) -> int:
    """The stem's part of speech from a source's tag in the note, or by its lemma there; or -1."""
    if note.startswith("lex="):
        return _POS.get(lemmas.get(note[4:].split(" ")[0], ""), -1)
    key, _, value = next((cell for cell in note.split() if cell[:2] == "x=" or cell[:4] in ("src=", "pos=")), "").partition("=")
    if not value:
        return -1
    if key == "pos":
        name = {"V": "verb", "N": "noun", "PN": "proper", "ADJ": "adjective"}.get(value, "other" if value == "INL" else "particle")
        return _POS[name]
    tags = value.split("+")
    if key == "x" and tags[-1][:1] == "U":  # not analysed: names, and relative pronouns
        return _POS["particle" if word.startswith(_RELATIVE) else "proper"]
    if key == "x":
        stems = [t for t in tags if t[:1] not in "CPFSUG"] or tags
        name = {"N": "noun", "A": "adjective", "V": "verb", "Z": "proper", "Q": "other", "D": "noun", "X": "proper", "Y": "other"}.get(
            stems[0][:1], "particle"
        )
        return _POS[name]
    names = {"NOUN": "noun", "PNOUN": "proper", "ADJ": "adjective", "ADV": "noun", "V": "verb", "PVERB": "verb", "IVERB": "verb", "CVERB": "verb", "NUM": "other",
             "VERB": "verb", "AUX": "verb", "PROPN": "proper"}  # fmt: skip
    stems = [names[t.split("_")[0]] for t in tags if t.split("_")[0] in names]
    return _POS[stems[0] if stems else "particle" if len(labels) <= 2 else "other"]


_RELATIVE = ("الذ", "الت", "اللذ", "اللت", "اللوات")
_LEXICON = {"V": "verb", "N": "noun", "ADJ": "adjective"}
_LEMMAS = {
    "particle": "ما مِن عَلَى فِي لا يا عَن إِلَى مَع أَنّ لَو لِين هَذا هاي ذاك شُو لَيش وَين كَيف مِنو أَو وَلا ل عِند هَب غَير اَنا بَسّ اِللِي هِيَ هُوَ وَيّا اِنتِي اِنتَ "
    "اِلّا اِن اِنّ اَن مُب هُب مِنُو وِلّا هَيه تَرَى اِذا حَتَّى هِنِي مَتَى نَحنُ اَمّا اَو يَلّا مِش كَنّ ها",
    "proper": "اللّٰه سارَة غالِيَة مُهرَة رِيم خالِد حَمُّود جَزو مَنصُور خَلِيفَة ناصِر هِند رِفِيعَة نُورَة غُرُوب راشِد جَزوِي حارِب شَيخَة رَوضَة مُحَمَّد سُلطان هَزَّاع "
    "هَزّاع حَمدان تُركِي مُنَى حِصُّوه يُوسِف هَنُوف مِنِيرَة نَهيان حَمدة مَروان رُولا هَنادِي",
    "verb": "سار رَدّ حَسّ دَقّ لَقَى لَفّ",
}
"""The commonest lemmas of the corpus that names lemmas which the lexicon does not have."""


def lemma_kinds(lexicon: Path) -> dict[str, str]:
    """Lemma → its part of speech, where it has one only."""
    kinds: dict[str, set[str]] = {}
    for row in lexicon.read_text("utf-8").split("\n"):
        for analysis in row.split("\t")[4:5]:
            for one in analysis.split(" "):
                lemma, _, features = one.partition("|")
                kinds.setdefault(lemma, set()).add(_LEXICON.get(features.split(";")[0], ""))
    common = {lemma: kind for kind, lemmas in _LEMMAS.items() for lemma in lemmas.split()}
    return {lemma: min(found) for lemma, found in kinds.items() if len(found) == 1} | common


class Group:
    """Lines encoded one after another."""

    def __init__(self) -> None:
        self.symbols: list[np.ndarray] = []
        self.marks: list[np.ndarray] = []
        self.labels: list[np.ndarray] = []
        self.pos: list[np.ndarray] = []
        self.offsets = [0]

    def add(self, words: list[tuple[str, Label, int]]) -> None:
        for at in range(0, len(words), LONGEST_LINE):
            self._add(words[at : at + LONGEST_LINE])

    def _add(self, words: list[tuple[str, Label, int]]) -> None:
        line = " ".join(w for w, _, _ in words)
        labels, pos = np.full(len(line), -1, np.int8), np.full(len(line), -1, np.int8)
        at = 0
        for word, pieces, kind in words:
            pos[at : at + len(word)] = kind
            if pieces is not None:
                places = [at + i for i, c in enumerate(word) if bare_letters(c)]
                values = [_PIECE[coarse(t)] if not i else 0 for p, t in pieces for i in range(len(bare_letters(p)))]
                if len(places) == len(values):
                    labels[places] = values
            at += len(word) + 1
        encoded = encode(line)
        if not len(encoded.symbols):
            return
        letter = (encoded.symbols >= FIRST_LETTER) & (encoded.symbols < FIRST_PUNCTUATION)
        self.symbols.append(encoded.symbols)
        self.marks.append(encoded.classes)
        self.labels.append(np.where(letter, labels[encoded.position], -1).astype(np.int8))
        self.pos.append(pos[encoded.position[encoded.first]])
        self.offsets.append(self.offsets[-1] + len(encoded.symbols))

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        parts = {"symbols": self.symbols, "marks": self.marks, "labels": self.labels, "pos": self.pos}
        return {f"{name}.{key}": np.concatenate(value) for key, value in parts.items()} | {
            f"{name}.offsets": np.array(self.offsets, np.int64)
        }


def gold_words(sentence: list[Word], name: str, count: Callable[[str], int], lemmas: dict[str, str]) -> Iterator[tuple[str, Label, int]]:
    for w in sentence:
        known = w.use and list(arabic_words(w.surface)) == [(0, len(w.surface))] and set(map(coarse, w.labels)) <= set(_PIECE)
        known = known and w.labels.count("STEM") <= 1 and not ("PROG" in w.labels and w.pieces[w.labels.index("PROG")] != "ب")
        label = mended(w, name, count) if known else None
        yield (
            w.surface,
            list(zip(label.pieces, label.labels, strict=True)) if label else None,
            part_of_speech(w.bare, w.note, w.labels, lemmas),
        )


class Teacher:
    """Labels words by the statistics, the word lists, the word's own marks and a network; None where these are not sure."""

    def __init__(self, network: str, names: Container[str]) -> None:
        self.statistics = load_statistics()
        self.rules = load_segmenter(self.statistics, network=network)
        self.names = names
        self.known: dict[str, list[tuple[Cut, float]]] = {}

    def __call__(self, lines: Sequence[str]) -> Iterator[list[tuple[str, Label, int]]]:
        readings = self.rules.context(lines) if self.rules.context else [None] * len(lines)
        for line, reading in zip(lines, readings, strict=True):
            yield list(self.words(line, reading))

    def words(self, line: str, reading: Reading | None) -> Iterator[tuple[str, Label, int]]:
        at = 0
        for start, end in arabic_words(line):
            yield from ((w, None, -1) for w in line[at:start].split())
            yield line[start:end], self.label(line[start:end], start, reading), -1
            at = end
        yield from ((w, None, -1) for w in line[at:].split())

    def label(self, word: str, start: int, reading: Reading | None) -> Label:
        bare = bare_letters(word)
        if bare in CONTESTED:
            return None
        if len(bare) >= SURELY_A_NAME and bare in self.names:
            return [(bare, STEM)]
        if word not in self.known:
            self.known[word] = self.scored(bare, word)
        at = reading.place(start, len(bare)) if reading else None
        cuts = [(cut, score + (WEIGHT * reading.score(at, cut) if reading and at is not None else 0)) for cut, score in self.known[word]]
        cuts.sort(key=lambda pair: -pair[1])
        lead = cuts[0][1] - cuts[1][1] if len(cuts) > 1 else SURE
        if not cuts or lead < (SURE_TOGETHER if at is not None else SURE):
            return None
        return [(s.letters, s.label) for s in cuts[0][0].segments(bare)]

    def scored(self, bare: str, word: str) -> list[tuple[Cut, float]]:
        shaped = one_shape(bare)
        if not 0 < len(shaped) <= LONGEST:
            return []
        cuts = list(self.rules.clitics.cuts(shaped))
        return [(c, self.statistics.score(shaped, c)) for c in (self.rules.allowed(cuts, word) if len(shaped) > 1 else cuts)]


def with_names(
    words: list[tuple[str, Label, int]], names: list[str], known: Container[str], rng: random.Random
) -> list[tuple[str, Label, int]]:
    """The line with most of its foreign names exchanged for others, and now and then one more."""

    def others() -> list[tuple[str, Label, int]]:
        return [("".join(p for p, _ in pieces), pieces, -1) for pieces in called(rng, names)]

    out: list[tuple[str, Label, int]] = []
    for word, label, kind in words:
        is_name = label is not None and label[-1][0] in known and label[-1][1] == STEM and len(label[-1][0]) >= SURELY_A_NAME
        if is_name and rng.random() < EXCHANGED:
            out += others()
        else:
            out += [(word, label, kind), *(others() if rng.random() < ADDED else ())]
    return out


def sample(path: Path, words: int, rng: random.Random) -> list[str]:
    lines = [line for line in path.read_text("utf-8").split("\n") if 3 <= line.count(" ") < 200]
    rng.shuffle(lines)
    out = []
    for line in lines:
        if words <= 0:
            break
        out.append(line)
        words -= line.count(" ") + 1
    return out


def common_inside(word: str, clitics: Clitics, count: Callable[[str], int]) -> bool:
    """Whether a cut leaves a stem of four letters or more that is a common word: such a name is rather a word."""
    return any(len(c.stem) > 3 and c.stem != word and count(c.stem) >= COMMON for c in clitics.cuts(one_shape(word)))


def gulf_lines(folder: Path) -> Iterable[str]:
    """Gulf text of the training parts; tweets, transcripts, phrases."""
    seen = set()
    for name, column in (("parallel_dial2msa_glf", 1), ("parallel_emi_nadi", 1), ("madar_coda_doha", 1)):
        for row in (folder / f"{name}.tsv").read_text("utf-8").split("\n")[1:]:
            cells = row.split("\t")
            if len(cells) > 3 and "train" in cells and cells[column] not in seen:
                seen.add(cells[column])
                yield cells[column]
    yield from (folder / "mono_alsanaa_emirati.txt").read_text("utf-8").split("\n")


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("out", type=Path)
    p.add_argument("--data", type=Path, default=Path("../shared/data"))
    p.add_argument("--without", nargs="*", default=[])
    p.add_argument("--teacher", default="", help="a network's name or folder, which labels silver text too")
    p.add_argument("--raw", type=int, default=120_000, help="words of each file of unmarked text")
    p.add_argument("--marked", type=int, default=500_000, help="words of each file of marked text")
    a = p.parse_args()
    rng = random.Random(0)
    statistics = load_statistics()
    clitics = load_segmenter(statistics).clitics
    names = foreign_names(a.data / "loan", lambda name: not common_inside(name, clitics, statistics.count), set(a.without))
    known = frozenset(names)
    teacher = Teacher(a.teacher, known)
    lemmas = lemma_kinds(a.data / "seg" / "glf_afb_lexicon.tsv")
    arrays: dict[str, np.ndarray] = {}
    for name in [*GOLD, *DEVELOPMENT]:
        if name not in a.without:
            group = Group()
            for sentence in read_gold(a.data / "seg" / f"{name}.tsv"):
                group.add(list(gold_words(sentence, name, statistics.count, lemmas)))
            arrays |= group.arrays(name)
    group = Group()
    for name in GOLD:
        if name not in a.without and name != "quran":
            for sentence in read_gold(a.data / "seg" / f"{name}.tsv"):
                group.add(list(gold_words(glued(sentence, rng), name, statistics.count, lemmas)))
    arrays |= group.arrays("glued")
    group = Group()
    for line in chain(commands(12_000), sayings(5_000)):
        group.add([("".join(p for p, _ in w), w, _POS.get(kind, -1)) for w, kind in line])
    arrays |= group.arrays("commands")
    silver = {
        "raw": [
            line for path in sorted((a.data / "msa_raw").glob("*.txt")) if path.stem not in a.without for line in sample(path, a.raw, rng)
        ],
        "marked": [
            line
            for path in sorted((a.data / "diac").glob("msa_*.txt"))
            if path.stem not in a.without
            for line in sample(path, a.marked, rng)
        ],
        "gulf": list(gulf_lines(a.data / "khaleeji")),
    }
    for name, lines in silver.items():
        group = Group()
        for at in range(0, len(lines), 256):
            for words in teacher(lines[at : at + 256]):
                group.add(with_names(words, names, known, rng) if name == "raw" else words)
        arrays |= group.arrays(name)
    for name in [k.split(".")[0] for k in arrays if k.endswith(".offsets")]:
        words = len(arrays[f"{name}.pos"])
        begun = arrays[f"{name}.labels"] > 0
        print(
            f"{name}: {len(arrays[f'{name}.offsets']) - 1} lines, {words} words, {int(begun.sum())} pieces known, {int((arrays[f'{name}.pos'] >= 0).sum())} parts of speech"
        )
    np.savez(a.out, **arrays)


if __name__ == "__main__":
    main()
