"""The texts of a segment: one file of JSON entries, written once and read at an offset.

An entry holds what a hit shows and is cut from, so that a search needs no database.
"""

from __future__ import annotations

import os
import weakref
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from kb.errors import SearchUnavailable
from kb.search.document import IndexDocument
from kb.search.shown import Shown

EXTENSION = ".texts"


class Extent(NamedTuple):
    """Where an entry lies in the file, in bytes."""

    offset: int
    length: int


_DECODER = msgspec.json.Decoder(Shown)


class TextWriter:
    """Writes a new file of entries."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("wb")

    def append(self, document: IndexDocument) -> Extent:
        return self.copy(msgspec.json.encode(Shown.of(document)))

    def copy(self, entry: bytes) -> Extent:
        """Append an entry as another file has it."""
        offset = self._file.tell()
        self._file.write(entry + b"\n")
        return Extent(offset, len(entry))

    def close(self) -> None:
        """Hand everything to the system, before the index refers to it."""
        self._file.close()


class TextReader:
    """Reads entries; safe to use from several threads at once, because it keeps no position."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._descriptor)

    def entry(self, extent: Extent) -> bytes:
        """An entry as it was written."""
        return os.pread(self._descriptor, extent.length, extent.offset)

    def read(self, extent: Extent) -> Shown:
        """An entry as it was when it was appended. Raises SearchUnavailable when the file was damaged since."""
        try:
            return _DECODER.decode(self.entry(extent))
        except ValueError as error:
            raise SearchUnavailable(
                f"The texts of the index in {self._path} cannot be read ({error}). "
                "Build it again with `citykb index rebuild`."
            ) from error
