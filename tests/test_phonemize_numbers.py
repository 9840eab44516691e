"""Digits: the words a reader says for them, in case and gender."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arabic_voice_cli.convert.dialect import Dialect, dialects
from arabic_voice_cli.convert.numbers import Numerals
from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.phonemize import Phonemizer
from arabic_voice_cli.phonemize.number_words import Counting, DialectWords, Forms, StandardWords
from arabic_voice_cli.phonemize.varieties import Tables
from arabic_voice_cli.text import shadda_first, strip_diacritics

VARIETIES = ["msa", "kuwaiti", "najdi", "hijazi"]
load = lru_cache(Phonemizer.load)


def say(text: str, variety: str = "msa") -> str:
    return load(variety)([text])[0].text


def words(variety: str) -> StandardWords | DialectWords:
    tables = Tables.load()
    forms = Forms(tables.numbers, tables.line(variety))
    return StandardWords(forms) if variety == "msa" else DialectWords(forms)


@pytest.mark.parametrize(
    ("number", "gender", "case", "expected"),
    [
        (0, "", "u", "صِفْرٌ"),
        (8, "f", "u", "ثَمَانِي"),
        (8, "", "u", "ثَمَانِيَةٌ"),
        (12, "m", "u", "اثْنَا عَشَرَ"),
        (12, "f", "i", "اثْنَتَيْ عَشْرَةَ"),
        (18, "f", "u", "ثَمَانِيَ عَشْرَةَ"),
        (21, "f", "u", "إِحْدَى وَعِشْرُونَ"),
        (28, "f", "u", "ثَمَانٍ وَعِشْرُونَ"),
        (28, "f", "a", "ثَمَانِيًا وَعِشْرِينَ"),
        (100, "m", "u", "مِئَةُ"),
        (200, "m", "u", "مِئَتَا"),
        (200, "", "i", "مِئَتَيْنِ"),
        (305, "", "i", "ثَلَاثِمِئَةٍ وَخَمْسَةٍ"),
        (800, "m", "u", "ثَمَانِيمِئَةِ"),
        (2000, "m", "u", "أَلْفَا"),
        (3000, "m", "u", "ثَلَاثَةُ آلَافِ"),
        (12000, "", "u", "اثْنَا عَشَرَ أَلْفًا"),
        (100_000, "", "u", "مِئَةُ أَلْفٍ"),
        (1_000_001, "", "u", "مِلْيُونٌ وَوَاحِدٌ"),
        (5_000_000, "", "u", "خَمْسَةُ مَلَايِينَ"),
    ],
)
def test_msa_cardinals(number: int, gender: str, case: str, expected: str) -> None:
    assert " ".join(words("msa").cardinal(number, Counting(gender, case))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("السَّاعَةُ 7:45 صَبَاحًا", "ʔassaːʕatu θθaːminatu ʔilla rrubʕa sˤabaːħan"),
        ("فِي السَّاعَةِ 21:05", "fi ssaːʕati lħaːdijati walʕiʃriːna waxamsi daqaːʔiq"),
        ("السَّاعَةُ 12 ظُهْرًا", "ʔassaːʕatu θθaːnijata ʕaʃrata ðˤuhran"),
        ("السَّاعَةَ 8", "ʔassaːʕata θθaːmina"),
        ("7:30-8:00", "ʔassaːbiʕatu wannisˤf ʔaθθaːmina"),
        ("0551234567", "sˤifr xamsa xamsa waːħid ʔiθnaːn θalaːθa ʔarbaʕa xamsa sitta sabʕa"),
        ("05512", "sˤifr xamsa xamsa waːħid ʔiθnaːn"),
        ("1/5/2024", "waːħid xamsa ʔalfaːni waʔarbaʕatun waʕiʃruːn"),
        ("2024-05-01", "ʔalfaːni waʔarbaʕatun waʕiʃruːn xamsa waːħid"),
        ("بِ5 رِيَالَاتٍ", "bixamsati rijaːlaːt"),
        ("الْ25 مِنْ مَايُو", "ʔalxamsatu waʕiʃruːna min maːjuː"),
        ("بِنِسْبَةِ 12.5%", "binisbati θnaj ʕaʃara faːsˤila xamsatin bilmiʔa"),
        ("٣٬٥٠٠ رِيَالٍ", "θalaːθatu ʔaːlaːfin waxamsumiʔati rijaːl"),
        ("٣٫٠٥", "θalaːθatun faːsˤila sˤifr xamsa"),
        ("الطَّابِقُ 5، غُرْفَةُ 512.", "ʔatˤtˤaːbiqu xamsa, ɣurfatu xamsumiʔatin waθnaː ʕaʃar."),
        ("الْغُرْفَةُ 5 جَاهِزَةٌ", "ʔalɣurfatu xamsatun dʒaːhiza"),
        ("COVID-19 وَ3G", "COVID-19 wa3G"),
        ("{count1} [SLOT2]", "{count1} [SLOT2]"),
    ],
)
def test_msa_lines(text: str, expected: str) -> None:
    assert say(text) == expected


@pytest.mark.parametrize(
    ("text", "variety", "expected"),
    [
        ("الساعَة 7:45 الصُّبح", "kuwaiti", "issaːʕa θamaːn illa rubiʕ isˤsˤubħ"),
        ("الساعَة 7:45", "hijazi", "assaːʕa tamaːnja illa rubʕ"),
        ("عُقُب 10 دَقايِق", "kuwaiti", "ʕugub ʕaʃri dagaːjig"),
        ("سَنَة 2024", "kuwaiti", "sana alfeːn warbaʕa wʕiʃriːn"),
        ("365 يَوم", "hijazi", "tultumijja wxamsa wsittiːn joːm"),
        ("11,000", "emirati", "iħdaʕaʃ alf"),
        ("21:10", "kuwaiti", "tisiʕ wʕaʃr"),
    ],
)
def test_dialect_lines(text: str, variety: str, expected: str) -> None:
    assert say(text, variety) == expected


def test_a_number_is_one_span() -> None:
    [result] = load()(["بِنِسْبَةِ 12.5% الْيَوْمَ"])
    assert [(result.source[s.start : s.end], s.label) for s in result.spans] == [("بِنِسْبَةِ", "word"), ("12.5%", "number"), ("الْيَوْمَ", "word")]
    assert result.spans[1].form == "θnaj ʕaʃara faːsˤila xamsatin bilmiʔati"


def test_digits_can_be_left() -> None:
    [result] = Phonemizer.load(numbers="digits")(["12 بَابًا"])
    assert (result.text, [s.label for s in result.spans]) == ("12 baːban", ["word"])
    assert Phonemizer.load(numbers="digits").signature.endswith("|digits")
    assert Phonemizer.load(alphabet="buckwalter")(["12"])[0].text == "12"  # it spells letters


def test_a_table_without_a_number_says_so() -> None:
    tables = Tables.load()
    row = tables.numbers.by_id["msa-7"]
    with pytest.raises(AvcError, match=r"number_words.tsv: no row for '7'; numerals cannot be read without it"):
        Phonemizer(tables.replacing(tables.numbers.without(row)))(["7"])


@pytest.mark.parametrize("variety", VARIETIES)
def test_different_numbers_are_said_differently(variety: str) -> None:
    """All below 2,100, and some of each size above; in no word is a digit left."""
    speak = words(variety)
    numbers = [*range(2100), *range(2100, 10**6, 9973), *range(10**6, 10**12, 10**9 + 7)]
    said = [" ".join(speak.cardinal(number, Counting())) for number in numbers]
    assert len(set(said)) == len(numbers)
    times = [" ".join(speak.hour(hour, minute, "u")) for hour in range(1, 13) for minute in range(60)]
    assert len(set(times)) == 720
    assert all(re.fullmatch("[ء-ي ]+", strip_diacritics(text)) for text in [*said, *times])


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet="0123456789٠١٢٣٤٥٦٧٨٩:.,٫٬/-% ابلون", max_size=25), variety=st.sampled_from(VARIETIES))
@example(text="1" * 50, variety="msa")
@example(text="0.0%", variety="kuwaiti")
@example(text="24:00", variety="msa")
def test_any_digits(text: str, variety: str) -> None:
    [result] = load(variety)([text])
    assert result.source == text
    assert not re.search("[0-9٠-٩]", result.text)
    at = 0
    for span in result.spans:
        assert at <= span.start < span.end <= len(text)
        assert span.form in result.text
        at = span.end


@pytest.mark.parametrize("text", ["1" * 50_000, "1," * 50_000, "1:1-" * 30_000, "5 " * 30_000])
def test_long_lines_come_through(text: str) -> None:
    [result] = load()([text])
    assert result.source == text


@pytest.mark.parametrize("variety", dialects())
def test_a_dialect_s_numbers_are_those_that_text_is_converted_with(variety: str) -> None:
    """Digits are said in the same words, whether `convert --numbers words` writes them or `phonemize` reads them."""
    numerals, tables = Numerals(Dialect.load(variety)), Tables.load()
    order = {name: rank for rank, name in enumerate(tables.line(variety))}
    said: dict[str, str] = {}
    for row in sorted(tables.numbers, key=lambda row: min((order.get(name, 9) for name in row["variety"].split()), default=9)):
        if row["key"].isdigit() and int(row["key"]) < 1000 and order.keys() & set(row["variety"].split()):
            said.setdefault(row["key"], shadda_first(row["form"]))
    assert len(said) > 30
    assert {key: numerals.row(key) for key in said} == said
