"""`avc batch`: the steps of `avc pipe` over a corpus, on Dask."""

from __future__ import annotations

import sys
from functools import partial
from importlib.util import find_spec
from typing import Annotated, Literal

import typer

from ..errors import AvcError
from .pipe import pipe_of


def batch(
    steps: Annotated[list[str], typer.Argument(metavar="STEP", help="A filter's name, or 'NAME --its options' in one argument.")],
    input: Annotated[
        list[str],
        typer.Option("--input", "-i", metavar="URL", help="Files, a folder, or a pattern in quotes; local, s3://, gs:// … (repeatable)."),
    ],
    output: Annotated[str, typer.Option("--output", "-o", metavar="URL", help="The folder for the results, a file for each input file.")],
    field: Annotated[
        str, typer.Option("--field", metavar="NAME", help="The field of .jsonl files and the column of .parquet files to work on.")
    ] = "text",
    format: Annotated[
        Literal["text", "jsonl"], typer.Option("--format", "-f", help="Output of text and JSON Lines; jsonl adds source and spans.")
    ] = "text",
    markup: Annotated[bool, typer.Option("--markup", help="Tags and entities of HTML, SSML and XML pass untouched.")] = False,
    scheduler: Annotated[
        str,
        typer.Option(
            "--scheduler", metavar="ADDRESS", help="A Dask scheduler: tcp://… or the .json file it writes; without it this machine works."
        ),
    ] = "",
    workers: Annotated[int, typer.Option("--workers", metavar="N", min=0, help="Processes on this machine; 0 is one a core.")] = 0,
    threads: Annotated[
        int, typer.Option("--threads", metavar="N", min=1, envvar="AVC_THREADS", help="Lines each worker works on at once.")
    ] = 1,
    block: Annotated[
        float, typer.Option("--block", metavar="MB", min=0.001, help="Cut larger files that are not compressed into parts of this size.")
    ] = 32.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notes on standard error, only errors.")] = False,
) -> None:
    """Run filters over a corpus of text, JSON Lines or Parquet, on all cores or on a Dask cluster; a second run does what is left.

    Example: avc batch normalize 'tokenize --scheme d3' --input 's3://corpus/*.txt.gz' --output s3://tokens/
    """
    from ..batch.run import Batch, prepare
    from ..jobs import cores
    from ..records import Work
    from .progress import Progress
    from .run import stopped_by_signals

    if not find_spec("distributed") or not find_spec("fsspec"):
        raise AvcError("avc batch runs on Dask; pip install 'arabic-voice-cli[batch]'")
    made = Batch(Work(partial(pipe_of, steps), markup=markup, threads=threads), input, output, field, format == "jsonl", round(block * 1e6))
    with stopped_by_signals():
        run = prepare(made)
        if run.left:
            from ..batch.cluster import connected, done_by

            bar = Progress(run.size, quiet=quiet)
            try:
                with connected(scheduler, workers or cores()) as client:
                    run.follow(done_by(client, made, run.left, run.output), bar.add)
            finally:
                bar.clear()
    for why in run.failed.values():
        print(f"avc: {why}", file=sys.stderr)
    if not quiet:
        print(f"avc: {run}", file=sys.stderr)
    if run.failed:
        raise SystemExit(1)


def register(app: typer.Typer) -> None:
    """Add `batch`."""
    app.command("batch", short_help="Run filters over a corpus, on Dask.")(batch)
