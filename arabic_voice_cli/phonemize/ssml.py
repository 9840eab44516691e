"""A line as SSML: each word in a ``<phoneme>``, all of it in one ``<speak>``, the line's own tags kept.

Every output is well-formed XML: tags that do not pair up, and what XML cannot hold, become text or go. Source: W3C, Speech
Synthesis Markup Language 1.1 (§3.1.10 phoneme; the elements whose text is not to be read are phoneme, say-as and sub).
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from ..errors import AvcError
from ..result import Result
from .utterance import Piece, Said, cut, spans

if TYPE_CHECKING:
    from . import Phonemizer

OPEN = '<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="ar">'
CLOSE = "</speak>"
ALPHABETS = {"ipa": "ipa", "xsampa": "x-sampa"}
_NAME = r"[A-Za-z_][\w.-]*+(?::[A-Za-z_][\w.-]*+)?"
_TAG = re.compile(
    rf"""<!--(?:(?!--).)*+-->|<(?P<end>/)?(?P<name>{_NAME})"""
    rf"""(?P<attributes>(?:\s++{_NAME}\s*+=\s*+(?:"[^<"]*+"|'[^<']*+'))*+)\s*+(?P<empty>/)?>""",
    re.ASCII | re.DOTALL,
)
_ATTRIBUTE = re.compile(rf"""\s({_NAME})\s*=\s*(?:"[^"]*"|'[^']*')""", re.ASCII)
_VALUE = re.compile(r"""(["'])(.*?)\1""", re.DOTALL)
_ENTITY = re.compile("&(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][0-9A-Za-z]*);")
_DECLARATION = re.compile(r"\s*<\?xml\s[^<>]*\?>")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""
_OWN_SOUND = frozenset(["phoneme", "say-as", "sub"])
_HALTS = frozenset(["audio", "break", "p", "paragraph", "s", "sentence", "speak", "voice"])


class SsmlWriter:
    """A phonemizer whose result is SSML; its spans are the same. Words without vowels stay plain text."""

    def __init__(self, phonemizer: Phonemizer) -> None:
        if phonemizer.alphabet not in ALPHABETS:
            raise AvcError(f"--alphabet {phonemizer.alphabet}: SSML wants sounds, which letters are not; take ipa or xsampa")
        self.phonemizer, self.alphabet = phonemizer, ALPHABETS[phonemizer.alphabet]
        self.signature = f"{phonemizer.signature}|ssml"

    def __call__(self, lines: list[str]) -> list[Result]:
        return [self._line(line) for line in lines]

    def _line(self, line: str) -> Result:
        tags, root = _tags(line)
        said = self.phonemizer.pronounce(_cut(line, tags, root))
        text = "".join(self._written(line, said))
        if text.strip() and not root:
            text = OPEN + text + CLOSE
        return Result(line, text, tuple(spans(said)))

    def _written(self, line: str, said: Sequence[Said]) -> Iterator[str]:
        for start, group in groupby(said, key=lambda s: s.piece.start):
            first, *others = group
            piece = first.piece
            if first.label in ("word", "number"):  # a number is several words, with gaps between them
                yield self._phoneme(line[start : piece.end], " ".join([first.form, *(other.form for other in others if other.form)]))
            else:
                yield piece.text if piece.kind in ("through", "halt") else _escape(piece.text)

    def _phoneme(self, surface: str, form: str) -> str:
        return f'<phoneme alphabet="{self.alphabet}" ph="{_escape(form)}">{_escape(surface)}</phoneme>' if form else _escape(surface)


def _escape(text: str) -> str:
    return html.escape(_FORBIDDEN.sub("", text))


def _cut(line: str, tags: Sequence[re.Match[str]], root: Collection[int]) -> list[Piece]:
    """The pieces of a line: what stands between tags, the tags, and whole what an element like say-as holds.

    A <speak> that does not stand at ``root`` goes: there can be one only.
    """
    pieces: list[Piece] = []
    declaration = _DECLARATION.match(line)
    at = declaration.end() if declaration else 0
    inside = ""  # the element whose text is not to be read
    for tag in tags:
        pieces += _text(line, at, tag.start(), bool(inside))
        name = (tag["name"] or "").lower()
        text = "" if tag["name"] == "speak" and tag.start() not in root else _clean(tag)
        pieces.append(Piece("halt" if name in _HALTS else "through", text, tag.start(), tag.end()))
        if inside == tag["name"] and tag["end"]:
            inside = ""
        elif not inside and name in _OWN_SOUND and not tag["empty"] and not tag["end"]:
            inside = tag["name"]
        at = tag.end()
    return pieces + _text(line, at, len(line), bool(inside))


def _text(line: str, start: int, end: int, kept: bool) -> list[Piece]:
    """The pieces of line[start:end], entities as their characters."""
    if kept:
        return [Piece("kept", html.unescape(line[start:end]), start, end)] if start < end else []
    pieces: list[Piece] = []
    for entity in _ENTITY.finditer(line, start, end):
        char = html.unescape(entity[0])
        if char != entity[0]:
            pieces += _moved(line[start : entity.start()], start)
            pieces.append(Piece("space" if char.isspace() else "other", char, entity.start(), entity.end()))
            start = entity.end()
    return pieces + _moved(line[start:end], start)


def _moved(text: str, start: int) -> list[Piece]:
    return [piece._replace(start=piece.start + start, end=piece.end + start) for piece in cut(text)]


def _tags(line: str) -> tuple[list[re.Match[str]], Collection[int]]:
    """The tags that XML can keep, in order, and where the two stand that make the whole line one <speak>, if there are."""
    pairs: dict[int, re.Match[str]] = {}
    """Where a tag stands → the tag that closes it, or the tag itself."""
    stack: list[re.Match[str]] = []
    names: Counter[str] = Counter()
    for tag in _TAG.finditer(line):
        if not _sound(tag):
            continue
        if tag["name"] is None or tag["empty"]:
            pairs[tag.start()] = tag
        elif not tag["end"]:
            stack.append(tag)
            names[tag["name"]] += 1
        elif names[tag["name"]]:
            while True:  # tags that are open inside are closed nowhere
                opening = stack.pop()
                names[opening["name"]] -= 1
                if opening["name"] == tag["name"]:
                    break
            pairs[opening.start()] = pairs[tag.start()] = tag
    tags = [tag for tag in _TAG.finditer(line) if tag.start() in pairs]
    declaration = _DECLARATION.match(line)
    lead = declaration.end() if declaration else 0
    root = tags[0] if tags and tags[0]["name"] == "speak" and not line[lead : tags[0].start()].strip() else None
    if root and not line[pairs[root.start()].end() :].strip():
        return tags, (root.start(), pairs[root.start()].start())
    return tags, ()


def _sound(tag: re.Match[str]) -> bool:
    """Whether XML allows the tag by itself."""
    attributes = _ATTRIBUTE.findall(tag["attributes"] or "")
    if tag["end"] and (attributes or tag["empty"]):
        return False
    return len(set(attributes)) == len(attributes) and not _FORBIDDEN.search(tag[0])


def _clean(tag: re.Match[str]) -> str:
    """The tag with its attributes' values escaped as XML has it."""
    if "&" not in tag[0] or tag["name"] is None:
        return tag[0]
    return _VALUE.sub(lambda value: value[1] + _escape(html.unescape(value[2])) + value[1], tag[0])
