"""Tokenized lines as rows of words, pieces and classes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from arabic_voice_cli.annotations.conllu import write as write_conllu
from arabic_voice_cli.annotations.record import Record, written
from arabic_voice_cli.streams import Line
from arabic_voice_cli.tokenize import Tokenizer
from arabic_voice_cli.tokenize.rows import as_tsv, rows


def conllu(result):
    """A result as CoNLL-U."""
    line = Line(result.source.encode(), b"\n", "test", 1)
    return write_conllu(written(Record(result.source, line), result, False))


D3 = Tokenizer.load("d3", analyzer="rules")


def table(line, words="punctuation"):
    return [row.split("\t")[1:] for row in as_tsv(D3([line])[0], "1", words).split("\n") if row]


def test_rows_have_pieces_and_classes():
    assert as_tsv(D3(["وبيتي، 5"])[0], "s1") == "s1\tوبيتي\tو+بيت+ي\tCONJ+STEM+PRON_1S\ns1\t،\t،\tSTEM\ns1\t5\t5\tSTEM\n\n"
    assert as_tsv(D3([""])[0], "s2") == "\n"


def test_spaces_alone_part_words_on_request():
    assert table("(كتابي)، 1994م", "whitespace") == [["(كتابي)،", "(كتاب+ي+)،", "STEM+PRON_1S+STEM"], ["1994م", "1994م", "STEM"]]
    assert [word for word, _, _ in table("(كتابي)، 1994م")] == ["(", "كتابي", ")", "،", "1994م"]


def test_proclitic_of_a_latin_word_addresses_and_signs():
    assert table("بWhatsApp 1+1 #كتابي_بيتي a@b.c") == [
        ["بWhatsApp", "ب+WhatsApp", "PREP+STEM"],
        ["1", "1", "STEM"], ["＋", "＋", "STEM"], ["1", "1", "STEM"],
        ["#كتابي_بيتي", "#كتابي_بيتي", "STEM"],
        ["a@b.c", "a@b.c", "STEM"],
    ]  # fmt: skip


def test_conllu_has_the_parts_of_speech():
    tool = Tokenizer.load("atb", pos=True)
    line = "يذهب الولد إلى مدرسته"
    written = conllu(tool([line])[0])
    cells = [row.split("\t") for row in written.split("\n") if row[:1].isdecimal()]
    assert [(row[1], row[3]) for row in cells] == [
        ("يذهب", "VERB"), ("الولد", "NOUN"), ("إلى", "PART"), ("مدرسته", "_"), ("مدرسة", "NOUN"), ("ه", "PRON"),
    ]  # fmt: skip
    assert "pos" not in D3([line])[0].spans[0].record()
    assert {row[3] for row in (r.split("\t") for r in conllu(D3([line])[0]).split("\n")) if len(row) == 10} == {"_"}


@settings(max_examples=50, deadline=None)
@given(st.text(st.sampled_from("كتابيوهلَّـ +،.5aé@#😀\u2028\t"), max_size=30), st.sampled_from(["punctuation", "whitespace"]))
def test_rows_hold_all_that_is_no_space(line, words):
    [result] = D3([line])
    found = list(rows(result, words))
    assert "".join(line[row.start : row.end] for row in found) == "".join(line.split())
    for row in found:
        assert "".join(surface for surface, _, _ in row.pieces) == line[row.start : row.end]
        assert row.pieces and all(surface for surface, _, _ in row.pieces)
