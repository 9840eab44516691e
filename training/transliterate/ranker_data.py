"""Make the ranker's training data: `python -m training.transliterate.ranker_data OUT.npz --requests N --texts N --terms N`.

Three kinds of lines go through the search with the rules, and each span that it finds becomes a query with its right answer
(or none): our request templates (`request_templates.tsv`) with terms in the slots, spelled as pairs of names spell them or as
the letter tables do; running text, in which words of native vocabulary are native, spellings known from pairs are those
names, and spans with any other word are left out; and single spellings of the pairs. Catalogues of three sizes are made
from the pairs and a list of titles. The terms of our golden requests are in none of them.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from arabic_voice_cli.transliterate import Transliterator
from arabic_voice_cli.transliterate.alignment import LetterCosts
from arabic_voice_cli.transliterate.catalogue import Entry
from arabic_voice_cli.transliterate.catalogue_index import CatalogueIndex
from arabic_voice_cli.transliterate.hits import Hit
from arabic_voice_cli.transliterate.loan_spans import SpanFinder, placed
from arabic_voice_cli.transliterate.loanwords import common_nouns, load_loanwords
from arabic_voice_cli.transliterate.native import NativeWords
from arabic_voice_cli.transliterate.phonetic import fold_arabic
from arabic_voice_cli.transliterate.ranker import CAUTIOUS, encode
from arabic_voice_cli.transliterate.ranking import Query
from arabic_voice_cli.transliterate.spoken import Reader
from arabic_voice_cli.transliterate.words import Rules, Word, WordReader

from .ranker_lines import Line, Requests, Texts, sample_lines, sentences, vocabulary
from .ranker_terms import Names, Spelled, rows

SHARED = Path("../shared/data")
REACH = 6.0
"""Nats short of a rewrite that are still asked about."""
DULL, KEPT_DULL = -2.0, 0.35
"""A native span whose best gain is less is kept by this chance."""
SIZES = (2_500, 20_000, 100_000)
MONTHS = frozenset(["يناير", "فبراير", "مارس", "ابريل", "مايو", "يونيو", "يوليو", "اغسطس", "سبتمبر", "اكتوبر", "نوفمبر", "ديسمبر"])


@dataclass
class Example:
    query: Query
    right: tuple[int, ...]
    """Of the matches; none if the words are to be left alone."""


class Recorder(SpanFinder):
    """A finder that notes each span with what it is."""

    def __init__(self, index: CatalogueIndex, reader: WordReader) -> None:
        super().__init__([index], reader)
        self._reach = REACH
        self.line, self.examples = Line(""), list[Example]()

    def record(self, line: Line) -> list[Example]:
        self.line, self.examples = line, []
        list(self.find(line.text))
        return self.examples

    def _ranked(self, hits: list[Hit], line: str, words: Sequence[Word]) -> list[Hit]:
        for hit in hits:
            found, query = placed(hit, line, words), self._query(hit, line, words)
            place = found.inner, found.end
            if place in self.line.terms:
                terms = self.line.terms[place]
                self.examples.append(Example(query, tuple(i for i, m in enumerate(query.matches) if m.entry.term in terms)))
            elif not self._overlaps(place) and not self.line.unknown.intersection(w.start for w in words[hit.first : hit.after]):
                self.examples.append(Example(query, ()))
        return [hit for hit in hits if hit.gain > 0]

    def _overlaps(self, place: tuple[int, int]) -> bool:
        """Whether it shares words with a term's place: what is right there is decided between the two, not by each."""
        return any(start < place[1] and place[0] < end for start, end in self.line.terms)


def whole_examples(names: Names, tool: Transliterator, terms: frozenset[str], count: int, rng: random.Random) -> Iterator[Example]:
    """Single spellings: which of the entries that sound alike it is."""
    for folded in rng.sample(sorted(names.terms_of), count):
        right = names.terms_of[folded] & terms
        found = tool._ranked(folded, 1)
        places = tuple(i for i, s in enumerate(found) if s.match.entry.term in right)
        if places and len(places) < len(found):
            yield Example(
                Query(folded, tuple(s.match for s in found), tuple(s.gain for s in found), entries=len(terms), whole=True), places
            )


