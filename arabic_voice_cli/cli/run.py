"""`run_filter`: the one bridge from options to streams."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .. import __version__
from ..errors import AvcError
from ..formats import Format, Layout, Source
from ..jobs import Task, Workers, cores
from ..records import Answer, Work
from ..result import Tool
from ..streams import STDIN, Chunk, output, replacing, shown
from .options import Stream
from .progress import Progress, size

if TYPE_CHECKING:
    from ..annotations.document import Sink

LARGEST = 512
"""Records a tool sees at once; bounds memory when a read brings thousands of short ones."""
SENT = 2048
"""Records that go to another process at once: enough to make the way there cheap."""


def run_filter(load: Callable[[], Tool], stream: Stream) -> None:
    """Load a tool and send every record of the stream through it."""
    work = Work(load, _layout(stream), stream.errors, stream.markup, stream.threads)
    if stream.quiet:
        import logging  # how tools say what they noticed while loading

        logging.disable(logging.WARNING)
    if stream.signature:
        print(f"avc:{__version__}|{work.open().signature}")
        return
    files = stream.files or [STDIN]
    with stopped_by_signals(), _answers(work, stream) as answers:
        if STDIN in files and not stream.quiet and sys.stdin is not None and sys.stdin.isatty():
            print("avc: reading stdin, Ctrl-D ends", file=sys.stderr)
        run = _Run(files, answers, stream, work.layout)
        if stream.in_place is not None:
            run.in_place(stream.in_place)
        else:
            run.copy()


def _layout(stream: Stream) -> Layout:
    """The record layout; options that contradict each other are a usage error."""
    if stream.in_place is not None:
        if stream.output or not stream.files or STDIN in stream.files:
            raise typer.BadParameter("changes files where they are; name them, and leave out -o and -", param_hint="--in-place")
        if Path(stream.in_place).name != stream.in_place:
            raise typer.BadParameter("the suffix becomes part of a file name; it cannot hold a /", param_hint="--in-place")
    # In the C locale arguments arrive as ASCII with escapes; a field's name may be Arabic.
    field, remap = (os.fsencode(name).decode("utf-8", "replace") for name in (stream.field, stream.remap))
    source, format = stream.source, stream.format
    if source is Source.jsonl and format in (None, Format.jsonl):
        source, field = None, field or "text"  # what --field alone means
    try:
        layout = Layout(format or Format(source or Format.text), field, stream.column or 0, source, remap)
    except AvcError as error:
        raise typer.BadParameter(str(error)) from None
    if stream.in_place is not None and layout.format is Format.brat:
        raise typer.BadParameter("brat has two files; give -o NAME.ann", param_hint="--in-place")
    return layout


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """A polite kill ends the run as Ctrl-C does: temporary files and processes are cleared away."""

    def stop(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    old = {}
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        with suppress(ValueError):  # not the main thread: signals are someone else's
            if signal.getsignal(number) is signal.SIG_DFL:  # nohup ignores one
                old[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


Answers = Callable[[Iterable[Task]], Iterator[tuple[Task, Answer]]]
"""Tasks in, each with its answer out, in order."""


@contextmanager
def _answers(work: Work, stream: Stream) -> Iterator[Answers]:
    """One process or several: the same answers."""
    jobs = 1 if stream.line_buffered else stream.jobs or cores()
    if jobs == 1:
        answer = work.load()
        yield lambda tasks: ((task, task[1] if isinstance(task[1], Answer) else answer(task[1])) for task in tasks)
        return

    def say(line: str) -> None:
        if not stream.quiet:
            print(f"avc: {line}", file=sys.stderr)

    with Workers(work, jobs, say) as workers:
        work.open()  # while they load: what is wrong with an option or a model is said once, as with one process
        yield workers


class _Run:
    def __init__(self, files: list[str], answers: Answers, stream: Stream, layout: Layout) -> None:
        self.files, self.answers, self.stream, self.layout = files, answers, stream, layout
        self.failed: set[int] = set()
        """Numbers of files that need not be read further."""
        self.replaced: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()
        looked_at = stream.output is None and stream.in_place is None and sys.stdout is not None and sys.stdout.isatty()
        self.progress = Progress(size(files), quiet=stream.quiet or looked_at)

    def in_place(self, backup: str) -> None:
        """Each file alone: a bad one is reported and left as it was, the others are done."""
        for index, answers in groupby(self.answers(self._tasks()), key=lambda answered: answered[0][0]):
            try:
                with replacing(Path(self.files[index]), backup) as file, self.layout.document(file, None) as out:
                    self._write(answers, out)
            except AvcError as error:
                self.failed.add(index)
                print(f"avc: {error}", file=sys.stderr)
        self._report()
        if self.failed:
            raise SystemExit(1)

    def copy(self) -> None:
        """Every record of the files, one file after the other, as if it was one file that is well formed."""
        with output(self.stream.output) as file, self.layout.document(file, self.stream.output) as out:
            self._write(self.answers(self._tasks()), out)
        self._report()

    def _tasks(self) -> Iterator[Task]:
        """The records of every file, led by a chunk of none: a file that is empty is answered too."""
        most = 1 if self.stream.line_buffered else LARGEST if self.stream.jobs == 1 else SENT
        for index, file in enumerate(self.files):
            yield index, Chunk(b"", shown(file), 1, b"\n")
            try:
                for chunk in self.layout.chunks(file, self.stream.null):
                    if index in self.failed:
                        break
                    yield from ((index, piece) for piece in chunk.pieces(most))
            except AvcError as error:
                yield index, Answer(b"", failure=error)

    def _write(self, answers: Iterable[tuple[Task, Answer]], out: Sink) -> None:
        lacking = b""  # the end that the last record of the file before does not have
        try:
            for (index, chunk), answer in answers:
                self.replaced[shown(self.files[index])] += answer.replaced
                self.passed[shown(self.files[index])] += answer.passed
                if isinstance(chunk, Chunk) and chunk.data:
                    out.write(lacking)
                    ended = chunk.data.endswith(chunk.cut) if self.layout.plain else answer.data[-1:] in (b"", b"\n", chunk.cut)
                    lacking = b"" if ended else chunk.cut
                    self.progress.add(len(chunk.data))
                out.write(answer.data)
                out.flush()
                self._note(answer.notes)
                if answer.failure:
                    raise answer.failure
        finally:
            self.progress.clear()

    def _note(self, notes: Iterable[str]) -> None:
        """Say what annotations did not survive."""
        for note in () if self.stream.quiet else notes:
            self.progress.clear()
            print(f"avc: {note}", file=sys.stderr)

    def _report(self) -> None:
        """Say how many records were not what they should be; nothing is replaced silently."""
        if self.stream.quiet:
            return
        for counts, done in (
            (self.replaced, "had bytes replaced"),
            (self.passed, "passed on untouched" if self.layout.passes else "left out"),
        ):
            for file, count in counts.items():
                if count:
                    print(f"avc: {file}: {count} unreadable {'record' if count == 1 else 'records'} {done}", file=sys.stderr)
