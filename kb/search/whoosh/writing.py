"""Writing a batch of documents as one commit of a generation: all of it becomes visible, or nothing.

Few documents go through Whoosh's own writer, many are written as segments straight from arrays (`building`). A commit
counts from the moment the pointer names it (`kb.search.whoosh.generations`), so the files of the commit before are
removed only afterwards, by `announce`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import whoosh.index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, clean_files
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from kb.search.document import IndexDocument
from kb.search.morphology import Morphology
from kb.search.whoosh import building, generations, schema, sidecar, texts
from kb.search.whoosh.content import content_of_reader
from kb.search.whoosh.generations import Pointer
from kb.search.whoosh.rows import Row
from kb.search.whoosh.segment import committed_segments
from kb.search.whoosh.segment_writing import INDEX_NAME
from kb.search.whoosh.texts import TextWriter

DIRECT_FROM = 10  # documents; Whoosh's writer and the reading back take some 50 ms for each
_MEMORY_MB = 256  # for postings before they go to temporary files


def create(folder: Path, documents: Iterable[IndexDocument], processes: int, morphology: Morphology) -> int:
    """Write a whole generation into a folder that does not exist yet; answers the number of its commit."""
    folder.mkdir()
    whoosh.index.create_in(folder, schema.make_schema())
    built = building.build(folder, documents, processes, morphology)
    with open_writer(folder) as writer:
        return writer.commit_segments(lambda segments: [*segments, *built])


def update(
    folder: Path,
    upserts: Iterable[IndexDocument],
    deletes: Iterable[int],
    processes: int,
    morphology: Morphology,
) -> int:
    """Replace and remove documents of a generation; answers the number of the new commit."""
    documents = {document.id: document for document in upserts}
    building.remove_leftovers(folder)
    is_small = len(documents) < DIRECT_FROM
    built = [] if is_small else building.build(folder, documents.values(), processes, morphology)
    with open_writer(folder) as writer:
        for record_id in {*documents, *deletes}:
            writer.delete_by_term(schema.KEY, schema.key_of(record_id))
        if is_small:
            writer.add_documents(documents.values(), morphology)
        return writer.commit_segments(lambda segments: [*segments, *built])


def announce(index_folder: Path, pointer: Pointer) -> None:
    """Let a commit serve, then remove the files that only earlier ones needed."""
    generations.write_pointer(index_folder, pointer)
    folder = generations.generation_folder(index_folder, pointer.generation)
    segments = committed_segments(folder, pointer.commit)
    clean_files(FileStorage(str(folder)), INDEX_NAME, pointer.commit, segments)


class CommitWriter(SegmentWriter):  # type: ignore[misc]
    """Whoosh's own writer; its segments get a sidecar and texts like all others, and it merges none."""

    def __init__(self, index: Any, folder: Path) -> None:
        super().__init__(index, limitmb=_MEMORY_MB, compound=False)
        self._folder = folder

    def add_documents(self, documents: Collection[IndexDocument], morphology: Morphology) -> None:
        if not documents:
            return
        path = self._folder / self.newsegment.make_filename(texts.EXTENSION)
        with contextlib.closing(TextWriter(path)) as entries:
            for document in documents:
                row = Row.of(document, entries.append(document))
                self.add_document(**schema.values_of(document, row, morphology))

    def commit_segments(self, chosen: Callable[[list[Any]], list[Any]]) -> int:
        """Commit what was added and, of the segments there were, what `chosen` answers; empty ones are dropped."""
        self.commit(mergetype=lambda _, segments: [one for one in chosen(segments) if one.doc_count()])
        return int(self.generation)

    def _finalize_segment(self) -> Any:
        segment = super()._finalize_segment()
        reader = SegmentReader(self.storage, self.schema, segment)
        path = self._folder / segment.make_filename(sidecar.EXTENSION)
        with contextlib.closing(reader):
            sidecar.write_sidecar(path, content_of_reader(reader))
        return segment

    def _commit_toc(self, segments: list[Any]) -> None:
        """As Whoosh does, but what the commit before needs stays until `announce`."""
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)


@contextlib.contextmanager
def open_writer(folder: Path) -> Iterator[CommitWriter]:
    """Cancel on any exception, because a half-added document would leak into the next one."""
    writer = CommitWriter(whoosh.index.open_dir(folder), folder)
    try:
        yield writer
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
