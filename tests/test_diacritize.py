"""Marks are added after letters and nowhere else, whatever the network says."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from arabic_voice_cli.diacritize import LONGEST, Calibration, Diacritizer, Form, Network, Style, Writing, join
from arabic_voice_cli.diacritize.chunk import TOGETHER, WINDOW, Chunk
from arabic_voice_cli.diacritize.network import FORBIDDEN, Scores
from arabic_voice_cli.encode import ALEFS, CLASSES, FIRST_LETTER, FIRST_PUNCTUATION, PAD
from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.formats import outside_markup
from arabic_voice_cli.onnx_model import load_model
from arabic_voice_cli.result import Span
from arabic_voice_cli.text import DAMMA, FATHA, MARKS, SHADDA, SUKUN, shadda_first, strip_diacritics

from .tiny_model import make_tiny_model

ARABIC = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويىءآأؤإئةپگچًٌٍَُِّْٰٓٔـ .،؟12ab😀\u200c", max_size=80)
ANY = ARABIC | st.text(max_size=60) | st.text(st.characters(), max_size=30)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


def scores_of(lines: list[str], choose: np.random.Generator | str) -> Iterator[Scores]:
    """A network's answer without a network: one mark on every symbol, or any."""
    chunk = Chunk(lines, 1000)
    size = len(chunk.encoded.symbols)
    classes = np.full(size, CLASSES.index(choose)) if isinstance(choose, str) else choose.integers(0, len(CLASSES), size)
    logits = np.zeros((size, len(CLASSES)), np.float32)
    logits[np.arange(size), classes] = 3
    letter = (chunk.encoded.symbols >= FIRST_LETTER) & (chunk.encoded.symbols < FIRST_PUNCTUATION)
    yield Scores(chunk, np.zeros(size, np.int8), classes, logits, letter, np.zeros((size, len(ALEFS)), np.float32))


WRITINGS = st.builds(
    Writing, st.sampled_from(Style), st.sampled_from(Form), st.booleans(), st.booleans(), st.sampled_from((0.0, 0.5, 1.0)), st.just(False)
)


@given(line=ANY, seed=st.integers(0, 1 << 30), writing=WRITINGS)
def test_only_diacritics_are_added(line: str, seed: int, writing: Writing) -> None:
    rng = np.random.default_rng(seed)
    [result] = Diacritizer(lambda lines: scores_of(lines, rng), writing)([line])  # a hostile network
    assert strip_diacritics(result.text) == strip_diacritics(line)


@given(line=ANY, seed=st.integers(0, 1 << 30))
def test_join_adds_marks_after_letters_whatever_the_classes(line: str, seed: int) -> None:
    classes = np.random.default_rng(seed).integers(0, len(CLASSES), len(line))
    joined = join(line, classes)
    assert strip_diacritics(joined) == strip_diacritics(line)
    assert [c for c in joined if c not in MARKS] == [c for c in line if c not in MARKS]


@given(line=ANY)
@settings(max_examples=30)
def test_wrong_length_changes_nothing(line: str) -> None:
    assert join(line, np.ones(len(line) + 1, np.int64)) == line


@given(lines=st.lists(ANY, max_size=5))
@settings(max_examples=60, deadline=None)
def test_network_keeps_everything_and_ignores_neighbours(tiny: Path, lines: list[str]) -> None:
    network = Diacritizer.load(str(tiny))
    results = network(lines)
    assert [strip_diacritics(r.text) for r in results] == [strip_diacritics(line) for line in lines]
    assert [r.text for r in results] == [network([line])[0].text for line in lines]


