"""One column of a Parquet file through a tool; all other columns, the types and the row groups stay."""

from __future__ import annotations

from typing import Any, BinaryIO

from ..errors import AvcError
from ..result import Process
from .parts import Part
from .storage import about

LARGEST = 512
"""Records a tool sees at once."""


def opened(raw: BinaryIO) -> Any:
    """The file; raises AvcError without pyarrow."""
    try:
        from pyarrow import parquet
    except ImportError:
        raise AvcError("Parquet needs pyarrow; pip install 'arabic-voice-cli[parquet]'") from None
    return parquet.ParquetFile(raw)


def rewrite(part: Part, raw: BinaryIO, out: BinaryIO, field: str, process: Process) -> int:
    """Write the part's row groups with the column's texts replaced; a null stays one. Returns the number of rows."""
    import pyarrow as pa
    from pyarrow import parquet

    with about(part.source):
        file = opened(raw)
        schema, at = _schema(part, file.schema_arrow, field)
    groups = range(part.begin, file.num_row_groups if part.end is None else part.end)
    codec = file.metadata.row_group(0).column(at).compression if file.num_row_groups else "SNAPPY"
    rows = 0
    with parquet.ParquetWriter(out, schema, compression="none" if codec == "UNCOMPRESSED" else codec) as writer:
        for group in groups:
            with about(part.source):
                table = file.read_row_group(group)
            texts = pa.array(_answered(table.column(at).to_pylist(), process), schema.field(at).type)
            writer.write_table(table.set_column(at, schema.field(at), texts))
            rows += table.num_rows
    return rows


def _schema(part: Part, schema: Any, field: str) -> tuple[Any, int]:
    """The schema of the result, and the column's place; raises AvcError where there is no such column of text."""
    import pyarrow as pa

    at = schema.get_field_index(field)
    if at < 0:
        raise AvcError(f"{part.source}: no column {field!r}; it has: {', '.join(schema.names)}")
    type = schema.field(at).type
    if pa.types.is_dictionary(type):  # few texts became many
        type = type.value_type
    if not (pa.types.is_string(type) or pa.types.is_large_string(type)):
        raise AvcError(f"{part.source}: column {field!r} holds {type}, not text; --field names one that does")
    return schema.set(at, schema.field(at).with_type(type)), at


def _answered(texts: list[str | None], process: Process) -> list[str | None]:
    given = [text for text in texts if text is not None]
    answers = (result.text for start in range(0, len(given), LARGEST) for result in process(given[start : start + LARGEST]))
    return [None if text is None else next(answers) for text in texts]
