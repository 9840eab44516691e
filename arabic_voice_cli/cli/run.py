"""`run_filter`: the one bridge from options to streams."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from .. import __version__
from ..errors import AvcError
from ..formats import Layout, outside_markup
from ..result import Process, Tool
from ..streams import STDIN, Line, read_batches, replacing, stdout
from .options import Stream

LARGEST = 512
"""Records a tool sees at once; bounds memory when a read brings thousands of short ones."""


def run_filter(load: Callable[[], Tool], stream: Stream) -> None:
    """Load a tool and send every record of the stream through it."""
    layout = Layout(stream.format, stream.field, stream.column or 0)
    if stream.in_place is not None and (stream.output or not stream.files or STDIN in stream.files):
        raise AvcError("--in-place: changes files where they are; name them, and leave out -o and -")
    tool = load()
    if stream.signature:
        print(f"avc:{__version__}|{tool.signature}")
        return
    process: Process = outside_markup(tool) if stream.markup else tool
    run = _Run(process, layout, stream)
    if stream.in_place is not None:
        run.in_place(stream.files or [], stream.in_place)
    else:
        target: AbstractContextManager[BinaryIO] = replacing(stream.output) if stream.output else stdout()
        with target as out:
            for file in stream.files or [STDIN]:
                run.copy(file, out)
    run.report()


class _Run:
    def __init__(self, process: Process, layout: Layout, stream: Stream) -> None:
        self.process, self.layout, self.stream = process, layout, stream
        self.bad: Counter[str] = Counter()

    def in_place(self, files: list[str], backup: str) -> None:
        """Each file alone: a bad one is reported and left as it was, the others are done."""
        failed = 0
        for file in files:
            try:
                with replacing(Path(file), backup) as out:
                    self.copy(file, out)
            except AvcError as error:
                print(f"avc: {error}", file=sys.stderr)
                failed += 1
        if failed:
            raise SystemExit(1)

    def copy(self, file: str, out: BinaryIO) -> None:
        for batch in read_batches(file, self.stream.null):
            size = 1 if self.stream.line_buffered else LARGEST
            for start in range(0, len(batch), size):
                for record in self._answer(batch[start : start + size]):
                    out.write(record)
            out.flush()

    def _answer(self, lines: list[Line]) -> Iterator[bytes]:
        parsed = [self._parse(line) for line in lines]
        results = iter(self.process([text for text, _ in (p for p in parsed if p is not None)]))
        for line, got in zip(lines, parsed, strict=True):
            if got is None:
                yield line.head + line.body + line.end
            else:
                text = self.layout.render(next(results), got[1])
                yield line.head + text.encode("utf-8", "surrogatepass") + line.end

    def _parse(self, line: Line) -> tuple[str, object] | None:
        """The record's text, or None where it is passed on as it is."""
        try:
            return self.layout.parse(line)
        except AvcError:
            if self.stream.errors == "strict":
                raise
            self.bad[line.file] += 1
            if self.stream.errors == "replace":
                mended = Line(line.body.decode("utf-8", "replace").encode(), line.end, line.file, line.number, line.head)
                if mended.body != line.body:
                    return self.layout.parse(mended)
            return None

    def report(self) -> None:
        if self.stream.quiet:
            return
        done = "had bytes replaced" if self.stream.errors == "replace" else "passed on untouched"
        for file, count in self.bad.items():
            print(f"avc: {file}: {count} unreadable {'record' if count == 1 else 'records'} {done}", file=sys.stderr)
