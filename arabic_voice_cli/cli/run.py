"""`run_filter`: the one bridge from options to streams."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import typer

from .. import __version__
from ..errors import AvcError
from ..formats import Format, Layout, outside_markup
from ..result import Process, Tool, side_by_side
from ..streams import STDIN, Line, output, read_batches, replacing
from .options import Stream

LARGEST = 512
"""Records a tool sees at once; bounds memory when a read brings thousands of short ones."""


def run_filter(load: Callable[[], Tool], stream: Stream) -> None:
    """Load a tool and send every record of the stream through it."""
    layout = _layout(stream)
    if stream.quiet:
        import logging  # how tools say what they noticed while loading

        logging.disable(logging.WARNING)
    tool = outside_markup(load()) if stream.markup else load()
    if stream.signature:
        print(f"avc:{__version__}|{tool.signature}")
        return
    run = _Run(side_by_side(tool, stream.threads), layout, stream)
    files = stream.files or [STDIN]
    if STDIN in files and not stream.quiet and sys.stdin is not None and sys.stdin.isatty():
        print("avc: reading stdin, Ctrl-D ends", file=sys.stderr)
    if stream.in_place is not None:
        run.in_place(files, stream.in_place)
    else:
        with output(stream.output) as out:
            run.copy(files, out)
        run.report()


def _layout(stream: Stream) -> Layout:
    """The record layout; options that contradict each other are a usage error."""
    if stream.in_place is not None:
        if stream.output or not stream.files or STDIN in stream.files:
            raise typer.BadParameter("changes files where they are; name them, and leave out -o and -", param_hint="--in-place")
        if Path(stream.in_place).name != stream.in_place:
            raise typer.BadParameter("the suffix becomes part of a file name; it cannot hold a /", param_hint="--in-place")
    # In the C locale arguments arrive as ASCII with escapes; a field's name may be Arabic.
    field = os.fsencode(stream.field).decode("utf-8", "replace")
    try:
        return Layout(stream.format, field, stream.column or 0)
    except AvcError as error:
        raise typer.BadParameter(str(error)) from None


class _Run:
    def __init__(self, process: Process, layout: Layout, stream: Stream) -> None:
        self.process, self.layout, self.stream = process, layout, stream
        self.replaced: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()

    def in_place(self, files: list[str], backup: str) -> None:
        """Each file alone: a bad one is reported and left as it was, the others are done."""
        failed = 0
        for file in files:
            try:
                with replacing(Path(file), backup) as out:
                    self.copy([file], out)
            except AvcError as error:
                print(f"avc: {error}", file=sys.stderr)
                failed += 1
        self.report()
        if failed:
            raise SystemExit(1)

    def copy(self, files: list[str], out: BinaryIO) -> None:
        """Every record of the files, one file after the other, as if it was one file that is well formed."""
        size = 1 if self.stream.line_buffered else LARGEST
        cut = b"\0" if self.stream.null else b"\n"
        lacking = b""  # the end that the last record of the file before does not have
        for file in files:
            for batch in read_batches(file, self.stream.null):
                out.write(lacking)
                for start in range(0, len(batch), size):
                    for record in self._answer(batch[start : start + size]):
                        out.write(record)
                    if self.stream.line_buffered:
                        out.flush()
                out.flush()
                lacking = b"" if batch[-1].end.endswith(cut) else cut

    def _answer(self, lines: list[Line]) -> Iterator[bytes]:
        parsed: list[tuple[str, object] | None] = []
        failure = None
        for line in lines:
            try:
                parsed.append(self._parse(line))
            except AvcError as error:
                failure = error  # raised once the records before it are written
                break
        results = iter(self.process([text for text, _ in (p for p in parsed if p is not None)]))
        for line, got in zip(lines, parsed, strict=False):
            if got is None:
                yield line.head + line.body + line.end
            else:
                text = self.layout.render(next(results), got[1])
                head = b"" if self.layout.format is Format.jsonl else line.head  # JSON forbids a byte order mark
                # Half a surrogate pair comes only from a JSON escape, and goes back as one.
                yield head + text.encode("utf-8", "backslashreplace") + line.end
        if failure is not None:
            raise failure

    def _parse(self, line: Line) -> tuple[str, object] | None:
        """The record's text, or None where it is passed on as it is."""
        try:
            return self.layout.parse(line)
        except AvcError:
            if self.stream.errors == "strict":
                raise
        mended = replace(line, body=line.body.decode("utf-8", "replace").encode())
        if self.stream.errors == "replace" and mended.body != line.body:
            with suppress(AvcError):
                parsed = self.layout.parse(mended)
                self.replaced[line.file] += 1
                return parsed
        self.passed[line.file] += 1
        return None

    def report(self) -> None:
        """Say how many records were not what they should be; nothing is replaced silently."""
        if self.stream.quiet:
            return
        for counts, done in (self.replaced, "had bytes replaced"), (self.passed, "passed on untouched"):
            for file, count in counts.items():
                print(f"avc: {file}: {count} unreadable {'record' if count == 1 else 'records'} {done}", file=sys.stderr)
