"""A number → the words that say it, vowelled: MSA with case and gender, and dialect.

Sources: Ryding 2005 ch. 15 (MSA); Holes 1990, morphology rules M3.47-M3.54 (dialect). Forms are in the table ``number_words.tsv``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from ..errors import AvcError
from ..tables import Table
from ..text import ALEF, DAMMA, DAMMATAN, FATHA, FATHATAN, KASRA, KASRATAN, LAM, NOON, SUKUN, TEH, TEH_MARBUTA, WAW, YEH

Case = str
"""The vowel of the case: u, a or i."""
LIMIT = 10**12
SCALES = (10**9, 10**6, 1000)
_VOWEL = {"u": DAMMA, "a": FATHA, "i": KASRA}
_TANWIN = {"u": DAMMATAN, "a": FATHATAN, "i": KASRATAN}
_DUAL, _PLURAL, _DEFECTIVE = ALEF + NOON, DAMMA + WAW + NOON, KASRA + YEH
ARTICLE = ALEF + LAM + SUKUN


class Forms:
    """The rows of a variety: number or word → its form, and its other form (feminine, short or plural)."""

    def __init__(self, table: Table, varieties: Sequence[str]) -> None:
        order = [*varieties, "all"]
        best: dict[str, tuple[int, str, str]] = {}
        self.genders: dict[str, str] = {}
        for row in table:
            ranks = [order.index(name) for name in row["variety"].split() if name in order]
            if not ranks:
                continue
            if row["key"] == "noun":
                self.genders |= dict.fromkeys(row["form"].split(), row["other"])
            elif row["key"] not in best or min(ranks) < best[row["key"]][0]:
                best[row["key"]] = (min(ranks), row["form"], row["other"])
        self._best, self._place = best, f"{table.name}.tsv: no row for"
        self.oblique = frozenset(best.get("oblique", (0, "", ""))[1].split())

    def one(self, key: int | str) -> str:
        """The form. Raises AvcError if the table lacks it."""
        if str(key) not in self._best:
            raise AvcError(f"{self._place} {str(key)!r}; numerals cannot be read without it")
        return self._best[str(key)][1]

    def other(self, key: int | str) -> str:
        """The other form, or the only one."""
        return self.one(key) and (self._best[str(key)][2] or self._best[str(key)][1])


class Counting(NamedTuple):
    """What a number counts and how it stands in the sentence: ``gender`` is m, f, or empty if it counts nothing.

    ``after``: what is counted came before (سَنَةَ 1999), so that no noun is governed by the number.
    """

    gender: str = ""
    case: Case = "u"
    after: bool = False

    @property
    def governs(self) -> bool:
        """Whether the noun comes next, so that the number gives up its nūn or tanwin."""
        return bool(self.gender) and not self.after


class Words(Protocol):
    """What says the numbers of one variety."""

    def cardinal(self, number: int, counting: Counting) -> list[str]: ...

    def hour(self, hour: int, minute: int, case: Case) -> list[str]: ...


class StandardWords:
    """MSA: units take the gender that the counted noun has not, and the last one governs its case."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms

    def cardinal(self, number: int, counting: Counting) -> list[str]:
        """The words of a number below `LIMIT`; without ending nūn or tanwin where a counted noun follows."""
        parts: list[list[str]] = []
        rest = number
        for scale in SCALES:
            many, rest = divmod(rest, scale)
            if many:
                parts.append(self._scale(scale, many, counting.case, construct=counting.governs and not rest))
        hundreds, units = divmod(rest, 100)
        if hundreds:
            parts.append([self._hundreds(hundreds, counting.case, construct=counting.governs and not units)])
        if units or not parts:
            parts += self._units(units, counting)
        return _joined(parts, WAW + FATHA)

    def _units(self, number: int, counting: Counting) -> list[list[str]]:
        """Below a hundred, as parts that ``and`` joins."""
        gender, case = counting.gender, counting.case
        ten, unit = divmod(number, 10)
        if number <= 10:
            return [[self._unit(number, gender, case, construct=counting.governs)]]
        if ten == 1:
            return [self._teen(unit, gender, case)]
        tens = _tens(self.forms.one(ten * 10), case)
        if not unit:
            return [[tens]]
        if unit == 1 and gender == "f":
            return [self.forms.other(11).split()[:1], [tens]]
        return [[self._unit(unit, gender, case, construct=False)], [tens]]

    def _unit(self, number: int, gender: str, case: Case, construct: bool) -> str:
        form = self.forms.other(number) if gender == "f" else self.forms.one(number)
        return _dual(form.removesuffix(_DUAL), case, construct=False) if number == 2 else _ending(form, case, construct and number > 2)

    def _teen(self, unit: int, gender: str, case: Case) -> list[str]:
        if unit == 1:
            return (self.forms.other(11) if gender == "f" else self.forms.one(11)).split()
        ten = self.forms.other(10) + FATHA + TEH_MARBUTA if gender == "f" else self.forms.one(10).removesuffix(FATHA + TEH_MARBUTA)
        form = self.forms.other(unit) if gender == "f" else self.forms.one(unit)
        return [_dual(form.removesuffix(_DUAL), case, construct=True) if unit == 2 else form + FATHA, ten + FATHA]

    def _hundreds(self, number: int, case: Case, construct: bool) -> str:
        hundred = self.forms.one(100)
        if number == 2:
            return _dual(hundred, case, construct)
        unit = self.forms.other(number) if number > 2 else ""
        if unit:
            hundred = unit + ("" if unit.endswith(_DEFECTIVE) else _VOWEL[case]) + hundred
            case = "i"
        return _ending(hundred, case, construct)

    def _scale(self, scale: int, many: int, case: Case, construct: bool) -> list[str]:
        """So many thousands, millions or milliards."""
        one, plural = self.forms.one(scale), self.forms.other(scale)
        if many == 1:
            return [_ending(one, case, construct)]
        if many == 2:
            return [_dual(one, case, construct)]
        words = self.cardinal(many, Counting("m", case))
        if 3 <= many % 100 <= 10:
            return [*words, plural.replace(KASRATAN, KASRA) if construct else plural]
        return [*words, _ending(one, "a" if many % 100 > 10 else "i", construct)]

    def hour(self, hour: int, minute: int, case: Case) -> list[str]:
        """``7:30`` → السابعة والنصف: the hour is an ordinal."""
        if minute == 45:
            return [*self._hour(hour + 1, case), self.forms.one("less"), self.forms.one("quarter") + FATHA]
        parts = [self._hour(hour, case)]
        if minute in (15, 20, 30):
            parts.append([self.forms.one({15: "quarter", 20: "third", 30: "half"}[minute]) + _VOWEL[case]])
        elif minute == 1:
            parts.append([_ending(self.forms.one("minute"), case, construct=False)])
        elif minute == 2:
            parts.append([_dual(self.forms.one("minute"), case, construct=False)])
        elif minute:
            noun = self.forms.other("minute") if minute <= 10 else self.forms.one("minute") + FATHATAN
            parts.append([*self.cardinal(minute, Counting("f", case)), noun])
        return _joined(parts, WAW + FATHA)

    def _hour(self, hour: int, case: Case) -> list[str]:
        hour = hour % 24 or 12
        if hour <= 10:
            return [self.forms.one(f"hour {hour}") + _VOWEL[case]]
        ten, unit = divmod(hour, 10)
        ordinal = self.forms.one(f"hour {unit if unit > 1 else 11}")
        if ten == 1:
            return [ordinal + FATHA, self.forms.other(10) + FATHA + TEH_MARBUTA + FATHA]
        tens = ARTICLE + _tens(self.forms.one(20), case)
        return _joined([[ordinal + _VOWEL[case]], [tens]], WAW + FATHA) if unit else [tens]


