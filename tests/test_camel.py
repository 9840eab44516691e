"""CAMeL Tools behind our interfaces: a tiny database in its own format, and both paths for real."""

from __future__ import annotations

import subprocess
import sys

import pytest

from arabic_voice_cli import camel
from arabic_voice_cli.camel import CamelAnalyzer, CamelDiacritizer, classes
from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.tables import load_table
from arabic_voice_cli.text import strip_diacritics
from arabic_voice_cli.tokenize.segment import COLUMNS, STEM, Clitics, Segment

CLITICS = Clitics(load_table("clitics.tsv", COLUMNS))

FEATURES = ["diac", "lex", "bw", "gloss", "pos", "prc3", "prc2", "prc1", "prc0", "enc0", "stem", "stemgloss", "pos_lex_logprob"]
EMPTY = "prc3:0 prc2:0 prc1:0 prc0:0 enc0:0"


def database() -> str:
    """Two stems, و ل and the article, ه: in the format of CAMeL Tools' morphology.db."""
    lines = ["###DEFINES###", "DEFINE pos pos:noun pos:verb pos:digit pos:punc pos:latin"]
    lines += [f"DEFINE {f} {f}:*open*" for f in FEATURES if f != "pos"]
    lines += ["###DEFAULTS###"]
    lines += [
        f"DEFAULT pos:{p} {EMPTY} diac:* lex:* bw:* gloss:* pos_lex_logprob:-99.0" for p in ("noun", "verb", "digit", "punc", "latin")
    ]
    lines += ["###ORDER###", "ORDER " + " ".join(FEATURES)]
    lines += ["###TOKENIZATIONS###", "TOKENIZATION bw", "###STEMBACKOFF###", "###PREFIXES###"]
    lines += ["\tP0\tdiac: bw: gloss:", "و\tP0\tdiac:وَ bw:و/CONJ gloss:and prc2:wa_conj"]
    lines += ["ال\tP0\tdiac:ال bw:ال/DET gloss:the prc0:Al_det", "لل\tP0\tdiac:لِل bw:ل/PREP+ال/DET gloss:for_the prc1:li_prep prc0:Al_det"]
    lines += ["###SUFFIXES###", "\tS0\tdiac: bw: gloss:", "ه\tS0\tdiac:هُ bw:هُ/POSS_PRON_3MS gloss:his enc0:3ms_poss"]
    lines += ["###STEMS###"]
    lines += [f"كتاب\tN0\tdiac:كِتاب lex:كِتاب bw:كِتاب/NOUN gloss:book pos:noun {EMPTY} pos_lex_logprob:-2.0"]
    lines += [f"كتاب\tN0\tdiac:كُتّاب lex:كُتّاب bw:كُتّاب/NOUN gloss:writers pos:noun {EMPTY} pos_lex_logprob:-4.0"]
    lines += [f"علي\tN0\tdiac:عَلَى lex:عَلَى bw:عَلَى/PREP gloss:on pos:noun {EMPTY} pos_lex_logprob:-1.0"]
    lines += ["###TABLE AB###", "P0 N0", "###TABLE BC###", "N0 S0", "###TABLE AC###", "P0 S0"]
    return "\n".join(lines) + "\n"


class Whole:
    """An analyzer that splits nothing and says so."""

    signature = "whole"

    def __call__(self, lines, places):
        return [[(Segment(line[a:b], STEM, "fallback"),) for a, b in where] for line, where in zip(lines, places, strict=True)]


def test_classes_of_features():
    assert classes({"prc2": "wa_conj", "prc1": "li_prep", "prc0": "Al_det", "enc0": "0"}) == [("CONJ", "و"), ("PREP", "ل"), ("DET", "")]
    assert classes({"prc1": "sa_fut", "prc0": "0", "enc0": "3fs_dobj"}) == [("FUT", "س"), ("PRON", "")]
    assert classes({"prc0": "na", "enc0": "na"}) == []


