"""Search on generated records beside SQLite FTS5 on the same records, in one run.

    python -m tests.benchmarks.search [--records 10000] [--queries 25]

A "page" is all that a results page needs: total, eight facets and 20 hits with snippets; that is the only thing
CityKB does. FTS5 is timed for a page, and for "hits", the total and 20 titles alone. All answer each query in turn.
"First" is the first time a query is asked in the process, the other figures are its repetitions. Words are drawn
from those in at most 20 % of the records; commoner ones have a row of their own.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kb.search.request import SearchRequest
from kb.search.whoosh_backend import WhooshBackend
from kb.vocab import load_vocabulary
from tests.benchmarks.full_text_search import FullTextSearch
from tests.benchmarks.generated import Generator
from tests.benchmarks.queries import Query, Words, query_mix

REPETITIONS = 3
FIRST, OURS, PAGE, HITS = COLUMNS = ("CityKB page first", "CityKB page", "FTS5 page", "FTS5 hits")


def main() -> None:
    parser = argparse.ArgumentParser(description="Search on generated records beside SQLite FTS5.")
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=25, help="queries of each kind")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="citykb-bench-") as folder:
        run(Path(folder), options.records, options.queries)


def run(folder: Path, records: int, queries: int) -> None:
    vocabulary = load_vocabulary()
    documents = list(Generator(vocabulary).documents(records))
    (folder / "fts").mkdir()
    ours, fts = WhooshBackend(folder / "index", vocabulary), FullTextSearch(folder / "fts" / "texts.db")
    print(f"{records:,} records, {queries} queries of each kind, each repeated {REPETITIONS} times")
    print_build("CityKB", seconds_of(lambda: ours.rebuild(documents)), folder / "index")
    print_build("FTS5", seconds_of(lambda: fts.build(documents)), folder / "fts")
    print(f"open  CityKB {seconds_of(lambda: ours.search(SearchRequest())):8.2f} s")
    print(f"\n{'milliseconds, p50 and p95':26}{''.join(f'{column:>18}' for column in COLUMNS)}{'ratio':>8}")
    theme = next(iter(vocabulary.scheme("themes"))).id
    for kind, make in query_mix(Words(documents), theme).items():
        print_row(kind, ours, fts, [make() for _ in range(queries)])
    updates = [seconds_of(lambda one=document: ours.apply([one], [])) * 1000 for document in documents[:20]]
    print(f"\nupdate of one record: p50 {percentile(updates, 50):.0f} ms, worst {max(updates):.0f} ms")
    fts.close()


def print_build(name: str, seconds: float, folder: Path) -> None:
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"build {name:6} {seconds:8.1f} s {size / 2**20:8.1f} MB", flush=True)


def print_row(kind: str, ours: WhooshBackend, fts: FullTextSearch, queries: list[Query]) -> None:
    """Ask each query in turn, first and then repeatedly, and print one line; the ratio is of the pages' medians."""
    times: dict[str, list[float]] = {column: [] for column in COLUMNS}
    for repetition in range(REPETITIONS + 1):
        for query in queries:
            page = seconds_of(lambda query=query: ours.search(request_of(query)))
            times[OURS if repetition else FIRST].append(page * 1000)
            for column in (PAGE, HITS):
                rival = seconds_of(lambda query=query, column=column: ask(fts, query, column))
                times[column] += [rival * 1000] if repetition else []
    shown = [f"{percentile(found, 50):10.2f}{percentile(found, 95):8.2f}" for found in times.values()]
    ratio = percentile(times[PAGE], 50) / percentile(times[OURS], 50)
    print(f"{kind:26}{''.join(shown)}{ratio:7.1f}x", flush=True)


def request_of(query: Query) -> SearchRequest:
    filters = {"theme": (query.theme,)} if query.theme else {}
    if query.years:
        filters["year"] = (f"{query.years[0]}..{query.years[1]}",)
    return SearchRequest(query.text, filters)


def ask(fts: FullTextSearch, query: Query, work: str) -> int:
    return fts.search(query.match, query.theme, query.years, whole_page=work == PAGE)


def seconds_of(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def percentile(times: list[float], share: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[share - 1]


if __name__ == "__main__":
    main()
