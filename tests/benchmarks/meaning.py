"""What search by meaning adds to a page: CityKB by words and by both on the generated records of the search benchmark.

    python -m tests.benchmarks.meaning [--records 100000] [--vectors 1] [--cache DIR]

The index is that of `tests.benchmarks.search`, which must have been run with as many records. Its records get vectors of
random numbers, as many each as asked for: what a product of a matrix costs does not depend on what the numbers mean. The
questions are encoded by the real model. "First" is a question that was never asked, "again" its next page or facet.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from kb.search.meaning import passages
from kb.search.meaning.e5 import E5Encoder
from kb.search.meaning.filing import Filing, write_filing
from kb.search.meaning.meanings import Meanings
from kb.search.meaning.store import FILING
from kb.search.meaning.vectors import row_type
from kb.search.request import SearchRequest
from kb.search.whoosh_backend import WhooshBackend
from kb.vocab import load_vocabulary
from tests.benchmarks import measuring
from tests.benchmarks.measuring import percentile
from tests.benchmarks.search import RIVALS_VERSION, cache_folder

QUESTIONS = (
    "how do cities keep rents down", "night buses for shift workers", "who pays for school meals",
    "flooding in informal settlements", "older people living alone", "jobs for young people",
    "viviendas para familias con pocos ingresos", "comedores escolares gratuitos", "inundaciones en barrios informales",
    "mayores que viven solos", "empleo para jóvenes", "transporte nocturno seguro para mujeres",
    "logement pour les familles modestes", "cantines scolaires gratuites", "personnes âgées isolées",
    "emploi des jeunes dans les quartiers", "bus de nuit", "participation des habitants au budget",
    "저소득층 주거 지원", "학교 무상 급식", "혼자 사는 노인 돌봄", "청년 일자리", "심야 버스 노선", "주민 참여 예산",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="What search by meaning adds to a page.")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--vectors", type=int, default=1, help="of each record")
    parser.add_argument("--cache", type=Path, default=cache_folder(), help="where the indexes are kept")
    options = parser.parse_args()
    index = options.cache / f"citykb-{options.records}-{RIVALS_VERSION}"
    folder = options.cache / f"meaning-{options.records}-{options.vectors}"
    make_vectors(index, folder, options.vectors)
    print(f"{options.records:,} records, {options.vectors} vectors each\n")
    print(f"{'ms p50 / p95':20}{'by the clock':>16}  {'of processors':>16}")
    measuring.in_a_process(ask, index, folder)


def make_vectors(index: Path, folder: Path, each: int) -> None:
    """Random unit vectors for every record of the index, written at once."""
    encoder = E5Encoder()
    store = folder / f"{encoder.name}-{passages.VERSION}"
    if (store / FILING).exists():
        return
    store.mkdir(parents=True)
    revisions = WhooshBackend(index, load_vocabulary()).revisions()
    random = np.random.default_rng(5)
    with (store / "1.vectors").open("wb") as file:
        for _ in range(0, len(revisions) * each, 10_000):
            numbers = random.standard_normal((10_000, encoder.dimensions)).astype(np.float32)
            numbers /= np.linalg.norm(numbers, axis=1, keepdims=True)
            rows = np.zeros(10_000, row_type(encoder.dimensions))
            rows["scale"] = np.abs(numbers).max(1) / 127
            rows["values"] = np.round(numbers / rows["scale"][:, None])
            file.write(rows.tobytes())
    filed = {
        record: (revision, np.arange(place * each, (place + 1) * each))
        for place, (record, revision) in enumerate(sorted(revisions.items()))
    }
    write_filing(store / FILING, Filing.of(1, len(revisions) * each, filed))


def ask(index: Path, folder: Path) -> None:
    """Every question by words and by both, each twice; then where the time and the memory goes."""
    vocabulary, encoder = load_vocabulary(), E5Encoder()
    words = WhooshBackend(index, vocabulary)
    words.search(SearchRequest("warm up"))
    before = _resident_mb()
    meanings = Meanings(folder, encoder)
    both = WhooshBackend(index, vocabulary, meanings=meanings)
    both._view = words._view
    first_of_all = measuring.seconds_of(partial(both.search, SearchRequest("the model is loaded")))
    shown("by words, first", [_page(words, question) for question in QUESTIONS])
    shown("by words, again", [_page(words, question) for question in QUESTIONS])
    shown("by both, first", [_page(both, question) for question in QUESTIONS])
    shown("by both, again", [_page(both, question) for question in QUESTIONS])
    shown("of it encoding", [_milliseconds(partial(encoder.of_query, question)) for question in QUESTIONS])
    held = both._view.snapshot.held if both._view else None
    assert held is not None
    shown("of it nearness", [_milliseconds(partial(meanings.near, question, held)) for question in QUESTIONS])
    print(f"\nthe first of all, with the model loaded and checked: {first_of_all:.2f} s")
    print(f"resident {_resident_mb():.0f} MB, {_resident_mb() - before:.0f} MB of it model and vectors")


def shown(what: str, times: Sequence[tuple[float, float]]) -> None:
    """By the clock and of the processors, which other programs on the machine do not change."""
    clock, processors = zip(*times, strict=True)
    cells = (f"{percentile(one, 50):8.1f}{percentile(one, 95):8.1f}" for one in (clock, processors))
    print(f"{what:20}{'  '.join(cells)}", flush=True)


def _page(backend: WhooshBackend, question: str) -> tuple[float, float]:
    return _milliseconds(partial(backend.search, SearchRequest(question)))


def _milliseconds(work: Callable[[], object]) -> tuple[float, float]:
    started, used = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - started) * 1000, (time.process_time() - used) * 1000


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 2**20


if __name__ == "__main__":
    main()
