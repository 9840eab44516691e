"""The JSON tasks of annotation programs: Prodigy, doccano and Label Studio."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from typing import Any

from ..errors import AvcError
from ..streams import Line
from .pieces import selectable
from .record import Mark, Object, Record, Written, moved_item, parse_object, read_marks, read_object

DOCCANO_KEYS = ("entities", "label", "labels")
"""Where doccano keeps spans: with relations, imported, exported."""
STALE = ("_input_hash", "_task_hash", "_annotator_id", "_session_id", "_timestamp")
"""What Prodigy derives from a task or says of its answer."""
LISTS = ("annotations", "completions", "drafts", "predictions")
"""Where a Label Studio task keeps regions: what people said, and what programs proposed."""
LABEL, FORM, RESULT, TEXT = "label", "form", "result", "text"
"""The names of a Label Studio configuration's tags (see docs/annotation.md)."""


def read_prodigy(line: Line, text: str, field: str) -> Record:
    data = read_object(line, text, field, "--from prodigy")
    marks = read_marks(line, data.get("spans", []), "spans", len(data[field]))
    extra = {key: value for key, value in data.items() if key not in (field, "tokens", "spans", *STALE)}
    return Record(data[field], line, data, marks, extra)


def write_prodigy(out: Written) -> Object:
    extra = dict(out.record.extra)
    if "line" in extra:
        extra["meta"] = {"line": extra.pop("line")}
    marks = [mark for mark in out.marks if mark.start < mark.end and (mark.label is not None or mark.item is not None)]
    pieces = selectable(out.text, ((mark.start, mark.end) for mark in marks))
    first = {start: number for number, (start, _, _) in enumerate(pieces)}
    last = {end: number for number, (_, end, _) in enumerate(pieces)}
    spans = []
    for mark in marks:
        span = _item(mark, out) if isinstance(mark.item, dict) else _plain(mark)
        spans.append({**span, "token_start": first[mark.start], "token_end": last[mark.end]})
    tokens = [{"text": out.text[a:b], "start": a, "end": b, "id": number, "ws": ws} for number, (a, b, ws) in enumerate(pieces)]
    return {"text": out.text, "tokens": tokens, "spans": spans, **_result(out), **extra}


def read_doccano(line: Line, text: str, field: str) -> Record:
    data = read_object(line, text, field, "--from doccano")
    marks = tuple(mark for key in DOCCANO_KEYS for mark in read_marks(line, _spans(data.get(key)), key, len(data[field])))
    extra = {key: value for key, value in data.items() if key not in (field, "relations", *DOCCANO_KEYS)}
    return Record(data[field], line, data, marks, extra)


def _spans(value: object) -> list[Any]:
    """A list of spans; the labels of other tasks are none."""
    return [item for item in value if isinstance(item, (list, dict))] if isinstance(value, list) else []


def write_doccano(out: Written) -> Object:
    data = out.record.data if isinstance(out.record.data, dict) else {}
    record = {"text": out.text, **_result(out), **out.record.extra}
    marks = [mark for mark in out.marks if mark.start < mark.end and mark.label is not None]
    if "entities" not in data:
        key = next((key for key in DOCCANO_KEYS if key in data), "label")
        return {**record, key: [[mark.start, mark.end, mark.label] for mark in marks]}
    number = max([0, *(item["id"] for item in data["entities"] if isinstance(item.get("id"), int))])
    entities = []
    for mark in marks:
        if isinstance(mark.item, dict):
            entities.append(_item(mark, out))
        else:
            number += 1
            entities.append({"id": number, "label": mark.label, "start_offset": mark.start, "end_offset": mark.end})
    known = {entity.get("id") for entity in entities}
    relations = [r for r in data.get("relations", []) if {r.get("from_id"), r.get("to_id")} <= known]
    return {**record, "entities": entities, "relations": relations}


def read_label_studio(line: Line, text: str, field: str) -> Record:
    """A task as exported or as imported; what is no task is the data of one."""
    task = parse_object(line, text, "--from label-studio")
    if "data" not in task:
        task = {"data": task}
    data = task["data"]
    if not isinstance(data, dict) or not isinstance(data.get(field), str):
        raise AvcError(f"{line.place}: the task's data has no text in {field!r}; --field names what the data calls it")
    source = data[field]
    places = list(_places(line, task, len(source)))
    first = places[0][0] if places else None  # a person's annotations come before what programs proposed
    marks = tuple(Mark(a, b, _label(region) if kind == first else None, item=region) for kind, region, a, b in places)
    return Record(source, line, task, marks, {key: value for key, value in data.items() if key != field})


