"""Converter: what the caller chooses beside the dialect. Expected forms are a native reader's, not our output."""

from __future__ import annotations

import json
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic_voice_cli.convert import Converter, Style, Terms
from arabic_voice_cli.convert.dialect import Dialect, dialects, switches
from arabic_voice_cli.convert.spans import Spans
from arabic_voice_cli.convert.strata import LEVELS
from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.result import ByField, Result
from arabic_voice_cli.text import DIACRITICS, LETTERS, MARKS, VOWELS

from .command import avc

TEXT = st.text(st.sampled_from(LETTERS + MARKS + " \u200f،؟.!5٣:%$aé🙂پچگ\u2028\u0670ـكم"), max_size=40) | st.text(max_size=20)


@cache
def converter(to: str = "kuwaiti", **chosen) -> Converter:
    return Converter(Dialect.load(to), Style(**chosen))


def convert(line: str, to: str = "kuwaiti", **chosen) -> str:
    return converter(to, **chosen)([line])[0].text


# ---- numbers

NUMBERS = [
    ("khaleeji", "3 دَقائِقَ", "ثَلاث دَقايِق"),
    ("hijazi", "3 دَقائِقَ", "تَلات دَقايِق"),
    ("khaleeji", "عِنْدِي 3", "عِندِي ثَلاثَة"),
    ("khaleeji", "٢٠ دَقِيقَةً", "عِشرِين دِقِيقَة"),
    ("khaleeji", "21 يَوْمًا", "واحِد وعِشرِين يَوم"),
    ("khaleeji", "1982", "اَلف وتِسعمِيَة واِثنَين وثَمانِين"),
    ("khaleeji", "3,999 رِيالًا", "ثَلاث تالاف وتِسعمِيَة وتِسعَة وتِسعِين رِيال"),
    ("najdi", "5000", "خَمس آلاف"),
    ("khaleeji", "2000000", "مِليُونَين"),
    ("khaleeji", "السّاعَةُ 6:30", "السّاعَة سِتّ ونُصّ"),
    ("hijazi", "السّاعَةُ 7:45", "السّاعَة تَمانيَة اِلّا رُبع"),
    ("khaleeji", "السّاعَةُ 8 صَباحًا", "السّاعَة ثَمان الصُّبح"),
    ("khaleeji", "17:00", "خَمس العَصِر"),
    ("khaleeji", "75%", "خَمسَة وسَبعِين بِالمِيَة"),
    ("hijazi", "٧٥٪", "خَمسَة وسَبعِين فِي المِيَّة"),
    ("khaleeji", "-2°", "ناقِص اِثنَين دَرَجَة"),
    ("khaleeji", "2.5 كَمْ", "اِثنَين ونُصّ كِيلُو"),
    ("khaleeji", "$5", "خَمس دُولارات"),
    ("kuwaiti", "20 د.ك", "عِشرِين دِينار"),
    ("khaleeji", "14/7/2025", "اَربَعطَعَش سَبعَة اَلفَين وخَمسَة وعِشرِين"),
    ("khaleeji", "2025-07-14", "اَربَعطَعَش سَبعَة اَلفَين وخَمسَة وعِشرِين"),
    ("khaleeji", "0501234", "صِفِر خَمسَة صِفِر واحِد اِثنَين ثَلاثَة اَربَعَة"),
    ("khaleeji", "A-20415 4K SV301", "A-20415 4K SV301"),
    ("khaleeji", "10.", "عَشرَة."),
]


@pytest.mark.parametrize(("to", "line", "expected"), NUMBERS, ids=[line for _, line, _ in NUMBERS])
def test_numbers_in_words(to, line, expected):
    assert convert(line, to, numbers="words") == expected


def test_digits_stay_and_a_unit_is_no_word():
    assert convert("يَبْعُدُ 2.5 كَمْ، فِي 10 صَ") == "يِبعِد 2.5 كم، فِي 10 ص"
    assert convert("كَمْ دَرْسًا؟") == "چَم دَرس؟"


@given(st.integers(0, 10**12))
@settings(max_examples=60, deadline=None)
def test_every_number_has_words(number):
    said = convert(str(number), "khaleeji", numbers="words")
    assert said and not any(c.isdigit() for c in said)


# ---- whom, and by whom

