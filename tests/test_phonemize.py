"""Phonemes: what a native reader says, from whatever habit of marks the text has."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arabic_voice_cli.cli.phonemize import Variety
from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.phonemize import Phonemizer, run_examples
from arabic_voice_cli.phonemize.alphabets import Alphabet, Inventory, pyarabic_map, standard_map
from arabic_voice_cli.phonemize.syllables import mark, syllables
from arabic_voice_cli.phonemize.varieties import Tables
from arabic_voice_cli.score.distance import levenshtein
from arabic_voice_cli.tables import Row, Table, load_table
from arabic_voice_cli.text import DIACRITICS, FATHA, LETTERS, MARKS, SHADDA, SUKUN, strip_diacritics

FOLDER = Path(__file__).parent / "golden"
GOLDEN = list(csv.DictReader((FOLDER / "phonemize.tsv").open(encoding="utf-8"), delimiter="\t"))
GRAMMAR = list(csv.DictReader((FOLDER / "phonemize_grammar.tsv").open(encoding="utf-8"), delimiter="\t"))
"""Written from the grammars before any output was seen; a row is one rule in one word or phrase."""
VARIETIES: list[str] = list(get_args(Variety))
TABLES = [load_table(f"{name}.tsv", []) for name in ("phonemes", "graphemes", "varieties", "readings", "phonetics", "number_words")]
ROWS = [pytest.param(table, row, id=f"{table.name}-{row.id}") for table in TABLES for row in table]
SHARED = Path(__file__).parents[2] / "shared" / "data"
ARABIC = st.text(alphabet=LETTERS + MARKS + "ٰـچگپڤ" + " .،؟«»", max_size=40)
ANY = (
    ARABIC
    | st.text(max_size=30)
    | st.lists(ARABIC | st.sampled_from(["<b>", "12:30", "{name}", "\u2028", "\u200c", "🎉", "ّ", "[SLOT]", "ٹ"])).map("".join)
)


@lru_cache
def load(variety: str = "msa", alphabet: Alphabet = "ipa", **options: Any) -> Phonemizer:
    return Phonemizer.load(variety, alphabet, **options)


def say(text: str, variety: str = "msa", alphabet: Alphabet = "ipa", **options: Any) -> str:
    return load(variety, alphabet, **options)([text])[0].text


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: row["id"])
def test_golden(row: dict[str, str]) -> None:
    assert say(row["input"], row["variety"]) == row["expected"], row["why"]


@pytest.mark.parametrize("dialect", [False, True])
def test_phoneme_error_rate_on_the_grammars_table(dialect: bool) -> None:
    """Edits over phonemes of the reference, 2 % at most; at least 200 rows of MSA, 200 of the varieties, no two the same."""
    inventory = Inventory.load()
    rows = [row for row in GRAMMAR if (row["variety"] != "msa") == dialect]
    assert len({(row["variety"], row["input"]) for row in rows}) == len(rows) >= 200
    edits = length = 0
    for row in rows:
        assert row["why"] and row["source"]
        reference, hypothesis = (
            [s for s in inventory.symbols(text) if s != "."] for text in (row["expected"], say(row["input"], row["variety"]))
        )
        edits += levenshtein(reference, hypothesis)
        length += len(reference)
    assert length > 1400
    assert edits <= 0.02 * length


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_example(table: Table, row: Row) -> None:
    run = run_examples(table)(row)
    assert row.examples
    for given_, expected in row.examples:
        assert run(given_) == expected


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_no_row_is_dead(table: Table, row: Row) -> None:
    def answers() -> list[str]:
        run = run_examples(table.without(row))(row)
        return [run(given_) for given_, _ in row.examples]

    try:
        changed = answers() != [expected for _, expected in row.examples]
    except AvcError:  # the row was needed by name: a phoneme or a variety
        changed = True
    assert changed


@pytest.mark.parametrize(
    "habits",
    [
        ("قَرَأْتُ كِتَابًا فِي الْمَكْتَبَةِ", "قَرَأتُ كِتاباً في المَكتَبَةِ", "قَرَأْتُ كِتابًا فِي ٱلْمَكْتَبَةِ"),
        ("مِنَ الْمُوسِيقَى", "مِنْ الْمُوسِيقَى", "مِن المُوسِيقَى", "مِنَ اَلْمُوسِيقَى"),
        ("ذٰلِكَ الرَّحْمٰنُ", "ذَلِكَ الرَّحْمَنُ", "ذَٰلِكَ الرَّحْمَٰنُ"),
        ("الِاسْتِقْبَالُ", "الاسْتِقْبالُ", "اَلِاسْتِقْبَالُ", "الْاِسْتِقْبَالُ"),
        ("وَالْأَبُ", "والأبُ", "وَٱلْأَبُ"),
        ("هُدًى كَبِيرٌ", "هُدىً كَبيرٌ"),
    ],
)
def test_every_habit_of_marks_sounds_the_same(habits: tuple[str, ...]) -> None:
    assert len({say(text) for text in habits}) == 1


def test_no_pause_keeps_endings() -> None:
    assert say("الْبَيْتُ كَبِيرٌ، وَهُوَ جَدِيدٌ.", pause=False) == "ʔalbajtu kabiːrun, wahuwa dʒadiːdun."
    assert say("الْبَيْتُ كَبِيرٌ، وَهُوَ جَدِيدٌ.") == "ʔalbajtu kabiːr, wahuwa dʒadiːd."


def test_phonetic_rules_can_be_left_out() -> None:
    assert say("تسَوِّي", "kuwaiti", phonetic=False) == "tsawwiː"
    assert say("تسَوِّي", "kuwaiti") == "ssawwi"


@pytest.mark.parametrize(
    ("text", "variety", "expected"),
    [
        ("مَكْتَبَةٌ", "msa", "ˈmak.ta.ba"),
        ("كِتَابٌ", "msa", "ki.ˈtaːb"),
        ("مَكْتَبَتُهُمْ كَبِيرَةٌ", "msa", "mak.ta.ˈba.tu.hum ka.ˈbiː.ra"),
        ("مُدَرِّسٌ", "msa", "mu.ˈdar.ris"),
        ("الْوَلَدُ", "msa", "ʔal.ˈwa.lad"),
        ("بَيْتٌ", "msa", "bajt"),
        ("مَكتَب", "kuwaiti", "ˈmak.tab"),
        ("الوَلَد", "kuwaiti", "ˈil.wa.lad"),
        ("الوَلَد", "emirati", "il.ˈwa.lad"),
    ],
)
def test_syllables_and_stress(text: str, variety: str, expected: str) -> None:
    assert say(text, variety, syllables=True, stress=True) == expected.replace(".ˈ", "ˈ")
    assert say(text, variety, syllables=True) == expected.replace("ˈ", "")
    assert say(text, variety, stress=True) == expected.replace(".", "")


def test_xsampa() -> None:
    assert say("أَحْضَرَ الضَّيْفُ عِطْرًا؟", alphabet="xsampa") == "?aX\\d_?\\ara d_?\\d_?\\ajfu ?\\it_?\\ran ?"
    assert say("چاي وگهَوَة", "kuwaiti", "xsampa", stress=True) == 'tSa:j "ughawa'


@settings(max_examples=150, deadline=None)
@given(text=ARABIC, variety=st.sampled_from(VARIETIES))
def test_xsampa_says_what_ipa_says(text: str, variety: str) -> None:
    inventory = Inventory.load()
    [ipa] = load(variety, syllables=True, stress=True)([text])
    [xsampa] = load(variety, "xsampa", syllables=True, stress=True)([text])
    for one, other in zip(ipa.spans, xsampa.spans, strict=True):
        assert inventory.to_xsampa(one.form) == other.form
        assert inventory.to_ipa(other.form) == one.form
        assert other.form.isascii()


def test_buckwalter_in_msa_is_the_standard_map() -> None:
    assert say("أُرِيدُ أَنْ أَسْمَعَ الْمُوسِيقَى، يَا آمِنَةُ!", alphabet="buckwalter") == ">uriydu >ano >asomaEa AlomuwsiyqaY، yaA |minapu!"


def test_buckwalter_in_dialect_has_letters_for_its_sounds() -> None:
    assert say("شلَون البَيت؟ چاي وگهَوَة", "kuwaiti", "buckwalter") == "$lOn Albet؟ CAy wGhawap"
    assert say("مَوجُود", "kuwaiti", "buckwalter") == "mawjuwd"
    assert say("عِيد", "kuwaiti", "buckwalter") == "Eiyd"  # ē is e: E is ʿayn


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet=LETTERS + MARKS + "ٰـ .،", max_size=40))
def test_buckwalter_is_letter_for_letter(text: str) -> None:
    assert say(text, alphabet="buckwalter") == "".join(pyarabic_map().get(char, char) for char in text)


@pytest.mark.camel
def test_buckwalter_is_the_same_with_camel_tools() -> None:
    pytest.importorskip("camel_tools")
    from arabic_voice_cli import camel

    romanize = camel.charmap("ar2bw")
    assert dict(standard_map()) == pyarabic_map()
    everything = "".join(map(chr, range(0x600, 0x700)))
    assert "".join(pyarabic_map().get(char, char) for char in everything) == romanize(everything)


def test_syllables_of_letters_make_no_sense() -> None:
    with pytest.raises(AvcError, match="leave out --syllables"):
        load("msa", "buckwalter", syllables=True)


def test_unknown_variety() -> None:
    with pytest.raises(AvcError, match="no variety 'mars'; this install has: msa"):
        load("mars")


def test_varieties_of_the_command_are_those_of_the_table() -> None:
    assert list(Tables.load().varieties.by_id) == VARIETIES


def test_inventory_holds_the_smallest_set() -> None:
    wanted = [
        "b",
        "t",
        "θ",
        "dʒ",
        "ħ",
        "x",
        "d",
        "ð",
        "r",
        "z",
        "s",
        "ʃ",
        "sˤ",
        "tˤ",
        "ðˤ",
        "ʕ",
        "ɣ",
        "f",
        "q",
        "g",
        "k",
        "tʃ",
        "l",
        "ɫ",
        "m",
        "n",
        "h",
        "w",
        "j",
        "ʔ",
        "p",
        "v",
        "a",
        "i",
        "u",
        "aː",
        "iː",
        "uː",
        "eː",
        "oː",
        "dˤ",
        "zˤ",
    ]
    assert set(wanted) <= set(Inventory.load().xsampa)


def test_spans_name_words() -> None:
    [result] = load(numbers="digits")(["«الْبَيْتُ» 12 كتب <b>هَذَا</b>"])
    assert [(s.start, s.end, s.label, s.form, s.rule) for s in result.spans] == [
        (1, 10, "word", "ʔalbajtu", ""),
        (15, 18, "unmarked", "ktb", ""),
        (22, 27, "word", "haːðaː", "hatha"),
    ]
    assert result.text == "«ʔalbajtu» 12 ktb <b>haːðaː</b>"


@pytest.mark.parametrize(
    ("text", "kept", "dropped"),
    [
        ("«بَابٌ»، دَارٌ؟", "«baːb», daːr?", "baːb daːr"),
        ("بَابٌ-دَارٌ", "baːb-daːr", "baːb daːr"),
        ("بَابٌ - دَارٌ !", "baːb - daːr !", "baːb daːr"),
        ("- بَابٌ [SLOT] {x.y} don't 3.5%", "- baːbun [SLOT] {x.y} don't 3.5%", "baːbun [SLOT] {x.y} don't 3.5"),
        ("...", "...", ""),
    ],
)
def test_punctuation(text: str, kept: str, dropped: str) -> None:
    assert say(text, numbers="digits") == kept
    assert say(text, numbers="digits", punctuation="drop") == dropped


@settings(max_examples=200, deadline=None)
@given(text=ANY, variety=st.sampled_from(VARIETIES), alphabet=st.sampled_from(get_args(Alphabet)))
@example(text="ء", variety="msa", alphabet="ipa")
@example(text="ا", variety="hijazi", alphabet="ipa")
@example(text="الـ", variety="kuwaiti", alphabet="ipa")
@example(text="وال", variety="msa", alphabet="buckwalter")
def test_any_text(text: str, variety: str, alphabet: Alphabet) -> None:
    [result] = load(variety, alphabet)([text])
    assert result.source == text
    assert ("\n" in result.text) <= ("\n" in text)
    at = 0
    for span in result.spans:
        assert at <= span.start < span.end <= len(text)
        assert strip_diacritics(text[span.start : span.end])
        assert span.form in result.text
        assert not set(span.form) & (set(LETTERS) | DIACRITICS)
        at = span.end


@settings(max_examples=100, deadline=None)
@given(text=st.text(st.characters(exclude_characters=[*LETTERS, *DIACRITICS, *"پچژڤڥگکیېڨڭھەۃڵ،؛؟۔"]), max_size=40))
def test_text_without_arabic_stays(text: str) -> None:
    assert say(text, numbers="digits") == text


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(ANY, max_size=5), variety=st.sampled_from(VARIETIES))
def test_lines_do_not_depend_on_each_other(lines: list[str], variety: str) -> None:
    tool = load(variety)
    assert tool(lines) == [tool([line])[0] for line in lines] == Phonemizer.load(variety)(lines)


@settings(max_examples=150, deadline=None)
@given(sounds=st.lists(st.sampled_from([p for p in Inventory.load().xsampa if p not in ".ˈ"]), max_size=12), stem=st.integers(0, 6))
def test_syllables_tile_the_word(sounds: list[str], stem: int) -> None:
    parts = syllables(sounds)
    assert [sound for start, end in parts for sound in sounds[start:end]] == sounds
    marked = mark(sounds, dots=True, stress=True, stem=stem)
    assert [sound for sound in marked if sound not in (".", "ˈ")] == sounds
    assert marked.count("ˈ") == (len(parts) > 1)


@pytest.mark.parametrize("text", ["ب" * 50_000, "بَ" * 50_000, "ب" + "َُ" * 50_000, "<a" * 50_000, "1" + "!" * 100_000, "َ" * 100_000])
def test_long_lines_come_through(text: str) -> None:
    [result] = load("kuwaiti", stress=True)([text])
    assert result.source == text
    assert "\n" not in result.text
    assert all(0 <= span.start < span.end <= len(text) for span in result.spans)


def test_every_dialect_cell_becomes_phonemes() -> None:
    """The dialect lexicon in narrow spelling, whose varieties are the columns from the third on."""
    path = SHARED / "khaleeji" / "lexicon.tsv"
    if not path.is_file():
        pytest.skip("the dialect lexicon is not here")
    header, *rows = [line.split("\t") for line in path.read_text("utf-8").split("\n") if line]
    for column, variety in enumerate(header[2:9], 2):
        cells = [cell for row in rows for cell in row[column].split("/") if re.search("[ء-ي]", cell)]
        assert len(cells) > 900
        for result in load(variety)(cells):
            assert result.spans
            assert not re.search("[\u0600-\u06ff]", result.text), result


def test_diacritized_text_has_a_vowel_in_every_word() -> None:
    """Real news text: every marked word of three letters is said with a vowel, and three consonants in a row are left to slips in the text."""
    path = SHARED / "diac" / "msa_aljazeera.txt"
    if not path.is_file():
        pytest.skip("the diacritized news text is not here")
    vowels = re.compile("[aiu]")
    crowded = words = 0
    for result in load(pause=False)(path.read_text("utf-8").split("\n")[:300]):
        for span in result.spans:
            surface = result.source[span.start : span.end]
            if span.label == "word" and sum(surface.count(mark_) for mark_ in MARKS if mark_ not in (SUKUN, SHADDA)) > 2:
                words += 1
                assert vowels.search(span.form), span
                crowded += any(len(run) > 2 for run in re.split("[aiuː]+", re.sub("[dt](?=[ʒʃ])|ˤ", "", span.form)))
    assert words > 3000
    assert crowded < words / 300


def test_signature_names_tables_and_switches() -> None:
    assert load("kuwaiti", "xsampa", stress=True).signature.startswith("phonemize|phonemes@")
    assert load("kuwaiti", "xsampa", stress=True).signature.endswith("|kuwaiti|xsampa|stress")


def test_a_phoneme_the_inventory_lacks_is_reported() -> None:
    tables = Tables.load()
    row = next(row for row in tables.phonemes if row["ipa"] == "θ")
    with pytest.raises(AvcError, match=r"graphemes.tsv:\d+: no phoneme 'θ'; add it to phonemes.tsv"):
        Phonemizer(tables.replacing(tables.phonemes.without(row)))


def test_marks_alone_are_not_words() -> None:
    assert say(FATHA) == FATHA
    assert load()(["ـ"])[0].spans == ()
