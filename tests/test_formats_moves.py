"""Offsets follow the text: what is copied stays exact, what is rewritten is known, nothing is guessed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic_voice_cli.annotations.moves import Stage, stages
from arabic_voice_cli.annotations.traced import Traced, TracedResult
from arabic_voice_cli.convert import Converter
from arabic_voice_cli.markup import outside_markup
from arabic_voice_cli.normalize import Normalizer
from arabic_voice_cli.result import Pipe, Result, Span, Tool
from arabic_voice_cli.text import DIACRITICS, FATHA, SHADDA
from arabic_voice_cli.tokenize import Tokenizer
from arabic_voice_cli.transliterate import Transliterator

from .strategies import TEXT

quick = settings(max_examples=80, deadline=None)
SMALL = st.text(st.sampled_from(["ك", "ت", "ا", " ", "+", FATHA, SHADDA, "x", "🎉"]), max_size=12)


@st.composite
def spans_of(draw: st.DrawFn, text: str) -> list[Span]:
    """Some spans, in order, that do not overlap."""
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    return [Span(a, b, "x", draw(SMALL)) for a, b in zip(edges[::2], edges[1::2], strict=False) if a < b]


@quick
@given(st.data(), SMALL | TEXT, SMALL | TEXT)
def test_stages_lead_from_one_text_to_the_other(data: st.DataObject, before: str, after: str) -> None:
    made = stages(before, after, data.draw(spans_of(before)))
    text = before
    for stage in made:
        assert stage.before == text
        assert rebuilt(stage) == stage.after
        text = stage.after
    assert text == after


def rebuilt(stage: Stage) -> str:
    """The text that the moves make; they are in order, in both texts."""
    out: list[str] = []
    at = to = 0
    for a, b, c, d in stage.moves:
        assert at <= a <= b and to <= c <= d and a - at == c - to and (a, c) < (b + (a == b), d + (c == d))
        out += [stage.before[at:a], stage.after[c:d]]
        at, to = b, d
    return "".join([*out, stage.before[at:]])


@quick
@given(st.data(), SMALL | TEXT, SMALL | TEXT)
def test_a_span_that_survives_comes_back_and_letters_that_were_copied_are_the_same(data: st.DataObject, before: str, after: str) -> None:
    for stage in stages(before, after, data.draw(spans_of(before))):
        places = {i for a, b, _, _ in stage.moves for i in range(a, b)}
        for i in set(range(len(stage.before))) - places:
            where = stage.forward(i, i + 1)
            assert where is not None
            assert stage.after[where[0]] == stage.before[i]
            assert set(stage.after[where[0] + 1 : where[1]]) <= DIACRITICS
        size = len(stage.before)
        start, end = sorted((data.draw(st.integers(0, size)), data.draw(st.integers(0, size))))
        there = stage.forward(start, end)
        back = there and stage.back(*there)
        assert back is None or start <= back[0] < back[1] <= end


class Fatha:
    """A diacritizer that knows one mark."""

    signature = "fatha"
    adds_marks_only = True

    def __call__(self, lines: list[str]) -> list[Result]:
        return [Result(line, re.sub("[ء-ي]", rf"\g<0>{FATHA}", line)) for line in lines]


@cache
def tool(name: str, catalogue: Path) -> Tool:
    match name.partition(" ")[0]:
        case "asr":
            return Normalizer.load("asr", repeats=2, digits="western")
        case "tokenize":
            return Tokenizer.load(analyzer="rules", pieces="form" if name.endswith("form") else "surface")
        case "fatha":
            return Fatha()
        case "transliterate":
            return Transliterator.load([catalogue], clitics="drop" if name.endswith("drop") else "space")
        case "convert":
            return Converter.load("kuwaiti", diacritize=False)
    raise ValueError(name)


def moved(catalogue: Path, steps: list[str], line: str, piece: str, markup: bool = False) -> str | None:
    """What an annotation of ``piece`` is on after the steps."""
    made: Tool = Pipe([tool(step, catalogue) for step in steps]) if len(steps) > 1 else tool(steps[0], catalogue)
    [result] = Traced(outside_markup(made) if markup else made)([line])
    assert isinstance(result, TracedResult)
    where: tuple[int, int] | None = (line.index(piece), line.index(piece) + len(piece))
    for stage in result.stages:
        where = where and stage.forward(*where)
    return where and result.text[where[0] : where[1]]


CASES = {
    "tatweel-inside": (["asr"], "هذا كتـــاب جديد", "كتـــاب", "كتاب"),
    "tatweel-at-the-edge": (["asr"], "كتابـــ جديد", "كتاب", "كتاب"),
    "only-a-control-goes": (["asr"], "كتاب\u200f جديد", "\u200f", None),
    "drawn-out-letters": (["asr"], "حلووووو جدا", "حلووووو", "حلوو"),
    "digits-after-an-emoji": (["asr"], "👩‍👩‍👧 الساعة ٦:٣٠", "٦:٣٠", "6:30"),
    "vowels-dropped-shadda-kept": (["asr"], "شَغِّل الأُغنِيَّة", "الأُغنِيَّة", "الأغنيّة"),
    "marks-belong-to-the-last-letter": (["fatha"], "شغل أديل", "شغل", "شَغَلَ"),
    "a-letter-inside-a-word": (["fatha"], "بكتاب", "كتاب", "كَتَاَبَ"),
    "stem-before-its-clitic": (["tokenize"], "شغل قائمتي", "قائمت", "قائمت"),
    "word-with-its-clitic": (["tokenize"], "شغل قائمتي 🎵", "قائمتي", "قائمت +ي"),
    "emoji-after-the-clitic": (["tokenize"], "شغل قائمتي 🎵", "🎵", "🎵"),
    "form-of-the-stem": (["tokenize form"], "شغل قائمتي", "قائمت", "قائمة"),
    "form-of-the-word": (["tokenize form"], "شغل قائمتي", "قائمتي", "قائمة +ي"),
    "a-piece-of-a-form-that-changed": (["tokenize form"], "شغل قائمتي", "ائمت", None),
    "loan": (["transliterate"], "شغل كولد بلاي الحين", "كولد بلاي", "Coldplay"),
    "half-a-loan": (["transliterate"], "شغل كولد بلاي الحين", "بلاي", None),
    "loan-with-its-preposition": (["transliterate"], "شغل أغنية لكولد بلاي", "لكولد بلاي", "ل Coldplay"),
    "loan-without-its-preposition": (["transliterate"], "شغل أغنية لكولد بلاي", "كولد بلاي", "Coldplay"),
    "preposition-dropped": (["transliterate drop"], "شغل أغنية لكولد بلاي", "لكولد بلاي", "Coldplay"),
    "what-follows-a-loan": (["transliterate"], "شغل كولد بلاي الحين", "الحين", "الحين"),
    "all-steps": (["asr", "transliterate", "tokenize", "fatha"], "شغّل لي كولد بلاي في قائمتـي", "كولد بلاي", "Coldplay"),
    "all-steps-word": (["asr", "transliterate", "tokenize", "fatha"], "شغّل كولد بلاي في قائمتـي", "قائمتـي", "قَاَئَمَتَ +يَ"),
    "converted": (["convert"], "سَأَذْهَبُ غَدًا إِلَى الْبَيْتِ", "غَدًا", "باچِر"),
    "half-a-converted-word": (["convert"], "سَأَذْهَبُ غَدًا إِلَى الْبَيْتِ", "دًا", None),
}


@pytest.mark.parametrize(("steps", "line", "piece", "expected"), CASES.values(), ids=CASES)
def test_an_annotation_follows_its_text(catalogue: Path, steps: list[str], line: str, piece: str, expected: str | None) -> None:
    assert moved(catalogue, steps, line, piece) == expected


def test_tags_do_not_move_anything(catalogue: Path) -> None:
    assert moved(catalogue, ["tokenize", "fatha"], "<b>شغل</b> قائمتي&nbsp;<i>x</i>", "قائمتي", markup=True) == "قَاَئَمَتَ +يَ"


NO_CATALOGUE = Path("none is read")


@quick
@given(st.lists(st.sampled_from(["كتابي", "وسيارتي", "كولد بلاي", "ـ", FATHA, " ", "🎉", "x", "<b>", "٣"])).map("".join))
def test_spans_of_a_pipe_are_places_of_the_line_that_was_read(line: str) -> None:
    """Whatever the steps before the last one did, its spans point at what they are about."""
    [result] = Traced(Pipe([tool("asr", NO_CATALOGUE), tool("tokenize", NO_CATALOGUE)]))([line])
    assert result.source == line
    end = 0
    for span in result.spans:
        assert end <= span.start < span.end <= len(line)
        end = span.end
        letters = [c for c in line[span.start : span.end] if c not in DIACRITICS and c != "ـ"]
        assert span.form[:1] in letters or not letters


def test_a_long_line_takes_no_longer_for_each_letter() -> None:
    """What is compared letter by letter is searched only so far; this would not end otherwise."""
    line = "قالت إنها ستذهب غدا " * 2_000
    other = line.replace("غدا", "x").replace("قالت ", "")
    for stage in stages(line, other, ()):
        assert rebuilt(stage) == other
    assert stages(line, line, ()) == []


def test_a_tool_without_spans_is_followed_too() -> None:
    class Upper:
        signature = "upper"

        def __call__(self, lines: list[str]) -> list[Result]:
            return [Result(line, line.replace("b", "BB").replace("d", "")) for line in lines]

    [result] = Traced(Upper())(["abcefgdhij"])
    assert isinstance(result, TracedResult)
    [stage] = result.stages
    assert stage.after == "aBBcefghij"
    assert [stage.forward(i, i + 1) for i in (0, 1, 2, 6, 7)] == [(0, 1), (1, 3), (3, 4), None, (7, 8)]
    assert stage.forward(5, 8) == (6, 8)
    assert stage.rewritten(1, 2) == ("b", "BB")