ADDRESS = [
    ("لا تَنْسَ مَوْعِدَكَ.", "لا تِنسَى مَوعِدِك.", "لا تِنسِين مَوعِدِچ.", "لا تِنسُون مَوعِدكُم."),
    ("هَلْ تُرِيدُ أَنْ أُذَكِّرَكَ؟", "تَبِي اَذَكِّرِك؟", "تَبِين اَذَكِّرِچ؟", "تَبُون اَذَكِّركُم؟"),
    ("وَصَلْتَ إِلَى بَيْتِكَ.", "وِصَلت بَيتِك.", "وِصَلتِي بَيتِچ.", "وِصَلتُوا بَيتكُم."),
    ("خُذْ كِتابَكَ.", "خِذ كتابِك.", "خِذِي كتابِچ.", "خِذُوا كتابكُم."),
    ("كَيْفَ حالُكَ؟", "شلَونِك؟", "شلَونِچ؟", "شلَونكُم؟"),
    ("مِنْ فَضْلِكَ انْتَظِرْ.", "لَو سَمَحت اِنطِر.", "لَو سَمَحتِي اِنطِرِي.", "لَو سَمَحتُوا اِنطِرُوا."),
    ("تَصِلُ الرِّسالَةُ غَدًا.", "الرِّسالَة تُوصَل باچِر.", "الرِّسالَة تُوصَل باچِر.", "الرِّسالَة تُوصَل باچِر."),
    ("ذٰلِكَ الْكِتابُ هُناكَ.", "هَذاك الكتاب اِهناك.", "هَذاك الكتاب اِهناك.", "هَذاك الكتاب اِهناك."),
    ("شارَكَ فِي الدَّرْسِ.", "شارَك فِي الدَّرس.", "شارَك فِي الدَّرس.", "شارَك فِي الدَّرس."),
]


@pytest.mark.parametrize(("line", "m", "f", "plural"), ADDRESS, ids=range(len(ADDRESS)))
def test_address(line, m, f, plural):
    assert [convert(line, address=who) for who in ("m", "f", "plural")] == [m, f, plural]
    assert convert(line) == m  # as the source says


@pytest.mark.parametrize(
    ("line", "m", "f"),
    [
        ("أَنا مُتَأَكِّدٌ.", "اَنا مِتأَكِّد.", "اَنا مِتأَكِّدَة."),
        ("آسِفَةٌ، لَسْتُ جاهِزًا.", "آسِف، مُو زاهِب.", "آسِفَة، مُو زاهبَة."),
        ("أَنا مُسْتَعِدٌّ وَمُتَأَكِّدٌ.", "اَنا مِستِعِدّ ومِتأَكِّد.", "اَنا مِستِعِدَّة ومِتأَكِّدَة."),
        ("الطَّبِيبُ مُتَأَكِّدٌ.", "الدَّكتَور مِتأَكِّد.", "الدَّكتَور مِتأَكِّد."),
    ],
)
def test_speaker(line, m, f):
    assert [convert(line, speaker=who) for who in ("m", "f")] == [m, f]


PROFESSIONS = ["طَبِيب", "مُهَنْدِس", "مُمَرِّض", "مُدَرِّس", "مُدِير", "مُوَظَّف", "طالِب", "مُحَامِي", "كاتِب", "سائِق"]
FRAMES = ["وَصَلَ {}ٌ", "وَصَلَتْ {}َةٌ", "قالَ ال{}ُ إِنَّهُ مُسافِرٌ", "قالَتِ ال{}َةُ إِنَّها مُسافِرَةٌ", "بَيْتُ ال{}ِ وَكِتابُهُ", "بَيْتُ ال{}َةِ وَكِتابُها"]


@pytest.mark.parametrize("to", dialects())
def test_nobody_else_changes_gender_with_the_addressee_or_the_speaker(to):
    """A symmetric set: each profession as a man's and as a woman's, with verbs and pronouns; no choice changes any of them."""
    lines = [frame.format(name) for name in PROFESSIONS for frame in FRAMES]
    plain = [r.text for r in converter(to)(lines)]
    for chosen in ({"address": "f"}, {"address": "m"}, {"address": "plural"}, {"speaker": "f"}, {"speaker": "m"}):
        assert [r.text for r in converter(to, **chosen)(lines)] == plain


# ---- what was done, by whom