def joined(parts: Sequence[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """One set of arrays: rows of queries go on counting, letters get zeros behind, to one length."""
    queries = 0
    for part in parts:
        part["of"] = part["of"] + queries
        queries += len(part["query"])
    for name in ("latin", "arabic", "span", "before", "after"):
        longest = max(part[name].shape[1] for part in parts)
        for part in parts:
            more = [(0, 0), (0, longest - part[name].shape[1]), (0, 0)]
            part[name] = np.pad(part[name], more[: part[name].ndim])
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def pack(examples: Sequence[Example], letters: LetterCosts) -> dict[str, np.ndarray]:
    """As `encode`, in small integers; ``right`` [C] marks right matches."""
    whole = joined([encode([e.query for e in examples[i : i + 500]], letters) for i in range(0, len(examples), 500)])
    small = {n: a.astype(np.float16) if a.dtype == np.float32 else a.astype(np.int32 if n == "of" else np.uint8) for n, a in whole.items()}
    right = [i in e.right for e in examples for i in range(len(e.query.matches))]
    return small | {"right": np.array(right, bool)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--requests", type=int, default=60_000)
    parser.add_argument("--texts", type=int, default=60_000)
    parser.add_argument("--terms", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    letters, sounds, rules = LetterCosts.load(), Reader.load(), Rules.load()
    native = NativeWords.load()
    loan = SHARED / "loan"
    names = Names.load(loan / "pairs_train_clean.tsv", loan / "catalogue_en_fr.tsv", random.Random(1))
    listed = {fold_arabic(cells[0]): float(cells[1] or 0) for cells in rows(loan / "natives.tsv") if cells[1].replace(".", "").isdigit()}
    vocabularies = vocabulary(SHARED / "classical_raw" / "fiqh.txt", 2) | {w for w, n in listed.items() if n >= 30}
    natives = frozenset(vocabularies - {w for w in names.terms_of if listed.get(w, 0) < 300} | MONTHS)
    reader = WordReader(native, rules, common_nouns(load_loanwords()))
    spelled = Spelled(names, rng)
    common = [w for w, n in listed.items() if n >= 1000]
    news = sorted((SHARED / "msa_raw").glob("*.txt"))
    at_home = frozenset(names.terms_of.keys() & set().union(*(vocabulary(path, 15) for path in news)))
    gulf = [SHARED / "khaleeji" / "mono_alsanaa_emirati.txt", SHARED / "classical_raw" / "fiqh.txt"]
    gumar = [" ".join(c[1] for c in group) for group in sentences(SHARED / "seg" / "gumar_glf_train.tsv")]
    examples: list[Example] = []
    entries = [Entry(term, "", kind) for term, kind in names.kinds.items()]
    tool = Transliterator([CatalogueIndex.of(entries, letters, sounds)], native, rules, span=True)
    terms = frozenset(names.kinds)
    examples += whole_examples(names, tool, terms, args.terms, rng)
    print("single terms", len(examples), flush=True)
    for size in SIZES:
        entries = names.catalogue(size, rng)
        index = CatalogueIndex.of(entries, letters, sounds)
        terms = frozenset(e.term for e in entries)
        recorder, requests, texts = Recorder(index, reader), Requests(entries, spelled, common, rng), Texts(names, natives, at_home, reader)
        share = args.texts // len(SIZES)
        lines = [requests.line() for _ in range(args.requests // len(SIZES))]
        lines += [texts.line(t, terms, False) for t in sample_lines(news, share // 2, rng)]
        lines += [texts.line(t, terms, True) for t in sample_lines(gulf, share // 8, rng) + rng.sample(gumar, min(len(gumar), share // 3))]
        kept = Counter[str]()
        for line in lines:
            for example in recorder.record(line):
                if example.right or max(example.query.gains) - CAUTIOUS > DULL or rng.random() < KEPT_DULL:
                    examples.append(example)
                    kept["right" if example.right else "native"] += 1
        print(size, len(entries), dict(kept), flush=True)
    rng.shuffle(examples)
    np.savez_compressed(args.out, **pack(examples, letters))
    print(len(examples), "queries")


if __name__ == "__main__":
    main()