@pytest.mark.parametrize(
    ("line", "marks", "expected", "why"),
    [
        ("كتب", [FATHA, FATHA, FATHA], "كَتَبَ", "marks stand after their letters"),
        ("كُتب", [FATHA, "", FATHA, FATHA], "كُتَبَ", "a written vowel wins"),
        ("محمّد", [DAMMA, FATHA, SHADDA + FATHA, "", SUKUN], "مُحَمَّدْ", "a lone shadda gets its vowel"),
        ("شدّ", [FATHA, SHADDA + FATHA, ""], "شَدَّ", "a proposal is read at the letter, not at its mark"),
        ("ر بَ", [SUKUN, "", FATHA, ""], "رْ بَ", "nothing is doubled"),
        ("a1،", [FATHA, FATHA, FATHA], "a1،", "only letters carry marks"),
        ("ا\u0653ب", [FATHA, "", FATHA], "ا\u0653" + FATHA + "ب" + FATHA, "the mark comes after a decomposed madda"),
        ("گال", [FATHA, "", FATHA], "گَالَ", "Gulf letters carry marks"),
        ("رب", [FATHA, SHADDA], "رَبّ", "a shadda alone"),
    ],
)
def test_join(line: str, marks: list[str], expected: str, why: str) -> None:
    assert join(line, np.array([CLASSES.index(m) for m in marks])) == shadda_first(expected), why


