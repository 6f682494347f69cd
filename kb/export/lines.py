"""JSON Lines: one full record a line, exactly as stored, without the contact."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from kb.records import StoredRecord, public_document


def stored_document(stored: StoredRecord) -> dict[str, Any]:
    """The full JSON of a published record with its place in the catalogue."""
    return public_document(stored.record) | {
        "status": str(stored.status),
        "revision": stored.revision,
        "issued": stored.issued.isoformat() if stored.issued else None,
        "modified": stored.modified.isoformat(),
    }


def json_lines(records: Iterable[StoredRecord]) -> Iterator[bytes]:
    """UTF-8, one object a line, in the order given."""
    for stored in records:
        yield json.dumps(stored_document(stored), ensure_ascii=False).encode() + b"\n"
