"""CityKB itself, by its backend."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from unittest.mock import patch

from kb.search.document import IndexDocument
from kb.search.matching import NearWords
from kb.search.snippets import HitMaker
from kb.search.tree import EVERYTHING, Node
from kb.search.whoosh_backend import WhooshBackend
from kb.vocab import load_vocabulary
from tests.benchmarks.engines import Work
from tests.benchmarks.queries import Query


class CityKB:
    """A page has always eight facets; without highlights it is the same page with plain summaries."""

    def __init__(self, folder: Path, processes: int | None = None) -> None:
        self.backend = WhooshBackend(folder, load_vocabulary(), processes=processes)
        self._plain = patch("kb.search.whoosh_backend.HitMaker", _without_highlights)
        self._is_plain = False

    def build(self, documents: Iterable[IndexDocument]) -> None:
        self.backend.rebuild(documents)

    def open(self) -> None:
        self.backend.state()

    def search(self, query: Query, work: Work) -> int | None:
        if work == "hits":
            return None
        self._leave_out_highlights(work == "facets")
        return self.backend.search(query.request).total

    def _leave_out_highlights(self, wanted: bool) -> None:
        """Changed only where the work changes, since a patch takes a tenth of a millisecond."""
        if wanted and not self._is_plain:
            self._plain.start()
        elif self._is_plain and not wanted:
            self._plain.stop()
        self._is_plain = wanted


def _without_highlights(_: Node, near: Callable[[str], NearWords], reading: str) -> HitMaker:
    return HitMaker(EVERYTHING, near, reading)
