"""How the format tests run a tool over a file: as the command line does, without its process."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from arabic_voice_cli.formats import Layout
from arabic_voice_cli.records import Errors, Work
from arabic_voice_cli.result import Result, Span, Tool


class Spans:
    """A tool that says, for each line, the spans it was told to say, and writes the line in capitals and brackets."""

    signature = "spans"

    def __init__(self, spans: dict[str, Sequence[Span]]) -> None:
        self.spans = spans

    def __call__(self, lines: list[str]) -> list[Result]:
        return [Result(line, f"[{line.upper()}]", tuple(self.spans.get(line, ()))) for line in lines]


class Same:
    """A tool that changes nothing."""

    signature = "same"

    def __call__(self, lines: list[str]) -> list[Result]:
        return [Result(line, line) for line in lines]


def run(tool: Tool, layout: Layout, path: Path, out: Path | None = None, errors: Errors = "strict") -> tuple[bytes, list[str]]:
    """What is written to standard output (for brat: to ``out``) and the notes."""
    answer = Work(lambda: tool, layout, errors).load()
    file, notes = io.BytesIO(), []
    with layout.document(file, out) as sink:
        for chunk in layout.chunks(str(path), null=False):
            for piece in chunk.pieces(3):
                got = answer(piece)
                sink.write(got.data)
                notes += got.notes
                if got.failure:
                    raise got.failure
    return file.getvalue(), notes


LINE = st.lists(
    st.sampled_from(
        ["كتاب", "ي", "َ", "ّ", " ", "  ", "\t", "🎉", "👩‍👩‍👧", "12:30", "،", ".", "x", "\u2028", "\u00a0", "|", "\\", '"', ",", "ﻻ", "_"]
    )
).map("".join)
"""A line with what annotation programs stumble over: characters of two UTF-16 units, joined emoji, marks, odd white space."""


@st.composite
def marked(draw: st.DrawFn, label: st.SearchStrategy[str] = st.sampled_from(["STEM", "PRON_1S", "artist"])) -> tuple[str, list[Span]]:  # noqa: B008
    """A line and spans in it: in order, of at least one character, not overlapping, no white space at their ends."""
    line = draw(LINE)
    edges = sorted(draw(st.sets(st.integers(0, len(line)), max_size=6)))
    spans = [
        Span(a, b, draw(label), draw(st.sampled_from(["", line[a:b], "كتاب", "Cold play"]))) for a, b in zip(edges, edges[1:], strict=False)
    ]
    return line, [s for s in spans if not line[s.start].isspace() and not line[s.end - 1].isspace()]
