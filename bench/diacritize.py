"""Words per CPU-second, start-up and memory of the diacritizer, beside text2tashkeel where it is installed.

usage: python bench/diacritize.py FILE [--peer PYTHON] [--rounds N]

FILE is unmarked text, one utterance a line. PYTHON is an interpreter that has text2tashkeel. Systems are run in turn,
round by round, each in its own process on one thread, so that a drifting machine is the same for all.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys

OURS = """
import json, resource, sys, time
from arabic_voice_cli import Diacritizer
lines = open(sys.argv[1], encoding="utf-8").read().split("\\n")
tool = Diacritizer.load(sys.argv[2])
tool(lines[:20])
start = time.process_time()
tool(lines)
seconds = time.process_time() - start
print(json.dumps([sum(len(l.split()) for l in lines) / seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
PEER = """
import json, resource, sys, time
import onnxruntime
original = onnxruntime.InferenceSession
def session(path, sess_options=None, **rest):
    options = sess_options or onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return original(path, sess_options=options, **rest)
onnxruntime.InferenceSession = session
from text2tashkeel import Diacritizer
lines = open(sys.argv[1], encoding="utf-8").read().split("\\n")
tool = Diacritizer(sys.argv[2])
for l in lines[:20]: tool.diacritize(l)
start = time.process_time()
for l in lines: tool.diacritize(l)
seconds = time.process_time() - start
print(json.dumps([sum(len(l.split()) for l in lines) / seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--peer", help="an interpreter that has text2tashkeel")
    parser.add_argument("--model", default="tashkeel")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    systems = [("avc " + args.model, sys.executable, OURS, args.model)]
    if args.peer:
        systems += [(f"text2tashkeel {m}", args.peer, PEER, m) for m in ("rawi-v3-int8", "rawi-ensemble")]
    figures: dict[str, list[list[float]]] = {name: [] for name, *_ in systems}
    for _ in range(args.rounds):
        for name, python, code, model in systems:
            done = subprocess.run([python, "-c", code, args.file, model], capture_output=True, text=True, check=True)
            figures[name].append(json.loads(done.stdout))
    base = statistics.median(f[0] for f in figures[systems[-1][0]]) if args.peer else 0.0
    for name, rows in figures.items():
        speed = statistics.median(r[0] for r in rows)
        ratio = f"{speed / base:6.2f}x {systems[-1][0]}" if base else ""
        print(f"{name:28} {speed:9.0f} words/CPU-s  {max(r[1] for r in rows):6.0f} MB peak  {ratio}")


if __name__ == "__main__":
    main()
