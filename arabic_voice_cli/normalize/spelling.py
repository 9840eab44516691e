"""The rows of `data/normalize.tsv` that are switched on, compiled: what becomes of a letter and what follows it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Set
from unicodedata import combining
from unicodedata import normalize as unicode_normalize

from ..errors import AvcError
from ..tables import Row, Table
from ..text import ARABIC_LETTER, HAMZA_ABOVE, SHADDA, TATWEEL
from .edits import Edit

_CACHED, _LONGEST = 1 << 16, 16
"""Clusters remembered, and the longest of them: memory is bounded whatever the input."""
_ALONE = frozenset({"repeat", "double", "word", "triple", "number"})
"""Actions on whole words, which are not the spelling of a letter."""

Change = tuple[int, int, str, Row]
"""Of a cluster: code points kept at its start and at its end, what stands between them, the row."""


def points(row: Row) -> list[str]:
    """The characters of a row's ``points``."""
    try:
        pairs = [[int(n, 16) for n in (item.split("-") * 2)[:2]] for item in row["points"].split()]
        return [chr(n) for low, high in pairs for n in range(low, high + 1)]
    except ValueError:
        raise AvcError(f"{row.place}: {row['points']!r} are no code points; write 064B-0650 0652") from None


def inside(chars: Iterable[str]) -> str:
    """The characters for the brackets of a regular expression."""
    return "".join(map(re.escape, sorted(chars)))


def one_of(chars: Collection[str]) -> str:
    """A regular expression for any one of the characters; it never matches if there are none."""
    return f"[{inside(chars)}]" if chars else "(?!)"


