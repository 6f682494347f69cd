"""What was read from a document waits here until a person has looked at it: one JSON file each, in a folder of its own.

The document itself is not kept: only its name, its hash, and those proposals that nobody has confirmed or left out.
A file goes when none is open, and when it belongs to no record and is older than a week.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.proposals.proposal import Proposal

_KEY = re.compile(r"(?:new|record)-[a-z0-9-]{1,100}")
_UNSAVED = "new-"
_WEEK = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class OpenProposals:
    """The open proposals of one document under ids that stay, and who had it read (a login). `token` is that of the
    reading: a form that was opened before another document was read names another one."""

    token: str
    owner: str
    name: str
    sha256: str
    read_on: str
    proposals: Mapping[str, Proposal]


@dataclass(frozen=True, slots=True)
class KeptProposals:
    """The folder. Keys are "new-<token>" before there is a record, then "record-<slug>"."""

    folder: Path

    def keep(self, key: str, document: OpenProposals) -> None:
        """Write, whole or not at all; one without open proposals is taken away."""
        if not document.proposals:
            self.drop(key)
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self._tidy()
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self.folder, delete=False) as file:
            json.dump(_document(document), file, ensure_ascii=False)
        Path(file.name).replace(self._path(key))

    def find(self, key: str) -> OpenProposals | None:
        """None where nothing is open under this key, or where the file cannot be read as one of ours."""
        try:
            return _read(json.loads(self._path(key).read_text("utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def drop(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"{key!r} is no key of kept proposals")
        return self.folder / f"{key}.json"

    def _tidy(self) -> None:
        """Forget what was read for a record that was never saved."""
        limit = time.time() - _WEEK
        for path in self.folder.glob(f"{_UNSAVED}*.json"):
            if path.stat().st_mtime < limit:
                path.unlink(missing_ok=True)


def _document(document: OpenProposals) -> dict[str, object]:
    proposals = {name: proposal.to_document() for name, proposal in document.proposals.items()}
    return {
        "token": document.token,
        "owner": document.owner,
        "name": document.name,
        "sha256": document.sha256,
        "read_on": document.read_on,
        "proposals": proposals,
    }


def _read(document: Mapping[str, object]) -> OpenProposals:
    proposals = document["proposals"]
    if not isinstance(proposals, dict):
        raise TypeError("proposals are no mapping")
    return OpenProposals(
        token=str(document["token"]),
        owner=str(document["owner"]),
        name=str(document["name"]),
        sha256=str(document["sha256"]),
        read_on=str(document["read_on"]),
        proposals={
            name: Proposal(**(given | {"sources": tuple(given["sources"])}))
            for name, given in proposals.items()
        },
    )
