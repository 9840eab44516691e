"""Make the marks of different sources follow one convention before training.

The sources agree on the reading and differ in the writing. The convention the network learns:
  - every consonant carries a mark, long vowels carry none, and the short vowel before a long vowel is written;
  - tanwin stands before its alif; a bare alif at a word's start carries nothing; no dagger alif;
  - the article's lam has a sukun before a moon letter and nothing before a sun letter;
  - a word's last letter has its own ending, not the liaison vowel that a following wasl alif asks for (مِنْ الـ, not
    مِنَ الـ): the liaison vowel follows from the writing, so the shipped code adds it (`--liaison`).
A letter whose mark cannot be known is masked out of the loss.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict

from arabic_voice_cli.encode import CLASSES
from arabic_voice_cli.text import (
    ALEF,
    ALEF_MAKSURA,
    DAGGER_ALEF,
    DAMMA,
    FATHA,
    FATHATAN,
    KASRA,
    LETTERS,
    MARKS,
    SHADDA,
    SUKUN,
    SUN_LETTERS,
    TATWEEL,
    WAW,
    YEH,
    shadda_first,
)

MASKED = -1
_CLASS = {marks: i for i, marks in enumerate(CLASSES)}
_BARE, _FATHA, _DAMMA, _KASRA, _SUKUN, _FATHATAN = (_CLASS[m] for m in ("", FATHA, DAMMA, KASRA, SUKUN, FATHATAN))
_SHADDA = _CLASS[SHADDA]
_LENGTHENS = {MASKED, _FATHA, _DAMMA, _KASRA, *(_CLASS[SHADDA + v] for v in (FATHA, DAMMA, KASRA))}
_JUNK = re.compile("[\u0610-\u061a\u0653-\u065f\u06d6-\u06ed\u200b-\u200f\ufeff" + TATWEEL + "]")
_DAGGER_ALONE = re.compile(f"([^{MARKS}{DAGGER_ALEF}\\s]{SHADDA}?){DAGGER_ALEF}")
_ARTICLE = re.compile("^[وف]?[بك]?ال(?=.)|^[وف]?لل(?=.)")
_LIAISON = (  # a word and the wasl alif after it: the ending back to the word's own
    (re.compile(f"((?:^|\\s)[وف]?{FATHA}?م{KASRA}ن){FATHA}(?= ا)"), r"\1" + SUKUN),
    (
        re.compile(
            f"((?:^|\\s)[وف]?{FATHA}?(?:ع{FATHA}ن|م{FATHA}ن|أ{FATHA}ن|إ{KASRA}ن|ق{FATHA}د|ل{FATHA}ك{KASRA}ن|ه{FATHA}ل|ب{FATHA}ل|أ{FATHA}و|أ{FATHA}م)){KASRA}(?= ا)"
        ),
        r"\1" + SUKUN,
    ),
    (re.compile(f"({FATHA}ت){KASRA}(?= ا)"), r"\1" + SUKUN),
    (re.compile(f"((?:ه[{DAMMA}{KASRA}]|ك{DAMMA}|ت{DAMMA})م)[{DAMMA}{KASRA}](?= ا)"), r"\1" + SUKUN),
)


def clean(line: str) -> str:
    """One spelling of the marks themselves: order, tatweel, dagger alif, liaison."""
    line = shadda_first(unicodedata.normalize("NFC", line))
    line = _DAGGER_ALONE.sub(lambda m: m[1] if m[1][0] in ALEF + ALEF_MAKSURA + WAW else m[1] + FATHA, _JUNK.sub("", line))
    line = line.replace(DAGGER_ALEF, "")
    for pattern, replacement in _LIAISON:
        line = pattern.sub(replacement, line)
    return " ".join(line.split())


def split(token: str) -> tuple[str, tuple[int, ...]]:
    """A token as its bare characters and the class each carries."""
    chars: list[str] = []
    marks: list[str] = []
    for char in token:
        if char in MARKS:
            if chars and char not in marks[-1]:
                marks[-1] += char
        else:
            chars.append(char)
            marks.append("")
    classes = [_CLASS.get(m, _CLASS.get(m[:2] if m[:1] == SHADDA else m[:1], 0)) for m in marks]
    if len(chars) > 1 and chars[-1] in ALEF + ALEF_MAKSURA and classes[-1] == _FATHATAN:
        classes[-1] = _BARE
        classes[-2] = _FATHATAN if classes[-2] != _SHADDA else _CLASS[SHADDA + FATHATAN]
    return "".join(chars), tuple(classes)


class Conventions:
    """Learns each bare form's usual marks from fully marked text, then fills what a sparser writing left out."""

    def __init__(self) -> None:
        self.seen: defaultdict[str, Counter[tuple[int, ...]]] = defaultdict(Counter)
        self.cache: dict[str, tuple[str, tuple[int, ...]]] = {}

    def learn(self, line: str) -> None:
        for token in clean(line).split():
            bare, classes = split(token)
            self.seen[bare][classes] += 1

    def labels(self, token: str) -> tuple[str, tuple[int, ...]]:
        """Bare characters and labels of a cleaned token; MASKED where the mark is not known or not a letter's."""
        if token not in self.cache:
            bare, classes = split(token)
            self.cache[token] = bare, tuple(self._reconcile(bare, list(classes)))
        return self.cache[token]

    def _reconcile(self, bare: str, classes: list[int]) -> list[int]:
        letters = [c in LETTERS for c in bare]
        if not any(classes) or sum(letters) < 2:
            return [MASKED] * len(bare)
        n = len(bare)
        end = max(i for i in range(n) if letters[i])
        fuller = [
            (count, other)
            for other, count in self.seen.get(bare, Counter()).items()
            if count > self.seen[bare][tuple(classes)]
            and all(a == b or (a == _BARE and i != end) for i, (a, b) in enumerate(zip(classes, other, strict=True)))
        ]
        if fuller:
            classes = list(max(fuller)[1])
        for i, char in enumerate(bare):
            follows = bare[i + 1] if i + 1 < n else ""
            bare_next = i + 1 < n and classes[i + 1] == _BARE
            if (
                char == ALEF
                and i == 0
                or char in WAW + YEH + ALEF + ALEF_MAKSURA
                and classes[i] == _SUKUN
                and i
                and classes[i - 1] in (_BARE, {WAW: _DAMMA, YEH: _KASRA}.get(char, _FATHA))
            ):
                classes[i] = _BARE
            elif classes[i] == _BARE and letters[i] and char not in ALEF + ALEF_MAKSURA and i != end:
                silent_waw = char == WAW and i + 1 == end
                if follows == ALEF and bare_next and not silent_waw and bare[i + 1 : i + 3] != "ال":
                    classes[i] = _FATHA
                elif char in WAW + YEH:
                    continue
                elif follows == WAW and bare_next and i + 1 != end:
                    classes[i] = _DAMMA
                elif follows == YEH and bare_next:
                    classes[i] = _KASRA
        article = _ARTICLE.match(bare)
        if article:
            lam = article.end() - 1
            if bare[lam + 1] in SUN_LETTERS:
                if classes[lam] == _SUKUN and classes[lam + 1] >= _SHADDA:
                    classes[lam] = _BARE
            elif classes[lam] == _BARE and bare[lam - 1] == ALEF and bare[lam + 1] in LETTERS and classes[lam + 1] < _SHADDA:
                classes[lam] = _SUKUN
        for i, char in enumerate(bare):  # a consonant without a mark says nothing about its vowel
            article_lam = article is not None and i == article.end() - 1
            if (
                not letters[i]
                or (classes[i] == _BARE and char not in ALEF + ALEF_MAKSURA + WAW + YEH + "آ" and not article_lam)
                or classes[i] == _SHADDA
            ):
                classes[i] = MASKED
        if bare[end] in WAW + YEH and classes[end] == _BARE and end and classes[end - 1] not in _LENGTHENS:
            classes[end] = MASKED
        return classes
