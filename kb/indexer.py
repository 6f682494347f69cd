"""The only writer of the search index: works off the outbox, rebuilds, and compares index and database.

A row of the outbox is marked after its record was indexed. Indexing twice is harmless, losing a row is not, so a
crash at any point costs at most a repetition. Whoever writes the index holds `lock` from reading the records until the
rows are marked: two at once could put an older text over a newer one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import OperationalError

from kb import outbox
from kb.db import repository
from kb.db.session import Database
from kb.errors import CityKBError, SearchUnavailable
from kb.outbox import OutboxRow
from kb.search.backend import SearchBackend
from kb.search.document import IndexDocument, to_document
from kb.vocab import Vocabulary

BATCH = 100
Progress = Callable[[int, int], None]
Lock = Callable[[], AbstractContextManager[object]]
# Not the fault of a record: the engine or the database cannot answer now, and its rows stay as they are.
OUTAGES = (SearchUnavailable, OperationalError)


class NotIndexable(CityKBError):
    """A published record cannot be put into the index."""


@dataclass(frozen=True, slots=True)
class IndexDifferences:
    """Record ids that the index lacks, holds in another revision, or holds though they are not public; and parked rows."""

    missing: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    orphaned: tuple[int, ...] = ()
    parked: tuple[OutboxRow, ...] = ()

    @property
    def found(self) -> bool:
        return bool(self.missing or self.stale or self.orphaned or self.parked)


class Indexer:
    """Keeps `backend` in step with `database`. `lock` gives the right to write the index, waiting for it if need be."""

    def __init__(
        self, database: Database, backend: SearchBackend, vocabulary: Vocabulary, lock: Lock = nullcontext
    ) -> None:
        self._database, self._backend, self._vocabulary, self._lock = database, backend, vocabulary, lock

    def drain_once(self, limit: int = BATCH) -> int:
        """Index the records of the oldest pending rows and mark exactly those rows. Returns how many rows were taken.

        When a batch fails its rows are tried one by one, so that one bad record cannot hold up the others.
        Raises SearchUnavailable when the engine refuses altogether; the rows stay pending.
        """
        with self._lock():
            rows = self._pending(limit)
            if not rows:
                return 0
            try:
                self._index_rows(rows)
            except OUTAGES:
                raise
            except Exception:
                for row in rows:
                    self._try_row(row)
        return len(rows)

    def drain(self, progress: Progress | None = None) -> int:
        """Work off everything that is pending, after what another process is indexing. Returns how many rows were taken."""
        total, done = self.pending_count(), 0
        while taken := self.drain_once():
            done += taken
            if progress:
                progress(done, max(done, total))
        return done

    def pending_count(self) -> int:
        """How many rows wait to be indexed (parked ones are not counted)."""
        return len(self._pending(limit=1_000_000))

    def forget_done(self) -> None:
        """Delete the rows of the outbox that were done long ago."""
        now = datetime.now(UTC)
        with self._database.write() as session:
            outbox.remove_done(session, now)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Build a new generation from all published records; the old one serves until it is whole. Returns how many.

        A record that changes meanwhile leaves a row that is worked off afterwards. Raises NotIndexable, and
        SearchUnavailable; the old generation then goes on serving.
        """
        with self._lock():
            rows = self._pending(limit=1_000_000)
            with self._database.read() as session:
                ids = repository.published_ids(session)
            self._backend.rebuild(self._documents(ids, progress))
            self._mark_done(rows)
            return self._backend.state().count

    def check(self, *, repair: bool = False) -> IndexDifferences:
        """Compare the index with the database; with `repair`, index what differs and give parked rows another try.

        Returns what was found before the repair. A record that cannot be indexed is parked again.
        """
        with self._lock():
            differences = self._differences()
            if repair and differences.orphaned:
                self._index(differences.orphaned)
        if repair and differences.found:
            self._ask_again(differences)
            self.drain()
        return differences

    def _differences(self) -> IndexDifferences:
        with self._database.read() as session:
            published = repository.published_revisions(session)
            parked = outbox.parked(session)
        indexed = self._backend.revisions()
        in_both = published.keys() & indexed.keys()
        return IndexDifferences(
            missing=tuple(sorted(published.keys() - indexed.keys())),
            stale=tuple(sorted(id_ for id_ in in_both if published[id_] != indexed[id_])),
            orphaned=tuple(sorted(indexed.keys() - published.keys())),
            parked=tuple(parked),
        )

    def _ask_again(self, differences: IndexDifferences) -> None:
        """New rows for what differs, in the place of the parked ones."""
        parked = [row.record_id for row in differences.parked]
        now = datetime.now(UTC)
        with self._database.write() as session:
            outbox.mark_done(session, [row.id for row in differences.parked])
            for record_id in dict.fromkeys((*differences.missing, *differences.stale, *parked)):
                outbox.add(session, record_id, now)

    def _pending(self, limit: int) -> list[OutboxRow]:
        with self._database.read() as session:
            return outbox.pending(session, limit)

    def _try_row(self, row: OutboxRow) -> None:
        """Index one row's record; what is wrong with it is kept with the row and shown by `check`."""
        try:
            self._index_rows([row])
        except OUTAGES:
            raise
        except Exception as error:
            with self._database.write() as session:
                outbox.mark_failed(session, row.id, f"{type(error).__name__}: {error}")

    def _index_rows(self, rows: Sequence[OutboxRow]) -> None:
        self._index(row.record_id for row in rows)
        self._mark_done(rows)

    def _mark_done(self, rows: Iterable[OutboxRow]) -> None:
        with self._database.write() as session:
            outbox.mark_done(session, [row.id for row in rows])

    def _index(self, record_ids: Iterable[int]) -> None:
        """Write the records as they are now: the public ones are upserted, all others leave the index."""
        wanted = tuple(dict.fromkeys(record_ids))
        with self._database.read() as session:
            documents = [
                to_document(stored, self._vocabulary)
                for stored in repository.stream_published(session, wanted)
            ]
        public = {document.id for document in documents}
        self._backend.apply(documents, [record_id for record_id in wanted if record_id not in public])

    def _documents(self, ids: Sequence[int], progress: Progress | None) -> Iterator[IndexDocument]:
        with self._database.read() as session:
            try:
                for number, stored in enumerate(repository.stream_published(session, ids), start=1):
                    yield to_document(stored, self._vocabulary)
                    if progress:
                        progress(number, len(ids))
            except OUTAGES:
                raise
            except Exception as error:
                raise NotIndexable(
                    f"A published record cannot be read ({type(error).__name__}: {error}). The index in use was not "
                    "touched. `citykb index check --repair` brings it up to date with all others and names this one."
                ) from error
