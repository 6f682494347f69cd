"""Withdrawing the records whose files are gone. Only `citykb ingest --prune` does this; a vanished file alone changes nothing."""

from __future__ import annotations

from collections.abc import Collection

from kb.catalog.change import Change
from kb.catalog.reviewing import withdraw_row
from kb.db.repository import files, writing
from kb.permissions import Action, require_general

REASON = "The file was removed from the collection."


def prune(change: Change, folder: str, present_paths: Collection[str]) -> tuple[str, ...]:
    """Withdraw the public records whose original lay under `folder` and is not among `present_paths`; returns their slugs.

    The files are forgotten: should one come back, it is refused, because its slug has a tombstone.
    """
    require_general(change.actor, Action.IMPORT)
    gone = [
        known
        for known in files.public_originals(change.session)
        if _lies_under(folder, known.path) and known.path not in present_paths
    ]
    for known in gone:
        row = writing.lock_record(change.session, known.slug)
        withdraw_row(change, row, REASON)
        files.forget_files(change.session, row)
    return tuple(known.slug for known in gone)


def _lies_under(folder: str, path: str) -> bool:
    return path == folder or path.startswith(f"{folder.rstrip('/')}/")
