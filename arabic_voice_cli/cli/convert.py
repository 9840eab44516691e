"""`avc convert`."""

from __future__ import annotations

from ..result import Tool
from .options import Filter


def convert() -> Tool:
    """TODO."""
    from ..convert import Converter

    return Converter.load()


FILTER = Filter("convert", convert)
