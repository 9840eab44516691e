"""How the contract tests run `avc`: the installed script, in a process of its own, never with a traceback."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

AVC = str(Path(sys.executable).with_name("avc"))
FILTERS = ("normalize", "tokenize", "transliterate", "diacritize", "convert", "phonemize")
COMMANDS = (*FILTERS, "pipe", "batch", "speak", "report", "resample", "score", "check", "doctor", "man")
TIMEOUT = 120


@dataclass(frozen=True)
class Done:
    code: int
    out: bytes
    err: str

    @property
    def complaint(self) -> str:
        """The one line on standard error, without its ``avc: ``."""
        first, *others = self.err.split("\n")
        assert first.startswith("avc: "), self.err
        assert others == [""], self.err
        return first.removeprefix("avc: ")


def environment(extra: Mapping[str, str] = {}) -> dict[str, str]:
    """Ours without the variables that decide what `avc` does, and with ``extra``."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AVC_", "LC_", "LANG", "PYTHON")) or k == "PYTHONPATH"}
    return {**kept, "LC_ALL": "C.UTF-8", **extra}


def run(command: Sequence[str], input: bytes = b"", env: Mapping[str, str] = {}, cwd: Path | None = None) -> Done:
    """Run a command to its end."""
    done = subprocess.run(command, input=input, capture_output=True, env=environment(env), cwd=cwd, timeout=TIMEOUT)
    err = done.stderr.decode()
    assert "Traceback" not in err, err
    assert "Exception ignored" not in err, err
    return Done(done.returncode, done.stdout, err)


def avc(*arguments: str, input: bytes = b"", env: Mapping[str, str] = {}, cwd: Path | None = None) -> Done:
    """Run `avc` to its end."""
    return run([AVC, *arguments], input, env, cwd)


def bash(script: str, **words: Sequence[str]) -> Done:
    """Run a bash script under pipefail; ``{name}`` in it stands for the quoted words of that name."""
    quoted = {name: shlex.join(value) for name, value in words.items()}
    return run(["bash", "-c", "set -o pipefail; " + script.format(**quoted)])
