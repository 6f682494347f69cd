"""The Whoosh engine on disk: processes, crashes, damage, threads, and what is read of Whoosh's own files."""

from __future__ import annotations

import json
import os
import random
import shutil
import stat
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import whoosh
import whoosh.index
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.util.numeric import byte_to_length

from kb.errors import IndexOutdated, SearchUnavailable
from kb.search import scoring
from kb.search.document import IndexDocument
from kb.search.fields import fingerprint
from kb.search.particles import PARTICLES
from kb.search.request import SearchRequest
from kb.search.tree import NAMES_FIRST, Word
from kb.search.whoosh import codec, generations, schema
from kb.search.whoosh.cache import BoundedCache
from kb.search.whoosh.postings import Strings
from kb.search.whoosh_backend import WhooshBackend
from kb.vocab import Vocabulary
from tests.integration.index_writer import BATCH
from tests.korean_words import ListedWords
from tests.search_documents import make_document

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def backend(folder: Path, vocabulary: Vocabulary) -> WhooshBackend:
    return WhooshBackend(folder, vocabulary, lock_seconds=0.3)


def run_elsewhere(folder: Path, work: str, number: int) -> None:
    """Let another process do its work to the end."""
    with another_process(folder, work, number) as process:
        assert process.wait(timeout=60) == 0


