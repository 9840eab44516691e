"""The mean of several runs' weights: `python -m training.diacritize.average OUT_RUN RUN…`.

For laps that began at the same weights: the mean lies lower than any of them (model soups, Wortsman et al. 2022).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("runs", type=Path, nargs="+")
    args = parser.parse_args()
    states = [torch.load(run / "checkpoint.pt", map_location="cpu") for run in args.runs]
    network = {name: sum(s["network"][name] for s in states) / len(states) for name in states[0]["network"]}
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save({"network": network, "size": states[0]["size"]}, args.out / "checkpoint.pt")


if __name__ == "__main__":
    main()
