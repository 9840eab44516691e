"""Files that are more than records one after the other: what stands before, between and after them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO, Protocol

from ..errors import AvcError
from ..streams import replacing
from . import brat


class Sink(Protocol):
    """Where answers go."""

    def write(self, data: bytes, /) -> object: ...

    def flush(self) -> object: ...


class _Array:
    """JSON, a record a line → an array of them."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self.before = b"["

    def write(self, data: bytes) -> None:
        for row in data.split(b"\n"):
            if row:
                self.out.write(self.before + row)
                self.before = b",\n"

    def flush(self) -> None:
        self.out.flush()

    def close(self) -> None:
        self.out.write(b"]\n" if self.before != b"[" else b"[]\n")


@contextmanager
def document(format: str, out: BinaryIO, path: Path | None) -> Iterator[Sink]:
    """What goes to ``out`` (at ``path``, if there is one) in the form that files of the format have.

    For brat a NAME.ann comes with its NAME.txt; on standard output it is the annotations only.
    """
    if format == "label-studio":
        array = _Array(out)
        yield array
        array.close()
    elif format == "brat":
        with _text(path) as text:
            standoff = brat.Document(out, text)
            yield standoff
            standoff.close()
    else:
        yield out


def _text(path: Path | None) -> AbstractContextManager[BinaryIO | None]:
    """The text file beside an annotation file."""
    if path is None or str(path) == "-" or (path.exists() and not path.is_file()):
        return nullcontext()
    if path.suffix != ".ann":
        raise AvcError(f"{path}: brat has NAME.ann beside NAME.txt; name the output NAME.ann")
    return replacing(path.with_suffix(".txt"))
