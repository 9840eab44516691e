"""The tokenizer: golden lines, table rows that earn their place, properties, and the schemes' definition."""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.tables import load_table
from arabic_voice_cli.text import DIACRITICS, EXTENDED, LETTERS, MARKS, TATWEEL
from arabic_voice_cli.tokenize import Joiner, Tokenizer, arabic_words, untokenize
from arabic_voice_cli.tokenize.load import load_segmenter, load_statistics
from arabic_voice_cli.tokenize.restore import Restorer
from arabic_voice_cli.tokenize.scheme import SCHEMES, apply_scheme
from arabic_voice_cli.tokenize.segment import COLUMNS, STEM, Clitics, Segment, bare_letters, one_shape
from arabic_voice_cli.tokenize.segment_score import pack, read_statistics
from arabic_voice_cli.tokenize.segmenter import STEM_COLUMNS, Segmenter

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
STATISTICS = load_statistics()
CLITICS_TABLE = load_table("clitics.tsv", COLUMNS)
STEMS_TABLE = load_table("stems.tsv", STEM_COLUMNS)
RULES = load_segmenter(STATISTICS)


def tokenizer(clitics=CLITICS_TABLE, stems=STEMS_TABLE, score=STATISTICS.score, **options):
    unfolded = Clitics(clitics)
    rules = Segmenter(unfolded, stems, score, "test")
    return Tokenizer(rules, Restorer(STATISTICS.count, rules.forms), unfolded, **options)


def described(tool, line):
    """A line's morphemes as the tables' examples write them: form/CLASS, the stem bare."""
    [result] = tool([line])
    return " ".join(s.form if s.label == STEM else f"{s.form}/{s.label}" for s in result.spans)


def short_stem(word, cut):
    """A scorer that splits whatever the table allows."""
    return -10 * len(cut.stem) + len(cut.proclitics) + len(cut.enclitics)


def long_stem(word, cut):
    """A scorer that splits nothing it need not."""
    return len(cut.stem)


D3 = tokenizer(scheme="d3")
TOOLS = {scheme: tokenizer(scheme=scheme) for scheme in SCHEMES}


def golden():
    lines = (HERE / "golden" / "tokenize.tsv").read_text("utf-8").split("\n")
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return rows[1:]


shipped = cache(Tokenizer.load)


@pytest.mark.parametrize("row", golden(), ids=lambda row: row[0])
def test_golden(row):
    _, scheme, pieces, source, expected, _, _ = row
    [result] = shipped(scheme, pieces)([source])
    assert result.text == expected


@pytest.mark.parametrize("row", list(CLITICS_TABLE), ids=lambda row: row.id)
def test_clitic_rows_earn_their_place(row):
    for source, expected in row.examples:
        assert described(D3, source) == expected
        assert described(tokenizer(CLITICS_TABLE.without(row), scheme="d3"), source) != expected


class Leaning:
    """A network that leans to clitics, a little."""

    signature = "leaning"

    def __call__(self, lines, places=None):
        return [self] * len(lines)

    def place(self, start, size):
        return start

    def score(self, at, cut):
        return float(len(cut.enclitics))


@pytest.mark.parametrize("row", [r for r in STEMS_TABLE if r["kind"] == "homograph"], ids=lambda row: row.id)
def test_of_a_homograph_the_network_decides(row):
    for stems, pieces in ((STEMS_TABLE, 2), (STEMS_TABLE.without(row), 1)):
        rules = Segmenter(Clitics(CLITICS_TABLE), stems, STATISTICS.score, "test", Leaning())
        [[analysis]] = rules([row["stem"]], [[(0, len(row["stem"]))]])
        assert len(analysis) == pieces


@pytest.mark.parametrize("row", [r for r in STEMS_TABLE if r["kind"] != "homograph"], ids=lambda row: row.id)
def test_stem_rows_earn_their_place(row):
    """Right with the real statistics; and the row decides where the scorer leans the other way."""
    score = {"unit": short_stem, "host": long_stem, "verb": long_stem, "form": None, "geminate": None}[row["kind"]]
    for source, expected in row.examples:
        assert described(D3, source) == expected
        options = {"scheme": "d3"} | ({"score": score} if score else {})
        assert described(tokenizer(**options), source) == expected
        assert described(tokenizer(stems=STEMS_TABLE.without(row), **options), source) != expected


