"""How the examples of each rule table are run: for `avc check`, and for the tests that take a row away.

A runner takes a table, which may lack a row, and answers for each row what its examples' inputs become. Tools whose
examples are written in a way of their own have their runner beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatch

from .errors import AvcError
from .tables import Row, Table

Run = Callable[[str], str]
"""An example's input → what the tool answers, written as the table's examples write it."""
Runner = Callable[[Table], Callable[[Row], Run]]


def _normalize(table: Table) -> Callable[[Row], Run]:
    from .normalize import example_runner

    return example_runner(table)


def _phonemize(table: Table) -> Callable[[Row], Run]:
    from .phonemize import run_examples

    return run_examples(table)


def _tokenize(table: Table) -> Callable[[Row], Run]:
    """``والبيت → و/CONJ ال/DET بيت``: every clitic split, form/CLASS, the stem bare."""
    from .tables import load_table
    from .tokenize import Tokenizer
    from .tokenize.load import load_statistics
    from .tokenize.restore import Restorer
    from .tokenize.segment import COLUMNS, STEM, Clitics
    from .tokenize.segmenter import STEM_COLUMNS, Segmenter

    clitics = Clitics(table if table.name == "clitics" else load_table("clitics.tsv", COLUMNS))
    stems = table if table.name == "stems" else load_table("stems.tsv", STEM_COLUMNS)
    statistics = load_statistics()
    rules = Segmenter(clitics, stems, statistics.score, "")
    tokenizer = Tokenizer(rules, Restorer(statistics.count, rules.forms), clitics, "d3")

    def run(given: str) -> str:
        return " ".join(s.form if s.label == STEM else f"{s.form}/{s.label}" for s in tokenizer([given])[0].spans)

    return lambda _: run


def _letters(table: Table) -> Callable[[Row], Run]:
    """``Bam بام → b:ب a:ا m:م = 0.2``: how a term's letters are aligned, and what that costs."""
    from .tables import load_table
    from .transliterate.alignment import LetterCosts, check_letters

    costs = LetterCosts(table, load_table("letter_names.tsv", ("letter", "arabic", "cost")))
    return lambda _: lambda given: check_letters(costs, given)


def _letter_names(table: Table) -> Callable[[Row], Run]:
    """``AB إيه بي → A:ايه B:بي``: the same for letters read by their names, without the cost."""
    from .tables import load_table
    from .transliterate.alignment import LetterCosts, check_letters

    costs = LetterCosts(load_table("letters_latin.tsv", ("latin", "arabic", "cost")), table)
    return lambda _: lambda given: check_letters(costs, given).partition(" = ")[0]


def _loans(table: Table) -> Callable[[Row], Run]:
    """``بنتفليكس → ب Netflix``: a line rewritten with the row's term as the catalogue."""
    from dataclasses import replace

    from .transliterate import example_runner
    from .transliterate.words import Rules

    part = {"loan-proclitics": "proclitics", "homographs": "homographs", "context-words": "context"}[table.name]
    return example_runner(replace(Rules.load(), **{part: table}))


def _loanwords(table: Table) -> Callable[[Row], Run]:
    """``كمبيوتر → computer``: a line rewritten with the table alone."""
    from .transliterate import run_loanwords

    return run_loanwords(table)


def _signs(table: Table) -> Callable[[Row], Run]:
    """``C# → c sharp``: the likeliest reading, in the row's language."""
    from .transliterate.phonetic import EDGE
    from .transliterate.spoken import Reader

    reader = Reader(table)
    return lambda row: lambda given: " ".join(word.strip(EDGE) for word in reader.readings(given, row["lang"])[0])


def _convert(table: Table) -> Callable[[Row], Run]:
    """A table of rules or words in the dialect it is for; ``kuwaiti: ماذا`` names another, and what several share is khaleeji."""
    from .convert import Converter, Style
    from .convert.dialect import Dialect, choices, dialects

    known = dialects()
    default = table.name if table.name in known else "khaleeji"
    loaded: dict[tuple[str, Style], Converter] = {}

    def converter(name: str, style: Style) -> Converter:
        if (name, style) not in loaded:
            loaded[name, style] = Converter(Dialect.load(name).with_table(table), style)
        return loaded[name, style]

    def of_row(row: Row) -> Run:
        def run(given: str) -> str:
            name, _, text = given.partition(": ")
            name, text = (name, text) if name in known else (default, given)
            return converter(name, Style(**choices(row, table.name)))([text])[0].text

        return run

    return of_row


def _agreement(table: Table) -> Callable[[Row], Run]:
    """``متى يبدأ [سارة:f] → متى تبدأ سارة``: a value with its gender in its slot, or a number in its."""
    from .resample.agreement import run_examples

    return run_examples(table) if table.name == "agreement" else run_examples(counted=table)


RUNNERS: dict[str, Runner] = {
    "agreement.tsv": _agreement,
    "counted.tsv": _agreement,
    "normalize.tsv": _normalize,
    "clitics.tsv": _tokenize,
    "stems.tsv": _tokenize,
    "letters_latin.tsv": _letters,
    "letter_names.tsv": _letter_names,
    "loan_proclitics.tsv": _loans,
    "homographs.tsv": _loans,
    "context_words.tsv": _loans,
    "spoken_signs.tsv": _signs,
    "loanwords.tsv": _loanwords,
    **dict.fromkeys(("phonemes.tsv", "graphemes.tsv", "varieties.tsv", "readings.tsv", "phonetics.tsv", "number_words.tsv"), _phonemize),
    "dialects/*.tsv": _convert,
}
"""Table (a pattern over its path below the data folder) → its runner; the first match counts."""


def runner(name: str) -> Runner:
    """The runner of a table by its path; raises AvcError if no tool is known to run its examples."""
    for pattern, found in RUNNERS.items():
        if fnmatch(name, pattern) or fnmatch(name, f"*/{pattern}"):
            return found
    raise AvcError(f"{name}: no tool runs its examples; name one in examples.RUNNERS")
