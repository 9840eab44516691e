"""Label unmarked text with a permissively licensed peer (text2tashkeel, Apache-2.0), for self-training.

usage: python silver.py OUT_DIR FILE…        (in an environment with `pip install --pre text2tashkeel`)

Writes OUT_DIR/NAME.txt, one line per input line, in the same order. Words whose letters the teacher changed are
written without marks: `prepare.py` masks them out of the loss instead of dropping the line. A file that is
already complete is skipped, so the script can be restarted.
"""

import re
import sys
import unicodedata
from pathlib import Path

import onnxruntime

MARKS = re.compile("[\u064b-\u0652\u0670]")
LONGEST = 1200  # characters; the teacher was trained on sentences


def one_thread() -> None:
    """The teacher opens sessions with default threads; several labellers share the machine."""
    original = onnxruntime.InferenceSession

    def session(path: str, sess_options: object = None, **rest: object) -> object:
        options = sess_options or onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        return original(path, sess_options=options, **rest)

    onnxruntime.InferenceSession = session


def label(teacher: object, line: str) -> str:
    line = unicodedata.normalize("NFC", MARKS.sub("", line))
    words = line.split()
    marked = teacher.diacritize(" ".join(words)).split()
    if len(marked) != len(words):
        return line
    same = (unicodedata.normalize("NFC", MARKS.sub("", m)) == w for w, m in zip(words, marked, strict=True))
    return " ".join(m if ok else w for w, m, ok in zip(words, marked, same, strict=True))


def main() -> None:
    one_thread()
    from text2tashkeel import Diacritizer

    teacher = Diacritizer("rawi-v3-int8")
    out = Path(sys.argv[1])
    for source in map(Path, sys.argv[2:]):
        target = out / source.name
        if target.exists():
            continue
        partial = target.with_suffix(".part")
        with source.open(encoding="utf-8") as lines, partial.open("w", encoding="utf-8") as marked:
            for line in lines:
                line = line.strip()
                marked.write((label(teacher, line) if 0 < len(line) <= LONGEST else "") + "\n")
        partial.rename(target)
        print(source.name, flush=True)


if __name__ == "__main__":
    main()
