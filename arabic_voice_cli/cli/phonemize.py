"""`avc phonemize`."""

from __future__ import annotations

from ..result import Tool
from .options import Filter


def phonemize() -> Tool:
    """TODO."""
    from ..phonemize import Phonemizer

    return Phonemizer.load()


FILTER = Filter("phonemize", phonemize)
