"""Finding, opening and distrusting models."""

from __future__ import annotations

from pathlib import Path

import pytest

from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.onnx_model import find, find_models, load_model, read_card, verify

from .tiny_model import make_tiny_model


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return make_tiny_model(tmp_path / "models" / "tiny")


def test_found_by_path_and_by_name(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find(str(tiny)) == tiny
    assert find(str(tiny / "model.onnx")) == tiny
    monkeypatch.setenv("AVC_MODEL_DIR", str(tiny.parent))
    assert find("tiny") == tiny
    assert tiny in find_models()


def test_user_data_dir(tiny: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "avc").mkdir()
    tiny.parent.rename(tmp_path / "avc" / "models")
    monkeypatch.delenv("AVC_MODEL_DIR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert find("tiny") == tmp_path / "avc" / "models" / "tiny"


def test_sound(tiny: Path) -> None:
    assert verify(tiny) == []
    assert load_model(str(tiny)).card.signature.startswith("model:tiny@1|sha:")


def test_unknown_name_lists_what_there_is(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVC_MODEL_DIR", str(tiny.parent))
    with pytest.raises(AvcError, match="no model 'nope'; this install has: tiny"):
        find("nope")


def test_truncated(tiny: Path) -> None:
    path = tiny / "model.onnx"
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(AvcError, match="bytes, its card says"):
        load_model(str(tiny))


def test_damaged(tiny: Path) -> None:
    path = tiny / "model.onnx"
    path.write_bytes(b"\xff" * path.stat().st_size)
    with pytest.raises(AvcError, match="cannot be opened as a model"):
        load_model(str(tiny))


def test_checksum(tiny: Path) -> None:
    card = tiny / "model.toml"
    digest = read_card(tiny).sha256
    card.write_text(card.read_text("utf-8").replace(digest, "0" * 64), "utf-8")
    [problem] = verify(tiny)
    assert "sha256" in problem and problem.startswith(str(tiny / "model.onnx"))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('logits = ["symbols", 19]', 'logits = ["symbols", 20]', "output 'logits' has shape"),
        ('hints = ["symbols"]\n', "", "inputs are"),
        ('version = "1"', "version = ", "not TOML"),
        ("bytes = ", "octets = ", "lacks 'bytes'"),
    ],
)
def test_card_disagrees(tiny: Path, old: str, new: str, problem: str) -> None:
    card = tiny / "model.toml"
    card.write_text(card.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(AvcError, match=problem):
        load_model(str(tiny))


def test_missing_card(tmp_path: Path) -> None:
    with pytest.raises(AvcError, match="no such file"):
        load_model(str(tmp_path / "nothing"))