def test_spans_tile_the_surface_and_forms_restore_it():
    [result] = D3(["للكتاب"])
    assert [(s.start, s.end, s.label, s.form, s.rule) for s in result.spans] == [
        (0, 1, "PREP", "ل", "prep-l"), (1, 2, "DET", "ال", "art-l"), (2, 6, "STEM", "كتاب", ""),
    ]  # fmt: skip


def test_a_marked_you_has_its_gender():
    [result] = TOOLS["nlu"](["كتابُكِ كتابُكَ كتابك"])
    assert [s.label for s in result.spans if s.label != STEM] == ["PRON_2FS", "PRON_2MS", "PRON_2S"]


def test_markers_and_separators():
    assert tokenizer(marker="@@")(["كتابي"])[0].text == "كتاب @@ي"
    assert tokenizer(marker="", separator="|")(["كتابي"])[0].text == "كتاب|ي"
    for wrong in ({"marker": "\n"}, {"separator": "\r"}, {"separator": "\0"}):
        with pytest.raises(AvcError, match="--marker, --separator"):
            tokenizer(**wrong)
    with pytest.raises(AvcError, match="no scheme 'd9'"):
        tokenizer(scheme="d9")
    with pytest.raises(AvcError, match="--database"):
        Tokenizer.load(database="x.db")
    with pytest.raises(AvcError, match="--join"):
        Joiner(marker="")
    with pytest.raises(AvcError, match="letters or digits"):
        Joiner(marker="xي")
    with pytest.raises(AvcError, match="share a character"):
        Joiner(marker="+", separator=" +")
    with pytest.raises(AvcError, match="no class 'X'; classes are: CONJ, DEM"):
        tokenizer(split="CONJ,X")


def test_own_schemes():
    assert tokenizer(scheme="nlu", split="CONJ,DEM")(["وهالأغنية وبيتي"])[0].text == "و+ ه+ الأغنية و+ بيت +ي"
    assert tokenizer(scheme="d3", keep="DET,PRON")(["وبالبيت كتابي"])[0].text == "و+ ب+ البيت كتابي"
    assert tokenizer(split="CONJ", keep="PRON").signature.startswith("tokenize|scheme:nlu+CONJ-PRON|")


def test_join_gives_back_what_looked_like_a_boundary():
    for line in ("كتاب +ي و+ بيت", "ا+ب ا ++ب", "+كتابي+ +بيتي+", "و+ 3 و++ 3"):
        assert untokenize(TOOLS["d3"]([line])[0].text) == line


@settings(max_examples=50, deadline=None)
@given(st.text(st.sampled_from("كتابيوه +@-_#3a"), max_size=20), st.sampled_from([("+", " "), ("@@", " "), ("-", ""), ("#", "_")]))
def test_join_with_other_signs(line, signs):
    marker, separator = signs
    tool = tokenizer(scheme="d3", marker=marker, separator=separator)
    assert Joiner(marker, separator)([tool([line])[0].text])[0].text == line


def test_addresses_names_and_tags_pass():
    line = "https://x.y/كتابي www.كتابي.com م@كتابي #كتابي_بيتي كتابي#بيتي"
    [result] = TOOLS["nlu"]([line])
    assert result.text == line.replace(" كتابي#", " كتاب +ي#")


def test_the_first_word_is_a_command():
    [first] = TOOLS["nlu"](["شغلي موسيقى"])
    [later] = TOOLS["nlu"](["خلص شغلي"])
    assert (first.text, later.text) == ("شغلي موسيقى", "خلص شغل +ي")


def test_long_words_come_through():
    for line in ("و" * 200_000, "كتابي@" * 50_000, "#" * 200_000, "ي" + MARKS * 30_000, "و ا " * 50_000):
        assert untokenize(TOOLS["d3"]([line])[0].text) == line


def test_a_damaged_model_is_one_line(tmp_path):
    path = tmp_path / "statistics.bin"
    path.write_bytes(pack(b"\0" * 8, b"\0" * 8))
    with pytest.raises(AvcError, match="install the model again"):
        read_statistics(path, "0" * 64, "x")
    with pytest.raises(AvcError, match="no such file"):
        read_statistics(tmp_path / "none.bin", "0" * 64, "x")


