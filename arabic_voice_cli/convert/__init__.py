"""Modern Standard Arabic → a dialect, by rule tables: phrases, words, verbs, vowels, syllables, spelling."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

from ..result import Process, Result, Tool
from ..text import ARABIC_WORD, TANWIN, VOWELS, strip_diacritics
from .address import Address
from .cascade import Cascade
from .dialect import Dialect, Step
from .lexicon import Lexicon
from .line import LineConverter
from .numbers import Numerals
from .phrases import Phrases
from .strata import Strata
from .style import Spelling, Style
from .terms import Terms
from .writing import Writer, chain, explained, told

__all__ = ["Converter", "Spelling", "Style", "Terms"]


class Converter:
    """Rewrites vowelled standard Arabic in a dialect; all that is not an Arabic word stays as it is.

    ``style`` holds the choices beside the dialect. A line whose words carry no mark at all goes through ``diacritizer``
    first, unless that is None. ``terms`` is the user's own terminology, ``explain`` puts the rows behind each word after a tab.
    """

    def __init__(
        self,
        dialect: Dialect,
        style: Style | Spelling = "narrow",
        diacritizer: Process | None = None,
        explain: bool = False,
        lexicon: Lexicon | None = None,
        terms: Terms | None = None,
    ) -> None:
        self.style = style if isinstance(style, Style) else Style(style)
        self.dialect, self.diacritizer, self.explain, self.terms = dialect, diacritizer, explain, terms
        lexicon = lexicon or Lexicon.of(dialect, Strata(dialect, self.style.level))
        cascade = Cascade(dialect, lexicon, self.style.switches, terms)
        address = Address(dialect, cascade.token, self.style.address, self.style.speaker)
        writer, rule = Writer(dialect, self.style), told if explain else chain

        @lru_cache(1 << 15)
        def finish(form: str, steps: tuple[Step, ...]) -> tuple[str, str]:
            return writer(form), rule(steps)

        self._line = LineConverter(cascade, Phrases(cascade, lexicon.phrases), address, Numerals(dialect), self.style, finish)

    @classmethod
    def load(
        cls,
        to: str = "khaleeji",
        style: Style | Spelling = "narrow",
        diacritizer: Process | None = None,
        diacritize: bool = True,
        explain: bool = False,
        terms: str | Path | None = None,
    ) -> Converter:
        """Read the tables. Without a ``diacritizer`` the shipped one is loaded at the first bare line, unless ``diacritize`` is false.

        Raises AvcError for an unknown dialect or a file of ``terms`` that cannot be read.
        """
        if diacritizer is None and diacritize:
            diacritizer = _late(shipped_diacritizer)
        return cls(Dialect.load(to), style, diacritizer, explain, terms=Terms.load(terms) if terms else None)

    @property
    def signature(self) -> str:
        """``convert|to:kuwaiti|spelling:narrow|sha:…`` over everything in the tables."""
        tables = [*self.dialect.chain, *self.dialect.lists.values()]
        content = repr([(row.id, sorted(row.cells.items())) for table in tables for row in table]) + repr(self.dialect.letters)
        if self.terms:
            content += repr(self.terms.pairs)
        return f"convert|to:{self.dialect.name}|{self.style.signature}|sha:{sha256(content.encode()).hexdigest()[:8]}"

    def __call__(self, lines: list[str]) -> list[Result]:
        """One result a line; its spans are the words that changed, with the chain of rows behind each joined by ``>``."""
        return [self._one(line, marked) for line, marked in zip(lines, self._marked(lines), strict=True)]

    def _one(self, source: str, line: str) -> Result:
        text, spans = self._line(line)
        if line != source:
            spans.move(line, source)
        return Result(source, explained(text, source, spans) if self.explain else text, spans)

    def _marked(self, lines: list[str]) -> list[str]:
        bare = [i for i, line in enumerate(lines) if not _vowelled(line)]
        if not bare or self.diacritizer is None:
            return lines
        marked = list(lines)
        for i, result in zip(bare, self.diacritizer([lines[i] for i in bare]), strict=True):
            marked[i] = result.text
        return marked


def _vowelled(line: str) -> bool:
    """Whether at least half of the words carry a vowel: a hint here and there is for the diacritizer to read.

    Words of one or two letters (ما، لا) do not count where there are longer ones: they may have none to carry.
    """
    long = vowelled = short = short_vowelled = 0
    for match in ARABIC_WORD.finditer(line):
        marked = any(mark in match[0] for mark in VOWELS + TANWIN)
        if len(match[0]) > 2 and len(strip_diacritics(match[0])) > 2:
            long, vowelled = long + 1, vowelled + marked
        else:
            short, short_vowelled = short + 1, short_vowelled + marked
    return 2 * vowelled >= long if long else 2 * short_vowelled >= short


def _late(load: Callable[[], Process]) -> Process:
    """A process that is loaded when it is first called, once, whichever thread calls it."""
    loaded: list[Process] = []
    lock = Lock()

    def process(lines: list[str]) -> list[Result]:
        with lock:
            if not loaded:
                loaded.append(load())
        return loaded[0](lines)

    return process


def shipped_diacritizer() -> Tool:
    """The diacritizer that comes with the package."""
    from ..diacritize import Diacritizer

    return Diacritizer.load()