class DialectWords:
    """Dialect: no case; the short form counts, whatever the gender."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms

    def cardinal(self, number: int, counting: Counting) -> list[str]:
        """The words of a number below `LIMIT`."""
        parts: list[list[str]] = []
        rest = number
        for scale in SCALES:
            many, rest = divmod(rest, scale)
            one = self.forms.one(scale)
            if many == 1:
                parts.append([one])
            elif many == 2:
                parts.append([one + FATHA + YEH + NOON])
            elif many:
                noun = self.forms.other(scale) if many <= 10 else one
                parts.append([*self.cardinal(many, Counting("m")), noun])
        hundreds, units = divmod(rest, 100)
        if hundreds:
            parts.append([self.forms.one(hundreds * 100)])
        if units or not parts:
            parts += self._units(units, counting.gender)
        return _joined(parts, WAW)

    def _units(self, number: int, gender: str) -> list[list[str]]:
        ten, unit = divmod(number, 10)
        if number <= 2:
            return [[self.forms.other(number) if gender == "f" else self.forms.one(number)]]
        if number <= 10:
            return [[self.forms.other(number) if gender else self.forms.one(number)]]
        if ten == 1 or not unit:
            return [[self.forms.one(number)]]
        return [[self.forms.one(unit)], [self.forms.one(ten * 10)]]

    def hour(self, hour: int, minute: int, case: Case) -> list[str]:
        """``7:30`` → سَبِع ونُصّ; ``case`` is for MSA."""
        if minute == 45:
            return [self._hour(hour + 1), self.forms.one("less"), self.forms.one("quarter")]
        parts = [[self._hour(hour)]]
        if minute in (15, 20, 30):
            parts.append([self.forms.one({15: "quarter", 20: "third", 30: "half"}[minute])])
        elif minute in (5, 10):
            parts.append([self.forms.other(minute)])
        elif minute:
            noun = self.forms.other("minute") if 3 <= minute <= 10 else self.forms.one("minute")
            parts.append([*self.cardinal(minute, Counting("f")), noun])
        return _joined(parts, WAW)

    def _hour(self, hour: int) -> str:
        hour = hour % 12 or 12
        return self.forms.other(hour) if hour <= 2 or self.forms.one("clock") == "counted" else self.forms.one(hour)


def _joined(parts: Iterable[Sequence[str]], conjunction: str) -> list[str]:
    words: list[str] = []
    for part in parts:
        words += [conjunction + part[0], *part[1:]] if words else part
    return words


def _ending(form: str, case: Case, construct: bool) -> str:
    """A form with its case: tanwin, in construct the vowel alone; defective -in as it is declined."""
    if form.endswith(_DEFECTIVE):
        accusative = FATHA if construct else FATHATAN + ALEF
        return form + (accusative if case == "a" else "") if construct or case == "a" else form.removesuffix(_DEFECTIVE) + KASRATAN
    if construct:
        return form + _VOWEL[case]
    return form + _TANWIN[case] + (ALEF if case == "a" and not form.endswith(TEH_MARBUTA) else "")


def _tens(form: str, case: Case) -> str:
    return form + FATHA if case == "u" else form.removesuffix(_PLURAL) + KASRA + YEH + NOON + FATHA


def _dual(form: str, case: Case, construct: bool) -> str:
    stem = form.removesuffix(TEH_MARBUTA) + TEH if form.endswith(TEH_MARBUTA) else form.removesuffix(FATHA)
    if case == "u":
        return stem + FATHA + ALEF + ("" if construct else NOON + KASRA)
    return stem + FATHA + YEH + SUKUN + ("" if construct else NOON + KASRA)


DEFINITE: Mapping[int, str] = str.maketrans({DAMMATAN: DAMMA, KASRATAN: KASRA, FATHATAN: FATHA})
"""What the article leaves of tanwin."""
