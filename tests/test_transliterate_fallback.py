"""Words that no catalogue has: beam search, finding them, writing them. The network is a table here."""

from __future__ import annotations

import base64
import json
import math
from array import array
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.text import ARABIC_WORD
from arabic_voice_cli.transliterate import Transliterator
from arabic_voice_cli.transliterate.alignment import LetterCosts
from arabic_voice_cli.transliterate.catalogue import Entry
from arabic_voice_cli.transliterate.catalogue_index import CatalogueIndex
from arabic_voice_cli.transliterate.fallback import LONGEST, Speller, key
from arabic_voice_cli.transliterate.native import NativeWords
from arabic_voice_cli.transliterate.spoken import Reader
from arabic_voice_cli.transliterate.words import Rules

from .command import avc
from .strategies import TEXT

SOUNDS = {
    "ب": {"b": 0.7, "p": 0.3}, "و": {"o": 0.6, "": 0.1, "u": 0.3}, "ل": {"l": 0.8, "ll": 0.2}, "ك": {"k": 1.0}, "ا": {"a": 1.0},
    "م": {"m": 0.6, "ma": 0.4}, "ر": {"ar": 0.5, "r": 0.5}, "ن": {"n": 1.0}, "ي": {"i": 1.0}, "س": {"s": 1.0},
    "ت": {"t": 1.0}, "غ": {"g": 1.0}, "ش": {"sh": 1.0}, "د": {"d": 1.0}, "ف": {"f": 0.5, "v": 0.5},
}  # fmt: skip
LETTERS = ["", *SOUNDS]
CHUNKS = sorted({chunk for row in SOUNDS.values() for chunk in row})
STATE = 3


def packed(*words):
    return base64.b64encode(array("I", sorted(map(key, words))).tobytes()).decode()


class TableModel:
    """Reads letters one by one by `SOUNDS`; a word with غ or ش is foreign, if less surely so with و or ا before it."""

    card = SimpleNamespace(
        folder="here", signature="model:table", settings={"state": float(STATE)}, inputs={"encoded": ["beams", len(LETTERS)]}
    )

    def __init__(self, **meta):
        words = meta or {
            "letters": json.dumps(LETTERS),
            "chunks": json.dumps(CHUNKS),
            "known": packed("بول", "نيس"),
            "familiar": packed("شنغول"),
            "written": packed("vin"),
        }
        self.session = SimpleNamespace(get_modelmeta=lambda: SimpleNamespace(custom_metadata_map=words))

    def run(self, feeds):
        letters, before, state = feeds["letters"], feeds["before"], feeds["state"]
        assert state.shape == (len(before), STATE) and letters.shape[0] == len(feeds["rows"])
        probability = np.full((len(before), len(CHUNKS)), 1e-9)
        for i, row in enumerate(feeds["encoded"]):
            for chunk, p in SOUNDS.get(LETTERS[int(row.argmax())], {}).items():
                probability[i, CHUNKS.index(chunk)] = p
        words = ["".join(LETTERS[j] for j in word) for word in letters]
        assert all((row > 0) == (word in ("بول", "نيس")) for word, row in zip(words, feeds["rows"], strict=True))
        foreign = [10.0 - 8 * (word[0] in "وا") if {"غ", "ش"} & set(word) else -10.0 for word in words]
        return [np.eye(len(LETTERS), dtype=np.float32)[letters], np.array(foreign), np.log(probability), state + 1]


SPELLER = Speller(TableModel())
RULES, NATIVE, COSTS, READER = Rules.load(), NativeWords.load(), LetterCosts.load(), Reader.load()
COLDPLAY = [CatalogueIndex.of([Entry("Coldplay", type="artist")], COSTS, READER)]


def tool(indexes=COLDPLAY, **options):
    return Transliterator(indexes, NATIVE, RULES, speller=SPELLER, **options)


def test_the_likeliest_spellings_come_first_with_their_probabilities():
    [found] = SPELLER(["بول"], 4)
    assert [latin for latin, _ in found] == ["Bol", "Bul", "Pol", "Boll"]
    assert found[0][1] == pytest.approx(0.7 * 0.6 * 0.8, rel=1e-4)


def test_the_ways_to_cut_one_spelling_add_up():
    [[(latin, p), *_]] = SPELLER(["مر"], 1)
    assert (latin, round(p, 3)) == ("Mar", 0.6 * 0.5 + 0.4 * 0.5)


def test_a_spelling_that_is_a_name_elsewhere_comes_first():
    assert [(latin, round(p, 3)) for latin, p in SPELLER(["فين"], 2)[0]] == [("Vin", 0.909), ("Fin", 0.091)]  # each 0.5 by the letters


def test_words_in_a_row_are_spelled_together():
    [found] = SPELLER(["بول  مر"], 3)
    assert [latin for latin, _ in found] == ["Bol Mar", "Bol Mr", "Bul Mar"]
    assert all(a[1] >= b[1] for a, b in zip(found, found[1:], strict=False))


