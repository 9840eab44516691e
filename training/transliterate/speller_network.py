"""The back-transliteration network: an Arabic word's letters in, for each letter the Latin letters it stands for.

Encoder: two gated convolutions and a two-way GRU over the letters, and a row of a table for each word of the training
data: what is known of this very name. Row 0 is that of all other words, and nothing. Decoder: a GRU that goes along the same letters
(hard monotone alignment: nothing to attend to) and sees the chunk written for the letter before.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

TAKEN = 0.5
"""Share of words whose row is taken away in training: words never seen must work."""


@dataclass(frozen=True)
class Size:
    letters: int
    chunks: int
    rows: int
    width: int = 192
    around: int = 160
    """Units of the encoder's GRU in each direction."""
    chunk: int = 64
    state: int = 256
    row: int = 32

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


class Convolution(nn.Module):
    """Gated convolution of three taps with a residual, over [words, letters, width]."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.expand = nn.Linear(3 * width, 2 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        h = F.pad(self.norm(x), (0, 0, 1, 1))
        h = torch.cat([h[:, :-2], h[:, 1:-1], h[:, 2:]], -1)
        value, gate = self.expand(h).chunk(2, -1)
        return x + self.out(value * torch.sigmoid(gate))


class Encoder(nn.Module):
    """letters [words, length], rows [words] → [words, length, 2 * around]; words of one length together: no padding."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.letter = nn.Embedding(size.letters, size.width)
        self.table = nn.Embedding(size.rows, size.row, padding_idx=0, sparse=True)
        nn.init.zeros_(self.table.weight)
        self.lift = nn.Linear(size.row, size.width)
        self.convolutions = nn.ModuleList([Convolution(size.width), Convolution(size.width)])
        self.around = nn.GRU(size.width, size.around, batch_first=True, bidirectional=True)
        self.drop = nn.Dropout(0.3)

    def forward(self, letters: Tensor, rows: Tensor) -> Tensor:
        known = self.table(rows)
        if self.training:
            known = known * (torch.rand(len(rows), 1) > TAKEN).to(known.dtype)
        x = self.drop(self.letter(letters)) + self.lift(known).unsqueeze(1)
        for convolution in self.convolutions:
            x = convolution(x)
        return self.drop(self.around(self.drop(x))[0])


class Decoder(nn.Module):
    def __init__(self, size: Size) -> None:
        super().__init__()
        self.chunk = nn.Embedding(size.chunks + 1, size.chunk)
        """The last row: nothing is written yet."""
        self.along = nn.GRU(2 * size.around + size.chunk, size.state, batch_first=True)
        self.drop = nn.Dropout(0.3)
        self.out = nn.Linear(size.state + 2 * size.around, size.chunks)

    def forward(self, encoded: Tensor, before: Tensor) -> Tensor:
        """encoded [words, length, 2 * around], before [words, length] → logits [words, length, chunks]."""
        h, _ = self.along(torch.cat([encoded, self.drop(self.chunk(before)).to(encoded.dtype)], -1))
        return self.out(torch.cat([self.drop(h), encoded], -1))

    def step(self, encoded: Tensor, before: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """One letter: encoded [n, 2 * around], before [n], state [n, state] → log probabilities [n, chunks], new state."""
        gru = self.along
        x = F.linear(torch.cat([encoded, self.chunk(before)], -1), gru.weight_ih_l0, gru.bias_ih_l0)
        h = F.linear(state, gru.weight_hh_l0, gru.bias_hh_l0)
        (xr, xz, xn), (hr, hz, hn) = x.chunk(3, -1), h.chunk(3, -1)
        keep = torch.sigmoid(xz + hz)
        state = (1 - keep) * torch.tanh(xn + torch.sigmoid(xr + hr) * hn) + keep * state
        return torch.log_softmax(self.out(torch.cat([state, encoded], -1)), -1), state


class Network(nn.Module):
    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        self.encoder, self.decoder = Encoder(size), Decoder(size)

    def forward(self, letters: Tensor, rows: Tensor, before: Tensor) -> Tensor:
        return self.decoder(self.encoder(letters, rows), before)


class Foreign(nn.Module):
    """letters [words, length] → log-odds [words] that the word is no native one. It shares nothing with the speller."""

    def __init__(self, letters: int, width: int = 64) -> None:
        super().__init__()
        self.letter = nn.Embedding(letters, width)
        self.convolutions = nn.ModuleList([Convolution(width), Convolution(width)])
        self.drop = nn.Dropout(0.3)
        self.out = nn.Linear(2 * width, 1)

    def forward(self, letters: Tensor) -> Tensor:
        x = self.letter(letters)
        for convolution in self.convolutions:
            x = convolution(x)
        return self.out(self.drop(torch.cat([x.amax(1), x.mean(1)], -1))).squeeze(-1)
