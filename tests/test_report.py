"""`avc report`: spans are found in the text that came out, what is counted is what is there, and no text gets out of its place."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic_voice_cli.report import Source, Step, page, run_steps
from arabic_voice_cli.report.payload import payload
from arabic_voice_cli.report.pieces import pieces
from arabic_voice_cli.result import Result, Span

from .command import avc
from .strategies import TEXT

LINES = TEXT | st.text(st.characters(exclude_categories=()), max_size=20)
"""Any text, halves of surrogate pairs included: a JSON escape can bring one."""
HOSTILE = "</script><script>alert(1)</script> <!--{{data}} \u202eابجد\u202c \ud800 & \" ' \u2028 {{script}}"


class Fake:
    """A tool that answers by a function."""

    def __init__(self, answer: Any, signature: str = "fake") -> None:
        self.answer, self.signature = answer, signature
        self.seen: list[str] = []

    def __call__(self, lines: list[str]) -> list[Result]:
        self.seen += lines
        return [self.answer(line) for line in lines]


def unchanged(line: str) -> Result:
    return Result(line, line)


def shown(result: Result) -> list[tuple[str, str]]:
    """(text, what it was) of each piece that has a span."""
    return [(piece.text, piece.surface) for piece in pieces(result) if piece.span]


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        pytest.param(
            Result("ماذا تريد", "شنو تبي", (Span(0, 4, "word", "شنو"), Span(5, 9, "word", "تبي"))),
            [("شنو", "ماذا"), ("تبي", "تريد")],
            id="words",
        ),
        pytest.param(
            Result("هل سافر؟", "سافَر؟", (Span(0, 2, "word", ""), Span(3, 7, "word", "سافَر"))),
            [("", "هل"), ("سافَر", "سافر")],
            id="a word and its space dropped",
        ),
        pytest.param(Result("شغل وأديل", "شغل و Adele", (Span(5, 9, "artist", "Adele"),)), [("Adele", "أديل")], id="a space added before"),
        pytest.param(Result("شغل وأديل", "شغل Adele", (Span(5, 9, "artist", "Adele"),)), [("Adele", "أديل")], id="the proclitic dropped"),
        pytest.param(
            Result("قائمتي", "قائمت +ي", (Span(0, 5, "STEM", "قائمة"), Span(5, 6, "PRON_1S", "ي"))),
            [("قائمت", "قائمت"), ("ي", "ي")],
            id="surface pieces",
        ),
        pytest.param(
            Result("قائمتي", "قائمة +ي", (Span(0, 5, "STEM", "قائمة"), Span(5, 6, "PRON_1S", "ي"))),
            [("قائمة", "قائمت"), ("ي", "ي")],
            id="form pieces",
        ),
        pytest.param(
            Result("عالبيت من", "ع+ البيت من", (Span(0, 1, "PREP", "على"), Span(1, 6, "STEM", "البيت"))),
            [("ع", "ع"), ("البيت", "البيت")],
            id="a clitic's form is not its letters",
        ),
        pytest.param(Result("قال لها ماذا", "قَالَ لَهَا شنو", (Span(8, 12, "word", "شنو"),)), [("شنو", "ماذا")], id="marks between spans"),
        pytest.param(
            Result("ثم ذهب", "ثُمّ راح", (Span(0, 2, "word", "ثُمّ="), Span(3, 6, "word", "راح"))),
            [("ثُمّ", "ثم"), ("راح", "ذهب")],
            id="a conjunction that joins",
        ),
        pytest.param(Result("أديل", "أديل", (Span(0, 4, "artist", "Adele"),)), [("أديل", "أديل")], id="only named"),
        pytest.param(Result("ذهب", "ذَهَب", (Span(0, 3, "word", "other"),)), [("ذَهَب", "ذهب")], id="the form is not there, the letters are"),
        pytest.param(Result("abc", "xyz", (Span(0, 3, "word", "q"),)), [], id="nowhere"),
        pytest.param(Result("a b", "c d", (Span(0, 2, "word", "c"), Span(1, 3, "word", "d"))), [("c", "a ")], id="overlap"),
        pytest.param(Result("ab", "ab", (Span(0, 9, "word", "ab"),)), [], id="past the end"),
    ],
)
def test_where_a_span_is_in_the_text(result: Result, expected: list[tuple[str, str]]) -> None:
    assert shown(result) == expected
    assert "".join(piece.text for piece in pieces(result)) == result.text


SPANS = st.builds(Span, st.integers(0, 40), st.integers(0, 40), st.sampled_from(["word", "STEM", "PRON_1S"]), st.text(max_size=5))


@settings(max_examples=150, deadline=None)
@given(source=LINES, text=LINES, spans=st.lists(SPANS, max_size=6))
def test_pieces_are_the_text_whatever_the_spans(source: str, text: str, spans: list[Span]) -> None:
    found = pieces(Result(source, text, tuple(spans)))
    assert "".join(piece.text for piece in found) == text
    assert len([piece for piece in found if piece.span]) <= len(spans)


def test_a_long_line_with_spans_that_are_nowhere_takes_linear_time() -> None:
    line = "ا ب " * 30_000
    spans = tuple(Span(i, i + 1, "word", "zzz") for i in range(0, len(line), 2))
    assert "".join(piece.text for piece in pieces(Result(line, "q" * len(line), spans))) == "q" * len(line)


def test_what_follows_a_view_reads_the_text_before_it() -> None:
    tools = [Fake(lambda line, mark=mark: Result(line, line + mark)) for mark in "abcd"]
    names = ["normalize", "tokenize", "diacritize", "phonemize"]
    stages = run_steps(["x", "y"], [Step(name, tool) for name, tool in zip(names, tools, strict=True)])
    assert [tool.seen for tool in tools] == [["x", "y"], ["xa", "ya"], ["xa", "ya"], ["xac", "yac"]]
    assert [stage.results[1].text for stage in stages] == ["ya", "yab", "yac", "yacd"]


def test_a_speaker_says_what_its_step_wrote() -> None:
    speaker = Fake(lambda line: Result(line, f"[{line}]"))
    [stage] = run_steps(["a"] * 600, [Step("convert", Fake(lambda line: Result(line, line * 2)), speaker)])
    assert stage.spoken == ["[aa]"] * 600


@dataclass(frozen=True, slots=True)
class TellingSpan(Span):
    """What a tool's own span may add."""

    id: str = ""
    score: float = 0.0
    candidates: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Candidate:
    term: str
    score: float


