"""Figures as ratios of two sums over units (lines, forms, sentences), and their confidence by resampling the units."""

from __future__ import annotations

from collections.abc import Callable

Counts = dict[str, tuple[float, float]]
"""Of one unit: figure → (numerator, denominator), e.g. (wrong letters, letters)."""


class Ratios:
    """Per-unit counts of any number of figures. A figure is ``scale * Σ numerator / Σ denominator``."""

    def __init__(self, scale: float = 100, digits: int = 2) -> None:
        self.units: list[Counts] = []
        self.scale, self.digits = scale, digits

    def add(self, counts: Counts) -> None:
        """Count one more unit; figures it does not mention are not touched by it."""
        self.units.append(counts)

    def total(self, name: str) -> tuple[float, float]:
        """(Σ numerator, Σ denominator) of a figure."""
        pairs = [unit[name] for unit in self.units if name in unit]
        return sum(n for n, _ in pairs), sum(d for _, d in pairs)

    def names(self) -> list[str]:
        """Every figure, in order of first mention."""
        return list(dict.fromkeys(name for unit in self.units for name in unit))

    def figure(self, name: str) -> float:
        """The rounded figure; 0 where nothing was counted."""
        numerator, denominator = self.total(name)
        return round(self.scale * numerator / max(1, denominator), self.digits)

    def figures(self) -> dict[str, float]:
        """Every figure."""
        return {name: self.figure(name) for name in self.names()}

    def intervals(self, draws: int, seed: int, named: Callable[[str], str] = str) -> dict[str, list[float]]:
        """The 95 % interval of each figure: the units are drawn anew with replacement ``draws`` times.

        Percentile bootstrap (Efron 1979; for error rates Bisani & Ney 2004). ``named`` renames figures in the answer.
        """
        import numpy as np

        names = self.names()
        if not self.units:
            return {}
        counts = np.array([[unit.get(name, (0, 0)) for name in names] for unit in self.units], float)  # [units, figures, 2]
        generator = np.random.default_rng(seed)
        drawn = np.empty((draws, len(names)))
        for i in range(draws):
            weights = np.bincount(generator.integers(len(counts), size=len(counts)), minlength=len(counts))
            sums = np.tensordot(weights, counts, 1)
            drawn[i] = self.scale * sums[:, 0] / np.maximum(1, sums[:, 1])
        low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
        return {named(n): [round(float(a), self.digits), round(float(b), self.digits)] for n, a, b in zip(names, low, high, strict=True)}
