"""Where in a record the text is, and how a result goes back into it."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.formats import Format, Layout, outside_markup
from arabic_voice_cli.result import Pipe, Result, Span
from arabic_voice_cli.streams import Line
from arabic_voice_cli.text import FATHA

from .strategies import JSON, TEXT

quick = settings(max_examples=60, deadline=None)


def line(text: str | bytes) -> Line:
    return Line(text.encode() if isinstance(text, str) else text, b"\n", "f", 7)


class Upper:
    """A tool whose work can be seen, with one span over each text."""

    signature = "upper"

    def __call__(self, lines: list[str]) -> list[Result]:
        return [Result(text, text.upper(), (Span(0, len(text), "all", text.upper()),)) for text in lines]


class Dots:
    """A tool that only adds: a fatha after each word, so that it can be seen what it takes for one."""

    signature = "dots"
    adds_marks_only = True

    def __call__(self, lines: list[str]) -> list[Result]:
        return [Result(text, re.sub(r"\w+", rf"\g<0>{FATHA}", text)) for text in lines]


upper = Upper()


def same(layout: Layout, record: str) -> str:
    text, rest = layout.parse(line(record))
    return layout.render(Result(text, text), rest)


@pytest.mark.parametrize(
    ("layout", "options"),
    [
        ({"field": "a", "column": 1}, "--field"),
        ({"column": 1, "format": Format.jsonl}, "--column"),
    ],
)
def test_options_that_exclude_each_other(layout: dict[str, object], options: str) -> None:
    with pytest.raises(AvcError, match=f"^{options}: .*; "):
        Layout(**layout)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("layout", "record", "complaint"),
    [
        (Layout(), b"ab\xff", "byte 3 is not UTF-8"),
        (Layout(column=3), "a\tb", "2 columns, --column asks for 3"),
        (Layout(field="t"), "{", "not JSON .* at column 2"),
        (Layout(field="t"), "\ufeff{}", "not JSON"),
        (Layout(field="t"), "[1]", "not a JSON object"),
        (Layout(field="t"), '{"a": 1, "b": 2}', "no field 't'; the record has: a, b"),
        (Layout(field="t"), "{}", "no field 't'; the record has: none"),
        (Layout(field="t"), '{"t": 1}', "field 't' is not a string"),
        (Layout(field="t"), '{"t": ' + "[" * 100_000, "JSON beyond what can be read"),
        (Layout(field="t"), '{"t": "", "n": ' + "1" * 5000 + "}", "JSON beyond what can be read"),
    ],
)
def test_a_record_that_does_not_fit_names_its_line(layout: Layout, record: str | bytes, complaint: str) -> None:
    with pytest.raises(AvcError, match=f"^f:7: {complaint}.*; |^f:7: .*{complaint}"):
        layout.parse(line(record))


@quick
@given(st.lists(TEXT.filter(lambda t: "\t" not in t and "\n" not in t), min_size=1, max_size=5), st.data())
def test_a_column_goes_back_where_it_was(cells: list[str], data: st.DataObject) -> None:
    column = data.draw(st.integers(1, len(cells)))
    record = "\t".join(cells)
    layout = Layout(column=column)
    text, rest = layout.parse(line(record))
    assert text == cells[column - 1]
    assert layout.render(Result(text, text), rest) == record
    if record:
        cells[column - 1] = "new"
        assert layout.render(Result(text, "new"), rest) == "\t".join(cells)


@quick
@given(st.dictionaries(TEXT, JSON, max_size=4), TEXT, TEXT)
@example({"b": float("inf")}, "t", "\ud83d")
def test_a_field_goes_back_and_the_rest_is_carried(others: dict[str, object], field: str, value: str) -> None:
    field = field or "text"
    record = others | {field: value}
    layout = Layout(field=field)
    text, rest = layout.parse(line(json.dumps(record)))
    assert text == value
    written = layout.render(Result(text, "جديد"), rest)
    assert "\n" not in written
    assert json.loads(written) == record | {field: "جديد"}
    assert list(json.loads(written)) == list(record)


@quick
@given(TEXT)
@example('\u2028\x85"\\')
def test_json_lines_say_what_was_made_of_what(text: str) -> None:
    layout = Layout(Format.jsonl)
    source, rest = layout.parse(line(text.encode("utf-8", "replace")))
    written = layout.render(upper([source])[0], rest)
    assert "\n" not in written
    span = {"start": 0, "end": len(source), "label": "all", "form": source.upper(), "rule": ""}
    assert json.loads(written) == {"text": source.upper(), "source": source, "spans": [span]}


def test_a_field_with_json_output_adds_source_and_spans() -> None:
    layout = Layout(Format.jsonl, field="t")
    text, rest = layout.parse(line('{"id": 1, "t": "ab"}'))
    assert json.loads(layout.render(upper([text])[0], rest)) == {
        "id": 1,
        "t": "AB",
        "source": "ab",
        "spans": [{"start": 0, "end": 2, "label": "all", "form": "AB", "rule": ""}],
    }


@pytest.mark.parametrize("blank", ["", " ", "\t \t", "\u00a0"])
@pytest.mark.parametrize("layout", [Layout(), Layout(field="t"), Layout(Format.jsonl, field="t"), Layout(column=1)], ids=repr)
def test_a_blank_record_stays_blank(layout: Layout, blank: str) -> None:
    assert same(layout, blank) == blank


MARKUP = {
    "plain": ("abc", "ABC"),
    "tags": ("<b>abc</b> d", "<b>ABC</b> D"),
    "attribute": ('<a title="x > y">b</a>', '<a title="x > y">B</a>'),
    "single-quotes": ("<a title='x > y'>b", "<a title='x > y'>B"),
    "empty-element": ("a<br/>b", "A<br/>B"),
    "comment": ("a<!-- b > c <d> -->e", "A<!-- b > c <d> -->E"),
    "open-comment": ("a<!-- b", "A<!-- b"),
    "declaration": ('<?xml version="1.0"?><!DOCTYPE html>a', '<?xml version="1.0"?><!DOCTYPE html>A'),
    "entities": ("a&amp;b&#65;c&#x6Fa;d&notanentity e", "A&amp;B&#65;C&#x6Fa;D&NOTANENTITY E"),
    "arabic-between-ampersand-and-semicolon": ("a&ب;b", "A&ب;B"),
    "not-a-tag": ("a < b > c <3 d <", "A < B > C <3 D <"),
    "broken-tag": ("<b <i>c</i>", "<B <i>C</i>"),
    "quote-not-closed": ('<a title="b <i>c</i> "d> e', '<A TITLE="B <i>C</i> "D> E'),
    "across-lines": ("<a\nb>c<!-- d\ne -->f", "<a\nb>C<!-- d\ne -->F"),
}


@pytest.mark.parametrize(("source", "expected"), MARKUP.values(), ids=MARKUP)
def test_tags_and_entities_pass_untouched(source: str, expected: str) -> None:
    [result] = outside_markup(upper)([source])
    assert (result.source, result.text) == (source, expected)


@quick
@given(st.lists(st.sampled_from(["<b>", "</b>", "&amp;", f"<a x='{FATHA} كتاب'>", "كتاب", FATHA, " ", "a", "<!--"])).map("".join))
@example(f"كتا<b>ب{FATHA}</b>{FATHA} a")
def test_what_only_adds_marks_sees_the_whole_line(text: str) -> None:
    """Tags are blanks to it: they part words but not the sentence, and they come out as they were."""
    [result] = outside_markup(Dots())([text])
    assert result.text.replace(FATHA, "") == text.replace(FATHA, "")
    words = [w for w in re.split(r"<!--.*|</?[ab].*?>|&amp;|\W", text) if w]
    assert result.text.count(FATHA) == text.count(FATHA) + len(words)


def test_in_a_pipe_each_step_works_outside_markup() -> None:
    class Tagger:
        signature = "tagger"

        def __call__(self, lines: list[str]) -> list[Result]:
            return [Result(line, f"<i>{line}</i>") for line in lines]

    pipe = outside_markup(Pipe([Tagger(), upper]))
    assert [r.text for r in pipe(["<b>a</b>"])] == ["<b><i>A</i></b>"]


TAGS = st.sampled_from(["<b>", "</b>", "&amp;", "<", ">", "&", ";", "<!--", "-->", '"', "'", "<a x='", "كتاب", "a"])


@quick
@given(st.lists(TAGS | TEXT).map("".join))
def test_markup_loses_nothing_and_spans_point_into_the_line(text: str) -> None:
    [result] = outside_markup(upper)([text])
    assert result.source == text
    assert result.text.upper() == text.upper()
    for span in result.spans:
        assert text[span.start : span.end].upper() == span.form != ""


@pytest.mark.parametrize("text", ["<!--", "<a ", "<a '", '<a "" ', "&a", "<!-- -", "<", "&#1", "<a b='<"])
def test_what_looks_like_a_tag_again_and_again_comes_through(text: str) -> None:
    """And never ends: a pattern that backtracks would not answer."""
    line = text * (400_000 // len(text))
    assert outside_markup(upper)([line])[0].text.upper() == line.upper()
