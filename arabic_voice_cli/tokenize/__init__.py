"""Splits the affixes that matter to understanding off their words: كتابي → كتاب + ي.

An analyzer proposes each word's clitics; a *scheme* says which of them are split. Everything that is no Arabic word
(digits, Latin, emoji, addresses, hashtags) passes untouched; `untokenize` undoes it all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from ..errors import AvcError
from ..result import Result, Span
from ..text import ARABIC_WORD, DIACRITICS, FATHA, KASRA, TATWEEL
from .join import Joiner as Joiner
from .join import Seam
from .join import untokenize as untokenize
from .restore import Restorer
from .rows import Tokenized, Words
from .scheme import Piece, apply_scheme, classes_of
from .segment import STEM, Analysis, Analyzer, Clitics, Segment, bare_letters, coarse

Pieces = Literal["surface", "form"]
Place = tuple[int, int, str, str, str]
"""A piece in its word: start, end, class, form, row."""
Tagger = Callable[[Sequence[str], Sequence[Sequence[tuple[int, int]]]], list[list[str]]]
"""Lines and the places of their words → the part of speech of each word's stem, "" where it is not known."""
NETWORK = "segment"
"""Name of the model that reads the whole line."""

UPOS = {
    "verb": "VERB",
    "noun": "NOUN",
    "adjective": "ADJ",
    "proper": "PROPN",
    "particle": "PART",
    "other": "X",
    "CONJ": "CCONJ",
    "PREP": "ADP",
    "DET": "DET",
    "DEM": "DET",
    "PRON": "PRON",
    "WH": "PRON",
    "FUT": "AUX",
    "NEG": "PART",
    "VOC": "PART",
    "PART": "PART",
}
"""Kind of a stem or class of a clitic → its part of speech in Universal Dependencies; PART stands for every kind of function word."""

_MARKS = DIACRITICS | {TATWEEL}
_FOREIGN = re.compile("[0-9A-Za-z\u0660-\u0669\u06f0-\u06f9]")
_ADDRESS = re.compile("@|#|://|www\\.")
_CHUNK = re.compile(r"\S+")
_HASHTAG = re.compile(rf"#[\w{''.join(sorted(_MARKS))}]+")
_MARKED_YOU = {"ك" + KASRA: "PRON_2FS", "ك" + FATHA: "PRON_2MS"}