def test_a_word_is_spelled_alike_in_any_company():
    words = ["بول", "كا", "بولك", "نيس", "بول", "", "مر", "ب" * (LONGEST + 1), "Bol", "بُولـ"]
    assert SPELLER(words, 3) == [SPELLER([word], 3)[0] for word in words]
    assert SPELLER(words, 3)[4] == SPELLER(words, 3)[-1]  # marks and tatweel do not count
    assert [i for i, found in enumerate(SPELLER(words, 3)) if not found] == [5, 7, 8]


@pytest.mark.parametrize("word", ["؟", "ع", ""])
def test_what_has_no_letters_is_not_spelled(word):
    assert SPELLER([word]) == [[]]


def test_letters_of_other_languages_are_read_as_their_neighbours():
    assert SPELLER(["پول"]) == SPELLER(["بول"])
    assert SPELLER.foreign(["غول", "بول", "غولع", ""]) == [10.0, -10.0, -math.inf, -math.inf]


def test_a_row_is_that_of_the_name_however_its_hamza_is_written():
    assert key("أديل") == key("اديل") != key("إديث")


def test_a_file_without_letters_is_refused():
    with pytest.raises(AvcError, match="no model of spellings"):
        Speller(TableModel(letters="{"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("شفت غونباتشي أمس", "شفت Gonbatshi أمس"),
        ("رحت مع شانبونغ", "رحت مع Shanbong"),
        ("اسأل عن الشانبونغ", "اسأل عن ال Shanbong"),
        ("من كولدبلاي وشانبونغ؟", "من Coldplay و Shanbong؟"),
        ("شغل شي حلو", "شغل شي حلو"),
        ("الشنغولات وشنغول وشنغولية", "الشنغولات وشنغول وشنغولية"),
        ("كان في المدرسة", "كان في المدرسة"),
        ("افتح Spotify 10", "افتح Spotify 10"),
    ],
)
def test_foreign_words_are_spelled_and_native_ones_left(line, expected):
    assert tool()([line])[0].text == expected


def test_a_guess_says_that_it_is_one():
    [result] = tool(top=3)(["شفت شانبونغ"])
    [span] = result.spans
    assert (span.label, span.rule, span.form) == ("foreign", "model", "Shanbong")
    assert 0 < span.confidence < 1 and [c.term for c in span.candidates] == ["Shanbong", "Shanbung", "Shanpong"]
    assert tool(dry_run=True)(["شفت شانبونغ"])[0].text == "شفت شانبونغ"


def test_a_line_that_is_one_span():
    whole = tool(span=True, top=2)
    assert [r.text for r in whole(["كولدبلاي", "بول مر", "!"])] == ["Coldplay", "Bol Mar\tBol Mr", "!"]
    assert tool([], span=True)(["بول"])[0].text == "Bol"


@given(st.lists(TEXT | st.sampled_from(["شانبونغ", " والشانبونغ", "كولدبلاي ", "غووول"]), max_size=4).map("".join))
@settings(max_examples=60, deadline=None)
def test_nothing_but_arabic_words_changes(line):
    got, alone = tool()([line, "شفت شانبونغ"]), tool()([line])
    assert got[0] == alone[0] and got[1].text == "شفت Shanbong"
    at = 0
    for span in got[0].spans:
        assert at <= span.start < span.end <= len(line) and ARABIC_WORD.search(line[span.start : span.end])
        at = span.end
    if not got[0].spans:
        assert got[0].text == line
    assert "\n" not in got[0].text or "\n" in line


def test_the_fallback_takes_the_place_of_a_catalogue():
    assert avc("transliterate", "--fallback", "none", input=b"x\n").code == 2
    assert avc("transliterate", "--variants", "--fallback", "model", input=b"x\n").code == 2


def test_the_model_of_the_package():
    """The network itself: names it has read, a name it has not, native words, and the same bytes in any company."""
    speller = Speller.load()
    names = {"دوستويفسكي": "Dostoevsky", "هوليوود": "Hollywood", "فرانسيسكو": "Francisco", "محفوظ": "Mahfouz"}
    assert {word: found[0][0] for word, found in zip(names, speller(list(names)), strict=True)} == names
    assert speller(["هوليوود", "بنفستو"], 5)[1] == speller(["بنفستو"], 5)[0]
    odds = dict(zip(words := ["شوارزنيغر", "المدرسة", "يكتبون"], speller.foreign(words), strict=True))
    assert odds["شوارزنيغر"] > 4 > 0 > odds["يكتبون"] and odds["المدرسة"] < 0
    assert speller.familiar("روسيا") and speller.familiar("روسية") and not speller.familiar("شوارزنيغر")


def test_the_command_spells_with_it():
    done = avc("transliterate", "--fallback", "model", input="شفت دوستويفسكي أمس\nرحت البيت وكلمت أمي\n".encode())
    assert (done.code, done.out.decode()) == (0, "شفت Dostoevsky أمس\nرحت البيت وكلمت أمي\n")
