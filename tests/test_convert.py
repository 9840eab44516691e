"""Converter: every table row by its example and by what fails without it, golden rows, and what must hold for any text."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic_voice_cli.convert import Converter, Style
from arabic_voice_cli.convert.dialect import FOLDER, LISTS, Dialect, choices, dialects, examples, load_chain
from arabic_voice_cli.convert.lexicon import Lexicon, PhraseList, VerbList, Words
from arabic_voice_cli.convert.strata import Strata
from arabic_voice_cli.convert.wordform import canonical, cuts
from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.result import Result
from arabic_voice_cli.tables import Row, Table, load_table
from arabic_voice_cli.text import DIACRITICS, LETTERS, MARKS, strip_diacritics

RULES = ["peninsular", *dialects()]
LARGE = {"words": Words, "verbs": VerbList, "phrases": PhraseList}
"""Lists of hundreds of rows: only their own part of the lexicon is built anew when rows are taken away."""
GOLDEN = load_table(Path(__file__).parent / "golden/convert.tsv", ["dialect", "input", "expected", "why"])
ANSWERS = load_table(Path(__file__).parent / "golden/convert_answers.tsv", ["dialect", "input", "expected"])
TEXT = st.text(st.sampled_from(LETTERS + MARKS + " \u200f،؟.!5aé🙂پچگ\u2028\u0670ـ"), max_size=40) | st.text(max_size=20)


@cache
def table(name: str) -> Table:
    return load_table(f"{FOLDER}/{name}.tsv", ["msa"] if name in LISTS else ["stage"])


@cache
def dialect(name: str) -> Dialect:
    return Dialect.load(name)


@cache
def lexicon(name: str, level: str = "medium") -> Lexicon:
    return Lexicon.of(dialect(name), Strata(dialect(name), level))  # type: ignore[arg-type]


@cache
def converter(name: str = "khaleeji", style: Style = Style()) -> Converter:
    return Converter(dialect(name), style, lexicon=lexicon(name, style.level))


def convert(line: str, to: str = "khaleeji", **chosen) -> str:
    return converter(to, Style(**chosen))([line])[0].text


def without(name: str, rows: list[Row], to: str, style: Style = Style()) -> Converter:
    """A converter whose table ``name`` lacks the rows."""
    cut = replace(table(name), rows=tuple(row for row in table(name) if row not in rows))
    less = dialect(to).with_table(cut)
    if name in LARGE:
        fresh = LARGE[name](less, Strata(less, style.level))
        return Converter(dialect(to), style, lexicon=replace(lexicon(to, style.level), **{name: fresh}))
    whole = name in ("strata", "things") or any(row.cells.get("stage") == "case" for row in rows)
    return Converter(less, style, lexicon=None if whole else lexicon(to, style.level))


# ---- tables


@pytest.mark.parametrize("name", RULES + list(LISTS))
def test_examples(name):
    tried = [
        (row.place, source, expected, convert(source, to, **choices(row, name))) for row, to, source, expected in examples(table(name))
    ]
    assert [t for t in tried if t[2] != t[3]] == []


@pytest.mark.parametrize("name", RULES + list(LISTS))
def test_every_row_has_an_example(name):
    assert [row.id for row in table(name) if not row.examples] == []


@pytest.mark.parametrize("name", [*RULES, "numerals"])
def test_no_rule_is_dead(name):
    """Each rule row: one of its examples fails when the row is missing."""
    dead = []
    for row in table(name):
        mine = [e for e in examples(table(name)) if e[0] is row]
        if all(without(name, [row], to, Style(**choices(row, name)))([source])[0].text == expected for _, to, source, expected in mine):
            dead.append(row.id)
    assert dead == []


@pytest.mark.parametrize("name", [*LARGE, "strata", "things"])
def test_no_entry_is_dead(name):
    """Each lexicon row, in groups of rows far apart so that one converter serves many: its example fails without the group."""
    rows = list(table(name))
    groups = max(1, len(rows) // (60 if name == "words" else 30))
    of = {row.id: [e for e in examples(table(name)) if e[0] is row] for row in rows}
    apart: dict[tuple[int, str], list[Row]] = {}
    for at, row in enumerate(rows):
        apart.setdefault((at % groups, row.cells.get("kind", "")), []).append(row)
    dead = []
    for group in apart.values():
        missing = {}
        for row in group:
            style = Style(**choices(row, name))
            for _, to, _, _ in of[row.id]:
                missing[to, style] = missing.get((to, style)) or without(name, group, to, style)
        dead += [
            row.id
            for row in group
            if all(missing[to, Style(**choices(row, name))]([source])[0].text == expected for _, to, source, expected in of[row.id])
        ]
    assert dead == []


def test_ids_are_unique_across_the_chain_where_no_row_is_meant():
    """A dialect's row either replaces a row of its parents or has an id of its own; its stage is the replaced row's."""
    for name in dialects():
        own, *parents = load_chain(name)
        inherited = {row.id: row["stage"] for parent in parents for row in parent}
        assert [row.id for row in own if inherited.get(row.id, row["stage"]) != row["stage"]] == []


def test_a_new_dialect_is_a_file(tmp_path, monkeypatch):
    source = Path(load_chain("khaleeji")[0].path).parent
    for file in source.glob("*.tsv"):
        (tmp_path / FOLDER).mkdir(exist_ok=True)
        (tmp_path / FOLDER / file.name).write_bytes(file.read_bytes())
    head = "id\tstage\twhere\tpattern\toutput\tspared\tsource\texample"
    row = "S-2ms\tsuffix\tC\t2ms\tوك\t\town\tدَفْتَرُكَ → دَفتَروك"
    (tmp_path / FOLDER / "martian.tsv").write_text(f"# name: martian\n# inherits: kuwaiti\n{head}\n{row}\n", "utf-8")
    monkeypatch.setattr("arabic_voice_cli.convert.dialect.DATA", tmp_path)
    monkeypatch.setattr("arabic_voice_cli.tables.DATA", tmp_path)
    assert Converter.load("martian")(["كَمْ دَفْتَرُكَ"])[0].text == "چَم دَفتَروك"


# ---- golden


@pytest.mark.parametrize("row", list(GOLDEN), ids=lambda row: row.id)
def test_golden(row):
    assert convert(row["input"], row["dialect"]) == row["expected"]


@pytest.mark.parametrize("row", list(GOLDEN), ids=lambda row: row.id)
def test_golden_twice_is_once(row):
    if "once" in row["flags"]:
        pytest.skip("the golden row says that its output is also standard Arabic for something else")
    assert convert(row["expected"], row["dialect"]) == row["expected"]


@pytest.mark.parametrize("to", ["kuwaiti", "emirati", "najdi"])
def test_whole_answers(to):
    rows = [row for row in ANSWERS if row["dialect"] == to]
    assert len(rows) > 50
    assert [(row["expected"], said) for row in rows if (said := convert(row["input"], to)) != row["expected"]] == []


def test_golden_covers_every_dialect():
    assert {row["dialect"] for row in GOLDEN} == set(dialects())


# ---- properties


@given(TEXT)
@settings(max_examples=150, deadline=None)
def test_any_text(line):
    [result] = converter()([line])
    assert isinstance(result, Result) and result.source == line
    assert result.text.count("\n") <= line.count("\n")
    at = 0
    for span in result.spans:
        assert at <= span.start < span.end <= len(line)
        at = span.end


@given(st.text(st.characters(exclude_categories=("Lo", "Mn", "Lm", "Cs")), max_size=30))
@settings(max_examples=60, deadline=None)
def test_no_arabic_no_change(line):
    assert converter()([line])[0].text == line


@given(st.lists(TEXT, max_size=4))
@settings(max_examples=40, deadline=None)
def test_lines_do_not_depend_on_their_neighbours(lines):
    assert [r.text for r in converter()(lines)] == [converter()([line])[0].text for line in lines]


@given(TEXT)
@settings(max_examples=80, deadline=None)
def test_spellings_keep_what_is_not_arabic(line):
    bare = convert(line, "kuwaiti", spelling="spontaneous")
    assert not set(bare) - set(line) & set("چگ")
    assert not any(mark in word for word in bare.split() for mark in DIACRITICS) or any(c in DIACRITICS for c in line)


def test_a_long_line_reads_as_its_clauses():
    clause = "هٰذا الدَّرْسُ مُفِيدٌ، "
    assert converter()([clause * 3000])[0].text == converter()([clause])[0].text * 3000


def test_a_run_of_letters_that_is_no_word_stays():
    line = "بَ" * 100_000
    assert converter()([line])[0].text == line


# ---- spelling, spans, hints


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [("narrow", "شلَونِچ؟ السِّمَچ غالِي."), ("coda", "شلَونِك؟ السِّمَك غالِي."), ("spontaneous", "اشلونج؟ السمج غالي.")],
    ids=["narrow", "coda", "spontaneous"],
)
def test_spelling(spelling, expected):
    assert Converter(dialect("kuwaiti"), spelling)(["كَيْفَ حالُكِ؟ السَّمَكُ غالٍ."])[0].text == expected


def test_spans_name_the_chain():
    [result] = converter("kuwaiti")(["لَمْ أَجِدْ بَيْتَكَ 5 km."])
    assert [(result.source[s.start : s.end], s.form) for s in result.spans] == [("لَمْ أَجِدْ", "ما لِقَيت"), ("بَيْتَكَ", "بَيتِك")]
    assert result.text == "ما لِقَيت بَيتِك 5 km."
    assert all(s.label == "word" and s.rule for s in result.spans)
    assert result.spans[1].rule.split(">")[-1] == "S-2ms"


def test_explain_stays_on_the_line():
    [result] = Converter(dialect("kuwaiti"), explain=True)(["ماذا؟"])
    text, _, chains = Converter(dialect("kuwaiti"), explain=True)(["ماذَا؟"])[0].text.partition("\t")
    assert text == "شِنو؟" and chains.startswith("ماذَا → شِنو [w")
    assert result.text.count("\n") == 0


MARKING = [
    "السَّاعَةُ السَّابِعَةُ وَالنِّصْفُ",
    "السّاعَةُ السّابِعَةُ وَالنِّصفُ",
    "السَّاعَةُ السَّابِعَةُ والنِّصفُ",
    "السّاعَة السّابِعَة وَالنِّصف",
]


@pytest.mark.parametrize("line", MARKING, ids=list(range(len(MARKING))))
def test_ways_of_marking_do_not_matter(line):
    import unicodedata

    assert convert(line) == convert(unicodedata.normalize("NFC", line)) == "السّاعَة سَبِع ونُصّ"


@pytest.mark.parametrize(
    ("word", "expected"),
    [("هَٰذَا", "هٰذا"), ("هذا", "هٰذا"), ("شَديدٍ", "شَدِيدٍ"), ("الْكِتَابُ", "الكِتابُ"), ("مَشْيٌ", "مَشيٌ"), ("اللَّهُ", "اللهُ"), ("بيكُون", "بيكُون")],
)
def test_canonical(word, expected):
    assert canonical(word) == expected


def test_cuts_spare_a_first_radical():
    assert [cut.rest for cut in cuts("واسِعَة")] == ["واسِعَة"]
    assert cuts_of("وَالنِّصفُ") == ["والنِّصفُ", "النِّصفُ", "نِصفُ"]


def cuts_of(word: str) -> list[str]:
    return [cut.rest for cut in cuts(canonical(word))]


# ---- gender


PAIRS = [
    ("طَبِيبٌ", "طَبِيبَةٌ"),
    ("مُهَنْدِسٌ", "مُهَنْدِسَةٌ"),
    ("مُدَرِّسٌ", "مُدَرِّسَةٌ"),
    ("مُمَرِّضٌ", "مُمَرِّضَةٌ"),
    ("صَدِيقٌ", "صَدِيقَةٌ"),
    ("مُدِيرٌ", "مُدِيرَةٌ"),
    ("طالِبٌ", "طالِبَةٌ"),
    ("جَدِيدٌ", "جَدِيدَةٌ"),
]


@pytest.mark.parametrize("to", dialects())
@pytest.mark.parametrize(("he", "she"), PAIRS, ids=list(range(len(PAIRS))))
def test_gender_is_carried_over_and_never_guessed(he, she, to):
    """The feminine is the masculine with ة: no noun has a privileged gender, no verb changes with the profession."""
    masculine, feminine = convert(he, to), convert(she, to)
    assert strip_diacritics(feminine) == strip_diacritics(masculine) + "ة"
    for verb in ("وَصَلَ", "وَصَلَتْ"):
        assert convert(f"{verb} {he}", to).split()[0] == convert(f"{verb} {she}", to).split()[0]


@pytest.mark.parametrize("to", dialects())
def test_you_keeps_its_gender(to):
    for he, she in (("كَيْفَ حالُكَ؟", "كَيْفَ حالُكِ؟"), ("لَدَيْكَ مَوْعِدٌ", "لَدَيْكِ مَوْعِدٌ"), ("هَلْ تُرِيدُ ذٰلِكَ؟", "هَلْ تُرِيدِينَ ذٰلِكَ؟")):
        assert convert(he, to) != convert(she, to)


# ---- bare lines


def test_a_bare_line_is_diacritized_first_and_spans_fit_the_bare_line():
    asked: list[list[str]] = []

    def diacritizer(lines: list[str]) -> list[Result]:
        asked.append(lines)
        return [Result(line, "أَيْنَ السَّيّارَةُ؟") for line in lines]

    lines = ["أين السيارة؟", "أَيْنَ؟", "hello", ""]
    results = Converter(dialect("khaleeji"), diacritizer=diacritizer)(lines)
    assert asked == [["أين السيارة؟"]]
    assert [r.text for r in results] == ["وَين السَّيّارَة؟", "وَين؟", "hello", ""]
    assert [lines[0][s.start : s.end] for s in results[0].spans] == ["أين", "السيارة"]


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("سأذكّرك بالموعد", True),
        ("شُغّلت القائمة الآن", True),
        ("كَمِ السَّاعَةُ الآن؟", False),
        ("ما اَدرِي", False),
        ("لا", True),
        ("Wi-Fi 12", False),
    ],
)
def test_a_hint_is_not_a_vowelled_line(line: str, asked: bool):
    seen: list[str] = []

    def diacritizer(lines: list[str]) -> list[Result]:
        seen.extend(lines)
        return [Result(line, line) for line in lines]

    Converter(dialect("khaleeji"), diacritizer=diacritizer)([line])
    assert seen == ([line] if asked else [])


def test_no_diacritizer_leaves_unknown_bare_words():
    assert Converter.load("khaleeji", diacritize=False)(["برج خليفة"])[0].text == "برج خليفة"


# ---- errors


def test_unknown_dialect():
    with pytest.raises(AvcError, match="no dialect 'mars'; this install has: .*khaleeji.*kuwaiti"):
        Converter.load("mars")


def test_tables_are_not_dialects():
    with pytest.raises(AvcError):
        Converter.load("words")


def test_unknown_spelling():
    with pytest.raises(AvcError, match="spelling"):
        Converter.load("khaleeji", "phonetic")  # type: ignore[arg-type]


def test_signature_names_dialect_and_content():
    one, other = (Converter.load(name, diacritize=False).signature for name in ("khaleeji", "kuwaiti"))
    assert one.startswith("convert|to:khaleeji|spelling:narrow|sha:") and one != other
