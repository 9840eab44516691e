"""Edit distance."""

from __future__ import annotations

from collections.abc import Hashable, Sequence


def levenshtein(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """Insertions, deletions and substitutions between two sequences of any items.

    Bit-parallel (Hyyrö 2003, after Myers 1999): column j of the distance matrix is kept as two bit vectors, the rows
    where the distance rises by one and where it falls; one whole column costs a few operations on long integers.
    """
    if not a:
        return len(b)
    where: dict[Hashable, int] = {}
    for i, item in enumerate(a):
        where[item] = where.get(item, 0) | 1 << i
    full = (1 << len(a)) - 1
    bottom = 1 << (len(a) - 1)
    rises, falls, distance = full, 0, len(a)
    for item in b:
        match = where.get(item, 0)
        diagonal = (((match & rises) + rises) ^ rises) | match
        row_rises = falls | (full & ~(diagonal | rises))
        row_falls = rises & diagonal
        distance += bool(row_rises & bottom) - bool(row_falls & bottom)
        row_rises = (row_rises << 1 | 1) & full
        row_falls = row_falls << 1 & full
        vertical = match | falls
        rises = row_falls | (full & ~(vertical | row_rises))
        falls = row_rises & vertical
    return distance
