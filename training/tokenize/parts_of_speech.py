"""Parts of speech in six kinds, out of the tags and lemmas of the gold segmentations."""

from __future__ import annotations

from pathlib import Path

from arabic_voice_cli.tokenize.network import POS

KINDS = {name: i for i, name in enumerate(POS)}


def part_of_speech(word: str, note: str, labels: tuple[str, ...], lemmas: dict[str, str]) -> int:
    """The stem's part of speech from a source's tag in the note, or by its lemma there; or -1."""
    if note.startswith("lex="):
        return KINDS.get(lemmas.get(note[4:].split(" ")[0], ""), -1)
    key, _, value = next((cell for cell in note.split() if cell[:2] == "x=" or cell[:4] in ("src=", "pos=")), "").partition("=")
    if not value:
        return -1
    if key == "pos":
        name = {"V": "verb", "N": "noun", "PN": "proper", "ADJ": "adjective"}.get(value, "other" if value == "INL" else "particle")
        return KINDS[name]
    tags = value.split("+")
    if key == "x" and tags[-1][:1] == "U":  # not analysed: names, and relative pronouns
        return KINDS["particle" if word.startswith(_RELATIVE) else "proper"]
    if key == "x":
        stems = [t for t in tags if t[:1] not in "CPFSUG"] or tags
        name = {"N": "noun", "A": "adjective", "V": "verb", "Z": "proper", "Q": "other", "D": "noun", "X": "proper", "Y": "other"}.get(
            stems[0][:1], "particle"
        )
        return KINDS[name]
    names = {"NOUN": "noun", "PNOUN": "proper", "ADJ": "adjective", "ADV": "noun", "V": "verb", "PVERB": "verb", "IVERB": "verb", "CVERB": "verb", "NUM": "other",
             "VERB": "verb", "AUX": "verb", "PROPN": "proper"}  # fmt: skip
    stems = [names[t.split("_")[0]] for t in tags if t.split("_")[0] in names]
    return KINDS[stems[0] if stems else "particle" if len(labels) <= 2 else "other"]


_RELATIVE = ("الذ", "الت", "اللذ", "اللت", "اللوات")
_LEXICON = {"V": "verb", "N": "noun", "ADJ": "adjective"}
_LEMMAS = {
    "particle": "ما مِن عَلَى فِي لا يا عَن إِلَى مَع أَنّ لَو لِين هَذا هاي ذاك شُو لَيش وَين كَيف مِنو أَو وَلا ل عِند هَب غَير اَنا بَسّ اِللِي هِيَ هُوَ وَيّا اِنتِي اِنتَ "
    "اِلّا اِن اِنّ اَن مُب هُب مِنُو وِلّا هَيه تَرَى اِذا حَتَّى هِنِي مَتَى نَحنُ اَمّا اَو يَلّا مِش كَنّ ها",
    "proper": "اللّٰه سارَة غالِيَة مُهرَة رِيم خالِد حَمُّود جَزو مَنصُور خَلِيفَة ناصِر هِند رِفِيعَة نُورَة غُرُوب راشِد جَزوِي حارِب شَيخَة رَوضَة مُحَمَّد سُلطان هَزَّاع "
    "هَزّاع حَمدان تُركِي مُنَى حِصُّوه يُوسِف هَنُوف مِنِيرَة نَهيان حَمدة مَروان رُولا هَنادِي",
    "verb": "سار رَدّ حَسّ دَقّ لَقَى لَفّ",
}
"""The commonest lemmas of the corpus that names lemmas which the lexicon does not have."""


def lemma_kinds(lexicon: Path) -> dict[str, str]:
    """Lemma → its part of speech, where it has one only."""
    kinds: dict[str, set[str]] = {}
    for row in lexicon.read_text("utf-8").split("\n"):
        for analysis in row.split("\t")[4:5]:
            for one in analysis.split(" "):
                lemma, _, features = one.partition("|")
                kinds.setdefault(lemma, set()).add(_LEXICON.get(features.split(";")[0], ""))
    common = {lemma: kind for kind, lemmas in _LEMMAS.items() for lemma in lemmas.split()}
    return {lemma: min(found) for lemma, found in kinds.items() if len(found) == 1} | common
