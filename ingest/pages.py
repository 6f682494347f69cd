"""Pages named on the command line or in a list: fetched one after the other, each known again by its address.

Fields that a person gives for a page lie in its folder in the data folder, also when a dry run keeps its capture elsewhere;
those for all pages of a list beside the list.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import kb
from ingest.beside import ENDING
from ingest.discover import FoundFile
from ingest.fetching import Captures, Fetcher, NotFetched
from ingest.fetching.client import Limits
from ingest.report import FileReport
from kb.catalog import Catalog
from kb.config import Settings
from kb.errors import Problem


@dataclass(frozen=True, slots=True)
class Page:
    """An address to fetch; `of_list` is the file with fields for every page of its list, None for a page named by itself."""

    url: str
    of_list: Path | None = None


def listed_pages(file: Path) -> list[Page]:
    """The pages of a list: one address a line; empty lines and lines that begin with # are passed over."""
    lines = (line.strip() for line in file.read_text("utf-8-sig").splitlines())
    urls = dict.fromkeys(line for line in lines if line and not line.startswith("#"))
    return [Page(url, file.with_name(file.name + ENDING)) for url in urls]


def kept_captures(settings: Settings) -> Captures:
    """The captures of an installation."""
    return Captures(settings.data / "captures")


@contextmanager
def captures_of(settings: Settings, *, dry_run: bool) -> Iterator[Captures]:
    """Where a run captures pages: the kept captures; in a dry run a folder that is gone afterwards."""
    if not dry_run:
        yield kept_captures(settings)
        return
    with tempfile.TemporaryDirectory(prefix="citykb-captures-") as folder:
        yield Captures(Path(folder))


def fetcher_of(settings: Settings, captures: Captures) -> Fetcher:
    """A fetcher for one run, with the bounds and the name of this installation."""
    contact = f" (+{settings.base_url})" if settings.base_url else ""
    limits = Limits(settings.max_file_mb * 1024 * 1024)
    return Fetcher(captures, limits, f"CityKB/{kb.__version__}{contact}")


def fetched_pages(
    pages: Iterable[Page], fetcher: Fetcher, captures: Captures, kept: Captures, catalog: Catalog
) -> Iterator[FoundFile | FileReport]:
    """Each page as a file to be read, or the report why it could not be fetched. A page that was taken in before keeps
    its slug. It is captured into `captures`; its fields are looked for in `kept`, which in a dry run is another folder."""
    for page in pages:
        try:
            capture = fetcher.fetch(page.url)
        except NotFetched as error:
            yield FileReport(
                page.url, "", "rejected", problems=(Problem("", "%(why)s", {"why": str(error)}),)
            )
            continue
        known = catalog.known_file(capture.url)
        own = kept.fields_file(capture.url)
        beside = (page.of_list, own) if page.of_list else (own,)
        yield FoundFile(captures.path(capture), known.slug if known else "", capture=capture, beside=beside)
