"""The common loanwords of everyday Arabic (كمبيوتر، تلفزيون), as listed in ``data/loanwords.tsv``."""

from __future__ import annotations

from ..tables import Table, load_table
from .alignment import LetterCosts
from .catalogue import Entry
from .catalogue_index import CatalogueIndex
from .spoken import Reader

TYPE = "loanword"


def load_loanwords() -> Table:
    """The table as shipped."""
    return load_table("loanwords.tsv", ("arabic", "latin", "lang"))


def common_nouns(table: Table) -> list[str]:
    """The Arabic spellings of all but names (PlayStation)."""
    return [spelling for row in table if not row["latin"][0].isupper() for spelling in row["arabic"].split("|")]


def loanword_index(table: Table, letters: LetterCosts, reader: Reader) -> CatalogueIndex:
    """The listed spellings, and no others: a common noun is not guessed from its sound."""
    entries = [Entry(row["latin"], row["lang"], TYPE, row.id, aliases=tuple(row["arabic"].split("|"))) for row in table]
    return CatalogueIndex.of(entries, letters, reader, sounds=False)
