"""`avc normalize`."""

from __future__ import annotations

from ..result import Tool
from .options import Filter


def normalize() -> Tool:
    """TODO."""
    from ..normalize import Normalizer

    return Normalizer.load()


FILTER = Filter("normalize", normalize)