@pytest.mark.parametrize(
    ("line", "auto", "speaker", "passive"),
    [
        ("تَمَّ تَشْغِيلُ الْمُكَيِّفِ.", "شَغَّلت الكَنديشَن.", "شَغَّلت الكَنديشَن.", "تشَغَّل الكَنديشَن."),
        ("تَمَّ إِلْغاءُ الْحَفْلِ أَمْسِ.", "تكَنسَل الحَفِل اَمس.", "كَنسَلت الحَفِل اَمس.", "تكَنسَل الحَفِل اَمس."),
        ("تَمَّ نَجاحُ الدَّرْسِ.", "تَمّ نَجاح الدَّرس.", "نِجَحت الدَّرس.", "تَمّ نَجاح الدَّرس."),
        ("تَمَّ إِغْلاقُ الْمَدْرَسَةِ.", "تسَكَّرَت المَدرَسَة.", "سَكَّرت المَدرَسَة.", "تسَكَّرَت المَدرَسَة."),
    ],
    ids=["alarm", "report", "intransitive", "no thing of ours"],
)
def test_done(line, auto, speaker, passive):
    assert [convert(line, done=done) for done in ("auto", "speaker", "passive")] == [auto, speaker, passive]


# ---- breadth, rules, marks


def test_levels_are_nested_and_names_are_spared():
    line = "الْكَلْبُ الْكَبِيرُ فِي الْجَبَلِ، وَجاسِمٌ وَكَرِيمٌ"
    assert [convert(line, level=level) for level in LEVELS] == [
        "الكَلب الكِبِير فِي الجَبَل، وجاسِم وكَرِيم",
        "الچَلب الچِبِير فِي الجَبَل، وجاسِم وكَرِيم",
        "الچَلب الچِبِير فِي اليَبَل، وجاسِم وكَرِيم",
    ]
    assert [convert("كِتابُكِ", level=level) for level in LEVELS] == ["كتابِچ"] * 3


@pytest.mark.parametrize(
    ("switch", "line", "without", "with_it"),
    [
        ("ghawa", "قَهْوَةٌ", "قَهوَة", "قَهَوَة"),
        ("imala", "مَدْرَسَةٌ", "مَدرَسَة", "مَدرَسِة"),
        ("prothesis", "كِتابٌ", "كتاب", "اِكتاب"),
        ("clusters", "صَغِيرٌ", "صِغِير", "صغِير"),
    ],
)
def test_switches(switch, line, without, with_it):
    assert (convert(line), convert(line, switches=(switch,))) == (without, with_it)


def test_every_switch_is_tested():
    assert switches() == ["clusters", "ghawa", "imala", "prothesis"]


@pytest.mark.parametrize(
    ("spelling", "marks", "expected"),
    [
        ("narrow", "full", "السِّمَچ غالِي"),
        ("narrow", "light", "السّمچ غالي"),
        ("narrow", "none", "السمچ غالي"),
        ("coda", "none", "السمك غالي"),
        ("spontaneous", "", "السمج غالي"),
        ("spontaneous", "full", "السِّمَج غالِي"),
    ],
)
def test_marks(spelling, marks, expected):
    assert convert("السَّمَكُ غالٍ", spelling=spelling, marks=marks) == expected


@pytest.mark.parametrize("name", ["level", "marks", "address", "numbers", "done"])
def test_unknown_choice(name):
    with pytest.raises(AvcError, match=f"no {name} 'x'; choose from: "):
        Style(**{name: "x"})


def test_unknown_switch():
    with pytest.raises(AvcError, match="no switch 'x'; choose from: clusters, "):
        Style(switches=("x",))


# ---- terms


def with_terms(line: str, *pairs: tuple[str, str]) -> str:
    return Converter(Dialect.load("kuwaiti"), terms=Terms(pairs))([line])[0].text


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("أَيْنَ السَّيّارَةُ؟", "وَين المَوتَر؟"),
        ("سَيّارَتُكَ", "مَوتَرِك"),
        ("وَلِسَيّارَتِها", "ولمَوتَرها"),
        ("سَيّارَةٌ وَسَيّارَةٌ", "مَوتَر ومَوتَر"),
        ("بِالْبَيْتِ الذَّكِيِّ", "بِالسَّمارت هَوم"),
        ("شَغِّلِ الـ Bluetooth", "شَغِّل الـ بلُوتُوث"),
        ("Bluetooths", "Bluetooths"),
    ],
)
def test_terms(line, expected):
    pairs = (("سيارة", "مَوتَر"), ("البيت الذكي", "السَّمارت هَوم"), ("Bluetooth", "بلُوتُوث"))
    assert with_terms(line, *pairs) == expected


