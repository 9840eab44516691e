"""The only module that knows pipes and files: records in, records out, nothing lost.

A record is what stands between two line feeds (or NULs). Everything around the text of a record (its line ending, a
byte order mark) is kept and written back.
"""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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


def read_batches(file: str, null: bool = False) -> Iterator[list[Line]]:
    """The records of one file (``-`` is stdin), as many at a time as were there to read."""
    name = "<stdin>" if file == STDIN else file
    cut = b"\0" if null else b"\n"
    number = 0
    kept: list[bytes] = []  # pieces of a record whose end has not come yet

    def line(body: bytes, end: bytes) -> Line:
        nonlocal number
        number += 1
        head = codecs.BOM_UTF8 if number == 1 and body.startswith(codecs.BOM_UTF8) else b""
        body = body[len(head) :]
        if not null and body.endswith(b"\r"):
            body, end = body[:-1], b"\r" + end
        return Line(body, end, name, number, head)

    with _open(file) as stream:
        while chunk := stream.read(CHUNK):
            *whole, rest = chunk.split(cut)
            batch = []
            for piece in whole:
                if kept:
                    piece = b"".join([*kept, piece])
                    kept = []
                batch.append(line(piece, cut))
            if rest:
                kept.append(rest)
            if batch:
                yield batch
        if kept:
            yield [line(b"".join(kept), b"")]


@contextmanager
def _open(file: str) -> Iterator[BinaryIO]:
    if file == STDIN:
        if sys.stdin.isatty():
            print("avc: reading stdin, Ctrl-D ends", file=sys.stderr)
        yield os.fdopen(sys.stdin.fileno(), "rb", buffering=0, closefd=False)  # type: ignore[misc]
        return
    try:
        stream = Path(file).open("rb", buffering=0)
    except FileNotFoundError:
        raise AvcError(f"{file}: no such file; check the path") from None
    except (IsADirectoryError, PermissionError) as error:
        raise AvcError(f"{file}: {(error.strerror or 'cannot be read').lower()}; name a file that can be read") from None
    with stream:
        try:
            yield stream  # type: ignore[misc]
        except IsADirectoryError:
            raise AvcError(f"{file}: is a directory; name a file") from None


@contextmanager
def stdout() -> Iterator[BinaryIO]:
    """Standard output as bytes; a reader that leaves early (head, less) ends the program quietly with 0."""
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _abandon_stdout()
        raise SystemExit(0) from None
    except OSError as error:
        _abandon_stdout()
        raise AvcError(f"<stdout>: {(error.strerror or str(error)).lower()}; make room and run again") from None


def _abandon_stdout() -> None:
    """Put /dev/null in its place: the flush at exit must not fail a second time."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def replacing(path: Path, backup: str = "") -> Iterator[BinaryIO]:
    """Write a temporary neighbour and put it in ``path``'s place at the end; on failure the old file stays."""
    try:
        temporary = NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False)  # noqa: SIM115
    except OSError as error:
        raise AvcError(f"{path}: {(error.strerror or 'cannot be written').lower()}; choose another output") from None
    name = Path(temporary.name)
    try:
        with temporary:
            yield temporary  # type: ignore[misc]
        mode = path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask()
        name.chmod(mode)
        if backup and path.exists():
            os.replace(path, path.with_name(path.name + backup))
        os.replace(name, path)
    except OSError as error:
        raise AvcError(f"{path}: {(error.strerror or 'cannot be written').lower()}; the old file is untouched") from None
    finally:
        name.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
