"""The text side of an Arabic voice assistant; the command line is `avc`.

Each tool is a class with ``load(...)`` and is called with a list of lines: ``Diacritizer.load()(["ذهب الولد"])``
returns one `Result` a line. Importing this package imports nothing else; a name is resolved when it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .convert import Converter as Converter
    from .diacritize import Diacritizer as Diacritizer
    from .errors import AvcError as AvcError
    from .normalize import Normalizer as Normalizer
    from .phonemize import Phonemizer as Phonemizer
    from .result import Result as Result
    from .result import Span as Span
    from .tokenize import Tokenizer as Tokenizer
    from .transliterate import Transliterator as Transliterator

_HOME = {
    "Normalizer": "normalize",
    "Tokenizer": "tokenize",
    "Transliterator": "transliterate",
    "Diacritizer": "diacritize",
    "Converter": "convert",
    "Phonemizer": "phonemize",
    "Result": "result",
    "Span": "result",
    "AvcError": "errors",
}
__all__ = [*_HOME, "__version__"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
