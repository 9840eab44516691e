"""A tool for the columns of data frames and data sets: texts in, texts out, in whatever process."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from functools import lru_cache
from threading import Lock
from typing import Any

from ..result import Tool

_OPENING = Lock()
"""Threads that come at the same time open one tool, not two."""


class Column:
    """``Column(Diacritizer.load, style="isolated")`` is called with a column's texts and returns theirs.

    It travels to other processes as this recipe, not as the open tool, and opens the tool once in each. What is no text
    (None, NaN) stays as it is.
    """

    def __init__(self, load: Callable[..., Tool], *arguments: Any, **options: Any) -> None:
        self.recipe = pickle.dumps((load, arguments, options))

    def __call__(self, texts: Iterable[Any]) -> list[Any]:
        """As many as were given, in their order."""
        column = list(texts)
        with _OPENING:
            tool = _opened(self.recipe)
        results = iter(tool([text for text in column if isinstance(text, str)]))
        return [next(results).text if isinstance(text, str) else text for text in column]


@lru_cache(maxsize=8)
def _opened(recipe: bytes) -> Tool:
    """The tool of this process. A cache for all, since each task that Dask or Spark sends brings a copy of the recipe."""
    load, arguments, options = pickle.loads(recipe)
    tool: Tool = load(*arguments, **options)
    return tool
