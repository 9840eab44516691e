"""Integer arithmetic that is fixed at training time, so that a line's marks depend on nothing but the line.

Every linear layer reads unsigned 8-bit activations, on a scale fitted once on training text, and signed 7-bit weights,
on a scale for each output. Seven bits keep the products of two pairs within 16 bits: processors without dot-product
instructions saturate there, and would give other marks. A last lap of training with `quantize` in place (values are
rounded, gradients pass) makes up for the rounding.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

HIGHEST = 255
"""Activations are 0 to this."""
STEPS = 63
"""Weights are ± this many steps of their output's scale."""
SAMPLE = 200_000
"""Values a layer's scale is fitted on."""


class Linear(nn.Linear):
    """A linear layer whose input and weights are rounded; ``scale`` and ``zero`` are the input's."""

    scale: Tensor
    zero: Tensor

    def __init__(self, plain: nn.Linear, scale: float = 1.0, zero: int = 0) -> None:
        super().__init__(plain.in_features, plain.out_features)
        self.weight, self.bias = plain.weight, plain.bias
        self.register_buffer("scale", torch.tensor(scale))
        self.register_buffer("zero", torch.tensor(float(zero)))
        self.exact = False

    def steps(self) -> Tensor:
        """[out] the scale of each output's weights."""
        return self.weight.detach().abs().amax(1).clamp(min=1e-8) / STEPS

    def integers(self) -> Tensor:
        """[in, out] the weights as they are shipped."""
        return torch.round(self.weight.detach() / self.steps().unsqueeze(1)).t().contiguous().to(torch.int8)

    def forward(self, x: Tensor) -> Tensor:
        if self.exact:  # for export, where integers take the layer's place
            return nn.functional.linear(x, self.weight, self.bias)
        low, high = -self.zero * self.scale, (HIGHEST - self.zero) * self.scale
        inside = x.float().clamp(low, high)
        rounded = torch.round(inside / self.scale) * self.scale
        steps = self.steps().unsqueeze(1)
        weight = self.weight + (torch.round(self.weight / steps) * steps - self.weight).detach()
        return nn.functional.linear(inside + (rounded - inside).detach(), weight, self.bias)


def quantize(network: nn.Module) -> None:
    """Put a rounding layer in the place of every linear one; scales come from `fit` or a checkpoint."""
    for module in list(network.modules()):
        for name, child in list(module.named_children()):
            if type(child) is nn.Linear:
                setattr(module, name, Linear(child))


def fit(network: nn.Module, batches: Iterable[tuple[Tensor, ...]]) -> None:
    """Set every rounding layer's input scale to the one with the least squared error over some batches."""
    seen: dict[Linear, list[Tensor]] = {}
    layers = [m for m in network.modules() if isinstance(m, Linear)]
    hooks = [layer.register_forward_pre_hook(lambda m, inputs: seen.setdefault(m, []).append(_some(inputs[0]))) for layer in layers]
    set_exact(network, True)
    with torch.no_grad():
        for batch in batches:
            network(*batch)
    set_exact(network, False)
    for layer, hook in zip(layers, hooks, strict=True):
        hook.remove()
        scale, zero = _best(torch.cat(seen[layer])[:SAMPLE])
        layer.scale.fill_(scale)
        layer.zero.fill_(zero)


def set_exact(network: nn.Module, exact: bool) -> None:
    """Let the rounding layers compute without rounding, or with it again."""
    for module in network.modules():
        if isinstance(module, Linear):
            module.exact = exact


def _some(x: Tensor) -> Tensor:
    flat = x.detach().float().flatten()
    return flat[torch.randint(len(flat), (min(len(flat), 20_000),))]


def _best(values: Tensor) -> tuple[float, int]:
    low, high = min(0.0, values.min().item()), max(0.0, values.max().item())
    best = (float("inf"), 1.0, 0)
    for share in torch.linspace(0.15, 1.0, 35).tolist():
        scale = max((high - low) * share / HIGHEST, 1e-8)
        zero = round(-low * share / scale)
        rounded = ((torch.round(values / scale) + zero).clamp(0, HIGHEST) - zero) * scale
        error = (rounded - values).square().mean().item()
        best = min(best, (error, scale, zero))
    return best[1], best[2]