def test_long_lines_are_cut_at_spaces(tiny: Path) -> None:
    line = "كتب " * (LONGEST // 2) + "ك" * (LONGEST + 10)
    assert Diacritizer.load(str(tiny))([line])[0].text == "كَتَبَ " * (LONGEST // 2) + "كَ" * (LONGEST + 10)


def test_windows_cover_every_word(tiny: Path) -> None:
    line = " ".join(["كتب"] * (3 * WINDOW + 7))
    assert Diacritizer.load(str(tiny))([line])[0].text == line.replace("كتب", "كَتَبَ")


def test_unknown_style(tiny: Path) -> None:
    with pytest.raises(AvcError, match="'loud' is not a valid Style; styles are full, minimal, ambiguous, forms full, asr"):
        Diacritizer.load(str(tiny), style="loud")


@pytest.fixture(scope="module")
def shipped() -> Diacritizer:
    return Diacritizer.load()


@pytest.mark.model
@pytest.mark.parametrize(
    ("bare", "expected"),
    [
        ("ذهب الولد إلى المدرسة", "ذَهَبَ الْوَلَدُ إِلَى الْمَدْرَسَةِ"),
        ("السلام عليكم", "السَّلَامُ عَلَيْكُمْ"),
        ("شكرا", "شُكْرًا"),
    ],
)
def test_shipped_model(shipped: Diacritizer, bare: str, expected: str) -> None:
    assert shipped([bare])[0].text == shadda_first(expected)


@pytest.mark.model
@pytest.mark.parametrize(
    ("bare", "connected", "isolated"),
    [
        ("خرج من البيت", "مِنَ الْ", "مِنْ الْ"),
        ("سأل عن الطقس", "عَنِ ال", "عَنْ ال"),
        ("قالت البنت", "قَالَتِ الْ", "قَالَتْ الْ"),
    ],
)
def test_liaison(shipped: Diacritizer, bare: str, connected: str, isolated: str) -> None:
    assert connected in shipped([bare])[0].text
    assert isolated in Diacritizer.load(liaison=False)([bare])[0].text


@pytest.mark.model
def test_hints_win_and_steer(shipped: Diacritizer) -> None:
    """كُتب is the passive or 'books', never the active كَتَبَ."""
    assert shipped(["كُتب"])[0].text.startswith("كُت")
    assert shadda_first("الْمُدَرِّس") in shipped(["كلّم محمّد المدرّس"])[0].text
    assert "الْمَدْرَس" in shipped(["ذهب محمد إلى المدرسة"])[0].text
    assert shipped(["شكراً"])[0].text == "شُكْراً"


@pytest.mark.model
def test_results_do_not_depend_on_neighbours(shipped: Diacritizer) -> None:
    lines = ["أيقظني في السابعة صباحا", "ما حالة الطقس اليوم في الرياض؟", "شغل الموسيقى"]
    assert [r.text for r in shipped(lines)] == [shipped([line])[0].text for line in lines]
    assert "endings:liaison" in shipped.signature


def test_markup_does_not_cut_the_utterance() -> None:
    """The tool sees one line with blanks for the tags; the tags come back where they were."""
    seen: list[str] = []

    def predict(lines: list[str]) -> Iterator[Scores]:
        seen.extend(lines)
        return scores_of(lines, FATHA)

    [result] = outside_markup(Diacritizer(predict))(["<b>كتب</b> محمّد&nbsp;a"])
    assert seen == ["   كتب     محمّد      a"]
    assert result.text == f"<b>كَتَبَ</b> مَحَم{SHADDA}{FATHA}دَ&nbsp;a".replace("مَّ", f"م{SHADDA}")
    assert result.source == "<b>كتب</b> محمّد&nbsp;a"


# Which marks are written

SENTENCE = "ذَهَبْتُ إِلَى السُّوقِ مَسَاءً ثُمَّ كَتَبْتُ كِتَابًا إِلَى الْمُدِيرَةِ"


def written(sentence: str, **choices: object) -> str:
    """What is written of a sentence that the network reads as it stands."""
    bare = strip_diacritics(sentence)
    chunk = Chunk([bare], 1000)
    classes = Chunk([sentence], 1000).encoded.classes.astype(np.int64)
    logits = np.eye(len(CLASSES), dtype=np.float32)[classes] * 9
    letter = (chunk.encoded.symbols >= FIRST_LETTER) & (chunk.encoded.symbols < FIRST_PUNCTUATION)
    scores = Scores(chunk, np.zeros_like(classes, np.int8), classes, logits, letter, logits[:, : len(ALEFS)])
    return Diacritizer(lambda lines: iter([scores]), Writing(**choices))([bare])[0].text  # type: ignore[arg-type]


def test_full_is_what_was_read() -> None:
    assert written(SENTENCE) == shadda_first(SENTENCE)


def test_pausal_forms() -> None:
    """Case vowels and tanwin go, -an becomes a long a, ة is bare; vowels inside the word stay."""
    pausal = "ذَهَبْت إِلَى السُّوق مَسَاء ثُمّ كَتَبْت كِتَابَا إِلَى الْمُدِيرَة"
    assert written(SENTENCE, case_endings=False) == shadda_first(pausal)
    assert written("هُوَ فِي هُدًى وَهِيَ", case_endings=False) == "هُوَ فِي هُدَى وَهِيَ"


def test_minimal_drops_what_the_spelling_says() -> None:
    minimal = "ذَهَبتُ إِلى السُوقِ مَساءً ثُمَّ كَتَبتُ كِتابًا إِلى المُدِيرةِ".replace("إِ", "إ").replace("السُو", "السو").replace("دِي", "دي")
    assert written(SENTENCE, style=Style.minimal) == shadda_first(minimal)


def test_transcript_form_keeps_doubling_only() -> None:
    assert written(SENTENCE, form=Form.asr) == "ذهبت إلى السوق مساء ثم" + SHADDA + " كتبت كتابا إلى المديرة"


def test_min_confidence_leaves_words_bare() -> None:
    line = "كتب الولد"
    certain = Diacritizer(lambda lines: scores_of(lines, FATHA), Writing(min_confidence=0.0))([line])[0]
    assert certain.text == "كَتَبَ اَلَوَلَدَ"
    least = min(s.confidence or 0 for s in certain.spans)
    most = max(s.confidence or 0 for s in certain.spans)
    assert least < most  # the longer word is less sure
    some = Diacritizer(lambda lines: scores_of(lines, FATHA), Writing(min_confidence=(least + most) / 2))([line])[0]
    assert some.text == "كَتَبَ الولد"


def test_spans_name_each_word_with_its_next_best_readings() -> None:
    [result] = Diacritizer(lambda lines: scores_of(lines, FATHA))(["12 كتب، رِب!"])
    assert [(s.start, s.end, s.form) for s in result.spans] == [(3, 6, "كَتَبَ"), (8, 11, "رِبَ")]
    first = result.spans[0]
    assert first.confidence is not None and 0 < first.confidence < 1
    assert len(first.alternatives) == 2 and all(strip_diacritics(other) == "كتب" for other, _ in first.alternatives)
    assert first.confidence + sum(p for _, p in first.alternatives) <= 1
    assert pickle.loads(pickle.dumps(result)).spans == tuple(result.spans)


def test_calibration_keeps_the_order() -> None:
    p = np.array([0.1, 0.5, 0.9])
    assert np.allclose(Calibration()(p), p)
    bent = Calibration(0.5, -1.0)(p)
    assert (np.diff(bent) > 0).all() and (bent < p).any()


def test_ignore_hints_starts_from_bare_text(tiny: Path) -> None:
    [result] = Diacritizer.load(str(tiny), ignore_hints=True)(["كِتُب"])
    assert result.text == "كَتَبَ"
    assert result.spans == (Span(0, 5, "word", "كَتَبَ", confidence=result.spans[0].confidence, alternatives=result.spans[0].alternatives),)


def test_restore_hamza_changes_alifs_only(tiny: Path) -> None:
    """The tiny network takes every bare alif for أ; then the restored letter gets its mark."""
    [result] = Diacritizer.load(str(tiny), restore_hamza=True)(["كاتب إلى ٱ"])
    assert result.source == "كاتب إلى ٱ"
    assert result.text == "كَأَتَبَ إَلَىَ ٱَ"
    assert [(s.start, s.end) for s in result.spans] == [(0, 4), (5, 8), (9, 10)]


def test_ambiguous_style_writes_what_context_decides() -> None:
    """Alone the word gets fatha everywhere; in the sentence the second letter has damma: only that is written."""

    def predict(lines: list[str]) -> Iterator[Scores]:
        for scores in scores_of(lines, FATHA):
            if lines == ["كتب الآن"]:
                scores.classes[1] = CLASSES.index(DAMMA)
                scores.logits[:] = np.eye(len(CLASSES))[scores.classes] * 9
            yield scores

    assert Diacritizer(predict, Writing(style=Style.ambiguous))(["كتب الآن"])[0].text == "كتُب الآن"


# What the network may not answer


@pytest.mark.parametrize(
    ("kind", "mark", "why"),
    [
        (1, SHADDA + FATHA, "a first letter is not doubled"),
        (2, "ٌ", "tanwin stands at the end"),
        (4, FATHA, "a bare alif carries nothing"),
        (8, FATHA, "the writer left a shadda: it gets its vowel with it"),
        (0, SHADDA, "a shadda has a vowel"),
    ],
)
def test_forbidden(kind: int, mark: str, why: str) -> None:
    assert FORBIDDEN["msa"][kind, CLASSES.index(mark)], why
    assert not FORBIDDEN["msa"][kind].all()


def test_khaleeji_spelling_allows_more() -> None:
    """اَبِي and صَحّ are written so; a first letter is doubled in no variety, and tanwin stands at the end in all."""
    allowed = FORBIDDEN["msa"] & ~FORBIDDEN["khaleeji"]
    assert {(int(kind), CLASSES[i]) for kind, i in zip(*np.nonzero(allowed), strict=True)} >= {(5, FATHA), (6, FATHA), (0, SHADDA)}
    assert not (FORBIDDEN["khaleeji"] & ~FORBIDDEN["msa"]).any()
    assert FORBIDDEN["khaleeji"][1, CLASSES.index(SHADDA + FATHA)]
    assert FORBIDDEN["khaleeji"][2, CLASSES.index("ٌ")]
    assert all(FORBIDDEN["khaleeji"][6, CLASSES.index(mark)] for mark in (SHADDA + FATHA, SHADDA, SUKUN, "ٌ"))  # on an alif only a vowel


@pytest.mark.model
def test_khaleeji() -> None:
    """As it is said: no case endings, the first alif's vowel, a shadda that ends a word."""
    tool = Diacritizer.load(variety="khaleeji")
    lines = ["ابي اسمع اغنية جديدة", "صح كلامك", "السيارة عند البيت", "الو؟ 😀 OK"]
    marked = [result.text for result in tool(lines)]
    assert [strip_diacritics(line) for line in marked] == lines
    assert [line.split()[0] for line in marked[:3]] == ["ا\u064eب\u0650ي", "ص\u064eح\u0651", marked[2].split()[0]]
    assert SUKUN not in "".join(marked)
    assert marked[2].endswith("الب\u064eيت")
    for choices in ({"case_endings": False}, {"liaison": False}):
        assert [r.text for r in Diacritizer.load(variety="khaleeji", **choices)(lines)] == marked


@pytest.mark.model
@pytest.mark.parametrize(("model", "variety"), [("tashkeel", "khaleeji"), ("khaleeji", "msa"), (None, "egyptian")])
def test_a_model_reads_its_own_variety(model: str | None, variety: str) -> None:
    with pytest.raises(AvcError, match="made for|varieties are"):
        Diacritizer.load(model, variety)


@given(text=st.text("اكتبمد َّْ", max_size=12), seed=st.integers(0, 99))
@settings(max_examples=50, deadline=None)
def test_no_sukun_before_a_doubled_letter(text: str, seed: int) -> None:
    """Whatever the network says; only what the writer wrote so stays."""

    assume(not re.search("[\u0652\u064e]\u0651|\u0651\u0652", text))  # what cannot be said has no reading

    class Random:
        card = type("Card", (), {"settings": {"rows": 1000}, "variety": "msa"})

        def run(self, feeds: dict[str, Any]) -> list[Any]:
            return [np.random.default_rng(seed).normal(size=(len(feeds["symbols"]), len(CLASSES) + len(ALEFS))).astype(np.float32)]

    [result] = Diacritizer(Network(Random()), Writing(liaison=False))([text])  # type: ignore[arg-type]
    clusters = re.compile("[ء-ي]ْ[ء-ي]ّ")
    assert len(clusters.findall(result.text)) <= len(clusters.findall(text))


# Lines that are run together


@given(sizes=st.lists(st.integers(0, 3 * WINDOW), max_size=8))
@settings(max_examples=40, deadline=None)
def test_runs_keep_every_word_once_and_lines_apart(sizes: list[int]) -> None:
    chunk = Chunk([" ".join(["كتب"] * n) for n in sizes], 1000)
    kept: list[int] = []
    for run in chunk.runs():
        assert run.b - run.a <= WINDOW
        kept += range(run.left, run.right)
        feeds, at = chunk.feeds(run, np.zeros(len(chunk.encoded.symbols), np.int8))
        assert len(feeds["line"]) >= 2, "a lone row is summed in another order"
        assert (feeds["symbols"][at] == chunk.encoded.symbols[chunk.encoded.first[run.a] : chunk.encoded.last[run.b - 1] + 2]).all()
        assert (np.delete(feeds["symbols"], at) == PAD).all()
        for line in set(feeds["line"].tolist()) - {-1}:
            places = feeds["place"][feeds["line"] == line]
            assert (places == np.arange(len(places))).all()
    assert kept == list(range(sum(sizes)))


@pytest.mark.model
def test_the_same_logits_alone_and_together() -> None:
    """To the last bit, whatever a line is run with: nothing downstream may depend on a line's neighbours."""
    network = Network(load_model("tashkeel"))
    lines = [
        "نعم",
        "ما حالة الطقس اليوم في الرياض؟",
        "",
        "شغل الموسيقى",
        " ".join(["كتب الولد رسالة طويلة إلى أمه"] * 9),
        "قال: ﴿اقرأ﴾",
    ] * 3
    assert sum(len(line.split()) for line in lines) > TOGETHER
    together = np.concatenate([s.logits for s in network(lines)])
    alone = np.concatenate([s.logits for line in lines if line for s in network([line])])
    assert (together == alone).all()
