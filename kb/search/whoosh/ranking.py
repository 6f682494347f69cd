"""From found documents to what a page shows: documents in order, and facet counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search.fields import FACETS
from kb.search.whoosh.evaluation import Evaluation
from kb.search.whoosh.snapshot import Documents, Mask, Scores, Snapshot

Chosen = Mapping[str, tuple[str, ...]]
Keys = NDArray[Any]


def ranked(
    snapshot: Snapshot, documents: Documents, scores: Scores, sort: str, limit: int | None = None
) -> tuple[Documents, Scores]:
    """Documents and scores in order, ties by slug; with `limit` only the first so many are sorted."""
    keys = -scores if sort == "relevance" else snapshot.sort_ranks[sort][documents]
    if limit is not None and limit < len(documents):
        chosen = _first(snapshot, documents, keys, limit)
        documents, scores, keys = documents[chosen], scores[chosen], keys[chosen]
    order = np.lexsort((snapshot.slug_ranks[documents], keys))
    return documents[order], scores[order]


def _first(snapshot: Snapshot, documents: Documents, keys: Keys, limit: int) -> NDArray[np.intp]:
    """Where the first `limit` documents stand, in no order: those before the last key, and of that key by slug."""
    last = np.partition(keys, limit - 1)[limit - 1]
    before, equal = np.flatnonzero(keys < last), np.flatnonzero(keys == last)
    wanted = limit - len(before)
    if wanted < len(equal):
        slugs = snapshot.slug_ranks[documents[equal]]
        equal = equal[np.argpartition(slugs, wanted - 1)[:wanted]]
    return np.concatenate([before, equal])


def restrictions(evaluation: Evaluation, chosen: Chosen) -> dict[str, Mask]:
    """Per restricted field the documents that its choice admits."""
    return {field: evaluation.admitted(field, values) for field, values in chosen.items()}


def kept(documents: Documents, masks: Mapping[str, Mask], ignoring: str = "") -> Mask:
    """Which of the documents every restriction admits, but for the field ignored."""
    mask = np.ones(len(documents), dtype=bool)
    for field, admitted in masks.items():
        if field != ignoring:
            mask &= admitted[documents]
    return mask


def facet_counts(
    snapshot: Snapshot, evaluation: Evaluation, found: Documents, masks: Mapping[str, Mask], chosen: Chosen
) -> dict[str, dict[str, int]]:
    """Per facet and value the number of found documents; a facet ignores what is chosen in itself."""
    unrestricted = snapshot.facets.counts(found[kept(found, masks)] if masks else found)
    counts = {field: unrestricted[field] for field in FACETS}
    for field in chosen:
        if field in counts:
            base = found[kept(found, masks, ignoring=field)]
            counts[field] = snapshot.facets.counts(base)[field]
            ranges = (value for value in chosen[field] if value not in counts[field])
            counts[field] |= {
                value: int(evaluation.admitted(field, (value,))[base].sum()) for value in ranges
            }
    return counts
