"""Modern Standard Arabic → a dialect, by rule tables: phrases, words, verbs, vowels, syllables, spelling."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from threading import Lock
from typing import Literal, get_args

from ..errors import AvcError
from ..result import Process, Result, Span
from ..tables import ARROW
from ..text import ARABIC_WORD, TANWIN, VOWELS, strip_diacritics
from .cascade import Cascade
from .dialect import Dialect
from .lexicon import Lexicon
from .phrases import Phrases
from .reading import Token

Spelling = Literal["narrow", "coda", "spontaneous"]
LONGEST = 80
"""Characters of a word, marks included; a longer run of letters is no word and stays as it is."""
SPACE = re.compile(r"[ \t\u00a0\u202f\u2009]+")


class Converter:
    """Rewrites vowelled standard Arabic in a dialect; all that is not an Arabic word stays as it is.

    ``spelling``: ``narrow`` writes what is said, vowels and چ گ included; ``coda`` keeps the etymological letters;
    ``spontaneous`` is everyday spelling without marks. A line whose words carry no mark at all goes through
    ``diacritizer`` first, unless that is None.
    """

    def __init__(
        self,
        dialect: Dialect,
        spelling: Spelling = "narrow",
        diacritizer: Process | None = None,
        explain: bool = False,
        lexicon: Lexicon | None = None,
    ) -> None:
        self.dialect, self.spelling, self.diacritizer, self.explain = dialect, spelling, diacritizer, explain
        lexicon = lexicon or Lexicon.of(dialect)
        self.cascade = Cascade(dialect, lexicon)
        self.phrases = Phrases(self.cascade, lexicon.phrases)

    @classmethod
    def load(
        cls,
        to: str = "khaleeji",
        spelling: Spelling = "narrow",
        diacritizer: Process | None = None,
        diacritize: bool = True,
        explain: bool = False,
    ) -> Converter:
        """Read the tables. Without a ``diacritizer`` the shipped one is loaded at the first bare line, unless ``diacritize`` is false."""
        if spelling not in get_args(Spelling):
            raise AvcError(f"no spelling {spelling!r}; choose from: {', '.join(get_args(Spelling))}")
        if diacritizer is None and diacritize:
            diacritizer = _late(_shipped_diacritizer)
        return cls(Dialect.load(to), spelling, diacritizer, explain)

    @property
    def signature(self) -> str:
        """``convert|to:kuwaiti|spelling:narrow|sha:…`` over everything in the tables."""
        tables = [*self.dialect.chain, self.dialect.words, self.dialect.phrases, self.dialect.verbs]
        content = repr([(row.id, sorted(row.cells.items())) for table in tables for row in table]) + repr(self.dialect.letters)
        return f"convert|to:{self.dialect.name}|spelling:{self.spelling}|sha:{sha256(content.encode()).hexdigest()[:8]}"

    def __call__(self, lines: list[str]) -> list[Result]:
        """One result a line; its spans are the words that changed, with the chain of rows behind each joined by ``>``."""
        return [self._line(line, marked) for line, marked in zip(lines, self._marked(lines), strict=True)]

    def _marked(self, lines: list[str]) -> list[str]:
        bare = [i for i, line in enumerate(lines) if not _vowelled(line)]
        if not bare or self.diacritizer is None:
            return lines
        marked = list(lines)
        for i, result in zip(bare, self.diacritizer([lines[i] for i in bare]), strict=True):
            marked[i] = result.text
        return marked

    def _line(self, source: str, line: str) -> Result:
        found = [m for m in ARABIC_WORD.finditer(line) if m.end() - m.start() <= LONGEST]
        tokens: list[Token] = [self.cascade.token(m[0]) for m in found]
        limits, firsts = _clauses(line, [m.span() for m in found])
        pieces: list[str] = []
        spans: list[Span] = []
        at = index = 0
        while index < len(tokens):
            phrase = self.phrases.find(tokens, index, limits[index])
            used, form, rules = phrase or (1, *self.cascade.word(found[index][0], firsts[index]))
            if index + used < limits[index] and self._drops(tokens[index + used - 1], tokens[index + used], phrase is not None):
                used += 1
            start, end = found[index].start(), found[index + used - 1].end()
            form = self._spelled(form)
            gap = line[at:start]
            if form.endswith("="):  # a conjunction whose word vanished belongs to the next
                pieces += [gap, form[:-1]]
                space = SPACE.match(line, end)
                at = space.end() if space else end
            elif not form:  # a word that vanishes takes the space after it along, at a line's end the one before
                pieces.append(gap)
                space = SPACE.match(line, end)
                at = space.end() if space else end
                if not space and pieces[-1][-1:].isspace() and end == len(line):
                    pieces[-1] = pieces[-1].rstrip(" ")
            else:
                pieces += [gap, form]
                at = end
            if form != line[start:end]:
                spans.append(Span(start, end, "word", form, ">".join(rules) or "spelling"))
            index += used
        text = "".join(pieces) + line[at:]
        if line != source:
            spans = _moved(spans, line, source)
        if self.explain:
            chains = "; ".join(f"{source[s.start : s.end]}{ARROW}{s.form or '∅'} [{s.rule}]" for s in spans)
            text = f"{text}\t{chains}"
        return Result(source, text, tuple(spans))

    def _drops(self, token: Token, following: Token, in_phrase: bool) -> bool:
        """Whether the dialect's verb has no use for the preposition that follows the standard one: أَبحَثُ عَن, اَدَوِّر."""
        verb = token.verbs[0][1] if token.verbs else token.masdar if in_phrase else None
        drops = self.cascade.verbs.list.drops.get(verb.lemma) if verb else None
        return drops is not None and any(key in drops for key, conjunction in following.keys if not conjunction)

    def _spelled(self, form: str) -> str:
        if self.spelling == "narrow" or not form:
            return form
        words = [self.dialect.run(self.spelling, word)[0] for word in form.split(" ")]
        return " ".join(words if self.spelling == "coda" else map(strip_diacritics, words))


def _vowelled(line: str) -> bool:
    """Whether at least half of the words carry a vowel: a hint here and there is for the diacritizer to read.

    Words of one or two letters (ما، لا) do not count where there are longer ones: they may have none to carry.
    """
    words = [m[0] for m in ARABIC_WORD.finditer(line)]
    words = [word for word in words if len(strip_diacritics(word)) > 2] or words
    return 2 * sum(any(mark in word for mark in VOWELS + TANWIN) for word in words) >= len(words)


def _clauses(line: str, words: list[tuple[int, int]]) -> tuple[list[int], list[bool]]:
    """For each word: the index one past the last word that only spaces part it from, and whether it begins such a run."""
    firsts = [i == 0 or not SPACE.fullmatch(line, words[i - 1][1], words[i][0]) for i in range(len(words))]
    limits = [0] * len(words)
    end = len(words)
    for i in range(len(words) - 1, -1, -1):
        limits[i] = end
        if firsts[i]:
            end = i
    return limits, firsts


def _moved(spans: list[Span], marked: str, source: str) -> list[Span]:
    """Spans into the diacritized line as spans into the line as read: the letters are the same, the marks are not counted."""
    from ..text import DIACRITICS

    letters = [0]
    for char in marked:
        letters.append(letters[-1] + (char not in DIACRITICS))
    places = [i for i, char in enumerate(source) if char not in DIACRITICS] + [len(source)]
    return [Span(places[letters[s.start]], places[letters[s.end] - 1] + 1, s.label, s.form, s.rule) for s in spans]


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


def _shipped_diacritizer() -> Process:
    from ..diacritize import Diacritizer

    return Diacritizer.load()
