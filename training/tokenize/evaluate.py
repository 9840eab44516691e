"""Scores the tokenizer on gold segmentations, whole sentences at a time.

    python -m training.tokenize.evaluate GOLD.tsv… [--scheme nlu d3 …] [--hyp FOLDER] [--network MODEL] [--camel DATABASE] [--pos] [--errors N]

Prints word accuracy by scheme: a word is right when its pieces are exactly the gold pieces. With --hyp it writes one
file a gold file and scheme in the gold files' format, for other scorers.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from itertools import accumulate
from pathlib import Path
from typing import Any

from arabic_voice_cli.tokenize import arabic_words
from arabic_voice_cli.tokenize.load import load_segmenter, load_statistics
from arabic_voice_cli.tokenize.network import POS
from arabic_voice_cli.tokenize.scheme import SCHEMES, apply_scheme
from arabic_voice_cli.tokenize.segment import STEM, Analyzer, Segment, bare_letters, coarse
from arabic_voice_cli.tokenize.segmenter import Segmenter

from .gold import Word, read_gold
from .parts_of_speech import part_of_speech

Pieces = list[tuple[str, str]]


def is_whole(word: Word) -> bool:
    """Whether it is one Arabic word from end to end."""
    return list(arabic_words(word.surface)) == [(0, len(word.surface))]


def whole_words(sentences: list[list[Word]]) -> tuple[list[str], list[list[tuple[int, int]]], list[list[int]]]:
    """Sentences as lines, where in them their whole words are, and which words of a sentence these are."""
    places: list[list[tuple[int, int]]] = []
    asked: list[list[int]] = []
    for s in sentences:
        ends = list(accumulate(len(w.surface) + 1 for w in s))
        asked.append([i for i, w in enumerate(s) if is_whole(w)])
        places.append([(ends[i] - 1 - len(s[i].surface), ends[i] - 1) for i in asked[-1]])
    return [" ".join(w.surface for w in s) for s in sentences], places, asked


def hypotheses(sentences: list[list[Word]], analyzer: Analyzer) -> list[list[tuple[Segment, ...]]]:
    """One analysis a word. A word that is not one Arabic word from end to end (1994م, #tag) is a stem."""
    lines, places, asked = whole_words(sentences)
    out = [[(Segment(w.surface, STEM),) for w in s] for s in sentences]
    for row, whole, analyses in zip(out, asked, analyzer(lines, places), strict=True):
        for i, analysis in zip(whole, analyses, strict=True):
            row[i] = analysis
    return out


def surface(word: str, letters: list[str]) -> list[str]:
    """Pieces of the word as written: marks stay with the letter before them."""
    if "".join(letters) == word:
        return letters
    places = [i for i, char in enumerate(word) if bare_letters(char)]
    ends = [sum(map(len, letters[: k + 1])) for k in range(len(letters))]
    cuts = [0, *(places[e] if e < len(places) else len(word) for e in ends)]
    return [word[a:b] for a, b in zip(cuts, cuts[1:], strict=False)]


def reduced(word: str, analysis: tuple[Segment, ...], scheme: str) -> Pieces:
    """A word's pieces and classes under a scheme."""
    pieces = apply_scheme(analysis, SCHEMES[scheme])
    return list(zip(surface(word, [p.letters for p in pieces]), [p.label for p in pieces], strict=True))


def kind(wanted: Pieces, got: Pieces) -> str:
    """What is wrong with a word in a few signs: clitics that are missing (-) or are none (+), each with its class."""

    def clitics(pieces: Pieces) -> set[tuple[int, str, str]]:
        starts = accumulate((len(p) for p, _ in pieces), initial=0)
        return {(at, p, coarse(t)) for at, (p, t) in zip(starts, pieces, strict=False) if t != STEM}

    gold, found = clitics(wanted), clitics(got)
    return " ".join([f"-{p}/{t}" for _, p, t in sorted(gold - found)] + [f"+{p}/{t}" for _, p, t in sorted(found - gold)]) or "other seam"


def score(gold: Path, schemes: list[str], analyzer: Analyzer, hyp: Path | None = None, errors: int = 0) -> dict[str, dict[str, Any]]:
    """Scheme → words and word accuracy in per cent."""
    sentences = read_gold(gold)
    answers = hypotheses(sentences, analyzer)
    out = {}
    for scheme in schemes:
        words = right = 0
        wrong: Counter[str] = Counter()
        kinds: Counter[str] = Counter()
        lines = []
        for sentence, analyses in zip(sentences, answers, strict=True):
            for word, analysis in zip(sentence, analyses, strict=True):
                got = reduced(word.surface, analysis, scheme)
                lines.append("\t".join((word.sentence, word.surface, "+".join(p for p, _ in got), "+".join(t for _, t in got))))
                if word.use:
                    wanted = apply_scheme(tuple(Segment(p, t) for p, t in zip(word.pieces, word.labels, strict=True)), SCHEMES[scheme])
                    same = [p.letters for p in wanted] == [p for p, _ in got]
                    words, right = words + 1, right + same
                    if not same:
                        wrong["+".join(p.letters for p in wanted) + " / " + "+".join(p for p, _ in got)] += 1
                        kinds[kind([(p.letters, p.label) for p in wanted], got)] += 1
        out[scheme] = {
            "words": words,
            "word_accuracy": round(100 * right / max(1, words), 2),
            "errors": wrong.most_common(errors),
            "kinds": kinds.most_common(errors and 10),
        }
        if hyp:
            hyp.mkdir(parents=True, exist_ok=True)
            (hyp / f"{gold.stem}.{scheme}.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    return out


def kinds(gold: Path, analyzer: Segmenter) -> tuple[int, int, Counter[tuple[str, str]]]:
    """Words whose part of speech is right, words that have one, and what was taken for what."""
    sentences = read_gold(gold)
    lines, places, _ = whole_words(sentences)
    right = words = 0
    wrong: Counter[tuple[str, str]] = Counter()
    for sentence, row in zip(sentences, analyzer.parts_of_speech(lines, places), strict=True):
        ours = iter(row)
        for word in (w for w in sentence if is_whole(w)):
            got, wanted = next(ours), part_of_speech(word.bare, word.note, word.labels, {})
            if word.use and wanted >= 0:
                words, right = words + 1, right + (got == POS[wanted])
                wrong[POS[wanted], got] += got != POS[wanted]
    return right, words, wrong


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("gold", type=Path, nargs="+")
    p.add_argument("--scheme", nargs="+", choices=SCHEMES, default=list(SCHEMES))
    p.add_argument("--hyp", type=Path)
    p.add_argument("--network", metavar="MODEL", help="a network's name or folder; 'none': the statistics by themselves")
    p.add_argument("--camel", metavar="DATABASE", help="score CAMeL Tools with this database")
    p.add_argument("--errors", type=int, default=0)
    p.add_argument("--pos", action="store_true", help="parts of speech as well")
    a = p.parse_args()
    rules = load_segmenter(load_statistics(), network="" if a.network == "none" else a.network or "segment")
    analyzer: Analyzer = rules
    if a.camel:
        from arabic_voice_cli.camel import CamelAnalyzer

        analyzer = CamelAnalyzer.load(a.camel, rules.clitics, rules)
    for gold in a.gold:
        start = time.process_time()
        for scheme, scores in score(gold, a.scheme, analyzer, a.hyp, a.errors).items():
            print(f"{gold.stem}\t{scheme}\t{scores['word_accuracy']}\t{scores['words']} words")
            for error, count in [*scores["kinds"], *scores["errors"]]:
                print(f"    {count:4} {error}")
        if a.pos:
            right, words, wrong = kinds(gold, rules)
            print(f"{gold.stem}\tpos\t{100 * right / max(1, words):.2f}\t{words} words")
            print(*(f"    {n:4} {wanted} taken for {got}" for (wanted, got), n in wrong.most_common(a.errors)), sep="\n")
        print(f"{gold.stem}: {time.process_time() - start:.1f} CPU-s")


if __name__ == "__main__":
    main()
