"""The run as a whole: which parts are left to do, and what came of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .. import __version__
from ..errors import AvcError
from ..formats import Format, Layout
from ..records import Work
from .parts import Kind, Part, parts_of
from .storage import about, below, publishing
from .work import ASIDE, DONE, Done

PLAN = "_avc/plan.json"
"""Below the output: what the parts there are made with."""

Do = Callable[[Sequence[Part]], Iterator[tuple[Part, Done | str]]]
"""Parts → each as it ends, in any order: what became of it, or why nothing could."""


@dataclass(frozen=True)
class Batch:
    """What is to be done to a corpus."""

    work: Work
    """Its layout does not count: each kind of file has one."""
    inputs: Sequence[str]
    output: str
    field: str = "text"
    """The field of JSON Lines and the column of Parquet."""
    spans: bool = False
    """Write text and JSON Lines as JSON Lines with source and spans."""
    block: int = 32_000_000
    """Bytes from which a file that can be cut is cut."""

    def layout(self, kind: Kind) -> Layout:
        """Where in the records of such a file the text is."""
        return Layout(Format.jsonl if self.spans else Format.text, self.field if kind is Kind.jsonl else "")


@dataclass
class Run:
    """A batch on its way."""

    output: str
    """As workers in other folders see it."""
    left: list[Part]
    """What is to be done, largest first."""
    before: list[Done]
    """Parts that an earlier run has finished."""
    done: list[Done] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """Part → why nothing became of it."""

    @property
    def size(self) -> int:
        """Bytes to read."""
        return sum(part.size for part in self.left)

    def follow(self, answers: Iterable[tuple[Part, Done | str]], progress: Callable[[int], None]) -> None:
        """Take note of each part as it ends; a part that fails stops no other."""
        clear_temporary(self.output)
        try:
            for part, got in answers:
                progress(part.size)
                if isinstance(got, Done):
                    self.done.append(got)
                else:
                    self.failed[part.name] = got
        finally:
            clear_temporary(self.output)

    def __str__(self) -> str:
        parts = [*self.done, *self.before]
        lines, unreadable = sum(part.lines for part in parts), sum(part.unreadable for part in parts)
        said = [f"{_count(len(self.done), 'part')} done", f"{len(self.before)} done before" if self.before else ""]
        said += [f"{len(self.failed)} failed, the same command tries again" if self.failed else "", _count(lines, "record")]
        said += [f"{unreadable} unreadable, see {below(self.output, ASIDE)}" if unreadable else ""]
        return "; ".join(filter(None, said))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def prepare(batch: Batch) -> Run:
    """Find the parts and what of them is left to do.

    Raises AvcError where nothing can be done: no input, no such model, an output that was made otherwise.
    """
    signature = batch.work.open().signature
    parts = parts_of(batch.inputs, batch.block, batch.spans)
    if batch.spans and any(part.kind is Kind.parquet for part in parts):
        raise AvcError("-f jsonl: a Parquet column has no place for spans; leave it out")
    output = _absolute(batch.output)
    _same_plan(batch, signature, output)
    before = _finished(parts, output)
    left = sorted((part for part in parts if part.name not in before), key=lambda part: -part.size)
    return Run(output, left, list(before.values()))


def _absolute(url: str) -> str:
    from fsspec.core import url_to_fs

    with about(url):
        fs, path = url_to_fs(url)
        return str(fs.unstrip_protocol(path)).rstrip("/")


def _same_plan(batch: Batch, signature: str, output: str) -> None:
    """Note what is done here, or compare with what was: parts of two kinds must not stand side by side."""
    from fsspec.core import url_to_fs

    plan = {"signature": f"avc:{__version__}|{signature}", "field": batch.field, "spans": batch.spans, "block": batch.block}
    address = below(output, PLAN)
    with about(address):
        fs, path = url_to_fs(address)
        if not fs.exists(path):
            with publishing(address) as out:
                out.write(json.dumps(plan, ensure_ascii=False, indent=1).encode())
            return
        old = json.loads(fs.cat_file(path))
    if other := [key for key in plan if old.get(key) != plan[key]]:
        raise AvcError(f"{output}: its parts were made with another {' and '.join(other)}; choose another output, or remove it")


def _finished(parts: list[Part], output: str) -> dict[str, Done]:
    """The parts that an earlier run has finished, and whose source has not changed since."""
    from fsspec.core import url_to_fs

    with about(output):
        fs, root = url_to_fs(output)
        there = set(fs.find(root))
        notes = [f"{root}/{DONE}/{part.name}.json" for part in parts if f"{root}/{part.name}" in there]
        read = fs.cat(notes) if (notes := [note for note in notes if note in there]) else {}
    keys = {part.name: part.key for part in parts}
    done = (Done(**json.loads(data)) for data in read.values())
    return {part.name: part for part in done if keys[part.name] == part.key}


def clear_temporary(output: str) -> None:
    """Remove what workers that were killed have left; an object store shows no half object."""
    from fsspec.core import url_to_fs
    from fsspec.implementations.local import LocalFileSystem

    fs, root = url_to_fs(output)
    if isinstance(fs, LocalFileSystem):
        for file in Path(root).rglob(".avc-*"):
            file.unlink(missing_ok=True)
