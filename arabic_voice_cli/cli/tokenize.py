"""`avc tokenize`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from ..result import Tool
from .options import Filter


def tokenize(
    scheme: Annotated[
        Literal["nlu", "nlu+", "d0", "d1", "d2", "atb", "d3"],
        typer.Option(
            "--scheme",
            "-s",
            help="What is split: nlu = pronouns, indirect objects; nlu+ = and conjunctions, negation …; or the field's.",
        ),
    ] = "nlu",
    pieces: Annotated[
        Literal["surface", "form"], typer.Option("--pieces", help="Write a piece's own letters, or what it stands for.")
    ] = "surface",
    marker: Annotated[str, typer.Option("--marker", metavar="TEXT", help="Stands where a clitic was attached; '' for none.")] = "+",
    separator: Annotated[
        str, typer.Option("--separator", metavar="TEXT", help="Stands between two pieces of a word.", show_default="a space")
    ] = " ",
    split: Annotated[
        str,
        typer.Option(
            "--split", metavar="CLASS,…", show_default=False, help="Split these classes too: CONJ PREP DET PRON DEM NEG and so on."
        ),
    ] = "",
    keep: Annotated[
        str, typer.Option("--keep", metavar="CLASS,…", show_default=False, help="Leave these on the word, whatever the scheme says.")
    ] = "",
    words: Annotated[
        Literal["punctuation", "whitespace"],
        typer.Option("--words", help="What parts words in tables (-f tsv): punctuation too, or spaces alone (text that is tokenized)."),
    ] = "punctuation",
    pos: Annotated[bool, typer.Option("--pos", help="Name each piece's part of speech too (pos in -f jsonl, UPOS in -f conllu).")] = False,
    join: Annotated[
        bool, typer.Option("--join", "--undo", help="Join the pieces again: same marker and separator, surface pieces.")
    ] = False,
    analyzer: Annotated[
        Literal["network", "rules", "camel"],
        typer.Option("--analyzer", help="network = built in; rules = each word by itself; camel = CAMeL Tools (the [camel] extra)."),
    ] = "network",
    database: Annotated[
        str, typer.Option("--database", metavar="NAME|PATH", show_default=False, help="CAMeL Tools database for --analyzer camel.")
    ] = "",
) -> Tool:
    """Split clitics off: pronouns get their own token, articles and prepositions stay on the word.

    Example: echo 'شغل اغنيتي المفضلة' | avc tokenize
    """
    from ..tokenize import Joiner, Tokenizer

    if join:
        return Joiner(marker, separator)
    return Tokenizer.load(scheme, pieces, marker, separator, split, keep, analyzer, database, words, pos)


FILTER = Filter("tokenize", tokenize, "Split clitics off.")
