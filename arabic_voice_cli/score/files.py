"""Reading of reference and hypothesis files; both must have the same number of lines."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import AvcError
from ..streams import STDIN, Line, read_batches


def read_records(file: str) -> Iterator[Line]:
    """The records of a file (``-`` is standard input), each knowing its place."""
    for batch in read_batches(file):
        yield from batch


def read_lines(file: str) -> list[str]:
    """The lines of a file without their endings; raises AvcError at a missing file or bad UTF-8."""
    return [line.text() for line in read_records(file)]


def read_parallel(*files: str) -> list[list[str]]:
    """Several files whose lines belong together; raises AvcError when they are not equally long."""
    if files.count(STDIN) > 1:
        raise AvcError("-: standard input can be read once; name a file for the other side")
    read = [read_lines(file) for file in files]
    for file, lines in zip(files[1:], read[1:], strict=True):
        same_length(files[0], len(read[0]), file, len(lines))
    return read


def same_length(file: str, count: int, other: str, other_count: int) -> None:
    """Raise AvcError unless both counts are equal."""
    if count != other_count:
        raise AvcError(f"{other}: has {lines(other_count)}, {file} has {count}; the files must be parallel, line by line")


def lines(count: int) -> str:
    """``1 line``, ``2 lines``."""
    return f"{count} line{'' if count == 1 else 's'}"
