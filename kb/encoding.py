"""Lets indexed records be found by their meaning: encodes those that have no vectors yet, one after the other.

Words never wait for meaning. A record is indexed first and found by its words; its vectors follow, made by the worker
between two batches of the outbox. What is lacking is worked out from the index and the vectors themselves, so nothing has
to be remembered: a crash, an update or a record indexed by a process without the model is made good in the next round.
"""

from __future__ import annotations

import contextlib
import fcntl
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from kb.db import repository
from kb.db.session import Database
from kb.search.backend import SearchBackend
from kb.search.document import to_document
from kb.search.meaning.meanings import Meanings
from kb.vocab import Vocabulary

LOCK = "encode.lock"
LOOK_AGAIN_SECONDS = 20.0
Progress = Callable[[int, int], None]


class Encoding:
    """Makes the vectors that the records of `backend` lack, from their texts in `database`.

    One process encodes at a time, by a lock in the folder `data`; the system drops it when the process dies.
    """

    def __init__(
        self,
        database: Database,
        backend: SearchBackend,
        vocabulary: Vocabulary,
        meanings: Meanings,
        data: Path,
    ) -> None:
        self._database, self._backend, self._vocabulary = database, backend, vocabulary
        self._meanings, self._data = meanings, data
        self._waiting: deque[int] = deque()
        self._look_again = 0.0  # by the monotonic clock

    def lacking(self) -> tuple[int, ...]:
        """The ids of indexed records without vectors of their present revision. Raises SearchUnavailable."""
        return self._meanings.lacking(self._backend.revisions())

    def look_again(self) -> None:
        """The index has changed: the next step looks up what is lacking, and not only after LOOK_AGAIN_SECONDS."""
        self._look_again = 0.0

    def step(self) -> bool:
        """Encode one record; false when none lacks vectors or another process is at it. Raises SearchUnavailable."""
        if not self._waiting and time.monotonic() < self._look_again:
            return False
        with self._turn() as is_ours:
            if not is_ours:
                self._look_again = time.monotonic() + LOOK_AGAIN_SECONDS
                return False
            if not self._waiting:
                self._look()
            if self._waiting:
                self._encode(self._waiting.popleft())
                return True
        return False

    def run(self, progress: Progress | None = None) -> int:
        """Encode all that lack vectors; answers how many. When another process is at it, it does the work."""
        with self._turn() as is_ours:
            if not is_ours:
                return 0
            self._look()
            total, done = len(self._waiting), 0
            while self._waiting:
                self._encode(self._waiting.popleft())
                done += 1
                if progress:
                    progress(done, total)
        return done

    def refile(self, progress: Progress | None = None) -> int:
        """Look at every record again, after the index was built anew; only texts that are not known are encoded."""
        self._meanings.forget_all()
        return self.run(progress)

    def _look(self) -> None:
        revisions = self._backend.revisions()
        self._waiting = deque(self._meanings.lacking(revisions))
        self._look_again = time.monotonic() + LOOK_AGAIN_SECONDS
        if not self._waiting:
            self._meanings.keep_only(revisions)

    def _encode(self, record_id: int) -> None:
        """A record that was withdrawn meanwhile is left out."""
        with self._database.read() as session:
            documents = [
                to_document(stored, self._vocabulary)
                for stored in repository.stream_published(session, (record_id,))
            ]
        for document in documents:
            self._meanings.encode(document)

    @contextlib.contextmanager
    def _turn(self) -> Iterator[bool]:
        self._data.mkdir(parents=True, exist_ok=True)
        with (self._data / LOCK).open("a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
