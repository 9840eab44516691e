"""The forms of a standard Arabic verb, in narrow spelling, from its two third persons: ``كَتَب يَكتُب``, ``رَمَى يَرمِي``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .wordform import CONSONANTS

PERFECT, IMPERFECT, FUTURE, IMPERATIVE = "perf", "impf", "fut", "imp"
INDICATIVE, SUBJUNCTIVE, JUSSIVE = "ind", "subj", "jus"
_C = f"[{CONSONANTS}]"


def perfect_cells(pf: str, im: str) -> dict[str, str]:
    """Stems of the perfect by what follows: ``0`` nothing or -a, ``t`` -at, ``u`` -ū, ``C`` a consonant, ``+`` a suffix on 3ms."""
    if pf.endswith("َى") or re.search("ُو$", im):
        stem = pf[:-2] if pf.endswith("َى") else pf[:-1]
        glide = "َو" if im.endswith("ُو") and not pf.endswith("ى") else "َي"
        return {"0": pf, "t": stem + "َت", "u": stem + "َو", "C": stem + glide, "+": stem + "ا"}
    if pf.endswith("ِي"):
        return {"0": pf + "َ", "t": pf + "َت", "u": pf[:-2] + "ُو", "C": pf, "+": pf + "َ"}
    closed = pf
    if hollow := re.fullmatch(f"(.*{_C})ا({_C})", pf):
        vowel = "َ" if len(hollow[1]) > 1 else "ُ" if "ُو" in im else "ِ"
        closed = hollow[1] + vowel + hollow[2]
    elif double := re.fullmatch(f"(.*?{_C})(َ?)({_C})ّ", pf):
        closed = double[1] + double[2] + double[3] + "َ" + double[3] if len(double[1]) == 1 else double[1] + double[3] + "َ" + double[3]
    return {"0": pf + "َ", "t": pf + "َت", "u": pf + "ُو", "C": closed, "+": pf + "َ"}


def imperfect_cells(im: str) -> dict[str, str]:
    """Stems of the imperfect less the person's letter: ``0`` bare, ``jus`` jussive, ``u`` before -ū, ``i`` before -ī, ``C`` before -na."""
    stem = im[1:]
    if stem.endswith(("ِي", "ُو")):
        return {"0": stem, "jus": stem[:-1], "u": stem[:-2] + "ُو", "i": stem[:-2] + "ِي", "C": stem}
    if stem.endswith("َى"):
        return {"0": stem, "jus": stem[:-1], "u": stem[:-1] + "و", "i": stem[:-1] + "ي", "C": stem[:-1] + "ي"}
    short = re.sub(f"(?:(ُ)و|(ِ)ي|ا)({_C})$", lambda m: (m[1] or m[2] or "َ") + m[3], stem) if not stem.endswith("ّ") else stem + "َ"
    return {"0": stem, "jus": short, "u": stem + "ُو", "i": stem + "ِي", "C": short}


def perfect_forms(pf: str, im: str) -> Iterator[tuple[str, str]]:
    """(form, person)."""
    cells = perfect_cells(pf, im)
    yield from ((cells[c], "3ms") for c in "0+")
    yield from ((cells["t"] + e, "3fs") for e in ("", "ِ", "ا"))
    yield from ((cells["u"] + e, "3mp") for e in ("ا", ""))
    if cells["0"].endswith("َ"):
        yield cells["0"][:-1] + "ا", "3mp"  # the dual is a plural in the dialects
    yield cells["C"] + "نَ", "3fp"
    for ending, person in PERFECT_ENDINGS:
        yield cells["C"] + ending, person


PERFECT_ENDINGS = [
    ("تُ", "1s"), ("ت", "1s"), ("تَ", "2ms"), ("تِ", "2fs"), ("نا", "1p"), ("تُما", "2mp"),
    ("تُم", "2mp"), ("تُمُ", "2mp"), ("تُمُو", "2mp"), ("تُنَّ", "2mp"),
]  # fmt: skip