def facts(name: str, result: Result, low: float = 0.8) -> dict[str, Any]:
    stages = run_steps([result.source], [Step(name, Fake(lambda _: result))])
    return payload("t", [Source(result.source, "f", 1)], stages, low)


def test_a_changed_word_says_what_it_was_and_by_which_rules() -> None:
    data = facts("convert", Result("ماذا؟", "شنو؟", (Span(0, 4, "word", "شنو", "w1>A2"),)))
    assert data["lines"][0]["s"] == [[{"w": "شنو", "k": "word", "o": "ماذا", "r": ["w1", "A2"]}, "؟"]]
    assert [(f["chart"], f["name"], f["n"]) for f in data["facets"]] == [("rules", "w1", 1), ("rules", "A2", 1)]
    assert data["lines"][0]["x"] == [0, 1]
    assert data["totals"] == {"lines": 1, "words": 1, "changed": 1, "changes": 1, "unsure": 0}


def test_clitics_are_told_from_stems() -> None:
    spans = (Span(0, 5, "STEM", "قائمة"), Span(5, 6, "PRON_1S", "ي", "my-y"), Span(7, 10, "STEM", "بيت"))
    data = facts("tokenize", Result("قائمتي بيت", "قائمت +ي بيت", spans))
    stem, marker, clitic, rest = data["lines"][0]["s"][0]
    assert (stem["k"], stem["m"], marker, clitic, rest) == (
        "stem", "قائمة", " +", {"w": "ي", "k": "clitic", "b": "PRON_1S", "r": ["my-y"]}, " بيت",
    )  # fmt: skip
    assert [(f["chart"], f["name"]) for f in data["facets"]] == [("clitics", "PRON_1S")]


def test_a_loan_tells_its_type_and_what_else_the_tool_says() -> None:
    span = TellingSpan(
        0, 4, "artist", "Adele", "alias", id="a1", score=17.25, candidates=(Candidate("Adele", 17.25), Candidate("Adel", 3.0))
    )
    data = facts("transliterate", Result("أديل", "Adele", (span,)))
    [[item]] = data["lines"][0]["s"]
    assert item == {
        "w": "Adele", "k": "loan", "o": "أديل", "b": "artist", "r": ["alias"], "e": [("id", "a1"), ("score", "17.2"), ("candidate", "Adel · 3")],
    }  # fmt: skip
    assert [(f["chart"], f["name"], f["n"]) for f in data["facets"]] == [("loans", "artist", 1)]


