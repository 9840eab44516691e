"""A tool, or a pipe of tools, whose results say where each piece of the line went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..result import Pipe, Result, Span, Tool
from .moves import Stage, stages


@dataclass(frozen=True, slots=True)
class TracedResult(Result):
    """``stages`` lead from ``source`` to ``text``, one after the other."""

    stages: Sequence[Stage] = ()


class Traced:
    """Runs a tool, or a pipe's steps, and keeps track. The spans are the last step's, as places of the line that was read."""

    def __init__(self, tool: Tool) -> None:
        self.tool = tool
        self.steps: Sequence[Tool] = tool.tools if isinstance(tool, Pipe) else [tool]

    @property
    def signature(self) -> str:
        return self.tool.signature

    def __call__(self, lines: list[str]) -> list[Result]:
        results = [TracedResult(line, line) for line in lines]
        for step in self.steps:
            results = [_then(old, new) for old, new in zip(results, step([r.text for r in results]), strict=True)]
        return list[Result](results)


def _then(old: TracedResult, new: Result) -> TracedResult:
    spans = tuple(_back(new.spans, old.stages)) if old.stages else new.spans
    return TracedResult(old.source, new.text, spans, (*old.stages, *stages(new.source, new.text, new.spans)))


def _back(spans: Iterable[Span], changes: Sequence[Stage]) -> Iterable[Span]:
    for span in spans:
        where: tuple[int, int] | None = (span.start, span.end)
        for stage in reversed(changes):
            where = where and stage.back(*where)
        if where:
            yield replace(span, start=where[0], end=where[1])
