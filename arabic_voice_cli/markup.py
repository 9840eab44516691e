"""Tags, comments and entities of HTML, SSML and XML pass through a tool untouched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from .errors import UsageError
from .result import ByField, Pipe, Result, Span, Tool

TAG = re.compile(
    r"(?s:<!--.*?(?:-->|\Z))"  # a comment that is not closed runs to the end, as in HTML; this also keeps the search linear
    r"""|</?[A-Za-z?!](?:[^<>"']++|"[^<"]*"|'[^<']*')*+>"""
    r"|&(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][0-9A-Za-z]*);"
)
"""A tag, comment or entity of HTML, SSML or XML. A quoted attribute may hold >."""


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
    if isinstance(tool, ByField):
        return tool.each(OutsideMarkup)
    return OutsideMarkup(tool)


def as_ssml(tool: Tool, markup: bool = False) -> Tool:
    """The tool, or the last step of a pipe, as one that writes SSML; the steps before it keep tags if ``markup``.

    Raises UsageError if the tool knows nothing of sounds.
    """
    *steps, last = tool.tools if isinstance(tool, Pipe) else [tool]
    writer: Callable[[], Tool] | None = getattr(last, "ssml", None)
    if writer is None:
        raise UsageError("-f ssml: only phonemize writes it; end with phonemize, or choose text or jsonl")
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
