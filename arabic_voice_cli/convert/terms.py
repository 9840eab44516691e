"""The user's own terminology: words and expressions that are to come out in one wanted form, with the dialect's clitics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..errors import AvcError
from ..text import ARABIC_WORD, strip_diacritics
from .reading import Token
from .wordform import Cut, canonical, fold


class Terms:
    """Terms by the letters of their first word; the marks of a source do not matter.

    ``foreign`` finds the terms that are not in Arabic script, as whole words.
    """

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self.pairs = list(pairs)
        self._words: dict[str, str] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._foreign: dict[str, str] = {}
        for source, wanted in pairs:
            words = tuple(_letters(word[0]) for word in ARABIC_WORD.finditer(source))
            if not words:
                self._foreign[source] = wanted
            elif len(words) == 1:
                self._words[words[0]] = wanted
            else:
                self._phrases.setdefault(words[0], []).append((words, wanted))
        for found in self._phrases.values():
            found.sort(key=lambda pair: -len(pair[0]))
        names = "|".join(re.escape(name) for name in sorted(self._foreign, key=len, reverse=True))
        self.foreign = re.compile(rf"(?<!\w)(?:{names})(?!\w)") if names else None

    @classmethod
    def load(cls, path: str | Path) -> Terms:
        """Read a TSV file: source, wanted form. Lines that are blank or begin with ``# `` are passed over. Raises AvcError."""
        try:
            text = Path(path).read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise AvcError(f"{path}: {(error.strerror or str(error)).lower()}; name a file that can be read") from None
        except UnicodeDecodeError as error:
            bad = error.object[: error.start].count(b"\n") + 1
            raise AvcError(f"{path}:{bad}: not UTF-8; save the file as UTF-8") from None
        pairs: list[tuple[str, str]] = []
        for number, line in enumerate(text.split("\n"), 1):
            line = line.removesuffix("\r")
            if not line.strip() or line.startswith("# "):
                continue
            cells = [cell.strip() for cell in line.split("\t")]
            if len(cells) != 2 or not all(cells):
                raise AvcError(f"{path}:{number}: {len(cells)} cells; a term is its source, a tab, and the form that is wanted")
            pairs.append((cells[0], cells[1]))
        return cls(pairs)

    def word(self, word: str) -> str:
        """The wanted form of a word without its case ending, or nothing."""
        return self._words.get(strip_diacritics(word), "")

    def phrase(self, tokens: Sequence[Token], start: int, end: int) -> tuple[int, Cut, str] | None:
        """(tokens used, the proclitics of the first, wanted form) of the longest term of several words at ``start``."""
        if not self._phrases:
            return None
        for cut in tokens[start].cuts:
            for words, wanted in self._phrases.get(_letters(cut.rest), ()):
                rest = tokens[start + 1 : min(end, start + len(words))]
                if len(rest) == len(words) - 1 and all(_letters(t.word) == word for t, word in zip(rest, words[1:], strict=True)):
                    return len(words), cut, wanted
        return None

    def in_gap(self, text: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, wanted form) of every term in text that is not in Arabic script."""
        for match in self.foreign.finditer(text) if self.foreign else ():
            yield match.start(), match.end(), self._foreign[match[0]]


def _letters(word: str) -> str:
    """A word's letters, less the alif of a tanwin."""
    return strip_diacritics(re.sub("ًا$|[ًٌٍ]$", "", fold(canonical(word))))
