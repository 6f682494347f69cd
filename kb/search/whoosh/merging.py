"""Merging segments, so that their number and the deleted documents in them stay bounded.

Segments are sorted into sizes a factor of eight apart; eight of one size become one of the next, and a segment of which
TOMBSTONE_SHARE is deleted is written anew, so a document is rewritten a few times in its life. A merge of at most SMALL
documents takes a fraction of a second and is done by the writer at once; larger ones run beside it, in a folder of their
own, and need the write lock only to swap the segments. Readers notice neither.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search.whoosh import texts, writing
from kb.search.whoosh.content import Content
from kb.search.whoosh.merged_postings import merged_postings
from kb.search.whoosh.rows import Row
from kb.search.whoosh.segment import Segment, committed_segments
from kb.search.whoosh.segment_writing import new_segment, take_over, write_segment
from kb.search.whoosh.texts import TextWriter

TOMBSTONE_SHARE = 1 / 3
SMALL = 500  # documents
LARGEST = 20_000  # documents of a merged segment; bounds the memory of a merge to about that of building one
_SEGMENTS_OF_A_SIZE = 8
_SMALL_PART = "merge-small"
_SIZE_BITS = 3  # sizes are a factor of eight apart

DocumentMap = NDArray[np.int64]  # old number to new number of a document, -1 for deleted ones


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged segment whose files lie in `part`, and what it was made of."""

    part: Path
    segment: Any
    sources: dict[str, DocumentMap]


def due(segments: Sequence[Any], *, small: bool) -> list[Any]:
    """Which segments to merge next, smallest first; none when all is well. `small` says which kind of merge is asked for."""
    by_size: dict[int, list[Any]] = {}
    for segment in sorted(segments, key=lambda one: one.doc_count()):
        by_size.setdefault((segment.doc_count().bit_length() - 1) // _SIZE_BITS, []).append(segment)
    crowded = [of_size for of_size in by_size.values() if len(of_size) >= _SEGMENTS_OF_A_SIZE]
    worn = [[one] for one in segments if one.deleted_count() > TOMBSTONE_SHARE * one.doc_count_all()]
    for group in (*crowded, *worn):
        documents = sum(one.doc_count() for one in group)
        if documents <= LARGEST and small == (documents <= SMALL):
            return group
    return []


def merge_small(folder: Path, commit: int) -> int:
    """Do the small merges that are due after a commit, with the write lock held; answers the number of the last commit."""
    while segments := due(committed_segments(folder, commit), small=True):
        swapped = swap(folder, merge(folder, segments, folder / _SMALL_PART))
        assert swapped is not None, "nobody else writes"
        commit = swapped
    return commit


def merge(folder: Path, segments: Sequence[Any], part: Path) -> Merge:
    """Write one segment of the live documents of several; the index is only read."""
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    opened = [Segment(folder, segment) for segment in segments]
    maps = _numbered_through(segments)
    merged = new_segment(part)
    rows, names = [], []
    with contextlib.closing(TextWriter(part / merged.make_filename(texts.EXTENSION))) as entries:
        for source, document_map in zip(opened, maps, strict=True):
            content = source.content()
            for document in np.flatnonzero(document_map >= 0).tolist():
                rows.append(_moved(content.rows[document], source, entries))
                names.append(content.names[document])
    fields = {
        name: merged_postings(
            [(one.postings[name], new) for one, new in zip(opened, maps, strict=True)], len(rows)
        )
        for name in opened[0].postings
    }
    write_segment(part, merged, Content(rows, names, fields))
    sources = {one.segment_id(): new for one, new in zip(segments, maps, strict=True)}
    return Merge(part, merged, sources)


def swap(folder: Path, merge: Merge) -> int | None:
    """Commit a merged segment in place of its sources; answers the number of the commit.

    What was deleted in the meantime is deleted in it too. None when a source has gone: then nothing is changed.
    Called with the write lock held.
    """
    with writing.open_writer(folder) as writer:
        present = {one.segment_id(): one for one in writer.segments}
        if not merge.sources.keys() <= present.keys():
            writer.cancel()
            shutil.rmtree(merge.part, ignore_errors=True)
            return None
        for source, new in merge.sources.items():
            for document in new[list(present[source].deleted_docs())].tolist():
                if document >= 0:
                    merge.segment.delete_document(document)
        take_over(merge.part, folder)
        return writer.commit_segments(
            lambda segments: [
                *(one for one in segments if one.segment_id() not in merge.sources),
                merge.segment,
            ]
        )


def _numbered_through(segments: Sequence[Any]) -> list[DocumentMap]:
    """The live documents of all segments one after the other."""
    maps, count = [], 0
    for segment in segments:
        live = np.ones(segment.doc_count_all(), np.int64)
        live[list(segment.deleted_docs())] = 0
        maps.append(np.where(live == 1, np.cumsum(live) - 1 + count, -1))
        count += int(live.sum())
    return maps


def _moved(row: Row, source: Segment, entries: TextWriter) -> Row:
    """The row of a document whose texts were copied."""
    extent = entries.copy(source.texts.entry(row.extent))
    return Row(row.record, row.revision, row.slug, row.newest_key, row.city_key, row.evidence, extent)
