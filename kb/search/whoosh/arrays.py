"""Named arrays in one file: written once, then memory-mapped, so that opening reads nothing but a list of them.

The file begins with MAGIC and the length of a JSON header (name, type, place and number of each array, and a few facts);
the arrays follow, each at a multiple of ALIGNMENT bytes. Types are stored with their byte order.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"CityKB01"
ALIGNMENT = 64
_LENGTH_BYTES = 8

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class ArrayFile:
    """The arrays of a file by name, read-only, and the facts written with them (JSON values)."""

    arrays: Mapping[str, Array]
    facts: Mapping[str, Any]


def write_arrays(path: Path, arrays: Mapping[str, Array], facts: Mapping[str, Any]) -> None:
    """Write one-dimensional or two-dimensional arrays; the file is complete when this returns."""
    places, at = {}, 0
    for name, array in arrays.items():
        places[name] = (array.dtype.str, array.shape, at)
        at = _aligned(at + array.nbytes)
    header = json.dumps({"arrays": places, "facts": facts, "bytes": at}).encode()
    with path.open("wb") as file:
        file.write(MAGIC + len(header).to_bytes(_LENGTH_BYTES, "little") + header)
        for array in arrays.values():
            file.write(bytes(_aligned(file.tell()) - file.tell()))
            file.write(np.ascontiguousarray(array).data)
        file.write(bytes(_aligned(file.tell()) - file.tell()))


def open_arrays(path: Path) -> ArrayFile:
    """Map a file into memory. It may be removed afterwards; the arrays stay. Raises ValueError when it is damaged."""
    with path.open("rb") as file:
        start = file.read(len(MAGIC) + _LENGTH_BYTES)
        if start[: len(MAGIC)] != MAGIC:
            raise ValueError(f"{path.name} is not a file of arrays")
        length = int.from_bytes(start[len(MAGIC) :], "little")
        header = json.loads(file.read(length))
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    base = _aligned(len(start) + length)
    if len(mapped) < base + header["bytes"]:
        raise ValueError(f"{path.name} is cut short")
    arrays = {
        name: np.frombuffer(mapped, kind, count=int(np.prod(shape)), offset=base + at).reshape(shape)
        for name, (kind, shape, at) in header["arrays"].items()
    }
    return ArrayFile(arrays, header["facts"])


def _aligned(place: int) -> int:
    return -(-place // ALIGNMENT) * ALIGNMENT


def smallest(values: Array, largest: int | None = None) -> Array:
    """The same unsigned numbers in the narrowest type that holds them (and `largest`)."""
    top = int(values.max(initial=0)) if largest is None else largest
    return values.astype(np.min_scalar_type(top), copy=False)
