"""What a sheet's figures are and which sources stand beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from ingest.corpus_check.sheet import Sheet
from ingest.figures.reading import sheet_figures
from ingest.figures.readings import DateReading, Figure, Reading, implied
from ingest.statements import Statement


class Evidence:
    """The figures of a sheet by meaning."""

    def __init__(self, sheet: Sheet) -> None:
        self._sources: dict[Reading, set[int]] = defaultdict(set)
        self._learn(sheet.statements())

    def _learn(self, statements: Iterable[Statement]) -> None:
        for statement in statements:
            for figure in sheet_figures(statement.text):
                for reading in figure.readings:
                    self._add(reading, statement)

    def _add(self, reading: Reading, statement: Statement) -> None:
        if isinstance(reading, DateReading) and reading.year is None and statement.year:
            self._add(replace(reading, year=statement.year), statement)
        for said in implied(reading):
            self._sources[said] |= statement.sources

    def has(self, figure: Figure) -> bool:
        """Whether the figure, in any of its meanings, stands in the sheet."""
        return any(reading in self._sources for reading in figure.readings)

    def sources_of(self, figure: Figure) -> frozenset[int]:
        """The sources that the sheet gives beside the figure; none where it stands in uncited entries alone."""
        return frozenset(number for reading in figure.readings for number in self._sources.get(reading, ()))
