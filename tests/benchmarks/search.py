"""Search on generated records: CityKB beside plain Whoosh, SQLite FTS5, tantivy and bm25s on the same records, in one run.

    python -m tests.benchmarks.search [--records 10000 100000] [--queries 25] [--engines …] [--cache DIR]

A "page" is all that a results page needs: total, facets, 20 hits with titles and highlighted passages; CityKB counts
eight facets, the others three. "Facets" is the same without highlights, "hits" is total and titles alone. "First" is the
first time a query is asked in the process, the other figures are its repetitions. Words are drawn from those in at most
20 % of the records; the commoner ones have rows of their own. Each engine is built and asked in a process of its own,
one after the other. The rivals' indexes are kept in the cache folder; CityKB is built anew unless --reuse is given.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from kb.search.request import SearchRequest
from kb.vocab import load_vocabulary
from tests.benchmarks import measuring
from tests.benchmarks.bm25s_search import Bm25sSearch
from tests.benchmarks.citykb_search import CityKB
from tests.benchmarks.engines import Engine, Work
from tests.benchmarks.full_text_search import FullTextSearch
from tests.benchmarks.generated import Generator
from tests.benchmarks.measuring import Asked, Built, Times, percentile
from tests.benchmarks.plain_whoosh import PlainWhoosh
from tests.benchmarks.queries import Query, Words, query_mix
from tests.benchmarks.tantivy_search import TantivySearch
from tests.hostile_queries import hostile_queries

ENGINES: Mapping[str, Callable[[Path], Engine]] = {
    "CityKB": CityKB,
    "Whoosh": PlainWhoosh,
    "FTS5": FullTextSearch,
    "tantivy": TantivySearch,
    "bm25s": Bm25sSearch,
}
WORKS: tuple[Work, ...] = ("page", "facets", "hits")
RIVALS_VERSION = 2  # raise it when the records or a rival's index change
_SAMPLE = 2_000  # records that words are drawn from
_REPETITIONS = 3
_UPDATES = 20


def main() -> None:
    parser = argparse.ArgumentParser(description="Search on generated records beside other engines.")
    parser.add_argument("--records", type=int, nargs="+", default=[10_000])
    parser.add_argument("--queries", type=int, default=25, help="queries of each kind")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--cache", type=Path, default=cache_folder(), help="where the indexes are kept")
    parser.add_argument("--reuse", action="store_true", help="do not build CityKB's index anew")
    options = parser.parse_args()
    asked = {
        records: run(options.cache, records, options.queries, options.engines, reuse=options.reuse)
        for records in options.records
    }
    for fewer, more in itertools.pairwise(sorted(asked)):
        print_growth(fewer, more, asked)


def cache_folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "citykb-bench"


def run(cache: Path, records: int, queries: int, engines: Sequence[str], *, reuse: bool) -> dict[str, Asked]:
    """Build, ask and print; answers what was measured of each engine."""
    rows = _rows(queries)
    print(f"\n{records:,} records, {queries} queries of each kind, each repeated {_REPETITIONS} times\n")
    print(
        f"{'':10}{'build s':>10}{'CPU s':>8}{'MB':>8}{'peak MB':>9}{'open s':>8}{'resident MB':>13}{'of it own':>11}"
    )
    asked: dict[str, Asked] = {}
    for name in engines:
        folder = cache / f"{name.lower()}-{records}-{RIVALS_VERSION}"
        built = _built(name, folder, records, keep=reuse or name != "CityKB")
        asked[name] = measuring.ask(ENGINES[name], folder, rows, WORKS, _REPETITIONS)
        print_costs(name, built, asked[name])
    print_times(rows, asked)
    if "CityKB" in engines:
        folder = cache / f"citykb-{records}-{RIVALS_VERSION}"
        measuring.in_a_process(print_hostile, folder, [query.words[0] for query in rows["very common word"]])
        measuring.in_a_process(print_updates, folder, rows["2 words, every field"])
    return asked


def _rows(queries: int) -> dict[str, list[Query]]:
    vocabulary = load_vocabulary()
    words = Words(list(Generator(vocabulary).documents(_SAMPLE)))
    theme = next(iter(vocabulary.scheme("themes"))).id
    return {row: [make() for _ in range(queries)] for row, make in query_mix(words, theme).items()}


def _built(name: str, folder: Path, records: int, *, keep: bool) -> Built:
    note = folder / "built.json"
    if keep and note.exists():
        return Built(**json.loads(note.read_text("utf-8")))
    shutil.rmtree(folder, ignore_errors=True)
    built = measuring.build(ENGINES[name], folder, records)
    note.write_text(json.dumps(asdict(built)), "utf-8")
    return built


def print_costs(name: str, built: Built, asked: Asked) -> None:
    print(
        f"{name:10}{built.seconds:10.1f}{built.cpu_seconds:8.1f}{built.bytes / 2**20:8.0f}{built.peak_mb:9.0f}"
        f"{asked.open_seconds:8.2f}{asked.resident_mb:13.0f}{asked.own_mb:11.0f}",
        flush=True,
    )


def print_times(rows: Mapping[str, Sequence[Query]], asked: Mapping[str, Asked]) -> None:
    """One table per kind of work; the ratios compare medians with CityKB's."""
    for work in WORKS:
        names = [name for name in asked if any((row, work) in asked[name].times for row in rows)]
        if not names:
            continue
        columns = "".join(f"{name:>18}" for name in names)
        first = f"{'CityKB first':>18}" if "CityKB" in names else ""
        print(f"\n{work + ', ms p50 / p95':26}{first}{columns}   times CityKB")
        for row in rows:
            times = {name: asked[name].times.get((row, work)) for name in names}
            ours = times.get("CityKB")
            beginning = shown(ours.first) if ours else " " * len(first)
            cells = "".join(
                shown(found.again or found.first) if found else f"{'-':>18}" for found in times.values()
            )
            print(f"{row:26}{beginning}{cells}   {ratios(times)}")


