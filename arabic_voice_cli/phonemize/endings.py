"""How a word ends: before a pause, and in dialect, where case and mood are gone.

Sources: Wright 1896 i §§223-230 (pause); Ryding 2005 ch. 2; dialects: phonology rules A1, A2. Read-aloud MSA departs from the
classical pause in two ways: -an is said (شُكْرًا /ʃukran/), and -ki, -ti stay, which alone tell that a woman is addressed.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..text import ALEF, ALEF_MAKSURA, TEH, TEH_MARBUTA, WAW
from .onsets import LONG, NONE, SOUNDED
from .readings import CLOSED, Letter

SHORT = {"aː": "a", "iː": "i", "uː": "u", "eː": "e", "oː": "o"}
Sounds = tuple[str, ...]
_SETTLED = ((("i", "j", "j"), "iː"), (("i", "j"), "iː"), (("u", "w"), "uː"))
"""What an ending leaves bare → what is said: عَرَبِيّ /ʕarabiː/, الْقَاضِيَ /ʔalqaːdˤiː/."""


def pausal(sounds: Sounds, word: Sequence[Letter], definite: bool, elided: bool) -> Sounds:
    """MSA before a pause: case and mood vowels fall, ة is a (aːh after ā). ``elided``: the wasl's vowel is still to come."""
    last, before = (word[-1] if word else NONE), (word[-2] if len(word) > 1 else NONE)
    if last.char == TEH_MARBUTA:
        if last.vowel in SOUNDED:
            sounds = sounds[: -1 - len(last.vowel.removesuffix("ː"))]
        return (*sounds, "h") if sounds[-1:] == ("aː",) else sounds
    if last.char == ALEF_MAKSURA and "an" in (last.vowel, before.vowel):
        return (*sounds[:-2], "aː")
    if last.vowel in ("un", "in") or (before.vowel in ("un", "in") and last.char in (WAW, ALEF_MAKSURA)):
        sounds = sounds[:-2]
    elif last.vowel in LONG and sounds[-1:] == (last.vowel,) and _vowels(sounds) + elided > 1 and (definite or not _feminine(last, before)):
        sounds = sounds[:-1]
    return _settle(sounds)


def without_case(sounds: Sounds, word: Sequence[Letter]) -> Sounds:
    """Dialect: u, i and -un fall (rules A1, A2), and a where a sukun shows that the word is spelled as in MSA."""
    last = word[-1] if word else NONE
    if _vowels(sounds) > 1 and last.char != TEH_MARBUTA:
        falling = ("u", "i", "a") if any(letter.vowel == CLOSED for letter in word) else ("u", "i")
        if last.vowel == "un":
            sounds = sounds[:-2]
        elif last.vowel in falling and sounds[-1:] == (last.vowel,):
            sounds = sounds[:-1]
    return _settle(sounds)


def _feminine(last: Letter, before: Letter) -> bool:
    """A final -ki or -ti of an indefinite word in pause is the woman addressed: كِتَابُكِ, كَتَبْتِ."""
    if last.vowel != "i" or last.double:
        return False
    return last.char == "ك" or (last.char == TEH and before.vowel in ("", CLOSED) and before.char != ALEF)


def _vowels(sounds: Sounds) -> int:
    return sum(sound in LONG or sound in SHORT for sound in sounds)


def _settle(sounds: Sounds) -> Sounds:
    for glides, long in _SETTLED:
        if sounds[-len(glides) :] == glides:
            return (*sounds[: -len(glides)], long)
    return sounds
