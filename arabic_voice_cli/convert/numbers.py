"""Numbers written in digits, and the unit signs after them: found in a line, and said in a dialect's words.

What is read: whole numbers and decimals, clock times (6:30), dates (14/7/2025, 2025-07-14), percentages, degrees, sums of
money (5$, 10 KWD), ranges (3-5), telephone numbers (digit by digit) and the abbreviations of units (كم, م, سم, كغ, ص, م).
Digits inside a code (A-20415, 4K, SV301) are no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..text import DIACRITICS, TATWEEL
from .dialect import Dialect

_SIGNS = "".join(sorted(DIACRITICS)) + TATWEEL
_MARKS = f"[{_SIGNS}]*"
UNITS = ("كم", "سم", "مم", "كغ", "كجم", "غ", "م", "ص", "هـ", "ه")
"""Abbreviations that only stand after digits; a diacritizer takes them for words."""
_UNIT = "|".join(_MARKS.join(unit.rstrip(TATWEEL)) + _MARKS for unit in sorted(UNITS, key=len, reverse=True))
MONEY = ("$", "€", "£", "USD", "EUR", "KWD", "AED", "SAR", "QAR", "BHD", "OMR", "د.ك", "د.إ", "ر.س", "ر.ق", "د.ب", "ر.ع")
_MONEY = "|".join(map(re.escape, sorted(MONEY, key=len, reverse=True)))
_WHOLE = r"\d{1,3}(?:[,٬]\d{3})+(?!\d)|\d+"
_NUMBER = re.compile(
    rf"(?<![\w.,:/٫٬-])(?:(?P<before>{_MONEY})\s?)?(?P<sign>[-−+])?(?:"
    rf"(?P<hour>\d{{1,2}}):(?P<minute>[0-5٠-٥]\d)(?::(?P<second>\d\d))?"
    rf"|(?P<date>\d{{1,2}}/\d{{1,2}}/\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
    rf"|(?P<low>\d{{1,6}})\s?[-–]\s?(?P<high>\d{{1,6}})"
    rf"|(?P<whole>{_WHOLE})(?:[.٫](?P<part>\d+))?"
    rf")(?!(?!º)[\w/:-]|[.,٫٬]\d)(?:\s?(?P<sign_after>[%٪]|°\s?[CcFf]?|º|{_MONEY}))?(?:(?P<gap>\s?)(?P<unit>{_UNIT})(?![\w{_SIGNS}]))?"
)
_SPACE = " "


@dataclass(frozen=True, slots=True)
class Found:
    """A number expression of a line; ``keep`` is what it is where digits stay: the unit without the diacritizer's marks."""

    start: int
    end: int
    match: re.Match[str]

    @property
    def keep(self) -> str:
        match = self.match
        if match["unit"] is None:
            return match[0]
        unit = "".join(c for c in match["unit"] if c not in DIACRITICS)
        return match.string[match.start() : match.start("unit")] + unit


def find_numbers(line: str) -> Iterator[Found]:
    """The number expressions of a line, from left to right."""
    for match in _NUMBER.finditer(line):
        yield Found(match.start(), match.end(), match)


