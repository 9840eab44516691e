"""The diacritizer beside text2tashkeel, in one run: speed, start, wall clock, memory, size.

usage: python bench/diacritize.py [FILE] [--peer PYTHON] [--rounds N] [--models A,B] [--json]

FILE is unmarked text, one utterance a line (default: news of ../shared/data, else examples/responses.txt). PYTHON is
an interpreter that has text2tashkeel; without it, one is made in a temporary folder. Systems take turns, round by
round, each in a process of its own, so that a machine that is slower for a while is so for all; figures are medians.
Words per CPU second are counted inside the process, on one thread, without its start; the wall clock of a whole file
and of one short line is that of whole processes: ours with all cores, the peer's Python interface with its defaults.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from common import AVC, ROOT, cost, show

NEWS = ROOT.parent / "shared" / "data" / "msa_raw" / "ant_bbc.txt"
LINES = 600
COUNT = """
import json, sys, time
lines = open(sys.argv[1], encoding="utf-8").read().split("\\n")
for line in lines[:20]: run(line)
start = time.process_time()
many(lines)
print(json.dumps(sum(len(l.split()) for l in lines) / (time.process_time() - start)))
"""
OURS = """
import sys
from arabic_voice_cli import Diacritizer
tool = Diacritizer.load(sys.argv[2])
many = tool
run = lambda line: tool([line])
"""
ONE_THREAD = """
import onnxruntime
original = onnxruntime.InferenceSession
def session(path, sess_options=None, **rest):
    options = sess_options or onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return original(path, sess_options=options, **rest)
onnxruntime.InferenceSession = session
"""
PEER = """
import sys
from text2tashkeel import Diacritizer
tool = Diacritizer(sys.argv[2])
run = tool.diacritize
def many(lines):
    for line in lines: run(line)
"""
PEER_FILTER = """
import sys
from text2tashkeel import Diacritizer
tool = Diacritizer(sys.argv[1])
for line in sys.stdin: print(tool.diacritize(line.rstrip()))
"""


def words_per_second(python: str, code: str, file: Path, model: str) -> float:
    done = subprocess.run([python, "-c", code, str(file), model], capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout))


def make_peer(folder: str) -> str:
    """A fresh environment with text2tashkeel; its interpreter."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = str(Path(folder) / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--pre", "text2tashkeel"], check=True, stdout=subprocess.DEVNULL)
    return python


def model_bytes(model: str) -> float:
    from arabic_voice_cli.onnx_model import find, read_card

    return read_card(find(model)).bytes / 1e6


def compare(models: list[str], peer: str, text: Path, rounds: int) -> list[dict[str, str | float]]:
    lines = text.read_bytes()
    megabyte = (lines * (1_000_000 // len(lines) + 1))[:1_000_000].rsplit(b"\n", 1)[0] + b"\n"
    cores = str(os.cpu_count() or 1)
    systems = [(f"avc --model {m}", sys.executable, OURS + COUNT, m, [AVC, "diacritize", "--model", m]) for m in models]
    systems += [(m, peer, ONE_THREAD + PEER + COUNT, m, [peer, "-c", PEER_FILTER, m]) for m in ("rawi-v3-int8", "rawi-ensemble")]
    figures: dict[str, dict[str, list[float]]] = {name: {k: [] for k in ("speed", "line", "wall", "peak")} for name, *_ in systems}
    for _ in range(rounds):
        for name, python, code, model, command in systems:
            own = figures[name]
            own["speed"].append(words_per_second(python, code, text, model))
            own["line"].append(cost(command, ["ذهب الولد إلى المدرسة\n".encode()]).cpu)
            whole = cost([*command, *(["--threads", cores] if command[0] == AVC else [])], [megabyte])
            own["wall"].append(whole.wall)
            own["peak"].append(whole.peak)
    base = {k: median(v) for k, v in figures["rawi-v3-int8"].items()}
    rows: list[dict[str, str | float]] = []
    for name, *_ in systems:
        own = {k: median(v) for k, v in figures[name].items()}
        rows.append(
            {
                "system": name,
                "words/CPU-s": own["speed"],
                "× rawi-v3-int8": own["speed"] / base["speed"],
                "one line, CPU s": own["line"],
                "1 MB, wall s": own["wall"],
                "× faster": base["wall"] / own["wall"],
                "peak MiB": own["peak"],
            }
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=NEWS if NEWS.exists() else ROOT / "examples" / "responses.txt")
    parser.add_argument("--peer", help="an interpreter that has text2tashkeel")
    parser.add_argument("--models", default="tashkeel,fast", help="ours, by name or path (default: tashkeel,fast)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "text.txt"
        text.write_text("\n".join(args.file.read_text("utf-8").split("\n")[:LINES]), "utf-8")
        peer = args.peer or make_peer(str(Path(folder) / "peer"))
        show(compare(args.models.split(","), peer, text, args.rounds), args.json)
    for model in args.models.split(","):
        print(f"{model}: {model_bytes(model):.1f} MB")


if __name__ == "__main__":
    main()
