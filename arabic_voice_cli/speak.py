"""Phonemes → sound, by an engine that is installed: a preview of what a text's phonemes are, not a voice of ours.

The engine is espeak-ng. It is given phonemes in its own mnemonics, between double brackets, so that no rule of its own changes them;
words without vowels and foreign words it reads by itself.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from .errors import AvcError
from .phonemize import Phonemizer
from .phonemize.alphabets import STRESS, Inventory
from .phonemize.syllables import VOWELS
from .phonemize.utterance import Piece, Said, cut

ENGINE = "espeak-ng"
INSTALL = "install it, e.g. apt install espeak-ng or brew install espeak-ng"
RATE = 140
"""Words a minute."""
_DARK = frozenset(["sˤ", "dˤ", "tˤ", "ðˤ", "zˤ"])
_BRACKETS = str.maketrans("[]", "  ")
"""Double brackets in the text itself would be taken for phonemes."""


class Engine(Protocol):
    """Text with phonemes in double brackets → the bytes of a WAV file."""

    def __call__(self, text: str) -> bytes: ...


class Espeak:
    """espeak-ng as it is found on PATH."""

    def __init__(self, program: str, rate: int = RATE) -> None:
        self.program, self.rate = program, rate

    @classmethod
    def find(cls, rate: int = RATE) -> Espeak:
        """Raises AvcError if it is not installed."""
        program = shutil.which(ENGINE)
        if program is None:
            raise AvcError(f"{ENGINE}: not found on PATH; {INSTALL}")
        return cls(program, rate)

    def __call__(self, text: str) -> bytes:
        with TemporaryDirectory(prefix="avc-") as folder:
            wav = Path(folder) / "out.wav"
            command = [self.program, "-v", "ar", "-b", "1", "-s", str(self.rate), "--stdin", "-w", str(wav)]
            done = subprocess.run(command, input=text.encode("utf-8", "replace"), capture_output=True, check=False)
            if done.returncode or not wav.is_file():
                said = done.stderr.decode("utf-8", "replace").split("\n")[0].strip() or f"exit status {done.returncode}"
                raise AvcError(f"{self.program}: {said}; see that its Arabic voice is installed: {ENGINE} --voices=ar")
            return wav.read_bytes()


class Speaker:
    """Diacritized lines → a WAV file. ``load`` names the options."""

    def __init__(self, phonemizer: Phonemizer, mnemonics: Mnemonics, engine: Engine) -> None:
        self.phonemizer, self.mnemonics, self.engine = phonemizer, mnemonics, engine

    @classmethod
    def load(cls, variety: str = "msa", rate: int = RATE) -> Speaker:
        """Raises AvcError at an unknown variety, and if no engine is installed."""
        engine = Espeak.find(rate)
        phonemizer = Phonemizer.load(variety, stress=True)
        return cls(phonemizer, Mnemonics(phonemizer.inventory), engine)

    def __call__(self, lines: Iterable[str]) -> bytes:
        """One recording of all lines, each an utterance of its own. Raises AvcError if nothing in them can be said."""
        said = [self.script(line) for line in lines]
        if not any(re.search(r"\w", text) for text in said):
            raise AvcError("<input>: nothing to say; give lines with words in them")
        return self.engine("\n\n".join(said) + "\n")

    def script(self, line: str) -> str:
        """A line as the engine gets it: ``[[b'a:b kab'i:R]], hello``."""
        parts: list[str] = []
        for phonetic, group in groupby(self.phonemizer.pronounce(cut(line)), key=_is_phonetic):
            pieces = list(group)
            if phonetic is None:  # spaces between what is said alike
                parts.append(" ")
            elif phonetic:
                parts.append(f"[[{' '.join(self.mnemonics(said.form) for said in pieces if said.form)}]]")
            else:
                parts += [self._unread(said.piece) for said in pieces]
        return "".join(parts).replace("]] [[", " ")

    def _unread(self, piece: Piece) -> str:
        return ", " if piece.kind == "rest" else self.phonemizer.unread(piece).text.translate(_BRACKETS)


def _is_phonetic(said: Said) -> bool | None:
    return None if said.piece.joins and not said.form else said.label in ("word", "number")


class Mnemonics:
    """IPA with stress marks → what espeak-ng's Arabic voice calls the sounds."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self.own = {row["ipa"]: row["espeak"] for row in inventory.table}

    def __call__(self, ipa: str) -> str:
        """The mark of stress moves to the vowel; a beside an emphatic is the back a of the voice."""
        symbols = self.inventory.symbols(ipa)
        out: list[str] = []
        stressed = False
        for i, symbol in enumerate(symbols):
            if symbol == STRESS:
                stressed = True
                continue
            dark = symbol in ("a", "aː") and not _DARK.isdisjoint(symbols[max(i - 1, 0) : i + 2])
            name = self.own[symbol].replace("a", "a.") if dark else self.own[symbol]
            if stressed and symbol in VOWELS:
                name, stressed = "'" + name, False
            out.append(name)
        return "".join(out)
