"""Normalization: the table, the golden lines, the promises, and where two other toolkits agree and differ."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import combining
from unicodedata import normalize as unicode_normalize

import pytest
import typer
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from arabic_voice_cli.cli.normalize import normalize as command
from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.normalize import COLUMNS, DIGITS, FOLDS, FORMS, TABLE, Normalizer, example_runner
from arabic_voice_cli.normalize.edits import apply, chain
from arabic_voice_cli.normalize.spelling import points
from arabic_voice_cli.result import Result
from arabic_voice_cli.tables import Row, Table, load_table
from arabic_voice_cli.text import COMPOSING, DIACRITICS, EXTENDED, LETTERS, SHADDA, TATWEEL, strip_diacritics

from .strategies import TEXT

RULES = load_table(TABLE, COLUMNS)
GOLDEN = [line.split("\t") for line in (Path(__file__).parent / "golden/normalize.tsv").read_text("utf-8").split("\n")[1:] if line]
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
DIRT = st.lists(
    st.sampled_from(
        [
            *"ابلهىيئتٱۀۓکـﻻﷺﷲﹷﹼ﷼٣3۳٫",
            *map(chr, [0x64E, 0x651, 0x653, 0x654, 0x655, 0x670, 0x6E5, 0x8F0]),
            *"\u200b\u200c\u200d\u200e a👩",
            "ههه",
        ]
    )
    | st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
    max_size=12,
).map("".join)
LINES = DIRT | TEXT
OPTIONS = st.fixed_dictionaries(
    {
        "form": st.sampled_from(list(FORMS)),
        "digits": st.sampled_from(DIGITS),
        "repeats": st.integers(0, 4),
        "fold": st.frozensets(st.sampled_from(FOLDS)).map(lambda names: tuple(sorted(names))),
    }
)


@cache
def tool(**options: Any) -> Normalizer:
    return Normalizer(RULES, **options)


def normalized(line: str, **options: Any) -> Result:
    [result] = tool(**options)([line])
    return result


def unescaped(cell: str) -> str:
    return re.sub(r"\\u([0-9A-F]{4})", lambda m: chr(int(m[1], 16)), cell)


@pytest.mark.parametrize("row", RULES.rows, ids=lambda row: row.id)
def test_examples_need_their_row(row: Row) -> None:
    run, without = example_runner(RULES)(row), example_runner(RULES.without(row))(row)
    for source, expected in row.examples:
        assert run(source) == expected
    assert any(without(source) != expected for source, expected in row.examples), "a dead rule"


@pytest.mark.parametrize(("id", "options", "line", "expected", "why", "source"), GOLDEN, ids=[row[0] for row in GOLDEN])
def test_golden(id: str, options: str, line: str, expected: str, why: str, source: str) -> None:
    app = typer.Typer()
    app.command()(command)
    made = typer.main.get_command(app).main(shlex.split(options), standalone_mode=False)
    assert made([unescaped(line)])[0].text == unescaped(expected), why


@settings(max_examples=200, deadline=None)
@given(LINES, OPTIONS)
def test_twice_is_once(line: str, options: dict[str, Any]) -> None:
    once = normalized(line, **options).text
    assert normalized(once, **options).text == once


def rebuilt(result: Result) -> str:
    """The source with each span replaced by what it became."""
    at, parts = 0, []
    for span in result.spans:
        assert at <= span.start < span.end <= len(result.source)
        assert RULES.by_id[span.rule]["set"] == span.label
        parts += [result.source[at : span.start], span.form]
        at = span.end
    return "".join([*parts, result.source[at:]])


@settings(max_examples=100, deadline=None)
@given(LINES, OPTIONS)
def test_spans_rebuild_the_text(line: str, options: dict[str, Any]) -> None:
    result = normalized(line, **options)
    assert rebuilt(result) == result.text
    assert bool(result.spans) == (result.text != line)


@settings(max_examples=100, deadline=None)
@given(LINES, OPTIONS)
def test_no_new_lines(line: str, options: dict[str, Any]) -> None:
    text = normalized(line, **options).text
    for end in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029":
        assert text.count(end) == line.count(end)


@settings(max_examples=100, deadline=None)
@given(TEXT, st.sampled_from(list(FORMS)), st.integers(0, 3))
def test_without_arabic_only_controls_go(line: str, form: str, repeats: int) -> None:
    line = ARABIC.sub("", line)
    controls = {c for row in RULES if row["set"] in ("zero-width", "bidi") for c in points(row)}
    assert normalized(line, form=form, repeats=repeats).text == "".join(c for c in line if c not in controls)


@settings(max_examples=100, deadline=None)
@given(LINES)
def test_text_form_is_canonically_equal(line: str) -> None:
    """Without the rows that change letters nothing but canonical equivalence is left."""
    keep = [row for row in RULES if row["action"] in ("compose", "order") or "plain" in row["when"]]
    [result] = Normalizer(Table("t", "0", tuple(keep)))([line])
    assert unicode_normalize("NFD", result.text) == unicode_normalize("NFD", line)
    for run in re.findall(f"[{''.join(DIACRITICS)}]+", result.text):
        if SHADDA in run:
            assert not any(combining(mark) < combining(SHADDA) for mark in run.rstrip(SHADDA).split(SHADDA)[0])


@given(st.text(st.sampled_from(LETTERS + "".join(DIACRITICS) + COMPOSING + " "), max_size=20))
def test_forms_leave_their_marks(line: str) -> None:
    asr, plain = normalized(line, form="asr").text, normalized(line, form="plain").text
    assert not set(asr) & (DIACRITICS - {SHADDA} | set(COMPOSING))
    assert plain == strip_diacritics(plain) == asr.replace(SHADDA, "")


@given(st.text(st.sampled_from("ابلمي ٣3"), max_size=12), st.integers(1, 3))
def test_repeats_cuts_threes_only(line: str, most: int) -> None:
    text = normalized(line, repeats=most).text
    if not re.search(r"([ابلمي])\1\1", line):
        assert text == line
    assert re.sub("[^٣3 ]", "", text) == re.sub("[^٣3 ]", "", line)
    assert len(text) <= len(line)
    assert [bool(word) for word in text.split(" ")] == [bool(word) for word in line.split(" ")]


@given(st.text("abc", max_size=8), st.data())
def test_chained_edits(source: str, data: st.DataObject) -> None:
    def some(text: str) -> list[tuple[int, int, str, Row]]:
        cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
        forms = data.draw(st.lists(st.text("xyz", max_size=2), min_size=3, max_size=3))
        return [(a, b, form, RULES.rows[0]) for (a, b), form in zip(zip(cuts[::2], cuts[1::2], strict=False), forms, strict=False)]

    first = some(source)
    between = apply(source, first)
    second = some(between)
    assert apply(source, chain(between, first, second)) == apply(between, second)


@pytest.mark.parametrize("options", [{}, {"form": "search", "repeats": 1, "digits": "western"}, {"digits": "arabic"}], ids=str)
@pytest.mark.parametrize(
    "unit",
    ["ا", "ـ", "\u064e", "\u200d", "ب\u0651\u064e", "ى\u0653", "\u200b\u200d", " ـ", "ﷺ", "3", "3a", "ا\u0654\u0654", "ئ\u200d👩"],
    ids=ascii,
)
def test_long_lines_come_through(unit: str, options: dict[str, Any]) -> None:
    [result] = tool(**options)([unit * 20_000])
    assert rebuilt(result) == result.text


@pytest.mark.parametrize("options", [{"form": "nope"}, {"digits": "nope"}, {"fold": ["alef", "nope"]}, {"repeats": -1}], ids=str)
def test_wrong_options_say_what_there_is(options: dict[str, Any]) -> None:
    with pytest.raises(AvcError, match=r"^--\w+: .*; (there is|give)"):
        Normalizer.load(**options)


@pytest.mark.parametrize(("points_cell", "action"), [("XYZ", "drop"), ("0640", "nope"), ("0030-0039", "each 012")])
def test_wrong_rows_name_their_line(points_cell: str, action: str, tmp_path: Path) -> None:
    table = tmp_path / "t.tsv"
    cells = ["a", "s", points_cell, action, "always", "", "", "why", "source", "ا → ب"]
    table.write_text("\t".join(["id", *COLUMNS, "source", "example"]) + "\n" + "\t".join(cells) + "\n", "utf-8")
    with pytest.raises(AvcError, match=r"^t\.tsv:2: .*; "):
        Normalizer(load_table(table, COLUMNS))


def test_every_mark_of_the_alphabet_has_a_row() -> None:
    dropped = chars(lambda row: row["action"] == "drop" and "plain" in row["when"])
    assert DIACRITICS | set(COMPOSING) <= dropped


def test_shapes_agree_with_the_alphabet() -> None:
    for char, letter in EXTENDED.items():
        assert normalized(char, form="search").text == normalized(letter, form="search").text


def chars(which: Callable[[Row], bool]) -> set[str]:
    return {char for row in RULES if which(row) for char in points(row)}


def of_set(*names: str) -> set[str]:
    return chars(lambda row: row["set"] in names)


def test_sets_of_pyarabic() -> None:
    from pyarabic import araby

    assert of_set("haraka") == set(araby.HARAKAT)
    assert of_set("haraka", "shadda") == set(araby.TASHKEEL)
    assert of_set("tatweel") == {araby.TATWEEL}
    assert of_set("dagger-alef", "small-letter") == set(araby.SMALL)
    ours = of_set("haraka", "shadda", "dagger-alef", "madda", "hamza-mark", "quranic")
    assert {c for c in ours if c < "\u0700"} == set(araby.DIACRITICS)
    assert of_set("alef") - {"\u0672", "\u0673", *COMPOSING} == set(araby.ALEFAT) - set("اى\u0670")
    assert of_set("digits") >= {*araby.NUMBERS_EAST, *araby.NUMBERS_WEST, *araby.NUMBERS_PERS}
    assert set(araby.LIGUATURES) <= of_set("presentation")


@pytest.mark.parametrize(
    ("function", "line", "theirs", "options", "ours"),
    [
        ("normalize_ligature", "\ufef7ن", "لان", {}, "لأن"),  # the hamza is lost there
        ("normalize_alef", "على", "علا", {"fold": ("alef",)}, "على"),
        ("strip_tashkeel", "ه\u0670ذا", "ه\u0670ذا", {"form": "plain"}, "هذا"),
        ("strip_diacritics", "ا\u0653دم", "ادم", {"form": "plain"}, "آدم"),
        ("strip_tatweel", "شي\u0640\u0654ا", "شي\u0654ا", {}, "شيئا"),
        ("strip_tatweel", "كـم", "كم", {}, "كم"),
        ("strip_harakat", "مُحَم\u0651َد", "محم\u0651د", {"form": "asr"}, "محم\u0651د"),
        ("normalize_teh", "مدرسة", "مدرسه", {"fold": ("teh",)}, "مدرسه"),
    ],
)
def test_functions_of_pyarabic(function: str, line: str, theirs: str, options: dict[str, Any], ours: str) -> None:
    from pyarabic import araby

    assert getattr(araby, function)(line) == theirs, "pyarabic changed: the table's notes are out of date"
    assert normalized(line, **options).text == ours


@pytest.mark.camel
def test_sets_of_camel_tools() -> None:
    charsets = pytest.importorskip("camel_tools.utils.charsets")
    assert of_set("haraka", "shadda", "dagger-alef") == set(charsets.AR_DIAC_CHARSET)
    for letter in charsets.AR_LETTERS_CHARSET - {TATWEEL}:
        assert normalized(letter).text == letter
    assert normalized("ا" + TATWEEL).text == "ا"


@pytest.mark.camel
def test_functions_of_camel_tools() -> None:
    pytest.importorskip("camel_tools")
    from camel_tools.utils import normalize as camel
    from camel_tools.utils.dediac import dediac_ar

    line = "أ\u0651\u064eإآٱىؤئةـ هٰذا"
    assert camel.normalize_alef_ar(line) == normalized(line, fold=("alef",)).text.replace("ؤئة ", "ؤئةـ ")
    assert camel.normalize_alef_maksura_ar("على") == normalized("على", fold=("yeh",)).text
    assert camel.normalize_teh_marbuta_ar("مدرسة") == normalized("مدرسة", fold=("teh",)).text
    assert dediac_ar("مُحَمَّدٌ هٰذا") == normalized("مُحَمَّدٌ هٰذا", form="plain").text
    assert dediac_ar("من\u06e2") == "من\u06e2" and normalized("من\u06e2", form="plain").text == "من"
    assert camel.normalize_unicode("ب\u0651\u064e") == "ب\u064e\u0651"  # vowel first
    assert camel.normalize_unicode("½…") == "1⁄2..." and normalized("½…").text == "½…"
    assert camel.normalize_unicode("ب\ufe76") == "ب \u064e" and normalized("ب\ufe76").text == "ب\u064e"
    assert camel.normalize_unicode("﷼") == normalized("﷼").text == "ريال"
    assert camel.normalize_unicode("النبيﷺ") == "النبيصلى الله عليه وسلم"


@settings(max_examples=50, deadline=None)
@given(st.lists(LINES, max_size=5), OPTIONS)
def test_a_line_does_not_depend_on_its_neighbours(lines: list[str], options: dict[str, Any]) -> None:
    assume(lines)
    assert [r.text for r in tool(**options)(lines)] == [Normalizer(RULES, **options)([line])[0].text for line in lines]
