"""Makes the built-in analyzer out of the package's tables and models."""

from __future__ import annotations

from ..tables import Table, load_table
from ..text import ALEF, ALEF_HAMZA, ALEF_HAMZA_BELOW
from .segment import COLUMNS, Clitics
from .segment_score import Statistics, read_statistics
from .segmenter import STEM_COLUMNS, Context, Segmenter

MODEL = "segment-rules"
LOAN_COLUMNS = ("arabic", "latin", "lang")

_NO_HAMZA = str.maketrans(dict.fromkeys(ALEF_HAMZA + ALEF_HAMZA_BELOW, ALEF))


def load_statistics(model: str = MODEL) -> Statistics:
    """The statistics in the model folder of this name or path."""
    from ..onnx_model import find, read_card

    card = read_card(find(model))
    return read_statistics(card.folder / card.file, card.sha256, card.signature)


def load_segmenter(statistics: Statistics, network: str = "") -> Segmenter:
    """The analyzer of the package's tables with these statistics, and the network of this name or path if there is one."""
    table = load_table("clitics.tsv", COLUMNS)
    stems = load_table("stems.tsv", STEM_COLUMNS)
    loans = load_table("loanwords.tsv", LOAN_COLUMNS)
    context: Context | None = None
    if network:
        from .network import Reader

        context = Reader.load(network)
    signature = f"clitics@{table.version}|stems@{stems.version}|loanwords@{loans.version}|{statistics.name}"
    return Segmenter(Clitics(table), stems, statistics.score, signature, context, spellings(loans))


def spellings(loans: Table) -> frozenset[str]:
    """The single words among the loanwords, but short ones (ماك is also ما + ك); also without the hamza of an alif."""
    words = {word for row in loans for word in row["arabic"].split("|") if len(word) > 3 and word.isalpha()}
    return frozenset(words | {word.translate(_NO_HAMZA) for word in words})
