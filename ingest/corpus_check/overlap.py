"""No twelve words in a row are shared with another case study or with the title of a source."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ingest.corpus_check.report import Finding

RUN = 12
_WORD = re.compile(r"[^\W_]+")
Run = tuple[str, ...]


class SharedRuns:
    """Where each run of twelve words of the corpus stands."""

    def __init__(self) -> None:
        self._slugs: dict[Run, set[str]] = defaultdict(set)
        self._titles: dict[Run, str] = {}

    def add_prose(self, slug: str, texts: Mapping[str, str]) -> None:
        """Prose of a record or of one of its translations, by field, without citations."""
        for text in texts.values():
            for run in runs(text):
                self._slugs[run].add(slug)

    def add_titles(self, titles: Sequence[str]) -> None:
        """Titles of sources, of any record."""
        for title in titles:
            self._titles |= dict.fromkeys(runs(title), title)

    def findings(self, slug: str, texts: Mapping[str, str]) -> Iterator[Finding]:
        """One finding for each field and each place that it shares words with; it quotes the first of them."""
        for field, text in texts.items():
            shared = dict(reversed([*self._places(slug, text)]))
            for place, run in shared.items():
                message = f"These words are also {place}. Say it in other words."
                yield Finding("shared-words", field, message, " ".join(run))

    def _places(self, slug: str, text: str) -> Iterator[tuple[str, Run]]:
        for run in runs(text):
            yield from ((f"in {other}", run) for other in sorted(self._slugs[run] - {slug}))
            if run in self._titles:
                yield f"in the title of a source, “{self._titles[run]}”", run


def runs(text: str) -> Iterator[Run]:
    """Every run of twelve words, without case and punctuation."""
    words = _WORD.findall(text.casefold())
    yield from (tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))
