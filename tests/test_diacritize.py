"""Marks are added after letters and nowhere else, whatever the network says."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic_voice_cli.diacritize import LONGEST, WINDOW, Diacritizer, Network, Style, join
from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.formats import outside_markup
from arabic_voice_cli.onnx_model import load_model
from arabic_voice_cli.text import DAMMA, FATHA, KASRA, SHADDA, SUKUN, shadda_first, strip_diacritics

from .tiny_model import make_tiny_model

ARABIC = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويىءآأؤإئةپگچًٌٍَُِّْٰٓٔـ .،؟12ab😀\u200c", max_size=80)
ANY = ARABIC | st.text(max_size=60) | st.text(st.characters(), max_size=30)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@given(line=ANY, seed=st.integers(0, 1 << 30))
def test_only_diacritics_are_added(line: str, seed: int) -> None:
    rng = random.Random(seed)

    def predict(lines: list[str]) -> list[Sequence[str]]:  # a hostile network
        return [[rng.choice(["", FATHA, SHADDA + DAMMA, SUKUN, "x", "\n", "ا", KASRA * 3]) for _ in line] for line in lines]

    [result] = Diacritizer(predict)([line])
    assert strip_diacritics(result.text) == strip_diacritics(line)


@given(line=ANY)
@settings(max_examples=30)
def test_wrong_length_changes_nothing(line: str) -> None:
    assert join(line, [FATHA] * (len(line) + 1)) == line


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
        ("رب", [FATHA, SHADDA + SUKUN], "رَبّ", "no sukun on a shadda"),
    ],
)
def test_join(line: str, marks: list[str], expected: str, why: str) -> None:
    assert join(line, marks) == shadda_first(expected), why


def test_long_lines_are_cut_at_spaces(tiny: Path) -> None:
    line = "كتب " * (LONGEST // 2) + "ك" * (LONGEST + 10)
    assert Diacritizer.load(str(tiny))([line])[0].text == "كَتَبَ " * (LONGEST // 2) + "كَ" * (LONGEST + 10)


def test_windows_cover_every_word(tiny: Path) -> None:
    line = " ".join(["كتب"] * (3 * WINDOW + 7))
    assert Diacritizer.load(str(tiny))([line])[0].text == line.replace("كتب", "كَتَبَ")


def test_threads_give_the_same(tiny: Path) -> None:
    lines = ["كتب الولد", "", "درس 12"] * 5
    model = load_model(str(tiny))
    assert Network(model, threads=3)(lines) == Network(model)(lines)


def test_unknown_style(tiny: Path) -> None:
    with pytest.raises(AvcError, match="no style 'loud'; there are: connected, isolated"):
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
def test_styles(shipped: Diacritizer, bare: str, connected: str, isolated: str) -> None:
    assert connected in shipped([bare])[0].text
    assert isolated in Diacritizer.load(style="isolated")([bare])[0].text


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
    assert Style.connected in shipped.signature


def test_markup_does_not_cut_the_utterance() -> None:
    """The tool sees one line with blanks for the tags; the tags come back where they were."""
    seen: list[str] = []

    def predict(lines: list[str]) -> list[Sequence[str]]:
        seen.extend(lines)
        return [[FATHA] * len(line) for line in lines]

    [result] = outside_markup(Diacritizer(predict))(["<b>كتب</b> محمّد&nbsp;a"])
    assert seen == ["   كتب     محمّد      a"]
    assert result.text == f"<b>كَتَبَ</b> مَحَم{SHADDA}{FATHA}دَ&nbsp;a".replace("مَّ", f"م{SHADDA}")
    assert result.source == "<b>كتب</b> محمّد&nbsp;a"
