"""Changes to a line as data, so that what changed can be told by offset."""

from __future__ import annotations

from collections.abc import Sequence

from ..tables import Row

Edit = tuple[int, int, str, Row]
"""start, end (code points, half-open), what stands there afterwards, the rule behind it. Lists are in order and do not overlap."""


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text with every edit made."""
    parts: list[str] = []
    at = 0
    for start, end, form, _ in edits:
        parts += text[at:start], form
        at = end
    return "".join([*parts, text[at:]])


def chain(between: str, first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """One list for two steps: ``first`` made ``between`` out of the source, ``second`` is made in ``between``.

    Edits of the two steps that meet become one, under the second's rule. Linear in the number of edits.
    """
    out: list[Edit] = []
    shift = i = j = 0  # shift: from an offset of the source to one of ``between``
    while j < len(second):
        low, high = second[j][:2]
        while i < len(first) and first[i][0] + shift + len(first[i][2]) < low:
            out.append(first[i])
            shift += _growth(first[i])
            i += 1
        if i < len(first):
            low = min(low, first[i][0] + shift)
        source_low, group = low - shift, j
        while True:  # take in whatever touches what is taken in already
            if j < len(second) and second[j][0] <= high:
                high = max(high, second[j][1])
                j += 1
            elif i < len(first) and first[i][0] + shift <= high:
                high = max(high, first[i][0] + shift + len(first[i][2]))
                shift += _growth(first[i])
                i += 1
            else:
                break
        form = apply(between[low:high], [(a - low, b - low, text, row) for a, b, text, row in second[group:j]])
        out.append((source_low, high - shift, form, second[group][3]))
    return [*out, *first[i:]]


def _growth(edit: Edit) -> int:
    return len(edit[2]) - (edit[1] - edit[0])