class Spelling:
    """Rewrites *clusters*: a letter, or nothing, with the marks and invisible characters after it.

    In a cluster the order of work is: letters and controls (the rows that are always on), hamza seats, tatweel, NFC,
    then what the options ask for, then the order of marks.
    """

    def __init__(self, table: Table, active: Set[str]) -> None:
        self._single: dict[str, Row] = {}
        self._by_action: dict[str, Row] = {}
        self._seats: dict[str, Row] = {}
        self._joiners: dict[str, Row] = {}
        self._signs: set[str] = set()
        always: dict[str, str] = {}
        late: dict[str, str] = {}
        self.marks = {char for row in table for char in points(row) if combining(char)}
        for row in table:
            if not active.isdisjoint(row["when"].split()):
                self._add(row, always if row["when"] == "always" else late)
        self._early = str.maketrans({c: _resolved(c, always) for c in always if c not in self._seats})
        self._always = str.maketrans({c: _resolved(c, always) for c in always})
        self._late = str.maketrans({c: _resolved(c, late) for c in late})
        self._compile({*always, *late})
        self._seen: dict[str, Change | None] = {}

    def _add(self, row: Row, target: dict[str, str]) -> None:
        action, _, text = row["action"].partition(" ")
        chars = points(row)
        if action == "drop" or action == "to":
            target.update(dict.fromkeys(chars, text))
        elif action == "each" and len(chars) == len(text):
            target.update(zip(chars, text, strict=True))
        elif action == "decompose" or action == "words":
            target.update((char, text or _decomposed(char)) for char in chars if text or _decomposed(char) != char)
            self._signs.update(chars if action == "words" else ())
        elif action == "hamza":
            self._seats.update(dict.fromkeys(chars, row))
        elif action == "join":
            self._joiners.update(dict.fromkeys(chars, row))
        elif action in ("compose", "order", "dash"):
            self._by_action[action] = row
        elif action not in _ALONE:
            raise AvcError(f"{row.place}: no action {row['action']!r} on {len(chars)} points; the table's head lists the actions")
        if action in ("drop", "to", "each", "decompose", "words"):
            self._single.update((char, row) for char in chars if char in target)

    def _compile(self, changed: set[str]) -> None:
        """A cluster's tail is marks, marks stored as glyphs, and all that may be dropped between them."""
        becomes = {char: self._always.get(ord(char), char) for char in changed}
        glyphs = {char for char, text in becomes.items() if text and combining(text[0])}
        dropped = {char for char, text in becomes.items() if not text}
        tail = self.marks | glyphs | dropped | {TATWEEL, *self._joiners}
        base = changed - tail
        dash = f"(?<!\\S)({TATWEEL}++)(?!\\S)|" if "dash" in self._by_action else ""
        self._cluster = re.compile(f"{dash}[{ARABIC_LETTER}{inside(base)}]?{one_of(tail)}++|{one_of(base)}")
        self._letter = re.compile(f"[{ARABIC_LETTER}{inside(filter(str.isalpha, base))}]")
        self._attached = re.compile(f"\\w|{one_of(tail | self._signs)}")
        self._run = re.compile(one_of(self.marks) + "{2,}")
        self._seat = re.compile(f"({one_of(self._seats)})({one_of(self.marks - {HAMZA_ABOVE})}*+){HAMZA_ABOVE}")
        self._joiner = re.compile(one_of(self._joiners))

    def edits(self, line: str) -> Iterator[Edit]:
        """What is to be changed, in order; touching edits by the same row are one."""
        start = end = 0
        last: Row | None = None
        forms: list[str] = []
        seen = self._seen
        for match in self._cluster.finditer(line):
            cluster = match[0]
            change = seen[cluster] if cluster in seen else self._change(match)
            if change is None:
                continue
            head, tail, text, row = change
            at = match.start() + head
            if row is last and at == end:
                forms.append(text)
                end = match.end() - tail
                continue
            if last:
                yield start, end, "".join(forms), last
            start, end, forms, last = at, match.end() - tail, [text], row
        if last:
            yield start, end, "".join(forms), last

    def _change(self, match: re.Match[str]) -> Change | None:
        if match.lastindex:
            return 0, 0, "-", self._by_action["dash"]
        cluster = match[0]
        if cluster[0] in self._signs:
            return self._sign(match)
        arabic = self._letter.match(cluster) or self._letter.match(match.string, match.end()) or not self.marks.isdisjoint(cluster)
        change = self._difference(cluster, self._rewritten(cluster, bool(arabic)))
        if len(cluster) <= _LONGEST and not self._joiner.search(cluster) and cluster[0] != TATWEEL:  # these hang on what is around
            if len(self._seen) >= _CACHED:
                self._seen.clear()
            self._seen[cluster] = change
        return change

    def _sign(self, match: re.Match[str]) -> Change:
        """The words a sign is read as, set apart from a letter or digit on either side."""
        line, (start, end) = match.string, match.span()
        after = line[end : end + 1]
        space_before = " " * bool(self._attached.match(line[start - 1 : start]))
        space_after = " " * bool(self._attached.match(after) and after not in self._signs)
        return 0, 0, space_before + self._rewritten(match[0], True) + space_after, self._single[match[0][0]]

    def _rewritten(self, cluster: str, beside: bool) -> str:
        text = self._joiner.sub("", cluster) if beside else cluster
        text = text.translate(self._early)
        text = self._seat.sub(lambda m: self._seats[m[1]]["action"].partition(" ")[2] + m[2], text)
        text = text.translate(self._always)
        if "compose" in self._by_action:
            text = unicode_normalize("NFC", text)
        text = text.translate(self._late)
        if "order" in self._by_action:
            text = self._run.sub(lambda m: "".join(sorted(m[0], key=_rank)), text)
        return text

    def _difference(self, cluster: str, text: str) -> Change | None:
        if cluster == text:
            return None
        head, most = 0, min(len(cluster), len(text))
        while head < most and cluster[head] == text[head]:
            head += 1
        tail, most = 0, most - head
        while tail < most and cluster[-1 - tail] == text[-1 - tail]:
            tail += 1
        form = text[head : len(text) - tail]
        return head, tail, form, self._reason(cluster[head : len(cluster) - tail], form)

    def _reason(self, was: str, form: str) -> Row:
        """The first row that explains the change."""
        for char in was:
            row = self._seats.get(char)
            if row and row["action"].partition(" ")[2] in form:
                return row
            row = self._single.get(char) or self._joiners.get(char)
            if row:
                return row
        return self._by_action["order" if sorted(was) == sorted(form) and "order" in self._by_action else "compose"]


def _decomposed(char: str) -> str:
    """The letters a glyph stands for, without the space or tatweel that carries an isolated mark."""
    text = unicode_normalize("NFKC", char)
    return text[1:] if len(text) > 1 and text[0] in " " + TATWEEL else text


def _resolved(char: str, to: dict[str, str]) -> str:
    """What a character ends as when the targets of rows are themselves treated by rows."""
    return "".join(_resolved(c, to) if c != char else c for c in to[char]) if char in to else char


def _rank(mark: str) -> float:
    """Canonical order, but the shadda before every vowel."""
    return 26.5 if mark == SHADDA else combining(mark)
