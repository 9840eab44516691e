"""Fully marked sentences of the assistant's own register, by resampling slot values in templates.

usage: python -m training.diacritize.assistant.make OUT.txt [--lines 20000] [--seed 0]
       python -m training.diacritize.assistant.make --check

templates.tsv holds sentences with {slot} places, slots.tsv the values; a slot's name ends in the case its place asks
for. How many sentences a template gives follows its complexity: the number of its slots and of their values.
The files hold each word's own ending, which is what the network learns; `--connected` writes the liaison vowels.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from arabic_voice_cli.text import (
    ALEF,
    ALEF_HAMZA,
    ALEF_HAMZA_BELOW,
    ALEF_MADDA,
    ALEF_MAKSURA,
    ARABIC_WORD,
    DAMMA,
    FATHA,
    FATHATAN,
    KASRA,
    LAM,
    LETTERS,
    MARKS,
    SHADDA,
    SUKUN,
    SUN_LETTERS,
    TANWIN,
    VOWELS,
    WAW,
    YEH,
    shadda_first,
    split_marks,
    strip_diacritics,
)

HERE = Path(__file__).parent
SLOT = re.compile(r"\{(\w+)\}")
WITH_SLOTS, WITHOUT_SLOTS = 20, 8
"""The fewest sentences a template gives."""
JOINED, UNPUNCTUATED = 0.15, 0.25
"""The shares of lines that are two sentences, and that have lost their last punctuation mark."""
ABBREVIATIONS = {"ص", "م", "هـ", "كم", "كغ", "سم"}
SILENT_WAW = ("عمرو",)

_PLURAL_PRONOUN = re.compile(f"((?:ه[{DAMMA}{KASRA}]|ك{DAMMA}|ت{DAMMA})م){SUKUN}(?=[»]? {ALEF}[^{VOWELS}])")
_FROM = re.compile(f"(?<![{LETTERS}{MARKS}])([وف]{FATHA})?(م{KASRA}ن){SUKUN}(?= {ALEF}ل)")
_SUKUN = re.compile(f"(?<![{ALEF}{WAW}{YEH}])(.){SUKUN}(?= {ALEF})")
_ARTICLE = re.compile("[وفأ]?[بك]?ال(?=.)|[وف]?لل(?=.)")


@dataclass(frozen=True, slots=True)
class Template:
    id: str
    text: str
    note: str

    @property
    def speaker(self) -> tuple[bool, bool]:
        """Whether the user speaks, and whether to a woman: two sentences of one line agree in both."""
        return self.note.startswith("user"), "2fs" in self.note.split()


def rows(path: Path) -> list[list[str]]:
    """The rows of a table: no comments, no header."""
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]
    return [shadda_first(line).split("\t") for line in lines[1:]]


def load() -> tuple[list[Template], dict[str, list[str]]]:
    slots: defaultdict[str, list[str]] = defaultdict(list)
    for slot, value in rows(HERE / "slots.tsv"):
        slots[slot].append(value)
    return [Template(*row) for row in rows(HERE / "templates.tsv")], dict(slots)


def contract(text: str) -> str:
    """Write لِ + الـ as للـ."""
    return re.sub(f"(?<![{LETTERS}{MARKS}])(([وف]{FATHA})?ل{KASRA}){ALEF}ل", r"\1ل", text)


def connect(text: str) -> str:
    """Write the vowel that a final sukun takes before a wasl alif."""
    text = _FROM.sub(lambda m: (m[1] or "") + m[2] + FATHA, text)
    text = _PLURAL_PRONOUN.sub(lambda m: m[1] + DAMMA, text)
    return _SUKUN.sub(lambda m: m[1] + KASRA, text)


class Sampler:
    """Fills slots so that each value of a slot comes up equally often."""

    def __init__(self, slots: dict[str, list[str]], seed: int) -> None:
        self.slots, self.random = slots, random.Random(seed)
        self.decks: dict[str, list[str]] = {}

    def draw(self, slot: str, used: set[str]) -> str:
        deck = self.decks.get(slot) or []
        if not deck:
            deck = self.slots[slot][:]
            self.random.shuffle(deck)
            self.decks[slot] = deck
        at = next((i for i in reversed(range(len(deck))) if strip_diacritics(deck[i]) not in used), len(deck) - 1)
        value = deck.pop(at)
        used.add(strip_diacritics(value))
        return value

    def fill(self, text: str) -> str:
        used: set[str] = set()
        while SLOT.search(text):
            text = SLOT.sub(lambda m: self.draw(m[1], used), text)
        return shadda_first(contract(text))


def sizes(slots: dict[str, list[str]]) -> dict[str, int]:
    """How many different texts each slot can become."""

    @cache
    def size(slot: str) -> int:
        return sum(math.prod(size(inner) for inner in SLOT.findall(value)) for value in slots[slot])

    return {slot: size(slot) for slot in slots}


def quotas(templates: list[Template], slots: dict[str, list[str]], total: int) -> list[int]:
    """Sentences per template: its least number, and a share of the rest by its complexity."""
    size = sizes(slots)
    complexity = [sum(math.log2(1 + size[slot]) for slot in SLOT.findall(t.text)) for t in templates]
    least = [WITH_SLOTS if weight else WITHOUT_SLOTS for weight in complexity]
    rest = total - sum(least)
    if rest < 0:
        sys.exit(f"make: the templates need at least {math.ceil(sum(least) / (1 + JOINED))} lines; raise --lines")
    return [low + round(rest * weight / sum(complexity)) for low, weight in zip(least, complexity, strict=True)]


def make(lines: int, seed: int) -> list[str]:
    templates, slots = load()
    sampler, rng = Sampler(slots, seed), random.Random(seed)
    sentences = [
        (template.speaker, sampler.fill(template.text))
        for template, quota in zip(templates, quotas(templates, slots, round(lines * (1 + JOINED))), strict=True)
        for _ in range(quota)
    ]
    rng.shuffle(sentences)
    joins, out = round(lines * JOINED), []
    waiting: dict[tuple[bool, bool], str] = {}
    for speaker, sentence in sentences:
        if joins and speaker not in waiting:
            waiting[speaker] = sentence
        elif joins and waiting[speaker] != sentence:
            out.append(f"{waiting.pop(speaker)} {sentence}")
            joins -= 1
        else:
            out.append(sentence)
    out += waiting.values()
    out = [re.sub("[.!؟]$", "", line) if rng.random() < UNPUNCTUATED else line for line in out]
    rng.shuffle(out)
    return out[:lines]


def faults(word: str) -> list[str]:
    """What is wrong with the marks of one word, by the convention of the training text."""
    pairs = split_marks(word)
    bare = "".join(letter for letter, _ in pairs)
    if bare in ABBREVIATIONS and word == bare:
        return []
    article = _ARTICLE.match(bare)
    lam = article.end() - 1 if article and pairs[article.end() - 1][1] in ("", SUKUN) else -1
    last = len(pairs) - 1
    found = []
    for i, (letter, marks) in enumerate(pairs):
        before = pairs[i - 1][1][-1:] if i else ""
        ending = i == last or i == last - 1 and bare[last] in ALEF + ALEF_MAKSURA
        if len(marks) > 2 or len(marks) == 2 and marks[0] != SHADDA or marks in (SHADDA, SHADDA + SUKUN):
            found.append(f"marks of {letter}")
        if letter in ALEF + ALEF_MAKSURA + ALEF_MADDA:
            after_prefix = letter == ALEF and (i <= 2 and before in (FATHA, KASRA) or i == 3 and pairs[2] == (LAM, KASRA))
            plural = i == last and letter == ALEF and pairs[i - 1] == (WAW, "")
            if marks or i and letter != ALEF_MADDA and not (before in (FATHA, FATHATAN) or after_prefix or plural):
                found.append(f"{letter} at {i}")
        elif not marks and letter in WAW + YEH:
            if before != {WAW: DAMMA, YEH: KASRA}[letter] and not bare.endswith(SILENT_WAW):
                found.append(f"bare {letter}")
        elif not marks and i != lam:
            found.append(f"bare {letter}")
        if set(marks) & set(TANWIN) and (not ending or article and lam > 0):
            found.append("tanwin")
        if FATHATAN in marks and i == last and letter not in "ةء" + ALEF_HAMZA:
            found.append("tanwin without alif")
        if letter == ALEF_HAMZA and KASRA in marks or letter == ALEF_HAMZA_BELOW and marks != KASRA:
            found.append("hamza")
    if lam > 0:
        sun, doubled = bare[lam + 1] in SUN_LETTERS, SHADDA in pairs[lam + 1][1]
        if sun != doubled or (pairs[lam][1] == "") != sun:
            found.append("article")
    return found


def check() -> list[str]:
    """Every fault of the two tables."""
    templates, slots = load()
    found = [f"id {a.id} twice" for a, b in pairwise(sorted(templates, key=lambda t: t.id)) if a.id == b.id]
    found += [f"text of {a.id} and {b.id}" for a, b in pairwise(sorted(templates, key=lambda t: t.text)) if a.text == b.text]
    found += [f"slot {slot}: {v} twice" for slot, values in slots.items() for v in set(values) if values.count(v) > 1]
    texts = [(t.id, t.text) for t in templates] + [(slot, value) for slot, values in slots.items() for value in values]
    asked = {slot: name for name, text in texts for slot in SLOT.findall(text)}
    found += [f"{name}: no slot {slot}" for slot, name in asked.items() if slot not in slots]
    found += [f"slot {slot} is never asked for" for slot in slots if slot not in asked]
    for name, text in texts:
        prefixes = re.sub(f"(?:[وفبلك][{FATHA}{KASRA}])+(?={{)", " ", text)
        for word in ARABIC_WORD.findall(SLOT.sub(" ", prefixes)):
            found += [f"{name}: {word}: {fault}" for fault in faults(word)]
        if re.search(r"  |^ | $|\{[^}]*$", text):
            found.append(f"{name}: spaces or braces")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--lines", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--connected", action="store_true", help="write the vowel of connected reading before a wasl alif")
    parser.add_argument("--check", action="store_true", help="validate the tables, and the words of a sample")
    args = parser.parse_args()
    if args.check:
        made = {word for line in make(args.lines, args.seed) for word in ARABIC_WORD.findall(line)}
        found = check() + [f"made: {word}: {fault}" for word in sorted(made) for fault in faults(word)]
        print(*found, f"{len(found)} faults", sep="\n")
        sys.exit(bool(found))
    if not args.out:
        parser.error("name the file to write, or --check")
    lines = make(args.lines, args.seed)
    args.out.write_text("\n".join(map(connect, lines) if args.connected else lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
