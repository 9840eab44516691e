"""Unicode and spelling of Arabic text: one code point for one letter, the marks a form asks for, in one order.

Which code points are treated, and how, is `data/normalize.tsv`; this module turns options into rows of that table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from unicodedata import category

from ..errors import AvcError
from ..result import Result, Span
from ..tables import Row, Table, load_table
from .edits import Edit, apply, chain
from .runs import Numbers, Repeats
from .spelling import Spelling

TABLE = "normalize.tsv"
COLUMNS = ("set", "points", "action", "when", "pyarabic", "camel_tools", "why")
FORMS: dict[str, tuple[str, ...]] = {
    "text": (),
    "asr": ("asr",),
    "plain": ("plain",),
    "search": ("plain", "fold=alef", "fold=yeh", "fold=teh", "fold=gulf"),
}
"""Form → the conditions, of the table's column ``when``, that it meets."""
DIGITS = ("keep", "western", "arabic")
FOLDS = ("alef", "hamza", "yeh", "teh", "gulf")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")


class Normalizer:
    """Normalizes spelling. Twice is once; a line without Arabic loses at most invisible controls.

    ``form`` is one of FORMS, ``digits`` of DIGITS, ``fold`` any of FOLDS; ``repeats`` is how many of a letter written
    three times or more are left (0: all of them). Spans say what became of which stretch, by which row.
    """

    def __init__(self, table: Table, form: str = "text", repeats: int = 0, digits: str = "keep", fold: Collection[str] = ()) -> None:
        _check("--form", [form], FORMS)
        _check("--digits", [digits], DIGITS)
        _check("--fold", fold, FOLDS)
        if repeats < 0:
            raise AvcError(f"--repeats: {repeats} is below 0; give the number of letters to leave, or 0 to leave all")
        options = f"form:{form}|repeats:{repeats}|digits:{digits}|fold:{','.join(sorted(fold)) or 'none'}"
        self.signature = f"normalize|{options}|rules:{table.version}"
        active = {"always", *FORMS[form], f"digits={digits}", *(f"fold={name}" for name in fold)}
        self.spelling = Spelling(table, active)
        self.steps: list[Callable[[str], Iterator[Edit]]] = [
            Numbers(row) for row in table if row["when"] in active and row["action"].startswith("number ")
        ]
        if repeats:
            self.steps.append(Repeats([row for row in table if row["when"] == "repeats"], repeats))

    @classmethod
    def load(cls, form: str = "text", repeats: int = 0, digits: str = "keep", fold: Collection[str] = ()) -> Normalizer:
        """With the table that is shipped."""
        return cls(load_table(TABLE, COLUMNS), form, repeats, digits, fold)

    def __call__(self, lines: list[str]) -> list[Result]:
        return [self._line(line) for line in lines]

    def _line(self, line: str) -> Result:
        edits = list(self.spelling.edits(line))
        text = apply(line, edits) if edits else line
        for step in self.steps:
            if more := list(step(text)):
                edits = chain(text, edits, more)
                text = apply(text, more)
        return Result(line, text, tuple([Span(start, end, row["set"], form, row.id) for start, end, form, row in edits]))


def example_runner(table: Table) -> Callable[[Row], Callable[[str], str]]:
    """How a row's examples are run: under the options that switch the row on.

    In this table's examples ``\\uXXXX`` stands for a code point; answers are written so where a mark or an invisible
    character would be hard to see.
    """

    def of_row(row: Row) -> Callable[[str], str]:
        condition = row["when"].split()[0]
        name, _, value = condition.partition("=")
        form = condition if condition in FORMS else "text"
        digits, fold = (value if name == "digits" else "keep"), ([value] if name == "fold" else [])
        normalizer = Normalizer(table, form, repeats=int(name == "repeats"), digits=digits, fold=fold)
        return lambda given: _escaped(normalizer([_ESCAPE.sub(lambda m: chr(int(m[1], 16)), given)])[0].text)

    return of_row


def _escaped(text: str) -> str:
    return "".join(f"\\u{ord(c):04X}" if category(c) in ("Mn", "Cf") and ord(c) < 0xFE00 else c for c in text)


def _check(option: str, given: Collection[str], known: Collection[str]) -> None:
    for name in given:
        if name not in known:
            raise AvcError(f"{option}: no {name!r}; there is: {', '.join(known)}")
