"""How the documents are tested: every command of a page is run, in order, in one folder, and prints what is shown below it.

``avc`` runs in this process (with real files as its standard streams, as it reads and writes file descriptors); whatever
else stands in a command line is bash's. A page's line ``…`` stands for any lines.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile

from .command import AVC, TIMEOUT, environment

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
NOT_RUN = {
    r"make (demo|test)$": "sets up an environment",
    r"pip install ": "downloads",
    r"git clone ": "downloads",
    r"prodigy ": "is not free",
    r".*(s3|tcp)://": "needs a cluster",
    r".*--install-completion": "changes the user's shell",
}
"""Commands that are shown and not run → why."""
PROCESSES = re.compile(r"avc batch|.*(--jobs|-j) ")
"""Commands that start processes of their own, and so want one that is not this one."""


@dataclass(frozen=True)
class Shown:
    """A command, and what the page shows below it."""

    command: str
    output: str

    @property
    def skipped(self) -> bool:
        without = self.command.startswith("avc batch") and not find_spec("distributed")
        return without or any(re.match(pattern, self.command) for pattern in NOT_RUN)

    def provide(self, folder: Path) -> None:
        """A file that is shown and not there is what is shown."""
        if (found := re.fullmatch(r"cat ([\w.]+)", self.command)) and not (folder / found[1]).exists():
            (folder / found[1]).write_text(self.output, "utf-8")

    def matches(self, output: str) -> bool:
        """Empty lines at the end, which part commands in a page, make no difference."""
        parts = re.split(r"^…\n", self.output.rstrip("\n") + "\n", flags=re.MULTILINE)
        return bool(re.fullmatch("(?:.*\n)*".join(map(re.escape, parts)), output.rstrip("\n") + "\n"))


def commands(page: str) -> Iterator[Shown]:
    """The commands of all ``console`` blocks; a line that ends in a backslash goes on in the next."""
    for block in re.findall(r"^```console\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        for command, output in re.findall(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            yield Shown(command.partition("   #")[0].rstrip(), output)


def run(command: str, folder: Path) -> tuple[int, str]:
    """Exit status and what is printed, errors after the rest."""
    stages = _stages(command)
    if stages is None or PROCESSES.match(command):
        script = f'avc() {{ {shlex.quote(AVC)} "$@"; }}; set -o pipefail; {command}'
        done = subprocess.run(["bash", "-c", script], capture_output=True, env=environment(), cwd=folder, timeout=TIMEOUT)
        return done.returncode, (done.stdout + done.stderr).decode()
    data, complaints, code = b"", b"", 0
    for stage, target in stages:
        if stage[0] == "avc":
            got, out, err = _avc(stage[1:], data, folder)
        else:
            done = subprocess.run(stage, input=data, capture_output=True, env=environment(), cwd=folder, timeout=TIMEOUT)
            got, out, err = done.returncode, done.stdout, done.stderr
        if target:
            (folder / target).write_bytes(out)
            out = b""
        data, complaints, code = out, complaints + err, code or got
    return code, (data + complaints).decode()


def _stages(command: str) -> list[tuple[list[str], str]] | None:
    """The commands of a plain pipeline, each with the file it writes; None for anything that only bash understands."""
    words = shlex.shlex(command, posix=True, punctuation_chars=True)
    words.whitespace_split = True
    words.commenters = ""
    stages: list[tuple[list[str], str]] = [([], "")]
    for word in (found := list(words)):
        stage, target = stages[-1]
        if word == "|":
            stages.append(([], ""))
        elif target == ">":
            stages[-1] = stage, word
        elif word == ">":
            stages[-1] = stage, ">"
        elif re.fullmatch(r"[()<>|&;]+", word):
            return None
        else:
            stage.append(word)
    bare = re.sub(r"'[^']*'", "", command)
    return None if re.search(r"[*?\[$`~]|^\w+=", bare) or not found or not all(stage for stage, _ in stages) else stages


def _avc(arguments: list[str], data: bytes, folder: Path) -> tuple[int, bytes, bytes]:
    from arabic_voice_cli.cli.app import main

    kept = sys.stdin, sys.stdout, sys.stderr, sys.argv, dict(os.environ)
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err, chdir(folder):
        given.write(data)
        given.seek(0)
        code: object = 0
        try:
            sys.stdin, sys.stdout, sys.stderr = (io.TextIOWrapper(file, "utf-8", write_through=True) for file in (given, out, err))
            sys.argv = ["avc", *arguments]
            os.environ["COLUMNS"] = "80"
            main()
        except SystemExit as end:
            code = end.code or 0
        finally:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            streams = sys.stdin, sys.stdout, sys.stderr
            sys.stdin, sys.stdout, sys.stderr, sys.argv, kept_environment = kept
            os.environ.clear()
            os.environ.update(kept_environment)
            for stream in streams:
                stream.detach()
        out.seek(0)
        err.seek(0)
        return int(str(code)), out.read(), err.read()