def another_process(folder: Path, work: str, number: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.integration.index_writer", str(folder), work, str(number)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def generations_on_disk(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


def titles(backend: WhooshBackend, query: str) -> list[str]:
    return [hit.display.title for hit in backend.search(SearchRequest(query, per_page=100)).hits]


class TestOnDisk:
    def test_opening_and_reading_write_nothing(self, backend: WhooshBackend, folder: Path) -> None:
        backend.search(SearchRequest("anything"))
        backend.suggest("any")
        assert (backend.state().count, backend.revisions()) == (0, {})
        assert not folder.exists()

    def test_an_index_is_found_again(
        self, backend: WhooshBackend, folder: Path, vocabulary: Vocabulary
    ) -> None:
        backend.apply([make_document(1, title="Harbour meals")], [])
        again = WhooshBackend(folder, vocabulary)
        assert titles(again, "harbour") == ["Harbour meals"]
        assert again.state() == backend.state()

    def test_the_stored_schema_names_no_class_of_ours(self, backend: WhooshBackend, folder: Path) -> None:
        backend.apply([make_document(1)], [])
        (toc,) = (folder / "1").glob("*.toc")
        assert b"whoosh" in toc.read_bytes()
        assert b"kb." not in toc.read_bytes()

    def test_another_field_table_needs_a_rebuild(self, backend: WhooshBackend, folder: Path) -> None:
        backend.apply([make_document(1)], [])
        old = {"generation": 1, "fingerprint": "of-old"}  # as the first layout had it
        (folder / generations.POINTER_NAME).write_text(json.dumps(old), "utf-8")
        for use in (
            lambda: backend.search(SearchRequest()),
            lambda: backend.suggest("untitled"),
            lambda: backend.scan(SearchRequest()),
            backend.revisions,
            lambda: backend.apply([make_document(2)], []),
        ):
            with pytest.raises(IndexOutdated, match="index rebuild"):
                use()
        assert (backend.state().fingerprint, backend.state().count) == ("of-old", 0)
        backend.rebuild([make_document(3)])
        assert backend.state().fingerprint == fingerprint(PARTICLES.name)
        assert generations_on_disk(folder) == ["2"]

    def test_the_pointer_is_on_disk_before_it_serves_and_its_name_after(
        self, backend: WhooshBackend, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A loss of power cannot be tried here; the order of what is forced to disk can."""
        backend.apply([make_document(1)], [])
        old, done = generations.read_pointer(folder), list[str]()
        fsync, replace = os.fsync, Path.replace

        def noting_fsync(descriptor: int) -> None:
            done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
            fsync(descriptor)

        def noting_replace(path: Path, target: Path) -> Path:
            assert generations.read_pointer(folder) == old
            assert json.loads(path.read_text("utf-8"))["commit"] == 7
            done.append("replaced")
            return replace(path, target)

        monkeypatch.setattr(os, "fsync", noting_fsync)
        monkeypatch.setattr(Path, "replace", noting_replace)
        generations.write_pointer(folder, generations.Pointer(1, "x", 7))
        assert done == ["file", "replaced", "folder"]
        assert generations.read_pointer(folder) == generations.Pointer(1, "x", 7)

    def test_another_analyser_of_korean_needs_a_rebuild(
        self, backend: WhooshBackend, folder: Path, vocabulary: Vocabulary
    ) -> None:
        backend.rebuild([make_document(1, title="돌봄서비스", language="ko")])
        reading = WhooshBackend(folder, vocabulary, morphology=ListedWords())
        assert (reading.state().is_outdated, reading.state().count) == (True, 0)
        with pytest.raises(IndexOutdated, match="korean_morphemes"):
            reading.search(SearchRequest("돌봄"))
        reading.rebuild([make_document(1, title="돌봄서비스", language="ko")])
        assert titles(reading, "돌봄") == ["돌봄서비스"]
        assert backend.state().is_outdated

    @pytest.mark.filterwarnings(
        "ignore::pytest.PytestUnraisableExceptionWarning"
    )  # Whoosh leaves a damaged commit open
    @pytest.mark.parametrize(
        "damage", ["pointer", "generation", "commit", "sidecar", "cut sidecar", "texts", "cut texts"]
    )
    def test_a_damaged_index_says_how_to_mend_it(
        self, backend: WhooshBackend, folder: Path, damage: str, vocabulary: Vocabulary
    ) -> None:
        backend.apply([make_document(1)], [])
        if damage == "pointer":
            (folder / generations.POINTER_NAME).write_text("{", "utf-8")
        elif damage == "generation":
            shutil.rmtree(folder / "1")
        elif damage == "texts":
            next((folder / "1").glob("*.texts")).unlink()
        elif damage == "cut texts":
            os.truncate(next((folder / "1").glob("*.texts")), 100)
        else:
            path = next((folder / "1").glob("*.toc" if damage == "commit" else "*.side"))
            path.write_bytes(path.read_bytes()[:-100] if damage == "cut sidecar" else b"nothing of the kind")
        reopened = WhooshBackend(folder, vocabulary)
        with pytest.raises(SearchUnavailable, match="index rebuild"):
            reopened.search(SearchRequest("untitled"))
        reopened.rebuild([make_document(1, title="Mended")])
        assert titles(reopened, "mended") == ["Mended"]

    def test_a_folder_that_cannot_be_written_is_said(self, tmp_path: Path, vocabulary: Vocabulary) -> None:
        (tmp_path / "file").write_text("not a folder", "utf-8")
        with pytest.raises(SearchUnavailable, match="cannot be written"):
            WhooshBackend(tmp_path / "file" / "index", vocabulary).rebuild([])

    def test_a_failed_rebuild_leaves_no_half_built_generation(
        self, backend: WhooshBackend, folder: Path
    ) -> None:
        backend.rebuild([make_document(1, title="Harbour meals")])

        def failing() -> Iterator[IndexDocument]:
            yield make_document(2)
            raise OSError("no space left")

        with pytest.raises(SearchUnavailable, match="no space left"):
            backend.rebuild(failing())
        assert generations_on_disk(folder) == ["1"]
        assert titles(backend, "harbour") == ["Harbour meals"]
        backend.rebuild([make_document(3, title="Harbour again")])
        assert titles(backend, "harbour") == ["Harbour again"]
        assert len(generations_on_disk(folder)) == 1

    def test_what_a_killed_rebuild_left_is_cleared_by_the_next_writer(
        self, backend: WhooshBackend, folder: Path
    ) -> None:
        backend.rebuild([make_document(1)])
        (folder / "7").mkdir()
        (folder / "7" / "half").write_bytes(b"built")
        backend.apply([make_document(2)], [])
        assert generations_on_disk(folder) == ["1"]

    def test_many_small_commits_are_merged(self, backend: WhooshBackend, folder: Path) -> None:
        for number in range(25):
            backend.apply([make_document(number % 5 + 1, title=f"Harbour {number}", revision=number)], [])
        assert sorted(titles(backend, "harbour")) == sorted(f"Harbour {number}" for number in range(20, 25))
        assert len(list((folder / "1").glob("*.trm"))) < 10


class TestProcesses:
    def test_a_commit_and_a_rebuild_elsewhere_are_seen_by_the_next_search(
        self, backend: WhooshBackend, folder: Path, vocabulary: Vocabulary
    ) -> None:
        reader = WhooshBackend(folder, vocabulary)
        backend.apply([make_document(1, title="Shared first")], [])
        assert titles(reader, "shared") == ["Shared first"]
        run_elsewhere(folder, "many", 100)
        assert reader.search(SearchRequest("shared")).total == 21
        run_elsewhere(folder, "rebuild", 5)
        assert titles(reader, "rebuilt") == ["Rebuilt elsewhere"]
        assert reader.revisions() == {5: 1}

    def test_two_writing_processes_lose_nothing(self, backend: WhooshBackend, folder: Path) -> None:
        with ThreadPoolExecutor(2) as pool:
            for writing in [pool.submit(run_elsewhere, folder, "many", first) for first in (100, 200)]:
                writing.result()
        assert set(backend.revisions()) == {*range(100, 120), *range(200, 220)}

    def test_a_second_writer_waits_a_bounded_time_and_says_why(
        self, backend: WhooshBackend, folder: Path
    ) -> None:
        backend.apply([make_document(1, title="Harbour meals")], [])
        with another_process(folder, "hold", 60) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "locked\n"
            started = time.monotonic()
            for write in (lambda: backend.apply([make_document(2)], []), lambda: backend.rebuild([])):
                with pytest.raises(SearchUnavailable, match="Another process has been writing"):
                    write()
            assert 0.5 < time.monotonic() - started < 5
            assert titles(backend, "harbour") == ["Harbour meals"]
            holder.kill()
        backend.apply([make_document(2, title="Harbour lights")], [])
        assert backend.search(SearchRequest("harbour")).total == 2

    def test_kill_9_while_committing_leaves_a_whole_index(
        self, folder: Path, backend: WhooshBackend, vocabulary: Vocabulary
    ) -> None:
        seed = random.Random(4)
        committed = 0
        for _ in range(6):
            with another_process(folder, "forever") as writer:
                assert writer.stdout is not None
                committed = max(committed, int(writer.stdout.readline()))
                time.sleep(seed.uniform(0, 0.25))
                writer.kill()
                said = [int(line) for line in writer.stdout.read().split()]
            committed = max([committed, *said])
            found = set(WhooshBackend(folder, vocabulary).revisions().values())
            assert len(found) == 1, "a batch is visible as a whole or not at all"
            assert found.pop() in (committed, committed + 1)
            assert len(backend.revisions()) == BATCH
        backend.apply([make_document(1, title="Afterwards", revision=10_000)], [])
        assert titles(backend, "afterwards") == ["Afterwards"]


class TestThreads:
    def test_searches_stay_right_while_commits_come(self, backend: WhooshBackend) -> None:
        words = [f"word{number}" for number in range(12)]
        chooser = random.Random(1)
        contents = {record: chooser.sample(words, 5) for record in range(1, 121)}
        backend.rebuild(
            [make_document(record, title=" ".join(content)) for record, content in contents.items()]
        )
        expected = {
            word: {record for record, content in contents.items() if word in content} for word in words
        }
        stop = threading.Event()

        def search_on(seed: int) -> int:
            picker, searched = random.Random(seed), 0
            while not stop.is_set():
                one, other = picker.sample(words, 2)
                found = set(backend.scan(SearchRequest(f"{one} AND {other}")))
                assert found == expected[one] & expected[other]
                searched += 1
            return searched

        with ThreadPoolExecutor(4) as pool:
            searches = [pool.submit(search_on, seed) for seed in range(4)]
            for record in range(1, 31):
                backend.apply([make_document(record, title=" ".join(contents[record]), revision=2)], [])
            stop.set()
            assert all(search.result(timeout=30) > 0 for search in searches)


class TestCodec:
    @pytest.fixture
    def leaves(self, backend: WhooshBackend, folder: Path) -> Iterator[list[object]]:
        """The segment readers of an index of two segments with deletions and posting lists of several blocks."""
        chooser = random.Random(3)
        words = [f"word{number}" for number in range(40)] + ["서울", "정책"]

        def text() -> str:
            return " ".join(chooser.choices(words, k=60))

        documents = [
            make_document(record, title=text()[:40], body=[text(), text()]) for record in range(1, 400)
        ]
        backend.rebuild(documents)
        backend.apply([make_document(500, title="word1", body=text())], [3, 4])
        reader = whoosh.index.open_dir(folder / "1").reader()
        yield [leaf for leaf, _ in reader.leaf_readers()]
        reader.close()

    def test_the_version_and_the_private_names_are_those_this_was_written_for(self) -> None:
        assert whoosh.__version__ == codec.WHOOSH_VERSION
        for name in ("_read_data", "_goto", "_read_header"):
            assert hasattr(W3LeafMatcher, name)

    def test_postings_and_positions_are_those_of_whoosh(self, leaves: list[object]) -> None:
        compared = 0
        for leaf in leaves:
            for field in schema.INVERTED_FIELDS:
                for term in leaf.lexicon(field):
                    matcher = leaf._terms.matcher(field, term, leaf.schema[field].format)
                    expected, places = [], []
                    while matcher.is_active():
                        expected.append((matcher.id(), matcher.weight()))
                        if field in schema.EXACT_FIELDS:
                            places += [(matcher.id(), place) for place in matcher.value_as("positions")]
                        matcher.next()
                    found = codec.read_postings(leaf, field, term)
                    assert list(zip(*(array.tolist() for array in found), strict=True)) == expected
                    if places:
                        positions = codec.read_positions(leaf, field, term)
                        assert list(zip(*(array.tolist() for array in positions), strict=True)) == places
                    compared += len(expected)
        assert compared > 10_000

    def test_a_missing_term_has_no_postings(self, leaves: list[object]) -> None:
        assert len(codec.read_postings(leaves[0], "title", b"nowhere").documents) == 0
        assert len(codec.read_positions(leaves[0], "title", b"nowhere").places) == 0

    def test_lengths_are_kept_on_whooshs_scale(self) -> None:
        assert tuple(byte_to_length(byte) for byte in range(256)) == scoring.LENGTH_SCALE


def test_the_terms_of_a_prefix_are_not_looked_up_by_name(
    backend: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend.rebuild(make_document(number, title=f"Housing{number}") for number in range(1, 9))
    assert titles(backend, "housing3") == ["Housing3"]
    monkeypatch.setattr(Strings, "number_of", lambda *_: pytest.fail("a term was looked up"))
    assert len(titles(backend, "hous*")) == 8


def test_the_cache_counts_what_the_parts_of_queries_take() -> None:
    most = 200_000
    cache: BoundedCache[np.ndarray] = BoundedCache(most)
    tracemalloc.start()
    for number in range(600):
        fields = tuple((field, float(number)) for field, _ in NAMES_FIRST)
        cache.get(Word(f"word{number}", (f"word{number}",), 1, fields), lambda: np.zeros(0))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most / 8 < taken < most


def test_the_cache_forgets_what_was_not_used_for_longest() -> None:
    cache: BoundedCache[np.ndarray] = BoundedCache(6999)
    reads: list[str] = []

    def get(key: str) -> None:
        cache.get(key, lambda: (reads.append(key), np.zeros(100))[1])

    for key in ("a", "b", "a", "c", "d", "a", "b"):
        get(key)
    assert reads == ["a", "b", "c", "d", "b"]
    small: BoundedCache[np.ndarray] = BoundedCache(1)
    assert len(small.get("big", lambda: np.zeros(1000))) == 1000
