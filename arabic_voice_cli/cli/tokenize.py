"""`avc tokenize`."""

from __future__ import annotations

from ..result import Tool
from .options import Filter


def tokenize() -> Tool:
    """TODO."""
    from ..tokenize import Tokenizer

    return Tokenizer.load()


FILTER = Filter("tokenize", tokenize)