def _places(line: Line, task: Object, length: int) -> Iterator[tuple[str, Object, int, int]]:
    """(list it is in, region, start, end) of every region with a place in the text."""
    entries = [(kind, entry) for kind in LISTS for entry in task.get(kind) or []]
    for kind, entry in entries:
        for region in entry.get("result") or [] if isinstance(entry, dict) else []:
            value = region.get("value") if isinstance(region, dict) else None
            if isinstance(value, dict) and "start" in value and "end" in value:
                [mark] = read_marks(line, [value], "value", length)
                yield kind, region, mark.start, mark.end


def _label(region: Object) -> str | None:
    for key in ("labels", "hypertextlabels"):
        labels = region["value"].get(key)
        if isinstance(labels, list) and labels:
            return str(labels[0])
    return None


def write_label_studio(out: Written, field: str, version: str) -> Object:
    own = isinstance(out.record.data, dict) and "data" in out.record.data
    if not own:
        return {"data": {field: out.text, **_result(out), **out.record.extra}, "predictions": [_prediction(out, out.marks, version)]}
    if not out.moved:
        task = dict(out.record.data)
        new = [mark for mark in out.marks if mark.item is None]
        return {**task, "predictions": [*(task.get("predictions") or []), _prediction(out, new, version)]}
    moved = {id(mark.item): mark for mark in out.marks}
    lost = {mark.item.get("id") for mark in out.lost} - {None}
    gone = {id(mark.item) for mark in out.lost}
    task = dict(out.record.data)
    for kind in LISTS:
        if isinstance(task.get(kind), list):
            task[kind] = [_followed(entry, moved, gone, lost, out) for entry in task[kind]]
    task["data"] = {**task["data"], field: out.text}
    return task


def _followed(entry: Any, moved: dict[int, Mark], gone: set[int], lost: set[str], out: Written) -> Any:
    """An annotation whose regions have their new places; those that are lost, and relations with them, are left out."""
    if not isinstance(entry, dict) or not isinstance(entry.get("result"), list):
        return entry
    result = []
    for region in entry["result"]:
        if id(region) in gone or (isinstance(region, dict) and {region.get("from_id"), region.get("to_id")} & lost):
            continue
        if mark := moved.get(id(region)):
            new = deepcopy(region)
            new["value"] = _item(Mark(mark.start, mark.end, None, item=region["value"]), out)
            region = new
        result.append(region)
    return {**entry, "result": result}


def _prediction(out: Written, marks: Iterable[Mark], version: str) -> Object:
    """The marks as regions; what a piece became, and the line's result, as texts to correct."""
    result: list[Object] = []
    sure: list[float] = []
    for number, mark in enumerate(marks, 1):
        if mark.start == mark.end or mark.label is None:
            continue
        place: Object = {"start": mark.start, "end": mark.end}
        piece = out.text[mark.start : mark.end]
        region: Object = {"id": f"s{number}", "from_name": LABEL, "to_name": TEXT, "type": "labels"}
        region["value"] = {**place, "text": piece, "labels": [mark.label]}
        if mark.confidence is not None:
            region["score"] = mark.confidence
            sure.append(mark.confidence)
        result.append(region)
        if mark.form and mark.form != piece:
            value = {**place, "text": [mark.form]}
            result.append({"id": f"s{number}", "from_name": FORM, "to_name": TEXT, "type": "textarea", "value": value})
    for text in _result(out).values():
        result.append({"id": "result", "from_name": RESULT, "to_name": TEXT, "type": "textarea", "value": {"text": [text]}})
    return {"model_version": version, **({"score": min(sure)} if sure else {}), "result": result}


def _result(out: Written) -> Object:
    """What the tool made of the text, where that is something else and not the text itself."""
    return {RESULT: out.result.text} if not out.moved and out.result.text != out.text else {}


def _item(mark: Mark, out: Written) -> Any:
    return moved_item(mark, out.record.text, out.text)


def _plain(mark: Mark) -> Object:
    """A span as an object, with what its tool says of it."""
    said = {"form": mark.form, "rule": mark.rule, "confidence": mark.confidence}
    label = {} if mark.label is None else {"label": mark.label}
    return {"start": mark.start, "end": mark.end, **label, **{key: value for key, value in said.items() if value not in ("", None)}}


READERS: dict[str, Callable[[Line, str, str], Record]] = {
    "prodigy": read_prodigy,
    "doccano": read_doccano,
    "label-studio": read_label_studio,
}