def test_marks_that_were_added_are_counted_and_words_the_tool_doubts_are_told() -> None:
    spans = (
        Span(0, 3, "word", "ذَهَبَ", confidence=0.95, alternatives=(("ذَهَب", 0.05),)),
        Span(4, 7, "word", "عِلْمٌ", confidence=0.41, alternatives=(("عَلَمٌ", 0.4),)),
    )
    data = facts("diacritize", Result("ذهب علم", "ذَهَبَ عِلْمٌ", spans))
    assert data["lines"][0]["s"] == [["ذَهَبَ ", {"w": "عِلْمٌ", "k": "same", "o": "علم", "c": 0.41, "a": [["عَلَمٌ", 0.4]]}]]
    assert {f["name"]: f["n"] for f in data["facets"]} == {"fatha": 3, "kasra": 1, "sukun": 1, "dammatan": 1}
    assert (data["totals"]["unsure"], data["totals"]["changed"], data["lines"][0]["u"]) == (1, 0, 1)
    assert facts("diacritize", Result("علم", "عِلْمٌ", spans[1:]), low=0.4)["totals"]["unsure"] == 0


def test_marks_that_a_line_had_are_not_counted_as_added() -> None:
    assert facts("diacritize", Result("ذَهب", "ذَهَبَ"))["facets"][0]["n"] == 2


def test_rules_are_explained_from_the_tables() -> None:
    data = facts("normalize", Result("كــم", "كم", (Span(1, 3, "tatweel", "", "tatweel"),)))
    example, why, source = data["stages"][0]["rules"]["tatweel"]
    assert "→" in example and why and source


def test_the_dialects_rule_wins_over_the_one_it_inherits() -> None:
    class Converting(Fake):
        dialect = type("Dialect", (), {"name": "kuwaiti"})()

    rules = Step("convert", Converting(unchanged)).rules()
    assert rules["S-2ms"].file == "kuwaiti.tsv"
    assert {row.file for row in rules.values()} >= {"words.tsv", "peninsular.tsv", "khaleeji.tsv"}
    assert "emirati.tsv" not in {row.file for row in rules.values()}


@pytest.mark.parametrize(("line", "ltr"), [("مرحبا", 0), ("Adele غنت", 0), ("hello", 1), ("123", 0), ("", 0), ("שלום", 0)])
def test_the_direction_is_the_lines_own(line: str, ltr: int) -> None:
    assert facts("normalize", unchanged(line))["lines"][0]["l"] == ltr


