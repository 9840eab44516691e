"""`avc transliterate`."""

from __future__ import annotations

from ..result import Tool
from .options import Filter


def transliterate() -> Tool:
    """TODO."""
    from ..transliterate import Transliterator

    return Transliterator.load()


FILTER = Filter("transliterate", transliterate)