def ratios(times: Mapping[str, Times | None]) -> str:
    ours = times.get("CityKB")
    if ours is None:
        return ""
    return " ".join(
        f"{name} {percentile(found.again or found.first, 50) / percentile(ours.again, 50):.1f}"
        for name, found in times.items()
        if found and found is not ours
    )


def shown(times: Sequence[float]) -> str:
    return f"{percentile(times, 50):10.2f}{percentile(times, 95):8.2f}"


def print_hostile(folder: Path, common: Sequence[str]) -> None:
    """The slowest hostile queries, each asked once in a process that has answered one query before."""
    backend = CityKB(folder).backend
    backend.search(SearchRequest(common[0]))
    times = {
        name: measuring.seconds_of(partial(backend.search, SearchRequest(text))) * 1000
        for name, text in hostile_queries(common).items()
    }
    slowest = sorted(times, key=times.__getitem__, reverse=True)[:5]
    print(
        f"{len(times)} hostile queries, the slowest: "
        + ", ".join(f"{name} {times[name]:.0f} ms" for name in slowest)
    )


def print_updates(folder: Path, queries: Sequence[Query]) -> None:
    """How long an update of one record takes until it is visible, and what the searches after it cost."""
    backend = CityKB(folder).backend
    documents = Generator(load_vocabulary(), seed=21).documents(_UPDATES)
    visible, reload, next_searches = [], [], []
    apply = partial(backend.apply, deletes=[])
    for document, query in zip(documents, itertools.cycle(queries), strict=False):
        backend.search(query.request)
        writing = measuring.seconds_of(partial(apply, [document]))
        opening = measuring.seconds_of(partial(backend.search, SearchRequest(f"title:{document.slug}")))
        visible.append((writing + opening) * 1000)
        reload.append(opening * 1000)
        next_searches.append(measuring.seconds_of(partial(backend.search, query.request)) * 1000)
    for what, times in (
        ("update of one record until it is visible", visible),
        ("of it the first search after the commit", reload),
        ("a page after that, nothing remembered", next_searches),
    ):
        print(f"{what:44} p50 {percentile(times, 50):6.1f} ms, worst {max(times):6.1f} ms")


def print_growth(fewer: int, more: int, asked: Mapping[int, Mapping[str, Asked]]) -> None:
    """How many times longer a page takes with more records."""
    print(f"\na page at {more:,} records takes … times as long as at {fewer:,} (p50)")
    names = [name for name in asked[fewer] if name in asked[more]]
    print(f"{'':26}{''.join(f'{name:>10}' for name in names)}")
    for row in dict.fromkeys(row for row, work in asked[more][names[0]].times if work == "page"):
        cells = []
        for name in names:
            pair = [asked[records][name].times.get((row, "page")) for records in (fewer, more)]
            medians = [percentile(times.again or times.first, 50) for times in pair if times]
            cells.append(f"{medians[1] / medians[0]:10.1f}" if len(medians) == 2 else f"{'-':>10}")
        print(f"{row:26}{''.join(cells)}")


if __name__ == "__main__":
    main()
