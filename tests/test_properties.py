"""Fuzz: whatever comes in, every filter ends well or with an AvcError; in this process, through the real run path."""

from __future__ import annotations

import contextlib
import io
import json
from functools import cache
from pathlib import Path

import pytest
import typer
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from arabic_voice_cli.cli.options import Stream
from arabic_voice_cli.cli.pipe import STEPS
from arabic_voice_cli.cli.run import run_filter
from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.formats import Format, outside_markup
from arabic_voice_cli.result import Result, Tool

from .command import FILTERS
from .strategies import TEXT

fuzz = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture(scope="module")
def tools(catalogue: Path, tiny_model: Path) -> object:
    """name → the loaded tool, made when it is asked for."""
    given = {"transliterate": {"catalogue": [catalogue]}, "diacritize": {"model": str(tiny_model)}}
    return cache(lambda name: STEPS[name](**given.get(name, {})))


@pytest.fixture
def tool(tools: object, name: str) -> Tool:
    made: Tool = tools(name)  # type: ignore[operator]
    return made


def records(text: str) -> bytes:
    return (text.encode("utf-8", "replace") + b"\t1\n") * 2


STREAMS = st.builds(
    Stream,
    format=st.none() | st.sampled_from(Format),
    field=st.sampled_from(["", "", "t"]),
    column=st.none() | st.integers(1, 3),
    errors=st.sampled_from(["strict", "replace", "skip"]),
    markup=st.booleans(),
    line_buffered=st.booleans(),
    null=st.booleans(),
)
BYTES = (
    st.binary(max_size=60)
    | TEXT.map(lambda text: text.encode("utf-8", "replace"))
    | TEXT.map(records)
    | st.dictionaries(st.just("t") | TEXT, TEXT | st.integers(), max_size=3).map(lambda record: json.dumps(record).encode() + b"\n")
)


@fuzz
@given(data=BYTES, stream=STREAMS)
@example(data=b'{"t": "\\ud83d\\u0643 \\n \\u0000"}\n', stream=Stream(field="t"))
@example(data="﷽ﷺ\ufeff\u200f\u0640\u064b".encode() * 3, stream=Stream(format=Format.jsonl, markup=True))
def test_any_bytes_and_options(tool: Tool, tmp_path: Path, data: bytes, stream: Stream) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    source.write_bytes(data)
    target.write_bytes(b"old")
    stream = Stream(**{**{f: getattr(stream, f) for f in stream.__dataclass_fields__}, "files": [str(source)], "output": target})
    try:
        with contextlib.redirect_stderr(io.StringIO()) as notes:
            run_filter(lambda: tool, stream)
    except (AvcError, typer.BadParameter) as error:
        assert "\n" not in str(error)
        assert target.read_bytes() == b"old"
    else:
        cut = b"\0" if stream.null else b"\n"
        if stream.format in (None, Format.text, Format.jsonl):  # the others have lines of their own
            assert target.read_bytes().count(cut) == data.count(cut)
        if stream.errors == "strict":
            target.read_bytes().decode("utf-8")
        assert stream.errors != "strict" or not notes.getvalue()
    assert len(list(tmp_path.iterdir())) == 2


@fuzz
@given(lines=st.lists(TEXT, max_size=4))
@example(lines=["ذهب الولد\nإلى المدرسة\r", "\ud83d", "ـ" * 40, "وبالكتاب " * 30])
def test_a_result_a_line_whatever_its_neighbours(tool: Tool, lines: list[str]) -> None:
    together = tool(lines)
    assert [r.source for r in together] == lines
    assert together == [result for line in lines for result in tool([line])]
    for line, result in zip(lines, together, strict=True):
        assert result.text.count("\n") == line.count("\n")
        assert line or not result.text
        for span in result.spans:
            assert 0 <= span.start <= span.end <= len(line)


@fuzz
@given(
    pieces=st.lists(
        TEXT.map(lambda t: t.translate({ord(c): None for c in "<>&"})) | st.sampled_from(["<b>", "</b>", "&amp;", "<!-- كتاب -->"]),
        max_size=5,
    )
)
def test_only_what_stands_between_tags_is_worked_on(tool: Tool, pieces: list[str]) -> None:
    """The tags of the answer are the tags of the source, and between them is what the filter makes of the text alone."""
    [result] = outside_markup(tool)(["".join(pieces)])
    merged: list[str] = []
    for piece in pieces:
        is_tag = piece.startswith(("<", "&"))
        if not is_tag and merged and not merged[-1].startswith(("<", "&")):
            merged[-1] += piece
        elif piece:
            merged.append(piece)
    expected = [p if p.startswith(("<", "&")) else tool([p])[0].text for p in merged]
    assert result.text == "".join(expected)


def test_the_strategies_reach_every_filter() -> None:
    assert set(STEPS) == set(FILTERS)


class Recorder:
    """A tool that notes what it was given, and what had been written by then."""

    signature = "recorder"

    def __init__(self, target: Path) -> None:
        self.target, self.calls = target, []  # type: ignore[var-annotated]

    def __call__(self, lines: list[str]) -> list[Result]:
        [temporary] = self.target.parent.glob(".avc-*")
        self.calls.append((lines, temporary.read_bytes()))
        return [Result(line, line) for line in lines]


def test_line_buffered_writes_each_record_before_the_next_is_worked_on(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"a\nb\nc")
    recorder = Recorder(tmp_path / "out")
    run_filter(lambda: recorder, Stream(files=[str(tmp_path / "in")], output=tmp_path / "out", line_buffered=True))
    assert recorder.calls == [(["a"], b""), (["b"], b"a\n"), (["c"], b"a\nb\n")]
    together = Recorder(tmp_path / "out")
    run_filter(lambda: together, Stream(files=[str(tmp_path / "in")], output=tmp_path / "out"))
    assert together.calls == [(["a", "b"], b""), (["c"], b"a\nb\n")]
