"""Average the weights of two laps of one network: `python -m training.diacritize.average RUN_A RUN_B OUT --share 0.7` (of RUN_B)."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("a", type=Path)
    parser.add_argument("b", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--share", type=float, default=0.5)
    args = parser.parse_args()
    a, b = (torch.load(run / "checkpoint.pt", map_location="cpu") for run in (args.a, args.b))
    mixed = {k: torch.lerp(v, b["network"][k], args.share) if v.is_floating_point() else v for k, v in a["network"].items()}
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save({"network": mixed, "size": a["size"]}, args.out / "checkpoint.pt")


if __name__ == "__main__":
    main()
