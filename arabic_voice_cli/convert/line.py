"""One line: its words go through phrases and the cascade, its numbers and foreign terms are said, all else stays in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain

from ..text import ARABIC_WORD, TATWEEL, strip_diacritics
from .address import Address
from .cascade import Cascade
from .dialect import Step
from .numbers import Found, Numerals, find_numbers, speak
from .phrases import Phrases
from .reading import Token
from .spans import Spans
from .style import Style
from .wordform import fold

LONGEST = 80
"""Characters of a word, marks included; a longer run of letters is no word and stays as it is."""
CLAUSE = 500
"""Words of a clause at most: what a phrase may look at; text without punctuation is cut there."""
SPACE = re.compile(r"[ \t\u00a0\u202f\u2009]+")
_DIGIT = re.compile(r"[ \u00a0]?[-−+]?\d")
_DATIVES = frozenset({"لِي", "لَكَ", "لَكِ", "لَهُ", "لَها", "لَنا", "لَكُم", "لَهُم"})
"""What may stand between a verb and its preposition."""
_NO_OBJECT = frozenset({"كان", "صار", "أَصبَح", "ظَلّ", "قال"})
"""Verbs after which ما is "not"."""
_DENIALS = frozenset({"لا", "لَم", "لَن"})
_HOUR = frozenset({"السّاعَة", "ساعَة"})
Finish = Callable[[str, tuple[Step, ...]], tuple[str, str]]
"""A form and its steps → the form as written, and the rule chain."""
Place = tuple[int, int]
Foreign = tuple[int, int, str]
"""A term that is not in Arabic script: start, end, wanted form."""
Part = list[Place] | Found | Foreign


class LineConverter:
    """Converts one vowelled line; `__call__` gives the text and the spans of what changed."""

    def __init__(self, cascade: Cascade, phrases: Phrases, address: Address, numerals: Numerals, style: Style, finish: Finish) -> None:
        self.cascade, self.phrases, self.address, self.numerals = cascade, phrases, address, numerals
        self.style, self.finish = style, finish

    def __call__(self, line: str) -> tuple[str, Spans]:
        out = _Output(line)
        before: Part | None = None
        here: Part | None = None
        for after in chain(self._parts(line), [None]):
            if here is not None:
                self._convert(line, before, here, after, out)
            before, here = here, after
        return out.finished()

    # ---- parts of a line

    def _parts(self, line: str) -> Iterator[Part]:
        """The clauses, numbers and foreign terms of the line in order; a clause is words with only spaces between."""
        clause: list[Place] = []
        for extra, word in _in_order(self._extras(line), ARABIC_WORD.finditer(line)):
            if word is not None:
                start, end = word
                if end - start > LONGEST:
                    continue
                if clause and (len(clause) == CLAUSE or not SPACE.fullmatch(line, clause[-1][1], start)):
                    yield clause
                    clause = []
                clause.append(word)
            elif extra is not None:
                if clause:
                    yield clause
                    clause = []
                yield extra
        if clause:
            yield clause

    def _extras(self, line: str) -> Iterator[Found | Foreign]:
        numbers = find_numbers(line) if _DIGIT.search(line) else iter(())
        if self.cascade.terms is None or self.cascade.terms.foreign is None:
            return numbers
        return _apart(merge(numbers, self.cascade.terms.in_gap(line), key=_place))

    # ---- converting them

    def _convert(self, line: str, before: Part | None, part: Part, after: Part | None, out: _Output) -> None:
        if isinstance(part, list):
            self._clause(line, part, out)
        elif isinstance(part, Found):
            out.put(part.start, part.end, self._number(line, before, part, after))
        else:
            out.put(part[0], part[1], (part[2], "term"))

    def _number(self, line: str, before: Part | None, number: Found, after: Part | None) -> tuple[str, str]:
        if self.style.numbers == "digits":
            return number.keep, "unit"
        previous = self._neighbour(line, before, number.start)
        following = self._neighbour(line, after, number.end)
        noun = following is not None and not following.definite and not self._particle(following)
        hour = previous is not None and bool(_HOUR & {key for key, _ in previous.keys})
        feminine = noun and following is not None and following.feminine
        return speak(number, self.numerals, noun, feminine, hour), "number"

    def _neighbour(self, line: str, part: Part | None, edge: int) -> Token | None:
        """The word that only spaces part from the edge of a number."""
        if not isinstance(part, list):
            return None
        start, end = part[-1] if part[-1][1] <= edge else part[0]
        near = SPACE.fullmatch(line, end, edge) if end <= edge else SPACE.fullmatch(line, edge, start)
        return self.cascade.token(line[start:end]) if near else None

    def _particle(self, token: Token) -> bool:
        return token.particle or token.verb is not None

    def _clause(self, line: str, words: Sequence[Place], out: _Output) -> None:
        tokens: Sequence[Token] = [self.cascade.token(line[a:b]) for a, b in words]
        if self.style.address or self.style.speaker:
            tokens = self.address(tokens)
        index, last = 0, len(tokens)

        def holds(condition: str) -> bool:
            if condition == "denied":
                return any(fold(token.word) in _DENIALS for token in tokens[:index])
            if condition == "verb":
                return index > 0 and self._takes_object(tokens[index - 1])
            if condition == "number":
                return _DIGIT.match(line, words[index][1]) is not None
            if condition == "first":
                return index == 0
            return self._is_ours(line, condition)

        start, held, before = 0, "", tuple[Step, ...]()
        while index < last:
            used, form, steps = self._found(tokens, index, last, holds)
            start, end = (start if held else words[index][0]), words[index + used - 1][1]
            index += used
            if held and form:
                form, more = self.cascade.join(held + form)
                steps = (*before, *steps, *more)
            if form.endswith("=") and index < last:
                held, before = form, steps
            else:
                out.put(start, end, self.finish(form or held, steps))
                held = ""

    def _found(self, tokens: Sequence[Token], index: int, last: int, holds: Callable[[str], bool]) -> tuple[int, str, tuple[Step, ...]]:
        """The longest thing that begins at a word: (words used, form, steps)."""
        if self.cascade.terms and (term := self.cascade.terms.phrase(tokens, index, last)):
            used, cut, wanted = term
            form, steps = self.cascade.compose(cut, wanted, (Step("term", wanted),))
            return used, form, steps
        phrase = self.phrases.find(tokens, index, last, holds)
        used, form, steps = phrase or (1, *self.cascade.word(tokens[index].source, index == 0))
        if index + used < last and self._drops(tokens[index + used - 1], tokens[index + used], phrase is not None):
            used += 1
        elif self._drops_after_dative(tokens, index + used, last, phrase is not None):
            whom, more = self.cascade.word(tokens[index + used].source, False)
            used, form, steps = used + 2, f"{form} {whom}", steps + more
        return used, form, steps

    def _drops_after_dative(self, tokens: Sequence[Token], at: int, last: int, in_phrase: bool) -> bool:
        """Whether what was said before ``at`` has no use for the preposition after a pronoun: سَأَبحَثُ لَكَ عَن."""
        return at + 1 < last and tokens[at].word in _DATIVES and self._drops(tokens[at - 1], tokens[at + 1], in_phrase)

    def _takes_object(self, token: Token) -> bool:
        if token.word.startswith(("لَدَي", "عِند")):
            return True
        return any(not verb.object and verb.lemma.split()[0] not in _NO_OBJECT for _, verb in token.verbs)

    def _drops(self, token: Token, following: Token, in_phrase: bool) -> bool:
        """Whether the dialect's verb has no use for the preposition that follows the standard one: أَبحَثُ عَن, اَدَوِّر."""
        verb = token.verbs[0][1] if token.verbs else token.masdar if in_phrase else None
        drops = self.cascade.verbs.list.drops.get(verb.lemma) if verb else None
        return drops is not None and any(key in drops for key, conjunction in following.keys if not conjunction)

    def _is_ours(self, line: str, condition: str) -> bool:
        """Whether what is told as done the speaker did; ``condition``: ``speaker`` for all, ``assistant`` for an assistant's work."""
        if self.style.done != "auto":
            return self.style.done == "speaker"
        return condition == "assistant" and not self.cascade.lexicon.denials.search(strip_diacritics(line))


