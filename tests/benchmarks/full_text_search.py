"""SQLite FTS5 over the same texts, with the filter values in a table beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from kb.search.document import IndexDocument
from tests.benchmarks.engines import BOOSTS, FACETS, TEXTS, Work, texts_of
from tests.benchmarks.queries import Query

_ORDER = f"bm25(texts, {', '.join(str(BOOSTS[name]) for name in TEXTS)})"
_NEWEST = "(SELECT issued FROM records WHERE record = texts.rowid) DESC"


class FullTextSearch:
    """FTS5 with stemming and folding."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "texts.db"

    def open(self) -> None:
        self._connection = sqlite3.connect(self._path)
        self._connection.execute("PRAGMA mmap_size = 4000000000")
        self._connection.execute("PRAGMA cache_size = -200000")

    def build(self, documents: Iterable[IndexDocument]) -> None:
        self.open()
        run = self._connection.execute
        run(f"CREATE VIRTUAL TABLE texts USING fts5({', '.join(TEXTS)}, tokenize='porter unicode61')")
        run("CREATE TABLE records (record INTEGER PRIMARY KEY, issued TEXT)")
        run("CREATE TABLE filter_values (record INTEGER, field TEXT, value TEXT)")
        for document in documents:
            texts = texts_of(document)
            run(f"INSERT INTO texts (rowid, {', '.join(TEXTS)}) VALUES (?{', ?' * len(TEXTS)})",
                (document.id, *(texts[name] for name in TEXTS)))  # fmt: skip
            run("INSERT INTO records VALUES (?, ?)", (document.id, document.newest_key))
            self._connection.executemany(
                "INSERT INTO filter_values VALUES (?, ?, ?)",
                [(document.id, field, value) for field in FACETS for value in document.filters[field]],
            )
        run("CREATE INDEX by_record ON filter_values (record, field, value)")
        run("CREATE INDEX by_value ON filter_values (field, value, record)")
        run("INSERT INTO texts (texts) VALUES ('optimize')")
        run("ANALYZE")
        self._connection.commit()
        self._connection.close()

    def search(self, query: Query, work: Work) -> int | None:
        if query.kind == "fuzzy":
            return None
        run = self._connection.execute
        where, values = _where(query)
        total: int = run(f"SELECT count(*) FROM texts WHERE {where}", values).fetchone()[0]
        snippet = ", snippet(texts, 3, '<b>', '</b>', '…', 40)" if work == "page" else ""
        order = _NEWEST if query.newest else _ORDER
        best = f"SELECT rowid, title, summary{snippet} FROM texts WHERE {where} ORDER BY {order} LIMIT 20"
        run(best, values).fetchall()
        if work != "hits":
            run(
                "SELECT field, value, count(*) FROM filter_values "
                f"WHERE record IN (SELECT rowid FROM texts WHERE {where}) GROUP BY field, value",
                values,
            ).fetchall()
        return total


def _where(query: Query) -> tuple[str, list[object]]:
    where = "texts MATCH ?"
    values: list[object] = [query.text]
    if query.theme:
        where += " AND rowid IN (SELECT record FROM filter_values WHERE field = 'theme' AND value = ?)"
        values.append(query.theme)
    if query.years:
        where += (
            " AND rowid IN (SELECT record FROM filter_values WHERE field = 'year' AND value BETWEEN ? AND ?)"
        )
        values += [str(year) for year in query.years]
    return where, values
