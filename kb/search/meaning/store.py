"""A folder of vectors and of what they stand for. Any number of processes read while one writes.

<folder>/filing.npz     which rows stand for which record, and how many rows of the vectors count; replaced as a whole
<folder>/1.vectors      the rows; what a killed process appended behind those that count is written over
<folder>/write.lock     held while writing; the system drops it when the process dies
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from kb.errors import SearchUnavailable
from kb.search.meaning.encoder import Vector
from kb.search.meaning.filing import EMPTY, Filing, read_filing, write_filing
from kb.search.meaning.vectors import Rows, map_rows, row_of

FILING, LOCK = "filing.npz", "write.lock"
SPARE_ROWS = 1000  # unused rows that are not worth a new file
_READING_ATTEMPTS = 5  # a file may be replaced between reading the filing and mapping the vectors


@dataclass(frozen=True, slots=True)
class Standing:
    """What the store held at one moment."""

    filing: Filing
    vectors: Rows


class VectorStore:
    """Vectors of `dimensions` numbers in `folder`, which the first write creates.

    Any method raises SearchUnavailable when the folder cannot be read or written.
    """

    def __init__(self, folder: Path, dimensions: int) -> None:
        self._folder, self._dimensions = folder, dimensions
        self._standing: tuple[tuple[int, ...], Standing] | None = None
        self._rows: dict[bytes, int] = {}  # of the first `_rows_read` rows of file `_rows_of`
        self._rows_of, self._rows_read = 0, 0

    def standing(self) -> Standing:
        """The newest state; the same object as long as nothing is written."""
        with self._errors_explained("read"):
            stamp, known = self._stamp(), self._standing
            if known is None or known[0] != stamp:
                known = self._standing = (stamp, self._read())
        return known[1]

    def known(self, keys: Iterable[bytes]) -> set[bytes]:
        """Those of the keys whose vectors are here."""
        rows = self._known_rows(self.standing())
        return {key for key in keys if key in rows}

    def file(self, record: int, revision: int, keys: Sequence[bytes], made: Mapping[bytes, Vector]) -> None:
        """Let these contents stand for a record. `made` has the vectors of those that are not here yet."""
        with self._writing():
            standing = self.standing()
            rows = self._known_rows(standing)
            new = {key: made[key] for key in dict.fromkeys(keys) if key not in rows}
            filing = standing.filing
            self._append(filing, new)
            numbers = dict(zip(new, range(filing.size, filing.size + len(new)), strict=True))
            wanted = np.array([numbers[key] if key in numbers else rows[key] for key in keys], np.int64)
            self._write(filing.with_record(record, revision, wanted, filing.size + len(new)))

    def forget(self, records: Collection[int]) -> None:
        """These records have no vectors any more; contents stay known until `tidy`."""
        if not records:
            return
        with self._writing():
            self._write(self.standing().filing.without(records))

    def forget_all(self) -> None:
        """No record has vectors; contents stay known, unless the folder is damaged."""
        with self._writing():
            try:
                filing = self.standing().filing
            except SearchUnavailable:
                self._write(replace(EMPTY, matrix=self._free_number()))
            else:
                self._write(Filing.of(filing.matrix, filing.size, {}))
            self._remove_unused()

    def tidy(self) -> None:
        """Leave unused vectors behind once they are more than those in use. Only when every record was filed."""
        filing = self.standing().filing
        if filing.size <= 2 * len(filing.rows) + SPARE_ROWS:
            return
        with self._writing():
            standing = self.standing()
            used, places = np.unique(standing.filing.rows, return_inverse=True)
            number = self._free_number()
            with self._path(number).open("wb") as handle:
                handle.write(standing.vectors[used].tobytes())
                handle.flush()
                os.fsync(handle.fileno())
            self._write(replace(standing.filing, matrix=number, size=len(used), rows=places.astype(np.int64)))
            self._remove_unused()

    def _path(self, matrix: int) -> Path:
        return self._folder / f"{matrix}.vectors"

    def _stamp(self) -> tuple[int, ...]:
        try:
            found = (self._folder / FILING).stat()
        except FileNotFoundError:
            return ()
        return found.st_mtime_ns, found.st_ino, found.st_size

    def _read(self) -> Standing:
        for _ in range(_READING_ATTEMPTS):
            try:
                filing = read_filing(self._folder / FILING)
            except FileNotFoundError:
                return Standing(EMPTY, map_rows(self._path(EMPTY.matrix), 0, self._dimensions))
            with contextlib.suppress(FileNotFoundError):
                return Standing(filing, map_rows(self._path(filing.matrix), filing.size, self._dimensions))
        raise FileNotFoundError(f"{self._path(filing.matrix).name} is missing")

    def _known_rows(self, standing: Standing) -> Mapping[bytes, int]:
        """Row by key; only what came since the last time is read."""
        filing = standing.filing
        if self._rows_of != filing.matrix or self._rows_read > filing.size:
            self._rows, self._rows_of, self._rows_read = {}, filing.matrix, 0
        keys = standing.vectors["key"][self._rows_read :]
        self._rows |= {key.tobytes(): self._rows_read + place for place, key in enumerate(keys)}
        self._rows_read = filing.size
        return self._rows

    def _append(self, filing: Filing, new: Mapping[bytes, Vector]) -> None:
        """Behind the rows that count; on disk before the filing says that they do."""
        if not new:
            return
        rows = np.concatenate([row_of(key, vector) for key, vector in new.items()])
        with self._path(filing.matrix).open("ab") as handle:
            handle.truncate(filing.size * rows.itemsize)
            handle.write(rows.tobytes())
            handle.flush()
            os.fsync(handle.fileno())

    def _write(self, filing: Filing) -> None:
        write_filing(self._folder / FILING, filing)
        self._standing = None

    def _free_number(self) -> int:
        return max((int(file.stem) for file in self._vector_files()), default=0) + 1

    def _remove_unused(self) -> None:
        """Readers go on with the files they have mapped."""
        used = self._path(self.standing().filing.matrix)
        for file in self._vector_files():
            if file != used:
                file.unlink()

    def _vector_files(self) -> list[Path]:
        return [file for file in self._folder.glob("*.vectors") if file.stem.isdecimal()]

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        with self._errors_explained("written"):
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / LOCK).open("a") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX)
                yield

    @contextlib.contextmanager
    def _errors_explained(self, what: str) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise SearchUnavailable(
                f"The vectors in {self._folder} cannot be {what} ({error or type(error).__name__}). See that the "
                "folder is writable and has room; `citykb index rebuild` makes a damaged one anew."
            ) from error
