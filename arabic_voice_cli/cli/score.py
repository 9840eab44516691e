"""`avc score`: one subcommand a task."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

Ref = Annotated[str, typer.Argument(metavar="REF", help="The reference file; - is standard input.")]
Hyp = Annotated[str, typer.Argument(metavar="HYP", help="The hypothesis: what is scored; - is standard input.")]
OptionalHyp = Annotated[str, typer.Argument(metavar="HYP", show_default=False, help="The hypothesis: what is scored; - is standard input.")]
Metric = Annotated[Literal["robust", "neutral", "fadel", "catt", "all"], typer.Option("--metric", help="Definition of the rates.")]
Key = Annotated[
    str,
    typer.Option(
        "--key", metavar="KEY", show_default=False, help="Score only the words of KEY (genre, line, position, word); REF is the bare text."
    ),
]
Scheme = Annotated[
    Literal["d0", "d1", "d2", "d3", "atb", "nlu", "nlu+"], typer.Option("--scheme", help="What HYP splits off; REF is reduced to it.")
]
Task = Annotated[
    Literal["pairs", "retrieval", "utterances"], typer.Option("--task", help="Single forms, ranked candidates, or whole lines.")
]
More = Annotated[list[str] | None, typer.Option("--ref", metavar="FILE", help="One more reference, parallel to REF (may be repeated).")]
Errors = Annotated[
    int, typer.Option("--errors", metavar="N", min=0, help="Also list the N most frequent errors, as reference / hypothesis.")
]
Draws = Annotated[
    int, typer.Option("--bootstrap", metavar="N", min=0, help="Also give 95 % intervals, from N resamplings of the lines (1000 is usual).")
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Seed of the resampling.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

score = typer.Typer(
    name="score", help="Score an output against its reference, by the field's definitions.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.add_typer(score, short_help="Score an output against its reference.")


@score.command("diacritize")
def diacritize(
    ref: Ref,
    hyp: Hyp,
    metric: Metric = "robust",
    key: Key = "",
    strict_letters: Annotated[bool, typer.Option("--strict-letters", help="Take أ إ آ ا for different letters.")] = False,
    errors: Errors = 0,
    bootstrap: Draws = 0,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Diacritic and word error rate, with and without case endings and letters that are bare in REF.

    Example: avc diacritize bare.txt | avc score diacritize gold.txt -
    """
    from ..score.diacritize import score_diacritize
    from ..score.report import Bootstrap
    from ..score.words import score_words

    confidence = Bootstrap(bootstrap, seed) if bootstrap else None
    scored = score_words(key, ref, hyp, confidence) if key else score_diacritize(ref, hyp, metric, strict_letters, confidence, errors > 0)
    print(scored.render(json, errors))


@score.command("tokenize")
def tokenize(
    ref: Ref,
    hyp: OptionalHyp = "",
    scheme: Scheme = "nlu",
    fine: Annotated[bool, typer.Option("--fine", help="Tell the pronouns apart (PRON_1S, PRON_3MS …).")] = False,
    listed: Annotated[bool, typer.Option("--list", help="Print the sentences of REF, one a line, and stop.")] = False,
    errors: Errors = 0,
    bootstrap: Draws = 0,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Word accuracy and clitic F1. TSV of sentence, word, pieces, tags; HYP may be what avc tokenize -f jsonl writes.

    Example: avc score tokenize --list gold.tsv | avc tokenize -f jsonl | avc score tokenize gold.tsv -
    """
    from ..score.report import Bootstrap
    from ..score.tokenize import score_tokenize, sentences

    if listed:
        print("\n".join(sentences(ref)))
        return
    _need(hyp)
    print(score_tokenize(ref, hyp, scheme, fine, Bootstrap(bootstrap, seed) if bootstrap else None).render(json, errors))


@score.command("transliterate")
def transliterate(
    ref: Ref,
    hyp: OptionalHyp = "",
    task: Task = "pairs",
    listed: Annotated[bool, typer.Option("--list", help="Print what HYP has a line for (Arabic forms, utterances), and stop.")] = False,
    errors: Errors = 0,
    bootstrap: Draws = 0,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Latin spellings: accuracy and CER of pairs, top-k and MRR of retrieval, exact lines and F1 of utterances.

    Example: avc score transliterate --task utterances gold.tsv mine.txt
    """
    from ..score import transliterate as tasks
    from ..score.report import Bootstrap

    if listed:
        print("\n".join(tasks.inputs(ref, task)))
        return
    _need(hyp)
    by_task = {"pairs": tasks.score_pairs, "retrieval": tasks.score_retrieval, "utterances": tasks.score_utterances}
    print(by_task[task](ref, hyp, Bootstrap(bootstrap, seed) if bootstrap else None).render(json, errors))


@score.command("convert")
def convert(
    ref: Ref,
    hyp: Hyp,
    more: More = None,
    words: Annotated[bool, typer.Option("--words", help="Score vowelled words instead: how many of the reference's are there.")] = False,
    errors: Errors = 0,
    bootstrap: Draws = 0,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Dialect text: chrF and BLEU as it is and with spelling levelled, and exact lines; or vowelled words.

    Example: avc convert --to kuwaiti msa.txt | avc score convert kuwaiti.txt -
    """
    from ..score.convert import score_text, score_vowelled_words
    from ..score.report import Bootstrap

    if words and more:
        raise typer.BadParameter("takes one reference", param_hint="--words")
    if bootstrap and not words:
        raise typer.BadParameter("works with --words; chrF and BLEU are not sums over lines", param_hint="--bootstrap")
    confidence = Bootstrap(bootstrap, seed) if bootstrap else None
    scored = score_vowelled_words(ref, hyp, confidence) if words else score_text([ref, *(more or [])], hyp)
    print(scored.render(json, errors))


def _need(hyp: str) -> None:
    if not hyp:
        raise typer.BadParameter("is needed, except with --list", param_hint="HYP")
