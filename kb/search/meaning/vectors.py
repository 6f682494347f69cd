"""Vectors in a file: one row for each content, appended and never changed. A row is key, scale and whole numbers.

A number takes one byte: of 100,000 vectors 384 numbers long that is 40 MB, mapped and shared by all processes. numpy turns
bytes into floats some fifteen times as fast as it does half floats, and a cosine is at most a thousandth off.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search.meaning.encoder import Vector
from kb.search.meaning.passages import KEY_BYTES

Rows = NDArray[Any]  # structured, see `row_type`
_LARGEST = 127
_AT_ONCE = 1024  # rows; what is turned into floats at a time stays in the processor's cache


def row_type(dimensions: int) -> np.dtype[Any]:
    return np.dtype([("key", f"V{KEY_BYTES}"), ("scale", "<f4"), ("values", "i1", (dimensions,))])


def row_of(key: bytes, vector: Vector) -> Rows:
    """One row; the vector in whole numbers from -127 to 127 times the scale."""
    row = np.zeros(1, row_type(len(vector)))
    scale = float(np.abs(vector).max()) / _LARGEST or 1.0
    row["key"] = np.void(key)
    row["scale"] = scale
    row["values"] = np.round(vector / scale)
    return row


def map_rows(file: Path, count: int, dimensions: int) -> Rows:
    """The first `count` rows of a file, mapped. Raises OSError, and ValueError when the file is shorter."""
    kind = row_type(dimensions)
    if not count:
        return np.empty(0, kind)
    return np.memmap(file, kind, "r", shape=(count,))


def cosines(rows: Rows, query: Vector) -> Vector:
    """The cosine between the query and each row."""
    found = np.empty(len(rows), np.float32)
    floats = np.empty((min(_AT_ONCE, len(rows)), len(query)), np.float32)
    for start in range(0, len(rows), _AT_ONCE):
        values = rows["values"][start : start + _AT_ONCE]
        block = floats[: len(values)]
        block[...] = values
        np.dot(block, query, out=found[start : start + len(values)])
    found *= rows["scale"]
    return found
