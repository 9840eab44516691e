"""What hypothesis feeds the tools: Arabic letters and marks mixed with all of Unicode."""

from __future__ import annotations

from hypothesis import strategies as st

ARABIC = st.text(st.characters(min_codepoint=0x600, max_codepoint=0x6FF), max_size=20)
TEXT = st.lists(
    ARABIC | st.text(max_size=8) | st.sampled_from([" ", "\t", "\r", "الكتاب", "12:30", "🎉", "\u2028", "\u0301", "<b>"]), max_size=6
).map("".join)
"""Any text, lone surrogates excepted."""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
