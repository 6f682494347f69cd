"""The rival of the benchmark: SQLite FTS5 over the same texts, with the filter values in a table beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from kb.search.document import IndexDocument
from kb.search.fields import FACETS, FILTERS, TEXT_FIELDS

BOOSTS = ", ".join(str(field.boost) for field in TEXT_FIELDS)


class FullTextSearch:
    """FTS5 with stemming and folding; answers as much as it is asked for."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.execute("PRAGMA mmap_size = 2000000000")
        self._connection.execute("PRAGMA cache_size = -200000")

    def build(self, documents: Iterable[IndexDocument]) -> None:
        run = self._connection.execute
        run(
            "CREATE VIRTUAL TABLE texts USING fts5(title, aliases, summary, body, tokenize='porter unicode61')"
        )
        run("CREATE TABLE filter_values (record INTEGER, field TEXT, value TEXT)")
        for document in documents:
            (text,) = document.texts
            run(
                "INSERT INTO texts (rowid, title, aliases, summary, body) VALUES (?, ?, ?, ?, ?)",
                (document.id, text.title, " ".join(text.aliases), text.summary, "\n".join(text.body)),
            )
            self._connection.executemany(
                "INSERT INTO filter_values VALUES (?, ?, ?)",
                [(document.id, field, value) for field in FILTERS for value in document.filters[field]],
            )
        run("CREATE INDEX by_record ON filter_values (record, field, value)")
        run("CREATE INDEX by_value ON filter_values (field, value, record)")
        run("INSERT INTO texts (texts) VALUES ('optimize')")
        run("ANALYZE")
        self._connection.commit()

    def search(
        self, match: str, theme: str = "", years: tuple[int, int] | None = None, *, whole_page: bool
    ) -> int:
        """Total and the 20 best titles and, for a whole page, their snippets and the facets; returns the total."""
        run = self._connection.execute
        where, values = self._where(match, theme, years)
        total: int = run(f"SELECT count(*) FROM texts WHERE {where}", values).fetchone()[0]
        snippet = ", snippet(texts, 3, '<b>', '</b>', '…', 40)" if whole_page else ""
        best = f"SELECT rowid, title, summary{snippet} FROM texts WHERE {where} ORDER BY bm25(texts, {BOOSTS}) LIMIT 20"
        run(best, values).fetchall()
        if whole_page:
            names = ", ".join(f"'{name}'" for name in FACETS)
            run(
                "SELECT field, value, count(*) FROM filter_values "
                f"WHERE record IN (SELECT rowid FROM texts WHERE {where}) AND field IN ({names}) "
                "GROUP BY field, value",
                values,
            ).fetchall()
        return total

    def _where(self, match: str, theme: str, years: tuple[int, int] | None) -> tuple[str, list[object]]:
        where = "texts MATCH ?"
        chosen: list[object] = [match]
        if theme:
            where += " AND rowid IN (SELECT record FROM filter_values WHERE field = 'theme' AND value = ?)"
            chosen.append(theme)
        if years:
            where += " AND rowid IN (SELECT record FROM filter_values WHERE field = 'year' AND value BETWEEN ? AND ?)"
            chosen += [str(years[0]), str(years[1])]
        return where, chosen

    def close(self) -> None:
        self._connection.close()
