"""The only module that knows pipes and files: records in, records out, nothing lost.

A record is what stands between two line feeds (or NULs). Everything around the text of a record (its line ending, a
byte order mark) is kept and written back.
"""

from __future__ import annotations

import codecs
import os
import select
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from io import FileIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from .errors import AvcError

CHUNK = 1 << 18
"""Bytes asked for in one read. A pipe answers with what it has, so a slow producer gets its line back at once."""
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Line:
    """One record as read: ``head + body + end`` are its bytes."""

    body: bytes
    end: bytes
    """``\\n``, ``\\r\\n``, NUL, or nothing for a last line without one."""
    file: str
    number: int
    head: bytes = b""
    """A byte order mark, or nothing."""

    @property
    def place(self) -> str:
        return f"{self.file}:{self.number}"

    def text(self) -> str:
        """The record decoded; raises AvcError naming file, line and byte."""
        try:
            return self.body.decode("utf-8")
        except UnicodeDecodeError as error:
            at = error.start + len(self.head) + 1
            raise AvcError(f"{self.place}: byte {at} is not UTF-8; convert the file first, e.g. iconv -f CP1256 -t UTF-8") from None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole records as they stand in a file: cheap to read and to hand to another process."""

    data: bytes
    file: str
    number: int
    """The first record's, from 1."""
    cut: bytes
    """What ends a record."""

    @property
    def last(self) -> int:
        """The last record's number."""
        return self.number + self.data.count(self.cut) - self.data.endswith(self.cut)

    def lines(self) -> list[Line]:
        """The records one by one."""
        *whole, rest = self.data.split(self.cut)
        records = [(body, self.cut) for body in whole] + ([(rest, b"")] if rest else [])
        return [self._line(body, end, number) for number, (body, end) in enumerate(records, self.number)]

    def pieces(self, records: int) -> Iterator[Chunk]:
        """The same in chunks of at most ``records``."""
        whole = self.data.split(self.cut)
        for start in range(0, self.last - self.number + 1, records):
            rest = b"" if start + records >= len(whole) else self.cut
            yield replace(self, data=self.cut.join(whole[start : start + records]) + rest, number=self.number + start)

    def _line(self, body: bytes, end: bytes, number: int) -> Line:
        head = codecs.BOM_UTF8 if number == 1 and body.startswith(codecs.BOM_UTF8) else b""
        body = body[len(head) :]
        if self.cut == b"\n" and body.endswith(b"\r"):
            body, end = body[:-1], b"\r" + end
        return Line(body, end, self.file, number, head)


def read_chunks(file: str, null: bool = False) -> Iterator[Chunk]:
    """The records of one file (``-`` is stdin), as many at a time as were there to read."""
    with _open(file) as stream:
        yield from whole_records(iter(partial(_read, stream), b""), shown(file), b"\0" if null else b"\n")


def whole_records(reads: Iterable[bytes], name: str, cut: bytes = b"\n") -> Iterator[Chunk]:
    """Bytes as they come → chunks of whole records."""
    number = 1
    kept: list[bytes] = []  # pieces of a record whose end has not come yet
    for read in reads:
        end = read.rfind(cut) + 1
        if end:
            chunk = Chunk(b"".join([*kept, read[:end]]), name, number, cut)
            kept = []
            yield chunk
            number = chunk.last + 1
        if end < len(read):
            kept.append(read[end:])
    if kept:
        yield Chunk(b"".join(kept), name, number, cut)


def read_batches(file: str, null: bool = False) -> Iterator[list[Line]]:
    """`read_chunks`, cut into records."""
    return (chunk.lines() for chunk in read_chunks(file, null))


def shown(file: str) -> str:
    """What messages call a file."""
    return "<stdin>" if file == STDIN else file


@contextmanager
def _open(file: str) -> Iterator[FileIO]:
    """The file as raw bytes. The body only reads, so any OSError in it is about this file."""
    try:
        if file == STDIN:
            if sys.stdin is None:
                raise AvcError("<stdin>: is closed; name a file")
            yield os.fdopen(sys.stdin.fileno(), "rb", buffering=0, closefd=False)
        else:
            with Path(file).open("rb", buffering=0) as stream:
                yield stream
    except FileNotFoundError:
        raise AvcError(f"{file}: no such file; check the path") from None
    except OSError as error:
        raise AvcError(f"{shown(file)}: {reason(error)}; name a file that can be read") from None


def _read(stream: FileIO) -> bytes:
    while (chunk := stream.read(CHUNK)) is None:  # a non-blocking pipe with nothing in it yet: not the end
        select.select([stream], [], [])
    return chunk


def output(path: Path | None) -> AbstractContextManager[BinaryIO]:
    """Where ``-o`` points: standard output (none or ``-``), a device or pipe, or a file that is replaced at the end."""
    if path is None or str(path) == STDIN:
        return _stdout()
    return _special(path) if path.exists() and not path.is_file() else replacing(path)


@contextmanager
def _stdout() -> Iterator[BinaryIO]:
    """Standard output as bytes; a reader that leaves early (head, less) ends the program quietly with 0."""
    if sys.stdout is None:
        raise AvcError("<stdout>: is closed; give -o FILE")
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise SystemExit(0) from None


@contextmanager
def _special(path: Path) -> Iterator[BinaryIO]:
    """A device, a named pipe, /dev/stdout: written to as it is, never replaced by a file."""
    try:
        with path.open("wb") as stream:
            yield stream
    except BrokenPipeError:
        raise SystemExit(0) from None
    except OSError as error:
        raise AvcError(f"{path}: {reason(error)}; choose another output") from None


@contextmanager
def replacing(path: Path, backup: str = "") -> Iterator[BinaryIO]:
    """Write a temporary neighbour and put it in ``path``'s place at the end; on failure the old file stays.

    A symbolic link stays one: the file it points to is replaced. ``backup`` is the suffix of a copy of the old file.
    """
    real = Path(os.path.realpath(path))
    try:
        if real.exists() and not real.is_file():
            raise AvcError(f"{path}: is not a regular file; name one")
        temporary = NamedTemporaryFile("wb", dir=real.parent, prefix=".avc-", delete=False)  # noqa: SIM115
    except OSError as error:
        raise AvcError(f"{path}: {reason(error)}; choose another output") from None
    name = Path(temporary.name)
    try:
        with temporary:
            yield temporary  # type: ignore[misc]
        if not real.exists():
            name.chmod(0o666 & ~_umask())
        else:
            _like(real, name)
            if backup:
                shutil.copy2(real, real.with_name(real.name + backup))
        name.replace(real)
    except OSError as error:
        raise AvcError(f"{path}: {reason(error)}; the old file is untouched") from None
    finally:
        name.unlink(missing_ok=True)


def _like(old: Path, new: Path) -> None:
    """Give a file the owner (where we may) and the permissions of the one it replaces."""
    status = old.stat()
    with suppress(PermissionError, AttributeError):  # only root may; Windows has no owners
        os.chown(new, status.st_uid, status.st_gid)
    new.chmod(status.st_mode & 0o7777)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def reason(error: OSError) -> str:
    """What went wrong, in the system's words."""
    return (error.strerror or str(error)).lower()
