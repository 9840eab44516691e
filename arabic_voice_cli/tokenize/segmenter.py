"""The built-in analyzer: the clitic table proposes, word lists and the word's own marks veto, statistics choose.

Where the statistics are not sure of a word, a network that has read the whole line is asked as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from ..tables import Table
from ..text import (
    ALEF,
    ALEF_HAMZA,
    ALEF_MAKSURA,
    DAMMA,
    FATHA,
    HEH,
    KASRA,
    LAM,
    SHADDA,
    SUKUN,
    TANWIN,
    TEH,
    WAW,
    YEH,
    shadda_first,
)
from .marks import marks_allow
from .segment import LONGEST, STEM, Analysis, Clitics, Cut, Place, Segment, bare_letters, one_shape

STEM_COLUMNS = ("stem", "kind", "form")
REMEMBERED = 1 << 15
"""Word types whose analysis is kept; what a running process hears again."""
SURE = 450.0
"""A lead of the best cut over the next, in units of the statistics, that the network is not asked about."""
SELDOM = frozenset(("WH", "VOC"))
"""Classes that the network's data has too seldom glued, and not always split (شصار, ياخي): it is not asked about them."""
WEIGHT = 70.0
"""Units of the statistics to one of the network's log odds."""

_TANWIN = re.compile(f"[{TANWIN}][{ALEF}{ALEF_MAKSURA}]?$")
_DOUBLE_YEH = re.compile(f"{YEH}{SHADDA}[{FATHA}{DAMMA}{KASRA}{SUKUN}]?$")
_HIS = re.compile(f"[{DAMMA}{KASRA}]{HEH}{SUKUN}?$|{HEH}[{DAMMA}{KASRA}]$")
_DOUBLE_LAM = re.compile(f"{LAM}{SHADDA}[{FATHA}{DAMMA}{KASRA}{SUKUN}]?[^{LAM}]{{1,4}}$")
_PRESENT = ("", *"تينأا")
_COMMAND = ("", ALEF, ALEF_HAMZA)
_SUBJECTS = ("", YEH, WAW, WAW + ALEF, TEH, TEH + YEH)
_FEMININE_YOU = "چ"

Score = Callable[[str, Cut], float]
"""A word and one of its cuts → how good the cut is."""


class Reading(Protocol):
    """What has read a line and scores the cuts of its words."""

    def place(self, start: int, size: int) -> int | None: ...

    def score(self, at: int, cut: Cut) -> float: ...

    def kind(self, at: int) -> str: ...


class Context(Protocol):
    """Lines → readings; ``places`` are where the words begin that it is asked about, None for all."""

    @property
    def signature(self) -> str: ...

    def __call__(self, lines: Sequence[str], places: Sequence[Sequence[int]] | None = None) -> Sequence[Reading | None]: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """What is known of a word by itself: its best analysis, and the cuts with their scores where another may be right."""

    analysis: Analysis
    rivals: tuple[tuple[Cut, float], ...] = ()
    command: bool = False
    """Whether it is a command to a woman (شغلي)."""


