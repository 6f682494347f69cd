"""From masks to what a page shows: documents in order, and facet counts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from kb.search.fields import FACETS
from kb.search.whoosh.evaluation import filter_mask
from kb.search.whoosh.snapshot import Mask, Scores, Snapshot

Chosen = Mapping[str, tuple[str, ...]]


def ranked(
    snapshot: Snapshot, mask: Mask, scores: Scores, sort: str, limit: int | None = None
) -> NDArray[np.intp]:
    """The masked documents in order, ties by slug; with `limit` only the first so many are sorted."""
    documents = np.flatnonzero(mask)
    keys = -scores[documents] if sort == "relevance" else snapshot.sort_ranks[sort][documents]
    if limit is not None and limit < len(documents):
        last = np.partition(keys, limit - 1)[limit - 1]
        documents, keys = documents[keys <= last], keys[keys <= last]
    return documents[np.lexsort((snapshot.slug_ranks[documents], keys))][:limit]


def restrictions(snapshot: Snapshot, chosen: Chosen) -> dict[str, Mask]:
    """Per restricted field the documents that its choice admits."""
    return {field: filter_mask(snapshot, field, values) for field, values in chosen.items()}


def restricted(found: Mask, masks: Mapping[str, Mask], ignoring: str = "") -> Mask:
    """The found documents that every restriction admits, but for the field ignored."""
    mask = found
    for field, admitted in masks.items():
        if field != ignoring:
            mask = mask & admitted
    return mask


def facet_counts(
    snapshot: Snapshot, found: Mask, masks: Mapping[str, Mask], chosen: Chosen
) -> dict[str, dict[str, int]]:
    """Per facet and value the number of found documents; a facet ignores what is chosen in itself."""
    unrestricted = restricted(found, masks)
    counts = {}
    for field in FACETS:
        base = restricted(found, masks, ignoring=field) if field in masks else unrestricted
        counts[field] = snapshot.filters[field].counts(base)
        ranges = (value for value in chosen.get(field, ()) if value not in counts[field])
        counts[field] |= {
            value: int((base & filter_mask(snapshot, field, (value,))).sum()) for value in ranges
        }
    return counts
