"""Another process that writes to a Whoosh index: `python -m tests.integration.index_writer FOLDER WORK [NUMBER]`."""

from __future__ import annotations

import itertools
import sys
import time
from pathlib import Path

from kb.search.whoosh import generations
from kb.search.whoosh_backend import WhooshBackend
from kb.vocab import load_vocabulary
from tests.search_documents import make_document

BATCH = 30


def hold_the_lock(folder: Path, seconds: int) -> None:
    """Say so on standard output and keep the lock."""
    with generations.write_lock(folder, timeout=5):
        print("locked", flush=True)
        time.sleep(seconds)


def write_many(folder: Path, first: int) -> None:
    """Twenty commits of one record each, ids from `first` on."""
    backend = WhooshBackend(folder, load_vocabulary())
    for record in range(first, first + 20):
        backend.apply([make_document(record, title=f"Shared record {record}")], [])


def write_forever(folder: Path, _: int) -> None:
    """Commit after commit, each giving all records of a batch the next revision; prints the revision committed."""
    backend = WhooshBackend(folder, load_vocabulary())
    for revision in itertools.count(max(backend.revisions().values(), default=0) + 1):
        text = f"revision{revision} " * 50
        batch = [
            make_document(record, title=text, body=text, revision=revision) for record in range(1, BATCH + 1)
        ]
        backend.apply(batch, [])
        print(revision, flush=True)


def rebuild(folder: Path, number: int) -> None:
    WhooshBackend(folder, load_vocabulary()).rebuild([make_document(number, title="Rebuilt elsewhere")])


if __name__ == "__main__":
    work = {"hold": hold_the_lock, "many": write_many, "forever": write_forever, "rebuild": rebuild}
    work[sys.argv[2]](Path(sys.argv[1]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
