"""The segmenter's network: the diacritizer's shape, smaller, with a head per character and one per word."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn

from arabic_voice_cli.encode import CLASSES, SYMBOLS
from arabic_voice_cli.tokenize.network import PIECES, POS
from training.diacritize.network import DILATIONS, Block, Convolution


@dataclass(frozen=True)
class Size:
    char: int = 64
    word: int = 128
    layers: int = 2
    heads: int = 4
    rows: int = 16384
    row: int = 64

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


FORGET_ENTRY = 0.4
"""Share of words whose table entry is forgotten in training: most words of new text have none worth having."""
DROPOUT = 0.1


class Network(nn.Module):
    """symbols, hints, word: [M] over the flat stream; first, last, rows: [B, T] → (logits [M, pieces], parts of speech [B, T, kinds]).

    The inputs are those of `training.diacritize.network.Network`.
    """

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        d, w = size.char, size.word
        self.symbol = nn.Embedding(SYMBOLS, d)
        self.hint = nn.Embedding(1 + len(CLASSES), d)
        self.before = nn.ModuleList(Convolution(d, dilation) for dilation in DILATIONS)
        self.lift = nn.Linear(2 * d + size.row, w)
        self.table = nn.Embedding(size.rows, size.row)
        self.blocks = nn.ModuleList(Block(w, size.heads) for _ in range(size.layers))
        self.norm = nn.LayerNorm(w)
        self.lower = nn.Linear(w, d)
        self.after = nn.ModuleList(Convolution(d, dilation) for dilation in DILATIONS)
        self.last_norm = nn.LayerNorm(d)
        self.out = nn.Linear(d, len(PIECES))
        self.kind = nn.Linear(w, len(POS))
        self.drop = nn.Dropout(DROPOUT)
        nn.init.normal_(self.table.weight, std=0.1)
        nn.init.normal_(self.symbol.weight, std=0.5)
        nn.init.normal_(self.hint.weight, std=0.1)

    def forward(
        self, symbols: Tensor, hints: Tensor, first: Tensor, last: Tensor, word: Tensor, rows: Tensor, mask: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        there = (symbols != 0).unsqueeze(-1).to(self.out.weight.dtype)
        x = self.symbol(symbols) + self.hint(hints)
        for layer in self.before:
            x = layer(x, there)
        entry = self.table(rows)
        if self.training:
            entry = entry * (torch.rand(entry.shape[:-1], device=entry.device) > FORGET_ENTRY).unsqueeze(-1).to(entry.dtype)
        h = self.drop(self.lift(torch.cat([x[first], x[last], entry.to(x.dtype)], -1)))
        half = self.size.word // self.size.heads // 2
        angle = torch.arange(h.shape[1], device=h.device).unsqueeze(1) * 10000.0 ** (-torch.arange(half, device=h.device) / half)
        cos, sin = angle.cos().to(h.dtype), angle.sin().to(h.dtype)
        attend = None if mask is None else torch.where(mask, 0.0, -1e9).to(h.dtype)[:, None, None, :]
        for block in self.blocks:
            h = self.drop(block(h, attend, cos, sin))
        h = self.norm(h)
        x = x + self.lower(h).reshape(-1, self.size.char)[word] * there
        for layer in self.after:
            x = self.drop(layer(x, there))
        return self.out(self.last_norm(x)), self.kind(h)
