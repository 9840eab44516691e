"""One self-contained page that shows what the filters made of some lines: for people to look at, without a network."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from .. import __version__
from .payload import Source as Source
from .payload import payload
from .steps import Stage
from .steps import Step as Step
from .steps import run_steps as run_steps

LOW = 0.8
"""Confidence below which a word is shaded."""
SCRIPTS = ("model.js", "lines.js", "controls.js")
_FOLDER = Path(__file__).parent / "page"
_SLOT = re.compile(r"\{\{(\w+)\}\}")


def page(sources: Sequence[Source], stages: Sequence[Stage], title: str, low: float = LOW, cut: bool = False) -> bytes:
    """The page as UTF-8 HTML. The same input gives the same bytes. ``cut``: there were more lines."""
    return page_of(payload(title, sources, stages, low) | {"cut": cut})


def page_of(data: dict[str, Any]) -> bytes:
    """The page that shows a `payload`."""
    style = _part("page.css")
    script = '"use strict";\n(() => {\n' + "".join(map(_part, SCRIPTS)) + "})();\n"
    parts = {
        "title": escape(data["title"]),
        "style": style,
        "script": script,
        "strings": _json(json.loads(_part("strings.json"))),
        "data": _json(data | {"version": __version__}),
        "style_hash": _hash(style),
        "script_hash": _hash(script),
    }
    html = _SLOT.sub(lambda slot: parts[slot[1]], _part("page.html"))
    # Half a surrogate pair stands in JSON as an escape, which is what a script reads; in the title as a question mark.
    return html.encode("utf-8", "backslashreplace")


def _part(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


def _json(value: Any) -> str:
    """JSON that no text in it can end: neither the element it stands in, nor a comment, nor a line of a script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029\x7f-\x9f]", lambda c: f"\\u{ord(c[0]):04x}", text)


def _hash(text: str) -> str:
    """What the content security policy calls a script or style by."""
    return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode()