class Segmenter:
    """Analyses words; its stem list and statistics are read from the package. Without ``context`` each word by itself.

    ``loanwords`` are words without a clitic inside, as the list of stems has more of them.
    """

    def __init__(
        self,
        clitics: Clitics,
        stems: Table,
        score: Score,
        signature: str,
        context: Context | None = None,
        loanwords: frozenset[str] = frozenset(),
    ) -> None:
        self.clitics = clitics
        self.score = score
        self.context = context
        self.signature = f"{signature}|{context.signature}" if context else signature
        self.units = {r["stem"] for r in stems if r["kind"] == "unit"} | loanwords
        self.hosts = {r["stem"] for r in stems if r["kind"] == "host"}
        self.homographs = {r["stem"] for r in stems if r["kind"] == "homograph"}
        self.prepositions = {r["stem"] for r in stems if r["kind"] == "form"}
        self.geminates = {r["stem"] for r in stems if r["kind"] == "geminate"}
        self.forms = {r["stem"]: r["form"] for r in stems if r["kind"] in ("form", "host", "geminate")}
        verbs = [r["stem"] for r in stems if r["kind"] == "verb"]
        self.commands = {p + stem for stem in verbs for p in _COMMAND}
        self.verbs = {p + stem + s for stem in verbs for p in _PRESENT for s in _SUBJECTS}
        self._choice = lru_cache(maxsize=REMEMBERED)(self.choice)

    def __call__(self, lines: Sequence[str], places: Sequence[Sequence[Place]]) -> list[list[Analysis]]:
        choices = [self._choices([line[a:b] for a, b in where]) for line, where in zip(lines, places, strict=True)]
        answers = [[c.analysis for c in row] for row in choices]
        if self.context is None:
            return answers
        doubts = [[k for k, c in enumerate(row) if c.rivals] for row in choices]
        rows = [i for i, doubt in enumerate(doubts) if doubt]
        readings = self.context([lines[i] for i in rows], [[places[i][k][0] for k in doubts[i]] for i in rows])
        for i, reading in zip(rows, readings, strict=True):
            if reading is None:
                continue
            for k in doubts[i]:
                start, end = places[i][k]
                answers[i][k] = self.in_context(choices[i][k], reading, lines[i][start:end], start)
        return answers

    def parts_of_speech(self, lines: Sequence[str], places: Sequence[Sequence[Place]]) -> list[list[str]]:
        """What the network takes each word's stem for: verb, noun, adjective, proper, particle, other; "" where it cannot say."""
        readings = self.context(lines) if self.context else [None] * len(lines)
        return [
            [_kind(reading, start, bare_letters(line[start:end])) for start, end in where]
            for line, where, reading in zip(lines, places, readings, strict=True)
        ]

    def _choices(self, words: list[str]) -> list[Choice]:
        """What is known of the words of a line. After a command to a woman, و begins another: افتحي الباب وشغلي النور."""
        if not words:
            return []
        first = self._choice(words[0], True)
        return [first, *(self._choice(word, first.command and word.startswith(WAW)) for word in words[1:])]

    def in_context(self, choice: Choice, reading: Reading, word: str, start: int) -> Analysis:
        """The analysis of a word whose rivals the network has scored too."""
        bare = bare_letters(word)
        at = reading.place(start, len(bare))
        if at is None:
            return choice.analysis
        return max(choice.rivals, key=lambda rival: rival[1] + WEIGHT * reading.score(at, rival[0]))[0].segments(bare)

    def word(self, word: str, first: bool = False) -> Analysis:
        """The best analysis of one word by itself; ``first`` in its utterance, شغلي is a command and not "my work"."""
        return self.choice(word, first).analysis

    def choice(self, word: str, first: bool = False) -> Choice:
        """What the tables, the word's marks and the statistics say of one word as written."""
        bare = bare_letters(word)
        shaped = one_shape(bare)
        doubled = SHADDA in word and bool(_DOUBLE_LAM.search(shadda_first(word)))
        if not 1 < len(shaped) <= LONGEST:
            return Choice((Segment(bare, STEM),))
        cuts = list(self.clitics.cuts(shaped))
        if (first or SHADDA in word) and not doubled and (told := self.told(cuts)):
            return Choice(told.segments(bare), command=told.stem.endswith(YEH))
        mine = [c for c in cuts if c.stem in self.geminates and c.enclitics and c.enclitics[0]["class"] == "PREP"] if doubled else []
        cuts = mine or self.allowed(cuts, word)
        if len(cuts) == 1:
            return Choice(cuts[0].segments(bare))
        scored = sorted(((cut, self.score(shaped, cut)) for cut in cuts), key=lambda pair: -pair[1])
        rivals = tuple(pair for pair in scored if pair[1] > scored[0][1] - SURE)
        if shaped.removeprefix(WAW) in self.homographs:
            rivals = tuple((cut, 0.0) for cut, _ in rivals)
        settled = len(rivals) == 1 or any(r["class"] in SELDOM for r in scored[0][0].proclitics)
        return Choice(scored[0][0].segments(bare), () if settled else rivals)

    def told(self, cuts: list[Cut]) -> Cut | None:
        """The cut of a word that is read as a command: one to a woman (شغلي, وشغلي), or one with its object (شغله)."""
        for cut in cuts:
            if cut.before not in ("", "and-w"):
                continue
            if not cut.enclitics and cut.stem.endswith(YEH) and cut.stem[:-1] in self.commands:
                return cut
            if cut.after == "his-h" and cut.stem in self.commands:
                return cut
        return None

    def _not_me(self, cut: Cut) -> bool:
        """ "Me" after a verb is ني: مسوي is no سو + ي."""
        return cut.after == "my-y" and cut.stem in self.verbs

    def allowed(self, cuts: list[Cut], word: str) -> list[Cut]:
        """The cuts that neither the word lists nor the marks rule out; never none."""
        word = word if word.isalpha() else shadda_first(word)
        cuts = [c for c in cuts if not _article_and_owner(c) and not _not_to(c)]
        cuts = marks_allow(word, cuts) or cuts
        indirect = [c for c in cuts if c.enclitics and c.enclitics[0]["class"] == "PREP" and c.stem in self.verbs]
        cuts = indirect or cuts
        if _TANWIN.search(word):
            cuts = [c for c in cuts if not c.enclitics and not any(r["class"] == "FUT" for r in c.proclitics)] or cuts
        if _DOUBLE_YEH.search(word):  # عليّ is على + ي, but كويتيّ is an adjective
            mine = [c for c in cuts if c.enclitics and c.stem in self.prepositions]
            cuts = mine or [c for c in cuts if not c.enclitics or c.enclitics[-1]["piece"] != YEH] or cuts
        elif len(cuts) > 1:
            listed = [c for c in cuts if c.stem in self.units]
            cuts = [c for c in cuts if not any(_inside(c, unit) for unit in listed)]
        owned = [c for c in cuts if c.enclitics and c.stem in self.hosts and c.enclitics[0]["class"] != "PREP" and not self._not_me(c)]
        cuts = owned or cuts
        his = _HIS.search(word) and not any(c.stem in self.units and c.stem.endswith(HEH) for c in cuts)  # كتابُه: before ة a fatha stands
        if word.endswith(_FEMININE_YOU) or his:
            cuts = [c for c in cuts if c.enclitics] or cuts
        return cuts


def _kind(reading: Reading | None, start: int, bare: str) -> str:
    at = reading.place(start, len(bare)) if reading else None
    return reading.kind(at) if reading and at is not None else ""


def _inside(cut: Cut, unit: Cut) -> bool:
    return unit.start <= cut.start and cut.end <= unit.end and cut.end - cut.start < unit.end - unit.start


def _article_and_owner(cut: Cut) -> bool:
    """A noun has the article or an owner: الفلاني is an adjective."""
    return bool(cut.enclitics) and cut.enclitics[0]["class"].startswith("PRON") and any(r["class"] == "DET" for r in cut.proclitics)


def _not_to(cut: Cut) -> bool:
    """ما before ل is "has not" and needs a pronoun: مالها; but مالبيت is من البيت."""
    return bool(cut.stem) and cut.before.endswith("neg-ma+prep-l")
