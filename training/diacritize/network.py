"""The diacritizer's network: convolutions over characters, attention over the words of the whole utterance.

The heavy layers run once a word, not once a character. Characters of all lines of a batch are one flat stream with a
gap between lines, so there is no padding; only the attention works on a [lines, words] grid.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from arabic_voice_cli.encode import ALEFS, CLASSES, SYMBOLS


@dataclass(frozen=True)
class Size:
    char: int = 96
    word: int = 256
    layers: int = 4
    heads: int = 4
    rows: int = 57344
    row: int = 128

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


DILATIONS = (1, 2)
"""Of the two convolutions before the words, and of the two after: three taps each see seven characters together."""
GAP = max(DILATIONS)
"""Empty symbols between two lines of a stream: no convolution reaches across."""


class Convolution(nn.Module):
    """Gated convolution of three taps with a residual; ``mask`` is 0 in the gaps between lines, which keeps lines apart."""

    def __init__(self, dim: int, dilation: int) -> None:
        super().__init__()
        self.dilation = dilation
        self.norm = nn.LayerNorm(dim)
        self.expand = nn.Linear(dim * 3, 2 * dim)
        self.out = nn.Linear(dim, dim)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        h = F.pad(self.norm(x) * mask, (0, 0, self.dilation, self.dilation))
        size = x.shape[0]
        h = torch.cat([h[i * self.dilation : i * self.dilation + size] for i in range(3)], -1)
        value, gate = self.expand(h).chunk(2, -1)
        return x + self.out(value * torch.sigmoid(gate))


class Block(nn.Module):
    """Pre-norm transformer block with rotary positions."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.up, self.down = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)

    def forward(self, x: Tensor, mask: Tensor | None, cos: Tensor, sin: Tensor) -> Tensor:
        lines, words, dim = x.shape
        qkv = self.qkv(self.norm1(x)).view(lines, words, 3, self.heads, dim // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)

        def rotate(t: Tensor) -> Tensor:
            a, b = t.chunk(2, -1)
            return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)

        q, k = rotate(q), rotate(k)
        scores = q @ k.transpose(-1, -2) * (dim // self.heads) ** -0.5  # plain operators: on a CPU they train faster than the fused one
        h = torch.softmax(scores if mask is None else scores + mask, -1).to(v.dtype) @ v
        x = x + self.out(h.transpose(1, 2).reshape(lines, words, dim))
        return x + self.down(F.relu(self.up(self.norm2(x))).square())


class Network(nn.Module):
    """symbols, hints, word: [M] over the flat stream; first, last, rows: [B, T] → logits [M, classes + alefs].

    The first columns are each letter's mark, the others what an alif was before its hamza was left out.
    ``word`` and ``first``/``last`` are flat indices into the [B*T] words and the [M] symbols. ``hints`` is 0 where
    the writer left no mark, else 1 + its class. ``mask`` [B, T] says which words are there; None means all.
    """

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        d, w = size.char, size.word
        self.symbol = nn.Embedding(SYMBOLS, d)
        self.hint = nn.Embedding(1 + len(CLASSES), d)
        self.before = nn.ModuleList(Convolution(d, dilation) for dilation in DILATIONS)
        self.lift = nn.Linear(2 * d + size.row, w)
        self.table = nn.Embedding(size.rows, size.row, sparse=True)
        self.blocks = nn.ModuleList(Block(w, size.heads) for _ in range(size.layers))
        self.norm = nn.LayerNorm(w)
        self.lower = nn.Linear(w, d)
        self.after = nn.ModuleList(Convolution(d, dilation) for dilation in DILATIONS)
        self.last_norm = nn.LayerNorm(d)
        self.out = nn.Linear(d, len(CLASSES) + len(ALEFS))
        nn.init.normal_(self.table.weight, std=0.3)
        nn.init.normal_(self.symbol.weight, std=0.5)
        nn.init.normal_(self.hint.weight, std=0.1)

    def forward(
        self, symbols: Tensor, hints: Tensor, first: Tensor, last: Tensor, word: Tensor, rows: Tensor, mask: Tensor | None
    ) -> Tensor:
        return self.read(symbols, hints, first, last, word, self.table(rows), mask)

    def read(self, symbols: Tensor, hints: Tensor, first: Tensor, last: Tensor, word: Tensor, entry: Tensor, mask: Tensor | None) -> Tensor:
        """All but the table's look-up, whose sparse gradient no compiler takes; ``entry``: [B, T, row]."""
        there = (symbols != 0).unsqueeze(-1).to(self.out.weight.dtype)
        x = self.symbol(symbols) + self.hint(hints)
        for layer in self.before:
            x = layer(x, there)
        if self.training:  # unknown words must work: forget a quarter of the entries
            entry = entry * (torch.rand(entry.shape[:-1], device=entry.device) > 0.25).unsqueeze(-1).to(entry.dtype)
        h = self.lift(torch.cat([x[first], x[last], entry.to(x.dtype)], -1))
        half = self.size.word // self.size.heads // 2
        angle = torch.arange(h.shape[1], device=h.device).unsqueeze(1) * 10000.0 ** (-torch.arange(half, device=h.device) / half)
        cos, sin = angle.cos().to(h.dtype), angle.sin().to(h.dtype)
        attend = None if mask is None else torch.where(mask, 0.0, -1e9).to(h.dtype)[:, None, None, :]
        for block in self.blocks:
            h = block(h, attend, cos, sin)
        context = self.lower(self.norm(h)).reshape(-1, self.size.char)
        x = x + context[word] * there
        for layer in self.after:
            x = layer(x, there)
        return self.out(self.last_norm(x))