class Tokenizer:
    """Splits clitics off; the spans of a word tile it, with a clitic's class or STEM as label and its form as form.

    ``marker`` stands where a clitic was attached and ``separator`` between two pieces of a word. ``pieces="form"`` writes
    what the pieces stand for (سيارة +ي) in place of their letters (سيارت +ي).
    """

    def __init__(
        self,
        analyzer: Analyzer,
        restorer: Restorer,
        clitics: Clitics,
        scheme: str = "nlu",
        pieces: Pieces = "surface",
        marker: str = "+",
        separator: str = " ",
        split: str = "",
        keep: str = "",
        words: Words = "punctuation",
        tagger: Tagger | None = None,
    ) -> None:
        self.analyzer, self.restorer, self.clitics = analyzer, restorer, clitics
        self.classes, self.pieces, self.seam = classes_of(scheme, split, keep), pieces, Seam(marker, separator)
        self.words, self.tagger = words, tagger
        self.scheme = (
            scheme + "".join(f"+{name}" for name in split.split(",") if name) + "".join(f"-{name}" for name in keep.split(",") if name)
        )
        self._split = lru_cache(maxsize=1 << 15)(self._shown)

    @classmethod
    def load(
        cls,
        scheme: str = "nlu",
        pieces: Pieces = "surface",
        marker: str = "+",
        separator: str = " ",
        split: str = "",
        keep: str = "",
        analyzer: Literal["network", "rules", "camel"] = "network",
        database: str = "",
        words: Words = "punctuation",
        pos: bool = False,
    ) -> Tokenizer:
        """``analyzer="rules"`` reads each word by itself, ``"camel"`` asks CAMeL Tools; ``database`` is then the name or path
        of one of its databases. With ``pos`` the spans have parts of speech."""
        from .load import load_segmenter, load_statistics

        if database and analyzer != "camel":
            raise AvcError("--database: is read by --analyzer camel only; add it or leave --database out")
        if pos and analyzer == "rules":
            raise AvcError("--pos: the rules know no parts of speech; leave --analyzer rules out")
        statistics = load_statistics()
        rules = load_segmenter(statistics, network="" if analyzer == "rules" else NETWORK)
        chosen: Analyzer = rules
        if analyzer == "camel":
            from ..camel import CamelAnalyzer

            chosen = CamelAnalyzer.load(database, rules.clitics, rules)
        tagger = rules.parts_of_speech if pos else None
        restorer = Restorer(statistics.count, rules.forms)
        return cls(chosen, restorer, rules.clitics, scheme, pieces, marker, separator, split, keep, words, tagger)

    @property
    def signature(self) -> str:
        """What decides the output."""
        return f"tokenize|scheme:{self.scheme}|pieces:{self.pieces}|marker:{self.seam.marker}|{self.analyzer.signature}"

    def __call__(self, lines: list[str]) -> list[Result]:
        places = [list(arabic_words(line)) for line in lines]
        analyses = self.analyzer(lines, places)
        kinds = self.tagger(lines, places) if self.tagger else [[]] * len(lines)
        return [self._result(*each) for each in zip(lines, places, analyses, kinds, strict=True)]

    def _result(self, line: str, places: list[tuple[int, int]], analyses: list[Analysis], kinds: list[str]) -> Result:
        text: list[str] = []
        spans: list[Span] = []
        literal = list(self.seam.literal(line)) if self.pieces == "surface" else []
        at = 0
        for i, ((start, end), analysis) in enumerate(zip(places, analyses, strict=True)):
            word = line[start:end]
            if end < len(line) and _FOREIGN.match(line, end):
                analysis = self._bound(word) or analysis
            text.append(self._between(line, at, start, literal) if literal else line[at:start])
            at = end
            pos = UPOS.get(kinds[i], "") if kinds else ""
            if len(analysis) == 1 and analysis[0].label == STEM:  # most words
                spans.append(Span(start, end, STEM, word, pos=pos))
                text.append(word)
                continue
            shown, found = self._split(word, analysis)
            text.append(shown)
            spans += [
                Span(start + a, start + b, label, form, rule, pos=pos if label == STEM else pos and UPOS[coarse(label)])
                for a, b, label, form, rule in found
            ]
        text.append(self._between(line, at, len(line), literal))
        return Tokenized(line, "".join(text), tuple(spans), self.words)

    def _shown(self, word: str, analysis: Analysis) -> tuple[str, list[Place]]:
        """A word's text with its boundaries, and where in it the scheme's pieces are."""
        pieces = self._pieces(analysis)
        if len(pieces) == 1 and pieces[0][0].label == STEM:
            return word, [(0, len(word), STEM, word, "")]
        found = _places(word, pieces)
        shown = [word[start:end] if self.pieces == "surface" else form for start, end, _, form, _ in found]
        return self._marked(shown, pieces), [place for place in found if place[1] > place[0]]

    def _between(self, line: str, start: int, end: int, literal: list[int]) -> str:
        """What is no word; where the line itself has what looks like a boundary, with one marker more."""
        cuts = [start, *(at for at in literal if start <= at < end), end]
        return self.seam.marker.join(line[a:b] for a, b in pairwise(cuts))

    def _pieces(self, analysis: Analysis) -> list[tuple[Piece, str]]:
        """The scheme's pieces of a word, each with its form."""
        pieces = apply_scheme(analysis, self.classes)
        around = [None, *pieces, None]
        return [(piece, self._form(piece, around[i], around[i + 2])) for i, piece in enumerate(pieces)]

    def _form(self, piece: Piece, before: Piece | None, after: Piece | None) -> str:
        last = piece.last
        glued = piece.letters[: len(piece.letters) - len(last.letters)]
        if last.label != STEM:
            return piece.letters if glued else self.clitics.form(last)
        follower = after.segments[0] if after else None
        return glued + self.restorer.form(last, before.last if before and not glued else None, follower)

    def _bound(self, word: str) -> Analysis:
        """The proclitics that a whole string of letters is, when a number or a Latin word follows it (الـ20, بWhatsApp)."""
        bare = bare_letters(word)
        analysis = self.clitics.proclitics(bare)
        return (*analysis, Segment("", STEM)) if analysis else ()

    def _marked(self, shown: list[str], pieces: list[tuple[Piece, str]]) -> str:
        """Pieces of a word as text; at each boundary the marker is on the side of the clitic that leans over it."""
        text = shown[0]
        for right, (left, _) in zip(shown[1:], pieces[:-1], strict=True):
            text = self.seam.between(text, right, left.leans > 0)
        return text


def arabic_words(line: str) -> Iterator[tuple[int, int]]:
    """(start, end) of every Arabic word outside web and mail addresses, @names and #tags."""
    if not _ADDRESS.search(line):
        for word in ARABIC_WORD.finditer(line):
            yield word.span()
        return
    for chunk in _CHUNK.finditer(line):
        if "@" in chunk[0] or "://" in chunk[0] or chunk[0].startswith("www."):
            continue
        at = chunk.start()
        for tag in [*(_HASHTAG.finditer(line, at, chunk.end()) if "#" in chunk[0] else ()), None]:
            for word in ARABIC_WORD.finditer(line, at, tag.start() if tag else chunk.end()):
                yield word.span()
            at = tag.end() if tag else at


def _places(word: str, pieces: list[tuple[Piece, str]]) -> list[Place]:
    """Where a word's pieces are in it: a mark or tatweel belongs to the letter before it."""
    letters = [i for i, char in enumerate(word) if char not in _MARKS]
    found: list[Place] = []
    start = seen = 0
    for piece, form in pieces:
        seen += len(piece.letters)
        end = letters[seen] if seen < len(letters) else len(word)
        surface = word[start:end]
        label = _MARKED_YOU.get(surface, piece.label) if piece.label == "PRON_2S" else piece.label
        found.append((start, end, label, with_marks(surface, form), piece.last.rule if label != STEM else ""))
        start = end
    return found


def with_marks(surface: str, form: str) -> str:
    """The form with the marks of as many letters as it shares with the surface: سَيَّارَت, سيارة → سَيَّارَة."""
    at = 0
    for i, char in enumerate(surface):
        if char in _MARKS:
            continue
        if at == len(form) or char != form[at]:
            return surface[:i] + form[at:] if at else form
        at += 1
    return surface + form[at:]
