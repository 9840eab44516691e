"""A network of a few bytes with the diacritizer's inputs and outputs, for tests of everything around the real one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from arabic_voice_cli.encode import ALEFS, CLASSES, FIRST_LETTER, FIRST_PUNCTUATION, LETTER_IDS, SYMBOLS
from arabic_voice_cli.text import ALEF, ALEF_HAMZA, FATHA

NAMES = ("symbols", "hints", "first", "last", "word", "rows", "line", "place")


def make_tiny_model(folder: Path, mark: str = FATHA) -> Path:
    """Write a model folder whose network puts ``mark`` on every letter and takes every bare alif for أ."""
    table = np.zeros((SYMBOLS, len(CLASSES) + len(ALEFS)), np.float32)
    table[FIRST_LETTER:FIRST_PUNCTUATION, CLASSES.index(mark)] = 1
    table[LETTER_IDS[ALEF], len(CLASSES) + ALEFS.index(ALEF_HAMZA)] = 9
    table[:FIRST_LETTER, 0] = table[FIRST_PUNCTUATION:, 0] = 1
    axes = {name: "symbols" if name in ("symbols", "hints", "word") else "words" for name in NAMES}
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "symbols"], ["logits"], axis=0)],
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, [axes[name]]) for name in NAMES],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["symbols", len(CLASSES) + len(ALEFS)])],
        [numpy_helper.from_array(table, "table")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    folder.mkdir(parents=True)
    onnx.save(model, str(folder / "model.onnx"))
    data = (folder / "model.onnx").read_bytes()
    inputs = "\n".join(f'{name} = ["{axes[name]}"]' for name in NAMES)
    (folder / "model.toml").write_text(
        f'name = "tiny"\nversion = "1"\nfile = "model.onnx"\nsha256 = "{hashlib.sha256(data).hexdigest()}"\nbytes = {len(data)}\n'
        f'[inputs]\n{inputs}\n[outputs]\nlogits = ["symbols", {len(CLASSES) + len(ALEFS)}]\n[settings]\nrows = 1000\n',
        "utf-8",
    )
    return folder