def imperfect_forms(im: str) -> Iterator[tuple[str, str, str]]:
    """(form without the person's letter, number and gender class, mood)."""
    cells = imperfect_cells(im)
    weak = cells["0"].endswith(("ِي", "ُو", "َى"))
    yield cells["jus"], "s", JUSSIVE
    if not weak:
        yield cells["0"] + "ُ", "s", INDICATIVE
        yield cells["0"] + "َ", "s", SUBJUNCTIVE
    else:
        yield cells["0"] + "َ", "s", SUBJUNCTIVE
        if cells["0"].endswith("َى"):
            yield cells["0"][:-2] + "ا", "s", INDICATIVE
            yield cells["0"][:-2] + "ِي", "fs", JUSSIVE  # تَنسِي, as many write تَنسَي
    yield cells["0"], "s", INDICATIVE
    for cell, person in (("u", "mp"), ("i", "fs")):
        yield cells[cell] + "نَ", person, INDICATIVE
        yield cells[cell], person, JUSSIVE
    yield cells["u"] + "ا", "mp", JUSSIVE
    yield cells["0"] + "انِ", "d", INDICATIVE
    yield cells["0"] + "ا", "d", JUSSIVE
    yield cells["C"] + "نَ", "fp", INDICATIVE


def imperative_forms(pf: str, im: str) -> Iterator[tuple[str, str]]:
    """(form, person): اِفتَح, اُكتُب, قُل, قُولِي, أَرسِل."""
    cells = imperfect_cells(im)
    for cell, person in (("jus", "2ms"), ("i", "2fs"), ("u", "2mp")):
        stem = cells[cell].lstrip("َُِ")
        if stem.startswith("أ") and re.match(f"أ{_C}[َُِ]{_C}", stem) and pf[2:3] in ("خ", "ك"):
            stem = stem[1:]  # خُذ, كُل
        if pf.startswith("أ") and len(pf) > 4 and im.startswith("يُ"):
            stem = "أَ" + stem
        elif re.match(f"{_C}(?:{_C}|ّ)", stem):
            stem = "ا" + stem
        yield stem + ("ا" if person == "2mp" else ""), person


_LAST = re.compile(f"[َُِ](?={_C}ّ?$)")


def passive_pair(pf: str, im: str) -> tuple[str, str] | None:
    """The two third persons of the passive, ``كَتَب يَكتُب`` → ``كُتِب يُكتَب``; None for verbs that have none (form VII, hamza and madda)."""
    if pf.startswith("ان") or "آ" in pf + im:
        return None
    return _passive_perfect(pf).replace("ِأ", "ِئ"), _passive_imperfect(pf, im)


def _passive_perfect(pf: str) -> str:
    if hollow := re.fullmatch(f"(.*{_C})ا({_C})", pf):
        return _raised(hollow[1]) + "ِي" + hollow[2]
    if pf.endswith(("َى", "ا")):
        return _raised(pf.removesuffix("َى").removesuffix("ا")) + "ِي"
    if pf.endswith("ِي"):
        return _raised(pf[:-2]) + "ِي"
    if re.fullmatch(f"{_C}[َُِ]{_C}ّ", pf):
        return _raised(pf)
    end = _LAST.search(pf)
    return _raised(pf[: end.start()]) + "ِ" + pf[end.end() :] if end else _raised(pf)


def _raised(stem: str) -> str:
    """All short vowels to u, a long a inside to ū."""
    return stem[:1] + re.sub("َ?ا", "ُو", re.sub("[َِ]", "ُ", stem[1:]))


def _passive_imperfect(pf: str, im: str) -> str:
    rest = im[1:].lstrip("َُِ")
    if rest.startswith("أ"):
        rest = "ؤ" + rest[1:]
    elif pf.startswith("وَ") and not rest.startswith("و"):
        rest = "و" + rest
    if rest.endswith(("ِي", "ُو", "َى")):
        rest = rest[:-2] + "َى"
    elif re.search(f"(?:ُو|ِي){_C}$", rest):
        rest = re.sub(f"(?:ُو|ِي)({_C})$", r"ا\1", rest)
    else:
        rest = _LAST.sub("َ", rest)
    return "يُ" + rest
