"""One part from its source to its place: what a worker does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from ..errors import AvcError
from ..records import Answerer
from ..streams import Chunk, Line, whole_records
from .parts import Kind, Part, reads_of
from .storage import about, below, publishing, reading

LARGEST = 512
"""Records a tool sees at once."""
DONE, ASIDE = "_avc/done", "_avc/unreadable"
"""Folders below the output: a note of each finished part, and the records that could not be read."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a part."""

    name: str
    key: str
    lines: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A record that could not be read, where it begins, and why."""

    line: Line
    byte: int
    why: str


def do_part(part: Part, answerer: Answerer, field: str, output: str) -> Done:
    """Write a part's result; raises AvcError where that cannot be done.

    Records that cannot be read go to a file of their own, first; then the part; then a note that it is done. Each is
    there whole or not at all, so a worker may die at any moment, and the same part may be done twice.
    """
    target = below(output, part.name)
    with about(target):
        done = _parquet(part, answerer, field, target) if part.kind is Kind.parquet else _records(part, answerer, output)
    note = below(output, f"{DONE}/{part.name}.json")
    with about(note), publishing(note) as out:
        out.write(json.dumps(asdict(done), ensure_ascii=False).encode())
    return done


def _parquet(part: Part, answerer: Answerer, field: str, target: str) -> Done:
    from .parquet import rewrite

    with reading(part.source) as raw, publishing(target) as out:
        return Done(part.name, part.key, rewrite(part, raw, out, field, answerer.process), 0)


def _records(part: Part, answerer: Answerer, output: str) -> Done:
    lines = unreadable = 0
    with (
        SpooledTemporaryFile(max_size=1 << 20) as aside,
        reading(part.source, part.packed) as stream,
        publishing(below(output, part.name), part.packed) as out,
    ):
        for chunk, byte in _chunks(part, stream):
            data, unread = sift(answerer, chunk, byte)
            out.write(data)
            lines += chunk.last - chunk.number + 1
            unreadable += len(unread)
            for record in unread:
                aside.write(_told(part, record))
        if unreadable:
            _publish_aside(cast(BinaryIO, aside), below(output, f"{ASIDE}/{part.name}.jsonl"))
    return Done(part.name, part.key, lines, unreadable)


def _chunks(part: Part, stream: BinaryIO) -> Iterator[tuple[Chunk, int]]:
    """The part's records, and the byte of the unpacked source at which they begin."""
    with about(part.source):
        byte, reads = reads_of(stream, part.begin, part.end)
        for chunk in whole_records(reads, part.source):
            for piece in chunk.pieces(LARGEST):
                yield piece, byte
                byte += len(piece.data)


def sift(answerer: Answerer, chunk: Chunk, byte: int) -> tuple[bytes, list[Unread]]:
    """The chunk's answer with an empty line where a record cannot be read, and those records."""
    answer = answerer(chunk)
    if answer.failure is None:
        return answer.data, []
    kept: list[bytes] = []
    unread: list[Unread] = []
    for line in chunk.lines():
        whole = line.head + line.body + line.end
        try:
            answerer.layout.parse(line)
            kept.append(whole)
        except AvcError as error:
            unread.append(Unread(line, byte, str(error).removeprefix(f"{line.place}: ")))
            kept.append(line.end)
        byte += len(whole)
    answer = answerer(replace(chunk, data=b"".join(kept)))
    if answer.failure:
        raise answer.failure
    return answer.data, unread


def _told(part: Part, unread: Unread) -> bytes:
    """A record as a line of the file of those that could not be read: its place, and itself."""
    place: dict[str, object] = {"file": part.source, "byte": unread.byte}
    if not part.begin:
        place["line"] = unread.line.number
    text = unread.line.body.decode("utf-8", "backslashreplace")
    return json.dumps({**place, "why": unread.why, "record": text}, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _publish_aside(aside: BinaryIO, url: str) -> None:
    aside.seek(0)
    with about(url), publishing(url) as out:
        while block := aside.read(1 << 20):
            out.write(block)
