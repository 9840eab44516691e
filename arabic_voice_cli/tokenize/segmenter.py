"""The built-in analyzer: the clitic table proposes, word lists and the word's own marks veto, statistics choose."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from ..tables import Table, load_table
from ..text import ALEF, ALEF_HAMZA, ALEF_MAKSURA, DAMMA, FATHA, HEH, KASRA, SHADDA, SUKUN, TANWIN, TEH, WAW, YEH
from .segment import COLUMNS, LONGEST, STEM, Analysis, Clitics, Cut, Segment, bare_letters, one_shape
from .segment_score import Statistics, read_statistics

MODEL = "segment-rules"
STEM_COLUMNS = ("stem", "kind", "form")
REMEMBERED = 1 << 15
"""Word types whose analysis is kept; what a running process hears again."""

_TANWIN = re.compile(f"[{TANWIN}][{ALEF}{ALEF_MAKSURA}]?$")
_DOUBLE_YEH = re.compile(f"{YEH}{SHADDA}[{FATHA}{DAMMA}{KASRA}{SUKUN}]?$")
_HIS = re.compile(f"[{DAMMA}{KASRA}]{HEH}[{DAMMA}{KASRA}{SUKUN}]?$")
_PRESENT = ("", *"تينأا")
_COMMAND = ("", ALEF, ALEF_HAMZA)
_SUBJECTS = ("", YEH, WAW, WAW + ALEF, TEH, TEH + YEH)
_FEMININE_YOU = "چ"

Score = Callable[[str, Cut], float]
"""A word and one of its cuts → how good the cut is."""


class Segmenter:
    """Analyses each word by itself; its stem list and statistics are read from the package."""

    def __init__(self, clitics: Clitics, stems: Table, score: Score, signature: str) -> None:
        self.clitics = clitics
        self.score = score
        self.signature = signature
        self.units = {r["stem"] for r in stems if r["kind"] == "unit"}
        self.hosts = {r["stem"] for r in stems if r["kind"] == "host"}
        self.prepositions = {r["stem"] for r in stems if r["kind"] == "form"}
        self.forms = {r["stem"]: r["form"] for r in stems if r["kind"] in ("form", "host")}
        verbs = [r["stem"] for r in stems if r["kind"] == "verb"]
        self.commands = {p + stem for stem in verbs for p in _COMMAND}
        self.verbs = {p + stem + s for stem in verbs for p in _PRESENT for s in _SUBJECTS}
        self._word = lru_cache(maxsize=REMEMBERED)(self.word)

    def __call__(self, sentences: Sequence[Sequence[str]]) -> list[list[Analysis]]:
        return [[self._word(word, not i) for i, word in enumerate(sentence)] for sentence in sentences]

    def word(self, word: str, first: bool = False) -> Analysis:
        """The best analysis of one word as written; ``first`` in its utterance, شغلي is a command and not "my work"."""
        bare = bare_letters(word)
        shaped = one_shape(bare)
        command = shaped.endswith(YEH) and shaped[:-1] in self.commands and (first or SHADDA in word)
        if command or not 1 < len(shaped) <= LONGEST:
            return (Segment(bare, STEM),)
        cuts = self.allowed(list(self.clitics.cuts(shaped)), word)
        if len(cuts) == 1:
            return cuts[0].segments(bare)
        return max(cuts, key=lambda cut: self.score(shaped, cut)).segments(bare)

    def allowed(self, cuts: list[Cut], word: str) -> list[Cut]:
        """The cuts that neither the word lists nor the marks rule out; never none."""
        cuts = [c for c in cuts if not _article_and_owner(c)]
        indirect = [c for c in cuts if c.enclitics and c.enclitics[0]["class"] == "PREP" and c.stem in self.verbs]
        cuts = indirect or cuts
        if _TANWIN.search(word):
            cuts = [c for c in cuts if not c.enclitics] or cuts
        if _DOUBLE_YEH.search(word):  # عليّ is على + ي, but كويتيّ is an adjective
            mine = [c for c in cuts if c.enclitics and c.stem in self.prepositions]
            cuts = mine or [c for c in cuts if not c.enclitics or c.enclitics[-1]["piece"] != YEH] or cuts
        elif len(cuts) > 1:
            listed = [c for c in cuts if c.stem in self.units]
            cuts = [c for c in cuts if not any(_inside(c, unit) for unit in listed)]
        owned = [c for c in cuts if c.enclitics and c.stem in self.hosts]
        cuts = owned or cuts
        if word.endswith(_FEMININE_YOU) or _HIS.search(word):  # كتابُه: before ة there would be a fatha
            cuts = [c for c in cuts if c.enclitics] or cuts
        return cuts


def _inside(cut: Cut, unit: Cut) -> bool:
    return unit.start <= cut.start and cut.end <= unit.end and cut.end - cut.start < unit.end - unit.start


def _article_and_owner(cut: Cut) -> bool:
    """A noun has the article or an owner: الفلاني is an adjective."""
    return bool(cut.enclitics) and cut.enclitics[0]["class"].startswith("PRON") and any(r["class"] == "DET" for r in cut.proclitics)


def load_statistics(model: str = MODEL) -> Statistics:
    """The statistics in the model folder of this name or path."""
    from ..onnx_model import find, read_card

    card = read_card(find(model))
    return read_statistics(card.folder / card.file, card.sha256, card.signature)


def load_segmenter(statistics: Statistics) -> Segmenter:
    """The analyzer of the package's tables with these statistics."""
    table = load_table("clitics.tsv", COLUMNS)
    stems = load_table("stems.tsv", STEM_COLUMNS)
    signature = f"clitics@{table.version}|stems@{stems.version}|{statistics.name}"
    return Segmenter(Clitics(table), stems, statistics.score, signature)
