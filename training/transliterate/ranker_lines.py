"""The lines that the ranker is trained on: requests made from templates, and running text."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from arabic_voice_cli.transliterate.catalogue import Entry
from arabic_voice_cli.transliterate.phonetic import fold_arabic
from arabic_voice_cli.transliterate.words import WordReader, length_of

from .ranker_terms import UNTYPED, Names, Spelled, rows

HERE = Path(__file__).parent
SLOTS = {
    "artist": ("artist", "person"), "person": ("person", "artist"), "song": ("song", "work"), "album": ("album", "work"), "film": ("film", "work"),
    "app": ("app", "brand"), "brand": ("brand", "app"), "place": ("place",), "work": ("work", "film", "song"),
}  # fmt: skip
"""Types of the terms in a slot, the likelier first."""
FIRST = 0.6
"""Chance of the first of them."""
SLOT = re.compile(r"\{(\w+)\}")


@dataclass
class Line:
    text: str
    terms: dict[tuple[int, int], frozenset[str]] = field(default_factory=dict)
    """What places stand for."""
    unknown: frozenset[int] = frozenset()
    """Starts of words of which nobody knows what they are."""


class Requests:
    """Fills templates with terms of one catalogue."""

    def __init__(self, entries: Sequence[Entry], spelled: Spelled, words: Sequence[str], rng: random.Random) -> None:
        self._templates = [(cells[0], cells[1]) for cells in rows(HERE / "request_templates.tsv") if cells[0] in ("msa", "gulf")]
        self._by_type: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            self._by_type[entry.type].append(entry)
        self._all, self._spelled, self._rng = entries, spelled, rng
        self._fillers: dict[str, list[str]] = {"word": list(words)}
        for slot, text in list(rows(HERE / "request_fillers.tsv"))[1:]:
            self._fillers.setdefault(slot, []).append(text)

    def line(self) -> Line:
        variety, template = self._rng.choice(self._templates)
        text, at, terms = "", 0, {}
        for slot in SLOT.finditer(template):
            text += template[at : slot.start()]
            at = slot.end()
            if slot[1] in self._fillers:
                text = _glued(text, self._rng.choice(self._fillers[slot[1]]))
                continue
            entry = self._entry(slot[1])
            form = self._spelled(entry, variety)
            start = len(text)
            text += form
            if form:
                terms[start, len(text)] = frozenset([entry.term])
        return Line(text + template[at:], terms)

    def _entry(self, slot: str) -> Entry:
        """Of a type that fits, or of none."""
        kinds = ("",) if self._rng.random() < UNTYPED else SLOTS[slot]
        pools = [pool for kind in kinds if (pool := self._by_type.get(kind))] or [self._all]
        return self._rng.choice(pools[0] if len(pools) == 1 or self._rng.random() < FIRST else self._rng.choice(pools[1:]))


def _glued(text: str, word: str) -> str:
    """ل before the article is لل."""
    return text[:-1] + "لل" + word[2:] if text.endswith(" ل") and word.startswith("ال") else text + word


class Texts:
    """Lines of running text, and what is known of their words."""

    def __init__(self, names: Names, natives: frozenset[str], common: frozenset[str], reader: WordReader) -> None:
        """``common``: spellings so frequent that they are at home in Arabic: ايطاليا is Italy in any language."""
        self._names, self._natives, self._common, self._reader = names, natives, common, reader

    def line(self, text: str, entries: frozenset[str], all_native: bool) -> Line:
        words = list(self._reader.words(text))
        terms, unknown = {}, set()
        taken = -1
        for first, word in enumerate(words):
            if word.start < taken:
                continue
            native = any(p.rest in self._natives for p in word.facts.peeled)
            if native:
                continue
            for count in (3, 2, 1):
                for peeled in word.facts.peeled:
                    stretch = words[first : first + count]
                    joined = peeled.rest + "".join(w.facts.folded for w in stretch[1:])
                    known = self._names.terms_of.get(joined, frozenset())
                    if len(stretch) == count and known & entries and len(joined) > 4 and joined not in self._common and not all_native:
                        terms[word.start + length_of(peeled.proclitic, text, word.start), stretch[-1].end] = known
                        taken = stretch[-1].end
                        break
                if taken > word.start:
                    break
            else:
                if not all_native or any(p.rest in self._names.terms_of for p in word.facts.peeled):
                    unknown.add(word.start)
        return Line(text, terms, frozenset(unknown))


def sample_lines(paths: Iterable[Path], count: int, rng: random.Random) -> list[str]:
    """Stretches of at most 25 words, the same number from each file."""
    paths = list(paths)
    out = []
    for path in paths:
        lines = [line for line in path.read_text("utf-8").split("\n") if line]
        for line in rng.sample(lines, min(len(lines), count // len(paths))):
            words = line.split()
            at = rng.randrange(max(1, len(words) - 10))
            out.append(" ".join(words[at : at + rng.randint(6, 25)]))
    return out


def vocabulary(path: Path, least: int) -> set[str]:
    counts = Counter(fold_arabic(word) for word in re.findall(r"[ء-ي]+", re.sub("[ً-ْـٰ]", "", path.read_text("utf-8"))))
    return {word for word, n in counts.items() if n >= least and len(word) > 1}


def sentences(path: Path) -> Iterator[list[list[str]]]:
    group: list[list[str]] = []
    for line in path.read_text("utf-8").split("\n"):
        cells = line.split("\t")
        if len(cells) > 1:
            group.append(cells)
        elif group:
            yield group
            group = []
