"""Pages named on the command line or in a list: fetched one after the other, each known again by its address."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import kb
from ingest.discover import FoundFile
from ingest.fetching import Captures, Fetcher, NotFetched
from ingest.fetching.client import Limits
from ingest.report import FileReport
from kb.catalog import Catalog
from kb.config import Settings
from kb.errors import Problem


def listed_addresses(file: Path) -> list[str]:
    """The addresses of a list: one a line; empty lines and lines that begin with # are passed over."""
    lines = (line.strip() for line in file.read_text("utf-8-sig").splitlines())
    return list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


@contextmanager
def captures_of(settings: Settings, *, dry_run: bool) -> Iterator[Captures]:
    """The captures of an installation; in a dry run a folder that is gone afterwards."""
    if not dry_run:
        yield Captures(settings.data / "captures")
        return
    with tempfile.TemporaryDirectory(prefix="citykb-captures-") as folder:
        yield Captures(Path(folder))


def fetcher_of(settings: Settings, captures: Captures) -> Fetcher:
    """A fetcher for one run, with the bounds and the name of this installation."""
    contact = f" (+{settings.base_url})" if settings.base_url else ""
    limits = Limits(settings.max_file_mb * 1024 * 1024)
    return Fetcher(captures, limits, f"CityKB/{kb.__version__}{contact}")


def fetched_pages(
    urls: Iterable[str], fetcher: Fetcher, captures: Captures, catalog: Catalog
) -> Iterator[FoundFile | FileReport]:
    """Each page as a file to be read, or the report why it could not be fetched. A page that was taken in before keeps
    its slug."""
    for url in urls:
        try:
            capture = fetcher.fetch(url)
        except NotFetched as error:
            yield FileReport(url, "", "rejected", problems=(Problem("", "%(why)s", {"why": str(error)}),))
            continue
        known = catalog.known_file(capture.url)
        yield FoundFile(captures.path(capture), known.slug if known else "", capture=capture)
