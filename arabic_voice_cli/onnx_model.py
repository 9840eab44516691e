"""The only importer of onnxruntime: finds a model's folder, reads its card, opens it.

A model is a folder with ``model.toml`` (the card a program reads), the ONNX file it names, and a README for people.
Search order: a path given by the user, ``$AVC_MODEL_DIR``, ``$XDG_DATA_HOME/avc/models``, the models that came with
the package.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import AvcError

if TYPE_CHECKING:  # models that are no networks are found and read without numpy
    import numpy as np
    from numpy.typing import NDArray

CARD = "model.toml"


@dataclass(frozen=True)
class Card:
    """What ``model.toml`` says. ``inputs`` and ``outputs`` give each tensor's shape; a name stands for a free size."""

    folder: Path
    name: str
    version: str
    file: str
    sha256: str
    bytes: int
    inputs: Mapping[str, list[str | int]]
    outputs: Mapping[str, list[str | int]]
    settings: Mapping[str, float]
    """Numbers the encoding must agree on, e.g. the rows of the word table."""
    task: str = ""
    """The command that uses it."""
    variety: str = "msa"
    """Of the text it reads, for models that read one."""

    @property
    def signature(self) -> str:
        return f"model:{self.name}@{self.version}|sha:{self.sha256[:8]}"


def model_dirs() -> list[Path]:
    """Folders that may hold models, first match wins."""
    package = Path(__file__).parent
    data_home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    dirs = [Path(data_home) / "avc" / "models", package / "models", package.parent / "models"]
    return [Path(own), *dirs] if (own := os.environ.get("AVC_MODEL_DIR")) else dirs


def find_models() -> list[Path]:
    """The folder of every model that a name can reach."""
    found: dict[str, Path] = {}
    for directory in model_dirs():
        for card in sorted(directory.glob(f"*/{CARD}")):
            found.setdefault(card.parent.name, card.parent)
    return list(found.values())


def find(name: str) -> Path:
    """The folder of the model ``name``, or the path itself; raises AvcError listing what there is."""
    if os.sep in name or name.endswith(".onnx") or (Path(name) / CARD).is_file():
        path = Path(name)
        return path.parent if path.is_file() else path
    for directory in model_dirs():
        if (directory / name / CARD).is_file():
            return directory / name
    known = ", ".join(p.name for p in find_models()) or "none"
    raise AvcError(f"no model {name!r}; this install has: {known}")


def read_card(folder: Path) -> Card:
    """Read ``model.toml``; raises AvcError naming the file and what is wrong with it."""
    path = folder / CARD
    try:
        values = tomllib.loads(path.read_text("utf-8"))
        return Card(
            folder=folder,
            inputs=values["inputs"],
            outputs=values["outputs"],
            settings=values["settings"],
            task=values.get("task", ""),
            variety=values.get("variety", "msa"),
            **{key: values[key] for key in ("name", "version", "file", "sha256", "bytes")},
        )
    except FileNotFoundError:
        raise AvcError(f"{path}: no such file; a model is a folder with {CARD} and the ONNX file it names") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AvcError(f"{path}: not TOML ({error}); restore the file") from None
    except KeyError as error:
        raise AvcError(f"{path}: lacks {error}; restore the file") from None


class Model:
    """An open model. It runs on one thread: lines are independent, so callers run several at once instead."""

    def __init__(self, card: Card) -> None:
        import onnxruntime as ort

        self.card = card
        path = _whole_file(card)
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC  # models are stored fused: less to do at each start
        try:
            self.session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime has no common base class for its errors
            reason = str(error).splitlines()[0][:120]
            raise AvcError(f"{path}: cannot be opened as a model ({reason}); install it again") from None
        problems = _shape_problems(card, self.session)
        if problems:
            raise AvcError(f"{path}: {problems[0]}; install the model again")
        self.outputs = [o.name for o in self.session.get_outputs()]

    def run(self, feeds: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """Named inputs → outputs in the card's order."""
        outputs: list[NDArray[Any]] = self.session.run(self.outputs, feeds)
        return outputs


def load_model(name: str) -> Model:
    """Open the model of this name or path."""
    return Model(read_card(find(name)))


def _whole_file(card: Card) -> Path:
    """The file the card names, if it is there in full."""
    path = card.folder / card.file
    size = path.stat().st_size if path.is_file() else -1
    if size != card.bytes:
        what = "is not there" if size < 0 else f"has {size} bytes, its card says {card.bytes}"
        raise AvcError(f"{path}: {what}; install the model again")
    return path


def _shape_problems(card: Card, session: Any) -> list[str]:
    problems = []
    for wanted, real, kind in ((card.inputs, session.get_inputs(), "input"), (card.outputs, session.get_outputs(), "output")):
        shapes = {tensor.name: list(tensor.shape) for tensor in real}
        if set(shapes) != set(wanted):
            problems.append(f"{kind}s are {sorted(shapes)}, the card says {sorted(wanted)}")
            continue
        for name, shape in wanted.items():
            same = len(shape) == len(shapes[name]) and all(
                not isinstance(a, int) or a == b for a, b in zip(shape, shapes[name], strict=True)
            )
            if not same:
                problems.append(f"{kind} {name!r} has shape {shapes[name]}, the card says {shape}")
    return problems


def damage(folder: Path) -> list[str]:
    """What is wrong with a model's files: card, size, checksum. Quick: the model is not opened."""
    import hashlib  # loads OpenSSL, a tenth of the time that a short line takes

    try:
        card = read_card(folder)
        path = _whole_file(card)
    except AvcError as error:
        return [str(error)]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return (
        [] if digest == card.sha256 else [f"{path}: sha256 is {digest[:12]}…, its card says {card.sha256[:12]}…; install the model again"]
    )


def verify(folder: Path) -> list[str]:
    """Everything that is wrong with a model: its files, and its shapes. Empty when it is sound.

    A file that is not ONNX (statistics of a segmenter) has no shapes.
    """
    problems = damage(folder)
    if not problems and read_card(folder).file.endswith(".onnx"):
        try:
            Model(read_card(folder))
        except AvcError as error:
            problems = [str(error)]
    return problems


def as_int64(values: NDArray[Any]) -> NDArray[np.int64]:
    """Index inputs are int64 in every model."""
    return values.astype("int64", copy=False)
