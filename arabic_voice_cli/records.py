"""Records through a tool: bytes in, bytes out, and a count of what could not be read.

`Work` says in plain data what is to be done, so another process or machine can do it; `Work.load` makes the `Answerer`
that does it, with a tool of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from . import __version__
from .errors import AvcError
from .formats import Format, Layout, as_ssml, outside_markup
from .result import ByField, Process, Tool, side_by_side
from .streams import Chunk, Line

Errors = Literal["strict", "replace", "skip"]
"""What to do with a record that cannot be read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a chunk."""

    data: bytes
    replaced: int = 0
    """Records that had bytes replaced."""
    passed: int = 0
    """Records passed on untouched."""
    failure: AvcError | None = None
    """Why ``data`` stops before the chunk's end."""
    notes: tuple[str, ...] = ()
    """What did not survive, a line each."""

    def __add__(self, other: Answer) -> Answer:
        """What became of two chunks, one after the other."""
        return Answer(
            self.data + other.data,
            self.replaced + other.replaced,
            self.passed + other.passed,
            self.failure or other.failure,
            self.notes + other.notes,
        )


@dataclass(frozen=True)
class Work:
    """What is done to records. ``tool`` makes the tool; a module's function or a `partial` of one travels to a process."""

    tool: Callable[[], Tool]
    layout: Layout = Layout()
    errors: Errors = "strict"
    markup: bool = False
    threads: int = 1

    def open(self) -> Tool:
        """The tool by itself."""
        tool = self.tool()
        if self.layout.format is Format.ssml:
            return as_ssml(tool, self.markup)
        return outside_markup(tool) if self.markup else tool

    def load(self) -> Answerer:
        """The tool at work."""
        tool = self.layout.traced(self.open())
        layout = replace(self.layout, version=f"avc:{__version__}|{tool.signature}")
        if isinstance(tool, ByField):
            return Answerer(tool, layout, self.errors)
        return Answerer(side_by_side(tool, self.threads), layout, self.errors)


class Answerer:
    """Chunk in, `Answer` out; all the chunk's records are one call of the process."""

    def __init__(self, process: Process, layout: Layout = Layout(), errors: Errors = "strict") -> None:
        self.process, self.layout, self.errors = process, layout, errors

    def __call__(self, chunk: Chunk) -> Answer:
        if not chunk.data:  # a file without records: no work for the tool
            return Answer(b"")
        lines = self.layout.lines(chunk)
        parsed: list[tuple[str, object] | None] = []
        replaced, failure = 0, None
        for line in lines:
            try:
                got, mended = self._parse(line)
            except AvcError as error:
                failure = error
                break
            parsed.append(got)
            replaced += mended
        rendered = list(self._render(lines, parsed))
        notes = tuple(note for _, more in rendered for note in more)
        return Answer(b"".join(data for data, _ in rendered), replaced, parsed.count(None), failure, notes)

    def _render(self, lines: list[Line], parsed: list[tuple[str, object] | None]) -> Iterator[tuple[bytes, list[str]]]:
        read = [p for p in parsed if p is not None]
        texts = [text for text, _ in read]
        if isinstance(self.process, ByField):
            results = iter(self.process.with_records(texts, [getattr(rest, "data", rest) for _, rest in read]))
        else:
            results = iter(self.process(texts))
        for line, got in zip(lines, parsed, strict=False):
            yield (self.layout.unread(line), []) if got is None else self.layout.record(line, next(results), got[1])

    def _parse(self, line: Line) -> tuple[tuple[str, object] | None, bool]:
        """The record's text and the rest of it, or None where it is passed on as it is; and were bytes replaced?"""
        try:
            return self.layout.parse(line), False
        except AvcError:
            if self.errors == "strict":
                raise
        mended = replace(line, body=line.body.decode("utf-8", "replace").encode())
        if self.errors == "replace" and mended.body != line.body:
            with suppress(AvcError):
                return self.layout.parse(mended), True
        return None, False
