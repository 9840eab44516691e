"""`avc diacritize`."""

from __future__ import annotations

from ..result import Tool
from .options import Filter


def diacritize() -> Tool:
    """TODO."""
    from ..diacritize import Diacritizer

    return Diacritizer.load()


FILTER = Filter("diacritize", diacritize)
