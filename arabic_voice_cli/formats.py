"""What a record holds and how a result goes back into it: `Layout` knows the format that is read and the one that is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from .errors import AvcError
from .markup import OutsideMarkup, as_ssml, outside_markup
from .result import Pipe, Result, Tool
from .streams import Chunk, Line, read_chunks

if TYPE_CHECKING:
    from .annotations.document import Sink

__all__ = ["Format", "Layout", "OutsideMarkup", "Source", "as_ssml", "outside_markup"]


class Source(StrEnum):
    """Formats that can be read."""

    text = "text"
    jsonl = "jsonl"
    tsv = "tsv"
    csv = "csv"
    conllu = "conllu"
    brat = "brat"
    label_studio = "label-studio"
    doccano = "doccano"
    prodigy = "prodigy"


class Format(StrEnum):
    """Formats that can be written."""

    text = "text"
    jsonl = "jsonl"
    tsv = "tsv"
    csv = "csv"
    conllu = "conllu"
    brat = "brat"
    label_studio = "label-studio"
    doccano = "doccano"
    prodigy = "prodigy"
    ssml = "ssml"
    """What a tool writes itself: see `as_ssml`."""


OBJECTS = (Source.jsonl, Source.label_studio, Source.doccano, Source.prodigy)
"""Formats whose records have named fields."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where in a record the text is, and the formats that are read and written.

    At most one of ``field`` (of JSON, or of a table with a header) and ``column`` (from 1) is set. Without a ``source``
    they say themselves what is read: JSON Lines, TSV, or else lines of text; what comes out then is what went in, unless
    ``format`` says otherwise. ``remap`` names the field of JSON Lines that holds annotations (any name will do for formats
    that have a place for them): they follow the text. ``version`` is what annotation programs are told about the tool.
    """

    format: Format = Format.text
    field: str = ""
    column: int = 0
    source: Source | None = None
    remap: str = ""
    version: str = "avc"

    def __post_init__(self) -> None:
        if self.field and self.column:
            raise AvcError("--field: works on JSON Lines and --column on TSV; give one of them")
        if self.column and self.format is Format.jsonl and self.source is None:
            raise AvcError("--column: works on TSV, which -f jsonl is not; give one of them")
        if self.source is not None:
            self._check(self.source)
        if self.remap and self.kind in (Source.text, Source.tsv, Source.csv):
            raise AvcError("--remap: text and tables hold no annotations; read another format, e.g. --from jsonl")
        if self.remap and self.format is Format.ssml:
            raise AvcError("--remap: SSML holds no annotations; write another format")

    def _check(self, source: Source) -> None:
        if self.field and source not in (*OBJECTS, Source.tsv, Source.csv):
            raise AvcError(f"--field: {source} has no named fields; leave it out")
        if self.column and source not in (Source.tsv, Source.csv):
            raise AvcError(f"--column: {source} has no columns; leave it out")
        if source in (Source.tsv, Source.csv) and not self.field and not self.column:
            raise AvcError(f"--from {source}: say where the text is, with --column N or, if the first row has names, --field NAME")

    @property
    def kind(self) -> Source:
        """The format that is read."""
        return self.source or (Source.jsonl if self.field else Source.tsv if self.column else Source.text)

    @property
    def plain(self) -> bool:
        """Whether records are lines that go back as they came, the result in place of the text; or JSON Lines about them."""
        return self.source is None and not self.remap and self.format in (Format.text, Format.jsonl, Format.ssml)

    @property
    def _packed(self) -> bool:
        if self.plain:  # the common case imports nothing
            return False
        from .annotations.source import is_packed

        return is_packed(self.kind, self.column)

    def chunks(self, file: str, null: bool) -> Iterator[Chunk]:
        """The records of a file, as many at a time as were there to read."""
        if not self._packed:
            return read_chunks(file, null)
        from .annotations.source import chunks

        return chunks(self.kind, file, self.field, self.column)

    def lines(self, chunk: Chunk) -> list[Line]:
        """The records of a chunk; one of them may be several lines."""
        if not self._packed:
            return chunk.lines()
        from .annotations.source import unpack

        return [unpack(line) for line in chunk.lines()]

    def document(self, out: BinaryIO, path: Path | None) -> AbstractContextManager[Sink]:
        """``out``, a file at ``path`` or standard output, with what a file of the format has around its records."""
        if self.plain:
            return nullcontext(out)
        from .annotations.document import document

        return document(self.format, out, path)

    def traced(self, tool: Tool) -> Tool:
        """The tool, as one that knows where each piece of a line went if that has to be known."""
        if self.remap or (isinstance(tool, Pipe) and self.format not in (Format.text, Format.ssml)):
            from .annotations.traced import Traced

            return Traced(tool)
        return tool

    def parse(self, line: Line) -> tuple[str, object]:
        """The text to work on, and what `render` needs to put the result back."""
        if not self.plain:
            from .annotations.codec import read

            record = read(self.kind, line, self.field or "text", self.column, self.remap)
            return record.text, record
        text = line.text()
        if self.field:
            from .annotations.record import read_object

            if not text.strip():
                return "", text  # a blank line stays as it is
            data = read_object(line, text, self.field, "--field")
            return data[self.field], data
        if self.column:
            cells = text.split("\t")
            if text and len(cells) < self.column:
                raise AvcError(f"{line.place}: {len(cells)} columns, --column asks for {self.column}; mend the line or the option")
            return (cells[self.column - 1], cells) if text else ("", [])
        return text, None

    def record(self, line: Line, result: Result, rest: object) -> tuple[bytes, list[str]]:
        """The record's bytes, line end and all, and a line for each annotation that did not survive."""
        if not self.plain:
            from .annotations.codec import write
            from .annotations.record import Record

            assert isinstance(rest, Record)
            return write(self.format, self.kind, rest, result, self.field or "text", self.remap, self.version)
        head = b"" if self.format is Format.jsonl else line.head  # JSON forbids a byte order mark
        # Half a surrogate pair comes only from a JSON escape, and goes back as one.
        return head + self.render(result, rest).encode("utf-8", "backslashreplace") + line.end, []

    @property
    def passes(self) -> bool:
        """Whether a record that cannot be read is written as it is; in a file of another format it is left out."""
        return self.plain or (str(self.format) == self.kind and self.kind not in (Source.brat, Source.label_studio))

    def unread(self, line: Line) -> bytes:
        """What is written for a record that cannot be read."""
        return line.head + line.body + line.end if self.passes else b""

    def render(self, result: Result, rest: object) -> str:
        """A plain record with the result in its place."""
        if self.field:
            if not isinstance(rest, dict):
                return str(rest)
            record = {**rest, self.field: result.text}
            if self.format is Format.jsonl:
                record |= {"source": result.source, "spans": [s.record() for s in result.spans]}
            return json.dumps(record, ensure_ascii=False)
        if self.column:
            if not isinstance(rest, list) or not rest:
                return ""
            return "\t".join([*rest[: self.column - 1], result.text, *rest[self.column :]])
        if self.format is Format.jsonl:
            return json.dumps(
                {"text": result.text, "source": result.source, "spans": [s.record() for s in result.spans]}, ensure_ascii=False
            )
        return result.text