def _place(extra: Found | Foreign) -> Place:
    return (extra.start, extra.end) if isinstance(extra, Found) else extra[:2]


def _apart(extras: Iterable[Found | Foreign]) -> Iterator[Found | Foreign]:
    """The extras less those that begin inside one before."""
    at = 0
    for extra in extras:
        start, end = _place(extra)
        if start >= at:
            yield extra
            at = end


def _in_order(extras: Iterator[Found | Foreign], words: Iterator[re.Match[str]]) -> Iterator[tuple[Found | Foreign | None, Place | None]]:
    """(extra, None) and (None, word) by place; a word that lies in an extra is left out."""
    extra = next(extras, None)
    inside = 0
    for match in words:
        start, end = match.span()
        while extra is not None:
            a, b = _place(extra)
            if a > start:
                break
            yield extra, None
            inside = b
            extra = next(extras, None)
        if start >= inside:
            yield None, (start, end)
    while extra is not None:
        yield extra, None
        extra = next(extras, None)


class _Output:
    """The text in the making: what was put in place of the line's words, and what stands between."""

    def __init__(self, line: str) -> None:
        self._line, self._at = line, 0
        self._pieces: list[str] = []
        self._spans = Spans()

    def put(self, start: int, end: int, said: tuple[str, str]) -> None:
        """``said``: (form, rule) for the characters ``start`` to ``end``."""
        form = said[0].replace("=", TATWEEL)  # a preposition before a number: لـ 5
        self._pieces.append(self._line[self._at : start])
        self._at = end
        if form:
            self._pieces.append(form)
        elif not self._skip_space() and end == len(self._line):  # at the end the space before goes, elsewhere the one after
            self._pieces[-1] = self._pieces[-1].rstrip(" ")
        if form != self._line[start:end]:
            self._spans.add(start, end, (form, said[1]))

    def _skip_space(self) -> bool:
        space = SPACE.match(self._line, self._at)
        if space:
            self._at = space.end()
        return space is not None

    def finished(self) -> tuple[str, Spans]:
        """The text and its spans."""
        return "".join(self._pieces) + self._line[self._at :], self._spans
