"""The only importer of camel_tools: its morphological databases as an analyzer for `tokenize` and as a diacritizer.

Everything here needs ``pip install 'arabic-voice-cli[camel]'`` and a database: one that ``camel_data -i`` installed, by
name, or a file in its ``.db`` format, by path. Analyses are ranked by the database's own probabilities, with CAMeL
Tools' word model where it is installed for the database.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from .errors import AvcError
from .result import Result
from .text import DIACRITICS, TATWEEL, split_marks, strip_diacritics
from .tokenize.segment import LONGEST, STEM, Analysis, Analyzer, Clitics, Place, Segment, bare_letters, coarse, one_shape

INSTALL = "pip install 'arabic-voice-cli[camel]'"
DATABASES = {  # name → what camel_data -i calls it
    "calima-msa-r13": "morphology-db-msa-r13",
    "calima-egy-r13": "morphology-db-egy-r13",
    "calima-glf-01": "morphology-db-glf-01",
    "calima-lev-01": "morphology-db-lev-01",
}
DEFAULT = "calima-msa-r13"

_CLASSES = {  # last part of a proclitic's name in the database → its class here
    "conj": "CONJ", "sub": "CONJ", "prep": "PREP", "det": "DET", "fut": "FUT", "prog": "FUT", "neg": "NEG",
    "dem": "DEM", "voc": "VOC", "ques": "PART", "emph": "PART", "jus": "PART", "part": "PART", "rc": "PART",
    "interrog": "WH", "cc": "PART",
}  # fmt: skip

_FIRST = dict(zip("wfbklsmEH", "وفبكلسمعح", strict=True))
"""First letter of a proclitic's name in the database (wa_conj, bi_prep) → the letter it is spelled with."""

Features = Mapping[str, Any]
"""One analysis of a word: CAMeL's feature names and values."""
Best = Callable[[str], Features | None]
"""A word → its most probable analysis, or None where the database has none."""


class CamelAnalyzer:
    """Clitics as CAMeL Tools' best analysis of a word has them; words it does not know go to ``fallback``."""

    def __init__(self, best: Best, clitics: Clitics, fallback: Analyzer, signature: str) -> None:
        self.clitics = clitics
        self.fallback = fallback
        self.signature = signature
        self._best = lru_cache(maxsize=1 << 16)(best)

    @classmethod
    def load(cls, database: str, clitics: Clitics, fallback: Analyzer) -> CamelAnalyzer:
        """Open a database by name or path; "" is the MSA one."""
        best, name = load_best(database)
        return cls(best, clitics, fallback, f"{name}|{fallback.signature}")

    def __call__(self, lines: Sequence[str], places: Sequence[Sequence[Place]]) -> list[list[Analysis]]:
        known = [[self.word(line[a:b]) for a, b in where] for line, where in zip(lines, places, strict=True)]
        others = self.fallback(lines, places)
        return [[a or b for a, b in zip(*pair, strict=True)] for pair in zip(known, others, strict=True)]

    def word(self, word: str) -> Analysis | None:
        """The cut that has the clitics of the best analysis; None without analysis or such a cut."""
        bare = bare_letters(word)
        features = self._best(bare) if 1 < len(bare) <= LONGEST else None
        if features is None:
            return None
        wanted = classes(features)
        if not wanted:
            return (Segment(bare, STEM),)
        for cut in self.clitics.cuts(one_shape(bare)):
            analysis = cut.segments(bare)
            clitics = [s for s in analysis if s.label != STEM]
            if len(clitics) == len(wanted) and all(
                coarse(s.label) == label and s.letters.startswith(letter) for s, (label, letter) in zip(clitics, wanted, strict=True)
            ):
                return analysis
        return None


def classes(features: Features) -> list[tuple[str, str]]:
    """(class, first letter or "") of an analysis's clitics in order, pronouns as PRON."""
    found = []
    for slot in ("prc3", "prc2", "prc1.5", "prc1", "prc0"):
        value = str(features.get(slot) or "0")
        if value not in ("0", "na", "-"):
            found.append((_CLASSES.get(value.rsplit("_", 1)[-1], "PART"), _FIRST.get(value[0], "")))
    for slot in ("enc0", "enc1"):
        kind = str(features.get(slot) or "0").rsplit("_", 1)[-1]
        if kind in ("poss", "dobj", "pron"):
            found.append(("PRON", ""))
        elif kind.startswith("neg"):
            found.append(("NEG", ""))
    return found


