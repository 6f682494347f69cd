"""Writing a batch of documents as one commit of a generation: all of it becomes visible, or nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import whoosh.index

from kb.search.document import IndexDocument
from kb.search.whoosh import schema
from kb.search.whoosh.texts import TextWriter

_MEMORY_MB = 256  # for postings before they go to temporary files


def create(folder: Path, documents: Iterable[IndexDocument]) -> None:
    """Write a whole generation into a folder that does not exist yet."""
    folder.mkdir()
    index = whoosh.index.create_in(folder, schema.make_schema())
    with _batch(index, folder) as batch:
        for document in documents:
            batch.add(document)


def update(folder: Path, upserts: Iterable[IndexDocument], deletes: Iterable[int]) -> None:
    """Replace and remove documents of a generation."""
    documents = {document.id: document for document in upserts}
    with _batch(whoosh.index.open_dir(folder), folder) as batch:
        for record_id in {*documents, *deletes}:
            batch.remove(record_id)
        for document in documents.values():
            batch.add(document)


class _Batch:
    """The open writers of a batch."""

    def __init__(self, writer: Any, texts: TextWriter) -> None:
        self._writer, self._texts = writer, texts

    def remove(self, record_id: int) -> None:
        self._writer.delete_by_term(schema.KEY, schema.key_of(record_id))

    def add(self, document: IndexDocument) -> None:
        self._writer.add_document(**schema.values_of(document, self._texts.append(document)))


@contextlib.contextmanager
def _batch(index: Any, folder: Path) -> Iterator[_Batch]:
    """Commit at the end; cancel on any exception, because a half-added document would leak into the next one."""
    writer = index.writer(limitmb=_MEMORY_MB, compound=False)
    try:
        with contextlib.closing(TextWriter(folder)) as texts:
            yield _Batch(writer, texts)
        writer.commit()
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
