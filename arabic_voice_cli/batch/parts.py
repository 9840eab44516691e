"""What of a corpus is done at once: a file, or a piece of a large one that can be cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from ..errors import AvcError
from .storage import Found, about, find, reading, suffixes

READ = 1 << 20
"""Bytes asked for in one read."""


class Kind(StrEnum):
    """What a file holds, by its ending; what is not known holds lines of text."""

    text = "text"
    jsonl = "jsonl"
    parquet = "parquet"


KINDS = {".jsonl": Kind.jsonl, ".ndjson": Kind.jsonl, ".json": Kind.jsonl, ".parquet": Kind.parquet, ".pq": Kind.parquet}


@dataclass(frozen=True, slots=True)
class Part:
    """A file or a piece of one, and where the result goes."""

    source: str
    version: str
    kind: Kind
    packed: str
    """``.gz``, ``.bz2``, ``.xz`` or nothing: for the source and for the result."""
    name: str
    """Its path below the output."""
    size: int
    """Bytes of the source."""
    begin: int = 0
    end: int | None = None
    """Of a piece: the bytes its records begin in, or its row groups; half-open. None is the end of the file."""

    @property
    def key(self) -> str:
        """What must be the same for a finished part to count as finished."""
        return f"{self.source}@{self.version}:{self.size}:{self.begin}-{self.end}"


def parts_of(patterns: Sequence[str], block: int, spans: bool = False) -> list[Part]:
    """The parts of all files that match, by name; ``block`` is the size in bytes from which a file is cut.

    With ``spans`` text becomes JSON Lines. Raises AvcError where two files would become one.
    """
    parts: dict[str, Part] = {}
    for pattern in patterns:
        for found in find(pattern):
            for part in _cut(found, block, spans):
                if (other := parts.setdefault(part.name, part)) is not part:
                    raise AvcError(f"{part.source}: its result would replace that of {other.source}; give them different names")
    return [parts[name] for name in sorted(parts)]


def _cut(found: Found, block: int, spans: bool) -> Iterator[Part]:
    stem, ending, packed = suffixes(found.name)
    kind = KINDS.get(ending, Kind.text)
    if spans and kind is Kind.text:
        ending = ".jsonl"
    edges = [0]
    if found.size > block and not packed:
        edges = _row_groups(found.url, block) if kind is Kind.parquet else list(range(0, found.size, block))
    if len(edges) == 1:
        yield Part(found.url, found.version, kind, packed, stem + ending + packed, found.size)
        return
    for number, begin in enumerate(edges):
        end = edges[number + 1] if number + 1 < len(edges) else None
        size = found.size // len(edges) if kind is Kind.parquet else min(block, found.size - begin)
        yield Part(found.url, found.version, kind, "", f"{stem}-{number:05}{ending}", size, begin, end)


def _row_groups(url: str, block: int) -> list[int]:
    """The first row group of each piece; a piece has about ``block`` bytes."""
    from .parquet import opened

    with about(url), reading(url) as raw:
        metadata = opened(raw).metadata
        edges, size = [0], 0
        for group in range(metadata.num_row_groups):
            if size >= block:
                edges.append(group)
                size = 0
            size += sum(metadata.row_group(group).column(i).total_compressed_size for i in range(metadata.num_columns))
    return edges


def reads_of(stream: BinaryIO, begin: int, end: int | None) -> tuple[int, Iterator[bytes]]:
    """(the first record's offset, the bytes) of the records that begin in ``begin`` to ``end``."""
    at = begin
    if begin:
        stream.seek(begin - 1)  # a record begins after a line feed, which may be the byte before
        at = begin - 1
        while read := stream.read(READ):
            found = read.find(b"\n")
            if found >= 0:
                at += found + 1
                break
            at += len(read)
        stream.seek(at)
    return at, _until(stream, at, end)


def _until(stream: BinaryIO, at: int, end: int | None) -> Iterator[bytes]:
    """Bytes up to the end of the record that holds the byte before ``end``."""
    if end is not None and at >= end:
        return
    while read := stream.read(READ):
        if end is not None and at + len(read) >= end:
            last = read.find(b"\n", max(0, end - 1 - at))
            if last >= 0:
                yield read[: last + 1]
                return
        yield read
        at += len(read)