class Scripts(HTMLParser):
    """The elements of a page and the text of its scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.scripts: list[str] = []
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.inside = tag == "script"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.scripts.append(data)
            self.inside = False


def build(lines: list[str], title: str = "t", answer: Any = unchanged) -> str:
    sources = [Source(line, "f.txt", i) for i, line in enumerate(lines, 1)]
    return page(sources, run_steps(lines, [Step("normalize", Fake(answer))]), title).decode()


PLAIN_TAGS = Scripts(build(["x"])).tags


@settings(max_examples=60, deadline=None)
@given(line=LINES | st.sampled_from([HOSTILE, "<!-- <script>", "]]>", "\\u003c/script>"]))
def test_no_text_gets_out_of_the_data(line: str) -> None:
    html = build([line], title=line, answer=lambda text: Result(text, text, (Span(0, len(text), "</script>", text, "<b>"),)))
    found = Scripts(html)
    assert found.tags == PLAIN_TAGS
    data = json.loads(found.scripts[1])
    expected = json.loads(json.dumps(line))  # two halves of a surrogate pair become one character
    assert data["lines"][0]["t"] == expected and data["title"] == expected


def test_the_page_is_self_contained_and_the_same_each_time() -> None:
    html = build(["مرحبا", HOSTILE])
    assert html == build(["مرحبا", HOSTILE])
    assert not re.search(r"https?:|\b(?:src|href)=\"(?!#|data:,)|@import|url\(", html)
    assert "default-src 'none'" in html and "unsafe" not in html
    assert '<html lang="ar" dir="rtl">' in html


def test_both_languages_say_the_same_things() -> None:
    english, arabic = (json.loads(Scripts(build(["x"])).scripts[0])[language] for language in ("en", "ar"))

    def keys(value: Any) -> Any:
        return {k: keys(v) for k, v in value.items() if k != "names"} if isinstance(value, dict) else set(re.findall(r"\{\w+\}", value))

    assert keys(english) == keys(arabic)


def data_of(html: bytes) -> Any:
    return json.loads(Scripts(html.decode()).scripts[1])


def test_the_command(tmp_path: Path, tiny_model: Path, catalogue: Path) -> None:
    (tmp_path / "a.txt").write_bytes("شغل أغنية أديل\r\n\r\nقائمتي".encode())
    (tmp_path / "b.txt").write_text("كــم الساعة\n", "utf-8")
    steps = f"normalize --fold alef,hamza, transliterate,tokenize,diacritize --model '{tiny_model}',convert --no-diacritize"
    done = avc("report", "a.txt", "b.txt", "--steps", steps, "-c", str(catalogue), "--to", "kuwaiti", "-o", "page.html", cwd=tmp_path)
    assert (done.code, done.out, done.err) == (0, b"", "")
    data = data_of((tmp_path / "page.html").read_bytes())
    assert [(line["f"], line["n"], line["t"]) for line in data["lines"]] == [
        (0, 1, "شغل أغنية أديل"),
        (0, 2, ""),
        (0, 3, "قائمتي"),
        (1, 1, "كــم الساعة"),
    ]
    assert [(stage["name"], stage["to"], bool(stage["speaker"])) for stage in data["stages"]] == [
        ("normalize", "", False), ("transliterate", "", False), ("tokenize", "", False), ("diacritize", "", True), ("convert", "kuwaiti", True),
    ]  # fmt: skip
    assert data["stages"][4]["lang"] == "ar-afb"
    assert {(f["chart"], f["name"]) for f in data["facets"]} >= {("spelling", "tatweel"), ("clitics", "PRON_1S"), ("loans", "artist")}
    assert data["title"] == "a.txt, b.txt"
    adele = next(item for item in data["lines"][0]["s"][1] if isinstance(item, dict))
    assert (adele["w"], adele["k"], adele["b"]) == ("Adele", "loan", "artist")


def test_the_page_goes_to_standard_output_and_reads_standard_input() -> None:
    done = avc("report", "--steps", "normalize", "--title", "A <b>", input="كــم\n".encode())
    data = data_of(done.out)
    assert (done.code, data["title"], data["lines"][0]["s"], data["files"]) == (
        0, "A <b>", [["ك", {"w": "", "k": "gone", "o": "ــ", "b": "tatweel", "r": ["tatweel"]}, "م"]], ["<stdin>"],
    )  # fmt: skip


def test_fields_and_columns() -> None:
    done = avc("report", "--steps", "normalize", "--field", "q", input=b'{"q": "abc"}\n')
    assert data_of(done.out)["lines"][0]["t"] == "abc"
    done = avc("report", "--steps", "normalize", "--column", "2", input=b"x\tabc\n")
    assert data_of(done.out)["lines"][0]["t"] == "abc"


def test_a_long_file_is_cut_and_the_reader_is_told() -> None:
    lines = b"abc\n" * 5001
    done = avc("report", "--steps", "normalize", input=lines)
    data = data_of(done.out)
    assert (len(data["lines"]), done.complaint) == (5000, "only the first 5000 lines are on the page; --limit 0 shows all")
    assert data["cut"] is True
    done = avc("report", "--steps", "normalize", "--limit", "0", input=lines)
    assert (len(data_of(done.out)["lines"]), done.err) == (5001, "")


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (["--steps", "normalize,stem"], 2, "no step"),
        (["--steps", ""], 0, ""),
        (["--steps", "normalize --nope"], 2, "--nope"),
        (["--steps", "convert", "--to", "martian"], 1, "martian"),
        (["nowhere.txt", "--steps", "normalize"], 1, "nowhere.txt: no such file"),
        (["--low", "3"], 2, "3"),
    ],
)
def test_what_is_wrong_is_said(arguments: list[str], code: int, complaint: str, tmp_path: Path) -> None:
    done = avc("report", *arguments, "-o", "page.html", cwd=tmp_path)
    assert done.code == code
    assert complaint in done.err
    assert (tmp_path / "page.html").exists() is (code == 0)


def test_a_failed_run_leaves_the_old_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("old")
    assert avc("report", "--steps", "normalize", "-o", str(page), input=b"\xff\n").code == 1
    assert page.read_text() == "old"


DOCUMENT = Path(__file__).parent.parent / "docs" / "report.md"


def test_the_document_names_every_option() -> None:
    options = set(re.findall(r"--[a-z]+(?:-[a-z]+)*", avc("report", "--help", env={"COLUMNS": "200"}).out.decode())) - {"--help"}
    own = options - {"--form", "--output", "--quiet"}  # an option of a step; -o and -q
    assert own <= set(re.findall(r"--[a-z]+(?:-[a-z]+)*", DOCUMENT.read_text("utf-8")))