def test_terms_file(tmp_path):
    file = tmp_path / "terms.tsv"
    file.write_text("# ours\n\nسيارة\tمَوتَر\r\n", "utf-8")
    assert Converter.load("kuwaiti", diacritize=False, terms=file)(["السَّيّارَةُ"])[0].text == "المَوتَر"
    for bad, message in (("سيارة", "terms.tsv:1: 1 cells"), ("ا\tب\tج", "terms.tsv:1: 3 cells"), ("ا\t", "terms.tsv:1")):
        file.write_text(bad, "utf-8")
        with pytest.raises(AvcError, match=message):
            Terms.load(file)
    file.write_bytes(b"\xff\t\xff")
    with pytest.raises(AvcError, match="terms.tsv:1: not UTF-8"):
        Terms.load(file)
    with pytest.raises(AvcError, match="no such file"):
        Terms.load(tmp_path / "none")


# ---- register


def test_by_field():
    class Fake:
        def __init__(self, name: str) -> None:
            self.signature = name

        def __call__(self, lines: list[str]) -> list[Result]:
            return [Result(line, self.signature + line) for line in lines]

    tool = ByField("--register-field", "register", {"informal": Fake("i"), "formal": Fake("f")})
    records: list[object] = [{"register": "formal"}, {"register": "informal"}, "", {"register": "formal"}]
    assert [r.text for r in tool.with_records(["1", "2", "", "3"], records)] == ["f1", "i2", "", "f3"]
    with pytest.raises(AvcError, match="no field 'register'"):
        tool.with_records(["1"], [{}])
    with pytest.raises(AvcError, match="'x' in 'register'"):
        tool.with_records(["1"], [{"register": "x"}])
    with pytest.raises(AvcError, match="give --field"):
        tool(["1"])


@pytest.mark.model
def test_register_on_the_command_line():
    lines = [json.dumps({"text": "غَدًا", "as": value}, ensure_ascii=False) for value in ("formal", "informal")]
    done = avc("convert", "-t", "kuwaiti", "--field", "text", "--register-field", "as", input="\n".join(lines).encode())
    assert [json.loads(line)["text"] for line in done.out.decode().split("\n")] == ["غَدًا", "باچِر"]


# ---- what must hold for any text and any choice

CHOSEN = [
    Style(numbers="words", address="f", speaker="f", level="heavy"),
    Style("spontaneous", address="plural", done="speaker", switches=("clusters", "ghawa", "imala", "prothesis")),
    Style("coda", "light", "light", numbers="words", done="passive"),
]


@pytest.mark.parametrize("style", CHOSEN, ids=range(len(CHOSEN)))
@given(line=TEXT)
@settings(max_examples=80, deadline=None)
def test_any_text(style, line):
    [result] = converter_of(style)([line])
    assert result.source == line and result.text.count("\n") <= line.count("\n")
    at = 0
    for span in result.spans:
        assert at <= span.start < span.end <= len(line)
        at = span.end


@cache
def converter_of(style: Style) -> Converter:
    return Converter(Dialect.load("kuwaiti"), style, terms=Terms([("سيارة", "مَوتَر"), ("a", "b")]))


@given(st.text(st.sampled_from("كتاب " + MARKS), max_size=20))
@settings(max_examples=80, deadline=None)
def test_spans_move_to_the_line_without_marks(marked):
    bare = "".join(c for c in marked if c not in DIACRITICS)
    spans = Spans()
    places = [i for i, c in enumerate(marked) if c not in DIACRITICS]
    for k, i in enumerate(places):
        spans.add(i, places[k + 1] if k + 1 < len(places) else len(marked), ("x", "y"))
    spans.move(marked, bare)
    assert [(s.start, s.end) for s in spans] == [(k, k + 1) for k in range(len(bare))]


def test_explain_tells_what_each_row_made():
    text, _, told = Converter(Dialect.load("kuwaiti"), explain=True)(["سَأُوقِظُكَ"])[0].text.partition("\t")
    assert text == "بَقَعِّدِك"
    assert told == "سَأُوقِظُكَ → بَقَعِّدِك [v012 قَعَّد يقَعِّد > F-1s بَقَعِّد > S-2ms ِك]"


def test_light_marks_keep_shadda_only():
    assert not set(convert("السّاعَةُ السّابِعَةُ", marks="light")) & set(VOWELS)
