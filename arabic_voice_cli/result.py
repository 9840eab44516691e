"""What every tool returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol, TypeVar

from .errors import AvcError

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the source line: where, what, and by which rule.

    ``start`` and ``end`` are half-open code-point offsets into ``Result.source``; ``form`` is what the piece stands
    for or became; ``rule`` is the id of the table row behind it, or empty. ``confidence`` is the tool's probability
    that ``form`` is right, None where it has none; ``alternatives`` are the next-best forms with theirs, best first.
    ``pos`` is a part of speech of Universal Dependencies, empty where the tool names none.
    """

    start: int
    end: int
    label: str
    form: str
    rule: str = ""
    confidence: float | None = None
    alternatives: tuple[tuple[str, float], ...] = ()
    pos: str = ""

    def record(self) -> dict[str, object]:
        """As JSON Lines has it: what the tool does not say is left out."""
        record = asdict(self)
        for key, nothing in (("confidence", None), ("alternatives", ()), ("pos", "")):
            if record[key] == nothing:
                del record[key]
        return record


@dataclass(frozen=True, slots=True)
class Result:
    """One line in, one line out."""

    source: str
    text: str
    spans: Sequence[Span] = ()


Process = Callable[[list[str]], list[Result]]
"""N lines in, N results out, in the same order; a line's result does not depend on its neighbours."""


class Tool(Protocol):
    """A `Process` that can say what it is made of."""

    @property
    def signature(self) -> str:
        """Name and versions of everything that decides the output: ``diacritize|model:tashkeel@1.0|sha:9f2c41d0``."""

    def __call__(self, lines: list[str]) -> list[Result]: ...


class Pipe:
    """Several tools as one: each gets the text the one before it returned; the spans are the last one's."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        self.tools = tools

    @property
    def signature(self) -> str:
        return "|".join(tool.signature for tool in self.tools)

    def __call__(self, lines: list[str]) -> list[Result]:
        results = [Result(line, line) for line in lines]
        for tool in self.tools:
            results = tool([r.text for r in results])
        return [Result(line, r.text, r.spans) for line, r in zip(lines, results, strict=True)]


class ByField:
    """One of several tools for each line, by what a field of the line's record says; ``option`` is what asked for it."""

    def __init__(self, option: str, field: str, tools: Mapping[str, Tool]) -> None:
        self.option, self.field, self.tools = option, field, tools

    @property
    def signature(self) -> str:
        return "|".join(f"{self.field}={value}:{tool.signature}" for value, tool in self.tools.items())

    def each(self, wrap: Callable[[Tool], Tool]) -> ByField:
        """The same with every tool wrapped."""
        return ByField(self.option, self.field, {value: wrap(tool) for value, tool in self.tools.items()})

    def __call__(self, lines: list[str]) -> list[Result]:
        raise AvcError(f"{self.option}: reads a field of JSON Lines; give --field NAME, and no step of a pipe reads records")

    def with_records(self, lines: list[str], records: list[object]) -> list[Result]:
        """One result a line, each by its record's tool. Raises AvcError for a record that does not say which."""
        chosen = [self._value(record) for record in records]
        results: list[Result | None] = [None] * len(lines)
        for value, tool in self.tools.items():
            mine = [i for i, c in enumerate(chosen) if c == value]
            for i, result in zip(mine, tool([lines[i] for i in mine]) if mine else (), strict=True):
                results[i] = result
        return [result or Result(line, line) for line, result in zip(lines, results, strict=True)]

    def _value(self, record: object) -> str:
        if not isinstance(record, dict):
            return ""  # a blank line
        value = record.get(self.field)
        if value not in self.tools:
            said = "no field" if self.field not in record else f"{value!r} in"
            raise AvcError(f"{self.option}: a record has {said} {self.field!r}; it is one of: {', '.join(self.tools)}")
        return str(value)


def side_by_side(process: Callable[[list[str]], list[Answer]], threads: int) -> Callable[[list[str]], list[Answer]]:
    """The same process on ``threads`` parts of its lines at once: a line's answer does not depend on its neighbours."""
    if threads == 1:
        return process
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(threads)

    def run(lines: list[str]) -> list[Answer]:
        size = -(-len(lines) // threads) or 1
        parts = [lines[i : i + size] for i in range(0, len(lines), size)]
        return [answer for part in pool.map(process, parts) for answer in part]

    return run
