"""What an index's rows say, one text each, decoded when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

KEPT = 1 << 17
"""Rows whose texts are remembered."""


class RowTexts:
    """A text of each row; those of single skeletons are remembered, for common ones come again and again."""

    def __init__(self, blob: memoryview, starts: memoryview) -> None:
        """UTF-8, a line feed after each text; where each skeleton's texts begin, in bytes (one more at the end)."""
        self._blob, self._starts = blob, starts
        self._seen: dict[int, list[str]] = {}
        self._kept = 0

    def at(self, places: Sequence[int]) -> list[str]:
        """The texts of the rows at these skeletons."""
        if len(places) != 1:
            return self._decoded(places)
        found = self._seen.get(places[0])
        if found is None:
            found = self._decoded(places)
            self._kept += len(found)
            if self._kept > KEPT:
                self._seen.clear()
                self._kept = len(found)
            self._seen[places[0]] = found
        return found

    def _decoded(self, places: Sequence[int]) -> list[str]:
        return b"".join([self._blob[self._starts[at] : self._starts[at + 1]] for at in places]).decode().split("\n")[:-1]
