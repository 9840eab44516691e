"""What every tool returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol, TypeVar

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the source line: where, what, and by which rule.

    ``start`` and ``end`` are half-open code-point offsets into ``Result.source``; ``form`` is what the piece stands
    for or became; ``rule`` is the id of the table row behind it, or empty. ``confidence`` is the tool's probability
    that ``form`` is right, None where it has none; ``alternatives`` are the next-best forms with theirs, best first.
    """

    start: int
    end: int
    label: str
    form: str
    rule: str = ""
    confidence: float | None = None
    alternatives: tuple[tuple[str, float], ...] = ()

    def record(self) -> dict[str, object]:
        """As JSON Lines has it: what the tool does not say is left out."""
        record = asdict(self)
        for key, nothing in (("confidence", None), ("alternatives", ())):
            if record[key] == nothing:
                del record[key]
        return record


@dataclass(frozen=True, slots=True)
class Result:
    """One line in, one line out."""

    source: str
    text: str
    spans: tuple[Span, ...] = ()


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
