"""What the page's script reads: plain lists and dicts, short because they are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any
from unicodedata import bidirectional

from ..result import Result, Span
from ..tables import Row
from ..text import strip_diacritics
from ..tokenize.segment import STEM
from .facts import Facets, rule_ids
from .pieces import Piece, pieces
from .steps import Stage

Json = Any


@dataclass(frozen=True, slots=True)
class Source:
    """A line as read, and where."""

    text: str
    file: str
    number: int


def payload(title: str, sources: Sequence[Source], stages: Sequence[Stage], low: float) -> dict[str, Json]:
    """Everything the page shows. ``low`` is the confidence below which a word is shaded."""
    facets = Facets()
    used: list[set[str]] = [set() for _ in stages]
    lines: list[Json] = []
    totals: Counter[str] = Counter(lines=len(sources), words=sum(len(s.text.split()) for s in sources))
    files = list(dict.fromkeys(source.file for source in sources))
    for index, source in enumerate(sources):
        numbers: set[int] = set()
        shown: list[Json] = []
        changed = unsure = 0
        for stage, ids in zip(stages, used, strict=True):
            result = stage.results[index]
            numbers |= facets.add(stage.step, result)
            cell = _cell(stage.step.name, result, low)
            shown.append(cell)
            for word in (item for item in cell if isinstance(item, dict)):
                changed += word["k"] in _CHANGES
                unsure += "c" in word
            for span in result.spans:
                ids.update(rule_ids(span))
        totals += Counter(changed=changed > 0, unsure=unsure, changes=changed)
        lines.append(
            {
                "n": source.number,
                "f": files.index(source.file),
                "t": source.text,
                "s": shown,
                "i": [stage.spoken[index] if stage.spoken else "" for stage in stages],
                "x": facets.line(numbers),
                "c": changed,
                "u": unsure,
                "l": int(_left_to_right(source.text)),
            }
        )
    return {
        "title": title,
        "files": files,
        "low": low,
        "totals": {key: totals[key] for key in ("lines", "words", "changed", "changes", "unsure")},
        "stages": [_stage(stage, ids) for stage, ids in zip(stages, used, strict=True)],
        "facets": [
            {"chart": chart, "name": key, "n": facets.counts[number], "lines": facets.lines[number], "id": number}
            for (chart, key), number in facets.numbers.items()
        ],
        "lines": lines,
    }


_CHANGES = frozenset(("word", "loan", "clitic", "gone"))
"""Kinds of piece that count as a change; marks alone do not."""


def _cell(step: str, result: Result, low: float) -> list[Json]:
    """A stage of a line: strings that have nothing to tell, and a dict for each piece that has."""
    out: list[Json] = []
    for piece in pieces(result):
        told = _told(step, piece, piece.span, low) if piece.span else None
        if told:
            out.append(told)
        elif out and isinstance(out[-1], str):
            out[-1] += piece.text
        elif piece.text:
            out.append(piece.text)
    return out


def _told(step: str, piece: Piece, span: Span, low: float) -> dict[str, Json] | None:
    """What there is to say of a piece: its kind, what it was, its label, rules, confidence and alternatives."""
    unsure = span.confidence is not None and span.confidence < low
    kind = _kind(step, piece, span)
    if kind == "same" and not unsure:
        return None
    told: dict[str, Json] = {"w": piece.text, "k": kind}
    if piece.surface != piece.text:
        told["o"] = piece.surface
    if span.label not in ("word", STEM):
        told["b"] = span.label
    if rules := rule_ids(span):
        told["r"] = rules
    if kind in ("clitic", "stem") and span.form != piece.text:
        told["m"] = span.form
    if unsure:
        told["c"] = round(span.confidence or 0.0, 3)
        told["a"] = [[form, round(weight, 3)] for form, weight in span.alternatives]
    if more := [(name, text) for name, value in _more(span) if (text := _words(value))]:
        told["e"] = more
    return told


def _more(span: Span) -> Iterator[tuple[str, Any]]:
    """What a tool's own kind of span says beyond a `Span`; a list of candidates gives one pair each, less the one taken."""
    own = {field.name for field in fields(Span)}
    for field in fields(span):
        if field.name not in own:
            value = getattr(span, field.name)
            for each in value if isinstance(value, tuple) else (value,):
                if getattr(each, "term", "") != span.form:
                    yield field.name.removesuffix("s"), each


def _words(value: Any) -> str:
    """A value for people: numbers short, a record's values in a row."""
    if is_dataclass(value):
        return " · ".join(filter(None, (_words(getattr(value, field.name)) for field in fields(value))))
    return f"{value:.3g}" if isinstance(value, float) else str(value or "")


def _kind(step: str, piece: Piece, span: Span) -> str:
    """``clitic``, ``stem`` (of a split word, written otherwise when alone), ``loan``, ``gone``, ``word``, ``marks`` or ``same``."""
    if step == "tokenize":
        return "clitic" if span.label != STEM else "stem" if span.form != piece.surface else "same"
    if step == "transliterate":
        return "loan"
    if step == "phonemize" or piece.text == piece.surface:
        return "same"
    if not piece.text:
        return "gone"
    if strip_diacritics(piece.text) != strip_diacritics(piece.surface):
        return "word"
    return "same" if step == "diacritize" else "marks"  # marks are all that step is for


def _stage(stage: Stage, used: set[str]) -> dict[str, Json]:
    rules = stage.step.rules()
    return {
        "name": stage.step.name,
        "to": stage.step.dialect,
        "lang": stage.step.language,
        "signature": stage.step.tool.signature,
        "speaker": stage.step.speaker.signature if stage.step.speaker else "",
        "rules": {rule: _explained(rules[rule]) for rule in sorted(used & rules.keys())},
    }


def _explained(row: Row) -> list[str]:
    """A row's first example, its reason where it has one, and its source."""
    example = row.example.partition(" ; ")[0]
    return ["" if "\\u" in example else example, row.cells.get("why", ""), row.source]  # an escape shows nobody what changed


def _left_to_right(text: str) -> bool:
    """Whether a line has letters, none of them of a script that runs from right to left."""
    classes = set(map(bidirectional, text))
    return "L" in classes and not classes & {"R", "AL"}
