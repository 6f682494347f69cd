"""Fetched pages and documents as they were captured: their bytes, and beside them where and when they came from.

One folder per address under `<data>/captures/`. A page is kept under its SHA-256, so an unchanged one is kept once;
each capture has a JSON file named by its time. Both are written beside and moved into place.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.fetching.media_types import SUFFIX_OF_MEDIA_TYPE, bare_type


@dataclass(frozen=True, slots=True)
class Capture:
    """A page or document as fetched. `final_url` is where redirects led, `captured_at` an ISO time in UTC, `sha256` that
    of the bytes in `file` (hex), `media_type` what they are read as; `charset`, `etag`, `last_modified` and `served_as`
    (the media type) as the server gave them, "" where it did not."""

    url: str
    final_url: str
    captured_at: str
    sha256: str
    media_type: str
    file: str
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    served_as: str = ""

    @property
    def day(self) -> str:
        return self.captured_at[:10]


class Captures:
    """The captures under a folder, which is made when there is something to keep."""

    def __init__(self, folder: Path) -> None:
        self._root = folder

    def path(self, capture: Capture) -> Path:
        """The file with the captured bytes."""
        return self._folder(capture.url) / capture.file

    def fields_file(self, url: str) -> Path:
        """Where a person may write fields for the page of an address."""
        return self._folder(url) / "fields.yaml"

    def latest(self, url: str) -> Capture | None:
        """The newest capture of an address that can be read and whose bytes are still there."""
        for file in sorted(self._folder(url).glob("*.json"), reverse=True):
            with contextlib.suppress(
                ValueError, TypeError
            ):  # cut off by a loss of power, or of another version
                capture = Capture(**json.loads(file.read_text("utf-8")))
                if self.path(capture).is_file():
                    return capture
        return None

    def keep(
        self, url: str, final_url: str, body: bytes, media_type: str, headers: Mapping[str, str], at: datetime
    ) -> Capture:
        """Store a page or document. `media_type` is what it is read as, `headers` are the answer's, `at` is when it came."""
        content_type = headers.get("content-type", "")
        sha256 = hashlib.sha256(body).hexdigest()
        capture = Capture(
            url=url,
            final_url=final_url,
            captured_at=at.astimezone(UTC).isoformat(timespec="microseconds"),
            sha256=sha256,
            media_type=media_type,
            file=sha256 + SUFFIX_OF_MEDIA_TYPE[media_type],
            charset=_charset(content_type.partition(";")[2]),
            etag=headers.get("etag", ""),
            last_modified=headers.get("last-modified", ""),
            served_as=bare_type(content_type),
        )
        self._folder(url).mkdir(parents=True, exist_ok=True)
        _write(self.path(capture), body)
        stamp = capture.captured_at.replace(":", "").replace("+0000", "Z")
        document = json.dumps(asdict(capture), ensure_ascii=False, indent=2) + "\n"
        _write(self._folder(url) / f"{stamp}.json", document.encode())
        return capture

    def _folder(self, url: str) -> Path:
        return self._root / hashlib.sha256(url.encode()).hexdigest()[:32]


def _charset(parameters: str) -> str:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'").lower()
    return ""


def _write(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)