ALPHABET = LETTERS + "".join(EXTENDED) + MARKS + TATWEEL + " ++0٣aé@#.،\u2028\u200f😀\u0300"
LINES = st.one_of(
    st.text(st.sampled_from(ALPHABET), max_size=40),
    st.lists(st.sampled_from(["وكتابي", "للبيت", "شغّللي", "عليّ", "هالشي", "ولك", "سيارتها", "ال", "5", "كِ"]), max_size=6).map(" ".join),
    st.text(max_size=30),
).filter(lambda line: "\n" not in line and "\r" not in line)


@settings(max_examples=60, deadline=None)
@given(LINES, st.sampled_from(sorted(SCHEMES)))
def test_properties(line, scheme):
    tool = TOOLS[scheme]
    [result] = tool([line])
    at = 0
    for span in result.spans:  # in order, not empty, nothing between them inside a word
        assert at <= span.start < span.end <= len(line)
        at = span.end
    words = ["".join(line[s.start : s.end] for s in result.spans if a <= s.start < b) for a, b in arabic_words(line)]
    assert words == [line[a:b] for a, b in arabic_words(line)]
    assert "\n" not in result.text
    assert untokenize(result.text) == line
    assert tool([line, "كتابي", line])[2] == result
    bare = "".join(c for c in line if c in "ابتكن ")
    assert [s.form for s in TOOLS["d0"]([bare])[0].spans] == bare.split()


@settings(max_examples=50, deadline=None)
@given(st.text(st.sampled_from(LETTERS), min_size=1, max_size=12), st.text(st.sampled_from(sorted(DIACRITICS) + [TATWEEL]), max_size=3))
def test_marks_do_not_move_letters(word, marks):
    """Marks may decide between analyses, but each analysis spells the word."""
    marked = word[0] + marks + word[1:]
    assert "".join(s.letters for s in RULES.word(marked)) == word == bare_letters(marked)


@given(st.text(st.sampled_from(LETTERS), min_size=1, max_size=10))
def test_every_cut_spells_its_word(word):
    shaped = one_shape(word)
    for cut in RULES.clitics.cuts(shaped):
        assert "".join(s.letters for s in cut.segments(word)) == word


@settings(max_examples=50, deadline=None)
@given(st.text(st.sampled_from(LETTERS), min_size=1, max_size=10))
def test_a_score_is_the_sum_of_its_features(word):
    mask = len(STATISTICS.weights) - 1
    for cut in RULES.clitics.cuts(word):
        assert STATISTICS.score(word, cut) == sum(STATISTICS.weights[crc32(f.encode()) & mask] for f in STATISTICS.features(word, cut))


def scorer():
    path = SHARED / "tools" / "seg_eval.py"
    if not path.is_file():
        pytest.skip("needs the scorer of the shared material")
    spec = importlib.util.spec_from_file_location("seg_eval", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LABELS = ["STEM", "CONJ", "PREP", "DET", "DEM", "FUT", "NEG", "WH", "VOC", "PART", "PRON_1S", "PRON_3FS"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(LABELS), min_size=1, max_size=6), st.sampled_from(sorted(SCHEMES)))
def test_schemes_agree_with_their_definition(labels, scheme):
    if labels.count("STEM") > 1:
        labels = [x for i, x in enumerate(labels) if x != "STEM" or i == labels.index("STEM")]
    analysis = tuple(Segment(chr(0x627 + i), label) for i, label in enumerate(labels))
    expected = scorer().reduce([(s.letters, s.label) for s in analysis], scorer().SCHEMES[scheme])
    assert [(p.letters, p.label) for p in apply_scheme(analysis, SCHEMES[scheme])] == expected


def test_jsonl_is_json():
    from arabic_voice_cli.formats import Format, Layout

    [result] = D3(["هالأغنية"])
    record = json.loads(Layout(Format.jsonl).render(result, None))
    assert [(s["label"], s["form"]) for s in record["spans"]] == [("DEM", "ها"), ("DET", "ال"), ("STEM", "أغنية")]