def test_analyzer_follows_the_best_analysis_and_falls_back():
    best = {"وكتابه": {"prc2": "wa_conj", "enc0": "3ms_poss"}, "وقت": {"prc2": "0"}, "كتب": {"prc1": "li_prep"}}.get
    analyzer = CamelAnalyzer(best, CLITICS, Whole(), "fake")
    first, second = analyzer(["وَكتابه وقت", "كتب مجهول"], [[(0, 7), (8, 11)], [(0, 3), (4, 9)]])
    assert [[(s.letters, s.label) for s in a] for a in first] == [[("و", "CONJ"), ("كتاب", STEM), ("ه", "PRON_3MS")], [("وقت", STEM)]]
    assert [[s.rule for s in a] for a in second] == [["fallback"], ["fallback"]]  # no such cut, and no analysis


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("كتاب!", "كِتاب!"),
        ("كُتاب", "كُتاب"),  # the user's damma stays, and the analysis has no mark for the other letters
        ("علي", "علي"),  # the analysis is spelled with other letters
        ("x 12 😀", "x 12 😀"),
        ("https://x.y/كتاب", "https://x.y/كتاب"),
        ("كتــاب", "كتــاب"),
    ],
)
def test_diacritizer_adds_marks_only(line, expected):
    best = {"كتاب": {"diac": "كِتاب"}, "علي": {"diac": "عَلَى"}}.get
    [result] = CamelDiacritizer(best, "fake")([line])
    assert result.text == expected
    assert strip_diacritics(result.text) == strip_diacritics(line)


def test_without_camel_tools_the_message_says_what_to_install(monkeypatch):
    for name in [m for m in sys.modules if m.split(".")[0] == "camel_tools"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "camel_tools", None)
    for call in (lambda: camel.camel_diacritizer("x.db"), lambda: camel.charmap("ar2bw")):
        with pytest.raises(AvcError, match=r"pip install 'arabic-voice-cli\[camel\]'"):
            call()


@pytest.fixture(scope="module")
def database_path(tmp_path_factory):
    pytest.importorskip("camel_tools", reason="needs the [camel] extra")
    path = tmp_path_factory.mktemp("camel") / "tiny.db"
    path.write_text(database(), encoding="utf-8")
    return str(path)


@pytest.mark.camel
def test_tokenize_with_a_database(database_path):
    from arabic_voice_cli.tokenize import Tokenizer

    tokenizer = Tokenizer.load("d3", analyzer="camel", database=database_path)
    [known, unknown] = tokenizer(["للكتاب وكتابه.", "شغل اغنيتي"])
    assert known.text == "ل+ ل+ كتاب و+ كتاب +ه."
    assert [s.label for s in known.spans] == ["PREP", "DET", "STEM", "CONJ", "STEM", "PRON_3MS"]
    assert unknown.text == "شغل اغنيت +ي"  # the built-in analyzer
    assert "camel:tiny.db" in tokenizer.signature


@pytest.mark.camel
def test_diacritize_with_a_database(database_path):
    tool = camel.camel_diacritizer(database_path)
    results = tool(["وكتابه 5", "علي مجهول"])
    assert [r.text for r in results] == ["وَكِتابهُ 5", "علي مجهول"]


@pytest.mark.camel
def test_command_line(database_path):
    done = subprocess.run(
        [sys.executable, "-m", "arabic_voice_cli", "tokenize", "--analyzer", "camel", "--database", database_path],
        input="كتابه\n", capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "كتاب +ه\n", "")


@pytest.mark.camel
def test_no_such_database(database_path):
    with pytest.raises(AvcError, match="no database '.*none.db'; check the path"):
        camel.load_best(database_path.replace("tiny", "none"))


@pytest.mark.camel
def test_a_damaged_database(database_path, tmp_path):
    (tmp_path / "bad.db").write_text("no database\n")
    with pytest.raises(AvcError, match="cannot be read"):
        camel.load_best(str(tmp_path / "bad.db"))


@pytest.mark.camel
def test_charmap():
    pytest.importorskip("camel_tools", reason="needs the [camel] extra")
    assert camel.charmap("ar2bw")("كِتاب") == "kitAb"
    with pytest.raises(AvcError, match="no character map 'x'"):
        camel.charmap("x")
