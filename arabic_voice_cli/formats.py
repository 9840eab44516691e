"""What a record holds and how a result goes back into it: plain text, a TSV column, a JSON Lines field, markup."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from .errors import AvcError
from .result import Pipe, Result, Span, Tool
from .streams import Line

TAG = re.compile(
    r"(?s:<!--.*?(?:-->|\Z))"  # a comment that is not closed runs to the end, as in HTML; this also keeps the search linear
    r"""|</?[A-Za-z?!](?:[^<>"']++|"[^<"]*"|'[^<']*')*+>"""
    r"|&(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][0-9A-Za-z]*);"
)
"""A tag, comment or entity of HTML, SSML or XML. A quoted attribute may hold >."""


class Format(StrEnum):
    """Output formats."""

    text = "text"
    jsonl = "jsonl"
    ssml = "ssml"
    """What a tool writes itself: see `as_ssml`."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where in a record the text is. At most one of ``field`` (JSON Lines) and ``column`` (TSV, from 1) is set."""

    format: Format = Format.text
    field: str = ""
    column: int = 0

    def __post_init__(self) -> None:
        if self.field and self.column:
            raise AvcError("--field: works on JSON Lines and --column on TSV; give one of them")
        if self.column and self.format is Format.jsonl:
            raise AvcError("--column: works on TSV, which -f jsonl is not; give one of them")

    def parse(self, line: Line) -> tuple[str, object]:
        """The text to work on, and what `render` needs to put the result back."""
        text = line.text()
        if self.field:
            return self._parse_json(line, text)
        if self.column:
            cells = text.split("\t")
            if text and len(cells) < self.column:
                raise AvcError(f"{line.place}: {len(cells)} columns, --column asks for {self.column}; mend the line or the option")
            return (cells[self.column - 1], cells) if text else ("", [])
        return text, None

    def _parse_json(self, line: Line, text: str) -> tuple[str, object]:
        if not text.strip():
            return "", text  # a blank line stays as it is
        try:
            record = json.loads(text)
        except json.JSONDecodeError as error:
            raise AvcError(f"{line.place}: not JSON ({error.msg} at column {error.colno}); --field reads one object a line") from None
        except (ValueError, RecursionError):  # a number of thousands of digits, thousands of brackets
            raise AvcError(f"{line.place}: JSON beyond what can be read; --field reads one object a line") from None
        if not isinstance(record, dict):
            raise AvcError(f"{line.place}: not a JSON object; --field reads one object a line")
        if self.field not in record:
            raise AvcError(f"{line.place}: no field {self.field!r}; the record has: {', '.join(record) or 'none'}")
        if not isinstance(record[self.field], str):
            raise AvcError(f"{line.place}: field {self.field!r} is not a string; --field names one that is")
        return record[self.field], record

    def render(self, result: Result, rest: object) -> str:
        """The record with the result in its place."""
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


class OutsideMarkup:
    """A tool applied to the text between tags; tags and entities pass untouched.

    A tool that only adds marks (``adds_marks_only``) reads the whole line with blanks for the tags, so that a sentence
    is one utterance whatever stands in it; any other tool gets each stretch of text for itself.
    """

    def __init__(self, tool: Tool) -> None:
        self.tool = tool

    @property
    def signature(self) -> str:
        return f"{self.tool.signature}|markup"

    def __call__(self, lines: list[str]) -> list[Result]:
        if getattr(self.tool, "adds_marks_only", False):
            blanked = [TAG.sub(lambda tag: " " * len(tag[0]), line) for line in lines]
            return [_filled(line, result) for line, result in zip(lines, self.tool(blanked), strict=True)]
        cuts = [_pieces(line) for line in lines]
        texts = [line[a:b] for line, pieces in zip(lines, cuts, strict=True) for a, b, is_text in pieces if is_text]
        results = iter(self.tool(texts))
        return [_joined(line, pieces, results) for line, pieces in zip(lines, cuts, strict=True)]


def outside_markup(tool: Tool) -> Tool:
    """The tool, or each step of a pipe, applied outside markup."""
    if isinstance(tool, Pipe):
        return Pipe([OutsideMarkup(step) for step in tool.tools])
    return OutsideMarkup(tool)


def as_ssml(tool: Tool, markup: bool = False) -> Tool:
    """The tool, or the last step of a pipe, as one that writes SSML; the steps before it keep tags if ``markup``.

    Raises AvcError if the tool knows nothing of sounds.
    """
    *steps, last = tool.tools if isinstance(tool, Pipe) else [tool]
    writer: Callable[[], Tool] | None = getattr(last, "ssml", None)
    if writer is None:
        raise AvcError("-f ssml: only phonemize writes it; end with phonemize, or choose text or jsonl")
    return Pipe([*(OutsideMarkup(step) if markup else step for step in steps), writer()]) if steps else writer()


def _filled(line: str, result: Result) -> Result:
    """Put the tags back where blanks stand for them; the result is its source with marks added in between."""
    out: list[str] = []
    at = 0
    for char in result.text:
        if at < len(line) and char == result.source[at]:
            out.append(line[at])
            at += 1
        else:
            out.append(char)
    return Result(line, "".join(out), result.spans)


def _pieces(line: str) -> list[tuple[int, int, bool]]:
    """(start, end, is it text) of every stretch of the line."""
    out: list[tuple[int, int, bool]] = []
    at = 0
    for tag in TAG.finditer(line):
        if tag.start() > at:
            out.append((at, tag.start(), True))
        out.append((tag.start(), tag.end(), False))
        at = tag.end()
    if at < len(line):
        out.append((at, len(line), True))
    return out


def _joined(line: str, pieces: list[tuple[int, int, bool]], results: Iterator[Result]) -> Result:
    text: list[str] = []
    spans: list[Span] = []
    for a, b, is_text in pieces:
        if not is_text:
            text.append(line[a:b])
            continue
        result = next(results)
        text.append(result.text)
        spans += [replace(s, start=s.start + a, end=s.end + a) for s in result.spans]
    return Result(line, "".join(text), tuple(spans))
