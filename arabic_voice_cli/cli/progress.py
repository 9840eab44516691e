"""A line on standard error that says how far a run is; only where someone is looking."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from stat import S_ISREG
from time import monotonic

from ..streams import STDIN

FIRST, EVERY = 1.0, 0.25
"""Seconds before the first line (short runs show none) and between two."""


class Progress:
    """``add`` what was done; ``unit`` is ``MB`` (add bytes) or a noun (add things)."""

    def __init__(self, total: int, unit: str = "MB", quiet: bool = False) -> None:
        self.total, self.unit, self.done = total, unit, 0
        self.start = monotonic()
        self.next = self.start + FIRST
        self.on = not quiet and total > 0 and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self.shown = False

    def add(self, amount: int) -> None:
        """So much more is done."""
        self.done += amount
        now = monotonic()
        if self.on and now >= self.next:
            self.next = now + EVERY
            self.shown = True
            print(f"\r\x1b[K{describe(self.done, self.total, now - self.start, self.unit)}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Wipe the line, so that nothing stays of it."""
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self.shown = False


def describe(done: int, total: int, seconds: float, unit: str) -> str:
    """``12.0 of 50.0 MB, 24 %, 0.80 MB/s, 47 s left``."""
    scale, form = (1e6, ".1f") if unit == "MB" else (1, ".0f")
    rate = done / scale / max(seconds, 1e-9)
    left = (total - done) / scale / rate if rate else 0.0
    return f"{done / scale:{form}} of {total / scale:{form}} {unit}, {100 * done / total:.0f} %, {rate:.2f} {unit}/s, {span(left)} left"


def span(seconds: float) -> str:
    """``47 s``, ``3 min 05 s``, ``2 h 40 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest:02} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def size(files: Sequence[str]) -> int:
    """Bytes of all files together; 0 where one is a pipe, a terminal or not there."""
    total = 0
    for file in files:
        try:
            status = os.fstat(sys.stdin.fileno()) if file == STDIN else Path(file).stat()
        except (OSError, ValueError, AttributeError):
            return 0
        if not S_ISREG(status.st_mode):
            return 0
        total += status.st_size
    return total
