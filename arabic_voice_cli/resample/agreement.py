"""Words beside a slot that agree with its value: adjectives, demonstratives and verbs in gender, counted nouns in number.

`data/agreement.tsv` and `data/counted.tsv` list them: a closed list of the words of requests, so nothing else is touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ..errors import AvcError
from ..tables import Row, Table, load_table
from ..text import (
    ALEF,
    ALEF_HAMZA,
    ALEF_HAMZA_BELOW,
    ALEF_MADDA,
    ARABIC_WORD,
    HEH,
    TEH_MARBUTA,
)
from ..tokenize import with_marks
from ..tokenize.segment import bare_letters
from ..transliterate.phonetic import fold_arabic
from .values import ARTICLE, Value

COLUMNS = ("kind", "m", "f", "p")
COUNTED_COLUMNS = ("kind", "form", "other", "of")
GENDERS = ("m", "f", "p")
"""Masculine, feminine, and the plural of people."""
FURTHEST = 2
"""Words after a slot that may agree with it: السيارة الجديدة هذي."""
_AFTER = re.compile(rf"(\s+)({ARABIC_WORD.pattern})(?!\w)")
_BEFORE = re.compile(rf"(?<!\w)({ARABIC_WORD.pattern})(\s+)$")
_SEATS = str.maketrans(dict.fromkeys([ALEF_HAMZA, ALEF_HAMZA_BELOW, ALEF_MADDA], ALEF))
_PROCLITICS = "وفبلك"

Around = tuple[str, str]
"""What stands before a slot and after it."""


class Agreement:
    """The two tables at work."""

    def __init__(self, words: Table, counted: Table) -> None:
        self._after: dict[str, list[tuple[Row, str]]] = {}
        self._before: dict[str, list[tuple[Row, str]]] = {}
        self._adjectives: set[str] = set()
        self._heads: set[str] = set()
        for row in words:
            forms = [form for gender in GENDERS for form in row[gender].split()]
            if row["kind"] == "head":
                self._heads |= set(map(fold_arabic, forms))
                continue
            if row["kind"] == "adjective":
                self._adjectives |= set(map(fold_arabic, forms))
            for form in forms:
                self._after.setdefault(fold_arabic(form), []).append((row, form))
                if row["kind"] != "adjective":
                    self._before.setdefault(fold_arabic(form), []).append((row, form))
        self._nouns: dict[str, tuple[Row, str]] = {}
        self._numerals: dict[str, Row] = {}
        for row in counted:
            for form in f"{row['form']} {row['other']}".split():
                if row["kind"] == "noun":
                    self._nouns[fold_arabic(form)] = row, form
                else:
                    self._numerals[fold_arabic(form)] = row

    @classmethod
    def load(cls) -> Agreement:
        return cls(load_table("agreement.tsv", COLUMNS), load_table("counted.tsv", COUNTED_COLUMNS))

    def is_adjective(self, word: str) -> bool:
        return fold_arabic(word.removeprefix(ARTICLE)) in self._adjectives

    def concerns(self, around: Around, bound: bool) -> bool:
        """Whether words beside the slot agree with it; ``bound``: proclitics part it from the word before."""
        return any(self.agree(around, gender, bound) != around for gender in GENDERS)

    def agree(self, around: Around, gender: str, bound: bool = False) -> Around:
        """The words beside a slot for a value of that gender. After a noun that the slot only names (أغنية …) they agree with that."""
        before, after = around
        found = _BEFORE.search(before)
        if not gender or (found and self._is_head(found[1])):
            return around
        if found and not bound and (written := self._form(self._before, found[1], gender)):
            before = before[: found.start()] + written + found[2]
        at = 0
        for _ in range(FURTHEST):
            word = _AFTER.match(after, at)
            written = self._form(self._after, word[2], gender) if word else ""
            if not word or not written:
                break
            after = after[: word.start(2)] + written + after[word.end() :]
            at = word.start(2) + len(written)
        return before, after

    def count(self, value: Value, after: str) -> tuple[Value, str]:
        """A number and the noun it counts: ثلاث دقائق, ثلاثة أيام, 5 دقائق, 25 دقيقة."""
        word = _AFTER.match(after)
        found = self._nouns.get(fold_arabic(word[2])) if word else None
        numeral = self._numerals.get(fold_arabic(value.text))
        if not word or not found or not (numeral or value.text.isdecimal()):
            return value, after
        noun, form = found
        if numeral:
            value = value.spelled(numeral["other" if noun["of"] == "f" else "form"])
        number = int(numeral["of"] if numeral else value.text[-2:])
        forms = noun["other" if 3 <= number <= 10 else "form"].split()
        if form in forms:
            return value, after
        return value, after[: word.start(2)] + forms[0] + after[word.end() :]

    def _is_head(self, word: str) -> bool:
        bare = fold_arabic(word)
        candidates = [bare, *([bare[1:]] if bare[:1] in _PROCLITICS else [])]
        return any(c in self._heads or c.removeprefix(ARTICLE) in self._heads for c in candidates)

    def _form(self, table: Mapping[str, list[tuple[Row, str]]], word: str, gender: str) -> str:
        """A word of the table in that gender, spelled as carefully as it was; empty for any other word."""
        bare = bare_letters(word)
        article = ARTICLE if bare.startswith(ARTICLE) and fold_arabic(bare) not in table else ""
        bare = bare.removeprefix(article)
        for row, form in sorted(table.get(fold_arabic(bare), ()), key=lambda found: found[1] != bare):
            if article and row["kind"] != "adjective":
                continue
            spellings = next(forms for g in GENDERS if form in (forms := row[g].split()))
            forms = row[gender].split()
            if not forms or form in forms:
                return word
            wanted = forms[spellings.index(form)] if len(forms) == len(spellings) else forms[0]
            return with_marks(word, article + _as_careless(bare, form, wanted))
        return ""


def _as_careless(written: str, form: str, wanted: str) -> str:
    """``wanted`` without hamza seats, and with ه for ة, where ``written`` leaves them out of ``form``."""
    if written != form and written == written.translate(_SEATS):
        wanted = wanted.translate(_SEATS)
    if written.endswith(HEH) and form.endswith(TEH_MARBUTA) and wanted.endswith(TEH_MARBUTA):
        wanted = wanted[:-1] + HEH
    return wanted


_EXAMPLE = re.compile(r"^(.*?)\[(.*?):(\w)\](.*)$")


def run_examples(words: Table | None = None, counted: Table | None = None) -> Callable[[Row], Callable[[str], str]]:
    """``هذا [سيارة:f] الجديد → هذه سيارة الجديدة`` (a value and its gender in their place), ``[3:n] دقيقة → 3 دقائق``."""
    from ..transliterate.catalogue import Entry

    agreement = Agreement(words or load_table("agreement.tsv", COLUMNS), counted or load_table("counted.tsv", COUNTED_COLUMNS))

    def run(given: str) -> str:
        found = _EXAMPLE.match(given)
        if not found:
            raise AvcError(f"example {given!r} has no [value:gender]; write the slot so")
        before, text, gender, after = found.groups()
        if gender == "n":
            value, after = agreement.count(Value(text, Entry(text)), after)
            return before + value.text + after
        before, after = agreement.agree((before, after), gender)
        return before + text + after

    return lambda _: run
