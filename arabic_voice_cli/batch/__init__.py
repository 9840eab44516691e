"""Many machines: `Column` for data frames of any kind, and `avc batch`, the steps of a pipe over a corpus on Dask."""

from .column import Column as Column