class Numerals:
    """Says numbers in one dialect, from the rows of ``numerals.tsv`` by their key."""

    def __init__(self, dialect: Dialect) -> None:
        self._forms = {row["msa"]: (dialect.cell(row) or "", row.id) for row in dialect.lists["numerals"]}

    def row(self, key: str) -> str:
        """The dialect's form of a key, nothing if it has none."""
        return self._forms.get(key, ("", ""))[0]

    # ---- numbers

    def say(self, number: int, counted: bool = False, feminine: bool = False) -> str:
        """A number in words; ``counted``: what is counted follows at once (ثَلاث دَقايِق), ``feminine``: and is feminine or an hour."""
        if number < 0:
            return f"{self.row('-')} {self.say(-number, counted, feminine)}"
        for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
            if number >= size:
                return self._and(self._many(number // size, name), number % size, feminine)
        if number >= 100:
            return self._and(self.row(str(number // 100 * 100)), number % 100, feminine)
        if number > 20 and number % 10:
            return f"{self._small(number % 10, False, False)} و{self.row(str(number // 10 * 10))}"
        return self._small(number, counted, feminine)

    def _and(self, head: str, rest: int, feminine: bool) -> str:
        return f"{head} و{self.say(rest, False, feminine)}" if rest else head

    def _small(self, number: int, counted: bool, feminine: bool) -> str:
        kinds = [*(["+"] if counted else []), *(["f"] if feminine else []), ""]
        return next((form for kind in kinds if (form := self.row(f"{number}{kind}"))), str(number))

    def _many(self, count: int, name: str) -> str:
        if count <= 2:
            return self.row(f"{count} {name}")
        if count <= 10:
            return f"{self.say(count, counted=True)} {self.row(name + 's')}"
        return f"{self.say(count)} {self.row('1 ' + name)}"

    def decimal(self, whole: int, part: str, counted: bool) -> str:
        """A number with decimals: halves and quarters as such, the rest digit by digit, or two digits as a number."""
        if not part.strip("0"):
            return self.say(whole, counted)
        if key := {"5": "half", "25": "quarter"}.get(part.rstrip("0")):
            return f"{self.say(whole)} و{self.row(key)}" if whole else self.row(key)
        digits = self.say(int(part)) if len(part) <= 2 and part[0] != "0" else self.digits(part)
        return f"{self.say(whole)} {self.row('.')} {digits}"

    def digits(self, text: str) -> str:
        """A string of digits one by one."""
        return _SPACE.join(self.say(int(digit)) for digit in text)

    # ---- time

    def clock(self, hour: int, minute: int) -> str:
        """A time of day: 6:30 → سِتّ ونُصّ, 9:45 → عَشر اِلّا رُبِع, 17:00 → خَمس العَصِر."""
        part = self._part_of_day(hour) if hour > 12 or hour == 0 else ""
        if to := {40: "third", 45: "quarter", 50: "10+", 55: "5+"}.get(minute):
            said = f"{self._hour(hour + 1)} {self.row('less')} {self.row(to)}"
        elif past := {0: "", 5: "5+", 10: "10+", 15: "quarter", 20: "third", 30: "half"}.get(minute):
            said = f"{self._hour(hour)} و{self.row(past)}"
        elif minute == 0:
            said = self._hour(hour)
        elif minute in (25, 35):
            link = f"{self.row('less')} " if minute == 25 else "و"
            said = f"{self._hour(hour)} و{self.row('half')} {link}{self.row('5+')}"
        else:
            said = f"{self._hour(hour)} و{self.say(minute)} {self.row('minute')}"
        return f"{said} {part}".rstrip(_SPACE)

    def _hour(self, hour: int) -> str:
        return self.row(f"h{(hour - 1) % 12 + 1}")

    def _part_of_day(self, hour: int) -> str:
        return self.row("midnight" if hour == 0 else "noon" if hour < 15 else "afternoon" if hour < 18 else "night")


def speak(found: Found, numerals: Numerals, counted: bool, feminine: bool, after_hour: bool) -> str:
    """The expression in words; ``counted`` and ``feminine`` say what follows it; ``after_hour``: whether it says what time it is."""
    match = found.match
    if match["hour"] is not None:
        said = numerals.clock(int(match["hour"]), int(match["minute"]))
        return _with_unit(said, match, numerals, time=True)
    if match["date"] is not None:
        numbers = [int(n) for n in re.split("[/-]", match["date"])]
        day, month, year = numbers if numbers[0] < 32 else reversed(numbers)
        return f"{numerals.say(day)} {numerals.say(month)} {numerals.say(year)}"
    if match["low"] is not None:
        return f"{numerals.say(int(match['low']))} {numerals.row('to')} {numerals.say(int(match['high']), counted)}"
    text = re.sub("[,٬]", "", match["whole"])
    if match["part"] is None and (len(text) > 15 or len(text) > 6 and (match["sign"] == "+" or text[0] in "0٠")):
        return numerals.digits(text)
    whole = int(text)
    sign = match["sign_after"] or match["before"]
    own = sign is not None and not sign.startswith(("%", "٪")) or match["unit"] is not None and not after_hour
    clock = after_hour and match["part"] is None and 1 <= whole <= 12
    if clock:
        said = numerals.row(f"h{whole}")
    elif match["part"]:
        said = numerals.decimal(whole, match["part"], counted or own)
    else:
        said = numerals.say(whole, counted or own, feminine)
    if match["sign"] in ("-", "−"):
        said = f"{numerals.row('-')} {said}"
    if sign:
        said = f"{said} {_of(numerals.row(sign[0] if sign[0] in '%٪°º' else sign), whole, match['part'])}"
    return _with_unit(said, match, numerals, time=clock)


def _of(cell: str, count: int, part: str | None) -> str:
    """``دِينار|دَنانِير``: the plural after three to ten."""
    singular, _, plural = cell.partition("|")
    return plural if plural and part is None and 3 <= count <= 10 else singular


def _with_unit(said: str, match: re.Match[str], numerals: Numerals, time: bool) -> str:
    if match["unit"] is None:
        return said
    unit = "".join(c for c in match["unit"] if c not in DIACRITICS)
    whole = int(re.sub("[,٬]", "", match["whole"])) if match["whole"] else 0
    name = numerals.row(f"{unit} time" if time or unit == "ص" else unit.rstrip(TATWEEL)) or unit
    return f"{said} {_of(name, whole, match['part'])}"
