"""The ranking network: how odds that a span stands for a term follow from alignment, surroundings and the rules' numbers.

Two gated convolutions over the steps of the alignment, two over the span's letters, two over what comes before and two over
what comes after; each is pooled, and two layers make log-odds of all together. Inputs as `ranker.encode` gives them; padding
changes nothing.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from arabic_voice_cli.transliterate.ranker import AFTER, ARABIC, ARABIC_LETTERS, BEFORE, LATIN, LATIN_LETTERS, SPAN, TYPES

MATCH, QUERY = 5, 8
"""Numbers of a match and of a query."""


class Gated(nn.Module):
    """Gated convolution of three taps with a residual, over [rows, length, width]; ``there`` [rows, length, 1] is 0 at padding."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.expand = nn.Linear(3 * width, 2 * width)

    def forward(self, x: Tensor, there: Tensor) -> Tensor:
        h = F.pad(self.norm(x) * there, (0, 0, 1, 1))
        value, gate = self.expand(torch.cat([h[:, :-2], h[:, 1:-1], h[:, 2:]], -1)).chunk(2, -1)
        return x + value * torch.sigmoid(gate) * there


class Text(nn.Module):
    """characters [rows, length] → [rows, 2 * width]: the largest and the mean of each feature; places count from the span."""

    def __init__(self, length: int, width: int, drop: float) -> None:
        super().__init__()
        self.letter = nn.Embedding(len(ARABIC) + 1, width, padding_idx=0)
        self.place = nn.Parameter(torch.randn(length, width) * 0.1)
        self.layers = nn.ModuleList([Gated(width), Gated(width)])
        self.drop = nn.Dropout(drop)

    def forward(self, characters: Tensor) -> Tensor:
        there = (characters > 0).unsqueeze(-1).to(self.place.dtype)
        x = self.drop(self.letter(characters) + self.place[: characters.shape[1]]) * there
        for layer in self.layers:
            x = layer(x, there)
        return pooled(x, there)


def pooled(x: Tensor, there: Tensor) -> Tensor:
    mean = (x * there).sum(1) / there.sum(1).clamp_min(1.0)
    return torch.cat([(x * there - (1 - there) * 9.0).amax(1).clamp_min(-9.0), mean], -1)


class RankerNetwork(nn.Module):
    def __init__(self, width: int = 96, text: int = 64, hidden: int = 160, drop: float = 0.15) -> None:
        super().__init__()
        self.latin = nn.ModuleList([nn.Embedding(len(LATIN) + 1, width, padding_idx=0) for _ in range(LATIN_LETTERS)])
        self.arabic = nn.ModuleList([nn.Embedding(len(ARABIC) + 1, width, padding_idx=0) for _ in range(ARABIC_LETTERS)])
        self.mixed = nn.Linear(width, width)
        self.layers = nn.ModuleList([Gated(width), Gated(width)])
        self.step = nn.Linear(width, 1)
        self.span, self.before, self.after = Text(SPAN, text, drop), Text(BEFORE, text, drop), Text(AFTER, text, drop)
        self.around = nn.Linear(6 * text, hidden)
        self.kind = nn.Embedding(max(TYPES.values()) + 1, 16)
        self.join = nn.Linear(2 * width + hidden + 16 + MATCH + QUERY, hidden)
        self.out = nn.Linear(hidden, 1)
        self.rules = nn.Parameter(torch.tensor([1.5, 1.0]))
        """Weights of the rules' evidence in a line, and of the spelling's cost in a line that is one term."""
        self.drop = nn.Dropout(drop)
        for last in (self.step, self.out):  # in the beginning are the rules
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def forward(
        self,
        latin: Tensor,
        arabic: Tensor,
        match: Tensor,
        kind: Tensor,
        of: Tensor,
        query: Tensor,
        span: Tensor,
        before: Tensor,
        after: Tensor,
    ) -> Tensor:
        """Log-odds [matches]."""
        there = ((latin[:, :, 0] > 0) | (arabic[:, :, 0] > 0)).unsqueeze(-1).to(match.dtype)
        x = sum(e(latin[:, :, i]) for i, e in enumerate(self.latin)) + sum(e(arabic[:, :, i]) for i, e in enumerate(self.arabic))
        x = F.gelu(self.mixed(x)) * there
        for layer in self.layers:
            x = layer(x, there)
        steps = (self.step(x) * there).sum((1, 2))
        around = F.gelu(self.around(torch.cat([self.span(span), self.before(before), self.after(after)], -1)))
        joined = torch.cat([self.drop(pooled(x, there)), self.drop(around)[of], self.kind(kind), match, query[of]], -1)
        whole = query[of, 6]
        rules = self.rules[0] * match[:, 2] * (1 - whole) - self.rules[1] * match[:, 0] * 5 * whole
        return rules + steps + self.out(self.drop(F.gelu(self.join(joined)))).squeeze(-1)
