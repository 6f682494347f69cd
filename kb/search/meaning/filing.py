"""Which vectors stand for which record, at which revision: one file, replaced as a whole."""

from __future__ import annotations

import io
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Filing:
    """The state of a store: `matrix` is the number of the file of vectors, `size` how many of its rows count.

    `records` are ascending; the rows of the record at place p are `rows[bounds[p]:bounds[p + 1]]`, in the order of its
    passages.
    """

    matrix: int
    size: int
    records: Numbers
    revisions: Numbers
    bounds: Numbers
    rows: Numbers

    @classmethod
    def of(cls, matrix: int, size: int, filed: Mapping[int, tuple[int, Numbers]]) -> Filing:
        """From record id to revision and rows."""
        ordered = sorted(filed.items())
        lengths = [len(rows) for _, (_, rows) in ordered]
        return cls(
            matrix,
            size,
            np.array([record for record, _ in ordered], np.int64),
            np.array([revision for _, (revision, _) in ordered], np.int64),
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            np.concatenate([np.empty(0, np.int64), *(rows for _, (_, rows) in ordered)]),
        )

    def without(self, records: Collection[int]) -> Filing:
        """These records taken out."""
        kept = ~np.isin(self.records, np.fromiter(records, np.int64, len(records)))
        lengths = np.diff(self.bounds)
        return Filing(
            self.matrix,
            self.size,
            self.records[kept],
            self.revisions[kept],
            np.concatenate([[0], np.cumsum(lengths[kept])]).astype(np.int64),
            self.rows[np.repeat(kept, lengths)],
        )

    def with_record(self, record: int, revision: int, rows: Numbers, size: int) -> Filing:
        """A record put in, in the place of its older revision; `size` is the new number of rows that count."""
        others = self.without((record,))
        place = int(np.searchsorted(others.records, record))
        at = int(others.bounds[place])
        bounds = np.insert(others.bounds, place, at)
        bounds[place + 1 :] += len(rows)
        return Filing(
            self.matrix,
            size,
            np.insert(others.records, place, record),
            np.insert(others.revisions, place, revision),
            bounds,
            np.insert(others.rows, at, rows),
        )


EMPTY = Filing.of(1, 0, {})


def read_filing(file: Path) -> Filing:
    """Raises OSError; ValueError, KeyError, EOFError or BadZipFile for a damaged file."""
    with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as arrays:
        matrix, size = arrays["state"].tolist()
        return Filing(matrix, size, *(arrays[name] for name in ("records", "revisions", "bounds", "rows")))


def write_filing(file: Path, filing: Filing) -> None:
    """Replace the file from one moment to the next; after a loss of power the old or the new one is whole."""
    content = io.BytesIO()
    np.savez(
        content,
        state=np.array([filing.matrix, filing.size]),
        records=filing.records,
        revisions=filing.revisions,
        bounds=filing.bounds,
        rows=filing.rows,
    )
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with draft.open("wb") as handle:
        handle.write(content.getbuffer())
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(file)