class CamelDiacritizer:
    """Each word with the marks of its best analysis; where the analysis has other letters the word stays as it is."""

    def __init__(self, best: Best, signature: str) -> None:
        self.signature = f"diacritize|{signature}"
        self._best = lru_cache(maxsize=1 << 16)(best)

    def __call__(self, lines: list[str]) -> list[Result]:
        return [Result(line, self._line(line)) for line in lines]

    def _line(self, line: str) -> str:
        from .tokenize import arabic_words

        out, at = [], 0
        for start, end in arabic_words(line):
            out += [line[at:start], self.word(line[start:end])]
            at = end
        return "".join([*out, line[at:]])

    def word(self, word: str) -> str:
        """A word with marks; those that it already has stay."""
        bare = strip_diacritics(word)
        features = self._best(bare) if TATWEEL not in word and len(bare) <= LONGEST else None
        marked = str(features["diac"]) if features else word
        if strip_diacritics(marked) != bare or marked[:1] in DIACRITICS or word[:1] in DIACRITICS:
            return word
        pairs = zip(split_marks(word), split_marks(marked), strict=True)
        return "".join(letter + (own or new) for (letter, own), (_, new) in pairs)


class LineTool(Protocol):
    """What `camel_diacritizer` returns: a tool of `avc diacritize`."""

    signature: str

    def __call__(self, lines: list[str]) -> list[Result]: ...


def camel_diacritizer(database: str = "") -> LineTool:
    """Lines → results with the marks of CAMeL Tools' best analyses, word by word, without context."""
    best, name = load_best(database)
    return CamelDiacritizer(best, name)


def charmap(name: str) -> Callable[[str], str]:
    """One of CAMeL Tools' character maps (ar2bw, bw2ar, ar2hsb, ar2safebw, ar2xmlbw …) as a function on text."""
    try:
        from camel_tools.utils.charmap import CharMapper
    except ImportError:
        raise AvcError(f"camel: camel-tools is not installed; {INSTALL}") from None
    if name not in CharMapper.BUILTIN_CHARMAPS:
        raise AvcError(f"camel: no character map {name!r}; there are: {', '.join(sorted(CharMapper.BUILTIN_CHARMAPS))}")
    map_text: Callable[[str], str] = CharMapper.builtin_mapper(name).map_string
    return map_text


def load_best(database: str) -> tuple[Best, str]:
    """The ranking of a database by name or path, and what names it in a signature."""
    path = Path(database) if database.endswith(".db") or os.sep in database else None
    with _empty_catalogue() if path else _nothing():
        try:
            from camel_tools.disambig.mle import MLEDisambiguator
            from camel_tools.morphology.analyzer import Analyzer as Morphology
            from camel_tools.morphology.database import MorphologyDB
        except ImportError as error:
            raise AvcError(f"camel: camel-tools is not installed ({error}); {INSTALL}") from None
        except Exception as error:  # its first import downloads a catalogue
            fix = f"with a network: camel_data -i {DATABASES.get(database or DEFAULT, database)}"
            raise AvcError(f"camel: camel-tools has no catalogue and cannot fetch it ({type(error).__name__}); {fix}") from None
    name = database or DEFAULT
    try:
        db = MorphologyDB(str(path)) if path else MorphologyDB.builtin_db(name)
    except FileNotFoundError:
        fix = "check the path" if path else f"camel_data -i {DATABASES.get(name, name)}"
        raise AvcError(f"camel: no database {name!r}; {fix}") from None
    except Exception as error:  # whatever a damaged or unknown database makes it raise
        known = f"names are: {', '.join(DATABASES)}"
        raise AvcError(f"camel: database {name!r} cannot be read ({type(error).__name__}: {str(error)[:80]}); {known}") from None
    rank = MLEDisambiguator(Morphology(db), None if path else _word_model(name))

    def best(word: str) -> Features | None:
        analyses = rank.disambiguate([word])[0].analyses
        return analyses[0].analysis if analyses else None

    return best, f"camel:{path.name if path else name}"


def _word_model(name: str) -> str | None:
    """CAMeL Tools' word model for a database, if it is installed."""
    from camel_tools.data import CATALOGUE

    entry = CATALOGUE.components["DisambigMLE"].datasets.get(name)
    model = Path(entry.path) / "model.json" if entry else None
    return str(model) if model and model.is_file() else None


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@contextmanager
def _empty_catalogue() -> Iterator[None]:
    """Let camel_tools be imported without a network, for a database given by path.

    Its first import downloads a catalogue of installable databases, which a file of one's own does not need. Where there
    is none yet, an empty one stands in during the import; nothing is written to the user's folders.
    """
    given = os.environ.get("CAMELTOOLS_DATA")
    homes = [Path(given)] if given else [Path.home() / ".camel_tools", Path.home() / "AppData/Roaming/camel_tools"]
    if any((home / "catalogue.json").is_file() for home in homes):
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "catalogue.json").write_text(json.dumps({"version": "0", "packages": {}, "components": {}}))
        os.environ["CAMELTOOLS_DATA"] = folder
        try:
            yield
        finally:
            if given is None:
                del os.environ["CAMELTOOLS_DATA"]
            else:
                os.environ["CAMELTOOLS_DATA"] = given
