"""The network beside the statistics: what it may change, and how good the two are together."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic_voice_cli.text import EXTENDED, LETTERS, MARKS, TATWEEL
from arabic_voice_cli.tokenize import NETWORK, Tokenizer, arabic_words
from arabic_voice_cli.tokenize.load import load_segmenter, load_statistics
from arabic_voice_cli.tokenize.network import POS, Reader
from arabic_voice_cli.tokenize.restore import Restorer
from arabic_voice_cli.tokenize.segment import bare_letters

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
STATISTICS = load_statistics()
LINES = st.text(st.sampled_from(LETTERS + "".join(EXTENDED) + MARKS + TATWEEL + "   +0aé@#.،\u2028😀\u0300"), max_size=40)


class Hostile:
    """A reading of every line that prefers what the random source says."""

    signature = "hostile"

    def __init__(self, rng):
        self.rng = rng

    def __call__(self, lines, places=None):
        return [self] * len(lines)

    def place(self, start, size):
        return start if self.rng.random() < 0.9 else None

    def score(self, at, cut):
        return self.rng.uniform(-1e3, 1e3)

    def kind(self, at):
        return self.rng.choice(POS)


def with_context(context, scheme="d3"):
    rules = load_segmenter(STATISTICS)
    rules.context = context
    return Tokenizer(rules, Restorer(STATISTICS.count, rules.forms), rules.clitics, scheme)


@settings(max_examples=50, deadline=None)
@given(LINES, st.randoms(use_true_random=False))
def test_no_network_changes_a_letter(line, rng):
    [result] = with_context(Hostile(rng))([line])
    pieces = ["".join(line[s.start : s.end] for s in result.spans if a <= s.start < b) for a, b in arabic_words(line)]
    assert pieces == [line[a:b] for a, b in arabic_words(line)]


def test_the_network_chooses_among_allowed_cuts_only():
    class Cutter(Hostile):
        def score(self, at, cut):
            return 1e6 * (len(cut.proclitics) + len(cut.enclitics))

    tool = with_context(Cutter(None), "nlu")
    assert tool(["وُجِدَ كِتابٌ عِلْمِيٌّ"])[0].text == "وُجِدَ كِتابٌ عِلْمِيٌّ"  # the marks forbid every clitic


@pytest.fixture(scope="module")
def reader():
    return Reader.load(NETWORK)


@pytest.fixture(scope="module")
def tool():
    return Tokenizer.load()


def test_readings_find_their_words(reader):
    line = "😀 شغّل  اغنيتي، 5 ابي"
    [reading] = reader([line])
    for start, end in arabic_words(line):
        at = reading.place(start, len(bare_letters(line[start:end])))
        assert reading.encoded.position[at] == start
        assert reading.kind(at) in POS
    assert reading.place(0, 1) == 0 and reading.place(1, 3) is None and reading.place(3, 40) is None
    assert reader(["", " ", "\u064b"]) == [None, None, None]


def test_long_lines_are_read_in_parts(reader):
    line = " ".join(["خلصت شغلي اليوم"] * 400)
    [reading] = reader([line])
    assert len(reading.kinds) == 1200 and (reading.gains[:, 1:] != 0).all()
    [near] = reader([" ".join(["خلصت شغلي اليوم"] * 20)])
    assert abs(reading.gains[:30] - near.gains[:30]).max() < 0.5


def test_only_what_is_asked_about_is_read(reader):
    line = " ".join(["خلصت شغلي اليوم"] * 40)
    places = [start for start, _ in arabic_words(line)]
    [whole] = reader([line])
    [part] = reader([line], [[places[60]]])
    at = whole.place(places[60], 3)
    assert abs(part.gains[at : at + 3] - whole.gains[at : at + 3]).max() < 0.5
    assert not part.gains[: whole.place(places[40], 3)].any()
    assert reader([line, ""], [[], []])[1] is None


def test_context_decides(tool):
    assert [r.text for r in tool(["شغل أغنية كويتية", "خلصت شغلي اليوم", "شغلي التكييف"])] == [
        "شغل أغنية كويتية", "خلصت شغل +ي اليوم", "شغلي التكييف",
    ]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(LINES, min_size=2, max_size=6))
def test_lines_do_not_see_each_other(tool, lines):
    assert tool(lines) == [tool([line])[0] for line in lines]


def test_parts_of_speech(tool):
    line = "يكتب الولد رسالة جميلة في المدرسة 😀 چاي"
    places = [list(arabic_words(line))]
    [kinds] = tool.analyzer.parts_of_speech([line], places)
    assert kinds[:6] == ["verb", "noun", "noun", "adjective", "particle", "noun"]
    assert load_segmenter(STATISTICS).parts_of_speech([line], places) == [[""] * len(places[0])]


def test_pieces_have_parts_of_speech():
    from arabic_voice_cli.errors import AvcError

    line = "وسيكتب الولد رسالته"
    [result] = Tokenizer.load("d3", pos=True)([line])
    assert [(s.form, s.pos) for s in result.spans] == [
        ("و", "CCONJ"), ("س", "AUX"), ("يكتب", "VERB"), ("ال", "DET"), ("ولد", "NOUN"), ("رسالة", "NOUN"), ("ه", "PRON"),
    ]  # fmt: skip
    assert {s.pos for s in Tokenizer.load()([line])[0].spans} == {""}
    with pytest.raises(AvcError, match="--pos"):
        Tokenizer.load(analyzer="rules", pos=True)


def utterances():
    rows = (HERE / "golden" / "tokenize_utterances.tsv").read_text("utf-8").split("\n")
    return [row.split("\t") for row in rows if row and not row.startswith("#")][1:]


@pytest.mark.model
def test_golden_utterances(tool):
    rows = utterances()
    wrong = [(row[0], result.text) for row, result in zip(rows, tool([row[1] for row in rows]), strict=True) if result.text != row[2]]
    assert len(rows) >= 200
    assert 1 - len(wrong) / len(rows) >= 0.95, wrong


@pytest.mark.model
@pytest.mark.parametrize(
    ("name", "scheme", "floor"),
    [("gumar_glf_dev", "nlu", 99.0), ("qcri_glf_dev", "nlu", 96.0), ("ud_pud_dev", "atb", 98.3), ("qcri_msa_tweets_dev", "d3", 97.0)],
)
def test_development_scores(tool, name, scheme, floor):
    from training.tokenize.evaluate import score

    gold = SHARED / "data" / "seg" / f"{name}.tsv"
    if not gold.is_file():
        pytest.skip("needs the gold segmentations of the shared material")
    assert score(gold, [scheme], tool.analyzer)[scheme]["word_accuracy"] >= floor
